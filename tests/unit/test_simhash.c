#include "sketch_random.h"

#include "sketch/simhash.h"

static uint64_t majority(const uint64_t *h, size_t n)
{
    uint64_t m = 0;
    for (unsigned b = 0; b < 64; b++) {
        long votes = 0;
        for (size_t i = 0; i < n; i++)
            votes += h[i] >> b & 1 ? 1 : -1;
        m |= (uint64_t)(votes > 0) << b;
    }
    return m;
}

static void is_the_majority(const struct sketch_kernel *kernel)
{
    struct random r = {1};
    for (size_t n = 0; n < 1500; n += 1 + n / 9) {
        uint64_t *const h = random_repeats(&r, n, n % 3 ? 1000000 : 1 + n / 8);
        assert_true(kernel->simhash64(h, n) == majority(h, n));
        free(h);
    }
}

static void test_is_the_majority(void **state)
{
    (void)state;
    each_kernel(is_the_majority);
}

static void breaks_ties_to_zero(const struct sketch_kernel *kernel)
{
    uint64_t h[12] = {~UINT64_C(0), 0, 5, ~UINT64_C(5)};
    assert_true(kernel->simhash64(h, 4) == 0);
    assert_true(kernel->simhash64(h, 0) == 0);
    h[4] = 9;
    assert_true(kernel->simhash64(h, 5) == 9);
}

static void test_ties_are_zero(void **state)
{
    (void)state;
    each_kernel(breaks_ties_to_zero);
}

/* Every plane of the adders fills and carries. */
static void counts_many_votes(const struct sketch_kernel *kernel)
{
    enum { N = 70001 };
    struct random r = {2};
    uint64_t *const h = random_words(&r, N);

    for (size_t i = 0; i < N; i++)
        h[i] = i <= N / 2 ? UINT64_C(0xF0F0F0F012345678) : UINT64_C(0x0F0F0F0F87654321);
    assert_true(kernel->simhash64(h, N) == UINT64_C(0xF0F0F0F012345678));
    free(h);
}

static void test_counts_many_votes(void **state)
{
    (void)state;
    each_kernel(counts_many_votes);
}

static void test_near_texts_differ_in_few_bits(void **state)
{
    (void)state;
    struct random r = {3};
    unsigned near = 0, far = 0;

    for (int t = 0; t < 200; t++) {
        uint64_t *const h = random_words(&r, 500), *const other = random_words(&r, 500);
        const uint64_t before = simhash64(h, 500);
        far += simhash_distance(before, simhash64(other, 500));
        for (int i = 0; i < 5; i++)
            h[i] = random_next(&r);
        near += simhash_distance(before, simhash64(h, 500));
        free(h);
        free(other);
    }
    assert_true(near < 200 * 6);
    assert_true(far > 200 * 30 && far < 200 * 34);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_the_majority),
        cmocka_unit_test(test_ties_are_zero),
        cmocka_unit_test(test_counts_many_votes),
        cmocka_unit_test(test_near_texts_differ_in_few_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
