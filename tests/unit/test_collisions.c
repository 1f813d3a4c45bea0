/*
 * Hashes that collide on purpose. Without a key anybody knows the hash of a word, and 64 bits can be searched: the
 * pairs below are words of 16 letters that collide under the unkeyed default, found with 2^33 hashes each by van
 * Oorschot and Wiener's method (J. Cryptology 12, 1999). Texts made of them have equal tokens, equal digests, equal
 * sketches. They must cost no more than other texts, and none may be removed for another.
 */
#include "test.h"

#include <reprint.h>

enum { PAIRS = 4, DOCS = 20000, LENGTH = 60, ROOM = LENGTH * 17 + 1 };

static const char *const word[PAIRS][2] = {
    {"cocailpmhodoknhc", "elhlpampjpjahgko"},
    {"pkjodchlpkmffhfo", "fojeikacfimkbiba"},
    {"klkhnnfkipgcckcn", "cmpaimoijckgjjlg"},
    {"bjledgkdeecpdpmf", "ccclhpkhcdcahdce"},
};

/* Document d: at every place one of a pair, as its own random bits say. */
static size_t write_text(char *out, uint64_t d)
{
    uint64_t seed = d * 77 + 5;
    size_t n = 0;
    for (int i = 0; i < LENGTH; i++)
        n += (size_t)snprintf(out + n, ROOM - n, "%s%s", i ? " " : "", word[i % PAIRS][test_below(&seed, 2)]);
    return n;
}

static void texts_collide_unless_keyed(void **state)
{
    char a[ROOM], b[ROOM];
    size_t n = write_text(a, 1), m = write_text(b, 2);
    rp_params p;
    (void)state;

    assert_string_not_equal(a, b);
    rp_params_init(&p);
    for (p.keyed = 0; p.keyed < 2; p.keyed++) {
        rp_worker *w;
        unsigned char *x, *y;
        assert_ok(rp_worker_create(&w, &p));
        x = calloc(2, rp_sketch_size(&p));
        y = x + rp_sketch_size(&p);
        assert_ok(rp_sketch_text(w, a, n, x));
        assert_ok(rp_sketch_text(w, b, m, y));
        if (p.keyed)
            assert_memory_not_equal(x, y, rp_sketch_size(&p));
        else
            assert_memory_equal(x, y, rp_sketch_size(&p)); /* the pairs are what they are said to be */
        free(x);
        rp_worker_free(w);
    }
}

static void a_comparison_tells_them_apart(void **state)
{
    rp_params p;
    rp_worker *w;
    rp_overlap o;
    (void)state;

    rp_params_init(&p);
    assert_ok(rp_worker_create(&w, &p));
    for (int i = 0; i < PAIRS; i++) {
        assert_ok(rp_compare(w, word[i][0], 16, word[i][1], 16, &o));
        assert_int_equal(o.common, 0);
        assert_ok(rp_compare(w, word[i][0], 16, word[i][0], 16, &o));
        assert_int_equal(o.common, 1);
    }
    rp_worker_free(w);
}

static int fetch(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    char(*buf)[ROOM] = ctx;
    *n = write_text(buf[slot], doc % (DOCS - 1)); /* the last one is a true copy of the first */
    *text = buf[slot];
    *flags = 0;
    return RP_OK;
}

static void crowd(const rp_params *p, rp_stat *stat, rp_verdict *last)
{
    static char buf[4][ROOM];
    rp_corpus *c;
    rp_worker *w;
    rp_batch *b;

    assert_ok(rp_corpus_create(&c, p, NULL));
    assert_ok(rp_worker_create(&w, p));
    assert_ok(rp_batch_create(&b, p));
    for (uint64_t d = 0; d < DOCS; d++) {
        size_t n = write_text(buf[0], d % (DOCS - 1));
        assert_ok(rp_batch_add(b, w, buf[0], n, 0, 0));
    }
    assert_ok(rp_corpus_append(c, b, NULL));
    assert_ok(rp_corpus_join(c, 2, NULL, NULL));
    assert_ok(rp_corpus_resolve(c, 2, fetch, buf, NULL, NULL));
    assert_ok(rp_corpus_stat(c, stat));
    assert_ok(rp_corpus_verdict(c, DOCS - 1, last));
    rp_batch_free(b);
    rp_worker_free(w);
    rp_corpus_free(c);
}

static void none_is_taken_for_another(void **state)
{
    rp_params p;
    rp_stat stat;
    rp_verdict last;
    (void)state;

    rp_params_init(&p);
    for (p.exact_only = 0; p.exact_only < 2; p.exact_only++) {
        crowd(&p, &stat, &last);
        assert_int_equal(stat.documents, DOCS);
        assert_int_equal(stat.exact, 1);
        assert_int_equal(stat.near, 0); /* random halves: Jaccard about .4 */
        assert_int_equal(last.relation, RP_EXACT);
        assert_int_equal(last.kept, 0);
        assert_true(stat.candidates < 2 * DOCS && stat.verified < 4 * DOCS); /* linear */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_collide_unless_keyed),
        cmocka_unit_test(a_comparison_tells_them_apart),
        cmocka_unit_test(none_is_taken_for_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
