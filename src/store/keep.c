#include "store/keep.h"

#include <stdalign.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/room.h"

enum { BLOCK = 1 << 16, ROOM_BLOCK = 1 << 20 };

struct keep_block {
    struct keep_block *next;
    alignas(max_align_t) unsigned char bytes[];
};

/* Blocks are zeroed, and every byte is taken once. */
static void *take(struct keep *k, size_t n, size_t align)
{
    size_t at = (k->used + align - 1) / align * align, end;
    if (!size_add(at, n, &end))
        return NULL;
    if (!k->blocks || end > k->size) {
        const size_t least = k->room ? ROOM_BLOCK : BLOCK, size = n > least ? n : least;
        struct keep_block *b = size_add(sizeof *b, size, &end) ? room_alloc(k->room, 1, end) : NULL;
        if (!b)
            return NULL;
        b->next = k->blocks;
        k->blocks = b;
        k->size = size;
        at = 0;
    }
    k->used = at + n;
    return k->blocks->bytes + at;
}

void *keep_zalloc(struct keep *k, size_t n, size_t size)
{
    size_t all;
    return size_mul(n, size, &all) ? take(k, all, alignof(max_align_t)) : NULL;
}

void *keep_copy(struct keep *k, const void *p, size_t n, size_t size)
{
    size_t all;
    void *copy = size_mul(n, size, &all) ? take(k, all, alignof(max_align_t)) : NULL;
    if (copy && all)
        memcpy(copy, p, all);
    return copy;
}

int keep_span(struct keep *k, struct span s, struct span *out)
{
    char *p;
    *out = (struct span){0};
    if (!s.p)
        return RP_OK;
    if (!(p = take(k, s.n, 1)))
        return RP_ERR_NOMEM;
    memcpy(p, s.p, s.n);
    *out = (struct span){p, s.n};
    return RP_OK;
}

void keep_release(struct keep *k)
{
    while (k->blocks) {
        struct keep_block *next = k->blocks->next;
        room_rest(k->room); /* that look brought a piece of it back */
        room_drop(k->room, k->blocks);
        k->blocks = next;
    }
    *k = (struct keep){.room = k->room};
}
