/*
 * The corpus engine against brute force: every removal is justified on the texts, what should be found is
 * found, and neither threads, home nor kernel change a verdict.
 */
#include "test.h"

#include <unistd.h>

#include <reprint.h>

enum { DOCS = 1500, WORDS = 60, ROOM = 8192 };

struct texts {
    char *text[DOCS];
    size_t n[DOCS];
    uint64_t rank[DOCS];
    unsigned count;
};

static void put_word(char *out, size_t *n, uint64_t w)
{
    *n += (size_t)snprintf(out + *n, ROOM - *n, "%sw%llu", *n ? " " : "", (unsigned long long)w);
}

/* Families of edited copies: member m of family f changes a few words of the family's text. */
static void make_texts(struct texts *t, unsigned count, uint64_t seed)
{
    t->count = count;
    for (unsigned d = 0; d < count; d++) {
        char buf[ROOM];
        uint64_t family = test_below(&seed, count / 5), edits = test_below(&seed, 8);
        uint64_t f = family * 1000003 + 17, words = WORDS + test_below(&f, 200);
        size_t n = 0;
        for (uint64_t i = 0; i < words; i++) {
            uint64_t w = test_below(&f, 50000);
            if (edits && test_below(&seed, words) < edits)
                w = test_below(&seed, 50000);
            put_word(buf, &n, w);
        }
        if (d % 97 == 5)
            n = (size_t)snprintf(buf, sizeof buf, "short %u", d % 3);
        if (d % 211 == 7)
            n = 0;
        t->text[d] = malloc(n + 1);
        memcpy(t->text[d], buf, n);
        t->n[d] = n;
        t->rank[d] = 0;
    }
}

static void free_texts(struct texts *t)
{
    for (unsigned d = 0; d < t->count; d++)
        free(t->text[d]);
}

static int fetch(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    const struct texts *t = ctx;
    (void)slot;
    *text = t->text[doc];
    *n = t->n[doc];
    *flags = 0;
    return RP_OK;
}

/* Gives what is still good for something, and nothing else. */
struct thrifty {
    const struct texts *texts;
    const rp_corpus *corpus;
};

static int fetch_thrifty(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    const struct thrifty *f = ctx;
    if (rp_corpus_text_use(f->corpus, doc, 0) == RP_TEXT_PAST)
        return RP_ERR_IO;
    return fetch((void *)(uintptr_t)f->texts, slot, doc, text, n, flags);
}

static rp_corpus *joined(const struct texts *t, const rp_params *p, int threads, const rp_home *home)
{
    rp_corpus *c;
    rp_worker *w;
    rp_batch *b;
    assert_ok(rp_corpus_create(&c, p, home));
    assert_ok(rp_worker_create(&w, p));
    assert_ok(rp_batch_create(&b, p));
    for (unsigned d = 0; d < t->count; d++) {
        assert_ok(rp_batch_add(b, w, t->text[d], t->n[d], 0, t->rank[d]));
        if (d % 7 == 6 || d + 1 == t->count)
            assert_ok(rp_corpus_append(c, b, NULL));
    }
    assert_ok(rp_corpus_join(c, threads, NULL, NULL));
    rp_batch_free(b);
    rp_worker_free(w);
    return c;
}

static rp_corpus *run(const struct texts *t, const rp_params *p, int threads, const rp_home *home)
{
    rp_corpus *c = joined(t, p, threads, home);
    assert_ok(rp_corpus_resolve(c, threads, fetch, (void *)(uintptr_t)t, NULL, NULL));
    return c;
}

static int before(const struct texts *t, uint64_t a, uint64_t b)
{
    return t->rank[a] != t->rank[b] ? t->rank[a] < t->rank[b] : a < b;
}

