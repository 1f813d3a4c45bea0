/*
 * article_note.h - what the article stage found out about a page, in some hundred bytes: with it a page that is read
 * again need not be analysed again.
 *
 * A note has no text of its own, only places in the page's fields, so it is of use with the same fields only.
 */
#ifndef ARTICLE_ARTICLE_NOTE_H
#define ARTICLE_ARTICLE_NOTE_H

#include "article/analyse.h"
#include "article/article.h"
#include "base/compiler.h"

/* The note of the article that was analysed last, which must have succeeded and be as it was; valid until the analyser
 * is used again. n == 0: it cannot be noted, for something was met that seldom is. RP_OK, RP_ERR_NOMEM. */
int article_note(struct article_analyser *a, struct span *out) MUST_USE;

/* Bytes of a note. */
size_t article_note_size(const uint8_t *note);

/*
 * Fills *out as article_analyse() would, but
 * - of the lines only those that may be read as body are there, and those that credits were read from; what a pattern
 *   or furniture said about them is not (pattern, furniture_docs);
 * - site is 0.
 * Mentions are credits if this analyser has them, whether or not the one that made the note had. Any analyser with the
 * same patterns will do. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT, RP_ERR_FORMAT (the fields are not those of the note).
 */
int article_recall(struct article_analyser *a, const struct article_fields *f, const uint8_t *note,
                   struct article *out) MUST_USE;

#endif
