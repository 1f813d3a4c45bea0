/* The byte that says how far behind a document its last asker stands never says too little, and hardly too much. */
#include "test.h"

#include "engine/askers.h"

static void check(uint64_t distance)
{
    const uint8_t code = askers_code(distance);

    assert_true(askers_reach(code) >= distance);
    if (code > 0)
        assert_true(askers_reach((uint8_t)(code - 1)) < distance); /* no lesser one reaches */
    if (code < ASKERS_FAR)
        assert_true(askers_reach(code) - distance <= distance / ASKERS_STEPS);
}

static void rises(void **state)
{
    (void)state;
    for (unsigned code = 0; code < ASKERS_FAR; code++)
        assert_true(askers_reach((uint8_t)code) < askers_reach((uint8_t)(code + 1)));
    assert_true(askers_reach(ASKERS_FAR) == UINT64_MAX);
}

static void reaches(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (uint64_t d = 0; d < 100000; d++)
        check(d);
    for (unsigned bit = 17; bit < 64; bit++)
        for (int i = 0; i < 100; i++)
            check((UINT64_C(1) << bit) + test_below(&seed, UINT64_C(1) << bit));
    for (unsigned bit = 1; bit < 64; bit++) {
        check((UINT64_C(1) << bit) - 1);
        check(UINT64_C(1) << bit);
        check((UINT64_C(1) << bit) + 1);
    }
    check(UINT64_MAX);
}

static void small_ones_are_exact(void **state)
{
    (void)state;
    for (uint64_t d = 0; d <= 16; d++)
        assert_int_equal(askers_reach(askers_code(d)), d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rises), cmocka_unit_test(reaches),
                                       cmocka_unit_test(small_ones_are_exact)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
