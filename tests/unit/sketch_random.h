/* sketch_random.h - random tokens and sets for the tests of src/sketch; the same ones on every run. */
#ifndef SKETCH_RANDOM_H
#define SKETCH_RANDOM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "sketch/sketch_kernel.h"

struct random {
    uint64_t state;
};

/* Uniform 64 bits (a Weyl sequence, mixed twice). */
static inline uint64_t random_next(struct random *r)
{
    r->state += UINT64_C(0x9E3779B97F4A7C15);
    return hash_mix(hash_mix(r->state) + UINT64_C(0xD6E8FEB86659FD93));
}

static inline size_t random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

static inline uint64_t *random_words(struct random *r, size_t n)
{
    uint64_t *const w = mem_alloc_kernel(n + 8, sizeof *w);
    assert_non_null(w);
    for (size_t i = 0; i < n + 8; i++) /* what stands behind the end must not matter */
        w[i] = random_next(r);
    return w;
}

/* n words, of which only `distinct` differ. */
static inline uint64_t *random_repeats(struct random *r, size_t n, size_t distinct)
{
    uint64_t *const w = random_words(r, n);
    for (size_t i = 0; i < n; i++)
        w[i] = hash_mix(random_below(r, distinct) + UINT64_C(0x1234567));
    return w;
}

/* Calls test(kernel) for every kernel this build has and this machine can run. */
static inline void each_kernel(void (*test)(const struct sketch_kernel *))
{
    for (int k = 0; k < CPU_KERNELS; k++)
        if (cpu_can((enum cpu_kernel)k) && sketch_kernel_get((enum cpu_kernel)k))
            test(sketch_kernel_get((enum cpu_kernel)k));
}

#endif
