#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

#include "audit/sample_index.h"
#include "base/alloc.h"
#include "base/bits.h"
#include "base/hash.h"
#include "base/secret.h"
#include "base/status.h"
#include "engine/corpus.h"
#include "engine/params.h"
#include "engine/worker.h"
#include "verify/overlap.h"

#define NOT_SAMPLED SIZE_MAX

/* What is known of a document of the sample; written by the one thread that meets it. */
struct sampled {
    struct sample_set set;   /* until the index is made */
    struct extreme_doc name;
    rp_verdict verdict;
};

/* One thread's scratch and counts. */
struct auditor {
    rp_worker *worker;
    struct sample_counter counter;
    struct overlap_set set;
    uint64_t *keys;
    struct audit_tally tally, against;
    struct extremes removed, kept;
};

/* --- the sample --- */

/* Whole numbers below n, each as likely; what would make the low ones likelier is drawn again. */
static uint64_t draw_below(uint64_t *state, uint64_t n)
{
    const uint64_t reject = -n % n;
    uint64_t x;

    do
        x = hash_mix((*state += UINT64_C(0x9E3779B97F4A7C15)) ^ UINT64_C(0xA5A5A5A5A5A5A5A5));
    while (x < reject);
    return x % n;
}

static int rising(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Floyd's way to k different ones of n (Bentley 1987): each draw, or, where that has been had, the last number
 * that could be drawn now. */
static int draw_sample(uint64_t *out, size_t k, uint64_t n, uint64_t seed)
{
    uint64_t state = hash_mix(seed + 1);
    struct bits had = {0};
    int rc = bits_reserve(&had, n);

    for (size_t i = 0; rc == RP_OK && i < k; i++) {
        const uint64_t last = n - k + i, drawn = draw_below(&state, last + 1);
        out[i] = bits_get(&had, drawn) ? last : drawn;
        bits_set(&had, out[i]);
    }
    bits_release(&had);
    if (rc == RP_OK && k > 0)
        qsort(out, k, sizeof *out, rising);
    return rc;
}

static size_t place_of(const struct audit *a, uint64_t doc)
{
    size_t low = 0, high = a->tally.n;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (a->sample[mid] < doc)
            low = mid + 1;
        else
            high = mid;
    }
    return low < a->tally.n && a->sample[low] == doc ? low : NOT_SAMPLED;
}

uint64_t audit_population(const struct audit *a)
{
    return a->documents - a->reference;
}

bool audit_wants(const struct audit *a, uint64_t doc)
{
    return place_of(a, doc) != NOT_SAMPLED;
}

/* --- creating --- */

static int auditor_init(struct auditor *w, const struct audit *a)
{
    int rc = RP_OK;

    overlap_init(&w->set);
    TRY(rp_worker_create(&w->worker, &a->params));
    if (!(w->keys = mem_alloc(a->columns, sizeof *w->keys)))
        rc = RP_ERR_NOMEM;
    TRY(rc);
    TRY(tally_init(&w->tally, a->tally.n, a->params.threshold));
    TRY(tally_init(&w->against, a->tally.n, a->params.threshold));
    TRY(extremes_init(&w->removed, a->o.show, false));
    TRY(extremes_init(&w->kept, a->o.show, true));
out:
    return rc;
}

static int sample_verdicts(struct audit *a)
{
    int rc = RP_OK;

    for (size_t k = 0; k < a->tally.n; k++) {
        const rp_verdict *v = &a->sampled[k].verdict;
        TRY(rp_corpus_verdict(a->corpus, a->sample[k], &a->sampled[k].verdict));
        (v->kept < a->reference ? &a->against : &a->tally)->doc[k].removed = v->relation != RP_KEPT;
    }
out:
    return rc;
}

static int audit_alloc(struct audit *a, size_t n)
{
    int rc = RP_OK;

    TRY(tally_init(&a->tally, n, a->params.threshold));
    TRY(tally_init(&a->against, n, a->params.threshold));
    TRY(extremes_init(&a->removed, a->o.show, false));
    TRY(extremes_init(&a->kept, a->o.show, true));
    a->sample = mem_alloc(n, sizeof *a->sample);
    a->sampled = mem_zalloc(n, sizeof *a->sampled);
    a->keys = mem_zalloc(n, a->columns * sizeof *a->keys);
    a->auditor = mem_zalloc((size_t)a->o.threads, sizeof *a->auditor);
    if (!a->sample || !a->sampled || !a->keys || !a->auditor)
        return RP_ERR_NOMEM;
    for (int i = 0; i < a->o.threads; i++)
        TRY(auditor_init(&a->auditor[i], a));
out:
    return rc;
}