/* Every removal holds on the texts; every kept document is unlike the kept ones that came before it. */
static void check_against_brute_force(const struct texts *t, const rp_params *p, const rp_corpus *c)
{
    rp_worker *w;
    unsigned removed = 0, missed = 0, pairs = 0;
    assert_ok(rp_worker_create(&w, p));
    for (unsigned d = 0; d < t->count; d++) {
        rp_verdict v, k;
        rp_overlap o;
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_ok(rp_corpus_verdict(c, v.kept, &k));
        assert_int_equal(k.relation, RP_KEPT);
        if (v.relation == RP_KEPT)
            continue;
        removed++;
        assert_true(before(t, v.kept, d));
        assert_ok(rp_compare(w, t->text[d], t->n[d], t->text[v.kept], t->n[v.kept], &o));
        assert_true(o.jaccard >= p->threshold);
        assert_true(o.jaccard == v.overlap.jaccard);
        if (v.relation == RP_EXACT)
            assert_true(o.jaccard == 1);
    }
    for (unsigned d = 0; d < t->count; d += 3)
        for (unsigned e = 0; e < t->count; e++) {
            rp_verdict v, u;
            rp_overlap o;
            assert_ok(rp_corpus_verdict(c, d, &v));
            assert_ok(rp_corpus_verdict(c, e, &u));
            if (d == e || v.relation != RP_KEPT || u.relation != RP_KEPT || t->n[d] == 0)
                continue;
            assert_ok(rp_compare(w, t->text[d], t->n[d], t->text[e], t->n[e], &o));
            missed += o.jaccard >= p->threshold;
            pairs++;
        }
    assert_true(removed > t->count / 4);
    assert_true(pairs > 1000);
    assert_true(missed <= 2); /* .97 and more of them are found, and most have several chances */
    rp_worker_free(w);
}

static void holds_on_the_texts(void **state)
{
    struct texts t;
    rp_params p;
    (void)state;
    rp_params_init(&p);
    assert_ok(rp_params_check(&p, NULL));
    make_texts(&t, 600, 1);
    for (int ranked = 0; ranked < 2; ranked++) {
        rp_corpus *c = run(&t, &p, 2, NULL);
        check_against_brute_force(&t, &p, c);
        rp_corpus_free(c);
        for (unsigned d = 0; d < t.count; d++)
            t.rank[d] = 1000000 - t.n[d];
    }
    free_texts(&t);
}

static void same_verdicts(const struct texts *t, const rp_corpus *a, const rp_corpus *b)
{
    for (unsigned d = 0; d < t->count; d++) {
        rp_verdict v, w;
        assert_ok(rp_corpus_verdict(a, d, &v));
        assert_ok(rp_corpus_verdict(b, d, &w));
        assert_memory_equal(&v, &w, sizeof v);
    }
}

static void threads_and_home_change_nothing(void **state)
{
    char dir[] = "/tmp/reprint-corpus-XXXXXX";
    rp_home home = {.dir = dir, .memory = 1 << 18};
    struct texts t;
    rp_params p;
    (void)state;
    assert_non_null(mkdtemp(dir));
    rp_params_init(&p);
    make_texts(&t, DOCS, 2);
    rp_corpus *one = run(&t, &p, 1, NULL);
    for (int threads = 2; threads <= 7; threads += 5) {
        rp_corpus *many = run(&t, &p, threads, NULL), *disk = run(&t, &p, threads, &home);
        same_verdicts(&t, one, many);
        same_verdicts(&t, one, disk);
        rp_corpus_free(many);
        rp_corpus_free(disk);
    }
    rp_corpus_free(one);
    assert_int_equal(rmdir(dir), 0); /* nothing left behind */
    free_texts(&t);
}

/* A text that is said to be good for nothing is not needed for the outcome, whatever the order and the number of
 * threads; and in the order of appending most of what is removed is said to be so. */
static void texts_that_are_done_with(void **state)
{
    struct texts t;
    rp_params p;

    (void)state;
    rp_params_init(&p);
    make_texts(&t, DOCS, 8);
    for (int ranked = 0; ranked < 2; ranked++)
        for (int contained = 0; contained < 2; contained++) {
            p.contained = contained ? .9 : 0;
            rp_corpus *want = run(&t, &p, 1, NULL);
            for (int threads = 1; threads <= 8; threads += threads) {
                rp_corpus *c = joined(&t, &p, threads, NULL);
                struct thrifty f = {&t, c};
                unsigned past = 0, removed = 0;

                assert_ok(rp_corpus_resolve(c, threads, fetch_thrifty, &f, NULL, NULL));
                same_verdicts(&t, want, c);
                for (unsigned d = 0; d < t.count; d++) {
                    rp_verdict v;
                    assert_ok(rp_corpus_verdict(c, d, &v));
                    removed += v.relation != RP_KEPT;
                    past += v.relation != RP_KEPT && rp_corpus_text_use(c, d, 0) == RP_TEXT_PAST;
                }
                if (ranked || contained)
                    assert_int_equal(past, 0);
                else
                    assert_in_range(past, removed / 2, removed);
                rp_corpus_free(c);
            }
            rp_corpus_free(want);
            for (unsigned d = 0; contained && d < t.count; d++)
                t.rank[d] = 1000000 - t.n[d];
        }
    free_texts(&t);
}

