/* out.h - bytes on their way to a sink: a buffer with JSON and decimal writers. */
#ifndef GEN_OUT_H
#define GEN_OUT_H

#include "base/span.h"
#include "base/status.h"
#include "gen/gen.h"

struct out {
    char *p;
    size_t n, cap;
    uint64_t total; /* handed to the sink so far */
    struct gen_sink sink;
};

void out_init(struct out *o, struct gen_sink sink);
void out_release(struct out *o);

/* Room for n more bytes; writers below that return void need it to have been asked for. */
int out_reserve(struct out *o, size_t n) MUST_USE;

/* Appends, growing. */
int out_bytes(struct out *o, const char *p, size_t n) MUST_USE;
int out_text(struct out *o, const char *s) MUST_USE;
int out_decimal(struct out *o, uint64_t v, unsigned min_digits) MUST_USE;

/* The inside of a JSON string. ascii: everything beyond ASCII as \uXXXX, in pairs of surrogates where
 * needed; ill-formed UTF-8 as U+FFFD then, untouched otherwise. */
int out_json(struct out *o, const char *p, size_t n, bool ascii) MUST_USE;

/* Hands over what has gathered if that is much, or all of it. */
int out_settle(struct out *o) MUST_USE;
int out_flush(struct out *o) MUST_USE;

/* YYYY-MM-DD of a day since 1970-01-01, into 10 bytes. */
void day_iso(int64_t day, char *p);
/* Civil date of a day. */
void day_civil(int64_t day, int *year, int *month, int *mday);
int64_t day_of(int year, int month, int mday);

#endif
