#include "json/json_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/block16.h"
#include "base/status.h"
#include "json/record.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool escape_letter(char c)
{
    return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't';
}

const char *json_string_end(const char *p, bool *escaped)
{
    *escaped = false;
    for (; *p != '"'; p++) {
        if ((unsigned char)*p < 0x20)
            return NULL;
        if (*p != '\\')
            continue;
        *escaped = true;
        p++;
        if (*p == 'u') {
            for (int i = 0; i < 4; i++)
                if (hex_digit(*++p) < 0)
                    return NULL;
        } else if (!escape_letter(*p)) {
            return NULL;
        }
    }
    return p;
}

/* --- unescaping --- */

static uint32_t hex4(const char *p)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++)
        v = v << 4 | (uint32_t)(hex_digit(p[i]) & 15);
    return v;
}

static char *put_utf8(char *d, uint32_t c)
{
    if (c < 0x80) {
        *d++ = (char)c;
    } else if (c < 0x800) {
        *d++ = (char)(0xc0 | c >> 6);
        *d++ = (char)(0x80 | (c & 63));
    } else {
        if (c < 0x10000) {
            *d++ = (char)(0xe0 | c >> 12);
        } else {
            *d++ = (char)(0xf0 | c >> 18);
            *d++ = (char)(0x80 | (c >> 12 & 63));
        }
        *d++ = (char)(0x80 | (c >> 6 & 63));
        *d++ = (char)(0x80 | (c & 63));
    }
    return d;
}

/* *p is behind the 'u' of an escape with n bytes left; moved behind all that was used. */
static uint32_t take_unicode(const char **p, const char *end)
{
    uint32_t c, low;

    if (end - *p < 4) {
        *p = end;
        return 0xfffd;
    }
    c = hex4(*p);
    *p += 4;
    if (c < 0xd800 || c > 0xdfff)
        return c;
    if (c >= 0xdc00 || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return 0xfffd;
    low = hex4(*p + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return 0xfffd;
    *p += 6;
    return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

static char unescape_letter(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

/* Copies what stands in front of the next backslash, or all; *d moves along. What is written behind it is within n
 * bytes of the source as well, so within its room. */
static const char *copy_plain(char **d, const char *p, const char *end)
{
    for (; (size_t)(end - p) >= sizeof(block16); p += sizeof(block16), *d += sizeof(block16)) {
        const block16 x = block16_load(p);
        const unsigned escape = block16_bits((block16)(x == '\\'));
        memcpy(*d, &x, sizeof x);
        if (escape) {
            const unsigned n = (unsigned)__builtin_ctz(escape);
            *d += n;
            return p + n;
        }
    }
    while (p < end && *p != '\\')
        *(*d)++ = *p++;
    return p;
}

size_t json_unescape_into(char *dst, const char *p, size_t n)
{
    const char *end = p + n;
    char *d = dst;

    while (p < end) {
        p = copy_plain(&d, p, end);
        if (end - p < 2)
            break;
        p += 2;
        if (p[-1] == 'u')
            d = put_utf8(d, take_unicode(&p, end));
        else
            *d++ = unescape_letter(p[-1]);
    }
    return (size_t)(d - dst);
}

void record_buffer_release(struct record_buffer *b)
{
    free(b->p);
    *b = (struct record_buffer){0};
}

int json_unescape(struct record_buffer *b, struct record_field f)
{
    size_t need;
    int rc;

    /* An escape is never shorter than what it stands for, so the raw length is room enough. */
    if (!size_add(b->n, f.n, &need))
        return RP_ERR_NOMEM;
    if ((rc = mem_grow(&b->p, &b->cap, need, 1)) < 0)
        return rc;
    if (f.escaped)
        b->n += json_unescape_into(b->p + b->n, f.p, f.n);
    else if (f.n) {
        memcpy(b->p + b->n, f.p, f.n);
        b->n = need;
    }
    return RP_OK;
}
