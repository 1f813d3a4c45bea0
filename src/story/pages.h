/*
 * pages.h - what reports show of a page, noted when the page is read for comparison, so that it need not be read for
 * the report again; and how a copy compares with a reference, from what was judged already where that says it.
 */
#ifndef STORY_PAGES_H
#define STORY_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/bylines.h"
#include "base/compiler.h"
#include "relation/compare.h"
#include "relation/doc_cache.h"
#include "store/keep.h"
#include "story/results.h"

struct page_note {
    struct page page;
    struct page_credit source, distributor;
    struct span original_url;
    struct date_interval first_published;
    /* Of what the judge sees of it (relation.h) all that the above does not say; see page_note_view(). */
    uint64_t page_key, item_key, source_key, mentioned[RELATION_MENTIONS];
    uint32_t judged_marks, update_number;
    uint16_t own_agency;
    bool staff_added;
    const uint8_t *body_map;       /* body_map.h; NULL: the body was not asked for */
};

/* The page as the judge sees it, without its body; spans are the note's. */
void page_note_view(const struct page_note *n, struct relation_doc *view);

/* Notes of all documents that were read. */
struct page_book {
    size_t n;
    _Atomic(struct page_note *) *note; /* NULL: not read yet */
    struct keep *keep;             /* one for each thread: the notes live there, and results after them */
    struct room *room;
    int threads;
    const struct bylines *bylines; /* of reporters whose page names no agency; may be NULL */
    bool (*owner)(void *ctx, struct span outlet, struct span *owner); /* may be NULL */
    void *owner_ctx;
};

/* Place for n documents; room (store/room.h) for notes and results, NULL: memory. RP_OK, RP_ERR_NOMEM. */
int page_book_init(struct page_book *b, size_t n, int threads, struct room *room) MUST_USE;
/* Notes go with keep: page_book_release() frees it unless it was taken (keep = NULL). */
void page_book_release(struct page_book *b);

/* doc_reading.read and .recall with a page_book as ctx. */
int page_book_read(void *book, size_t doc, int thread, const struct article *article, const struct relation_doc *view,
                   uint32_t words);
bool page_book_recall(void *book, size_t doc, struct relation_doc *view, const uint8_t **map);

struct page_place {
    uint32_t doc, text;
};
#define PAGE_NONE ((struct page_place){UINT32_MAX, UINT32_MAX})

/* A document wanted, with up to two documents to compare it with; doc UINT32_MAX: none. */
struct page_want {
    struct page_place copy, reference, story_reference;
    uint32_t place;                /* of the copy's text in the outlines, where there is something to compare with */
};

struct page_seen {
    const struct page_note *note;
    uint8_t relation, story_relation;
    uint32_t flags;
    float use_reference, use_copy;
};

struct reference_edges; /* story/reference_edges.h */
struct page_means {
    struct page_book *book;
    struct comparer *comparer;
    const struct thresholds *thresholds;
    const struct texts *texts;
    const struct reference_edges *known;
    int threads;
};

/* out[i] for want[i]; wants of one reference should stand together. RP_OK, RP_ERR_NOMEM, or what fetch returned. */
int pages_look(const struct page_means *m, const struct page_want *want, size_t n, struct page_seen *out) MUST_USE;

#endif
