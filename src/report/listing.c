#include "report/listing.h"

#include <stdio.h>

#include "report/rows.h"
#include "report/utf8.h"

/* CLEAN bounds the bytes of a cell: combining characters take no column. */
enum { WHAT = 36, TITLE = 58, ID = 32, CLEAN = 400 };

struct char_at {
    unsigned bytes, columns;
};

/* East Asian wide blocks and emoji, roughly: the few ranges that make up nearly all of them. */
static bool is_wide(unsigned c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

static bool is_combining(unsigned c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f);
}

/* An ill-formed byte is one column by itself. */
static struct char_at next_char(struct span s)
{
    const struct utf8_char c = utf8_first(s);
    if (c.bytes == 0)
        return (struct char_at){1, 1};
    return (struct char_at){c.bytes, is_combining(c.value) ? 0 : is_wide(c.value) ? 2 : 1};
}

size_t listing_fit(struct span s, unsigned columns, unsigned *used)
{
    size_t n = 0;
    unsigned filled = 0;

    while (n < s.n) {
        struct char_at c = next_char((struct span){s.p + n, s.n - n});
        if (filled + c.columns > columns)
            break;
        n += c.bytes;
        filled += c.columns;
    }
    *used = filled;
    return n;
}

/* Bytes that are no character, controls (C0, DEL, C1), and what turns the direction of text around, so that a row would
 * be read in another order than it stands. */
static bool is_unsafe(struct span s)
{
    const struct utf8_char c = utf8_first(s);
    return c.bytes == 0 || c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0) ||
        (c.value >= 0x202a && c.value <= 0x202e) ||
           (c.value >= 0x2066 && c.value <= 0x2069);
}

/* Runs of white space become one space, what a terminal might obey a '?'. At most CLEAN bytes. */
static size_t clean(char out[CLEAN], struct span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && n + 4 <= CLEAN;) {
        struct char_at c = next_char((struct span){s.p + i, s.n - i});
        bool space = s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r');
        if (space && (n == 0 || out[n - 1] == ' ')) {
            i++;
            continue;
        }
        if (space || is_unsafe((struct span){s.p + i, s.n - i})) {
            out[n++] = space ? ' ' : '?';
        } else {
            memcpy(out + n, s.p + i, c.bytes);
            n += c.bytes;
        }
        i += c.bytes;
    }
    return n;
}

size_t listing_cell(char *out, struct span s, unsigned columns)
{
    char text[CLEAN];
    unsigned used;
    struct span whole = {text, clean(text, s)};
    size_t n = listing_fit(whole, columns, &used);

    if (n < whole.n || whole.n + 4 > CLEAN)
        n = listing_fit(whole, columns - 2, &used);
    memcpy(out, text, n);
    if (n < whole.n) {
        memcpy(out + n, "..", 2);
        n += 2;
        used += 2;
    }
    for (; used < columns; used++)
        out[n++] = ' ';
    return n;
}

static size_t put_ending(char *out, size_t n)
{
    while (n && out[n - 1] == ' ')
        n--;
    out[n++] = '\n';
    return n;
}

/* What was done to it, and which it is. */
static size_t put_row(char *out, const char *what, const struct listing_doc *d)
{
    const unsigned columns = d->columns && d->columns < LISTING_COLUMNS ? d->columns : LISTING_COLUMNS;
    const unsigned rest = columns - WHAT - 2, id = rest * ID / (TITLE + ID);
    size_t n = (size_t)snprintf(out, 96, "%-*s", WHAT, what);

    n += listing_cell(out + n, d->title, rest - id);
    out[n++] = ' ';
    out[n++] = ' ';
    n += listing_cell(out + n, d->id, id);
    return put_ending(out, n);
}

size_t listing_kept(char out[LISTING_LINE], const struct listing_doc *kept, uint64_t size)
{
    char what[48];

    snprintf(what, sizeof what, kept->reference ? "reference of %llu removed" : "kept, 1 of %llu",
             (unsigned long long)(kept->reference ? size - 1 : size));
    return put_row(out, what, kept);
}

static int reason(char *out, size_t size, const rp_verdict *v)
{
    const rp_overlap *o = &v->overlap;
    unsigned whole = v->relation == RP_CONTAINED ? o->a : v->relation == RP_CONTAINS ? o->b : o->a + o->b - o->common;

    if (v->relation == RP_EXACT)
        return snprintf(out, size, "the same words");
    return snprintf(out, size, "%u %% %s", whole ? (unsigned)(100.0 * o->common / whole) : 0,
                    v->relation == RP_CONTAINED ? "of it is in it"
                    : v->relation == RP_CONTAINS ? "of that is in it" : "in common");
}

size_t listing_reason(char out[LISTING_LINE], const struct listing_doc *removed, const char *relation, const char *why)
{
    char what[48];

    snprintf(what, sizeof what, "  %-10s %.30s", relation, why);
    return put_row(out, what, removed);
}

size_t listing_removed(char out[LISTING_LINE], const struct listing_doc *removed, const rp_verdict *v)
{
    char why[48];
    reason(why, sizeof why, v);
    return listing_reason(out, removed, report_relation(v->relation), why);
}
