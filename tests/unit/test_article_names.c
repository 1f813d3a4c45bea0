/* Headlines, addresses, agencies, light normalisation: what counts as the same name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/agencies.h"
#include "article/headline.h"
#include "article/light_normalise.h"
#include "article/line_key.h"
#include "article/outlet.h"
#include "base/compiler.h"
#include "base/status.h"

static void test_headline_relations(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum headline_relation r;
    } cases[] = {
        {"Council closes the old pier", "COUNCIL CLOSES THE OLD PIER!", HEADLINE_SAME},
        {"Council\xE2\x80\x99s pier \xE2\x80\x98" "closes\xE2\x80\x99", "Council's pier 'closes'", HEADLINE_SAME},
        {"Council closes the old pier", "Council closes the old pier | Fjord Weekly", HEADLINE_SAME},
        {"Council closes the old pier", "Council closes the old pier - Fjord Weekly", HEADLINE_SAME},
        {"\xC3\x85pen havn stenger broen i dag", "\xC3\xA5pen havn stenger broen i dag", HEADLINE_SAME},
        {"UPDATE 2-Council closes the old pier", "Council closes the old pier", HEADLINE_TAGGED},
        {"CORRECTED-UPDATE 1-Council closes pier", "REFILE-Council closes pier", HEADLINE_TAGGED},
        {"BREAKING: Council closes the old pier", "Council closes the old pier", HEADLINE_TAGGED},
        {"Council closes the old ferry pier", "Council closes the old pier", HEADLINE_NEAR},
        {"Council closes pier after storm damage and long debate on costs", "Council closes pier after storm", HEADLINE_NEAR},
        {"Council closes the old pier", "Ferry captains take up painting", HEADLINE_NEW},
        {"Stocks rise", "Stocks fall", HEADLINE_NEW},
        {"", "Council closes the old pier", HEADLINE_MISSING},
        {"...", "Council closes the old pier", HEADLINE_MISSING},
        {"港口关闭旧码头", "港口关闭旧码头。", HEADLINE_SAME},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const enum headline_relation r = headline_compare(span_of(cases[i].a), span_of(cases[i].b)),
                                     back = headline_compare(span_of(cases[i].b), span_of(cases[i].a));
        if (r != cases[i].r || back != r)
            fail_msg("'%s' / '%s': %s", cases[i].a, cases[i].b, headline_relation_name(r));
    }
    assert_int_equal(headline_compare((struct span){NULL, 0}, span_of("A")), HEADLINE_MISSING);
}

static void test_headline_keys(void **state)
{
    (void)state;
    const uint64_t key = headline_key(span_of("Council closes the old pier"));
    assert_int_not_equal(key, 0);
    assert_int_equal(headline_key(span_of("UPDATE 3-Council Closes the Old Pier | Fjord Weekly")), key);
    assert_int_equal(headline_key(span_of("The old pier council closes")), key);
    assert_int_not_equal(headline_key(span_of("Council closes the new pier")), key);
    assert_int_equal(headline_key(span_of(" - ")), 0);
    assert_int_equal(headline_key((struct span){NULL, 0}), 0);
    assert_true(span_is(headline_site(span_of("Council closes the old pier | Fjord Weekly")), "Fjord Weekly"));
    assert_null(headline_site(span_of("Council closes the old pier")).p);
    assert_null(headline_site(span_of("Stocks rise - analysts are cautious")).p);
}

static void test_headline_tags(void **state)
{
    (void)state;
    static const struct {
        const char *headline, *rest;
        uint32_t marks, number;
    } cases[] = {
        {"UPDATE 2-Copper falls", "Copper falls", MARK_UPDATE, 2},
        {"UPDATE 12 - Copper falls", "Copper falls", MARK_UPDATE, 12},
        {"WRAPUP 1: Storms", "Storms", MARK_WRAPUP, 0},
        {"CORRECTED-UPDATE 4-Copper falls", "Copper falls", MARK_CORRECTED | MARK_UPDATE, 4},
        {"RPT-Copper falls", "Copper falls", MARK_REPEAT, 0},
        {"Copper,1st Ld-Writethru", "Copper", MARK_WRITETHRU, 1},
        {"Exclusive clubs close", "Exclusive clubs close", 0, 0},
        {"Live theatre returns", "Live theatre returns", 0, 0},
        {"Update on pier", "Update on pier", 0, 0},
        {"Kill switch - how it works", "Kill switch - how it works", 0, 0},
        {"UPDATE", "UPDATE", 0, 0},
        {"UPDATE 2-", "", MARK_UPDATE, 2},
        {"2nd", "2nd", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct headline_tags t = headline_strip(span_of(cases[i].headline));
        if (t.marks != cases[i].marks || t.number != cases[i].number || !span_is(t.rest, cases[i].rest))
            fail_msg("'%s': '%.*s' %x %u", cases[i].headline, (int)t.rest.n, t.rest.p, t.marks, t.number);
    }
}

static void check_host(const char *url, const char *want)
{
    char host[OUTLET_MAX];
    const size_t n = outlet_host(span_of(url), host);
    if (!span_equal((struct span){host, n}, span_of(want)))
        fail_msg("'%s': '%.*s'", url, (int)n, host);
}

static void test_hosts(void **state)
{
    (void)state;
    check_host("https://www.Fjordnytt.NO/a/b?c#d", "fjordnytt.no");
    check_host("http://m.fjordnytt.no", "fjordnytt.no");
    check_host("https://amp.www.fjordnytt.no/x", "fjordnytt.no");
    check_host("//user:pw@fjordnytt.no:8080/", "fjordnytt.no");
    check_host("fjordnytt.no", "fjordnytt.no");
    check_host("m.no", "m.no");
    check_host("Fjord Weekly", "");
    check_host("Fjord.Weekly is here", "");
    check_host("", "");
    check_host("https://", "");
    check_host("http://localhost/x", "");
    check_host("https://a_b.example/", "");
}

static void test_url_keys(void **state)
{
    (void)state;
    const uint64_t key = outlet_url_key(span_of("https://www.fjordnytt.no/2021/pier-closes-12345"));
    static const char *const same[] = {
        "http://fjordnytt.no/2021/pier-closes-12345/", "https://m.fjordnytt.no/2021/pier-closes-12345?utm_source=x&utm_medium=y",
        "https://amp.fjordnytt.no/2021/pier-closes-12345", "https://www.fjordnytt.no/2021/pier-closes-12345/amp",
        "https://www.fjordnytt.no/amp/2021/pier-closes-12345", "https://www.fjordnytt.no/2021/pier-closes-12345/print#top",
        "https://www.fjordnytt.no/2021/PIER-closes-12345?fbclid=1", "//www.fjordnytt.no/2021/pier-closes-12345?page=1",
    };
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        assert_int_equal(outlet_url_key(span_of(same[i])), key);
    static const char *const other[] = {
        "https://www.fjordnytt.no/2021/pier-closes-12346", "https://www.fjordnytt.no/2021/pier-closes-12345?id=2",
        "https://www.fjordnytt.no/2021/pier-closes-12345?page=2", "https://nytt.no/2021/pier-closes-12345",
    };
    for (size_t i = 0; i < ARRAY_LEN(other); i++)
        assert_int_not_equal(outlet_url_key(span_of(other[i])), key);
    assert_int_equal(outlet_url_key(span_of("https://x.no/a?b=1&c=2")), outlet_url_key(span_of("https://x.no/a?c=2&utm_x=1&b=1")));
    assert_int_equal(outlet_url_key(span_of("no address")), 0);
}

/* E2: white-label hosts serve one path. */
static void test_item_keys(void **state)
{
    (void)state;
    const uint64_t key = outlet_item_key(span_of("https://www.fjordmax.example/news/headlines/s-3685711"));
    assert_int_not_equal(key, 0);
    assert_int_equal(outlet_item_key(span_of("http://ard.triviafjord.example/news/headlines/s-3685711?x=1")), key);
    assert_int_not_equal(outlet_item_key(span_of("http://ard.triviafjord.example/news/headlines/s-3685712")), key);
    assert_int_equal(outlet_item_key(span_of("https://www.fjordmax.example/news/")), 0);
    assert_int_equal(outlet_item_key(span_of("https://www.fjordmax.example/2021/")), 0);
    assert_int_not_equal(outlet_item_key(span_of("https://x.example/storm-closes-three-roads")), 0);
}

