/* codepoint.h - one code point out of bytes: UTF-8, or the inside of a JSON string. */
#ifndef TEXT_CODEPOINT_H
#define TEXT_CODEPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "text/fold.h"

struct codepoint {
    uint32_t value; /* or FOLD_NONE */
    uint32_t size;  /* bytes of input, at least 1; 12 at most (two escapes) */
};

/* Ill-formed bytes (Unicode 15, table 3-7) come out one by one as FOLD_NONE. n > 0. */
static inline struct codepoint codepoint_utf8(const uint8_t *p, size_t n)
{
    const uint32_t a = p[0];
    uint32_t v;

    if (a < 0x80)
        return (struct codepoint){a, 1};
    if (a >= 0xC2 && a < 0xE0 && n > 1 && (p[1] & 0xC0) == 0x80)
        return (struct codepoint){(a & 0x1F) << 6 | (p[1] & 0x3F), 2};
    if (a >= 0xE0 && a < 0xF0 && n > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        v = (a & 0xF) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (v >= 0x800 && (v < 0xD800 || v > 0xDFFF))
            return (struct codepoint){v, 3};
    }
    if (a >= 0xF0 && a < 0xF5 && n > 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80) {
        v = (a & 7) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (v >= 0x10000 && v < 0x110000)
            return (struct codepoint){v, 4};
    }
    return (struct codepoint){FOLD_NONE, 1};
}

/* The four hexadecimal digits at p, or a value above 0xFFFF. */
static inline uint32_t codepoint_hex4(const uint8_t *p)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        const uint32_t digit = p[i] - (uint32_t)'0', letter = (p[i] | 0x20u) - 'a';
        if (digit > 9 && letter > 5)
            return UINT32_MAX;
        v = v << 4 | (digit <= 9 ? digit : letter + 10);
    }
    return v;
}

/* p[0] is a backslash. A lone surrogate is FOLD_NONE of six bytes, any other bad escape of two (one
 * where the text ends). */
static inline struct codepoint codepoint_escape(const uint8_t *p, size_t n)
{
    static const uint8_t plain[128] = {['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f',
                                       ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    uint32_t high, low;

    if (n < 2)
        return (struct codepoint){FOLD_NONE, 1};
    if (p[1] < 0x80 && plain[p[1]])
        return (struct codepoint){plain[p[1]], 2};
    if (p[1] >= 0x80)
        return (struct codepoint){FOLD_NONE, 1};
    if (p[1] != 'u' || n < 6 || (high = codepoint_hex4(p + 2)) > 0xFFFF)
        return (struct codepoint){FOLD_NONE, 2};
    if (high < 0xD800 || high > 0xDFFF)
        return (struct codepoint){high, 6};
    if (high < 0xDC00 && n >= 12 && p[6] == '\\' && p[7] == 'u' && (low = codepoint_hex4(p + 8)) >= 0xDC00 &&
        low <= 0xDFFF)
        return (struct codepoint){0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12};
    return (struct codepoint){FOLD_NONE, 6};
}

static inline struct codepoint codepoint_read(const uint8_t *p, size_t n, bool json)
{
    return json && p[0] == '\\' ? codepoint_escape(p, n) : codepoint_utf8(p, n);
}

/* UTF-8 of cp < FOLD_NONE, the first byte the lowest of *bytes; returns its size. */
static inline uint32_t codepoint_pack(uint32_t *bytes, uint32_t cp)
{
    const uint32_t last = 0x80 | (cp & 0x3F), before = 0x80 | (cp >> 6 & 0x3F), third = 0x80 | (cp >> 12 & 0x3F);

    *bytes = cp;
    if (cp < 0x80)
        return 1;
    *bytes = 0xC0 | cp >> 6 | last << 8;
    if (cp < 0x800)
        return 2;
    *bytes = 0xE0 | cp >> 12 | before << 8 | last << 16;
    if (cp < 0x10000)
        return 3;
    *bytes = 0xF0 | cp >> 18 | third << 8 | before << 16 | last << 24;
    return 4;
}

/* Writes cp as UTF-8 at out, which has room for 4 bytes (all of them may be written); returns its
 * size. cp < FOLD_NONE. */
static inline uint32_t codepoint_write(uint8_t *out, uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (uint8_t)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (uint8_t)(0xC0 | cp >> 6);
        out[1] = (uint8_t)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (uint8_t)(0xE0 | cp >> 12);
        out[1] = (uint8_t)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | cp >> 18);
    out[1] = (uint8_t)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (cp & 0x3F));
    return 4;
}

#endif
