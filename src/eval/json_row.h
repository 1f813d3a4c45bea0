/*
 * json_row.h - one JSON object at a time, of the shapes our own reports have.
 *
 * A cursor walks the bytes; nothing is built. Values nobody asks for are skipped whole, however deep.
 * Anything that is not JSON makes the cursor fail, and stay failed.
 */
#ifndef EVAL_JSON_ROW_H
#define EVAL_JSON_ROW_H

#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

struct jrow {
    const char *p, *end;
    bool failed;
};

/* '{', '[', '"', a digit or '-', 't', 'f', 'n'; 0 at the end or when failed. */
char jrow_peek(struct jrow *j);

/* Steps into the object or array at the cursor; false if it is none. */
bool jrow_enter(struct jrow *j, char open);

/* The next key of the object stepped into, cursor at its value; false behind the last (stepped out).
 * Keys come raw, escapes in them not undone. `first` is true on the first call. */
bool jrow_key(struct jrow *j, bool first, struct span *key);

/* Whether the array stepped into has another element, cursor at it; false behind the last (stepped out). */
bool jrow_element(struct jrow *j, bool first);

void jrow_skip(struct jrow *j);

/* The value at the cursor as text into *buf (grown as needed, *n bytes): a string with escapes undone, a number
 * or literal as written; objects and arrays are skipped and give "". RP_OK or RP_ERR_NOMEM. */
int jrow_text(struct jrow *j, char **buf, size_t *cap, size_t *n) MUST_USE;

#endif
