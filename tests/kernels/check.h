/* check.h - what the self-checks of kernels share: they are built for other machines too, where no
 * test library is at hand. */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>

static unsigned check_failures;

static inline void check(int holds, const char *what, const char *kernel, size_t n)
{
    if (!holds && check_failures++ < 10)
        printf("%s: %s differs from scalar at n = %zu\n", kernel, what, n);
}

static inline uint64_t check_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 31) * UINT64_C(0xD6E8FEB86659FD93);
    x = (x ^ x >> 29) * UINT64_C(0xA0761D6478BD642F);
    return x ^ x >> 32;
}

#endif
