/* Which member becomes which field: the table's order, case, nesting, ambiguity, overrides, and text that is
 * missing. */
#include "test.h"

#include "base/status.h"
#include "ingest/reader.h"

static struct fields *fields;
static struct record_parser *parser;

static int setup(void **state)
{
    (void)state;
    return fields_create(&fields) < 0 || record_parser_create(&parser, fields) < 0;
}

static int teardown(void **state)
{
    (void)state;
    record_parser_free(parser);
    fields_free(fields);
    return 0;
}

static struct input_record parsed(const char *json)
{
    static char line[4096];
    struct input_record r;
    size_t n = strlen(json);

    assert_in_range(n, 0, 4000);
    memcpy(line, json, n);
    memset(line + n, '\n', 80);
    assert_ok(record_parse(parser, line, n + 1, true, &r));
    return r;
}

static void is(struct record_field f, const char *want)
{
    if (!want) {
        assert_null(f.p);
        return;
    }
    assert_non_null(f.p);
    assert_int_equal(f.n, strlen(want));
    assert_memory_equal(f.p, want, f.n);
}

static void field_is(const char *json, enum record_slot slot, const char *want)
{
    struct input_record r = parsed(json);
    is(r.field[slot], want);
}

static void first_name_wins(void **state)
{
    (void)state;
    field_is("{\"body\":\"b\",\"text\":\"t\"}", SLOT_TEXT, "t");
    field_is("{\"text\":\"t\",\"body\":\"b\"}", SLOT_TEXT, "t");
    field_is("{\"text\":\"\",\"body\":\"b\"}", SLOT_TEXT, "b");
    field_is("{\"body\":\"b\",\"text\":\"\"}", SLOT_TEXT, "b");
    field_is("{\"text\":null,\"body\":\"b\"}", SLOT_TEXT, "b");
    field_is("{\"text\":\"one\",\"text\":\"two\"}", SLOT_TEXT, "one");
    field_is("{\"text\":\"\",\"text\":\"two\"}", SLOT_TEXT, "two");
    field_is("{\"TEXT\":\"t\"}", SLOT_TEXT, "t");
    field_is("{\"articlebody\":\"t\"}", SLOT_TEXT, "t");
    field_is("{\"te\\u0078t\":\"t\"}", SLOT_TEXT, "t");
    field_is("{\"text\":\"t\",\"id\":41331}", SLOT_ID, "41331");
    field_is("{\"text\":\"t\",\"isDuplicate\":true}", SLOT_STATUS, "true");
    field_is("{\"text\":\"t\",\"id\":\"\"}", SLOT_ID, NULL);
    field_is("{\"text\":\"t\",\"headline\":\"h\",\"name\":\"n\"}", SLOT_HEADLINE, "h");
    field_is("{\"text\":\"t\",\"WARC-Date\":\"d\"}", SLOT_CRAWLED, "d");
}

static void nested_names(void **state)
{
    (void)state;
    field_is("{\"headlines\":[{\"value\":\"h\"},{\"value\":\"x\"}],\"text\":\"t\"}", SLOT_HEADLINE, "h");
    field_is("{\"bodies\":[{\"value\":\"b\"}]}", SLOT_TEXT, "b");
    field_is("{\"text\":\"t\",\"source\":{\"id\":null,\"name\":\"The Paper\"}}", SLOT_OUTLET, "The Paper");
    field_is("{\"text\":\"t\",\"thread\":{\"site\":\"a.com\",\"site_full\":\"www.a.com\"}}", SLOT_OUTLET, "www.a.com");
    field_is("{\"text\":\"t\",\"mainEntityOfPage\":{\"@id\":\"http://a/b\"}}", SLOT_URL, "http://a/b");
    field_is("{\"text\":\"t\",\"authors\":[\"A\",\"B\"]}", SLOT_BYLINE, "A");
    field_is("{\"text\":\"t\",\"copyrightHolder\":{\"name\":\"AP\"}}", SLOT_CREDIT, "AP");
    field_is("{\"other\":{\"text\":\"inner\"},\"text\":\"t\"}", SLOT_TEXT, "t");
}

