#define _GNU_SOURCE
#include "ingest/reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "source/source_entry.h"
#include "source/stream.h"

enum {
    BATCH_BYTES = 256 * 1024,
    MAX_RECORD = 64 * 1024 * 1024,
    MAX_RECORD_LIMIT = 1024 * 1024 * 1024,
    DEPTH = 4,
    HEAD_BYTES = 4096, /* of a source that settle what it is, whatever the size of batches */
    PADDING = 65, /* behind a batch: the newline the scanner stops at, and 64 bytes it may look at */
};

/* A batch with its buffer; batch number i lives in slot i % depth. */
struct slot {
    struct batch batch; /* first, so that a batch is its slot */
    char *buffer;
    size_t cap;
    bool alive;
};

struct reader {
    struct source_list *list;
    struct reader_options o;
    struct slot *slots;
    uint64_t given;
    /* --- the source being read --- */
    uint32_t file;
    struct stream *stream; /* NULL: not begun */
    bool begun;            /* its format is known, its byte order mark passed */
    bool json;
    bool mid_line;         /* the first line is the tail of one that belongs to the part before */
    uint64_t disk;         /* where the stream begins on disk */
    uint64_t offset;       /* of the next byte to be delivered */
    uint64_t pass;         /* bytes to pass over when it is opened: they have been read before */
    uint64_t stop;         /* lines beginning behind it are another part's */
    char *carry;           /* read, but not yet a whole record */
    size_t carry_n, carry_cap;
};

int reader_create(struct reader **out, struct source_list *list, const struct reader_options *o)
{
    struct reader *r = mem_zalloc(1, sizeof *r);

    if (!r)
        return RP_ERR_NOMEM;
    r->list = list;
    r->o = *o;
    if (!r->o.batch_bytes)
        r->o.batch_bytes = BATCH_BYTES;
    if (!r->o.max_record)
        r->o.max_record = MAX_RECORD;
    if (r->o.max_record > MAX_RECORD_LIMIT)
        r->o.max_record = MAX_RECORD_LIMIT;
    if (r->o.depth < 1)
        r->o.depth = DEPTH;
    if (!r->o.end || r->o.end > source_count(list))
        r->o.end = source_count(list);
    r->file = r->o.first;
    r->stop = UINT64_MAX;
    if (!(r->slots = mem_zalloc((size_t)r->o.depth, sizeof *r->slots))) {
        free(r);
        return RP_ERR_NOMEM;
    }
    *out = r;
    return RP_OK;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    for (int i = 0; i < r->o.depth; i++)
        reader_release(r, &r->slots[i].batch);
    free(r->slots);
    free(r->carry);
    stream_close(r->stream);
    free(r);
}

void reader_move(struct reader *r, const struct source_part *part)
{
    stream_close(r->stream);
    r->stream = NULL;
    r->file = part->file;
    r->o.end = part->file + 1;
    r->carry_n = 0;
    r->disk = part->disk;
    r->offset = part->offset;
    r->stop = part->stop;
    r->begun = r->mid_line = part->offset > 0;
    r->json = true;
}

static int look_at(struct source_list *l, uint32_t file)
{
    const struct reader_options o = {.batch_bytes = HEAD_BYTES, .first = file, .end = file + 1, .depth = 1};
    struct reader *r = NULL;
    struct batch *b;
    int rc;

    if (l->entry[file].known || source_is_pipe(l, file))
        return RP_OK;
    TRY(reader_create(&r, l, &o));
    rc = reader_next(r, &b);
    if (rc > 0)
        reader_drop(r, b);
out:
    reader_free(r);
    return rc < 0 ? rc : RP_OK;
}

int reader_look(struct source_list *l, uint32_t n)
{
    int rc = RP_OK;
    for (uint32_t i = 0; rc == RP_OK && i < n && i < source_count(l); i++)
        rc = look_at(l, i);
    return rc;
}

void reader_resume(struct reader *r, uint32_t file, uint64_t offset)
{
    r->file = file;
    r->pass = offset;
}

