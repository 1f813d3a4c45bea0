/*
 * slabs.h - blocks of memory that live and die together, cut from large pieces.
 *
 * Columns grow in many small blocks. Cut one behind the other from pieces of whole huge pages, they cost the
 * kernel hundreds of page faults less a million rows, and the threads do not meet at its lock.
 */
#ifndef STORE_SLABS_H
#define STORE_SLABS_H

#include <stddef.h>

#include "base/compiler.h"

struct slabs;

/* RP_OK, RP_ERR_NOMEM. */
int slabs_create(struct slabs **out) MUST_USE;
/* And every block of it; NULL is fine. */
void slabs_free(struct slabs *s);

/* `bytes` aligned to 16, uninitialised, until slabs_free(); NULL when memory is short. Not from two threads at once. */
void *slabs_take(struct slabs *s, size_t bytes) MUST_USE;

#endif
