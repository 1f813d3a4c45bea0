/*
 * zstd_split.h - where a zstd file can be begun to be read: the frames that say how long they are.
 *
 * Frames are independent of each other, so they can be decompressed side by side. Their lengths are
 * found from the headers of frames and blocks alone (RFC 8878, 3.1.1), without decompressing.
 */
#ifndef CODING_ZSTD_SPLIT_H
#define CODING_ZSTD_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct frame_place {
    uint64_t disk;   /* of the frame in the file */
    uint64_t offset; /* of its first byte in the uncompressed stream */
};

/*
 * Places at least `apart` uncompressed bytes (and never none) from each other, the first at the start. *n is 0 when the
 * file is not all zstd frames of known length: then it must be read from the start (and if it is damaged, that
 * will say so). RP_OK or RP_ERR_NOMEM. *out is free()d by the caller.
 */
int zstd_split(int fd, uint64_t apart, struct frame_place **out, size_t *n) MUST_USE;

#endif
