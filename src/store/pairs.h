/*
 * pairs.h - candidate pairs: collected by many threads with many repeats, read back sorted, each once.
 *
 * A pair is (later, earlier), two document positions, later > earlier. Buffers are sorted and freed of
 * repeats whenever they fill, so memory follows the number of *different* pairs, not of sightings.
 * With a home directory, full buffers are written as sorted runs and merged at the end.
 */
#ifndef STORE_PAIRS_H
#define STORE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/radix.h"
#include "store/state_file.h"

struct pairs;

/* `memory`: bytes for buffers when dir is given (all threads together). With a name the merged pairs are a
 * file that stays and can be sealed. */
int pairs_create(struct pairs **out, int threads, const char *dir, const char *name, uint64_t memory) MUST_USE;

/* From now on lo = earlier << PAIR_WEIGHT_BITS | weight: sightings of one pair become one, their weights are
 * summed up to PAIR_WEIGHT_MOST. To be called before the first add. */
enum { PAIR_WEIGHT_BITS = 8, PAIR_WEIGHT_MOST = 255 };
void pairs_weigh(struct pairs *p);

void pairs_free(struct pairs *p);

/* hi = later, lo = earlier. One caller per thread number at a time. */
int pairs_add(struct pairs *p, int thread, uint64_t later, uint64_t earlier) MUST_USE;

/* Sorts and merges what all threads added; then count and view are allowed and add is not. */
int pairs_finish(struct pairs *p) MUST_USE;
/* As column_seal() and column_open(), for pairs that are finished. */
int pairs_seal(struct pairs *p, struct seal *s) MUST_USE;
int pairs_open(struct pairs **out, const char *dir, const char *name, const struct seal *s) MUST_USE;
uint64_t pairs_count(const struct pairs *p);
/* n pairs from `first`, as column_view(). */
const struct rec *pairs_view(const struct pairs *p, uint64_t first, size_t n, struct rec *buf);

#endif
