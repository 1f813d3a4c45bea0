#include "sketch/sketch_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define VEC_BYTES 32
#include "sketch/sketch_kernel_body.h"

/* For each choice of four 64-bit lanes, the 32-bit lanes that bring them to the front. */
static const uint32_t to_front[16][8] = {
    {0},          {0, 1},       {2, 3},             {0, 1, 2, 3},       {4, 5},       {0, 1, 4, 5},
    {2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}, {6, 7},       {0, 1, 6, 7},       {2, 3, 6, 7}, {0, 1, 2, 3, 6, 7},
    {4, 5, 6, 7}, {0, 1, 4, 5, 6, 7}, {2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
};

HOT unsigned empty_slots(const uint32_t *slot)
{
    const __m256i ones = _mm256_set1_epi32(-1), *const p = (const __m256i *)slot;
    const __m256i low = _mm256_cmpeq_epi32(_mm256_loadu_si256(p), ones);
    const __m256i high = _mm256_cmpeq_epi32(_mm256_loadu_si256(p + 1), ones);
    return (unsigned)_mm256_movemask_ps((__m256)low) | (unsigned)_mm256_movemask_ps((__m256)high) << 8;
}

/* 16 bytes hold 128 bins. */
struct bit_table {
    __m256i low, high;
};

HOT struct bit_table table_of(const struct open_bins *open)
{
    return (struct bit_table){
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)&open->bit[0])),
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)&open->bit[2])),
    };
}

/* 0 for each byte of x whose bin is not open, 0xFF for the others: the highest bit says which half of
 * the table, the next four which byte of it, the last three which bit. */
HOT __m256i look_up(struct bit_table t, __m256i x)
{
    const __m256i bits = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    const __m256i byte = _mm256_and_si256(_mm256_srli_epi16(x, 3), _mm256_set1_epi8(15));
    const __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(x, _mm256_set1_epi8(7)));
    const __m256i low = _mm256_shuffle_epi8(t.low, byte), high = _mm256_shuffle_epi8(t.high, byte);
    return _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_blendv_epi8(low, high, x), bit), bit);
}

HOT uint64_t open_bytes(const uint64_t *x, const struct open_bins *open)
{
    const struct bit_table t = table_of(open);
    const __m256i *const p = (const __m256i *)x;
    const unsigned low = (unsigned)_mm256_movemask_epi8(look_up(t, _mm256_loadu_si256(p)));
    const unsigned high = (unsigned)_mm256_movemask_epi8(look_up(t, _mm256_loadu_si256(p + 1)));
    return low | (uint64_t)high << 32;
}

/* Writes those lanes of x that are not zero in `which`. */
HOT size_t keep(uint64_t *out, __m256i which, __m256i x)
{
    const unsigned none = (unsigned)_mm256_movemask_pd((__m256d)_mm256_cmpeq_epi64(which, _mm256_setzero_si256()));
    const unsigned take = ~none & 15;
    const __m256i order = _mm256_loadu_si256((const __m256i *)to_front[take]);
    _mm256_storeu_si256((__m256i *)out, _mm256_permutevar8x32_epi32(x, order));
    return (unsigned)__builtin_popcount(take);
}

static size_t pick_mixed(const uint64_t *h, size_t n, uint64_t bytes, const struct open_bins *open, uint64_t *out)
{
    const struct bit_table t = table_of(open);
    const __m256i wanted = _mm256_set1_epi64x((long long)bytes);
    size_t m = 0;

    for (size_t i = 0; i < n; i += 4) {
        const __m256i x = (__m256i)vec_hash_mix((vec)_mm256_loadu_si256((const __m256i *)(h + i)));
        m += keep(out + m, _mm256_and_si256(look_up(t, x), wanted), x);
    }
    return m;
}

static size_t list_steps(const uint32_t *pick, size_t n, uint32_t *out)
{
    return list_steps_one_by_one(pick, n, out);
}

const struct sketch_kernel sketch_kernel_avx2 = {
    .shingle_hashes = body_shingle_hashes,
    .shingle_digest = body_shingle_digest,
    .minhash_sketch = body_minhash_sketch,
    .simhash64 = body_simhash64,
    .winnow = body_winnow,
};

#endif
