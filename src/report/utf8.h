/*
 * utf8.h - well-formed characters in bytes of any origin (Unicode 15, table 3-7): names of files and texts need not be
 * UTF-8, what is reported must.
 */
#ifndef REPORT_UTF8_H
#define REPORT_UTF8_H

#include <stdint.h>

#include "base/span.h"

/* U+FFFD, for a byte that belongs to no character. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

struct utf8_char {
    unsigned bytes; /* 0: no well-formed character begins here */
    uint32_t value;
};

/* The character at the start of s, which is not empty. Overlong forms, surrogates and what is above U+10FFFF are
 * none. */
static inline struct utf8_char utf8_first(struct span s)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)s.p;
    const unsigned n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    uint32_t c = n < 2 ? p[0] : p[0] & (0xffu >> (n + 1));

    if (n == 0 || n > s.n)
        return (struct utf8_char){0};
    for (unsigned i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return (struct utf8_char){0};
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[n] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
        return (struct utf8_char){0};
    return (struct utf8_char){n, c};
}

#endif
