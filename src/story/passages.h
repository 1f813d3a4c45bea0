/*
 * passages.h - a text's passages: hashes of some of its 5-token windows, chosen so that none is missed.
 *
 * Winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003): of every PASSAGE_WINDOW neighbouring windows the least hash
 * is taken, the rightmost of equal ones. Two texts that share a run of PASSAGE_WINDOW + 4 = 12 tokens share a
 * passage; about 2 of PASSAGE_WINDOW + 1 windows are taken. A text of at most PASSAGE_ALL tokens gives *all* its
 * windows, so that what a teaser shares with a long text is found at 12 tokens too, and between two teasers at 5.
 * A text of fewer than 5 tokens has one passage: all its tokens.
 *
 * Nothing here depends on a collection (no idf): passages of a text never change.
 */
#ifndef STORY_PASSAGES_H
#define STORY_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

enum { PASSAGE_TOKENS = 5, PASSAGE_WINDOW = 8, PASSAGE_ALL = 100 };

/* Room that passages_select() may need for `n` tokens. */
static inline size_t passages_max(size_t n)
{
    return n < PASSAGE_TOKENS ? 1 : n - PASSAGE_TOKENS + 1;
}

/* From shingle hashes of PASSAGE_TOKENS tokens each (sketch/shingle.h), of a text of n_tokens. Writes the passages
 * in text order, the upper 32 bits of each; neighbouring equal ones once. Returns how many: at most
 * passages_max(n_tokens). */
size_t passages_select(const uint64_t *shingle, size_t n_shingles, size_t n_tokens, uint32_t *out);

#endif