int audit_create(struct audit *a, const rp_corpus *c, const rp_params *p, const struct audit_options *o)
{
    rp_stat stat;
    int rc = RP_OK;

    *a = (struct audit){.corpus = c, .params = *p, .o = *o, .columns = params_key_columns(p)};
    TRY(secret_init());
    a->secret = secret_random64();
    TRY(rp_corpus_stat(c, &stat));
    a->documents = stat.documents;
    a->reference = stat.reference;
    a->alone = c->alone;
    TRY(audit_alloc(a, (size_t)(o->sample < audit_population(a) ? o->sample : audit_population(a))));
    TRY(draw_sample(a->sample, a->tally.n, audit_population(a), o->seed));
    for (size_t k = 0; k < a->tally.n; k++)
        a->sample[k] += a->reference;
    TRY(sample_verdicts(a));
out:
    return rc;
}

static void auditor_release(struct auditor *w)
{
    rp_worker_free(w->worker);
    sample_counter_release(&w->counter);
    overlap_release(&w->set);
    free(w->keys);
    tally_release(&w->tally);
    tally_release(&w->against);
    extremes_release(&w->removed);
    extremes_release(&w->kept);
}

void audit_release(struct audit *a)
{
    for (int i = 0; a->auditor && i < a->o.threads; i++)
        auditor_release(&a->auditor[i]);
    for (size_t k = 0; a->sampled && k < a->tally.n; k++) {
        free(a->sampled[k].set.shingle);
        extreme_doc_release(&a->sampled[k].name);
    }
    sample_index_free(a->index);
    free(a->auditor);
    free(a->sampled);
    free(a->sample);
    free(a->keys);
    tally_release(&a->tally);
    tally_release(&a->against);
    extremes_release(&a->removed);
    extremes_release(&a->kept);
    *a = (struct audit){0};
}

/* --- the first pass --- */

static int copy_shingles(struct sample_set *to, const rp_worker *w)
{
    if (!(to->shingle = mem_alloc(w->n_shingles, sizeof *to->shingle)))
        return RP_ERR_NOMEM;
    if (w->n_shingles)
        memcpy(to->shingle, w->shingle, w->n_shingles * sizeof *to->shingle);
    to->n = w->n_shingles;
    return RP_OK;
}

int audit_take(struct audit *a, int thread, const struct audit_text *t)
{
    const size_t k = place_of(a, t->doc);
    struct sampled *s = &a->sampled[k];
    rp_worker *w = a->auditor[thread].worker;
    int rc = RP_OK;

    TRY(worker_shingles(w, t->text, t->n, t->flags, w->seed));
    worker_keys(w, a->keys + k * a->columns);
    TRY(worker_shingles(w, t->text, t->n, t->flags, a->secret));
    TRY(copy_shingles(&s->set, w));
    TRY(t->describe(t->ctx, &s->name));
    s->name.doc = t->doc;
out:
    return rc;
}

int audit_index(struct audit *a)
{
    struct sample_set *set = mem_alloc(a->tally.n, sizeof *set);
    int rc = RP_ERR_NOMEM;

    if (!set)
        return rc;
    for (size_t k = 0; k < a->tally.n; k++)
        set[k] = a->sampled[k].set;
    TRY(sample_index_create(&a->index, set, a->tally.n));
    for (size_t k = 0; k < a->tally.n; k++) {
        free(a->sampled[k].set.shingle);
        a->sampled[k].set = (struct sample_set){0};
    }
    for (int i = 0; i < a->o.threads; i++)
        TRY(sample_counter_init(&a->auditor[i].counter, a->index));
out:
    free(set);
    return rc;
}

/* --- the second pass --- */

/* A document and all it needs while it is compared with the sample. */
struct compared {
    const struct audit_text *t;
    rp_verdict verdict;
    size_t k; /* its place in the sample */
    size_t shingles;
    bool has_keys;
};

static double similarity(const struct audit *a, const struct auditor *w, uint32_t k, size_t shingles)
{
    const uint32_t common = w->counter.shared[k];
    return (double)common / ((double)sample_size(a->index, k) + (double)shingles - common);
}

static bool share_band(const struct audit *a, const struct auditor *w, size_t k)
{
    for (unsigned i = 0; i < a->columns; i++)
        if (a->keys[k * a->columns + i] == w->keys[i])
            return true;
    return false;
}

/* Is what is said of the removal so, by sets that were counted anew? */
static bool holds(const struct audit *a, const rp_verdict *v, double jaccard, double a_in_b, double b_in_a)
{
    switch (v->relation) {
    case RP_EXACT: return jaccard == 1;
    case RP_NEAR: return jaccard >= a->params.threshold;
    case RP_CONTAINS: return b_in_a >= a->params.contained;
    default: return a_in_b >= a->params.contained;
    }
}

