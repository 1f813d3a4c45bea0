#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/status.h"
#include "eval/eval.h"
#include "eval/json_row.h"
#include "eval/partition.h"

#define assert_near(a, b) assert_true(fabs((a) - (b)) < 1e-9)

/* --- partitions ------------------------------------------------------------------------------- */

/* Every definition by its own words, in square time. */
static void compare_slowly(const uint32_t *g, const uint32_t *p, size_t n, struct partition_scores *out)
{
    uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
    double bp = 0, br = 0;
    for (size_t i = 0; i < n; i++) {
        double both = 0, in_g = 0, in_p = 0;
        for (size_t j = 0; j < n; j++) {
            const bool sg = g[i] == g[j], sp = p[i] == p[j];
            both += sg && sp, in_g += sg, in_p += sp;
            if (j > i) *(sg ? (sp ? &tp : &fn) : (sp ? &fp : &tn)) += 1;
        }
        bp += both / in_p;
        br += both / in_g;
    }
    const double all = (double)n * (double)(n - 1) / 2, gold = (double)(tp + fn), said = (double)(tp + fp);
    out->pairs = (struct eval_pairs){.tp = tp, .fp = fp, .fn = fn, .tn = tn};
    out->bcubed.precision = bp / (double)n;
    out->bcubed.recall = br / (double)n;
    const double most = (gold + said) / 2, chance = gold * said / all;
    out->ari = most == chance ? 1 : ((double)tp - chance) / (most - chance);
}

static void random_partitions_equal_brute_force(void **state)
{
    (void)state;
    enum { N = 220 };
    uint32_t g[N], p[N];
    for (uint64_t round = 0; round < 60; round++) {
        const uint64_t groups = 1 + hash_mix(round + 77) % (N + 40), noise = hash_mix(round) % 100;
        for (uint64_t i = 0; i < N; i++) {
            const uint64_t r = hash_bytes(&i, sizeof i, round);
            g[i] = (uint32_t)(r % groups);
            p[i] = r >> 40 < (noise << 24) / 100 ? (uint32_t)((r >> 20) % groups) : g[i] ^ 5;
        }
        struct partition_scores fast, slow;
        assert_int_equal(partition_compare(g, p, N, &fast), RP_OK);
        compare_slowly(g, p, N, &slow);
        assert_int_equal(fast.pairs.tp, slow.pairs.tp);
        assert_int_equal(fast.pairs.fp, slow.pairs.fp);
        assert_int_equal(fast.pairs.fn, slow.pairs.fn);
        assert_int_equal(fast.pairs.tn, slow.pairs.tn);
        assert_near(fast.bcubed.precision, slow.bcubed.precision);
        assert_near(fast.bcubed.recall, slow.bcubed.recall);
        assert_near(fast.ari, slow.ari);
    }
}

/* Gold abc|de, predicted ab|cd|e: counted by hand. */
static void small_partition_as_counted_by_hand(void **state)
{
    (void)state;
    const uint32_t g[] = {1, 1, 1, 2, 2}, p[] = {7, 7, 8, 8, 9};
    struct partition_scores s;
    assert_int_equal(partition_compare(g, p, 5, &s), RP_OK);
    assert_int_equal(s.pairs.tp, 1);
    assert_near(s.pairs.score.precision, .5);
    assert_near(s.pairs.score.recall, .25);
    assert_near(s.pairs.score.f1, 1. / 3);
    assert_near(s.bcubed.precision, .8);
    assert_near(s.bcubed.recall, 8. / 15);
    assert_near(s.ari, .2 / 2.2);
}

static void trivial_partitions_have_scores(void **state)
{
    (void)state;
    const uint32_t same[] = {3, 3, 3}, apart[] = {0, 1, 2};
    struct partition_scores s;
    assert_int_equal(partition_compare(same, same, 0, &s), RP_OK);
    assert_near(s.ari, 1);
    assert_near(s.bcubed.f1, 1);
    assert_int_equal(partition_compare(same, same, 3, &s), RP_OK);
    assert_near(s.ari, 1);
    assert_int_equal(partition_compare(apart, apart, 3, &s), RP_OK);
    assert_near(s.pairs.score.f1, 1);
    assert_int_equal(partition_compare(same, apart, 3, &s), RP_OK);
    assert_near(s.ari, 0);
    assert_near(s.pairs.score.precision, 1);
    assert_near(s.pairs.score.recall, 0);
}

/* --- whole files ------------------------------------------------------------------------------ */

