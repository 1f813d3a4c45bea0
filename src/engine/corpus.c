#include "engine/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"
#include "engine/batch.h"
#include "engine/params.h"

enum { DEFAULT_MEMORY_MB = 1024, PACK_ROWS = 256 };

double corpus_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int corpus_columns(rp_corpus *c)
{
    char name[24];
    int rc = column_create(&c->digest, sizeof(struct hash128), c->dir, "digest");

    for (unsigned i = 0; rc == RP_OK && i < c->columns; i++) {
        snprintf(name, sizeof name, "band-%03u", i);
        rc = column_create(&c->key[i], BAND_KEY_BYTES, c->dir, name);
    }
    if (rc == RP_OK && c->params.contained > 0)
        rc = contained_create(c);
    return rc;
}

int rp_corpus_create(rp_corpus **out, const rp_params *p, const rp_home *home)
{
    rp_corpus *c = NULL;
    int rc = RP_OK;

    if (!out || !p)
        return RP_ERR_INVALID;
    if (!(c = mem_zalloc(1, sizeof *c)))
        return RP_ERR_NOMEM;
    c->params = *p;
    TRY(rp_params_check(&c->params, NULL));
    TRY(secret_init());
    if (home && home->dir) {
        size_t n = strlen(home->dir) + 1;
        if (!(c->dir = mem_alloc(n, 1))) {
            rc = RP_ERR_NOMEM;
            goto out;
        }
        memcpy(c->dir, home->dir, n);
        c->memory = home->memory ? home->memory : (uint64_t)DEFAULT_MEMORY_MB << 20;
    }
    c->columns = params_key_columns(&c->params);
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
    contained_free(c);
    bits_release(&c->empty);
    bits_release(&c->exact);
    bits_release(&c->skip);
    bits_release(&c->needs);
    free(c->pos_of);
    free(c->doc_of);
    pairs_free(c->candidates);
    settle_free(c->settle);
    free(c->removed.a);
    free(c->dir);
    free(c);
}

/* Key rows are little-endian on every machine. */
static void pack_key(unsigned char *out, uint64_t key)
{
    for (int i = 0; i < BAND_KEY_BYTES; i++)
        out[i] = (unsigned char)(key >> (8 * i));
}

static int append_keys(rp_corpus *c, const rp_batch *b)
{
    unsigned char packed[PACK_ROWS * BAND_KEY_BYTES];

    for (unsigned col = 0; col < c->columns; col++)
        for (size_t first = 0; first < b->n; first += PACK_ROWS) {
            size_t n = b->n - first < PACK_ROWS ? b->n - first : PACK_ROWS;
            for (size_t i = 0; i < n; i++)
                pack_key(packed + i * BAND_KEY_BYTES, b->key[(first + i) * c->columns + col]);
            int rc = column_append(c->key[col], packed, n);
            if (rc < 0)
                return rc;
        }
    return RP_OK;
}

/* The column of ranks exists from the first rank on that is not 0. */
static int append_rank(rp_corpus *c, uint64_t rank)
{
    static const uint64_t zero = 0;
    int rc = RP_OK;

    if (!c->rank) {
        if (rank == 0)
            return RP_OK;
        rc = column_create(&c->rank, sizeof rank, c->dir, "rank");
        for (uint64_t i = 0; rc == RP_OK && i < c->n; i++)
            rc = column_append(c->rank, &zero, 1);
    }
    return rc < 0 ? rc : column_append(c->rank, &rank, 1);
}

int rp_corpus_append(rp_corpus *c, rp_batch *b)
{
    const uint64_t *posting;
    int rc = RP_OK;

    if (!c || !b || b->columns != c->columns || c->stage != STAGE_FILL)
        return RP_ERR_INVALID;
    TRY(bits_reserve(&c->empty, c->n + b->n));
    TRY(append_keys(c, b));
    posting = b->posting;
    for (size_t i = 0; i < b->n; i++) {
        const struct batch_row *r = &b->row[i];
        TRY(column_append(c->digest, &r->digest, 1));
        TRY(append_rank(c, r->rank));
        if (c->size) {
            TRY(contained_append(c, b, i, posting));
            posting += r->postings;
        }
        if (r->tokens == 0) {
            bits_set(&c->empty, c->n);
            c->stat.empty++;
        }
        c->stat.tokens += r->tokens;
        c->stat.shingles += r->shingles;
        c->n++;
    }
    b->n = b->n_postings = 0;
out:
    return rc;
}

int rp_corpus_stat(const rp_corpus *c, rp_stat *out)
{
    if (!c || !out)
        return RP_ERR_INVALID;
    *out = c->stat;
    out->documents = c->n;
    out->state_bytes = column_bytes(c->digest) + (c->rank ? column_bytes(c->rank) : 0);
    for (unsigned i = 0; i < c->columns; i++)
        out->state_bytes += column_bytes(c->key[i]);
    if (c->size)
        out->state_bytes += column_bytes(c->size) + column_bytes(c->posting) + column_bytes(c->owner);
    return RP_OK;
}

int rp_corpus_needs(const rp_corpus *c, uint64_t doc)
{
    return c && doc < c->n && bits_get(&c->needs, corpus_pos(c, doc));
}
