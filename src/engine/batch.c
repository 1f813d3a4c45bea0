#include "engine/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "engine/params.h"
#include "engine/worker.h"
#include "sketch/bands.h"
#include "sketch/shingle.h"
#include "sketch/winnow.h"

int rp_batch_create(rp_batch **out, const rp_params *p)
{
    rp_params checked;
    rp_batch *b;
    int rc;

    if (!out || !p)
        return RP_ERR_INVALID;
    checked = *p;
    if ((rc = rp_params_check(&checked, NULL)) < 0)
        return rc;
    if (!(b = mem_zalloc(1, sizeof *b)))
        return RP_ERR_NOMEM;
    b->columns = params_key_columns(&checked);
    b->bands = checked.bands;
    b->rows = checked.rows;
    *out = b;
    return RP_OK;
}

void rp_batch_free(rp_batch *b)
{
    if (!b)
        return;
    free(b->row);
    free(b->key);
    free(b->posting);
    free(b->winnowed);
    free(b);
}

/* The least ASK_MOST of the postings' hashes bound which ones ask: the same ones in every copy. */
static uint64_t ask_bound(const uint64_t *posting, size_t n)
{
    uint64_t least[ASK_MOST];
    size_t have = 0;

    for (size_t i = 0; i < n; i++) {
        size_t at = have < ASK_MOST ? have++ : ASK_MOST - 1;
        if (at == ASK_MOST - 1 && have == ASK_MOST && i >= ASK_MOST && posting[i] >= least[at])
            continue;
        for (; at > 0 && least[at - 1] > posting[i]; at--)
            least[at] = least[at - 1];
        least[at] = posting[i];
    }
    return have ? least[have - 1] : 0;
}

static int add_postings(rp_batch *b, const rp_worker *w, uint32_t *count)
{
    int rc = RP_OK;
    uint64_t *posting, bound;
    size_t n;

    TRY(mem_grow(&b->winnowed, &b->winnowed_cap, winnow_room(w->n_shingles), sizeof *b->winnowed));
    n = winnow(w->shingle, w->n_shingles, b->winnowed);
    TRY(mem_grow(&b->posting, &b->posting_cap, b->n_postings + n, sizeof *b->posting));
    posting = b->posting + b->n_postings;
    for (size_t i = 0; i < n; i++)
        posting[i] = w->shingle[b->winnowed[i]] & BAND_KEY_MASK;
    bound = ask_bound(posting, n);
    for (size_t i = 0; i < n; i++)
        posting[i] |= posting[i] <= bound ? POSTING_ASKS : 0;
    b->n_postings += n;
    *count = (uint32_t)n;
out:
    return rc;
}

int rp_batch_add(rp_batch *b, rp_worker *w, const char *text, size_t n, unsigned flags, uint64_t rank)
{
    int rc;

    if (!b || !w || (!text && n) || b->columns != params_key_columns(&w->params))
        return RP_ERR_INVALID;
    TRY(mem_grow(&b->row, &b->row_cap, b->n + 1, sizeof *b->row));
    TRY(mem_grow(&b->key, &b->key_cap, (b->n + 1) * b->columns, sizeof *b->key));
    TRY(worker_shingles(w, text, n, flags, w->seed));
    b->row[b->n] = (struct batch_row){.digest = shingle_digest(w->tokens.hash, w->tokens.n),
                                      .rank = rank,
                                      .tokens = (uint32_t)w->tokens.n,
                                      .shingles = (uint32_t)w->n_shingles};
    if (b->columns)
        worker_keys(w, b->key + b->n * b->columns);
    if (w->params.contained > 0 && w->n_shingles > 0)
        TRY(add_postings(b, w, &b->row[b->n].postings));
    b->n++;
out:
    return rc;
}
