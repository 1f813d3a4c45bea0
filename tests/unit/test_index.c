/* The index in memory against all pairs of sketches. */
#include "test.h"

#include <reprint.h>

enum { DOCS = 400 };

static size_t make_text(char *out, size_t room, uint64_t family, uint64_t *seed)
{
    uint64_t f = family * 7919 + 3;
    size_t n = 0;
    for (int i = 0; i < 120; i++) {
        uint64_t w = test_below(&f, 20000);
        if (test_below(seed, 60) == 0)
            w = test_below(seed, 20000);
        n += (size_t)snprintf(out + n, room - n, "w%llu ", (unsigned long long)w);
    }
    return n;
}

static void query_finds_what_is_alike(void **state)
{
    static unsigned char sketch[DOCS][1024];
    rp_params p;
    rp_worker *w;
    rp_index *ix;
    uint64_t seed = 1, doc, found = 0, alike = 0;
    char text[4096];
    (void)state;
    rp_params_init(&p);
    assert_ok(rp_params_check(&p, NULL));
    assert_true(rp_sketch_size(&p) <= sizeof sketch[0]);
    assert_ok(rp_worker_create(&w, &p));
    assert_ok(rp_index_create(&ix, &p));
    for (int d = 0; d < DOCS; d++) {
        size_t n = make_text(text, sizeof text, (uint64_t)d / 4, &seed);
        assert_ok(rp_sketch_text(w, text, n, sketch[d]));
        assert_ok(rp_index_add(ix, sketch[d], &doc));
        assert_int_equal(doc, d);
    }
    assert_int_equal(rp_index_count(ix), DOCS);
    for (int d = 0; d < DOCS; d++) {
        const rp_hit *hit;
        size_t n;
        assert_ok(rp_index_query(ix, w, sketch[d], 0.5, &hit, &n));
        assert_true(n >= 1);
        assert_true(hit[0].estimate == 1); /* itself, or its equal */
        for (size_t i = 0; i < n; i++) {
            assert_true(hit[i].estimate >= 0.5);
            assert_true(hit[i].estimate == rp_sketch_jaccard(&p, sketch[d], sketch[hit[i].doc]));
            assert_true(i == 0 || hit[i].estimate <= hit[i - 1].estimate);
        }
        for (int e = 0; e < DOCS; e++) {
            int listed = 0;
            if (rp_sketch_jaccard(&p, sketch[d], sketch[e]) < 0.75)
                continue;
            alike++;
            for (size_t i = 0; i < n; i++)
                listed |= hit[i].doc == (uint64_t)e;
            found += (uint64_t)listed;
        }
    }
    assert_true(alike > DOCS * 2);
    assert_true(found * 100 >= alike * 98);
    rp_index_free(ix);
    rp_worker_free(w);
}

static void empty_texts_match_nothing(void **state)
{
    unsigned char empty[1024];
    rp_params p;
    rp_worker *w;
    rp_index *ix;
    const rp_hit *hit;
    size_t n = 9;
    (void)state;
    rp_params_init(&p);
    assert_ok(rp_worker_create(&w, &p));
    assert_ok(rp_index_create(&ix, &p));
    assert_ok(rp_index_query(ix, w, memset(empty, 0, sizeof empty), 0, &hit, &n));
    assert_int_equal(n, 0);
    assert_ok(rp_sketch_text(w, "  \n", 3, empty));
    assert_ok(rp_index_add(ix, empty, NULL));
    assert_ok(rp_index_query(ix, w, empty, 0, &hit, &n));
    assert_int_equal(n, 0);
    rp_index_free(ix);
    rp_worker_free(w);
}

static void parameters_are_checked(void **state)
{
    rp_params p;
    rp_error e;
    (void)state;
#define REFUSED(field, value)                                                                                    \
    do {                                                                                                         \
        rp_params_init(&p);                                                                                      \
        p.field = (value);                                                                                       \
        assert_int_equal(rp_params_check(&p, &e), RP_ERR_INVALID);                                               \
        assert_non_null(e.what);                                                                                 \
    } while (0)
    REFUSED(threshold, 0);
    REFUSED(threshold, 1.01);
    REFUSED(contained, -0.1);
    REFUSED(recall, 1);
    REFUSED(unit, 3);
    REFUSED(sketch, 2);
    REFUSED(shingle, 33);
    REFUSED(slots, 100);
    REFUSED(slots, 2048);
    REFUSED(hamming, 9);
    REFUSED(bands, 5);
    rp_params_init(&p);
    p.bands = 20, p.rows = 7;
    assert_int_equal(rp_params_check(&p, NULL), RP_ERR_INVALID);
    p.rows = 6;
    assert_ok(rp_params_check(&p, NULL));
    rp_params_init(&p);
    assert_ok(rp_params_check(&p, NULL));
    assert_int_equal(p.bands, 20);
    assert_int_equal(p.rows, 5);
    assert_int_equal(p.shingle, 5);
    assert_true(rp_params_recall(&p, 0.7) >= 0.97 && rp_params_recall(&p, 0.2) < 0.01);
    assert_string_equal(rp_strerror(RP_ERR_IO), "read or write failed");
    assert_string_equal(rp_version(), RP_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(query_finds_what_is_alike),
                                       cmocka_unit_test(empty_texts_match_nothing),
                                       cmocka_unit_test(parameters_are_checked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
