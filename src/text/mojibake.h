/* mojibake.h - UTF-8 that was read as Windows-1252 and written as UTF-8 again, found and mended: "donâ€™t" =
 * "don’t". */
#ifndef TEXT_MOJIBAKE_H
#define TEXT_MOJIBAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/codepoint.h"

/* *c is the code point read at p[0..n), of value U+00C2 to U+00F4. True: it begins a damaged character of four to a
 * dozen bytes, and *c is what that was and its size there. */
bool mojibake_repair(const uint8_t *p, size_t n, struct codepoint *c);

/* Where the first damaged character of text[0..n) begins, n: there is none. 16 bytes at a time. */
size_t mojibake_find(const char *text, size_t n);

/* text[0..n) without damage to out, which has room for n bytes. Returns how many were written. */
size_t mojibake_mend(const char *text, size_t n, char *out);

#endif
