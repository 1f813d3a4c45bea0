#include "verify/overlap.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

/*
 * One table holds A, and for the length of one count also what of B is not in A:
 *
 *     slot[i]  a hash, or whatever where tag[i] is FREE
 *     tag[i]   FREE, MEMBER (of A, not met in B yet), COUNTED (met in B, whether of A or not)
 *
 * Counting sets tags to COUNTED and logs each place once with the tag it had; undoing the log restores
 * A exactly, since linear probing never moves a value that is already in. So one probe serves both
 * "is it in A" and "did B have it before", and all but the probe itself is free of branches, which
 * mispredict half the time on shingles.
 */
enum { FREE, MEMBER, COUNTED };

enum {
    MIN_SLOTS = 64,
    MAX_VALUES = 1 << 28, /* slots are logged as 32 bits, with the tag beside them */
    CACHED = 1 << 15, /* slots up to which a table stays in the second-level cache */
    AHEAD = 12, /* shingles between prefetch and use: hides a cache miss at 2 ns a shingle */
    STEP = 64,  /* shingles between two looks at whether the threshold is still within reach */
};

/* Empties the table and makes room for n values at a load of at most one half. */
static int table_reset(struct overlap_set *s, size_t n)
{
    size_t size = MIN_SLOTS, had = s->slot_cap;
    s->count = 0;
    s->mask = 0;
    while (size < 2 * n)
        size *= 2;
    if (mem_grow_kernel(&s->slot, &s->slot_cap, size, sizeof *s->slot) < 0 ||
        mem_grow_kernel(&s->tag, &s->tag_cap, size, sizeof *s->tag) < 0)
        return RP_ERR_NOMEM;
    if (s->slot_cap != had)
        memset(s->slot, 0, s->slot_cap * sizeof *s->slot);
    memset(s->tag, FREE, size);
    s->mask = size - 1;
    return RP_OK;
}

/* The table's addresses in registers: stores through the tags' character type may alias the set. */
struct view {
    uint64_t *slot;
    uint8_t *tag;
    size_t mask;
};

static inline struct view view_of(const struct overlap_set *s)
{
    return (struct view){s->slot, s->tag, s->mask};
}

/* Where x is, or the free place where it belongs. Adding looks at the tag first: nearly every value is
 * new, so the branch is foreseen and the store does not wait for the slot. */
static inline size_t find_to_add(struct view t, uint64_t x)
{
    size_t i = (size_t)x & t.mask;
    while (t.tag[i] != FREE && t.slot[i] != x)
        i = (i + 1) & t.mask;
    return i;
}

/* The same place for counting, where hit or miss is anybody's guess: one branch for both. A free
 * place may hold any value, x too. */
static inline size_t find_to_count(struct view t, uint64_t x)
{
    size_t i = (size_t)x & t.mask;
    while ((t.slot[i] != x) & (t.tag[i] != FREE))
        i = (i + 1) & t.mask;
    return i;
}

/* Tables that fit the cache are faster without. */
static inline void prefetch(struct view t, const uint64_t *value, size_t i, size_t n)
{
    if (UNLIKELY(t.mask >= CACHED) && i + AHEAD < n) {
        __builtin_prefetch(&t.slot[(size_t)value[i + AHEAD] & t.mask], 1);
        __builtin_prefetch(&t.tag[(size_t)value[i + AHEAD] & t.mask], 1);
    }
}

static void table_add(struct overlap_set *s, const uint64_t *value, size_t n)
{
    struct view t = view_of(s);
    size_t added = 0;
    for (size_t i = 0; i < n; i++) {
        prefetch(t, value, i, n);
        size_t at = find_to_add(t, value[i]);
        added += t.tag[at] == FREE;
        t.slot[at] = value[i];
        t.tag[at] = MEMBER;
    }
    s->count += added;
}

void overlap_init(struct overlap_set *s)
{
    *s = (struct overlap_set){0};
}

void overlap_release(struct overlap_set *s)
{
    free(s->slot);
    free(s->tag);
    free(s->log);
    overlap_init(s);
}

