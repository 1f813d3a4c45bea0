/* worker.h - one thread's way from a text to its tokens, shingles and sketch. */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <reprint.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "sketch/minhash.h"
#include "text/tokens.h"

struct rp_worker {
    rp_params params;
    uint64_t seed;
    struct tokens tokens;
    uint64_t *shingle; /* kernel-aligned */
    size_t shingle_cap, n_shingles;
    _Alignas(64) uint32_t slot[MINHASH_MAX_SLOTS];
    struct compare *compare; /* scratch of rp_compare(), made when first needed */
    struct hits *hits;       /* scratch of rp_index_query(), likewise */
};

/* Fills w->tokens and w->shingle, hashed under `seed`. */
int worker_shingles(struct rp_worker *w, const char *text, size_t n, unsigned flags, uint64_t seed) MUST_USE;

/* The band keys of the shingles made last (under w->seed, or they are good for nothing); params_key_columns() of
 * them. 0 for a text without a token: the caller leaves it out. */
void worker_keys(struct rp_worker *w, uint64_t *key);

/* Frees what rp_compare() and rp_index_query() left in a worker. */
void compare_free(struct compare *c);
void hits_free(struct hits *h);

#endif
