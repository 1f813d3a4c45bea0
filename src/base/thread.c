#define _GNU_SOURCE
#include "base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"

int thread_count_default(void)
{
    cpu_set_t set;
    /* The set is too small for a machine of more than 1024 processors: those are counted by the system. */
    long n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MOST ? THREADS_MOST : (int)n;
}

/* --- a team: the same function on every thread --- */

struct member {
    void (*run)(void *ctx, int thread);
    void *ctx;
    int thread;
    pthread_t id;
};

static void *member_main(void *arg)
{
    struct member *m = arg;
    m->run(m->ctx, m->thread);
    return NULL;
}

/* Runs run(ctx, 0..threads-1), thread 0 on the caller. Threads that cannot be started are done
 * without: the work is shared out dynamically, so fewer threads only take longer. */
static int team_run(int threads, void *ctx, void (*run)(void *ctx, int thread))
{
    struct member *team = mem_zalloc((size_t)threads, sizeof *team);
    int started = 1;

    if (!team)
        return RP_ERR_NOMEM;
    for (; started < threads; started++) {
        struct member *m = &team[started];
        *m = (struct member){.run = run, .ctx = ctx, .thread = started};
        if (pthread_create(&m->id, NULL, member_main, m) != 0)
            break;
    }
    run(ctx, 0);
    for (int i = 1; i < started; i++)
        pthread_join(team[i].id, NULL);
    free(team);
    return RP_OK;
}

/* --- thread_for --- */

struct loop {
    pthread_mutex_t lock;
    size_t next, n, grain;
    size_t failed_at; /* first index of the earliest piece that failed */
    int rc;
    void *ctx;
    int (*work)(void *ctx, size_t first, size_t last, int thread);
};

static bool loop_take(struct loop *l, size_t *first, size_t *last)
{
    bool more;
    pthread_mutex_lock(&l->lock);
    more = l->rc == RP_OK && l->next < l->n;
    if (more) {
        *first = l->next;
        *last = l->n - l->next > l->grain ? l->next + l->grain : l->n;
        l->next = *last;
    }
    pthread_mutex_unlock(&l->lock);
    return more;
}

static void loop_fail(struct loop *l, size_t first, int rc)
{
    pthread_mutex_lock(&l->lock);
    if (l->rc == RP_OK || first < l->failed_at) {
        l->rc = rc;
        l->failed_at = first;
    }
    pthread_mutex_unlock(&l->lock);
}

static void loop_run(void *arg, int thread)
{
    struct loop *l = arg;
    size_t first, last;
    while (loop_take(l, &first, &last)) {
        int rc = l->work(l->ctx, first, last, thread);
        if (rc < 0)
            loop_fail(l, first, rc);
    }
}

int thread_for(size_t n, size_t grain, int threads, void *ctx,
               int (*work)(void *ctx, size_t first, size_t last, int thread))
{
    struct loop l = {.n = n, .grain = grain ? grain : 1, .ctx = ctx, .work = work};
    size_t pieces = n / l.grain + (n % l.grain != 0);
    int rc = RP_OK;

    if (threads > 1 && pieces < (size_t)threads)
        threads = pieces ? (int)pieces : 1;
    pthread_mutex_init(&l.lock, NULL);
    if (threads <= 1)
        loop_run(&l, 0);
    else
        rc = team_run(threads, &l, loop_run);
    pthread_mutex_destroy(&l.lock);
    return rc < 0 ? rc : l.rc;
}

/* --- thread_lanes_run --- */

enum slot_state { SLOT_FREE, SLOT_READY, SLOT_WORKING, SLOT_DONE };

/* Batches that may wait for somebody to work on them, for each thread, before their reader does so himself. */
enum { READY_EACH = 2 };

struct slot {
    void *batch;
    int rc;
    enum slot_state state;
};

/* One item under way; batch number i lives in slot i % depth. */
struct lane {
    struct slot *ring;
    size_t n_read, n_taken, n_written;
    bool reading, ended;
    int reader;  /* the thread that alone reads it, + 1; 0: any may */
    int read_rc; /* how reading ended: behind everything that was read */
};

/*
 * Items [first, first + width) are under way, item i in lane i % width. Any thread takes whichever job is
 * open: write the oldest batch of the first item if it is worked, else read the next batch of the
 * nearest item that nobody is reading, and work on it.
 *
 * What is read by a thread of its own is read first of all by that one, which leaves batches to others until a few are
 * waiting. What it knows of the item stays in its cache so: a decompressor that goes from core to core takes twice as
 * long.
 */
struct lanes_run {
    const struct thread_lanes *steps;
    void *ctx;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct lane *lanes;
    size_t items, width, depth;
    size_t first;
    size_t ready, ready_most;
    bool writing;
    int rc; /* the first failure, in the order of writing */
};

