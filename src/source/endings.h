/*
 * endings.h - what the ending of a file's name says of its content.
 *
 * An ending is what follows the last dot, behind a .gz or .zst that is passed over first: ".txt" of "a.txt.gz". A name
 * whose last dot is followed by no letter, or by a space, has none ("crawl-1.0042", "Mr. Smith goes").
 */
#ifndef SOURCE_ENDINGS_H
#define SOURCE_ENDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "source/source.h"

/* AUTO when the ending says nothing, or is of another kind of file. */
enum source_format ending_format(const char *path);

/* "a page of HTML", "a table": what the name says the file is that would be read, but as text. NULL: nothing of the
 * kind. */
const char *ending_markup(const char *path);

/* Does the name end in what is neither text nor lines of JSON? Then the ending as it is counted and shown: small
 * letters, without its dot, cut when it is long. */
bool ending_is_foreign(const char *path, char ending[ENDING_TEXT]);

/* Counts one file under its ending; when there are too many different ones, under "". RP_OK, RP_ERR_NOMEM. */
int endings_count(struct ending_count **list, size_t *n, size_t *cap, const char *ending) MUST_USE;

#endif
