/*
 * furniture_count.h - which lines of one pool of pages are furniture, by how often they stand on them and beside what.
 * Internal to article/; the conditions are told in furniture.h.
 */
#ifndef ARTICLE_FURNITURE_COUNT_H
#define ARTICLE_FURNITURE_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/furniture_learner.h"
#include "base/compiler.h"

struct line_count {
    uint64_t key;
    uint32_t docs, last;   /* documents with the line; the last of them */
    uint32_t fresh, flanked; /* of them: with prose of their own; with it on both sides of the line */
    uint32_t sample;         /* index of its sample + 1; 0: has none */
    bool prose, furniture;
};

enum { FURNITURE_SAMPLE = 16 }; /* documents of a paragraph that are held against each other */

/* Some of the documents that a paragraph stands on: those of the smallest hashes, whatever order they came in. */
struct line_sample {
    struct line_count *line;
    uint32_t doc[FURNITURE_SAMPLE];
    uint32_t n;
};

struct line_counter {
    struct line_count *table;
    size_t slots, cap;
    struct line_sample *samples;
    size_t n_samples, samples_cap;
};

/* Counts and judges all lines of the pool: afterwards c->table (open addressing, free where docs == 0) says `furniture`
 * of each. least: documents that a line must stand on. Used again for pool after pool. 1: paragraphs are furniture too;
 * RP_OK, RP_ERR_NOMEM. */
int line_counter_judge(struct line_counter *c, const struct furniture_learner *l, const struct learned_pool *p,
                       uint32_t least) MUST_USE;
void line_counter_free(struct line_counter *c);

/* The count of a line, or the free place where it would be. */
struct line_count *line_counter_of(const struct line_counter *c, uint64_t key);

#endif