/* Called with the lock held; gives it up while writing. */
static void lanes_write(struct lanes_run *r, struct lane *l)
{
    struct slot *s = &l->ring[l->n_written % r->depth];
    int rc = s->rc;

    r->writing = true;
    pthread_mutex_unlock(&r->lock);
    if (rc == RP_OK && r->rc == RP_OK)
        rc = r->steps->write(r->ctx, s->batch);
    r->steps->drop(r->ctx, s->batch);
    pthread_mutex_lock(&r->lock);
    if (rc < 0 && r->rc == RP_OK)
        r->rc = rc;
    s->state = SLOT_FREE;
    l->n_written++;
    r->writing = false;
    pthread_cond_broadcast(&r->changed);
}

/* Called with the lock held; gives it up while working. */
static void lanes_work(struct lanes_run *r, struct slot *s, int thread)
{
    int rc;

    s->state = SLOT_WORKING;
    pthread_mutex_unlock(&r->lock);
    rc = r->steps->work(r->ctx, s->batch, thread);
    pthread_mutex_lock(&r->lock);
    s->rc = rc;
    s->state = SLOT_DONE;
    pthread_cond_broadcast(&r->changed);
}

static void lanes_take(struct lanes_run *r, struct lane *l, int thread)
{
    r->ready--;
    lanes_work(r, &l->ring[l->n_taken++ % r->depth], thread);
}

/* Called with the lock held; gives it up while reading and working. */
static void lanes_read(struct lanes_run *r, size_t item, int thread)
{
    struct lane *l = &r->lanes[item % r->width];
    struct slot *s = &l->ring[l->n_read % r->depth];
    const bool fresh = l->n_read == 0;
    bool own = false;
    int rc;

    l->reading = true;
    pthread_mutex_unlock(&r->lock);
    rc = r->steps->read(r->ctx, item, &s->batch);
    if (rc > 0 && fresh && r->ready_most)
        own = r->steps->own_reader && r->steps->own_reader(r->ctx, item);
    pthread_mutex_lock(&r->lock);
    l->reading = false;
    pthread_cond_broadcast(&r->changed);
    if (own)
        l->reader = thread + 1;
    if (rc <= 0) {
        l->ended = true;
        l->read_rc = rc;
        return;
    }
    s->state = SLOT_READY;
    r->ready++;
    l->n_read++;
    if (!l->reader)
        lanes_take(r, l, thread);
}

static bool lane_is_empty(const struct lane *l)
{
    return l->n_written == l->n_read && !l->reading;
}

/* The first item is all written: its lane is for the next one that has none. */
static void lanes_advance(struct lanes_run *r, struct lane *l)
{
    if (r->rc == RP_OK)
        r->rc = l->read_rc;
    *l = (struct lane){.ring = l->ring};
    r->first++;
    pthread_cond_broadcast(&r->changed);
}

/* The nearest item that can be read from now, one of this thread's own or (0) of everybody's; r->items if there is
 * none. */
static size_t lanes_readable(const struct lanes_run *r, int reader)
{
    const size_t end = r->items - r->first < r->width ? r->items : r->first + r->width;

    for (size_t i = r->first; i < end && r->rc == RP_OK; i++) {
        const struct lane *l = &r->lanes[i % r->width];
        if (l->reader == reader && !l->reading && !l->ended && l->n_read - l->n_written < r->depth)
            return i;
    }
    return r->items;
}

/* The nearest lane with a batch that waits for somebody to work on it. */
static struct lane *lanes_ready(const struct lanes_run *r)
{
    for (size_t i = r->first; r->ready && i < r->first + r->width; i++)
        if (r->lanes[i % r->width].n_taken < r->lanes[i % r->width].n_read)
            return &r->lanes[i % r->width];
    return NULL;
}

/* After a failure nothing more is read; what was read is dropped, lane after lane. */
static bool lanes_job(struct lanes_run *r, int thread)
{
    struct lane *l = &r->lanes[r->first % r->width], *ready;
    bool oldest_done = l->n_written < l->n_read && l->ring[l->n_written % r->depth].state == SLOT_DONE;
    size_t item;

    if (r->ready < r->ready_most && (item = lanes_readable(r, thread + 1)) < r->items)
        lanes_read(r, item, thread);
    else if (oldest_done && !r->writing)
        lanes_write(r, l);
    else if (lane_is_empty(l) && (l->ended || r->rc < 0))
        lanes_advance(r, l);
    else if ((ready = lanes_ready(r)))
        lanes_take(r, ready, thread);
    else if ((item = lanes_readable(r, 0)) < r->items)
        lanes_read(r, item, thread);
    else
        return false;
    return true;
}

