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

#define STATE_NAME "corpus"

/* The beginning of that file; a seal for each other file and the cursor follow. */
struct head {
    uint64_t format, algorithm;
    uint64_t run, stage, documents, payload, files, cursor, reference, alone;
    rp_params params; /* the key in it is a digest of the key */
    rp_stat stat;
};

/* A corpus without columns. */
int corpus_new(rp_corpus **out, const rp_params *p, const rp_home *home) MUST_USE;

/* Is there a state, good or bad? */
bool corpus_exists(const char *dir);

/* --- for corpus_again.c --- */

/* Fills err, if there is one, and returns status. */
int state_refuse(rp_error *err, int status, const char *file, const char *what);

/* As head.params has them. */
rp_params params_without_key(const rp_params *p);
/* What differs, in words, or NULL. Both without key. */
const char *params_difference(const rp_params *p, const rp_params *q);

/* *head is free()d by the caller, and a struct head only after state_check_shape(). */
int state_load_head(const char *dir, void **head, size_t *n, rp_error *err) MUST_USE;
int state_check_shape(const struct head *h, size_t n, rp_error *err) MUST_USE;
/* What the head speaks of, into a corpus without columns; or only the rows of pass 1. */
int state_load(rp_corpus *c, const struct head *h, bool rows_only, rp_error *err) MUST_USE;

#endif
