/*
 * Ranges of several sources at once: the same bytes in the same order on any number of threads, from the pieces that
 * hold them and no others, and the first failure is the one that is told.
 */
#define _GNU_SOURCE
#include "base/status.h"
#include "ingest/reader.h"
#include "source/copy_jobs.h"
#include "source/source_entry.h"
#include "test_files.h"

enum { FRAME = 3 << 20, FRAMES = 10, TEXT = FRAME * FRAMES, RANGES = 4000, FILES = 4 };

static char *text, *packed, *out;
static size_t frame_at[FILES][FRAMES];
static const char *path[FILES];
static struct source_range range[RANGES];

/* Plain, gzip of several members, zstd of several frames, zstd of one. */
static int setup(void **state)
{
    uint64_t seed = 4;
    size_t n = 0;
    static char names[FILES][512];

    text = malloc(TEXT);
    packed = malloc(TEXT + (1 << 20));
    out = malloc(FILES * (size_t)TEXT);
    for (size_t i = 0; i < TEXT; i++)
        text[i] = i % 1000 == 999 ? '\n' : (char)('a' + (i % 7 ? test_below(&seed, 3) : 0));
    if (test_dir_make(state) < 0)
        return -1;
    for (int f = 0; f < FILES; f++) {
        n = 0;
        for (int i = 0; i < FRAMES; i++) {
            frame_at[f][i] = n;
            if (f == 1)
                test_gzip(text + i * FRAME, FRAME, packed, TEXT + (1 << 20), &n);
            else if (f == 2)
                test_zstd(text + i * FRAME, FRAME, packed, TEXT + (1 << 20), &n);
        }
        if (f == 3)
            test_zstd(text, TEXT, packed, TEXT + (1 << 20), &n);
        snprintf(names[f], sizeof names[f], "%s", test_write((const char *[]){"a", "b", "c", "d"}[f], f ? packed : text, f ? n : TEXT));
        path[f] = names[f];
    }
    for (size_t i = 0; i < RANGES; i++)
        range[i] = (struct source_range){i * (TEXT / RANGES) + i % 50, (uint32_t)(i % 11 ? 3000 : 0)};
    return 0;
}

static int teardown(void **state)
{
    free(text);
    free(packed);
    free(out);
    return test_dir_remove(state);
}

struct copied {
    size_t n, ended, job;
};

static int put(void *ctx, size_t job, const char *p, size_t n)
{
    struct copied *c = ctx;
    assert_int_equal(job, c->ended);
    memcpy(out + c->n, p, n);
    c->n += n;
    return RP_OK;
}

static int end(void *ctx, size_t job)
{
    struct copied *c = ctx;
    assert_int_equal(job, c->ended);
    c->ended++;
    return RP_OK;
}

/* As a first pass would have left it. */
static struct source_list *open_read(void)
{
    const struct source_options so = {0};
    const struct reader_options o = {.batch_bytes = 1 << 20};
    struct source_list *l;
    struct reader *r;
    struct batch *b;
    int rc;

    assert_ok(source_list_create(&l, path, FILES, &so));
    assert_ok(reader_create(&r, l, &o));
    while ((rc = reader_next(r, &b)) > 0)
        reader_drop(r, b);
    assert_ok(rc);
    reader_free(r);
    return l;
}

static int run(struct source_list *l, const struct copy_job *job, size_t n, int threads, int ahead, size_t *failed,
               struct source_error *e)
{
    static const struct copy_steps steps = {put, end};
    const struct copy_options o = {threads, ahead};
    struct copied c = {0};
    size_t at = 0;
    int rc = copy_jobs_run(l, job, n, &o, &steps, &c, failed, e);

    for (size_t j = 0; rc == RP_OK && j < n; j++)
        for (size_t i = 0; i < job[j].n; i++) {
            assert_memory_equal(out + at, text + job[j].range[i].offset, job[j].range[i].length);
            at += job[j].range[i].length;
        }
    assert_true(rc < 0 || (c.n == at && c.ended == n));
    return rc;
}

static void same_bytes_on_any_threads(void **state)
{
    struct source_list *l = open_read();
    const struct copy_job job[] = {{0, range, RANGES}, {1, range, RANGES}, {2, range, 7},
                                   {2, range + 7, RANGES - 7}, {1, range + 9, 0}, {3, range + 3900, 100}};
    struct source_error e;
    size_t failed;

    (void)state;
    assert_true(l->entry[1].marks == 3 && l->entry[3].marks == 0);
    for (int threads = 1; threads <= 5; threads += 2)
        for (int ahead = 1; ahead <= 40; ahead += 39)
            assert_ok(run(l, job, 6, threads, ahead, &failed, &e));
    source_list_free(l);
}

static void damage(int file, int frame)
{
    int fd = open(path[file], O_WRONLY);
    size_t at = frame_at[file][frame] + 2000;
    assert_int_equal(pwrite(fd, "not what it was, by no means", 28, (off_t)at), 28);
    close(fd);
}

/* Pieces begin with frames 0, 3, 6, 9. */
static void only_what_is_wanted_is_read(void **state)
{
    const size_t per_frame = RANGES / FRAMES;
    struct source_list *l = open_read();
    struct source_error e;
    size_t failed;

    (void)state;
    damage(1, 4);
    damage(2, 4);
    for (uint32_t f = 1; f < 3; f++) {
        const struct copy_job around[] = {{0, range, 2}, {f, range, 2 * per_frame}, {3, range, 3}},
                              behind[] = {{f, range + 6 * per_frame + 3, 4 * per_frame - 3}},
                              inside[] = {{0, range, 2}, {f, range + 5 * per_frame + 7, 1}, {3, range, 1}};
        for (int threads = 1; threads <= 3; threads++) {
            assert_ok(run(l, around, 3, threads, 0, &failed, &e));
            assert_ok(run(l, behind, 1, threads, 0, &failed, &e));
            assert_int_equal(run(l, inside, 3, threads, 0, &failed, &e), RP_ERR_FORMAT);
            assert_int_equal(failed, 1);
            assert_non_null(e.what);
        }
    }
    source_list_free(l);
}

static void refused(void **state)
{
    const struct source_range disorder[] = {{10, 5}, {14, 1}}, behind[] = {{TEXT - 5, 10}};
    const struct copy_job a[] = {{0, range, 3}, {0, disorder, 2}}, b[] = {{0, range, 3}, {0, behind, 1}};
    struct source_list *l = open_read();
    struct source_error e;
    size_t failed;

    (void)state;
    assert_int_equal(run(l, a, 2, 2, 0, &failed, &e), RP_ERR_INVALID);
    assert_int_equal(run(l, b, 2, 2, 0, &failed, &e), RP_ERR_IO);
    assert_int_equal(failed, 1);
    assert_ok(run(l, b, 0, 2, 0, &failed, &e));
    source_list_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_bytes_on_any_threads), cmocka_unit_test(refused),
                                       cmocka_unit_test(only_what_is_wanted_is_read)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