static void lanes_member(void *arg, int thread)
{
    struct lanes_run *r = arg;

    pthread_mutex_lock(&r->lock);
    while (r->first < r->items)
        if (!lanes_job(r, thread))
            pthread_cond_wait(&r->changed, &r->lock);
    pthread_mutex_unlock(&r->lock);
}

static int lanes_alloc(struct lanes_run *r)
{
    if (!(r->lanes = mem_zalloc(r->width, sizeof *r->lanes)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < r->width; i++)
        if (!(r->lanes[i].ring = mem_zalloc(r->depth, sizeof *r->lanes[i].ring)))
            return RP_ERR_NOMEM;
    return RP_OK;
}

int thread_lanes_run(const struct thread_lanes *lanes, void *ctx, size_t items, int threads, int width, int depth)
{
    struct lanes_run r = {.steps = lanes, .ctx = ctx, .items = items, .depth = (size_t)(depth < 1 ? 1 : depth)};
    int rc;

    r.width = width < 1 ? 1 : (size_t)width < items ? (size_t)width : items + !items;
    r.ready_most = threads > 1 ? (size_t)threads * READY_EACH : 0;
    TRY(lanes_alloc(&r));
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.changed, NULL);
    if (threads <= 1)
        lanes_member(&r, 0);
    else
        rc = team_run(threads, &r, lanes_member);
    pthread_cond_destroy(&r.changed);
    pthread_mutex_destroy(&r.lock);
out:
    for (size_t i = 0; r.lanes && i < r.width; i++)
        free(r.lanes[i].ring);
    free(r.lanes);
    return rc < 0 ? rc : r.rc;
}

/* --- thread_pipe_run: one item, one lane --- */

struct pipe_run {
    const struct thread_pipe *steps;
    void *ctx;
};

static int pipe_read(void *ctx, size_t item, void **batch)
{
    const struct pipe_run *p = ctx;
    (void)item;
    return p->steps->read(p->ctx, batch);
}

static int pipe_work(void *ctx, void *batch, int thread)
{
    const struct pipe_run *p = ctx;
    return p->steps->work(p->ctx, batch, thread);
}

static int pipe_write(void *ctx, void *batch)
{
    const struct pipe_run *p = ctx;
    return p->steps->write(p->ctx, batch);
}

static void pipe_drop(void *ctx, void *batch)
{
    const struct pipe_run *p = ctx;
    p->steps->drop(p->ctx, batch);
}

int thread_pipe_run(const struct thread_pipe *pipe, void *ctx, int threads, int depth)
{
    static const struct thread_lanes lanes = {pipe_read, pipe_work, pipe_write, pipe_drop, NULL};
    struct pipe_run p = {pipe, ctx};

    return thread_lanes_run(&lanes, &p, 1, threads, 1, depth);
}

/* --- locks --- */

struct thread_lock {
    pthread_mutex_t mutex;
    pthread_cond_t woken;
};

int thread_lock_create(struct thread_lock **out)
{
    struct thread_lock *l = mem_zalloc(1, sizeof *l);
    if (!l)
        return RP_ERR_NOMEM;
    pthread_mutex_init(&l->mutex, NULL); /* cannot fail for plain ones */
    pthread_cond_init(&l->woken, NULL);
    *out = l;
    return RP_OK;
}

void thread_lock_free(struct thread_lock *l)
{
    if (l) {
        pthread_cond_destroy(&l->woken);
        pthread_mutex_destroy(&l->mutex);
    }
    free(l);
}

void thread_lock_take(struct thread_lock *l)
{
    pthread_mutex_lock(&l->mutex);
}

void thread_lock_give(struct thread_lock *l)
{
    pthread_mutex_unlock(&l->mutex);
}

void thread_lock_wait(struct thread_lock *l)
{
    pthread_cond_wait(&l->woken, &l->mutex);
}

void thread_lock_wake(struct thread_lock *l)
{
    pthread_cond_broadcast(&l->woken);
}

/* --- one thread beside --- */

struct thread_beside {
    void (*run)(void *ctx);
    void *ctx;
    pthread_t id;
};

static void *beside_main(void *arg)
{
    struct thread_beside *t = arg;
    t->run(t->ctx);
    return NULL;
}

int thread_beside_start(struct thread_beside **out, void (*run)(void *ctx), void *ctx)
{
    struct thread_beside *t = mem_zalloc(1, sizeof *t);

    if (!t)
        return RP_ERR_NOMEM;
    *t = (struct thread_beside){.run = run, .ctx = ctx};
    if (pthread_create(&t->id, NULL, beside_main, t) != 0) {
        free(t);
        return RP_ERR_LIMIT;
    }
    *out = t;
    return RP_OK;
}

void thread_beside_join(struct thread_beside *t)
{
    if (!t)
        return;
    pthread_join(t->id, NULL);
    free(t);
}
