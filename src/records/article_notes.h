/*
 * article_notes.h - the note (article/article_note.h) of every article of a collection, made with its record, so that
 * those that are compared are read again without being analysed again.
 *
 * Articles without a note are analysed: what it says is never different, so any of them may be missing.
 */
#ifndef RECORDS_ARTICLE_NOTES_H
#define RECORDS_ARTICLE_NOTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "base/compiler.h"
#include "base/span.h"

struct room; /* store/room.h */
struct keep;

struct article_notes {
    struct room *room;
    size_t n;
    int threads;
    const uint8_t **note;      /* of each article; NULL: none */
    struct keep *keep;         /* one for each thread */
};

/* Place for n articles; room for the notes, NULL: memory. RP_OK, RP_ERR_NOMEM. */
int article_notes_init(struct article_notes *a, size_t n, int threads, struct room *room) MUST_USE;
void article_notes_release(struct article_notes *a);

/* Keeps a copy of the note; an empty one is none. Threads of different number may do so at once. RP_OK,
 * RP_ERR_NOMEM. */
int article_notes_put(struct article_notes *a, size_t doc, int thread, struct span note) MUST_USE;

/* Gives the memory back of all notes but those of articles in `wanted`. RP_OK, or RP_ERR_NOMEM: nothing has changed. */
int article_notes_keep(struct article_notes *a, const struct bits *wanted) MUST_USE;

static inline const uint8_t *article_notes_get(const struct article_notes *a, size_t doc)
{
    return a->note ? a->note[doc] : NULL;
}

#endif
