/*
 * corpus_contained.c - removing a document whose shingles stand in a kept, longer one.
 *
 * A trimmed copy may have a Jaccard of .2 with its source, so no band finds it; passages do: winnowed
 * shingles, joined like band keys. Containment is decided after near-duplicates, the longest document
 * first, among those still kept. When a document goes that others had been removed for, those others are
 * looked at again: against the container, then among themselves; what matches neither is kept after all.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/radix.h"
#include "base/status.h"
#include "engine/batch.h"
#include "engine/corpus_resolve.h"

enum {
    VIEW = 4096,
    AGAIN_MOST = 8,
    PACK_ROWS = 256,
    CONTAINS_TOKENS = 13, /* the 13-grams by which GPT-3's training text was cleaned (Brown et al. 2020, appendix C) */
};

int contained_create(rp_corpus *c)
{
    int rc = corpus_column(c, &c->size, sizeof(uint32_t), "size");
    if (rc == RP_OK)
        rc = corpus_column(c, &c->posting, BAND_KEY_BYTES, "posting");
    if (rc == RP_OK)
        rc = corpus_column(c, &c->owner, sizeof(uint64_t), "owner");
    return rc;
}

void contained_free(rp_corpus *c)
{
    column_free(c->size);
    column_free(c->posting);
    column_free(c->owner);
    free(c->by_size);
    free(c->size_pos);
    pairs_free(c->containers);
    c->size = c->posting = c->owner = NULL;
    c->by_size = c->size_pos = NULL;
    c->containers = NULL;
}

int contained_reserve(rp_corpus *c, const rp_batch *b)
{
    int rc = RP_OK;
    TRY(column_reserve(c->size, b->n));
    TRY(column_reserve(c->posting, b->n_postings));
    TRY(column_reserve(c->owner, b->n_postings));
out:
    return rc;
}

/* Postings of a batch on their way into the columns. */
struct packing {
    unsigned char key[PACK_ROWS * BAND_KEY_BYTES];
    uint64_t owner[PACK_ROWS];
    size_t n;
};

static int packing_flush(rp_corpus *c, struct packing *p)
{
    int rc = RP_OK;
    TRY(column_append(c->posting, p->key, p->n));
    TRY(column_append(c->owner, p->owner, p->n));
    p->n = 0;
out:
    return rc;
}

int contained_append(rp_corpus *c, const rp_batch *b)
{
    const uint64_t *posting = b->posting;
    struct packing p = {.n = 0};
    int rc = RP_OK;

    for (size_t row = 0; row < b->n; row++)
        for (uint32_t i = 0; i < b->row[row].postings; i++, posting++) {
            if (p.n == PACK_ROWS)
                TRY(packing_flush(c, &p));
            corpus_pack_key(p.key + p.n * BAND_KEY_BYTES, *posting);
            p.owner[p.n++] = (c->n + row) << 1 | (*posting & POSTING_ASKS ? 1 : 0);
        }
    TRY(packing_flush(c, &p));
out:
    return rc;
}

/* --- candidates --- */

/* The reference, then the others, each the longest first; equal ones in order of deciding. */
int contained_order(rp_corpus *c)
{
    struct rec *r = mem_alloc(c->n, sizeof *r), *tmp = mem_alloc(c->n, sizeof *tmp);
    uint32_t buf[VIEW];
    int rc = RP_OK;

    c->by_size = mem_alloc(c->n, sizeof *c->by_size);
    c->size_pos = mem_alloc(c->n, sizeof *c->size_pos);
    if (!r || !tmp || !c->by_size || !c->size_pos) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint64_t first = 0; first < c->n; first += VIEW) {
        size_t n = c->n - first < VIEW ? (size_t)(c->n - first) : VIEW;
        const uint32_t *size = column_view(c->size, first, n, buf);
        if (!size) {
            rc = RP_ERR_IO;
            goto out;
        }
        for (size_t i = 0; i < n; i++)
            r[first + i] = (struct rec){UINT32_MAX - size[i], corpus_pos(c, first + i)};
    }
    radix_sort(r, tmp, (size_t)c->reference);
    radix_sort(r + c->reference, tmp, (size_t)(c->n - c->reference));
    for (uint64_t i = 0; i < c->n; i++) {
        c->by_size[i] = corpus_doc(c, r[i].lo);
        c->size_pos[c->by_size[i]] = i;
    }
