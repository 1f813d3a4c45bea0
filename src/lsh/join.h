/*
 * join.h - one column of keys to candidate pairs: who has the same key.
 *
 * A column is joined on its own, with scratch that is used again for the next one: entries (key,
 * position) are parted by the key's high bits, every part drops the keys that stand alone with a
 * counting table, sorts what is left and links the members of each bucket.
 *
 * Links are linear in the bucket: every member is linked to the JOIN_HEADS first and the JOIN_BACK
 * members before it. So buckets of up to JOIN_HEADS + JOIN_BACK + 1 give all their pairs, and a bucket
 * of a million gives five million, not half a billion of a thousand. The head of a bucket is its
 * member of best rank, which is the one that will be kept if they are alike.
 *
 * Positions before a fence are a reference: they are never linked to each other, and every other member of
 * their bucket is linked to the first JOIN_REFERENCES of them, beside the links it has without them. So of a
 * million copies of one reference document each is linked to it.
 */
#ifndef LSH_JOIN_H
#define LSH_JOIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "store/column.h"
#include "store/pairs.h"

enum { JOIN_HEADS = 2, JOIN_BACK = 3, JOIN_REFERENCES = 8 };

/* {0}: there is no reference. */
struct join_fence {
    uint64_t at; /* positions before it are the reference */
    bool alone;  /* only links to the reference are wanted */
};

/* Which rows take part, and where they stand in the order of deciding. */
struct join_rows {
    uint64_t n;
    const uint64_t *skip;   /* bit set: the row takes no part; NULL: none */
    const uint64_t *pos_of; /* position of a row; NULL: its number */
    struct join_fence fence;
};

/* Rows that are postings: several a document. */
struct join_postings {
    uint64_t n;
    const struct column *owner; /* 8 bytes a row: document << 1 | does it ask */
    const uint64_t *skip;       /* by document */
    const uint64_t *pos_of;     /* of a document */
    struct join_fence fence;
};

struct join;

/* `memory`: most bytes of scratch (0: no bound); keys are then joined in as many ranges as needed. */
int join_create(struct join **out, int threads, uint64_t memory) MUST_USE;
void join_free(struct join *j);

/* Told of n columns how many are done; a negative answer stops the join, which returns it. */
typedef int join_tick(void *ctx, size_t done);

/* n columns, each on its own; keys are rows of 6 bytes, little-endian. Adds (later, earlier) positions to `out`. */
int join_keys(struct join *j, struct column *const *keys, size_t n, const struct join_rows *rows, struct pairs *out,
              join_tick *tick, void *ctx) MUST_USE;

/*
 * For exact copies: keys are rows of 16 bytes; every member is linked to the head of its bucket only, those of the
 * reference too.
 */
int join_digests(struct join *j, const struct column *digests, const struct join_rows *rows,
                 struct pairs *out) MUST_USE;

/*
 * For passages: a document that asks with a posting is linked to others that have it; those that do not
 * ask are only found; with one of the reference it is enough that either asks. Links as in join_keys(), once for
 * each document of a bucket. `out` weighs its pairs (pairs_weigh()): a pair's weight is the number of postings that
 * linked it.
 */
int join_postings(struct join *j, const struct column *keys, const struct join_postings *rows,
                  struct pairs *out) MUST_USE;

/* The largest bucket seen so far. */
uint64_t join_largest(const struct join *j);

#endif
