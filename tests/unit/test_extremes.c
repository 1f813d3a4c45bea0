/* The pairs worth reading are the same whoever met them first. */
#include "test.h"

#include "audit/extremes.h"

enum { PAIRS = 500, MOST = 7 };

static struct extreme_doc document(uint64_t n, char *id, size_t room)
{
    snprintf(id, room, "id-%llu", (unsigned long long)n);
    return (struct extreme_doc){.doc = n, .id = id, .title = id, .opening = id};
}

static void add(struct extremes *e, double jaccard, uint64_t a, uint64_t b)
{
    char x[32], y[32];
    const struct extreme_doc first = document(a, x, sizeof x), second = document(b, y, sizeof y);
    assert_ok(extremes_add(e, jaccard, &first, &second));
}

static void order_does_not_matter(bool highest)
{
    struct extremes all, part[3], merged;
    uint64_t seed = 9;
    assert_ok(extremes_init(&all, MOST, highest));
    assert_ok(extremes_init(&merged, MOST, highest));
    for (int i = 0; i < 3; i++)
        assert_ok(extremes_init(&part[i], MOST, highest));
    for (uint64_t i = 0; i < PAIRS; i++) {
        const double jaccard = (double)test_below(&seed, 20) / 20; /* ties */
        const uint64_t at = i * 7919 % PAIRS;
        add(&all, jaccard, at, at + 1);
        add(&part[2 - test_below(&seed, 3)], jaccard, at, at + 1);
    }
    for (int i = 0; i < 3; i++)
        assert_ok(extremes_merge(&merged, &part[i]));
    assert_int_equal(all.n, MOST);
    assert_int_equal(merged.n, MOST);
    for (size_t i = 0; i < MOST; i++) {
        assert_true(all.pair[i].jaccard == merged.pair[i].jaccard && all.pair[i].jaccard == (highest ? .95 : 0));
        assert_int_equal(all.pair[i].a.doc, merged.pair[i].a.doc);
        assert_string_equal(all.pair[i].b.id, merged.pair[i].b.id);
        assert_true(i == 0 || all.pair[i - 1].a.doc < all.pair[i].a.doc);
    }
    for (int i = 0; i < 3; i++)
        extremes_release(&part[i]);
    extremes_release(&all);
    extremes_release(&merged);
}

static void highest(void **state)
{
    (void)state;
    order_does_not_matter(true);
}

static void lowest(void **state)
{
    (void)state;
    order_does_not_matter(false);
}

static void none_wanted(void **state)
{
    struct extremes e;
    (void)state;
    assert_ok(extremes_init(&e, 0, true));
    assert_false(extremes_wants(&e, 1, 0, 1));
    add(&e, 1, 0, 1);
    assert_int_equal(e.n, 0);
    extremes_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(highest), cmocka_unit_test(lowest), cmocka_unit_test(none_wanted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
