/* Dates as fields and pages write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/dates.h"
#include "base/compiler.h"

#define DAY0 INT64_C(1745539200) /* 2025-04-25 00:00:00 UTC */
#define H 3600

static void check(const char *text, enum date_precision precision, int64_t first, int64_t last)
{
    const struct date_interval d = date_interval_parse(span_of(text));
    if (d.precision != precision || (precision != DATE_NONE && (d.first != first || d.last != last)))
        fail_msg("'%s': %s %lld..%lld", text, date_precision_name(d.precision), (long long)d.first, (long long)d.last);
    /* A second in a zone that is not known is as wide as a minute. */
    const bool wide = precision == DATE_SECOND && last > first;
    if (precision != DATE_NONE)
        assert_int_equal(date_precision_of(first, last), wide ? DATE_MINUTE : precision);
}

static void test_moments(void **state)
{
    (void)state;
    check("2025-04-25T13:14:15Z", DATE_SECOND, DAY0 + 13 * H + 855, DAY0 + 13 * H + 855);
    check("2025-04-25T13:14:15.123+02:00", DATE_SECOND, DAY0 + 11 * H + 855, DAY0 + 11 * H + 855);
    check("2025-04-25 13:14:15 -0400", DATE_SECOND, DAY0 + 17 * H + 855, DAY0 + 17 * H + 855);
    check("Fri, 25 Apr 2025 13:14:15 GMT", DATE_SECOND, DAY0 + 13 * H + 855, DAY0 + 13 * H + 855);
    check("April 25, 2025, 3:15 PM EDT", DATE_MINUTE, DAY0 + 19 * H + 900, DAY0 + 19 * H + 959);
    check("3:15 p.m. EDT April 25, 2025", DATE_MINUTE, DAY0 + 19 * H + 900, DAY0 + 19 * H + 959);
    check("12:05 am UTC, 25 April 2025", DATE_MINUTE, DAY0 + 300, DAY0 + 359);
    check("1407 GMT (2207 HKT) April 25, 2025", DATE_MINUTE, DAY0 + 14 * H + 420, DAY0 + 14 * H + 479);
    check("1745585655", DATE_SECOND, 1745585655, 1745585655);
    check("1745585655123", DATE_SECOND, 1745585655, 1745585655);
    check("20250425101500", DATE_SECOND, DAY0 + 10 * H + 900 - 14 * H, DAY0 + 10 * H + 900 + 59 + 12 * H);
    /* a local time of unknown zone widens the interval */
    check("2025-04-25 13:14", DATE_MINUTE, DAY0 + 13 * H + 840 - 14 * H, DAY0 + 13 * H + 899 + 12 * H);
}

static void test_days(void **state)
{
    (void)state;
    static const char *const days[] = {
        "2025-04-25", "20250425", "2025/04/25", "25.04.2025", "25/04/2025", "04/25/2025", "April 25, 2025", "Apr. 25, 2025",
        "25 April 2025", "Friday 25 April 2025", "25-Apr-2025", "25th April 2025", "25 de abril de 2025", "25 avril 2025",
        "25 aprile 2025", "25. April 2025", "25 de Abril de 2025", "25 april 2025", "2025年4月25日", "2025년 4월 25일",
        "2025-04-25T00:00:00Z", "2025-04-25 00:00:00", "25.04.25", "Updated on 25-Apr-2025",
    };
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        check(days[i], DATE_DAY, DAY0 - 14 * H, DAY0 + 24 * H - 1 + 12 * H);
}

