#include "ref_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

static void *checked(void *p)
{
    if (p == NULL) {
        fputs("reference: out of memory\n", stderr);
        exit(2);
    }
    return p;
}

void *ref_alloc(size_t n, size_t size)
{
    return checked(calloc(n ? n : 1, size));
}

void *ref_grow(void *p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap) return p;
    *cap = need + need / 2 + 16;
    return checked(realloc(p, *cap * size));
}

/* --- numbering strings ------------------------------------------------------------------------- */

/* FNV-1a: only where to look; strings are compared. */
static uint64_t where(const char *p, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
    return h ^ h >> 29;
}

static size_t probe(const struct ref_numbers *t, const char *p, size_t n)
{
    size_t at = where(p, n) & (t->slots - 1);
    while (t->slot[at] != 0) {
        const uint64_t from = t->place[t->slot[at] - 1], to = t->place[t->slot[at]];
        if (to - from == n && memcmp(t->bytes + from, p, n) == 0) break;
        at = (at + 1) & (t->slots - 1);
    }
    return at;
}

static uint32_t number_of(struct ref_numbers *t, const char *p, size_t n)
{
    if (2 * (t->n + 1) > t->slots) {
        t->slots = t->slots ? 2 * t->slots : 1024;
        free(t->slot);
        t->slot = ref_alloc(t->slots, sizeof *t->slot);
        for (size_t i = 0; i < t->n; i++)
            t->slot[probe(t, t->bytes + t->place[i], t->place[i + 1] - t->place[i])] = (uint32_t)i + 1;
    }
    const size_t at = probe(t, p, n);
    if (t->slot[at] == 0) {
        t->bytes = ref_grow(t->bytes, &t->cap, t->used + n + 1, 1);
        t->place = ref_grow(t->place, &t->place_cap, t->n + 2, sizeof *t->place);
        memcpy(t->bytes + t->used, p, n);
        t->place[t->n] = t->used;
        t->used += n;
        t->place[++t->n] = t->used;
        t->slot[at] = (uint32_t)t->n;
    }
    return t->slot[at] - 1;
}

void ref_world_free(struct ref_world *w)
{
    struct ref_numbers *t[] = {&w->words, &w->shingles};
    for (int i = 0; i < 2; i++) free(t[i]->place), free(t[i]->slot), free(t[i]->bytes);
}

/* --- tokens -------------------------------------------------------------------------------------- */

enum kind { SEPARATOR, LETTER, UNSPACED, MARK };

/* Scripts written without spaces between words: mainland South-East Asia, East Asia, and the old ones. */
static bool is_unspaced(int32_t c)
{
    static const int32_t range[][2] = {{0x0E00, 0x0EFF},   {0x0F00, 0x0FFF},   {0x1000, 0x109F},   {0x1780, 0x17FF},
                                       {0x1950, 0x19DF},   {0x1A20, 0x1AAF},   {0x1B00, 0x1B7F},   {0x2E80, 0x312F},
                                       {0x3190, 0x9FFF},   {0xA000, 0xA4CF},   {0xA980, 0xA9FF},   {0xAA60, 0xAADF},
                                       {0xF900, 0xFAFF},   {0x11700, 0x1174F}, {0x12000, 0x1254F}, {0x13000, 0x1345F},
                                       {0x14400, 0x1467F}, {0x16FE0, 0x18D8F}, {0x1AFF0, 0x1B2FF}, {0x20000, 0x3FFFF}};
    for (size_t i = 0; i < sizeof range / sizeof *range; i++)
        if (c >= range[i][0] && c <= range[i][1]) return true;
    return false;
}

static enum kind kind_of(int32_t c)
{
    const char *category = utf8proc_category_string(c);
    if (category[0] == 'L' || category[0] == 'N') return is_unspaced(c) ? UNSPACED : LETTER;
    return category[0] == 'M' ? MARK : SEPARATOR;
}

struct reader {
    struct ref_world *world;
    uint32_t *token;
    size_t n, cap;
};

