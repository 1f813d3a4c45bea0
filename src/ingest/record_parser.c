#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/cpu.h"
#include "base/status.h"
#include "ingest/reader.h"
#include "json/field_pick.h"
#include "json/json_scan.h"
#include "json/json_slow.h"

enum { LEARNED_NAME = 32 };

/*
 * What the key in this place led to the last time. The records of a file have mostly the same keys in
 * the same order, so that one comparison answers what the table of names would.
 */
struct learned {
    uint32_t n; /* 0: nothing learned */
    int entry;
    char key[LEARNED_NAME];
};

struct record_parser {
    const struct fields *fields;
    json_scan_fn *scan;
    struct json_slow *slow; /* made when the first line needs it */
    struct json_line line;
    struct learned learned[JSON_MEMBERS];
    struct record_buffer padded; /* for record_parse(): a line that lacks its newline */
};

int record_parser_create(struct record_parser **out, const struct fields *fields)
{
    struct record_parser *p = mem_zalloc(1, sizeof *p);
    if (!p)
        return RP_ERR_NOMEM;
    p->fields = fields;
    p->scan = json_scan_get(cpu_kernel());
    *out = p;
    return RP_OK;
}

void record_parser_free(struct record_parser *p)
{
    if (!p)
        return;
    json_slow_free(p->slow);
    record_buffer_release(&p->padded);
    free(p);
}

/* --- one line --- */

static int learn(struct record_parser *p, struct learned *l, const struct json_member *m)
{
    int entry = fields_find(p->fields, m->key, m->key_n, m->key_escaped);

    if (m->key_n <= LEARNED_NAME) {
        memcpy(l->key, m->key, m->key_n);
        l->n = m->key_n;
        l->entry = entry;
    }
    return entry;
}

static void pick_flat(struct record_parser *p, const char *line, struct input_record *r)
{
    struct field_pick k;

    field_pick_begin(&k, r);
    for (uint32_t i = 0; i < p->line.n; i++) {
        const struct json_member *m = &p->line.member[i];
        struct learned *l = &p->learned[i];
        int entry = m->key_n && l->n == m->key_n && memcmp(l->key, m->key, m->key_n) == 0 ? l->entry : learn(p, l, m);
        field_pick_put(p->fields, &k, entry, m, r);
    }
    field_pick_end(p->fields, &k, line, r);
}

struct slow_pick {
    const struct fields *fields;
    struct field_pick pick;
    struct input_record *r;
};

static void pick_visited(void *ctx, const struct json_member *m)
{
    struct slow_pick *s = ctx;
    int entry = fields_find(s->fields, m->key, m->key_n, m->key_escaped);
    field_pick_put(s->fields, &s->pick, entry, m, s->r);
}

static int pick_slowly(struct record_parser *p, const char *line, size_t n, struct input_record *r)
{
    struct slow_pick s = {.fields = p->fields, .r = r};
    struct record_error error;
    int rc;

    if (!p->slow && (rc = json_slow_create(&p->slow)) < 0)
        return rc;
    field_pick_begin(&s.pick, r);
    if ((rc = json_slow_read(p->slow, line, n, pick_visited, &s, &error)) < 0)
        return rc;
    if (error.what)
        r->error = error;
    else
        field_pick_end(p->fields, &s.pick, line, r);
    return RP_OK;
}

static bool is_blank(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    return p == end;
}

/* The line at `line`, with '\n' at or before end. *next: behind it. 1: a record, 0: a blank line. */
static int parse_line(struct record_parser *p, const char *line, const char *end, const char **next,
                      struct input_record *r)
{
    const char *nl;
    int rc;

    if (p->scan(line, end, &p->line)) {
        *next = p->line.next;
        pick_flat(p, line, r);
        return 1;
    }
    nl = memchr(line, '\n', (size_t)(end - line));
    *next = nl ? nl + 1 : end;
    nl = nl ? nl : end;
    if (is_blank(line, nl))
        return 0;
    rc = pick_slowly(p, line, (size_t)(nl - line), r);
    return rc < 0 ? rc : 1;
}

static void whole_text(const char *p, size_t n, struct input_record *r)
{
    struct field_pick k;

    field_pick_begin(&k, r);
    r->text = r->field[SLOT_TEXT] = (struct record_field){p, (uint32_t)n, false};
}

static void place(struct input_record *r, const char *p, const char *next, uint64_t offset, uint32_t line)
{
    r->raw = (struct span){p, (size_t)(next - p)};
    r->length = (uint32_t)(next - p);
    r->offset = offset;
    r->line = line;
}

/* --- batches --- */

int batch_next(struct record_parser *p, struct batch *b, struct input_record *out)
{
    const char *end;

    if (b->at == b->n)
        return 0;
    end = b->p + b->n;
    if (!b->json) {
        whole_text(b->p, b->n, out);
        place(out, b->p, end, b->offset, 0);
        b->at = b->n;
        return 1;
    }
    while (b->at < b->n) {
        const char *line = b->p + b->at, *next;
        int rc = parse_line(p, line, end, &next, out);

        if (rc < 0)
            return rc;
        if (rc > 0) {
            place(out, line, next, b->offset + b->at, (uint32_t)b->lines);
            if (out->length > b->max_record)
                out->error = (struct record_error){RECORD_TOO_LONG, 0};
        }
        b->at = (size_t)(next - b->p);
        b->lines++;
        if (rc > 0)
            return 1;
    }
    return 0;
}

int record_parse(struct record_parser *parser, const char *p, size_t n, bool json, struct input_record *out)
{
    const char *next = p + n;
    int rc = 1;

    if (n > 0x7fffffff)
        return RP_ERR_LIMIT;
    if (!json) {
        whole_text(p, n, out);
    } else if (n > 0 && p[n - 1] == '\n') {
        rc = parse_line(parser, p, p + n, &next, out);
    } else {
        /* The scanner stops at a newline only; the caller's bytes are not ours to put one there. */
        if ((rc = mem_grow(&parser->padded.p, &parser->padded.cap, n + 65, 1)) < 0)
            return rc;
        memcpy(parser->padded.p, p, n);
        memset(parser->padded.p + n, '\n', 65);
        p = parser->padded.p;
        rc = parse_line(parser, p, p + n, &next, out);
    }
    if (rc < 0)
        return rc;
    place(out, p, p + n, 0, 0);
    if (rc == 0)
        out->error = (struct record_error){"a blank line", 0};
    return RP_OK;
}
