/* corpus_resolve.c - candidates to verdicts: every one is decided on the texts, under a secret of this run. */
#include "engine/corpus_resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"

/* --- texts --- */

static int hold(struct resolve *r, int thread, int slot, uint64_t pos, struct held **out)
{
    struct held *h = &r->judge[thread].held[slot];
    int rc = RP_OK;

    if (h->pos != pos) {
        h->pos = NOBODY;
        rc = r->fetch(r->fetch_ctx, 2 * thread + slot, corpus_doc(r->c, pos), &h->text, &h->n, &h->flags);
        if (rc == RP_OK)
            h->pos = pos;
    }
    *out = h;
    return rc < 0 ? rc : RP_OK;
}

static int load_later(struct resolve *r, int thread, uint64_t pos)
{
    struct judge *j = &r->judge[thread];
    struct held *h;
    int rc = RP_OK;

    if (j->later_pos == pos)
        return RP_OK;
    j->later_pos = NOBODY;
    TRY(hold(r, thread, 0, pos, &h));
    TRY(worker_shingles(j->later, h->text, h->n, h->flags, r->seed));
    j->later_pos = pos;
out:
    return rc;
}

static int load_kept(struct resolve *r, int thread, uint64_t pos, struct kept_set **out)
{
    struct judge *j = &r->judge[thread];
    struct kept_set *k = &j->kept[pos % KEPT_SETS];
    struct held *h;
    int rc = RP_OK;

    *out = k;
    if (k->pos == pos)
        return RP_OK;
    k->pos = NOBODY;
    TRY(hold(r, thread, 1, pos, &h));
    TRY(worker_shingles(j->other, h->text, h->n, h->flags, r->seed));
    TRY(overlap_build(&k->set, j->other->shingle, j->other->n_shingles));
    k->pos = pos;
out:
    return rc;
}

/* --- matches --- */

int resolve_note(struct resolve *r, int thread, uint64_t later, uint64_t kept, struct overlap o, int relation)
{
    struct removals *n = &r->judge[thread].removed;
    int rc = mem_grow(&n->a, &n->cap, n->n + 1, sizeof *n->a);

    if (rc < 0)
        return rc;
    n->a[n->n++] = (struct removal){.pos = later, .kept = kept, .a = (uint32_t)o.b, .b = (uint32_t)o.a,
                                    .common = (uint32_t)o.common, .relation = (uint32_t)relation};
    return 1;
}

/* A very long document's set is not remembered: it would hold its memory to the end. */
static void forget_if_big(struct kept_set *k)
{
    if (k->set.count <= BIG_SET)
        return;
    overlap_release(&k->set);
    overlap_init(&k->set);
    k->pos = NOBODY;
}

int resolve_compare(struct resolve *r, int thread, uint64_t later, uint64_t kept, enum overlap_measure measure,
                    double least, struct overlap *o)
{
    struct judge *j = &r->judge[thread];
    struct kept_set *k;
    int rc = RP_OK;

    TRY(load_later(r, thread, later));
    TRY(load_kept(r, thread, kept, &k));
    j->verified++;
    rc = overlap_reaches(&k->set, j->later->shingle, j->later->n_shingles, measure, least, o);
    forget_if_big(k);
out:
    return rc;
}

static int match_near(struct resolve *r, int thread, uint64_t later, uint64_t kept)
{
    struct overlap o;
    int rc = resolve_compare(r, thread, later, kept, OVERLAP_JACCARD, r->c->params.threshold, &o);
    return rc > 0 ? resolve_note(r, thread, later, kept, o, RP_NEAR) : rc;
}

/* Equal digests say "equal"; the texts decide. */
static int same_tokens(struct resolve *r, int thread, uint64_t later, uint64_t first)
{
    struct judge *j = &r->judge[thread];
    const struct tokens *a = &j->later->tokens, *b = &j->other->tokens;
    struct held *h, *g;
    int rc = RP_OK;

    TRY(hold(r, thread, 0, later, &h));
    TRY(hold(r, thread, 1, first, &g));
    j->verified++;
    if (h->flags == g->flags && h->n == g->n && memcmp(h->text, g->text, h->n) == 0)
        return 1;
    TRY(load_later(r, thread, later));
    TRY(worker_shingles(j->other, g->text, g->n, g->flags, r->seed));
    return a->n == b->n && memcmp(a->hash, b->hash, a->n * sizeof *a->hash) == 0;
out:
    return rc;
}

static int match_exact(struct resolve *r, int thread, uint64_t later, uint64_t first, uint64_t kept)
{
    int same = same_tokens(r, thread, later, first);

    if (same < 0)
        return same;
    if (same && first == kept)
        return 1;
    if (r->c->params.exact_only)
        return 0;
    return match_near(r, thread, later, kept); /* of the one its twin was removed for; or hashes that collide */
}

static int match(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    struct resolve *r = ctx;

    if (bits_get(&r->c->exact, later))
        return match_exact(r, thread, later, candidate, kept);
    return candidate == kept ? match_near(r, thread, later, kept) : 0;
}

static int tick(void *ctx, uint64_t done)
{
    struct resolve *r = ctx;
    return r->progress ? r->progress(r->progress_ctx, "verify", done, r->c->stat.candidates) : 0;
}

/* --- the whole --- */