static struct eval_result *evaluate(struct eval **e, const char *gold, const char *said, double min_jaccard)
{
    static struct eval_result r;
    const struct eval_options o = {min_jaccard};
    *e = eval_create(&o);
    assert_non_null(*e);
    assert_int_equal(eval_add_gold(*e, gold, strlen(gold)), RP_OK);
    assert_int_equal(eval_add_prediction(*e, said, strlen(said)), RP_OK);
    assert_int_equal(eval_score(*e, &r), RP_OK);
    return &r;
}

static const char *const said_clusters = "a\tX\nb\tX\nc\tY\nd\tY\n";

static void labelled_pairs_are_judged_one_by_one(void **state)
{
    (void)state;
    struct eval *e;
    const struct eval_result *r =
        evaluate(&e, "id_a\tid_b\tsame_story\na\tb\t1\na\tc\t1\nc\td\t0\na\td\t0\ne\tf\t1\n", said_clusters, 0);
    assert_true(r->gold_is_pairs);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fn, 2);
    assert_int_equal(r->pairs.fp, 1);
    assert_int_equal(r->pairs.tn, 1);
    assert_int_equal(r->missing_ids, 2);
    assert_int_equal(eval_disagreements(e), 3);
    assert_string_equal(eval_disagreement(e, 1).id_a, "c");
    assert_string_equal(eval_disagreement(e, 1).id_b, "d");
    assert_false(eval_disagreement(e, 1).gold_same);
    eval_free(e);
}

static void headers_may_be_missing_and_spaces_do(void **state)
{
    (void)state;
    struct eval *e;
    const struct eval_result *r = evaluate(&e, "a b yes\r\nc d no\n\n# remark\nd d yes\n", "a X\nb X\nc Y\nd Y", 0);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fp, 1);
    assert_int_equal(r->skipped_rows, 1);
    eval_free(e);
    r = evaluate(&e, "a 1\nb 1\nc -\nd -\n", said_clusters, 0);
    assert_false(r->gold_is_pairs);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fp, 1);
    assert_int_equal(r->pairs.tn, 4);
    eval_free(e);
}

static void an_id_not_predicted_is_alone(void **state)
{
    (void)state;
    struct eval *e;
    const struct eval_result *r = evaluate(&e, "a\t1\nb\t1\nz\t1\n", said_clusters, 0);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fn, 2);
    assert_int_equal(r->missing_ids, 1);
    assert_near(r->bcubed.recall, (2. / 3 + 2. / 3 + 1. / 3) / 3);
    assert_int_equal(eval_disagreements(e), 1);
    assert_string_equal(eval_disagreement(e, 0).id_b, "z");
    eval_free(e);
}

static void planted_copies_below_the_threshold_are_alone(void **state)
{
    (void)state;
    struct eval *e;
    const char *gold = "id\torigin\tkind\tjaccard\na\ta\toriginal\t1.0000\nb\ta\tnear\t0.8000\nc\ta\tnear\t0.6999\n";
    const struct eval_result *r = evaluate(&e, gold, "a\tX\nb\tX\nc\tX\n", .7);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fp, 2);
    eval_free(e);
    r = evaluate(&e, gold, "a\tX\nb\tX\nc\tX\n", 0);
    assert_int_equal(r->pairs.tp, 3);
    eval_free(e);
}

static void dedup_reports_are_read(void **state)
{
    (void)state;
    struct eval *e;
    const char *gold = "a\t1\nb\t1\nc\t1\nd\t-\n\xc3\xa9\t2\nf\t2\n";
    const struct eval_result *r =
        evaluate(&e, gold,
                 "{\"id\":\"b\",\"file\":\"x\",\"line\":2,\"kept\":\"a\",\"relation\":\"exact\",\"jaccard\":1}\n"
                 "{\"id\":\"c\",\"kept\":\"a\",\"relation\":\"near\"}\n"
                 "{\"id\":\"\\u00e9\",\"kept\":\"f\"}\n",
                 0);
    assert_int_equal(r->pairs.tp, 4);
    assert_int_equal(r->pairs.fp + r->pairs.fn, 0);
    eval_free(e);
    r = evaluate(&e, gold,
                 "{\"type\":\"cluster\",\"kept\":{\"file\":\"x\",\"id\":\"a\"},\"removed\":[{\"id\":\"b\",\"relation\":"
                 "\"exact\"},"
                 "{\"id\":\"d\",\"extra\":[1,{\"id\":\"c\"}]}]}\n",
                 0);
    assert_int_equal(r->pairs.tp, 1);
    assert_int_equal(r->pairs.fp, 2);
    eval_free(e);
}

