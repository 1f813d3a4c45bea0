/*
 * bands.h - sketch to band keys, and the shape of the bands.
 *
 * MinHash: band i hashes slots [i*rows, (i+1)*rows). Documents of Jaccard J share at least one of b
 * bands with probability 1 - (1 - J^rows)^bands (the S-curve).
 * SimHash: Manku, Jain, Das Sarma (WWW 2007) as bands: the 64 bits are cut into blocks of nearly equal
 * size, every choice of blocks - distance of them is one table; fingerprints at most `distance` bits
 * apart agree in at least one. The key of a table is the chosen blocks, hashed. The number of blocks is
 * the least that leaves 28 bits in every key, or the most that BANDS_MAX tables allow:
 *   distance    1   2   3   4    5    6    7    8
 *   blocks      2   4   6   8    9   10   10   11
 *   tables      2   6  20  70  126  210  120  165
 *   key bits   32  32  32  32   28   24   18   15   (the least of any table)
 *
 * Keys have 48 bits: at 10^10 documents chance gives 1.8e5 pairs a band, which verification removes.
 */
#ifndef SKETCH_BANDS_H
#define SKETCH_BANDS_H

#include <stdbool.h>
#include <stdint.h>

enum { BAND_KEY_BYTES = 6, BANDS_MAX = 256, BAND_DISTANCE_MAX = 8 };
#define BAND_KEY_MASK ((UINT64_C(1) << 48) - 1)

struct band_shape {
    unsigned bands, rows;
};

/* Probability that a pair of this Jaccard becomes a candidate. */
double band_recall(struct band_shape s, double jaccard);

/* The shape with the most rows (fewest candidates) that fits `slots` and reaches `recall` at
 * `threshold`, with as few bands as reach it. When none does, the one of highest recall. */
struct band_shape band_shape_for(double threshold, double recall, unsigned slots);

/* keys[s.bands]; the caller skips documents without shingles. */
void band_keys_minhash(const uint32_t *slot, struct band_shape s, uint64_t *keys);

/* Manku's tables for Hamming <= distance (1..BAND_DISTANCE_MAX): how many, and their keys. */
unsigned band_count_simhash(unsigned distance);
void band_keys_simhash(uint64_t fingerprint, unsigned distance, uint64_t *keys);

#endif
