#define _GNU_SOURCE
#include "source/spool_flow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "source/copy_jobs.h"
#include "source/source_entry.h"
#include "source/spool_file.h"

#define CANNOT_WRITE "cannot write a temporary file in --work-dir, $TMPDIR or /tmp"

/* A block is as many whole ranges as it takes to fill so much. */
enum { BLOCK = 256 * 1024 };

struct flow_block {
    struct flow_block *next; /* the one behind it, or another spare one */
    uint64_t at;             /* in the long file */
    size_t n, cap, ranges;
    int users;               /* readers, and the flow itself */
    char *p;
};

/* Goes through the ranges of all sources. */
struct walk {
    size_t job, index;
    uint64_t mark;
};

struct flow {
    struct source_list *list;
    struct kept *kept;
    struct spool_plan plan;
    struct copy_job *job;
    size_t jobs;
    struct thread_beside *thread;

    /* Under the lock; the thread that extracts may read what only it changes. */
    struct thread_lock *lock;
    struct flow_block *first, *last, *spare; /* [from, to) of the long file */
    uint64_t from, to; /* what is before `from` has left: that may be known without the lock, and so may ... */
    uint64_t in_file; /* ... how much of the file may be read by then */
    size_t held, ranges; /* bytes and ranges of these blocks */
    uint64_t moves;   /* of readers from block to block */
    int waiting;      /* readers, for what has not been extracted */
    bool full;        /* the thread that extracts waits for readers */
    bool begun, ended;
    bool stop;        /* nothing more is wanted ... */
    bool rest;        /* ... or everything, at once */
    int rc;

    /* Of the thread that extracts. */
    struct spool_file file; /* of what has left; none when nothing is wanted */
    struct flow_block *filling;
    struct walk in, out; /* the range that is being filled in, the first of the oldest block */
    uint64_t done;       /* bytes of the former */
    size_t failed;       /* job */
    struct source_error err;
};

/* --- blocks --- */

static void block_free(struct flow_block *b)
{
    free(b->p);
    free(b);
}

/* Under the lock. Large ones are not worth keeping. */
static void block_unuse(struct flow *f, struct flow_block *b)
{
    if (--b->users > 0)
        return;
    if (b->cap > 2 * BLOCK) {
        block_free(b);
        return;
    }
    b->next = f->spare;
    f->spare = b;
}

static int block_take(struct flow *f, struct flow_block **out)
{
    struct flow_block *b;

    thread_lock_take(f->lock);
    if ((b = f->spare))
        f->spare = b->next;
    thread_lock_give(f->lock);
    if (!b && !(b = mem_zalloc(1, sizeof *b)))
        return RP_ERR_NOMEM;
    b->next = NULL;
    b->n = b->ranges = 0;
    b->users = 1;
    *out = b;
    return RP_OK;
}

static void blocks_free(struct flow_block *b)
{
    while (b) {
        struct flow_block *next = b->next;
        block_free(b);
        b = next;
    }
}

/* --- ranges --- */

static struct kept *walk_kept(const struct flow *f, const struct walk *w)
{
    return &f->kept[f->job[w->job].file];
}

static const struct source_range *walk_range(const struct flow *f, const struct walk *w)
{
    return &f->job[w->job].range[w->index];
}

static bool walk_ended(const struct flow *f, const struct walk *w)
{
    return w->job == f->jobs;
}

static void walk_on(const struct flow *f, struct walk *w)
{
    if (++w->index == f->job[w->job].n)
        *w = (struct walk){.job = w->job + 1};
}

static enum spool_use walk_use(const struct flow *f, struct walk *w, uint64_t ahead)
{
    return f->plan.use ? f->plan.use(f->plan.ctx, f->job[w->job].file, &w->mark, ahead) : SPOOL_LATER;
}

static void let_go(const struct flow *f, const struct walk *w)
{
    __atomic_fetch_or(&walk_kept(f, w)->past[w->index / 64], UINT64_C(1) << (w->index % 64), __ATOMIC_RELAXED);
}

