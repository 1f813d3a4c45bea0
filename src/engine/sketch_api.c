/* sketch_api.c - one text, two texts: sketches as plain memory, and the exact comparison. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cpu.h"
#include "base/secret.h"
#include "base/status.h"
#include "engine/sketch_layout.h"
#include "engine/worker.h"
#include "sketch/simhash.h"
#include "verify/overlap.h"

const char *rp_version(void)
{
    return RP_VERSION;
}

const char *rp_kernel(void)
{
    return cpu_kernel_name(cpu_kernel());
}

const char *rp_strerror(int status)
{
    switch (status) {
#define X(name, value, text) case value: return text;
    RP_STATUS_MAP(X)
#undef X
    default:
        return "unknown status";
    }
}

size_t rp_sketch_size(const rp_params *p)
{
    return p ? sketch_bytes(p) : 0;
}

int rp_sketch_text(rp_worker *w, const char *text, size_t n, void *sketch)
{
    struct sketch_head *head = sketch;
    int rc;

    if (!w || (!text && n) || !sketch)
        return RP_ERR_INVALID;
    rc = worker_shingles(w, text, n, 0, w->seed);
    if (rc < 0)
        return rc;
    minhash_sketch(w->shingle, w->n_shingles, w->slot, w->params.slots);
    *head = (struct sketch_head){.simhash = simhash64(w->shingle, w->n_shingles), .shingles = (uint32_t)w->n_shingles};
    memcpy(head + 1, w->slot, w->params.slots * sizeof *w->slot);
    return RP_OK;
}

double rp_sketch_jaccard(const rp_params *p, const void *a, const void *b)
{
    _Alignas(64) uint32_t x[MINHASH_MAX_SLOTS], y[MINHASH_MAX_SLOTS];
    const struct sketch_head *ha = a, *hb = b;

    if (!p || !a || !b || ha->shingles == 0 || hb->shingles == 0)
        return 0;
    memcpy(x, ha + 1, p->slots * sizeof *x);
    memcpy(y, hb + 1, p->slots * sizeof *y);
    return (double)minhash_agree(x, y, p->slots) / p->slots;
}

unsigned rp_sketch_distance(const rp_params *p, const void *a, const void *b)
{
    (void)p;
    return simhash_distance(((const struct sketch_head *)a)->simhash, ((const struct sketch_head *)b)->simhash);
}

/* Texts are compared under a secret of the worker: nobody can write two whose hashes collide there. */
struct compare {
    struct overlap_set set;
    uint64_t seed;
};

void compare_free(struct compare *c)
{
    if (!c)
        return;
    overlap_release(&c->set);
    free(c);
}

static struct compare *compare_of(rp_worker *w)
{
    if (!w->compare && (w->compare = mem_zalloc(1, sizeof *w->compare))) {
        overlap_init(&w->compare->set);
        w->compare->seed = secret_random64();
    }
    return w->compare;
}

int rp_compare(rp_worker *w, const char *a, size_t a_len, const char *b, size_t b_len, rp_overlap *out)
{
    struct compare *c;
    struct overlap o;
    int rc = RP_OK;

    if (!w || (!a && a_len) || (!b && b_len) || !out)
        return RP_ERR_INVALID;
    if (!(c = compare_of(w)))
        return RP_ERR_NOMEM;
    TRY(worker_shingles(w, a, a_len, 0, c->seed));
    TRY(overlap_build(&c->set, w->shingle, w->n_shingles));
    TRY(worker_shingles(w, b, b_len, 0, c->seed));
    TRY(overlap_count(&c->set, w->shingle, w->n_shingles, &o));
    *out = (rp_overlap){.a = (uint32_t)o.a, .b = (uint32_t)o.b, .common = (uint32_t)o.common,
                        .jaccard = overlap_jaccard(o), .a_in_b = overlap_a_in_b(o), .b_in_a = overlap_b_in_a(o)};
out:
    return rc;
}
