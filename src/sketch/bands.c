#include "sketch/bands.h"

#include <stddef.h>

#include "base/hash.h"

/* By multiplication, not pow(): a shape must not depend on whose libm is installed. */
static double power(double x, unsigned n)
{
    double y = 1;
    while (n-- > 0)
        y *= x;
    return y;
}

double band_recall(struct band_shape s, double jaccard)
{
    return 1 - power(1 - power(jaccard, s.rows), s.bands);
}

/* The fewest bands of so many rows that reach `recall`, else as many as fit. */
static struct band_shape fewest_bands(double threshold, double recall, unsigned slots, unsigned rows)
{
    const unsigned fit = slots / rows < BANDS_MAX ? slots / rows : BANDS_MAX;
    struct band_shape s = {1, rows};

    while (s.bands < fit && band_recall(s, threshold) < recall)
        s.bands++;
    return s;
}

struct band_shape band_shape_for(double threshold, double recall, unsigned slots)
{
    for (unsigned rows = slots; rows > 1; rows--) {
        const struct band_shape s = fewest_bands(threshold, recall, slots, rows);
        if (band_recall(s, threshold) >= recall)
            return s;
    }
    return fewest_bands(threshold, recall, slots, 1);
}

/* Inlined with a constant number of rows, XXH3 shrinks to its branch for that length. */
static inline __attribute__((always_inline)) void keys_of_rows(const uint32_t *slot, unsigned bands, unsigned rows,
                                                               uint64_t *keys)
{
    for (unsigned i = 0; i < bands; i++)
        keys[i] = hash_bytes(slot + (size_t)i * rows, rows * sizeof *slot, 0) & BAND_KEY_MASK;
}

void band_keys_minhash(const uint32_t *slot, struct band_shape s, uint64_t *keys)
{
    switch (s.rows) {
    case 3: keys_of_rows(slot, s.bands, 3, keys); break;
    case 4: keys_of_rows(slot, s.bands, 4, keys); break;
    case 5: keys_of_rows(slot, s.bands, 5, keys); break;
    case 6: keys_of_rows(slot, s.bands, 6, keys); break;
    case 8: keys_of_rows(slot, s.bands, 8, keys); break;
    default: keys_of_rows(slot, s.bands, s.rows, keys);
    }
}

/* By distance; the rule is in the header. */
static const unsigned char blocks_for[BAND_DISTANCE_MAX + 1] = {1, 2, 4, 6, 8, 9, 10, 10, 11};

unsigned band_count_simhash(unsigned distance)
{
    const unsigned blocks = blocks_for[distance];
    unsigned choices = 1;

    for (unsigned i = 1; i <= distance; i++)
        choices = choices * (blocks - distance + i) / i;
    return choices;
}

/* The next larger number with as many bits set. */
static unsigned next_choice(unsigned x)
{
    const unsigned low = x & -x, carried = x + low;
    return carried | ((x ^ carried) >> 2) / low;
}

static uint64_t chosen_bits(unsigned choice, const uint64_t *block)
{
    uint64_t bits = 0;
    for (; choice; choice &= choice - 1)
        bits |= block[__builtin_ctz(choice)];
    return bits;
}

void band_keys_simhash(uint64_t fingerprint, unsigned distance, uint64_t *keys)
{
    const unsigned blocks = blocks_for[distance], tables = band_count_simhash(distance);
    unsigned choice = (1u << (blocks - distance)) - 1;
    uint64_t block[64];

    for (unsigned i = 0; i < blocks; i++) {
        const unsigned first = i * 64 / blocks, end = (i + 1) * 64 / blocks;
        block[i] = (~UINT64_C(0) >> (64 - (end - first))) << first;
    }
    for (unsigned t = 0; t < tables; t++, choice = next_choice(choice))
        keys[t] = hash_mix(fingerprint & chosen_bits(choice, block)) & BAND_KEY_MASK;
}
