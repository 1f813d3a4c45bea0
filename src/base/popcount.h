/*
 * popcount.h - how many bits are set, without a call: the x86-64 that programs are built for has no instruction for
 * it, and what the compiler puts in its place looks every byte up in a table.
 */
#ifndef BASE_POPCOUNT_H
#define BASE_POPCOUNT_H

#include <stdint.h>

/* How many are set in each byte of x, as that byte; several can be added, as long as each byte holds its sum. */
static inline uint64_t popcount_bytes(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    return (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
}

/* Of such counts added up. */
static inline uint32_t popcount_sum(uint64_t bytes)
{
    const uint64_t pairs = (bytes & UINT64_C(0x00FF00FF00FF00FF)) + (bytes >> 8 & UINT64_C(0x00FF00FF00FF00FF));
    return (uint32_t)(pairs * UINT64_C(0x0001000100010001) >> 48);
}

static inline uint32_t popcount64(uint64_t x)
{
#if defined(__x86_64__) && !defined(__POPCNT__)
    return (uint32_t)(popcount_bytes(x) * UINT64_C(0x0101010101010101) >> 56);
#else
    return (uint32_t)__builtin_popcountll(x);
#endif
}

#endif
