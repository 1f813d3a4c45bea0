#include "sketch/sketch_kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define VEC_BYTES 64
#include "sketch/sketch_kernel_body.h"

HOT unsigned empty_slots(const uint32_t *slot)
{
    return _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(slot), _mm512_set1_epi32(-1));
}

struct byte_table {
    __m512i part[4]; /* 0xFF for an open bin */
};

HOT struct byte_table table_of(const struct open_bins *open)
{
    struct byte_table t;
    for (unsigned i = 0; i < 4; i++)
        t.part[i] = _mm512_movm_epi8(open->bit[i]);
    return t;
}

HOT __m512i look_up(struct byte_table t, __m512i x)
{
    const __m512i low = _mm512_permutex2var_epi8(t.part[0], x, t.part[1]);
    const __m512i high = _mm512_permutex2var_epi8(t.part[2], x, t.part[3]);
    return _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(x), high);
}

HOT uint64_t open_bytes(const uint64_t *x, const struct open_bins *open)
{
    return _mm512_movepi8_mask(look_up(table_of(open), _mm512_loadu_si512(x)));
}

/* A permutation whose order is computed in general registers takes half the time of vpcompressq. */
HOT size_t keep(uint64_t *out, __mmask8 which, __m512i x)
{
    const uint64_t bytes = _pdep_u64(which, UINT64_C(0x0101010101010101)) * 0xFF;
    const uint64_t order = _pext_u64(UINT64_C(0x0706050403020100), bytes);
    const __m512i lanes = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((long long)order));
    _mm512_storeu_si512(out, _mm512_permutexvar_epi64(lanes, x));
    return (unsigned)__builtin_popcount(which);
}

static size_t pick_mixed(const uint64_t *h, size_t n, uint64_t bytes, const struct open_bins *open, uint64_t *out)
{
    const struct byte_table t = table_of(open);
    const __m512i wanted = _mm512_set1_epi64((long long)bytes);
    size_t m = 0;

    for (size_t i = 0; i < n; i += 8) {
        const __m512i x = (__m512i)vec_hash_mix((vec)_mm512_loadu_si512(h + i));
        m += keep(out + m, _mm512_test_epi64_mask(look_up(t, x), wanted), x);
    }
    return m;
}

static size_t list_steps(const uint32_t *pick, size_t n, uint32_t *out)
{
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t m = 0;

    for (size_t s = 0; s < n; s += 16) {
        const __mmask16 there = (__mmask16)_bzhi_u32(0xFFFF, (unsigned)(n - s < 16 ? n - s : 16));
        const __m512i here = _mm512_loadu_si512(pick + s), before = _mm512_loadu_si512(pick + s - 1);
        const __mmask16 step = _mm512_mask_cmpneq_epi32_mask(there, here, before);
        const __m512i number = _mm512_add_epi32(lane, _mm512_set1_epi32((int)s));
        _mm512_storeu_si512(out + m, _mm512_maskz_compress_epi32(step, number));
        m += (unsigned)__builtin_popcount(step);
    }
    return m;
}

const struct sketch_kernel sketch_kernel_avx512 = {
    .shingle_hashes = body_shingle_hashes,
    .shingle_digest = body_shingle_digest,
    .minhash_sketch = body_minhash_sketch,
    .simhash64 = body_simhash64,
    .winnow = body_winnow,
};

#endif
