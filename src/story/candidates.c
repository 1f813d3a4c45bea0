#include "story/candidates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"
#include "story/passages.h"

/* Of texts about as long as each other, from so many passages on. */
#define HEARD_LONGER 1.25
enum { HEARD_LEAST = 5 };
enum { NODE_GRAIN = 256, LIST_GRAIN = 1024, TALLY_START = 1024, AHEAD = 24 };

const struct candidate_options CANDIDATE_DEFAULTS = {
    .least_share = .18,
    .apart_share = .50,
    .least_hits = 2,
    .many_hits = 9,
    .weak_max = 2,
    .window = 7 * 86400,
};

/* --- leaders of long lists: moved to the front of their list --- */

static bool is_searched(const struct candidate_input *in, uint32_t node)
{
    return !in->leader || in->leader[node] == node;
}

/* Lower comes first; those not searched come last. */
static bool leads(const struct candidate_input *in, uint32_t a, uint32_t b)
{
    bool sa = is_searched(in, a), sb = is_searched(in, b);
    return sa != sb ? sa : in->node[a].priority < in->node[b].priority;
}

/* One of those that led before follows another now: the list has room for others. */
static bool has_changed(const struct candidate_input *in, const uint32_t *member)
{
    bool changed = false;
    for (size_t k = 0; k < LIST_LEADERS; k++)
        changed |= !is_searched(in, member[k]);
    return changed;
}

static void put_leaders_first(const struct candidate_input *in, uint32_t *member, size_t n)
{
    for (size_t k = 0; k < LIST_LEADERS; k++) {
        size_t best = k;
        uint32_t m;
        for (size_t i = k + 1; i < n; i++)
            best = leads(in, member[i], member[best]) ? i : best;
        m = member[k];
        member[k] = member[best];
        member[best] = m;
    }
}

struct leading {
    const struct candidate_input *in;
    struct postings *p;
    bool *changed; /* of each list, or NULL */
};

static int lead_lists(void *ctx, size_t first, size_t last, int thread)
{
    const struct leading *f = ctx;
    (void)thread;
    room_rest(f->in->room);
    for (size_t l = first; l < last; l++) {
        uint32_t *member = f->p->member + f->p->list_first[l], n = postings_length(f->p, (uint32_t)l);
        if (f->changed)
            f->changed[l] = n > LIST_SHORT && has_changed(f->in, member);
        if (n > LIST_SHORT)
            put_leaders_first(f->in, member, n);
    }
    return RP_OK;
}

static int find_leaders(const struct candidate_input *in, struct postings *p, bool *changed)
{
    struct leading f = {in, p, changed};
    return p ? thread_for(p->n_lists, LIST_GRAIN, in->threads, &f, lead_lists) : RP_OK;
}

/* --- one node's tally of the nodes it meets --- */

struct met {
    uint32_t node, hits, via;
};

struct tally {
    uint32_t *slot;   /* index into met + 1, 0 free */
    size_t mask;
    struct met *met;
    size_t n, cap;
    struct candidate *out;
    size_t n_out, out_cap;
    struct met *weak; /* the best so far that have hits only */
    uint32_t unheard; /* passages of the node under search that stand in long lists: few of whose members it met */
};

static int tally_grow(struct tally *t)
{
    size_t cap = t->slot ? 2 * (t->mask + 1) : TALLY_START;
    uint32_t *slot = mem_zalloc(cap, sizeof *slot);
    if (!slot)
        return RP_ERR_NOMEM;
    free(t->slot);
    t->slot = slot;
    t->mask = cap - 1;
    for (size_t k = 0; k < t->n; k++) {
        size_t i = hash_mix(t->met[k].node) & t->mask;
        while (slot[i])
            i = (i + 1) & t->mask;
        slot[i] = (uint32_t)k + 1;
    }
    return RP_OK;
}

