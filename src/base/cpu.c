#include "base/cpu.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>

/* Compilers do not agree on a name for it. */
static bool counts_leading_zeros(void)
{
    unsigned a, b, c, d;
    return __get_cpuid(0x80000001u, &a, &b, &c, &d) && (c & bit_LZCNT);
}
#endif

static const char *const names[CPU_KERNELS] = {"scalar", "neon", "avx2", "avx512"};

const char *cpu_kernel_name(enum cpu_kernel k)
{
    return names[k];
}

bool cpu_can(enum cpu_kernel k)
{
    switch (k) {
    case CPU_SCALAR:
        return true;
#if defined(__x86_64__)
    case CPU_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul") && counts_leading_zeros();
    case CPU_AVX512:
        return cpu_can(CPU_AVX2) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
#elif defined(__aarch64__)
    case CPU_NEON:
        return true; /* part of the base architecture */
#endif
    default:
        return false;
    }
}

static enum cpu_kernel best(void)
{
    for (int k = CPU_KERNELS - 1; k > CPU_SCALAR; k--)
        if (cpu_can((enum cpu_kernel)k))
            return (enum cpu_kernel)k;
    return CPU_SCALAR;
}

static enum cpu_kernel chosen(void)
{
    const char *want = getenv("REPRINT_KERNEL");
    for (int k = 0; want && k < CPU_KERNELS; k++)
        if (strcmp(want, names[k]) == 0 && cpu_can((enum cpu_kernel)k))
            return (enum cpu_kernel)k;
    return best();
}

enum cpu_kernel cpu_kernel(void)
{
    static atomic_int known = -1; /* racing threads store the same value */
    int k = atomic_load_explicit(&known, memory_order_relaxed);
    if (k < 0) {
        k = chosen();
        atomic_store_explicit(&known, k, memory_order_relaxed);
    }
    return (enum cpu_kernel)k;
}
