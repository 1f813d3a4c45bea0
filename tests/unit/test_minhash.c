#include "sketch_random.h"

#include <math.h>
#include <string.h>

#include "sketch/minhash.h"
#include "sketch/minhash_rounds.h"

#define SLOTS __attribute__((aligned(64))) uint32_t

/* Every bid of every round, without any shortcut. */
static void all_bids(const uint64_t *h, size_t n, uint32_t *slot, unsigned K)
{
    memset(slot, 0xFF, K * sizeof *slot);
    for (size_t i = 0; i < n; i++) {
        bid_into(slot, (unsigned)(h[i] % K), bid(0, h[i]));
        for (unsigned p = 0; p < 64 / piece_bits(K); p++) {
            const uint64_t x = rotate_right(hash_mix(h[i]), p * piece_bits(K));
            bid_into(slot, (unsigned)(x % K), bid(1 + p, x));
        }
        for (unsigned b = 0; b < K; b++)
            bid_into(slot, b, bid_last(last_hash((uint32_t)h[i], (uint32_t)(h[i] >> 32), bin_factor(b))));
    }
}

static void leaves_out_only_what_cannot_win(const struct sketch_kernel *kernel)
{
    struct random r = {1};
    SLOTS want[MINHASH_MAX_SLOTS], got[MINHASH_MAX_SLOTS];

    for (unsigned K = MINHASH_MIN_SLOTS; K <= MINHASH_MAX_SLOTS; K *= 2)
        for (size_t n = 1; n < 1200; n += 1 + n / 5) {
            uint64_t *const h = random_repeats(&r, n, n % 2 ? 1000000 : 1 + n / 4);
            all_bids(h, n, want, K);
            kernel->minhash_sketch(h, n, got, K);
            assert_memory_equal(want, got, K * sizeof *got);
            free(h);
        }
}

static void test_is_the_least_of_all_bids(void **state)
{
    (void)state;
    each_kernel(leaves_out_only_what_cannot_win);
}

static void test_empty_sets_are_not_similar(void **state)
{
    (void)state;
    SLOTS a[128], b[128];
    const uint64_t none[8] = {0};

    minhash_sketch(none, 0, a, 128);
    minhash_sketch(none, 0, b, 128);
    for (unsigned i = 0; i < 128; i++)
        assert_true(a[i] == MINHASH_EMPTY);
    assert_int_equal(minhash_agree(a, b, 128), 0);
}

static void test_repetition_and_order_do_not_count(void **state)
{
    (void)state;
    struct random r = {3};
    SLOTS once[128], twice[128];
    uint64_t *const h = random_words(&r, 400);

    for (size_t n = 1; n <= 200; n += 7) {
        minhash_sketch(h, n, once, 128);
        uint64_t *const both = random_words(&r, 2 * n);
        for (size_t i = 0; i < n; i++)
            both[i] = both[2 * n - 1 - i] = h[i];
        minhash_sketch(both, 2 * n, twice, 128);
        assert_int_equal(minhash_agree(once, twice, 128), 128);
        free(both);
    }
    free(h);
}

/* The schedule of rounds must not depend on the set: then, and only then, the sketch of a union is
 * the slot-wise least. */
static void test_sketch_of_a_union_is_the_least_of_both(void **state)
{
    (void)state;
    struct random r = {4};
    SLOTS a[128], b[128], both[128];

    for (size_t n = 1; n < 700; n += 1 + n / 6) {
        const size_t of_a = 1 + random_below(&r, n), of_b = n - of_a + 1;
        uint64_t *const h = random_words(&r, n);
        minhash_sketch(h, of_a, a, 128);
        uint64_t *const tail = random_words(&r, of_b);
        memcpy(tail, h + of_a - 1, of_b * sizeof *tail);
        minhash_sketch(tail, of_b, b, 128);
        minhash_sketch(h, n, both, 128);
        for (unsigned i = 0; i < 128; i++)
            assert_true(both[i] == (a[i] < b[i] ? a[i] : b[i]));
        free(tail);
        free(h);
    }
}

/* Two sets of n with J = common / (2n - common); they are the two ends of one run of hashes. */
static double estimate(struct random *r, size_t n, size_t common)
{
    SLOTS a[128], b[128];
    uint64_t *const h = random_words(r, 2 * n - common), *const second = random_words(r, n);

    memcpy(second, h + n - common, n * sizeof *second);
    minhash_sketch(h, n, a, 128);
    minhash_sketch(second, n, b, 128);
    free(h);
    free(second);
    return minhash_agree(a, b, 128) / 128.0;
}

static void check_estimate(size_t n, double jaccard)
{
    enum { TRIALS = 1000 };
    const size_t common = (size_t)lround(2 * n * jaccard / (1 + jaccard));
    const double exact = (double)common / (double)(2 * n - common);
    struct random r = {n * 1000 + (uint64_t)(jaccard * 100)};
    double sum = 0, squares = 0;

    for (int t = 0; t < TRIALS; t++) {
        const double error = estimate(&r, n, common) - exact;
        sum += error;
        squares += error * error;
    }
    /* 4.5 sigma of a mean of 1000 are below .007; independent minima have this rmse at most. */
    const double theory = sqrt(exact * (1 - exact) / 128);
    assert_true(fabs(sum / TRIALS) < 4.5 * theory / sqrt(TRIALS));
    assert_true(sqrt(squares / TRIALS) < 1.1 * theory);
    if (n <= 100)
        assert_true(sqrt(squares / TRIALS) < 0.85 * theory);
}

static void test_estimate_is_unbiased_and_tight(void **state)
{
    (void)state;
    static const size_t sizes[] = {30, 100, 300, 600};
    static const double jaccards[] = {.2, .5, .8, .9};

    for (unsigned i = 0; i < ARRAY_LEN(sizes); i++)
        for (unsigned j = 0; j < ARRAY_LEN(jaccards); j++)
            check_estimate(sizes[i], jaccards[j]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_the_least_of_all_bids),
        cmocka_unit_test(test_empty_sets_are_not_similar),
        cmocka_unit_test(test_repetition_and_order_do_not_count),
        cmocka_unit_test(test_sketch_of_a_union_is_the_least_of_both),
        cmocka_unit_test(test_estimate_is_unbiased_and_tight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
