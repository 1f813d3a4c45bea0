/*
 * scan_state.h - a scan that can go on: with --work-dir, what it finds out is journalled in DIR/reprint-scan.
 *
 *   inputs    the options that decide what is found, and size and time of every source (cli/state_inputs.h)
 *   journal   records and verdicts (relation/scan_journal.h), with what each article says of itself
 *
 * Reading the input and learning its furniture, a twentieth of the work, is done again; all that costs more is not.
 * The folder goes when the result is there.
 */
#ifndef SCAN_SCAN_STATE_H
#define SCAN_SCAN_STATE_H

#include "base/compiler.h"
#include "source/source.h"

struct scan_job;

#define SCAN_STATE_FOLDER SOURCE_JOURNAL_FOLDER

/* Nothing without --work-dir. After the sources are open, before anything is read. */
int scan_state_open(struct scan_job *job) MUST_USE;
/* When the result is there: nothing is left to go on with. */
void scan_state_finish(struct scan_job *job);
/* Of a scan that failed with this status while it was journalled: STATUS_SAID when the journal was why. */
int scan_state_explain(struct scan_job *job, int status) MUST_USE;
/* When there is no result: what can be done. */
void scan_state_say_failure(const struct scan_job *job);
void scan_state_close(struct scan_job *job);

#endif
