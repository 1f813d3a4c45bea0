/* text_out.h - text into memory; running out of memory is remembered, tout_flush() tells. */
#ifndef REPORT_TEXT_OUT_H
#define REPORT_TEXT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

struct text_out {
    char *p;
    size_t n, cap;
    bool failed;
    bool colour; /* whether tout_style() does anything */
};

enum text_style { STYLE_NONE, STYLE_STRONG, STYLE_FAINT, STYLE_GREEN, STYLE_RED, STYLE_YELLOW, STYLE_BLUE };

void tout_release(struct text_out *t);
void tout_put(struct text_out *t, struct span s);
void tout_string(struct text_out *t, const char *s);
void tout_print(struct text_out *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* 1234567 as "1,234,567". */
void tout_count(struct text_out *t, uint64_t n);
/* As listing_cell(): harmless, padded or cut to `columns`. */
void tout_cell(struct text_out *t, struct span s, unsigned columns);
/* The same without padding. */
void tout_fit(struct text_out *t, struct span s, unsigned columns);
void tout_style(struct text_out *t, enum text_style style);
/* Takes white space off the end, and ends the line. */
void tout_line(struct text_out *t);

/* Gives what is there to put() and forgets it. RP_OK, RP_ERR_NOMEM, or what put() returned. */
int tout_flush(struct text_out *t, int (*put)(void *ctx, const char *p, size_t n), void *ctx) MUST_USE;

#endif