static int judges_create(struct resolve *r)
{
    if (!(r->judge = mem_zalloc((size_t)r->threads, sizeof *r->judge)))
        return RP_ERR_NOMEM;
    for (int t = 0; t < r->threads; t++) {
        struct judge *j = &r->judge[t];
        int rc = rp_worker_create(&j->later, &r->c->params);
        if (rc == RP_OK)
            rc = rp_worker_create(&j->other, &r->c->params);
        if (rc < 0)
            return rc;
        j->later_pos = j->held[0].pos = j->held[1].pos = NOBODY;
        for (int k = 0; k < KEPT_SETS; k++) {
            j->kept[k].pos = NOBODY;
            overlap_init(&j->kept[k].set);
        }
    }
    return RP_OK;
}

static void judges_free(struct resolve *r)
{
    for (int t = 0; r->judge && t < r->threads; t++) {
        struct judge *j = &r->judge[t];
        rp_worker_free(j->later);
        rp_worker_free(j->other);
        for (int k = 0; k < KEPT_SETS; k++)
            overlap_release(&j->kept[k].set);
        free(j->removed.a);
    }
    free(r->judge);
}

static int by_position(const void *a, const void *b)
{
    const struct removal *x = a, *y = b;
    if (x->pos != y->pos)
        return x->pos < y->pos ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Of several notes of one position the newest is last, and stays. */
static size_t keep_newest(struct removal *a, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && a[kept - 1].pos == a[i].pos)
            kept--;
        a[kept++] = a[i];
    }
    return kept;
}

int resolve_gather(struct resolve *r)
{
    struct removals *all = &r->c->removed;

    for (int t = 0; t < r->threads; t++) {
        struct judge *j = &r->judge[t];
        int rc = mem_grow(&all->a, &all->cap, all->n + j->removed.n, sizeof *all->a);
        if (rc < 0)
            return rc;
        if (j->removed.n)
            memcpy(all->a + all->n, j->removed.a, j->removed.n * sizeof *all->a);
        all->n += j->removed.n;
        j->removed.n = 0;
        r->c->stat.verified += j->verified;
        j->verified = 0;
    }
    for (size_t i = 0; i < all->n; i++)
        all->a[i].order = i;
    if (all->n)
        qsort(all->a, all->n, sizeof *all->a, by_position);
    all->n = keep_newest(all->a, all->n);
    return RP_OK;
}

const struct removal *removal_find(const rp_corpus *c, uint64_t pos)
{
    size_t lo = 0, hi = c->removed.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->removed.a[mid].pos < pos)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < c->removed.n && c->removed.a[lo].pos == pos ? &c->removed.a[lo] : NULL;
}

static int count_outcome(rp_corpus *c)
{
    struct bits has_removed = {0};
    int rc = bits_reserve(&has_removed, c->n);

    for (uint64_t pos = 0; rc == RP_OK && pos < c->n; pos++) {
        uint64_t kept = settle_kept(c->settle, pos);
        if (kept == pos)
            continue;
        const struct removal *r = removal_find(c, pos);
        c->stat.exact += !r;
        c->stat.near += r && r->relation == RP_NEAR;
        c->stat.contained += r && r->relation == RP_CONTAINED;
        c->stat.groups += !bits_get(&has_removed, kept);
        bits_set(&has_removed, kept);
    }
    bits_release(&has_removed);
    return rc;
}

int rp_corpus_resolve(rp_corpus *c, int threads, rp_fetch *fetch, void *fetch_ctx, rp_progress *progress, void *ctx)
{
    struct resolve r = {.c = c, .fetch = fetch, .fetch_ctx = fetch_ctx, .progress = progress, .progress_ctx = ctx,
                        .threads = threads};
    double start = corpus_clock();
    int rc = RP_OK;

    if (!c || !fetch || c->stage != STAGE_JOINED || threads < 1)
        return RP_ERR_INVALID;
    r.seed = secret_random64();
    TRY(judges_create(&r));
    TRY(settle_create(&c->settle, c->n));
    TRY(settle_run(c->settle, c->candidates, threads, &r, match, tick));
    TRY(resolve_gather(&r));
    if (c->size)
        TRY(contained_resolve(&r));
    TRY(count_outcome(c));
    c->stage = STAGE_RESOLVED;
out:
    judges_free(&r);
    c->stat.seconds_resolve = corpus_clock() - start;
    return rc;
}

int rp_corpus_verdict(const rp_corpus *c, uint64_t doc, rp_verdict *out)
{
    const struct removal *r;
    uint64_t pos, kept;

    if (!c || !out || doc >= c->n || c->stage != STAGE_RESOLVED)
        return RP_ERR_INVALID;
    pos = corpus_pos(c, doc);
    kept = settle_kept(c->settle, pos);
    *out = (rp_verdict){.doc = doc, .kept = corpus_doc(c, kept), .relation = RP_KEPT};
    if (kept == pos)
        return RP_OK;
    if (!(r = removal_find(c, pos))) {
        out->relation = RP_EXACT;
        out->overlap = (rp_overlap){.jaccard = 1, .a_in_b = 1, .b_in_a = 1};
        return RP_OK;
    }
    out->relation = (int)r->relation;
    out->overlap = (rp_overlap){.a = r->a, .b = r->b, .common = r->common,
                                .jaccard = (double)r->common / ((double)r->a + r->b - r->common),
                                .a_in_b = r->a ? (double)r->common / r->a : 0,
                                .b_in_a = r->b ? (double)r->common / r->b : 0};
    return RP_OK;
}
