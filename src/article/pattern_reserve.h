/*
 * pattern_reserve.h - memory laid by for a library that does not survive the want of it.
 *
 * PCRE2's compiler of machine code (10.42) writes through NULL when an allocation fails in the middle of its work.
 * What it asks for then comes from pieces laid by before; it ends its work, and whoever called it throws the outcome
 * away.
 */
#ifndef ARTICLE_PATTERN_RESERVE_H
#define ARTICLE_PATTERN_RESERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

enum { RESERVE_PIECES = 24, RESERVE_PIECE = 16 << 10 };

struct pattern_reserve {
    void *piece[RESERVE_PIECES];
    size_t n;
    bool touched; /* an allocation failed */
};

/* RP_OK or RP_ERR_NOMEM. */
int pattern_reserve_fill(struct pattern_reserve *r) MUST_USE;
void pattern_reserve_release(struct pattern_reserve *r);

/* For a library to allocate and free with; ctx is the reserve, wanted only while something is allocated. */
void *pattern_reserve_alloc(size_t n, void *ctx);
void pattern_reserve_free(void *p, void *ctx);

#endif
