#include "relation/scan_journal.h"

#include <string.h>

#include "article/agencies.h"
#include "article/bylines.h"
#include "article/furniture.h"
#include "article/headline.h"
#include "base/hash.h"
#include "base/status.h"
#include "relation/relation.h"
#include "store/journal.h"

enum { FORM = 6 };
enum entry_kind { ENTRY_RECORD, ENTRY_EDGE, ENTRY_LINE };

/* Behind it: n_names names, n_passages passages, n_seen bytes. */
struct record_entry {
    uint32_t kind, doc, n_names, n_passages, n_seen, agency, lines, zero;
    struct record record;
    struct record_bands bands;
};

struct edge_entry {
    uint32_t kind, zero;
    struct edge edge;
};

/* Behind it: n_outlet and n_line bytes. */
struct line_entry {
    uint32_t kind, docs, n_outlet, n_line;
    uint64_t pool, key;
};

uint64_t scan_journal_build(void)
{
    const uint64_t form[] = {FORM,
                             sizeof(struct record_entry),
                             sizeof(struct edge_entry),
                             sizeof(struct line_entry),
                             RELATIONS,
                             agency_count()};
    return hash_bytes(form, sizeof form, 0);
}

/* --- writing --- */

static struct span bytes_of(const void *p, size_t n, size_t size)
{
    return (struct span){p, n * size};
}

int scan_journal_record(struct journal *j, int writer, const struct record_note *n)
{
    const struct record *r = n->record;
    struct record_entry e;
    const struct span part[] = {bytes_of(&e, 1, sizeof e), bytes_of(n->names, n->n_names, sizeof *n->names),
                                bytes_of(r->stored, r->n_passages, sizeof *r->stored), n->seen};

    if (!j)
        return RP_OK;
    memset(&e, 0, sizeof e);
    e.kind = ENTRY_RECORD;
    e.doc = n->doc;
    e.n_names = (uint32_t)n->n_names;
    e.n_passages = r->n_passages;
    e.n_seen = (uint32_t)n->seen.n;
    e.agency = n->agency;
    e.lines = n->lines;
    memcpy(&e.record, r, sizeof *r);
    e.record.stored = NULL;
    e.bands = *n->bands;
    return journal_add(j, writer, part, ARRAY_LEN(part));
}

int scan_journal_edge(struct journal *j, int writer, const struct edge *e)
{
    struct edge_entry entry;
    const struct span part = bytes_of(&entry, 1, sizeof entry);

    if (!j)
        return RP_OK;
    memset(&entry, 0, sizeof entry);
    entry.kind = ENTRY_EDGE;
    memcpy(&entry.edge, e, sizeof *e);
    return journal_add(j, writer, &part, 1);
}

int scan_journal_line(struct journal *j, int writer, const struct furniture_line *l)
{
    const struct line_entry e = {ENTRY_LINE, l->docs, (uint32_t)l->outlet.n, (uint32_t)l->line.n, l->pool, l->key};
    const struct span part[] = {bytes_of(&e, 1, sizeof e), l->outlet, l->line};

    return j ? journal_add(j, writer, part, ARRAY_LEN(part)) : RP_OK;
}

/* --- reading: the digest says that bytes are what was written, not that they make sense --- */

struct reading {
    const struct scan_journal_reader *reader;
    size_t n;
};

static bool is_agency(uint32_t agency)
{
    return agency == AGENCY_NONE || agency < agency_count();
}

static bool record_makes_sense(const struct record_entry *e, size_t n, size_t n_docs)
{
    const uint64_t whole = sizeof *e + (uint64_t)e->n_names * sizeof(uint64_t) +
                           (uint64_t)e->n_passages * sizeof(uint32_t) + e->n_seen;

    return whole == n && e->doc < n_docs && e->n_names <= BYLINE_NAMES && is_agency(e->agency) &&
           e->record.n_passages == e->n_passages && is_agency(e->record.source_agency) &&
           is_agency(e->record.own_agency);
}

static int take_record(const struct reading *r, const void *p, size_t n)
{
    struct record_entry e;
    const char *at = (const char *)p + sizeof e;

    if (n < sizeof e)
        return RP_ERR_FORMAT;
    memcpy(&e, p, sizeof e);
    if (!record_makes_sense(&e, n, r->n))
        return RP_ERR_FORMAT;
    struct record_note note = {.doc = e.doc, .record = &e.record, .bands = &e.bands, .agency = (uint16_t)e.agency,
                               .n_names = e.n_names, .lines = e.lines != 0};
    note.names = (const void *)at; /* entries are 8-aligned, and so is what stands in front of it */
    at += e.n_names * sizeof(uint64_t);
    e.record.stored = (const void *)at;
    note.seen = (struct span){at + e.n_passages * sizeof(uint32_t), e.n_seen};
    return r->reader->record(r->reader->ctx, &note);
}

static int take_edge(const struct reading *r, const void *p, size_t n)
{
    struct edge_entry e;

    if (n != sizeof e)
        return RP_ERR_FORMAT;
    memcpy(&e, p, sizeof e);
    if (e.edge.a >= e.edge.b || e.edge.b >= r->n || e.edge.relation >= RELATIONS ||
        e.edge.membership > MEMBER_TEMPLATE || e.edge.head > HEADLINE_MISSING ||
        (e.edge.back >= RELATIONS && e.edge.back != EDGE_NOT_TOLD))
        return RP_ERR_FORMAT;
    return r->reader->edge(r->reader->ctx, &e.edge);
}

static int take_line(const struct reading *r, const void *p, size_t n)
{
    struct line_entry e;
    const char *at = (const char *)p + sizeof e;

    if (n < sizeof e)
        return RP_ERR_FORMAT;
    memcpy(&e, p, sizeof e);
    if ((uint64_t)e.n_outlet + e.n_line != n - sizeof e)
        return RP_ERR_FORMAT;
    const struct furniture_line l = {e.pool, e.key, e.docs, {e.n_outlet ? at : NULL, e.n_outlet},
                                     {at + e.n_outlet, e.n_line}};
    return r->reader->line(r->reader->ctx, &l);
}

static int take_entry(void *ctx, int writer, const void *p, size_t n)
{
    uint32_t kind;

    (void)writer;
    if (n < sizeof kind)
        return RP_ERR_FORMAT;
    memcpy(&kind, p, sizeof kind);
    switch (kind) {
    case ENTRY_RECORD: return take_record(ctx, p, n);
    case ENTRY_EDGE: return take_edge(ctx, p, n);
    case ENTRY_LINE: return take_line(ctx, p, n);
    default: return RP_ERR_FORMAT;
    }
}

int scan_journal_read(struct journal *j, size_t n, const struct scan_journal_reader *reader)
{
    struct reading r = {reader, n};
    return j ? journal_replay(j, take_entry, &r) : RP_OK;
}