out:
    free(r);
    free(tmp);
    return rc;
}

static int finish_columns(rp_corpus *c)
{
    int rc = column_finish(c->size);
    if (rc == RP_OK)
        rc = column_finish(c->posting);
    return rc == RP_OK ? column_finish(c->owner) : rc;
}

int contained_note_needs(rp_corpus *c)
{
    struct rec buf[VIEW];
    uint64_t total = pairs_count(c->containers);

    for (uint64_t first = 0; first < total; first += VIEW) {
        size_t n = total - first < VIEW ? (size_t)(total - first) : VIEW;
        const struct rec *p = pairs_view(c->containers, first, n, buf);
        if (!p)
            return RP_ERR_IO;
        for (size_t i = 0; i < n; i++) {
            if (p[i].hi >= c->n || p[i].lo >= p[i].hi || p[i].hi < c->reference)
                return RP_ERR_FORMAT; /* they may come from a file */
            bits_set(&c->needs, corpus_pos(c, c->by_size[p[i].hi]));
            bits_set(&c->needs, corpus_pos(c, c->by_size[p[i].lo]));
        }
    }
    return RP_OK;
}

/* How many passages must have led from a document of this many shingles to another one: a quarter of those it
 * asks with, for a contained document shares nearly all of them. */
static unsigned least_weight(const rp_corpus *c, uint64_t size_pos)
{
    uint32_t buf;
    const uint32_t *shingles = column_view(c->size, c->by_size[size_pos], 1, &buf);
    unsigned asked = shingles ? *shingles / 5 : 0;

    asked = asked < ASK_MOST ? asked : ASK_MOST;
    return asked < 4 ? 1 : asked / 4;
}

/* One of the reference may stand in the later one: then it is the one that must share a quarter. */
static bool shorter_is_heavy(const rp_corpus *c, struct rec weighed)
{
    const uint64_t earlier = weighed.lo >> PAIR_WEIGHT_BITS;
    return corpus_is_reference(c, earlier) && (weighed.lo & PAIR_WEIGHT_MOST) >= least_weight(c, earlier);
}

/* The pairs that enough passages have in common. */
static int take_heavy(rp_corpus *c, const struct pairs *weighed)
{
    struct rec buf[VIEW];
    uint64_t total = pairs_count(weighed), later = UINT64_MAX;
    unsigned least = 0;

    for (uint64_t first = 0; first < total; first += VIEW) {
        size_t n = total - first < VIEW ? (size_t)(total - first) : VIEW;
        const struct rec *p = pairs_view(weighed, first, n, buf);
        if (!p)
            return RP_ERR_IO;
        for (size_t i = 0; i < n; i++) {
            if (p[i].hi != later) {
                later = p[i].hi;
                least = least_weight(c, later);
            }
            if ((p[i].lo & PAIR_WEIGHT_MOST) < least && !shorter_is_heavy(c, p[i]))
                continue;
            int rc = pairs_add(c->containers, 0, p[i].hi, p[i].lo >> PAIR_WEIGHT_BITS);
            if (rc < 0)
                return rc;
        }
    }
    return RP_OK;
}

