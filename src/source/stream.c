#define _GNU_SOURCE
#include "source/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "coding/decoder.h"
#include "source/source_entry.h"
#include "source/temp_file.h"

enum { INPUT_BYTES = 128 * 1024 };

struct stream {
    int fd;
    bool own_fd;
    bool seekable;     /* read by position, so that a descriptor may be shared */
    int tee_fd;        /* what is read is copied there too; -1: nowhere */
    uint64_t position; /* of the next byte to be read from fd */
    char *input;       /* read but not used: input[at..n) */
    size_t at, n;
    bool ended;        /* fd has no more */
    const struct decoder *decoder; /* NULL: plain */
    void *state;
    struct source_error failed;    /* once failed, failed */
    struct source_entry *entry;
    bool marking;
    uint64_t out;                  /* bytes that have come out */
};

static int fail(struct stream *s, struct source_error *err, int status, const char *what, int sys)
{
    s->failed = (struct source_error){.status = status, .what = what, .sys = sys, .offset = stream_disk_position(s)};
    *err = s->failed;
    return status;
}

uint64_t stream_disk_position(const struct stream *s)
{
    return s->position - (s->n - s->at);
}

/* --- bytes as they lie on disk --- */

/* A pipe may have been made non-blocking by who holds the other end. */
static bool wait_for(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, -1) > 0 || errno == EINTR;
}

static ssize_t raw_read(struct stream *s, char *dst, size_t cap, struct source_error *err)
{
    ssize_t n;

    do
        n = s->seekable ? pread(s->fd, dst, cap, (off_t)s->position) : read(s->fd, dst, cap);
    while (n < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(s->fd))));
    if (n < 0)
        return fail(s, err, RP_ERR_IO, "cannot read", errno);
    if (n > 0 && s->tee_fd >= 0 && temp_file_append(s->tee_fd, dst, (size_t)n) < 0)
        return fail(s, err, RP_ERR_IO, "cannot keep a copy of a pipe in --work-dir, $TMPDIR or /tmp", errno);
    s->position += (uint64_t)n;
    s->ended |= n == 0;
    return n;
}

static int refill(struct stream *s, struct source_error *err)
{
    ssize_t n;

    if (s->at < s->n || s->ended)
        return RP_OK;
    s->at = s->n = 0;
    if ((n = raw_read(s, s->input, INPUT_BYTES, err)) < 0)
        return (int)n;
    s->n = (size_t)n;
    return RP_OK;
}

/* --- opening --- */

static int open_again(struct stream *s, struct source_entry *e)
{
    s->fd = e->spool_fd;
    s->own_fd = false;
    s->seekable = true;
    return s->fd < 0 ? ESPIPE : 0;
}

