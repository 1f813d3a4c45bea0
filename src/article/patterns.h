/*
 * patterns.h - the table of regular expressions that name credits, notices and page furniture.
 *
 * The table is text (data/patterns.tsv, compiled in; its head explains the columns); users add files of the same
 * form, whose patterns are tried before the built-in ones, and a pattern whose id exists already replaces that one.
 * Every pattern brings examples that must match and lines that must not; patterns_check() tries them all.
 * No text and no pattern of a user can run away: matching is limited in steps, depth and heap, and a match that
 * hits a limit counts as none.
 */
#ifndef ARTICLE_PATTERNS_H
#define ARTICLE_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"

struct patterns;

struct pattern_error {
    unsigned line;   /* of the file, from 1; 0 when it is not about one line */
    char what[160];  /* lower case, no full stop */
};

/* The built-in table. RP_OK or RP_ERR_NOMEM. Once created and added to, it may be shared by threads. */
int patterns_create(struct patterns **out) MUST_USE;
void patterns_free(struct patterns *p);

/* Adds the table in text. RP_ERR_FORMAT fills *error and adds nothing. At most 255 patterns in all. */
int patterns_add(struct patterns *p, struct span text, struct pattern_error *error) MUST_USE;

/* Tries every pattern's examples; calls failed for each that does not behave. Returns how many did not, or a
 * negative status. *tried (may be NULL) is set to the number of examples. */
int patterns_check(const struct patterns *p, void *ctx,
                   void (*failed)(void *ctx, const char *id, bool should_match, struct span line),
                   size_t *tried) MUST_USE;

/* One line against one pattern, by id; for tests and `reprint patterns`. 1, 0, or RP_ERR_INVALID: no such id. */
int patterns_try(const struct patterns *p, const char *id, struct span line) MUST_USE;

size_t patterns_count(const struct patterns *p);
const char *patterns_id(const struct patterns *p, uint8_t pattern); /* "DL1"; "" for PATTERN_NONE */

#endif
