/*
 * passing.h - nodes of lists that are not wanted are passed over several at a time.
 *
 * Lists are gone through for a range of nodes after the other (meetings.h, postings.h), and of most lists most members
 * are of other ranges.
 */
#ifndef CANDIDATES_PASSING_H
#define CANDIDATES_PASSING_H

#include <stdbool.h>
#include <stdint.h>

enum { PASSED = 8 };

/* Four at once: a loop over PASSED members is not made into this by itself. */
typedef uint32_t four_nodes __attribute__((vector_size(16), aligned(4), may_alias));
typedef uint64_t two_words __attribute__((vector_size(16)));

/* None of PASSED members is one of the nodes [first, first + width). */
static inline bool none_of_range(const uint32_t *member, uint32_t first, uint32_t width)
{
    const four_nodes a = *(const four_nodes *)(const void *)member;
    const four_nodes b = *(const four_nodes *)(const void *)(member + PASSED / 2);
    const two_words within = (two_words)((a - first < width) | (b - first < width));
    return (within[0] | within[1]) == 0;
}

#endif
