/*
 * overlap.h - how much two shingle sets share, exactly.
 *
 * The verification of every candidate pair ends here: one document's shingles are put into a hash set,
 * the others' are counted against it. Shingles come as shingle_hashes() gives them, in text order and
 * with repeats; they are compared as *sets* of 64-bit hashes, so all counts are of distinct values.
 *
 * The table is addressed by the low bits of the hash as they are: shingle hashes are uniform, and
 * where texts may be hostile they are made under a key nobody outside knows (token_options.seed), so
 * no input can be chosen to collide. Cost: linear in the shingles, 1 to 3 ns each while the table
 * fits the cache. Memory: at most 100 bytes for each shingle of the largest document seen (and 600 KB), re-used.
 */
#ifndef VERIFY_OVERLAP_H
#define VERIFY_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Set sizes of document A (the one the set was built from), of B, and of what they share. */
struct overlap {
    size_t a, b, common;
};

/* |A n B| / |A u B|. Two empty sets share nothing: 0. */
static inline double overlap_jaccard(struct overlap o)
{
    size_t all = o.a + o.b - o.common;
    return all ? (double)o.common / (double)all : 0.0;
}

/* How much of A stands in B, and how much of B stands in A; 0 for an empty set. */
static inline double overlap_a_in_b(struct overlap o)
{
    return o.a ? (double)o.common / (double)o.a : 0.0;
}

static inline double overlap_b_in_a(struct overlap o)
{
    return o.b ? (double)o.common / (double)o.b : 0.0;
}

/* Containment of the smaller set in the larger. */
static inline double overlap_contained(struct overlap o)
{
    size_t less = o.a < o.b ? o.a : o.b;
    return less ? (double)o.common / (double)less : 0.0;
}

/* The set of document A. One thread at a time, counting included. */
struct overlap_set {
    uint64_t *slot;
    uint8_t *tag;
    uint32_t *log; /* scratch of one count */
    size_t slot_cap, tag_cap, log_cap;
    size_t mask;   /* slots in use - 1 */
    size_t count;  /* distinct values of A */
};

/* Always succeeds; nothing is allocated before the first build. */
void overlap_init(struct overlap_set *s);
void overlap_release(struct overlap_set *s);

/* Makes s the set of shingle[0..n), whatever it held before; n at most 2^28. RP_OK, or RP_ERR_NOMEM or
 * RP_ERR_LIMIT and s is empty. */
int overlap_build(struct overlap_set *s, const uint64_t *shingle, size_t n) MUST_USE;

/* Compares the set with shingle[0..n), which becomes B. The set stays as it is, also when this fails.
 * RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int overlap_count(struct overlap_set *s, const uint64_t *shingle, size_t n, struct overlap *out) MUST_USE;

enum overlap_measure { OVERLAP_JACCARD, OVERLAP_CONTAINED };

/* The value of a measure, as overlap_reaches() compares it. */
double overlap_value(struct overlap o, enum overlap_measure m);

/*
 * As overlap_count, but stops as soon as the measure can no longer reach the threshold (value >=
 * threshold is reaching). 1: reached, *out is complete. 0: not reached, *out is what had been counted
 * when that was certain. Negative as overlap_count.
 */
int overlap_reaches(struct overlap_set *s, const uint64_t *shingle, size_t n, enum overlap_measure m,
                    double threshold, struct overlap *out) MUST_USE;

#endif
