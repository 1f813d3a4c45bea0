#include "relation/compare.h"

#include <stdlib.h>

#include "article/dates.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "candidates/pair_order.h"
#include "records/article_record.h"
#include "relation/scan_journal.h"
#include "store/room.h"

enum { PAIR_GRAIN = 64, PIECES_EACH = 8, REST_PAIRS = 1 << 13, LEAVE_PAIRS = 1 << 12, REST_PLACES = 1 << 8, WINDOWS = 8,
       WINDOW_LEAST = 1 << 12 };

/* What the articles of all threads may hold: this share of what the process may, and no more for each of them. */
enum { ARTICLES_SHARE = 6, ARTICLES_MOST = 24 << 20 };

struct comparer {
    const struct thresholds *thresholds;
    int threads;
    struct room *room;
    struct doc_cache **cache;
    struct judge *judge;
};

static size_t articles_most(const struct room *room, int threads)
{
    const uint64_t share = room_resident(room) / ARTICLES_SHARE / (uint64_t)threads;
    return share < ARTICLES_MOST ? (size_t)share : ARTICLES_MOST;
}

int comparer_create(const struct scan_source *source, const struct article_options *article,
                    const struct doc_reading *reading, const struct thresholds *thresholds, int threads,
                    struct room *room, struct comparer **out)
{
    struct comparer *c = mem_zalloc(1, sizeof *c);
    int rc = c ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    c->thresholds = thresholds;
    c->threads = threads;
    c->room = room;
    c->cache = mem_zalloc((size_t)threads, sizeof *c->cache);
    c->judge = mem_zalloc((size_t)threads, sizeof *c->judge);
    if (!c->cache || !c->judge) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (int i = 0; i < threads; i++) {
        judge_init(&c->judge[i]);
        TRY(doc_cache_create(source, article, reading, i, articles_most(room, threads), &c->cache[i]));
    }
    *out = c;
    c = NULL;
out:
    comparer_free(c);
    return rc;
}

void comparer_free(struct comparer *c)
{
    if (!c)
        return;
    for (int i = 0; i < c->threads; i++) {
        if (c->cache)
            doc_cache_free(c->cache[i]);
        if (c->judge)
            judge_release(&c->judge[i]);
    }
    free(c->cache);
    free(c->judge);
    free(c);
}

void comparer_rest(struct comparer *c)
{
    for (int i = 0; i < c->threads; i++)
        doc_cache_clear(c->cache[i]);
    mem_trim();
}

struct doc_cache *comparer_cache(struct comparer *c, int thread)
{
    return c->cache[thread];
}

struct judge *comparer_judge(struct comparer *c, int thread)
{
    return &c->judge[thread];
}

/* --- one pair --- */

static const uint32_t version_marks = MARK_UPDATE | MARK_WRITETHRU | MARK_UPDATE_NOTE | MARK_CORRECTED
                                      | MARK_CORRECTION_NOTE;

void edge_fill(struct edge *e, const struct verdict *v)
{
    const struct relation_measures *m = &v->m;
    e->relation = v->relation;
    e->membership = v->membership;
    e->back = EDGE_NOT_TOLD;
    e->head = m->head;
    e->swapped = v->swapped;
    e->flags = v->flags;
    e->use_a = (float)(v->swapped ? m->use_b : m->use_a);
    e->use_b = (float)(v->swapped ? m->use_a : m->use_b);
    e->own_a = e->use_a;
    e->own_b = e->use_b;
    e->a_names_itself = v->swapped ? v->b_names_itself : v->a_names_itself;
    e->b_names_itself = v->swapped ? v->a_names_itself : v->b_names_itself;
    e->n_a = v->swapped ? m->n_b : m->n_a;
    e->n_b = v->swapped ? m->n_a : m->n_b;
    e->story_edge = (float)v->story_edge;
    e->background = (float)m->background;
    e->maybe_cited = v->maybe_cited && !(v->maybe_cited >> 63) ? record_agency_key((uint16_t)(v->maybe_cited - 1)) : 0;
    e->exact = m->exact;
    e->longest = m->longest;
}

/* Copies of one text are shown as copies of its reference, which is the other one of the pair as often as not. */
static int note_back(struct judge *j, const struct thresholds *t, const struct relation_doc *a,
                     const struct relation_doc *b, const struct verdict *v, struct edge *e)
{
    struct verdict back;
    int rc = RP_OK;
    if (v->membership != MEMBER_CORE && v->membership != MEMBER_PAGE)
        return RP_OK;
    TRY(relation_judge_back(j, t, a, b, v, &back));
    e->back = back.relation;
    e->back_flags = back.flags;
out:
    return rc;
}

/* What several pages carry alike nobody misread. */
static bool asks_for_change(const struct texts *texts, const struct edge *e)
{
    return (e->relation == RELATION_LIGHT_EDIT || e->relation == RELATION_EDITED)
           && texts_carriers(texts, e->a) == 1 && texts_carriers(texts, e->b) == 1;
}

