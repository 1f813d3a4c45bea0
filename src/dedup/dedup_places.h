/*
 * dedup_places.h - where every document lies, kept with the corpus as its payload (place.h).
 */
#ifndef DEDUP_DEDUP_PLACES_H
#define DEDUP_DEDUP_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include <reprint.h>

#include "base/compiler.h"
#include "intake/place.h"

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
