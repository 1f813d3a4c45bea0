#include "ingest/buffer_pool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

/* A buffer carries its size in its first bytes while it is in the pool. */
struct buffer_pool {
    size_t n;
    _Atomic(char *) place[];
};

int buffer_pool_create(struct buffer_pool **out, size_t n)
{
    struct buffer_pool *p;
    size_t bytes;

    if (!size_mul(n, sizeof p->place[0], &bytes) || !size_add(bytes, sizeof *p, &bytes) || !(p = mem_zalloc(1, bytes)))
        return RP_ERR_NOMEM;
    p->n = n;
    for (size_t i = 0; i < n; i++)
        atomic_init(&p->place[i], NULL);
    *out = p;
    return RP_OK;
}

void buffer_pool_free(struct buffer_pool *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        free(atomic_load(&p->place[i]));
    free(p);
}

char *buffer_pool_take(struct buffer_pool *p, size_t *cap)
{
    for (size_t i = 0; i < p->n; i++) {
        char *b = atomic_exchange(&p->place[i], NULL);
        if (b) {
            memcpy(cap, b, sizeof *cap);
            return b;
        }
    }
    *cap = 0;
    return NULL;
}

void buffer_pool_give(struct buffer_pool *p, char *buffer, size_t cap)
{
    if (!buffer || cap < sizeof cap) {
        free(buffer);
        return;
    }
    memcpy(buffer, &cap, sizeof cap);
    for (size_t i = 0; i < p->n; i++) {
        char *none = NULL;
        if (atomic_compare_exchange_strong(&p->place[i], &none, buffer))
            return;
    }
    free(buffer);
}
