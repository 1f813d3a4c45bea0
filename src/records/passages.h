/*
 * passages.h - a text's passages: hashes of some of its 5-token windows, chosen so that none is missed.
 *
 * Chosen by winnowing (sketch/winnow.h): two texts that share a run of 12 tokens share a passage, and one window in
 * 4 or 5 is taken. A text of at most PASSAGE_ALL tokens gives *all* its windows, so that what a teaser shares with
 * another is found at 5 tokens. A text of fewer than 5 tokens has one passage: all its tokens.
 *
 * Nothing here depends on a collection (no idf): passages of a text never change.
 */
#ifndef RECORDS_PASSAGES_H
#define RECORDS_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

enum { PASSAGE_TOKENS = 5, PASSAGE_ALL = 100 };

/* Room that passages_select() may need for `n` tokens. */
static inline size_t passages_max(size_t n)
{
    return n < PASSAGE_TOKENS ? 1 : n - PASSAGE_TOKENS + 1;
}

/* From shingle hashes of PASSAGE_TOKENS tokens each (sketch/shingle.h, with the readable bytes behind that winnow()
 * asks for), of a text of n_tokens. Writes the passages in text order, evenly spread hashes, neighbouring equal ones
 * once. `place` is scratch of winnow_room(n_shingles). Returns how many: at most passages_max(n_tokens). */
size_t passages_select(const uint64_t *shingle, size_t n_shingles, size_t n_tokens, uint32_t *place, uint32_t *out);

#endif
