#include "sketch/sketch_kernel.h"

#include <stdbool.h>
#include <string.h>

#include "sketch/minhash.h"
#include "sketch/minhash_rounds.h"
#include "sketch/shingle.h"
#include "sketch/winnow.h"

static uint64_t window_hash(const uint64_t *token, unsigned k)
{
    uint64_t h = 0;
    for (unsigned j = 0; j < k; j++)
        h ^= rotate_right(token[j], -(j * SHINGLE_STEP));
    return h;
}

static size_t shingle_hashes_scalar(const uint64_t *token, size_t n, unsigned k, uint64_t *out)
{
    const size_t count = shingle_count(n, k);

    if (n < k && n > 0) {
        out[0] = hash_mix(window_hash(token, (unsigned)n) + n);
        return count;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = hash_mix(window_hash(token + i, k));
    return count;
}

static struct hash128 shingle_digest_scalar(const uint64_t *token, size_t n)
{
    return hash_bytes128(token, n * sizeof *token, 0);
}

static bool any_empty(const uint32_t *slot, unsigned K)
{
    for (unsigned b = 0; b < K; b++)
        if (slot[b] == MINHASH_EMPTY)
            return true;
    return false;
}

static void first_round(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    for (size_t i = 0; i < n; i++)
        bid_into(slot, (unsigned)h[i] & (K - 1), bid(0, h[i]));
}

static void piece_round(const uint64_t *h, size_t n, uint32_t *slot, unsigned K, unsigned piece)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t x = rotate_right(hash_mix(h[i]), piece * piece_bits(K));
        bid_into(slot, (unsigned)x & (K - 1), bid(1 + piece, x));
    }
}

static void last_round(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    for (unsigned b = 0; b < K; b++)
        if (slot[b] == MINHASH_EMPTY)
            for (size_t i = 0; i < n; i++)
                bid_into(slot, b, bid_last(last_hash((uint32_t)h[i], (uint32_t)(h[i] >> 32), bin_factor(b))));
}

static void minhash_sketch_scalar(const uint64_t *shingle, size_t n, uint32_t *slot, unsigned K)
{
    const unsigned pieces = 64 / piece_bits(K);

    for (unsigned b = 0; b < K; b++)
        slot[b] = MINHASH_EMPTY;
    first_round(shingle, n, slot, K);
    for (unsigned p = 0; p < pieces && any_empty(slot, K); p++)
        piece_round(shingle, n, slot, K, p);
    last_round(shingle, n, slot, K);
}

/* Byte j of lane[s] counts bit 8j + s of up to 255 hashes. */
static void count_votes(const uint64_t *h, size_t n, uint64_t *count)
{
    uint64_t lane[8] = {0};

    for (size_t i = 0; i < n; i++)
        for (unsigned s = 0; s < 8; s++)
            lane[s] += h[i] >> s & UINT64_C(0x0101010101010101);
    for (unsigned b = 0; b < 64; b++)
        count[b] += lane[b % 8] >> (b - b % 8) & 0xFF;
}

static uint64_t simhash64_scalar(const uint64_t *shingle, size_t n)
{
    uint64_t count[64] = {0}, majority = 0;

    for (size_t i = 0; i < n; i += 255)
        count_votes(shingle + i, n - i < 255 ? n - i : 255, count);
    for (unsigned b = 0; b < 64; b++)
        majority |= (uint64_t)(count[b] > n / 2) << b;
    return majority;
}

/* The rightmost of the least in h[first..first + w). */
static size_t least_of(const uint64_t *h, size_t first, size_t w)
{
    size_t best = first;
    for (size_t i = first + 1; i < first + w; i++)
        if (h[i] >> WINNOW_SHIFT <= h[best] >> WINNOW_SHIFT)
            best = i;
    return best;
}

static size_t winnow_scalar(const uint64_t *shingle, size_t n, uint32_t *pos)
{
    const size_t w = n < WINNOW_WINDOW ? n : WINNOW_WINDOW;
    size_t m = 0;

    for (size_t s = 0; n > 0 && s + w <= n; s++) {
        const size_t best = least_of(shingle, s, w);
        if (m == 0 || pos[m - 1] < s || shingle[pos[m - 1]] != shingle[best])
            pos[m++] = (uint32_t)best;
    }
    return m;
}

const struct sketch_kernel sketch_kernel_scalar = {
    .shingle_hashes = shingle_hashes_scalar,
    .shingle_digest = shingle_digest_scalar,
    .minhash_sketch = minhash_sketch_scalar,
    .simhash64 = simhash64_scalar,
    .winnow = winnow_scalar,
};
