/*
 * shingle.h - tokens to shingles: each run of k consecutive token hashes becomes one 64-bit hash.
 *
 * shingle i = hash_mix(XOR over j < k of rotl(token[i + j], j * SHINGLE_STEP mod 64)). The step is odd,
 * so all 64 rotations differ: order counts, and no word cancels another whatever its hash. Fewer than
 * k tokens make one shingle of them all, with their number mixed in; no token, no shingle.
 */
#ifndef SKETCH_SHINGLE_H
#define SKETCH_SHINGLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

enum { SHINGLE_MAX = 32, SHINGLE_STEP = 13 };

/* How many shingles n tokens have. */
static inline size_t shingle_count(size_t n, unsigned k)
{
    return n >= k ? n - k + 1 : n > 0;
}

/* Writes shingle_count(n, k) hashes, 1 <= k <= SHINGLE_MAX; `out` has room for 8 more than that
 * (kernels write whole vectors), `token` has 64 readable bytes behind its end. Returns the count. */
size_t shingle_hashes(const uint64_t *token, size_t n, unsigned k, uint64_t *out);

/* 128-bit digest of the token sequence (XXH3-128): equal digests are *likely* equal sequences. */
struct hash128 shingle_digest(const uint64_t *token, size_t n);

#endif
