#include "candidates/candidates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/radix.h"
#include "base/status.h"
#include "base/thread.h"
#include "records/passages.h"
#include "rules/limits.h"
#include "store/room.h"

/* Of texts about as long as each other, from so many passages on. */
#define HEARD_LONGER (LIMIT_HEARD_LONGER / 100.)
enum { HEARD_LEAST = LIMIT_HEARD_LEAST };
enum { LIST_GRAIN = 1024, TALLY_START = 1024, VIA_BITS = 3, PIECE = 1 << 20, REST_PAIRS = 1 << 12,
       REST_NODES = 32, REST_PRIORITIES = 1 << 16, MEMBERS_AHEAD = 16, MET_AHEAD = 4 };

const struct candidate_options CANDIDATE_DEFAULTS = {
    .least_share = LIMIT_CANDIDATE_SHARE / 100.,
    .apart_share = LIMIT_CANDIDATE_APART / 100.,
    .least_hits = LIMIT_CANDIDATE_HITS,
    .many_hits = LIMIT_CANDIDATE_MANY,
    .weak_max = LIMIT_CANDIDATE_WEAK,
    .window = LIMIT_CANDIDATE_DAYS * 86400,
};

/* --- leaders of long lists: moved to the front of their list --- */

static bool is_searched(const struct candidate_input *in, uint32_t node)
{
    return !in->leader || in->leader[node] == node;
}

/* Did one of those that led before become a follower? */
static bool has_changed(const struct candidate_input *in, const uint32_t *member)
{
    bool changed = false;
    for (size_t k = 0; k < LIST_LEADERS; k++)
        changed |= !is_searched(in, member[k]);
    return changed;
}

struct leading {
    const struct candidate_input *in;
    struct postings *p;
    const uint64_t *priority; /* of each node: apart from all else of it, for members lie anywhere */
    bool *changed; /* of each list, or NULL */
};

/* A member of a list as far as it leads. */
struct leader {
    uint64_t priority;
    size_t at;
    bool follows;
};

/* Lower comes first; those not searched come last. */
static bool leads(const struct leader *a, const struct leader *b)
{
    return a->follows != b->follows ? b->follows : a->priority < b->priority;
}

/* What is known of a member that is to come is fetched meanwhile; end: of all members. */
static inline void fetch_ahead(const struct leading *f, const uint32_t *member, const uint32_t *end)
{
    if (end - member <= MEMBERS_AHEAD)
        return;
    __builtin_prefetch(&f->priority[member[MEMBERS_AHEAD]]);
    if (f->in->leader)
        __builtin_prefetch(&f->in->leader[member[MEMBERS_AHEAD]]);
}

static void find_first(const struct leading *f, const uint32_t *member, size_t n, const uint32_t *end,
                       struct leader best[LIST_LEADERS])
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        fetch_ahead(f, member + i, end);
        const struct leader l = {f->priority[member[i]], i, !is_searched(f->in, member[i])};
        size_t k = found < LIST_LEADERS ? found++ : LIST_LEADERS;
        for (; k > 0 && leads(&l, &best[k - 1]); k--)
            if (k < LIST_LEADERS)
                best[k] = best[k - 1];
        if (k < LIST_LEADERS)
            best[k] = l;
    }
}

/* Each changes places with the member that stands where it is to be. */
static void put_leaders_first(const struct leading *f, uint32_t *member, size_t n, const uint32_t *end)
{
    struct leader best[LIST_LEADERS];
    find_first(f, member, n, end, best);
    for (size_t k = 0; k < LIST_LEADERS; k++) {
        const uint32_t m = member[k];
        member[k] = member[best[k].at];
        member[best[k].at] = m;
        for (size_t later = k + 1; later < LIST_LEADERS; later++)
            if (best[later].at == k)
                best[later].at = best[k].at;
    }
}

/* Behind the leaders the others that are searched for, as many as tell whether the list is short for these. */
static void put_searched_first(const struct leading *f, uint32_t *member, size_t n)
{
    size_t to = LIST_LEADERS;
    for (size_t i = LIST_LEADERS; i < n && to <= LIST_SHORT; i++) {
        const uint32_t m = member[i];
        if (!is_searched(f->in, m))
            continue;
        member[i] = member[to];
        member[to++] = m;
    }
}

/* One of those that led before follows another now, or so many do that the rest may all meet: there is something to
 * find that was not found before. */
