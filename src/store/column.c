#define _GNU_SOURCE
#include "store/column.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"

enum { WRITE_BUFFER = 1 << 17 };

struct column {
    size_t width;
    uint64_t rows;
    /* in memory */
    char **blocks;
    size_t n_blocks, blocks_cap;
    /* on disk */
    int fd; /* -1: in memory */
    char *path;
    char *pending; /* rows not yet written */
    size_t n_pending;
    uint64_t written; /* bytes */
};

static int path_join(char **out, const char *dir, const char *name)
{
    size_t n = strlen(dir) + strlen(name) + 2;
    if (!(*out = mem_alloc(n, 1)))
        return RP_ERR_NOMEM;
    snprintf(*out, n, "%s/%s", dir, name);
    return RP_OK;
}

static int column_open_file(struct column *c, const char *dir, const char *name)
{
    int rc = path_join(&c->path, dir, name);
    if (rc < 0)
        return rc;
    if (!(c->pending = mem_alloc(WRITE_BUFFER, 1)))
        return RP_ERR_NOMEM;
    c->fd = open(c->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return c->fd < 0 ? RP_ERR_IO : RP_OK;
}

int column_create(struct column **out, size_t width, const char *dir, const char *name)
{
    struct column *c = mem_zalloc(1, sizeof *c);
    int rc = RP_OK;

    if (!c)
        return RP_ERR_NOMEM;
    c->width = width;
    c->fd = -1;
    if (dir)
        TRY(column_open_file(c, dir, name));
    *out = c;
    return RP_OK;
out:
    column_free(c);
    return rc;
}

void column_free(struct column *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_blocks; i++)
        free(c->blocks[i]);
    free(c->blocks);
    if (c->fd >= 0) {
        close(c->fd); /* scratch that is thrown away: nothing to lose here */
        unlink(c->path);
    }
    free(c->path);
    free(c->pending);
    free(c);
}

static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return RP_ERR_IO;
        p += k;
        n -= (size_t)k;
    }
    return RP_OK;
}

static int column_flush(struct column *c)
{
    int rc = write_all(c->fd, c->pending, c->n_pending);
    if (rc < 0)
        return rc;
    c->written += c->n_pending;
    c->n_pending = 0;
    return RP_OK;
}

static int append_to_file(struct column *c, const char *p, size_t n)
{
    while (n > 0) {
        size_t room = WRITE_BUFFER - c->n_pending;
        size_t k = n < room ? n : room;
        memcpy(c->pending + c->n_pending, p, k);
        c->n_pending += k;
        p += k;
        n -= k;
        if (c->n_pending == WRITE_BUFFER) {
            int rc = column_flush(c);
            if (rc < 0)
                return rc;
        }
    }
    return RP_OK;
}

static int append_to_memory(struct column *c, const char *p, size_t n)
{
    uint64_t at = c->rows;
    while (n > 0) {
        size_t block = at / COLUMN_BLOCK, row = at % COLUMN_BLOCK;
        size_t k = n < COLUMN_BLOCK - row ? n : COLUMN_BLOCK - row;
        if (block == c->n_blocks) {
            int rc = mem_grow(&c->blocks, &c->blocks_cap, block + 1, sizeof *c->blocks);
            if (rc < 0)
                return rc;
            /* 8 spare bytes: a reader may load a row of 6 as 8 */
            if (!(c->blocks[block] = mem_alloc(1, COLUMN_BLOCK * c->width + 8)))
                return RP_ERR_NOMEM;
            c->n_blocks++;
        }
        memcpy(c->blocks[block] + row * c->width, p, k * c->width);
        p += k * c->width;
        at += k;
        n -= k;
    }
    return RP_OK;
}

int column_append(struct column *c, const void *rows, size_t n)
{
    int rc = c->fd < 0 ? append_to_memory(c, rows, n) : append_to_file(c, rows, n * c->width);
    if (rc == RP_OK)
        c->rows += n;
    return rc;
}

int column_finish(struct column *c)
{
    return c->fd < 0 ? RP_OK : column_flush(c);
}

uint64_t column_rows(const struct column *c)
{
    return c->rows;
}

uint64_t column_bytes(const struct column *c)
{
    return c->rows * c->width;
}

static const void *view_file(const struct column *c, uint64_t first, size_t n, char *buf)
{
    size_t want = n * c->width, got = 0;
    while (got < want) {
        ssize_t k = pread(c->fd, buf + got, want - got, (off_t)(first * c->width + got));
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return NULL;
        got += (size_t)k;
    }
    return buf;
}

static const void *view_memory(const struct column *c, uint64_t first, size_t n, char *buf)
{
    size_t block = first / COLUMN_BLOCK, row = first % COLUMN_BLOCK, done = 0;

    if (row + n <= COLUMN_BLOCK)
        return c->blocks[block] + row * c->width;
    while (done < n) {
        size_t k = n - done < COLUMN_BLOCK - row ? n - done : COLUMN_BLOCK - row;
        memcpy(buf + done * c->width, c->blocks[block] + row * c->width, k * c->width);
        done += k;
        block++;
        row = 0;
    }
    return buf;
}

const void *column_view(const struct column *c, uint64_t first, size_t n, void *buf)
{
    if (n == 0)
        return buf;
    return c->fd < 0 ? view_memory(c, first, n, buf) : view_file(c, first, n, buf);
}
