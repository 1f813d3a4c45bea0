/* corpus_join.c - columns to candidate pairs: exact copies first, then band by band. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/radix.h"
#include "base/status.h"
#include "engine/corpus.h"

enum { VIEW = 4096 };

struct join_fence corpus_fence(const rp_corpus *c)
{
    return (struct join_fence){c->reference, c->alone};
}

/* Positions by (rank, number), behind those of the reference. */
int corpus_order(rp_corpus *c)
{
    struct rec *r = mem_alloc(c->n, sizeof *r), *tmp = mem_alloc(c->n, sizeof *tmp);
    uint64_t buf[VIEW];
    int rc = RP_OK;

    c->pos_of = mem_alloc(c->n, sizeof *c->pos_of);
    c->doc_of = mem_alloc(c->n, sizeof *c->doc_of);
    if (!r || !tmp || !c->pos_of || !c->doc_of) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint64_t first = 0; first < c->n; first += VIEW) {
        size_t n = c->n - first < VIEW ? (size_t)(c->n - first) : VIEW;
        const uint64_t *rank = column_view(c->rank, first, n, buf);
        if (!rank) {
            rc = RP_ERR_IO;
            goto out;
        }
        for (size_t i = 0; i < n; i++)
            r[first + i] = (struct rec){rank[i], first + i};
    }
    radix_sort(r + c->reference, tmp, (size_t)(c->n - c->reference));
    for (uint64_t pos = 0; pos < c->n; pos++) {
        c->doc_of[pos] = r[pos].lo;
        c->pos_of[r[pos].lo] = pos;
    }
out:
    free(r);
    free(tmp);
    return rc;
}

static int finish_columns(rp_corpus *c)
{
    int rc = column_finish(c->digest);
    for (unsigned i = 0; rc == RP_OK && i < c->columns; i++)
        rc = column_finish(c->key[i]);
    if (rc == RP_OK && c->rank)
        rc = column_finish(c->rank);
    if (rc == RP_OK && c->payload)
        rc = column_finish(c->payload);
    return rc;
}

/* Later copies of a digest: out of the bands' way, and a pair with the first one. Those of the reference stay. */
static int take_exact(rp_corpus *c, const struct pairs *same)
{
    struct rec buf[VIEW];
    uint64_t total = pairs_count(same);

    for (uint64_t first = 0; first < total; first += VIEW) {
        size_t n = total - first < VIEW ? (size_t)(total - first) : VIEW;
        const struct rec *p = pairs_view(same, first, n, buf);
        if (!p)
            return RP_ERR_IO;
        for (size_t i = 0; i < n; i++) {
            bits_set(&c->skip, corpus_doc(c, p[i].hi));
            if (p[i].hi < c->reference)
                continue;
            int rc = pairs_add(c->candidates, 0, p[i].hi, p[i].lo);
            if (rc < 0)
                return rc;
            bits_set(&c->exact, p[i].hi);
        }
    }
    return RP_OK;
}

static int join_exact(rp_corpus *c, struct join *j, const struct join_rows *rows, int threads)
{
    struct pairs *same = NULL;
    int rc = RP_OK;

    TRY(pairs_create(&same, threads, c->dir, NULL, c->memory / 8));
    TRY(join_digests(j, c->digest, rows, same));
    TRY(pairs_finish(same));
    TRY(take_exact(c, same));
out:
    pairs_free(same);
    return rc;
}

static int reserve_bits(rp_corpus *c)
{
    int rc = RP_OK;
    TRY(bits_reserve(&c->exact, c->n));
    TRY(bits_reserve(&c->skip, c->n));
    TRY(bits_reserve(&c->empty, c->n));
    for (uint64_t i = 0; i <= c->n / 64; i++)
        c->skip.w[i] = c->empty.w[i];
out:
    return rc;
}

struct telling {
    rp_progress *progress;
    void *ctx;
    unsigned columns;
};

static int tell(void *ctx, size_t done)
{
    const struct telling *t = ctx;
    return t->progress && t->progress(t->ctx, "join", done, t->columns) != 0 ? RP_ERR_CANCELLED : RP_OK;
}

/* What a stage has freed is the next one's to take, under a bound; the C library would keep it by threads. */
static void give_back(const rp_corpus *c)
{
    if (c->dir)
        mem_trim();
}

int rp_corpus_join(rp_corpus *c, int threads, rp_progress *progress, void *ctx)
{
    struct join *j = NULL;
    struct telling telling;
    struct join_rows rows;
    double start = corpus_clock();
    int rc = RP_OK;

    if (!c || c->stage != RP_STAGE_FILL || threads < 1)
        return RP_ERR_INVALID;
    TRY(c->failed);
    TRY(finish_columns(c));
    give_back(c);
    TRY(reserve_bits(c));
    if (c->rank)
        TRY(corpus_order(c));
    TRY(join_create(&j, threads, c->dir ? c->memory / 2 : 0));
    TRY(pairs_create(&c->candidates, threads, c->dir, corpus_file(c, "pairs"), c->memory / 4));
    rows = (struct join_rows){c->n, c->skip.w, c->pos_of, corpus_fence(c)};
    TRY(join_exact(c, j, &rows, threads));
    telling = (struct telling){progress, ctx, c->columns};
    TRY(join_keys(j, c->key, c->columns, &rows, c->candidates, tell, &telling));
    TRY(pairs_finish(c->candidates));
    TRY(corpus_note_needs(c));
    c->stat.candidates = pairs_count(c->candidates);
    if (c->size)
        TRY(contained_join(c, j, threads));
    c->stat.largest_bucket = join_largest(j);
    c->stage = RP_STAGE_JOINED;
    c->stat.seconds_join = corpus_clock() - start;
    TRY(corpus_save(c));
out:
    join_free(j);
    if (c)
        give_back(c);
    return rc;
}
