/*
 * sample_index.h - how many shingles any document shares with each document of a sample: all of them, counted.
 *
 * An inverted index over the sample's shingles. Shingles that stand in the same documents of the sample are one
 * class, and a document's shingles are counted by class before they are counted by document: a template that
 * half the sample has costs one walk along its list, not one for each of its shingles. Results are those of
 * comparing everything with everything; 64-bit hashes made under a secret stand for the shingles.
 *
 * Memory: some 40 bytes for each different shingle of the sample; a counter has 8 for each class and document
 * and a bit for each shingle. Time of a document: its shingles, and the lists of the classes it touches.
 */
#ifndef AUDIT_SAMPLE_INDEX_H
#define AUDIT_SAMPLE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* The shingles of one document of the sample; repeats are fine. */
struct sample_set {
    uint64_t *shingle;
    size_t n;
};

struct sample_index;

/* RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT (2^32 - 2 shingles or documents). The sets are not kept. */
int sample_index_create(struct sample_index **out, const struct sample_set *set, size_t n) MUST_USE;
void sample_index_free(struct sample_index *x);

/* Different shingles of document k. */
uint32_t sample_size(const struct sample_index *x, size_t k);
/* Different shingles, and classes of them: for reports and tests. */
uint64_t sample_shingles(const struct sample_index *x);
uint64_t sample_classes(const struct sample_index *x);

/* One thread's counting. hit[0..n_hits) are the documents of the sample that share at least one shingle with
 * the last document counted, in no order; shared[k] is how many, different ones. Both until the next count. */
struct sample_counter {
    const struct sample_index *x;
    uint32_t *hit, *shared;
    size_t n_hits;
    /* --- private --- */
    uint64_t *met;          /* a bit for each shingle: repeats count once */
    uint32_t *found;        /* shingles met */
    uint32_t *in_class, *touched;
    size_t found_cap;
};

/* The index must outlive the counter. {0} may be released. */
int sample_counter_init(struct sample_counter *c, const struct sample_index *x) MUST_USE;
void sample_counter_release(struct sample_counter *c);

/* RP_OK or RP_ERR_NOMEM. */
int sample_count(struct sample_counter *c, const uint64_t *shingle, size_t n) MUST_USE;

#endif
