#include "report/text_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "report/listing.h"

enum { CELL_MOST = 200 };

void tout_release(struct text_out *t)
{
    free(t->p);
    *t = (struct text_out){0};
}

void tout_put(struct text_out *t, struct span s)
{
    size_t need;
    if (s.n == 0)
        return;
    if (t->failed || !size_add(t->n, s.n, &need) || mem_grow(&t->p, &t->cap, need, 1) < 0) {
        t->failed = true;
        return;
    }
    memcpy(t->p + t->n, s.p, s.n);
    t->n = need;
}

void tout_string(struct text_out *t, const char *s)
{
    tout_put(t, span_of(s));
}

void tout_print(struct text_out *t, const char *fmt, ...)
{
    char text[512];
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n > 0)
        tout_put(t, (struct span){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
}

void tout_count(struct text_out *t, uint64_t n)
{
    if (n < 1000) {
        tout_print(t, "%u", (unsigned)n);
        return;
    }
    tout_count(t, n / 1000);
    tout_print(t, ",%03u", (unsigned)(n % 1000));
}

void tout_cell(struct text_out *t, struct span s, unsigned columns)
{
    char cell[LISTING_LINE];
    tout_put(t, (struct span){cell, listing_cell(cell, s, columns < CELL_MOST ? columns : CELL_MOST)});
}

void tout_fit(struct text_out *t, struct span s, unsigned columns)
{
    tout_cell(t, s, columns);
    while (t->n && t->p[t->n - 1] == ' ')
        t->n--;
}

void tout_style(struct text_out *t, enum text_style style)
{
    static const char *const code[] = {"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[33m", "\033[36m"};
    if (t->colour)
        tout_string(t, code[style]);
}

void tout_line(struct text_out *t)
{
    while (t->n && t->p[t->n - 1] == ' ')
        t->n--;
    tout_string(t, "\n");
}

int tout_flush(struct text_out *t, int (*put)(void *ctx, const char *p, size_t n), void *ctx)
{
    size_t n = t->n;
    t->n = 0;
    if (t->failed)
        return RP_ERR_NOMEM;
    return n ? put(ctx, t->p, n) : RP_OK;
}
