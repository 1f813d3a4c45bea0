/*
 * askers.h - how far behind a document the last one stands that asks for its text, in one byte.
 *
 * A member of a bucket is compared with those right before it, so most texts have been asked for by the last time a few
 * dozen documents later, and need not be kept for longer. Distances up to 16 are exact, greater ones are rounded up by
 * an eighth at the most: whoever keeps a text for askers_reach(askers_code(d)) documents keeps it for d.
 */
#ifndef ENGINE_ASKERS_H
#define ENGINE_ASKERS_H

#include <stdint.h>

/* Steps to a power of two; the code of what is beyond all of them. */
enum { ASKERS_STEPS = 8, ASKERS_FAR = UINT8_MAX };

/* Documents that the code stands for: 0 for 0, and never less for a greater code. */
static inline uint64_t askers_reach(uint8_t code)
{
    if (code < 2 * ASKERS_STEPS)
        return code;
    return code == ASKERS_FAR ? UINT64_MAX
                              : (uint64_t)(ASKERS_STEPS + code % ASKERS_STEPS) << (code / ASKERS_STEPS - 1);
}

/* The least code that reaches so far. */
static inline uint8_t askers_code(uint64_t distance)
{
    uint64_t steps = distance, shift = 0;

    while (steps >= 2 * ASKERS_STEPS)
        steps = ((distance - 1) >> ++shift) + 1;
    return ASKERS_STEPS * shift + steps < ASKERS_FAR ? (uint8_t)(ASKERS_STEPS * shift + steps) : ASKERS_FAR;
}

#endif
