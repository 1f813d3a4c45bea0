#include "gen/out.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

enum { SETTLE = 1 << 18 };

void out_init(struct out *o, struct gen_sink sink)
{
    *o = (struct out){.sink = sink};
}

void out_release(struct out *o)
{
    free(o->p);
    *o = (struct out){0};
}

int out_reserve(struct out *o, size_t n)
{
    size_t need;
    if (!size_add(o->n, n, &need)) return RP_ERR_NOMEM;
    return need <= o->cap ? RP_OK : mem_grow(&o->p, &o->cap, need, 1);
}

int out_bytes(struct out *o, const char *p, size_t n)
{
    if (n == 0) return RP_OK;
    const int rc = out_reserve(o, n);
    if (rc < 0) return rc;
    memcpy(o->p + o->n, p, n);
    o->n += n;
    return RP_OK;
}

int out_text(struct out *o, const char *s)
{
    return out_bytes(o, s, strlen(s));
}

int out_decimal(struct out *o, uint64_t v, unsigned min_digits)
{
    char digits[32];
    unsigned n = 0;
    do digits[sizeof digits - ++n] = (char)('0' + v % 10); while ((v /= 10) != 0);
    while (n < min_digits && n < sizeof digits) digits[sizeof digits - ++n] = '0';
    return out_bytes(o, digits + sizeof digits - n, n);
}

static void put_hex(struct out *o, uint32_t unit)
{
    static const char hex[] = "0123456789abcdef";
    char *d = o->p + o->n;
    d[0] = '\\', d[1] = 'u';
    for (int i = 0; i < 4; i++) d[2 + i] = hex[(unit >> (12 - 4 * i)) & 15];
    o->n += 6;
}

/* One code point of ill-formed or well-formed UTF-8; *used is at least 1. */
static uint32_t utf8_next(const unsigned char *p, size_t n, size_t *used)
{
    const unsigned len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    uint32_t c = p[0] & (0x7fu >> len);
    *used = 1;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < len) return 0xfffd;
    for (unsigned i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0xfffd;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < (len == 4 ? 0x10000u : len == 3 ? 0x800u : 0x80u) || c > 0x10ffff || (c >> 11) == 0x1b) return 0xfffd;
    *used = len;
    return c;
}

static void put_ascii(struct out *o, unsigned char c)
{
    const char *named = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\t' ? "\\t" : NULL;
    if (named != NULL) {
        memcpy(o->p + o->n, named, 2);
        o->n += 2;
    } else if (c < 0x20) {
        put_hex(o, c);
    } else {
        o->p[o->n++] = (char)c;
    }
}

int out_json(struct out *o, const char *p, size_t n, bool ascii)
{
    size_t room;
    if (!size_mul(n, 6, &room)) return RP_ERR_NOMEM;
    const int rc = out_reserve(o, room);
    if (rc < 0) return rc;
    const unsigned char *s = (const unsigned char *)p;
    for (size_t i = 0, used; i < n; i += used) {
        used = 1;
        if (s[i] < 0x80) {
            put_ascii(o, s[i]);
        } else if (!ascii) {
            o->p[o->n++] = p[i];
        } else {
            const uint32_t c = utf8_next(s + i, n - i, &used);
            if (c >= 0x10000) put_hex(o, 0xd7c0 + (c >> 10));
            put_hex(o, c >= 0x10000 ? 0xdc00 + (c & 0x3ff) : c);
        }
    }
    return RP_OK;
}

int out_flush(struct out *o)
{
    if (o->n == 0) return RP_OK;
    const int rc = o->sink.write ? o->sink.write(o->sink.ctx, o->p, o->n) : RP_OK;
    o->total += o->n;
    o->n = 0;
    return rc;
}

int out_settle(struct out *o)
{
    return o->n >= SETTLE ? out_flush(o) : RP_OK;
}

static int file_write(void *ctx, const char *p, size_t n)
{
    return fwrite(p, 1, n, ctx) == n ? RP_OK : RP_ERR_IO;
}

struct gen_sink gen_sink_file(void *file)
{
    return (struct gen_sink){file_write, file};
}

/* Days and civil dates over eras of 400 years that begin on 1 March. */
void day_civil(int64_t day, int *year, int *month, int *mday)
{
    const int64_t z = day + 719468;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t doe = z - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int64_t mp = (5 * doy + 2) / 153;
    *mday = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

int64_t day_of(int year, int month, int mday)
{
    const int64_t y = year - (month <= 2);
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t yoe = y - era * 400;
    const int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void day_iso(int64_t day, char *p)
{
    int y, m, d;
    day_civil(day, &y, &m, &d);
    const int part[3] = {y, m, d}, width[3] = {4, 2, 2};
    for (int i = 0; i < 3; i++) {
        int v = part[i];
        for (int j = width[i] - 1; j >= 0; j--, v /= 10) p[j] = (char)('0' + v % 10);
        p += width[i];
        if (i < 2) *p++ = '-';
    }
}
