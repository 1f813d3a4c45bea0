#define _GNU_SOURCE
#include "engine/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"
#include "engine/batch.h"
#include "engine/corpus_state.h"
#include "engine/params.h"

enum { DEFAULT_MEMORY_MB = 1024, PACK_ROWS = 256 };

double corpus_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

const char *corpus_file(const rp_corpus *c, const char *name)
{
    return c->keep ? name : NULL;
}

int corpus_column(rp_corpus *c, struct column **out, size_t width, const char *name)
{
    int rc = column_create(out, width, c->dir, corpus_file(c, name));

    if (rc == RP_OK && !c->dir)
        column_use(*out, c->slabs);
    return rc;
}

static int corpus_columns(rp_corpus *c)
{
    char name[24];
    int rc = corpus_column(c, &c->digest, sizeof(struct hash128), "digest");

    for (unsigned i = 0; rc == RP_OK && i < c->columns; i++) {
        snprintf(name, sizeof name, "band-%03u", i);
        rc = corpus_column(c, &c->key[i], BAND_KEY_BYTES, name);
    }
    if (rc == RP_OK && c->payload_width)
        rc = corpus_column(c, &c->payload, c->payload_width, "payload");
    if (rc == RP_OK && c->keep)
        rc = column_create(&c->blank, sizeof(uint64_t), c->dir, "blank");
    if (rc == RP_OK && c->params.contained > 0)
        rc = contained_create(c);
    return rc;
}

int corpus_new(rp_corpus **out, const rp_params *p, const rp_home *home)
{
    rp_corpus *c = NULL;
    int rc = RP_OK;

    if (!p)
        return RP_ERR_INVALID;
    if (!(c = mem_zalloc(1, sizeof *c)))
        return RP_ERR_NOMEM;
    c->params = *p;
    TRY(rp_params_check(&c->params, NULL));
    TRY(secret_init());
    if (home && home->dir) {
        if (!(c->dir = strdup(home->dir)))
            TRY(RP_ERR_NOMEM);
        c->memory = home->memory ? home->memory : (uint64_t)DEFAULT_MEMORY_MB << 20;
        c->keep = home->keep;
    }
    TRY(slabs_create(&c->slabs));
    c->payload_width = home ? home->payload : 0;
    c->run = secret_random64();
    c->columns = params_key_columns(&c->params);
    *out = c;
    return RP_OK;
out:
    rp_corpus_free(c);
    return rc;
}

int rp_corpus_create(rp_corpus **out, const rp_params *p, const rp_home *home)
{
    rp_corpus *c = NULL;
    int rc = RP_OK;

    if (!out)
        return RP_ERR_INVALID;
    TRY(corpus_new(&c, p, home));
    if (c->keep && corpus_exists(c->dir))
        TRY(RP_ERR_EXISTS);
    TRY(corpus_columns(c));
    *out = c;
    return RP_OK;
out:
    rp_corpus_free(c);
    return rc;
}

void rp_corpus_free(rp_corpus *c)
{
    if (!c)
        return;
    column_free(c->digest);
    for (unsigned i = 0; i < c->columns; i++)
        column_free(c->key[i]);
    column_free(c->rank);
    column_free(c->payload);
    column_free(c->blank);
    column_free(c->exact_words);
    column_free(c->kept_words);
    contained_free(c);
    measured_free(c->measured);
    slabs_free(c->slabs);
    bits_release(&c->empty);
    bits_release(&c->exact);
    bits_release(&c->skip);
    bits_release(&c->needs);
    free(c->last_asker);
    bits_release(&c->twin);
    free(c->pos_of);
    free(c->doc_of);
    pairs_free(c->candidates);
    settle_free(c->settle);
    slots_free(c->removals);
    free(c->cursor);
    free(c->dir);
    free(c);
}

static int append_keys(rp_corpus *c, const rp_batch *b)
{
    unsigned char packed[PACK_ROWS * BAND_KEY_BYTES];

    for (unsigned col = 0; col < c->columns; col++)
        for (size_t first = 0; first < b->n; first += PACK_ROWS) {
            size_t n = b->n - first < PACK_ROWS ? b->n - first : PACK_ROWS;
            for (size_t i = 0; i < n; i++)
                corpus_pack_key(packed + i * BAND_KEY_BYTES, b->key[(first + i) * c->columns + col]);
            int rc = column_append(c->key[col], packed, n);
            if (rc < 0)
                return rc;
        }
    return RP_OK;
}

