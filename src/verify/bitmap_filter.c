#include "verify/bitmap_filter.h"

#include <string.h>

#include "base/popcount.h"

enum { GROUP = 8 };

void bitmap_filter_build(struct bitmap_filter *f, const uint64_t *shingle, size_t n)
{
    uint32_t ones = 0;

    memset(f->word, 0, sizeof f->word);
    for (size_t i = 0; i < n; i++) {
        /* The low bits address the tables of overlap.h, so these are others: both together tell more than either. */
        const uint64_t at = shingle[i] >> 48 & (64 * BITMAP_FILTER_WORDS - 1);
        uint64_t *w = &f->word[at / 64];
        ones += ~*w >> (at % 64) & 1;
        *w |= UINT64_C(1) << (at % 64);
    }
    f->ones = ones;
}

/* Adds three bits in every place: the sum stays in *sum, what is carried is returned. */
static inline uint64_t add_bits(uint64_t *sum, uint64_t a, uint64_t b)
{
    const uint64_t half = *sum ^ a, carry = (*sum & a) | (half & b);
    *sum = half ^ b;
    return carry;
}

/* Bits that differ. Eight words are added up in every place before their bits are counted, since counting is slow on
 * processors that are not asked for more than the baseline. */
static uint32_t count_different(const uint64_t *a, const uint64_t *b)
{
    uint64_t ones = 0, twos = 0, fours = 0;
    uint32_t eights = 0;

    for (size_t i = 0; i < BITMAP_FILTER_WORDS; i += GROUP) {
        uint64_t x[GROUP], two, four, eight;
        for (size_t k = 0; k < GROUP; k++)
            x[k] = a[i + k] ^ b[i + k];
        two = add_bits(&ones, x[0], x[1]);
        four = add_bits(&twos, two, add_bits(&ones, x[2], x[3]));
        two = add_bits(&ones, x[4], x[5]);
        eight = add_bits(&fours, four, add_bits(&twos, two, add_bits(&ones, x[6], x[7])));
        eights += popcount64(eight);
    }
    return 8 * eights + 4 * popcount64(fours) + 2 * popcount64(twos) +
           popcount64(ones);
}

double bitmap_filter_jaccard(const struct bitmap_filter *a, size_t na, const struct bitmap_filter *b, size_t nb)
{
    const uint32_t differ = count_different(a->word, b->word);
    /* a's own bits minus b's own are a's bits minus b's */
    const uint32_t own_a = (differ + a->ones - b->ones) / 2, own_b = differ - own_a;
    const size_t left_a = na - own_a, left_b = nb - own_b, common = left_a < left_b ? left_a : left_b;

    return common ? (double)common / ((double)common + differ) : 0.0;
}