static void exact_only_needs_equal_tokens(void **state)
{
    static const char *const text[] = {"The cat sat, on the mat.", "the CAT sat on -- the mat", "the cat sat on a mat",
                                       "", "", "!!!", "???", "!!!"};
    struct texts t = {.count = 8};
    rp_params p;
    rp_verdict v;
    (void)state;
    for (unsigned d = 0; d < t.count; d++) {
        t.text[d] = (char *)(uintptr_t)text[d];
        t.n[d] = strlen(text[d]);
    }
    rp_params_init(&p);
    p.exact_only = 1;
    rp_corpus *c = run(&t, &p, 1, NULL);
    static const uint64_t kept[] = {0, 0, 2, 3, 4, 5, 6, 5}; /* empty texts are never each other's copy */
    for (unsigned d = 0; d < t.count; d++) {
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_int_equal(v.kept, kept[d]);
    }
    rp_corpus_free(c);
}

static void simhash_finds_near_mirrors(void **state)
{
    struct texts t;
    rp_params p;
    rp_stat s;
    (void)state;
    rp_params_init(&p);
    p.sketch = RP_SKETCH_SIMHASH;
    make_texts(&t, 600, 4);
    rp_corpus *c = run(&t, &p, 2, NULL);
    assert_ok(rp_corpus_stat(c, &s));
    assert_true(s.exact > 0 && s.near > 0);
    for (unsigned d = 0; d < t.count; d++) {
        rp_verdict v;
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_true(v.relation == RP_KEPT || v.overlap.jaccard >= p.threshold);
    }
    rp_corpus_free(c);
    free_texts(&t);
}

static void key_changes_sketches_but_hardly_verdicts(void **state)
{
    unsigned char plain[4096], keyed[4096];
    struct texts t;
    rp_params p, k;
    rp_worker *w, *x;
    (void)state;
    rp_params_init(&p);
    rp_params_init(&k);
    k.keyed = 1;
    memset(k.key, 9, sizeof k.key);
    make_texts(&t, 300, 5);
    rp_corpus *a = run(&t, &p, 1, NULL), *b = run(&t, &k, 1, NULL);
    unsigned differ = 0; /* only where a pair at the threshold is a candidate under one key, not the other */
    for (unsigned d = 0; d < t.count; d++) {
        rp_verdict v, u;
        assert_ok(rp_corpus_verdict(a, d, &v));
        assert_ok(rp_corpus_verdict(b, d, &u));
        differ += v.relation != u.relation;
    }
    assert_true(differ <= t.count / 50);
    assert_ok(rp_worker_create(&w, &p));
    assert_ok(rp_worker_create(&x, &k));
    assert_ok(rp_sketch_text(w, t.text[0], t.n[0], plain));
    assert_ok(rp_sketch_text(x, t.text[0], t.n[0], keyed));
    assert_true(rp_sketch_jaccard(&p, plain, keyed) < 0.1);
    rp_worker_free(w);
    rp_worker_free(x);
    rp_corpus_free(a);
    rp_corpus_free(b);
    free_texts(&t);
}

/* Families of trimmed copies: the source, tails cut at several places, near copies of the trimmed ones. */
static void make_trimmed(struct texts *t, unsigned count, uint64_t seed)
{
    t->count = count;
    for (unsigned d = 0; d < count; d++) {
        char buf[ROOM];
        uint64_t f = (d / 6) * 77 + 5, words = 300, n_words = 0;
        unsigned member = d % 6; /* 2 is the source; it comes after shorter ones */
        static const unsigned share[6] = {30, 31, 100, 55, 20, 12};
        size_t n = 0;
        for (uint64_t i = 0; i < words; i++) {
            uint64_t w = test_below(&f, 50000);
            if (n_words * 100 >= words * share[member])
                break;
            if (member == 1 && i % 40 == 39)
                w = test_below(&seed, 50000);
            put_word(buf, &n, w);
            n_words++;
        }
        t->text[d] = malloc(n + 1);
        memcpy(t->text[d], buf, n);
        t->n[d] = n;
        t->rank[d] = 0;
    }
}

