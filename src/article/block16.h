/* block16.h - sixteen bytes at once in the compiler's own vectors: the same code on every processor. */
#ifndef ARTICLE_BLOCK16_H
#define ARTICLE_BLOCK16_H

#include <stdint.h>
#include <string.h>

typedef unsigned char block16 __attribute__((vector_size(16)));

/* Sixteen readable bytes at p. */
static inline block16 block16_load(const char *p)
{
    block16 v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* The first byte of a mask (bytes 0 or 255) at or behind `from` that is set; 16 when there is none. */
static inline unsigned block16_next(block16 mask, unsigned from)
{
    uint64_t half[2];
    memcpy(half, &mask, sizeof half);
    for (unsigned h = from / 8; h < 2; h++, from = h * 8) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        const uint64_t rest = half[h] & UINT64_MAX << (from % 8 * 8);
        if (rest)
            return h * 8 + (unsigned)__builtin_ctzll(rest) / 8;
#else
        const uint64_t rest = half[h] & UINT64_MAX >> (from % 8 * 8);
        if (rest)
            return h * 8 + (unsigned)__builtin_clzll(rest) / 8;
#endif
    }
    return 16;
}

#endif
