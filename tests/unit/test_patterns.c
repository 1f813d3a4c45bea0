/* The pattern table: its own examples, the shared ones, users' files, and what must not run away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "article/light_normalise.h"
#include "article/patterns.h"
#include "base/status.h"

static void report(void *ctx, const char *id, bool should_match, struct span line)
{
    (void)ctx;
    print_message("%s should %smatch: %.*s\n", id, should_match ? "" : "not ", (int)line.n, line.p);
}

static void test_own_examples(void **state)
{
    (void)state;
    struct patterns *p;
    size_t tried;
    assert_int_equal(patterns_create(&p), RP_OK);
    assert_int_equal(patterns_check(p, NULL, report, &tried), 0);
    assert_true(tried > 150);
    assert_true(patterns_count(p) >= 47);
    patterns_free(p);
}

/* Lines of ../shared, where they are: id, expectation, line. */
static void test_shared_examples(void **state)
{
    (void)state;
    FILE *f = fopen("../shared/patterns_examples.tsv", "r");
    if (!f)
        skip();
    struct patterns *p;
    assert_int_equal(patterns_create(&p), RP_OK);
    char line[4096];
    int bad = 0, n = 0;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        char *expect = strchr(line, '\t'), *text = expect ? strchr(expect + 1, '\t') : NULL;
        if (!text || strncmp(line, "id\t", 3) == 0)
            continue;
        *expect++ = *text++ = 0;
        int rc = patterns_try(p, line, span_of(text));
        if (strcmp(line, "DL9") == 0 && rc == 0) /* "source: X" has a pattern of its own here */
            rc = patterns_try(p, "RP12", span_of(text));
        n++;
        if (rc != (strncmp(expect, "match", 5) == 0)) {
            bad++;
            print_message("%s %s: %s (%d)\n", line, expect, text, rc);
        }
    }
    fclose(f);
    patterns_free(p);
    assert_int_equal(bad, 0);
    assert_int_equal(n, 155);
}

static void expect_refused(const char *table, unsigned line, const char *word)
{
    struct patterns *p;
    struct pattern_error error;
    assert_int_equal(patterns_create(&p), RP_OK);
    const size_t before = patterns_count(p);
    assert_int_equal(patterns_add(p, span_of(table), &error), RP_ERR_FORMAT);
    if (error.line != line || !strstr(error.what, word))
        fail_msg("line %u: %s", error.line, error.what);
    assert_int_equal(patterns_count(p), before);
    assert_int_equal(patterns_check(p, NULL, report, NULL), 0);
    patterns_free(p);
}

static void test_refused_tables(void **state)
{
    (void)state;
    expect_refused("x\ty\n", 1, "unknown kind");
    expect_refused("nonsense\n", 1, "a line begins with");
    expect_refused("# fine\n\np\tX1\tbyline\n", 3, "a pattern is");
    expect_refused("p\tX1\tnothing\tany\t-\t-\ta\n", 1, "unknown role");
    expect_refused("p\tX1\tbyline\tnowhere\t-\t-\ta\n", 1, "unknown zone");
    expect_refused("p\tX1\tbyline\ttail:0\t-\t-\ta\n", 1, "unknown zone");
    expect_refused("p\tX1\tbyline\tany\tq\t-\ta\n", 1, "unknown flag");
    expect_refused("p\tX1\tbyline\tany\t-\t-\t(a\n", 1, "parenthesis");
    expect_refused("p\tX1\tbyline\tany\t-\t-\t{{WHAT}}\n", 1, "unknown macro");
    expect_refused("p\tX1\tbyline\tany\t-\t-\ta{{\n", 1, "without");
    expect_refused("p\tX1\tbyline\tany\t-\ta||b\ta\n", 1, "empty needed word");
    expect_refused("p\tan-id-that-is-too-long\tbyline\tany\t-\t-\ta\n", 1, "an id has");
    expect_refused("+\tan example\n", 1, "before any pattern");
    expect_refused("p\tX1\tbyline\tany\t-\t-\t\\C\n", 1, "X1");
    expect_refused("m\tA\txxxxxxxxxxxxxxxx\nm\tB\t{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}{{A}}\n"
                   "m\tC\t{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}{{B}}\n"
                   "m\tD\t{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}{{C}}\n", 4, "longer than");
    /* repetition of repetition: too large to compile */
    expect_refused("p\tX1\tbyline\tany\t-\t-\t((((a{1,200}){1,200}){1,200}){1,200})\n", 1, "X1");
}

