#include "ingest/ingest_run.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"

enum { AHEAD = 1024, BUFFERS_EACH = 4 /* that wait to be filled again, for each thread */ };

/* The reader of the part that is in this lane; part i is in lane i % sources. */
struct lane_reader {
    struct reader *reader;
    size_t part;
};

struct ingest_run {
    const struct ingest_steps *steps;
    void *ctx;
    struct source_list *list;
    struct ingest_options o;
    struct buffer_pool *pool;
    struct record_parser **parsers; /* one a thread */
    struct lane_reader *lanes;
    struct source_part *parts;
    size_t n_parts;
    struct line_clock clock;
    struct {
        bool any;
        uint32_t file;
    } broken; /* the last source that was cut short: what its later parts hold would not be found again by
                 a reading from the start, so it does not count */
};

static bool begins_late(const struct ingest_options *o)
{
    return o->begin_file || o->begin_offset;
}

/* A lane's part is another one only after all batches of the one before were dropped. */
static int run_read(void *ctx, size_t item, void **batch)
{
    struct ingest_run *r = ctx;
    struct lane_reader *lane = &r->lanes[item % (size_t)r->o.sources];
    struct batch *b = NULL;
    int rc;

    if (!lane->reader) {
        const struct reader_options o = {.batch_bytes = r->o.batch_bytes, .max_record = r->o.max_record,
                                         .depth = r->o.ahead, .pool = r->pool};
        if ((rc = reader_create(&lane->reader, r->list, &o)) < 0)
            return rc;
        lane->part = SIZE_MAX;
    }
    if (lane->part != item) {
        reader_move(lane->reader, &r->parts[item]);
        if (item == 0 && r->o.begin_offset)
            reader_resume(lane->reader, r->o.begin_file, r->o.begin_offset);
    }
    lane->part = item;
    rc = reader_next(lane->reader, &b);
    *batch = b;
    return rc;
}

static bool run_own_reader(void *ctx, size_t item)
{
    const struct ingest_run *r = ctx;
    return source_coding(r->list, r->parts[item].file) != CODING_PLAIN;
}

static int run_work(void *ctx, void *batch, int thread)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;
    int rc = r->steps->work(r->ctx, b, r->parsers[thread], thread);

    reader_release(b->owner, b);
    return rc;
}

static int run_write(void *ctx, void *batch)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;

    if (r->broken.any && r->broken.file == b->file)
        return RP_OK;
    if (b->error.status != RP_OK && b->error.line == 0) {
        r->broken.any = true;
        r->broken.file = b->file;
    }
    return r->steps->write(r->ctx, b, batch_first_line(&r->clock, b));
}

static void run_drop(void *ctx, void *batch)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;

    r->steps->drop(r->ctx, b);
    reader_drop(b->owner, b);
}

/* Drops the parts of sources that are not asked for. */
static void parts_end(struct ingest_run *r)
{
    while (r->o.end_file && r->n_parts && r->parts[r->n_parts - 1].file >= r->o.end_file)
        r->n_parts--;
}

/* Drops the parts before the beginning. The source it lies in is read as one part: which of its own parts hold what
 * is left would have to be found by decompressing them. */
static void parts_begin(struct ingest_run *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->n_parts; i++) {
        struct source_part part = r->parts[i];
        if (part.file < r->o.begin_file)
            continue;
        if (part.file == r->o.begin_file && r->o.begin_offset) {
            if (kept)
                continue;
            part = (struct source_part){part.file, 0, 0, UINT64_MAX};
        }
        r->parts[kept++] = part;
    }
    r->n_parts = kept;
    r->clock = (struct line_clock){r->o.begin_file, r->o.begin_lines};
}

static int run_alloc(struct ingest_run *r, const struct fields *fields)
{
    int rc = RP_OK;

    r->lanes = mem_zalloc((size_t)r->o.sources, sizeof *r->lanes);
    r->parsers = mem_zalloc((size_t)r->o.threads, sizeof *r->parsers);
    if (!r->lanes || !r->parsers)
        return RP_ERR_NOMEM;
    TRY(source_parts(r->list, &r->parts, &r->n_parts));
    parts_end(r);
    if (begins_late(&r->o)) {
        parts_begin(r);
        TRY(reader_look(r->list, r->o.begin_file + (r->o.begin_offset > 0)));
    }
    TRY(buffer_pool_create(&r->pool, BUFFERS_EACH * (size_t)r->o.threads));
    for (int i = 0; i < r->o.threads; i++)
        TRY(record_parser_create(&r->parsers[i], fields));
out:
    return rc;
}

static void run_free(struct ingest_run *r)
{
    for (int i = 0; r->lanes && i < r->o.sources; i++)
        reader_free(r->lanes[i].reader);
    for (int i = 0; r->parsers && i < r->o.threads; i++)
        record_parser_free(r->parsers[i]);
    buffer_pool_free(r->pool);
    free(r->lanes);
    free(r->parsers);
    free(r->parts);
}

int ingest_run(struct source_list *list, const struct fields *fields, const struct ingest_options *o,
               const struct ingest_steps *steps, void *ctx)
{
    static const struct thread_lanes lanes = {run_read, run_work, run_write, run_drop, run_own_reader};
    struct ingest_run r = {.steps = steps, .ctx = ctx, .list = list, .o = *o};
    int rc;

    if (r.o.threads < 1)
        r.o.threads = 1;
    if (r.o.sources < 1)
        r.o.sources = r.o.threads;
    if (r.o.ahead < 1)
        r.o.ahead = AHEAD;
    TRY(run_alloc(&r, fields));
    rc = thread_lanes_run(&lanes, &r, r.n_parts, r.o.threads, r.o.sources, r.o.ahead);
out:
    run_free(&r);
    return rc;
}
