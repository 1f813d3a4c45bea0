#include "article/bylines.h"

#include <stdlib.h>
#include <string.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

/* One row for each (name, agency); the row of AGENCY_NONE counts all anchored bylines of the name. */
struct row {
    uint64_t key;   /* 0: free */
    uint32_t count;
};

struct bylines {
    struct row *rows;
    size_t n, slots;
};

enum { NAME_BYTES = 64 };

int bylines_create(struct bylines **out)
{
    *out = mem_zalloc(1, sizeof **out);
    return *out ? RP_OK : RP_ERR_NOMEM;
}

void bylines_free(struct bylines *b)
{
    if (b)
        free(b->rows);
    free(b);
}

static uint64_t row_key(uint64_t name, uint16_t agency)
{
    const uint64_t key = hash_mix(name + agency * UINT64_C(0x9E3779B97F4A7C15));
    return key ? key : 1;
}

static struct row *find_row(const struct bylines *b, uint64_t key)
{
    size_t s = key & (b->slots - 1);
    while (b->rows[s].key && b->rows[s].key != key)
        s = (s + 1) & (b->slots - 1);
    return &b->rows[s];
}

static int add(struct bylines *b, uint64_t key, uint32_t count)
{
    if ((b->n + 1) * 2 > b->slots) {
        const struct bylines old = *b;
        const size_t slots = old.slots ? old.slots * 2 : 256;
        struct row *rows = mem_zalloc(slots, sizeof *rows);
        if (!rows)
            return RP_ERR_NOMEM;
        *b = (struct bylines){rows, old.n, slots};
        for (size_t i = 0; i < old.slots; i++)
            if (old.rows[i].key)
                *find_row(b, old.rows[i].key) = old.rows[i];
        free(old.rows);
    }
    struct row *r = find_row(b, key);
    b->n += r->key == 0;
    r->key = key;
    r->count = r->count > UINT32_MAX - count ? UINT32_MAX : r->count + count;
    return RP_OK;
}

/* Hash of a name's letters in lower case; 0 for what is too short or long to be one. */
static uint64_t name_hash(struct span s)
{
    char folded[NAME_BYTES];
    size_t n = 0;
    bool two = false;
    for (size_t i = 0; i < s.n && n < sizeof folded; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z'))
            folded[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
        two |= c == ' ' && n >= 2;
    }
    return two && n >= 5 && n < sizeof folded ? hash_bytes(folded, n, 7) : 0;
}

/* The names of "Ada Berg, Luis Ortega and Mei Lin". */
static size_t split_names(struct span s, uint64_t names[BYLINE_NAMES])
{
    size_t n = 0;
    while (s.n && n < BYLINE_NAMES) {
        size_t k = 0, skip = 1;
        for (; k < s.n; k++) {
            if (s.p[k] == ',' || s.p[k] == ';' || s.p[k] == '&' || s.p[k] == '|')
                break;
            if (s.n - k >= 5 && memcmp(s.p + k, " and ", 5) == 0) {
                skip = 5;
                break;
            }
        }
        const uint64_t h = name_hash((struct span){s.p, k});
        if (h)
            names[n++] = h;
        skip = k < s.n ? k + skip : k;
        s = (struct span){s.p + skip, s.n - skip};
    }
    return n;
}

size_t bylines_anchored(const struct article *a, uint16_t *agency, uint64_t names[BYLINE_NAMES])
{
    *agency = AGENCY_NONE;
    /* The byline's own agency: the source credit of the line or field the names came from. */
    for (uint32_t i = 0; i < a->n_credits && *agency == AGENCY_NONE; i++) {
        const struct credit *c = &a->credits[i];
        const bool from_byline =
            c->line == LINE_FIELD || (c->line < a->n_lines && a->lines[c->line].role == ROLE_BYLINE);
        if (c->role == CREDIT_SOURCE && from_byline && c->strength >= .85f)
            *agency = c->agency;
    }
    return *agency == AGENCY_NONE || !a->byline.p ? 0 : split_names(a->byline, names);
}

int bylines_learn(struct bylines *b, uint16_t agency, const uint64_t *names, size_t n)
{
    int rc = RP_OK;
    for (size_t i = 0; i < n; i++) {
        TRY(add(b, row_key(names[i], agency), 1));
        TRY(add(b, row_key(names[i], AGENCY_NONE), 1));
    }
out:
    return rc;
}

int bylines_merge(struct bylines *into, const struct bylines *from)
{
    int rc = RP_OK;
    for (size_t i = 0; i < from->slots; i++)
        if (from->rows[i].key)
            TRY(add(into, from->rows[i].key, from->rows[i].count));
out:
    return rc;
}

static uint32_t count_of(const struct bylines *b, uint64_t key)
{
    const struct row *r = b->slots ? find_row(b, key) : NULL;
    return r ? r->count : 0;
}

uint16_t bylines_lookup(const struct bylines *b, struct span byline)
{
    uint64_t names[BYLINE_NAMES], all = 0;
    const size_t n = byline.p ? split_names(byline, names) : 0;
    for (size_t i = 0; i < n; i++)
        all += count_of(b, row_key(names[i], AGENCY_NONE));
    if (all == 0)
        return AGENCY_NONE;
    for (uint16_t agency = 0; agency < agency_count(); agency++) {
        uint64_t with = 0;
        for (size_t i = 0; i < n; i++)
            with += count_of(b, row_key(names[i], agency));
        if (with * 3 > all * 2)
            return agency;
    }
    return AGENCY_NONE;
}
