/*
 * dedup_inputs.h - what a state is of, in two of its files.
 *
 *   inputs   the options that decide which documents there are, and size and time of every source; compared, so
 *            that a run never goes on with another one's state
 *   sources  the parts: names of fields and sources, and the folder that relative names are to be seen from
 */
#ifndef DEDUP_DEDUP_INPUTS_H
#define DEDUP_DEDUP_INPUTS_H

#include <stdbool.h>

#include "base/compiler.h"

struct dedup;

/* Functions return RP_OK or a status, STATUS_SAID when it was said on stderr. `dir` is a state's folder. */

/* *again: all sources can be read by another process too. */
int inputs_save(const struct dedup *d, const char *dir, bool *again) MUST_USE;
/* Is the state there of exactly this run? */
int inputs_compare(const struct dedup *d, const char *dir, bool *again) MUST_USE;

/*
 * Adds the parts of the state there to d->parts, and their sources to d->sources. Sources that have changed since are
 * an error that names them; those that are not there any more are one unless `may_miss`.
 */
int inputs_load(struct dedup *d, const char *dir, bool may_miss) MUST_USE;

#endif
