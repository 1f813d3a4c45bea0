/* In vectors of sixteen bytes that every compiler knows. */
#include "relation/plain_words_kernel_body.h"

#include "base/block16.h"

static inline void look16(struct look *l, const uint8_t *p, unsigned i)
{
    const block16 x = block16_load((const char *)p), lower = x | 0x20;
    const block16 letter = (block16)((block16)(lower - 'a') < 26), digit = (block16)((block16)(x - '0') < 10);
    const block16 inside = (block16)(x == '`') | (block16)(x == '&') | (block16)(x >= 0x80);
    const block16 odd = (block16)(x == '%') | (block16)(x == '!') | (block16)(x == '?');
    l->letter |= (uint64_t)block16_bits(letter) << i;
    l->digit |= (uint64_t)block16_bits(digit) << i;
    l->capital |= (uint64_t)block16_bits(letter & (block16)(x < 'a')) << i;
    l->blank |= (uint64_t)block16_bits((block16)(x <= ' ')) << i;
    l->hyphen |= (uint64_t)block16_bits((block16)(x == '-')) << i;
    l->comma |= (uint64_t)block16_bits((block16)(x == ',')) << i;
    l->stop |= (uint64_t)block16_bits((block16)(x == '.')) << i;
    l->apostrophe |= (uint64_t)block16_bits((block16)(x == '\'')) << i;
    l->inside |= (uint64_t)block16_bits(inside) << i;
    l->quote |= (uint64_t)block16_bits((block16)(x == '"')) << i;
    l->odd |= (uint64_t)block16_bits(odd) << i;
    l->s |= (uint64_t)block16_bits((block16)(lower == 's')) << i;
    l->i_or_y |= (uint64_t)block16_bits((block16)(lower == 'i') | (block16)(lower == 'y')) << i;
}

static inline struct look look_at(const uint8_t *p)
{
    struct look l = {0};
    for (unsigned i = 0; i < WINDOW; i += sizeof(block16))
        look16(&l, p + i, i);
    return l;
}

const struct plain_words_kernel plain_words_kernel_scalar = {read_plain};
