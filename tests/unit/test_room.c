/* Large arrays in memory or in a file: the same to whoever uses them. */
#define _XOPEN_SOURCE 700
#include "test.h"

#include "base/alloc.h"
#include "base/status.h"
#include "store/room.h"
#include "test_files.h"

enum { BIG = 1 << 18 };

static void fill(uint64_t *p, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        p[i] = i * seed;
}

static void check(const uint64_t *p, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(p[i], i * seed);
}

/* As memory does, with a file (held to no memory at all, so that everything leaves at every rest) and without. */
static void what_is_written_stays(void **state)
{
    (void)state;
    for (int run = 0; run < 2; run++) {
        struct room *r = NULL;
        uint64_t *a, *b, *small, *grown = NULL;
        size_t cap = 0;

        if (run)
            assert_ok(room_create(&r, test_dir, 0));
        a = room_alloc(r, BIG, sizeof *a);
        b = room_alloc(r, BIG, sizeof *b);
        small = room_alloc(r, 10, sizeof *small);
        assert_true(a && b && small);
        for (size_t i = 0; i < BIG; i++)
            assert_int_equal(a[i], 0);
        fill(a, BIG, 3);
        fill(small, 10, 5);
        room_rest(r);
        fill(b, BIG, 7);
        room_rest(r);
        room_rest(r);
        check(a, BIG, 3);
        check(b, BIG, 7);
        check(small, 10, 5);
        room_drop(r, a);
        for (size_t n = 1; n < BIG; n += n / 3 + 1) { /* from plain memory to the file */
            assert_ok(room_grow(r, &grown, &cap, n, sizeof *grown));
            assert_true(cap >= n);
            fill(grown + n / 2, n - n / 2, 1);
            for (size_t i = n / 2; i < n; i++)
                assert_int_equal(grown[i], i - n / 2);
            fill(grown, n, 11);
            room_rest(r);
            check(grown, n, 11);
        }
        check(b, BIG, 7);
        room_drop(r, grown);
        room_drop(r, b);
        room_drop(r, small);
        room_drop(r, NULL);
        assert_false(room_disk_full(r));
        room_free(r);
    }
}

/* What is dropped may be taken again, zeroed. */
static void taken_again_it_is_zero(void **state)
{
    struct room *r;
    (void)state;
    assert_ok(room_create(&r, test_dir, 0));
    for (int i = 0; i < 5; i++) {
        uint64_t *p = room_alloc(r, BIG, sizeof *p);
        assert_non_null(p);
        for (size_t k = 0; k < BIG; k++)
            assert_int_equal(p[k], 0);
        fill(p, BIG, 9);
        room_drop(r, p);
    }
    room_free(r);
}

/* What was dropped is put together for what comes next, as zeros, and nothing else changes; arrays that grow by turns
 * keep what is in them. */
static void what_was_dropped_is_used_again(void **state)
{
    enum { PARTS = 6, GROWING = 3 };
    uint64_t *part[PARTS], *whole, *grown[GROWING] = {0}, to[64];
    size_t cap[GROWING] = {0};
    struct room *r;
    (void)state;
    assert_ok(room_create(&r, test_dir, UINT64_C(1) << 30));
    for (int i = 0; i < PARTS; i++) {
        assert_non_null(part[i] = room_alloc(r, BIG, sizeof *part[i]));
        fill(part[i], BIG, (uint64_t)i + 2);
    }
    for (int i = 0; i < PARTS; i += 2)
        room_drop(r, part[i]);
    assert_non_null(whole = room_alloc(r, (size_t)PARTS * BIG, sizeof *whole));
    for (size_t i = 0; i < (size_t)PARTS * BIG; i++)
        assert_int_equal(whole[i], 0);
    fill(whole, (size_t)PARTS * BIG, 13);
    for (size_t i = 0; i + 64 <= (size_t)PARTS * BIG; i += 31)
        assert_memory_equal(room_look(r, whole + i, sizeof to, to), whole + i, sizeof to);
    room_leave(r, whole, (size_t)PARTS * BIG * sizeof *whole);
    check(whole, (size_t)PARTS * BIG, 13);
    room_drop(r, whole);
    for (size_t n = 1; n < 2 * BIG; n += n / 2 + 1)
        for (int g = 0; g < GROWING; g++) {
            const size_t before = cap[g] < n ? cap[g] : n;
            assert_ok(room_grow(r, &grown[g], &cap[g], n, sizeof *grown[g]));
            check(grown[g], before / 2, (uint64_t)g + 21);
            fill(grown[g], n, (uint64_t)g + 21);
        }
    for (int i = 1; i < PARTS; i += 2) {
        check(part[i], BIG, (uint64_t)i + 2);
        room_drop(r, part[i]);
    }
    for (int g = 0; g < GROWING; g++)
        room_drop(r, grown[g]);
    assert_false(room_disk_full(r));
    room_free(r);
}

