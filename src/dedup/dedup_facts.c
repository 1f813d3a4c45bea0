#include "dedup/dedup_facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/column.h"

enum { WINDOW = 1024 };

struct fact {
    uint64_t date;      /* as keep_facts.date */
    uint64_t names_end; /* of the names of this document, which begin where those before end */
    uint32_t characters;
    uint32_t outlet_n;  /* of its names: the outlet; the rest is the host */
};
static_assert(sizeof(struct fact) == 24, "a row of a file");

struct facts {
    struct column *row, *names;
    /* for facts_rank() */
    const struct fact *view;
    uint64_t first;
    size_t n;
    struct fact window[WINDOW];
    char *buf;
    size_t cap;
};

/* --- on the way --- */

void facts_batch_clear(struct facts_batch *b)
{
    b->n = b->names.n = 0;
}

void facts_batch_release(struct facts_batch *b)
{
    free(b->row);
    record_buffer_release(&b->names);
}

static int append_name(struct record_buffer *to, struct span s)
{
    int rc = RP_OK;
    TRY(mem_grow(&to->p, &to->cap, to->n + s.n, 1));
    if (s.n)
        memcpy(to->p + to->n, s.p, s.n);
    to->n += s.n;
out:
    return rc;
}

int facts_note(struct facts_batch *b, const struct input_record *r, struct record_buffer *scratch)
{
    struct keep_facts f;
    int rc = RP_OK;

    TRY(mem_grow(&b->row, &b->cap, b->n + 1, sizeof *b->row));
    TRY(keep_note(&f, r, scratch));
    TRY(append_name(&b->names, f.outlet));
    TRY(append_name(&b->names, f.host));
    b->row[b->n++] = (struct fact){.date = f.date, .names_end = b->names.n, .characters = f.characters,
                                   .outlet_n = (uint32_t)f.outlet.n};
out:
    return rc;
}

/* --- in the state --- */

int facts_create(struct facts **out, const char *dir)
{
    struct facts *f = mem_zalloc(1, sizeof *f);
    int rc = RP_OK;

    if (!f)
        return RP_ERR_NOMEM;
    TRY(column_create(&f->row, sizeof(struct fact), dir, "facts"));
    TRY(column_create(&f->names, 1, dir, "names"));
    *out = f;
    return RP_OK;
out:
    facts_free(f);
    return rc;
}

int facts_open(struct facts **out, const char *dir, const struct seal s[FACTS_FILES], const char **file)
{
    struct facts *f = mem_zalloc(1, sizeof *f);
    int rc = RP_OK;

    if (!f)
        return RP_ERR_NOMEM;
    TRY(column_open(&f->row, sizeof(struct fact), dir, *file = "facts", &s[0]));
    TRY(column_open(&f->names, 1, dir, *file = "names", &s[1]));
    *out = f;
    return RP_OK;
out:
    facts_free(f);
    return rc;
}

int facts_seal(struct facts *f, struct seal s[FACTS_FILES])
{
    int rc = RP_OK;
    TRY(column_seal(f->row, &s[0]));
    TRY(column_seal(f->names, &s[1]));
out:
    return rc;
}

void facts_free(struct facts *f)
{
    if (!f)
        return;
    column_free(f->row);
    column_free(f->names);
    free(f->buf);
    free(f);
}

uint64_t facts_count(const struct facts *f)
{
    return column_rows(f->row);
}

int facts_append(struct facts *f, const struct facts_batch *b)
{
    const uint64_t before = column_rows(f->names);
    int rc = RP_OK;

    for (size_t i = 0; i < b->n; i++) {
        struct fact row = b->row[i];
        row.names_end += before;
        TRY(column_append(f->row, &row, 1));
    }
    TRY(column_append(f->names, b->names.p, b->names.n));
out:
    return rc;
}

int facts_skip(struct facts *f, uint64_t n)
{
    const struct fact row = {.date = UINT64_MAX, .names_end = column_rows(f->names)};
    int rc = RP_OK;

    for (uint64_t i = 0; rc == RP_OK && i < n; i++)
        rc = column_append(f->row, &row, 1);
    return rc;
}

/* --- asking --- */

static const struct fact *look_at(struct facts *f, uint64_t doc)
{
    if (doc < f->first || doc - f->first >= f->n) {
        uint64_t left = column_rows(f->row) - doc;
        f->first = doc;
        f->n = left < WINDOW ? (size_t)left : WINDOW;
        if (!(f->view = column_view(f->row, doc, f->n, f->window)))
            f->n = 0;
    }
    return f->n ? &f->view[doc - f->first] : NULL;
}

static int read_names(struct facts *f, uint64_t first, const struct fact *row, struct keep_facts *out)
{
    const uint64_t end = row->names_end;
    const char *p;
    int rc = RP_OK;

    if (first > end || end > column_rows(f->names) || row->outlet_n > end - first)
        return RP_ERR_FORMAT;
    TRY(mem_grow(&f->buf, &f->cap, (size_t)(end - first) + 1, 1));
    if (!(p = column_view(f->names, first, (size_t)(end - first), f->buf)))
        return RP_ERR_IO;
    out->outlet = (struct span){p, row->outlet_n};
    out->host = (struct span){p + row->outlet_n, (size_t)(end - first) - row->outlet_n};
out:
    return rc;
}

int facts_rank(struct facts *f, const struct keep *k, uint64_t doc, uint64_t *rank)
{
    const struct fact *row;
    struct keep_facts known = {0};
    uint64_t names = 0;
    int rc = RP_OK;

    if (doc >= column_rows(f->row))
        return RP_ERR_FORMAT;
    if (doc && !(row = look_at(f, doc - 1)))
        return RP_ERR_IO;
    names = doc ? row->names_end : 0;
    if (!(row = look_at(f, doc)))
        return RP_ERR_IO;
    known.date = row->date;
    known.characters = row->characters;
    if (keep_rule(k) == KEEP_OUTLET)
        TRY(read_names(f, names, row, &known));
    *rank = keep_rank_of(k, &known);
out:
    return rc;
}
