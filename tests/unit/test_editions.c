/* editions.c: what the source wrote, told from what carriers made of it, on texts made of numbered paragraphs. */
#include "test.h"

#include <stdbool.h>

#include "article/agencies.h"
#include "base/status.h"
#include "story/editions.h"

enum { MOST = 40, PARAGRAPH = 8 /* passages, some 36 words */, PASSAGES = 400, WORDS = (PASSAGES + 31) / 32 };

static uint32_t stored[MOST][WORDS + PASSAGES];
static struct record record[MOST];
static bool own[MOST], changed[MOST];
static uint32_t house[MOST];
static uint32_t doc[MOST], first[MOST + 1], text[MOST], edition[MOST];
static uint32_t n;

static void begin(void)
{
    n = 0;
    memset(own, 0, sizeof own);
    memset(changed, 0, sizeof changed);
    memset(house, 0, sizeof house);
}

/* A text of the paragraphs given (0 ends them), each said only by whoever has its number. */
static uint32_t add(uint64_t outlet, int64_t date, const uint32_t *paragraph)
{
    uint32_t *passage = stored[n] + WORDS, k = 0, paragraphs = 0;
    while (paragraph[paragraphs])
        paragraphs++;
    const uint32_t words = (paragraphs * PARAGRAPH + 31) / 32;
    memset(stored[n], 0xff, words * sizeof **stored);
    passage = stored[n] + words;
    for (uint32_t i = 0; i < paragraphs; i++)
        for (uint32_t p = 0; p < PARAGRAPH; p++)
            passage[k++] = 1000 * paragraph[i] + p;
    record[n] = (struct record){.stored = stored[n], .n_passages = k, .n_tokens = 5 * k, .outlet = outlet,
                                .own_agency = AGENCY_NONE, .body = {0, 7 * (n + 1)}, .first = date ? date : 1,
                                .last = date ? date : 0};
    doc[n] = n;
    first[n] = n;
    text[n] = n;
    first[n + 1] = n + 1;
    return n++;
}
#define ADD(outlet, date, ...) add(outlet, date, (const uint32_t[]){__VA_ARGS__, 0})

static uint32_t central;
static bool one_outlet; /* the last two texts are one outlet's */

static void divide(void)
{
    const struct texts texts = {.n = n, .first = first, .doc = doc};
    struct editions *e;
    const struct editions_told told = {own, changed, house};
    assert_ok(editions_create(record, &texts, text, &told, n, &e));
    one_outlet = n > 1 && editions_one_outlet(e, n - 2, n - 1);
    editions_divide(e, edition);
    central = editions_central(e, NULL, 0);
    for (uint32_t i = 0; i < n; i++) { /* an edition is named by one of its own */
        assert_true(edition[i] < n);
        assert_int_equal(edition[edition[i]], edition[i]);
    }
    editions_free(e);
}

static uint32_t count_editions(void)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += edition[i] == i;
    return count;
}

static void one_copy(void **state)
{
    (void)state;
    begin();
    ADD(1, 0, 1, 2, 3);
    divide();
    assert_int_equal(central, 0);
    assert_int_equal(edition[0], 0);
    record[0].n_passages = 0; /* and one without words */
    divide();
    assert_int_equal(edition[0], 0);
}

