/*
 * room.h - large arrays of a run, in memory or in a file without a name.
 *
 * A room with a directory maps its arrays from one nameless file there. The pages belong to the page cache: when the
 * process holds more than it may, room_rest() takes some out of it, and what is touched again comes back from the cache
 * or the disk. Nothing else changes: pointers stay, contents stay, and results are the same bytes.
 *
 * Disk is reserved before it is written to: a full disk is an error of the call that asks for room, never a signal.
 * Without a room (NULL) everything here is plain memory, so users need not know which it is. What is smaller than
 * ROOM_LEAST is plain memory in any case.
 */
#ifndef STORE_ROOM_H
#define STORE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { ROOM_LEAST = 256 << 10 };

struct room;

/* resident: bytes the process may hold. RP_OK, RP_ERR_IO (no file can be made in dir), RP_ERR_NOMEM. */
int room_create(struct room **out, const char *dir, uint64_t resident) MUST_USE;
/* After everything in it was given back, or is used no more. NULL is fine. */
void room_free(struct room *r);

/* n * size bytes, zeroed; NULL when memory or disk is short. From any thread. To be given back by room_drop(). */
void *room_alloc(struct room *r, size_t n, size_t size) MUST_USE;
/* The same, not zeroed where that costs anything; without a room in huge pages, as mem_alloc_kernel() has them. */
void *room_alloc_scratch(struct room *r, size_t n, size_t size) MUST_USE;
/* NULL is fine. */
void room_drop(struct room *r, void *p);
/* As mem_grow() for an array of this room. */
int room_grow(struct room *r, void *p_to_pointer, size_t *cap, size_t need, size_t size) MUST_USE;

/* To be called often, from any thread; it mostly costs a look at the clock. When the process holds what it may,
 * arrays leave memory by turns until it holds a sixteenth less. */
void room_rest(struct room *r);

/* As room_rest(), before so many bytes of arrays are gone through without one. */
void room_rest_for(struct room *r, uint64_t bytes);

/* For a small part of an array, now and then, in any order: the n bytes at p, where they are when that is memory; else
 * they are read into `to`, and the page they lie on does not come to be held with its neighbours for their sake. */
const void *room_look(struct room *r, const void *p, size_t n, void *to) MUST_USE;

/* For an array gone through from front to back: n bytes at p are done with for now, and leave memory. */
void room_leave(struct room *r, const void *p, size_t n);

/* Bytes the process may hold; UINT64_MAX without a room. */
uint64_t room_resident(const struct room *r);

/* Whether a call failed because the disk had no more room, which looks like lack of memory to those in between. */
bool room_disk_full(const struct room *r);

#endif
