/*
 * minhash.h - MinHash by Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017).
 *
 * A sketch has K slots (a power of two, 16..1024) of 32 bits. P(slot of A == slot of B) = Jaccard(A, B).
 * Rounds follow a schedule that does not depend on the set (a switch that does would bias the
 * estimate): in round 0 every shingle falls into one of K bins and bids a value there; rounds 1..8
 * let it fall again, each time elsewhere; in the last it bids in every bin. A bid carries its round in
 * the high bits and a slot keeps the least bid, so that a later round never beats an earlier one and
 * one that could not change anything may be left out. minhash_rounds.h is the exact definition.
 * Sets with repeated elements give the sketch of the set.
 */
#ifndef SKETCH_MINHASH_H
#define SKETCH_MINHASH_H

#include <stddef.h>
#include <stdint.h>

enum { MINHASH_MIN_SLOTS = 16, MINHASH_MAX_SLOTS = 1024 };

/* What an empty set has in every slot; two empty sets are not similar. */
#define MINHASH_EMPTY UINT32_MAX

/* slot[K], 64-byte aligned; shingle has 64 readable bytes behind its end. */
void minhash_sketch(const uint64_t *shingle, size_t n, uint32_t *slot, unsigned K);

/* How many of K slots agree: estimate of Jaccard = agreeing / K. Two empty sets agree nowhere. */
unsigned minhash_agree(const uint32_t *a, const uint32_t *b, unsigned K);

#endif
