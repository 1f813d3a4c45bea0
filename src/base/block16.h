/* block16.h - sixteen bytes at once in the compiler's own vectors: the same code on every processor. */
#ifndef BASE_BLOCK16_H
#define BASE_BLOCK16_H

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

/* Bit i of the result is byte i of a mask. */
static inline unsigned block16_bits(block16 mask)
{
#if defined(__SSE2__)
    typedef char signed16 __attribute__((vector_size(16)));
    return (unsigned)__builtin_ia32_pmovmskb128((signed16)mask);
#else
    uint64_t half[2];
    unsigned bits[2];
    memcpy(half, &mask, sizeof half);
    for (unsigned h = 0; h < 2; h++) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        half[h] = __builtin_bswap64(half[h]);
#endif
        bits[h] = (unsigned)((half[h] & UINT64_C(0x8040201008040201)) * UINT64_C(0x0101010101010101) >> 56);
    }
    return bits[0] | bits[1] << 8;
#endif
}

#endif