static void test_stations(void **state)
{
    (void)state;
    assert_true(outlet_is_station(span_of("kmiz.com"), span_of("KMIZ")));
    assert_true(outlet_is_station(span_of("www.ktvh.com"), span_of("KTVH-DT")));
    assert_false(outlet_is_station(span_of("fjordnytt.no"), span_of("KMIZ")));
    assert_false(outlet_is_station((struct span){NULL, 0}, span_of("KMIZ")));
}

static void test_agencies(void **state)
{
    (void)state;
    const uint16_t ap = agency_find(span_of("The Associated Press"));
    assert_int_not_equal(ap, AGENCY_NONE);
    assert_int_equal(agency_find(span_of("AP")), ap);
    assert_int_equal(agency_find(span_of("the associated press.")), ap);
    assert_int_equal(agency_of_host(span_of("apnews.com")), ap);
    assert_int_equal(agency_of_host(span_of("www.APNEWS.com")), ap);
    assert_int_equal(agency_of_host(span_of("notapnews.com")), AGENCY_NONE);
    assert_int_equal(agency_find(span_of("Bloomberg L.P.")), agency_find(span_of("Bloomberg News")));
    assert_int_equal(agency_find(span_of("Fjord Weekly")), AGENCY_NONE);
    assert_int_equal(agency_find(span_of("")), AGENCY_NONE);
    assert_int_equal(agency_class(agency_find(span_of("PRNewswire"))), AGENCY_PRESS_RELEASE);
    assert_int_equal(agency_class(agency_find(span_of("TNS"))), AGENCY_SYNDICATE);
    assert_true(agency_no_derivatives(agency_find(span_of("The Conversation"))));
    assert_false(agency_no_derivatives(ap));
    for (uint16_t i = 0; i < agency_count(); i++) { /* the table is sorted and every name finds itself */
        assert_int_equal(agency_find(span_of(agency_name(i))), i);
        assert_true(agency_class(i) < AGENCY_CLASSES);
    }
}

