/* Back to the text: the same bytes by (file, offset, length) from plain, compressed and piped sources. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <sys/wait.h>

#include "base/status.h"
#include "base/thread.h"
#include "source/spool.h"
#include "test_files.h"

enum { TEXT = 2000000, RANGES = 3000 };

static char text[TEXT], packed[2 * TEXT], out[TEXT];
static struct source_range range[RANGES];
static size_t ranges;

/* Ranges of all lengths, some side by side, some far apart. */
static int setup(void **state)
{
    uint64_t seed = 41, at = 0;

    for (size_t i = 0; i < TEXT; i++)
        text[i] = (char)(' ' + test_below(&seed, 90));
    for (ranges = 0; ranges < RANGES; ranges++) {
        static const uint64_t gaps[] = {0, 0, 1, 700, 300000}, lengths[] = {0, 1, 100, 2000, 3000};
        at += gaps[test_below(&seed, 400) ? test_below(&seed, 4) : 4];
        range[ranges] = (struct source_range){at, (uint32_t)lengths[test_below(&seed, 5)]};
        at += range[ranges].length;
        if (at > TEXT)
            break;
    }
    return test_dir_make(state);
}

struct copied {
    size_t n, stop_at;
};

static int put(void *ctx, const char *p, size_t n)
{
    struct copied *c = ctx;
    if (c->n + n > c->stop_at)
        return RP_ERR_FULL;
    memcpy(out + c->n, p, n);
    c->n += n;
    return RP_OK;
}

static const char *write_as(enum source_coding coding)
{
    size_t n = 0;

    if (coding == CODING_PLAIN)
        return test_write("plain", text, TEXT);
    if (coding == CODING_GZIP)
        test_gzip(text, TEXT, packed, sizeof packed, &n);
    else
        test_zstd(text, TEXT, packed, sizeof packed, &n);
    return test_write("packed", packed, n);
}

static struct source_list *open_list(const char *path)
{
    const struct source_options o = {.repeat = true, .work_dir = test_dir};
    struct source_list *l;
    assert_ok(source_list_create(&l, &path, 1, &o));
    return l;
}

static void copies_are_the_bytes_between(void **state)
{
    (void)state;
    assert_in_range(ranges, 500, RANGES);
    for (int coding = 0; coding < 3; coding++) {
        struct source_list *l = open_list(write_as((enum source_coding)coding));
        struct copied c = {.stop_at = SIZE_MAX};
        struct source_error e;
        size_t n = 0;

        assert_ok(source_copy_ranges(l, 0, range, ranges, put, &c, &e));
        for (size_t i = 0; i < ranges; i++) {
            assert_memory_equal(out + n, text + range[i].offset, range[i].length);
            n += range[i].length;
        }
        assert_int_equal(c.n, n);
        c = (struct copied){.stop_at = n / 2};
        assert_int_equal(source_copy_ranges(l, 0, range, ranges, put, &c, &e), RP_ERR_FULL);
        source_list_free(l);
    }
}

static void what_copying_refuses(void **state)
{
    const struct source_range disorder[] = {{10, 5}, {14, 1}}, behind[] = {{TEXT - 5, 10}};
    struct source_error e;
    struct copied c = {.stop_at = SIZE_MAX};

    (void)state;
    for (int coding = 0; coding < 3; coding++) {
        struct source_list *l = open_list(write_as((enum source_coding)coding));
        assert_int_equal(source_copy_ranges(l, 0, disorder, 2, put, &c, &e), RP_ERR_INVALID);
        assert_int_equal(source_copy_ranges(l, 0, behind, 1, put, &c, &e), RP_ERR_IO);
        assert_string_equal(e.what, "shorter than when it was first read");
        source_list_free(l);
    }
}

static int extract(struct spool *s, const struct source_range *r, size_t n, struct source_error *e)
{
    uint32_t file;
    int rc = spool_want(s, 0, r, n, e);
    return rc < 0 ? rc : spool_fill(s, 2, &file, e);
}

static int read_out(struct spool_reader *r, uint32_t file, uint64_t offset, uint32_t length)
{
    const char *p;
    int rc = spool_look(r, file, offset, length, &p);
    if (rc == 0)
        memcpy(out, p, length);
    return rc;
}

static void check_random_access(struct source_list *l)
{
    struct spool *s;
    struct spool_reader *r;
    struct source_error e;
    uint64_t seed = 42;

    assert_ok(spool_create(&s, l, test_dir));
    assert_ok(spool_reader_create(&r, s));
    assert_ok(extract(s, range, ranges, &e));
    for (int i = 0; i < 5000; i++) {
        const struct source_range *g = &range[test_below(&seed, ranges)];
        uint32_t from = g->length ? (uint32_t)test_below(&seed, g->length) : 0;
        assert_ok(read_out(r, 0, g->offset + from, g->length - from));
        assert_memory_equal(out, text + g->offset + from, g->length - from);
    }
    if (source_coding(l, 0) == CODING_PLAIN)
        assert_int_equal(read_out(r, 0, TEXT - 1, 2), RP_ERR_IO);
    else
        assert_int_equal(read_out(r, 0, range[ranges - 1].offset + range[ranges - 1].length, 1), RP_ERR_INVALID);
    assert_int_equal(read_out(r, 1, 0, 1), RP_ERR_INVALID);
    spool_reader_free(r);
    spool_free(s);
}

