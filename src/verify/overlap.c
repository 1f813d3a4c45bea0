#include "verify/overlap.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

enum {
    MIN_SLOTS = 64,
    AHEAD = 12, /* shingles between prefetch and use: hides a cache miss at 2 ns a shingle */
    STEP = 64,  /* shingles between two looks at whether the threshold is still within reach */
};

/* Empties t and makes room for n values at a load of at most one half. */
static int table_reset(struct overlap_table *t, size_t n)
{
    size_t size = MIN_SLOTS;
    t->count = 0;
    t->zero = false;
    t->mask = 0;
    if (n > SIZE_MAX / 64)
        return RP_ERR_NOMEM;
    while (size < 2 * n)
        size *= 2;
    if (mem_grow_kernel(&t->slot, &t->cap, size, sizeof *t->slot) < 0)
        return RP_ERR_NOMEM;
    memset(t->slot, 0, size * sizeof *t->slot);
    t->mask = size - 1;
    return RP_OK;
}

/* True when x was not in t before. */
static inline bool table_add(struct overlap_table *t, uint64_t x)
{
    size_t i = (size_t)x & t->mask;
    if (UNLIKELY(x == 0)) {
        bool added = !t->zero;
        t->zero = true;
        t->count += added;
        return added;
    }
    for (; t->slot[i] != 0; i = (i + 1) & t->mask)
        if (t->slot[i] == x)
            return false;
    t->slot[i] = x;
    t->count++;
    return true;
}

static inline bool table_has(const struct overlap_table *t, uint64_t x)
{
    size_t i = (size_t)x & t->mask;
    if (UNLIKELY(x == 0))
        return t->zero;
    while (t->slot[i] != x && t->slot[i] != 0)
        i = (i + 1) & t->mask;
    return t->slot[i] == x;
}

static inline void table_prefetch(const struct overlap_table *t, uint64_t x)
{
    __builtin_prefetch(&t->slot[(size_t)x & t->mask], 1);
}

void overlap_init(struct overlap_set *s)
{
    *s = (struct overlap_set){0};
}

void overlap_release(struct overlap_set *s)
{
    free(s->a.slot);
    free(s->seen.slot);
    overlap_init(s);
}

int overlap_build(struct overlap_set *s, const uint64_t *shingle, size_t n)
{
    if (table_reset(&s->a, n) < 0)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            table_prefetch(&s->a, shingle[i + AHEAD]);
        (void)table_add(&s->a, shingle[i]);
    }
    return RP_OK;
}

/* Counts shingle[first..last) of n against the set. */
static size_t count_range(struct overlap_set *s, const uint64_t *shingle, size_t first, size_t last, size_t n)
{
    size_t common = 0;
    for (size_t i = first; i < last; i++) {
        if (i + AHEAD < n) {
            table_prefetch(&s->a, shingle[i + AHEAD]);
            table_prefetch(&s->seen, shingle[i + AHEAD]);
        }
        if (table_add(&s->seen, shingle[i]))
            common += table_has(&s->a, shingle[i]);
    }
    return common;
}

static int begin_count(struct overlap_set *s, size_t n)
{
    /* A set never built is the empty set, but needs slots to look at. */
    if (!s->a.mask && table_reset(&s->a, 0) < 0)
        return RP_ERR_NOMEM;
    return table_reset(&s->seen, n);
}

int overlap_count(struct overlap_set *s, const uint64_t *shingle, size_t n, struct overlap *out)
{
    if (begin_count(s, n) < 0)
        return RP_ERR_NOMEM;
    size_t common = count_range(s, shingle, 0, n, n);
    *out = (struct overlap){s->a.count, s->seen.count, common};
    return RP_OK;
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
    struct overlap o = {0};
    if (begin_count(s, n) < 0)
        return RP_ERR_NOMEM;
    o.a = s->a.count;
    for (size_t i = 0; i < n; i += STEP) {
        size_t last = n - i < STEP ? n : i + STEP;
        o.common += count_range(s, shingle, i, last, n);
        o.b = s->seen.count;
        if (overlap_value(best_case(o, n - last), m) < threshold)
            break;
    }
    *out = o;
    /* A break leaves a value below the threshold too: the best case is never below the case. */
    return overlap_value(o, m) >= threshold;
}
