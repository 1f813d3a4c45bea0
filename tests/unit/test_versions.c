/* versions.c: the order of a story's versions, by numbers, dates, length; circles and ties the same whatever comes
 * first. */
#include "test.h"

#include "article/dates.h"
#include "story/versions.h"

enum { MOST = 300, HOUR = 3600 };

static struct version_facts v[MOST];
static struct version_rank rank[MOST];

static void begin(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        v[i] = (struct version_facts){.date = DATE_UNKNOWN, .words = 400, .key = i + 1};
}

static void date(uint32_t i, int64_t hour)
{
    v[i].date = (struct date_interval){hour * HOUR, hour * HOUR, DATE_SECOND};
}

static void assert_order(uint32_t n, const uint32_t *wanted, enum version_order by)
{
    versions_order(v, n, rank);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(rank[i].index, wanted[i]);
        if (i)
            assert_int_equal(rank[i].by, by);
    }
}

static void one_version(void **state)
{
    (void)state;
    begin(1);
    assert_order(1, (uint32_t[]){0}, ORDER_UNKNOWN);
}

/* Sources add: the longer comes later, where nothing else tells. */
static void longer_is_later(void **state)
{
    (void)state;
    begin(3);
    v[0].words = 700;
    v[1].words = 300;
    v[2].words = 500;
    assert_order(3, (uint32_t[]){1, 2, 0}, ORDER_CONTENT);
    v[0].words = 310;
    v[2].words = 305; /* as good as equal: by content */
    assert_order(3, (uint32_t[]){0, 1, 2}, ORDER_UNKNOWN);
}

static void dates_outweigh_length(void **state)
{
    (void)state;
    begin(3);
    v[0].words = 300;
    date(0, 30);
    date(1, 10);
    date(2, 20);
    assert_order(3, (uint32_t[]){1, 2, 0}, ORDER_DATE);
    v[1].date = (struct date_interval){0, 40 * HOUR, DATE_MONTH}; /* overlaps both others: not certain */
    assert_int_equal(versions_compare(&v[1], &v[0], NULL), 1); /* longer */
}

static void numbers_outweigh_dates(void **state)
{
    (void)state;
    enum version_order by;
    begin(3);
    v[0].update_number = 3;
    v[1].update_number = 1;
    v[2].update_number = 2;
    date(0, 10);
    date(1, 30);
    date(2, 20);
    assert_order(3, (uint32_t[]){1, 2, 0}, ORDER_NUMBER);
    begin(2);
    v[0].marks = MARK_CORRECTED;
    date(0, 10);
    date(1, 30);
    assert_int_equal(versions_compare(&v[0], &v[1], &by), 1); /* a correction comes behind what it corrects */
    assert_int_equal(by, ORDER_NUMBER);
    begin(2);
    v[0].update_number = 1; /* one number alone says less than a date */
    date(0, 10);
    date(1, 30);
    assert_int_equal(versions_compare(&v[0], &v[1], &by), -1);
    assert_int_equal(by, ORDER_DATE);
}

/* A before B by number, B before C by date, C before A by length: each is once in front and once behind. */
static void circles_have_one_answer(void **state)
{
    (void)state;
    static const uint8_t turn[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 2, 1}, {1, 0, 2}};
    struct version_facts all[3];
    begin(3);
    v[0].update_number = 1;
    v[0].words = 900;
    v[1].update_number = 2;
    date(1, 10);
    date(2, 30);
    v[2].words = 200;
    v[2].update_number = 0;
    memcpy(all, v, sizeof all);
    assert_true(versions_compare(&v[0], &v[1], NULL) < 0 && versions_compare(&v[1], &v[2], NULL) < 0 &&
                versions_compare(&v[2], &v[0], NULL) < 0);
    for (unsigned t = 0; t < 6; t++) {
        for (unsigned i = 0; i < 3; i++)
            v[i] = all[turn[t][i]];
        versions_order(v, 3, rank);
        for (unsigned i = 0; i < 3; i++)
            assert_int_equal(rank[i].key, i + 1);
    }
}

/* Hundreds of versions are ordered by date alone, in linear time. */
static void many_versions(void **state)
{
    (void)state;
    begin(MOST);
    for (uint32_t i = 0; i < MOST; i++)
        date(i, (int64_t)(i * 7 % MOST));
    versions_order(v, MOST, rank);
    for (uint32_t i = 0; i < MOST; i++)
        assert_int_equal(rank[i].index * 7 % MOST, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_version),             cmocka_unit_test(longer_is_later),
        cmocka_unit_test(dates_outweigh_length),   cmocka_unit_test(numbers_outweigh_dates),
        cmocka_unit_test(circles_have_one_answer), cmocka_unit_test(many_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
