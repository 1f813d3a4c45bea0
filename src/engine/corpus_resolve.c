/* corpus_resolve.c - candidates to verdicts: every one is decided on the texts, under a secret of this run. */
#include "engine/corpus_resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"

enum { COUNT_VIEW = 1024 };

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
    TRY(recent_add(&j->recent, RECENT_DECIDED, pos, j->later->shingle, j->later->n_shingles));
    j->later_pos = pos;
out:
    return rc;
}

static struct known_size *known_place(struct judge *j, uint64_t pos)
{
    return &j->known[pos % KNOWN_SIZES];
}

/* Makes room for the set of n shingles that k is going to hold. */
static void prepare_set(struct judge *j, struct kept_set *k, size_t n)
{
    if (j->big && (n > BIG_SET || j->big == k)) {
        overlap_release(&j->big->set);
        j->big->pos = NOBODY;
        j->big = NULL;
    }
    if (n > BIG_SET)
        j->big = k;
}

/* The shingles of a document, from where they are remembered or from its text; valid until the next is asked for. */
static int other_shingles(struct resolve *r, int thread, uint64_t pos, const uint64_t **shingle, size_t *n)
{
    struct judge *j = &r->judge[thread];
    const struct recent_doc *known = recent_find(&j->recent, pos);
    struct held *h;
    int rc = RP_OK;

    if (known) {
        *shingle = known->shingle;
        *n = known->n;
        return RP_OK;
    }
    TRY(hold(r, thread, 1, pos, &h));
    TRY(worker_shingles(j->other, h->text, h->n, h->flags, r->seed));
    TRY(recent_add(&j->recent, RECENT_COMPARED, pos, j->other->shingle, j->other->n_shingles));
    *shingle = j->other->shingle;
    *n = j->other->n_shingles;
out:
    return rc;
}

static int build_kept(struct judge *j, struct kept_set *k, uint64_t pos, const uint64_t *shingle, size_t n)
{
    int rc = RP_OK;

    k->pos = NOBODY;
    prepare_set(j, k, n);
    TRY(overlap_build(&k->set, shingle, n));
    k->pos = pos;
    if (k->set.count > KNOWN_LEAST)
        *known_place(j, pos) = (struct known_size){pos, k->set.count};
out:
    return rc;
}

/* --- matches --- */

int resolve_note(struct resolve *r, int thread, uint64_t later, struct overlap o, int relation)
{
    const struct removal row = {(uint32_t)o.b, (uint32_t)o.a, (uint32_t)o.common, (uint32_t)relation};
    int rc = slots_run_put(r->c->removals, &r->judge[thread].noted, later, &row);
    return rc < 0 ? rc : 1;
}

int resolve_flush(struct resolve *r)
{
    int rc = RP_OK;
    for (int t = 0; t < r->threads; t++) {
        TRY(slots_run_flush(r->c->removals, &r->judge[t].noted));
        TRY(measured_flush(r->c->measured, &r->judge[t].pen));
    }
out:
    return rc;
}

/* Is the later document too short to be like the kept one, whatever stands in it? A sketch can be forged from a few
 * shingles of a very long document, which must not be read again for each that was. */
static bool too_short(struct judge *j, uint64_t kept, enum overlap_measure measure, double least)
{
    const struct known_size *k = known_place(j, kept);
    return measure == OVERLAP_JACCARD && k->pos == kept &&
           (double)j->later->n_shingles / (double)k->shingles < least;
}

/* Where most candidates are alike, bitmaps are made for nothing; only the time depends on this, not the outcome. */
static bool filter_wanted(struct judge *j)
{
    return j->bitmaps_pay > 0 || ++j->passed_by % FILTER_TRIAL == 0;
}

static void filter_learn(struct judge *j, bool refused)
{
    const int now = j->bitmaps_pay + (refused ? FILTER_GAIN : -1);
    j->bitmaps_pay = now > FILTER_MEMORY ? FILTER_MEMORY : now < -FILTER_MEMORY ? -FILTER_MEMORY : now;
}

/* Can they be alike at all, as far as their bitmaps tell, where both are at hand? */
enum alike { ALIKE_UNKNOWN, ALIKE_MAYBE, ALIKE_NOT };

static enum alike alike_by_maps(struct judge *j, uint64_t later, uint64_t kept, double least)
{
    const struct recent_map *a = recent_map_find(&j->recent, later), *b = a ? recent_map_find(&j->recent, kept) : NULL;
    bool refused;

