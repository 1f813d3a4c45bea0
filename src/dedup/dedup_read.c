/* Pass 1: batches of records to sketches, on all threads; corpus and places grow in input order. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "console/units.h"
#include "dedup/dedup.h"
#include "dedup/dedup_memory.h"
#include "ingest/ingest_run.h"

enum { SPARE = 64 };

/* A record that was refused, until its turn to be spoken of. */
struct refusal {
    const char *what;
    uint32_t line, at;
};

/* What one batch of records becomes. Used again for later batches: nothing is allocated per document
 * once it has grown. */
struct portion {
    rp_batch *sketches;
    struct packed_place *places; /* line: of the batch, until they are written */
    size_t n, cap;
    struct facts_batch facts;
    struct refusal *refusals;
    size_t n_refusals, cap_refusals;
    uint64_t bytes;
    bool written; /* the sketches are in the corpus, the batch is empty again */
};

/* One a thread. */
struct hand {
    rp_worker *worker;
    struct record_buffer scratch;
};

struct reading {
    struct dedup *d;
    const struct part *part;
    struct hand *hands;
    _Atomic(struct portion *) spare[SPARE]; /* written, for the next batch of any thread */
    uint32_t file;        /* of the batch written last */
    uint64_t disk_before; /* bytes of the files before it */
};

/* --- portions --- */

static void portion_free(struct portion *p)
{
    if (!p)
        return;
    rp_batch_free(p->sketches);
    facts_batch_release(&p->facts);
    free(p->places);
    free(p->refusals);
    free(p);
}

static int portion_take(struct reading *r, struct portion **out)
{
    struct portion *p = NULL;
    int rc = RP_ERR_NOMEM;

    for (int i = 0; i < SPARE && !p; i++)
        p = atomic_exchange(&r->spare[i], NULL);
    if (!p && (!(p = mem_zalloc(1, sizeof *p)) || (rc = rp_batch_create(&p->sketches, &r->d->params)) < 0)) {
        portion_free(p);
        return rc;
    }
    p->n = p->n_refusals = 0;
    facts_batch_clear(&p->facts);
    p->bytes = 0;
    p->written = false;
    *out = p;
    return RP_OK;
}

static void portion_give(struct reading *r, struct portion *p)
{
    for (int i = 0; i < SPARE; i++) {
        struct portion *none = NULL;
        if (atomic_compare_exchange_strong(&r->spare[i], &none, p))
            return;
    }
    portion_free(p);
}

/* --- one batch --- */

static int note_refusal(struct portion *p, const struct input_record *rec)
{
    int rc = RP_OK;
    TRY(mem_grow(&p->refusals, &p->cap_refusals, p->n_refusals + 1, sizeof *p->refusals));
    p->refusals[p->n_refusals++] = (struct refusal){rec->error.what, rec->line, rec->error.at};
out:
    return rc;
}

static int sketch_record(struct reading *r, struct hand *h, struct portion *p, const struct input_record *rec)
{
    uint64_t rank = 0;
    int rc = RP_OK;

    TRY(mem_grow(&p->places, &p->cap, p->n + 1, sizeof *p->places));
    if (!r->part->reference)
        TRY(keep_rank(r->d->keep, rec, &h->scratch, &rank));
    if (r->d->facts)
        TRY(facts_note(&p->facts, rec, &h->scratch));
    TRY(rp_batch_add(p->sketches, h->worker, rec->text.p, rec->text.n, rec->text.escaped ? RP_TEXT_JSON : 0, rank));
    p->places[p->n++] = place_pack((struct place){0, rec->length, rec->offset, rec->line});
    p->bytes += rec->length;
out:
    return rc;
}

static int work_batch(void *ctx, struct batch *b, struct record_parser *parser, int thread)
{
    struct reading *r = ctx;
    struct portion *p;
    struct input_record rec;
    int rc;

    TRY(portion_take(r, &p));
    b->user = p;
    while ((rc = batch_next(parser, b, &rec)) > 0)
        TRY(rec.error.what ? note_refusal(p, &rec) : sketch_record(r, &r->hands[thread], p, &rec));
out:
    return rc;
}

