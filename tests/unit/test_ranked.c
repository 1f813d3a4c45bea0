/* Rows that are made in one order and given in another: in memory, and in a file out of which everything leaves. */
#define _XOPEN_SOURCE 700
#include "test.h"

#include "base/status.h"
#include "store/ranked.h"
#include "store/room.h"
#include "test_files.h"

enum { ROWS = 3000, LONG_ROW = 3 << 20 /* longer than any piece it may be kept in */ };

/* What rank i puts: pieces of lengths and bytes that tell it from others; some put nothing, one very much. */
static size_t row_length(size_t i)
{
    return i % 7 == 0 ? 0 : i == 1234 ? LONG_ROW : 1 + i * 37 % 2000;
}

static char row_byte(size_t i, size_t at)
{
    return (char)(i * 31 + at * 7 + at / 256);
}

static void put_row(struct ranked *r, size_t i)
{
    char piece[4096];
    ranked_turn(r, i);
    for (size_t done = 0, n; done < row_length(i); done += n) {
        n = row_length(i) - done < sizeof piece ? row_length(i) - done : sizeof piece;
        n = n > 3 && i % 2 ? n / 3 : n;
        for (size_t k = 0; k < n; k++)
            piece[k] = row_byte(i, done + k);
        assert_ok(ranked_put(r, piece, n));
    }
}

struct taken {
    size_t rank, at, stop; /* stop: bytes after which it says no */
};

static int take(void *ctx, const char *p, size_t n)
{
    struct taken *t = ctx;
    if (t->stop <= n)
        return RP_ERR_CANCELLED;
    t->stop -= n;
    for (size_t k = 0; k < n; k++, t->at++) {
        for (; t->at == row_length(t->rank); t->at = 0)
            t->rank++;
        if (p[k] != row_byte(t->rank, t->at))
            fail_msg("rank %zu, byte %zu", t->rank, t->at);
    }
    return RP_OK;
}

/* Every rank once, in an order that leads all over them. */
static void rows_come_by_rank(void **state)
{
    (void)state;
    for (int in_file = 0; in_file < 2; in_file++) {
        struct taken t = {.stop = SIZE_MAX};
        struct room *room = NULL;
        struct ranked *r;
        if (in_file)
            assert_ok(room_create(&room, test_dir, 0));
        assert_ok(ranked_create(&r, room, ROWS));
        for (size_t i = 0; i < ROWS; i++) {
            put_row(r, (i * 1741 + 11) % ROWS);
            if (i % 100 == 0)
                room_rest(room);
        }
        assert_ok(ranked_give(r, take, &t));
        assert_int_equal(t.rank, ROWS - 1);
        assert_int_equal(t.at, row_length(ROWS - 1));
        ranked_free(r);
        room_free(room);
    }
}

static void who_takes_may_stop(void **state)
{
    struct taken t = {.stop = 5000};
    struct ranked *r;
    (void)state;
    assert_ok(ranked_create(&r, NULL, ROWS));
    for (size_t i = 0; i < 100; i++)
        put_row(r, 99 - i); /* and ranks above have no turn */
    assert_int_equal(ranked_give(r, take, &t), RP_ERR_CANCELLED);
    ranked_free(r);
    ranked_free(NULL);
}

static void none_is_none(void **state)
{
    struct taken t = {.stop = 1};
    struct ranked *r;
    (void)state;
    assert_ok(ranked_create(&r, NULL, 0));
    assert_ok(ranked_give(r, take, &t));
    ranked_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_by_rank),
        cmocka_unit_test(who_takes_may_stop),
        cmocka_unit_test(none_is_none),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
