/* Which stories a kill notice withdraws: by headline, by address, and not where many are called alike. */
#include "story/notices.h"

#include "base/status.h"
#include "records/texts.h"
#include "story/grouping.h"
#include "test.h"

enum { STORIES = 12, DOCS = 2 * STORIES + 2, HEADLINE = 70, PAGE = 80 };

/* Story i has the copies 2 i and 2 i + 1, each a text of its own; two pages more are in no story. */
static struct record record[DOCS];
static uint32_t first[DOCS + 1], doc[DOCS];
static uint8_t role[DOCS];
static struct page_want copy[2 * STORIES];
static size_t first_copy[STORIES + 1];
static const struct texts texts = {.n = DOCS, .first = first, .doc = doc};
static struct notice_search search = {record, &texts, role, copy, first_copy, STORIES, NULL};

static int set_up(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < DOCS; i++) {
        record[i] = (struct record){0};
        first[i] = doc[i] = i;
        role[i] = TEXT_SINGLE;
    }
    first[DOCS] = DOCS;
    for (uint32_t i = 0; i < 2 * STORIES; i++) {
        copy[i] = (struct page_want){{i, i}, PAGE_NONE, PAGE_NONE, 0};
        role[i] = TEXT_MEMBER;
        first_copy[i / 2 + 1] = i + 1;
    }
    return 0;
}

static void called(uint32_t stories, uint64_t headline)
{
    for (uint32_t i = 0; i < 2 * stories; i++)
        record[i].headline = headline;
}

static void withdraws(uint32_t page, uint64_t headline, uint64_t address)
{
    record[page].marks = MARK_WITHDRAWN;
    record[page].headline = headline;
    record[page].page = address;
}

static size_t found(struct notice **notice)
{
    size_t n;
    assert_int_equal(notices_find(&search, notice, &n), RP_OK);
    return n;
}

static void test_by_headline(void **state)
{
    struct notice *notice;
    (void)state;
    called(3, HEADLINE);
    withdraws(DOCS - 1, HEADLINE, 0);
    withdraws(DOCS - 2, HEADLINE, 0);
    assert_int_equal(found(&notice), 6);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(notice[i].story, i / 2);
        assert_int_equal(notice[i].doc, DOCS - 2 + i % 2);
    }
    assert_int_equal(notices_first(notice, 6, 0), 0);
    assert_int_equal(notices_first(notice, 6, 2), 4);
    assert_int_equal(notices_first(notice, 6, 3), 6);
    free(notice);
}

static void test_by_address(void **state)
{
    struct notice *notice;
    (void)state;
    called(1, HEADLINE);
    record[0].page = PAGE;
    record[8].page = PAGE; /* of story 4 */
    withdraws(DOCS - 1, HEADLINE, PAGE);
    assert_int_equal(found(&notice), 2);
    assert_int_equal(notice[0].story, 0); /* once, though headline and address say it */
    assert_int_equal(notice[1].story, 4);
    free(notice);
}

static void test_a_headline_of_many(void **state)
{
    struct notice *notice;
    (void)state;
    called(8, HEADLINE);
    withdraws(DOCS - 1, HEADLINE, 0);
    assert_int_equal(found(&notice), 8);
    free(notice);
    called(9, HEADLINE);
    assert_int_equal(found(&notice), 0);
    free(notice);
    record[2].page = PAGE;
    record[DOCS - 1].page = PAGE;
    assert_int_equal(found(&notice), 1); /* the address still names one */
    assert_int_equal(notice[0].story, 1);
    free(notice);
}

static void test_nothing_to_say(void **state)
{
    struct notice *notice;
    (void)state;
    called(2, HEADLINE);
    assert_int_equal(found(&notice), 0);
    record[1].marks = MARK_WITHDRAWN; /* a copy of the story itself */
    assert_int_equal(found(&notice), 0);
    called(2, 0);
    withdraws(DOCS - 1, 0, 0); /* no headline is not the same headline */
    assert_int_equal(found(&notice), 0);
    free(notice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_by_headline, set_up),
        cmocka_unit_test_setup(test_by_address, set_up),
        cmocka_unit_test_setup(test_a_headline_of_many, set_up),
        cmocka_unit_test_setup(test_nothing_to_say, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
