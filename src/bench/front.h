/*
 * front.h - the first stages of the engine, each one laid on those before it, over a text in memory:
 * what one more stage costs is the difference of two times.
 */
#ifndef BENCH_FRONT_H
#define BENCH_FRONT_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum front_depth {
    FRONT_FIELDS,   /* the floor: every record's fields are located */
    FRONT_TOKENS,   /* + fold, cut and hash the words of the text */
    FRONT_SHINGLES, /* + hash runs of them, and the digest of the whole */
    FRONT_SKETCH,   /* + 128 MinHash slots */
    FRONT_KEYS,     /* + band keys */
    FRONT_DEPTHS
};
extern const char *const front_name[FRONT_DEPTHS];

struct front_totals {
    uint64_t documents;
    uint64_t check; /* depends on everything that was computed, so that nothing is left out */
};

/* JSONL in [p, p + n), with 64 readable bytes behind it; what follows its last newline is left out. One
 * thread, parameters as dedup has them by default. RP_OK or RP_ERR_NOMEM. */
int front_run(const char *p, size_t n, enum front_depth depth, struct front_totals *out) MUST_USE;

#endif