static void say_refusals(struct dedup *d, const struct batch *b, uint64_t first_line)
{
    const struct portion *p = b->user;
    const char *path = source_path(d->sources, b->file);

    for (size_t i = 0; i < p->n_refusals; i++)
        message_record(path, first_line + p->refusals[i].line, d->o->skip_bad, "%s (byte %u)", p->refusals[i].what,
                       p->refusals[i].at + 1);
    d->bad_records += p->n_refusals;
    if (b->error.status == RP_OK)
        return;
    if (b->error.line) {
        message_record(path, first_line, d->o->skip_bad, "%s", b->error.what);
        d->bad_records++;
        return;
    }
    if (b->error.sys)
        message_error("%s: %s: %s", path, b->error.what, strerror(b->error.sys));
    else
        message_error("%s: %s", path, b->error.what);
    d->bad_files++;
}

static void show_progress(struct reading *r, const struct batch *b)
{
    for (; r->file < b->file; r->file++)
        r->disk_before += source_size(r->d->sources, r->file);
    progress_at(r->disk_before + b->disk_end, rp_corpus_count(r->d->corpus));
}

/* Before a batch is taken: where it begins is where a run that is stopped would go on. An overlong line has no
 * place of its own. */
static int checkpoint(struct dedup *d, const struct batch *b, uint64_t first_line)
{
    const struct read_cursor at = {.file = b->file, .offset = b->offset, .lines = first_line - 1, .bytes = d->bytes,
                                   .bad_records = d->bad_records, .bad_files = d->bad_files};

    return b->error.line || !state_checkpoint_due(d) ? RP_OK : state_checkpoint(d, &at);
}

/* Of a record that --max-record allows and --memory does not nobody knows whether it would stay. */
static int check_length(const struct dedup *d, const struct batch *b, uint64_t first_line)
{
    char a[UNITS_TEXT], m[UNITS_TEXT];

    if (b->error.status == RP_OK || !b->error.line || d->o->max_record <= d->state.max_record)
        return RP_OK;
    message_error("%s:%llu: --memory %s is too little: it has room for records of at most %s, and this is longer",
                  source_path(d->sources, b->file), (unsigned long long)first_line,
                  units_bytes_text((double)memory_bound(d), m), units_bytes_text((double)d->state.max_record, a));
    return STATUS_SAID;
}

static void finish_places(struct portion *p, uint32_t file, uint64_t first_line)
{
    for (size_t i = 0; i < p->n; i++) {
        uint64_t line = first_line + p->places[i].line;
        p->places[i].file = file;
        p->places[i].line = (uint32_t)line;
        p->places[i].line_high = (uint16_t)(line >> 32);
    }
}

static int write_batch(void *ctx, struct batch *b, uint64_t first_line)
{
    struct reading *r = ctx;
    struct dedup *d = r->d;
    struct portion *p = b->user;
    int rc = RP_OK;

    TRY(check_length(d, b, first_line));
    TRY(checkpoint(d, b, first_line));
    finish_places(p, b->file, first_line);
    TRY(rp_corpus_append(d->corpus, p->sketches, p->places));
    if (d->facts)
        TRY(facts_append(d->facts, &p->facts));
    p->written = true;
    if (!r->part->reference)
        d->bytes += p->bytes;
    say_refusals(d, b, first_line);
    show_progress(r, b);
out:
    return rc;
}

static void drop_batch(void *ctx, struct batch *b)
{
    struct portion *p = b->user;

    b->user = NULL;
    if (p && p->written)
        portion_give(ctx, p);
    else
        portion_free(p);
}

/* --- */

static int reading_open(struct reading *r, struct dedup *d)
{
    int rc = RP_OK;

    r->d = d;
    if (!(r->hands = mem_zalloc((size_t)d->threads, sizeof *r->hands)))
        return RP_ERR_NOMEM;
    for (int i = 0; i < d->threads; i++)
        TRY(rp_worker_create(&r->hands[i].worker, &d->params));
out:
    return rc;
}

static void reading_close(struct reading *r)
{
    for (int i = 0; i < SPARE; i++)
        portion_free(atomic_load(&r->spare[i]));
    for (int i = 0; r->hands && i < r->d->threads; i++) {
        rp_worker_free(r->hands[i].worker);
        record_buffer_release(&r->hands[i].scratch);
    }
    free(r->hands);
}

