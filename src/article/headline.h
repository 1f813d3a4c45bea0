/*
 * headline.h - version tags of headlines, and whether two headlines are the same.
 */
#ifndef ARTICLE_HEADLINE_H
#define ARTICLE_HEADLINE_H

#include "article/article.h"

struct headline_tags {
    uint32_t marks;   /* version_mark bits that the tags stand for */
    uint32_t number;  /* n of UPDATE n or nth Ld, 0 when none */
    struct span rest; /* the headline without tags and slug numbering, inside the span given */
};
struct headline_tags headline_strip(struct span headline);

/* The site's name behind the headline (" | Example News"), without the separator; p == NULL when there is none. */
struct span headline_site(struct span headline);

/* Order and case of words, tags, punctuation and a site's suffix (" | Example News") do not change it. 0: no words. */
uint64_t headline_key(struct span headline);

enum headline_relation { HEADLINE_SAME, HEADLINE_TAGGED, HEADLINE_NEAR, HEADLINE_NEW, HEADLINE_MISSING };
/* news.md B, HEAD: same (after folding case, punctuation, site suffix), tagged (same without tags), near
 * (token Jaccard >= .6, or containment >= .8 of at least 4 tokens), new, missing (either is absent). */
enum headline_relation headline_compare(struct span a, struct span b);
const char *headline_relation_name(enum headline_relation r);

#endif
