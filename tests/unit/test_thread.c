/* Loops cover every index once, pipelines keep order, and the earliest failure wins. */
#include "test.h"

#include <stdatomic.h>

#include "base/status.h"
#include "base/thread.h"

enum { N = 10000 };

struct loop {
    _Atomic int seen[N];
    size_t fail_from;
};

static int mark(void *ctx, size_t first, size_t last, int thread)
{
    struct loop *l = ctx;
    (void)thread;
    for (size_t i = first; i < last; i++)
        atomic_fetch_add(&l->seen[i], 1);
    return last > l->fail_from ? -(int)(1 + first / 1000) : RP_OK;
}

static void loop_covers_all_once(void **state)
{
    static const int threads[] = {1, 2, 7};
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        struct loop *l = calloc(1, sizeof *l);
        l->fail_from = SIZE_MAX;
        assert_ok(thread_for(N, 37, threads[t], l, mark));
        for (size_t i = 0; i < N; i++)
            assert_int_equal(l->seen[i], 1);
        assert_ok(thread_for(0, 37, threads[t], l, mark));
        free(l);
    }
}

static void loop_reports_earliest_failure(void **state)
{
    (void)state;
    for (int t = 1; t <= 4; t++) {
        struct loop *l = calloc(1, sizeof *l);
        l->fail_from = 3500;
        assert_int_equal(thread_for(N, 100, t, l, mark), -4);
        free(l);
    }
}

struct pipe {
    int next, written, dropped, last;
    int read_fails_at, work_fails_at, write_fails_at;
};

static int pipe_read(void *ctx, void **batch)
{
    struct pipe *p = ctx;
    int *b;
    if (p->next == p->read_fails_at)
        return RP_ERR_IO;
    if (p->next == 500)
        return 0;
    b = malloc(sizeof *b);
    *b = p->next++;
    *batch = b;
    return 1;
}

static int pipe_work(void *ctx, void *batch, int thread)
{
    struct pipe *p = ctx;
    (void)thread;
    return *(int *)batch == p->work_fails_at ? RP_ERR_FORMAT : RP_OK;
}

static int pipe_write(void *ctx, void *batch)
{
    struct pipe *p = ctx;
    int i = *(int *)batch;
    assert_int_equal(i, p->last + 1);
    p->last = i;
    p->written++;
    return i == p->write_fails_at ? RP_ERR_FULL : RP_OK;
}

static void pipe_drop(void *ctx, void *batch)
{
    ((struct pipe *)ctx)->dropped++;
    free(batch);
}

static const struct thread_pipe steps = {pipe_read, pipe_work, pipe_write, pipe_drop};

static void pipe_keeps_order(void **state)
{
    (void)state;
    for (int t = 1; t <= 5; t++) {
        struct pipe p = {.last = -1, .read_fails_at = -1, .work_fails_at = -1, .write_fails_at = -1};
        assert_ok(thread_pipe_run(&steps, &p, t, 4));
        assert_int_equal(p.written, 500);
        assert_int_equal(p.dropped, 500);
    }
}

static void pipe_fails_in_reading_order(void **state)
{
    (void)state;
    for (int t = 1; t <= 5; t++) {
        struct pipe p = {.last = -1, .read_fails_at = 300, .work_fails_at = 100, .write_fails_at = 120};
        assert_int_equal(thread_pipe_run(&steps, &p, t, 4), RP_ERR_FORMAT);
        assert_int_equal(p.written, 100);
        assert_int_equal(p.dropped, p.next);

        p = (struct pipe){.last = -1, .read_fails_at = 300, .work_fails_at = -1, .write_fails_at = -1};
        assert_int_equal(thread_pipe_run(&steps, &p, t, 4), RP_ERR_IO);
        assert_int_equal(p.written, 300); /* everything read before the failure is written */
        assert_int_equal(p.dropped, 300);
    }
}

/* --- lanes: items of 0 to 39 batches; a batch is its item and its number --- */

enum { ITEMS = 60 };

struct lanes {
    int next[ITEMS];
    size_t item; /* being written */
    int last;
    int fail_item, fail_batch, read_fail_item;
    int read, written, dropped;
};

struct lanes_batch {
    size_t item;
    int number;
};

static int lanes_read(void *ctx, size_t item, void **batch)
{
    struct lanes *l = ctx;
    struct lanes_batch *b;

    if ((int)item == l->read_fail_item && l->next[item] == 5)
        return RP_ERR_IO;
    if (l->next[item] == (int)(item * 7 % 40))
        return 0;
    b = malloc(sizeof *b);
    *b = (struct lanes_batch){item, l->next[item]++};
    *batch = b;
    return 1;
}

static int lanes_work(void *ctx, void *batch, int thread)
{
    const struct lanes *l = ctx;
    const struct lanes_batch *b = batch;
    (void)thread;
    return (int)b->item == l->fail_item && b->number == l->fail_batch ? RP_ERR_FORMAT : RP_OK;
}

static int lanes_write(void *ctx, void *batch)
{
    struct lanes *l = ctx;
    const struct lanes_batch *b = batch;

    assert_true(b->item >= l->item);
    if (b->item > l->item) {
        assert_int_equal(l->last + 1, l->item * 7 % 40); /* nothing of the one before is missing */
        for (l->item++; l->item < b->item; l->item++)
            assert_int_equal(l->item * 7 % 40, 0);
        l->last = -1;
    }
    assert_int_equal(b->number, ++l->last);
    l->written++;
    return RP_OK;
}

