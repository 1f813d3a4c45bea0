#define _GNU_SOURCE
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/status.h"

enum { KERNEL_ALIGN = 64, HUGE_PAGE = 1 << 21, HUGE_MOST = 1 << 25 };

bool size_mul(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

bool size_add(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

void *mem_alloc(size_t n, size_t size)
{
    size_t bytes;
    if (!size_mul(n, size, &bytes))
        return NULL;
    return malloc(bytes ? bytes : 1);
}

void *mem_zalloc(size_t n, size_t size)
{
    return calloc(n ? n : 1, size ? size : 1);
}

void *mem_alloc_kernel(size_t n, size_t size)
{
    size_t bytes, align;
    void *p;

    if (!size_mul(n, size, &bytes) || !size_add(bytes, KERNEL_ALIGN, &bytes))
        return NULL;
    align = bytes >= HUGE_PAGE && bytes <= HUGE_MOST ? HUGE_PAGE : KERNEL_ALIGN;
    if (!size_add(bytes, align - 1, &bytes))
        return NULL;
    bytes = bytes / align * align;
    p = aligned_alloc(align, bytes);
#ifdef MADV_HUGEPAGE
    if (p && align == HUGE_PAGE) /* refused where the kernel has none: then it is slower, and that is all */
        (void)madvise(p, bytes, MADV_HUGEPAGE);
#endif
    return p;
}

/* Half more than now, so that appending n elements copies O(n) in all. */
static size_t grown(size_t cap, size_t need)
{
    size_t more = cap + cap / 2;
    if (more < cap || more < need)
        more = need;
    return more < 16 ? 16 : more;
}

int mem_grow(void *p_to_pointer, size_t *cap, size_t need, size_t size)
{
    void *old, *fresh;
    size_t bytes, want;

    if (need <= *cap)
        return RP_OK;
    want = grown(*cap, need);
    memcpy(&old, p_to_pointer, sizeof old);
    if (!size_mul(want, size, &bytes) || !(fresh = realloc(old, bytes)))
        return RP_ERR_NOMEM;
    memcpy(p_to_pointer, &fresh, sizeof fresh);
    *cap = want;
    return RP_OK;
}

int mem_grow_kernel(void *p_to_pointer, size_t *cap, size_t need, size_t size)
{
    void *old, *fresh;
    size_t want;

    if (need <= *cap)
        return RP_OK;
    want = grown(*cap, need);
    if (!(fresh = mem_alloc_kernel(want, size)))
        return RP_ERR_NOMEM;
    memcpy(&old, p_to_pointer, sizeof old);
    free(old);
    memcpy(p_to_pointer, &fresh, sizeof fresh);
    *cap = want;
    return RP_OK;
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