static uint64_t disk_bytes(const struct source_list *l)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < source_count(l); i++)
        sum += source_size(l, i);
    return sum;
}

/* What an earlier run left out is left out still. */
static void take_up(struct dedup *d)
{
    const struct read_cursor *at = &d->cursor;
    uint64_t bad = at->bad_records;

    d->bytes = at->bytes;
    d->bad_records = at->bad_records;
    d->bad_files = at->bad_files;
    if (at->bad_files || (bad && !d->o->skip_bad))
        message_error("before it was stopped, the run left out %llu record%s and met %llu damaged file%s",
                      (unsigned long long)bad, bad == 1 ? "" : "s", (unsigned long long)at->bad_files,
                      at->bad_files == 1 ? "" : "s");
}

/* Where the next part begins, behind everything before it. */
static int checkpoint_at(struct dedup *d, uint32_t file)
{
    const struct read_cursor at = {.file = file, .bytes = d->bytes, .bad_records = d->bad_records,
                                   .bad_files = d->bad_files};
    return rp_corpus_stage(d->corpus) == RP_STAGE_FILL ? state_checkpoint(d, &at) : RP_OK;
}

/* From where an earlier run was stopped. */
static int read_files(struct reading *r)
{
    static const struct ingest_steps steps = {work_batch, write_batch, drop_batch};
    struct dedup *d = r->d;
    const struct read_cursor *at = &d->cursor;
    struct ingest_options io = {.max_record = d->o->max_record < d->state.max_record ? d->o->max_record
                                                                                     : d->state.max_record,
                                .threads = d->state.readers, .ahead = d->state.ahead,
                                .begin_file = r->part->first, .end_file = r->part->end};

    if (at->file >= io.begin_file) {
        io.begin_file = (uint32_t)at->file;
        io.begin_offset = at->offset;
        io.begin_lines = at->lines;
    }
    return ingest_run(d->sources, r->part->fields, &io, &steps, r);
}

static int take_rows(struct dedup *d, struct part *p)
{
    uint64_t before = rp_corpus_count(d->corpus);
    int rc = RP_OK;

    TRY(part_take_rows(d, p));
    if (d->facts)
        TRY(facts_skip(d->facts, rp_corpus_count(d->corpus) - before));
    TRY(checkpoint_at(d, p->lent_end));
out:
    return rc;
}

/* Whoever cleans against half a reference thinks it is clean. */
static int check_references(const struct dedup *d)
{
    if (d->bad_files) {
        message_error("the reference could not be read whole, nothing is written");
        return STATUS_SAID;
    }
    if (d->reference == 0)
        message_warn("there is no document in the reference");
    return RP_OK;
}

/* When the first record of the input is still to come. */
static int end_references(struct dedup *d)
{
    const uint32_t first = part_input(d)->first;

    if (d->parts.n == 1 || d->cursor.file > first || (d->cursor.file == first && d->cursor.offset))
        return RP_OK;
    d->reference = rp_corpus_count(d->corpus);
    return check_references(d);
}

static int read_part(struct reading *r, struct part *p)
{
    const struct dedup *d = r->d;
    int rc = RP_OK;

    r->part = p;
    if (!p->reference)
        TRY(end_references(r->d));
    if (p->came_along || d->cursor.file >= (p->lent ? p->lent_end : p->end))
        return RP_OK;
    rc = p->lent ? take_rows(r->d, p) : read_files(r);
out:
    return rc;
}

int dedup_read(struct dedup *d)
{
    struct reading r = {.d = d};
    int rc = RP_OK;

    TRY(reading_open(&r, d));
    take_up(d);
    progress_stage("reading", disk_bytes(d->sources), true);
    for (size_t i = 0; i < d->parts.n; i++)
        TRY(read_part(&r, &d->parts.a[i]));
    TRY(reader_look(d->sources, source_count(d->sources)));
    TRY(checkpoint_at(d, source_count(d->sources)));
    if (rp_corpus_stage(d->corpus) == RP_STAGE_FILL && !d->o->from)
        TRY(rp_corpus_reference(d->corpus, d->reference, d->o->only_against));
out:
    reading_close(&r);
    return rc;
}