static void source_is_settled_by_what_it_holds(void **state)
{
    (void)state;
    field_is("{\"text\":\"t\",\"source\":\"Reuters\"}", SLOT_OUTLET, "Reuters");
    field_is("{\"text\":\"t\",\"publication\":{\"name\":\"The Paper\"}}", SLOT_OUTLET, "The Paper");
    field_is("{\"raw_content\":\"t\",\"url\":\"u\"}", SLOT_TEXT, "t");
    field_is("{\"page_content\":\"t\",\"metadata\":{}}", SLOT_TEXT, "t");
    field_is("{\"text\":\"t\",\"source\":\"https://a.com/b\"}", SLOT_URL, "https://a.com/b");
    field_is("{\"text\":\"t\",\"source\":\"https://a.com/b\"}", SLOT_OUTLET, NULL);
    field_is("{\"text\":\"t\",\"source\":\"https:\\/\\/a.com\\/b\"}", SLOT_URL, "https:\\/\\/a.com\\/b");
    field_is("{\"text\":\"t\",\"source\":\"https://a.com/b\",\"url\":\"http://x/y\"}", SLOT_URL, "http://x/y");
    field_is("{\"text\":\"t\",\"source\":\"https://a.com/\"}", SLOT_URL, NULL);
    field_is("{\"text\":\"t\",\"source\":\"https://a.com\"}", SLOT_OUTLET, "https://a.com");
    field_is("{\"text\":\"t\",\"source_url\":\"http://a.com\"}", SLOT_URL, NULL);
    field_is("{\"text\":\"t\",\"source_url\":\"http://a.com\",\"series\":\"S\"}", SLOT_OUTLET, "S");
    field_is("{\"text\":\"t\",\"source_url\":\"http://a.com/b\"}", SLOT_URL, "http://a.com/b");
}

static void text_and_what_stands_in_for_it(void **state)
{
    struct input_record r;

    (void)state;
    r = parsed("{\"html\":\"<p>h\",\"summary\":\"s\"}");
    is(r.text, "<p>h");
    assert_int_equal(r.text_from, SLOT_HTML);
    r = parsed("{\"description\":\"d\",\"snippet\":\"s\",\"text\":\"\"}");
    is(r.text, "d");
    assert_int_equal(r.text_from, SLOT_SUMMARY);
    r = parsed("{\"text\":\"\"}");
    is(r.text, "");
    assert_null(r.error.what);
    r = parsed("{\"id\":\"1\"}");
    assert_string_equal(r.error.what, "no text field; --field text=NAME names one");
    r = parsed("{\"text\":null}");
    assert_string_equal(r.error.what, "no text field; --field text=NAME names one");
    r = parsed("{\"text\":17}");
    assert_string_equal(r.error.what, "the text field is not a string; --field text=NAME names another");
    assert_int_equal(r.error.at, 8);
    r = parsed("{\"content\":{\"rendered\":\"x\"}}");
    assert_string_equal(r.error.what, "the text field is not a string; --field text=NAME names another");
    r = parsed("{\"article\":17,\"body\":\"b\"}");
    is(r.text, "b");
    assert_null(r.error.what);
}

static void overrides(void **state)
{
    struct input_record r;

    (void)state;
    assert_int_equal(fields_override(fields, "nonsense=x"), RP_ERR_INVALID);
    assert_int_equal(fields_override(fields, "text"), RP_ERR_INVALID);
    assert_int_equal(fields_override(fields, "text="), RP_ERR_INVALID);
    assert_int_equal(fields_override(fields, "text=,"), RP_ERR_INVALID);
    field_is("{\"text\":\"t\"}", SLOT_TEXT, "t");

    assert_ok(fields_override(fields, "text=a.b[0],title"));
    r = parsed("{\"text\":\"t\",\"title\":\"h\"}");
    is(r.text, "h");
    is(r.field[SLOT_HEADLINE], "h");
    r = parsed("{\"a\":{\"b\":[\"nested\"]},\"title\":\"h\"}");
    is(r.text, "nested");
    r = parsed("{\"text\":\"t\",\"summary\":\"s\"}");
    assert_string_equal(r.error.what, "no text field; --field text=NAME names one");
}