    if (!a || !b)
        return ALIKE_UNKNOWN;
    refused = bitmap_filter_jaccard(&a->bitmap, a->n, &b->bitmap, b->n) < least;
    filter_learn(j, refused);
    return refused ? ALIKE_NOT : ALIKE_MAYBE;
}

static struct rec *refused_place(struct judge *j, uint64_t later, uint64_t kept)
{
    return &j->refused[(later * 31 + kept) % REFUSED_PAIRS];
}

static bool was_refused(struct judge *j, uint64_t later, uint64_t kept, enum overlap_measure measure)
{
    const struct rec *place = refused_place(j, later, kept);
    return measure == OVERLAP_JACCARD && place->hi == later && place->lo == kept;
}

/* Reads what is not at hand of a pair that nobody needs to be told of yet. */
static int load_ahead(struct resolve *r, int thread, uint64_t later, uint64_t candidate)
{
    struct judge *j = &r->judge[thread];
    const uint64_t *shingle;
    size_t n;
    int rc = RP_OK;

    if (!recent_find(&j->recent, later))
        TRY(load_later(r, thread, later));
    rc = other_shingles(r, thread, candidate, &shingle, &n);
    if (rc < 0 && settle_look(r->c->settle, candidate) == SETTLE_JOINED)
        return RP_OK; /* meanwhile, and its text may be gone: rp_corpus_text_use() */
    TRY(rc);
    if (n > RECENT_SHINGLES)
        j->too_long = candidate;
out:
    return rc;
}

/* While it is open whether `candidate` is kept: what refuses the pair then, and brings no two texts together. */
static int ahead(void *ctx, int thread, uint64_t later, uint64_t candidate)
{
    struct resolve *r = ctx;
    struct judge *j = &r->judge[thread];
    const double least = r->c->params.threshold;
    const bool filter = filter_wanted(j);
    enum alike alike = ALIKE_UNKNOWN;
    int rc = RP_OK;

    if (!resolve_in_round(r, candidate) || bits_get(&r->c->exact, later) || candidate == j->too_long ||
        measured_any(r->c->measured))
        return RP_OK;
    if (filter)
        alike = alike_by_maps(j, later, candidate, least);
    if (alike == ALIKE_UNKNOWN)
        TRY(load_ahead(r, thread, later, candidate));
    if (alike == ALIKE_UNKNOWN && filter)
        alike = alike_by_maps(j, later, candidate, least);
    if (alike == ALIKE_NOT)
        *refused_place(j, later, candidate) = (struct rec){later, candidate};
out:
    return rc;
}

/* On the texts. */
static int measure_pair(struct resolve *r, int thread, uint64_t later, uint64_t kept, enum overlap_measure measure,
                        double least, struct overlap *o)
{
    struct judge *j = &r->judge[thread];
    struct kept_set *k = &j->kept[kept % KEPT_SETS];
    enum alike alike = ALIKE_UNKNOWN;
    const uint64_t *shingle = NULL;
    size_t n = 0;
    bool filter;
    int rc = RP_OK;

    if (was_refused(j, later, kept, measure))
        return 0;
    filter = measure == OVERLAP_JACCARD && filter_wanted(j);
    if (filter && (alike = alike_by_maps(j, later, kept, least)) == ALIKE_NOT)
        return 0;
    TRY(load_later(r, thread, later));
    if (too_short(j, kept, measure, least))
        return 0;
    if (k->pos != kept)
        TRY(other_shingles(r, thread, kept, &shingle, &n));
    if (filter && alike == ALIKE_UNKNOWN && alike_by_maps(j, later, kept, least) == ALIKE_NOT)
        return 0;
    if (k->pos != kept)
        TRY(build_kept(j, k, kept, shingle, n));
    rc = overlap_reaches(&k->set, j->later->shingle, j->later->n_shingles, measure, least, o);
out:
    return rc;
}

int resolve_compare(struct resolve *r, int thread, uint64_t later, uint64_t kept, enum overlap_measure measure,
                    double least, struct overlap *o)
{
    struct measured *m = r->c->measured;
    const uint64_t a = corpus_doc(r->c, kept), b = corpus_doc(r->c, later);
    struct judge *j = &r->judge[thread];
    int known = measured_reaches(m, a, b, measure, least, o), rc;

    j->verified++;
    if (known != MEASURED_NOT) {
        j->remembered++;
        return known;
    }
    if ((rc = measure_pair(r, thread, later, kept, measure, least, o)) < 0)
        return rc;
    known = rc ? measured_add(m, &j->pen, a, b, *o) : measured_add_below(m, &j->pen, a, b, measure, least);
    return known < 0 ? known : rc;
}

