/* JSON that any reader takes, and the same bytes everywhere. */
#include "test.h"

#include <math.h>

#include "report/json_out.h"
#include "report/rows.h"

static const char *text_of(struct json_out *j)
{
    static char text[8192];
    assert_true(j->n < sizeof text);
    memcpy(text, j->p, j->n);
    text[j->n] = '\0';
    return text;
}

static void members_and_nesting(void **state)
{
    struct json_out j = {0};
    (void)state;
    jout_begin(&j);
    jout_string(&j, "a", "x");
    jout_open(&j, "b", '{');
    jout_count(&j, "n", UINT64_MAX);
    jout_close(&j, '}');
    jout_open(&j, "c", '[');
    jout_open(&j, NULL, '{');
    jout_flag(&j, "t", true);
    jout_close(&j, '}');
    jout_open(&j, NULL, '{');
    jout_close(&j, '}');
    jout_close(&j, ']');
    jout_string(&j, "z", NULL);
    assert_ok(jout_end(&j));
    assert_string_equal(text_of(&j), "{\"a\":\"x\",\"b\":{\"n\":18446744073709551615},\"c\":[{\"t\":true},{}],\"z\":null}\n");
    json_out_release(&j);
}

static void strings_are_escaped(void **state)
{
    struct json_out j = {0};
    (void)state;
    jout_begin(&j);
    jout_text(&j, "s", (struct span){"a\"b\\c\n\t\r\x01\0\xc3\xa9\xff/", 14});
    assert_ok(jout_end(&j));
    assert_string_equal(text_of(&j), "{\"s\":\"a\\\"b\\\\c\\n\\t\\r\\u0001\\u0000\xc3\xa9\xef\xbf\xbd/\"}\n");
    json_out_release(&j);
}

static void reals(void **state)
{
    struct json_out j = {0};
    (void)state;
    jout_begin(&j);
    jout_real(&j, "a", .7, 9);
    jout_real(&j, "b", 100, 3);
    jout_real(&j, "c", 1.0 / 3, 4);
    jout_real(&j, "d", NAN, 4);
    jout_real(&j, "e", 1e300, 1);
    jout_real(&j, "f", 10, 0);
    assert_ok(jout_end(&j));
    assert_non_null(strstr(text_of(&j), "{\"a\":0.7,\"b\":100,\"c\":0.3333,\"d\":null,\"e\":1000000"));
    assert_non_null(strstr(text_of(&j), "\"f\":10}"));
    json_out_release(&j);
}

/* 1 stands for equal only: a share is never printed above what it is. */
static void shares_round_down(void **state)
{
    struct json_out j = {0};
    (void)state;
    jout_begin(&j);
    jout_share(&j, "a", 1999999, 2000000);
    jout_share(&j, "b", 2000000, 2000000);
    jout_share(&j, "c", 2, 3);
    jout_share(&j, "d", 0, 0);
    jout_share(&j, "e", UINT64_MAX - 1, UINT64_MAX);
    assert_ok(jout_end(&j));
    assert_string_equal(text_of(&j), "{\"a\":0.999999,\"b\":1,\"c\":0.666666,\"d\":0,\"e\":0.999999}\n");
    json_out_release(&j);
}

static void removed_row(void **state)
{
    const struct report_doc removed = {.file = "b.jsonl", .line = 7}, kept = {{"k1", 2}, "a.jsonl", 3, false};
    const rp_verdict v = {.relation = RP_NEAR, .overlap = {.a = 10, .b = 12, .common = 9}};
    struct json_out j = {0};
    (void)state;
    jout_begin(&j);
    report_removed(&j, &removed, &kept, &v);
    assert_ok(jout_end(&j));
    assert_string_equal(text_of(&j),
                        "{\"id\":\"b.jsonl:7\",\"file\":\"b.jsonl\",\"line\":7,\"kept\":\"k1\",\"kept_file\":\"a.jsonl\","
                        "\"kept_line\":3,\"relation\":\"near\",\"jaccard\":0.692307,\"contained\":0.9,"
                        "\"kept_contained\":0.75}\n");
    json_out_release(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_nesting), cmocka_unit_test(strings_are_escaped), cmocka_unit_test(reals),
        cmocka_unit_test(shares_round_down),   cmocka_unit_test(removed_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
