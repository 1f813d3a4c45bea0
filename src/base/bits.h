/* bits.h - one bit a document. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

struct bits {
    uint64_t *w;
    size_t cap; /* words; those never set are zero */
};

static inline void bits_release(struct bits *b)
{
    free(b->w);
    *b = (struct bits){0};
}

/* Makes room for bit n - 1. */
static inline int bits_reserve(struct bits *b, uint64_t n)
{
    size_t had = b->cap;
    int rc = mem_grow(&b->w, &b->cap, (size_t)(n / 64 + 1), sizeof *b->w);
    if (rc == RP_OK && b->cap > had)
        memset(b->w + had, 0, (b->cap - had) * sizeof *b->w);
    return rc;
}

static inline void bits_set(struct bits *b, uint64_t i)
{
    b->w[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool bits_get(const struct bits *b, uint64_t i)
{
    return i / 64 < b->cap && (b->w[i / 64] >> (i % 64) & 1);
}

#endif
