#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "verify/align_steps.h"

/* Odd, so that every power of it is a bijection; any such number does, the tokens are hashes already. */
#define BASE UINT64_C(0x9E3779B97F4A7C15)

/* out[i] = sum over j < k of t[i + j] * BASE^(k-1-j), for the places [first, last); equal runs give equal
 * values. Unequal runs hardly ever do, and a match is followed token by token anyway. */
static void roll_range(const uint64_t *t, size_t first, size_t last, unsigned k, uint64_t top, uint64_t *out)
{
    uint64_t h = 0;
    for (unsigned j = 0; j < k; j++)
        h = h * BASE + t[first + j];
    out[first] = h;
    for (size_t i = first + 1; i < last; i++)
        out[i] = h = h * BASE + t[i + k - 1] - t[i - 1] * top;
}

/* Each value waits for the one before it: four stretches at once keep the multiplier busy. */
enum { STRETCHES = 4 };

static void roll(const uint64_t *t, size_t n, unsigned k, uint64_t *out)
{
    const size_t places = n - k + 1, each = places / STRETCHES;
    uint64_t top = 1, h[STRETCHES] = {0};
    for (unsigned j = 0; j < k; j++)
        top *= BASE;
    for (size_t s = 0; each && s < STRETCHES; s++) {
        for (unsigned j = 0; j < k; j++)
            h[s] = h[s] * BASE + t[s * each + j];
        out[s * each] = h[s];
    }
    for (size_t i = 1; i < each; i++)
        for (size_t s = 0; s < STRETCHES; s++) {
            const size_t at = s * each + i;
            out[at] = h[s] = h[s] * BASE + t[at + k - 1] - t[at - 1] * top;
        }
    if (STRETCHES * each < places)
        roll_range(t, STRETCHES * each, places, k, top, out);
}

/* The slot of seed h: the one that holds it, or the free one where it belongs. */
static inline size_t find_slot(const struct align_scratch *s, uint64_t h)
{
    size_t i = (size_t)hash_mix(h ^ s->key) & s->slot_mask;
    while (s->slot[i].first != ALIGN_NONE && s->roll_b[s->slot[i].first] != h)
        i = (i + 1) & s->slot_mask;
    return i;
}

/* Of the places with hashes h[0..n), those whose hash may be marked. Returns how many. */
static size_t pick_marked(const struct align_scratch *s, const uint64_t *h, size_t n, uint32_t *out)
{
    size_t picked = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = h[i] >> s->mark_shift;
        out[picked] = (uint32_t)i;
        picked += s->mark[at / 64] >> (at % 64) & 1;
    }
    return picked;
}

static void clear_marks(struct align_scratch *s)
{
    memset(s->mark, 0, sizeof *s->mark << (64 - s->mark_shift - 6));
}

/* No need of the key: who makes marks meet only makes the table as large as it would be without them. */
static void mark(struct align_scratch *s, uint64_t h)
{
    const uint64_t at = h >> s->mark_shift;
    s->mark[at / 64] |= UINT64_C(1) << (at % 64);
}

/* A probe that collides costs a mispredicted branch: sparse while the table fits the cache. */
enum { SPARSE = 16384 };

static int make_slots(struct align_scratch *s, size_t places)
{
    size_t slots = 64;
    while (slots < (places < SPARSE ? 6 : 3) * places)
        slots *= 2;
    if (mem_grow_kernel(&s->slot, &s->slot_cap, slots, sizeof *s->slot) < 0)
        return RP_ERR_NOMEM;
    memset(s->slot, 0xff, slots * sizeof *s->slot);
    s->slot_mask = slots - 1;
    return RP_OK;
}

/* The places of B whose seed A may have too, from the last to the first, so that chains run forward. */
static int index_b(struct align_scratch *s, size_t places_a, size_t places_b)
{
    int rc = RP_OK;
    clear_marks(s);
    for (size_t i = 0; i < places_a; i++)
        mark(s, s->roll_a[i]);
    const size_t n = pick_marked(s, s->roll_b, places_b, s->picked);
    TRY(make_slots(s, n));
    clear_marks(s);
    for (size_t k = n; k-- > 0;) {
        const uint32_t j = s->picked[k];
        struct align_seed_slot *slot = &s->slot[find_slot(s, s->roll_b[j])];
        mark(s, s->roll_b[j]);
        s->next[j] = slot->first;
        slot->count = slot->first == ALIGN_NONE ? 1 : slot->count + 1;
        slot->first = j;
    }
out:
    return rc;
}

/* Most pairs share a tenth of their seeds: sixteen marks a place tell nearly all others without the table. */
enum { MARKS_A_PLACE = 16, MARKS_LEAST = 1 << 10 };