static int tally_add(struct tally *t, uint32_t node, uint32_t hits, uint32_t via)
{
    size_t i;
    if ((!t->slot || 2 * (t->n + 1) > t->mask) && tally_grow(t) < 0)
        return RP_ERR_NOMEM;
    for (i = hash_mix(node) & t->mask; t->slot[i]; i = (i + 1) & t->mask)
        if (t->met[t->slot[i] - 1].node == node) {
            t->met[t->slot[i] - 1].hits += hits;
            t->met[t->slot[i] - 1].via |= via;
            return RP_OK;
        }
    if (mem_grow(&t->met, &t->cap, t->n + 1, sizeof *t->met) < 0)
        return RP_ERR_NOMEM;
    t->met[t->n] = (struct met){node, hits, via};
    t->slot[i] = (uint32_t)++t->n;
    return RP_OK;
}

static void tally_clear(struct tally *t)
{
    for (size_t k = 0; k < t->n; k++) {
        size_t i = hash_mix(t->met[k].node) & t->mask;
        while (t->slot[i]) { /* all of this run of used slots belongs to this tally */
            t->slot[i] = 0;
            i = (i + 1) & t->mask;
        }
    }
    t->n = 0;
}

struct search {
    const struct candidate_input *in;
    bool *changed;       /* of each list of passages, where only leaders are searched for; else NULL */
    struct tally *tally; /* of each thread */
};

/* The lists of a node lie all over memory: what is needed a few lists later, by this node or the next, is asked for
 * now. `end`: of the lists of all nodes. Inlined by force: to gcc a function that only prefetches does nothing, and its
 * calls go. */
static ALWAYS_INLINE void look_ahead(const struct postings *p, uint64_t k, uint64_t end)
{
    if (k + 2 * AHEAD < end)
        __builtin_prefetch(&p->list_first[p->node_list[k + 2 * AHEAD]]);
    if (k + AHEAD < end)
        __builtin_prefetch(&p->member[p->list_first[p->node_list[k + AHEAD]]]);
}

static int count_lists(struct tally *t, const struct candidate_input *in, const struct postings *p, uint32_t i,
                       uint32_t hits, uint32_t via)
{
    const uint64_t end = p->node_first[i + 1], end_of_all = p->node_first[in->n_nodes];
    int rc = RP_OK;
    for (uint64_t k = p->node_first[i]; k < end; k++) {
        uint32_t list = p->node_list[k], n = postings_length(p, list);
        const uint32_t *m = p->member + p->list_first[list];
        look_ahead(p, k, end_of_all);
        if (n > LIST_SHORT) {
            n = LIST_LEADERS;
            t->unheard += hits;
        }
        for (uint32_t j = 0; j < n; j++)
            if (m[j] != i && is_searched(in, m[j]))
                TRY(tally_add(t, m[j], hits, via));
    }
out:
    return rc;
}

/* --- which of them are candidates --- */

/* Share of a text of `tokens` that the hits stand for. Short texts give every window as a passage (passages.h), so
 * only the sparser text's rate counts. */
static double share_of(const struct candidate_node *a, const struct candidate_node *b, double tokens, uint32_t hits)
{
    double rate_a = a->n_tokens ? (double)a->n_passages / a->n_tokens : 1;
    double rate_b = b->n_tokens ? (double)b->n_passages / b->n_tokens : 1;
    double expected = tokens * (rate_a < rate_b ? rate_a : rate_b);
    return expected > 0 ? hits / expected : 0;
}

/* How much of text a the hits stand for, of what could hit: in a corpus of stock phrases most passages of a damaged
 * copy stand in long lists, and only the others lead to its story. */
static double share_heard(const struct candidate_node *a, const struct candidate_node *b, uint32_t hits,
                          uint32_t unheard)
{
    if (a->n_tokens <= PASSAGE_ALL || a->n_tokens > HEARD_LONGER * b->n_tokens || a->n_passages <= unheard ||
        hits < HEARD_LEAST)
        return 0;
    return (double)hits / (a->n_passages - unheard);
}