static void lanes_drop(void *ctx, void *batch)
{
    ((struct lanes *)ctx)->dropped++;
    free(batch);
}

static const struct thread_lanes lane_steps = {lanes_read, lanes_work, lanes_write, lanes_drop, NULL};

/* Items with a number that three does not divide have a reader of their own: every batch is read by the same thread. */
static _Thread_local int me;
static int reader_of[ITEMS];
static uintptr_t reader_address[ITEMS];

static int lanes_read_alone(void *ctx, size_t item, void **batch)
{
    const int rc = lanes_read(ctx, item, batch);

    if (reader_of[item] && reader_address[item] != (uintptr_t)&me)
        return RP_ERR_MISMATCH;
    reader_address[item] = (uintptr_t)&me;
    return rc;
}

static bool lanes_own(void *ctx, size_t item)
{
    (void)ctx;
    reader_of[item] = item % 3 != 0;
    return reader_of[item];
}

static const struct thread_lanes own_steps = {lanes_read_alone, lanes_work, lanes_write, lanes_drop, lanes_own};

static int batches_before(size_t item)
{
    int n = 0;
    for (size_t i = 0; i < item; i++)
        n += (int)(i * 7 % 40);
    return n;
}

static void lanes_keep_order(void **state)
{
    (void)state;
    for (int t = 1; t <= 4; t++)
        for (int width = 1; width <= 9; width += 4) {
            struct lanes l = {.last = -1, .fail_item = -1, .read_fail_item = -1};
            assert_ok(thread_lanes_run(&lane_steps, &l, ITEMS, t, width, 1 + width));
            assert_int_equal(l.written, batches_before(ITEMS));
            assert_int_equal(l.dropped, l.written);
        }
    assert_ok(thread_lanes_run(&lane_steps, NULL, 0, 2, 3, 1));
}

static void lanes_with_readers_of_their_own(void **state)
{
    (void)state;
    for (int t = 1; t <= 4; t++)
        for (int width = 1; width <= 9; width += 4) {
            struct lanes l = {.last = -1, .fail_item = -1, .read_fail_item = -1};
            memset(reader_of, 0, sizeof reader_of);
            assert_ok(thread_lanes_run(&own_steps, &l, ITEMS, t, width, 1 + width));
            assert_int_equal(l.written, batches_before(ITEMS));
            assert_int_equal(l.dropped, l.written);

            l = (struct lanes){.last = -1, .fail_item = 20, .fail_batch = 3, .read_fail_item = 21};
            memset(reader_of, 0, sizeof reader_of);
            assert_int_equal(thread_lanes_run(&own_steps, &l, ITEMS, t, width, 3), RP_ERR_FORMAT);
            assert_int_equal(l.written, batches_before(20) + 3);
            l.read = 0;
            for (int i = 0; i < ITEMS; i++)
                l.read += l.next[i];
            assert_int_equal(l.dropped, l.read);
        }
}

static void lanes_fail_in_order(void **state)
{
    (void)state;
    for (int t = 1; t <= 4; t++)
        for (int width = 1; width <= 9; width += 4) {
            struct lanes l = {.last = -1, .fail_item = 20, .fail_batch = 3, .read_fail_item = 21};
            assert_int_equal(thread_lanes_run(&lane_steps, &l, ITEMS, t, width, 3), RP_ERR_FORMAT);
            assert_int_equal(l.written, batches_before(20) + 3);
            l.read = 0;
            for (int i = 0; i < ITEMS; i++)
                l.read += l.next[i];
            assert_int_equal(l.dropped, l.read);

            l = (struct lanes){.last = -1, .fail_item = 22, .fail_batch = 3, .read_fail_item = 21};
            assert_int_equal(thread_lanes_run(&lane_steps, &l, ITEMS, t, width, 3), RP_ERR_IO);
            assert_int_equal(l.written, batches_before(21) + 5);
        }
}

/* Two that hand a number to and fro, each waiting for the other. */
struct court {
    struct thread_lock *lock;
    int ball; /* even: theirs to hit */
};

static void play(struct court *c, int mine)
{
    for (int i = 0; i < 1000; i++) {
        thread_lock_take(c->lock);
        while (c->ball % 2 != mine)
            thread_lock_wait(c->lock);
        c->ball++;
        thread_lock_wake(c->lock);
        thread_lock_give(c->lock);
    }
}

static void play_beside(void *ctx)
{
    play(ctx, 0);
}

static void one_beside(void **state)
{
    struct court c = {.ball = 0};
    struct thread_beside *t;

    (void)state;
    assert_ok(thread_lock_create(&c.lock));
    assert_ok(thread_beside_start(&t, play_beside, &c));
    play(&c, 1);
    thread_beside_join(t);
    thread_beside_join(NULL);
    assert_int_equal(c.ball, 2000);
    thread_lock_free(c.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loop_covers_all_once), cmocka_unit_test(loop_reports_earliest_failure),
        cmocka_unit_test(pipe_keeps_order), cmocka_unit_test(pipe_fails_in_reading_order),
        cmocka_unit_test(lanes_keep_order), cmocka_unit_test(lanes_fail_in_order),
        cmocka_unit_test(lanes_with_readers_of_their_own),
        cmocka_unit_test(one_beside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