/* Looking gives the same bytes in order, in leaps and backwards; and may read a little behind. */
static void check_looking(struct source_list *l)
{
    struct spool *s;
    struct spool_reader *r;
    struct source_error e;
    uint64_t seed = 7;
    const char *p;

    assert_ok(spool_create(&s, l, test_dir));
    assert_ok(spool_reader_create(&r, s));
    assert_ok(extract(s, range, ranges, &e));
    for (size_t i = 0; i < 3 * ranges; i++) {
        const struct source_range *g = &range[i < 2 * ranges ? i % ranges : test_below(&seed, ranges)];
        char behind = 0;
        assert_ok(spool_look(r, 0, g->offset, g->length, &p));
        assert_memory_equal(p, text + g->offset, g->length);
        for (int k = 0; k < SPOOL_READABLE_BEHIND; k++)
            behind ^= p[g->length + (size_t)k];
        out[0] = behind;
    }
    assert_true(spool_look(r, 0, TEXT - 1, 2, &p) < 0);
    assert_ok(spool_look(r, 0, range[3].offset, range[3].length, &p));
    assert_memory_equal(p, text + range[3].offset, range[3].length);
    spool_reader_free(r);
    spool_free(s);
}

static void random_access(void **state)
{
    (void)state;
    for (int coding = 0; coding < 3; coding++) {
        struct source_list *l = open_list(write_as((enum source_coding)coding));
        check_random_access(l);
        source_list_free(l);
        l = open_list(write_as((enum source_coding)coding));
        check_looking(l);
        source_list_free(l);
    }
}

/* Plain and compressed bytes through a pipe: read once, then again from the copy. */
static void pipes(void **state)
{
    const char *path = test_path("fifo");

    (void)state;
    assert_ok(mkfifo(path, 0600));
    for (int coding = 0; coding < 3; coding++) {
        const char *from = write_as((enum source_coding)coding);
        struct source_list *l = open_list(path);
        struct copied c = {.stop_at = SIZE_MAX};
        struct source_error e;
        const struct source_range all = {0, TEXT};
        pid_t child = fork();

        if (child == 0) {
            static char buf[1 << 16];
            FILE *in = fopen(from, "rb"), *to = fopen(path, "wb");
            size_t n;
            while ((n = fread(buf, 1, sizeof buf, in)) > 0)
                fwrite(buf, 1, n, to);
            fclose(to);
            _exit(0);
        }
        assert_ok(source_copy_ranges(l, 0, &all, 1, put, &c, &e));
        assert_memory_equal(out, text, TEXT);
        check_random_access(l);
        waitpid(child, NULL, 0);
        source_list_free(l);
    }
}

static void a_file_that_shrinks(void **state)
{
    const char *path = test_write("shrinks", text, TEXT);
    struct source_list *l = open_list(path);
    struct spool *s;
    struct spool_reader *r;
    struct source_error e;

    (void)state;
    assert_ok(spool_create(&s, l, test_dir));
    assert_ok(spool_reader_create(&r, s));
    assert_ok(extract(s, range, ranges, &e));
    assert_ok(read_out(r, 0, TEXT - 1000, 10));
    assert_ok(truncate(path, TEXT / 2));
    assert_int_equal(read_out(r, 0, TEXT - 10, 10), RP_ERR_IO);
    assert_ok(unlink(path));
    spool_reader_free(r);
    assert_ok(spool_reader_create(&r, s));
    assert_int_equal(read_out(r, 0, 0, 10), RP_ERR_IO);
    spool_reader_free(r);
    spool_free(s);
    source_list_free(l);
}

static void no_work_directory(void **state)
{
    struct source_list *l = open_list(write_as(CODING_ZSTD));
    struct source_error e;
    struct spool *s;

    (void)state;
    assert_ok(spool_create(&s, l, "/nonexistent/reprint"));
    assert_int_equal(extract(s, range, ranges, &e), RP_ERR_IO);
    assert_int_equal(e.sys, 2);
    assert_non_null(e.what);
    spool_free(s);
    source_list_free(l);
}

/* --- extracting beside readers --- */

enum { THREADS = 3, FILES = 3, TURN = 40 };

static size_t last_with_bytes(void)
{
    size_t last = ranges - 1;
    while (range[last].length == 0)
        last--;
    return last;
}

