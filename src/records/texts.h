/*
 * texts.h - equal bodies collapsed: one text and the documents that carry it.
 *
 * Texts are numbered by their content, so everything that is decided by number from here on is the same whatever
 * order the documents came in.
 */
#ifndef RECORDS_TEXTS_H
#define RECORDS_TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"

struct room; /* store/room.h */
struct texts {
    struct room *room; /* where what is kept of every text lies; NULL: memory */
    uint32_t n;
    uint32_t *first; /* text i is carried by doc[first[i] .. first[i + 1]) */
    uint32_t *doc;   /* the earliest dated first, undated last, then by identity */
};

/* Documents with equal body digest, length and passages are one text. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT (2^32 - 2
 * documents or more). */
int texts_collapse(const struct record *record, size_t n, struct room *room, struct texts *out) MUST_USE;
void texts_release(struct texts *t);

static inline uint32_t texts_carriers(const struct texts *t, uint32_t text)
{
    return t->first[text + 1] - t->first[text];
}

/* The document that stands for a text: its earliest. */
static inline uint32_t texts_lead(const struct texts *t, uint32_t text)
{
    return t->doc[t->first[text]];
}

#endif
