#include "text/mojibake.h"

#include <string.h>

enum { STEP = 16 };
typedef unsigned char step __attribute__((vector_size(STEP)));

/* The byte that Windows-1252 shows as cp, or 0 for none above 0x7F. */
static uint8_t windows_byte(uint32_t cp)
{
    static const uint16_t shown[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (cp >= 0xA0 && cp <= 0xFF)
        return (uint8_t)cp;
    for (unsigned i = 0; i < 32; i++)
        if (shown[i] == cp || 0x80 + i == cp)
            return (uint8_t)(0x80 + i);
    return 0;
}

bool mojibake_repair(const uint8_t *p, size_t n, struct codepoint *c)
{
    uint8_t byte[4] = {(uint8_t)c->value};
    const uint32_t more = c->value < 0xE0 ? 1 : c->value < 0xF0 ? 2 : 3;
    uint32_t size = c->size;
    for (uint32_t i = 1; i <= more; i++) {
        if (size >= n || p[size] < 0x80)
            return false;
        const struct codepoint next = codepoint_utf8(p + size, n - size);
        if ((byte[i] = windows_byte(next.value)) == 0)
            return false;
        size += next.size;
    }
    const struct codepoint whole = codepoint_utf8(byte, more + 1);
    if (whole.value == FOLD_NONE || whole.size != more + 1)
        return false;
    *c = (struct codepoint){whole.value, size};
    return true;
}

/* A damaged character begins with U+00C2 to U+00F4, which is 0xC3 and more (0xC2 holds none of them), and goes on with
 * another character beyond ASCII. */
static bool may_begin(const uint8_t *p, size_t n)
{
    return n > 3 && p[0] == 0xC3 && p[1] >= 0x82 && p[2] >= 0x80;
}

static bool begins(const uint8_t *p, size_t n, struct codepoint *c)
{
    if (!may_begin(p, n))
        return false;
    *c = codepoint_utf8(p, n);
    return c->value >= 0xC2 && c->value <= 0xF4 && mojibake_repair(p, n, c);
}

/* May a damaged character begin at one of the STEP bytes at p? Two more are readable. */
static bool step_may_begin(const uint8_t *p)
{
    step a, b, c;
    uint64_t half[2];
    memcpy(&a, p, STEP);
    memcpy(&b, p + 1, STEP);
    memcpy(&c, p + 2, STEP);
    const step may = (step)(a == 0xC3) & (step)(b >= 0x82) & (step)(c >= 0x80);
    memcpy(half, &may, sizeof half);
    return half[0] | half[1];
}

/* Most text has none of the bytes 0xC3: four steps at once are told from that. */
static bool has_lead(const uint8_t *p)
{
    step v[4];
    uint64_t half[2];
    memcpy(v, p, sizeof v);
    const step lead = (step)(v[0] == 0xC3) | (step)(v[1] == 0xC3) | (step)(v[2] == 0xC3) | (step)(v[3] == 0xC3);
    memcpy(half, &lead, sizeof half);
    return half[0] | half[1];
}

size_t mojibake_find(const char *text, size_t n)
{
    const uint8_t *p = (const uint8_t *)text;
    struct codepoint c;
    size_t i = 0;
    while (i < n) {
        if (n - i >= 4 * STEP && !has_lead(p + i)) {
            i += 4 * STEP;
            continue;
        }
        if (n - i >= STEP + 2 && !step_may_begin(p + i)) {
            i += STEP;
            continue;
        }
        const size_t end = n - i > STEP ? i + STEP : n;
        for (; i < end; i++)
            if (begins(p + i, n - i, &c))
                return i;
    }
    return n;
}

static size_t write_utf8(char *out, uint32_t cp)
{
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    const unsigned more = cp < 0x80 ? 0 : cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    out[0] = (char)(lead[more] | cp >> (6 * more));
    for (unsigned i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (cp >> (6 * (more - i)) & 0x3F));
    return more + 1;
}

size_t mojibake_mend(const char *text, size_t n, char *out)
{
    size_t from = 0, to = 0;
    while (from < n) {
        struct codepoint c;
        const size_t sound = mojibake_find(text + from, n - from);
        memcpy(out + to, text + from, sound);
        to += sound;
        from += sound;
        if (from == n)
            break;
        if (!begins((const uint8_t *)text + from, n - from, &c)) /* never: it was found there */
            c = (struct codepoint){(uint8_t)text[from], 1};
        to += write_utf8(out + to, c.value);
        from += c.size;
    }
    return to;
}