/* --- slots --- */

static int slot_reserve(struct reader *r, struct slot *s, size_t n)
{
    size_t need;

    if (!s->buffer && r->o.pool)
        s->buffer = buffer_pool_take(r->o.pool, &s->cap);
    return size_add(n, PADDING, &need) ? mem_grow(&s->buffer, &s->cap, need, 1) : RP_ERR_NOMEM;
}

void reader_release(struct reader *r, struct batch *b)
{
    struct slot *s = (struct slot *)b;

    b->p = NULL;
    b->n = 0;
    /* One huge record must not make a buffer huge for the rest of the run. */
    if (r->o.pool && s->cap <= 4 * r->o.batch_bytes + PADDING)
        buffer_pool_give(r->o.pool, s->buffer, s->cap);
    else
        free(s->buffer);
    s->buffer = NULL;
    s->cap = 0;
}

void reader_drop(struct reader *r, struct batch *b)
{
    struct slot *s = (struct slot *)b;

    s->alive = false;
    if (r->o.pool || s->cap > 4 * r->o.batch_bytes + PADDING)
        reader_release(r, b);
}

/* --- one source --- */

static void source_end(struct reader *r)
{
    stream_close(r->stream);
    r->stream = NULL;
    r->file++;
    r->begun = r->mid_line = false;
    r->disk = r->offset = r->pass = 0;
    r->stop = UINT64_MAX;
    r->carry_n = 0;
}

static int keep_rest(struct reader *r, const char *p, size_t n)
{
    int rc = mem_grow(&r->carry, &r->carry_cap, n, 1);
    if (rc == RP_OK && n)
        memcpy(r->carry, p, n);
    if (rc == RP_OK)
        r->carry_n = n;
    return rc;
}

/* Up to `limit` bytes in the slot's buffer; *n are there already. 1: more may come; 0: that was all; a
 * negative status with the batch's error set, which the stream gives again whenever it is asked. */
static int read_up_to(struct reader *r, struct slot *s, size_t *n, size_t limit)
{
    int rc;

    if ((rc = slot_reserve(r, s, limit)) < 0)
        return rc;
    while (*n < limit) {
        ssize_t got = stream_read(r->stream, s->buffer + *n, limit - *n, &s->batch.error);
        if (got <= 0)
            return (int)got;
        *n += (size_t)got;
    }
    return 1;
}

static void deliver(struct reader *r, struct slot *s, size_t n)
{
    s->batch.json = r->json;
    s->batch.offset = r->offset;
    s->batch.disk_end = stream_disk_position(r->stream);
    s->batch.p = s->buffer;
    s->batch.n = n;
    memset(s->buffer + n, '\n', PADDING);
    r->offset += n;
}

/* The entry keeps the verdict, so that it is the same for every reading. */
static void refuse_source(struct reader *r, struct slot *s, const char *what)
{
    s->batch.error = r->list->entry[r->file].error = (struct source_error){.status = RP_ERR_FORMAT, .what = what};
    r->json = false;
}

/* No UTF-8 begins so. */
static bool is_utf16(const char *p, size_t n)
{
    return n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0);
}

/* The first bytes of a source settle what it is: its format, and whether a byte order mark is to be
 * passed over. */
