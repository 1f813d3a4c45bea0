/* test_files.h - a directory of the test's own, files in it, and both compressors. */
#ifndef TEST_FILES_H
#define TEST_FILES_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include "test.h"

static char test_dir[64];

static inline int test_dir_make(void **state)
{
    (void)state;
    snprintf(test_dir, sizeof test_dir, "/tmp/reprint-test-XXXXXX");
    return mkdtemp(test_dir) ? 0 : -1;
}

static inline int test_dir_forget(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline int test_dir_remove(void **state)
{
    (void)state;
    return nftw(test_dir, test_dir_forget, 16, FTW_DEPTH | FTW_PHYS);
}

/* The path of a name in the directory; four may be alive at a time. */
static inline const char *test_path(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *p = paths[next++ % 4];
    snprintf(p, sizeof paths[0], "%s/%s", test_dir, name);
    return p;
}

static inline const char *test_write(const char *name, const void *p, size_t n)
{
    const char *path = test_path(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_ok(fclose(f));
    return path;
}

static inline const char *test_write_text(const char *name, const char *s)
{
    return test_write(name, s, strlen(s));
}

/* One gzip member of p[0..n) appended to out[*out_n...]. */
static inline void test_gzip(const void *p, size_t n, char *out, size_t room, size_t *out_n)
{
    struct isal_zstream z;
    isal_deflate_stateless_init(&z);
    z.next_in = (uint8_t *)p;
    z.avail_in = (uint32_t)n;
    z.next_out = (uint8_t *)out + *out_n;
    z.avail_out = (uint32_t)(room - *out_n);
    z.end_of_stream = 1;
    z.gzip_flag = IGZIP_GZIP;
    assert_int_equal(isal_deflate_stateless(&z), COMP_OK);
    *out_n += z.total_out;
}

/* One frame likewise. */
static inline void test_zstd(const void *p, size_t n, char *out, size_t room, size_t *out_n)
{
    size_t r = ZSTD_compress(out + *out_n, room - *out_n, p, n, 3);
    assert_false(ZSTD_isError(r));
    *out_n += r;
}

#endif
