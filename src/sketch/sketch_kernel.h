/*
 * sketch_kernel.h - the inner loops of this folder, once for each instruction set.
 *
 * Contracts are those of the public functions of the same names. The scalar kernel is the
 * definition; all others equal it bit for bit (tests/unit/test_sketch_kernels.c).
 */
#ifndef SKETCH_SKETCH_KERNEL_H
#define SKETCH_SKETCH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"
#include "base/hash.h"

struct sketch_kernel {
    size_t (*shingle_hashes)(const uint64_t *token, size_t n, unsigned k, uint64_t *out);
    struct hash128 (*shingle_digest)(const uint64_t *token, size_t n);
    void (*minhash_sketch)(const uint64_t *shingle, size_t n, uint32_t *slot, unsigned K);
    uint64_t (*simhash64)(const uint64_t *shingle, size_t n);
    size_t (*winnow)(const uint64_t *shingle, size_t n, uint32_t *pos);
};

/* NULL when this build has no such kernel; whether the machine can run it is cpu_can()'s business. */
const struct sketch_kernel *sketch_kernel_get(enum cpu_kernel k);

/* The one cpu_kernel() chose. */
const struct sketch_kernel *sketch_kernel(void);

extern const struct sketch_kernel sketch_kernel_scalar;
#if defined(__x86_64__)
extern const struct sketch_kernel sketch_kernel_avx2, sketch_kernel_avx512;
#elif defined(__aarch64__)
extern const struct sketch_kernel sketch_kernel_neon;
#endif

#endif
