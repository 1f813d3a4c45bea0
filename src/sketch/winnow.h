/*
 * winnow.h - winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003): from a run of shingle hashes, a
 * few positions that stand for all of them.
 *
 * Guarantee: two texts that share WINNOW_WINDOW consecutive shingles (with 5-shingles a run of 12
 * tokens) both select a shingle of the same hash inside that run; about 2 of every
 * WINNOW_WINDOW + 1 shingles are selected.
 *
 * Each window selects its least hash; hashes are ordered by their upper 29 bits, and the rightmost of
 * equals wins. "Robust": as long as the position selected last is still inside the window and its hash is the
 * one selected, nothing new is selected, so that a text repeating itself selects one position a
 * window, not all. Fewer shingles than a window are one window.
 */
#ifndef SKETCH_WINNOW_H
#define SKETCH_WINNOW_H

#include <stddef.h>
#include <stdint.h>

enum { WINNOW_WINDOW = 8, WINNOW_SHIFT = 64 - 29, WINNOW_SLACK = 64 };

/* Writes the selected positions, rising; n < 2^32. `pos` has room for winnow_room(n), `shingle` has
 * 64 readable bytes behind its end. Returns how many, at least 1 if n > 0. */
size_t winnow(const uint64_t *shingle, size_t n, uint32_t *pos);

/* Each window selects at most one, and kernels write whole vectors behind the last. */
static inline size_t winnow_room(size_t n)
{
    return n + WINNOW_SLACK;
}

#endif
