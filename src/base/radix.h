/* radix.h - sorting pairs of 64-bit numbers, the shape all joins here have. */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct rec {
    uint64_t hi, lo;
};

/* Sorts a[n] by (hi, lo); tmp[n] is scratch. Linear in n for the digits that differ at all; never
 * worse than n log n. */
void radix_sort(struct rec *a, struct rec *tmp, size_t n);

/* Removes repeats from a sorted array; returns how many stay. */
size_t radix_unique(struct rec *a, size_t n);

#endif
