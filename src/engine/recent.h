/*
 * recent.h - the shingles of the documents a thread has looked at lately.
 *
 * Near-copies stand close together in what is decided one after the other: a document is compared with those right
 * before it, which have just been read themselves. Others are asked for again and again, from wherever they are: the
 * heads of large buckets; they have places of their own, which passing documents do not take. Long documents are not
 * kept; there, reading is the lesser part.
 */
#ifndef ENGINE_RECENT_H
#define ENGINE_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "verify/bitmap_filter.h"

enum {
    RECENT_PASSED = 256,
    RECENT_ASKED = 64,
    RECENT_SHINGLES = 2048, /* of a document: so 5 MiB at most */
};

struct recent_doc {
    uint64_t pos, *shingle;
    size_t n, cap;
    bool mapped;                 /* the bitmap is that of these shingles */
    struct bitmap_filter bitmap;
};

/* Position i in place i % n of either. */
struct recent {
    struct recent_doc passed[RECENT_PASSED], asked[RECENT_ASKED];
};

enum recent_why { RECENT_DECIDED, RECENT_COMPARED };

void recent_init(struct recent *r);
void recent_release(struct recent *r);

/* Copies what is not too long. RP_OK, RP_ERR_NOMEM. */
int recent_add(struct recent *r, enum recent_why why, uint64_t pos, const uint64_t *shingle, size_t n) MUST_USE;

/* NULL: not there. Valid until the next recent_add(). */
struct recent_doc *recent_find(struct recent *r, uint64_t pos);

/* Made when it is first wanted. */
const struct bitmap_filter *recent_bitmap(struct recent_doc *d);

#endif
