/*
 * recent.h - what a thread remembers of the documents it has looked at lately: shingles, and for longer, bitmaps.
 *
 * Near-copies stand close together in what is decided one after the other: a document is compared with those right
 * before it, which have just been read themselves. Others are asked for again and again, from wherever they are: the
 * heads of large buckets; they have places of their own, which passing documents do not take. Of long documents
 * shingles are not kept; there, reading is the lesser part. A bitmap, made when it is first wanted, is enough to refuse
 * a pair without a text.
 */
#ifndef ENGINE_RECENT_H
#define ENGINE_RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "verify/bitmap_filter.h"

enum {
    RECENT_PASSED = 256,
    RECENT_ASKED = 64,
    RECENT_SHINGLES = 2048, /* of a document: so 5 MiB at most */
    RECENT_PASSED_MAPS = 1024,
    RECENT_ASKED_MAPS = 2048, /* all maps: 1.6 MiB */
};

struct recent_doc {
    uint64_t after; /* its position + 1; 0: none */
    uint64_t *shingle;
    size_t n, cap;
};

struct recent_map {
    uint64_t after;
    size_t n; /* shingles */
    struct bitmap_filter bitmap;
};

/* {0} to begin with. Position i in place i % n of each. */
struct recent {
    struct recent_doc passed[RECENT_PASSED], asked[RECENT_ASKED];
    struct recent_map passed_map[RECENT_PASSED_MAPS], asked_map[RECENT_ASKED_MAPS];
};

enum recent_why { RECENT_DECIDED, RECENT_COMPARED };

void recent_release(struct recent *r);

/* Copies what is not too long. RP_OK, RP_ERR_NOMEM. */
int recent_add(struct recent *r, enum recent_why why, uint64_t pos, const uint64_t *shingle, size_t n) MUST_USE;

/* NULL: not there. Valid until the next recent_add(). */
const struct recent_doc *recent_find(const struct recent *r, uint64_t pos);

/* NULL: not there. May drive out that of another document, of those that were compared. */
const struct recent_map *recent_map_find(struct recent *r, uint64_t pos);

#endif
