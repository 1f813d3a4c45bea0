/* Sources to places and ids: the pass over the input before anything is compared. */
#define _GNU_SOURCE
#include "intake/intake.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "article/furniture.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/radix.h"
#include "base/status.h"
#include "base/thread.h"
#include "console/message.h"
#include "console/output.h"
#include "console/progress.h"
#include "ingest/reader.h"
#include "intake/folder_files.h"
#include "intake/intake_slot.h"
#include "store/room.h"

enum { ID_SEED = 0x1d };

void intake_defaults(struct intake_options *o)
{
    o->max_record = 64 << 20;
    o->threads = (uint64_t)thread_count_default();
}

/* --- opening --- */

static int open_fields(struct intake *in)
{
    int rc = RP_OK;

    TRY(fields_create(&in->fields));
    for (size_t i = 0; i < in->o->fields.n; i++) {
        rc = fields_override(in->fields, in->o->fields.items[i]);
        if (rc == RP_ERR_INVALID) {
            message_error("--field wants SLOT=NAME such as text=body, not '%s'", in->o->fields.items[i]);
            rc = STATUS_SAID;
        }
        TRY(rc);
    }
out:
    return rc;
}

int intake_open(struct intake *in, const struct intake_options *o, const char *const *operands, size_t n)
{
    static const char *const standard_input[] = {"-"};
    const struct source_options so = {
        .work_dir = o->work_dir,
        .repeat = true,
        .format = (enum source_format)o->input,
    };
    int rc = RP_OK;

    in->o = o;
    in->threads = (int)o->threads;
    if (n == 0 && isatty(STDIN_FILENO)) {
        message_error("no input: name files or directories, or - for standard input");
        return STATUS_SAID;
    }
    TRY(open_fields(in));
    TRY(source_list_create(&in->sources, n ? operands : standard_input, n ? n : 1, &so));
    TRY(folder_files_say(in->sources));
out:
    return rc;
}

void intake_close(struct intake *in)
{
    intake_slots_free(in);
    furniture_free(in->furniture);
    intake_places_release(&in->places, in->room);
    room_drop(in->room, in->ids.bytes);
    room_drop(in->room, in->ids.end);
    bits_release(&in->ids.repeated);
    source_list_free(in->sources);
    fields_free(in->fields);
}

/* --- ids --- */

struct span intake_id(const struct intake *in, size_t doc)
{
    const struct intake_ids *ids = &in->ids;
    uint64_t first = doc ? ids->end[doc - 1] : 0;
    return first == ids->end[doc] ? (struct span){0} : (struct span){ids->bytes + first, ids->end[doc] - first};
}

/* Marks ids that several documents bear. */
static int find_repeated(struct intake *in, size_t *n_repeated)
{
    size_t n = in->ids.n_docs, used = 0;
    struct rec *a = room_alloc(in->room, 2 * n, sizeof *a);
    int rc = a ? RP_OK : RP_ERR_NOMEM;

    *n_repeated = 0;
    TRY(rc);
    for (size_t i = 0; i < n; i++) {
        struct span id = intake_id(in, i);
        if (id.p)
            a[used++] = (struct rec){hash_bytes(id.p, id.n, ID_SEED), i};
    }
    room_rest_for(in->room, 2 * n * sizeof *a);
    radix_sort(a, a + n, used);
    TRY(bits_reserve(&in->ids.repeated, n));
    for (size_t i = 1; i < used; i++)
        if (a[i].hi == a[i - 1].hi) {
            *n_repeated += !bits_get(&in->ids.repeated, a[i - 1].lo) + 1u;
            bits_set(&in->ids.repeated, a[i - 1].lo);
            bits_set(&in->ids.repeated, a[i].lo);
        }
out:
    room_drop(in->room, a);
    return rc;
}

static int warn_repeated(struct intake *in)
{
    size_t n;
    int rc = find_repeated(in, &n);
    if (rc == RP_OK && n)
        message_warn("%zu documents share their id with another one; they are called id@file:line", n);
    return rc;
}

/* --- the pass --- */

struct refusal {
    const char *what;
    uint32_t line, at;
};

