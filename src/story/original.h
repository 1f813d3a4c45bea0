/*
 * original.h - which copy is the original, and why; "not in the corpus" is an answer.
 *
 * Points for and against each copy (news.md C10). A copy is named when it has at least ORIGINAL_LEAST points, one
 * strong reason among them (the source's own page, others pointing at it, crediting itself), and ORIGINAL_MARGIN more
 * than any page of another outlet. The earliest date alone names nobody: aggregators re-date.
 */
#ifndef STORY_ORIGINAL_H
#define STORY_ORIGINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "story/results.h"

enum { ORIGINAL_LEAST = 40, ORIGINAL_MARGIN = 15, ORIGINAL_EVIDENCE_MAX = 12 };

/* What is known about a copy. */
struct original_facts {
    uint64_t outlet;          /* pages with the same are one candidate; 0: its own */
    bool own_host;            /* page of the story's source itself */
    bool pointed_at;          /* another host's page names this address as canonical or original */
    bool credits_itself, credits_other;
    bool wire_leftover, feed_notice;
    bool earliest;            /* certainly before every other copy */
    bool first_published_fits;/* copies say when it first appeared, and that is its own date */
    double majority_held;     /* 0..1: of what most copies have */
    uint32_t local_blocks;    /* runs of text that no other copy has */
};

struct original_score {
    int points;
    bool strong;
    struct evidence evidence[ORIGINAL_EVIDENCE_MAX];
    uint32_t n_evidence;
};

void original_score(const struct original_facts *f, struct original_score *out);

/* Index of the original, or NO_INDEX. *best (may be NULL) is the one with most points in any case (lowest index of
 * equals); NO_INDEX when n == 0. */
uint32_t original_choose(const struct original_facts *f, uint32_t n, uint32_t *best);

#endif
