/*
 * candidates.h - which pairs of texts are worth comparing.
 *
 * Texts meet through what they share: passages, MinHash bands, addresses. A pair becomes a candidate when it
 *   - shares a band or an address, or
 *   - shares so many passages that at least `least_share` of the shorter text may stand in the other, or
 *   - shares `many_hits` passages (an excerpt in a long text), the best few of these for each text, or
 *   - shares `least_hits` and is said to quote or be quoted by the caller, who knows their order (quotation.h).
 * Texts certainly more than `window` apart must hold `apart_share` of each other: only a re-run is one story then.
 *
 * A key shared by more than LIST_SHORT texts does not make all their pairs: each of them meets the LIST_LEADERS
 * (meetings.h) that come first in `priority` among those that share it. The same few texts lead most lists of one
 * story, so hits add up there; a story on a thousand sites costs a thousand comparisons and is never dropped.
 */
#ifndef CANDIDATES_CANDIDATES_H
#define CANDIDATES_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/meetings.h"
#include "candidates/postings.h"

struct candidate {
    uint32_t a, b;   /* a < b */
    uint32_t hits;   /* passages shared, as far as counted */
    uint32_t via;    /* enum candidate_via bits */
};
enum candidate_via { VIA_PASSAGES = 1, VIA_BAND = 2, VIA_TIE = 4 };

struct candidate_node {
    uint64_t priority;        /* lower leads; all different */
    int64_t first, last;      /* interval of the dates; first > last: unknown */
    uint32_t n_tokens, n_passages;
};

struct candidate_options {
    double least_share;       /* of the shorter text */
    double apart_share;       /* of the longer text, for texts certainly more than `window` apart */
    uint32_t least_hits, many_hits, weak_max;
    int64_t window;           /* seconds */
};
extern const struct candidate_options CANDIDATE_DEFAULTS;

struct candidate_input {
    uint32_t n_nodes;
    const struct candidate_node *node;
    struct postings *passages, *bands, *ties; /* bands and ties may be NULL; members of long lists change order */
    struct room *room;        /* store/room.h: where candidates lie; NULL: memory */
    const uint32_t *leader;   /* NULL, or, after a search without: only nodes with leader[i] == i search, for such, and
                                 only if they are in a long list whose first members have become followers, or of whose
                                 members no more than LIST_SHORT search */
    int (*quotes)(void *ctx, int thread, uint32_t i, uint32_t other); /* 1 yes, 0 no, or a negative status; or NULL */
    void (*quotes_soon)(void *ctx, uint32_t other, int step); /* will be asked about: told twice, step 0, 1; or NULL */
    void *quotes_ctx;
    struct candidate_options options;
    int threads;
};

/* *out, to be freed by the caller: each pair once, by a then b. RP_OK, RP_ERR_NOMEM. */
int candidates_find(const struct candidate_input *in, struct candidate **out, size_t *n) MUST_USE;

#endif
