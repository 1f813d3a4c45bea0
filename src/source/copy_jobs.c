#include "source/copy_jobs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "source/source_entry.h"
#include "source/stream.h"

enum { WINDOW = 256 * 1024, BATCH = 256 * 1024, AHEAD = 16 };

/* Ranges [first, end) of a job, read from a place of its source on. */
struct piece {
    size_t job, first, end;
    uint64_t disk, offset;
    bool last; /* of its job */
};

/* What comes of a piece. */
struct copy_batch {
    struct copy_batch *next; /* spare */
    size_t n, job;
    bool last; /* nothing of the job comes after it */
    char p[BATCH];
};

/* The piece that is being read in this lane; piece i is in lane i % width. */
struct copy_lane {
    size_t piece; /* SIZE_MAX: none yet */
    struct stream *stream;
    char *window;            /* [offset, offset + n) of the stream */
    uint64_t offset;
    size_t n;
    size_t range;            /* being copied ... */
    uint64_t done;           /* ... so much of it */
    bool ended;
    struct source_error err; /* why reading failed */
    bool failed;
};

struct copy_run {
    struct source_list *list;
    const struct copy_job *job;
    const struct copy_steps *steps;
    void *ctx;
    struct piece *piece;
    size_t pieces, cap;
    struct copy_lane *lane;
    size_t width;
    struct copy_batch *spare; /* the last used first: pages that are there already */
    int lock;                 /* of spare */
};

/* --- pieces --- */

static int add_piece(struct copy_run *r, struct piece p)
{
    int rc = RP_OK;
    TRY(mem_grow(&r->piece, &r->cap, r->pieces + 1, sizeof *r->piece));
    r->piece[r->pieces++] = p;
out:
    return rc;
}

static bool in_order(const struct copy_job *j)
{
    for (size_t i = 1; i < j->n; i++)
        if (j->range[i].offset < j->range[i - 1].offset + j->range[i - 1].length)
            return false;
    return true;
}

/* A range belongs to the place it begins behind, and is read over the end of that. */
static int cut_job(struct copy_run *r, size_t job)
{
    const struct copy_job *j = &r->job[job];
    struct frame_place *place = NULL;
    size_t places, at = 0, end;
    int rc = RP_OK;

    if (!in_order(j))
        return RP_ERR_INVALID;
    TRY(source_places(r->list, j->file, &place, &places));
    for (size_t i = 0; at < j->n || (at == 0 && i == 0); i++, at = end) {
        uint64_t stop = i + 1 < places ? place[i + 1].offset : UINT64_MAX;
        for (end = at; end < j->n && j->range[end].offset < stop; end++)
            ;
        if (end == at && j->n)
            continue;
        TRY(add_piece(r, (struct piece){.job = job, .first = at, .end = end, .disk = places ? place[i].disk : 0,
                                        .offset = places ? place[i].offset : 0, .last = end == j->n}));
        if (j->n == 0)
            break;
    }
out:
    free(place);
    return rc;
}

/* --- reading --- */

static int lane_open(struct copy_run *r, struct copy_lane *l, size_t piece)
{
    const struct piece *p = &r->piece[piece];
    int rc = RP_OK;

    stream_close(l->stream);
    l->stream = NULL;
    l->piece = piece;
    l->range = p->first;
    l->done = 0;
    l->n = 0;
    l->offset = p->offset;
    l->ended = p->first == p->end;
    if (l->ended)
        return RP_OK;
    if (!l->window && !(l->window = mem_alloc(WINDOW, 1)))
        return RP_ERR_NOMEM;
    TRY(stream_open_at(&l->stream, r->list, r->job[p->job].file, p->disk, &l->err));
out:
    return rc;
}

/* Moves on towards `to`, which lies behind the window. */
static int window_advance(struct copy_lane *l, uint64_t to)
{
    const uint64_t end = l->offset + l->n;
    ssize_t n;

    /* A short gap is cheaper read than sought. */
    l->offset = to - end > WINDOW && stream_seek(l->stream, to) ? to : end;
    l->n = 0;
    if ((n = stream_read(l->stream, l->window, WINDOW, &l->err)) < 0)
        return (int)n;
    if (n == 0) {
        l->err = (struct source_error){.status = RP_ERR_IO, .what = "shorter than when it was first read",
                                       .offset = end};
        return RP_ERR_IO;
    }
    l->n = (size_t)n;
    return RP_OK;
}

/* As much of the range as is in the window and fits. */
static void take_from_window(struct copy_lane *l, struct copy_batch *b, uint64_t from, uint64_t left)
{
    uint64_t n = l->offset + l->n - from;

    n = n < left ? n : left;
    n = n < BATCH - b->n ? n : BATCH - b->n;
    memcpy(b->p + b->n, l->window + (from - l->offset), n);
    b->n += n;
    l->done += n;
}

static int fill_batch(struct copy_run *r, struct copy_lane *l, struct copy_batch *b)
{
    const struct piece *p = &r->piece[l->piece];
    const struct source_range *range = r->job[p->job].range;
    int rc = RP_OK;

    while (rc == RP_OK && b->n < BATCH && l->range < p->end) {
        const uint64_t from = range[l->range].offset + l->done, left = range[l->range].length - l->done;
        if (left == 0) {
            l->range++;
            l->done = 0;
        } else if (from < l->offset + l->n) {
            take_from_window(l, b, from, left);
        } else {
            rc = window_advance(l, from);
        }
    }
    l->ended = l->range == p->end;
    return rc;
}

/* Held for a few instructions, once in 256 KiB. */
static void spare_lock(struct copy_run *r)
{
    while (__atomic_exchange_n(&r->lock, 1, __ATOMIC_ACQUIRE))
        ;
}

