#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "verify/overlap.h"

static uint64_t next(uint64_t *state)
{
    return hash_mix(*state += UINT64_C(0x9E3779B97F4A7C15));
}

static int order(const void *x, const void *y)
{
    uint64_t a, b;
    memcpy(&a, x, 8);
    memcpy(&b, y, 8);
    return (a > b) - (a < b);
}

static size_t sort_unique(uint64_t *v, size_t n)
{
    size_t m = 0;
    qsort(v, n, sizeof *v, order);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || v[i] != v[i - 1])
            v[m++] = v[i];
    return m;
}

/* The definition: sort both, drop repeats, merge. */
static struct overlap slow_overlap(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
    struct overlap o = {0};
    uint64_t *x = mem_alloc(na, 8), *y = mem_alloc(nb, 8);
    if (na)
        memcpy(x, a, na * 8);
    if (nb)
        memcpy(y, b, nb * 8);
    o.a = sort_unique(x, na);
    o.b = sort_unique(y, nb);
    for (size_t i = 0, j = 0; i < o.a && j < o.b;) {
        if (x[i] == y[j])
            o.common++, i++, j++;
        else if (x[i] < y[j])
            i++;
        else
            j++;
    }
    free(x);
    free(y);
    return o;
}

static void assert_overlap(struct overlap got, struct overlap want)
{
    assert_int_equal(got.a, want.a);
    assert_int_equal(got.b, want.b);
    assert_int_equal(got.common, want.common);
}

/* Values from a small range, so that repeats, the value 0 and dense runs of slots all occur. */
static void fill(uint64_t *v, size_t n, uint64_t range, bool mixed, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        v[i] = next(state) % range;
        if (mixed && v[i])
            v[i] = hash_mix(v[i]);
    }
}

static void test_counts_equal_brute_force(void **unused)
{
    (void)unused;
    static uint64_t a[700], b[700];
    struct overlap_set s;
    uint64_t state = 1;
    overlap_init(&s);
    for (int round = 0; round < 3000; round++) {
        size_t na = next(&state) % 700, nb = next(&state) % 700;
        uint64_t range = 1 + next(&state) % 1500;
        struct overlap got, want;
        fill(a, na, range, round % 2, &state);
        fill(b, nb, range, round % 2, &state);
        want = slow_overlap(a, na, b, nb);
        assert_int_equal(overlap_build(&s, a, na), RP_OK);
        assert_int_equal(overlap_count(&s, b, nb, &got), RP_OK);
        assert_overlap(got, want);
        assert_int_equal(overlap_count(&s, b, nb, &got), RP_OK);
        assert_overlap(got, want);
        for (int m = 0; m < 2; m++) {
            double threshold = (double)(next(&state) % 101) / 100;
            int reached = overlap_reaches(&s, b, nb, m, threshold, &got);
            assert_int_equal(reached, overlap_value(want, m) >= threshold);
            if (reached)
                assert_overlap(got, want);
        }
    }
    overlap_release(&s);
}

static void test_threshold_is_met_by_an_equal_value(void **unused)
{
    (void)unused;
    uint64_t a[] = {1, 2, 3, 4}, b[] = {1, 2, 3, 4, 5};
    struct overlap_set s;
    struct overlap o;
    overlap_init(&s);
    assert_int_equal(overlap_build(&s, a, 4), RP_OK);
    assert_int_equal(overlap_reaches(&s, b, 5, OVERLAP_JACCARD, .8, &o), 1);
    assert_int_equal(overlap_reaches(&s, b, 5, OVERLAP_JACCARD, .80001, &o), 0);
    assert_int_equal(overlap_reaches(&s, b, 5, OVERLAP_CONTAINED, 1, &o), 1);
    assert_true(overlap_a_in_b(o) == 1.0 && overlap_b_in_a(o) == .8);
    overlap_release(&s);
}

static void test_stops_early_when_hopeless(void **unused)
{
    (void)unused;
    enum { N = 100000 };
    uint64_t *a = mem_alloc(N, 8), *b = mem_alloc(N, 8), state = 3;
    struct overlap_set s;
    struct overlap o;
    overlap_init(&s);
    for (size_t i = 0; i < N; i++)
        a[i] = next(&state), b[i] = next(&state);
    assert_int_equal(overlap_build(&s, a, N), RP_OK);
    assert_int_equal(overlap_reaches(&s, b, N, OVERLAP_JACCARD, .9, &o), 0);
    assert_true(o.b < N / 5);
    overlap_release(&s);
    free(a);
    free(b);
}

static void test_empty_sets_share_nothing(void **unused)
{
    (void)unused;
    uint64_t a[] = {7};
    struct overlap_set s;
    struct overlap o;
    overlap_init(&s);
    assert_int_equal(overlap_count(&s, a, 1, &o), RP_OK);
    assert_overlap(o, (struct overlap){0, 1, 0});
    assert_int_equal(overlap_build(&s, NULL, 0), RP_OK);
    assert_int_equal(overlap_count(&s, NULL, 0, &o), RP_OK);
    assert_true(overlap_jaccard(o) == 0 && overlap_contained(o) == 0);
    assert_true(overlap_a_in_b(o) == 0 && overlap_b_in_a(o) == 0);
    overlap_release(&s);
}

static void test_a_smaller_set_follows_a_larger(void **unused)
{
    (void)unused;
    enum { N = 5000 };
    static uint64_t big[N];
    uint64_t small[] = {big[0], 0, 99}, state = 9;
    struct overlap_set s;
    struct overlap o;
    overlap_init(&s);
    for (size_t i = 0; i < N; i++)
        big[i] = next(&state);
    small[0] = big[17];
    assert_int_equal(overlap_build(&s, big, N), RP_OK);
    assert_int_equal(overlap_build(&s, small, 3), RP_OK);
    assert_int_equal(overlap_count(&s, big, N, &o), RP_OK);
    assert_overlap(o, (struct overlap){3, N, 1});
    overlap_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_equal_brute_force),
        cmocka_unit_test(test_threshold_is_met_by_an_equal_value),
        cmocka_unit_test(test_stops_early_when_hopeless),
        cmocka_unit_test(test_empty_sets_share_nothing),
        cmocka_unit_test(test_a_smaller_set_follows_a_larger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
