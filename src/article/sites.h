/*
 * sites.h - pages that name no outlet, told apart by the lines that their sites print.
 *
 * A site's footer, notices and menus stand on the same pages, and other sites' on others. Lines whose pages are at
 * least three in five the same are one frame (found by minima of hashes of their pages); a frame of two labels or of a
 * sentence is a site, unless most of its pages belong to several smaller frames: then it is what everybody prints
 * ("Home", "Share this"); as is a frame on one in five of a hundred pages or more. A frame most of whose
 * pages belong to one smaller site is that site's too.
 *
 * Time: near n log n for n entries. The result depends on the set of entries, not on their order.
 */
#ifndef ARTICLE_SITES_H
#define ARTICLE_SITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* A line and a page it stands on. page < n_pages; no pair twice. */
struct site_entry {
    uint64_t line; /* key */
    uint32_t page;
    bool prose;    /* a sentence of some length, the same for all entries of a line: more than a label */
};

struct site_line {
    uint64_t line, site; /* site: 0 for a line of no site, else odd */
};

/*
 * Sorts `entry`. page_hash[p]: of the page's content. On success *line (to be freed) has *n lines in order of their
 * keys. RP_OK, RP_ERR_NOMEM.
 */
int sites_find(struct site_entry *entry, size_t n_entries, const uint64_t *page_hash, uint32_t n_pages,
               struct site_line **line, size_t *n) MUST_USE;

/* Votes of one page's lines; the site with the most, the smaller key among equals, 0 without any vote. */
enum { SITE_CHOICES = 8 }; /* further sites on one page are not counted */
struct site_vote {
    uint64_t site[SITE_CHOICES];
    uint32_t votes[SITE_CHOICES];
};
void site_vote_add(struct site_vote *v, uint64_t site); /* site 0: no vote */
uint64_t site_vote_result(const struct site_vote *v);

#endif
