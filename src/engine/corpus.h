/*
 * corpus.h - the columns of a corpus and what has been found out about its documents.
 *
 * Documents have a number (order of appending) and a position (order of deciding: by rank, then
 * number). Join and resolve think in positions; the two are the same unless ranks were given.
 */
#ifndef ENGINE_CORPUS_H
#define ENGINE_CORPUS_H

#include <reprint.h>

#include "base/bits.h"
#include "cluster/settle.h"
#include "lsh/join.h"
#include "sketch/bands.h"
#include "store/column.h"
#include "store/pairs.h"

/* A removed document; not stored for exact copies of a kept one, where all is known. */
struct removal {
    uint64_t pos, kept;
    uint64_t order;        /* of noting: a later note of a position takes an earlier one's place */
    uint32_t a, b, common; /* distinct shingles of the removed, of the kept, of both */
    uint32_t relation;     /* RP_NEAR, RP_CONTAINED; RP_KEPT takes a removal back */
};

struct removals {
    struct removal *a;
    size_t n, cap;
};

enum corpus_stage { STAGE_FILL, STAGE_JOINED, STAGE_RESOLVED };

struct rp_corpus {
    rp_params params;
    char *dir; /* NULL: in memory */
    uint64_t memory;
    enum corpus_stage stage;

    uint64_t n;
    unsigned columns;
    struct column *digest;           /* 16 bytes a document */
    struct column *key[BANDS_MAX];   /* 6 bytes a document and band */
    struct column *rank;             /* 8 bytes; NULL while all ranks are 0 */
    struct bits empty;               /* by number: no token */
    /* Only when containment is looked for (corpus_contained.c). */
    struct column *size;             /* 4 bytes a document: shingles with repeats */
    struct column *posting;          /* 6 bytes: winnowed shingles ... */
    struct column *owner;            /* ... 8 bytes: document << 1 | asks */
    uint64_t *by_size, *size_pos;    /* the longest first: number of a size position, and back */
    struct pairs *containers;        /* candidates, in size positions */
    uint64_t *pos_of, *doc_of;       /* NULL: the same */

    struct bits exact;               /* by position: has the digest of an earlier one */
    struct bits skip;                /* by number: empty or exact */
    struct bits needs;               /* by position: its text will be asked for */
    struct pairs *candidates;
    struct settle *settle;
    struct removals removed;         /* sorted by position after resolve_gather() */
    rp_stat stat;
};

static inline uint64_t corpus_pos(const struct rp_corpus *c, uint64_t doc)
{
    return c->pos_of ? c->pos_of[doc] : doc;
}

static inline uint64_t corpus_doc(const struct rp_corpus *c, uint64_t pos)
{
    return c->doc_of ? c->doc_of[pos] : pos;
}

/* --- shared between the files of the corpus --- */

struct resolve; /* corpus_resolve.h */

/* What was noted of a position; NULL: nothing. */
const struct removal *removal_find(const struct rp_corpus *c, uint64_t pos);

struct rp_batch;
int contained_create(struct rp_corpus *c);
int contained_append(struct rp_corpus *c, const struct rp_batch *b, size_t row, const uint64_t *posting);
int contained_join(struct rp_corpus *c, struct join *j, int threads);
int contained_resolve(struct resolve *r);
void contained_free(struct rp_corpus *c);

/* Seconds of a clock that only goes forward. */
double corpus_clock(void);

#endif