static void contained_texts_go(void **state)
{
    char dir[] = "/tmp/reprint-corpus-XXXXXX";
    rp_home home = {.dir = dir, .memory = 1 << 18};
    struct texts t;
    rp_params p;
    rp_worker *w;
    rp_stat s;
    unsigned removed = 0;
    (void)state;
    rp_params_init(&p);
    p.contained = 0.92;
    make_trimmed(&t, 600, 1);
    assert_ok(rp_worker_create(&w, &p));
    assert_non_null(mkdtemp(dir));
    rp_corpus *c = run(&t, &p, 2, NULL), *one = run(&t, &p, 1, NULL), *disk = run(&t, &p, 3, &home);
    same_verdicts(&t, c, one);
    same_verdicts(&t, c, disk);
    rp_corpus_free(disk);
    assert_int_equal(rmdir(dir), 0);
    for (unsigned d = 0; d < t.count; d++) {
        rp_verdict v, k;
        rp_overlap o;
        assert_ok(rp_corpus_verdict(c, d, &v));
        assert_ok(rp_corpus_verdict(c, v.kept, &k));
        assert_int_equal(k.relation, RP_KEPT);
        assert_int_equal(v.kept / 6, d / 6); /* families have nothing in common */
        if (v.relation == RP_KEPT)
            continue;
        removed++;
        assert_ok(rp_compare(w, t.text[d], t.n[d], t.text[v.kept], t.n[v.kept], &o));
        assert_true(o.jaccard == v.overlap.jaccard && o.a_in_b == v.overlap.a_in_b && o.b_in_a == v.overlap.b_in_a);
        assert_true(v.relation == RP_CONTAINED ? o.a_in_b >= p.contained : o.jaccard >= p.threshold);
    }
    assert_ok(rp_corpus_stat(c, &s));
    assert_int_equal(s.exact + s.near + s.contained, removed);
    assert_true(s.contained >= 300);
    /* member 1 was a near copy of member 0, which went into 2; with 2 of 93 words changed it holds .89 of
     * its shingles in the source: not contained, not near, so it is kept after all */
    for (unsigned d = 0; d < t.count; d += 6) {
        rp_verdict v[6];
        for (unsigned m = 0; m < 6; m++)
            assert_ok(rp_corpus_verdict(c, d + m, &v[m]));
        assert_int_equal(v[2].relation, RP_KEPT);
        assert_int_equal(v[0].relation, RP_CONTAINED);
        assert_int_equal(v[3].relation, RP_CONTAINED);
        assert_int_equal(v[1].relation, RP_KEPT);
    }
    rp_corpus_free(c);
    rp_corpus_free(one);
    rp_worker_free(w);
    free_texts(&t);
}
/* Texts that share a template: each has its neighbours as candidates, and nobody is removed. Two of them have copies, a
 * word-for-word one and one that is told by its digest only, at the very end. */
enum { TEMPLATES = 1200, COPIED = 3 };

static void make_template(struct texts *t, unsigned count)
{
    uint64_t seed = 21;

    t->count = count;
    for (unsigned d = 0; d < count; d++) {
        char buf[ROOM];
        size_t n = 0;
        uint64_t f = 5;
        for (uint64_t i = 0; i < 150; i++) {
            const uint64_t shared = test_below(&f, 50000);
            put_word(buf, &n, i < 90 ? shared : test_below(&seed, 50000));
        }
        if (d + 2 >= count)
            n = (size_t)snprintf(buf, sizeof buf, "%s%s", t->text[d + 2 - count + COPIED], d + 1 == count ? "!" : "");
        t->text[d] = malloc(n + 1);
        memcpy(t->text[d], buf, n + 1);
        t->n[d] = n;
        t->rank[d] = 0;
    }
}

struct keeping {
    struct texts texts;
    rp_corpus *corpus;
    unsigned looks, kept, most; /* texts that one who lets go what is PAST would hold */
};