/* What the readers have done with, range by range; all sources have the same ranges. */
struct usage {
    _Atomic unsigned char past[FILES][RANGES];
    size_t kept_each; /* every so manyth range is looked at again at the end, the others once */
    atomic_size_t asked;
};

static enum spool_use use_of(void *ctx, uint32_t file, uint64_t *mark, uint64_t ahead)
{
    struct usage *u = ctx;
    const uint64_t i = (*mark)++;

    assert_in_range(i, 0, ranges - 1);
    assert_true(ahead <= FILES * ranges);
    u->asked++;
    if (u->kept_each && i % u->kept_each == 0)
        return SPOOL_LATER;
    return u->past[file][i] ? SPOOL_PAST : SPOOL_OPEN;
}

struct look {
    struct spool_reader *reader[THREADS];
    struct usage *usage;
};

static int look_on(void *ctx, size_t first, size_t last, int thread)
{
    struct look *l = ctx;

    for (size_t i = first; i < last; i++) {
        const struct source_range *g = &range[i % ranges];
        const char *p;
        const int rc = spool_look(l->reader[thread], (uint32_t)(i / ranges), g->offset, g->length, &p);
        if (rc < 0)
            return rc;
        if (memcmp(p, text + g->offset, g->length) != 0)
            return RP_ERR_FORMAT;
        if (i / ranges != 1) { /* compressed: by number too */
            size_t n;
            assert_ok(spool_look_wanted(l->reader[thread], (uint32_t)(i / ranges), i % ranges, &p, &n));
            assert_true(n == g->length && memcmp(p, text + g->offset, n) == 0);
        }
        l->usage->past[i / ranges][i % ranges] = 1;
    }
    return RP_OK;
}

static struct source_list *open_three(void)
{
    const struct source_options o = {.work_dir = test_dir};
    const char *path[FILES];
    struct source_list *l;
    size_t n = 0;

    test_gzip(text, TEXT, packed, sizeof packed, &n);
    path[0] = strdup(test_write("one.gz", packed, n));
    path[1] = strdup(test_write("plain", text, TEXT));
    test_zstd(text, TEXT, packed, sizeof packed, &n);
    path[2] = strdup(test_write("two.zst", packed, n));
    assert_ok(source_list_create(&l, path, FILES, &o));
    for (int i = 0; i < FILES; i++)
        free((void *)path[i]);
    return l;
}

static void want_all(struct spool *s, const struct spool_plan *plan)
{
    struct source_error e;
    for (uint32_t i = 0; i < FILES; i++)
        assert_ok(spool_want(s, i, range, ranges, &e));
    assert_ok(spool_begin(s, plan, &e));
}

/* Readers in step, each with a few ranges at a time, whatever the window holds: none, a little, everything. */
static void readers_beside_extraction(void **state)
{
    static const size_t windows[] = {0, 1 << 20, 1 << 30};
    static struct usage u;

    (void)state;
    for (size_t w = 0; w < 3; w++)
        for (size_t each = 0; each < 15; each += 7) {
            struct source_list *l = open_three();
            struct look look = {.usage = &u};
            const struct spool_plan plan = {.threads = 2, .window = windows[w], .use = use_of, .ctx = &u};
            struct source_error e;
            struct spool *s;
            uint32_t file;

            memset(&u, 0, sizeof u);
            u.kept_each = each;
            assert_ok(spool_create(&s, l, test_dir));
            want_all(s, &plan);
            for (int t = 0; t < THREADS; t++)
                assert_ok(spool_reader_create(&look.reader[t], s));
            assert_ok(thread_for(FILES * ranges, TURN, THREADS, &look, look_on));
            assert_ok(spool_end(s, true, &file, &e));
            for (uint32_t f = 0; f < FILES && each; f++)
                for (size_t i = 0; i < ranges; i += each) {
                    assert_ok(read_out(look.reader[0], f, range[i].offset, range[i].length));
                    assert_memory_equal(out, text + range[i].offset, range[i].length);
                }
            for (int t = 0; t < THREADS; t++)
                spool_reader_free(look.reader[t]);
            spool_free(s);
            source_list_free(l);
        }
}

/* Nothing waits for what nobody decides: the last range first, then the others backwards. */
static void backwards(void **state)
{
    static struct usage u;
    struct source_list *l = open_three();
    const struct spool_plan plan = {.threads = 1, .window = 1 << 18, .use = use_of, .ctx = &u};
    struct spool_reader *r;
    struct spool *s;

    (void)state;
    memset(&u, 0, sizeof u);
    assert_ok(spool_create(&s, l, test_dir));
    want_all(s, &plan);
    assert_ok(spool_reader_create(&r, s));
    for (size_t i = FILES * ranges; i-- > 0;) {
        const struct source_range *g = &range[i % ranges];
        assert_ok(read_out(r, (uint32_t)(i / ranges), g->offset, g->length));
        assert_memory_equal(out, text + g->offset, g->length);
    }
    spool_reader_free(r);
    spool_free(s);
    source_list_free(l);
}

