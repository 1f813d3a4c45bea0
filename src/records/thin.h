/*
 * thin.h - passages that only one text has, which is most of them, are taken out of records.
 *
 * Nothing is found by them; that they were there matters, so a bit stands for each. Which they are is told by counting
 * all passages in a table of two bits for each, without keys: some that are alone stay, which does no harm, and none
 * that is shared goes. Of texts on several pages only the page that leads keeps passages.
 *
 * A thinned record stores a bit for each passage, in words of 32, set where it stays, and behind them those that stay.
 */
#ifndef RECORDS_THIN_H
#define RECORDS_THIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "base/compiler.h"
#include "records/article_record.h"
#include "store/keep.h"

/* Where thinned records store their passages: part by part, so that writing them anew takes no second place for all of
 * them. room to be set before the first use. */
enum { THIN_PARTS = 16 };
struct thin_store {
    struct keep part[THIN_PARTS];
    struct room *room; /* store/room.h; NULL: memory */
};
void thin_store_release(struct thin_store *s);

struct thinning {
    struct record *record;
    size_t n;
    const uint32_t *text_of;     /* UINT32_MAX: not the page that leads a text */
    struct recorder **recorder;  /* all that made records, each in the order of the documents */
    int threads;                 /* as many recorders */
    struct room *room;           /* store/room.h; NULL: memory */
    struct thin_store *store;    /* where what stays is put */
};

/* RP_OK, RP_ERR_NOMEM. */
int thin_records(const struct thinning *t) MUST_USE;

/* A bit for all passages with the same upper bits: set where any of them is there more than once. */
struct thin_marks {
    uint64_t *bits;
    unsigned shift; /* 32 less the number of upper bits */
};

static inline void thin_mark(const struct thin_marks *m, uint32_t passage)
{
    m->bits[passage >> m->shift >> 6] |= UINT64_C(1) << (passage >> m->shift & 63);
}

static inline bool thin_marked(const struct thin_marks *m, uint32_t passage)
{
    return m->bits[passage >> m->shift >> 6] >> (passage >> m->shift & 63) & 1;
}

/* Both write the n records of a store anew. When they fail, records are not to be read any more. RP_OK,
 * RP_ERR_NOMEM. */
/* Once what stayed has been sorted (postings.h), most that stayed by chance are known, and go. */
int thin_again(struct record *record, size_t n, const struct thin_marks *marks, struct thin_store *store) MUST_USE;
/* Of documents that are not wanted nobody will ask again which passages they share: all go. n_passages stays, and to a
 * reader each of them is alone. */
int thin_keep(struct record *record, size_t n, struct bits *wanted, struct thin_store *store) MUST_USE;

/* Goes through the passages of a thinned record, in text order. */
struct passage_reader {
    const uint32_t *bits, *at; /* bits NULL: all are alone */
    uint32_t i, n;
};
static inline struct passage_reader passage_reader_of(const struct record *r)
{
    if (!r->stored)
        return (struct passage_reader){.n = r->n_passages};
    return (struct passage_reader){r->stored, r->stored + (r->n_passages + 31) / 32, 0, r->n_passages};
}

/* The next passage; *alone: no other text has it, and what it was is not known. False at the end. */
static inline bool passage_next(struct passage_reader *p, uint32_t *passage, bool *alone)
{
    if (p->i == p->n)
        return false;
    *alone = !p->bits || !(p->bits[p->i / 32] >> (p->i % 32) & 1);
    *passage = *alone ? 0 : *p->at++;
    p->i++;
    return true;
}

/* The passages that stayed. */
struct span32 {
    const uint32_t *p;
    size_t n;
};
struct span32 thin_passages(const struct record *r);

#endif
