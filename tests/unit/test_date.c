/* Date forms, against the calendar of the C library. */
#define _GNU_SOURCE
#include "test.h"

#include <time.h>

#include "cli/date.h"

static bool parse(const char *s, int64_t *out)
{
    return date_parse(s, strlen(s), out);
}

static int64_t moment(int y, int mo, int d, int h, int mi, int s)
{
    struct tm t = {.tm_year = y - 1900, .tm_mon = mo - 1, .tm_mday = d, .tm_hour = h, .tm_min = mi, .tm_sec = s};
    return timegm(&t);
}

static void same_moment_in_many_forms(void **state)
{
    static const char *const forms[] = {
        "2020-03-01T10:20:30Z",        "2020-03-01 10:20:30",       "20200301T102030Z",
        "2020-03-01T11:20:30+01:00",   "2020-03-01T05:20:30-0500",  "2020-03-01T10:20:30.123456Z",
        "2020/03/01 10:20:30 UTC",     "Sun, 01 Mar 2020 10:20:30 +0000", "Sun, 1 Mar 2020 10:20:30 GMT",
        "March 1, 2020 10:20:30 am",   "Mar. 1, 2020, 10:20:30",    "1 march 2020 10:20:30",
        "1583058030",                  "1583058030123",             "  2020-03-01T10:20:30Z \n",
        "2020-03-01T10:20:30+00",      "Sunday, March 1st, 2020 10:20:30",
    };
    const int64_t want = moment(2020, 3, 1, 10, 20, 30);
    int64_t got;
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!parse(forms[i], &got))
            fail_msg("'%s' is not taken", forms[i]);
        if (got != want)
            fail_msg("'%s' is off by %lld s", forms[i], (long long)(got - want));
    }
}

static void dates_alone_are_midnight(void **state)
{
    static const char *const forms[] = {"2016-02-29", "20160229", "2016.02.29", "29 February 2016", "Feb 29, 2016"};
    int64_t got;
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_true(parse(forms[i], &got));
        assert_int_equal(got, moment(2016, 2, 29, 0, 0, 0));
    }
}

static void afternoon(void **state)
{
    int64_t got;
    (void)state;
    assert_true(parse("March 1, 2020 1:05 PM", &got) && got == moment(2020, 3, 1, 13, 5, 0));
    assert_true(parse("March 1, 2020 12:05 am", &got) && got == moment(2020, 3, 1, 0, 5, 0));
    assert_true(parse("March 1, 2020 12:05 pm", &got) && got == moment(2020, 3, 1, 12, 5, 0));
}

static void what_is_no_date(void **state)
{
    static const char *const bad[] = {
        "",           "yesterday",   "2020",        "2020-13-01", "2020-02-30", "2019-02-29", "1900-02-29",
        "01/03/2020", "2020-03-0x",  "2020-03-01T25:00:00", "2020-03-01T10:60", "March 2020", "Maybe 1, 2020",
        "158305803",  "2020-03-01T10:20:30 EST", "2020-03-01T10:20:30+99:00", "0000-01-01", "2020-03-01T13:00 pm",
        "99999999999999999999999999", "Sun",
    };
    int64_t got;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parse(bad[i], &got))
            fail_msg("'%s' was taken for %lld", bad[i], (long long)got);
}

static void every_day_of_four_centuries(void **state)
{
    char text[32];
    int64_t got;
    (void)state;
    for (int64_t day = moment(1700, 1, 1, 0, 0, 0); day < moment(2101, 1, 1, 0, 0, 0); day += 86400) {
        time_t t = (time_t)day;
        struct tm tm;
        gmtime_r(&t, &tm);
        strftime(text, sizeof text, "%Y-%m-%d", &tm);
        if (!parse(text, &got) || got != day)
            fail_msg("%s", text);
    }
}

/* Bytes at random, each text in memory of its own so that the sanitizer sees a read too far. */
static void no_bytes_do_harm(void **state)
{
    static const char letters[] = "0123456789-/.:T Z+,aApPmMjJuUnN";
    uint64_t seed = 1;
    int64_t got;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        size_t n = test_below(&seed, 24);
        char *p = malloc(n ? n : 1);
        for (size_t k = 0; k < n; k++)
            p[k] = test_below(&seed, 50) ? letters[test_below(&seed, sizeof letters - 1)] : (char)test_random(&seed);
        if (date_parse(p, n, &got))
            assert_true(got > moment(0, 12, 30, 0, 0, 0) && got < moment(10000, 1, 2, 0, 0, 0));
        free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_moment_in_many_forms), cmocka_unit_test(dates_alone_are_midnight),
        cmocka_unit_test(afternoon),                 cmocka_unit_test(what_is_no_date),
        cmocka_unit_test(every_day_of_four_centuries), cmocka_unit_test(no_bytes_do_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
