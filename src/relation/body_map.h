/*
 * body_map.h - where the paragraphs of a body stand in its text, in three bytes or so each: with it a body is read
 * again without finding out anew which lines are body.
 */
#ifndef RELATION_BODY_MAP_H
#define RELATION_BODY_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"
#include "relation/body.h"

/* Bytes of the map of b. */
size_t body_map_size(const struct body *b);
/* Writes so many to `map`. */
void body_map_write(const struct body *b, uint8_t *map);

/* The body that the map was made of; text must be that body's. Lines of paragraphs are left 0. RP_OK, RP_ERR_NOMEM,
 * RP_ERR_FORMAT (the text is shorter than it was). */
int body_map_read(struct body *b, const uint8_t *map, struct span text) MUST_USE;

#endif
