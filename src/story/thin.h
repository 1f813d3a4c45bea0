/*
 * thin.h - passages that only one text has, which is most of them, are taken out of records.
 *
 * Nothing is found by them. That they were there matters: so a row of them is kept as its length. Which they are is
 * told by counting all passages in a table of two bits for each, without keys: some that are alone stay, which does no
 * harm, and none that is shared goes. Of texts on several pages only the page that leads keeps passages.
 *
 * A thinned record stores words: a passage; or THIN_ROW and the number of passages of a row; or THIN_ROW and 0 for a
 * passage of that value.
 */
#ifndef STORY_THIN_H
#define STORY_THIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "story/article_record.h"
#include "story/keep.h"

#define THIN_ROW UINT32_MAX
enum { THIN_ROW_LEAST = 3 }; /* shorter rows stay as they are */

struct thinning {
    struct record *record;
    size_t n;
    const uint32_t *text_of;     /* UINT32_MAX: not the page that leads a text */
    struct recorder **recorder;  /* all that made records, each in the order of the documents */
    int threads;                 /* as many recorders */
    struct room *room;           /* store/room.h; NULL: memory */
    struct keep *keep;           /* where what stays is put */
};

/* RP_OK, RP_ERR_NOMEM. */
int thin_records(const struct thinning *t) MUST_USE;

/* Goes through the passages of a thinned record, in text order. */
struct passage_reader {
    const uint32_t *at;
    uint32_t left;
};
static inline struct passage_reader passage_reader_of(const struct record *r)
{
    return (struct passage_reader){r->stored, r->n_passages};
}

/* The next passage, *alone = 0; or *alone > 0 passages that no other text has. False at the end. */
static inline bool passage_next(struct passage_reader *p, uint32_t *passage, uint32_t *alone)
{
    if (p->left == 0)
        return false;
    *passage = *p->at++;
    *alone = *passage == THIN_ROW ? *p->at++ : 0;
    p->left -= *alone ? *alone : 1;
    return true;
}

/* The passages that may be shared, into out, which has place for n_passages. Returns how many. */
size_t thin_passages(const struct record *r, uint32_t *out);

#endif
