#include "base/compiler.h"
#include "json/json_scan.h"
#include "json/json_text.h"

#if defined(__x86_64__)

#include <immintrin.h>

struct block {
    uint64_t quote, slash, control, no_letter, u;
};

/* 128 bytes, top bit set where the character may follow a backslash. */
static const uint8_t letter_table[128] __attribute__((aligned(64))) = {
    ['"'] = 0x80, ['\\'] = 0x80, ['/'] = 0x80, ['b'] = 0x80, ['f'] = 0x80,
    ['n'] = 0x80, ['r'] = 0x80,  ['t'] = 0x80, ['u'] = 0x80,
};

static inline struct block block_read(const char *p)
{
    const __m512i v = _mm512_loadu_si512(p);
    const __m512i t = _mm512_permutex2var_epi8(_mm512_load_si512(letter_table), v,
                                               _mm512_load_si512(letter_table + 64));
    return (struct block){
        .quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
        .slash = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\')),
        .control = _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x20)),
        .no_letter = ~_mm512_movepi8_mask(_mm512_andnot_si512(v, t)),
        .u = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('u')),
    };
}

static inline uint64_t block_hex(const char *p)
{
    const __m512i v = _mm512_loadu_si512(p);
    const __m512i lower = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('0')), _mm512_set1_epi8(10)) |
           _mm512_cmplt_epu8_mask(_mm512_sub_epi8(lower, _mm512_set1_epi8('a')), _mm512_set1_epi8(6));
}

#define JSON_STRING_END json_string_avx512
#include "json_string64.inc"

#define JSON_SCAN json_scan_avx512
#include "json_walk.inc"

#endif
