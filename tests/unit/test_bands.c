#include "sketch_random.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "sketch/bands.h"
#include "sketch/minhash.h"

static void test_shapes(void **state)
{
    (void)state;
    const struct band_shape usual = band_shape_for(.7, .97, 128);
    assert_int_equal(usual.bands, 20);
    assert_int_equal(usual.rows, 5);

    /* One row more, or one band less, would miss the recall. */
    for (unsigned slots = 16; slots <= 1024; slots *= 2)
        for (double threshold = .3; threshold < .96; threshold += .05) {
            const struct band_shape s = band_shape_for(threshold, .95, slots);
            const unsigned fit = slots / (s.rows + 1) < BANDS_MAX ? slots / (s.rows + 1) : BANDS_MAX;
            assert_true(s.bands * s.rows <= slots && s.bands >= 1 && s.bands <= BANDS_MAX);
            assert_true(band_recall(s, threshold) >= .95);
            assert_true(band_recall((struct band_shape){s.bands - 1, s.rows}, threshold) < .95);
            assert_true(s.rows == slots || band_recall((struct band_shape){fit, s.rows + 1}, threshold) < .95);
        }

    /* One band may be enough. */
    const struct band_shape one = band_shape_for(.99, .5, 128);
    assert_int_equal(one.bands, 1);
    assert_int_equal(one.rows, 68); /* .99^68 > .5 > .99^69 */

    /* Asked for too much: the most that can be had. */
    const struct band_shape best = band_shape_for(.01, .99, 64);
    assert_int_equal(best.bands, 64);
    assert_int_equal(best.rows, 1);
    const struct band_shape odd = band_shape_for(NAN, .99, 64);
    assert_true(odd.bands * odd.rows <= 64 && odd.bands >= 1);
}

static void test_recall_is_the_s_curve(void **state)
{
    (void)state;
    const struct band_shape s = {20, 5};
    for (double j = 0; j <= 1; j += .125)
        assert_true(fabs(band_recall(s, j) - (1 - pow(1 - pow(j, 5), 20))) < 1e-12);
}

static bool share_key(const uint64_t *a, const uint64_t *b, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (a[i] == b[i])
            return true;
    return false;
}

/* Signatures whose slots agree independently with probability J, so that the S-curve is exact. */
static void check_frequency(struct band_shape s, double jaccard)
{
    enum { TRIALS = 20000 };
    struct random r = {s.rows * 100 + (uint64_t)(jaccard * 100)};
    const double p = band_recall(s, jaccard);
    unsigned found = 0;

    for (int t = 0; t < TRIALS; t++) {
        uint32_t a[1024], b[1024];
        uint64_t ka[BANDS_MAX], kb[BANDS_MAX];
        for (unsigned i = 0; i < s.bands * s.rows; i++) {
            a[i] = b[i] = (uint32_t)random_next(&r);
            if ((double)(random_next(&r) >> 11) * 0x1p-53 >= jaccard)
                b[i] = ~a[i];
        }
        band_keys_minhash(a, s, ka);
        band_keys_minhash(b, s, kb);
        found += share_key(ka, kb, s.bands);
    }
    assert_true(fabs(found - TRIALS * p) <= 4 * sqrt(TRIALS * p * (1 - p)) + 1);
}

static void test_pairs_share_a_band_as_often_as_promised(void **state)
{
    (void)state;
    static const struct band_shape shapes[] = {{20, 5}, {21, 6}, {32, 4}, {10, 3}, {16, 8}, {14, 9}, {60, 2}, {20, 1}};
    for (unsigned i = 0; i < ARRAY_LEN(shapes); i++)
        for (double j = .3; j < .95; j += .2)
            check_frequency(shapes[i], j);
}

/* The same with sets and their sketches: the estimate's variance is no larger than independent slots
 * have, so bands may only be found with nearly the same frequency. */
