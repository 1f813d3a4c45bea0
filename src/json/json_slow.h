/*
 * json_slow.h - the judge: any JSON object, by simdjson; the only file that sees simdjson.h.
 *
 * Decides every line that json_scan.h is not certain about, and finds nested members. Accepts what
 * RFC 8259 accepts, with three differences that are policy: strings may hold ill-formed UTF-8 and
 * lone surrogates; nesting ends at JSON_DEPTH; the outermost value must be an object. Numbers of
 * any size are fine, as their text.
 */
#ifndef JSON_JSON_SLOW_H
#define JSON_JSON_SLOW_H

#include <stddef.h>

#include "json/json_scan.h"
#include "json/record.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { JSON_DEPTH = 1000, JSON_PATH_MAX = 512 };

struct json_slow;

/* RP_OK or RP_ERR_NOMEM. One thread at a time. */
int json_slow_create(struct json_slow **out) MUST_USE;
void json_slow_free(struct json_slow *s);

/*
 * Calls visit() for every value of the object in the order of the text, members of members too: their
 * key is the path, "source.name", "bodies[0].value" (only the first element of an array is
 * looked at; paths longer than JSON_PATH_MAX are left out). For an array or object first itself, then what is in it.
 * The path is valid during the call, values point into the line. Some members may have
 * been visited before an error is found. RP_OK with err->what NULL or set, or RP_ERR_NOMEM.
 */
typedef void json_visit_fn(void *ctx, const struct json_member *m);
int json_slow_read(struct json_slow *s, const char *line, size_t n, json_visit_fn *visit, void *ctx,
                   struct record_error *err) MUST_USE;

#ifdef __cplusplus
}
#endif

#endif
