/*
 * bylines.h - which agency a reporter writes for, learned from bylines that name one
 * ("Jane Roe, Bloomberg News"), for copies that kept only the name. A tie-break, never a credit of its own.
 */
#ifndef ARTICLE_BYLINES_H
#define ARTICLE_BYLINES_H

#include "article/article.h"
#include "base/compiler.h"

#define BYLINE_STRENGTH 0.4f /* of a source that is only known through its reporter */

struct bylines; /* learn: one thread each, then merge; look up: any thread */
int bylines_create(struct bylines **out) MUST_USE;
void bylines_free(struct bylines *b);

/* The reporters (hashes) of an article whose byline names an agency: how many; else 0. */
enum { BYLINE_NAMES = 16 };
size_t bylines_anchored(const struct article *a, uint16_t *agency, uint64_t names[BYLINE_NAMES]);
/* Takes them. RP_OK, RP_ERR_NOMEM. */
int bylines_learn(struct bylines *b, uint16_t agency, const uint64_t *names, size_t n) MUST_USE;
/* Adds what `from` learned to `into`; the order of merging does not matter. */
int bylines_merge(struct bylines *into, const struct bylines *from) MUST_USE;
/* The agency of the reporters named in byline, if one has more than two thirds of their anchored bylines; else
 * AGENCY_NONE. */
uint16_t bylines_lookup(const struct bylines *b, struct span byline);

#endif