static int make_room(struct alignment *al, size_t places_a, size_t places_b)
{
    struct align_scratch *s = al->scratch;
    const size_t most = places_a > places_b ? places_a : places_b;
    size_t marks = MARKS_LEAST;
    int rc = RP_OK;
    for (s->mark_shift = 64 - 10; marks < MARKS_A_PLACE * most; s->mark_shift--)
        marks *= 2;
    TRY(mem_grow_kernel(&s->roll_a, &s->roll_a_cap, places_a, sizeof *s->roll_a));
    TRY(mem_grow_kernel(&s->roll_b, &s->roll_b_cap, places_b, sizeof *s->roll_b));
    TRY(mem_grow_kernel(&s->mark, &s->mark_cap, marks / 64, sizeof *s->mark));
    TRY(mem_grow_kernel(&s->picked, &s->picked_cap, most, sizeof *s->picked));
    TRY(mem_grow_kernel(&s->next, &s->next_cap, places_b, sizeof *s->next));
    TRY(mem_grow_kernel(&s->found, &s->found_cap, places_a, sizeof *s->found));
out:
    return rc;
}

int align_find_seeds(struct alignment *al)
{
    struct align_scratch *s = al->scratch;
    const size_t places_a = al->na - s->o.seed + 1, places_b = al->nb - s->o.seed + 1;
    int rc = RP_OK;
    TRY(make_room(al, places_a, places_b));
    roll(s->a, al->na, s->o.seed, s->roll_a);
    roll(s->b, al->nb, s->o.seed, s->roll_b);
    TRY(index_b(s, places_a, places_b));
    memset(s->found, 0xff, places_a * sizeof *s->found);
    const size_t n = pick_marked(s, s->roll_a, places_a, s->picked);
    for (size_t k = 0; k < n; k++) {
        const uint32_t i = s->picked[k];
        const size_t slot = find_slot(s, s->roll_a[i]);
        const bool hit = s->slot[slot].first != ALIGN_NONE;
        s->found[i] = hit ? (uint32_t)slot : ALIGN_NONE;
        al->shared_seeds += hit;
    }
out:
    return rc;
}

static int push_match(struct align_scratch *s, uint32_t a, uint32_t b, uint32_t n)
{
    if (mem_grow(&s->heap, &s->heap_cap, s->n_heap + 1, sizeof *s->heap) < 0)
        return RP_ERR_NOMEM;
    s->heap[s->n_heap++] = (struct align_tile){a, b, n};
    return RP_OK;
}

/* Follows the diagonal through (i, j) both ways, unless that was done already. */
static int follow(struct alignment *al, uint32_t i, uint32_t j)
{
    struct align_scratch *s = al->scratch;
    uint32_t *reach = &s->reach[(size_t)j + al->na - i];
    uint32_t back = 0, n = 0;
    if (*reach > i)
        return RP_OK;
    while (i + n < al->na && j + n < al->nb && s->a[i + n] == s->b[j + n])
        n++;
    while (back < i - *reach && back < j && s->a[i - back - 1] == s->b[j - back - 1])
        back++;
    *reach = i + n > i ? i + n : i + 1;
    s->work -= s->work < n + back + 1 ? s->work : n + back + 1;
    return n + back >= s->o.seed ? push_match(s, i - back, j - back, n + back) : RP_OK;
}

static int follow_if_equal(struct alignment *al, uint32_t i, int64_t j)
{
    struct align_scratch *s = al->scratch;
    if (j < 0 || j > (int64_t)al->nb - s->o.seed || s->roll_b[j] != s->roll_a[i])
        return RP_OK;
    return follow(al, i, (uint32_t)j);
}

/* Where in B the match found last would go on. */
static int64_t continued(const struct align_scratch *s, uint32_t i)
{
    const struct align_tile *last = s->n_heap ? &s->heap[s->n_heap - 1] : NULL;
    return last ? (int64_t)last->b + i - last->a : (int64_t)i;
}

/* Too frequent a seed is followed where the last match goes on, from the beginning and from the end. */
static int follow_frequent(struct alignment *al, uint32_t i)
{
    int rc = RP_OK;
    TRY(follow_if_equal(al, i, continued(al->scratch, i)));
    TRY(follow_if_equal(al, i, i));
    TRY(follow_if_equal(al, i, (int64_t)i + al->nb - al->na));
out:
    return rc;
}

int align_follow_matches(struct alignment *al)
{
    struct align_scratch *s = al->scratch;
    size_t places = al->na - s->o.seed + 1, diagonals = (size_t)al->na + al->nb + 1;
    int rc = RP_OK;
    TRY(mem_grow_kernel(&s->reach, &s->reach_cap, diagonals, sizeof *s->reach));
    memset(s->reach, 0, diagonals * sizeof *s->reach);
    s->n_heap = 0;
    s->work = ALIGN_WORK * diagonals;
    for (uint32_t i = 0; i < places && s->work; i++) {
        if (s->found[i] == ALIGN_NONE)
            continue;
        const struct align_seed_slot *slot = &s->slot[s->found[i]];
        if (slot->count > ALIGN_SEED_CAP) {
            TRY(follow_frequent(al, i));
            continue;
        }
        for (uint32_t j = slot->first; j != ALIGN_NONE; j = s->next[j])
            TRY(follow(al, i, j));
    }
out:
    return rc;
}