static bool lead_again(const struct leading *f, uint32_t *member, size_t n, const uint32_t *end)
{
    const bool changed = has_changed(f->in, member);
    put_leaders_first(f, member, n, end);
    put_searched_first(f, member, n);
    return changed || !is_searched(f->in, member[LIST_SHORT]);
}

static int lead_lists(void *ctx, size_t first, size_t last, int thread)
{
    const struct leading *f = ctx;
    (void)thread;
    room_rest(f->in->room);
    for (size_t l = first; l < last; l++) {
        uint32_t *member = f->p->member + f->p->list_first[l], n = postings_length(f->p, (uint32_t)l);
        const uint32_t *end = f->p->member + f->p->list_first[last];
        bool changed = false;
        if (n > LIST_SHORT && f->in->leader)
            changed = lead_again(f, member, n, end);
        else if (n > LIST_SHORT)
            put_leaders_first(f, member, n, end);
        if (f->changed)
            f->changed[l] = changed;
    }
    return RP_OK;
}

static int find_leaders(const struct candidate_input *in, const uint64_t *priority, struct postings *p, bool *changed)
{
    struct leading f = {in, p, priority, changed};
    return p ? thread_for(p->n_lists, LIST_GRAIN, in->threads, &f, lead_lists) : RP_OK;
}

/* changed: of each list of passages, or NULL. */
static int find_all_leaders(const struct candidate_input *in, bool *changed)
{
    uint64_t *priority = room_alloc(in->room, in->n_nodes, sizeof *priority);
    int rc = priority ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (uint32_t i = 0; i < in->n_nodes; i++) {
        if (i % REST_PRIORITIES == 0)
            room_rest(in->room);
        priority[i] = in->node[i].priority;
    }
    TRY(find_leaders(in, priority, in->passages, changed));
    TRY(find_leaders(in, priority, in->bands, NULL));
    TRY(find_leaders(in, priority, in->ties, NULL));
out:
    room_drop(in->room, priority);
    return rc;
}

/* --- one node's tally of the nodes it meets --- */

struct met {
    uint32_t node, hits, via;
};

/* How often nodes are met, several nodes in one count. */
enum { FEW_BITS = 11 };

struct tally {
    uint8_t few[1 << FEW_BITS]; /* all zero between nodes */
    uint32_t *slot;   /* index into met + 1, 0 free */
    size_t mask;
    struct met *met;
    size_t n, cap;
    struct rec *out;  /* hi: the pair; lo: hits and via */
    size_t n_out, out_cap;
    struct met *weak; /* the best so far that have hits only */
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
    struct meetings *meetings;
    struct tally *tally; /* of each thread */
};

static uint8_t *few_of(struct tally *t, uint32_t node)
{
    return &t->few[node * UINT32_C(2654435761) >> (32 - FEW_BITS)];
}

static void count_few(struct tally *t, struct met_span met, uint8_t by)
{
    for (uint32_t k = 0; k < met.n; k++) {
        uint8_t *few = few_of(t, met.node[k]);
        *few = (uint8_t)(*few + (*few <= UINT8_MAX - by ? by : UINT8_MAX - *few));
    }
}

static void clear_few(struct tally *t, struct met_span met)
{
    for (uint32_t k = 0; k < met.n; k++)
        *few_of(t, met.node[k]) = 0;
}

/* Most nodes are met in a passage or two, which alone makes no candidate: below `least` they are not put into the
 * table. A count stands for several nodes, so it is never below what one of them was met. */
static int tally_often_met(struct tally *t, struct met_span met, uint32_t least, uint32_t hits, uint32_t via)
{
    int rc = RP_OK;
    for (uint32_t k = 0; k < met.n; k++)
        if (*few_of(t, met.node[k]) >= least)
            TRY(tally_add(t, met.node[k], hits, via));
out:
    return rc;
}

