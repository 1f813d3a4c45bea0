/*
 * A reference: its documents are never removed, and whatever is like one, contained in one or contains one is removed
 * for it, however many such documents there are. Brute force says what there is to find.
 */
#include "test.h"

#include <stdbool.h>

#include <reprint.h>

enum { REFS = 120, DOCS = 1600, ROOM = 16384, NEVER = 1000000 };

/* What a document is made from. */
enum kind { OWN, COPY, EDITED, HOLDS, PIECE_OF, HOLDS_SHORT, TWIN, KINDS };

static char *text[DOCS];
static enum kind kind[DOCS];

static void add_words(char *out, size_t *n, uint64_t family, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        uint64_t f = family * 7919 + i;
        *n += (size_t)snprintf(out + *n, ROOM - *n, "w%llu ", (unsigned long long)test_below(&f, 900000));
    }
}

static unsigned words_of(unsigned ref)
{
    return ref % 10 == 3 ? 12 : 30 + ref * 3; /* every tenth is too short to be looked for inside others */
}

/* References 0..REFS, then documents of all kinds; half of all that hold something hold reference 5. */
static void make_texts(void)
{
    uint64_t seed = 5;
    for (unsigned d = 0; d < DOCS; d++) {
        unsigned ref = d % 2 ? 5 : (unsigned)test_below(&seed, REFS);
        size_t n = 0;
        text[d] = calloc(1, ROOM);
        kind[d] = d < REFS ? OWN : (enum kind)(d % KINDS);
        if (kind[d] == HOLDS_SHORT)
            ref = ref / 10 * 10 + 3;
        if (kind[d] == HOLDS && ref % 10 == 3)
            ref++;
        if (d < REFS) {
            add_words(text[d], &n, d == 7 ? 6 : d, 0, words_of(d == 7 ? 6 : d)); /* 7 is 6 again */
        } else if (kind[d] == OWN) {
            add_words(text[d], &n, NEVER + d, 0, 200);
        } else if (kind[d] == COPY) {
            add_words(text[d], &n, ref, 0, words_of(ref));
        } else if (kind[d] == EDITED) {
            add_words(text[d], &n, ref, 0, words_of(ref) - 1);
            add_words(text[d], &n, NEVER + d, 0, 1);
        } else if (kind[d] == PIECE_OF) {
            add_words(text[d], &n, ref, words_of(ref) / 5, words_of(ref) / 3 + 5);
        } else if (kind[d] == TWIN) {
            strcpy(text[d], text[d - TWIN + HOLDS]); /* the same words as the document that holds one */
        } else {
            add_words(text[d], &n, NEVER + d, 0, 150);
            add_words(text[d], &n, ref, 0, words_of(ref));
            add_words(text[d], &n, NEVER + d, 150, 150);
        }
    }
}

static int set_up(void **state)
{
    (void)state;
    make_texts();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (unsigned d = 0; d < DOCS; d++)
        free(text[d]);
    return 0;
}

static int fetch(void *ctx, int slot, uint64_t doc, const char **out, size_t *n, unsigned *flags)
{
    (void)ctx;
    (void)slot;
    *out = text[doc];
    *n = strlen(text[doc]);
    *flags = 0;
    return RP_OK;
}

struct run {
    double contained;
    int alone, threads;
    unsigned references;
    bool ranked;
    const rp_home *home;
};

static rp_corpus *run(const struct run *r, rp_params *p)
{
    rp_corpus *c;
    rp_worker *w;
    rp_batch *b;
    rp_params_init(p);
    p->contained = r->contained;
    assert_ok(rp_corpus_create(&c, p, r->home));
    assert_ok(rp_worker_create(&w, p));
    assert_ok(rp_batch_create(&b, p));
    for (unsigned d = 0; d < DOCS; d++) {
        uint64_t rank = r->ranked && d >= r->references ? 100000 - strlen(text[d]) : 0;
        assert_ok(rp_batch_add(b, w, text[d], strlen(text[d]), 0, rank));
    }
    assert_ok(rp_corpus_append(c, b, NULL));
    assert_ok(rp_corpus_reference(c, r->references, r->alone));
    assert_ok(rp_corpus_join(c, r->threads, NULL, NULL));
    assert_ok(rp_corpus_resolve(c, r->threads, fetch, NULL, NULL, NULL));
    rp_batch_free(b);
    rp_worker_free(w);
    return c;
}

