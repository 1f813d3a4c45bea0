/* Which of two texts that differ in words alone was changed. */
#include "relation/relation.h"
#include "relation/relation_steps.h"

/* Slots looked at, tokens of them in a table, and a bit for each by which nearly all others are passed over. */
enum { SLOTS = 32, PLACES = 256, BIT_WORDS = 16 };
/* So many slots more must speak for one side, and so many times those that speak for the other. */
enum { CHANGED_LEAST = 1, CHANGED_TIMES = 2 };

struct word_counts {
    uint64_t bits[BIT_WORDS];
    uint64_t word[PLACES]; /* 0: free */
    uint32_t count[PLACES];
};

static bool may_have(const struct word_counts *w, uint64_t token)
{
    return w->bits[token / 64 % BIT_WORDS] >> token % 64 & 1;
}

static uint32_t place_of(const struct word_counts *w, uint64_t token)
{
    uint32_t i = token % PLACES;
    while (w->word[i] && w->word[i] != token)
        i = (i + 1) % PLACES;
    return i;
}

static void ask_for(struct word_counts *w, uint64_t token)
{
    w->bits[token / 64 % BIT_WORDS] |= UINT64_C(1) << token % 64;
    w->word[place_of(w, token)] = token;
}

static void count_in(struct word_counts *w, const struct body *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (may_have(w, b->token[i]))
            w->count[place_of(w, b->token[i])]++;
}

/* One word for one, as misread and replaced words are. */
static uint32_t find_slots(const struct pair_view *p, struct stretch_step slot[SLOTS], struct word_counts *w)
{
    struct stretch_step s;
    uint32_t n = 0;
    for (uint32_t k = 0; k < p->al->n_spans && n < SLOTS; k++)
        for (struct stretch_walk walk = stretch_begin(p, k); n < SLOTS && stretch_next(&walk, &s);) {
            if (s.equal || s.a_end - s.a != 1 || s.b_end - s.b != 1 || !p->a->body->token[s.a] ||
                !p->b->body->token[s.b])
                continue;
            ask_for(w, p->a->body->token[s.a]);
            ask_for(w, p->b->body->token[s.b]);
            slot[n++] = s;
        }
    return n;
}

int relation_changed_side(const struct relation_doc *x, const struct relation_doc *y, const struct verdict *v)
{
    const struct pair_view p = pair_view(v->alignment, x, y, v->alignment_swapped != v->swapped);
    struct word_counts w = {.bits = {0}};
    struct stretch_step slot[SLOTS];
    const uint32_t n = find_slots(&p, slot, &w);
    uint32_t for_x = 0, for_y = 0;
    if (n == 0)
        return 0;
    count_in(&w, x->body);
    count_in(&w, y->body);
    for (uint32_t i = 0; i < n; i++) {
        const bool x_known = w.count[place_of(&w, x->body->token[slot[i].a])] > 1,
                   y_known = w.count[place_of(&w, y->body->token[slot[i].b])] > 1;
        for_x += y_known && !x_known;
        for_y += x_known && !y_known;
    }
    if (for_y >= for_x + CHANGED_LEAST && for_y >= CHANGED_TIMES * for_x)
        return 1;
    return for_x >= for_y + CHANGED_LEAST && for_x >= CHANGED_TIMES * for_y ? -1 : 0;
}