/* What one batch becomes. */
struct portion {
    struct place *places; /* line: of the batch */
    uint32_t *id_n;
    size_t n, places_cap, id_cap;
    struct record_buffer ids;
    struct refusal *refusals;
    size_t n_refusals, refusals_cap;
    uint64_t bytes;
};

struct reading {
    struct intake *in;
    struct reader *reader;
    struct buffer_pool *pool; /* of batches: what was worked on is filled again while it is in the cache */
    struct furniture_learner **learners; /* of each thread; NULL: furniture is not asked for */
    struct portion *portions; /* `depth`, in turn */
    int depth;
    uint64_t n_read;
    struct line_clock clock;
    uint32_t file;
    uint64_t disk_before;
};

static int read_batch(void *ctx, void **batch)
{
    struct reading *r = ctx;
    struct batch *b;
    int rc = reader_next(r->reader, &b);

    if (rc <= 0)
        return rc;
    b->user = &r->portions[r->n_read++ % (uint64_t)r->depth];
    *batch = b;
    return 1;
}

static int note_refusal(struct portion *p, const struct input_record *rec)
{
    int rc = RP_OK;
    TRY(mem_grow(&p->refusals, &p->refusals_cap, p->n_refusals + 1, sizeof *p->refusals));
    p->refusals[p->n_refusals++] = (struct refusal){rec->error.what, rec->line, rec->error.at};
out:
    return rc;
}

static int note_record(struct portion *p, const struct input_record *rec)
{
    size_t before = p->ids.n;
    int rc = RP_OK;

    TRY(mem_grow(&p->places, &p->places_cap, p->n + 1, sizeof *p->places));
    TRY(mem_grow(&p->id_n, &p->id_cap, p->n + 1, sizeof *p->id_n));
    if (rec->field[SLOT_ID].p)
        TRY(json_unescape(&p->ids, rec->field[SLOT_ID]));
    p->id_n[p->n] = (uint32_t)(p->ids.n - before);
    p->places[p->n++] = (struct place){0, rec->length, rec->offset, rec->line};
    p->bytes += rec->length;
out:
    return rc;
}

static int learn_record(struct reading *r, int thread, const struct input_record *rec)
{
    struct article_fields f;
    int rc = RP_OK;

    TRY(intake_decode(r->in, thread, rec, &f));
    TRY(furniture_learn(r->learners[thread], &f));
out:
    return rc;
}

static int work_batch(void *ctx, void *batch, int thread)
{
    struct reading *r = ctx;
    struct record_parser *parser = intake_parser(r->in, thread);
    struct batch *b = batch;
    struct portion *p = b->user;
    struct input_record rec;
    int rc;

    p->n = p->n_refusals = p->ids.n = 0;
    p->bytes = 0;
    while ((rc = batch_next(parser, b, &rec)) > 0) {
        TRY(rec.error.what ? note_refusal(p, &rec) : note_record(p, &rec));
        if (r->learners && !rec.error.what)
            TRY(learn_record(r, thread, &rec));
    }
    reader_release(r->reader, b);
out:
    return rc;
}

static void say_refusals(struct intake *in, const struct batch *b, uint64_t first_line)
{
    const struct portion *p = b->user;
    const char *path = source_path(in->sources, b->file);

    for (size_t i = 0; i < p->n_refusals; i++)
        message_record(path, first_line + p->refusals[i].line, in->o->skip_bad, "%s (byte %u)", p->refusals[i].what,
                       p->refusals[i].at + 1);
    in->bad_records += p->n_refusals;
    if (b->error.status == RP_OK)
        return;
    if (b->error.line) {
        message_record(path, first_line, in->o->skip_bad, "%s", b->error.what);
        in->bad_records++;
        return;
    }
    if (b->error.sys)
        message_error("%s: %s: %s", path, b->error.what, strerror(b->error.sys));
    else
        message_error("%s: %s", path, b->error.what);
    in->bad_files++;
}

