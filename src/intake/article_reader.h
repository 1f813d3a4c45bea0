/*
 * article_reader.h - single articles of an intake as the judge sees them, for explain and the pages of a report.
 *
 * Page furniture is what the intake learned.
 */
#ifndef INTAKE_ARTICLE_READER_H
#define INTAKE_ARTICLE_READER_H

#include <stdbool.h>

#include "article/article.h"
#include "base/compiler.h"
#include "intake/intake.h"
#include "relation/body.h"
#include "relation/relation.h"
#include "store/keep.h"

struct patterns;

/* One article; stands by itself. {0}-able: article_text_release() of a zeroed one is fine. */
struct article_text {
    struct span text;
    struct body body;
    struct relation_doc doc; /* its body is the one above */
    struct keep keep;
};
void article_text_release(struct article_text *t);

struct article_reader;
/* patterns NULL: the built-in ones. After intake_ready(). */
int article_reader_create(struct article_reader **out, struct intake *in, const struct patterns *patterns) MUST_USE;
void article_reader_free(struct article_reader *r);

/* *out need not be initialised. *article (may be NULL) lives until the next call. */
int article_reader_read(struct article_reader *r, size_t doc, struct article_text *out,
                        const struct article **article) MUST_USE;

#endif
