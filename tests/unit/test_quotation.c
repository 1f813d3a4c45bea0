/* quotation.c: a run of passages in both texts is a quotation, the same passages strewn are none. */
#define _XOPEN_SOURCE 700
#include "test.h"

#include "base/status.h"
#include "candidates/quotation.h"
#include "rules/limits.h"
#include "store/room.h"
#include "test_files.h"

enum { TEXTS = 6, LENGTH = 40, WORDS = (LENGTH + 31) / 32 };

static uint32_t stored[TEXTS][WORDS + LENGTH];
static struct record record[TEXTS];
static uint64_t source[TEXTS];
static const uint32_t text_of[TEXTS] = {0, 1, 2, 3, 4, 5};
static const struct quotation_input input = {record, TEXTS, text_of, source, TEXTS, NULL};

/* Text i: LENGTH passages that nobody else has, all of them kept. Text 0 credits a source. */
static void begin(void)
{
    for (uint32_t i = 0; i < TEXTS; i++) {
        for (uint32_t k = 0; k < LENGTH; k++) {
            stored[i][k / 32] |= UINT32_C(1) << (k % 32);
            stored[i][WORDS + k] = 1000 * (i + 1) + k;
        }
        record[i] = (struct record){.stored = stored[i], .n_passages = LENGTH};
        source[i] = i == 0 ? 7 : 0;
    }
}

static void copy(uint32_t from, uint32_t at, uint32_t to, uint32_t to_at, uint32_t n)
{
    memcpy(stored[to] + WORDS + to_at, stored[from] + WORDS + at, n * sizeof **stored);
}

static void runs_are_quotations(void **state)
{
    struct quotations *q;
    (void)state;
    begin();
    copy(0, 10, 1, 3, LIMIT_QUOTATION_RUN);
    copy(0, 10, 2, 3, LIMIT_QUOTATION_RUN - 1);
    for (uint32_t k = 0; k < LENGTH; k += 2) /* half of it all, never two in a row */
        copy(0, k, 3, k, 1);
    for (uint32_t k = 0; k < LENGTH; k++) /* all of it, backwards */
        copy(0, k, 4, LENGTH - 1 - k, 1);
    copy(0, 0, 5, LENGTH - LIMIT_QUOTATION_RUN, LIMIT_QUOTATION_RUN); /* at the very start and end */
    assert_ok(quotations_create(&input, 2, &q));
    assert_int_equal(quotations_ask(q, 0, 0, 1), 1);
    assert_int_equal(quotations_ask(q, 0, 1, 0), 1);
    assert_int_equal(quotations_ask(q, 1, 0, 2), 0);
    assert_int_equal(quotations_ask(q, 0, 0, 3), 0);
    assert_int_equal(quotations_ask(q, 0, 3, 0), 0);
    assert_int_equal(quotations_ask(q, 1, 0, 4), 0);
    assert_int_equal(quotations_ask(q, 1, 0, 5), 1);
    assert_int_equal(quotations_ask(q, 1, 5, 0), 1);
    quotations_free(q);
}

/* From the file of a room as from memory. */
static void the_same_beyond_memory(void **state)
{
    enum { BIG = 1 << 18 };
    struct quotation_input in = input;
    struct quotations *q;
    struct room *r;
    (void)state;
    begin();
    copy(0, 10, 1, 3, LIMIT_QUOTATION_RUN);
    copy(0, 10, 2, 3, LIMIT_QUOTATION_RUN - 1);
    assert_ok(room_create(&r, test_dir, 0));
    for (uint32_t i = 0; i < TEXTS; i++) {
        uint32_t *there = room_alloc(r, BIG, sizeof *there);
        assert_non_null(there);
        memcpy(there + 1000 * i, stored[i], sizeof stored[i]);
        record[i].stored = there + 1000 * i;
    }
    in.room = r;
    assert_ok(quotations_create(&in, 1, &q));
    for (int round = 0; round < 2; round++) {
        assert_int_equal(quotations_ask(q, 0, 0, 1), 1);
        assert_int_equal(quotations_ask(q, 0, 0, 2), 0);
        assert_int_equal(quotations_ask(q, 0, 1, 0), 1);
        assert_int_equal(quotations_ask(q, 0, 2, 0), 0);
        room_rest(r);
    }
    quotations_free(q);
    for (uint32_t i = 0; i < TEXTS; i++)
        room_drop(r, (void *)(uintptr_t)(record[i].stored - 1000 * i));
    room_free(r);
}

