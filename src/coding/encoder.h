/* encoder.h - what compress.c asks of a compressor; they live beside their decoders (decoder.h). */
#ifndef CODING_ENCODER_H
#define CODING_ENCODER_H

#include <stdbool.h>

#include "coding/decoder.h"

struct encoder {
    int (*create)(void **state);
    /* Takes all of the input if there is room. `end`: nothing follows it; *done: and all of it is out. */
    int (*run)(void *state, struct decoder_io *io, bool end, bool *done);
    void (*free)(void *state);
};

extern const struct encoder gzip_encoder, zstd_encoder;

#endif
