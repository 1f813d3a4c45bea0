/*
 * news_page.h - a planned document as the page that would be scraped: treated text, furniture, credits, dates.
 */
#ifndef GEN_NEWS_PAGE_H
#define GEN_NEWS_PAGE_H

#include "gen/news_plan.h"

/* Everything of one page; re-used from page to page. */
struct news_page {
    struct prose prose;         /* body and headline after treatment */
    struct out text, title, url, flags, line;
    struct out place, outlet, host; /* of the dateline; name and host of the carrier */
    char date[64];
    const char *relation;       /* by what was done; NULL: none */
    const char *source, *distributor; /* canonical, NULL: the page does not say */
    struct span carrier;        /* p == NULL: the page does not say */
};

void news_page_init(struct news_page *p);
void news_page_release(struct news_page *p);

/* Fills the page for document i of the block. */
int news_page_make(struct newsroom *r, const struct news_block *b, uint32_t i, struct news_page *p) MUST_USE;

/* --- parts --- */

/* Writes the version's text into p->prose and does to it what the outlet did. */
int news_treat(struct newsroom *r, const struct news_block *b, const struct news_doc *n, struct news_page *p) MUST_USE;
int news_flag(struct news_page *p, const char *flag) MUST_USE;
bool news_is_satellite(enum treatment t);

#endif
