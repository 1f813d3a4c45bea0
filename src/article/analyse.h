/*
 * analyse.h - the article stage: fields and text of one page in, struct article out.
 *
 * Two passes over a corpus give the best result: furniture_learn (furniture.h) on every page, then
 * article_analyse with what was learned. With furniture == NULL patterns and features alone decide.
 */
#ifndef ARTICLE_ANALYSE_H
#define ARTICLE_ANALYSE_H

#include "article/article.h"
#include "base/compiler.h"

struct patterns;  /* patterns.h */
struct furniture; /* furniture.h */

struct article_options {
    const struct patterns *patterns;   /* NULL: the built-in table. Kept: must outlive the analyser */
    const struct furniture *furniture; /* NULL: nothing was learned. Kept: must outlive the analyser */
    bool no_mentions;                  /* leave out credits of CREDIT_MENTION, the one thing that reads the body */
};

/* One analyser per thread; it holds all scratch, so that a page costs no allocation in steady state.
 * options may be NULL. RP_OK or RP_ERR_NOMEM. */
struct article_analyser;
int article_analyser_create(const struct article_options *options, struct article_analyser **out) MUST_USE;
void article_analyser_free(struct article_analyser *a);

/*
 * Fills *out. Its arrays belong to the analyser and its spans point into f's bytes, into the analyser or
 * into constant tables: all are valid until the next article_analyse() with this analyser, or its end,
 * and no longer than f's bytes. Any bytes are welcome in f; a text above 2^31 bytes gives RP_ERR_LIMIT.
 * RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT; *out is unspecified on failure.
 */
int article_analyse(struct article_analyser *a, const struct article_fields *f, struct article *out) MUST_USE;

/* "body", "byline", ...: for reports. */
const char *line_role_name(enum line_role role);
const char *credit_role_name(enum credit_role role);

#endif
