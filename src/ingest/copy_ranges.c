#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "ingest/spool.h"
#include "ingest/stream.h"

enum { WINDOW = 256 * 1024 };

/* What of the stream is in memory: [offset, offset + n). */
struct window {
    struct stream *stream;
    char *p;
    uint64_t offset;
    size_t n;
};

/* Moves on towards `to`, which lies behind the window. */
static int window_advance(struct window *w, uint64_t to, struct source_error *err)
{
    const uint64_t end = w->offset + w->n;
    ssize_t n;

    /* A short gap is cheaper read than sought. */
    w->offset = to - end > WINDOW && stream_seek(w->stream, to) ? to : end;
    w->n = 0;
    if ((n = stream_read(w->stream, w->p, WINDOW, err)) < 0)
        return (int)n;
    if (n == 0) {
        *err = (struct source_error){.status = RP_ERR_IO, .what = "shorter than when it was first read", .offset = end};
        return RP_ERR_IO;
    }
    w->n = (size_t)n;
    return RP_OK;
}

static int copy_one(struct window *w, uint64_t offset, uint64_t end, int (*put)(void *ctx, const char *p, size_t n),
                    void *ctx, struct source_error *err)
{
    int rc = RP_OK;

    while (rc == RP_OK && offset < end) {
        const uint64_t have = w->offset + w->n;
        if (offset < have) {
            size_t n = (size_t)((end < have ? end : have) - offset);
            rc = put(ctx, w->p + (offset - w->offset), n);
            offset += n;
        } else {
            rc = window_advance(w, offset, err);
        }
    }
    return rc;
}

int source_copy_ranges(struct source_list *l, uint32_t file, const struct source_range *r, size_t n,
                       int (*put)(void *ctx, const char *p, size_t n), void *ctx, struct source_error *err)
{
    struct window w = {0};
    int rc = RP_OK;

    for (size_t i = 1; i < n; i++)
        if (r[i].offset < r[i - 1].offset + r[i - 1].length)
            return RP_ERR_INVALID;
    TRY(stream_open(&w.stream, l, file, err));
    if (!(w.p = mem_alloc(WINDOW, 1)))
        TRY(RP_ERR_NOMEM);
    for (size_t i = 0; i < n;) {
        const uint64_t offset = r[i].offset;
        uint64_t end = offset;
        while (i < n && r[i].offset == end)
            end += r[i++].length;
        TRY(copy_one(&w, offset, end, put, ctx, err));
    }
out:
    stream_close(w.stream);
    free(w.p);
    return rc;
}