/* Hits that make a candidate whatever the share, of those that could be. */
static uint32_t many_heard(const struct candidate_node *a, uint32_t many, uint32_t unheard)
{
    const uint32_t heard = a->n_passages > unheard ? a->n_passages - unheard : 0;
    const uint32_t part = a->n_passages ? (uint32_t)((uint64_t)many * heard / a->n_passages) : many;
    return a->n_tokens <= PASSAGE_ALL ? many : part > HEARD_LEAST ? part : HEARD_LEAST;
}

static double share_estimate(const struct candidate_node *a, const struct candidate_node *b, uint32_t hits)
{
    return share_of(a, b, a->n_tokens < b->n_tokens ? a->n_tokens : b->n_tokens, hits);
}

static double share_of_longer(const struct candidate_node *a, const struct candidate_node *b, uint32_t hits)
{
    return share_of(a, b, a->n_tokens > b->n_tokens ? a->n_tokens : b->n_tokens, hits);
}

static bool far_apart(const struct candidate_node *a, const struct candidate_node *b, int64_t window)
{
    if (a->first > a->last || b->first > b->last)
        return false;
    return a->first - window > b->last || b->first - window > a->last;
}

static int emit(struct tally *t, const struct candidate_input *in, uint32_t i, const struct met *m)
{
    const struct candidate_node *a = &in->node[i], *b = &in->node[m->node];
    if (room_grow(in->room, &t->out, &t->out_cap, t->n_out + 1, sizeof *t->out) < 0)
        return RP_ERR_NOMEM;
    t->out[t->n_out++] = (struct candidate){
        .a = i < m->node ? i : m->node,
        .b = i < m->node ? m->node : i,
        .hits = m->hits,
        .via = m->via,
        .share = (float)share_estimate(a, b, m->hits),
    };
    return RP_OK;
}

static bool weak_before(const struct met *a, const struct met *b)
{
    return a->hits != b->hits ? a->hits > b->hits : a->node < b->node;
}

static void weak_add(struct tally *t, size_t *n, uint32_t max, const struct met *m)
{
    size_t j = *n < max ? (*n)++ : max;
    for (; j > 0 && weak_before(m, &t->weak[j - 1]); j--)
        if (j < max)
            t->weak[j] = t->weak[j - 1];
    if (j < max)
        t->weak[j] = *m;
}

static int ask_quotes(const struct candidate_input *in, int thread, uint32_t i, const struct met *m)
{
    return in->quotes && m->hits >= in->options.least_hits ? in->quotes(in->quotes_ctx, thread, i, m->node) : 0;
}

static int select_met(struct tally *t, const struct candidate_input *in, int thread, uint32_t i)
{
    const struct candidate_options *o = &in->options;
    const uint32_t many = many_heard(&in->node[i], o->many_hits, t->unheard);
    size_t n_weak = 0;
    int rc = RP_OK;

    for (size_t k = 0; k < t->n; k++) {
        const struct met *m = &t->met[k];
        const struct candidate_node *a = &in->node[i], *b = &in->node[m->node];
        if (m->hits < o->least_hits && m->via == VIA_PASSAGES)
            continue; /* most of them; before the other node is looked at */
        if (m->via & VIA_TIE) {
            TRY(emit(t, in, i, m));
            continue;
        }
        if (far_apart(a, b, o->window) && share_of_longer(a, b, m->hits) < o->apart_share)
            continue;
        if (m->via & VIA_BAND || (m->hits >= o->least_hits && share_estimate(a, b, m->hits) >= o->least_share) ||
            share_heard(a, b, m->hits, t->unheard) >= o->least_share)
            TRY(emit(t, in, i, m));
        else if ((rc = ask_quotes(in, thread, i, m)) != 0)
            TRY(rc < 0 ? rc : emit(t, in, i, m));
        else if (m->hits >= many)
            weak_add(t, &n_weak, o->weak_max, m);
    }
    for (size_t k = 0; k < n_weak; k++)
        TRY(emit(t, in, i, &t->weak[k]));
out:
    return rc;
}

