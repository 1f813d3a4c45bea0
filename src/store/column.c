#include "store/column.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/slabs.h"

enum { WRITE_BUFFER = 1 << 16 };

struct column {
    size_t width;
    uint64_t rows;
    /* in memory */
    char **blocks;
    size_t n_blocks, blocks_cap;
    struct slabs *slabs; /* where the blocks are from; NULL: each from the heap */
    /* on disk */
    int fd;        /* -1: in memory */
    char *pending; /* rows not yet written */
    size_t n_pending;
    struct secret_digest *digest; /* of all that was written; NULL: scratch */
};

static int column_new(struct column **out, size_t width)
{
    struct column *c = mem_zalloc(1, sizeof *c);
    if (!c)
        return RP_ERR_NOMEM;
    c->width = width;
    c->fd = -1;
    *out = c;
    return RP_OK;
}

static int prepare_file(struct column *c, int fd, bool named)
{
    if (fd < 0)
        return fd;
    c->fd = fd;
    if (named && !(c->digest = mem_alloc_kernel(1, sizeof *c->digest)))
        return RP_ERR_NOMEM;
    if (named)
        secret_digest_init(c->digest);
    return RP_OK;
}

int column_create(struct column **out, size_t width, const char *dir, const char *name)
{
    struct column *c = NULL;
    int rc = RP_OK;

    TRY(column_new(&c, width));
    if (dir)
        TRY(prepare_file(c, state_file_create(dir, name), name));
    *out = c;
    return RP_OK;
out:
    column_free(c);
    return rc;
}

static bool same_digest(const struct secret_digest *d, const struct seal *s)
{
    struct secret_digest copy = *d;
    uint8_t out[SECRET_DIGEST_BYTES];
    secret_digest_done(&copy, out);
    return memcmp(out, s->digest, sizeof out) == 0;
}

int column_open(struct column **out, size_t width, const char *dir, const char *name, const struct seal *s)
{
    struct column *c = NULL;
    uint64_t bytes;
    int rc = RP_OK;

    if (__builtin_mul_overflow(s->rows, width, &bytes) || bytes > INT64_MAX)
        return RP_ERR_FORMAT;
    TRY(column_new(&c, width));
    TRY(prepare_file(c, state_file_open(dir, name), true));
    rc = state_file_digest(c->fd, bytes, c->digest);
    if (rc == RP_ERR_IO || (rc == RP_OK && !same_digest(c->digest, s)))
        rc = RP_ERR_FORMAT;
    TRY(rc);
    if (lseek(c->fd, 0, SEEK_END) != (off_t)bytes &&
        (ftruncate(c->fd, (off_t)bytes) != 0 || lseek(c->fd, 0, SEEK_END) != (off_t)bytes))
        TRY(RP_ERR_IO);
    c->rows = s->rows;
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
    for (size_t i = 0; !c->slabs && i < c->n_blocks; i++)
        free(c->blocks[i]);
    free(c->blocks);
    if (c->fd >= 0)
        close(c->fd); /* what must last has been sealed */
    free(c->pending);
    free(c->digest);
    free(c);
}

void column_use(struct column *c, struct slabs *s)
{
    c->slabs = s;
}

static int column_flush(struct column *c)
{
    int rc = c->n_pending ? state_file_write(c->fd, c->pending, c->n_pending) : RP_OK;
    if (rc < 0 || !c->n_pending)
        return rc;
    if (c->digest)
        secret_digest_add(c->digest, c->pending, c->n_pending);
    c->n_pending = 0;
    return RP_OK;
}

int column_seal(struct column *c, struct seal *s)
{
    int rc = RP_OK;

    *s = (struct seal){.rows = c->rows};
    if (c->fd < 0 || !c->digest)
        return RP_OK;
    TRY(column_flush(c));
    TRY(state_file_sync(c->fd));
    struct secret_digest copy = *c->digest;
    secret_digest_done(&copy, s->digest);
out:
    return rc;
}

static int append_to_file(struct column *c, const char *p, size_t n)
{
    if (!c->pending && !(c->pending = mem_alloc(WRITE_BUFFER, 1)))
        return RP_ERR_NOMEM;
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

/* 8 spare bytes: a reader may load a row of 6 as 8. */
static int add_block(struct column *c)
{
    const size_t bytes = COLUMN_BLOCK * c->width + 8;
    int rc = mem_grow(&c->blocks, &c->blocks_cap, c->n_blocks + 1, sizeof *c->blocks);

    if (rc < 0)
        return rc;
    if (!(c->blocks[c->n_blocks] = c->slabs ? slabs_take(c->slabs, bytes) : mem_alloc(bytes, 1)))
        return RP_ERR_NOMEM;
    c->n_blocks++;
    return RP_OK;
}

int column_reserve(struct column *c, size_t n)
{
    const uint64_t blocks = (c->rows + n + COLUMN_BLOCK - 1) / COLUMN_BLOCK;
    int rc = RP_OK;

    if (c->fd >= 0)
        return RP_OK;
    while (c->n_blocks < blocks)
        TRY(add_block(c));
out:
    return rc;
}

static int append_to_memory(struct column *c, const char *p, size_t n)
{
    uint64_t at = c->rows;
    int rc = column_reserve(c, n);

    if (rc < 0)
        return rc;
    while (n > 0) {
        size_t block = at / COLUMN_BLOCK, row = at % COLUMN_BLOCK;
        size_t k = n < COLUMN_BLOCK - row ? n : COLUMN_BLOCK - row;
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
    const int rc = c->fd < 0 ? RP_OK : column_flush(c);
    free(c->pending); /* there may be thousands of sorted runs */
    c->pending = NULL;
    return rc;
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
    return state_file_read_at(c->fd, buf, n * c->width, first * c->width) < 0 ? NULL : buf;
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
