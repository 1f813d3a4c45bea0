/*
 * json_out.h - JSON into memory, one object at a time: keys in the order of the calls, numbers the
 * same on every machine, always valid: of bytes that are no UTF-8 each becomes U+FFFD, for a reader may refuse
 * the whole row for one of them.
 *
 * Running out of memory is remembered, not returned, so that a row reads as a list of its members;
 * jout_end() tells.
 */
#ifndef REPORT_JSON_OUT_H
#define REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

struct json_out {
    char *p; /* n bytes, to be read after jout_end(); not NUL-terminated */
    size_t n, cap;
    bool failed, first; /* first: no comma before the next member */
};

void json_out_release(struct json_out *j);

/* An object that starts a line; forgets what was there before. */
void jout_begin(struct json_out *j);
/* Closes it with a newline. RP_OK or RP_ERR_NOMEM. */
int jout_end(struct json_out *j) MUST_USE;

/* key == NULL inside an array, and for an object within one. */
void jout_open(struct json_out *j, const char *key, char bracket); /* '{' or '[' */
void jout_close(struct json_out *j, char bracket);                 /* '}' or ']' */
void jout_text(struct json_out *j, const char *key, struct span s);
void jout_string(struct json_out *j, const char *key, const char *s); /* NULL: null */
void jout_count(struct json_out *j, const char *key, uint64_t n);
void jout_flag(struct json_out *j, const char *key, bool b);
/* At most `digits` after the point, rounded to nearest, no zeros at the end. Not finite: null. */
void jout_real(struct json_out *j, const char *key, double v, int digits);
/* part / whole to six digits, rounded down: 1 only if they are equal, and never above the truth. */
void jout_share(struct json_out *j, const char *key, uint64_t part, uint64_t whole);

#endif
