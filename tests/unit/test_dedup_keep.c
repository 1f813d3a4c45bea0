/* Who stays: ranks of documents under each rule. */
#define _GNU_SOURCE
#include "test.h"

#include <unistd.h>

#include "dedup/dedup_keep.h"

static struct record_field field(const char *s, bool escaped)
{
    return (struct record_field){s, s ? (uint32_t)strlen(s) : 0, escaped};
}

static uint64_t rank(const struct keep *k, const struct input_record *r)
{
    struct record_buffer scratch = {0};
    uint64_t rank = 0;
    assert_ok(keep_rank(k, r, &scratch, &rank));
    record_buffer_release(&scratch);
    return rank;
}

static uint64_t rank_of_text(const struct keep *k, const char *s, bool escaped)
{
    struct input_record r = {.text = field(s, escaped)};
    return rank(k, &r);
}

static void first_ranks_all_alike(void **state)
{
    struct keep *k;
    (void)state;
    assert_ok(keep_create(&k, "first"));
    assert_int_equal(rank_of_text(k, "a", false), rank_of_text(k, "abc", false));
    keep_free(k);
}

/* Written out or escaped, a text is as long as its characters. */
static void longest(void **state)
{
    struct keep *k;
    (void)state;
    assert_ok(keep_create(&k, "longest"));
    assert_true(rank_of_text(k, "abcd", false) < rank_of_text(k, "abc", false));
    assert_true(rank_of_text(k, "h\xc3\xa9t\xc3\xa9", false) == rank_of_text(k, "h\\u00e9t\\u00e9", true));
    assert_true(rank_of_text(k, "\xf0\x9f\x98\x80!", false) == rank_of_text(k, "\\ud83d\\ude00!", true));
    assert_true(rank_of_text(k, "a\\nb", true) == rank_of_text(k, "a b", false));
    assert_true(rank_of_text(k, "\\", true) >= rank_of_text(k, "ab", false)); /* cut short: no harm */
    keep_free(k);
}

static uint64_t rank_of_date(const struct keep *k, const char *s, bool escaped)
{
    struct input_record r = {.text = field("x", false)};
    r.field[SLOT_DATE] = field(s, escaped);
    return rank(k, &r);
}

static void earliest(void **state)
{
    struct keep *k;
    (void)state;
    assert_ok(keep_create(&k, "earliest"));
    assert_true(rank_of_date(k, "1961-05-25", false) < rank_of_date(k, "1999-12-31", false));
    assert_true(rank_of_date(k, "1999-12-31T23:59:59Z", false) < rank_of_date(k, "Sat, 01 Jan 2000 00:00:00 GMT", false));
    assert_true(rank_of_date(k, "2000\\/01\\/01", true) == rank_of_date(k, "2000-01-01", false));
    assert_true(rank_of_date(k, NULL, false) == UINT64_MAX);
    assert_true(rank_of_date(k, "soon", false) == UINT64_MAX);
    keep_free(k);
}

static uint64_t rank_of_outlet(const struct keep *k, const char *outlet, const char *url)
{
    struct input_record r = {.text = field("x", false)};
    r.field[SLOT_OUTLET] = field(outlet, false);
    r.field[SLOT_URL] = field(url, false);
    return rank(k, &r);
}

static void outlets_in_order(void **state)
{
    char path[] = "/tmp/test-keep.XXXXXX";
    int fd = mkstemp(path);
    static const char list[] = "# best first\n\n  The Harbour Post \nexample.org\nnorth.example\r\nexample.org\n";
    struct keep *k;
    (void)state;
    assert_int_equal(write(fd, list, sizeof list - 1), (int)sizeof list - 1);
    close(fd);
    assert_ok(keep_create(&k, path));
    unlink(path);
    assert_int_equal(rank_of_outlet(k, "the harbour post", NULL), 0);
    assert_int_equal(rank_of_outlet(k, NULL, "https://example.org/a"), 1);
    assert_int_equal(rank_of_outlet(k, "unknown", "http://user:p@www.EXAMPLE.org:8080/a?b"), 1);
    assert_int_equal(rank_of_outlet(k, "North.example", "https://example.org"), 1);
    assert_int_equal(rank_of_outlet(k, "north.example", NULL), 2);
    assert_true(rank_of_outlet(k, NULL, "https://notexample.org/") == UINT64_MAX);
    assert_true(rank_of_outlet(k, "example", "https://other.net/example.org") == UINT64_MAX);
    assert_true(rank_of_outlet(k, NULL, NULL) == UINT64_MAX);
    assert_true(rank_of_outlet(k, "", "") == UINT64_MAX);
    keep_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_ranks_all_alike), cmocka_unit_test(longest),
                                       cmocka_unit_test(earliest), cmocka_unit_test(outlets_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