/* Wherever a run stands in either text it is found, and one that is a passage shorter never is. */
static void runs_stand_anywhere(void **state)
{
    (void)state;
    for (uint32_t n = LIMIT_QUOTATION_RUN - 1; n <= LIMIT_QUOTATION_RUN; n++)
        for (uint32_t at = 0; at + n <= LENGTH; at++) {
            struct quotations *q;
            begin();
            copy(0, at, 1, LENGTH - n - at, n);
            copy(0, 7, 2, at, n);
            assert_ok(quotations_create(&input, 1, &q));
            assert_int_equal(quotations_ask(q, 0, 0, 1), n == LIMIT_QUOTATION_RUN);
            assert_int_equal(quotations_ask(q, 0, 1, 0), n == LIMIT_QUOTATION_RUN);
            assert_int_equal(quotations_ask(q, 0, 0, 2), n == LIMIT_QUOTATION_RUN);
            quotations_free(q);
        }
}

/* Two wires that print one statement do not quote each other, nor do two pages of which nobody knows a source. */
static void only_one_may_have_a_source(void **state)
{
    struct quotations *q;
    (void)state;
    begin();
    copy(0, 10, 1, 3, 20);
    copy(0, 10, 2, 3, 20);
    source[1] = 8;
    assert_ok(quotations_create(&input, 1, &q));
    assert_int_equal(quotations_ask(q, 0, 0, 1), 0);
    assert_int_equal(quotations_ask(q, 0, 0, 2), 1);
    source[0] = 0;
    assert_int_equal(quotations_ask(q, 0, 0, 2), 0);
    source[0] = 7;
    quotations_free(q);
    record[2].n_passages = 0;
    assert_ok(quotations_create(&input, 1, &q));
    assert_int_equal(quotations_ask(q, 0, 0, 2), 0);
    quotations_free(q);
}

/* A passage at every second place of two long texts is in no run, however often it is met; a run among them is
 * found. */
static void one_passage_all_over(void **state)
{
    enum { LONG = 4000, LONG_WORDS = (LONG + 31) / 32, RUN_AT = 2500 };
    static uint32_t all[2][LONG_WORDS + LONG];
    static const uint32_t first_two[2] = {0, 1};
    static const uint64_t one_source[2] = {7, 0};
    struct record r[2];
    const struct quotation_input in = {r, 2, first_two, one_source, 2, NULL};
    (void)state;
    for (int with_run = 0; with_run < 2; with_run++) {
        struct quotations *q;
        for (uint32_t i = 0; i < 2; i++) {
            for (uint32_t k = 0; k < LONG; k++) {
                all[i][k / 32] |= UINT32_C(1) << (k % 32);
                all[i][LONG_WORDS + k] = k % 2 ? 5 : 1000 * (i + 1) * LONG + k;
            }
            r[i] = (struct record){.stored = all[i], .n_passages = LONG};
        }
        for (uint32_t k = 0; with_run && k < LIMIT_QUOTATION_RUN; k++)
            all[1][LONG_WORDS + RUN_AT + k] = all[0][LONG_WORDS + k] = 100 + k;
        assert_ok(quotations_create(&in, 1, &q));
        assert_int_equal(quotations_ask(q, 0, 0, 1), with_run);
        assert_int_equal(quotations_ask(q, 0, 1, 0), with_run);
        quotations_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_quotations),
        cmocka_unit_test(the_same_beyond_memory),
        cmocka_unit_test(runs_stand_anywhere),
        cmocka_unit_test(only_one_may_have_a_source),
        cmocka_unit_test(one_passage_all_over),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
