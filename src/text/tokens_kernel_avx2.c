#include "text/tokens_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

typedef struct {
    __m256i half[2];
} block;

static inline block block_load(const uint8_t *p)
{
    const __m256i *v = (const __m256i *)(const void *)p;
    return (block){{_mm256_loadu_si256(v), _mm256_loadu_si256(v + 1)}};
}

static inline block block_load_part(const uint8_t *p, size_t n)
{
    uint8_t bytes[64] = {0};
    memcpy(bytes, p, n);
    return block_load(bytes);
}

static inline void block_store(uint8_t *out, block b)
{
    _mm256_storeu_si256((__m256i *)(void *)out, b.half[0]);
    _mm256_storeu_si256((__m256i *)(void *)(out + 32), b.half[1]);
}

static inline uint64_t block_high(block b)
{
    return (uint32_t)_mm256_movemask_epi8(b.half[0]) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b.half[1]) << 32;
}

static inline uint64_t block_is(block b, char c)
{
    const __m256i v = _mm256_set1_epi8(c);
    return block_high((block){{_mm256_cmpeq_epi8(b.half[0], v), _mm256_cmpeq_epi8(b.half[1], v)}});
}

/* Bytes first .. first + n - 1, none of them above 0x7F. */
static inline __m256i in_range(__m256i v, char first, char n)
{
    const __m256i from_lowest = _mm256_sub_epi8(v, _mm256_set1_epi8((char)(first - 128)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(n - 128)), from_lowest);
}

/* A digit has bit 0x20 already, so that setting it folds letters and digits alike. */
static inline block block_fold(block raw, uint64_t *word)
{
    const __m256i bit = _mm256_set1_epi8(0x20);
    block folded, is_word;

    for (int i = 0; i < 2; i++) {
        folded.half[i] = _mm256_or_si256(raw.half[i], bit);
        is_word.half[i] = _mm256_or_si256(in_range(folded.half[i], 'a', 26), in_range(raw.half[i], '0', 10));
    }
    *word = block_high(is_word);
    return folded;
}

/* Nothing beyond ASCII is frequent enough to pay for shifting vectors here: left to block_patch(). */
static inline block block_common(block raw, block folded, uint64_t *high, uint64_t *word)
{
    (void)raw, (void)high, (void)word;
    return folded;
}

#include "text/block_bits.h"
#include "text/block_split.h"

const struct tokens_kernel tokens_kernel_avx2 = {split, hash};
#endif
