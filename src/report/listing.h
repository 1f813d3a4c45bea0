/*
 * listing.h - groups of copies for reading on a terminal: the kept one, and under it what was removed for
 * it and why. Titles come from outside: control characters are shown as '?', and a title takes the
 * columns it is given, wide characters counting two.
 */
#ifndef REPORT_LISTING_H
#define REPORT_LISTING_H

#include <stdbool.h>

#include <reprint.h>

#include "base/span.h"

enum { LISTING_LINE = 1024, LISTING_COLUMNS = 128 };

struct listing_doc {
    struct span title; /* UTF-8 at its best; may be empty */
    struct span id;
    bool reference; /* a kept one: of the reference */
    unsigned columns; /* that a line may take; 0: LISTING_COLUMNS, where most ids and titles are whole */
};

/* All write a line with its newline and return its length, less than LISTING_LINE. */
size_t listing_kept(char out[LISTING_LINE], const struct listing_doc *kept, uint64_t size);
size_t listing_reason(char out[LISTING_LINE], const struct listing_doc *removed, const char *relation, const char *why);
size_t listing_removed(char out[LISTING_LINE], const struct listing_doc *removed, const rp_verdict *v);

/* s made harmless for a terminal, white space in runs of one, padded or cut to `columns` (at most 200); a cut shows
 * as "..". Returns its bytes; out has room for 4 * columns + 400. */
size_t listing_cell(char *out, struct span s, unsigned columns);

/* Bytes of s that fill at most `columns`, and how many they fill. For tests. */
size_t listing_fit(struct span s, unsigned columns, unsigned *used);

#endif
