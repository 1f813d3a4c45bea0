#define _GNU_SOURCE
#include "source/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "source/source_entry.h"
#include "source/spool_flow.h"
#include "source/stream.h"

/* A window is read when the last few ranges lay closely one behind the other, in ever larger steps. */
enum { OPEN_FILES = 16, OPEN_SHARE = 64, WINDOW_LEAST = 16 * 1024, WINDOW_MOST = 256 * 1024,
       WINDOW_TRIM = 4 * WINDOW_MOST };

/* So far apart they are still read together: to copy as much costs what another call would. */
enum { GAP_MOST = 8 * 1024 };

struct spool {
    struct source_list *list;
    char *work_dir;
    struct kept *kept; /* one a source */
    struct flow *flow; /* NULL until something is extracted */
};

int spool_create(struct spool **out, struct source_list *l, const char *work_dir)
{
    struct spool *s = mem_zalloc(1, sizeof *s);
    int rc = RP_OK;

    if (!s)
        return RP_ERR_NOMEM;
    s->list = l;
    if (!(s->kept = mem_zalloc(l->n, sizeof *s->kept)) || (work_dir && !(s->work_dir = strdup(work_dir))))
        TRY(RP_ERR_NOMEM);
    *out = s;
    s = NULL;
out:
    spool_free(s);
    return rc;
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    flow_free(s->flow);
    for (size_t i = 0; s->kept && i < s->list->n; i++) {
        free(s->kept[i].range);
        free(s->kept[i].at);
        free(s->kept[i].in_file);
        free(s->kept[i].past);
    }
    free(s->kept);
    free(s->work_dir);
    free(s);
}

/* --- extracting --- */

static int copy_wanted(struct kept *k, const struct source_range *r, size_t n)
{
    if (!(k->range = mem_alloc(n, sizeof *k->range)) || !(k->at = mem_alloc(n / KEPT_STEP + 1, sizeof *k->at)) ||
        !(k->in_file = mem_alloc(n / KEPT_STEP + 1, sizeof *k->in_file)) ||
        !(k->past = mem_zalloc(n / 64 + 1, sizeof *k->past)))
        return RP_ERR_NOMEM;
    memcpy(k->range, r, n * sizeof *r);
    k->n = n;
    return RP_OK;
}

static void place_ranges(struct kept *k, uint64_t *end)
{
    for (size_t i = 0; i < k->n; i++) {
        if (i % KEPT_STEP == 0)
            k->at[i / KEPT_STEP] = *end;
        *end += k->range[i].length;
    }
}

static int settle_coding(struct source_list *l, uint32_t file, struct source_error *err)
{
    struct stream *s;
    int rc;

    if (l->entry[file].known)
        return RP_OK;
    if ((rc = stream_open(&s, l, file, err)) < 0)
        return rc;
    stream_close(s);
    return RP_OK;
}

int spool_want(struct spool *s, uint32_t file, const struct source_range *r, size_t n, struct source_error *err)
{
    int rc = RP_OK;

    *err = (struct source_error){0};
    TRY(settle_coding(s->list, file, err));
    if (source_coding(s->list, file) == CODING_PLAIN || n == 0)
        return RP_OK;
    if (s->kept[file].n)
        return RP_ERR_INVALID;
    TRY(copy_wanted(&s->kept[file], r, n));
out:
    return rc;
}

/* Their ranges follow each other. */
static void place_all(struct spool *s)
{
    uint64_t end = 0;
    for (size_t i = 0; i < s->list->n; i++)
        place_ranges(&s->kept[i], &end);
}

int spool_begin(struct spool *s, const struct spool_plan *plan, struct source_error *err)
{
    *err = (struct source_error){0};
    if (s->flow)
        return RP_ERR_INVALID;
    place_all(s);
    return flow_create(&s->flow, s->list, s->kept, s->work_dir, plan, err);
}

int spool_end(struct spool *s, bool rest, uint32_t *file, struct source_error *err)
{
    *err = (struct source_error){0};
    *file = 0;
    return s->flow ? flow_end(s->flow, rest, file, err) : RP_OK;
}

