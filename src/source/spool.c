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
#include "source/copy_jobs.h"
#include "source/source_entry.h"
#include "source/stream.h"
#include "source/temp_file.h"

/* A window is read when the last few ranges lay closely one behind the other, in ever larger steps. */
enum { WRITE_BYTES = 256 * 1024, OPEN_FILES = 16, OPEN_SHARE = 64, WINDOW_LEAST = 16 * 1024, WINDOW_MOST = 256 * 1024 };

/* So far apart they are still read together: to copy as much costs what another call would. */
enum { GAP_MOST = 8 * 1024 };

enum { STEP = 64 };

/* The ranges kept of one source; at[i] is where the first byte of range i * STEP stands in the temporary file. */
struct kept {
    struct source_range *range;
    uint64_t *at;
    size_t n;
};

struct spool {
    struct source_list *list;
    char *work_dir;
    int fd;          /* -1 until something is extracted */
    struct kept *kept; /* one a source */
    char *buffer;    /* written when full */
    size_t buffered;
    int sys;         /* why writing failed */
};

int spool_create(struct spool **out, struct source_list *l, const char *work_dir)
{
    struct spool *s = mem_zalloc(1, sizeof *s);
    int rc = RP_OK;

    if (!s)
        return RP_ERR_NOMEM;
    s->list = l;
    s->fd = -1;
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
    for (size_t i = 0; s->kept && i < s->list->n; i++) {
        free(s->kept[i].range);
        free(s->kept[i].at);
    }
    if (s->fd >= 0)
        close(s->fd);
    free(s->kept);
    free(s->work_dir);
    free(s->buffer);
    free(s);
}

/* --- extracting --- */

static int flush(struct spool *s)
{
    int failed = temp_file_append(s->fd, s->buffer, s->buffered);

    s->sys = failed ? errno : 0;
    s->buffered = 0;
    return failed ? RP_ERR_IO : RP_OK;
}

static int put_extracted(void *ctx, size_t job, const char *p, size_t n)
{
    struct spool *s = ctx;

    (void)job;
    while (n > 0) {
        size_t part = n < WRITE_BYTES - s->buffered ? n : WRITE_BYTES - s->buffered;
        memcpy(s->buffer + s->buffered, p, part);
        s->buffered += part;
        p += part;
        n -= part;
        if (s->buffered == WRITE_BYTES && flush(s) < 0)
            return RP_ERR_IO;
    }
    return RP_OK;
}

static int prepare(struct spool *s, struct source_error *err)
{
    if (!s->buffer && !(s->buffer = mem_alloc(WRITE_BYTES, 1)))
        return RP_ERR_NOMEM;
    if (s->fd < 0 && (s->fd = temp_file_open(s->work_dir)) < 0) {
        *err = (struct source_error){
            .status = RP_ERR_IO, .what = "cannot make a temporary file in --work-dir, $TMPDIR or /tmp", .sys = errno};
        return RP_ERR_IO;
    }
    return RP_OK;
}

static int copy_wanted(struct kept *k, const struct source_range *r, size_t n)
{
    if (!(k->range = mem_alloc(n, sizeof *k->range)) || !(k->at = mem_alloc(n / STEP + 1, sizeof *k->at)))
        return RP_ERR_NOMEM;
    memcpy(k->range, r, n * sizeof *r);
    k->n = n;
    return RP_OK;
}

