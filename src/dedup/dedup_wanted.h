/*
 * dedup_wanted.h - the documents of compressed sources whose text is to be extracted, and which range of its source
 * each is: so that a text is found without a look at where all documents lie, which may be on disk.
 */
#ifndef DEDUP_DEDUP_WANTED_H
#define DEDUP_DEDUP_WANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "base/compiler.h"

/* The wanted documents of one source: those from `doc` on, to that of the next source. */
struct wanted_source {
    uint32_t file;
    uint64_t doc, before; /* before: wanted ones of sources before it */
};

/* {0} to begin with. */
struct wanted {
    struct bits bits;
    uint64_t *before; /* in documents before i * 64 */
    uint64_t count;
    struct wanted_source *source; /* n, in order */
    size_t n, cap;
};

void wanted_release(struct wanted *w);

/* Opens a source, whose documents are added then; rising both, and all below `docs`. RP_OK, RP_ERR_NOMEM. */
int wanted_source(struct wanted *w, uint32_t file, uint64_t first_doc, uint64_t docs) MUST_USE;
void wanted_add(struct wanted *w, uint64_t doc);
/* After the last: now they can be asked for. */
void wanted_finish(struct wanted *w);

static inline bool wanted_get(const struct wanted *w, uint64_t doc)
{
    return bits_get(&w->bits, doc);
}

/* Where the documents of a source begin that some are wanted of. */
uint64_t wanted_first(const struct wanted *w, uint32_t file);
/* The first that is wanted from this document on; there must be one. */
uint64_t wanted_next(const struct wanted *w, uint64_t doc);
/* The source of a document that is wanted. */
const struct wanted_source *wanted_find(const struct wanted *w, uint64_t doc);
/* Which of the wanted documents of its source it is. */
uint64_t wanted_range(const struct wanted *w, const struct wanted_source *s, uint64_t doc);

#endif
