#define _GNU_SOURCE
#include "store/journal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/state_file.h"

enum { BLOCK_BYTES = 256 << 10, SYNC_BYTES = 8 << 20, ENTRY_MOST = 1 << 30, NAME_BYTES = 64 };

/* In front of a block. Its place is part of it: blocks cannot be moved or repeated. */
struct head {
    uint64_t magic, at;
    uint32_t bytes, writer;
    uint8_t digest[SECRET_DIGEST_BYTES]; /* of this head without digest, and the block */
};
static_assert(sizeof(struct head) == 56, "a head of a file");

/* In front of an entry; padded to 8 bytes behind it. */
struct entry {
    uint32_t bytes, zero;
};

struct buffer {
    char *p; /* a head, and entries */
    size_t n, cap;
    char pad[40]; /* own cache line */
};

struct journal {
    int fd;
    char *dir;
    char end_name[NAME_BYTES];
    uint64_t magic;
    int threads;
    struct buffer *buffers;
    struct thread_lock *lock; /* of what follows */
    uint64_t size, synced;   /* of the file */
};

static size_t padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

static void digest_block(const struct head *h, const void *p, uint8_t out[SECRET_DIGEST_BYTES])
{
    struct secret_digest d;

    secret_digest_init(&d);
    secret_digest_add(&d, h, offsetof(struct head, digest));
    secret_digest_add(&d, p, h->bytes);
    secret_digest_done(&d, out);
}

/* --- opening --- */

/* How far the file was known to be on the disk. */
static int load_end(struct journal *j)
{
    void *p = NULL;
    size_t n = 0;
    int rc = state_file_load(j->dir, j->end_name, j->magic, &p, &n);

    if (rc == RP_ERR_IO) { /* there is none yet */
        j->synced = 0;
        return RP_OK;
    }
    TRY(rc);
    if (n != sizeof j->synced)
        TRY(RP_ERR_FORMAT);
    memcpy(&j->synced, p, n);
out:
    free(p);
    return rc;
}

static int open_file(struct journal *j, const char *name)
{
    struct stat st;

    if ((j->fd = state_file_open(j->dir, name)) < 0 && (j->fd = state_file_create(j->dir, name)) < 0)
        return j->fd;
    if (fstat(j->fd, &st) != 0)
        return RP_ERR_IO;
    j->size = (uint64_t)st.st_size;
    return j->size < j->synced ? RP_ERR_FORMAT : RP_OK;
}

int journal_open(struct journal **out, const char *dir, const char *name, uint64_t magic, int threads)
{
    struct journal *j = mem_zalloc(1, sizeof *j);
    int rc = RP_OK;

    if (!j)
        return RP_ERR_NOMEM;
    j->fd = -1;
    j->magic = magic;
    j->threads = threads;
    if (snprintf(j->end_name, sizeof j->end_name, "%s-end", name) >= NAME_BYTES)
        TRY(RP_ERR_INVALID);
    if (!(j->dir = strdup(dir)) || !(j->buffers = mem_zalloc((size_t)threads, sizeof *j->buffers)))
        TRY(RP_ERR_NOMEM);
    TRY(thread_lock_create(&j->lock));
    TRY(secret_init());
    TRY(load_end(j));
    TRY(open_file(j, name));
    *out = j;
    return RP_OK;
out:
    journal_free(j);
    return rc;
}

void journal_free(struct journal *j)
{
    if (!j)
        return;
    for (int i = 0; j->buffers && i < j->threads; i++)
        free(j->buffers[i].p);
    if (j->fd >= 0)
        close(j->fd);
    thread_lock_free(j->lock);
    free(j->buffers);
    free(j->dir);
    free(j);
}

/* --- reading --- */

static int take_entries(const char *p, size_t n, int writer, int (*take)(void *, int, const void *, size_t), void *ctx)
{
    int rc = RP_OK;

    for (size_t at = 0; rc == RP_OK && at < n;) {
        struct entry e;
        if (n - at < sizeof e)
            return RP_ERR_FORMAT;
        memcpy(&e, p + at, sizeof e);
        at += sizeof e;
        if (n - at < padded(e.bytes))
            return RP_ERR_FORMAT;
        rc = take(ctx, writer, p + at, e.bytes);
        at += padded(e.bytes);
    }
    return rc;
}

