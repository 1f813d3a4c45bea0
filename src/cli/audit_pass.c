/* The corpus read again, on all threads: which document a record is, and what it is called. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "cli/audit_job.h"
#include "console/message.h"
#include "console/progress.h"
#include "ingest/ingest_run.h"

#define NO_DOCUMENT UINT64_MAX

enum { TITLE = 160, OPENING = 240 };

struct pass {
    struct audit_job *job;
    bool taking;              /* the first pass: the sample */
    _Atomic uint64_t seen;    /* documents met again */
    uint64_t disk, disk_file; /* progress: bytes of the files before, and which file that was */
};

/* --- what a document is called --- */

struct named {
    const struct audit_job *job;
    const struct input_record *rec;
    struct place at;
};

/* Control characters, C1's too, become spaces: a terminal may be at the end of this. */
static void flatten(unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < 0x20 || p[i] == 0x7f)
            p[i] = ' ';
        else if (p[i] == 0xc2 && i + 1 < n && p[i + 1] >= 0x80 && p[i + 1] < 0xa0)
            p[i] = p[i + 1] = ' ';
}

/* At most `most` bytes of a field, whole characters, as a string of one line. */
static int field_string(char **out, struct record_field f, uint32_t most)
{
    struct record_buffer b = {0};
    int rc = RP_OK;

    for (uint32_t n = f.n; f.n > most; f.n = n)
        for (n = most; n > 0 && ((unsigned char)f.p[n] & 0xc0) == 0x80;)
            n--;
    if (f.p)
        TRY(json_unescape(&b, f));
    TRY(mem_grow(&b.p, &b.cap, b.n + 1, 1));
    b.p[b.n] = '\0';
    flatten((unsigned char *)b.p, b.n);
    *out = b.p;
    return RP_OK;
out:
    record_buffer_release(&b);
    return rc;
}

/* The id, else file:line, as everywhere. */
static int id_string(char **out, const struct named *d)
{
    const char *path = source_path(d->job->dedup.sources, d->at.file);
    const size_t room = strlen(path) + 32;

    if (d->rec->field[SLOT_ID].p && d->rec->field[SLOT_ID].n)
        return field_string(out, d->rec->field[SLOT_ID], OPENING);
    if (!(*out = mem_alloc(room, 1)))
        return RP_ERR_NOMEM;
    if (source_format(d->job->dedup.sources, d->at.file) == SOURCE_TEXT)
        snprintf(*out, room, "%s", path);
    else
        snprintf(*out, room, "%s:%llu", path, (unsigned long long)d->at.line);
    return RP_OK;
}

static int describe(void *ctx, struct extreme_doc *out)
{
    const struct named *d = ctx;
    int rc = RP_OK;

    TRY(id_string(&out->id, d));
    TRY(field_string(&out->title, d->rec->field[SLOT_HEADLINE], TITLE));
    TRY(field_string(&out->opening, d->rec->text, OPENING));
out:
    return rc;
}

/* --- which document a record is --- */

/* The document that begins at `offset` of a file, or NO_DOCUMENT: they lie in order of both. */
static int document_at(const struct audit_job *job, uint32_t file, uint64_t offset, uint64_t *out)
{
    uint64_t low = 0, high = job->audit.documents;
    struct place at;
    int rc = RP_OK;

    *out = NO_DOCUMENT;
    while (low < high) {
        const uint64_t mid = low + (high - low) / 2;
        TRY(place_of(job->dedup.corpus, mid, &at));
        if (at.file == file && at.offset == offset)
            *out = mid;
        if (at.file < file || (at.file == file && at.offset < offset))
            low = mid + 1;
        else
            high = mid;
    }
out:
    return rc;
}

static int meet(struct pass *p, int thread, const struct input_record *rec, uint32_t file, uint64_t doc)
{
    struct audit *a = &p->job->audit;
    struct named named = {.job = p->job, .rec = rec};
    const struct audit_text text = {
        .doc = doc,
        .text = rec->text.p,
        .n = rec->text.n,
        .flags = rec->text.escaped ? RP_TEXT_JSON : 0,
        .describe = describe,
        .ctx = &named,
    };
    int rc = RP_OK;

    TRY(place_of(p->job->dedup.corpus, doc, &named.at));
    if (named.at.file != file || named.at.offset != rec->offset || named.at.length != rec->length)
        return RP_ERR_MISMATCH;
    if (!p->taking)
        return audit_compare(a, thread, &text);
    return audit_wants(a, doc) ? audit_take(a, thread, &text) : RP_OK;
out:
    return rc;
}

/* Documents of a batch are neighbours. What follows damage was no document the first time, and is none now. */
static int work(void *ctx, struct batch *b, struct record_parser *parser, int thread)
{
    struct pass *p = ctx;
    struct input_record rec;
    uint64_t doc = NO_DOCUMENT, met = 0;
    int rc;

    while ((rc = batch_next(parser, b, &rec)) > 0) {
        if (rec.error.what)
            continue;
        if (met == 0)
            TRY(document_at(p->job, b->file, rec.offset, &doc));
        if (doc == NO_DOCUMENT)
            continue;
        if (doc + met >= p->job->audit.documents)
            return RP_ERR_MISMATCH;
        TRY(meet(p, thread, &rec, b->file, doc + met));
        met++;
    }
    atomic_fetch_add(&p->seen, met);
out:
    return rc;
}

static int show(void *ctx, struct batch *b, uint64_t first_line)
{
    struct pass *p = ctx;

    (void)first_line;
    for (; p->disk_file < b->file; p->disk_file++)
        p->disk += source_size(p->job->dedup.sources, (uint32_t)p->disk_file);
    progress_at(p->disk + b->disk_end, 0);
    return RP_OK;
}

static void drop(void *ctx, struct batch *b)
{
    (void)ctx;
    (void)b;
}

/* --- */

static int read_all(struct audit_job *job, bool taking)
{
    static const struct ingest_steps steps = {work, show, drop};
    struct ingest_options o = {.threads = job->dedup.threads, .max_record = job->dedup.o->max_record};
    struct pass p = {.job = job, .taking = taking};
    struct source_list *l = job->dedup.sources;
    uint64_t total = 0;
    int rc = RP_OK;

    for (uint32_t i = 0; i < source_count(l); i++)
        total += source_size(l, i);
    progress_stage(taking ? "sampling" : "comparing", total, true);
    for (size_t i = 0; rc == RP_OK && i < job->dedup.parts.n; i++) {
        const struct part *part = &job->dedup.parts.a[i];
        o.begin_file = part->first;
        o.end_file = part->end;
        if (part->first < part->end)
            rc = ingest_run(l, part->fields, &o, &steps, &p);
    }
    if (rc == RP_ERR_MISMATCH || (rc == RP_OK && p.seen != job->audit.documents)) {
        message_error("the input changed while it was read");
        return STATUS_SAID;
    }
    return rc;
}

int audit_read(struct audit_job *job)
{
    int rc = RP_OK;

    TRY(read_all(job, true));
    if ((rc = audit_index(&job->audit)) == RP_ERR_LIMIT) {
        message_error("the sample is too large: more than four billion shingles");
        return STATUS_SAID;
    }
    TRY(rc);
    TRY(read_all(job, false));
    TRY(audit_finish(&job->audit));
out:
    return rc;
}
