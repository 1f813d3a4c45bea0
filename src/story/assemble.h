/* assemble.h - from groups of texts to the result that reports read. */
#ifndef STORY_ASSEMBLE_H
#define STORY_ASSEMBLE_H

#include "base/compiler.h"
#include "relation/compare.h"
#include "story/grouping.h"
#include "story/outline.h"
#include "story/pages.h"
#include "story/results.h"

struct assembly {
    const struct record *record;
    size_t n_documents;
    const struct texts *texts;
    const struct edge *edge;
    size_t n_edges;
    const struct grouping *grouping;
    struct page_book *book;          /* what its keep holds becomes the result's */
    struct comparer *comparer;
    const struct thresholds *thresholds;
    int threads;
    size_t candidates, furniture_lines;
    bool links;                      /* also tell suspects and shared passages between stories */
    int (*tick)(void *ctx, size_t done, size_t total); /* may be NULL */
    void *tick_ctx;
};

/* *out is to be given to scan_result_free(). RP_OK, RP_ERR_NOMEM, or what fetch or tick returned. */
int assemble(const struct assembly *in, struct scan_result **out) MUST_USE;

#endif