static void source_settle(struct reader *r, struct slot *s, size_t *n)
{
    struct source_entry *e = &r->list->entry[r->file];
    const char *p = s->buffer;
    bool nameless = false;
    size_t head, i = 0;

    if (*n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        *n -= 3;
        memmove(s->buffer, s->buffer + 3, *n);
        r->offset = 3;
    }
    head = *n < HEAD_BYTES ? *n : HEAD_BYTES;
    while (i < head && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
        i++;
    if (e->format == SOURCE_AUTO) {
        e->format = i == head || p[i] == '{' ? SOURCE_JSONL : SOURCE_TEXT;
        nameless = true;
    }
    r->json = e->format == SOURCE_JSONL;
    r->begun = true;
    if (is_utf16(p, head))
        refuse_source(r, s, "UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8 FILE makes text of it");
    /* Where no name says text, a byte that no text has means a picture, an archive ... */
    else if (nameless && !r->json && memchr(p, '\0', head))
        refuse_source(r, s, "neither JSON lines nor text");
}

/* Passes over the rest of a line. What is wrong with the stream beyond it, if anything, comes with the next
 * batch. */
static int pass_line(struct reader *r, struct slot *s)
{
    const char *nl = NULL;
    int more = 1, rc = RP_OK;

    for (size_t n = 0; !nl && more > 0; r->offset += n) {
        n = 0;
        more = read_up_to(r, s, &n, r->o.batch_bytes);
        if ((nl = memchr(s->buffer, '\n', n))) {
            const size_t used = (size_t)(nl + 1 - s->buffer);
            rc = keep_rest(r, nl + 1, n - used);
            n = used;
        }
    }
    return more == RP_ERR_NOMEM ? more : rc;
}

/* A line that is too long to be held, of which n bytes are in the slot. */
static int pass_over(struct reader *r, struct slot *s, size_t n)
{
    const uint64_t start = r->offset;
    int rc;

    r->offset += n;
    rc = pass_line(r, s);
    deliver(r, s, 0);
    s->batch.lines = 1;
    s->batch.error = (struct source_error){
        .status = RP_ERR_LIMIT, .what = RECORD_TOO_LONG, .offset = start, .line = 1};
    return rc < 0 ? rc : 1;
}

/* Reads on until the slot holds a whole line: more as in read_up_to(). The place behind the last newline; 0
 * without one, at the end of the stream or when max_record bytes hold none. */
static size_t find_cut(struct reader *r, struct slot *s, size_t *n, int *more)
{
    const size_t limit = r->o.max_record + 1;

    for (size_t searched = 0;;) {
        const char *nl = memrchr(s->buffer + searched, '\n', *n - searched);
        if (nl)
            return (size_t)(nl + 1 - s->buffer);
        if (*more <= 0 || *n >= limit)
            return 0;
        searched = *n;
        *more = read_up_to(r, s, n, *n + *n / 2 + 1 < limit ? *n + *n / 2 + 1 : limit);
    }
}

/* The part ends with the line that stop stands in, or begins. If its end is among the n bytes in the slot,
 * this is the last batch: 1; else 0. */
static int cut_at_stop(struct reader *r, struct slot *s, size_t n)
{
    const size_t from = (size_t)(r->stop - r->offset);
    const char *nl = memchr(s->buffer + from, '\n', n - from);

    if (!nl)
        return 0;
    s->batch.error = (struct source_error){0}; /* it lies in the next part */
    deliver(r, s, (size_t)(nl + 1 - s->buffer));
    source_end(r);
    return 1;
}

static int next_lines(struct reader *r, struct slot *s, size_t n, int more)
{
    size_t cut = find_cut(r, s, &n, &more);
    int rc;

    if (more == RP_ERR_NOMEM)
        return more;
    if (r->stop - r->offset < n && (rc = cut_at_stop(r, s, n)) != 0)
        return rc;
    if (cut == 0 && more > 0)
        return pass_over(r, s, n);
    if (more == 0)
        cut = n; /* a last line without newline; a line that damage cut short is not delivered */
    if (more > 0 && (rc = keep_rest(r, s->buffer + cut, n - cut)) < 0)
        return rc;
    deliver(r, s, cut);
    if (more <= 0)
        source_end(r);
    return cut > 0 || more < 0;
}

static int next_text(struct reader *r, struct slot *s, size_t n, int more)
{
    const size_t limit = r->o.max_record + 1;

    while (more > 0 && n < limit && s->batch.error.status == RP_OK)
        more = read_up_to(r, s, &n, n + n / 2 + 1 < limit ? n + n / 2 + 1 : limit);
    if (more == RP_ERR_NOMEM)
        return more;
    if (n >= limit)
        s->batch.error = (struct source_error){.status = RP_ERR_LIMIT, .what = RECORD_TOO_LONG};
    if (s->batch.error.status != RP_OK)
        n = 0; /* half a document is none */
    deliver(r, s, n);
    source_end(r);
    return n > 0 || s->batch.error.status != RP_OK;
}

/* What was read and not delivered, and as much more as makes a batch. */
static int read_batch(struct reader *r, struct slot *s, size_t *n)
{
    const size_t least = HEAD_BYTES + 3;
    int rc;

    if ((rc = slot_reserve(r, s, r->carry_n)) < 0)
        return rc;
    if (r->carry_n)
        memcpy(s->buffer, r->carry, r->carry_n);
    *n = r->carry_n;
    r->carry_n = 0;
    return read_up_to(r, s, n, !r->begun && r->o.batch_bytes < least ? least : r->o.batch_bytes);
}

/* 1: the stream stands behind the bytes to be passed over; else as read_up_to(). */
static int pass_read(struct reader *r, struct slot *s)
{
    int rc = stream_seek(r->stream, r->pass) ? 1 : slot_reserve(r, s, r->o.batch_bytes);

    if (rc < 0)
        return rc;
    for (uint64_t at = rc == 1 ? r->pass : 0; at < r->pass;) {
        uint64_t left = r->pass - at;
        size_t want = left < r->o.batch_bytes ? (size_t)left : r->o.batch_bytes;
        ssize_t got = stream_read(r->stream, s->buffer, want, &s->batch.error);
        if (got == 0)
            s->batch.error = (struct source_error){.status = RP_ERR_IO, .what = "shorter than when it was first read"};
        if (got <= 0)
            return got == RP_ERR_NOMEM ? RP_ERR_NOMEM : 0;
        at += (uint64_t)got;
    }
    r->offset = r->pass;
    r->json = r->list->entry[r->file].format == SOURCE_JSONL;
    r->begun = true;
    return 1;
}

static int open_stream(struct reader *r, struct slot *s)
{
    int rc = stream_open_at(&r->stream, r->list, r->file, r->disk, &s->batch.error);

    if (rc == RP_OK && r->disk == 0 && r->stop == UINT64_MAX)
        stream_mark(r->stream);
    return rc;
}

/* 1: the slot holds a batch, 0: the source is at its end, or RP_ERR_NOMEM. */
static int next_of_source(struct reader *r, struct slot *s)
{
    size_t n = 0;
    int more, rc;

    if (!r->stream && (rc = open_stream(r, s)) < 0) {
        r->file++;
        return rc == RP_ERR_NOMEM ? rc : 1;
    }
    if (r->pass > 0 && !r->begun && (rc = pass_read(r, s)) <= 0) {
        source_end(r);
        return rc < 0 ? rc : 1; /* the batch says what is wrong */
    }
    if (r->mid_line && (rc = pass_line(r, s)) < 0)
        return rc;
    r->mid_line = false;
    if (r->offset > r->stop) { /* one line from before this part to behind it */
        source_end(r);
        return 0;
    }
    more = read_batch(r, s, &n);
    if (more == RP_ERR_NOMEM)
        return more;
    if (!r->begun)
        source_settle(r, s, &n);
    return r->json ? next_lines(r, s, n, more) : next_text(r, s, n, more);
}

int reader_next(struct reader *r, struct batch **out)
{
    struct slot *s = &r->slots[r->given % (uint64_t)r->o.depth];
    int rc = 0;

    assert(!s->alive);
    while (rc == 0 && r->file < r->o.end) {
        s->batch = (struct batch){.file = r->file, .json = true, .max_record = r->o.max_record, .owner = r};
        rc = next_of_source(r, s);
    }
    if (rc > 0) {
        s->alive = true;
        r->given++;
        *out = &s->batch;
    }
    return rc;
}

uint64_t batch_first_line(struct line_clock *c, const struct batch *b)
{
    uint64_t first;

    if (c->file != b->file)
        *c = (struct line_clock){.file = b->file};
    first = c->lines + 1;
    c->lines += b->lines;
    return first;
}
