/*
 * intake_places.h - where every document lies: 16 bytes each, in document order.
 *
 * Documents of a file are neighbours, so the file is not stored with each but once for a stretch; and
 * a stretch ends where line numbers would no longer fit in 32 bits.
 */
#ifndef CLI_INTAKE_PLACES_H
#define CLI_INTAKE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct intake_place {
    uint32_t file;
    uint32_t length; /* with the newline */
    uint64_t offset; /* in the uncompressed stream */
    uint64_t line;   /* from 1 */
};

struct stretch {
    uint64_t first; /* its first document */
    uint64_t line;  /* lines are stored as the difference to this */
    uint32_t file;
};

struct spot {
    uint64_t offset;
    uint32_t length, line;
};

/* {0} is empty. */
struct intake_places {
    struct spot *spots;
    size_t n, cap;
    struct stretch *stretches;
    size_t n_stretches, cap_stretches;
};

/* room (store/room.h): the same for all calls; NULL: memory. */
struct room;
void intake_places_release(struct intake_places *p, struct room *room);
/* Files must come in rising order, lines within a file too. RP_OK or RP_ERR_NOMEM. */
int intake_places_add(struct intake_places *p, struct room *room, struct intake_place at) MUST_USE;
struct intake_place intake_places_get(const struct intake_places *p, uint64_t doc);
/* Documents [*first, *end) are those of the file; none when equal. */
void intake_places_of_file(const struct intake_places *p, uint32_t file, uint64_t *first, uint64_t *end);

#endif