/* 0 or an errno. */
static int open_first(struct stream *s, const struct source_entry *e)
{
    s->own_fd = e->kind != SOURCE_STDIN;
    s->fd = s->own_fd ? open(e->path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (s->fd < 0)
        return errno;
    s->seekable = e->kind == SOURCE_FILE;
    return 0;
}

/* What can be read only once is copied while it is. 0 or an errno. */
static int open_tee(struct stream *s, struct source_entry *e, const struct source_list *l)
{
    if (s->seekable || e->used)
        return 0;
    e->used = true;
    return l->repeat && (s->tee_fd = e->spool_fd = temp_file_open(l->work_dir)) < 0 ? errno : 0;
}

static int open_source(struct stream *s, struct source_list *l, struct source_entry *e, struct source_error *err)
{
    int sys;

    if (e->error.status != RP_OK) {
        s->failed = *err = e->error;
        return e->error.status;
    }
    if ((sys = e->used ? open_again(s, e) : open_first(s, e)))
        return fail(s, err, RP_ERR_IO, e->used ? "cannot be read a second time" : "cannot open", sys);
    if ((sys = open_tee(s, e, l)))
        return fail(s, err, RP_ERR_IO, "cannot make a temporary file in --work-dir, $TMPDIR or /tmp", sys);
    return RP_OK;
}

static enum source_coding coding_of(const unsigned char *p, size_t n)
{
    uint32_t magic;

    if (n >= 2 && p[0] == 0x1f && p[1] == 0x8b)
        return CODING_GZIP;
    if (n < 4)
        return CODING_PLAIN;
    magic = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    /* a frame, or a skippable one, which a file may begin with */
    return magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50 ? CODING_ZSTD : CODING_PLAIN;
}

/* Pipes give what they have; the magic needs four bytes. */
static int read_head(struct stream *s, struct source_error *err)
{
    ssize_t n;

    while (s->n < 4 && !s->ended) {
        if ((n = raw_read(s, s->input + s->n, INPUT_BYTES - s->n, err)) < 0)
            return (int)n;
        s->n += (size_t)n;
    }
    return RP_OK;
}

static int choose_decoder(struct stream *s, enum source_coding coding)
{
    if (coding == CODING_PLAIN)
        return RP_OK;
    s->decoder = coding == CODING_GZIP ? &gunzip_decoder : &unzstd_decoder;
    return coding == CODING_GZIP ? gunzip_create(&s->state) : unzstd_create(&s->state);
}

static enum source_coding settle_coding(const struct stream *s, struct source_entry *e, uint64_t disk)
{
    const enum source_coding coding = coding_of((const unsigned char *)s->input, s->n);

    if (disk == 0 && !e->known) {
        e->coding = (uint8_t)coding;
        e->known = true;
    }
    return coding;
}

int stream_open(struct stream **out, struct source_list *l, uint32_t file, struct source_error *err)
{
    return stream_open_at(out, l, file, 0, err);
}

int stream_open_at(struct stream **out, struct source_list *l, uint32_t file, uint64_t disk, struct source_error *err)
{
    struct stream *s = mem_zalloc(1, sizeof *s);
    int rc = RP_OK;

    if (!s)
        return RP_ERR_NOMEM;
    s->fd = s->tee_fd = -1;
    s->entry = &l->entry[file];
    if (!(s->input = mem_alloc(INPUT_BYTES, 1)))
        TRY(RP_ERR_NOMEM);
    TRY(open_source(s, l, &l->entry[file], err));
    s->position = disk;
    TRY(read_head(s, err));
    TRY(choose_decoder(s, settle_coding(s, &l->entry[file], disk)));
    *out = s;
    s = NULL;
out:
    stream_close(s);
    return rc;
}

void stream_mark(struct stream *s)
{
    s->marking = s->decoder != NULL;
}

void stream_close(struct stream *s)
{
    if (!s)
        return;
    if (s->own_fd && s->fd >= 0)
        close(s->fd);
    if (s->decoder)
        s->decoder->free(s->state);
    free(s->input);
    free(s);
}

bool stream_seek(struct stream *s, uint64_t offset)
{
    if (s->decoder || !s->seekable)
        return false;
    s->position = offset;
    s->at = s->n = 0;
    s->ended = false;
    return true;
}

/* --- reading --- */

static ssize_t read_plain(struct stream *s, char *dst, size_t cap, struct source_error *err)
{
    size_t n = s->n - s->at;

    if (n == 0)
        return s->ended ? 0 : raw_read(s, dst, cap, err);
    if (n > cap)
        n = cap;
    memcpy(dst, s->input + s->at, n);
    s->at += n;
    return (ssize_t)n;
}

static int decode_some(struct stream *s, struct decoder_io *io, struct source_error *err)
{
    const char *what = NULL;
    const size_t room = io->out_n;
    int rc;

    if ((rc = refill(s, err)) < 0)
        return rc;
    io->in = s->input + s->at;
    io->in_n = s->n - s->at;
    rc = s->decoder->run(s->state, io, &what);
    s->at = s->n - io->in_n;
    if (rc == RP_ERR_FORMAT)
        return fail(s, err, rc, what, 0);
    /* No input, no output, yet not at an end: the rest is missing. */
    if (rc == RP_OK && s->ended && s->at == s->n && io->out_n == room && !s->decoder->at_end(s->state))
        return fail(s, err, RP_ERR_FORMAT, "truncated: the compressed data ends too early", 0);
    return rc;
}

/* A member or frame has ended, and it can be seen that another one begins. */
static void note_mark(struct stream *s)
{
    struct source_entry *e = s->entry;
    const uint64_t last = e->marks ? e->mark[e->marks - 1].offset : 0;

    if (s->out < last + MARKS_APART || !s->decoder->at_end(s->state) || s->n - s->at < 4 ||
        coding_of((const unsigned char *)s->input + s->at, s->n - s->at) != e->coding)
        return;
    /* without memory for it, it will be read from further back */
    if (mem_grow(&e->mark, &e->marks_cap, e->marks + 1, sizeof *e->mark) == RP_OK)
        e->mark[e->marks++] = (struct frame_place){stream_disk_position(s), s->out};
}

static bool exhausted(const struct stream *s)
{
    return s->ended && s->at == s->n && s->decoder->at_end(s->state);
}

static ssize_t read_coded(struct stream *s, char *dst, size_t cap, struct source_error *err)
{
    struct decoder_io io = {.out = dst, .out_n = cap};
    int rc = RP_OK;

    while (io.out_n == cap && rc == RP_OK && !exhausted(s)) {
        rc = decode_some(s, &io, err);
        if (s->marking && rc == RP_OK) {
            s->out += cap - io.out_n;
            note_mark(s);
        }
    }
    /* What came out before the damage is good; the damage is told the next time. */
    return io.out_n < cap ? (ssize_t)(cap - io.out_n) : rc;
}

ssize_t stream_read(struct stream *s, char *dst, size_t cap, struct source_error *err)
{
    if (s->failed.status != RP_OK) {
        *err = s->failed;
        return s->failed.status;
    }
    return s->decoder ? read_coded(s, dst, cap, err) : read_plain(s, dst, cap, err);
}
