/* article_source.h - where a scan has its documents from. */
#ifndef RECORDS_ARTICLE_SOURCE_H
#define RECORDS_ARTICLE_SOURCE_H

#include <stddef.h>

#include "article/article.h"

/* Documents have numbers 0..n-1. */
struct scan_source {
    void *ctx;
    size_t n;
    /* Gives the fields of one document as decoded UTF-8. Called from several threads at once, with `thread` in
     * [0, threads): the bytes must stay until the next call with the same thread. The same document must give the
     * same bytes each time. RP_OK, or a negative status, which ends the scan. */
    int (*fetch)(void *ctx, size_t doc, int thread, struct article_fields *out);
};

#endif
