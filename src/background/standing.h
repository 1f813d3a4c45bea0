/*
 * standing.h - text that stands in many stories: site blocks that were not recognised as furniture, picture captions
 * printed for months, the background paragraphs of a running story.
 *
 * A passage tells little about two texts when it is found on many *occasions*: dates more than two days apart, or,
 * where dates are missing, other headlines at the same outlet. Near copies count once, through their leader, so a
 * story re-run every month does not become standing text. A passage of n >= STANDING_LEAST occasions weighs
 * 1 / log2(1 + n), the logarithm rounded down: 1/2 from 3, 1/3 from 7, 1/4 from 15.
 */
#ifndef BACKGROUND_STANDING_H
#define BACKGROUND_STANDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/postings.h"
#include "rules/limits.h"

enum { STANDING_LEAST = LIMIT_STANDING_LEAST };

struct standing_node {
    int64_t first, last;       /* of its date; first > last: unknown */
    uint64_t outlet, headline; /* hashes; 0: none */
};

/* A weight is kept as what 1 is divided by, a byte for each of the lists; 0: the passage weighs nothing. */
static inline float standing_weight(uint8_t part)
{
    return part > 1 ? 1 / (float)part : part;
}

/* part[l] of each list, none 0. leader as grouping_collapse() gives it. RP_OK, RP_ERR_NOMEM. */
int standing_weigh(const struct postings *p, const struct standing_node *node, const uint32_t *leader, int threads,
                   uint8_t *part) MUST_USE;

/* A text's passages, by weight. */
struct standing_text {
    double alone;   /* how many nobody shares: they weigh 1 each */
    double weighed; /* all of them, weighed */
    uint32_t rest, own; /* how many of those in lists do not weigh 0, weigh 1 */
};

/* n_passages: of the text, with those nobody shares. */
struct standing_text standing_text(const struct postings *p, const uint8_t *part, uint32_t text, uint32_t n_passages);

/* What to multiply the share of a text that stands in another with, 1 when nothing is standing: `weighed` when standing
 * passages are weighed down in what they share and in the text alike, `own` when they are left out of both. Passages of
 * weight 0 (page_blocks.h) are left out of both in any case; then it may be more than 1: the text is smaller than it
 * looked. */
struct standing_factor {
    float weighed, own;
    float standing; /* share of the passages they have in common that are standing text */
    float rest;     /* share of the text's passages that are not of weight 0 */
};

/* What two texts share, and what each of them is; one[i] is of text[i] in the other. */
struct standing_pair {
    uint32_t text[2];
    struct standing_text of[2];
};
void standing_factors(const struct postings *p, const uint8_t *part, const struct standing_pair *pair,
                      struct standing_factor one[2]);

#endif
