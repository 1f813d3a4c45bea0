/* batch.h - what pass 1 keeps of documents: the rows that rp_corpus_append() moves into the columns. */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H

#include <reprint.h>

#include "base/hash.h"

struct batch_row {
    struct hash128 digest;
    uint64_t rank;
    uint32_t tokens, shingles; /* with repeats; 0: an empty document */
};

struct rp_batch {
    unsigned columns;      /* keys a document has */
    unsigned bands, rows;
    struct batch_row *row;
    uint64_t *key;         /* [n][columns] */
    size_t n, row_cap, key_cap;
};

#endif
