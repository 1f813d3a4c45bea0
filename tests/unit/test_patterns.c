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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_examples),
        cmocka_unit_test(test_shared_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
