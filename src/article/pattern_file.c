#define _GNU_SOURCE /* memmem */
#include "article/pattern_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

static const char *const ROLE_NAMES[PATTERN_ROLES] = {
    "dateline-agency", "dateline-press", "dateline-station", "dateline", "byline-agency", "agency-author", "byline",
    "sign-off", "assist", "contributors", "contact", "copyright", "restriction", "republication", "about-source",
    "feed-notice", "feed-footer", "section", "press-trailer", "sponsored", "first-published", "tag", "advisory",
    "slug", "editor-note", "update-note", "correction", "timestamp", "withdrawal", "comments", "comments-weak",
    "share", "related", "photo", "subscribe", "newsletter", "stub", "mention", "chrome",
};

static const struct {
    const char *name;
    unsigned zone;
} ZONE_NAMES[] = {
    {"headline", ZONE_HEADLINE}, {"author", ZONE_AUTHOR}, {"head", ZONE_HEAD}, {"byline", ZONE_BYLINE},
    {"lead", ZONE_LEAD},         {"any", ZONE_ANY},       {"body", ZONE_BODY},
};

struct span span_cut(struct span *s, char at)
{
    const char *end = s->n ? memchr(s->p, at, s->n) : NULL;
    const struct span piece = {s->p, end ? (size_t)(end - s->p) : s->n};
    *s = end ? (struct span){end + 1, s->n - piece.n - 1} : (struct span){NULL, 0};
    return piece;
}

PRINTF_LIKE(3, 4)
static int refuse(const struct pattern_file *f, struct pattern_error *error, const char *form, ...)
{
    va_list args;
    va_start(args, form);
    error->line = f->line;
    vsnprintf(error->what, sizeof error->what, form, args);
    va_end(args);
    return RP_ERR_FORMAT;
}

void pattern_file_init(struct pattern_file *f, struct span text)
{
    *f = (struct pattern_file){.rest = text};
}

void pattern_file_release(struct pattern_file *f)
{
    for (size_t i = 0; i < f->n_macros; i++)
        free(f->macros[i].text);
    free(f->macros);
    free(f->regex);
    *f = (struct pattern_file){0};
}

static int append(struct pattern_file *f, size_t *n, const char *p, size_t count, struct pattern_error *error)
{
    if (count > REGEX_MAX - *n)
        return refuse(f, error, "regular expression longer than %d bytes with its macros", REGEX_MAX);
    const int rc = mem_grow(&f->regex, &f->regex_cap, *n + count + 1, 1);
    if (rc < 0)
        return rc;
    memcpy(f->regex + *n, p, count);
    *n += count;
    f->regex[*n] = 0;
    return RP_OK;
}

static const struct pattern_macro *find_macro(const struct pattern_file *f, struct span name)
{
    for (size_t i = f->n_macros; i > 0; i--)
        if (span_equal(f->macros[i - 1].name, name))
            return &f->macros[i - 1];
    return NULL;
}

/* Puts s into f->regex with every {{NAME}} replaced. */
static int expand(struct pattern_file *f, struct span s, struct span *out, struct pattern_error *error)
{
    size_t n = 0;
    int rc = append(f, &n, "", 0, error);
    while (rc == RP_OK && s.n) {
        const char *open = memmem(s.p, s.n, "{{", 2);
        const size_t before = open ? (size_t)(open - s.p) : s.n;
        rc = append(f, &n, s.p, before, error);
        s = (struct span){s.p + before, s.n - before};
        if (rc < 0 || !open)
            break;
        const char *close = memmem(s.p, s.n, "}}", 2);
        if (!close)
            return refuse(f, error, "'{{' without '}}'");
        const struct span name = {s.p + 2, (size_t)(close - s.p) - 2};
        const struct pattern_macro *m = find_macro(f, name);
        if (!m)
            return refuse(f, error, "unknown macro '%.*s'", (int)(name.n > 40 ? 40 : name.n), name.p);
        rc = append(f, &n, m->text, m->n, error);
        s = (struct span){close + 2, s.n - (size_t)(close + 2 - s.p)};
    }
    *out = (struct span){f->regex, n};
    return rc;
}

