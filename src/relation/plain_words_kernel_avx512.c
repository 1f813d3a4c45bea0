#include "relation/plain_words_kernel_body.h"

#if defined(__x86_64__)
#include <immintrin.h>

static inline uint64_t is(__m512i x, char c)
{
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c));
}

static inline uint64_t in_range(__m512i x, char first, char n)
{
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8(first)), _mm512_set1_epi8(n));
}

static inline struct look look_at(const uint8_t *p)
{
    const __m512i x = _mm512_loadu_si512(p), lower = _mm512_or_si512(x, _mm512_set1_epi8(0x20));
    return (struct look){
        .letter = in_range(lower, 'a', 26),
        .capital = in_range(x, 'A', 26),
        .digit = in_range(x, '0', 10),
        .blank = _mm512_cmple_epu8_mask(x, _mm512_set1_epi8(' ')),
        .hyphen = is(x, '-'),
        .comma = is(x, ','),
        .stop = is(x, '.'),
        .apostrophe = is(x, '\''),
        .inside = _mm512_movepi8_mask(x) | is(x, '`') | is(x, '&'),
        .quote = is(x, '"'),
        .odd = is(x, '%') | is(x, '!') | is(x, '?'),
        .s = is(lower, 's'),
        .i_or_y = is(lower, 'i') | is(lower, 'y'),
    };
}

const struct plain_words_kernel plain_words_kernel_avx512 = {read_plain};
#endif
