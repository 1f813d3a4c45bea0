/*
 * dedup_places.h - where every document lies: 20 bytes each, kept with the corpus as its payload.
 */
#ifndef CLI_DEDUP_PLACES_H
#define CLI_DEDUP_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include <reprint.h>

#include "base/compiler.h"

struct place {
    uint32_t file;
    uint32_t length; /* with the newline */
    uint64_t offset; /* in the uncompressed stream */
    uint64_t line;   /* from 1 */
};

/* A place as it is stored; offset and line have 48 bits each, some 280 TB. */
struct packed_place {
    uint32_t file, length, offset, line;
    uint16_t offset_high, line_high;
};

struct packed_place place_pack(struct place at);

/* A window over the places, for looking at many. {.corpus = c} is ready; nothing to free. */
enum { PLACES_WINDOW = 1024 };
struct places {
    const rp_corpus *corpus;
    uint64_t first;
    size_t n;
    const struct packed_place *view;
    struct packed_place buf[PLACES_WINDOW];
};

/* RP_OK, or RP_ERR_IO when the disk does not give it back. */
int places_get(struct places *p, uint64_t doc, struct place *out) MUST_USE;
/* The same for looking here and there, mostly forward: a small window that is aligned. {0} is ready. */
enum { PLACES_NEAR = 64 };
struct places_near {
    uint64_t first;
    size_t n;
    const struct packed_place *view;
    struct packed_place buf[PLACES_NEAR];
};
int places_near_get(struct places_near *p, const rp_corpus *c, uint64_t doc, struct place *out) MUST_USE;
/* One of them, without a window. */
int place_of(const rp_corpus *c, uint64_t doc, struct place *out) MUST_USE;
/* Documents [*first, *end) are those of the file; none when equal. */
int places_of_file(struct places *p, uint32_t file, uint64_t *first, uint64_t *end) MUST_USE;

#endif