/* Keys in ever other orders must not be taken for what stood in their place before. */
static void learning_changes_nothing(void **state)
{
    static const char *const keys[] = {"id", "text", "title", "url", "x", "body", "source", "date"};
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct record_parser *fresh;
        struct input_record a, b;
        char line[1024];
        size_t n = 0;

        for (int i = 0; i < 6; i++)
            n += (size_t)snprintf(line + n, sizeof line - n, "%s\"%s\":\"v%d\"", i ? "," : "{", keys[test_below(&seed, 8)], i);
        line[n++] = '}';
        memset(line + n, '\n', 80);
        assert_ok(record_parser_create(&fresh, fields));
        assert_ok(record_parse(parser, line, n + 1, true, &a));
        assert_ok(record_parse(fresh, line, n + 1, true, &b));
        for (int s = 0; s < SLOT_COUNT; s++)
            assert_ptr_equal(a.field[s].p, b.field[s].p);
        record_parser_free(fresh);
    }
}

/* The same object, made unacceptable to the scanner by a nested member nobody wants, gives the same fields. */
static void both_ways_give_the_same_fields(void **state)
{
    static const char *const keys[] = {"id", "text", "title", "url", "body", "source", "date", "source_url", "html", "excerpt"};
    static const char *const values[] = {"\"\"", "\"a\\nb\"", "\"http://a.com/x\"", "null", "17", "true", "\"http://a.com\"", "\"\xff\""};
    uint64_t seed = 6;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        char line[1024], more[1024];
        struct input_record a, b;
        size_t n = 0, m;

        for (int i = 0; i < 6; i++)
            n += (size_t)snprintf(line + n, sizeof line - n, "%s\"%s\":%s", i ? "," : "{", keys[test_below(&seed, 10)],
                                  values[test_below(&seed, 8)]);
        m = (size_t)snprintf(more, sizeof more, "%s,\"zz\":{}}", line);
        line[n++] = '}';
        memset(line + n, '\n', 80);
        memset(more + m, '\n', 80);
        assert_ok(record_parse(parser, line, n + 1, true, &a));
        assert_ok(record_parse(parser, more, m + 1, true, &b));
        assert_int_equal(!a.error.what, !b.error.what);
        for (int s = 0; s < SLOT_COUNT; s++) {
            assert_int_equal(a.field[s].n, b.field[s].n);
            assert_int_equal(a.field[s].p ? a.field[s].p - line : -1, b.field[s].p ? b.field[s].p - more : -1);
            assert_int_equal(a.field[s].escaped, b.field[s].escaped);
        }
    }
}

static void unescape(const char *raw, const char *want)
{
    struct record_buffer b = {0};

    assert_ok(json_unescape(&b, (struct record_field){raw, (uint32_t)strlen(raw), true}));
    assert_int_equal(b.n, strlen(want));
    assert_memory_equal(b.p, want, b.n);
    record_buffer_release(&b);
}

static void escapes_undone(void **state)
{
    (void)state;
    unescape("a\\n\\t\\\"\\\\\\/\\b\\f\\rz", "a\n\t\"\\/\b\f\rz");
    unescape("\\u00e9\\u20AC\\ud83d\\uDE00", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    unescape("\\ud83d", "\xef\xbf\xbd");
    unescape("\\ud83dx", "\xef\xbf\xbdx");
    unescape("\\ude00\\ud83d", "\xef\xbf\xbd\xef\xbf\xbd");
    unescape("\\ud83d\\u0041", "\xef\xbf\xbd" "A");
    unescape("\\ud83d\\ud83d\\ude00", "\xef\xbf\xbd\xf0\x9f\x98\x80");
    unescape("\xff\xc3", "\xff\xc3");
    unescape("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(first_name_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(nested_names, setup, teardown),
        cmocka_unit_test_setup_teardown(source_is_settled_by_what_it_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(text_and_what_stands_in_for_it, setup, teardown),
        cmocka_unit_test_setup_teardown(overrides, setup, teardown),
        cmocka_unit_test_setup_teardown(learning_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(both_ways_give_the_same_fields, setup, teardown),
        cmocka_unit_test(escapes_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
