/*
 * explain_page.h - what `reprint explain` prints of a pair.
 */
#ifndef CLI_EXPLAIN_PAGE_H
#define CLI_EXPLAIN_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "intake/article_reader.h"
#include "report/story_report.h"
#include "report/text_out.h"
#include "scan/explain_scan.h"

struct explain_page {
    struct text_out out;
    unsigned columns;
};

/* All that is known of a pair; what it points to is the caller's. */
struct explained {
    const struct thresholds *thresholds;
    struct judge *judge; /* that has judged it */
    struct article_text text[2];
    struct verdict verdict;
    struct explain_scan scan;
    bool among;      /* others: the above is known */
    bool difference; /* the texts side by side are wanted too */
};

/* `tokens` words are in its body. */
void explain_put_article(struct explain_page *e, char letter, const struct doc_name *name, const struct article *a,
                         uint32_t tokens);

/* RP_OK, RP_ERR_NOMEM. */
int explain_put_pair(struct explain_page *e, const struct explained *x) MUST_USE;

#endif