/* The relation of a document to a reference by brute force, RP_KEPT for none. */
static int relation_to(rp_worker *w, const rp_params *p, unsigned doc, unsigned ref)
{
    rp_overlap o;
    assert_ok(rp_compare(w, text[doc], strlen(text[doc]), text[ref], strlen(text[ref]), &o));
    if (o.jaccard >= p->threshold)
        return RP_NEAR;
    if (p->contained > 0 && o.a_in_b >= p->contained)
        return RP_CONTAINED;
    if (p->contained > 0 && o.b_in_a >= p->contained && o.b + p->shingle > 13)
        return RP_CONTAINS;
    return RP_KEPT;
}

static void check(const rp_corpus *c, const rp_params *p, const struct run *r)
{
    unsigned found[5] = {0}, for_inputs = 0, missed = 0;
    rp_params q = *p;
    rp_stat s;
    rp_worker *w;
    assert_ok(rp_params_check(&q, NULL));
    assert_ok(rp_worker_create(&w, &q));
    for (unsigned d = 0; d < DOCS; d++) {
        rp_verdict v;
        unsigned like = 0;
        assert_ok(rp_corpus_verdict(c, d, &v));
        if (d < r->references) {
            assert_int_equal(v.relation, RP_KEPT);
            continue;
        }
        for (unsigned ref = 0; ref < r->references; ref++)
            like += relation_to(w, &q, d, ref) != RP_KEPT;
        if (v.relation != RP_KEPT && v.kept < r->references) {
            found[v.relation]++;
            assert_int_equal(relation_to(w, &q, d, (unsigned)v.kept), v.relation == RP_EXACT ? RP_NEAR : v.relation);
        } else {
            missed += like > 0;
            for_inputs += v.relation != RP_KEPT;
        }
    }
    assert_ok(rp_corpus_stat(c, &s));
    assert_int_equal(s.reference, r->references);
    assert_int_equal(s.against, found[RP_EXACT] + found[RP_NEAR] + found[RP_CONTAINED] + found[RP_CONTAINS]);
    assert_int_equal(s.contains, found[RP_CONTAINS]);
    assert_int_equal(s.exact + s.near + s.contained + s.contains, s.against + for_inputs);
    assert_true(missed * 100 <= s.against);
    assert_true(found[RP_EXACT] > 150 && found[RP_NEAR] > 150);
    assert_true(r->contained > 0 ? found[RP_CONTAINED] > 150 && found[RP_CONTAINS] > 300 && missed <= 2
                                 : found[RP_CONTAINED] + found[RP_CONTAINS] == 0);
    assert_true(r->alone ? for_inputs == 0 : r->contained > 0 || for_inputs > 100);
    rp_worker_free(w);
}

static void like_the_reference_is_removed(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        const struct run r = {.contained = i & 1 ? .9 : 0, .alone = i >> 1 & 1, .ranked = i >> 2 & 1, .threads = 2,
                              .references = REFS};
        rp_params p;
        rp_corpus *c = run(&r, &p);
        check(c, &p, &r);
        rp_corpus_free(c);
    }
}

static void same_in_any_home(void **state)
{
    const rp_home home = {.dir = "/tmp", .memory = 1 << 20};
    struct run r = {.contained = .9, .threads = 1, .references = REFS, .ranked = true};
    rp_params p;
    rp_corpus *a = run(&r, &p), *b;
    (void)state;

    r.home = &home;
    r.threads = 3;
    b = run(&r, &p);
    for (unsigned d = 0; d < DOCS; d++) {
        rp_verdict v, u;
        assert_ok(rp_corpus_verdict(a, d, &v));
        assert_ok(rp_corpus_verdict(b, d, &u));
        assert_true(v.kept == u.kept && v.relation == u.relation && v.overlap.jaccard == u.overlap.jaccard);
    }
    rp_corpus_free(a);
    rp_corpus_free(b);
}

static void no_reference_is_no_difference(void **state)
{
    struct run r = {.contained = .9, .threads = 2};
    rp_params p;
    rp_corpus *c = run(&r, &p);
    rp_stat s;
    (void)state;

    assert_ok(rp_corpus_stat(c, &s));
    assert_true(s.reference == 0 && s.against == 0 && s.contains == 0 && s.exact > 100);
    assert_int_equal(rp_corpus_reference(c, 1, 0), RP_ERR_INVALID); /* too late */
    rp_corpus_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(like_the_reference_is_removed),
                                       cmocka_unit_test(same_in_any_home),
                                       cmocka_unit_test(no_reference_is_no_difference)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