static int match_near(struct resolve *r, int thread, uint64_t later, uint64_t kept)
{
    struct overlap o;
    int rc = resolve_compare(r, thread, later, kept, OVERLAP_JACCARD, r->c->params.threshold, &o);
    return rc > 0 ? resolve_note(r, thread, later, o, RP_NEAR) : rc;
}

static int compare_tokens(struct resolve *r, int thread, uint64_t later, uint64_t first)
{
    struct judge *j = &r->judge[thread];
    const struct tokens *a = &j->later->tokens, *b = &j->other->tokens;
    struct held *h, *g;
    int rc = RP_OK;

    TRY(hold(r, thread, 0, later, &h));
    TRY(hold(r, thread, 1, first, &g));
    if (h->flags == g->flags && h->n == g->n && memcmp(h->text, g->text, h->n) == 0)
        return 1;
    TRY(load_later(r, thread, later));
    TRY(worker_shingles(j->other, g->text, g->n, g->flags, r->seed));
    return a->n == b->n && memcmp(a->hash, b->hash, a->n * sizeof *a->hash) == 0;
out:
    return rc;
}

/* Equal digests say "equal"; the texts decide. */
static int same_tokens(struct resolve *r, int thread, uint64_t later, uint64_t first)
{
    struct measured *m = r->c->measured;
    const uint64_t a = corpus_doc(r->c, first), b = corpus_doc(r->c, later);
    int same = measured_same_words(m, a, b), rc;

    r->judge[thread].verified++;
    if (same != MEASURED_NOT) {
        r->judge[thread].remembered++;
        return same;
    }
    if ((same = compare_tokens(r, thread, later, first)) < 0)
        return same;
    rc = measured_add_words(m, &r->judge[thread].pen, a, b, same);
    return rc < 0 ? rc : same;
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
    /* Of the one its twin was removed for; or hashes that collide. Nothing else leads a twin to what its text
     * contains of the reference, or is contained in. */
    if (corpus_is_reference(r->c, kept))
        return resolve_either(r, thread, later, kept);
    return match_near(r, thread, later, kept);
}

static int match(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    struct resolve *r = ctx;

    if (!resolve_in_round(r, candidate))
        return 0;
    if (bits_get(&r->c->exact, later))
        return match_exact(r, thread, later, candidate, kept);
    return candidate == kept ? match_near(r, thread, later, kept) : 0;
}

/* --- now and then --- */

/* A checkpoint costs a twentieth of the time at most, and is not worth it sooner. */
static const double CHECKPOINT_SHARE = 20, CHECKPOINT_SECONDS = .1;

static int keep_measured(struct resolve *r)
{
    const double start = corpus_clock();
    const double wait = CHECKPOINT_SHARE * r->cost;
    int rc = RP_OK;

    if (!r->c->keep || start - r->last < (wait > CHECKPOINT_SECONDS ? wait : CHECKPOINT_SECONDS))
        return RP_OK;
    rc = measured_flush(r->c->measured, &r->judge[0].pen); /* those of other threads are at work */
    if (rc == RP_OK)
        rc = corpus_save(r->c);
    r->last = corpus_clock();
    r->cost = r->last - start;
    return rc;
}

int resolve_tick(struct resolve *r, const char *stage, uint64_t done, uint64_t total)
{
    r->saved = keep_measured(r);
    return r->saved < 0 || (r->progress && r->progress(r->progress_ctx, stage, done, total) != 0);
}

static int tick(void *ctx, uint64_t done)
{
    struct resolve *r = ctx;
    return resolve_tick(r, "verify", done, r->c->stat.candidates);
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
        j->known = mem_alloc(KNOWN_SIZES, sizeof *j->known);
        j->refused = mem_zalloc(REFUSED_PAIRS, sizeof *j->refused);
        if (!j->known || !j->refused)
            return RP_ERR_NOMEM;
        memset(j->known, 0xff, KNOWN_SIZES * sizeof *j->known); /* NOBODY */
        j->later_pos = j->too_long = j->held[0].pos = j->held[1].pos = NOBODY;
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
        recent_release(&j->recent);
        for (int k = 0; k < KEPT_SETS; k++)
            overlap_release(&j->kept[k].set);
        free(j->known);
        free(j->refused);
    }
    free(r->judge);
}

static void count_verified(struct resolve *r)
{
    for (int t = 0; t < r->threads; t++) {
        r->c->stat.verified += r->judge[t].verified;
        r->c->stat.remembered += r->judge[t].remembered;
    }
}

