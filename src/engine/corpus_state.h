/*
 * corpus_state.h - a corpus in a home that is kept: what is on the disk, and opening it again.
 *
 * The columns are files that only grow. One small file, "corpus", says how many rows of each are good and
 * what their digest is; it is replaced whole, after everything it speaks of has been synced. So whatever
 * happens, the home is as it was at some checkpoint, and rows behind it are cut off.
 */
#ifndef ENGINE_CORPUS_STATE_H
#define ENGINE_CORPUS_STATE_H

#include <stdbool.h>

#include "engine/corpus.h"

/* A corpus without columns. */
int corpus_new(rp_corpus **out, const rp_params *p, const rp_home *home) MUST_USE;

/* Is there a state, good or bad? */
bool corpus_exists(const char *dir);

#endif