int contained_join(rp_corpus *c, struct join *j, int threads)
{
    struct join_postings rows;
    struct pairs *weighed = NULL;
    int rc = RP_OK;

    TRY(finish_columns(c));
    TRY(contained_order(c));
    TRY(pairs_create(&c->containers, 1, c->dir, corpus_file(c, "containers"), c->memory / 8));
    TRY(pairs_create(&weighed, threads, c->dir, NULL, c->memory / 4));
    pairs_weigh(weighed);
    rows = (struct join_postings){column_rows(c->posting), c->owner, c->skip.w, c->size_pos,
                                  corpus_fence(c)};
    TRY(join_postings(j, c->posting, &rows, weighed));
    TRY(pairs_finish(weighed));
    TRY(take_heavy(c, weighed));
    TRY(pairs_finish(c->containers));
    TRY(contained_note_needs(c));
    c->stat.candidates += pairs_count(c->containers);
out:
    pairs_free(weighed);
    return rc;
}

/* --- verdicts --- */

static double share_of_later(struct overlap o)
{
    return o.b ? (double)o.common / (double)o.b : 0;
}

/* Does the later one contain the kept one, and is that long enough not to be a turn of phrase? */
static bool holds_kept(const rp_corpus *c, struct overlap o, double least)
{
    return o.a + c->params.shingle > CONTAINS_TOKENS && (double)o.common / (double)o.a >= least;
}

/* Is `later` contained in `kept`, both by position? Or, if that one is of the reference, does it contain it? Then the
 * removal is noted. */
static int take_contained(struct resolve *r, int thread, uint64_t later, uint64_t kept)
{
    struct overlap o;
    double least = r->c->params.contained;
    int rc = resolve_compare(r, thread, later, kept, OVERLAP_CONTAINED, least, &o);

    if (rc <= 0)
        return rc;
    /* the measure is of the smaller set, which can be the kept one when the sizes are close */
    if (share_of_later(o) >= least)
        return resolve_note(r, thread, later, o, RP_CONTAINED);
    if (corpus_is_reference(r->c, kept) && holds_kept(r->c, o, least))
        return resolve_note(r, thread, later, o, RP_CONTAINS);
    return 0;
}

int resolve_either(struct resolve *r, int thread, uint64_t later, uint64_t kept)
{
    struct overlap o;
    int rc = resolve_compare(r, thread, later, kept, OVERLAP_JACCARD, r->c->params.threshold, &o);

    if (rc != 0)
        return rc < 0 ? rc : resolve_note(r, thread, later, o, RP_NEAR);
    return r->c->size ? take_contained(r, thread, later, kept) : 0;
}

static int match_contained(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    struct resolve *r = ctx;
    const rp_corpus *c = r->c;
    uint64_t pos = corpus_pos(c, c->by_size[later]), kept_pos = corpus_pos(c, c->by_size[kept]);

    return candidate == kept ? take_contained(r, thread, pos, kept_pos) : 0;
}

/* The kept document that stands for size position i after the first round, as a size position. */
static uint64_t stand_in(const rp_corpus *c, uint64_t i)
{
    uint64_t pos = corpus_pos(c, c->by_size[i]);
    return c->size_pos[corpus_doc(c, settle_kept(c->settle, pos))];
}

/* Only documents that are still kept go into the second round; a removed container is stood in for by the one it
 * was removed for, else a crowd of its copies would hide it. */
static int among_kept(const struct resolve *r, struct pairs **out)
{
    rp_corpus *c = r->c;
    struct rec buf[VIEW];
    uint64_t total = pairs_count(c->containers);
    struct pairs *kept = NULL;
    int rc = RP_OK;

    TRY(pairs_create(&kept, 1, c->dir, NULL, c->memory / 8));
    for (uint64_t first = 0; first < total; first += VIEW) {
        size_t n = total - first < VIEW ? (size_t)(total - first) : VIEW;
        const struct rec *p = pairs_view(c->containers, first, n, buf);
        if (!p) {
            rc = RP_ERR_IO;
            goto out;
        }
        for (size_t i = 0; i < n; i++) {
            uint64_t container = stand_in(c, p[i].lo);
            if (resolve_in_round(r, p[i].lo) && stand_in(c, p[i].hi) == p[i].hi && container < p[i].hi)
                TRY(pairs_add(kept, 0, p[i].hi, container));
        }
    }
    TRY(pairs_finish(kept));
    *out = kept;
    return RP_OK;
out:
    pairs_free(kept);
    return rc;
}