static void note_place(const struct flow *f, const struct walk *w, uint64_t in_file)
{
    if (w->index % KEPT_STEP == 0)
        walk_kept(f, w)->in_file[w->index / KEPT_STEP] = in_file;
}

/* --- leaving memory --- */

/* Ranges that stand one behind the other. */
static int write_part(struct flow *f, const struct flow_block *b, uint64_t from, uint64_t to)
{
    if (spool_file_put(&f->file, b->p + (from - b->at), (size_t)(to - from)) == RP_OK)
        return RP_OK;
    f->err = (struct source_error){.status = RP_ERR_IO, .what = CANNOT_WRITE, .sys = errno};
    return RP_ERR_IO;
}

static int flush_parts(struct flow *f)
{
    if (spool_file_flush(&f->file) == RP_OK)
        return RP_OK;
    f->err = (struct source_error){.status = RP_ERR_IO, .what = CANNOT_WRITE, .sys = errno};
    return RP_ERR_IO;
}

/* The oldest block: what may be looked at again goes to the file. */
static int block_write(struct flow *f, const struct flow_block *b)
{
    uint64_t at = b->at, from = at; /* [from, at) is to be written */
    int rc = RP_OK;

    for (size_t i = 0; i < b->ranges; i++, walk_on(f, &f->out)) {
        const uint64_t length = walk_range(f, &f->out)->length;
        note_place(f, &f->out, f->file.end + (at - from));
        if (walk_use(f, &f->out, 0) == SPOOL_PAST) {
            let_go(f, &f->out);
            TRY(write_part(f, b, from, at));
            from = at + length;
        }
        at += length;
    }
    TRY(write_part(f, b, from, at));
    TRY(flush_parts(f));
out:
    return rc;
}

/* Is something of the oldest block still to be decided, by what is here? */
static bool block_open(const struct flow *f, const struct flow_block *b)
{
    struct walk w = f->out;

    for (size_t i = 0; f->plan.use && i < b->ranges; i++, walk_on(f, &w))
        if (walk_use(f, &w, f->ranges - i - 1) == SPOOL_OPEN)
            return true;
    return false;
}

static int drop_oldest(struct flow *f)
{
    struct flow_block *b = f->first;
    int rc = RP_OK;

    TRY(block_write(f, b));
    thread_lock_take(f->lock);
    f->first = b->next;
    f->held -= b->cap;
    f->ranges -= b->ranges;
    __atomic_store_n(&f->in_file, f->file.end, __ATOMIC_RELAXED);
    __atomic_store_n(&f->from, b->at + b->n, __ATOMIC_RELEASE);
    block_unuse(f, b);
    thread_lock_give(f->lock);
out:
    return rc;
}

/* Until a reader has moved on since, or cannot. */
static void wait_for_readers(struct flow *f, uint64_t moves)
{
    thread_lock_take(f->lock);
    f->full = true;
    while (f->moves == moves && !f->waiting && !f->stop && !f->rest)
        thread_lock_wait(f->lock);
    f->full = false;
    thread_lock_give(f->lock);
}

/* A reader that waits for more is a reason to let go what would be better kept: else both would wait. */
static int make_room(struct flow *f, size_t n)
{
    for (;;) {
        thread_lock_take(f->lock);
        const bool stop = f->stop, hurry = f->rest || f->waiting;
        const uint64_t moves = f->moves;
        thread_lock_give(f->lock);

        if (stop)
            return RP_ERR_CANCELLED;
        if (!f->first || f->held + n <= f->plan.window)
            return RP_OK;
        if (!hurry && block_open(f, f->first)) {
            wait_for_readers(f, moves);
            continue;
        }
        int rc = drop_oldest(f);
        if (rc < 0)
            return rc;
    }
}

/* --- extracting --- */

static int publish(struct flow *f)
{
    struct flow_block *b = f->filling;
    int rc = RP_OK;

    TRY(make_room(f, b->cap));
    thread_lock_take(f->lock);
    *(f->first ? &f->last->next : &f->first) = b;
    f->last = b;
    f->held += b->cap;
    f->ranges += b->ranges;
    f->to = b->at + b->n;
    f->filling = NULL;
    thread_lock_wake(f->lock);
    thread_lock_give(f->lock);
out:
    return rc;
}

