/* Shared shingles counted through classes are those counted one by one. */
#include "test.h"

#include <stdbool.h>

#include "audit/sample_index.h"

enum { DOCS = 60, SHINGLES = 90 };

/* Many repeats, a template in every second document, the rest from a small vocabulary. */
static size_t make_document(uint64_t *out, size_t k, uint64_t *seed)
{
    size_t n = 0;
    if (k % 2 == 0)
        for (uint64_t i = 0; i < 30; i++)
            out[n++] = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
    while (n < SHINGLES && test_below(seed, 40) > 0)
        out[n++] = (1000 + test_below(seed, 200)) * UINT64_C(0xD6E8FEB86659FD93);
    return n;
}

static bool has(const uint64_t *p, size_t n, uint64_t x)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == x)
            return true;
    return false;
}

static uint32_t different(const uint64_t *p, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += !has(p, i, p[i]);
    return count;
}

static uint32_t in_both(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
    uint32_t count = 0;
    for (size_t i = 0; i < na; i++)
        count += !has(a, i, a[i]) && has(b, nb, a[i]);
    return count;
}

static void counts_what_one_by_one_counts(void **state)
{
    static uint64_t text[DOCS][SHINGLES];
    struct sample_set set[DOCS];
    struct sample_index *x;
    struct sample_counter c;
    uint64_t seed = 11, other[SHINGLES];
    (void)state;
    for (size_t k = 0; k < DOCS; k++)
        set[k] = (struct sample_set){text[k], make_document(text[k], k, &seed)};
    set[7].n = 0;
    assert_ok(sample_index_create(&x, set, DOCS));
    assert_true(sample_classes(x) < sample_shingles(x)); /* the template is one */
    assert_ok(sample_counter_init(&c, x));
    for (size_t k = 0; k < DOCS; k++)
        assert_int_equal(sample_size(x, k), different(set[k].shingle, set[k].n));
    for (int round = 0; round < 300; round++) {
        const size_t n = make_document(other, (size_t)round, &seed);
        size_t hits = 0;
        assert_ok(sample_count(&c, other, n));
        for (uint32_t k = 0; k < DOCS; k++) {
            const uint32_t want = in_both(other, n, set[k].shingle, set[k].n);
            assert_int_equal(c.shared[k], want);
            hits += want > 0;
        }
        assert_int_equal(c.n_hits, hits);
    }
    sample_counter_release(&c);
    sample_index_free(x);
}

static void a_template_is_one_class(void **state)
{
    uint64_t text[200];
    struct sample_set set[500];
    struct sample_index *x;
    (void)state;
    for (uint64_t i = 0; i < 200; i++)
        text[i] = (i + 5) * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t k = 0; k < 500; k++)
        set[k] = (struct sample_set){text, 200};
    assert_ok(sample_index_create(&x, set, 500));
    assert_int_equal(sample_shingles(x), 200);
    assert_int_equal(sample_classes(x), 1);
    sample_index_free(x);
}

static void nothing_to_find(void **state)
{
    struct sample_set set[3] = {{0}};
    struct sample_index *x;
    struct sample_counter c;
    const uint64_t text[3] = {0, 1, UINT64_MAX};
    (void)state;
    assert_ok(sample_index_create(&x, set, 3));
    assert_ok(sample_counter_init(&c, x));
    assert_ok(sample_count(&c, text, 3));
    assert_int_equal(c.n_hits, 0);
    sample_counter_release(&c);
    sample_index_free(x);
    assert_ok(sample_index_create(&x, set, 0));
    sample_index_free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_what_one_by_one_counts),
                                       cmocka_unit_test(a_template_is_one_class), cmocka_unit_test(nothing_to_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