static void scan_reports_are_read(void **state)
{
    (void)state;
    struct eval *e;
    const char *gold = "id\tstory\trelation\toriginal\tsource\tdistributor\tcarrier\n"
                       "a\tS1\tverbatim\ta\tReuters\t-\tReuters\n"
                       "b\tS1\ttrimmed\ta\tReuters\t-\tGazette\n"
                       "c\t-\tteaser\t-\t-\t-\tCourier\n"
                       "d\tS2\tverbatim\t-\tThe Associated Press\tTribune Content Agency\tHerald\n"
                       "e\tS2\tlight-edit\t-\t-\t-\tMail\n";
    const struct eval_result *r = evaluate(
        &e, gold,
        "{\"type\":\"run\",\"version\":\"0\"}\n"
        "{\"type\":\"story\",\"story\":\"q\",\"original\":\"a\",\"source\":{\"name\":\"Reuters\"}}\n"
        "{\"type\":\"copy\",\"story\":\"q\",\"id\":\"a\",\"relation\":\"verbatim\",\"credit\":{\"source\":\"Reuters\","
        "\"carrier\":\"reuters\"}}\n"
        "{\"type\":\"copy\",\"story\":\"q\",\"id\":\"b\",\"relation\":\"edited\",\"credit\":{\"source\":{\"name\":"
        "\"AFP\",\"line\":\"x\"},\"carrier\":\"Gazette\"}}\n"
        "{\"type\":\"satellite\",\"story\":\"q\",\"id\":\"c\",\"relation\":\"teaser\",\"source\":\"Reuters\"}\n"
        "{\"type\":\"story\",\"story\":\"r\",\"original\":{\"id\":\"d\"}}\n"
        "{\"type\":\"copy\",\"story\":\"r\",\"id\":\"d\",\"relation\":\"verbatim\",\"source\":\"associated "
        "press\",\"distributor\":\"Tribune Content Agency\"}\n"
        "{\"type\":\"copy\",\"story\":\"r\",\"id\":\"e\",\"relation\":\"light-edit\",\"credit\":{\"source\":"
        "{\"name\":\"Reuters\",\"line\":{\"inferred\":false},\"inferred\":true}}}\n"
        "{\"type\":\"single\",\"id\":\"c\"}\n{\"type\":\"summary\"}\n",
        0);
    assert_int_equal(r->pairs.tp, 2);
    assert_int_equal(r->pairs.fp + r->pairs.fn, 0);
    assert_int_equal(r->relations.total, 5);
    assert_int_equal(r->relations.right, 4);
    assert_int_equal(r->source.right, 2);
    assert_int_equal(r->source.wrong, 1);
    assert_int_equal(r->source.spurious, 1);
    assert_int_equal(r->source.silent, 1);
    assert_near(r->source.accuracy, 3. / 5);
    assert_int_equal(r->distributor.right, 1);
    assert_int_equal(r->carrier.right, 2);
    assert_int_equal(r->original.right, 1);
    assert_int_equal(r->original.spurious, 1);
    assert_near(r->original.accuracy, .5);
    eval_free(e);
}

