#include "relation/plain_words_kernel_body.h"

#if defined(__x86_64__)
#include <immintrin.h>

static inline __m256i is(__m256i x, char c)
{
    return _mm256_cmpeq_epi8(x, _mm256_set1_epi8(c));
}

/* Bytes first .. first + n - 1, whatever their sign. */
static inline __m256i in_range(__m256i x, char first, char n)
{
    const __m256i from_lowest = _mm256_sub_epi8(x, _mm256_set1_epi8((char)(first - 128)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(n - 128)), from_lowest);
}

static inline void put(uint64_t *bits, __m256i mask, unsigned i)
{
    *bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(mask) << i;
}

static inline void look32(struct look *l, const uint8_t *p, unsigned i)
{
    const __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);
    const __m256i lower = _mm256_or_si256(x, _mm256_set1_epi8(0x20));
    put(&l->letter, in_range(lower, 'a', 26), i);
    put(&l->capital, in_range(x, 'A', 26), i);
    put(&l->digit, in_range(x, '0', 10), i);
    put(&l->blank, in_range(x, 0, ' ' + 1), i);
    put(&l->hyphen, is(x, '-'), i);
    put(&l->comma, is(x, ','), i);
    put(&l->stop, is(x, '.'), i);
    put(&l->apostrophe, is(x, '\''), i);
    put(&l->inside, _mm256_or_si256(x, _mm256_or_si256(is(x, '`'), is(x, '&'))), i); /* x: its high bits */
    put(&l->quote, is(x, '"'), i);
    put(&l->odd, _mm256_or_si256(is(x, '%'), _mm256_or_si256(is(x, '!'), is(x, '?'))), i);
    put(&l->s, is(lower, 's'), i);
    put(&l->i_or_y, _mm256_or_si256(is(lower, 'i'), is(lower, 'y')), i);
}

static inline struct look look_at(const uint8_t *p)
{
    struct look l = {0};
    look32(&l, p, 0);
    look32(&l, p + 32, 32);
    return l;
}

const struct plain_words_kernel plain_words_kernel_avx2 = {read_plain};
#endif
