/* Passages that only one text has go; those that another has stay, each in its place. */
#include "test.h"

#include <stdbool.h>

#include "base/status.h"
#include "records/thin.h"

enum { RECORDS = 300, MOST = 150 };

static uint32_t given[RECORDS][MOST];
static struct record record[RECORDS];
static uint32_t text_of[RECORDS];

static void make(uint64_t seed)
{
    for (uint32_t i = 0; i < RECORDS; i++) {
        record[i] = (struct record){.stored = given[i], .n_passages = (uint32_t)test_below(&seed, MOST + 1)};
        text_of[i] = test_below(&seed, 10) ? i : UINT32_MAX; /* one in ten leads no text */
        for (uint32_t k = 0; k < record[i].n_passages; k++) {
            uint64_t which = test_below(&seed, 4) ? test_random(&seed) : test_below(&seed, 500);
            given[i][k] = (uint32_t)test_random(&which);
        }
    }
}

static bool another_has(uint32_t i, uint32_t passage)
{
    for (uint32_t j = 0; j < RECORDS; j++)
        for (uint32_t k = 0; text_of[j] != UINT32_MAX && j != i && k < record[j].n_passages; k++)
            if (given[j][k] == passage)
                return true;
    return false;
}

static void check(uint32_t i, uint32_t n, size_t *gone, size_t *stayed)
{
    struct passage_reader p = passage_reader_of(&record[i]);
    const struct span32 kept = thin_passages(&record[i]);
    uint32_t passage, place = 0;
    size_t seen = 0;
    bool alone;
    while (passage_next(&p, &passage, &alone)) {
        if (alone) {
            assert_false(another_has(i, given[i][place]));
        } else {
            assert_int_equal(passage, given[i][place]);
            assert_int_equal(kept.p[seen++], passage);
        }
        *gone += alone;
        place++;
    }
    assert_int_equal(place, n);
    assert_int_equal(seen, kept.n);
    *stayed += seen;
}

static void shared_passages_stay(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        uint32_t n[RECORDS];
        struct recorder *recorder[3];
        struct thin_store store = {0};
        size_t gone = 0, stayed = 0;
        make(77);
        for (uint32_t i = 0; i < RECORDS; i++)
            n[i] = text_of[i] == UINT32_MAX ? 0 : record[i].n_passages;
        for (int k = 0; k < threads; k++)
            assert_ok(recorder_create(NULL, &recorder[k]));
        assert_ok(thin_records(&(struct thinning){record, RECORDS, text_of, recorder, threads, NULL, &store}));
        for (uint32_t i = 0; i < RECORDS; i++)
            check(i, n[i], &gone, &stayed);
        /* Three in four are random; few of them may stay by chance. */
        assert_true(gone > RECORDS * MOST / 4 && stayed > RECORDS * MOST / 20);
        thin_store_release(&store);
        for (int k = 0; k < threads; k++)
            recorder_free(recorder[k]);
    }
}

/* Marks of what is there more than once: that stays, in its place; most others go. */
static void thinned_again_only_marked_ones_stay(void **state)
{
    enum { SHIFT = 20 };
    static uint64_t bits[1 << (32 - SHIFT - 6)];
    const struct thin_marks marks = {bits, SHIFT};
    struct recorder *recorder;
    struct thin_store store = {0};
    uint32_t n[RECORDS];
    size_t before = 0, gone = 0, stayed = 0;
    (void)state;

    make(78);
    for (uint32_t i = 0; i < RECORDS; i++)
        n[i] = text_of[i] == UINT32_MAX ? 0 : record[i].n_passages;
    assert_ok(recorder_create(NULL, &recorder));
    assert_ok(thin_records(&(struct thinning){record, RECORDS, text_of, &recorder, 1, NULL, &store}));
    for (uint32_t i = 0; i < RECORDS; i++)
        for (size_t k = 0; k < thin_passages(&record[i]).n; k++) {
            const uint32_t passage = thin_passages(&record[i]).p[k];
            before++;
            if (another_has(i, passage))
                thin_mark(&marks, passage);
        }
    assert_ok(thin_again(record, RECORDS, &marks, &store));
    for (uint32_t i = 0; i < RECORDS; i++) {
        check(i, n[i], &gone, &stayed);
        for (size_t k = 0; k < thin_passages(&record[i]).n; k++)
            assert_true(thin_marked(&marks, thin_passages(&record[i]).p[k]));
    }
    assert_true(stayed < before && gone > 0 && stayed > 0);
    thin_store_release(&store);
    recorder_free(recorder);
}

/* Of documents that are not wanted all passages are alone, and as many as there were. */
static void of_others_none_stay(void **state)
{
    struct thin_store store = {0};
    struct recorder *recorder;
    struct bits wanted = {0};
    size_t gone = 0, stayed = 0;
    uint32_t n[RECORDS];
    (void)state;

    make(79);
    assert_ok(bits_reserve(&wanted, RECORDS));
    for (uint32_t i = 0; i < RECORDS; i++) {
        n[i] = text_of[i] == UINT32_MAX ? 0 : record[i].n_passages;
        if (i % 3 == 0)
            bits_set(&wanted, i);
    }
    assert_ok(recorder_create(NULL, &recorder));
    assert_ok(thin_records(&(struct thinning){record, RECORDS, text_of, &recorder, 1, NULL, &store}));
    assert_ok(thin_keep(record, RECORDS, &wanted, &store));
    for (uint32_t i = 0; i < RECORDS; i++) {
        struct passage_reader p = passage_reader_of(&record[i]);
        uint32_t passage, place = 0;
        bool alone;
        if (i % 3 == 0) {
            check(i, n[i], &gone, &stayed);
            continue;
        }
        for (; passage_next(&p, &passage, &alone); place++)
            assert_true(alone);
        assert_int_equal(place, n[i]);
        assert_int_equal(thin_passages(&record[i]).n, 0);
    }
    assert_true(gone > 0 && stayed > 0);
    thin_store_release(&store);
    bits_release(&wanted);
    recorder_free(recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_passages_stay),
        cmocka_unit_test(thinned_again_only_marked_ones_stay),
        cmocka_unit_test(of_others_none_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
