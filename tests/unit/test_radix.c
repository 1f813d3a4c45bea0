/* Sorting equals qsort on every shape of input, at the sizes where the method changes. */
#include "test.h"

#include "base/radix.h"

static int order(const void *a, const void *b)
{
    const struct rec *x = a, *y = b;
    if (x->hi != y->hi)
        return x->hi < y->hi ? -1 : 1;
    return (x->lo > y->lo) - (x->lo < y->lo);
}

static void check(struct rec *a, size_t n)
{
    struct rec *want = malloc((n + 1) * sizeof *want), *tmp = malloc((n + 1) * sizeof *tmp);
    memcpy(want, a, n * sizeof *a);
    qsort(want, n, sizeof *want, order);
    radix_sort(a, tmp, n);
    assert_memory_equal(a, want, n * sizeof *a);
    free(want);
    free(tmp);
}

static void sorts_like_qsort(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 11, 12, 13, 100, 255, 256, 1000, 4095, 4096, 4097, 9000,
                                   16383, 16384, 20000};
    static const uint64_t masks[] = {0, 1, 0xff, 0xfffff, UINT64_C(0xffff000000000000), UINT64_MAX};
    uint64_t seed = 1;
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t m = 0; m < 36; m++) {
            struct rec *a = malloc((sizes[s] + 1) * sizeof *a);
            for (size_t i = 0; i < sizes[s]; i++)
                a[i] = (struct rec){test_random(&seed) & masks[m / 6], test_random(&seed) & masks[m % 6]};
            check(a, sizes[s]);
            free(a);
        }
}

static void unique_keeps_one_of_each(void **state)
{
    struct rec a[] = {{1, 1}, {1, 1}, {1, 2}, {2, 1}, {2, 1}, {2, 1}};
    (void)state;
    assert_int_equal(radix_unique(a, 6), 3);
    assert_int_equal(a[1].lo, 2);
    assert_int_equal(a[2].hi, 2);
    assert_int_equal(radix_unique(a, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sorts_like_qsort), cmocka_unit_test(unique_keeps_one_of_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
