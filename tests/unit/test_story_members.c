/* story_members.c: texts of stories in the order in which their documents came in. */
#include "test.h"

#include "story/story_members.h"

enum { TEXTS = 7 };

/* Texts 0 and 4 are one story, of documents 9, 3 and 5; 2, 3 and 6 another, of 4, 8 and 1; 1 hangs, 5 is alone. */
static uint32_t first[TEXTS + 1] = {0, 1, 2, 3, 4, 6, 7, 8};
static uint32_t doc[TEXTS + 1] = {9, 0, 4, 8, 3, 5, 2, 1};
static uint32_t family[TEXTS] = {0, 1, 2, 2, 0, 5, 2};
static uint32_t version[TEXTS] = {4, 1, 6, 2, 0, 5, 2};
static uint8_t role[TEXTS] = {TEXT_MEMBER, TEXT_SATELLITE, TEXT_MEMBER, TEXT_MEMBER, TEXT_MEMBER, TEXT_SINGLE, TEXT_MEMBER};

static const struct texts texts = {.n = TEXTS, .first = first, .doc = doc};
static const struct grouping grouping = {.n = TEXTS, .family = family, .version = version, .role = role};

static void expect(const uint32_t *by_version, const struct story_member *want, uint32_t n)
{
    struct story_members m;
    assert_ok(story_members_list(&grouping, &texts, by_version, &m));
    assert_int_equal(m.n, n);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(m.member[i].place, want[i].place);
        assert_int_equal(m.member[i].version, want[i].version);
        assert_int_equal(m.member[i].text, want[i].text);
    }
    story_members_release(&grouping, &m);
    assert_null(m.member);
}

static void by_lowest_document(void **state)
{
    const struct story_member want[] = {{1, 0, 2}, {1, 0, 3}, {1, 0, 6}, {3, 0, 0}, {3, 0, 4}};
    (void)state;
    expect(NULL, want, 5);
}

static void by_version_within(void **state)
{
    const struct story_member want[] = {{1, 2, 3}, {1, 2, 6}, {1, 6, 2}, {3, 0, 4}, {3, 4, 0}};
    (void)state;
    expect(version, want, 5);
}

static void no_stories(void **state)
{
    const struct grouping none = {.n = 0};
    const struct texts no_texts = {.n = 0, .first = first};
    struct story_members m;
    (void)state;
    assert_ok(story_members_list(&none, &no_texts, NULL, &m));
    assert_int_equal(m.n, 0);
    story_members_release(&none, &m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_lowest_document), cmocka_unit_test(by_version_within),
                                       cmocka_unit_test(no_stories)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
