/*
 * passing.h - nodes of lists that are not wanted are passed over several at a time.
 *
 * Lists are gone through for a range of nodes after the other (meetings.h, postings.h), and of most lists most members
 * are of other ranges.
 */
#ifndef CANDIDATES_PASSING_H
#define CANDIDATES_PASSING_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { PASSED = 16 };

/* Four at once: a loop over PASSED members is not made into this by itself. */
typedef uint32_t four_nodes __attribute__((vector_size(16), aligned(4), may_alias));

static inline four_nodes four_of_range(const uint32_t *member, uint32_t first, uint32_t width)
{
    return (four_nodes)(*(const four_nodes *)(const void *)member - first < width);
}

/* A bit for each of PASSED members that is one of the nodes [first, first + width). */
static inline uint32_t members_of_range(const uint32_t *member, uint32_t first, uint32_t width)
{
#if defined(__SSE2__)
    const __m128i low = _mm_packs_epi32((__m128i)four_of_range(member, first, width),
                                        (__m128i)four_of_range(member + 4, first, width));
    const __m128i high = _mm_packs_epi32((__m128i)four_of_range(member + 8, first, width),
                                         (__m128i)four_of_range(member + 12, first, width));
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
#else
    four_nodes bits = {0};
    for (unsigned k = 0; k < PASSED; k += 4) {
        const four_nodes bit = {UINT32_C(1) << k, UINT32_C(2) << k, UINT32_C(4) << k, UINT32_C(8) << k};
        bits |= four_of_range(member + k, first, width) & bit;
    }
    return bits[0] | bits[1] | bits[2] | bits[3];
#endif
}

/* The same of the last ones, fewer than PASSED. */
static inline uint32_t last_of_range(const uint32_t *member, unsigned n, uint32_t first, uint32_t width)
{
    uint32_t bits = 0;
    for (unsigned k = 0; k < n; k++)
        bits |= (uint32_t)(member[k] - first < width) << k;
    return bits;
}

#endif
