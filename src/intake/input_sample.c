#include "intake/input_sample.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include "base/alloc.h"
#include "base/span.h"
#include "base/status.h"
#include "report/json_out.h"
#include "source/stream.h"

enum { STEP = 256 << 10, LONGEST_LINE = 64 << 20, LONGEST_TEXT = 4 << 20, PROBE = 2 << 20 };

/* One walk over the input, from place to place. */
struct walk {
    struct source_list *l;
    const struct sample_options *o;
    sample_put *put;
    void *ctx;
    char *buf;
    struct source_part *part;
    size_t n_parts, at_part;
    struct stream *stream;    /* of part[at_part]; NULL: not open */
    uint32_t opened;          /* the source that was opened last */
    uint32_t unreadable;
    uint64_t disk_before;     /* of the sources before it */
    uint64_t reach;           /* what is left of it */
    uint64_t total;           /* on disk, of what is no pipe */
    double seen, lines;
    double plain, packed;     /* on disk: of files that were opened */
    double decoded, decoded_disk, decoded_seconds;
};

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const struct source_part *part_of(const struct walk *w)
{
    return &w->part[w->at_part];
}

static bool is_packed(const struct walk *w)
{
    return source_coding(w->l, part_of(w)->file) != CODING_PLAIN;
}

/* --- streams --- */

static void close_part(struct walk *w)
{
    stream_close(w->stream);
    w->stream = NULL;
}

/* The source itself first, which makes its coding known. *open: it can be read. */
static int open_part(struct walk *w, bool *open)
{
    const struct source_part *p = part_of(w);
    struct source_error err;
    int rc = stream_open(&w->stream, w->l, p->file, &err);

    if (rc == RP_OK && p->disk > 0) {
        close_part(w);
        rc = stream_open_at(&w->stream, w->l, p->file, p->disk, &err);
    }
    *open = rc == RP_OK;
    if (rc < 0) {
        w->stream = NULL;
        w->unreadable += p->file != w->opened;
    }
    if (p->file != w->opened)
        *(is_packed(w) ? &w->packed : &w->plain) += (double)source_size(w->l, p->file);
    w->opened = p->file;
    return rc == RP_ERR_NOMEM ? rc : RP_OK;
}

static uint64_t disk_at(const struct walk *w)
{
    return w->disk_before + stream_disk_position(w->stream);
}

/* At most n bytes into buf; 0: the end, or damage, which nobody speaks of here. */
static size_t read_some(struct walk *w, size_t n)
{
    struct source_error err;
    const bool packed = is_packed(w);
    const double start = packed ? processor_seconds() : 0;
    const uint64_t disk = stream_disk_position(w->stream);
    ssize_t got = stream_read(w->stream, w->buf, n, &err);

    if (got <= 0)
        return 0;
    if (packed) {
        w->decoded += (double)got;
        w->decoded_disk += (double)(stream_disk_position(w->stream) - disk);
        w->decoded_seconds += processor_seconds() - start;
        w->reach -= (uint64_t)got < w->reach ? (uint64_t)got : w->reach;
    }
    return (size_t)got;
}

/* --- one place --- */

struct taking {
    unsigned place;
    uint64_t left; /* bytes wanted here */
    bool in_line;  /* what came last was no end of a line */
};

static int take(struct walk *w, struct taking *t, const char *p, size_t n)
{
    int rc = RP_OK;

    for (const char *q = p, *end = p + n; q < end && (q = memchr(q, '\n', (size_t)(end - q))); q++)
        w->lines++;
    w->seen += (double)n;
    t->left -= n < t->left ? n : t->left;
    t->in_line = n ? p[n - 1] != '\n' : t->in_line;
    if (w->put)
        TRY(w->put(w->ctx, t->place, p, n));
out:
    return rc;
}

/* The last line of a file need not end. */
static int end_line(struct walk *w, struct taking *t)
{
    if (!t->in_line)
        return RP_OK;
    w->lines++;
    t->in_line = false;
    return w->put ? w->put(w->ctx, t->place, "\n", 1) : RP_OK;
}

/* A text file is one document, of its beginning if it is very long. */
static int take_text(struct walk *w, struct taking *t)
{
    struct json_out j = {0};
    char *text = NULL;
    size_t n = 0, cap = 0, got;
    int rc = RP_OK;

    while (n < LONGEST_TEXT && (got = read_some(w, STEP)) > 0) {
        TRY(mem_grow(&text, &cap, n + got, 1));
        memcpy(text + n, w->buf, got);
        n += got;
    }
    jout_begin(&j);
    jout_text(&j, "text", (struct span){text, n});
    TRY(jout_end(&j));
    if (n)
        TRY(take(w, t, j.p, j.n));
out:
    json_out_release(&j);
    free(text);
    return rc;
}

/* Lines up to what is wanted, and the rest of the last one. */
static int take_lines(struct walk *w, struct taking *t, bool from_start)
{
    uint64_t over = 0;
    size_t got;
    int rc = RP_OK;

    while (over < LONGEST_LINE && (got = read_some(w, STEP)) > 0) {
        const char *p = w->buf, *end = w->buf + got, *nl;
        if (!from_start) { /* in the middle of a line */
            nl = memchr(p, '\n', got);
            from_start = nl != NULL;
            p = nl ? nl + 1 : end;
        }
        if (t->left <= (uint64_t)(end - p)) {
            nl = memchr(p + t->left, '\n', (size_t)(end - p) - (size_t)t->left);
            over += got;
            if (nl)
                return take(w, t, p, (size_t)(nl + 1 - p));
        }
        TRY(take(w, t, p, (size_t)(end - p)));
    }
    TRY(end_line(w, t));
out:
    return rc;
}

