#include "store/slabs.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

/* A small corpus takes one huge page; for a large one, what is left over at the end of a piece hardly counts. */
enum {
    BLOCK_ALIGN = 64,
    PIECE_LEAST = (1 << 21) - BLOCK_ALIGN,
    PIECE_MOST = (1 << 24) - BLOCK_ALIGN,
    HUGE_PIECES = 6 /* 2, 4, 8, 16, 16, 16 MiB */
};

struct slabs {
    char **piece;
    size_t n, cap;
    size_t size, used; /* of the last piece */
};

int slabs_create(struct slabs **out)
{
    return (*out = mem_zalloc(1, sizeof **out)) ? RP_OK : RP_ERR_NOMEM;
}

void slabs_free(struct slabs *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        free(s->piece[i]);
    free(s->piece);
    free(s);
}

static int add_piece(struct slabs *s, size_t least)
{
    size_t size = s->n == 0 ? PIECE_LEAST : s->size < PIECE_MOST / 2 ? 2 * s->size + BLOCK_ALIGN : PIECE_MOST;
    int rc = RP_OK;

    if (size < least)
        size = least;
    TRY(mem_grow(&s->piece, &s->cap, s->n + 1, sizeof *s->piece));
    /* Gigabytes of huge pages are slow to get where the page cache has filled the memory. */
    if (!(s->piece[s->n] = s->n < HUGE_PIECES ? mem_alloc_kernel(size, 1) : mem_alloc(size, 1)))
        TRY(RP_ERR_NOMEM);
    s->n++;
    s->size = size;
    s->used = 0;
out:
    return rc;
}

void *slabs_take(struct slabs *s, size_t bytes)
{
    if (!size_add(bytes, BLOCK_ALIGN - 1, &bytes))
        return NULL;
    bytes = bytes / BLOCK_ALIGN * BLOCK_ALIGN;
    if (bytes > s->size - s->used && add_piece(s, bytes) < 0)
        return NULL;
    s->used += bytes;
    return s->piece[s->n - 1] + s->used - bytes;
}
