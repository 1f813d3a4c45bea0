/* Which range of its source a document is, against counting. */
#include "test.h"

#include "dedup/dedup_wanted.h"

enum { DOCS = 20000, SOURCES = 40 };

static bool is_wanted[DOCS];
static uint64_t first[SOURCES + 1];

static void make(struct wanted *w, uint64_t seed, uint64_t one_in)
{
    *w = (struct wanted){0};
    memset(is_wanted, 0, sizeof is_wanted);
    for (uint32_t s = 0; s < SOURCES; s++)
        first[s] = s == 0 ? 0 : first[s - 1] + test_below(&seed, DOCS / SOURCES);
    first[SOURCES] = DOCS;
    for (uint32_t s = 0; s < SOURCES; s++) {
        if (s % 3 == 1) /* plain */
            continue;
        assert_ok(wanted_source(w, s, first[s], DOCS));
        for (uint64_t d = first[s]; d < first[s + 1]; d++)
            if (test_below(&seed, one_in) == 0) {
                is_wanted[d] = true;
                wanted_add(w, d);
            }
    }
    wanted_finish(w);
}

static void equals_counting(void **state)
{
    static const uint64_t one_in[] = {1, 2, 70, 3000};
    struct wanted w;

    (void)state;
    for (size_t k = 0; k < 4; k++) {
        uint64_t next = UINT64_MAX;
        make(&w, k + 1, one_in[k]);
        for (uint32_t s = 0; s < SOURCES; s++)
            for (uint64_t d = first[s], range = 0; d < first[s + 1]; d++) {
                assert_int_equal(wanted_get(&w, d), is_wanted[d]);
                if (!is_wanted[d])
                    continue;
                assert_int_equal(wanted_find(&w, d)->file, s);
                assert_int_equal(wanted_range(&w, wanted_find(&w, d), d), range++);
                assert_int_equal(wanted_first(&w, s), first[s]);
            }
        for (uint64_t d = DOCS; d-- > 0;) {
            next = is_wanted[d] ? d : next;
            if (next != UINT64_MAX)
                assert_int_equal(wanted_next(&w, d), next);
        }
        wanted_release(&w);
    }
}

static void nothing_is_wanted(void **state)
{
    struct wanted w = {0};
    (void)state;
    wanted_finish(&w);
    assert_false(wanted_get(&w, 0));
    assert_false(wanted_get(&w, 1000));
    wanted_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(equals_counting), cmocka_unit_test(nothing_is_wanted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
