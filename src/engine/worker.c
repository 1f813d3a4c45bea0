#include "engine/worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"
#include "engine/params.h"
#include "sketch/bands.h"
#include "sketch/shingle.h"
#include "sketch/simhash.h"

enum { TRIM = 64 << 10 /* shingles */ };

int rp_worker_create(rp_worker **out, const rp_params *p)
{
    rp_worker *w;
    rp_params checked;
    int rc;

    if (!out || !p)
        return RP_ERR_INVALID;
    checked = *p;
    if ((rc = rp_params_check(&checked, NULL)) < 0 || (rc = secret_init()) < 0)
        return rc;
    if (!(w = mem_alloc_kernel(1, sizeof *w)))
        return RP_ERR_NOMEM;
    *w = (rp_worker){.params = checked, .seed = params_seed(&checked)};
    tokens_init(&w->tokens);
    *out = w;
    return RP_OK;
}

void rp_worker_free(rp_worker *w)
{
    if (!w)
        return;
    tokens_release(&w->tokens);
    free(w->shingle);
    compare_free(w->compare);
    hits_free(w->hits);
    free(w);
}

/* What a long text needed is not held for the short ones behind it, or each thread would come to hold as much. */
static void trim(struct rp_worker *w, size_t n)
{
    if (w->shingle_cap <= TRIM || n >= w->shingle_cap)
        return;
    free(w->shingle);
    w->shingle = NULL;
    w->shingle_cap = 0;
    tokens_release(&w->tokens);
    tokens_init(&w->tokens);
}

int worker_shingles(struct rp_worker *w, const char *text, size_t n, unsigned flags, uint64_t seed)
{
    const struct token_options o = {.seed = seed, .unit = (enum token_unit)w->params.unit,
                                    .json = flags & RP_TEXT_JSON};
    int rc;

    trim(w, n);
    rc = tokens_read(&w->tokens, &o, text, n);
    if (rc < 0)
        return rc;
    rc = mem_grow_kernel(&w->shingle, &w->shingle_cap, w->tokens.n + 8, sizeof *w->shingle);
    if (rc < 0)
        return rc;
    w->n_shingles = shingle_hashes(w->tokens.hash, w->tokens.n, w->params.shingle, w->shingle);
    return RP_OK;
}

void worker_keys(struct rp_worker *w, uint64_t *key)
{
    const rp_params *p = &w->params;

    if (w->n_shingles == 0) {
        memset(key, 0, params_key_columns(p) * sizeof *key);
    } else if (p->sketch == RP_SKETCH_SIMHASH) {
        band_keys_simhash(simhash64(w->shingle, w->n_shingles), p->hamming, key);
    } else {
        minhash_sketch(w->shingle, w->n_shingles, w->slot, p->slots);
        band_keys_minhash(w->slot, params_shape(p), key);
    }
}
