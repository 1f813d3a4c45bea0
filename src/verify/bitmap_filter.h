/*
 * bitmap_filter.h - what two shingle sets can share at most, told from one bitmap each.
 *
 * Every shingle sets the bit its hash names. A bit that only one of two bitmaps has stands for at least one shingle
 * that only this set has, so counting such bits bounds what the sets share: never too low, whatever collides. Most
 * pairs that are not alike are ruled out so, at the price of 64 words each, before a table is built and counted.
 * (Sandes, Teodoro, Melo: Bitmap filter, speeding up exact set similarity joins with bitwise operations, 2018.)
 */
#ifndef VERIFY_BITMAP_FILTER_H
#define VERIFY_BITMAP_FILTER_H

#include <stddef.h>
#include <stdint.h>

/* 4,096 bits: sets of 2,000 still leave six of ten clear. */
enum { BITMAP_FILTER_WORDS = 64 };

struct bitmap_filter {
    uint64_t word[BITMAP_FILTER_WORDS];
    uint32_t ones;
};

/* Shingles as shingle_hashes() gives them, repeats and all. */
void bitmap_filter_build(struct bitmap_filter *f, const uint64_t *shingle, size_t n);

/* The greatest Jaccard that sets with these bitmaps, of at most na and nb shingles, can have. */
double bitmap_filter_jaccard(const struct bitmap_filter *a, size_t na, const struct bitmap_filter *b, size_t nb);

#endif