/* The column of ranks exists from the first rank on that is not 0. */
static int start_ranks(rp_corpus *c, const rp_batch *b)
{
    static const uint64_t zero[PACK_ROWS];
    struct column *rank = NULL;
    uint64_t any = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < b->n; i++)
        any |= b->row[i].rank;
    if (c->rank || any == 0)
        return RP_OK;
    TRY(corpus_column(c, &rank, sizeof any, "rank"));
    for (uint64_t i = 0; i < c->n; i += PACK_ROWS)
        TRY(column_append(rank, zero, c->n - i < PACK_ROWS ? (size_t)(c->n - i) : PACK_ROWS));
    c->rank = rank;
    return RP_OK;
out:
    column_free(rank);
    return rc;
}

/* Afterwards only a disk can fail. */
static int reserve_rows(rp_corpus *c, const rp_batch *b)
{
    int rc = RP_OK;

    TRY(bits_reserve(&c->empty, c->n + b->n));
    TRY(start_ranks(c, b));
    TRY(column_reserve(c->digest, b->n));
    for (unsigned i = 0; i < c->columns; i++)
        TRY(column_reserve(c->key[i], b->n));
    if (c->rank)
        TRY(column_reserve(c->rank, b->n));
    if (c->payload)
        TRY(column_reserve(c->payload, b->n));
    if (c->size)
        TRY(contained_reserve(c, b));
out:
    return rc;
}

static int append_row(rp_corpus *c, const struct batch_row *r, uint64_t number)
{
    int rc = RP_OK;

    TRY(column_append(c->digest, &r->digest, 1));
    if (c->rank)
        TRY(column_append(c->rank, &r->rank, 1));
    if (c->size)
        TRY(column_append(c->size, &r->shingles, 1));
    if (r->tokens == 0 && c->blank)
        TRY(column_append(c->blank, &number, 1));
out:
    return rc;
}

static int append_rows(rp_corpus *c, const rp_batch *b, const void *payload)
{
    int rc = RP_OK;

    TRY(append_keys(c, b));
    if (c->payload)
        TRY(column_append(c->payload, payload, b->n));
    for (size_t i = 0; i < b->n; i++)
        TRY(append_row(c, &b->row[i], c->n + i));
    if (c->size)
        TRY(contained_append(c, b));
out:
    return rc;
}

static void count_rows(rp_corpus *c, const rp_batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct batch_row *r = &b->row[i];
        if (r->tokens == 0) {
            bits_set(&c->empty, c->n + i);
            c->stat.empty++;
        }
        c->stat.tokens += r->tokens;
        c->stat.shingles += r->shingles;
    }
    c->n += b->n;
}

int rp_corpus_append(rp_corpus *c, rp_batch *b, const void *payload)
{
    int rc = RP_OK;

    if (!c || !b || b->columns != c->columns || c->stage != RP_STAGE_FILL || (c->payload && !payload && b->n))
        return RP_ERR_INVALID;
    TRY(c->failed);
    TRY(reserve_rows(c, b));
    TRY(c->failed = append_rows(c, b, payload));
    count_rows(c, b);
    b->n = b->n_postings = 0;
out:
    return rc;
}

int rp_corpus_reference(rp_corpus *c, uint64_t n, int alone)
{
    if (!c || c->stage != RP_STAGE_FILL || n > c->n)
        return RP_ERR_INVALID;
    c->reference = n;
    c->alone = alone != 0;
    return RP_OK;
}

uint64_t rp_corpus_count(const rp_corpus *c)
{
    return c ? c->n : 0;
}

const void *rp_corpus_payload(const rp_corpus *c, uint64_t first, size_t n, void *buf)
{
    if (!c || !c->payload || first > c->n || n > c->n - first)
        return NULL;
    return column_view(c->payload, first, n, buf);
}

int rp_corpus_stage(const rp_corpus *c)
{
    return c->stage;
}

const void *rp_corpus_cursor(const rp_corpus *c, size_t *n)
{
    *n = c->cursor_n;
    return c->cursor;
}

int rp_corpus_stat(const rp_corpus *c, rp_stat *out)
{
    if (!c || !out)
        return RP_ERR_INVALID;
    *out = c->stat;
    out->documents = c->n;
    out->reference = c->reference;
    out->state_bytes = column_bytes(c->digest) + (c->rank ? column_bytes(c->rank) : 0) +
                       (c->payload ? column_bytes(c->payload) : 0);
    for (unsigned i = 0; i < c->columns; i++)
        out->state_bytes += column_bytes(c->key[i]);
    if (c->size)
        out->state_bytes += column_bytes(c->size) + column_bytes(c->posting) + column_bytes(c->owner);
    return RP_OK;
}
