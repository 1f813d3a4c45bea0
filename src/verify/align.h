/*
 * align.h - which words of one text stand in another, in which order: greedy string tiling, linear.
 *
 * Tiles are maximal equal runs of tokens, taken longest first, each token used once (Wise 1993), found
 * from runs of `seed` tokens (5; 3 in short texts; 8 where a token is a character). Tiles in the same
 * order with at most `gap` tokens between them on both sides are joined into spans; equal tokens in
 * those gaps are found by a small alignment, so the number of edited tokens is exact. A stretch of up to
 * 40 tokens without a seed is bridged where seven tenths of it are equal (OCR noise). Spans of fewer than
 * `least` equal tokens are dropped as chance; the others take in what is equal within a gap of their ends.
 *
 * Cost is linear in the tokens, whatever they are. A seed that occurs more than ALIGN_SEED_CAP times in
 * B is not followed everywhere, only where the match before it goes on and where both texts run side
 * by side; and comparing stops after ALIGN_WORK token comparisons for each token given.
 */
#ifndef VERIFY_ALIGN_H
#define VERIFY_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { ALIGN_SEED_CAP = 8, ALIGN_WORK = 64 };
#define ALIGN_NONE UINT32_MAX

struct align_options {
    unsigned seed;  /* tokens of a seed, 1..16 */
    unsigned gap;   /* tokens a span may bridge on each side, at most 32 */
    unsigned least; /* equal tokens a span must have */
};

/* By length and kind of text: news.md B and its length guards. */
struct align_options align_options_for(size_t na, size_t nb, bool unspaced);

/* An equal run. */
struct align_tile {
    uint32_t a, b, n;
};

/* Tiles in the same order, close together. Spans are listed by place in A and never overlap. */
struct align_span {
    uint32_t a, a_end, b, b_end;
    uint32_t exact; /* equal tokens */
    bool moved;     /* out of the order most of the matched text is in */
};

/* Result and scratch in one, re-used from pair to pair without allocating. One thread at a time. */
struct alignment {
    struct align_span *span;
    uint32_t n_spans;
    uint32_t *mate_a, *mate_b; /* for each token its equal partner in the other text, or ALIGN_NONE */
    uint32_t *span_a, *span_b; /* for each token the index of its span, or ALIGN_NONE */
    uint32_t na, nb;
    uint32_t used_a, used_b;   /* tokens inside spans */
    uint32_t exact;            /* equal tokens inside spans */
    uint32_t longest;          /* equal tokens of the longest span */
    uint32_t inversions;       /* spans that must move to put all in order */
    uint32_t shared_seeds;     /* places of A whose seed occurs in B: before tiling, cheap */
    bool hopeless;             /* shared_seeds below 2 % of both texts: nothing more was done */
    struct align_scratch *scratch;
};

/* Always succeeds; nothing is allocated until the first pair. */
void alignment_init(struct alignment *al);
void alignment_release(struct alignment *al);

/* Aligns a[0..na) with b[0..nb). `thorough` goes on where the pair looks hopeless. Deterministic, but
 * not symmetric where a text repeats itself: fix the order of a pair. RP_OK, RP_ERR_NOMEM,
 * RP_ERR_LIMIT (more than 2^30 tokens), RP_ERR_INVALID (options). */
int align(struct alignment *al, const struct align_options *o, const uint64_t *a, size_t na, const uint64_t *b,
          size_t nb, bool thorough) MUST_USE;

#endif
