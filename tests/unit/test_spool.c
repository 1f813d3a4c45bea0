/* Back to the text: the same bytes by (file, offset, length) from plain, compressed and piped sources. */
#define _GNU_SOURCE
#include <sys/wait.h>

#include "base/status.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_the_bytes_between),
        cmocka_unit_test(what_copying_refuses),
        cmocka_unit_test(random_access),
        cmocka_unit_test(pipes),
        cmocka_unit_test(a_file_that_shrinks),
        cmocka_unit_test(no_work_directory),
    };
    return cmocka_run_group_tests(tests, setup, test_dir_remove);
}