/* Whether a second search can find what the first has not. */
static bool has_more(const struct search *s, uint32_t i)
{
    const struct postings *p = s->in->passages;
    if (!s->in->leader)
        return true;
    for (uint64_t k = p->node_first[i]; is_searched(s->in, i) && k < p->node_first[i + 1]; k++)
        if (s->changed[p->node_list[k]])
            return true;
    return false;
}

static int search_nodes(void *ctx, size_t first, size_t last, int thread)
{
    struct search *s = ctx;
    const struct candidate_input *in = s->in;
    struct tally *t = &s->tally[thread];
    int rc = RP_OK;

    room_rest(in->room);
    for (size_t i = first; i < last; i++) {
        tally_clear(t);
        t->unheard = 0;
        if (!has_more(s, (uint32_t)i))
            continue;
        TRY(count_lists(t, in, in->passages, (uint32_t)i, 1, VIA_PASSAGES));
        if (in->bands)
            TRY(count_lists(t, in, in->bands, (uint32_t)i, 0, VIA_BAND));
        if (in->ties)
            TRY(count_lists(t, in, in->ties, (uint32_t)i, 0, VIA_TIE));
        TRY(select_met(t, in, thread, (uint32_t)i));
    }
out:
    return rc;
}

/* --- all together --- */

static int candidate_order(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

/* A pair may have been met from both sides, with hits through different leaders: the better count stands. */
static size_t merge_twins(struct candidate *c, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (k == 0 || candidate_order(&c[k - 1], &c[i]) != 0) {
            c[k++] = c[i];
            continue;
        }
        c[k - 1].via |= c[i].via;
        if (c[i].hits > c[k - 1].hits) {
            c[k - 1].hits = c[i].hits;
            c[k - 1].share = c[i].share;
        }
    }
    return k;
}

static int gather(struct search *s, int threads, struct candidate **out, size_t *n_out)
{
    struct candidate *all;
    size_t n = 0;
    for (int i = 0; i < threads; i++)
        n += s->tally[i].n_out;
    all = room_alloc(s->in->room, n, sizeof *all);
    if (!all)
        return RP_ERR_NOMEM;
    n = 0;
    for (int i = 0; i < threads; i++) {
        if (s->tally[i].n_out)
            memcpy(all + n, s->tally[i].out, s->tally[i].n_out * sizeof *all);
        n += s->tally[i].n_out;
    }
    qsort(all, n, sizeof *all, candidate_order);
    *n_out = merge_twins(all, n);
    *out = all;
    return RP_OK;
}

static void search_release(struct search *s, int threads)
{
    for (int i = 0; s->tally && i < threads; i++) {
        free(s->tally[i].slot);
        free(s->tally[i].met);
        room_drop(s->in->room, s->tally[i].out);
        free(s->tally[i].weak);
    }
    free(s->tally);
    free(s->changed);
}

int candidates_find(const struct candidate_input *in, struct candidate **out, size_t *n)
{
    struct search s = {.in = in};
    int threads = in->threads < 1 ? 1 : in->threads;
    int rc = RP_ERR_NOMEM;

    if (!(s.tally = mem_zalloc((size_t)threads, sizeof *s.tally)))
        goto out;
    for (int i = 0; i < threads; i++)
        if (!(s.tally[i].weak = mem_alloc(in->options.weak_max, sizeof *s.tally[i].weak)))
            goto out;
    if (in->leader && !(s.changed = mem_alloc(in->passages->n_lists, sizeof *s.changed))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(find_leaders(in, in->passages, s.changed));
    TRY(find_leaders(in, in->bands, NULL));
    TRY(find_leaders(in, in->ties, NULL));
    TRY(thread_for(in->n_nodes, NODE_GRAIN, threads, &s, search_nodes));
    TRY(gather(&s, threads, out, n));
out:
    search_release(&s, threads);
    return rc;
}