int spool_fill(struct spool *s, int threads, uint32_t *file, struct source_error *err)
{
    const struct spool_plan plan = {.threads = threads};
    int rc = RP_OK;

    *file = 0;
    TRY(spool_begin(s, &plan, err));
    TRY(spool_end(s, true, file, err));
out:
    return rc;
}

/* --- reading --- */

struct open_file {
    bool used;
    uint32_t file;
    int fd;
};

/* Bytes [at, at + n) of a descriptor. */
struct window {
    int fd;          /* -1: empty */
    uint64_t at, next; /* next: behind the last range that was asked for */
    size_t n, ahead; /* ahead: how much is read at once, 0 while reading is not in order */
    char *p;
    size_t cap;
};

struct spool_reader {
    const struct spool *spool;
    uint32_t places;                   /* used of open[]: source i is in place i % places */
    struct open_file open[OPEN_FILES];
    struct window window;
    struct flow_block *held; /* what was looked at last stands in it ... */
    size_t near;             /* ... and is this range of its source */
};

/* Few files open at once where few may be: there is a reader on each thread, and they have all in common. */
static uint32_t open_places(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= OPEN_FILES * OPEN_SHARE)
        return OPEN_FILES;
    return limit.rlim_cur < 2 * OPEN_SHARE ? 1 : (uint32_t)(limit.rlim_cur / OPEN_SHARE);
}

int spool_reader_create(struct spool_reader **out, const struct spool *s)
{
    struct spool_reader *r = mem_zalloc(1, sizeof *r);
    if (!r)
        return RP_ERR_NOMEM;
    r->spool = s;
    r->places = open_places();
    r->window.fd = -1;
    *out = r;
    return RP_OK;
}

static void close_file(struct open_file *o)
{
    if (o->used)
        close(o->fd);
    o->used = false;
}

void spool_reader_free(struct spool_reader *r)
{
    if (!r)
        return;
    for (int i = 0; i < OPEN_FILES; i++)
        close_file(&r->open[i]);
    if (r->spool->flow)
        flow_release(r->spool->flow, &r->held);
    free(r->window.p);
    free(r);
}

/* A descriptor of a plain source, kept open until its place is needed; -1 if there is none. */
static int plain_file(struct spool_reader *r, uint32_t file)
{
    const struct source_entry *e = &r->spool->list->entry[file];
    struct open_file *o = &r->open[file % r->places];

    if (e->kind != SOURCE_FILE)
        return e->spool_fd;
    if (!o->used || o->file != file) {
        r->window.fd = -1; /* the number may be given to another file */
        close_file(o);
        o->fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        o->file = file;
        o->used = o->fd >= 0;
    }
    return o->fd;
}

