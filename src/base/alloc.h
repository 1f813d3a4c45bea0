/* alloc.h - the only way to memory: every size is checked before it is used. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

/* n * size bytes, uninitialised / zeroed; NULL when the product overflows or memory is short.
 * n == 0 gives a pointer that may be freed. */
void *mem_alloc(size_t n, size_t size) MUST_USE;
void *mem_zalloc(size_t n, size_t size) MUST_USE;

/* Aligned to 64 bytes, with 64 readable bytes behind the end: what the kernels ask for. From 2 to 32 MiB in huge pages,
 * where the system has them to give; for more it would have to move others' pages out of the way first. Freed by
 * free(). */
void *mem_alloc_kernel(size_t n, size_t size) MUST_USE;

/* Makes room for `need` elements in *p (capacity *cap, element size `size`), growing by half at
 * least. Contents are kept. RP_OK or RP_ERR_NOMEM, with *p and *cap as they were. */
int mem_grow(void *p_to_pointer, size_t *cap, size_t need, size_t size) MUST_USE;

/* As mem_grow, kernel-aligned, contents NOT kept: for scratch. */
int mem_grow_kernel(void *p_to_pointer, size_t *cap, size_t need, size_t size) MUST_USE;

/* What was freed and is being held for later use goes back to the system, as far as the C library can do that. */
void mem_trim(void);

bool size_mul(size_t a, size_t b, size_t *out) MUST_USE;
bool size_add(size_t a, size_t b, size_t *out) MUST_USE;

#endif
