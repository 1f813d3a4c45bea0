/* thread.h - work shared between threads; thread.c is the only file that sees pthread.h. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

/* How many threads this process may run on at once, by its affinity: from 1 to THREADS_MOST. A cgroup's quota of
 * time is not heeded. */
enum { THREADS_MOST = 1024 };
int thread_count_default(void);

/*
 * Calls work(ctx, first, last, thread) for [0, n) cut into pieces of at most `grain`, handed out in
 * rising order: when a piece is being worked on, every piece before it is done or being worked on.
 * Returns RP_OK, or the negative status of the earliest piece that failed; pieces not yet begun
 * when one fails are not begun. With threads == 1 all runs on the caller's thread.
 */
int thread_for(size_t n, size_t grain, int threads, void *ctx,
               int (*work)(void *ctx, size_t first, size_t last, int thread)) MUST_USE;

/*
 * An ordered pipeline: read (one at a time, in order) -> work (any thread) -> write (one at a time,
 * in the order of reading). At most `depth` batches are alive. The first failure in reading order is
 * returned. Every batch that read() gave out is dropped exactly once, after write() or instead of it.
 */
struct thread_pipe {
    int (*read)(void *ctx, void **batch);          /* 1: a batch, 0: the end, < 0: a status */
    int (*work)(void *ctx, void *batch, int thread);
    int (*write)(void *ctx, void *batch);
    void (*drop)(void *ctx, void *batch);
};
int thread_pipe_run(const struct thread_pipe *pipe, void *ctx, int threads, int depth) MUST_USE;

/*
 * The same over many items (files) at once: up to `width` neighbouring items are read at the same time,
 * each by one thread at a time, while write() still sees item after item, batch after batch. At most
 * `depth` batches of an item are alive, so an item that is not yet first in line waits when it has them;
 * let work() give back what a batch no longer needs. Failure and dropping as above.
 */
struct thread_lanes {
    int (*read)(void *ctx, size_t item, void **batch); /* 1: a batch, 0: the end of the item, < 0: a status */
    int (*work)(void *ctx, void *batch, int thread);
    int (*write)(void *ctx, void *batch);
    void (*drop)(void *ctx, void *batch);
    /* Asked when the first batch of an item has been read: is one thread to read all of it, since reading goes by
     * what has been read before, and is work? NULL: no. */
    bool (*own_reader)(void *ctx, size_t item);
};
int thread_lanes_run(const struct thread_lanes *lanes, void *ctx, size_t items, int threads, int width,
                     int depth) MUST_USE;

/* One at a time between take and give. */
struct thread_lock;
int thread_lock_create(struct thread_lock **out) MUST_USE;
void thread_lock_free(struct thread_lock *l);
void thread_lock_take(struct thread_lock *l);
void thread_lock_give(struct thread_lock *l);
/* With the lock taken. wait: gives it, sleeps until somebody wakes, takes it again; it may return for no reason, so
 * what is waited for is looked at in a loop. wake: everybody who waits. */
void thread_lock_wait(struct thread_lock *l);
void thread_lock_wake(struct thread_lock *l);

/* One thread beside the caller's. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT (the system has no more threads to give). */
struct thread_beside;
int thread_beside_start(struct thread_beside **out, void (*run)(void *ctx), void *ctx) MUST_USE;
/* Waits for its end, and frees it. NULL is nothing. */
void thread_beside_join(struct thread_beside *t);

#endif