static enum spool_use all_past(void *ctx, uint32_t file, uint64_t *mark, uint64_t ahead)
{
    (void)ctx, (void)file, (void)ahead;
    ++*mark;
    return SPOOL_PAST;
}

/* What was let go is refused, not read as zeros; what is still in memory may be there. */
static void what_was_let_go(void **state)
{
    struct source_list *l = open_three();
    const struct spool_plan plan = {.threads = 1, .window = 0, .use = all_past};
    struct source_error e;
    struct spool_reader *r;
    struct spool *s;
    const size_t last = last_with_bytes();
    const char *p;
    uint32_t file;
    size_t n;

    (void)state;
    assert_ok(spool_create(&s, l, test_dir));
    want_all(s, &plan);
    assert_ok(spool_reader_create(&r, s));
    assert_ok(read_out(r, 2, range[last].offset, range[last].length));
    assert_int_equal(read_out(r, 0, range[last].offset, range[last].length), RP_ERR_INVALID);
    assert_int_equal(spool_look_wanted(r, 0, last, &p, &n), RP_ERR_INVALID);
    assert_int_equal(spool_look_wanted(r, 0, ranges, &p, &n), RP_ERR_INVALID); /* there are not so many */
    assert_int_equal(spool_look_wanted(r, 1, 0, &p, &n), RP_ERR_INVALID);      /* that one is plain */
    assert_int_equal(spool_look_wanted(r, FILES, 0, &p, &n), RP_ERR_INVALID);
    assert_ok(spool_end(s, true, &file, &e));
    assert_int_equal(read_out(r, 2, range[last].offset, range[last].length), RP_ERR_INVALID);
    spool_reader_free(r);
    spool_free(s);
    source_list_free(l);
}

/* A source that has lost its end: whoever waits for it is told, and the end of extraction says which and why. */
static void a_source_that_fails(void **state)
{
    const struct spool_plan plan = {.threads = 2, .window = 1 << 20};
    const char *path;
    size_t n = 0;
    struct source_list *l;
    struct source_error e;
    struct spool_reader *r;
    struct spool *s;
    uint32_t file = 9;

    (void)state;
    test_zstd(text, TEXT, packed, sizeof packed, &n);
    path = test_write("cut.zst", packed, n);
    l = open_list(path);
    assert_ok(spool_create(&s, l, test_dir));
    assert_ok(spool_want(s, 0, range, ranges, &e));
    assert_ok(truncate(path, (off_t)(n / 2)));
    assert_ok(spool_begin(s, &plan, &e));
    assert_ok(spool_reader_create(&r, s));
    assert_int_equal(read_out(r, 0, range[last_with_bytes()].offset, 1), RP_ERR_CANCELLED);
    assert_true(spool_end(s, false, &file, &e) < 0);
    assert_int_equal(file, 0);
    assert_non_null(e.what);
    spool_reader_free(r);
    spool_free(s);
    source_list_free(l);
}

/* Ended in the middle, or before it began: no thread is left behind, and nobody is left waiting. */
static void ended_early(void **state)
{
    static struct usage u;
    const struct spool_plan plan = {.threads = 2, .window = 1 << 18, .use = use_of, .ctx = &u};
    const size_t last = last_with_bytes();

    (void)state;
    for (int looks = 0; looks < 3; looks++) {
        struct source_list *l = open_three();
        struct spool_reader *r;
        struct source_error e;
        struct spool *s;
        uint32_t file;

        memset(&u, 0, sizeof u);
        assert_ok(spool_create(&s, l, test_dir));
        want_all(s, &plan);
        assert_ok(spool_reader_create(&r, s));
        for (int i = 0; i < looks; i++)
            assert_ok(read_out(r, 0, range[i].offset, range[i].length));
        assert_ok(spool_end(s, false, &file, &e));
        if (looks == 0)
            assert_int_equal(read_out(r, 0, range[last].offset, range[last].length), RP_ERR_CANCELLED);
        spool_reader_free(r);
        spool_free(s);
        source_list_free(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_the_bytes_between),
        cmocka_unit_test(what_copying_refuses),
        cmocka_unit_test(random_access),
        cmocka_unit_test(pipes),
        cmocka_unit_test(a_file_that_shrinks),
        cmocka_unit_test(no_work_directory),
        cmocka_unit_test(readers_beside_extraction),
        cmocka_unit_test(backwards),
        cmocka_unit_test(what_was_let_go),
        cmocka_unit_test(a_source_that_fails),
        cmocka_unit_test(ended_early),
    };
    return cmocka_run_group_tests(tests, setup, test_dir_remove);
}
