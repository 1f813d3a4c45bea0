/* Back to the text: single records after pass 1. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "dedup/dedup.h"
#include "dedup/dedup_memory.h"
#include "dedup/dedup_wanted.h"
#include "ingest/reader.h"
#include "source/spool.h"

struct fetch_slot {
    struct record_parser **parser; /* one a part: they have their own fields */
    struct spool_reader *reader;   /* its own: what is decided comes in order, what it is compared with need not */
    struct places_near near;
};

struct fetch {
    struct dedup *d;
    struct spool *spool;
    struct fetch_slot *slots;
    struct wanted wanted; /* of compressed sources: a range each */
    bool keep_all;   /* rows will be made of what was decided long ago */
    int threads;
};

static int say_source(const struct dedup *d, uint32_t file, const struct source_error *err)
{
    if (err->sys)
        message_error("%s: %s: %s", source_path(d->sources, file), err->what, strerror(err->sys));
    else
        message_error("%s: %s", source_path(d->sources, file), err->what ? err->what : rp_strerror(err->status));
    return STATUS_SAID;
}

/* --- candidates of compressed sources --- */

static uint64_t count_needed(const struct dedup *d, uint64_t doc, uint64_t end)
{
    uint64_t n = 0;
    for (; doc < end; doc++)
        n += rp_corpus_needs(d->corpus, doc) != 0;
    return n;
}

/* Of documents [doc, end), which need `most`. */
static int list_ranges(struct dedup *d, uint64_t doc, uint64_t end, struct source_range *ranges, size_t most, size_t *n)
{
    struct place at;
    int rc = RP_OK;

    for (*n = 0; doc < end && *n < most; doc++)
        if (rp_corpus_needs(d->corpus, doc)) {
            TRY(places_get(&d->places, doc, &at));
            ranges[(*n)++] = (struct source_range){at.offset, at.length};
        }
out:
    return rc;
}

static int note_wanted(struct fetch *f, uint32_t file, uint64_t doc, uint64_t end)
{
    int rc = RP_OK;

    TRY(wanted_source(&f->wanted, file, doc, rp_corpus_count(f->d->corpus)));
    for (; doc < end; doc++)
        if (rp_corpus_needs(f->d->corpus, doc))
            wanted_add(&f->wanted, doc);
out:
    return rc;
}

static int want_file(struct fetch *f, uint32_t file)
{
    struct dedup *d = f->d;
    struct source_error err = {0};
    struct source_range *ranges = NULL;
    uint64_t doc, end, needed;
    size_t n;
    int rc = RP_OK;

    TRY(places_of_file(&d->places, file, &doc, &end));
    if ((needed = count_needed(d, doc, end)) == 0)
        return RP_OK;
    TRY(memory_for_candidates(d, f->wanted.count + needed));
    if (!(ranges = mem_alloc(needed, sizeof *ranges)))
        return RP_ERR_NOMEM;
    TRY(list_ranges(d, doc, end, ranges, needed, &n));
    rc = spool_want(f->spool, file, ranges, n, &err);
    if (rc == RP_ERR_IO || rc == RP_ERR_FORMAT)
        rc = say_source(d, file, &err);
    TRY(rc);
    if (source_coding(d->sources, file) != CODING_PLAIN)
        TRY(note_wanted(f, file, doc, end));
out:
    free(ranges);
    return rc;
}

/* The mark is the document behind the last one asked of: those that are wanted have a range each, in order. */
static enum spool_use use_of_range(void *ctx, uint32_t file, uint64_t *mark, uint64_t ahead)
{
    static const enum spool_use use[] = {
        [RP_TEXT_PAST] = SPOOL_PAST, [RP_TEXT_LATER] = SPOOL_LATER, [RP_TEXT_OPEN] = SPOOL_OPEN};
    const struct fetch *f = ctx;
    const uint64_t doc = wanted_next(&f->wanted, *mark ? *mark : wanted_first(&f->wanted, file));

    *mark = doc + 1;
    return f->keep_all ? SPOOL_LATER : use[rp_corpus_text_use(f->d->corpus, doc, ahead)];
}

/* A run that goes on behind reading has opened nothing yet, and the coding of its sources is still to be found out. */
static int extract(struct fetch *f)
{
    const struct dedup *d = f->d;
    const struct spool_plan plan = {.threads = f->threads, .ahead = memory_of_extraction(d).ahead,
                                    .window = memory_of_extraction(d).window, .use = use_of_range, .ctx = f};
    struct source_error err;
    int rc = RP_OK;

    for (uint32_t i = 0; i < source_count(d->sources); i++)
        if (source_coding(d->sources, i) != CODING_PLAIN || !source_known(d->sources, i))
            TRY(want_file(f, i));
    wanted_finish(&f->wanted);
    rc = spool_begin(f->spool, &plan, &err);
    if (rc == RP_ERR_IO)
        rc = say_source(d, 0, &err);
out:
    return rc;
}

/* --- */