static void test_light(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"  a \xC2\xA0  b\t", "a b"}, {"\xE2\x80\x9Cq\xE2\x80\x9D \xE2\x80\x98s\xE2\x80\x99 \xC2\xABg\xC2\xBB", "\"q\" 's' \"g\""},
        {"a -- b \xE2\x80\x94 c--d \xE2\x80\x93", "a - b - c-d -"}, {"a\xE2\x80\x8B" "b\xC2\xAD" "c\xEF\xBB\xBF", "abc"},
        {"\xFF\xFEok\xE4\xBB", "??ok??"}, {"新华社", "新华社"}, {"", ""}, {" ", ""},
        {"sixteen bytes of plain text and more of it, -- then a dash", "sixteen bytes of plain text and more of it, - then a dash"},
    };
    struct light l = {0};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const size_t n = strlen(cases[i].in);
        assert_int_equal(light_normalise(&l, cases[i].in, n, n), RP_OK);
        if (!span_equal((struct span){l.text, l.n}, span_of(cases[i].out)))
            fail_msg("'%s': '%s'", cases[i].in, l.text);
        for (size_t k = 1; k <= l.n; k++)
            assert_true(light_at(&l, k) >= light_at(&l, k - 1) && light_at(&l, k) <= n);
        assert_false(l.cut);
    }
    assert_int_equal(light_normalise(&l, "abc新", 6, 4), RP_OK); /* never cuts a character */
    assert_true(l.cut);
    assert_true(span_equal((struct span){l.text, l.n}, span_of("abc")));
    light_release(&l);
}

/* Every character of the output says where it came from, whatever was left out or changed before it. */
static void test_light_places(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t at[12]; /* of each byte of the output, and behind it */
    } cases[] = {
        {"abc", {0, 1, 2, 3}},
        {" ab  c ", {1, 2, 5, 5, 7}},
        {"a \xE2\x80\x94 b", {0, 1, 2, 6, 6, 7}},
        {"a--b", {0, 1, 3, 4}},
        {"\xE2\x80\x9Cq\xE2\x80\x9D.", {0, 3, 4, 7, 8}},
        {"a\xE2\x80\x8B" "b\xFF", {0, 4, 5, 6}},
    };
    struct light l = {0};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(light_normalise(&l, cases[i].in, strlen(cases[i].in), 100), RP_OK);
        for (size_t k = 0; k <= l.n; k++)
            if (light_at(&l, k) != cases[i].at[k])
                fail_msg("'%s': byte %zu is from %zu", cases[i].in, k, light_at(&l, k));
    }
    light_release(&l);
}

static void test_line_keys(void **state)
{
    (void)state;
    assert_int_equal(line_key(span_of("12 Comments")), line_key(span_of("9 Comments")));
    assert_int_not_equal(line_key(span_of("12 Comments")), line_key(span_of("12 comment")));
    char a[400], b[400];
    memset(a, 'x', sizeof a);
    memcpy(b, a, sizeof b);
    a[10] = '1';
    b[10] = '7';
    assert_int_equal(line_key((struct span){a, 400}), line_key((struct span){b, 400}));
    b[399] = 'y';
    assert_int_not_equal(line_key((struct span){a, 400}), line_key((struct span){b, 400}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headline_relations), cmocka_unit_test(test_headline_keys),
        cmocka_unit_test(test_headline_tags),      cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_url_keys),           cmocka_unit_test(test_item_keys),
        cmocka_unit_test(test_stations),           cmocka_unit_test(test_agencies),
        cmocka_unit_test(test_light),              cmocka_unit_test(test_light_places),
        cmocka_unit_test(test_line_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
