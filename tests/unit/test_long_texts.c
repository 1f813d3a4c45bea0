/* long_texts.c: pairs of a long text are bounded by its length, the best stay, and nobody else loses any. */
#include "test.h"

#include "base/status.h"
#include "candidates/long_texts.h"
#include "rules/limits.h"

enum { NODES = 3000, LONG_ONE = 1, LONG_OTHER = 2 };

static struct candidate_node node[NODES];
static struct candidate pair[2 * NODES];

static int set_up(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < NODES; i++)
        node[i] = (struct candidate_node){.priority = i, .n_tokens = 300};
    return 0;
}

/* Each other text shares more with it than the one before. */
static size_t pairs_of(uint32_t text, size_t n, size_t most)
{
    for (uint32_t i = LONG_OTHER + 1; i < NODES && most > 0; i++, most--)
        pair[n++] = (struct candidate){.a = text, .b = i, .hits = i, .via = VIA_PASSAGES};
    return n;
}

static size_t thinned(size_t n)
{
    assert_int_equal(long_texts_thin(node, pair, &n, NULL), RP_OK);
    return n;
}

static void test_those_that_share_most(void **state)
{
    (void)state;
    node[LONG_ONE].n_tokens = LIMIT_LONG_WORK / 128;
    assert_int_equal(thinned(pairs_of(LONG_ONE, 0, 1000)), 128);
    for (uint32_t i = 0; i < 128; i++)
        assert_int_equal(pair[i].b, LONG_OTHER + 1 + 1000 - 128 + i);
    assert_int_equal(thinned(pairs_of(LONG_ONE, 0, 128)), 128);
}

static void test_a_band_first(void **state)
{
    (void)state;
    node[LONG_ONE].n_tokens = LIMIT_LONG_WORK / 128;
    size_t n = pairs_of(LONG_ONE, 0, 1000);
    pair[0].hits = 0;
    pair[0].via = VIA_BAND;
    assert_int_equal(thinned(n), 128);
    assert_int_equal(pair[0].via, VIA_BAND);
    assert_int_equal(pair[1].b, LONG_OTHER + 1 + 1000 - 127);
}

static void test_some_at_least(void **state)
{
    (void)state;
    node[LONG_ONE].n_tokens = 10 * LIMIT_LONG_WORK;
    assert_int_equal(thinned(pairs_of(LONG_ONE, 0, 2000)), LIMIT_LONG_PAIRS);
}

static void test_others_lose_nothing(void **state)
{
    (void)state;
    node[LONG_ONE].n_tokens = LIMIT_LONG_TEXT - 1;
    assert_int_equal(thinned(pairs_of(LONG_ONE, 0, NODES)), NODES - LONG_OTHER - 1);
    node[LONG_ONE].n_tokens = LIMIT_LONG_WORK;
    const size_t n = pairs_of(LONG_ONE, pairs_of(0, 0, 1000), 1000);
    assert_int_equal(thinned(n), 1000 + LIMIT_LONG_PAIRS);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(pair[i].a, 0);
}

static void test_two_long_ones(void **state)
{
    (void)state;
    node[LONG_ONE].n_tokens = node[LONG_OTHER].n_tokens = LIMIT_LONG_WORK;
    size_t n = 0;
    pair[n++] = (struct candidate){.a = LONG_ONE, .b = LONG_OTHER, .hits = 1, .via = VIA_PASSAGES};
    n = pairs_of(LONG_ONE, n, 1000);
    assert_int_equal(thinned(n), 1 + LIMIT_LONG_PAIRS); /* the other one keeps it */
    assert_int_equal(pair[0].b, LONG_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_those_that_share_most, set_up),
        cmocka_unit_test_setup(test_a_band_first, set_up),
        cmocka_unit_test_setup(test_some_at_least, set_up),
        cmocka_unit_test_setup(test_others_lose_nothing, set_up),
        cmocka_unit_test_setup(test_two_long_ones, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
