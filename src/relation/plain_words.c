#include "relation/plain_words.h"

static const struct plain_words_kernel *const kernels[CPU_KERNELS] = {
    [CPU_SCALAR] = &plain_words_kernel_scalar,
    [CPU_NEON] = &plain_words_kernel_scalar, /* which is written in vectors of sixteen bytes */
#if defined(__x86_64__)
    [CPU_AVX2] = &plain_words_kernel_avx2,
    [CPU_AVX512] = &plain_words_kernel_avx512,
#endif
};

const struct plain_words_kernel *plain_words_get(enum cpu_kernel k)
{
    return kernels[k];
}
