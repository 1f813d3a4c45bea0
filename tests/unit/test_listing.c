/* The readable form: cut and padded by columns, safe for terminals. */
#include "test.h"

#include "report/listing.h"

static void columns(void **state)
{
    unsigned used;
    (void)state;
    assert_int_equal(listing_fit(span_of("abc"), 10, &used), 3);
    assert_int_equal(used, 3);
    assert_int_equal(listing_fit(span_of("abcdef"), 4, &used), 4);
    assert_int_equal(listing_fit(span_of("\xe8\x80\x81\xe8\xa1\x97"), 3, &used), 3); /* two wide, room for one */
    assert_int_equal(used, 2);
    assert_int_equal(listing_fit(span_of("e\xcc\x81x"), 1, &used), 3); /* an accent takes no column */
    assert_int_equal(listing_fit(span_of("\xff\xc3"), 9, &used), 2);   /* bytes that are no text */
    assert_int_equal(used, 2);
}

/* What turns the direction of text around would show a row in another order than it stands. */
static void directions(void **state)
{
    const struct listing_doc d = {span_of("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xc2\x9b" "d\xed\xa0\x80" "e"), span_of("x"), false, 0};
    char line[LISTING_LINE];
    (void)state;
    line[listing_kept(line, &d, 1)] = '\0';
    assert_non_null(strstr(line, " a?b?c?d???e "));
}

static void rows(void **state)
{
    const struct listing_doc d = {span_of("  A  title\nof\ttwo\033[2J lines"), span_of("id-1"), false, 0};
    const rp_verdict near = {.relation = RP_NEAR, .overlap = {.a = 10, .b = 10, .common = 9}};
    const rp_verdict in = {.relation = RP_CONTAINED, .overlap = {.a = 10, .b = 100, .common = 10}};
    char line[LISTING_LINE];
    (void)state;
    line[listing_kept(line, &d, 3)] = '\0';
    assert_string_equal(line, "kept, 1 of 3                        A title of two?[2J lines"
                              "                                    id-1\n");
    line[listing_removed(line, &d, &near)] = '\0';
    assert_non_null(strstr(line, "  near       81 % in common         A title of two?[2J lines"));
    line[listing_removed(line, &d, &in)] = '\0';
    assert_non_null(strstr(line, "  contained  100 % of it is in it"));
}

/* Whatever the title, a line is a line: bounded, one newline, nothing a terminal obeys. */
static void any_bytes(void **state)
{
    char line[LISTING_LINE], title[3000];
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        size_t n = test_below(&seed, sizeof title), len;
        const rp_verdict v = {.relation = RP_EXACT};
        for (size_t k = 0; k < n; k++)
            title[k] = i % 3 ? (char)test_random(&seed) : k % 2 ? '\x81' : '\xcc'; /* a pile of accents */
        const struct listing_doc d = {{title, n}, {title, n / 2}, false, i % 90 + 60};
        len = listing_removed(line, &d, &v);
        assert_true(len > 0 && len < LISTING_LINE && line[len - 1] == '\n');
        for (size_t k = 0; k + 1 < len; k++)
            assert_true((unsigned char)line[k] >= 0x20 && line[k] != 0x7f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns), cmocka_unit_test(rows), cmocka_unit_test(directions),
                                       cmocka_unit_test(any_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
