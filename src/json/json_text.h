/* json_text.h - the grammar of JSON's scalars: numbers, literals, strings and their escapes. */
#ifndef JSON_JSON_TEXT_H
#define JSON_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The end of the number that begins at p, NULL if none does. Bounded by the first byte that cannot
 * belong to a number, which must exist. */
static inline const char *json_number_end(const char *p)
{
    p += *p == '-';
    if (*p == '0')
        p++;
    else if (*p >= '1' && *p <= '9')
        while (*p >= '0' && *p <= '9')
            p++;
    else
        return NULL;
    if (*p == '.') {
        if (*++p < '0' || *p > '9')
            return NULL;
        while (*p >= '0' && *p <= '9')
            p++;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        p += *p == '+' || *p == '-';
        if (*p < '0' || *p > '9')
            return NULL;
        while (*p >= '0' && *p <= '9')
            p++;
    }
    return p;
}

/* The end of the string whose first byte after the quote is p, that is its closing quote; NULL at a
 * byte below 0x20 (one must come if no quote does) or at an escape that is none. */
const char *json_string_end(const char *p, bool *escaped);

/* Undoes the escapes of p[0..n), which must be well-formed, into dst, which needs room for n bytes.
 * Returns the length. A lone surrogate becomes U+FFFD. */
size_t json_unescape_into(char *dst, const char *p, size_t n);

#endif