static int fetch_and_count(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    struct keeping *k = ctx;
    const struct thrifty f = {&k->texts, k->corpus};

    assert_int_not_equal(rp_corpus_text_use(k->corpus, doc, 0), RP_TEXT_PAST);
    if (doc > TEMPLATES / 2 && doc < TEMPLATES - 2) { /* decided long ago, and its copy is to come */
        assert_int_equal(rp_corpus_text_use(k->corpus, COPIED, TEMPLATES / 4), RP_TEXT_LATER);
        assert_int_equal(rp_corpus_text_use(k->corpus, COPIED, 2 * TEMPLATES), RP_TEXT_OPEN);
    }
    if (slot == 0 && ++k->looks % 100 == 0) {
        k->kept = 0;
        for (uint64_t d = 0; d < doc; d++)
            k->kept += rp_corpus_text_use(k->corpus, d, 0) != RP_TEXT_PAST;
        k->most = k->kept > k->most ? k->kept : k->most;
    }
    return fetch_thrifty((void *)(uintptr_t)&f, slot, doc, text, n, flags);
}

/* Most texts are done with soon after they were decided, though they are kept; those with a far copy, and the heads of
 * buckets, are not. What will be done with after `near` documents is OPEN for him who can wait for these. */
static void texts_are_done_with_when_the_last_has_asked(void **state)
{
    static struct keeping k;
    rp_params p;
    rp_verdict v;

    (void)state;
    rp_params_init(&p);
    make_template(&k.texts, TEMPLATES);
    k.corpus = joined(&k.texts, &p, 1, NULL);
    for (unsigned d = 0; d < TEMPLATES; d++) /* nothing has begun */
        assert_true(!rp_corpus_needs(k.corpus, d) || rp_corpus_text_use(k.corpus, d, UINT64_MAX) == RP_TEXT_LATER);
    assert_ok(rp_corpus_resolve(k.corpus, 1, fetch_and_count, &k, NULL, NULL));
    for (unsigned d = 0; d + 2 < TEMPLATES; d++) {
        assert_ok(rp_corpus_verdict(k.corpus, d, &v));
        assert_int_equal(v.relation, RP_KEPT);
    }
    assert_true(k.looks > TEMPLATES / 2 && k.most < TEMPLATES / 3);
    for (unsigned d = TEMPLATES - 2; d < TEMPLATES; d++) {
        assert_ok(rp_corpus_verdict(k.corpus, d, &v));
        assert_int_equal(v.relation, RP_EXACT);
        assert_int_equal(v.kept, d + 2 - TEMPLATES + COPIED);
    }
    rp_corpus_free(k.corpus);
    free_texts(&k.texts);
}

static void wrong_order_of_calls_is_refused(void **state)
{
    rp_corpus *c;
    rp_params p;
    rp_verdict v;
    (void)state;
    rp_params_init(&p);
    assert_int_equal(rp_corpus_create(NULL, &p, NULL), RP_ERR_INVALID);
    assert_ok(rp_corpus_create(&c, &p, NULL));
    assert_int_equal(rp_corpus_verdict(c, 0, &v), RP_ERR_INVALID);
    assert_int_equal(rp_corpus_resolve(c, 1, fetch, NULL, NULL, NULL), RP_ERR_INVALID);
    assert_ok(rp_corpus_join(c, 1, NULL, NULL));
    assert_int_equal(rp_corpus_join(c, 1, NULL, NULL), RP_ERR_INVALID);
    assert_ok(rp_corpus_resolve(c, 1, fetch, NULL, NULL, NULL));
    assert_int_equal(rp_corpus_verdict(c, 0, &v), RP_ERR_INVALID);
    rp_corpus_free(c);
    rp_corpus_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_on_the_texts), cmocka_unit_test(threads_and_home_change_nothing),
        cmocka_unit_test(texts_that_are_done_with),
        cmocka_unit_test(texts_are_done_with_when_the_last_has_asked),
        cmocka_unit_test(exact_only_needs_equal_tokens), cmocka_unit_test(simhash_finds_near_mirrors),
        cmocka_unit_test(key_changes_sketches_but_hardly_verdicts),
        cmocka_unit_test(contained_texts_go), cmocka_unit_test(wrong_order_of_calls_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