int overlap_build(struct overlap_set *s, const uint64_t *shingle, size_t n)
{
    int rc = RP_OK;
    if (n > MAX_VALUES)
        rc = RP_ERR_LIMIT;
    TRY(rc);
    /* Sparse while that is cheap: a probe that collides costs a mispredicted branch, as much as all the
     * rest. Else half as much again, so that what it is compared with fits without moving the table. */
    TRY(table_reset(s, n < CACHED / 8 ? 4 * n : n + n / 2));
    table_add(s, shingle, n);
out:
    if (rc < 0)
        s->count = s->mask = 0;
    return rc;
}

/* Moves A into a table with room for n more values. */
static int table_widen(struct overlap_set *s, size_t n)
{
    struct overlap_set wide = {0};
    int rc = RP_OK;
    TRY(table_reset(&wide, s->count + n));
    for (size_t i = 0; s->count && i <= s->mask; i++)
        if (s->tag[i] != FREE)
            table_add(&wide, &s->slot[i], 1);
    wide.log = s->log;
    wide.log_cap = s->log_cap;
    s->log = NULL;
    overlap_release(s);
    *s = wide;
    return rc;
out:
    overlap_release(&wide);
    return rc;
}

static int begin_count(struct overlap_set *s, size_t n)
{
    if (n > MAX_VALUES)
        return RP_ERR_LIMIT;
    if (mem_grow_kernel(&s->log, &s->log_cap, n + 1, sizeof *s->log) < 0)
        return RP_ERR_NOMEM;
    if (s->mask == 0 || 4 * (s->count + n) > 3 * s->mask)
        return table_widen(s, n);
    return RP_OK;
}

/* Counts shingle[first..last) of n into *o; o->b is the length of the log. */
static void count_range(struct overlap_set *s, const uint64_t *shingle, size_t first, size_t last, size_t n,
                        struct overlap *o)
{
    struct view t = view_of(s);
    uint32_t *log = s->log + o->b;
    size_t common = 0;
    for (size_t i = first; i < last; i++) {
        prefetch(t, shingle, i, n);
        size_t at = find_to_count(t, shingle[i]);
        unsigned tag = t.tag[at];
        *log = (uint32_t)(at << 1 | (tag == MEMBER));
        log += tag != COUNTED;
        common += tag == MEMBER;
        t.slot[at] = shingle[i];
        t.tag[at] = COUNTED;
    }
    o->b = (size_t)(log - s->log);
    o->common += common;
}

static void end_count(struct overlap_set *s, size_t logged)
{
    for (size_t i = 0; i < logged; i++)
        s->tag[s->log[i] >> 1] = s->log[i] & 1 ? MEMBER : FREE;
}

int overlap_count(struct overlap_set *s, const uint64_t *shingle, size_t n, struct overlap *out)
{
    struct overlap o = {s->count, 0, 0};
    int rc = RP_OK;
    TRY(begin_count(s, n));
    count_range(s, shingle, 0, n, n, &o);
    end_count(s, o.b);
    *out = o;
out:
    return rc;
}

double overlap_value(struct overlap o, enum overlap_measure m)
{
    return m == OVERLAP_JACCARD ? overlap_jaccard(o) : overlap_contained(o);
}

/* The best that can come of o when `left` shingles of B are still to be counted: all of them new and
 * in A, as far as A has values left. */
static struct overlap best_case(struct overlap o, size_t left)
{
    size_t gain = o.a - o.common < left ? o.a - o.common : left;
    return (struct overlap){o.a, o.b + gain, o.common + gain};
}

int overlap_reaches(struct overlap_set *s, const uint64_t *shingle, size_t n, enum overlap_measure m,
                    double threshold, struct overlap *out)
{
    struct overlap o = {s->count, 0, 0};
    int rc = RP_OK;
    TRY(begin_count(s, n));
    for (size_t i = 0; i < n; i += STEP) {
        size_t last = n - i < STEP ? n : i + STEP;
        count_range(s, shingle, i, last, n, &o);
        if (overlap_value(best_case(o, n - last), m) < threshold)
            break;
    }
    end_count(s, o.b);
    *out = o;
    /* A break leaves a value below the threshold too: the best case is never below the case. */
    rc = overlap_value(o, m) >= threshold;
out:
    return rc;
}