/* At any place and length, whether the array is held or has left; memory is looked at where it is. */
static void a_look_sees_what_was_written(void **state)
{
    uint64_t to[100], plain[4] = {1, 2, 3, 4};
    struct room *r;
    uint64_t *a, *b;
    (void)state;
    assert_ok(room_create(&r, test_dir, 0));
    a = room_alloc(r, BIG, sizeof *a);
    b = room_alloc(r, BIG, sizeof *b);
    assert_true(a && b);
    fill(a, BIG, 3);
    fill(b, BIG, 7);
    for (size_t i = 0; i + 100 <= BIG; i += 9973) {
        const size_t n = i % 100 + 1;
        assert_memory_equal(room_look(r, a + i, n * sizeof *a, to), a + i, n * sizeof *a);
        assert_memory_equal(room_look(r, b + i, n * sizeof *b, to), b + i, n * sizeof *b);
        if (i % 2)
            room_rest(r);
        b[i] = 5; /* seen at once */
        assert_int_equal(*(const uint64_t *)room_look(r, b + i, sizeof *b, to), 5);
    }
    assert_ptr_equal(room_look(r, a + BIG - 1, sizeof *a, to), to); /* to the last */
    assert_ptr_equal(room_look(r, plain, sizeof plain, to), plain);
    assert_ptr_equal(room_look(NULL, plain, sizeof plain, to), plain);
    room_drop(r, a);
    room_drop(r, b);
    room_free(r);
}

/* All of it, parts of pages, and what is no array of the room. */
static void what_has_left_is_still_there(void **state)
{
    uint64_t plain[4] = {1, 2, 3, 4};
    struct room *r;
    uint64_t *a;
    (void)state;
    assert_ok(room_create(&r, test_dir, UINT64_MAX));
    assert_non_null(a = room_alloc(r, BIG, sizeof *a));
    fill(a, BIG, 3);
    room_leave(r, a, BIG * sizeof *a);
    check(a, BIG, 3);
    for (size_t i = 0; i < BIG; i += BIG / 37)
        room_leave(r, a + i, (BIG - i < BIG / 37 ? BIG - i : BIG / 37) * sizeof *a);
    room_leave(r, a + 1, sizeof *a);
    room_leave(r, a, 0);
    room_leave(r, plain, sizeof plain);
    room_leave(NULL, plain, sizeof plain);
    assert_int_equal(plain[3], 4);
    check(a, BIG, 3);
    room_drop(r, a);
    room_free(r);
}

static void what_cannot_be(void **state)
{
    struct room *r;
    uint64_t *p = NULL;
    size_t cap = 0;
    (void)state;
    assert_int_equal(room_create(&r, "/no/such/folder", 0), RP_ERR_IO);
    assert_ok(room_create(&r, test_dir, 0));
    assert_null(room_alloc(r, SIZE_MAX / 2, 4));
    assert_int_equal(room_grow(r, &p, &cap, SIZE_MAX / 4, 8), RP_ERR_NOMEM);
    assert_false(room_disk_full(r));
    /* More than any disk of today: an error, and known to be the disk's. */
    assert_null(room_alloc(r, (size_t)1 << 45, 1));
    assert_true(room_disk_full(r));
    room_free(r);
    room_free(NULL);
}

/* MiB that the process holds. */
static uint64_t held_mb(void)
{
    unsigned long long all, resident;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%llu %llu", &all, &resident), 2);
    fclose(f);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE) >> 20;
}

/* No more is held than may be, and what leaves is a part: most of what may be held stays so. */
static void a_part_leaves_at_a_time(void **state)
{
    enum { ARRAYS = 4, ARRAY_MB = 24, MORE_MB = 48, STEP = 1 << 20 };
    const uint64_t before = held_mb(), most = before + MORE_MB;
    char *array[ARRAYS];
    struct room *r;
    (void)state;
    assert_ok(room_create(&r, test_dir, most << 20));
    for (int i = 0; i < ARRAYS; i++)
        assert_non_null(array[i] = room_alloc(r, ARRAY_MB, STEP));
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < ARRAYS; i++)
            for (size_t at = 0; at < ARRAY_MB; at++) {
                memset(array[i] + at * STEP, 1 + i, STEP);
                room_rest(r);
                assert_true(held_mb() <= most + 1);
                assert_true(round == 0 || held_mb() >= before + MORE_MB / 2);
            }
    for (int i = 0; i < ARRAYS; i++) {
        for (size_t at = 0; at < (size_t)ARRAY_MB * STEP; at += 4000)
            assert_int_equal(array[i][at], 1 + i);
        room_drop(r, array[i]);
    }
    room_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_stays),
        cmocka_unit_test(taken_again_it_is_zero),
        cmocka_unit_test(what_was_dropped_is_used_again),
        cmocka_unit_test(a_look_sees_what_was_written),
        cmocka_unit_test(what_has_left_is_still_there),
        cmocka_unit_test(what_cannot_be),
        cmocka_unit_test(a_part_leaves_at_a_time),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