/* Whom i meets in bands and ties counts however rarely. */
static int tally_meetings(struct tally *t, const struct search *s, int thread, uint32_t i)
{
    static const struct {
        uint32_t hits, via;
    } counts[MEET_CHANNELS] = {[MEET_PASSAGES] = {1, VIA_PASSAGES}, [MEET_BANDS] = {0, VIA_BAND},
                               [MEET_TIES] = {0, VIA_TIE}};
    const uint32_t hits = s->in->options.least_hits, least = hits < UINT8_MAX ? hits : UINT8_MAX;
    struct met_span met[MEET_CHANNELS];
    int rc = RP_OK;
    for (int c = 0; c < MEET_CHANNELS; c++) {
        met[c] = meetings_of(s->meetings, thread, i, (enum meeting_channel)c);
        count_few(t, met[c], c == MEET_PASSAGES ? 1 : UINT8_MAX);
    }
    for (int c = 0; c < MEET_CHANNELS; c++)
        TRY(tally_often_met(t, met[c], least, counts[c].hits, counts[c].via));
    for (int c = 0; c < MEET_CHANNELS; c++)
        clear_few(t, met[c]);
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

/* `unheard` passages of a stand in long lists, few of whose members it met. How much of text a the hits stand for, of
 * what could hit: in a corpus of stock phrases most passages of a damaged copy stand in long lists, and only the others
 * lead to its story. */
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
    const uint64_t a = i < m->node ? i : m->node, b = i < m->node ? m->node : i;
    if (room_grow(in->room, &t->out, &t->out_cap, t->n_out + 1, sizeof *t->out) < 0)
        return RP_ERR_NOMEM;
    t->out[t->n_out++] = (struct rec){a << 32 | b, (uint64_t)m->hits << VIA_BITS | m->via};
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

/* What is known of those that are asked about next is fetched in two steps (quotation.h). */
static void fetch_met(const struct tally *t, const struct candidate_input *in, size_t k)
{
    const size_t soon[] = {k + 2 * MET_AHEAD, k + MET_AHEAD};
    for (int step = 0; step < 2; step++) {
        if (soon[step] >= t->n || t->met[soon[step]].hits < in->options.least_hits)
            continue;
        const uint32_t node = t->met[soon[step]].node;
        if (step == 0)
            __builtin_prefetch(&in->node[node]);
        if (in->quotes_soon)
            in->quotes_soon(in->quotes_ctx, node, step);
    }
}

static int select_met(struct tally *t, const struct candidate_input *in, int thread, uint32_t i, uint32_t unheard)
{
    const struct candidate_options *o = &in->options;
    const uint32_t many = many_heard(&in->node[i], o->many_hits, unheard);
    size_t n_weak = 0;
    int rc = RP_OK;

    for (size_t k = 0; k < t->n; k++) {
        const struct met *m = &t->met[k];
        const struct candidate_node *a = &in->node[i], *b = &in->node[m->node];
        fetch_met(t, in, k);
        if (m->hits < o->least_hits && m->via == VIA_PASSAGES)
            continue; /* most of them; before the other node is looked at */
        if (m->via & VIA_TIE) {
            TRY(emit(t, in, i, m));
            continue;
        }
        if (far_apart(a, b, o->window) && share_of_longer(a, b, m->hits) < o->apart_share)
            continue;
        if (m->via & VIA_BAND || (m->hits >= o->least_hits && share_estimate(a, b, m->hits) >= o->least_share) ||
            share_heard(a, b, m->hits, unheard) >= o->least_share)
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

static int search_range(void *ctx, size_t range, size_t end, int thread)
{
    struct search *s = ctx;
    struct tally *t = &s->tally[thread];
    int rc = RP_OK;

    for (; range < end; range++) {
        uint32_t first, last;
        meetings_read(s->meetings, range, thread, &first, &last);
        for (uint32_t i = first; i < last; i++) {
            if (i % REST_NODES == 0)
                room_rest(s->in->room);
            tally_clear(t);
            TRY(tally_meetings(t, s, thread, i));
            TRY(select_met(t, s->in, thread, i, meetings_unheard(s->meetings, i)));
        }
    }
out:
    return rc;
}

/* --- all together --- */

/* A pair may have been met from both sides, with hits through different leaders: the better count stands, which comes
 * last in order. */
static size_t merge_twins(const struct rec *r, size_t n, struct candidate *out)
{
    size_t k = 0;
    for (size_t i = 0; i < n;) {
        const uint64_t pair = r[i].hi;
        uint64_t via = 0, hits = 0;
        for (; i < n && r[i].hi == pair; i++) {
            via |= r[i].lo & ((1 << VIA_BITS) - 1);
            hits = r[i].lo >> VIA_BITS;
        }
        out[k++] = (struct candidate){(uint32_t)(pair >> 32), (uint32_t)pair, (uint32_t)hits, (uint32_t)via};
    }
    return k;
}

/* What was found, in order, in pieces by the first node, of PIECE pairs or so: sorting all at once takes twice as much
 * again. */
struct gathered {
    const struct search *s;
    int threads;
    struct rec *piece, *spare;
    size_t cap, spare_cap;
    struct candidate *out;
    size_t n;
};

static int gather_piece(struct gathered *g, uint64_t first, uint64_t last)
{
    struct room *room = g->s->in->room;
    size_t n = 0;
    int rc = RP_OK;
    for (int t = 0; t < g->threads; t++) {
        const struct tally *from = &g->s->tally[t];
        for (size_t i = 0; i < from->n_out; i++) {
            if (i % REST_PAIRS == 0)
                room_rest(room);
            if ((from->out[i].hi >> 32) - first >= last - first)
                continue;
            TRY(room_grow(room, &g->piece, &g->cap, n + 1, sizeof *g->piece));
            g->piece[n++] = from->out[i];
        }
    }
    TRY(room_grow(room, &g->spare, &g->spare_cap, n, sizeof *g->spare));
    room_rest_for(room, n * (sizeof *g->piece + sizeof *g->spare));
    radix_sort(g->piece, g->spare, n);
    g->n += merge_twins(g->piece, n, g->out + g->n);
out:
    return rc;
}

/* Pairs of a piece: with what they are sorted by and merged into, a quarter of what may be held. */
static uint64_t piece_of(const struct room *room)
{
    const uint64_t held = room_resident(room) / 4 / (2 * sizeof(struct rec) + sizeof(struct candidate));
    return held < PIECE ? held + 1 : PIECE;
}

static int gather(const struct search *s, int threads, struct candidate **out, size_t *n_out)
{
    struct room *room = s->in->room;
    struct gathered g = {.s = s, .threads = threads};
    uint64_t n = 0, pieces;
    int rc = RP_OK;

    for (int i = 0; i < threads; i++)
        n += s->tally[i].n_out;
    pieces = n / piece_of(room) + 1;
    if (!(g.out = room_alloc(room, n, sizeof *g.out)))
        return RP_ERR_NOMEM;
    for (uint64_t k = 0; k < pieces; k++)
        TRY(gather_piece(&g, s->in->n_nodes * k / pieces, s->in->n_nodes * (k + 1) / pieces));
    *out = g.out;
    *n_out = g.n;
    g.out = NULL;
out:
    room_drop(room, g.piece);
    room_drop(room, g.spare);
    room_drop(room, g.out);
    return rc;
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
    meetings_free(s->meetings);
}

static int search(const struct candidate_input *in, const struct meeting_input *mi, struct candidate **out, size_t *n)
{
    struct search s = {.in = in};
    int rc = RP_ERR_NOMEM;

    if (!(s.tally = mem_zalloc((size_t)mi->threads, sizeof *s.tally)))
        goto out;
    for (int i = 0; i < mi->threads; i++)
        if (!(s.tally[i].weak = mem_alloc(in->options.weak_max, sizeof *s.tally[i].weak)))
            goto out;
    TRY(meetings_create(mi, &s.meetings));
    TRY(thread_for(meetings_ranges(s.meetings), 1, mi->threads, &s, search_range));
    meetings_free(s.meetings);
    s.meetings = NULL;
    TRY(gather(&s, mi->threads, out, n));
out:
    search_release(&s, mi->threads);
    return rc;
}

/* Where only leaders are searched for: those that can find what the first search has not. */
static int find_seekers(const struct candidate_input *in, const bool *changed, bool **out)
{
    const struct postings *p = in->passages;
    bool *seeks = room_alloc(in->room, in->n_nodes, sizeof *seeks);
    if (!seeks)
        return RP_ERR_NOMEM;
    for (size_t l = 0; l < p->n_lists; l++) {
        if (l % LIST_GRAIN == 0)
            room_rest(in->room);
        for (uint64_t i = p->list_first[l]; changed[l] && i < p->list_first[l + 1]; i++)
            seeks[p->member[i]] = is_searched(in, p->member[i]);
    }
    *out = seeks;
    return RP_OK;
}

int candidates_find(const struct candidate_input *in, struct candidate **out, size_t *n)
{
    struct meeting_input mi = {in->n_nodes, {in->passages, in->bands, in->ties}, in->leader, NULL, in->room,
                               in->threads < 1 ? 1 : in->threads};
    bool *changed = NULL, *seeks = NULL;
    int rc = RP_OK;

    if (in->leader && !(changed = room_alloc(in->room, in->passages->n_lists, sizeof *changed)))
        return RP_ERR_NOMEM;
    TRY(find_all_leaders(in, changed));
    if (changed)
        TRY(find_seekers(in, changed, &seeks));
    mi.seeks = seeks;
    TRY(search(in, &mi, out, n));
out:
    room_drop(in->room, changed);
    room_drop(in->room, seeks);
    return rc;
}
