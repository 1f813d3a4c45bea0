#define _GNU_SOURCE
#include "dedup/dedup_keep.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "article/dates.h"
#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/output.h"

struct outlet {
    char *name;
    uint64_t place; /* in the file, best first */
};

struct keep {
    enum keep_rule rule;
    struct outlet *outlets; /* n, sorted by name without case, one of each */
    size_t n, cap;
};

/* --- the file of outlets --- */

static int by_name(const void *a, const void *b)
{
    const struct outlet *x = a, *y = b;
    int c = strcasecmp(x->name, y->name);
    return c ? c : (x->place > y->place) - (x->place < y->place);
}

static int add_outlet(struct keep *k, const char *line)
{
    size_t n = strlen(line);
    int rc = RP_OK;

    while (n && isspace((unsigned char)line[n - 1]))
        n--;
    while (n && isspace((unsigned char)*line)) {
        line++;
        n--;
    }
    if (n == 0 || *line == '#')
        return RP_OK;
    TRY(mem_grow(&k->outlets, &k->cap, k->n + 1, sizeof *k->outlets));
    if (!(k->outlets[k->n].name = strndup(line, n)))
        return RP_ERR_NOMEM;
    k->outlets[k->n].place = k->n;
    k->n++;
out:
    return rc;
}

static int read_outlets(struct keep *k, FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    int rc = RP_OK;

    while (rc == RP_OK && (errno = 0, getline(&line, &cap, f)) >= 0)
        rc = add_outlet(k, line);
    if (rc == RP_OK && errno)
        rc = errno == ENOMEM ? RP_ERR_NOMEM : RP_ERR_IO;
    free(line);
    return rc;
}

static int load_outlets(struct keep *k, const char *path)
{
    FILE *f = fopen(path, "re");
    int rc = f ? read_outlets(k, f) : RP_ERR_IO;

    if (rc == RP_ERR_IO)
        message_error("cannot read '%s' (--keep takes first, longest, earliest or a file of outlets): %s", path,
                      strerror(errno));
    else if (rc < 0)
        message_error("%s", rp_strerror(rc));
    else if (k->n == 0)
        message_error("'%s' names no outlet", path);
    if (f)
        fclose(f);
    if (rc < 0 || k->n == 0)
        return STATUS_SAID;
    qsort(k->outlets, k->n, sizeof *k->outlets, by_name);
    return RP_OK;
}

int keep_create(struct keep **out, const char *rule)
{
    struct keep *k = mem_zalloc(1, sizeof *k);
    int rc = RP_OK;

    if (!k) {
        message_error("%s", rp_strerror(RP_ERR_NOMEM));
        return STATUS_SAID;
    }
    if (strcmp(rule, "first") == 0)
        k->rule = KEEP_FIRST;
    else if (strcmp(rule, "longest") == 0)
        k->rule = KEEP_LONGEST;
    else if (strcmp(rule, "earliest") == 0)
        k->rule = KEEP_EARLIEST;
    else {
        k->rule = KEEP_OUTLET;
        rc = load_outlets(k, rule);
    }
    if (rc < 0)
        keep_free(k);
    else
        *out = k;
    return rc;
}

void keep_free(struct keep *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n; i++)
        free(k->outlets[i].name);
    free(k->outlets);
    free(k);
}

/* --- ranks --- */

static uint32_t characters_plain(const char *p, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)p[i] & 0xc0) != 0x80;
    return count;
}

/* The escape at p: how many bytes it has; *count goes up by what it stands for. */
static size_t pass_escape(const char *p, size_t left, uint32_t *count)
{
    bool unicode = left > 1 && p[1] == 'u';
    /* the low half of a surrogate pair is no character of its own */
    *count += !(unicode && left > 3 && (p[2] | 32) == 'd' && strchr("cdefCDEF", p[3]));
    return unicode ? 6 : 2;
}

/* Characters of a field, its escapes counted as what they stand for; bytes within a character do not
 * count, so that the same text is as long escaped and as UTF-8. */
static uint32_t characters(struct record_field f)
{
    uint32_t count = 0;
    const char *p = f.p, *end = f.p + f.n;

    while (f.escaped && p < end) {
        const char *escape = memchr(p, '\\', (size_t)(end - p));
        if (!escape)
            break;
        count += characters_plain(p, (size_t)(escape - p));
        size_t n = pass_escape(escape, (size_t)(end - escape), &count);
        p = n < (size_t)(end - escape) ? escape + n : end;
    }
    return p < end ? count + characters_plain(p, (size_t)(end - p)) : count;
}

/* Behind what the scratch holds already. */
static int field_plain(struct record_field f, struct record_buffer *scratch, struct span *out)
{
    size_t before = scratch->n;
    int rc = RP_OK;

    *out = (struct span){f.p, f.p ? f.n : 0};
    if (f.p && f.escaped) {
        TRY(json_unescape(scratch, f));
        *out = (struct span){scratch->p + before, scratch->n - before};
    }
out:
    return rc;
}

