#include "sketch_random.h"

#include <stdbool.h>
#include <string.h>

#include "sketch/winnow.h"

static bool selects_hash(const uint64_t *h, const uint32_t *pos, size_t m, size_t first, uint64_t hash)
{
    for (size_t i = 0; i < m; i++)
        if (pos[i] >= first && pos[i] < first + WINNOW_WINDOW && h[pos[i]] == hash)
            return true;
    return false;
}

/* The least hash of the window at `first`, by definition. */
static uint64_t least(const uint64_t *h, size_t first)
{
    uint64_t best = h[first];
    for (size_t i = first + 1; i < first + WINNOW_WINDOW; i++)
        if (h[i] >> WINNOW_SHIFT <= best >> WINNOW_SHIFT)
            best = h[i];
    return best;
}

/* What makes the guarantee: each window holds a selected position with the hash that depends on the
 * window alone. */
static void serves_every_window(const struct sketch_kernel *kernel)
{
    struct random r = {1};

    for (size_t n = 0; n < 3000; n += 1 + n / 7) {
        uint64_t *const h = random_repeats(&r, n, n % 2 ? 1000000 : 1 + random_below(&r, 20));
        uint32_t *const pos = mem_alloc(winnow_room(n), sizeof *pos);
        const size_t m = kernel->winnow(h, n, pos);
        assert_true((m > 0) == (n > 0) && m <= n);
        for (size_t i = 1; i < m; i++)
            assert_true(pos[i - 1] < pos[i]);
        assert_true(m == 0 || pos[m - 1] < n);
        for (size_t s = 0; s + WINNOW_WINDOW <= n; s++)
            assert_true(selects_hash(h, pos, m, s, least(h, s)));
        free(pos);
        free(h);
    }
}

static void test_serves_every_window(void **state)
{
    (void)state;
    each_kernel(serves_every_window);
}

static bool share_a_selected(const uint64_t *a, const uint32_t *pa, size_t na, size_t at_a, const uint64_t *b,
                             const uint32_t *pb, size_t nb, size_t at_b)
{
    for (size_t i = 0; i < na; i++)
        if (pa[i] >= at_a && pa[i] < at_a + WINNOW_WINDOW && selects_hash(b, pb, nb, at_b, a[pa[i]]))
            return true;
    return false;
}

static void test_a_shared_run_shares_a_selected_shingle(void **state)
{
    (void)state;
    struct random r = {2};

    for (int t = 0; t < 4000; t++) {
        const size_t na = WINNOW_WINDOW + random_below(&r, 90), nb = WINNOW_WINDOW + random_below(&r, 90);
        const size_t distinct = t % 3 ? 1000000 : 3; /* a text that repeats itself, too */
        uint64_t *const a = random_repeats(&r, na, distinct), *const b = random_repeats(&r, nb, distinct);
        const size_t at_a = random_below(&r, na - WINNOW_WINDOW + 1), at_b = random_below(&r, nb - WINNOW_WINDOW + 1);
        uint32_t pa[100 + WINNOW_SLACK], pb[100 + WINNOW_SLACK];

        memcpy(b + at_b, a + at_a, WINNOW_WINDOW * sizeof *b);
        const size_t ma = winnow(a, na, pa), mb = winnow(b, nb, pb);
        assert_true(share_a_selected(a, pa, ma, at_a, b, pb, mb, at_b));
        free(a);
        free(b);
    }
}

static void selects_few(const struct sketch_kernel *kernel)
{
    enum { N = 90000 };
    struct random r = {3};
    uint64_t *const h = random_words(&r, N);
    uint32_t *const pos = mem_alloc(winnow_room(N), sizeof *pos);

    const double density = (double)kernel->winnow(h, N, pos) / N;
    assert_true(density > 2.0 / 9 - .01 && density < 2.0 / 9 + .01);

    for (size_t i = 0; i < N; i++)
        h[i] = h[i % 3];
    assert_true(kernel->winnow(h, N, pos) <= N / 5);
    for (size_t i = 0; i < N; i++)
        h[i] = h[0];
    assert_int_equal(kernel->winnow(h, N, pos), N / WINNOW_WINDOW);
    free(pos);
    free(h);
}

static void test_selects_few_even_of_repetitions(void **state)
{
    (void)state;
    each_kernel(selects_few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_serves_every_window),
        cmocka_unit_test(test_a_shared_run_shares_a_selected_shingle),
        cmocka_unit_test(test_selects_few_even_of_repetitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