static int compare_one(struct comparer *c, int thread, const struct texts *texts, struct edge *e)
{
    const struct relation_doc *a, *b;
    struct verdict v;
    int rc = RP_OK;

    TRY(doc_cache_get(c->cache[thread], texts_lead(texts, e->a), &a));
    TRY(doc_cache_get(c->cache[thread], texts_lead(texts, e->b), &b));
    TRY(relation_judge(&c->judge[thread], c->thresholds, a, b, &v));
    edge_fill(e, &v);
    e->changed = (int8_t)(asks_for_change(texts, e) ? relation_changed_side(a, b, &v) : 0);
    TRY(note_back(&c->judge[thread], c->thresholds, a, b, &v, e));
    e->standing = 1;
    e->one_outlet = a->outlet.p && b->outlet.p && span_equal(a->outlet, b->outlet);
    e->marked = ((a->marks | b->marks) & version_marks) || a->update_number || b->update_number;
    e->apart = date_apart(a->date, b->date, (int64_t)c->thresholds->window_days * 86400);
out:
    return rc;
}

int edge_order(const void *x, const void *y)
{
    const struct edge *a = x, *b = y;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

const struct edge *edge_find(const struct edge *edge, size_t n, uint32_t a, uint32_t b)
{
    const struct edge key = {.a = a < b ? a : b, .b = a < b ? b : a};
    return n ? bsearch(&key, edge, n, sizeof key, edge_order) : NULL;
}

/* --- all pairs --- */

struct comparison {
    struct comparer *c;
    const struct texts *texts;
    const uint32_t *order; /* numbers of pairs */
    struct journal *journal;
    struct edge *edge;     /* as ordered, when they are put in their places later; else in their places */
    bool in_place;
};

static int compare_piece(void *ctx, size_t first, size_t last, int thread)
{
    struct comparison *k = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++) {
        if ((i - first) % PAIR_GRAIN == 0)
            room_rest(k->c->room);
        struct edge *e = &k->edge[k->in_place ? k->order[i] : i];
        TRY(compare_one(k->c, thread, k->texts, e));
        TRY(scan_journal_edge(k->journal, thread, e));
    }
out:
    return rc;
}

static void name_pairs(const struct comparison *k, const struct candidate *pair, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct candidate *p = &pair[k->in_place ? i : k->order[i]];
        k->edge[i] = (struct edge){.a = p->a, .b = p->b};
        if (i % REST_PAIRS == 0)
            room_rest(k->c->room);
    }
}

/* Edges as ordered to their places, all of them once for each window of places, which may be held. */
static void put_in_place(const struct comparison *k, size_t n, struct edge *out)
{
    const size_t held = (size_t)(room_resident(k->c->room) / WINDOWS / sizeof *out);
    const size_t window = held > WINDOW_LEAST ? held : WINDOW_LEAST;
    for (size_t first = 0; first < n; first += window) {
        for (size_t i = 0; i < n; i++) {
            if (k->order[i] - first < window)
                out[k->order[i]] = k->edge[i];
            if (i % LEAVE_PAIRS == LEAVE_PAIRS - 1)
                room_leave(k->c->room, &k->edge[i + 1 - LEAVE_PAIRS], LEAVE_PAIRS * sizeof *k->edge);
            if (i % REST_PLACES == 0)
                room_rest(k->c->room);
        }
        room_rest(k->c->room);
    }
}

/* Neighbours in the order share articles, so a thread takes as many as leave enough for the others. */
static size_t grain_of(size_t n, int threads)
{
    const size_t fair = n / ((size_t)threads * PIECES_EACH);
    return fair < PAIR_GRAIN ? PAIR_GRAIN : fair;
}

static int compare_all(const struct comparison *k, size_t n, const struct compare_progress *progress)
{
    int rc = RP_OK;
    for (size_t done = 0, step = n / 100 + 4096; done < n; done += step) {
        size_t now = n - done < step ? n - done : step;
        struct comparison piece = *k;
        piece.order += done;
        piece.edge += k->in_place ? 0 : done;
        if (progress && progress->tick)
            TRY(progress->tick(progress->ctx, done, n));
        TRY(thread_for(now, grain_of(now, k->c->threads), k->c->threads, &piece, compare_piece));
    }
out:
    return rc;
}

int compare_pairs(struct comparer *c, const struct texts *texts, const struct candidate *pair, size_t n,
                  const struct compare_progress *progress, struct edge *out)
{
    uint32_t *order = NULL;
    struct comparison k = {.c = c, .texts = texts, .journal = progress ? progress->journal : NULL, .edge = out,
                           .in_place = c->room == NULL};
    int rc = RP_OK;

    TRY(pair_order_find(texts->n, pair, n, c->room, &order));
    k.order = order;
    if (!k.in_place && !(k.edge = room_alloc(c->room, n, sizeof *k.edge))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    name_pairs(&k, pair, n);
    TRY(compare_all(&k, n, progress));
    if (!k.in_place)
        put_in_place(&k, n, out);
out:
    if (!k.in_place)
        room_drop(c->room, k.edge);
    room_drop(c->room, order);
    return rc;
}