/* Ranges that are complete, those without a byte among them. */
static void close_ranges(struct flow *f)
{
    while (!walk_ended(f, &f->in) && f->done == walk_range(f, &f->in)->length) {
        f->filling->ranges++;
        f->done = 0;
        walk_on(f, &f->in);
    }
}

static int begin_block(struct flow *f)
{
    int rc = RP_OK;

    TRY(block_take(f, &f->filling));
    f->filling->at = f->to;
    TRY(mem_grow(&f->filling->p, &f->filling->cap, BLOCK, 1));
    close_ranges(f);
out:
    return rc;
}

static int put_extracted(void *ctx, size_t job, const char *p, size_t n)
{
    struct flow *f = ctx;
    int rc = RP_OK;

    (void)job;
    while (n > 0) {
        if (!f->filling)
            TRY(begin_block(f));
        struct flow_block *b = f->filling;
        const uint64_t left = walk_range(f, &f->in)->length - f->done;
        const size_t part = n < left ? n : (size_t)left;
        TRY(mem_grow(&b->p, &b->cap, b->n + (size_t)left + SPOOL_READABLE_BEHIND, 1));
        memcpy(b->p + b->n, p, part);
        b->n += part;
        f->done += part;
        p += part;
        n -= part;
        close_ranges(f);
        if (f->done == 0 && b->n >= BLOCK - BLOCK / 8)
            TRY(publish(f));
    }
out:
    return rc;
}

static int extract_all(struct flow *f)
{
    static const struct copy_steps steps = {.put = put_extracted};
    const struct copy_options o = {.threads = f->plan.threads, .ahead = f->plan.ahead};
    struct source_error err;
    int rc = RP_OK;

    if (f->jobs == 0)
        return RP_OK;
    rc = copy_jobs_run(f->list, f->job, f->jobs, &o, &steps, f, &f->failed, &err);
    if (f->err.status == RP_OK) /* writing has not failed */
        f->err = err;
    TRY(rc);
    if (!f->filling)
        TRY(begin_block(f));
    close_ranges(f);
    TRY(publish(f));
out:
    return rc;
}

static void extract(void *ctx)
{
    struct flow *f = ctx;
    const int rc = extract_all(f);

    thread_lock_take(f->lock);
    f->rc = rc;
    f->ended = true;
    thread_lock_wake(f->lock);
    thread_lock_give(f->lock);
}

/* Without a thread all of it goes to the file first. */
static void begin(struct flow *f)
{
    if (thread_beside_start(&f->thread, extract, f) == RP_OK)
        return;
    thread_lock_take(f->lock);
    f->rest = true;
    thread_lock_give(f->lock);
    extract(f);
}

static bool begins_now(struct flow *f)
{
    thread_lock_take(f->lock);
    const bool first = !f->begun;
    f->begun = true;
    thread_lock_give(f->lock);
    return first;
}

/* --- looking --- */

/* Under the lock. */
static void move_from(struct flow *f, struct flow_block **held)
{
    if (!*held)
        return;
    block_unuse(f, *held);
    *held = NULL;
    f->moves++;
    if (f->full)
        thread_lock_wake(f->lock);
}

void flow_release(struct flow *f, struct flow_block **held)
{
    if (!*held)
        return;
    thread_lock_take(f->lock);
    move_from(f, held);
    thread_lock_give(f->lock);
}

/* Under the lock. */
static bool wait_until(struct flow *f, uint64_t end)
{
    if (f->to < end && !f->ended) {
        f->waiting++;
        thread_lock_wake(f->lock);
        while (f->to < end && !f->ended)
            thread_lock_wait(f->lock);
        f->waiting--;
    }
    return f->to >= end && !f->stop;
}

static struct flow_block *find_block(const struct flow *f, uint64_t at)
{
    struct flow_block *b = f->first;
    while (b && at >= b->at + b->n && b->next)
        b = b->next;
    return b;
}

