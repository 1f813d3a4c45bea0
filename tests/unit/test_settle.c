/* The parallel settling equals the plain sequential rule, chains and failures included. */
#include "test.h"

#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "base/status.h"
#include "cluster/settle.h"

enum { N = 4000 };

/* Documents are points on a line; they match when near. So A ~ B ~ C does not mean A ~ C. */
struct line {
    uint32_t at[N];
    uint64_t fail_at;
};

static int near(const struct line *l, uint64_t a, uint64_t b)
{
    uint32_t x = l->at[a], y = l->at[b];
    return (x > y ? x - y : y - x) <= 3;
}

static int match(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    const struct line *l = ctx;
    (void)thread;
    if (later == l->fail_at)
        return RP_ERR_IO;
    return candidate == kept && near(l, later, kept);
}

/* Named ahead: only pairs that are there, of a document not yet decided. */
static int ahead(void *ctx, int thread, uint64_t later, uint64_t candidate)
{
    (void)ctx;
    (void)thread;
    assert_true(candidate < later && later < N);
    return RP_OK;
}

static struct pairs *random_pairs(uint64_t seed, size_t n)
{
    struct pairs *p;
    assert_ok(pairs_create(&p, 1, NULL, NULL, 0));
    for (size_t i = 0; i < n; i++) {
        uint64_t later = 1 + test_below(&seed, N - 1);
        uint64_t back = 1 + test_below(&seed, later < 40 ? later : 40); /* most are close: they wait */
        assert_ok(pairs_add(p, 0, later, later - back));
    }
    for (uint64_t i = 1; i < N; i++) /* one chain through all */
        assert_ok(pairs_add(p, 0, i, i - 1));
    assert_ok(pairs_finish(p));
    return p;
}

static void expected(const struct line *l, const struct pairs *p, uint64_t *kept)
{
    struct rec buf[1];
    for (uint64_t i = 0; i < N; i++)
        kept[i] = i;
    for (uint64_t i = 0; i < pairs_count(p); i++) {
        struct rec r = *pairs_view(p, i, 1, buf);
        if (kept[r.hi] == r.hi && kept[r.lo] == r.lo && near(l, r.hi, r.lo))
            kept[r.hi] = r.lo;
    }
}

static void equals_sequential(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        static struct line l;
        static uint64_t want[N];
        uint64_t s = seed;
        struct pairs *p = random_pairs(seed, 20000);
        l.fail_at = N;
        for (int i = 0; i < N; i++)
            l.at[i] = (uint32_t)test_below(&s, 4000 / seed);
        expected(&l, p, want);
        for (int threads = 1; threads <= 5; threads += 2) {
            struct settle *settle;
            assert_ok(settle_create(&settle, N));
            assert_ok(settle_run(settle, p, threads, &(struct settle_judge){match, ahead, NULL, &l}));
            for (uint64_t i = 0; i < N; i++) {
                uint64_t k = settle_kept(settle, i);
                assert_int_equal(k, want[i]);
                assert_int_equal(settle_kept(settle, k), k); /* the kept one is kept */
                assert_true(k == i || near(&l, i, k));
            }
            settle_free(settle);
        }
        pairs_free(p);
    }
}

static void failure_ends_the_run(void **state)
{
    static struct line l = {.fail_at = N / 2};
    struct pairs *p = random_pairs(3, 1000);
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct settle *settle;
        assert_ok(settle_create(&settle, N));
        assert_int_equal(settle_run(settle, p, threads, &(struct settle_judge){match, ahead, NULL, &l}), RP_ERR_IO);
        settle_free(settle);
    }
    pairs_free(p);
}

static int cancel(void *ctx, uint64_t done)
{
    (void)ctx;
    return done > 1000;
}

static void tick_cancels(void **state)
{
    static struct line l = {.fail_at = N};
    struct pairs *p = random_pairs(3, 1000);
    struct settle *settle;
    (void)state;
    assert_ok(settle_create(&settle, N));
    assert_int_equal(settle_run(settle, p, 1, &(struct settle_judge){match, ahead, cancel, &l}), RP_ERR_CANCELLED);
    settle_free(settle);
    pairs_free(p);
}

/* --- looking ahead --- */

static atomic_int looked;

static int note_ahead(void *ctx, int thread, uint64_t later, uint64_t candidate)
{
    atomic_fetch_add(&looked, 1);
    return ahead(ctx, thread, later, candidate);
}

/* The first document takes as long as it takes another thread to look ahead. */
static int wait_for_looks(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    const time_t end = time(NULL) + 20;
    (void)ctx, (void)thread, (void)candidate, (void)kept;
    while (later == 1 && atomic_load(&looked) < 3 && time(NULL) < end)
        sched_yield();
    return 0;
}

static void who_waits_looks_ahead(void **state)
{
    const struct settle_judge judge = {.match = wait_for_looks, .ahead = note_ahead};
    static struct line l = {.fail_at = N};
    const struct settle_judge alone = {.match = match, .ahead = note_ahead, .ctx = &l};
    struct pairs *p = random_pairs(3, 1000);
    struct settle *settle;
    (void)state;
    assert_ok(settle_create(&settle, N));
    assert_ok(settle_run(settle, p, 1, &alone));
    assert_int_equal(atomic_load(&looked), 0); /* one thread never waits */
    settle_free(settle);
    assert_ok(settle_create(&settle, N));
    assert_ok(settle_run(settle, p, 2, &judge));
    assert_true(atomic_load(&looked) >= 3);
    settle_free(settle);
    pairs_free(p);
}

/* --- how far it has come --- */

static struct settle *watched;
static _Atomic uint64_t seen_decided;

/* What is said to be decided is, it is not beyond what is being decided, and it never falls. */
static int match_and_watch(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept)
{
    const uint64_t before = atomic_load(&seen_decided), decided = settle_decided(watched);

    assert_true(decided >= before || atomic_load(&seen_decided) > before);
    assert_true(decided <= later);
    for (uint64_t i = decided > 50 ? decided - 50 : 0; i < decided; i++)
        assert_int_not_equal(settle_look(watched, i), SETTLE_OPEN);
    atomic_store(&seen_decided, decided);
    return match(ctx, thread, later, candidate, kept);
}

static void tells_how_far_it_is(void **state)
{
    static struct line l = {.fail_at = N};
    struct pairs *p = random_pairs(5, 20000);
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        assert_ok(settle_create(&watched, N));
        atomic_store(&seen_decided, 0);
        assert_int_equal(settle_decided(watched), 0); /* nothing has begun, although nothing is open */
        assert_ok(settle_run(watched, p, threads, &(struct settle_judge){match_and_watch, ahead, NULL, &l}));
        assert_true(atomic_load(&seen_decided) > N / 2);
        assert_int_equal(settle_decided(watched), N);
        settle_free(watched);
    }
    pairs_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_sequential), cmocka_unit_test(failure_ends_the_run),
                                       cmocka_unit_test(tick_cancels),
                                       cmocka_unit_test(who_waits_looks_ahead),
                                       cmocka_unit_test(tells_how_far_it_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