/* The documents that had been removed for `pos`, which is now removed for `container` itself. */
static int decide_again(struct resolve *r, uint64_t container, const uint64_t *orphan, size_t n)
{
    struct settle *s = r->c->settle;
    uint64_t kept[AGAIN_MOST];
    size_t n_kept = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t to = orphan[i];
        int rc = resolve_either(r, 0, orphan[i], container);
        if (rc > 0)
            to = container;
        for (size_t k = 0; rc == 0 && k < n_kept; k++)
            if ((rc = resolve_either(r, 0, orphan[i], kept[k])) > 0)
                to = kept[k];
        if (rc < 0)
            return rc;
        if (to == orphan[i]) {
            if (n_kept < AGAIN_MOST)
                kept[n_kept++] = to;
            rc = resolve_note(r, 0, to, (struct overlap){0, 0, 0}, RP_KEPT);
            if (rc < 0)
                return rc;
        }
        settle_set(s, orphan[i], to);
    }
    return RP_OK;
}

/* (kept, removed for it) of the first round, for kept documents that the second round removed. */
static int find_orphans(rp_corpus *c, struct settle *second, struct rec **out, size_t *n)
{
    struct rec *a = NULL, *tmp;
    size_t cap = 0;
    int rc = RP_OK;

    *n = 0;
    for (uint64_t pos = 0; pos < c->n; pos++) {
        uint64_t kept = settle_kept(c->settle, pos), i = c->size_pos[corpus_doc(c, kept)];
        if (kept == pos || settle_kept(second, i) == i)
            continue;
        if ((rc = mem_grow(&a, &cap, *n + 1, sizeof *a)) < 0)
            goto out;
        a[(*n)++] = (struct rec){kept, pos};
    }
    if (*n) {
        if (!(tmp = mem_alloc(*n, sizeof *tmp))) {
            rc = RP_ERR_NOMEM;
            goto out;
        }
        radix_sort(a, tmp, *n);
        free(tmp);
    }
    *out = a;
    return RP_OK;
out:
    free(a);
    return rc;
}

static int apply_second(struct resolve *r, struct settle *second, const struct rec *orphan, size_t n)
{
    rp_corpus *c = r->c;
    uint64_t *group = mem_alloc(n, sizeof *group);
    int rc = RP_OK;

    if (!group)
        return RP_ERR_NOMEM;
    for (uint64_t i = 0; i < c->n; i++) {
        uint64_t kept = settle_kept(second, i);
        if (kept != i)
            settle_set(c->settle, corpus_pos(c, c->by_size[i]), corpus_pos(c, c->by_size[kept]));
    }
    for (size_t i = 0, end; i < n && rc == RP_OK; i = end) {
        for (end = i; end < n && orphan[end].hi == orphan[i].hi; end++)
            group[end - i] = orphan[end].lo;
        rc = decide_again(r, settle_kept(c->settle, orphan[i].hi), group, end - i);
    }
    free(group);
    return rc;
}

static int tick_contained(void *ctx, uint64_t done)
{
    struct resolve *r = ctx;
    return resolve_tick(r, "contained", done, pairs_count(r->c->containers));
}

int contained_resolve(struct resolve *r)
{
    const struct settle_judge judge = {.match = match_contained, .tick = tick_contained, .ctx = r};
    struct settle *second = NULL;
    struct pairs *kept = NULL;
    struct rec *orphan = NULL;
    size_t n = 0;
    int rc = RP_OK;

    TRY(settle_create(&second, r->c->n));
    TRY(among_kept(r, &kept));
    TRY(settle_run(second, kept, r->threads, &judge));
    TRY(resolve_flush(r));
    TRY(find_orphans(r->c, second, &orphan, &n));
    TRY(apply_second(r, second, orphan, n));
out:
    free(orphan);
    pairs_free(kept);
    settle_free(second);
    return rc;
}
