/* A column and a collection of pairs behave the same in memory and on disk. */
#include "test.h"

#include <unistd.h>

#include "base/status.h"
#include "store/column.h"
#include "store/pairs.h"

static char home[] = "/tmp/reprint-store-XXXXXX";

static int make_home(void **state)
{
    (void)state;
    return mkdtemp(home) ? 0 : -1;
}

static int remove_home(void **state)
{
    (void)state;
    return rmdir(home); /* fails when a file was left behind: scratch must not */
}

static void fill(unsigned char *row, size_t width, uint64_t i)
{
    for (size_t k = 0; k < width; k++)
        row[k] = (unsigned char)(i * 31 + k * 7 + (i >> 8));
}

static void column_gives_back(const char *dir, size_t width)
{
    enum { ROWS = 3 * COLUMN_BLOCK + 17 };
    struct column *c;
    unsigned char *rows = malloc(width * 1000), *buf = malloc(width * 70000), want[64];
    uint64_t seed = width, done = 0;

    assert_ok(column_create(&c, width, dir, NULL));
    while (done < ROWS) {
        size_t n = test_below(&seed, 1000);
        n = n > ROWS - done ? ROWS - done : n;
        for (size_t i = 0; i < n; i++)
            fill(rows + i * width, width, done + i);
        assert_ok(column_append(c, rows, n));
        done += n;
    }
    assert_ok(column_finish(c));
    assert_int_equal(column_rows(c), ROWS);
    for (int i = 0; i < 300; i++) {
        uint64_t first = test_below(&seed, ROWS);
        size_t n = test_below(&seed, (i % 3 ? 100 : 70000)), left = (size_t)(ROWS - first);
        n = n > left ? left : n;
        const unsigned char *view = column_view(c, first, n, buf);
        assert_non_null(view);
        for (size_t k = 0; k < n; k += 1 + n / 50) {
            fill(want, width, first + k);
            assert_memory_equal(view + k * width, want, width);
        }
    }
    column_free(c);
    free(rows);
    free(buf);
}

static void columns(void **state)
{
    (void)state;
    for (size_t width = 1; width <= 16; width += 5) {
        column_gives_back(NULL, width);
        column_gives_back(home, width);
    }
}

static void column_reports_short_file(void **state)
{
    struct column *c;
    char path[64];
    unsigned char row[8] = {0}, buf[8 * 10];
    (void)state;
    assert_ok(column_create(&c, 8, home, "short"));
    for (int i = 0; i < 10; i++)
        assert_ok(column_append(c, row, 1));
    assert_ok(column_finish(c));
    snprintf(path, sizeof path, "%s/short", home);
    assert_int_equal(truncate(path, 40), 0);
    assert_non_null(column_view(c, 0, 5, buf));
    assert_null(column_view(c, 0, 10, buf));
    column_free(c);
    assert_int_equal(unlink(path), 0);
}

static void column_needs_a_home(void **state)
{
    struct column *c = NULL;
    (void)state;
    assert_int_equal(column_create(&c, 8, "/nonexistent/folder", "x"), RP_ERR_IO);
    assert_null(c);
}

static int order(const void *a, const void *b)
{
    const struct rec *x = a, *y = b;
    if (x->hi != y->hi)
        return x->hi < y->hi ? -1 : 1;
    return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Many sightings of few pairs, from several threads' buffers. */
static void pairs_are_sorted_and_unique(const char *dir, int threads, size_t n, uint64_t docs, uint64_t memory)
{
    struct pairs *p;
    struct rec *want = malloc((n + 1) * sizeof *want), buf[1000];
    size_t kept;
    uint64_t seed = n + docs;

    assert_ok(pairs_create(&p, threads, dir, NULL, memory));
    for (size_t i = 0; i < n; i++) {
        uint64_t later = 1 + test_below(&seed, docs), earlier = test_below(&seed, later);
        want[i] = (struct rec){later, earlier};
        assert_ok(pairs_add(p, (int)(i % (size_t)threads), later, earlier));
    }
    assert_ok(pairs_finish(p));
    qsort(want, n, sizeof *want, order);
    kept = radix_unique(want, n);
    assert_int_equal(pairs_count(p), kept);
    for (size_t i = 0; i < kept; i += 1000) {
        size_t k = kept - i < 1000 ? kept - i : 1000;
        const struct rec *view = pairs_view(p, i, k, buf);
        assert_non_null(view);
        assert_memory_equal(view, want + i, k * sizeof *view);
    }
    pairs_free(p);
    free(want);
}

static void pairs(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        pairs_are_sorted_and_unique(NULL, threads, 0, 10, 0);
        pairs_are_sorted_and_unique(NULL, threads, 100000, 100, 0);
        pairs_are_sorted_and_unique(NULL, threads, 100000, 1000000, 0);
        pairs_are_sorted_and_unique(home, threads, 0, 10, 1 << 17);
        pairs_are_sorted_and_unique(home, threads, 100000, 100, 1 << 17);
        pairs_are_sorted_and_unique(home, threads, 100000, 1000000, 1 << 17);
        /* runs of several blocks, with and without pairs that stand in many of them */
        pairs_are_sorted_and_unique(home, threads, 400000, 1000000, 1 << 20);
        pairs_are_sorted_and_unique(home, threads, 400000, 800, 1 << 20);
    }
}

/* Weights of all sightings add up, wherever they were buffered or spilled, and stop at the most. */
static void weights_add_up(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++)
        for (int on_disk = 0; on_disk < 2; on_disk++) {
            struct pairs *p;
            struct rec buf[1];
            assert_ok(pairs_create(&p, threads, on_disk ? home : NULL, NULL, 1 << 17));
            pairs_weigh(p);
            for (int i = 0; i < 60000; i++) {
                uint64_t pair = (uint64_t)i % 600; /* pair k is seen 100 times, pair 0 more */
                assert_ok(pairs_add(p, i % threads, 1000 + pair, pair << PAIR_WEIGHT_BITS | 1));
            }
            for (int i = 0; i < 200; i++)
                assert_ok(pairs_add(p, 0, 1000, 0 << PAIR_WEIGHT_BITS | 1));
            assert_ok(pairs_finish(p));
            assert_int_equal(pairs_count(p), 600);
            for (uint64_t i = 0; i < 600; i++) {
                struct rec r = *pairs_view(p, i, 1, buf);
                assert_int_equal(r.hi, 1000 + i);
                assert_int_equal(r.lo >> PAIR_WEIGHT_BITS, i);
                assert_int_equal(r.lo & PAIR_WEIGHT_MOST, i == 0 ? PAIR_WEIGHT_MOST : 100);
            }
            pairs_free(p);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns), cmocka_unit_test(column_reports_short_file),
        cmocka_unit_test(column_needs_a_home), cmocka_unit_test(pairs),
        cmocka_unit_test(weights_add_up)};
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
