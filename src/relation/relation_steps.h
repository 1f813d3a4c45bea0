/* relation_steps.h - what relation.c, its measures and its difference share. */
#ifndef RELATION_RELATION_STEPS_H
#define RELATION_RELATION_STEPS_H

#include "relation/relation.h"

/* An aligned pair seen from the reference: a is A whichever side of the alignment it was. */
struct pair_view {
    const struct relation_doc *a, *b;
    const struct alignment *al;
    const uint32_t *mate_a, *mate_b, *span_a, *span_b;
    uint32_t n_a, n_b, used_a, used_b;
    bool swapped; /* the alignment's a is B */
};

struct pair_view pair_view(const struct alignment *al, const struct relation_doc *a, const struct relation_doc *b,
                           bool swapped);

/* The same without documents: lengths are left 0. */
struct pair_view pair_sides(const struct alignment *al, bool swapped);

/* Span k with its sides as in the view. */
static inline struct align_span pair_span(const struct pair_view *p, uint32_t k)
{
    const struct align_span s = p->al->span[k];
    if (!p->swapped)
        return s;
    return (struct align_span){s.b, s.b_end, s.a, s.a_end, s.exact, s.moved};
}

/* Walks a span from one stretch to the next: equal runs, and what stands between them. */
struct stretch_walk {
    const struct pair_view *p;
    uint32_t a, b, a_end, b_end;
};
struct stretch_step {
    uint32_t a, a_end, b, b_end;
    bool equal;
};
struct stretch_walk stretch_begin(const struct pair_view *p, uint32_t k);
bool stretch_next(struct stretch_walk *w, struct stretch_step *s);

/* Fills every measure but head, new_names and pairs_*, and the judge's blocks and facts. */
int relation_measure(struct judge *j, const struct thresholds *t, const struct pair_view *p,
                     struct relation_measures *m, uint32_t *n_blocks) MUST_USE;

/* new_names, from the n_blocks blocks that relation_measure() found. */
int relation_measure_names(struct judge *j, const struct pair_view *p, uint32_t n_blocks,
                           struct relation_measures *m) MUST_USE;

/* Slots that the headlines fill as the bodies do: head_slots. */
int relation_measure_headlines(struct judge *j, const struct pair_view *p, struct relation_measures *m) MUST_USE;

/* Containment of word pairs both ways, for rewrites. */
int relation_measure_pairs(struct judge *j, const struct pair_view *p, struct relation_measures *m) MUST_USE;

/* Share of the shorter text's sentences, by weighed length, that stand in the other. */
double relation_story_share(const struct pair_view *p);

#endif
