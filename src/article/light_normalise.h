/*
 * light_normalise.h - the spelling in which patterns see a line (news.md D): every space one ' ', quotes
 * straight, every dash and "--" one '-', zero-width characters and soft hyphens gone, case kept. The result is
 * always valid UTF-8 without control characters; what was not is '?'.
 */
#ifndef ARTICLE_LIGHT_NORMALISE_H
#define ARTICLE_LIGHT_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct light {
    char *text;   /* n bytes, no space at either end, a NUL behind */
    uint32_t *at; /* n + 1 of them: the input byte that output byte i came from; at[n] is the input's end */
    size_t n;
    bool cut;     /* the input was longer than the limit: the line's end was not seen */
    size_t text_cap, at_cap;
};

void light_release(struct light *l);

/* Re-fills l from at most `limit` bytes of p[0..n), cut between characters. RP_OK or RP_ERR_NOMEM. */
int light_normalise(struct light *l, const char *p, size_t n, size_t limit) MUST_USE;

/* Length of the valid UTF-8 character at p, 0 when there is none; *c is its code point. */
size_t light_decode(const char *p, size_t n, uint32_t *c);

/* White space of any kind, or a character that shows nothing. */
bool light_is_blank(uint32_t c);

#endif
