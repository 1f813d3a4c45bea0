/* Bands for a wanted recall: reached, not by more than needed, and cheapest of those that reach it. */
#include "test.h"

#include <math.h>

#include "audit/shape_choice.h"

/* Few pairs above the threshold, very many unlike ones. */
static struct audit_curve steep(void)
{
    struct audit_curve c = {0};
    for (size_t i = 0; i < CURVE_BINS; i++)
        c.pairs[i] = (uint64_t)(1e6 * exp(-(double)i / 60)) + (i >= 700);
    return c;
}

static void reached_at_least_cost(void **state)
{
    const struct audit_curve c = steep();
    const double want[] = {.5, .9, .97, .999};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct shape_cost best;
        assert_true(shape_for_recall(&c, .7, want[i], 128, &best));
        assert_true(best.recall >= want[i] && best.slots == 128);
        for (unsigned rows = 1; rows <= 32; rows++)
            for (unsigned bands = 1; bands * rows <= 128; bands++) {
                const struct shape_cost s = shape_measure(&c, .7, (struct band_shape){bands, rows});
                assert_false(s.recall >= want[i] && s.candidates < best.candidates);
            }
    }
}

static void larger_sketch_when_needed(void **state)
{
    struct audit_curve c = {0};
    struct shape_cost s;
    (void)state;
    c.pairs[300] = 1000;
    assert_true(shape_for_recall(&c, .3, .999999, 16, &s));
    assert_true(s.slots > 16 && s.shape.bands * s.shape.rows <= s.slots && s.recall >= .999999);
    c.pairs[0] = 1000;
    c.pairs[10] = 1000;
    assert_false(shape_for_recall(&c, .001, .9999999, 1024, &s));
    assert_true(s.recall > .9 && s.recall < .9999999);
}

static void nothing_above(void **state)
{
    struct audit_curve c = {0};
    struct shape_cost s;
    (void)state;
    assert_true(shape_for_recall(&c, .7, .999, 128, &s));
    assert_true(s.recall == 1 && s.candidates == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reached_at_least_cost),
                                       cmocka_unit_test(larger_sketch_when_needed), cmocka_unit_test(nothing_above)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
