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

/* From here on to the next run, output stands as far behind input as it does here. */
struct light_run {
    uint32_t out, in;
};

struct light {
    char *text;   /* n bytes, no space at either end, a NUL behind */
    size_t n;
    bool cut;     /* the input was longer than the limit: the line's end was not seen */
    /* --- private --- */
    struct light_run *run; /* the first begins at 0 */
    size_t n_runs;
    size_t text_cap, run_cap;
};

/* The input byte that character i of the output came from; for i == n where reading ended. */
size_t light_at(const struct light *l, size_t i);

void light_release(struct light *l);

/* Re-fills l from at most `limit` bytes of p[0..n), cut between characters. RP_OK or RP_ERR_NOMEM. */
int light_normalise(struct light *l, const char *p, size_t n, size_t limit) MUST_USE;

/* How many bytes at the front stand as they are whatever comes behind them; there may be more. p is trimmed. */
size_t light_plain(const char *p, size_t n);

/* Length of the valid UTF-8 character at p, 0 when there is none; *c is its code point. */
size_t light_decode(const char *p, size_t n, uint32_t *c);

/* White space of any kind, or a character that shows nothing. */
bool light_is_blank(uint32_t c);

#endif
