#include "text/tokens_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "text/block_out.h"
#include "text/fold.h"

typedef __m512i block;

static inline block block_load(const uint8_t *p)
{
    return _mm512_loadu_si512(p);
}

static inline block block_load_part(const uint8_t *p, size_t n)
{
    return _mm512_maskz_loadu_epi8((UINT64_C(1) << n) - 1, p);
}

static inline void block_store(uint8_t *out, block b)
{
    _mm512_storeu_si512(out, b);
}

static inline uint64_t block_high(block b)
{
    return _mm512_movepi8_mask(b);
}

static inline uint64_t block_is(block b, char c)
{
    return _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c));
}

/* ASCII to what it folds to; 0 separates. */
static const uint8_t ascii_fold[128] = {
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
};

static const uint8_t byte_before[64] = {
    63, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
    60, 61, 62,
};

static const uint8_t byte_after[64] = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
    63, 0,
};

static inline block ascii_lookup(const uint8_t table[128], block raw)
{
    return _mm512_permutex2var_epi8(_mm512_loadu_si512(table), raw, _mm512_loadu_si512(table + 64));
}

static inline block block_fold(block raw, uint64_t *word)
{
    const block folded = ascii_lookup(ascii_fold, raw);
    *word = _mm512_test_epi8_mask(folded, folded) & ~block_high(raw);
    return folded;
}

/* What a byte means for the next one, and what it is behind a backslash. The next one is no letter
 * (0x80) or may be one (0x7F); \u and \\ are left to the careful path (0x80). */
static const uint8_t ascii_next[128] = {[0 ... '\\' - 1] = 0x7F, 0x80, ['\\' + 1 ... 127] = 0x7F};
static const uint8_t ascii_escaped[128] = {['\\'] = 0x80, ['u'] = 0x80};

/* All but two masks are kept in bytes: moving masks about would take as long as the rest. The look at
 * the byte before goes round, so that byte 0 tells of a backslash at the end, where a block must stop. */
static inline bool block_plain(const uint8_t *p, bool json, block *folded, uint64_t *word)
{
    const block raw = block_load(p);
    block may_be_letter = _mm512_set1_epi8(0x7F), other = raw;

    *folded = ascii_lookup(ascii_fold, raw);
    if (json) {
        const block first = _mm512_maskz_set1_epi8(1, (char)0x80);
        const block escaped = ascii_lookup(ascii_escaped, raw);
        may_be_letter = ascii_lookup(ascii_next, _mm512_permutexvar_epi8(_mm512_loadu_si512(byte_before), raw));
        other = _mm512_or_si512(raw, _mm512_and_si512(may_be_letter, _mm512_or_si512(escaped, first)));
    }
    *word = _mm512_test_epi8_mask(*folded, may_be_letter);
    return _mm512_movepi8_mask(other) == 0;
}

/* Marks in *high as done the code points of two bytes that begin with lead. */
static inline block fold_lead(block raw, block folded, uint8_t lead, uint64_t leads, uint64_t *high, uint64_t *word)
{
    const struct fold_two *t = &fold_two[lead - 0xC2];
    const block after = _mm512_permutexvar_epi8(_mm512_loadu_si512(byte_after), raw);
    const block kind = _mm512_permutexvar_epi8(after, _mm512_loadu_si512(t->kind));
    const uint64_t letter = _mm512_mask_cmpeq_epi8_mask(leads, kind, _mm512_set1_epi8(FOLD_TWO_LETTER));
    const uint64_t done = _mm512_mask_cmpneq_epi8_mask(leads, kind, _mm512_set1_epi8(FOLD_TWO_OTHER));

    *high &= ~(done | done << 1);
    *word |= letter | letter << 1;
    folded = _mm512_mask_permutexvar_epi8(folded, letter, after, _mm512_loadu_si512(t->first));
    return _mm512_mask_permutexvar_epi8(folded, letter << 1, raw, _mm512_loadu_si512(t->second));
}

/* Letters of two bytes (Latin, Greek, Cyrillic, Hebrew, Arabic), a step for each lead byte there is;
 * and the dashes, quotes and spaces of U+2000. */
