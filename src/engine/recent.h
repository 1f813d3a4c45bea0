/*
 * recent.h - the shingles of the documents a thread has looked at lately.
 *
 * Near-copies stand close together in what is decided one after the other: a document is compared with those right
 * before it, which have just been read themselves. Long documents are not kept; there, reading is the lesser part.
 */
#ifndef ENGINE_RECENT_H
#define ENGINE_RECENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { RECENT_DOCS = 256, RECENT_SHINGLES = 2048 /* of a document: so 4 MiB at most */ };

struct recent {
    struct recent_doc {
        uint64_t pos, *shingle;
        size_t n, cap;
    } doc[RECENT_DOCS]; /* position i in place i % RECENT_DOCS */
};

void recent_init(struct recent *r);
void recent_release(struct recent *r);

/* Copies what is not too long. RP_OK, RP_ERR_NOMEM. */
int recent_add(struct recent *r, uint64_t pos, const uint64_t *shingle, size_t n) MUST_USE;

/* NULL: not there. Valid until the next recent_add(). */
const struct recent_doc *recent_find(const struct recent *r, uint64_t pos);

#endif