static void count_removal(rp_corpus *c, const struct removal *r, uint64_t kept, struct bits *has_removed)
{
    c->stat.exact += r->relation == 0;
    c->stat.near += r->relation == RP_NEAR;
    c->stat.contained += r->relation == RP_CONTAINED;
    c->stat.contains += r->relation == RP_CONTAINS;
    c->stat.against += corpus_is_reference(c, kept);
    c->stat.groups += !bits_get(has_removed, kept);
    bits_set(has_removed, kept);
}

static int count_outcome(rp_corpus *c)
{
    struct removal buf[COUNT_VIEW];
    struct bits has_removed = {0};
    int rc = bits_reserve(&has_removed, c->n);

    for (uint64_t first = 0; rc == RP_OK && first < c->n; first += COUNT_VIEW) {
        const size_t n = c->n - first < COUNT_VIEW ? (size_t)(c->n - first) : COUNT_VIEW;
        const struct removal *row = slots_view(c->removals, first, n, buf);
        if (!row)
            rc = RP_ERR_IO;
        for (size_t i = 0; row && i < n; i++) {
            const uint64_t kept = settle_kept(c->settle, first + i);
            if (kept != first + i)
                count_removal(c, &row[i], kept, &has_removed);
        }
    }
    bits_release(&has_removed);
    return rc;
}

static int resolve_round(struct resolve *r, enum resolve_round round)
{
    const struct settle_judge judge = {.match = match, .ahead = ahead, .tick = tick, .ctx = r};
    int rc = RP_OK;

    r->round = round;
    TRY(settle_run(r->c->settle, r->c->candidates, r->threads, &judge));
    TRY(resolve_flush(r));
    if (r->c->size) {
        TRY(contained_resolve(r));
        TRY(resolve_flush(r));
    }
out:
    return r->saved < 0 ? r->saved : rc;
}

int rp_corpus_resolve(rp_corpus *c, int threads, rp_fetch *fetch, void *fetch_ctx, rp_progress *progress, void *ctx)
{
    struct resolve r = {.c = c, .fetch = fetch, .fetch_ctx = fetch_ctx, .progress = progress, .progress_ctx = ctx,
                        .threads = threads};
    double start = corpus_clock();
    int rc = RP_OK;

    if (!c || !fetch || c->stage != RP_STAGE_JOINED || threads < 1)
        return RP_ERR_INVALID;
    c->stat.verified = c->stat.remembered = 0;
    r.seed = secret_random64();
    TRY(judges_create(&r));
    settle_free(c->settle); /* of an attempt that failed */
    slots_free(c->removals);
    c->settle = NULL;
    c->removals = NULL;
    TRY(settle_create(&c->settle, c->n));
    TRY(slots_create(&c->removals, sizeof(struct removal), c->n, c->dir, corpus_file(c, "overlaps")));
    r.last = start;
    if (c->reference)
        TRY(resolve_round(&r, ROUND_REFERENCE));
    TRY(resolve_round(&r, ROUND_OTHERS));
    count_verified(&r);
    TRY(count_outcome(c));
    c->stage = RP_STAGE_RESOLVED;
    c->stat.seconds_resolve = corpus_clock() - start;
    TRY(corpus_save(c));
out:
    judges_free(&r);
    return rc;
}

int rp_corpus_verdict(const rp_corpus *c, uint64_t doc, rp_verdict *out)
{
    struct removal r;
    uint64_t pos, kept;
    int rc;

    if (!c || !out || doc >= c->n || c->stage != RP_STAGE_RESOLVED)
        return RP_ERR_INVALID;
    pos = corpus_pos(c, doc);
    kept = settle_kept(c->settle, pos);
    if (kept == pos) {
        *out = (rp_verdict){.doc = doc, .kept = doc, .relation = RP_KEPT};
        return RP_OK;
    }
    if ((rc = slots_get(c->removals, pos, &r)) < 0)
        return rc;
    *out = (rp_verdict){.doc = doc, .kept = corpus_doc(c, kept), .relation = RP_EXACT,
                        .overlap = {.jaccard = 1, .a_in_b = 1, .b_in_a = 1}};
    if (r.relation == 0)
        return RP_OK;
    out->relation = (int)r.relation;
    out->overlap = (rp_overlap){.a = r.a, .b = r.b, .common = r.common,
                                .jaccard = (double)r.common / ((double)r.a + r.b - r.common),
                                .a_in_b = r.a ? (double)r.common / r.a : 0,
                                .b_in_a = r.b ? (double)r.common / r.b : 0};
    return RP_OK;
}