static int append_id(struct room *room, struct intake_ids *ids, const char *p, size_t n)
{
    int rc = RP_OK;
    TRY(room_grow(room, &ids->bytes, &ids->cap, ids->n + n, 1));
    TRY(room_grow(room, &ids->end, &ids->end_cap, ids->n_docs + 1, sizeof *ids->end));
    if (n)
        memcpy(ids->bytes + ids->n, p, n);
    ids->n += n;
    ids->end[ids->n_docs++] = ids->n;
out:
    return rc;
}

/* A text file is called by its name. */
static int append_document(struct intake *in, const struct batch *b, const struct portion *p, size_t i, size_t *at)
{
    const char *path = source_path(in->sources, b->file);
    int rc = b->json ? append_id(in->room, &in->ids, p->ids.p + *at, p->id_n[i])
                     : append_id(in->room, &in->ids, path, strlen(path));
    *at += p->id_n[i];
    return rc;
}

static int write_batch(void *ctx, void *batch)
{
    struct reading *r = ctx;
    struct intake *in = r->in;
    struct batch *b = batch;
    struct portion *p = b->user;
    uint64_t line = batch_first_line(&r->clock, b);
    size_t at = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < p->n; i++) {
        struct place place = p->places[i];
        place.file = b->file;
        place.line += line;
        TRY(intake_places_add(&in->places, in->room, place));
        TRY(append_document(in, b, p, i, &at));
    }
    in->bytes += p->bytes;
    room_rest(in->room);
    say_refusals(in, b, line);
    for (; r->file < b->file; r->file++)
        r->disk_before += source_size(in->sources, r->file);
    progress_at(r->disk_before + b->disk_end, in->places.n);
out:
    return rc;
}

static void drop_batch(void *ctx, void *batch)
{
    struct reading *r = ctx;
    reader_drop(r->reader, batch);
}

static int learners_create(struct reading *r)
{
    int rc = RP_OK;

    if (!(r->learners = mem_zalloc((size_t)r->in->threads, sizeof(struct furniture_learner *))))
        return RP_ERR_NOMEM;
    for (int i = 0; i < r->in->threads; i++)
        TRY(furniture_learner_create(r->in->room, &r->learners[i]));
out:
    return rc;
}

static int reading_open(struct reading *r, struct intake *in, bool learn)
{
    struct reader_options ro = {.max_record = in->o->max_record};
    int rc = RP_OK;

    r->in = in;
    r->depth = 2 * in->threads + 1;
    ro.depth = r->depth;
    TRY(buffer_pool_create(&r->pool, (size_t)in->threads + 1));
    ro.pool = r->pool;
    r->portions = mem_zalloc((size_t)r->depth, sizeof *r->portions);
    if (!r->portions)
        TRY(RP_ERR_NOMEM);
    TRY(intake_slots_create(in));
    if (learn)
        TRY(learners_create(r));
    TRY(reader_create(&r->reader, in->sources, &ro));
out:
    return rc;
}

static void reading_close(struct reading *r)
{
    reader_free(r->reader);
    buffer_pool_free(r->pool);
    for (int i = 0; r->portions && i < r->depth; i++) {
        record_buffer_release(&r->portions[i].ids);
        free(r->portions[i].places);
        free(r->portions[i].id_n);
        free(r->portions[i].refusals);
    }
    for (int i = 0; r->learners && i < r->in->threads; i++)
        furniture_learner_free(r->learners[i]);
    free(r->portions);
    free(r->learners);
}

static uint64_t disk_bytes(const struct source_list *l)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < source_count(l); i++)
        sum += source_size(l, i);
    return sum;
}

int intake_read(struct intake *in, bool learn)
{
    static const struct thread_pipe steps = {read_batch, work_batch, write_batch, drop_batch};
    struct reading r = {0};
    int rc = RP_OK;

    TRY(reading_open(&r, in, learn));
    progress_stage("reading", disk_bytes(in->sources), true);
    TRY(thread_pipe_run(&steps, &r, in->threads, r.depth));
    if (learn)
        TRY(furniture_create(r.learners, (size_t)in->threads, &in->furniture));
    TRY(warn_repeated(in));
    if (in->places.n == 0 && in->bad_files > 0) {
        message_error("nothing could be read");
        rc = STATUS_SAID;
    }
out:
    reading_close(&r);
    return rc;
}