static void what_is_neither_is_refused(void **state)
{
    (void)state;
    const struct eval_options o = {0};
    struct eval *e = eval_create(&o);
    assert_int_equal(eval_add_gold(e, "one\ntwo\n", 8), RP_ERR_FORMAT);
    assert_int_equal(eval_add_gold(e, "", 0), RP_ERR_FORMAT);
    assert_int_equal(eval_add_prediction(e, "{\"x\":", 5), RP_ERR_FORMAT);
    assert_int_equal(eval_add_prediction(e, "", 0), RP_OK);
    assert_int_equal(eval_add_gold(e, "a\tb\t1\n", 6), RP_OK);
    assert_int_equal(eval_add_gold(e, "a\tb\n", 4), RP_ERR_FORMAT);
    eval_free(e);
    eval_free(NULL);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_text_undoes_escapes(void **state)
{
    (void)state;
    static const char *const in[] = {
        "\"a\\n\\\"\\\\\\u0041\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\u12\"", "12.5e3", " true ",
        "{\"a\":[1,2,{}]}"};
    static const char *const out[] = {"a\n\"\\A", "\xf0\x9f\x98\x80", "\xed\xa0\xbd", "u12", "12.5e3", "true", ""};
    char *buf = NULL;
    size_t cap = 0, n;
    for (size_t i = 0; i < ARRAY_LEN(in); i++) {
        struct jrow j = {in[i], in[i] + strlen(in[i]), false};
        assert_int_equal(jrow_text(&j, &buf, &cap, &n), RP_OK);
        if (i != 3) assert_int_equal(n, strlen(out[i]));
        if (i != 3) assert_memory_equal(buf, out[i], n);
        assert_false(j.failed);
    }
    free(buf);
}

/* Every prefix and every single-byte change of a row: no crash, no read past the end (address sanitizer sees). */
static void damaged_rows_do_no_harm(void **state)
{
    (void)state;
    static const char row[] =
        "{\"type\":\"copy\",\"id\":\"a\\u00e9\",\"credit\":{\"source\":{\"name\":\"R\"}},\"kept\":{\"id\":1},"
        "\"removed\":[{\"id\":\"z\"},3],\"n\":[-1.5,null,{\"deep\":[[[]]]}]}";
    const struct eval_options o = {0};
    for (size_t i = 0; i < sizeof row - 1; i++) {
        for (int change = 0; change < 9; change++) {
            const size_t n = change == 0 ? i : sizeof row - 1;
            char *copy = malloc(n + 1);
            struct eval *e = eval_create(&o);
            assert_non_null(copy);
            memcpy(copy, row, n);
            if (change > 0) copy[i] = "{}[]\",:\\"[change - 1];
            const int rc = eval_add_prediction(e, copy, n);
            assert_true(rc == RP_OK || rc == RP_ERR_FORMAT);
            eval_free(e);
            free(copy);
        }
    }
}

static void depth_costs_nothing(void **state)
{
    (void)state;
    enum { DEEP = 1000000 };
    char *s = malloc(2 * DEEP + 64);
    assert_non_null(s);
    int n = snprintf(s, 64, "{\"x\":");
    memset(s + n, '[', DEEP);
    memset(s + n + DEEP, ']', DEEP);
    n += 2 * DEEP + snprintf(s + n + 2 * DEEP, 50, ",\"id\":\"b\",\"kept\":\"a\"}");
    const struct eval_options o = {0};
    struct eval *e = eval_create(&o);
    struct eval_result r;
    assert_int_equal(eval_add_gold(e, "a\t1\nb\t1\n", 8), RP_OK);
    assert_int_equal(eval_add_prediction(e, s, (size_t)n), RP_OK);
    assert_int_equal(eval_score(e, &r), RP_OK);
    assert_int_equal(r.pairs.tp, 1);
    eval_free(e);
    free(s);
}

/* A million ids in groups of ten, of which each tenth has lost a member. */
static void a_million_ids_pass(void **state)
{
    (void)state;
    enum { N = 1000000 };
    char *gold = malloc((size_t)N * 24), *said = malloc((size_t)N * 24);
    size_t g = 0, s = 0;
    assert_true(gold && said);
    for (int i = 0; i < N; i++) {
        g += (size_t)snprintf(gold + g, 24, "%d\t%d\n", i, i / 10);
        s += (size_t)snprintf(said + s, 24, i % 100 == 0 ? "%d\tx%d\n" : "%d\t%d\n", i, i / 10);
    }
    const struct eval_options o = {0};
    struct eval *e = eval_create(&o);
    struct eval_result r;
    assert_int_equal(eval_add_gold(e, gold, g), RP_OK);
    assert_int_equal(eval_add_prediction(e, said, s), RP_OK);
    assert_int_equal(eval_score(e, &r), RP_OK);
    assert_int_equal(r.pairs.fn, N / 100 * 9);
    assert_int_equal(r.pairs.tp, N / 10 * 45 - N / 100 * 9);
    assert_int_equal(r.pairs.fp, 0);
    eval_free(e);
    free(gold), free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_partitions_equal_brute_force),
        cmocka_unit_test(small_partition_as_counted_by_hand),
        cmocka_unit_test(trivial_partitions_have_scores),
        cmocka_unit_test(labelled_pairs_are_judged_one_by_one),
        cmocka_unit_test(headers_may_be_missing_and_spaces_do),
        cmocka_unit_test(an_id_not_predicted_is_alone),
        cmocka_unit_test(planted_copies_below_the_threshold_are_alone),
        cmocka_unit_test(dedup_reports_are_read),
        cmocka_unit_test(scan_reports_are_read),
        cmocka_unit_test(what_is_neither_is_refused),
        cmocka_unit_test(json_text_undoes_escapes),
        cmocka_unit_test(damaged_rows_do_no_harm),
        cmocka_unit_test(depth_costs_nothing),
        cmocka_unit_test(a_million_ids_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
