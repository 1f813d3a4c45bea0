/*
 * doc_cache.h - articles read again, for comparison: one thread's fetching, analysing and keeping of the last few.
 *
 * A pair costs far less to compare than two articles cost to read, so the order of pairs should let articles be met
 * again soon; DOC_CACHE_KEEP of them are kept, or as many as hold no more than they may, the one unused for longest
 * goes first. What is read a second time is fetched, but not analysed again.
 */
#ifndef RELATION_DOC_CACHE_H
#define RELATION_DOC_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/analyse.h"
#include "base/compiler.h"
#include "records/article_source.h"
#include "relation/relation.h"

struct article_notes; /* article_notes.h */
enum { DOC_CACHE_KEEP = 128, DOC_CACHE_LEAST = 4 /* are kept however large they are */ };

/* Told of every article that is read, while it is there; view->body is NULL when only that was asked for. And asked,
 * before an article is read, for what is known of it from then: all but the body, which lives as long as the cache and
 * is read by its map (body_map.h). */
struct doc_reading {
    int (*read)(void *ctx, size_t doc, int thread, const struct article *article, const struct relation_doc *view,
                uint32_t words);
    bool (*recall)(void *ctx, size_t doc, struct relation_doc *view, const uint8_t **map);
    void *ctx;
    const struct article_notes *notes; /* articles that have one are not analysed; may be NULL */
};

struct doc_cache;
/* most: bytes that the articles may hold, DOC_CACHE_LEAST aside. options are article_analyse()'s; source, what options
 * point to and reading (may be NULL) must outlive the cache. */
int doc_cache_create(const struct scan_source *source, const struct article_options *options,
                     const struct doc_reading *reading, int thread, size_t most, struct doc_cache **out) MUST_USE;
void doc_cache_free(struct doc_cache *r);
/* Forgets all that is kept, and gives its memory back. */
void doc_cache_clear(struct doc_cache *r);

/* The document as the judge sees it, from what is kept or read anew. *out is valid until DOC_CACHE_LEAST other
 * documents were asked for. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT, or what fetch returned. */
int doc_cache_get(struct doc_cache *r, size_t doc, const struct relation_doc **out) MUST_USE;

/* Only tells `reading` of the document, which must not be NULL: nothing is kept, and the view has no body. */
int doc_cache_tell(struct doc_cache *r, size_t doc) MUST_USE;

#endif