static uint64_t rank_of_date(struct span s)
{
    const struct date_interval d = date_interval_parse(s);
    if (d.first > d.last)
        return UINT64_MAX;
    /* the middle of what it may mean: "2000-01-01" comes after the evening before, whatever its zone */
    return (uint64_t)(d.first + (d.last - d.first) / 2) + (UINT64_C(1) << 63);
}

/* -1, 0, 1 as strcasecmp(), the span having no end mark. */
static int compare_span(struct span s, const char *name)
{
    size_t n = strlen(name);
    int c = strncasecmp(s.p, name, s.n < n ? s.n : n);
    return c ? c : (s.n > n) - (s.n < n);
}

static uint64_t place_of(const struct keep *k, struct span s)
{
    size_t low = 0, high = k->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare_span(s, k->outlets[mid].name) > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < k->n && compare_span(s, k->outlets[low].name) == 0 ? k->outlets[low].place : UINT64_MAX;
}

/* "https://user@www.example.com:80/x" -> "www.example.com" */
static struct span host_of(struct span url)
{
    const char *end = url.p + url.n, *start = memmem(url.p, url.n, "://", 3), *at;
    size_t n = 0;

    start = start ? start + 3 : url.p;
    while (start + n < end && !strchr("/?#", start[n]))
        n++;
    if ((at = memrchr(start, '@', n))) {
        n -= (size_t)(at + 1 - start);
        start = at + 1;
    }
    if ((at = memchr(start, ':', n)))
        n = (size_t)(at - start);
    return (struct span){start, n};
}

/* The best place of the host and the domains above it. */
static uint64_t place_of_host(const struct keep *k, struct span host)
{
    uint64_t best = UINT64_MAX;
    while (host.n) {
        uint64_t place = place_of(k, host);
        const char *dot = memchr(host.p, '.', host.n);
        best = place < best ? place : best;
        if (!dot)
            break;
        host.n -= (size_t)(dot + 1 - host.p);
        host.p = dot + 1;
    }
    return best;
}

static int note_names(struct keep_facts *out, const struct input_record *r, struct record_buffer *scratch)
{
    const struct record_field url = r->field[SLOT_URL].p ? r->field[SLOT_URL] : r->field[SLOT_CANONICAL];
    const struct record_field *outlet = &r->field[SLOT_OUTLET];
    struct span s;
    int rc = RP_OK;

    /* so that the second does not move the first away */
    TRY(mem_grow(&scratch->p, &scratch->cap, (size_t)url.n + outlet->n, 1));
    scratch->n = 0;
    TRY(field_plain(*outlet, scratch, &s));
    if (s.n <= KEEP_NAME_MOST)
        out->outlet = s;
    TRY(field_plain(url, scratch, &s));
    s = s.n ? host_of(s) : s;
    if (s.n <= KEEP_NAME_MOST)
        out->host = s;
out:
    return rc;
}

static int note_date(struct keep_facts *out, const struct input_record *r, struct record_buffer *scratch)
{
    struct span s;
    int rc = RP_OK;

    scratch->n = 0;
    TRY(field_plain(r->field[SLOT_DATE], scratch, &s));
    out->date = s.n ? rank_of_date(s) : UINT64_MAX;
out:
    return rc;
}

int keep_note(struct keep_facts *out, const struct input_record *r, struct record_buffer *scratch)
{
    int rc = RP_OK;

    *out = (struct keep_facts){.characters = characters(r->text)};
    TRY(note_date(out, r, scratch));
    TRY(note_names(out, r, scratch));
out:
    return rc;
}

static uint64_t rank_of_outlet(const struct keep *k, const struct keep_facts *f)
{
    uint64_t best = f->outlet.n ? place_of(k, f->outlet) : UINT64_MAX;
    uint64_t place = f->host.n ? place_of_host(k, f->host) : UINT64_MAX;
    return place < best ? place : best;
}

uint64_t keep_rank_of(const struct keep *k, const struct keep_facts *f)
{
    switch (k->rule) {
    case KEEP_FIRST:
        return 0;
    case KEEP_LONGEST:
        return UINT64_MAX - f->characters;
    case KEEP_EARLIEST:
        return f->date;
    default:
        return rank_of_outlet(k, f);
    }
}

int keep_rank(const struct keep *k, const struct input_record *r, struct record_buffer *scratch, uint64_t *rank)
{
    struct keep_facts f = {0};
    int rc = RP_OK;

    if (k->rule == KEEP_LONGEST)
        f.characters = characters(r->text);
    else if (k->rule == KEEP_EARLIEST)
        TRY(note_date(&f, r, scratch));
    else if (k->rule == KEEP_OUTLET)
        TRY(note_names(&f, r, scratch));
    *rank = keep_rank_of(k, &f);
out:
    return rc;
}

enum keep_rule keep_rule(const struct keep *k)
{
    return k->rule;
}

bool keep_is_saved(const struct keep *k, uint64_t rule)
{
    return k->rule == rule && k->rule != KEEP_OUTLET;
}
