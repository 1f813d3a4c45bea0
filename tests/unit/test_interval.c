/* Intervals: Clopper's and Pearson's where documents bring one pair each, wider where they bring many, and the
 * truth inside as often as was promised. */
#include "test.h"

#include <math.h>

#include "audit/interval.h"

static struct ratio independent(uint64_t n, uint64_t hits)
{
    struct ratio r = {0};
    for (uint64_t i = 0; i < n; i++)
        ratio_add(&r, 1, i < hits);
    return r;
}

static void quantiles_in_closed_form(void **state)
{
    (void)state;
    for (int i = 1; i < 100; i++) {
        const double p = i / 100.0;
        assert_true(fabs(beta_quantile(p, 1, 1) - p) < 1e-12);
        assert_true(fabs(beta_quantile(p, 7, 1) - pow(p, 1 / 7.0)) < 1e-12);
        assert_true(fabs(beta_quantile(p, 1, 300.5) - (1 - pow(1 - p, 1 / 300.5))) < 1e-12);
        assert_true(fabs(beta_quantile(p, .5, .5) - pow(sin(p * M_PI / 2), 2)) < 1e-9);
        assert_true(fabs(beta_quantile(p, 900, 40) + beta_quantile(1 - p, 40, 900) - 1) < 1e-12);
    }
}

/* Published limits: 0, 5 and 10 of 10. */
static void one_pair_each_is_binomial(void **state)
{
    const double low[] = {0, .1871, .6915}, high[] = {.3085, .8129, 1};
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        const struct ratio r = independent(10, 5 * i);
        const struct interval v = ratio_interval(&r, UINT64_MAX);
        assert_true(fabs(v.low - low[i]) < (i == 1 ? .06 : 1e-4)); /* ten documents: Student's, wider */
        assert_true(fabs(v.high - high[i]) < (i == 1 ? .06 : 1e-4));
    }
}

static void all_is_certain_only_of_all(void **state)
{
    struct ratio r = independent(100, 100);
    struct interval v = ratio_interval(&r, 101);
    (void)state;
    assert_true(v.low < 1 && v.low > .99 && v.high == 1);
    v = ratio_interval(&r, 100);
    assert_true(v.low == 1 && v.high == 1);
    r = (struct ratio){0};
    v = ratio_interval(&r, 100);
    assert_true(isnan(v.value) && v.low == 0 && v.high == 1);
}

/* A hundred pairs of one document say no more than one of another, and the order of documents says nothing. */
static void clusters_widen(void **state)
{
    struct ratio many = {0}, one = {0};
    struct interval a, b;
    (void)state;
    for (int i = 0; i < 100; i++) {
        ratio_add(&many, 50, i % 10 ? 50 : 0);
        for (int j = 0; j < 50; j++)
            ratio_add(&one, 1, i % 10 > 0);
    }
    a = ratio_interval(&many, UINT64_MAX);
    b = ratio_interval(&one, UINT64_MAX);
    assert_true(a.value == b.value && a.value == .9);
    assert_true(a.trials < 101 && b.trials > 4900);
    assert_true(a.low < b.low - .04 && a.high > b.high + .02);
}

/* Documents that bring 0 to many pairs, found together more often than not: 95 % of samples must hold the truth. */
static void holds_the_truth(void **state)
{
    enum { POPULATION = 20000, ROUNDS = 2000, DRAWN = 300 };
    static uint32_t x[POPULATION], y[POPULATION];
    uint64_t seed = 5, pairs = 0, found = 0;
    int inside = 0;
    (void)state;
    for (size_t i = 0; i < POPULATION; i++) {
        const uint64_t good = test_below(&seed, 10) < 8;
        x[i] = (uint32_t)(test_below(&seed, 3) == 0 ? 1 + test_below(&seed, 8) * test_below(&seed, 8) / 8 : 0);
        for (uint32_t j = 0; j < x[i]; j++)
            y[i] += test_below(&seed, 100) < (good ? 97 : 60);
        pairs += x[i];
        found += y[i];
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct ratio r = {0};
        struct interval v;
        for (int i = 0; i < DRAWN; i++) {
            const size_t at = test_below(&seed, POPULATION);
            ratio_add(&r, x[at], y[at]);
        }
        v = ratio_interval(&r, POPULATION);
        inside += v.low <= (double)found / (double)pairs && (double)found / (double)pairs <= v.high;
    }
    assert_in_range(inside, ROUNDS * 94 / 100, ROUNDS * 99 / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_in_closed_form), cmocka_unit_test(one_pair_each_is_binomial),
        cmocka_unit_test(all_is_certain_only_of_all), cmocka_unit_test(clusters_widen),
        cmocka_unit_test(holds_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
