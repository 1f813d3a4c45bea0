/* names.h - strings to numbers 0, 1, 2 ..., in order of first sight. */
#ifndef EVAL_NAMES_H
#define EVAL_NAMES_H

#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

#define NAMES_MAX (UINT32_MAX - 4)

struct names {
    uint32_t *slot;     /* number + 1, 0 empty; a power of two of them */
    uint64_t *place;    /* of each string in `bytes` */
    char *bytes;        /* NUL-terminated one after another; moves when it grows */
    size_t slots, n, place_cap, used, cap;
};

void names_release(struct names *t);

/* The number of s, given now if it is new. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int names_put(struct names *t, struct span s, uint32_t *number) MUST_USE;

/* Valid until the next names_put. */
const char *names_get(const struct names *t, uint32_t number);

#endif
