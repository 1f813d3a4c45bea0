#include "article/pattern_reserve.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

int pattern_reserve_fill(struct pattern_reserve *r)
{
    *r = (struct pattern_reserve){.n = 0};
    while (r->n < RESERVE_PIECES) {
        if (!(r->piece[r->n] = mem_alloc(RESERVE_PIECE, 1))) {
            pattern_reserve_release(r);
            return RP_ERR_NOMEM;
        }
        r->n++;
    }
    return RP_OK;
}

void pattern_reserve_release(struct pattern_reserve *r)
{
    while (r->n > 0)
        free(r->piece[--r->n]);
}

void *pattern_reserve_alloc(size_t n, void *ctx)
{
    struct pattern_reserve *r = ctx;
    void *p = mem_alloc(n ? n : 1, 1);

    if (p)
        return p;
    r->touched = true;
    return n <= RESERVE_PIECE && r->n > 0 ? r->piece[--r->n] : NULL;
}

void pattern_reserve_free(void *p, void *ctx)
{
    (void)ctx;
    free(p);
}
