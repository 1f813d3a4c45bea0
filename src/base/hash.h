/*
 * hash.h - every hash of the hot path; the only file that sees xxhash.h.
 *
 * All of them are XXH3, inlined. Words are hashed as one zero-padded block of 16 bytes, which turns
 * the general function into its 9-to-16-byte branch with constant length (a tenth of the call's
 * cost); no word holds a NUL byte, so padding cannot make two words equal.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { HASH_BLOCK = 16 };

struct hash128 {
    uint64_t lo, hi;
};

/* XXH3's own finaliser: a bijection on 64 bits that spreads every input bit. */
static inline uint64_t hash_mix(uint64_t h)
{
    h ^= h >> 37;
    h *= UINT64_C(0x165667919E3779F9);
    return h ^ (h >> 32);
}

/* What the two halves of a block are xored with first. */
static inline void hash_block_masks(uint64_t seed, uint64_t *lo, uint64_t *hi)
{
    *lo = (XXH_readLE64(XXH3_kSecret + 24) ^ XXH_readLE64(XXH3_kSecret + 32)) + seed;
    *hi = (XXH_readLE64(XXH3_kSecret + 40) ^ XXH_readLE64(XXH3_kSecret + 48)) - seed;
}

/* hash_block() of the block with these halves, read little-endian. Written out because compilers do
 * not inline XXH3_64bits_withSeed() for its length; a test holds it equal to that. */
static inline uint64_t hash_halves(uint64_t a, uint64_t b, uint64_t seed)
{
    uint64_t lo, hi;
    unsigned __int128 product;

    hash_block_masks(seed, &lo, &hi);
    a ^= lo;
    b ^= hi;
    product = (unsigned __int128)a * b;
    return hash_mix(HASH_BLOCK + __builtin_bswap64(a) + b + ((uint64_t)product ^ (uint64_t)(product >> 64)));
}

/* Exactly HASH_BLOCK bytes. */
static inline uint64_t hash_block(const void *block, uint64_t seed)
{
    return hash_halves(XXH_readLE64(block), XXH_readLE64((const char *)block + 8), seed);
}

static inline uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
    return XXH3_64bits_withSeed(p, n, seed);
}

static inline struct hash128 hash_bytes128(const void *p, size_t n, uint64_t seed)
{
    XXH128_hash_t h = XXH3_128bits_withSeed(p, n, seed);
    return (struct hash128){h.low64, h.high64};
}

#endif
