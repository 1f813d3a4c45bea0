/* Buckets against a brute force: small ones give all their pairs, large ones stay linear and connected. */
#include "test.h"

#include "base/status.h"
#include "lsh/join.h"

enum { WIDTH = 6 };

static struct column *keys_from(const uint64_t *key, size_t n)
{
    struct column *c;
    assert_ok(column_create(&c, WIDTH, NULL, "keys"));
    for (size_t i = 0; i < n; i++) {
        unsigned char row[WIDTH];
        for (int k = 0; k < WIDTH; k++)
            row[k] = (unsigned char)(key[i] >> (8 * k));
        assert_ok(column_append(c, row, 1));
    }
    assert_ok(column_finish(c));
    return c;
}

static int has_pair(const struct pairs *p, uint64_t later, uint64_t earlier)
{
    uint64_t lo = 0, hi = pairs_count(p);
    struct rec buf[1];
    while (lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        struct rec r = *pairs_view(p, mid, 1, buf);
        if (r.hi < later || (r.hi == later && r.lo < earlier))
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == pairs_count(p))
        return 0;
    struct rec r = *pairs_view(p, lo, 1, buf);
    return r.hi == later && r.lo == earlier;
}

static int no_tick(void *ctx, size_t done)
{
    (void)ctx, (void)done;
    return RP_OK;
}

static struct pairs *run(const uint64_t *key, size_t n, const struct join_rows *rows, int threads, uint64_t memory)
{
    struct join *j;
    struct pairs *p;
    struct column *c = keys_from(key, n);
    assert_ok(join_create(&j, threads, memory));
    assert_ok(pairs_create(&p, threads, NULL, NULL, 0));
    assert_ok(join_keys(j, &c, 1, rows, p, no_tick, NULL));
    assert_ok(pairs_finish(p));
    join_free(j);
    column_free(c);
    return p;
}

static void small_buckets_give_all_pairs(void **state)
{
    enum { N = 40000 };
    uint64_t *key = malloc(N * sizeof *key), seed = 5;
    (void)state;
    for (size_t i = 0; i < N; i++)
        key[i] = (test_below(&seed, N / 2) * UINT64_C(0x9E3779B97F4A)) & ((UINT64_C(1) << 48) - 1);
    for (int threads = 1; threads <= 3; threads++)
        for (uint64_t memory = 0; memory <= 1 << 17; memory += 1 << 17) {
            struct join_rows rows = {N, NULL, NULL, {0}};
            struct pairs *p = run(key, N, &rows, threads, memory);
            uint64_t want = 0;
            for (size_t i = 0; i < N; i += 97)
                for (size_t k = 0; k < i; k++)
                    if (key[i] == key[k]) {
                        want++;
                        size_t members = 0;
                        for (size_t m = 0; m < N; m++)
                            members += key[m] == key[i];
                        if (members <= JOIN_HEADS + JOIN_BACK + 1)
                            assert_true(has_pair(p, i, k));
                    }
            assert_true(want > 100);
            for (uint64_t i = 0; i < pairs_count(p); i++) {
                struct rec buf[1], r = *pairs_view(p, i, 1, buf);
                assert_true(r.hi > r.lo);
                assert_int_equal(key[r.hi], key[r.lo]);
            }
            pairs_free(p);
        }
    free(key);
}

static int stop_at_the_third(void *ctx, size_t done)
{
    (void)ctx;
    return done >= 2 ? RP_ERR_CANCELLED : RP_OK;
}

/* Several columns give the pairs of each, whoever joins them. */
static void columns_give_the_union(void **state)
{
    enum { N = 20000, COLUMNS = 7 };
    uint64_t *key = malloc(N * sizeof *key), seed = 8;
    struct join_rows rows = {N, NULL, NULL, {0}};
    struct column *c[COLUMNS];
    struct pairs *each[COLUMNS];
    struct join *j;
    (void)state;
    for (int col = 0; col < COLUMNS; col++) {
        for (size_t i = 0; i < N; i++)
            key[i] = (test_below(&seed, N) * UINT64_C(0x9E3779B97F4A)) & ((UINT64_C(1) << 48) - 1);
        c[col] = keys_from(key, N);
        each[col] = run(key, N, &rows, 1, 0);
    }
    for (int threads = 1; threads <= 4; threads++) {
        struct pairs *all;
        uint64_t found = 0;
        assert_ok(join_create(&j, threads, 0));
        assert_ok(pairs_create(&all, threads, NULL, NULL, 0));
        assert_ok(join_keys(j, c, COLUMNS, &rows, all, no_tick, NULL));
        assert_ok(pairs_finish(all));
        for (int col = 0; col < COLUMNS; col++)
            for (uint64_t i = 0; i < pairs_count(each[col]); i++, found++) {
                struct rec buf[1], r = *pairs_view(each[col], i, 1, buf);
                assert_true(has_pair(all, r.hi, r.lo));
            }
        assert_true(found >= pairs_count(all));
        assert_true(pairs_count(all) > N);
        pairs_free(all);
        join_free(j);
    }
    struct pairs *none;
    assert_ok(join_create(&j, 1, 0));
    assert_ok(pairs_create(&none, 1, NULL, NULL, 0));
    assert_int_equal(join_keys(j, c, COLUMNS, &rows, none, stop_at_the_third, NULL), RP_ERR_CANCELLED);
    pairs_free(none);
    join_free(j);
    for (int col = 0; col < COLUMNS; col++) {
        column_free(c[col]);
        pairs_free(each[col]);
    }
    free(key);
}

static void hot_bucket_is_linear(void **state)
{
    enum { N = 100000 };
    uint64_t *key = calloc(N, sizeof *key);
    struct join_rows rows = {N, NULL, NULL, {0}};
    (void)state;
    struct pairs *p = run(key, N, &rows, 2, 0);
    assert_true(pairs_count(p) <= (uint64_t)N * (JOIN_HEADS + JOIN_BACK));
    for (uint64_t i = 1; i < N; i += 1 + i / 3) {
        assert_true(has_pair(p, i, 0));
        assert_true(has_pair(p, i, i - 1));
    }
    pairs_free(p);
    free(key);
}

static void skipped_rows_take_no_part(void **state)
{
    uint64_t key[4] = {7, 7, 7, 9}, skip[1] = {1u << 1};
    struct join_rows rows = {4, skip, NULL, {0}};
    (void)state;
    struct pairs *p = run(key, 4, &rows, 1, 0);
    assert_int_equal(pairs_count(p), 1);
    assert_true(has_pair(p, 2, 0));
    pairs_free(p);
}

static void pairs_are_in_positions(void **state)
{
    uint64_t key[3] = {7, 7, 9}, pos_of[3] = {2, 0, 1};
    struct join_rows rows = {3, NULL, pos_of, {0}};
    (void)state;
    struct pairs *p = run(key, 3, &rows, 1, 0);
    assert_int_equal(pairs_count(p), 1);
    assert_true(has_pair(p, 2, 0));
    pairs_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_buckets_give_all_pairs), cmocka_unit_test(columns_give_the_union),
        cmocka_unit_test(hot_bucket_is_linear),
        cmocka_unit_test(skipped_rows_take_no_part), cmocka_unit_test(pairs_are_in_positions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