static void test_too_many(void **state)
{
    (void)state;
    struct patterns *p;
    struct pattern_error error;
    char table[256 * 40] = "";
    for (int i = 0; i < 250; i++)
        snprintf(table + strlen(table), 40, "p\tU%d\tbyline\tany\t-\t-\tx\n", i);
    assert_int_equal(patterns_create(&p), RP_OK);
    assert_int_equal(patterns_add(p, span_of(table), &error), RP_ERR_FORMAT);
    assert_non_null(strstr(error.what, "more than"));
    patterns_free(p);
}

static void test_own_patterns(void **state)
{
    (void)state;
    static const char table[] = "m\tTOWN\t(?:Moss|Oslo)\r\np\tX1\tchrome\tany\tn\t-\t^Ferries from {{TOWN}}$\n"
                                "+\tFerries from Moss\n-\tFerries from Bergen\np\tBY3\tbyline\tbyline\t-\t-\t^Words: (?P<author>.+)$\n"
                                "+\tWords: Ada Berg\n-\tNo words\n-\tWords: wrong example\n";
    struct patterns *p;
    struct pattern_error error;
    size_t tried, before, built_in;
    assert_int_equal(patterns_create(&p), RP_OK);
    before = patterns_count(p);
    assert_int_equal(patterns_check(p, NULL, report, &built_in), 0);
    assert_int_equal(patterns_add(p, span_of(table), &error), RP_OK);
    assert_int_equal(patterns_count(p), before + 1); /* BY3 was replaced */
    assert_string_equal(patterns_id(p, 0), "X1");    /* own patterns are tried first */
    assert_int_equal(patterns_try(p, "X1", span_of("Ferries from Oslo")), 1);
    assert_int_equal(patterns_try(p, "BY3", span_of("By Ada Berg")), 0);
    assert_int_equal(patterns_try(p, "NONE", span_of("x")), RP_ERR_INVALID);
    assert_int_equal(patterns_check(p, NULL, report, &tried), 1); /* and the wrong example is told */
    assert_true(tried > built_in);
    patterns_free(p);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Patterns made to run for ever stop at their limit, and after a few such strikes are not tried any more. */
static void test_bombs(void **state)
{
    (void)state;
    static const char *const bombs[] = {"^(a+)+$", "^(?:a|a)*b", "^(?:(?:a*)*)*b", "^(.*)*x(.*)*y", "(?:a?){60}a{60}", "^(a|aa)+$",
                                        "^(?R)?a", "(?=(a+))a*b"};
    char text[512];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        char table[256];
        struct patterns *p;
        struct pattern_error error;
        snprintf(table, sizeof table, "p\tX1\tchrome\tany\t-\t-\t%s\n", bombs[i]);
        assert_int_equal(patterns_create(&p), RP_OK);
        const double t0 = seconds();
        if (patterns_add(p, span_of(table), &error) == RP_OK) {
            struct pattern_scratch *s;
            struct light l = {0};
            struct pattern_hit hit;
            assert_int_equal(pattern_scratch_create(&s), RP_OK);
            assert_int_equal(light_normalise(&l, text, sizeof text, sizeof text), RP_OK);
            for (int k = 0; k < 100000; k++)
                (void)pattern_match(p, 0, s, &l, &hit);
            light_release(&l);
            pattern_scratch_free(s);
        }
        assert_true(seconds() - t0 < 5);
        patterns_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_tables),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_own_patterns),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_own_examples),
        cmocka_unit_test(test_shared_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
