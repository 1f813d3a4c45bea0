/*
 * linked.h - where a document stood in the column before, so that a pair is not linked again.
 *
 * Near-copies share most of their keys, and would be linked in column after column. A mark a document remembers
 * its key and its rank in the bucket: with the marks of both one can tell exactly whether the column before has
 * linked them (or passed them over because the one before that had). So no pair is lost, and a cluster of ten costs
 * about as many links as it has pairs, not twenty times as many.
 */
#ifndef LSH_LINKED_H
#define LSH_LINKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINKED_RANK_BITS = 7, LINKED_COLUMN_BITS = 9, LINKED_RANK_MOST = (1 << LINKED_RANK_BITS) - 1 };

/* The key has its 48 bits on top. Zero is no mark. */
static inline uint64_t linked_mark(uint64_t key, size_t column, size_t rank)
{
    return key | (uint64_t)(column + 1) << LINKED_RANK_BITS | (rank < LINKED_RANK_MOST ? rank : LINKED_RANK_MOST);
}

/* Marks of two documents that share a bucket of `column`: were they linked in the column before, where a member is
 * linked to the first `heads` and to the `back` before it? */
static inline bool linked_before(uint64_t later, uint64_t earlier, size_t column, unsigned heads, unsigned back)
{
    const uint64_t rank = later & LINKED_RANK_MOST, other = earlier & LINKED_RANK_MOST;

    if (column == 0 || (later ^ earlier) >> LINKED_RANK_BITS ||
        (later >> LINKED_RANK_BITS & ((1 << LINKED_COLUMN_BITS) - 1)) != column)
        return false;
    return other < heads || (rank < LINKED_RANK_MOST && rank - other <= back);
}

#endif
