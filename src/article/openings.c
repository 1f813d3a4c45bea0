#include "article/openings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

/* A pattern that was asked about ENOUGH openings and that fewer than one in SELDOM refused is asked no more. */
enum { SLOTS = 4096, ENOUGH = 64, SELDOM = 8, PATIENCE = 4 };

struct opening {
    uint32_t key;           /* the bytes; 0: free */
    uint8_t met;            /* once, or twice */
    uint8_t missed;         /* by others that want the place */
    bool asked;
};

static_assert(OPENING_BYTES <= sizeof(uint32_t), "a key is the bytes");

struct openings {
    const struct patterns *patterns;
    struct opening slot[SLOTS]; /* together, for they are looked at anywhere */
    struct pattern_set can[SLOTS];
    uint32_t asked[PATTERN_NONE], refused[PATTERN_NONE];
};

int openings_create(const struct patterns *p, struct openings **out)
{
    struct openings *o = mem_zalloc(1, sizeof *o);
    if (!o)
        return RP_ERR_NOMEM;
    o->patterns = p;
    *out = o;
    return RP_OK;
}

void openings_free(struct openings *o)
{
    free(o);
}

static bool is_worth_asking(const struct openings *o, uint8_t pattern)
{
    return o->asked[pattern] < ENOUGH || (uint64_t)o->refused[pattern] * SELDOM >= o->asked[pattern];
}

static struct pattern_set ask(struct openings *o, struct pattern_scratch *s, const char *text, size_t n)
{
    struct pattern_set can = patterns_candidates(o->patterns, PATTERN_ZONES, text, n), left = can;
    for (uint8_t k; (k = pattern_set_next(&left)) != PATTERN_NONE;) {
        if (!is_worth_asking(o, k))
            continue;
        const bool begins = pattern_can_begin(o->patterns, k, s, text, n);
        o->asked[k]++;
        o->refused[k] += !begins;
        if (!begins)
            pattern_set_remove(&can, k);
    }
    return can;
}

/* The place of these bytes, if they may have it. What was asked about stays against those that are met now and then. */
static struct opening *place_of(struct openings *o, uint32_t key)
{
    struct opening *p = &o->slot[hash_mix(key) % SLOTS];
    if (p->key == key) {
        p->missed = 0;
        p->met += p->met < 2;
        return p;
    }
    if (p->met >= 2 && ++p->missed < PATIENCE)
        return NULL;
    *p = (struct opening){.key = key, .met = 1};
    return p;
}

/* Of the n bytes at text those that are asked about: whole characters, as the text goes on somewhere. */
static size_t opening_size(const char *text, size_t n)
{
    size_t size = OPENING_BYTES;
    if (n <= OPENING_BYTES)
        return n;
    while (size && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return size;
}

struct pattern_set openings_filter(struct openings *o, struct pattern_scratch *s, struct pattern_set set,
                                   const char *text, size_t n)
{
    const size_t size = opening_size(text, n);
    uint32_t key = 0;
    if (size == 0 || pattern_set_is_empty(&set))
        return set;
    memcpy(&key, text, size);
    struct opening *p = place_of(o, key);
    if (!p || p->met < 2)
        return set;
    if (!p->asked) {
        o->can[p - o->slot] = ask(o, s, text, size);
        p->asked = true;
    }
    return pattern_set_and(set, &o->can[p - o->slot]);
}