static int open_slots(struct fetch *f)
{
    int rc = RP_OK;

    f->slots = mem_zalloc((size_t)f->threads * 2, sizeof *f->slots);
    if (!f->slots)
        return RP_ERR_NOMEM;
    for (int i = 0; i < 2 * f->threads; i++) {
        TRY(spool_reader_create(&f->slots[i].reader, f->spool));
        if (!(f->slots[i].parser = mem_zalloc(f->d->parts.n, sizeof(struct record_parser *))))
            return RP_ERR_NOMEM;
        for (size_t k = 0; k < f->d->parts.n; k++)
            TRY(record_parser_create(&f->slots[i].parser[k], f->d->parts.a[k].fields));
    }
out:
    return rc;
}

static int count_threads(struct dedup *d, int *threads)
{
    struct memory_texts texts = {0};
    struct place at;
    int rc = RP_OK;

    for (uint64_t doc = 0; doc < rp_corpus_count(d->corpus); doc++)
        if (rp_corpus_needs(d->corpus, doc)) {
            TRY(places_get(&d->places, doc, &at));
            memory_texts_add(&texts, at.length, source_coding(d->sources, at.file) != CODING_PLAIN);
        }
    rc = memory_comparers(d, &texts, threads);
out:
    return rc;
}

int fetch_create(struct fetch **out, struct dedup *d)
{
    struct fetch *f = mem_zalloc(1, sizeof *f);
    int rc = f ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    f->d = d;
    f->keep_all = d->result[RESULT_REMOVED] || d->result[RESULT_CLUSTERS] || d->o->format == FORMAT_TEXT;
    TRY(count_threads(d, &f->threads));
    TRY(spool_create(&f->spool, d->sources, d->o->work_dir));
    TRY(extract(f));
    TRY(open_slots(f));
    *out = f;
    return RP_OK;
out:
    fetch_free(f);
    return rc;
}

int fetch_threads(const struct fetch *f)
{
    return f->threads;
}

int fetch_ready(struct dedup *d)
{
    int rc = RP_OK;

    if (d->fetch)
        return RP_OK;
    progress_stage("fetching", 0, false);
    TRY(memory_for_candidates(d, 0));
    rc = fetch_create(&d->fetch, d);
out:
    return rc;
}

int fetch_resolved(struct fetch *f, int status)
{
    struct source_error err;
    uint32_t file;
    int rc;

    if (!f)
        return status;
    rc = spool_end(f->spool, f->keep_all && status == RP_OK, &file, &err);
    if (status == RP_OK && !f->keep_all)
        return RP_OK; /* what has not been read was not needed */
    if (rc == RP_ERR_IO || rc == RP_ERR_FORMAT)
        rc = say_source(f->d, file, &err);
    return rc < 0 ? rc : status;
}

void fetch_free(struct fetch *f)
{
    if (!f)
        return;
    for (int i = 0; f->slots && i < 2 * f->threads; i++) {
        for (size_t k = 0; f->slots[i].parser && k < f->d->parts.n; k++)
            record_parser_free(f->slots[i].parser[k]);
        free(f->slots[i].parser);
        spool_reader_free(f->slots[i].reader);
    }
    spool_free(f->spool);
    free(f->slots);
    wanted_release(&f->wanted);
    free(f);
}

/* The bytes of a record, and which source they are of. */
static int look(struct fetch *f, struct fetch_slot *s, uint64_t doc, uint32_t *file, const char **raw, size_t *n)
{
    struct place at;
    int rc = RP_OK;

    if (wanted_get(&f->wanted, doc)) {
        const struct wanted_source *w = wanted_find(&f->wanted, doc);
        *file = w->file;
        return spool_look_wanted(s->reader, w->file, wanted_range(&f->wanted, w, doc), raw, n);
    }
    TRY(places_near_get(&s->near, f->d->corpus, doc, &at));
    if (at.file >= source_count(f->d->sources))
        return RP_ERR_FORMAT; /* it may come from a file */
    *file = at.file;
    *n = at.length;
    rc = spool_look(s->reader, at.file, at.offset, at.length, raw);
out:
    return rc;
}

static int say_changed(const struct dedup *d, uint64_t doc)
{
    struct place at;
    int rc = RP_OK;

    TRY(place_of(d->corpus, doc, &at));
    message_error("%s:%llu: changed since it was read first", source_path(d->sources, at.file),
                  (unsigned long long)at.line);
    rc = STATUS_SAID;
out:
    return rc;
}

int fetch_record(struct fetch *f, int slot, uint64_t doc, struct input_record *out)
{
    const struct dedup *d = f->d;
    struct fetch_slot *s = &f->slots[slot];
    const char *raw;
    uint32_t file;
    size_t n;
    bool json;
    int rc = look(f, s, doc, &file, &raw, &n);

    if (rc == RP_OK) {
        json = source_format(d->sources, file) != SOURCE_TEXT;
        TRY(record_parse(s->parser[part_of(d, file) - d->parts.a], raw, n, json, out));
    }
    if (rc == RP_ERR_IO || (rc == RP_OK && out->error.what))
        rc = say_changed(d, doc);
out:
    return rc;
}

int fetch_text(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    struct input_record rec;
    int rc = fetch_record(ctx, slot, doc, &rec);

    if (rc < 0)
        return rc;
    *text = rec.text.p;
    *n = rec.text.n;
    *flags = rec.text.escaped ? RP_TEXT_JSON : 0;
    return RP_OK;
}
