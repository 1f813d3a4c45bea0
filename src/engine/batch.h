/* batch.h - what pass 1 keeps of documents: the rows that rp_corpus_append() moves into the columns. */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H

#include <reprint.h>

#include "base/hash.h"

#define POSTING_ASKS (UINT64_C(1) << 63)

/* A contained document shares nearly all of its passages, so a few are enough to ask with. */
enum { ASK_MOST = 16 };

struct batch_row {
    struct hash128 digest;
    uint64_t rank;
    uint32_t tokens, shingles; /* with repeats; 0: an empty document */
    uint32_t postings;
};

struct rp_batch {
    unsigned columns;      /* keys a document has */
    unsigned bands, rows;
    struct batch_row *row;
    uint64_t *key;         /* [n][columns] */
    size_t n, row_cap, key_cap;
    /* Only when containment is looked for: of all documents, one after the other. */
    uint64_t *posting;     /* winnowed shingle hashes; POSTING_ASKS marks those a document asks with */
    size_t n_postings, posting_cap;
    uint32_t *winnowed;    /* scratch */
    size_t winnowed_cap;
};

#endif
