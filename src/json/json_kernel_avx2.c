#include "base/compiler.h"
#include "json/json_scan.h"
#include "json/json_text.h"

#if defined(__x86_64__)

#include <immintrin.h>

struct block {
    uint64_t quote, slash, control, no_letter, u;
};

static inline uint64_t mask2(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static inline uint64_t equal2(__m256i a, __m256i b, char c)
{
    const __m256i x = _mm256_set1_epi8(c);
    return mask2(_mm256_cmpeq_epi8(a, x), _mm256_cmpeq_epi8(b, x));
}

/* Bytes of v in [first, first + n). */
static inline __m256i in_range(__m256i v, char first, char n)
{
    const __m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8(first));
    const __m256i top = _mm256_set1_epi8((char)(n - 1));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(d, top), d);
}

/* The letters of an escape: a table by the low nibble holds the set of high nibbles it may have
 * (2: bit 0, 5: bit 1, 6: bit 2, 7: bit 3); zero where the two do not meet. */
static inline __m256i no_letter(__m256i v)
{
    const __m256i low = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1));
    const __m256i high = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i nibble = _mm256_set1_epi8(15);
    const __m256i l = _mm256_shuffle_epi8(low, _mm256_and_si256(v, nibble));
    const __m256i h = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));
    return _mm256_cmpeq_epi8(_mm256_and_si256(l, h), _mm256_setzero_si256());
}

static inline struct block block_read(const char *p)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)p);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
    return (struct block){
        .quote = equal2(a, b, '"'),
        .slash = equal2(a, b, '\\'),
        .control = mask2(in_range(a, 0, 32), in_range(b, 0, 32)),
        .no_letter = mask2(no_letter(a), no_letter(b)),
        .u = equal2(a, b, 'u'),
    };
}

static inline __m256i hex_bytes(__m256i v)
{
    const __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    return _mm256_or_si256(in_range(v, '0', 10), in_range(lower, 'a', 6));
}

static inline uint64_t block_hex(const char *p)
{
    return mask2(hex_bytes(_mm256_loadu_si256((const __m256i *)p)),
                 hex_bytes(_mm256_loadu_si256((const __m256i *)(p + 32))));
}

#define JSON_STRING_END json_string_avx2
#include "json_string64.inc"

#define JSON_SCAN json_scan_avx2
#include "json_walk.inc"

#endif