static inline block block_common(block raw, block folded, uint64_t *high, uint64_t *word)
{
    const uint64_t tail = _mm512_cmplt_epi8_mask(raw, _mm512_set1_epi8((char)0xC0)) & *high;
    const uint64_t two = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(raw, _mm512_set1_epi8((char)0xC2)),
                                                _mm512_set1_epi8(0xE0 - 0xC2));
    const uint64_t e280 = (block_is(raw, (char)0xE2) << 1 & block_is(raw, (char)0x80)) << 1 & tail;
    const uint64_t done = _mm512_mask_testn_epi8_mask(
        e280, _mm512_permutexvar_epi8(raw, _mm512_loadu_si512(fold_e280)), _mm512_set1_epi8(-1));

    *high &= ~(done | done >> 1 | done >> 2);
    for (uint64_t leads = two & tail >> 1; leads;) {
        const block first = _mm512_maskz_compress_epi8(leads, raw);
        const uint8_t lead = (uint8_t)_mm_cvtsi128_si32(_mm512_castsi512_si128(first));
        const uint64_t same = leads & block_is(raw, (char)lead);
        folded = fold_lead(raw, folded, lead, same, high, word);
        leads &= ~same;
    }
    return folded;
}

/* In a register: bytes stored one by one could not be loaded as a block before all of them had left for the cache. */
typedef block patch;

static inline patch patch_begin(block b)
{
    return b;
}

static inline void patch_put(patch *t, unsigned k, uint32_t bytes, unsigned n)
{
    const unsigned turn = 8 * (k % 4); /* every four bytes of the vector hold the same, so it only is to be turned */
    const uint32_t turned = turn ? bytes << turn | bytes >> (32 - turn) : bytes;
    *t = _mm512_mask_mov_epi8(*t, bits_below(n) << k, _mm512_set1_epi32((int)turned));
}

static inline block patch_end(const patch *t)
{
    return *t;
}

static const uint8_t one_to_64[64] = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
    63, 64,
};

/* out[i] = base + 1 + position of the i-th bit; at most 32 bits are set, 32 numbers may be written. */
static inline void store_positions(uint32_t *out, uint64_t bits, uint32_t base)
{
    const __m512i from = _mm512_set1_epi32((int)base);
    const __m512i at = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(one_to_64));
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(at)), from));
    if (UNLIKELY(_mm_popcnt_u64(bits) > 16))
        _mm512_storeu_si512(out + 16, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 1)), from));
}

/* Without a branch for each word: where words end, counted in kept bytes, is stored all at once. */
static inline void block_words(struct block_out *o, uint32_t at, block folded, uint64_t word, uint64_t keep,
                               unsigned top, bool places)
{
    const uint64_t last = (word << 1 & ~word & ~(UINT64_C(2) << top)) >> 1;
    const uint64_t closes = o->open & ~word & 1;

    o->edge[o->n + 1] = (uint32_t)o->n_bytes;
    store_positions(o->edge + o->n + closes + 1, _pext_u64(last, keep), (uint32_t)o->n_bytes);
    if (places) {
        const uint64_t first = word & ~(word << 1 | o->open);
        o->end[o->n] = o->open_end;
        store_positions(o->end + o->n + closes, last, at);
        store_positions(o->start + o->n + o->open, first, at - 1);
        o->open_end = at + top + 1;
    }
    o->n += closes + (uint64_t)_mm_popcnt_u64(last);
    block_store(o->bytes + o->n_bytes, _mm512_maskz_compress_epi8(keep, folded));
    o->n_bytes += (uint64_t)_mm_popcnt_u64(keep);
    o->open = word >> top & 1;
}

#include "text/block_split.h"

/* --- XXH3 of eight padded words at once --- */

/* Low xor high half of the 128-bit products: schoolbook on 32-bit halves. */
static inline __m512i multiply_fold(__m512i a, __m512i b)
{
    const __m512i low = _mm512_set1_epi64(0xFFFFFFFF);
    const __m512i ah = _mm512_srli_epi64(a, 32), bh = _mm512_srli_epi64(b, 32);
    const __m512i ll = _mm512_mul_epu32(a, b), hl = _mm512_mul_epu32(ah, b);
    const __m512i lh = _mm512_mul_epu32(a, bh), hh = _mm512_mul_epu32(ah, bh);
    const __m512i t = _mm512_add_epi64(hl, _mm512_srli_epi64(ll, 32));
    const __m512i u = _mm512_add_epi64(lh, _mm512_and_si512(t, low));
    const __m512i hi = _mm512_add_epi64(_mm512_add_epi64(hh, _mm512_srli_epi64(t, 32)), _mm512_srli_epi64(u, 32));
    const __m512i lo = _mm512_mask_mov_epi32(_mm512_slli_epi64(u, 32), 0x5555, ll);
    return _mm512_xor_si512(lo, hi);
}

