#include "report/json_out.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/block16.h"
#include "base/status.h"
#include "report/utf8.h"

static void put(struct json_out *j, const char *p, size_t n)
{
    size_t need;
    if (n == 0)
        return;
    if (j->failed || !size_add(j->n, n, &need) || mem_grow(&j->p, &j->cap, need, 1) < 0) {
        j->failed = true;
        return;
    }
    memcpy(j->p + j->n, p, n);
    j->n = need;
}

static int escape_of(unsigned char c, char *escape, size_t size)
{
    if (c >= 0x80)
        return snprintf(escape, size, UTF8_REPLACEMENT);
    if (c == '"' || c == '\\')
        return snprintf(escape, size, "\\%c", c);
    if (c == '\n' || c == '\t' || c == '\r')
        return snprintf(escape, size, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
    return snprintf(escape, size, "\\u%04x", c);
}

/* Stands as it is, whatever stands beside it. */
static bool is_plain(unsigned char c)
{
    return (c >= 0x20) & (c < 0x80) & (c != '"') & (c != '\\');
}

/* From byte i on, sixteen at a time: how many bytes stand as they are. */
static size_t plain_bytes(struct span s, size_t i)
{
    const size_t first = i;
    for (; i + sizeof(block16) <= s.n; i += sizeof(block16)) {
        const block16 x = block16_load(s.p + i);
        const unsigned other = block16_bits((block16)(x < 0x20) | (block16)(x >= 0x80) | (block16)(x == '"') |
                                            (block16)(x == '\\'));
        if (other)
            return i - first + (size_t)__builtin_ctz(other);
    }
    return i - first;
}

static void put_quoted(struct json_out *j, struct span s)
{
    size_t start = 0;

    put(j, "\"", 1);
    for (size_t i = plain_bytes(s, 0), len; i < s.n; i += len ? len : 1) {
        const unsigned char c = (unsigned char)s.p[i];
        char escape[8];

        if ((len = is_plain(c)))
            continue;
        len = c < 0x80 ? 1 : utf8_first((struct span){s.p + i, s.n - i}).bytes;
        if (len && c >= 0x20 && c != '"' && c != '\\')
            continue;
        put(j, s.p + start, i - start);
        start = i + 1;
        put(j, escape, (size_t)escape_of(c, escape, sizeof escape));
    }
    if (s.n > start)
        put(j, s.p + start, s.n - start);
    put(j, "\"", 1);
}

static void put_key(struct json_out *j, const char *key)
{
    if (!j->first)
        put(j, ",", 1);
    j->first = false;
    if (key) { /* ours: plain */
        put(j, "\"", 1);
        put(j, key, strlen(key));
        put(j, "\":", 2);
    }
}

void json_out_release(struct json_out *j)
{
    free(j->p);
    *j = (struct json_out){0};
}

void jout_begin(struct json_out *j)
{
    j->n = 0;
    j->failed = false;
    j->first = true;
    put(j, "{", 1);
}

int jout_end(struct json_out *j)
{
    put(j, "}\n", 2);
    return j->failed ? RP_ERR_NOMEM : RP_OK;
}

void jout_open(struct json_out *j, const char *key, char bracket)
{
    put_key(j, key);
    put(j, &bracket, 1);
    j->first = true;
}

void jout_close(struct json_out *j, char bracket)
{
    put(j, &bracket, 1);
    j->first = false;
}

void jout_text(struct json_out *j, const char *key, struct span s)
{
    put_key(j, key);
    put_quoted(j, s);
}

void jout_string(struct json_out *j, const char *key, const char *s)
{
    put_key(j, key);
    if (s)
        put_quoted(j, span_of(s));
    else
        put(j, "null", 4);
}

void jout_count(struct json_out *j, const char *key, uint64_t n)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    put_key(j, key);
    put(j, text, (size_t)len);
}

void jout_flag(struct json_out *j, const char *key, bool b)
{
    put_key(j, key);
    put(j, b ? "true" : "false", b ? 4 : 5);
}

void jout_real(struct json_out *j, const char *key, double v, int digits)
{
    char text[400]; /* DBL_MAX has 309 digits before the point */
    int len;

    put_key(j, key);
    if (!isfinite(v)) {
        put(j, "null", 4);
        return;
    }
    len = snprintf(text, sizeof text, "%.*f", digits, v);
    if (digits > 0) {
        while (text[len - 1] == '0')
            len--;
        if (text[len - 1] == '.')
            len--;
    }
    put(j, text, (size_t)len);
}

void jout_share(struct json_out *j, const char *key, uint64_t part, uint64_t whole)
{
    uint64_t millionths = whole ? (uint64_t)((unsigned __int128)part * 1000000 / whole) : 0;
    jout_real(j, key, (double)millionths / 1e6, 6);
}