static void place_ranges(struct kept *k, uint64_t *end)
{
    for (size_t i = 0; i < k->n; i++) {
        if (i % STEP == 0)
            k->at[i / STEP] = *end;
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

/* One job for each source that something is wanted of; their ranges follow each other in the temporary file. */
static int make_jobs(const struct spool *s, struct copy_job **out, size_t *n)
{
    struct copy_job *job = mem_alloc(s->list->n, sizeof *job);
    uint64_t end = 0;

    if (!job)
        return RP_ERR_NOMEM;
    *n = 0;
    for (size_t i = 0; i < s->list->n; i++)
        if (s->kept[i].n) {
            place_ranges(&s->kept[i], &end);
            job[(*n)++] = (struct copy_job){(uint32_t)i, s->kept[i].range, s->kept[i].n};
        }
    *out = job;
    return RP_OK;
}

int spool_fill(struct spool *s, int threads, uint32_t *file, struct source_error *err)
{
    static const struct copy_steps steps = {.put = put_extracted};
    const struct copy_options o = {.threads = threads};
    struct copy_job *job = NULL;
    size_t n = 0, failed = 0;
    int rc = RP_OK;

    *err = (struct source_error){0};
    *file = 0;
    TRY(make_jobs(s, &job, &n));
    if (n == 0)
        goto out;
    *file = job[0].file;
    TRY(prepare(s, err));
    TRY(copy_jobs_run(s->list, job, n, &o, &steps, s, &failed, err));
    TRY(flush(s));
out:
    if (rc < 0 && n)
        *file = job[failed].file;
    if (rc == RP_ERR_IO && err->status == RP_OK)
        *err = (struct source_error){
            .status = RP_ERR_IO, .what = "cannot write a temporary file in --work-dir, $TMPDIR or /tmp", .sys = s->sys};
    free(job);
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

/* Where a range stands in the temporary file. */
static bool find_kept(const struct kept *k, uint64_t offset, uint32_t length, uint64_t *at)
{
    size_t low = 0, high = k->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (k->range[mid].offset <= offset)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0)
        return false;
    const struct source_range *r = &k->range[--low];
    *at = k->at[low / STEP] + (offset - r->offset);
    for (size_t i = low / STEP * STEP; i < low; i++)
        *at += k->range[i].length;
    return offset - r->offset <= r->length && length <= r->length - (offset - r->offset);
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

/* The descriptor a range is read from, and its offset there. */
static int find_range(struct spool_reader *r, uint32_t file, uint64_t *offset, uint32_t length, int *fd)
{
    const struct spool *s = r->spool;

    if (file >= s->list->n || !s->list->entry[file].known)
        return RP_ERR_INVALID;
    if (source_coding(s->list, file) != CODING_PLAIN) {
        *fd = s->fd;
        return find_kept(&s->kept[file], *offset, length, offset) ? RP_OK : RP_ERR_INVALID;
    }
    *fd = plain_file(r, file);
    return *fd < 0 ? RP_ERR_IO : RP_OK;
}

static size_t next_step(const struct window *w, bool in_order)
{
    if (!in_order)
        return 0;
    if (!w->ahead)
        return WINDOW_LEAST;
    return w->ahead < WINDOW_MOST ? 2 * w->ahead : WINDOW_MOST;
}

static int fill_window(struct window *w, int fd, uint64_t offset, uint32_t length)
{
    const bool in_order = w->fd == fd && offset >= w->next && offset - w->next <= GAP_MOST;
    int rc = RP_OK;

    w->ahead = next_step(w, in_order);
    w->fd = -1;
    TRY(mem_grow(&w->p, &w->cap, (length > w->ahead ? length : w->ahead) + SPOOL_READABLE_BEHIND, 1));
    TRY(read_at(fd, offset, w->p, length, length > w->ahead ? length : w->ahead, &w->n));
    w->fd = fd;
    w->at = offset;
out:
    return rc;
}

int spool_look(struct spool_reader *r, uint32_t file, uint64_t offset, uint32_t length, const char **p)
{
    struct window *w = &r->window;
    int fd, rc = RP_OK;

    TRY(find_range(r, file, &offset, length, &fd));
    if (w->fd != fd || offset < w->at || offset - w->at > w->n || w->n - (offset - w->at) < length)
        TRY(fill_window(w, fd, offset, length));
    w->next = offset + length;
    *p = w->p + (offset - w->at);
out:
    return rc;
}
