/*
 * pages.h - the pages of stories read once more: what reports show of them, and how they compare with a reference.
 */
#ifndef STORY_PAGES_H
#define STORY_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/bylines.h"
#include "base/compiler.h"
#include "story/compare.h"
#include "story/keep.h"
#include "story/results.h"

#define PAGE_NO_DOC UINT32_MAX

/* A document wanted, with up to two documents to compare it with; PAGE_NO_DOC: none. */
struct page_want {
    uint32_t doc, reference, story_reference;
};

struct page_seen {
    struct page page;
    struct page_credit source, distributor;
    struct span original_url;
    struct date_interval first_published;
    uint64_t page_key, item_key;   /* article.h */
    uint16_t own_agency;
    uint8_t relation, story_relation;
    uint32_t flags;
    float use_reference, use_copy;
};

struct page_readers {
    struct comparer *comparer;
    const struct thresholds *thresholds;
    const struct bylines *bylines; /* may be NULL */
    bool (*owner)(void *ctx, struct span outlet, struct span *owner); /* may be NULL */
    void *owner_ctx;
    int threads;
    struct keep *keep;             /* one for each thread: strings go there */
};

/* out[i] for want[i]; wants of one reference should stand together. RP_OK, RP_ERR_NOMEM, or what fetch returned. */
int pages_read(const struct page_readers *r, const struct page_want *want, size_t n, struct page_seen *out) MUST_USE;

#endif
