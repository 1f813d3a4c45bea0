/*
 * buffer_pool.h - a few buffers that many threads take from and give back to, the last given first, so
 * that a thread mostly gets the one its cache still holds.
 */
#ifndef INGEST_BUFFER_POOL_H
#define INGEST_BUFFER_POOL_H

#include <stddef.h>

#include "base/compiler.h"

struct buffer_pool;

/* Room for n buffers, none held yet. */
int buffer_pool_create(struct buffer_pool **out, size_t n) MUST_USE;
void buffer_pool_free(struct buffer_pool *p);

/* A buffer of *cap bytes, NULL and 0 if none is held. The caller may realloc() and free() it. */
char *buffer_pool_take(struct buffer_pool *p, size_t *cap);
/* Frees it if there is no room. */
void buffer_pool_give(struct buffer_pool *p, char *buffer, size_t cap);

#endif
