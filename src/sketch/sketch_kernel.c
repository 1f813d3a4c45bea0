#include "sketch/sketch_kernel.h"

static const struct sketch_kernel *const kernels[CPU_KERNELS] = {
    [CPU_SCALAR] = &sketch_kernel_scalar,
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