static bool stands_in(const struct flow_block *b, uint64_t at, uint32_t n)
{
    return b && at >= b->at && at - b->at <= b->n && n <= b->n - (at - b->at);
}

int flow_look(struct flow *f, struct flow_block **held, uint64_t at, uint32_t n, const char **p, uint64_t *end)
{
    const uint64_t from = __atomic_load_n(&f->from, __ATOMIC_ACQUIRE);
    int rc = FLOW_IN_FILE;

    *end = __atomic_load_n(&f->in_file, __ATOMIC_RELAXED);
    if (at + n <= from)
        return FLOW_IN_FILE;
    if (stands_in(*held, at, n)) {
        *p = (*held)->p + (at - (*held)->at);
        return FLOW_HERE;
    }
    if (begins_now(f))
        begin(f);
    thread_lock_take(f->lock);
    move_from(f, held);
    if (!wait_until(f, at + n)) {
        rc = f->rc < 0 || f->stop ? RP_ERR_CANCELLED : RP_ERR_INVALID;
    } else if (at >= f->from && f->first) {
        *held = find_block(f, at);
        (*held)->users++;
        *p = (*held)->p + (at - (*held)->at);
        rc = FLOW_HERE;
    }
    *end = f->in_file;
    thread_lock_give(f->lock);
    return rc;
}

int flow_fd(const struct flow *f)
{
    return f->file.fd;
}

/* --- the whole --- */

/* One job for each source that something is wanted of. */
static int make_jobs(struct flow *f)
{
    int rc = RP_OK;

    if (!(f->job = mem_alloc(f->list->n + 1, sizeof *f->job)))
        TRY(RP_ERR_NOMEM);
    for (size_t i = 0; i < f->list->n; i++)
        if (f->kept[i].n)
            f->job[f->jobs++] = (struct copy_job){(uint32_t)i, f->kept[i].range, f->kept[i].n};
out:
    return rc;
}

int flow_create(struct flow **out, struct source_list *l, struct kept *kept, const char *work_dir,
                const struct spool_plan *plan, struct source_error *err)
{
    struct flow *f = mem_zalloc(1, sizeof *f);
    int rc = RP_OK;

    if (!f)
        return RP_ERR_NOMEM;
    f->list = l;
    f->kept = kept;
    f->plan = *plan;
    f->file.fd = -1;
    TRY(thread_lock_create(&f->lock));
    TRY(make_jobs(f));
    if (f->jobs && (rc = spool_file_open(&f->file, work_dir)) == RP_ERR_IO)
        *err = (struct source_error){
            .status = RP_ERR_IO, .what = "cannot make a temporary file in --work-dir, $TMPDIR or /tmp", .sys = errno};
    TRY(rc);
    *out = f;
    return RP_OK;
out:
    flow_free(f);
    return rc;
}

static void tell_to_end(struct flow *f, bool rest)
{
    thread_lock_take(f->lock);
    f->rest = rest;
    f->stop = !rest;
    thread_lock_wake(f->lock);
    thread_lock_give(f->lock);
}

int flow_end(struct flow *f, bool rest, uint32_t *file, struct source_error *err)
{
    int rc;

    tell_to_end(f, rest);
    if (rest && begins_now(f))
        extract(f);
    thread_beside_join(f->thread);
    f->thread = NULL;
    rc = f->rc;
    while (rest && rc == RP_OK && f->first)
        rc = drop_oldest(f);
    if (rc == RP_ERR_CANCELLED)
        rc = RP_OK;
    *file = f->jobs ? f->job[f->failed].file : 0;
    *err = f->err;
    return rc;
}

void flow_free(struct flow *f)
{
    struct source_error err;
    uint32_t file;

    if (!f)
        return;
    if (f->lock && flow_end(f, false, &file, &err) < 0) {
        /* nobody is left to be told */
    }
    blocks_free(f->first);
    blocks_free(f->spare);
    if (f->filling)
        block_free(f->filling);
    spool_file_close(&f->file);
    thread_lock_free(f->lock);
    free(f->job);
    free(f);
}
