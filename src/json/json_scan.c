#include "json/json_scan.h"

#include "json/json_text.h"

json_scan_fn *json_scan_get(enum cpu_kernel k)
{
    switch (k) {
    case CPU_SCALAR: return json_scan_scalar;
#if defined(__x86_64__)
    case CPU_AVX2: return json_scan_avx2;
    case CPU_AVX512: return json_scan_avx512;
#endif
#if defined(__aarch64__)
    case CPU_NEON: return json_scan_neon;
#endif
    default: return 0;
    }
}

json_string_fn *json_string_get(enum cpu_kernel k)
{
    switch (k) {
    case CPU_SCALAR: return json_string_end;
#if defined(__x86_64__)
    case CPU_AVX2: return json_string_avx2;
    case CPU_AVX512: return json_string_avx512;
#endif
#if defined(__aarch64__)
    case CPU_NEON: return json_string_neon;
#endif
    default: return 0;
    }
}
