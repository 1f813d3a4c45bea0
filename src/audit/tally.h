/*
 * tally.h - what comparing a sample with everything has shown: counts for each document of the sample, and
 * over all of them how many pairs have which similarity.
 *
 * One tally a thread, added up at the end; every count is a sum, so the order does not matter. Memory follows
 * the sample, never the number of pairs.
 */
#ifndef AUDIT_TALLY_H
#define AUDIT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/interval.h"
#include "base/compiler.h"

/* Ranges of similarity [.5, .6) ... [.9, 1], then all pairs at or above the threshold. */
enum { AUDIT_RANGES = 5, AUDIT_ABOVE = AUDIT_RANGES, AUDIT_ROWS };
/* Of removals: below .5, then as above, then all. */
enum { AUDIT_LOW = AUDIT_ROWS, AUDIT_REMOVED_ROWS };
#define AUDIT_FLOOR .5

/* -1 below AUDIT_FLOOR. */
int audit_range(double jaccard);

struct audit_count {
    uint32_t pairs, resolved, candidates;
};

/* A document of the sample. */
struct audit_doc {
    struct audit_count row[AUDIT_ROWS];
    bool removed, met, right; /* met: the kept one shares a shingle; right: it is as similar as was claimed */
    double jaccard;           /* to the kept one */
};

/* Pairs by similarity in steps of a thousandth; the last one is 1. Pairs of which one is an exact copy of an
 * earlier document are only in `every`: they are found by other means, and would count one text many times. */
enum { CURVE_STEPS = 1000, CURVE_BINS = CURVE_STEPS + 1 };
/* Below this nobody looks whether a pair shares a band. */
#define CURVE_FLOOR .1

struct audit_curve {
    uint64_t every[CURVE_BINS], pairs[CURVE_BINS], candidates[CURVE_BINS];
};

/* The similarity a step stands for: its middle. */
double curve_jaccard(size_t bin);

struct audit_pair {
    double jaccard;
    bool resolved;  /* not both were kept */
    bool candidate; /* they share a band; false below CURVE_FLOOR */
    bool twin;      /* one of them is an exact copy of an earlier document */
};

struct audit_tally {
    struct audit_doc *doc;
    size_t n;
    double threshold;
    struct audit_curve curve;
};

int tally_init(struct audit_tally *t, size_t n, double threshold) MUST_USE;
void tally_release(struct audit_tally *t);
/* Pair of document k of the sample with any other; called once from each side when both are of the sample. */
void tally_pair(struct audit_tally *t, size_t k, const struct audit_pair *p);
/* Document k was removed, and the one kept for it is this similar. */
void tally_removal(struct audit_tally *t, size_t k, double jaccard, bool right);
/* Adds what another thread has counted; both have the same documents. */
void tally_merge(struct audit_tally *into, const struct audit_tally *from);

/* Sums over documents, to be looked at by ratio_interval(). row < AUDIT_ROWS. */
struct ratio tally_resolved(const struct audit_tally *t, int row);
struct ratio tally_candidates(const struct audit_tally *t, int row);
/* Of removed documents: the share that is right. row < AUDIT_REMOVED_ROWS; AUDIT_ABOVE is all of them. */
struct ratio tally_right(const struct audit_tally *t, int row);

#endif