/* The block at `at` into *buf: RP_OK, or RP_ERR_FORMAT when it is not whole. */
static int read_block(const struct journal *j, uint64_t at, struct head *h, struct buffer *buf)
{
    uint8_t digest[SECRET_DIGEST_BYTES];
    int rc = RP_OK;

    if (j->size - at < sizeof *h)
        return RP_ERR_FORMAT;
    TRY(state_file_read_at(j->fd, h, sizeof *h, at));
    if (h->magic != j->magic || h->at != at || h->bytes > j->size - at - sizeof *h)
        return RP_ERR_FORMAT;
    TRY(mem_grow(&buf->p, &buf->cap, h->bytes, 1));
    TRY(state_file_read_at(j->fd, buf->p, h->bytes, at + sizeof *h));
    digest_block(h, buf->p, digest);
    rc = memcmp(digest, h->digest, sizeof digest) == 0 ? RP_OK : RP_ERR_FORMAT;
out:
    return rc;
}

int journal_replay(struct journal *j, int (*take)(void *ctx, int writer, const void *p, size_t n), void *ctx)
{
    struct buffer buf = {0};
    struct head h;
    uint64_t at = 0;
    int rc = RP_OK;

    while (at < j->size) {
        if ((rc = read_block(j, at, &h, &buf)) == RP_ERR_FORMAT && at >= j->synced)
            break; /* torn */
        TRY(rc);
        TRY(take_entries(buf.p, h.bytes, (int)(h.writer % (unsigned)j->threads), take, ctx));
        at += sizeof h + h.bytes;
    }
    rc = ftruncate(j->fd, (off_t)at) == 0 ? RP_OK : RP_ERR_IO;
    j->size = at;
out:
    free(buf.p);
    return rc;
}

/* --- writing --- */

static int sync_file(struct journal *j)
{
    int rc = RP_OK;

    TRY(state_file_sync(j->fd));
    TRY(state_file_save(j->dir, j->end_name, j->magic, &j->size, sizeof j->size));
    j->synced = j->size;
out:
    return rc;
}

/* Under the lock. */
static int append_block(struct journal *j, int writer, struct buffer *b)
{
    struct head h = {.magic = j->magic, .at = j->size, .bytes = (uint32_t)(b->n - sizeof h),
                     .writer = (uint32_t)writer};
    int rc = RP_OK;

    digest_block(&h, b->p + sizeof h, h.digest);
    memcpy(b->p, &h, sizeof h);
    TRY(state_file_write_at(j->fd, b->p, b->n, j->size));
    j->size += b->n;
    if (j->size - j->synced >= SYNC_BYTES)
        TRY(sync_file(j));
out:
    return rc;
}

static int write_block(struct journal *j, int writer)
{
    struct buffer *b = &j->buffers[writer];
    int rc;

    if (b->n <= sizeof(struct head))
        return RP_OK;
    thread_lock_take(j->lock);
    rc = append_block(j, writer, b);
    thread_lock_give(j->lock);
    b->n = 0;
    return rc;
}

static void put(struct buffer *b, const void *p, size_t n)
{
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
}

static int entry_bytes(const struct span *part, size_t n_parts, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n_parts; i++) {
        if (part[i].n > ENTRY_MOST - *out)
            return RP_ERR_LIMIT;
        *out += part[i].n;
    }
    return RP_OK;
}

int journal_add(struct journal *j, int writer, const struct span *part, size_t n_parts)
{
    static const char zero[8];
    struct entry e = {0};
    struct buffer *b;
    size_t n;
    int rc = RP_OK;

    if (!j)
        return RP_OK;
    TRY(entry_bytes(part, n_parts, &n));
    b = &j->buffers[writer];
    if (b->n == 0)
        b->n = sizeof(struct head); /* filled in when the block is written */
    TRY(mem_grow(&b->p, &b->cap, b->n + sizeof e + padded(n), 1));
    e.bytes = (uint32_t)n;
    put(b, &e, sizeof e);
    for (size_t i = 0; i < n_parts; i++)
        put(b, part[i].p, part[i].n);
    put(b, zero, padded(n) - n);
    if (b->n >= BLOCK_BYTES)
        TRY(write_block(j, writer));
out:
    return rc;
}

int journal_flush(struct journal *j)
{
    int rc = RP_OK;

    if (!j)
        return RP_OK;
    for (int i = 0; i < j->threads; i++)
        TRY(write_block(j, i));
    TRY(sync_file(j));
out:
    return rc;
}
