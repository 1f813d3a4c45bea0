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
#include "engine/measured.h"
#include "lsh/join.h"
#include "sketch/bands.h"
#include "store/column.h"
#include "store/pairs.h"
#include "store/slabs.h"
#include "store/slots.h"

/* What was counted of a removed document; all zero for an exact copy, where all is known, and for a
 * document that is kept. */
struct removal {
    uint32_t a, b, common; /* distinct shingles of the removed, of the kept, of both */
    uint32_t relation;     /* RP_NEAR, RP_CONTAINED, RP_CONTAINS */
};

enum { HOME_FILES_MOST = BANDS_MAX + 16 };

struct rp_corpus {
    rp_params params;
    char *dir; /* NULL: in memory */
    uint64_t memory;
    uint32_t payload_width;
    bool keep;
    int failed; /* appending did: columns are of unequal length and nothing more is taken. The home is as it was */
    int stage; /* RP_STAGE_* */
    uint64_t run; /* random: files of two runs are never taken for one */
    char *cursor; /* the caller's, as of the last checkpoint */
    size_t cursor_n;

    uint64_t n;
    struct slabs *slabs; /* of the columns in memory */
    uint64_t reference;              /* the first so many documents are one; by number and by position */
    bool alone;                      /* the others are compared with it only */
    unsigned columns;
    struct column *digest;           /* 16 bytes a document */
    struct column *key[BANDS_MAX];   /* 6 bytes a document and band */
    struct column *rank;             /* 8 bytes; NULL while all ranks are 0 */
    struct column *payload;          /* NULL: none */
    struct column *blank;            /* 8 bytes for each document without tokens: its number */
    struct bits empty;               /* by number: no token */
    /* Only when containment is looked for (corpus_contained.c). */
    struct column *size;             /* 4 bytes a document: shingles with repeats */
    struct column *posting;          /* 6 bytes: winnowed shingles ... */
    struct column *owner;            /* ... 8 bytes: document << 1 | asks */
    uint64_t *by_size, *size_pos;    /* the longest first: number of a size position, and back */
    struct pairs *containers;        /* candidates, in size positions; the reference comes first there too */
    uint64_t *pos_of, *doc_of;       /* NULL: the same */

    struct bits exact;               /* by position: has the digest of an earlier one */
    struct bits skip;                /* by number: empty or exact */
    struct bits needs;               /* by position: its text will be asked for */
    /* Only where that is decided in the order of appending, and once (corpus_needs.c). */
    uint8_t *last_asker;             /* by position: how far behind it the last one stands that asks (askers.h) */
    struct bits twin;                /* by position: a later one has its digest */
    struct pairs *candidates;
    struct settle *settle;
    struct slots *removals;          /* struct removal, by position */
    /* Only in a home that is kept: what a stage leaves behind. */
    struct measured *measured;
    struct column *exact_words;      /* `exact` */
    struct column *kept_words;       /* by position: the kept one */
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

/* Name of a file in a home that is kept, NULL (scratch) in one that is not. */
const char *corpus_file(const struct rp_corpus *c, const char *name);

/* A column of the home that the corpus has. */
int corpus_column(struct rp_corpus *c, struct column **out, size_t width, const char *name) MUST_USE;

/* corpus_state.c: all that is on the disk, in one file that is replaced whole. */
int corpus_save(struct rp_corpus *c);

/* Is the document at this position, or of this number, of the reference? */
static inline bool corpus_is_reference(const struct rp_corpus *c, uint64_t pos)
{
    return pos < c->reference;
}

/* corpus_join.c */
int corpus_order(struct rp_corpus *c);
struct join_fence corpus_fence(const struct rp_corpus *c);

/* corpus_needs.c: from the candidates that were joined. */
int corpus_note_needs(struct rp_corpus *c);

/* Key rows are little-endian on every machine. */
static inline void corpus_pack_key(unsigned char *out, uint64_t key)
{
    for (int i = 0; i < BAND_KEY_BYTES; i++)
        out[i] = (unsigned char)(key >> (8 * i));
}

struct rp_batch;
int contained_create(struct rp_corpus *c);
int contained_reserve(struct rp_corpus *c, const struct rp_batch *b);
int contained_append(struct rp_corpus *c, const struct rp_batch *b); /* postings */
int contained_order(struct rp_corpus *c);
int contained_note_needs(struct rp_corpus *c);
int contained_join(struct rp_corpus *c, struct join *j, int threads);
int contained_resolve(struct resolve *r);
void contained_free(struct rp_corpus *c);

/* Seconds of a clock that only goes forward. */
double corpus_clock(void);

#endif
