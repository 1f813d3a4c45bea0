/*
 * index.c - an index in memory: sketches, and for each band a hash table from key to documents.
 *
 * A band's table is open-addressed; a slot holds the newest document of its key, and next[] leads from
 * each document to the one added before it under the same key. Costs about sketch + 20 bytes a band and
 * document; the corpus (corpus.h) is the way to take in a large collection at once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "engine/params.h"
#include "engine/sketch_layout.h"
#include "engine/worker.h"
#include "sketch/bands.h"
#include "sketch/minhash.h"

#define NONE UINT32_MAX
enum { FIRST_SLOTS = 64 };

struct table {
    uint32_t *slot; /* newest document of a key, or NONE */
    size_t mask;    /* slots - 1 */
    size_t used;
    uint64_t *key;  /* of each document */
    uint32_t *next; /* of each document: an older one with the same key, or NONE */
    size_t key_cap, next_cap;
};

struct rp_index {
    rp_params params;
    unsigned bands;
    struct table *table;
    unsigned char *sketch; /* n * size */
    size_t size, sketch_cap;
    uint32_t n;
};

/* A worker's scratch for queries: the hits, and which documents have been seen. */
struct hits {
    rp_hit *a;
    size_t n, cap;
    uint32_t *seen; /* [documents]: number of the query that saw it last */
    size_t seen_cap, seen_n;
    uint32_t query;
};

void hits_free(struct hits *h)
{
    if (!h)
        return;
    free(h->a);
    free(h->seen);
    free(h);
}

int rp_index_create(rp_index **out, const rp_params *p)
{
    rp_index *ix;
    rp_params checked;
    int rc;

    if (!out || !p)
        return RP_ERR_INVALID;
    checked = *p;
    if ((rc = rp_params_check(&checked, NULL)) < 0)
        return rc;
    if (!(ix = mem_zalloc(1, sizeof *ix)))
        return RP_ERR_NOMEM;
    ix->params = checked;
    ix->bands = params_key_columns(&checked);
    ix->size = sketch_bytes(&checked);
    if (ix->bands == 0)
        rc = RP_ERR_INVALID; /* equal token sequences are a matter for a corpus */
    else if (!(ix->table = mem_zalloc(ix->bands, sizeof *ix->table)))
        rc = RP_ERR_NOMEM;
    if (rc < 0) {
        rp_index_free(ix);
        return rc;
    }
    *out = ix;
    return RP_OK;
}

void rp_index_free(rp_index *ix)
{
    if (!ix)
        return;
    for (unsigned b = 0; ix->table && b < ix->bands; b++) {
        free(ix->table[b].slot);
        free(ix->table[b].key);
        free(ix->table[b].next);
    }
    free(ix->table);
    free(ix->sketch);
    free(ix);
}

uint64_t rp_index_count(const rp_index *ix)
{
    return ix ? ix->n : 0;
}

static void keys_of(const rp_index *ix, const void *sketch, uint64_t *key)
{
    const struct sketch_head *head = sketch;
    _Alignas(64) uint32_t slot[MINHASH_MAX_SLOTS];

    if (ix->params.sketch == RP_SKETCH_SIMHASH) {
        band_keys_simhash(head->simhash, ix->params.hamming, key);
        return;
    }
    memcpy(slot, head + 1, ix->params.slots * sizeof *slot);
    band_keys_minhash(slot, params_shape(&ix->params), key);
}

/* The slot of `key`, or the free one where it belongs. Keys are hashes already. */
static uint32_t *table_find(const struct table *t, uint64_t key)
{
    size_t i = key & t->mask;
    while (t->slot[i] != NONE && t->key[t->slot[i]] != key)
        i = (i + 1) & t->mask;
    return &t->slot[i];
}

static int table_widen(struct table *t)
{
    size_t n = t->slot ? 2 * (t->mask + 1) : FIRST_SLOTS, old_n = t->slot ? t->mask + 1 : 0;
    uint32_t *old = t->slot, *fresh = mem_alloc(n, sizeof *fresh);

    if (!fresh)
        return RP_ERR_NOMEM;
    memset(fresh, 0xff, n * sizeof *fresh);
    t->slot = fresh;
    t->mask = n - 1;
    for (size_t i = 0; i < old_n; i++)
        if (old[i] != NONE)
            *table_find(t, t->key[old[i]]) = old[i];
    free(old);
    return RP_OK;
}

