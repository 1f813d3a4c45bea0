/*
 * dedup_state.h - where a run keeps what it knows, and how it goes on after it was stopped.
 *
 * Without --work-dir everything is in memory or, where that would not fit, in nameless files of the
 * temporary directory. With it the folder DIR/reprint-state has the corpus (rp_corpus_open), what it is of
 * (dedup_inputs.h), what other rules would want to know (dedup_facts.h), and "lock", so that two runs never share it.
 * It stays when the run is over.
 */
#ifndef DEDUP_DEDUP_STATE_H
#define DEDUP_DEDUP_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "source/source.h"

#define STATE_FOLDER SOURCE_STATE_FOLDER

struct dedup;

/* How far reading has come; batches before it are in the corpus. */
struct read_cursor {
    uint64_t file;   /* as many as there are sources: all is read */
    uint64_t offset; /* in its stream, where a record begins */
    uint64_t lines;  /* of the file, before it */
    uint64_t bytes, bad_records, bad_files;
    uint64_t reference; /* documents of the references, when all of them have been read */
    uint64_t rule;      /* of the ranks: keep_rule() */
};

/* Makes or opens the corpus; d->cursor is set. RP_OK or a status, STATUS_SAID when it was said why not. */
int state_open(struct dedup *d) MUST_USE;
/* For --from: the parts of the state there. n: operands, of which there must be none. */
int state_open_sources(struct dedup *d, size_t n) MUST_USE;
void state_close(struct dedup *d);
/* Brings what was read to the disk, if there is a folder for it. */
int state_checkpoint(struct dedup *d, const struct read_cursor *at) MUST_USE;
/* Has enough time passed since the last checkpoint for another? So that they cost a tenth at most. */
bool state_checkpoint_due(const struct dedup *d);

/* What can be said about a run that failed with this status: where it stands, and how to go on. */
void state_say_failure(const struct dedup *d, int status);

#endif