/* Every month of every language, written out. */
static void test_months(void **state)
{
    (void)state;
    static const char *const names[][12] = {
        {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"},
        {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
         "diciembre"},
        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre"},
        {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
         "novembre", "dicembre"},
        {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
         "Dezember"},
        {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
         "dezembro"},
        {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
         "december"},
    };
    for (size_t language = 0; language < ARRAY_LEN(names); language++)
        for (size_t month = 0; month < 12; month++) {
            char written[64], plain[16];
            snprintf(written, sizeof written, "25 %s 2025", names[language][month]);
            snprintf(plain, sizeof plain, "2025-%02zu-25", month + 1);
            const struct date_interval want = date_interval_parse(span_of(plain));
            check(written, DATE_DAY, want.first, want.last);
        }
}

static void test_coarse(void **state)
{
    (void)state;
    check("2025", DATE_YEAR, date_of_year(2025).first, date_of_year(2025).last);
    check("2025-04", DATE_MONTH, DAY0 - 24 * 24 * H - 14 * H, DAY0 + 6 * 24 * H - 1 + 12 * H);
    check(" 2025/04 ", DATE_MONTH, DAY0 - 24 * 24 * H - 14 * H, DAY0 + 6 * 24 * H - 1 + 12 * H);
    check("2025-26", DATE_YEAR, date_of_year(2025).first, date_of_year(2025).last);
    check("Season 2010-11", DATE_YEAR, date_of_year(2010).first, date_of_year(2010).last);
    check("April 2025", DATE_MONTH, DAY0 - 24 * 24 * H - 14 * H, DAY0 + 6 * 24 * H - 1 + 12 * H);
    check("04/05/2025", DATE_MONTH, DAY0 - 20 * 24 * H - 14 * H, DAY0 + 10 * 24 * H - 1 + 12 * H); /* 5 April or 4 May */
}

static void test_no_dates(void **state)
{
    (void)state;
    static const char *const none[] = {
        "", " ", "60119", "Friday", "3 hours ago", "1970-01-01", "1970-01-01T00:00:00Z", "0", "0000-00-00", "2025-13-45",
        "2025-02-30", "99999999", "1234", "April", "May 25", "12:30", "9999-01-01", "-1", "99999999999999999999999999",
        "2025-04-2555", "1/2/3/4", "::::", "T", "Z", "h", "1h", "\xFF\xFE",
    };
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        check(none[i], DATE_NONE, 0, 0);
}

static void test_leap_years(void **state)
{
    (void)state;
    check("2024-02-29", DATE_DAY, INT64_C(1709164800) - 14 * H, INT64_C(1709164800) + 36 * H - 1);
    check("1900-02-29", DATE_NONE, 0, 0);
    check("2000-02-29", DATE_DAY, INT64_C(951782400) - 14 * H, INT64_C(951782400) + 36 * H - 1);
    check("1916-01-01", DATE_DAY, INT64_C(-1704153600) - 14 * H, INT64_C(-1704153600) + 36 * H - 1);
}

static void test_order(void **state)
{
    (void)state;
    /* E52: stamped 09:00 in a zone 10 hours ahead, against 22:30 UTC of the day before */
    const struct date_interval carrier = date_interval_parse(span_of("2025-04-25T09:00:00+10:00")),
                               agency = date_interval_parse(span_of("2025-04-24T22:30:00Z"));
    assert_true(date_after(carrier, agency));
    assert_false(date_after(agency, carrier));
    const struct date_interval day = date_interval_parse(span_of("2025-04-24"));
    assert_false(date_after(carrier, day)); /* a day may reach into the next, somewhere */
    assert_false(date_after(carrier, DATE_UNKNOWN));
    assert_false(date_after(DATE_UNKNOWN, carrier));
    assert_true(date_apart(carrier, date_interval_parse(span_of("2025-05-25")), 7 * 24 * H));
    assert_false(date_apart(carrier, day, 0));
    assert_false(date_apart(carrier, DATE_UNKNOWN, 0));
}

static void test_relative_and_url(void **state)
{
    (void)state;
    assert_true(date_is_relative(span_of("3 hours ago")));
    assert_true(date_is_relative(span_of("il y a 2 jours")));
    assert_false(date_is_relative(span_of("April 25, 2025")));
    const struct date_interval d = date_of_url(span_of("https://x.example/world/2025/04/25/pier.html"));
    assert_int_equal(d.precision, DATE_DAY);
    assert_int_equal(d.first, DAY0 - 14 * H);
    assert_int_equal(date_of_url(span_of("https://x.example/2025-04-25-pier")).precision, DATE_DAY);
    assert_int_equal(date_of_url(span_of("https://x.example/1234/56/78/")).precision, DATE_NONE);
    assert_int_equal(date_of_url(span_of("")).precision, DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),    cmocka_unit_test(test_days),  cmocka_unit_test(test_coarse), cmocka_unit_test(test_months),
        cmocka_unit_test(test_no_dates),   cmocka_unit_test(test_leap_years), cmocka_unit_test(test_order),
        cmocka_unit_test(test_relative_and_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
