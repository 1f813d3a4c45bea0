#include "article/furniture_count.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "rules/page_limits.h"

struct line_count *line_counter_of(const struct line_counter *c, uint64_t key)
{
    size_t s = hash_mix(key) & (c->slots - 1);
    while (c->table[s].docs && c->table[s].key != key)
        s = (s + 1) & (c->slots - 1);
    return &c->table[s];
}

static int count_lines(const struct furniture_learner *l, const struct learned_pool *p, struct line_counter *c)
{
    size_t lines = 0;
    uint32_t met = 0;
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met))
        lines += l->docs[i].lines;
    c->slots = 16;
    while (c->slots < lines * 2)
        c->slots *= 2;
    const int rc = mem_grow(&c->table, &c->cap, c->slots, sizeof *c->table);
    if (rc < 0)
        return rc;
    memset(c->table, 0, c->slots * sizeof *c->table);
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met)) {
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            const struct learned_line *line = &l->lines[l->docs[i].first + k];
            struct line_count *n = line_counter_of(c, line->key);
            if (n->docs && n->last == i)
                continue;
            n->key = line->key;
            n->docs++;
            n->last = i;
            n->prose |= line->prose;
        }
    }
    return RP_OK;
}

/* Order of frequency: 1, 2-3, 4-7, 8-15 ... documents. */
static unsigned order_of(uint32_t docs)
{
    return 31 - (unsigned)__builtin_clz(docs | 1);
}

enum { FRESH_PERCENT = PAGE_FURNITURE_FRESH, FRESH_PERCENT_SHARED = PAGE_FURNITURE_FRESH_SHARED,
       FLANK_SKIPS = PAGE_FURNITURE_FLANK_SKIPS };

/* Is the next line of prose on that side (step 1 or -1) rarer than `order`? A picture credit between paragraphs, or
 * another short line or two, does not part them. */
static bool has_rarer_prose(const struct learned_line *line, struct line_count *const *counts, uint32_t lines,
                            uint32_t k, int step, unsigned order)
{
    uint32_t i = k + (uint32_t)step;
    for (unsigned skipped = 0; i < lines && !line[i].prose && skipped < FLANK_SKIPS; skipped++)
        i += (uint32_t)step;
    return i < lines && line[i].prose && order_of(counts[i]->docs) < order;
}

/* For every line of the document: is most of the document's prose rarer than the line, and does the line stand in
 * the middle of such prose? In the shared pool the copies of a story meet, and of its paragraphs some are on four pages
 * and some on three: there paragraphs are held against what is rarer by an order more. */
static void judge_doc(const struct furniture_learner *l, const struct learned_doc *d, uint32_t doc, uint32_t least,
                      bool shared, struct line_counter *c)
{
    const struct learned_line *line = l->lines + d->first;
    uint64_t below[33] = {0}, total = d->own_bytes; /* below[o]: prose on lines of an order below o */
    struct line_count *counts[2 * LEARNED_EDGE];
    for (uint32_t k = 0; k < d->lines; k++) {
        counts[k] = line_counter_of(c, line[k].key);
        if (line[k].prose) {
            below[order_of(counts[k]->docs) + 1] += line[k].bytes;
            total += line[k].bytes;
        }
    }
    below[0] += d->own_bytes;
    for (unsigned o = 1; o < 33; o++)
        below[o] += below[o - 1];
    for (uint32_t k = 0; k < d->lines; k++) {
        struct line_count *n = counts[k];
        if (n->docs < least || n->last == doc)
            continue;
        n->last = doc; /* counting gave every line a last document; judging starts behind all of them */
        const unsigned order = order_of(n->docs), rarer = order - (shared && line[k].prose && order > 0);
        const unsigned percent = shared && !line[k].prose ? FRESH_PERCENT_SHARED : FRESH_PERCENT;
        n->fresh += total && below[rarer] * 100 >= total * percent;
        n->flanked += has_rarer_prose(line, counts, d->lines, k, -1, order) &&
                      has_rarer_prose(line, counts, d->lines, k, 1, order);
    }
}

static bool is_furniture(const struct line_count *n, uint32_t least)
{
    if (n->docs < least || n->fresh * 2 < n->docs)
        return false;
    /* A label inside the text ("Story continues below") needs more documents than one beside it. */
    return n->flanked * 4 <= n->docs || (!n->prose && n->docs >= least * 2);
}

int line_counter_judge(struct line_counter *c, const struct furniture_learner *l, const struct learned_pool *p,
                       uint32_t least)
{
    uint32_t met = 0;
    bool paragraphs = false;
    const int rc = count_lines(l, p, c);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < c->slots; i++)
        c->table[i].last = LEARNED_NONE;
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met))
        judge_doc(l, &l->docs[i], i, least, p->id == 0, c);
    for (size_t i = 0; i < c->slots; i++) {
        c->table[i].furniture = c->table[i].docs && is_furniture(&c->table[i], least);
        paragraphs |= c->table[i].furniture && c->table[i].prose;
    }
    return paragraphs ? 1 : RP_OK;
}

void line_counter_free(struct line_counter *c)
{
    free(c->table);
    free(c->samples);
}
