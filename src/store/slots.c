#define _GNU_SOURCE
#include "store/slots.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"

struct slots {
    size_t width;
    uint64_t n;
    char *rows; /* NULL: on disk */
    int fd;
};

static int slots_new(struct slots **out, size_t width, uint64_t n)
{
    struct slots *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return RP_ERR_NOMEM;
    *s = (struct slots){.width = width, .n = n, .fd = -1};
    *out = s;
    return RP_OK;
}

int slots_create(struct slots **out, size_t width, uint64_t n, const char *dir, const char *name)
{
    struct slots *s = NULL;
    int rc = RP_OK;

    TRY(slots_new(&s, width, n));
    if (dir) {
        TRY(s->fd = state_file_create(dir, name));
        if (ftruncate(s->fd, (off_t)(n * width)) != 0)
            TRY(RP_ERR_FULL);
    } else if (!(s->rows = mem_zalloc(n, width))) {
        TRY(RP_ERR_NOMEM);
    }
    *out = s;
    return RP_OK;
out:
    slots_free(s);
    return rc;
}

void slots_free(struct slots *s)
{
    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    free(s->rows);
    free(s);
}

int slots_get(const struct slots *s, uint64_t i, void *row)
{
    if (!s->rows)
        return state_file_read_at(s->fd, row, s->width, i * s->width);
    memcpy(row, s->rows + i * s->width, s->width);
    return RP_OK;
}

const void *slots_view(const struct slots *s, uint64_t first, size_t n, void *buf)
{
    if (s->rows)
        return s->rows + first * s->width;
    return state_file_read_at(s->fd, buf, n * s->width, first * s->width) < 0 ? NULL : buf;
}

int slots_run_flush(struct slots *s, struct slots_run *r)
{
    const size_t n = r->n;

    r->n = 0;
    return n ? state_file_write_at(s->fd, r->rows, n * s->width, r->first * s->width) : RP_OK;
}

int slots_run_put(struct slots *s, struct slots_run *r, uint64_t i, const void *row)
{
    int rc = RP_OK;

    if (s->rows) {
        memcpy(s->rows + i * s->width, row, s->width);
        return RP_OK;
    }
    if (r->n && (i < r->first || i > r->first + r->n || (i - r->first + 1) * s->width > SLOTS_RUN_BYTES))
        TRY(slots_run_flush(s, r));
    if (r->n == 0)
        r->first = i;
    if (i == r->first + r->n)
        r->n++;
    memcpy(r->rows + (i - r->first) * s->width, row, s->width);
out:
    return rc;
}

static int digest_of(const struct slots *s, struct seal *seal)
{
    struct secret_digest d;
    int rc;

    secret_digest_init(&d);
    seal->rows = s->n;
    rc = state_file_digest(s->fd, s->n * s->width, &d);
    secret_digest_done(&d, seal->digest);
    return rc;
}

int slots_seal(struct slots *s, struct seal *seal)
{
    int rc = RP_OK;

    *seal = (struct seal){.rows = s->n};
    if (s->rows)
        return RP_OK;
    TRY(state_file_sync(s->fd));
    TRY(digest_of(s, seal));
out:
    return rc;
}

int slots_open(struct slots **out, size_t width, const char *dir, const char *name, const struct seal *seal)
{
    struct slots *s = NULL;
    struct seal found;
    uint64_t bytes;
    int rc = RP_OK;

    if (__builtin_mul_overflow(seal->rows, width, &bytes) || bytes > INT64_MAX)
        return RP_ERR_FORMAT;
    TRY(slots_new(&s, width, seal->rows));
    TRY(s->fd = state_file_open(dir, name));
    rc = digest_of(s, &found);
    if (rc == RP_ERR_IO || (rc == RP_OK && memcmp(&found, seal, sizeof found) != 0))
        rc = RP_ERR_FORMAT;
    TRY(rc);
    *out = s;
    return RP_OK;
out:
    slots_free(s);
    return rc;
}
