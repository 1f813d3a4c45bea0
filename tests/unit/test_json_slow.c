/* The slow path: the same verdict as a judge of the test's own on every line, the same members as the scanner. */
#include "json/json_scan.h"
#include "json/json_slow.h"
#include "test_json.h"

/* What visit() was given: flat members to hold against the scanner's, and all paths in one string. */
struct seen {
    uint32_t n;
    struct json_member member[JSON_MEMBERS];
    char keys[JSON_MEMBERS][64];
    char paths[8192];
    size_t paths_n;
};

static void see(void *ctx, const struct json_member *m)
{
    struct seen *s = ctx;

    if (s->n < JSON_MEMBERS) {
        s->member[s->n] = *m;
        if (m->key_n < 64)
            memcpy(s->keys[s->n], m->key, m->key_n);
    }
    s->n++;
    if (s->paths_n + m->key_n + m->value_n + 4 < sizeof s->paths)
        s->paths_n += (size_t)snprintf(s->paths + s->paths_n, sizeof s->paths - s->paths_n, "%.*s=%.*s;", (int)m->key_n,
                                       m->key, (int)m->value_n, m->value);
}

static void verdict_is_the_judges(void **state)
{
    struct json_slow *s;
    static struct test_line l;
    static struct seen seen;
    uint64_t seed = 11, good = 0;

    (void)state;
    assert_ok(json_slow_create(&s));
    for (int i = 0; i < 100000; i++) {
        struct record_error e;
        struct test_judge j;
        test_line_make(&l, &seed);
        seen.n = 0;
        seen.paths_n = 0;
        assert_ok(json_slow_read(s, l.p, l.n, see, &seen, &e));
        bool right = test_judge(&j, l.p, l.n);
        if (right != !e.what)
            fail_msg("judge says %d, slow path %s: %.*s", right, e.what ? e.what : "yes", (int)l.n, l.p);
        if (e.what)
            assert_in_range(e.at, 0, l.n);
        good += right;
    }
    assert_in_range(good, 20000, 90000);
    json_slow_free(s);
}

static void same_members_as_the_scanner(void **state)
{
    struct json_slow *s;
    static struct test_line l;
    static struct json_line fast;
    static struct seen seen;
    uint64_t seed = 12;

    (void)state;
    assert_ok(json_slow_create(&s));
    for (int i = 0; i < 100000; i++) {
        struct record_error e;
        test_line_make(&l, &seed);
        if (!json_scan_scalar(l.p, l.p + l.n, &fast))
            continue;
        seen.n = 0;
        seen.paths_n = 0;
        assert_ok(json_slow_read(s, l.p, l.n, see, &seen, &e));
        assert_null(e.what);
        assert_int_equal(seen.n, fast.n);
        for (uint32_t m = 0; m < fast.n; m++) {
            const struct json_member *a = &fast.member[m], *b = &seen.member[m];
            assert_int_equal(a->key_n, b->key_n);
            if (a->key_n < 64)
                assert_memory_equal(a->key, seen.keys[m], a->key_n);
            assert_ptr_equal(a->value, b->value);
            assert_int_equal(a->value_n, b->value_n);
            assert_int_equal(a->kind, b->kind);
            assert_int_equal(a->key_escaped, b->key_escaped);
            assert_int_equal(a->value_escaped, b->value_escaped);
        }
    }
    json_slow_free(s);
}

static void paths_of_nested_members(void **state)
{
    static const char line[] = "{\"a\":{\"b\":{\"c\":\"x\"}},\"h\":[{\"value\":\"one\"},{\"value\":\"two\"}],\"l\":[[1,2],3],"
                               "\"e\":{},\"z\":[]}";
    struct json_slow *s;
    static struct seen seen;
    struct record_error e;

    (void)state;
    assert_ok(json_slow_create(&s));
    assert_ok(json_slow_read(s, line, sizeof line - 1, see, &seen, &e));
    assert_null(e.what);
    assert_string_equal(seen.paths, "a=;a.b=;a.b.c=x;h=;h[0]=;h[0].value=one;l=;l[0]=;l[0][0]=1;e=;z=;");
    json_slow_free(s);
}

static void says_what_is_wrong_and_where(void **state)
{
    static const struct {
        const char *line;
        size_t n;
        const char *what;
        uint32_t at;
    } cases[] = {
        {"{\"text\":\"cut off", 15, "the line ends inside a string", 15},
        {"{\"text\":\"a\0b\"}", 14, "NUL byte in a string", 10},
        {"{\"text\":\"a\tb\"}", 14, "raw control character in a string", 10},
        {"{\"text\":\"a\\xb\"}", 15, "bad escape in a string", 8},
        {"[1,2]", 5, "an array, not an object; jq -c '.[]' FILE makes lines of one", 0},
        {"{\"a\":1} {\"b\":2}", 15, "more behind the object", 8},
        {"hello", 5, "not a JSON object", 0},
        {"\t{ \r", 4, "the object does not end on its line; jq -c . FILE puts each on one", 0},
        {"{\"a\": 1,", 8, "the object does not end on its line; jq -c . FILE puts each on one", 0},
    };
    struct json_slow *s;
    struct record_error e;
    static struct seen seen;

    (void)state;
    assert_ok(json_slow_create(&s));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(json_slow_read(s, cases[i].line, cases[i].n, see, &seen, &e));
        assert_non_null(e.what);
        assert_string_equal(e.what, cases[i].what);
        assert_int_equal(e.at, cases[i].at);
    }
    json_slow_free(s);
}

/* {"a":[[[...]]]}: the object and depth - 1 arrays. */
static size_t nest(char *p, int depth, bool closed)
{
    size_t n = 5;
    memcpy(p, "{\"a\":", 5);
    for (int i = 1; i < depth; i++)
        p[n++] = '[';
    for (int i = 1; closed && i < depth; i++)
        p[n++] = ']';
    p[n++] = '}';
    return n;
}

static void depth_is_bounded(void **state)
{
    static char p[100000];
    static struct seen seen;
    struct json_slow *s;
    struct record_error e;

    (void)state;
    assert_ok(json_slow_create(&s));
    assert_ok(json_slow_read(s, p, nest(p, 1000, true), see, &seen, &e));
    assert_null(e.what);
    assert_ok(json_slow_read(s, p, nest(p, 1001, true), see, &seen, &e));
    assert_string_equal(e.what, "nested deeper than 1000");
    assert_ok(json_slow_read(s, p, nest(p, 10000, true), see, &seen, &e));
    assert_string_equal(e.what, "nested deeper than 1000");
    assert_ok(json_slow_read(s, p, nest(p, 10000, false), see, &seen, &e));
    assert_non_null(e.what);
    json_slow_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_is_the_judges),
        cmocka_unit_test(same_members_as_the_scanner),
        cmocka_unit_test(paths_of_nested_members),
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
