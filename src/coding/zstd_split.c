#define _GNU_SOURCE
#include "coding/zstd_split.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"

enum {
    HEADER_MAX = 18,
    BLOCK_HEADER_BYTES = 3,
    BLOCK_RLE = 1,           /* one byte, whatever the length says */
    BLOCK_RESERVED = 3,
};

static uint64_t little(const unsigned char *p, unsigned n)
{
    uint64_t v = 0;
    while (n-- > 0)
        v = v << 8 | p[n];
    return v;
}

static size_t read_at(int fd, unsigned char *p, size_t n, uint64_t at)
{
    ssize_t got = pread(fd, p, n, (off_t)at);
    return got < 0 ? 0 : (size_t)got;
}

/* Moves *at behind the blocks of a frame. */
static bool pass_blocks(int fd, uint64_t *at)
{
    unsigned char b[BLOCK_HEADER_BYTES];
    uint64_t header;

    do {
        if (read_at(fd, b, sizeof b, *at) != sizeof b)
            return false;
        header = little(b, sizeof b);
        if ((header >> 1 & 3) == BLOCK_RESERVED)
            return false;
        *at += sizeof b + ((header >> 1 & 3) == BLOCK_RLE ? 1 : header >> 3);
    } while (!(header & 1));
    return true;
}

/* The frame at *at, which is moved behind it; *length is what it decompresses to. */
static bool pass_frame(int fd, uint64_t *at, uint64_t *length)
{
    static const unsigned char dictionary_bytes[4] = {0, 1, 2, 4}, size_bytes[4] = {0, 2, 4, 8};
    unsigned char h[HEADER_MAX] = {0};
    size_t n = read_at(fd, h, sizeof h, *at);
    unsigned flags, single, before, size_n;

    *length = 0;
    if (n < 8)
        return false;
    if ((little(h, 4) & 0xfffffff0) == 0x184d2a50) {
        *at += 8 + little(h + 4, 4);
        return true;
    }
    if (little(h, 4) != 0xfd2fb528)
        return false;
    flags = h[4];
    single = flags >> 5 & 1;
    before = 5 + !single + dictionary_bytes[flags & 3];
    size_n = flags >> 6 == 0 ? single : size_bytes[flags >> 6];
    if (size_n == 0 || n < before + size_n)
        return false;
    *length = little(h + before, size_n) + (size_n == 2 ? 256 : 0);
    *at += before + size_n;
    if (!pass_blocks(fd, at))
        return false;
    *at += flags >> 2 & 1 ? 4 : 0; /* checksum */
    return true;
}

int zstd_split(int fd, uint64_t apart, struct frame_place **out, size_t *n)
{
    uint64_t at = 0, offset = 0, length;
    const off_t end = lseek(fd, 0, SEEK_END);
    struct frame_place *places = NULL;
    size_t cap = 0;
    bool whole = end > 0;
    int rc = RP_OK;

    *n = 0;
    while (whole && at < (uint64_t)end) {
        if (*n == 0 || offset - places[*n - 1].offset >= (apart ? apart : 1)) {
            TRY(mem_grow(&places, &cap, *n + 1, sizeof *places));
            places[(*n)++] = (struct frame_place){at, offset};
        }
        /* A length is only a claim; what is added up must not come round. */
        whole = pass_frame(fd, &at, &length) && at <= (uint64_t)end && size_add(offset, length, &offset);
    }
    if (!whole)
        *n = 0;
out:
    if (rc < 0 || *n == 0) {
        free(places);
        places = NULL;
    }
    *out = places;
    return rc;
}
