/*
 * decoder.h - what stream.c asks of a decompressor. gzip_coding.c is the only file that sees
 * ISA-L, zstd_coding.c the only one that sees zstd.h.
 */
#ifndef CODING_DECODER_H
#define CODING_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

struct decoder_io {
    const char *in;
    size_t in_n;
    char *out;
    size_t out_n; /* room left */
};

struct decoder {
    /* Advances in and out as far as it can. RP_OK; RP_ERR_FORMAT with *what, RP_ERR_NOMEM. */
    int (*run)(void *state, struct decoder_io *io, const char **what);
    /* Between two members or frames: the input may end here. */
    bool (*at_end)(const void *state);
    void (*free)(void *state);
};

int gunzip_create(void **state) MUST_USE;
int unzstd_create(void **state) MUST_USE;
extern const struct decoder gunzip_decoder, unzstd_decoder;

#endif
