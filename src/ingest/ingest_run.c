#include "ingest/ingest_run.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"

enum { AHEAD = 1024 };

/* The reader of the source that is in this lane; source i is in lane i % sources. */
struct lane_reader {
    struct reader *reader;
    uint32_t file;
};

struct ingest_run {
    const struct ingest_steps *steps;
    void *ctx;
    struct source_list *list;
    struct ingest_options o;
    struct buffer_pool *pool;
    struct record_parser **parsers; /* one a thread */
    struct lane_reader *lanes;
    struct line_clock clock;
};

static struct lane_reader *lane_of(struct ingest_run *r, size_t file)
{
    return &r->lanes[file % (size_t)r->o.sources];
}

/* A lane's source is another one only after all batches of the one before were dropped. */
static int run_read(void *ctx, size_t item, void **batch)
{
    struct ingest_run *r = ctx;
    struct lane_reader *lane = lane_of(r, item);
    const uint32_t file = (uint32_t)item;
    struct batch *b = NULL;
    int rc;

    if (!lane->reader) {
        const struct reader_options o = {.batch_bytes = r->o.batch_bytes, .max_record = r->o.max_record,
                                         .depth = r->o.ahead, .first = file, .end = file + 1, .pool = r->pool};
        if ((rc = reader_create(&lane->reader, r->list, &o)) < 0)
            return rc;
    } else if (lane->file != file) {
        reader_move(lane->reader, file, file + 1);
    }
    lane->file = file;
    rc = reader_next(lane->reader, &b);
    *batch = b;
    return rc;
}

static int run_work(void *ctx, void *batch, int thread)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;
    int rc = r->steps->work(r->ctx, b, r->parsers[thread], thread);

    reader_release(lane_of(r, b->file)->reader, b);
    return rc;
}

static int run_write(void *ctx, void *batch)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;

    return r->steps->write(r->ctx, b, batch_first_line(&r->clock, b));
}

static void run_drop(void *ctx, void *batch)
{
    struct ingest_run *r = ctx;
    struct batch *b = batch;

    r->steps->drop(r->ctx, b);
    reader_drop(lane_of(r, b->file)->reader, b);
}

static int run_alloc(struct ingest_run *r, const struct fields *fields)
{
    int rc = RP_OK;

    r->lanes = mem_zalloc((size_t)r->o.sources, sizeof *r->lanes);
    r->parsers = mem_zalloc((size_t)r->o.threads, sizeof *r->parsers);
    if (!r->lanes || !r->parsers)
        return RP_ERR_NOMEM;
    TRY(buffer_pool_create(&r->pool, (size_t)r->o.threads));
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
}

int ingest_run(struct source_list *list, const struct fields *fields, const struct ingest_options *o,
               const struct ingest_steps *steps, void *ctx)
{
    static const struct thread_lanes lanes = {run_read, run_work, run_write, run_drop};
    struct ingest_run r = {.steps = steps, .ctx = ctx, .list = list, .o = *o};
    int rc;

    if (r.o.threads < 1)
        r.o.threads = 1;
    if (r.o.sources < 1)
        r.o.sources = r.o.threads;
    if ((uint32_t)r.o.sources > source_count(list))
        r.o.sources = (int)source_count(list);
    if (r.o.ahead < 1)
        r.o.ahead = AHEAD;
    TRY(run_alloc(&r, fields));
    rc = thread_lanes_run(&lanes, &r, source_count(list), r.o.threads, r.o.sources, r.o.ahead);
out:
    run_free(&r);
    return rc;
}
