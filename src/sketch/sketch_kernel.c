#include "sketch/sketch_kernel.h"

static const struct sketch_kernel *const kernels[CPU_KERNELS] = {
    [CPU_SCALAR] = &sketch_kernel_scalar,
#if defined(__x86_64__)
    [CPU_AVX2] = &sketch_kernel_avx2,
    [CPU_AVX512] = &sketch_kernel_avx512,
#elif defined(__aarch64__)
    [CPU_NEON] = &sketch_kernel_neon,
#endif
};

const struct sketch_kernel *sketch_kernel_get(enum cpu_kernel k)
{
    return kernels[k];
}

const struct sketch_kernel *sketch_kernel(void)
{
    const struct sketch_kernel *const best = kernels[cpu_kernel()];
    return best ? best : &sketch_kernel_scalar;
}
