/*
 * align_steps.h - the steps of align(), each linear, in the order they run.
 *
 *   seeds    which places of A have a seed that occurs in B
 *   matches  each followed in both directions as far as it goes
 *   tiles    longest first, what is taken is taken: alignment.mate_a, mate_b
 *   spans    tiles put together; alignment.span and the totals
 */
#ifndef VERIFY_ALIGN_STEPS_H
#define VERIFY_ALIGN_STEPS_H

#include "verify/align.h"

struct align_seed_slot {
    uint32_t first; /* place in B, ALIGN_NONE: free */
    uint32_t count;
};

struct align_scratch {
    const uint64_t *a, *b;
    struct align_options o;
    uint64_t *roll_a, *roll_b;     /* hash of the seed that begins at each place */
    struct align_seed_slot *slot;  /* seeds of B by hash, those that A may have */
    uint64_t *mark;                /* a bit for all seeds with the same upper bits: first of A, then of B */
    uint32_t *picked;              /* places whose seed is marked */
    uint32_t *next;                /* for each place of B the next with the same seed */
    uint32_t *found;               /* for each place of A the slot of its seed, or ALIGN_NONE */
    uint32_t *reach;               /* for each diagonal the place of A up to which it was followed */
    struct align_tile *heap;       /* matches, longest on top */
    uint32_t *rank;                /* span chain: see align_span.c */
    size_t roll_a_cap, roll_b_cap, slot_cap, mark_cap, picked_cap, next_cap, found_cap, reach_cap, heap_cap;
    size_t rank_cap, span_cap;
    size_t mate_cap_a, mate_cap_b;
    size_t slot_mask, n_heap;
    unsigned mark_shift;
    uint64_t key;                  /* of the slots: nobody can craft texts whose seeds collide. Results
                                      do not depend on it */
    size_t work;                   /* token comparisons left */
};

/* Fills slot, next, found and al->shared_seeds. */
int align_find_seeds(struct alignment *al) MUST_USE;

/* Fills heap. */
int align_follow_matches(struct alignment *al) MUST_USE;

/* Empties heap into mate_a and mate_b. */
void align_take_tiles(struct alignment *al);

/* From the mates to spans and totals. */
int align_make_spans(struct alignment *al) MUST_USE;

#endif
