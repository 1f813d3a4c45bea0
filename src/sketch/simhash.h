/* simhash.h - SimHash-64 (Charikar 2002): bit b is the majority of bit b over all shingles, ties
 * to 0; near-equal texts differ in few bits. A shingle that occurs twice votes twice. */
#ifndef SKETCH_SIMHASH_H
#define SKETCH_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

/* 0 for no shingle. `shingle` has 64 readable bytes behind its end. */
uint64_t simhash64(const uint64_t *shingle, size_t n);

static inline unsigned simhash_distance(uint64_t a, uint64_t b)
{
    return (unsigned)__builtin_popcountll(a ^ b);
}

#endif
