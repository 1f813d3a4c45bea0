/*
 * minhash_rounds.h - the bids of one shingle hash h: what every kernel must compute.
 *
 *   round 0      bin: lowest bits of h            value: highest 28 bits of h
 *   round 1 + p  bin: piece p of x = hash_mix(h)  value: highest 28 bits of x turned right by p pieces
 *   last round   every bin b                      value: 28 bits of a hash of (h, b)
 *
 * A piece of x has 8 bits, so eight bins come out of one multiplication; sketches of more than 256
 * slots take 16-bit pieces, of which there are four. A bid is round << 28 | value; no bid is
 * MINHASH_EMPTY, because no round is 15.
 */
#ifndef SKETCH_MINHASH_ROUNDS_H
#define SKETCH_MINHASH_ROUNDS_H

#include <stdint.h>

#include "base/hash.h"

enum { ROUND_LAST = 9, VALUE_BITS = 28, NARROW_SLOTS = 256 };

static inline unsigned piece_bits(unsigned K)
{
    return K <= NARROW_SLOTS ? 8 : 16;
}

static inline uint64_t rotate_right(uint64_t x, unsigned bits)
{
    return x >> (bits & 63) | x << (-bits & 63);
}

static inline uint32_t bid(unsigned round, uint64_t h)
{
    return (uint32_t)round << VALUE_BITS | (uint32_t)(h >> (64 - VALUE_BITS));
}

/* Bin b multiplies the upper half of the hash by an odd number of its own. */
static inline uint32_t bin_factor(unsigned b)
{
    return (2 * b + 1) * UINT32_C(0x9E3779B1);
}

/* What h, in halves, bids in the bin of this factor, as a full word: the highest bits are the value. */
static inline uint32_t last_hash(uint32_t low, uint32_t high, uint32_t factor)
{
    const uint32_t x = low + high * factor;
    return (x ^ x >> 15) * UINT32_C(0x85EBCA77);
}

static inline uint32_t bid_last(uint32_t hash)
{
    return (uint32_t)ROUND_LAST << VALUE_BITS | hash >> (32 - VALUE_BITS);
}

static inline void bid_into(uint32_t *slot, unsigned bin, uint32_t value)
{
    slot[bin] = value < slot[bin] ? value : slot[bin];
}

#endif
