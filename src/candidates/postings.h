/*
 * postings.h - which texts share a key: lists of the texts that have a key in common, and of the lists of a text.
 *
 * Keys that only one text has are dropped, which is most of them. Nothing else is: a key that every text has makes a
 * list of every text, and it is for the reader of a long list to look at a few of it (candidates.h).
 *
 * Built by eight passes over the keys, each sorting an eighth of the key range in scratch that is used again: about one
 * byte of scratch for each key (one pass and 8 bytes when they are few), 4 bytes of result for each key of a text that
 * another one shares. The lists of each text are made on request, another 4 bytes.
 */
#ifndef CANDIDATES_POSTINGS_H
#define CANDIDATES_POSTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct room;
struct thin_marks;
struct postings {
    struct room *room;    /* where the arrays lie */
    size_t n_lists;
    uint64_t *list_first; /* list l is member[list_first[l] .. list_first[l + 1]) */
    uint32_t *member;     /* nodes, rising within a list as built, each once */
    uint64_t *node_first; /* node i is in the lists node_list[node_first[i] .. node_first[i + 1]), rising; */
    uint32_t *node_list;  /* both NULL before postings_turn() */
};

struct item_keys {
    const uint32_t *key;
    size_t n;
    uint32_t node;
};

/* Where the keys come from: items 0..n_items-1, read in this order several times (so that memory is read in the order
 * it was written), each belonging to a node. Keys must be evenly spread hashes, valid until the next call from the
 * same thread; a key twice in one node counts once. RP_OK, or a negative status, which ends the building. */
struct posting_source {
    void *ctx;
    uint32_t n_items, n_nodes;
    int (*keys)(void *ctx, uint32_t item, int thread, struct item_keys *out);
    struct room *room; /* store/room.h: for scratch and result; NULL: memory */
    struct thin_marks *marks; /* records/thin.h, of the keys: made here, its bits are the room's. NULL: not wanted */
};

/* RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT (2^32 lists), or what keys returned. On failure *out is empty. */
int postings_build(const struct posting_source *source, int threads, struct postings *out) MUST_USE;
void postings_release(struct postings *p);

/* Makes the lists of each node. RP_OK, RP_ERR_NOMEM. */
int postings_turn(struct postings *p, uint32_t n_nodes, int threads) MUST_USE;

/* What there is to say of each member of a list, as a byte each: out[k] for member[k]. Lists of more than NOTED_MOST
 * are not asked about; their members get `many`. Called from several threads, for a list more than once. */
enum { NOTED_MOST = 64 };
struct posting_notes {
    void *ctx;
    void (*note)(void *ctx, const uint32_t *member, uint32_t n, uint8_t *out);
    uint8_t many;
};
/* *out: a byte for each place of node_list, which must have been made; to be given back to p's room. RP_OK,
 * RP_ERR_NOMEM. */
int postings_note(const struct postings *p, uint32_t n_nodes, int threads, const struct posting_notes *notes,
                  uint8_t **out) MUST_USE;

static inline uint32_t postings_length(const struct postings *p, uint32_t list)
{
    return (uint32_t)(p->list_first[list + 1] - p->list_first[list]);
}

#endif
