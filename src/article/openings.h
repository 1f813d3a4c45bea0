/*
 * openings.h - how lines begin, remembered: which patterns can match a line of these first bytes.
 *
 * Lines of news begin alike ("The p", "By Ja"), and their first bytes refuse most patterns. PCRE2 is asked that of
 * bytes that are met a second time, and the answer is kept, until other bytes want its place. What is kept depends on
 * the lines seen; what matches does not, for only patterns that cannot match are ever left out.
 */
#ifndef ARTICLE_OPENINGS_H
#define ARTICLE_OPENINGS_H

#include "article/patterns.h"
#include "base/compiler.h"

enum { OPENING_BYTES = 4 }; /* at most, and whole characters: three of a line that begins in Chinese */

/* One per thread, 200 KB. p must outlive it, and no patterns may be added to it. RP_OK, RP_ERR_NOMEM. */
struct openings;
int openings_create(const struct patterns *p, struct openings **out) MUST_USE;
void openings_free(struct openings *o);

/* Those of the set that can match a light-normalised line that begins with text[0..n). */
struct pattern_set openings_filter(struct openings *o, struct pattern_scratch *s, struct pattern_set set,
                                   const char *text, size_t n);

#endif
