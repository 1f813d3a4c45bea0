/* keep.h - memory that lives as long as a result: taken in pieces, given back all at once. */
#ifndef STORE_KEEP_H
#define STORE_KEEP_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/span.h"

struct keep_block;
struct room; /* store/room.h */
struct keep {
    struct keep_block *blocks;
    size_t used, size;
    struct room *room; /* where blocks lie; NULL: memory. To be set before the first use */
};

/* n * size bytes, zeroed, aligned for any struct; NULL when memory is short. n == 0 gives a pointer. */
void *keep_zalloc(struct keep *k, size_t n, size_t size) MUST_USE;
/* A copy of n * size bytes, aligned likewise; NULL when memory is short. */
void *keep_copy(struct keep *k, const void *p, size_t n, size_t size) MUST_USE;
/* A copy of s in *out; absent stays absent. RP_OK, RP_ERR_NOMEM. */
int keep_span(struct keep *k, struct span s, struct span *out) MUST_USE;
void keep_release(struct keep *k);

#endif
