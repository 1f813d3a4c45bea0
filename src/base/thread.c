#define _GNU_SOURCE
#include "base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

int thread_count_default(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n;
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

/* --- thread_pipe_run --- */

enum slot_state { SLOT_FREE, SLOT_WORKING, SLOT_DONE };

struct slot {
    void *batch;
    int rc;
    enum slot_state state;
};

/*
 * A ring of `depth` slots; batch number i lives in slot i % depth. Any thread takes whichever job is
 * open: write the oldest batch if it is worked, else read the next one and work on it.
 */
struct pipe_run {
    const struct thread_pipe *steps;
    void *ctx;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slot *ring;
    size_t depth;
    size_t n_read, n_written;
    bool reading, writing, ended;
    int rc;      /* first failure of work or write, in reading order */
    int read_rc; /* how reading ended: behind everything that was read */
};

/* Called with the lock held; gives it up while writing. */
static void pipe_write(struct pipe_run *p)
{
    struct slot *s = &p->ring[p->n_written % p->depth];
    int rc = s->rc;

    p->writing = true;
    pthread_mutex_unlock(&p->lock);
    if (rc == RP_OK && p->rc == RP_OK)
        rc = p->steps->write(p->ctx, s->batch);
    p->steps->drop(p->ctx, s->batch);
    pthread_mutex_lock(&p->lock);
    if (rc < 0 && p->rc == RP_OK)
        p->rc = rc;
    s->state = SLOT_FREE;
    p->n_written++;
    p->writing = false;
    pthread_cond_broadcast(&p->changed);
}

/* Called with the lock held; gives it up while reading and working. */
static void pipe_read_and_work(struct pipe_run *p, int thread)
{
    struct slot *s = &p->ring[p->n_read % p->depth];
    void *batch = NULL;
    int rc;

    p->reading = true;
    pthread_mutex_unlock(&p->lock);
    rc = p->steps->read(p->ctx, &batch);
    pthread_mutex_lock(&p->lock);
    p->reading = false;
    pthread_cond_broadcast(&p->changed);
    if (rc <= 0) {
        p->ended = true;
        p->read_rc = rc;
        return;
    }
    s->batch = batch;
    s->state = SLOT_WORKING;
    p->n_read++;
    pthread_mutex_unlock(&p->lock);
    rc = p->steps->work(p->ctx, batch, thread);
    pthread_mutex_lock(&p->lock);
    s->rc = rc;
    s->state = SLOT_DONE;
    pthread_cond_broadcast(&p->changed);
}

static void pipe_member(void *arg, int thread)
{
    struct pipe_run *p = arg;

    pthread_mutex_lock(&p->lock);
    for (;;) {
        bool oldest_done = p->n_written < p->n_read && p->ring[p->n_written % p->depth].state == SLOT_DONE;
        bool room = p->n_read - p->n_written < p->depth;
        bool stop = p->ended || p->rc < 0;

        if (oldest_done && !p->writing)
            pipe_write(p);
        else if (!stop && !p->reading && room)
            pipe_read_and_work(p, thread);
        else if (stop && p->n_written == p->n_read && !p->reading)
            break;
        else
            pthread_cond_wait(&p->changed, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
}

int thread_pipe_run(const struct thread_pipe *pipe, void *ctx, int threads, int depth)
{
    struct pipe_run p = {.steps = pipe, .ctx = ctx, .depth = (size_t)(depth < 1 ? 1 : depth)};
    int rc = RP_OK;

    if (!(p.ring = mem_zalloc(p.depth, sizeof *p.ring)))
        return RP_ERR_NOMEM;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.changed, NULL);
    if (threads <= 1)
        pipe_member(&p, 0);
    else
        rc = team_run(threads, &p, pipe_member);
    pthread_cond_destroy(&p.changed);
    pthread_mutex_destroy(&p.lock);
    free(p.ring);
    if (rc < 0 || p.rc < 0)
        return rc < 0 ? rc : p.rc;
    return p.read_rc;
}
