/*
 * compress.h - bytes to a gzip or zstd stream, piece by piece.
 *
 * One thread at a time. The same bytes in, in pieces of whatever size, give the same bytes out.
 */
#ifndef SOURCE_COMPRESS_H
#define SOURCE_COMPRESS_H

#include <stddef.h>

#include "base/compiler.h"
#include "source/source.h"

struct compressor;

/* CODING_GZIP or CODING_ZSTD. RP_OK, RP_ERR_NOMEM, RP_ERR_INVALID. */
int compressor_create(struct compressor **out, enum source_coding coding) MUST_USE;
void compressor_free(struct compressor *c);

/* Takes what put() gets: RP_OK or a status that ends the call and is returned. */
typedef int compressor_put(void *ctx, const char *p, size_t n);
int compressor_feed(struct compressor *c, const char *p, size_t n, compressor_put *put, void *ctx) MUST_USE;
/* The end of the stream; nothing may be fed after it. */
int compressor_end(struct compressor *c, compressor_put *put, void *ctx) MUST_USE;

#endif