static void add_token(struct reader *r, const char *p, size_t n)
{
    r->token = ref_grow(r->token, &r->cap, r->n + 1, sizeof *r->token);
    r->token[r->n++] = number_of(&r->world->words, p, n);
}

/* Folded text, well-formed. A run of letters and their marks is a token; in a run of unspaced characters each
 * begins one that holds up to three more. */
static void read_folded(struct reader *r, const utf8proc_uint8_t *s, utf8proc_ssize_t n)
{
    utf8proc_ssize_t *edge = ref_alloc((size_t)n + 2, sizeof *edge);
    for (utf8proc_ssize_t i = 0; i < n;) {
        utf8proc_ssize_t at = i;
        utf8proc_int32_t c;
        size_t edges = 0;
        i += utf8proc_iterate(s + i, n - i, &c);
        const enum kind kind = kind_of(c);
        if (kind == SEPARATOR || kind == MARK) continue;
        edge[edges++] = at;
        while (i < n) {
            const utf8proc_ssize_t used = utf8proc_iterate(s + i, n - i, &c);
            const enum kind next = kind_of(c);
            if (next != kind && next != MARK) break;
            if (next != MARK) edge[edges++] = i;
            i += used;
        }
        edge[edges] = i;
        if (kind == LETTER) add_token(r, (const char *)s + at, (size_t)(i - at));
        for (size_t e = 0; kind == UNSPACED && e < edges; e++)
            add_token(r, (const char *)s + edge[e], (size_t)(edge[e + 4 < edges ? e + 4 : edges] - edge[e]));
    }
    free(edge);
}

/* Pieces between ill-formed bytes, each folded: NFKC with case folding, default ignorables gone. */
static void read_pieces(struct reader *r, const utf8proc_uint8_t *s, utf8proc_ssize_t n)
{
    for (utf8proc_ssize_t i = 0; i < n;) {
        utf8proc_ssize_t end = i;
        utf8proc_int32_t c;
        while (end < n) {
            const utf8proc_ssize_t used = utf8proc_iterate(s + end, n - end, &c);
            if (used <= 0 || c < 0) break;
            end += used;
        }
        if (end > i) {
            utf8proc_uint8_t *folded = NULL;
            const utf8proc_ssize_t len = utf8proc_map(s + i, end - i, &folded,
                                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
            if (len >= 0) read_folded(r, folded, len);
            free(folded);
        }
        i = end + 1;
    }
}

/* A text without a token is one token: its bytes without white space around them. */
static void read_bare(struct reader *r, const char *p, size_t n)
{
    while (n > 0 && strchr(" \t\n\v\f\r", p[0])) p++, n--;
    while (n > 0 && strchr(" \t\n\v\f\r", p[n - 1])) n--;
    if (n > 0) add_token(r, p, n);
}

/* --- shingles ------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void ref_read(struct ref_world *w, const char *utf8, size_t n, struct ref_doc *out)
{
    struct reader r = {.world = w};
    read_pieces(&r, (const utf8proc_uint8_t *)utf8, (utf8proc_ssize_t)n);
    if (r.n == 0) read_bare(&r, utf8, n);
    const size_t k = r.n < REF_SHINGLE ? r.n : REF_SHINGLE, count = r.n == 0 ? 0 : r.n - k + 1;
    *out = (struct ref_doc){.token = r.token, .tokens = r.n, .shingle = ref_alloc(count, sizeof(uint32_t))};
    for (size_t i = 0; i < count; i++)
        out->shingle[i] = number_of(&w->shingles, (const char *)(r.token + i), k * sizeof *r.token);
    if (count > 0) qsort(out->shingle, count, sizeof *out->shingle, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || out->shingle[i] != out->shingle[out->shingles - 1])
            out->shingle[out->shingles++] = out->shingle[i];
}

size_t ref_common(const struct ref_doc *a, const struct ref_doc *b)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a->shingles && j < b->shingles;) {
        if (a->shingle[i] == b->shingle[j]) n++, i++, j++;
        else if (a->shingle[i] < b->shingle[j]) i++;
        else j++;
    }
    return n;
}
