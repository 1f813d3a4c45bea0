#include "sketch_random.h"

#include <string.h>

#include "sketch/shingle.h"

static uint64_t rotl(uint64_t x, unsigned by)
{
    return by == 0 ? x : x << by | x >> (64 - by);
}

static uint64_t by_the_formula(const uint64_t *token, unsigned k)
{
    uint64_t h = 0;
    for (unsigned j = 0; j < k; j++)
        h ^= rotl(token[j], j * 13 % 64);
    return h;
}

static void follows_the_formula(const struct sketch_kernel *kernel)
{
    struct random r = {1};
    uint64_t *const token = random_words(&r, 300), out[300 + 8];

    for (unsigned k = 1; k <= SHINGLE_MAX; k++) {
        assert_int_equal(kernel->shingle_hashes(token, 300, k, out), 300 - k + 1);
        for (size_t i = 0; i + k <= 300; i++)
            assert_true(out[i] == hash_mix(by_the_formula(token + i, k)));
    }
    free(token);
}

static void test_formula(void **state)
{
    (void)state;
    each_kernel(follows_the_formula);
}

static void test_fewer_tokens_than_k_make_one_shingle(void **state)
{
    (void)state;
    struct random r = {2};
    uint64_t *const token = random_words(&r, 8), a[16], b[16], c[16];

    assert_int_equal(shingle_hashes(token, 0, 5, a), 0);
    assert_int_equal(shingle_count(0, 5), 0);
    assert_int_equal(shingle_hashes(token, 3, 5, a), 1);
    assert_int_equal(shingle_hashes(token, 4, 5, b), 1);
    assert_int_equal(shingle_hashes(token, 5, 5, c), 1);
    assert_true(a[0] != b[0] && b[0] != c[0] && a[0] != c[0]);

    /* Shortness counts, not only the words: three tokens are no shingle of three. */
    assert_int_equal(shingle_hashes(token, 3, 3, b), 1);
    assert_true(a[0] != b[0]);
    /* Whatever stands behind the text does not. */
    token[3] ^= 1;
    assert_int_equal(shingle_hashes(token, 3, 5, c), 1);
    assert_true(a[0] == c[0]);
    free(token);
}

static void test_order_counts_and_words_do_not_cancel(void **state)
{
    (void)state;
    struct random r = {3};
    uint64_t *const token = random_words(&r, 5), a[16], b[16];

    shingle_hashes(token, 5, 5, a);
    for (unsigned i = 0; i < 5; i++)
        for (unsigned j = 0; j < i; j++) {
            uint64_t swapped[16] = {0};
            memcpy(swapped, token, 5 * sizeof *token);
            swapped[i] = token[j];
            swapped[j] = token[i];
            shingle_hashes(swapped, 5, 5, b);
            assert_true(a[0] != b[0]);
            swapped[j] = token[j]; /* the same word twice: not the same as another word twice */
            shingle_hashes(swapped, 5, 5, b);
            swapped[i] = swapped[j] = token[i];
            shingle_hashes(swapped, 5, 5, a + 1);
            assert_true(b[0] != a[1]);
        }
    free(token);
}

static void test_digest_tells_sequences_apart(void **state)
{
    (void)state;
    struct random r = {4};
    uint64_t *const token = random_words(&r, 700);

    const struct hash128 whole = shingle_digest(token, 700), again = shingle_digest(token, 700);
    assert_true(whole.lo == again.lo && whole.hi == again.hi);
    const struct hash128 shorter = shingle_digest(token, 699);
    assert_true(whole.lo != shorter.lo && whole.hi != shorter.hi);
    token[350] ^= 1;
    const struct hash128 changed = shingle_digest(token, 700);
    assert_true(whole.lo != changed.lo && whole.hi != changed.hi);
    free(token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formula),
        cmocka_unit_test(test_fewer_tokens_than_k_make_one_shingle),
        cmocka_unit_test(test_order_counts_and_words_do_not_cancel),
        cmocka_unit_test(test_digest_tells_sequences_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
