/* cpu.h - which kernels this machine can run, and which one is asked for. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdbool.h>

/* In rising order of preference. Scalar is the definition; every other must equal it bit for bit. */
enum cpu_kernel { CPU_SCALAR, CPU_NEON, CPU_AVX2, CPU_AVX512, CPU_KERNELS };

/* AVX2 means AVX2 + BMI1/2 + PCLMUL + LZCNT; AVX512 means F, BW, DQ, VL, CD, VBMI, VBMI2 as well. */
bool cpu_can(enum cpu_kernel k);

/* The best this machine can, or what REPRINT_KERNEL (scalar|neon|avx2|avx512) names if the machine
 * can do that. Found once; later changes of the environment do not matter. Thread-safe. */
enum cpu_kernel cpu_kernel(void);

const char *cpu_kernel_name(enum cpu_kernel k);

#endif