static void spare_unlock(struct copy_run *r)
{
    __atomic_store_n(&r->lock, 0, __ATOMIC_RELEASE);
}

static void batch_give(struct copy_run *r, struct copy_batch *b)
{
    spare_lock(r);
    b->next = r->spare;
    r->spare = b;
    spare_unlock(r);
}

static int batch_take(struct copy_run *r, struct copy_batch **out)
{
    struct copy_batch *b;

    spare_lock(r);
    if ((b = r->spare))
        r->spare = b->next;
    spare_unlock(r);
    if (!b && !(b = mem_alloc(1, sizeof *b)))
        return RP_ERR_NOMEM;
    b->n = 0;
    *out = b;
    return RP_OK;
}

static int copy_read(void *ctx, size_t item, void **batch)
{
    struct copy_run *r = ctx;
    struct copy_lane *l = &r->lane[item % r->width];
    struct copy_batch *b = NULL;
    bool fresh = l->piece != item;
    int rc = RP_OK;

    if (fresh)
        TRY(lane_open(r, l, item));
    if (l->ended && !(fresh && r->piece[item].last))
        return 0;
    TRY(batch_take(r, &b));
    TRY(fill_batch(r, l, b));
    b->job = r->piece[item].job;
    b->last = l->ended && r->piece[item].last;
    *batch = b;
    return 1;
out:
    l->failed = true;
    if (b)
        batch_give(r, b);
    return rc;
}

static bool is_packed(const struct copy_run *r, size_t job)
{
    return source_coding(r->list, r->job[job].file) != CODING_PLAIN;
}

static bool copy_own_reader(void *ctx, size_t item)
{
    const struct copy_run *r = ctx;
    return is_packed(r, r->piece[item].job);
}

static int copy_work(void *ctx, void *batch, int thread)
{
    (void)ctx, (void)batch, (void)thread;
    return RP_OK;
}

static int copy_write(void *ctx, void *batch)
{
    struct copy_run *r = ctx;
    const struct copy_batch *b = batch;
    int rc = RP_OK;

    if (b->n)
        TRY(r->steps->put(r->ctx, b->job, b->p, b->n));
    if (b->last && r->steps->end)
        TRY(r->steps->end(r->ctx, b->job));
out:
    return rc;
}

static void copy_drop(void *ctx, void *batch)
{
    batch_give(ctx, batch);
}

/* --- the whole --- */

static int run_open(struct copy_run *r, size_t jobs, int threads)
{
    int rc = RP_OK;

    for (size_t i = 0; i < jobs; i++)
        TRY(cut_job(r, i));
    r->width = (size_t)threads < r->pieces ? (size_t)threads : r->pieces ? r->pieces : 1;
    if (!(r->lane = mem_zalloc(r->width, sizeof *r->lane)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < r->width; i++)
        r->lane[i].piece = SIZE_MAX;
out:
    return rc;
}

static void run_close(struct copy_run *r)
{
    struct copy_batch *b;

    for (size_t i = 0; r->lane && i < r->width; i++) {
        stream_close(r->lane[i].stream);
        free(r->lane[i].window);
    }
    while ((b = r->spare)) {
        r->spare = b->next;
        free(b);
    }
    free(r->lane);
    free(r->piece);
}

/* Far ahead of its turn is read only what has to be decompressed: a plain file is there as fast as it is written, and
 * what waits of it would be memory for nothing. */
static int depth_for(const struct copy_run *r, size_t jobs, int ahead)
{
    bool packed = false;
    for (size_t i = 0; i < jobs && r->width > 1; i++)
        packed |= is_packed(r, i);
    return ahead > 0 && (packed || ahead < AHEAD) ? ahead : AHEAD;
}

/* The first of those that failed is the one whose status came out. */
static void find_failed(const struct copy_run *r, size_t *failed, struct source_error *err)
{
    size_t first = SIZE_MAX;

    for (size_t i = 0; r->lane && i < r->width; i++)
        if (r->lane[i].failed && r->lane[i].piece < first) {
            first = r->lane[i].piece;
            *failed = r->piece[first].job;
            *err = r->lane[i].err;
        }
}

int copy_jobs_run(struct source_list *l, const struct copy_job *job, size_t n, const struct copy_options *o,
                  const struct copy_steps *steps, void *ctx, size_t *failed, struct source_error *err)
{
    static const struct thread_lanes lanes = {copy_read, copy_work, copy_write, copy_drop, copy_own_reader};
    struct copy_run r = {.list = l, .job = job, .steps = steps, .ctx = ctx};
    int rc = RP_OK;

    *failed = 0;
    *err = (struct source_error){0};
    TRY(run_open(&r, n, o->threads));
    TRY(thread_lanes_run(&lanes, &r, r.pieces, o->threads, (int)r.width, depth_for(&r, n, o->ahead)));
out:
    if (rc < 0)
        find_failed(&r, failed, err);
    run_close(&r);
    return rc;
}

/* --- one source, one thread --- */

struct single {
    int (*put)(void *ctx, const char *p, size_t n);
    void *ctx;
};

static int put_single(void *ctx, size_t job, const char *p, size_t n)
{
    const struct single *s = ctx;
    (void)job;
    return s->put(s->ctx, p, n);
}

int source_copy_ranges(struct source_list *l, uint32_t file, const struct source_range *r, size_t n,
                       int (*put)(void *ctx, const char *p, size_t n), void *ctx, struct source_error *err)
{
    static const struct copy_steps steps = {.put = put_single};
    const struct copy_options o = {.threads = 1};
    const struct copy_job job = {file, r, n};
    struct single s = {put, ctx};
    size_t failed;

    return copy_jobs_run(l, &job, 1, &o, &steps, &s, &failed, err);
}