static int read_macro(struct pattern_file *f, struct span rest, struct pattern_error *error)
{
    struct span body;
    const struct span name = span_cut(&rest, '\t');
    if (name.n == 0 || !rest.p)
        return refuse(f, error, "a macro is: m, name, regular expression");
    int rc = expand(f, rest, &body, error);
    if (rc < 0)
        return rc;
    rc = mem_grow(&f->macros, &f->macros_cap, f->n_macros + 1, sizeof *f->macros);
    if (rc < 0)
        return rc;
    char *copy = mem_alloc(body.n + 1, 1);
    if (!copy)
        return RP_ERR_NOMEM;
    memcpy(copy, body.p, body.n + 1);
    f->macros[f->n_macros++] = (struct pattern_macro){name, copy, body.n};
    return RP_OK;
}

static int read_zones(struct pattern_file *f, struct span zones, struct pattern_record *r, struct pattern_error *error)
{
    while (zones.p) {
        const struct span z = span_cut(&zones, ',');
        unsigned found = 0;
        if (z.n >= 6 && z.n <= 7 && memcmp(z.p, "tail:", 5) == 0) {
            for (size_t i = 5; i < z.n && z.p[i] >= '0' && z.p[i] <= '9'; i++)
                r->tail = r->tail * 10 + (unsigned)(z.p[i] - '0');
            found = r->tail ? ZONE_TAIL : 0;
        }
        for (size_t i = 0; i < ARRAY_LEN(ZONE_NAMES); i++)
            if (span_is(z, ZONE_NAMES[i].name))
                found = ZONE_NAMES[i].zone;
        if (!found)
            return refuse(f, error, "unknown zone '%.*s'", (int)(z.n > 40 ? 40 : z.n), z.p);
        r->zones |= found;
    }
    return RP_OK;
}

static int read_flags(struct pattern_file *f, struct span flags, struct pattern_record *r, struct pattern_error *error)
{
    for (size_t i = 0; i < flags.n; i++) {
        if (flags.p[i] == 'i')
            r->caseless = true;
        else if (flags.p[i] == 'g')
            r->glued = true;
        else if (flags.p[i] == 'n')
            r->not_prose = true;
        else if (flags.p[i] != '-')
            return refuse(f, error, "unknown flag '%c'", flags.p[i]);
    }
    return RP_OK;
}

static bool is_id(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7F)
            return false;
    return s.n > 0 && s.n <= PATTERN_ID_MAX;
}

static int read_pattern(struct pattern_file *f, struct span rest, struct pattern_record *r, struct pattern_error *error)
{
    *r = (struct pattern_record){.kind = 'p', .role = PATTERN_ROLES};
    r->id = span_cut(&rest, '\t');
    const struct span role = span_cut(&rest, '\t'), zones = span_cut(&rest, '\t'), flags = span_cut(&rest, '\t');
    r->needs = span_cut(&rest, '\t');
    if (!rest.p || rest.n == 0)
        return refuse(f, error, "a pattern is: p, id, role, zone, flags, needs, regular expression");
    if (!is_id(r->id))
        return refuse(f, error, "an id has 1 to %d printable ASCII characters", PATTERN_ID_MAX);
    for (unsigned i = 0; i < PATTERN_ROLES; i++)
        if (span_is(role, ROLE_NAMES[i]))
            r->role = (enum pattern_role)i;
    if (r->role == PATTERN_ROLES)
        return refuse(f, error, "unknown role '%.*s'", (int)(role.n > 40 ? 40 : role.n), role.p);
    if (span_is(r->needs, "-"))
        r->needs = (struct span){NULL, 0};
    int rc = read_zones(f, zones, r, error);
    if (rc == RP_OK)
        rc = read_flags(f, flags, r, error);
    if (rc == RP_OK)
        rc = expand(f, rest, &r->regex, error);
    return rc;
}

int pattern_file_next(struct pattern_file *f, struct pattern_record *r, struct pattern_error *error)
{
    while (f->rest.p) {
        struct span line = span_cut(&f->rest, '\n');
        f->line++;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        const struct span kind = span_cut(&line, '\t');
        if (kind.n != 1 || !line.p)
            return refuse(f, error, "a line begins with m, p, +, - or #, then a tab");
        int rc = 1;
        switch (kind.p[0]) {
        case 'm':
            rc = read_macro(f, line, error);
            if (rc < 0)
                return rc;
            continue;
        case 'p':
            rc = read_pattern(f, line, r, error);
            return rc < 0 ? rc : 1;
        case '+': case '-':
            *r = (struct pattern_record){.kind = kind.p[0], .example = line};
            return 1;
        default:
            return refuse(f, error, "unknown kind of line '%c'", kind.p[0] > 32 && kind.p[0] < 127 ? kind.p[0] : '?');
        }
    }
    return 0;
}
