/* Back to the text: the fields of one document, decoded. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/output.h"
#include "console/progress.h"
#include "ingest/reader.h"
#include "intake/intake_slot.h"
#include "json/json_text.h"
#include "source/spool.h"

enum { READABLE_BEHIND = 64 };

struct intake_slot {
    struct record_parser *parser;
    struct spool_reader *reader;
    char *decoded; /* fields that have escapes */
    size_t decoded_cap;
};

int intake_slots_create(struct intake *in)
{
    int rc = RP_OK;

    in->slots = mem_zalloc((size_t)in->threads, sizeof *in->slots);
    if (!in->slots)
        return RP_ERR_NOMEM;
    for (int i = 0; i < in->threads; i++)
        TRY(record_parser_create(&in->slots[i].parser, in->fields));
out:
    return rc;
}

struct record_parser *intake_parser(struct intake *in, int thread)
{
    return in->slots[thread].parser;
}

void intake_slots_free(struct intake *in)
{
    for (int i = 0; in->slots && i < in->threads; i++) {
        record_parser_free(in->slots[i].parser);
        spool_reader_free(in->slots[i].reader);
        free(in->slots[i].decoded);
    }
    free(in->slots);
    spool_free(in->spool);
}

/* --- compressed sources are decompressed once, to a temporary file --- */

static int say_source(const struct intake *in, uint32_t file, int rc, const struct source_error *err)
{
    if (rc != RP_ERR_IO && rc != RP_ERR_FORMAT)
        return rc;
    if (err->sys)
        message_error("%s: %s: %s", source_path(in->sources, file), err->what, strerror(err->sys));
    else
        message_error("%s: %s", source_path(in->sources, file), err->what ? err->what : rp_strerror(rc));
    return STATUS_SAID;
}

static int want_file(struct intake *in, uint32_t file)
{
    struct source_error err = {0};
    struct source_range *ranges = NULL;
    uint64_t first, end;
    int rc = RP_OK;

    intake_places_of_file(&in->places, file, &first, &end);
    if (first == end)
        return RP_OK;
    ranges = mem_alloc(end - first, sizeof *ranges);
    if (!ranges)
        return RP_ERR_NOMEM;
    for (uint64_t i = first; i < end; i++)
        ranges[i - first] = (struct source_range){intake_places_get(&in->places, i).offset, in->places.a[i].length};
    rc = say_source(in, file, spool_want(in->spool, file, ranges, end - first, &err), &err);
    free(ranges);
    return rc;
}

int intake_ready(struct intake *in)
{
    struct source_error err;
    uint32_t file;
    int rc = RP_OK;

    progress_stage("fetching", 0, false);
    TRY(spool_create(&in->spool, in->sources, in->o->work_dir));
    for (uint32_t i = 0; i < source_count(in->sources); i++)
        if (source_coding(in->sources, i) != CODING_PLAIN)
            TRY(want_file(in, i));
    rc = spool_fill(in->spool, in->threads, &file, &err);
    TRY(say_source(in, file, rc, &err));
    for (int i = 0; i < in->threads; i++)
        TRY(spool_reader_create(&in->slots[i].reader, in->spool));
out:
    return rc;
}

/* --- one document --- */

static int read_record(struct intake *in, size_t doc, struct intake_slot *s, struct input_record *rec)
{
    const struct place at = intake_places_get(&in->places, doc);
    bool json = source_format(in->sources, at.file) != SOURCE_TEXT;
    const char *raw;
    int rc = RP_OK;

    rc = spool_look(s->reader, at.file, at.offset, at.length, &raw);
    if (rc == RP_OK)
        TRY(record_parse(s->parser, raw, at.length, json, rec));
    if (rc == RP_ERR_IO || (rc == RP_OK && rec->error.what)) {
        message_error("%s:%llu: changed since it was read first", source_path(in->sources, at.file),
                      (unsigned long long)at.line);
        rc = STATUS_SAID;
    }
out:
    return rc;
}

/* Without escapes a field stays where it is. The buffer has room for all. */
static struct span decode(struct record_field f, char **to)
{
    struct span s = {f.p, f.n};
    if (f.p && f.escaped) {
        s = (struct span){*to, json_unescape_into(*to, f.p, f.n)};
        *to += s.n;
    }
    return s;
}

int intake_decode(struct intake *in, int thread, const struct input_record *rec, struct article_fields *out)
{
    static const struct {
        enum record_slot slot;
        size_t field;
    } map[] = {
#define FIELD(slot, name) {slot, offsetof(struct article_fields, name)}
        FIELD(SLOT_ID, id), FIELD(SLOT_URL, url), FIELD(SLOT_CANONICAL, canonical), FIELD(SLOT_HEADLINE, headline),
        FIELD(SLOT_DATE, date), FIELD(SLOT_MODIFIED, modified), FIELD(SLOT_CRAWLED, crawled),
        FIELD(SLOT_OUTLET, outlet), FIELD(SLOT_BYLINE, byline), FIELD(SLOT_CREDIT, credit_hint),
        FIELD(SLOT_STATUS, status),
#undef FIELD
    };
    struct intake_slot *s = &in->slots[thread];
    size_t need = READABLE_BEHIND;
    char *to;
    int rc = RP_OK;

    for (size_t i = 0; i < ARRAY_LEN(map); i++)
        need += rec->field[map[i].slot].n; /* one value may stand for two fields */
    TRY(mem_grow(&s->decoded, &s->decoded_cap, need + rec->text.n, 1));
    to = s->decoded;
    *out = (struct article_fields){0};
    for (size_t i = 0; i < ARRAY_LEN(map); i++)
        *(struct span *)(void *)((char *)out + map[i].field) = decode(rec->field[map[i].slot], &to);
    out->text = decode(rec->text, &to);
out:
    return rc;
}

int intake_fetch(void *ctx, size_t doc, int thread, struct article_fields *out)
{
    struct intake *in = ctx;
    struct input_record rec;
    int rc = RP_OK;

    TRY(read_record(in, doc, &in->slots[thread], &rec));
    TRY(intake_decode(in, thread, &rec, out));
out:
    return rc;
}
