/*
 * furniture_learner.h - what pass 1 keeps of pages for furniture.c: their lines, pooled by outlet, of a bounded number
 * of documents. Internal to article/.
 */
#ifndef ARTICLE_FURNITURE_LEARNER_H
#define ARTICLE_FURNITURE_LEARNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/furniture.h"
#include "base/compiler.h"

enum {
    LEARNED_EDGE = 96,        /* lines kept from either end of a page; what is between counts as its own text */
    LEARNED_NONE = UINT32_MAX /* no document */
};

struct learned_line {
    uint64_t key;
    uint32_t bytes;
    uint8_t prose;
};

struct learned_doc {
    uint64_t hash;         /* of its lines; equal documents are one */
    size_t first;          /* line */
    uint32_t lines, pool;
    uint32_t own_bytes;    /* prose between the kept edges */
    uint32_t copies;       /* how often it was met */
    uint32_t next;         /* of the same pool */
    bool dead;
};

struct learned_pool {
    uint64_t id;
    uint64_t seen;         /* documents, copies included */
    uint32_t kept, first, shift; /* keeps hashes below 2^(64 - shift) */
};

struct furniture_learner {
    struct room *room;     /* for docs and lines, which are many and read in order */
    struct learned_doc *docs;
    size_t n_docs, docs_cap, dead;
    struct learned_line *lines;
    size_t n_lines, lines_cap;
    struct learned_pool *pools;
    size_t n_pools, pools_cap;
    uint32_t *pool_table, *doc_table; /* open addressing, index + 1 */
    size_t pool_slots, doc_slots;
    unsigned level;        /* pools keep their share >> level */
    struct learned_line page[2 * LEARNED_EDGE];
};

/* The document behind `doc` in its pool, or LEARNED_NONE. *met counts; now and then memory is told to rest: the
 * documents of a pool lie all over the arrays. */
uint32_t learned_next(const struct furniture_learner *l, uint32_t doc, uint32_t *met);

/* Puts the others into the first, which then keeps what one learner of everything would have kept. The others are
 * emptied, not freed. RP_OK, RP_ERR_NOMEM. */
int furniture_learners_merge(struct furniture_learner **learners, size_t n) MUST_USE;

/* Gives back all it holds; it can learn again. */
void furniture_learner_empty(struct furniture_learner *l);

#endif
