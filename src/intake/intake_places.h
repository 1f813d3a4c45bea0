/*
 * intake_places.h - where every document lies, in document order: the places of place.h in a list of their own, as
 * dedup_places.h has them in a corpus.
 */
#ifndef INTAKE_INTAKE_PLACES_H
#define INTAKE_INTAKE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "intake/place.h"

/* {0} is empty. */
struct intake_places {
    struct packed_place *a;
    size_t n, cap;
};

/* room (store/room.h): the same for all calls; NULL: memory. */
struct room;
void intake_places_release(struct intake_places *p, struct room *room);
/* Files must come in rising order. RP_OK or RP_ERR_NOMEM. */
int intake_places_add(struct intake_places *p, struct room *room, struct place at) MUST_USE;
struct place intake_places_get(const struct intake_places *p, uint64_t doc);
/* Documents [*first, *end) are those of the file; none when equal. */
void intake_places_of_file(const struct intake_places *p, uint32_t file, uint64_t *first, uint64_t *end);

#endif
