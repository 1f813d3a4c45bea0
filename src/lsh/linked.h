/*
 * linked.h - where a document stood in the columns before, so that a pair is not linked again.
 *
 * Near-copies share most of their keys, and would be linked in column after column. `back` marks a document, at most
 * LINKED_BACK, remember its key and its rank in the bucket of so many columns: with the marks of both one can tell
 * exactly whether one of these has linked them (or passed them over because one before it had). So no pair is lost, and
 * a cluster of ten costs little more links than it has pairs, not twenty times as many.
 */
#ifndef LSH_LINKED_H
#define LSH_LINKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies that share half of their keys are linked again once in 2^back columns that they share. */
enum { LINKED_BACK = 2 };
enum { LINKED_RANK_BITS = 7, LINKED_COLUMN_BITS = 9, LINKED_RANK_MOST = (1 << LINKED_RANK_BITS) - 1 };

/* The key has its 48 bits on top. Zero is no mark. */
static inline uint64_t linked_mark(uint64_t key, size_t column, size_t rank)
{
    return key | (uint64_t)(column + 1) << LINKED_RANK_BITS | (rank < LINKED_RANK_MOST ? rank : LINKED_RANK_MOST);
}

/* The place of a column's mark among those of a document. */
static inline size_t linked_place(size_t column, size_t back)
{
    return back == 1 ? 0 : column % back;
}

/* Marks of two documents in one place: do they say that both stood in one bucket, and near enough to be linked?
 * Without a branch: the answer is anybody's guess. */
static inline unsigned linked_there(uint64_t later, uint64_t earlier, unsigned heads, unsigned near)
{
    const uint64_t rank = later & LINKED_RANK_MOST, other = earlier & LINKED_RANK_MOST;
    const unsigned same = (later != 0) & ((later ^ earlier) >> LINKED_RANK_BITS == 0);

    return same & ((other < heads) | ((rank < LINKED_RANK_MOST) & (rank - other <= near)));
}

/* Marks [back] of two documents that share a bucket: were they linked in one of these columns, where a member is linked
 * to the first `heads` and to the `near` before it? Marks that are older do no harm. */
static inline bool linked_before(const uint64_t *later, const uint64_t *earlier, size_t back, unsigned heads,
                                 unsigned near)
{
    unsigned linked = 0;
    for (size_t i = 0; i < back; i++)
        linked |= linked_there(later[i], earlier[i], heads, near);
    return linked;
}

#endif
