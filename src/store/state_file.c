#define _GNU_SOURCE
#include "store/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"

enum { READ_BYTES = 1 << 18, SMALL_MOST = 1 << 30 };

static int failure(void)
{
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? RP_ERR_FULL : RP_ERR_IO;
}

static int open_in(const char *dir, const char *name, int flags)
{
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

    if (folder < 0)
        return RP_ERR_IO;
    fd = openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    fd = fd < 0 ? failure() : fd;
    close(folder);
    return fd;
}

/* Not every file system knows O_TMPFILE. */
static int create_nameless(const char *dir)
{
    char path[4096];
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0)
        return fd;
    if (snprintf(path, sizeof path, "%s/reprint-XXXXXX", dir) >= (int)sizeof path)
        return RP_ERR_IO;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return failure();
    unlink(path);
    return fd;
}

int state_file_create(const char *dir, const char *name)
{
    return name ? open_in(dir, name, O_RDWR | O_CREAT | O_TRUNC) : create_nameless(dir);
}

int state_file_open(const char *dir, const char *name)
{
    int fd = open_in(dir, name, O_RDWR);
    return fd < 0 && (errno == EACCES || errno == EROFS) ? open_in(dir, name, O_RDONLY) : fd;
}

int state_file_write(int fd, const void *p, size_t n)
{
    const char *from = p;
    while (n > 0) {
        ssize_t k = write(fd, from, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return failure();
        from += k;
        n -= (size_t)k;
    }
    return RP_OK;
}

int state_file_write_at(int fd, const void *p, size_t n, uint64_t at)
{
    const char *from = p;
    while (n > 0) {
        ssize_t k = pwrite(fd, from, n, (off_t)at);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return failure();
        from += k;
        at += (uint64_t)k;
        n -= (size_t)k;
    }
    return RP_OK;
}

int state_file_read_at(int fd, void *p, size_t n, uint64_t at)
{
    char *to = p;
    while (n > 0) {
        ssize_t k = pread(fd, to, n, (off_t)at);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return RP_ERR_IO;
        to += k;
        at += (uint64_t)k;
        n -= (size_t)k;
    }
    return RP_OK;
}

int state_file_digest(int fd, uint64_t bytes, struct secret_digest *d)
{
    char *buf = mem_alloc(READ_BYTES, 1);
    int rc = buf ? RP_OK : RP_ERR_NOMEM;

    for (uint64_t at = 0; rc == RP_OK && at < bytes;) {
        size_t n = bytes - at < READ_BYTES ? (size_t)(bytes - at) : READ_BYTES;
        rc = state_file_read_at(fd, buf, n, at);
        if (rc == RP_OK)
            secret_digest_add(d, buf, n);
        at += n;
    }
    free(buf);
    return rc;
}

int state_file_sync(int fd)
{
    return fdatasync(fd) == 0 ? RP_OK : failure();
}

/* --- small files --- */

struct frame {
    uint64_t magic, n;
};

static void frame_digest(const struct frame *f, const void *p, uint8_t out[SECRET_DIGEST_BYTES])
{
    struct secret_digest d;
    secret_digest_init(&d);
    secret_digest_add(&d, f, sizeof *f);
    secret_digest_add(&d, p, (size_t)f->n);
    secret_digest_done(&d, out);
}

/* A rename lasts once the directory is on the disk. */
static int rename_in(const char *dir, const char *from, const char *to)
{
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = RP_OK;

    if (folder < 0)
        return RP_ERR_IO;
    if (renameat(folder, from, folder, to) != 0 || (fsync(folder) != 0 && errno != EINVAL))
        rc = failure();
    close(folder);
    return rc;
}

int state_file_save(const char *dir, const char *name, uint64_t magic, const void *p, size_t n)
{
    const struct frame f = {magic, n};
    uint8_t digest[SECRET_DIGEST_BYTES];
    char other[64];
    int fd, rc = RP_OK;

    snprintf(other, sizeof other, "%s.new", name);
    fd = state_file_create(dir, other);
    if (fd < 0)
        return fd;
    frame_digest(&f, p, digest);
    TRY(state_file_write(fd, &f, sizeof f));
    TRY(state_file_write(fd, p, n));
    TRY(state_file_write(fd, digest, sizeof digest));
    TRY(state_file_sync(fd));
    TRY(rename_in(dir, other, name));
out:
    close(fd);
    return rc;
}

static int load_frame(int fd, uint64_t magic, struct frame *f)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return RP_ERR_IO;
    if (state_file_read_at(fd, f, sizeof *f, 0) < 0 || f->magic != magic || f->n > SMALL_MOST ||
        (uint64_t)st.st_size != sizeof *f + f->n + SECRET_DIGEST_BYTES)
        return RP_ERR_FORMAT;
    return RP_OK;
}

int state_file_load(const char *dir, const char *name, uint64_t magic, void **out, size_t *n)
{
    struct frame f;
    uint8_t want[SECRET_DIGEST_BYTES], have[SECRET_DIGEST_BYTES];
    char *p = NULL;
    int fd = state_file_open(dir, name), rc = RP_OK;

    if (fd < 0)
        return fd;
    TRY(load_frame(fd, magic, &f));
    if (!(p = mem_alloc((size_t)f.n, 1)))
        TRY(RP_ERR_NOMEM);
    TRY(state_file_read_at(fd, p, (size_t)f.n, sizeof f));
    TRY(state_file_read_at(fd, want, sizeof want, sizeof f + f.n));
    frame_digest(&f, p, have);
    if (memcmp(want, have, sizeof want) != 0)
        TRY(RP_ERR_FORMAT);
    *out = p;
    *n = (size_t)f.n;
    p = NULL;
out:
    free(p);
    close(fd);
    return rc;
}
