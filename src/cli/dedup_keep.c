#define _GNU_SOURCE
#include "cli/dedup_keep.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "article/dates.h"
#include "base/alloc.h"
#include "base/status.h"
#include "cli/message.h"
#include "cli/output.h"

enum keep_rule { KEEP_FIRST, KEEP_LONGEST, KEEP_EARLIEST, KEEP_OUTLET };

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

/* Characters of a field, its escapes counted as what they stand for; bytes within a character do not
 * count, so that the same text is as long escaped and as UTF-8. */
static uint64_t characters(struct record_field f)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < f.n; i++) {
        unsigned char c = (unsigned char)f.p[i];
        if (f.escaped && c == '\\' && i + 1 < f.n) {
            bool second = f.p[i + 1] == 'u' && i + 3 < f.n && (f.p[i + 2] | 32) == 'd' && strchr("cdefCDEF", f.p[i + 3]);
            i += f.p[i + 1] == 'u' ? 5 : 1;
            n += !second; /* the low half of a surrogate pair */
        } else {
            n += (c & 0xc0) != 0x80;
        }
    }
    return n;
}

static int field_plain(struct record_field f, struct record_buffer *scratch, struct span *out)
{
    scratch->n = 0;
    if (f.p && f.escaped) {
        int rc = json_unescape(scratch, f);
        *out = (struct span){scratch->p, scratch->n};
        return rc;
    }
    *out = (struct span){f.p, f.n};
    return RP_OK;
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

static int rank_of_outlet(const struct keep *k, const struct record *r, struct record_buffer *scratch, uint64_t *rank)
{
    struct record_field url = r->field[SLOT_URL].p ? r->field[SLOT_URL] : r->field[SLOT_CANONICAL];
    uint64_t best = UINT64_MAX, place;
    struct span s;
    int rc = RP_OK;

    TRY(field_plain(r->field[SLOT_OUTLET], scratch, &s));
    if (s.p)
        best = place_of(k, s);
    TRY(field_plain(url, scratch, &s));
    if (s.p && (place = place_of_host(k, host_of(s))) < best)
        best = place;
    *rank = best;
out:
    return rc;
}

int keep_rank(const struct keep *k, const struct record *r, struct record_buffer *scratch, uint64_t *rank)
{
    struct span s;
    int rc;

    switch (k->rule) {
    case KEEP_FIRST:
        *rank = 0;
        return RP_OK;
    case KEEP_LONGEST:
        *rank = UINT64_MAX - characters(r->text);
        return RP_OK;
    case KEEP_EARLIEST:
        if ((rc = field_plain(r->field[SLOT_DATE], scratch, &s)) == RP_OK)
            *rank = rank_of_date(s);
        return rc;
    default:
        return rank_of_outlet(k, r, scratch, rank);
    }
}
