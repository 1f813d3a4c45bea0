#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "verify/bitmap_filter.h"
#include "verify/overlap.h"

enum { MOST = 3000, PAIRS = 4000 };

struct set {
    uint64_t shingle[MOST];
    size_t n;
    struct bitmap_filter bitmap;
};

static uint64_t next(uint64_t *state)
{
    return hash_mix(*state += UINT64_C(0x9E3779B97F4A7C15));
}

/* n shingles of which so many are drawn from what `from` has, the rest new; some stand there twice. */
static void draw(struct set *s, size_t n, const struct set *from, size_t shared, uint64_t *state)
{
    s->n = n;
    for (size_t i = 0; i < n; i++)
        s->shingle[i] = i < shared ? from->shingle[next(state) % from->n] : next(state);
    for (size_t i = 1; i < n; i += 16)
        s->shingle[i] = s->shingle[i - 1];
    bitmap_filter_build(&s->bitmap, s->shingle, n);
}

static double jaccard(const struct set *a, const struct set *b)
{
    struct overlap_set table;
    struct overlap o;

    overlap_init(&table);
    assert_int_equal(overlap_build(&table, a->shingle, a->n), 0);
    assert_int_equal(overlap_count(&table, b->shingle, b->n, &o), 0);
    overlap_release(&table);
    return overlap_jaccard(o);
}

static double bound(const struct set *a, const struct set *b)
{
    return bitmap_filter_jaccard(&a->bitmap, a->n, &b->bitmap, b->n);
}

/* The bound may be loose, but a pair that is alike must never be ruled out. */
static void test_bound_is_never_below_the_truth(void **state)
{
    static struct set a, b;
    uint64_t r = 1;

    (void)state;
    for (int i = 0; i < PAIRS; i++) {
        draw(&a, 1 + next(&r) % (i % 2 ? 60 : MOST), &a, 0, &r);
        size_t n = 1 + next(&r) % (i % 2 ? 60 : MOST);
        draw(&b, n, &a, next(&r) % (n + 1), &r);
        assert_true(bound(&a, &b) >= jaccard(&a, &b));
        assert_true(bound(&b, &a) == bound(&a, &b));
    }
}

static void test_hostile_hashes_never_rule_out(void **state)
{
    static struct set a, b;

    (void)state;
    for (size_t n = 1; n < 200; n++) {
        a.n = b.n = n;
        for (size_t i = 0; i < n; i++) {
            a.shingle[i] = i;               /* all in one place */
            b.shingle[i] = i + (n / 3);
        }
        bitmap_filter_build(&a.bitmap, a.shingle, n);
        bitmap_filter_build(&b.bitmap, b.shingle, n);
        assert_true(bound(&a, &b) >= jaccard(&a, &b));
    }
}

static void test_equal_sets_are_one(void **state)
{
    static struct set a;
    uint64_t r = 2;

    (void)state;
    draw(&a, 700, &a, 0, &r);
    assert_true(bound(&a, &a) == 1.0);
}

/* What it is there for: articles that share six of ten shingles are ruled out at .7, strangers at next to nothing. */
static void test_what_is_far_apart_is_ruled_out(void **state)
{
    static struct set a, b;
    uint64_t r = 3;

    (void)state;
    for (int i = 0; i < 100; i++) {
        draw(&a, 400, &a, 0, &r);
        for (size_t k = 0; k < 400; k++)
            b.shingle[k] = k < 240 ? a.shingle[k] : next(&r);
        b.n = 400;
        bitmap_filter_build(&b.bitmap, b.shingle, b.n);
        assert_true(bound(&a, &b) < .6);
        draw(&b, 400, &a, 0, &r);
        assert_true(bound(&a, &b) < .2);
    }
}

static void test_nothing_is_like_nothing(void **state)
{
    static struct set a;

    (void)state;
    a.n = 0;
    bitmap_filter_build(&a.bitmap, a.shingle, 0);
    assert_true(bound(&a, &a) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound_is_never_below_the_truth),
        cmocka_unit_test(test_hostile_hashes_never_rule_out),
        cmocka_unit_test(test_equal_sets_are_one),
        cmocka_unit_test(test_what_is_far_apart_is_ruled_out),
        cmocka_unit_test(test_nothing_is_like_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