struct block_masks {
    __m512i lo, hi;
};

/* x, y: four blocks each; the hashes come in the order x0 y0 x1 y1 ... */
static inline __m512i hash_blocks(__m512i x, __m512i y, const struct block_masks *m)
{
    const __m512i swap = _mm512_set4_epi32(0x08090A0B, 0x0C0D0E0F, 0x00010203, 0x04050607);
    const __m512i a = _mm512_xor_si512(_mm512_unpacklo_epi64(x, y), m->lo);
    const __m512i b = _mm512_xor_si512(_mm512_unpackhi_epi64(x, y), m->hi);
    __m512i h = _mm512_add_epi64(_mm512_add_epi64(_mm512_set1_epi64(HASH_BLOCK), _mm512_shuffle_epi8(a, swap)),
                                 _mm512_add_epi64(b, multiply_fold(a, b)));
    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, 37));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64(0x165667919E3779F9));
    return _mm512_xor_si512(h, _mm512_srli_epi64(h, 32));
}

static inline __m128i load16(const uint8_t *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* Four words that stand one behind the other, each spread to a block of its own; mask has a bit for
 * each byte of a block that is filled. */
static inline __m512i spread_short(const uint8_t *bytes, const uint32_t *edge, uint64_t mask)
{
    return _mm512_maskz_expand_epi8(mask, _mm512_loadu_si512(bytes + edge[0]));
}

/* The same where a word may be longer than a block. */
static inline __m512i spread_any(const uint8_t *bytes, const uint32_t *edge, uint64_t mask)
{
    const __m256i ab = _mm256_inserti128_si256(_mm256_castsi128_si256(load16(bytes + edge[0])),
                                               load16(bytes + edge[1]), 1);
    const __m256i cd = _mm256_inserti128_si256(_mm256_castsi128_si256(load16(bytes + edge[2])),
                                               load16(bytes + edge[3]), 1);
    return _mm512_maskz_mov_epi8(mask, _mm512_inserti64x4(_mm512_castsi256_si512(ab), cd, 1));
}

/* A mask as a number. Left to itself GCC 12 may spill it as two bytes and read it back as four. */
static inline unsigned mask_bits(__mmask16 mask)
{
    unsigned bits;
    __asm__("kmovw %1, %0" : "=r"(bits) : "k"(mask));
    return bits;
}

static void hash(const struct words *w, uint64_t seed, uint64_t *out)
{
    const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), one = _mm512_set1_epi32(1);
    struct block_masks m;
    uint64_t lo, hi, fill[4];

    hash_block_masks(seed, &lo, &hi);
    m = (struct block_masks){_mm512_set1_epi64((long long)lo), _mm512_set1_epi64((long long)hi)};
    for (size_t i = 1; i <= 16; i++)
        w->edge[w->n + i] = (uint32_t)w->n_bytes;
    for (size_t i = 0; i < w->n; i += 16) {
        const uint32_t *e = w->edge + i;
        const __m512i size = _mm512_sub_epi32(_mm512_loadu_si512(e + 1), _mm512_loadu_si512(e));
        unsigned longer = mask_bits(_mm512_cmpgt_epu32_mask(size, _mm512_set1_epi32(HASH_BLOCK)));
        __m512i x[4];

        _mm256_storeu_si256((__m256i *)(void *)fill,
                            _mm512_cvtepi32_epi16(_mm512_sub_epi32(_mm512_sllv_epi32(one, size), one)));
        for (int g = 0; g < 4; g++)
            x[g] = UNLIKELY(longer) ? spread_any(w->bytes, e + 4 * g, fill[g])
                                    : spread_short(w->bytes, e + 4 * g, fill[g]);
        _mm512_storeu_si512(out + i, _mm512_permutexvar_epi64(order, hash_blocks(x[0], x[1], &m)));
        _mm512_storeu_si512(out + i + 8, _mm512_permutexvar_epi64(order, hash_blocks(x[2], x[3], &m)));
        for (; UNLIKELY(longer); longer &= longer - 1) {
            const unsigned k = (unsigned)__builtin_ctz(longer);
            out[i + k] = hash_bytes(w->bytes + e[k], e[k + 1] - e[k], seed);
        }
    }
}

const struct tokens_kernel tokens_kernel_avx512 = {split, hash};
#endif
