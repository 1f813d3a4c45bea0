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

/* --- sketches forged from a few shingles of a very long document --- */

enum { LONG_DOCS = 2, LONG_WORDS = 80000, LONG_ROOM = LONG_WORDS * 10, WINDOW = 8, FORGED = 3000 };

struct forgery {
    char *text[LONG_DOCS];
    size_t n[LONG_DOCS];
    char *found; /* FORGED texts of up to ROOM bytes that share sketch slots with the long ones */
    unsigned fetched;
};

/* Windows of a long document that hold the least shingle of one of its slots: what an attacker looks for. */
static unsigned find_windows(const struct forgery *f, const rp_params *p, rp_worker *w, int d, char (*out)[ROOM], unsigned most)
{
    unsigned char *of_all = calloc(2, rp_sketch_size(p)), *of_window = of_all + rp_sketch_size(p);
    const char *at = f->text[d], *end = at + f->n[d];
    unsigned found = 0;

    assert_ok(rp_sketch_text(w, at, f->n[d], of_all));
    while (found < most && at < end) {
        const char *to = at;
        for (int i = 0; i < WINDOW && to && to < end; i++)
            to = memchr(to + 1, ' ', (size_t)(end - to - 1));
        if (!to)
            break;
        assert_ok(rp_sketch_text(w, at, (size_t)(to - at), of_window));
        if (rp_sketch_jaccard(p, of_all, of_window) > 0)
            snprintf(out[found++], ROOM, "%.*s", (int)(to - at), at);
        at = (const char *)memchr(at, ' ', (size_t)(end - at)) + 1;
    }
    free(of_all);
    return found;
}

static void write_long(struct forgery *f, int d)
{
    uint64_t seed = 11 + (uint64_t)d;
    f->text[d] = malloc(LONG_ROOM);
    f->n[d] = 0;
    for (int i = 0; i < LONG_WORDS; i++)
        f->n[d] += (size_t)snprintf(f->text[d] + f->n[d], LONG_ROOM - f->n[d], "%sw%llu", i ? " " : "",
                                    (unsigned long long)test_below(&seed, 1000000));
}

static int fetch_forged(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    struct forgery *f = ctx;
    (void)slot;
    f->fetched += doc < LONG_DOCS;
    *text = doc < LONG_DOCS ? f->text[doc] : f->found + (doc - LONG_DOCS) * ROOM;
    *n = doc < LONG_DOCS ? f->n[doc] : strlen(*text);
    *flags = 0;
    return RP_OK;
}

static void a_long_document_is_not_read_for_every_forgery(void **state)
{
    static char window[LONG_DOCS][4][ROOM];
    struct forgery f = {.found = malloc(FORGED * ROOM)};
    rp_params p;
    rp_worker *w;
    rp_batch *b;
    rp_corpus *c;
    rp_stat stat;
    (void)state;

    rp_params_init(&p);
    p.bands = 64;
    p.rows = 1;
    assert_ok(rp_worker_create(&w, &p));
    assert_ok(rp_batch_create(&b, &p));
    assert_ok(rp_corpus_create(&c, &p, NULL));
    for (int d = 0; d < LONG_DOCS; d++) {
        write_long(&f, d);
        assert_ok(rp_batch_add(b, w, f.text[d], f.n[d], 0, 0));
        assert_int_equal(find_windows(&f, &p, w, d, window[d], 4), 4);
    }
    for (int i = 0; i < FORGED; i++) { /* of both long ones, and each different */
        char *text = f.found + (size_t)i * ROOM;
        snprintf(text, ROOM, "%s %s own%d words%d only%d here%d", window[0][i % 4], window[1][i / 4 % 4], i, i, i, i);
        assert_ok(rp_batch_add(b, w, text, strlen(text), 0, 0));
    }
    assert_ok(rp_corpus_append(c, b, NULL));
    assert_ok(rp_corpus_join(c, 1, NULL, NULL));
    assert_ok(rp_corpus_resolve(c, 1, fetch_forged, &f, NULL, NULL));
    assert_ok(rp_corpus_stat(c, &stat));
    assert_true(stat.verified > FORGED); /* the forged ones were looked at */
    assert_in_range(f.fetched, 1, 4 * LONG_DOCS);
    rp_corpus_free(c);
    rp_batch_free(b);
    rp_worker_free(w);
    for (int d = 0; d < LONG_DOCS; d++)
        free(f.text[d]);
    free(f.found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_collide_unless_keyed),
        cmocka_unit_test(a_comparison_tells_them_apart),
        cmocka_unit_test(none_is_taken_for_another),
        cmocka_unit_test(a_long_document_is_not_read_for_every_forgery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
