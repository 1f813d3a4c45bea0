/* varint.h - numbers in bytes of seven bits, the lowest first; all but the last byte have their highest bit set. */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include <stdint.h>

enum { VARINT_MAX = 10 }; /* bytes of the largest number */

/* Writes x; returns what stands behind it. */
static inline uint8_t *varint_put(uint8_t *to, uint64_t x)
{
    for (; x >= 0x80; x >>= 7)
        *to++ = (uint8_t)(x | 0x80);
    *to++ = (uint8_t)x;
    return to;
}

/* The number at *at, which moves behind it. What is read must have been written by varint_put(). */
static inline uint64_t varint_get(const uint8_t **at)
{
    uint64_t x = 0;
    for (unsigned shift = 0;; shift += 7) {
        const uint8_t byte = *(*at)++;
        x |= (uint64_t)(byte & 0x7f) << (shift & 63);
        if (byte < 0x80)
            return x;
    }
}

/* Numbers below zero, small ones in few bytes. */
static inline uint8_t *varint_put_signed(uint8_t *to, int64_t x)
{
    return varint_put(to, (uint64_t)x << 1 ^ (uint64_t)(x >> 63));
}

static inline int64_t varint_get_signed(const uint8_t **at)
{
    const uint64_t x = varint_get(at);
    return (int64_t)(x >> 1 ^ -(x & 1));
}

#endif