static void test_sketches_follow_the_s_curve(void **state)
{
    (void)state;
    enum { TRIALS = 3000, N = 340, COMMON = 280 }; /* J = .7 */
    const struct band_shape s = band_shape_for(.7, .97, 128);
    struct random r = {77};
    unsigned found = 0;

    for (int t = 0; t < TRIALS; t++) {
        __attribute__((aligned(64))) uint32_t a[128], b[128];
        uint64_t ka[BANDS_MAX], kb[BANDS_MAX], *const h = random_words(&r, 2 * N - COMMON);
        minhash_sketch(h, N, a, 128);
        minhash_sketch(h + N - COMMON, N, b, 128);
        band_keys_minhash(a, s, ka);
        band_keys_minhash(b, s, kb);
        found += share_key(ka, kb, s.bands);
        free(h);
    }
    assert_true(found > TRIALS * .96 && found < TRIALS * .99);
}

static void test_keys_fit(void **state)
{
    (void)state;
    struct random r = {5};
    uint32_t slot[128];
    uint64_t keys[BANDS_MAX];

    for (unsigned i = 0; i < 128; i++)
        slot[i] = (uint32_t)random_next(&r);
    for (unsigned rows = 1; rows <= 128; rows++) {
        band_keys_minhash(slot, (struct band_shape){128 / rows, rows}, keys);
        for (unsigned i = 0; i < 128 / rows; i++)
            assert_true(keys[i] == (hash_bytes(slot + i * rows, rows * 4, 0) & BAND_KEY_MASK));
    }
}

static void test_number_of_tables(void **state)
{
    (void)state;
    static const unsigned tables[] = {1, 2, 6, 20, 70, 126, 210, 120, 165};
    for (unsigned d = 0; d <= BAND_DISTANCE_MAX; d++)
        assert_int_equal(band_count_simhash(d), tables[d]);
}

static uint64_t flip(struct random *r, uint64_t x, unsigned bits)
{
    const uint64_t before = x;
    while ((unsigned)__builtin_popcountll(before ^ x) < bits)
        x = before ^ ((before ^ x) | UINT64_C(1) << random_below(r, 64));
    return x;
}

static void test_near_fingerprints_share_a_table(void **state)
{
    (void)state;
    struct random r = {6};
    uint64_t a[BANDS_MAX], b[BANDS_MAX];

    for (unsigned d = 0; d <= BAND_DISTANCE_MAX; d++)
        for (int t = 0; t < 3000; t++) {
            const uint64_t x = random_next(&r), y = flip(&r, x, (unsigned)random_below(&r, d + 1));
            band_keys_simhash(x, d, a);
            band_keys_simhash(y, d, b);
            assert_true(share_key(a, b, band_count_simhash(d)));
        }
    /* Every pair of places, at distance 2. */
    for (unsigned i = 0; i < 64; i++)
        for (unsigned j = 0; j < 64; j++) {
            const uint64_t x = random_next(&r);
            band_keys_simhash(x, 2, a);
            band_keys_simhash(x ^ UINT64_C(1) << i ^ UINT64_C(1) << j, 2, b);
            assert_true(share_key(a, b, 6));
        }
}

/* Keys depend on at least 28 bits (fewer from distance 6 on), else every table would be one bucket. */
static void test_far_fingerprints_share_none(void **state)
{
    (void)state;
    struct random r = {7};
    uint64_t a[BANDS_MAX], b[BANDS_MAX];
    unsigned shared = 0;

    for (int t = 0; t < 20000; t++) {
        band_keys_simhash(random_next(&r), 3, a);
        band_keys_simhash(random_next(&r), 3, b);
        shared += share_key(a, b, 20);
    }
    assert_int_equal(shared, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_recall_is_the_s_curve),
        cmocka_unit_test(test_pairs_share_a_band_as_often_as_promised),
        cmocka_unit_test(test_sketches_follow_the_s_curve),
        cmocka_unit_test(test_keys_fit),
        cmocka_unit_test(test_number_of_tables),
        cmocka_unit_test(test_near_fingerprints_share_a_table),
        cmocka_unit_test(test_far_fingerprints_share_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