/* --- from place to place --- */

static uint64_t part_end(const struct walk *w, size_t i)
{
    const struct source_part *p = &w->part[i];
    return i + 1 < w->n_parts && p[1].file == p->file ? p[1].disk : source_size(w->l, p->file);
}

static void next_part(struct walk *w)
{
    const uint32_t file = part_of(w)->file;

    close_part(w);
    if (++w->at_part == w->n_parts || part_of(w)->file != file)
        w->disk_before += source_size(w->l, file);
}

/* Up to a place on disk, as near as can be. *start: a line begins there. */
static int go_to(struct walk *w, uint64_t disk, bool *start)
{
    bool open;
    int rc = RP_OK;

    while (w->at_part < w->n_parts && w->disk_before + part_end(w, w->at_part) <= disk)
        next_part(w);
    *start = false;
    if (w->at_part == w->n_parts || w->stream)
        goto skip;
    *start = part_of(w)->disk == 0;
    TRY(open_part(w, &open));
    if (!open)
        return RP_OK;
skip:
    if (!w->stream || disk <= disk_at(w))
        return RP_OK;
    if (source_format(w->l, part_of(w)->file) == SOURCE_TEXT)
        return RP_OK;
    if (!is_packed(w)) {
        *start &= !stream_seek(w->stream, disk - w->disk_before);
        return RP_OK;
    }
    while (w->reach > 0 && disk_at(w) < disk && read_some(w, STEP) > 0)
        *start = false;
out:
    return rc;
}

/* Small files follow one another until the place is full. */
static int take_place(struct walk *w, unsigned place, uint64_t bytes)
{
    struct taking t = {.place = place, .left = bytes};
    const uint64_t from = w->total / w->o->places * place;
    bool start, open;
    int rc = RP_OK;

    TRY(go_to(w, from, &start));
    while (t.left > 0 && w->at_part < w->n_parts) {
        if (w->stream && source_format(w->l, part_of(w)->file) == SOURCE_TEXT)
            TRY(take_text(w, &t));
        else if (w->stream)
            TRY(take_lines(w, &t, start));
        if (t.left == 0)
            break;
        next_part(w);
        start = w->at_part < w->n_parts && part_of(w)->disk == 0;
        if (w->at_part < w->n_parts)
            TRY(open_part(w, &open));
    }
out:
    return rc;
}

/* What is read from a pipe is gone. */
static void leave_pipes(struct walk *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n_parts; i++)
        if (!source_is_pipe(w->l, w->part[i].file))
            w->part[n++] = w->part[i];
    w->n_parts = n;
}

static int walk_open(struct walk *w, bool *known)
{
    const uint32_t n = source_count(w->l);
    int rc = RP_OK;

    *known = true;
    for (uint32_t i = 0; i < n; i++) {
        *known &= !source_is_pipe(w->l, i);
        w->total += source_is_pipe(w->l, i) ? 0 : source_size(w->l, i);
    }
    if (!(w->buf = mem_alloc(STEP, 1)))
        return RP_ERR_NOMEM;
    TRY(source_parts(w->l, &w->part, &w->n_parts));
    leave_pipes(w);
out:
    return rc;
}

static void walk_close(struct walk *w)
{
    close_part(w);
    free(w->part);
    free(w->buf);
}

/* Files that were never opened are like those that were. */
static void conclude(struct walk *w, struct input_estimate *out)
{
    const double ratio = w->decoded_disk > 0 ? w->decoded / w->decoded_disk : 1;

    if (w->plain + w->packed > 0) {
        const double scale = (double)w->total / (w->plain + w->packed);
        out->bytes = scale * (w->plain + w->packed * ratio);
        out->packed = w->packed * ratio / (w->plain + w->packed * ratio);
    }
    if (out->whole)
        out->bytes = w->seen;
    out->documents = w->seen > 0 ? w->lines * out->bytes / w->seen : 0;
    out->seen = w->seen;
    out->unreadable = w->unreadable;
    out->decode_rate = w->decoded_seconds > 0 ? w->decoded / w->decoded_seconds : 0;
}

/* How much longer the input is than it lies on disk, as far as the beginning of its first file tells. */
static int probe(struct walk *w, double *ratio)
{
    struct walk look = *w;
    bool open = false;
    int rc = RP_OK;

    *ratio = 1;
    if (look.at_part < look.n_parts)
        TRY(open_part(&look, &open));
    while (open && is_packed(&look) && look.decoded < PROBE && read_some(&look, STEP) > 0)
        ;
    if (look.decoded_disk > 0)
        *ratio = look.decoded / look.decoded_disk;
out:
    close_part(&look);
    return rc;
}

int input_sample(struct source_list *l, const struct sample_options *o, sample_put *put, void *ctx,
                 struct input_estimate *out)
{
    struct walk w = {.l = l, .o = o, .put = put, .ctx = ctx, .reach = o->reach, .opened = UINT32_MAX};
    const uint64_t all = o->each * o->places;
    double ratio;
    int rc = RP_OK;

    *out = (struct input_estimate){0};
    TRY(walk_open(&w, &out->known));
    TRY(probe(&w, &ratio));
    if (w.total <= all && (double)w.total * ratio <= (double)all) {
        TRY(take_place(&w, 0, all));
        out->whole = out->known && w.at_part == w.n_parts;
    } else {
        for (unsigned i = 0; i < o->places; i++)
            TRY(take_place(&w, i, o->each));
    }
    conclude(&w, out);
out:
    walk_close(&w);
    return rc;
}