static int table_reserve(struct table *t, uint32_t n)
{
    int rc = RP_OK;
    TRY(mem_grow(&t->key, &t->key_cap, (size_t)n + 1, sizeof *t->key));
    TRY(mem_grow(&t->next, &t->next_cap, (size_t)n + 1, sizeof *t->next));
    if (!t->slot || t->used * 4 > t->mask * 3)
        TRY(table_widen(t));
out:
    return rc;
}

static void table_add(struct table *t, uint32_t doc, uint64_t key)
{
    uint32_t *slot;
    t->key[doc] = key;
    slot = table_find(t, key);
    t->used += *slot == NONE;
    t->next[doc] = *slot;
    *slot = doc;
}

int rp_index_add(rp_index *ix, const void *sketch, uint64_t *doc)
{
    uint64_t key[BANDS_MAX];
    int rc = RP_OK;

    if (!ix || !sketch)
        return RP_ERR_INVALID;
    if (ix->n == NONE - 1)
        return RP_ERR_FULL;
    TRY(mem_grow(&ix->sketch, &ix->sketch_cap, ((size_t)ix->n + 1) * ix->size, 1));
    for (unsigned b = 0; b < ix->bands; b++)
        TRY(table_reserve(&ix->table[b], ix->n));
    memcpy(ix->sketch + (size_t)ix->n * ix->size, sketch, ix->size);
    keys_of(ix, sketch, key);
    if (((const struct sketch_head *)sketch)->shingles > 0)
        for (unsigned b = 0; b < ix->bands; b++)
            table_add(&ix->table[b], ix->n, key[b]);
    if (doc)
        *doc = ix->n;
    ix->n++;
out:
    return rc;
}

/* --- query --- */

static int hits_begin(rp_worker *w, uint32_t docs, struct hits **out)
{
    struct hits *h = w->hits;
    int rc;

    if (!h && !(h = w->hits = mem_zalloc(1, sizeof *h)))
        return RP_ERR_NOMEM;
    if ((rc = mem_grow(&h->seen, &h->seen_cap, docs, sizeof *h->seen)) < 0)
        return rc;
    if (h->seen_n < docs)
        memset(h->seen + h->seen_n, 0, (docs - h->seen_n) * sizeof *h->seen);
    h->seen_n = docs > h->seen_n ? docs : h->seen_n;
    if (++h->query == 0) { /* the counter went round: forget all */
        memset(h->seen, 0, h->seen_n * sizeof *h->seen);
        h->query = 1;
    }
    h->n = 0;
    *out = h;
    return RP_OK;
}

static int hits_consider(const rp_index *ix, struct hits *h, const void *sketch, uint32_t doc, double least)
{
    const void *other = ix->sketch + (size_t)doc * ix->size;
    double estimate = rp_sketch_jaccard(&ix->params, sketch, other);
    int rc;

    h->seen[doc] = h->query;
    if (estimate < least)
        return RP_OK;
    if ((rc = mem_grow(&h->a, &h->cap, h->n + 1, sizeof *h->a)) < 0)
        return rc;
    h->a[h->n++] = (rp_hit){doc, estimate, rp_sketch_distance(&ix->params, sketch, other)};
    return RP_OK;
}

static int best_first(const void *a, const void *b)
{
    const rp_hit *x = a, *y = b;
    if (x->estimate != y->estimate)
        return x->estimate < y->estimate ? 1 : -1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

int rp_index_query(const rp_index *ix, rp_worker *w, const void *sketch, double least, const rp_hit **hits,
                   size_t *n_hits)
{
    uint64_t key[BANDS_MAX];
    struct hits *h;
    int rc = RP_OK;

    if (!ix || !w || !sketch || !hits || !n_hits)
        return RP_ERR_INVALID;
    TRY(hits_begin(w, ix->n, &h));
    keys_of(ix, sketch, key);
    for (unsigned b = 0; b < ix->bands; b++) {
        const struct table *t = &ix->table[b];
        if (!t->slot || ((const struct sketch_head *)sketch)->shingles == 0)
            continue;
        for (uint32_t d = *table_find(t, key[b]); d != NONE; d = t->next[d])
            if (h->seen[d] != h->query)
                TRY(hits_consider(ix, h, sketch, d, least));
    }
    if (h->n)
        qsort(h->a, h->n, sizeof *h->a, best_first);
    *hits = h->a;
    *n_hits = h->n;
out:
    return rc;
}