/* By containment: cuts are made of the whole. */
static void the_whole_is_central(void **state)
{
    (void)state;
    begin();
    ADD(1, 0, 1, 2, 3, 4, 5);
    const uint32_t whole = ADD(2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    ADD(3, 0, 1, 2, 3, 4, 5, 6, 7);
    ADD(4, 0, 1, 2, 5, 6, 8, 9);
    divide();
    assert_int_equal(central, whole);
    assert_int_equal(count_editions(), 1);
}

/* What only one outlet has is its own doing, be it in the middle or the lead. */
static void additions_are_not_central(void **state)
{
    (void)state;
    begin();
    ADD(1, 0, 1, 2, 50, 3, 4, 5, 6, 7, 8);
    ADD(2, 0, 60, 61, 3, 4, 5, 6, 7, 8);
    const uint32_t wire = ADD(3, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    divide();
    assert_int_equal(central, wire);
    assert_int_equal(count_editions(), 1);
}

/* A new lead on two outlets was in the wire; on one, or on one outlet's two pages, it was not. */
static void a_lead_of_two_outlets_is_an_edition(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        begin();
        const uint32_t old = ADD(1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        ADD(2, 0, 1, 2, 3, 4, 5, 6);
        ADD(3, 0, 1, 2, 4, 5, 6, 7, 8);
        const uint32_t new = ADD(4, 0, 70, 71, 2, 3, 72, 4, 5, 6);
        const uint32_t page = ADD(shared ? 5 : 4, 0, 70, 71, 2, 3, 72, 4, 5);
        divide();
        assert_int_equal(count_editions(), shared ? 2 : 1);
        assert_int_equal(edition[old] == edition[new], !shared);
        assert_int_equal(edition[page], edition[new]);
        assert_int_equal(edition[1], edition[old]);
    }
}

/* Shorter than a block, and yet on two outlets: words that nobody adds by himself, here in three places, tell of which
 * version a copy is that lacks the new lead. */
static void words_of_two_outlets(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        begin();
        const uint32_t old = ADD(1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        ADD(2, 0, 1, 2, 3, 4, 5, 6, 7);
        const uint32_t new = ADD(3, 0, 70, 1, 2, 3, 4, 5, 6, 7, 8), cut = ADD(4, 0, 1, 2, 3, 4, 5, 6, 7);
        for (uint32_t place = 1; place < 6; place += 2)
            for (uint32_t p = 2; p < 5; p++) {
                uint32_t *in_new = stored[new] + (record[new].n_passages + 31) / 32 + PARAGRAPH * (place + 1) + p;
                uint32_t *in_cut = stored[cut] + (record[cut].n_passages + 31) / 32 + PARAGRAPH * place + p;
                *in_cut = 90000 + 10 * place + p;
                *in_new = shared ? *in_cut : 95000 + 10 * place + p;
            }
        divide();
        assert_int_equal(count_editions(), 1 + shared);
        assert_int_equal(edition[cut], edition[new]);
        assert_int_equal(edition[1], edition[old]);
    }
}

/* Two texts that differ as much one way as the other: the earlier; without dates the same in any order. */
static void ties(void **state)
{
    (void)state;
    for (int later = 0; later < 2; later++) {
        begin();
        ADD(1, later == 0 ? 2000 : 1000, 1, 2, 3, 4, 5);
        ADD(2, later == 1 ? 2000 : 1000, 1, 2, 3, 4, 5);
        stored[0][(5 * PARAGRAPH + 31) / 32 + 9] = 77;
        stored[1][(5 * PARAGRAPH + 31) / 32 + 9] = 78;
        divide();
        assert_int_equal(central, !later);
    }
    for (int turned = 0; turned < 2; turned++) {
        begin();
        ADD(1, 0, 1, 2, 3, 4, 5);
        ADD(2, 0, 1, 2, 3, 4, 5);
        stored[turned][(5 * PARAGRAPH + 31) / 32 + 9] = 77;
        stored[!turned][(5 * PARAGRAPH + 31) / 32 + 9] = 78;
        record[turned].body.hi = 5;
        record[!turned].body.hi = 6;
        divide();
        assert_int_equal(record[central].body.hi, 5);
    }
}

/* Of two copies nobody can say what one cut or the other put in, unless it names its outlet. */
static void a_text_that_names_its_outlet(void **state)
{
    (void)state;
    begin();
    const uint32_t one = ADD(1, 0, 1, 2, 50, 3, 4, 51, 5, 6, 52, 7, 8), other = ADD(2, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    divide();
    const uint32_t before = central;
    own[one] = true;
    divide();
    assert_int_equal(central, other);
    own[one] = false;
    own[other] = true;
    divide();
    assert_int_equal(central, one);
    record[other].own_agency = 1; /* a page of the source itself names nobody else's outlet */
    divide();
    assert_int_equal(central, before);
}

/* Of two texts that differ in words the one whose words were changed is not what the source sent. */
static void changed_words(void **state)
{
    (void)state;
    begin();
    const uint32_t one = ADD(1, 0, 1, 2, 3, 4, 5, 6, 50), other = ADD(2, 0, 1, 2, 3, 4, 5, 6, 51);
    changed[one] = true;
    divide();
    assert_int_equal(central, other);
    changed[one] = false;
    changed[other] = true;
    divide();
    assert_int_equal(central, one);
}

/* What two papers of one house have is no more the wire's than what one has; mirrors are one outlet too. */
static void papers_of_one_house(void **state)
{
    (void)state;
    begin();
    const uint32_t wire = ADD(1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    const uint32_t one = ADD(2, 0, 1, 2, 50, 51, 3, 4, 5), other = ADD(3, 0, 1, 2, 50, 51, 3, 4, 5);
    own[one] = own[other] = true;
    divide();
    assert_false(one_outlet);
    assert_int_not_equal(central, wire);
    house[one] = house[other] = 1;
    divide();
    assert_true(one_outlet);
    assert_int_equal(central, wire);
    house[one] = house[other] = 0;
    record[one].item = record[other].item = 77;
    divide();
    assert_true(one_outlet);
}

/* A stub is never what others were made of. */
static void stubs(void **state)
{
    (void)state;
    begin();
    const uint32_t stub = ADD(1, 0, 1, 2), whole = ADD(2, 0, 1, 2, 3, 4, 5);
    record[stub].marks = MARK_STUB;
    divide();
    assert_int_equal(central, whole);
}

/* A page that holds the story among much else, standing paragraphs again and again: a copy that lacks those cuts it
 * into fewer pieces, and is no edition for that. */
static void a_page_of_many_stories_founds_no_edition(void **state)
{
    (void)state;
    begin();
    const uint32_t wire = ADD(1, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    ADD(2, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    const uint32_t cut = ADD(3, 0, 1, 2, 50, 3, 4, 5);
    const uint32_t page = ADD(4, 0, 101, 102, 103, 7, 104, 105, 106, 8, 107, 108, 109, 1, 2, 3, 4, 5, 6, 7, 8, 110, 111,
                              112, 113, 114, 115, 7, 116, 117, 118, 8, 119, 120, 121);
    divide();
    assert_int_equal(count_editions(), 1);
    assert_int_equal(edition[page], edition[wire]);
    assert_int_equal(edition[cut], edition[wire]);
}

/* More texts than are tried as the wire's: the one on most outlets is among those. */
static void many_texts(void **state)
{
    (void)state;
    begin();
    for (uint32_t i = 0; i + 1 < MOST; i++)
        ADD(10 + i, 0, 1, 2, 100 + i, 3, 4, 5, 6);
    const uint32_t wire = ADD(9, 0, 1, 2, 3, 4, 5, 6);
    divide();
    assert_int_equal(count_editions(), 1);
    assert_int_equal(central, wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_copy),
        cmocka_unit_test(the_whole_is_central),
        cmocka_unit_test(additions_are_not_central),
        cmocka_unit_test(a_lead_of_two_outlets_is_an_edition),
        cmocka_unit_test(words_of_two_outlets),
        cmocka_unit_test(ties),
        cmocka_unit_test(a_text_that_names_its_outlet),
        cmocka_unit_test(changed_words),
        cmocka_unit_test(papers_of_one_house),
        cmocka_unit_test(stubs),
        cmocka_unit_test(a_page_of_many_stories_founds_no_edition),
        cmocka_unit_test(many_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
