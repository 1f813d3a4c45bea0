#include "article/light_normalise.h"

#include <stdlib.h>
#include <string.h>

#include "base/block16.h"
#include "base/alloc.h"
#include "base/status.h"

void light_release(struct light *l)
{
    free(l->text);
    free(l->run);
    *l = (struct light){0};
}

size_t light_decode(const char *p, size_t n, uint32_t *c)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *u = (const unsigned char *)p;
    if (n == 0)
        return 0;
    if (u[0] < 0x80) {
        *c = u[0];
        return 1;
    }
    const size_t len = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
    if (u[0] < 0xC2 || u[0] > 0xF4 || len > n)
        return 0;
    uint32_t v = u[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((u[i] & 0xC0) != 0x80)
            return 0;
        v = v << 6 | (u[i] & 0x3F);
    }
    if (v < least[len] || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF))
        return 0;
    *c = v;
    return len;
}

static bool is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 || c == 0xFEFF;
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool light_is_blank(uint32_t c)
{
    return is_space(c) || is_invisible(c);
}

/* The ASCII character that stands for c, or 0. */
static char plain(uint32_t c)
{
    switch (c) {
    case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x2032: case 0x02BC: case 0xB4: case '`':
        return '\'';
    case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x2033: case 0xAB: case 0xBB:
        return '"';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: case 0xFE58:
    case 0xFE63: case 0xFF0D:
        return '-';
    default:
        return c < 0x80 ? (char)c : 0;
    }
}

/* Of sixteen bytes, how many at the front stand as they are, single spaces between them included; one more is
 * readable. */
static unsigned easy_bytes(const char *p)
{
    const block16 c = block16_load(p), next = block16_load(p + 1);
    const block16 hard = (block16)(c < 0x20) | (block16)(c >= 0x7F) | (block16)(c == '-') | (block16)(c == '`') |
                         ((block16)(c == 0x20) & (block16)(next <= 0x20));
    return (unsigned)__builtin_ctz(block16_bits(hard) | 1u << sizeof c);
}

/* The same of n bytes. */
static size_t easy_run(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + sizeof(block16) < n; i += sizeof(block16)) {
        const unsigned easy = easy_bytes(p + i);
        if (easy < sizeof(block16))
            return i + easy;
    }
    char last[sizeof(block16) + 1] = {0};
    memcpy(last, p + i, n - i);
    return i + easy_bytes(last);
}

size_t light_plain(const char *p, size_t n)
{
    return n > sizeof(block16) ? easy_bytes(p) : easy_run(p, n);
}

/* Output goes on with input from byte `in` on. */
static void note_run(struct light *l, size_t out, size_t in)
{
    const struct light_run *last = l->n_runs ? &l->run[l->n_runs - 1] : NULL;
    if (!last || last->in - last->out != in - out)
        l->run[l->n_runs++] = (struct light_run){(uint32_t)out, (uint32_t)in};
}

size_t light_at(const struct light *l, size_t i)
{
    size_t r = l->n_runs - 1;
    while (r > 0 && l->run[r].out > i)
        r--;
    return l->run[r].in + (i - l->run[r].out);
}

int light_normalise(struct light *l, const char *p, size_t n, size_t limit)
{
    int rc = RP_OK;
    const size_t end = n < limit ? n : limit;
    TRY(mem_grow(&l->text, &l->text_cap, end + 1, 1));
    /* each byte may begin one, and a space before it */
    TRY(mem_grow(&l->run, &l->run_cap, 2 * end + 2, sizeof *l->run));
    size_t out = 0, i = 0;
    bool space = false;
    l->n_runs = 0;
    while (i < end) {
        const size_t run = space || (unsigned char)p[i] <= ' ' ? 0 : easy_run(p + i, end - i);
        if (run) {
            note_run(l, out, i);
            memcpy(l->text + out, p + i, run);
            out += run;
            i += run;
            continue;
        }
        uint32_t c;
        const size_t len = light_decode(p + i, n - i, &c);
        if (len > end - i)
            break;
        const size_t from = i;
        i += len ? len : 1;
        if (len && is_space(c)) {
            space = true;
            continue;
        }
        if (len && is_invisible(c))
            continue;
        if (space && out > 0) {
            note_run(l, out, from);
            l->text[out++] = ' ';
        }
        const char one = len ? plain(c) : '?';
        const bool again = one == '-' && !space && out > 0 && l->text[out - 1] == '-';
        space = false;
        if (again)
            continue;
        const size_t width = one ? 1 : len;
        note_run(l, out, from);
        for (size_t k = 0; k < width; k++)
            l->text[out++] = one ? one : p[from + k];
    }
    note_run(l, out, i);
    l->n = out;
    l->text[out] = 0;
    l->cut = n > limit;
out:
    return rc;
}