/* The last range of [low, high) that begins at the offset or before it, one behind: low if there is none. */
static size_t search(const struct kept *k, size_t low, size_t high, uint64_t offset)
{
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (k->range[mid].offset <= offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Which range of a source bytes lie in; k->n: in none. Mostly it is one of those behind `near`. */
static size_t find_kept(const struct kept *k, size_t near, uint64_t offset, uint32_t length)
{
    size_t low = 0, high = k->n, step = 1;

    if (near < k->n && k->range[near].offset <= offset) {
        for (low = near; low + step < k->n && k->range[low + step].offset <= offset; step *= 2)
            low += step;
        high = low + step < k->n ? low + step : k->n;
    }
    if ((low = search(k, low, high, offset)) == 0)
        return k->n;
    const struct source_range *r = &k->range[--low];
    return offset - r->offset <= r->length && length <= r->length - (offset - r->offset) ? low : k->n;
}

static bool kept_past(const struct kept *k, size_t range)
{
    return __atomic_load_n(&k->past[range / 64], __ATOMIC_RELAXED) >> (range % 64) & 1;
}

/* Where it begins, all ranges being one behind the other. */
static uint64_t kept_place(const struct kept *k, size_t range)
{
    uint64_t at = k->at[range / KEPT_STEP];
    for (size_t i = range / KEPT_STEP * KEPT_STEP; i < range; i++)
        at += k->range[i].length;
    return at;
}

/* And in the temporary file, where those are that were not let go. */
static uint64_t kept_place_in_file(const struct kept *k, size_t range)
{
    uint64_t at = k->in_file[range / KEPT_STEP];
    for (size_t i = range / KEPT_STEP * KEPT_STEP; i < range; i++)
        at += kept_past(k, i) ? 0 : k->range[i].length;
    return at;
}

/* As much of n bytes as there is, at least `least`. */
static int read_at(int fd, uint64_t offset, char *buf, size_t least, size_t n, size_t *read)
{
    *read = 0;
    while (*read < least) {
        ssize_t got = pread(fd, buf + *read, n - *read, (off_t)(offset + *read));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return RP_ERR_IO;
        *read += (size_t)got;
    }
    return RP_OK;
}

static size_t next_step(const struct window *w, bool in_order)
{
    if (!in_order)
        return 0;
    if (!w->ahead)
        return WINDOW_LEAST;
    return w->ahead < WINDOW_MOST ? 2 * w->ahead : WINDOW_MOST;
}

/* From offset on, and some more of what comes before `end`. */
static int fill_window(struct window *w, int fd, uint64_t offset, uint32_t length, uint64_t end)
{
    const bool in_order = w->fd == fd && offset >= w->next && offset - w->next <= GAP_MOST;
    size_t most;
    int rc = RP_OK;

    w->ahead = next_step(w, in_order);
    most = end - offset < w->ahead ? (size_t)(end - offset) : w->ahead;
    most = length > most ? length : most;
    w->fd = -1;
    if (w->cap > WINDOW_TRIM && most < w->cap / 4) { /* of a long text, for short ones */
        free(w->p);
        w->p = NULL;
        w->cap = 0;
    }
    TRY(mem_grow(&w->p, &w->cap, most + SPOOL_READABLE_BEHIND, 1));
    TRY(read_at(fd, offset, w->p, length, most, &w->n));
    w->fd = fd;
    w->at = offset;
out:
    return rc;
}

static int look_in_file(struct window *w, int fd, uint64_t offset, uint32_t length, uint64_t end, const char **p)
{
    int rc = RP_OK;

    if (fd < 0)
        return RP_ERR_IO;
    if (w->fd != fd || offset < w->at || offset - w->at > w->n || w->n - (offset - w->at) < length)
        TRY(fill_window(w, fd, offset, length, end));
    w->next = offset + length;
    *p = w->p + (offset - w->at);
out:
    return rc;
}

/* `length` bytes of a range, from `inside` on. */
static int look_extracted(struct spool_reader *r, const struct kept *k, size_t range, uint64_t inside, uint32_t length,
                          const char **p)
{
    static const char nothing[SPOOL_READABLE_BEHIND];
    struct flow *flow = r->spool->flow;
    uint64_t end;
    int where;

    if (range >= k->n || !flow)
        return RP_ERR_INVALID;
    if (length == 0) {
        *p = nothing;
        return RP_OK;
    }
    if ((where = flow_look(flow, &r->held, kept_place(k, range) + inside, length, p, &end)) != FLOW_IN_FILE)
        return where;
    if (kept_past(k, range))
        return RP_ERR_INVALID;
    return look_in_file(&r->window, flow_fd(flow), kept_place_in_file(k, range) + inside, length, end, p);
}

int spool_look_wanted(struct spool_reader *r, uint32_t file, uint64_t i, const char **p, size_t *n)
{
    const struct spool *s = r->spool;

    if (file >= s->list->n || i >= s->kept[file].n)
        return RP_ERR_INVALID;
    *n = s->kept[file].range[i].length;
    return look_extracted(r, &s->kept[file], (size_t)i, 0, (uint32_t)*n, p);
}

int spool_look(struct spool_reader *r, uint32_t file, uint64_t offset, uint32_t length, const char **p)
{
    const struct spool *s = r->spool;

    if (file >= s->list->n || !s->list->entry[file].known)
        return RP_ERR_INVALID;
    if (source_coding(s->list, file) != CODING_PLAIN) {
        const struct kept *k = &s->kept[file];
        const size_t range = find_kept(k, r->near, offset, length);
        if (range == k->n)
            return RP_ERR_INVALID;
        r->near = range;
        return look_extracted(r, k, range, offset - k->range[range].offset, length, p);
    }
    return look_in_file(&r->window, plain_file(r, file), offset, length, UINT64_MAX, p);
}
