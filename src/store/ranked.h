/*
 * ranked.h - rows that are made in one order and given in another. As they come they lie one behind the other in a
 * room (store/room.h), so that whoever makes them goes through his own things from front to back; what is of one rank
 * is read once, when all are there.
 */
#ifndef STORE_RANKED_H
#define STORE_RANKED_H

#include <stddef.h>

#include "base/compiler.h"

struct ranked;
struct room;

/* For ranks below n. The room, which may be NULL for memory, must outlive it. RP_OK, RP_ERR_NOMEM. */
int ranked_create(struct ranked **out, struct room *room, size_t n) MUST_USE;
void ranked_free(struct ranked *r); /* NULL is fine */

/* What is put from here on is of this rank; a rank has one turn. */
void ranked_turn(struct ranked *r, size_t rank);
/* RP_OK, RP_ERR_NOMEM. */
int ranked_put(struct ranked *r, const void *p, size_t n) MUST_USE;

/* All that was put, in the order of ranks, a piece at a time. RP_OK, RP_ERR_NOMEM, or the negative that put()
 * returned. */
int ranked_give(struct ranked *r, int (*put)(void *ctx, const char *p, size_t n), void *ctx) MUST_USE;

#endif
