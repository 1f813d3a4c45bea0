/* Where documents lie: 20 bytes each, and everything comes back. */
#include "test.h"

#include "intake/intake_places.h"

static void comes_back(void **state)
{
    struct intake_places p = {0};
    struct place all[2000], at = {0};
    uint64_t seed = 3;
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        if (test_below(&seed, 50) == 0)
            at = (struct place){.file = at.file + 1 + (uint32_t)test_below(&seed, 3)};
        at.line += 1 + test_below(&seed, 9) * (test_below(&seed, 20) == 0 ? UINT64_C(1) << 32 : 1);
        at.offset += at.length;
        at.length = (uint32_t)test_random(&seed);
        all[i] = at;
        assert_ok(intake_places_add(&p, NULL, at));
    }
    for (size_t i = 0; i < 2000; i++) {
        struct place got = intake_places_get(&p, i);
        assert_memory_equal(&got, &all[i], sizeof got);
    }
    for (uint32_t file = 0; file <= at.file + 1; file++) {
        uint64_t first, end;
        intake_places_of_file(&p, file, &first, &end);
        for (uint64_t i = 0; i < 2000; i++)
            assert_true((all[i].file == file) == (i >= first && i < end));
    }
    intake_places_release(&p, NULL);
}

static void is_small(void **state)
{
    (void)state;
    assert_int_equal(sizeof(struct packed_place), 20);
}

static void empty(void **state)
{
    struct intake_places p = {0};
    uint64_t first, end;
    (void)state;
    intake_places_of_file(&p, 0, &first, &end);
    assert_int_equal(first, end);
    intake_places_release(&p, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back), cmocka_unit_test(is_small), cmocka_unit_test(empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
