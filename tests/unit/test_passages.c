/* passages.c: no shared run of 12 tokens is missed, whatever stands around it. */
#include "test.h"

#include <stdbool.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "records/passages.h"
#include "sketch/shingle.h"
#include "sketch/winnow.h"

struct taken {
    uint32_t passage[4096];
    size_t n;
};

static void take(const uint64_t *token, size_t n, struct taken *out)
{
    size_t shingles = shingle_count(n, PASSAGE_TOKENS);
    uint64_t *t = mem_alloc_kernel(n + 8, sizeof *t), *s = mem_alloc_kernel(shingles + 8, sizeof *s);
    uint32_t *place = mem_alloc_kernel(winnow_room(shingles), sizeof *place);
    for (size_t i = 0; i < n; i++)
        t[i] = token[i];
    shingle_hashes(t, n, PASSAGE_TOKENS, s);
    out->n = passages_select(s, shingles, n, place, out->passage);
    assert_true(out->n <= passages_max(n));
    free(t);
    free(s);
    free(place);
}

static bool meet(const struct taken *a, const struct taken *b)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            if (a->passage[i] == b->passage[j])
                return true;
    return false;
}

static void fill(uint64_t *token, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        token[i] = test_random(seed);
}

static void a_shared_run_of_twelve_is_found(void **state)
{
    static const size_t length[] = {12, 40, 99, 100, 101, 150, 700, 2000};
    uint64_t a[2000], b[2000], seed = 4;
    struct taken ta, tb;
    (void)state;
    for (int round = 0; round < 400; round++) {
        size_t na = length[test_below(&seed, 8)], nb = length[test_below(&seed, 8)];
        fill(a, na, &seed);
        fill(b, nb, &seed);
        memcpy(b + test_below(&seed, nb - 11), a + test_below(&seed, na - 11), 12 * sizeof *a);
        take(a, na, &ta);
        take(b, nb, &tb);
        assert_true(meet(&ta, &tb));
    }
}

static void between_short_texts_five_are_enough(void **state)
{
    uint64_t a[60], b[60], seed = 5;
    struct taken ta, tb;
    (void)state;
    for (int round = 0; round < 100; round++) {
        fill(a, 60, &seed);
        fill(b, 60, &seed);
        memcpy(b + test_below(&seed, 56), a + test_below(&seed, 56), 5 * sizeof *a);
        take(a, 60, &ta);
        take(b, 60, &tb);
        assert_true(meet(&ta, &tb));
    }
}

static void few_are_taken_and_spread_evenly(void **state)
{
    uint64_t a[4000], seed = 6;
    unsigned quarter[4] = {0};
    struct taken t;
    (void)state;
    fill(a, 4000, &seed);
    take(a, 4000, &t);
    assert_in_range(t.n, 4000 / 6, 4000 / 4);
    for (size_t i = 0; i < t.n; i++)
        quarter[t.passage[i] >> 30]++;
    for (int q = 0; q < 4; q++)
        assert_in_range(quarter[q], t.n / 6, t.n / 3);
}

static void tiny_texts_have_one(void **state)
{
    uint64_t a[4] = {1, 2, 3, 4};
    struct taken t, other;
    (void)state;
    take(a, 4, &t);
    assert_int_equal(t.n, 1);
    take(a, 3, &other);
    assert_int_equal(other.n, 1);
    assert_false(meet(&t, &other));
    take(a, 0, &t);
    assert_int_equal(t.n, 0);
}

/* A text that says one thing for ever has few passages. */
static void repetition_does_not_count(void **state)
{
    uint64_t a[3000];
    struct taken t;
    (void)state;
    for (size_t i = 0; i < 3000; i++)
        a[i] = 77;
    take(a, 3000, &t);
    assert_int_equal(t.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_run_of_twelve_is_found),
        cmocka_unit_test(between_short_texts_five_are_enough),
        cmocka_unit_test(few_are_taken_and_spread_evenly),
        cmocka_unit_test(tiny_texts_have_one),
        cmocka_unit_test(repetition_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
