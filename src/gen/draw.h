/*
 * draw.h - random draws as hashes of what they are for.
 *
 * A stream is named by (seed, purpose, index); its nth draw is a hash of the name and n. So any document
 * can be made alone, and making one thing more elsewhere changes nothing here. Integers only: the same on
 * every machine.
 */
#ifndef GEN_DRAW_H
#define GEN_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"

struct draw {
    uint64_t key, n;
};

/* Two rounds: one leaves the low bits of neighbouring counters alike. */
static inline uint64_t draw_mix(uint64_t x)
{
    return hash_mix(hash_mix(x) + UINT64_C(0x9E3779B97F4A7C15));
}

static inline uint64_t draw_key(uint64_t seed, uint64_t purpose, uint64_t index)
{
    return draw_mix(draw_mix(seed + purpose * UINT64_C(0xD1B54A32D192ED03)) + index * UINT64_C(0x9E3779B97F4A7C15));
}

static inline struct draw draw_of(uint64_t seed, uint64_t purpose, uint64_t index)
{
    return (struct draw){draw_key(seed, purpose, index), 0};
}

/* The nth value of the stream named by key. */
static inline uint64_t draw_at(uint64_t key, uint64_t n)
{
    return draw_mix(key + n * UINT64_C(0x9E3779B97F4A7C15));
}

static inline uint64_t draw_next(struct draw *d)
{
    return draw_at(d->key, ++d->n);
}

/* Even over [0, n), n > 0; the bias is n / 2^64. */
static inline uint64_t draw_below(struct draw *d, uint64_t n)
{
    return (uint64_t)(((unsigned __int128)draw_next(d) * n) >> 64);
}

/* True for a share p of all draws. */
static inline bool draw_chance(struct draw *d, double p)
{
    return (double)(draw_next(d) >> 11) * 0x1p-53 < p;
}

/* In [0, 1). */
static inline double draw_unit(struct draw *d)
{
    return (double)(draw_next(d) >> 11) * 0x1p-53;
}

/* Median * 2^(sigma * z), z near normal (twelve uniforms), 2^x taken linearly between whole powers:
 * integers throughout, where libm would differ from machine to machine. sigma256: in 1/256 octaves. */
static inline uint64_t draw_lognormal(struct draw *d, uint64_t median, uint32_t sigma256)
{
    int64_t z = 0;
    for (int i = 0; i < 3; i++) {
        const uint64_t r = draw_next(d);
        for (int j = 0; j < 64; j += 16) z += (int64_t)((r >> j) & 0xffff);
    }
    z -= 12 * 32768;                                   /* 65536 = one standard deviation */
    const int64_t x = z * (int64_t)sigma256 / 256;     /* octaves, 16.16 */
    const int64_t whole = x >= 0 ? x >> 16 : -((-x + 0xffff) >> 16);
    const uint64_t scaled = median * (uint64_t)(0x10000 + (x - whole * 0x10000));
    return whole >= 0 ? (scaled << whole) >> 16 : scaled >> (16 - whole);
}

#endif
