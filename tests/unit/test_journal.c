/* What was noted comes back in order, whole or refused, wherever a run was stopped. */
#define _GNU_SOURCE
#include "base/hash.h"
#include "base/status.h"
#include "store/journal.h"
#include "test_files.h"

enum { WRITERS = 3, MAGIC = 0x4a4e4c };

/* Entry i of a writer: its bytes can be told from its number. */
static size_t make_entry(int writer, uint32_t i, unsigned char *out, size_t most)
{
    size_t n = 8 + hash_mix(i) % (most - 8);
    memcpy(out, &writer, 4);
    memcpy(out + 4, &i, 4);
    for (size_t k = 8; k < n; k++)
        out[k] = (unsigned char)hash_mix(i * 1000 + k);
    return n;
}

static int add(struct journal *j, int writer, uint32_t i)
{
    unsigned char bytes[3000];
    const size_t n = make_entry(writer, i, bytes, sizeof bytes), half = n / 3;
    const struct span part[] = {{(char *)bytes, half}, {NULL, 0}, {(char *)bytes + half, n - half}};
    return journal_add(j, writer, part, 3);
}

struct taken {
    uint32_t next[WRITERS], n, stop_at;
    bool wrong;
};

static int take(void *ctx, int writer, const void *p, size_t n)
{
    struct taken *t = ctx;
    unsigned char want[3000];
    uint32_t i;

    if (t->stop_at && t->n == t->stop_at)
        return RP_ERR_CANCELLED;
    memcpy(&i, (const char *)p + 4, 4);
    t->wrong |= ((uintptr_t)p & 7) != 0 || i != t->next[writer]++ || n != make_entry(writer, i, want, sizeof want) ||
                memcmp(p, want, n) != 0;
    t->n++;
    return RP_OK;
}

static struct journal *open_journal(const char *dir)
{
    struct journal *j = NULL;
    assert_int_equal(journal_open(&j, dir, "j", MAGIC, WRITERS), RP_OK);
    return j;
}

static struct taken replay(struct journal *j)
{
    struct taken t = {0};
    assert_int_equal(journal_replay(j, take, &t), RP_OK);
    assert_false(t.wrong);
    return t;
}

static char *journal_path(const char *dir, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* Several runs, each going on with what the ones before have left. */
static void test_entries_come_back(void **state)
{
    const char *dir = test_path("back");
    uint32_t total = 0;

    (void)state;
    assert_int_equal(mkdir(dir, 0700), 0);
    for (int round = 0; round < 4; round++) {
        struct journal *j = open_journal(dir);
        const struct taken t = replay(j);
        assert_int_equal(t.n, total);
        for (uint32_t i = 0; i < 400; i++)
            for (int w = 0; w < WRITERS; w++)
                assert_int_equal(add(j, w, t.next[w] + i), RP_OK);
        total += 400 * WRITERS;
        assert_int_equal(journal_flush(j), RP_OK);
        journal_free(j);
    }
}

/* Cut at any length: what comes back is a whole beginning of what each writer wrote, and can be gone on with. */
static void test_torn_anywhere(void **state)
{
    const char *dir = test_path("torn");
    struct stat st;

    (void)state;
    assert_int_equal(mkdir(dir, 0700), 0);
    struct journal *j = open_journal(dir);
    (void)replay(j);
    for (uint32_t i = 0; i < 600; i++)
        for (int w = 0; w < WRITERS; w++)
            assert_int_equal(add(j, w, i), RP_OK);
    journal_free(j); /* as a kill does: nothing was ever synced */
    assert_int_equal(stat(journal_path(dir, "j"), &st), 0);
    assert_true(st.st_size > 1 << 20);
    for (off_t size = st.st_size - 7; size > 0; size = size > 100000 ? size - 99991 : size / 3) {
        assert_int_equal(truncate(journal_path(dir, "j"), size), 0);
        j = open_journal(dir);
        const struct taken t = replay(j);
        assert_int_equal(add(j, 1, t.next[1]), RP_OK);
        journal_free(j);
    }
}

static void flip(const char *path, off_t at)
{
    unsigned char byte;
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 16;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* What had been brought to the disk is whole or refused. */
static void test_damage_is_refused(void **state)
{
    const char *dir = test_path("damage");
    struct journal *j;
    struct stat st;

    (void)state;
    assert_int_equal(mkdir(dir, 0700), 0);
    j = open_journal(dir);
    (void)replay(j);
    for (uint32_t i = 0; i < 200; i++)
        assert_int_equal(add(j, 0, i), RP_OK);
    assert_int_equal(journal_flush(j), RP_OK);
    journal_free(j);
    assert_int_equal(stat(journal_path(dir, "j"), &st), 0);
    for (off_t at = 0; at < st.st_size; at += at < 100 ? 1 : 9973) {
        struct taken t = {0};
        flip(journal_path(dir, "j"), at);
        j = open_journal(dir);
        assert_int_equal(journal_replay(j, take, &t), RP_ERR_FORMAT);
        assert_false(t.wrong);
        journal_free(j);
        flip(journal_path(dir, "j"), at);
    }
    assert_int_equal(truncate(journal_path(dir, "j"), st.st_size - 1), 0);
    assert_int_equal(journal_open(&j, dir, "j", MAGIC, WRITERS), RP_ERR_FORMAT);
    flip(journal_path(dir, "j-end"), 20);
    assert_int_equal(journal_open(&j, dir, "j", MAGIC, WRITERS), RP_ERR_FORMAT);
}

static void test_others_magic_is_refused(void **state)
{
    const char *dir = test_path("magic");
    struct journal *j;

    (void)state;
    assert_int_equal(mkdir(dir, 0700), 0);
    j = open_journal(dir);
    (void)replay(j);
    assert_int_equal(add(j, 0, 0), RP_OK);
    assert_int_equal(journal_flush(j), RP_OK);
    journal_free(j);
    assert_int_equal(journal_open(&j, dir, "j", MAGIC + 1, WRITERS), RP_ERR_FORMAT);
}

static void test_taking_can_stop(void **state)
{
    const char *dir = test_path("stop");
    struct taken t = {.stop_at = 5};
    struct journal *j;

    (void)state;
    assert_int_equal(mkdir(dir, 0700), 0);
    j = open_journal(dir);
    (void)replay(j);
    for (uint32_t i = 0; i < 20; i++)
        assert_int_equal(add(j, 2, i), RP_OK);
    assert_int_equal(journal_flush(j), RP_OK);
    journal_free(j);
    j = open_journal(dir);
    assert_int_equal(journal_replay(j, take, &t), RP_ERR_CANCELLED);
    assert_int_equal(t.n, 5);
    journal_free(j);
}

/* A scan without one need not ask. */
static void test_no_journal(void **state)
{
    const struct span part = {"x", 1};

    (void)state;
    assert_int_equal(journal_add(NULL, 0, &part, 1), RP_OK);
    assert_int_equal(journal_flush(NULL), RP_OK);
    journal_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_come_back), cmocka_unit_test(test_torn_anywhere),
        cmocka_unit_test(test_damage_is_refused), cmocka_unit_test(test_others_magic_is_refused),
        cmocka_unit_test(test_taking_can_stop),   cmocka_unit_test(test_no_journal),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