/* The removed one first, or the earlier one. */
static int remember(struct extremes *e, double jaccard, const struct sampled *s, const struct compared *d)
{
    const bool swap = d->verdict.kept == s->verdict.doc || (s->verdict.kept != d->t->doc && d->t->doc < s->name.doc);
    const uint64_t first = swap ? d->t->doc : s->name.doc, second = swap ? s->name.doc : d->t->doc;
    struct extreme_doc name = {0};
    int rc = RP_OK;

    if (!extremes_wants(e, jaccard, first, second))
        return RP_OK;
    TRY(d->t->describe(d->t->ctx, &name));
    name.doc = d->t->doc;
    TRY(extremes_add(e, jaccard, swap ? &name : &s->name, swap ? &s->name : &name));
out:
    extreme_doc_release(&name);
    return rc;
}

/* Two documents of the sample are compared from both sides: the later one's is left out. */
static int remember_pair(struct auditor *w, size_t k, const struct sampled *s, const struct compared *d,
                         double jaccard, bool resolved)
{
    if (d->k < k)
        return RP_OK;
    if (s->verdict.kept == d->t->doc || d->verdict.kept == s->verdict.doc)
        return remember(&w->removed, jaccard, s, d);
    return !resolved && jaccard >= AUDIT_FLOOR ? remember(&w->kept, jaccard, s, d) : RP_OK;
}

static int judge_pair(const struct audit *a, struct auditor *w, uint32_t k, const struct compared *d)
{
    const struct sampled *s = &a->sampled[k];
    const bool reference = d->t->doc < a->reference;
    struct audit_tally *tally = reference ? &w->against : &w->tally;
    const struct audit_pair p = {
        .jaccard = similarity(a, w, k, d->shingles),
        .resolved = s->verdict.relation != RP_KEPT || d->verdict.relation != RP_KEPT,
        .candidate = d->has_keys && share_band(a, w, k),
        .twin = s->verdict.relation == RP_EXACT || d->verdict.relation == RP_EXACT,
    };

    if (!reference && a->alone)
        return RP_OK; /* nobody said that it would be found */
    tally_pair(tally, k, &p);
    if (s->verdict.kept == d->t->doc) {
        const double common = w->counter.shared[k];
        tally_removal(tally, k, p.jaccard,
                      holds(a, &s->verdict, p.jaccard, common / sample_size(a->index, k),
                            common / (double)d->shingles));
    }
    return remember_pair(w, k, s, d, p.jaccard, p.resolved);
}

static bool any_near(const struct audit *a, const struct auditor *w, size_t shingles, size_t self)
{
    for (size_t i = 0; i < w->counter.n_hits; i++)
        if (w->counter.hit[i] != self && similarity(a, w, w->counter.hit[i], shingles) >= CURVE_FLOOR)
            return true;
    return false;
}

int audit_compare(struct audit *a, int thread, const struct audit_text *t)
{
    struct auditor *w = &a->auditor[thread];
    struct compared d = {.t = t, .k = place_of(a, t->doc)};
    int rc = RP_OK;

    TRY(worker_shingles(w->worker, t->text, t->n, t->flags, a->secret));
    TRY(sample_count(&w->counter, w->worker->shingle, w->worker->n_shingles));
    if (w->counter.n_hits == 0)
        goto out;
    TRY(rp_corpus_verdict(a->corpus, t->doc, &d.verdict));
    TRY(overlap_build(&w->set, w->worker->shingle, w->worker->n_shingles));
    d.shingles = w->set.count;
    if ((d.has_keys = any_near(a, w, d.shingles, d.k))) {
        TRY(worker_shingles(w->worker, t->text, t->n, t->flags, w->worker->seed));
        worker_keys(w->worker, w->keys);
    }
    for (size_t i = 0; i < w->counter.n_hits; i++)
        if (w->counter.hit[i] != d.k)
            TRY(judge_pair(a, w, w->counter.hit[i], &d));
out:
    return rc;
}

int audit_finish(struct audit *a)
{
    int rc = RP_OK;

    for (int i = 0; i < a->o.threads; i++) {
        tally_merge(&a->tally, &a->auditor[i].tally);
        tally_merge(&a->against, &a->auditor[i].against);
        TRY(extremes_merge(&a->removed, &a->auditor[i].removed));
        TRY(extremes_merge(&a->kept, &a->auditor[i].kept));
    }
out:
    return rc;
}
