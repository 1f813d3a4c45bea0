#define _GNU_SOURCE
#include "store/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/state_file.h"

/* Arrays leave only when they are at least this share of what may be held: when other things fill it, that would not
 * help, and they would come and go all the time. They leave a stretch at a time, in turn, until LEFT sixteenths of what
 * may be held are: were all to leave, what is come back to in any order would be held by half on average. */
enum { REST_SHARE = 8, COPY_SHARE = 64, COPY_LEAST = 256 << 10, LEFT = 14, STRETCH_LEAST = 1 << 20 };

/* The page cache holds a file in pieces as large as it was written in. Pages that are made when they are first touched
 * come one by one, at ten times the price, or in pieces of megabytes, which are then held, and written back, whole for
 * the sake of one byte. So arrays begin as zeros written in pieces of this size, which is what a fault maps at most. */
enum { PIECE = 64 << 10 };

/* [at, at + bytes) of the file, mapped at p. */
struct region {
    char *p;
    size_t bytes;
    uint64_t at;
};

struct room {
    struct thread_lock *lock;
    int fd, statm;           /* statm: what the process holds; < 0 where the system does not say */
    size_t page;
    uint64_t resident, end, mapped; /* end: of the file */
    struct region *region;   /* by address */
    size_t n, cap;
    uintptr_t hand;          /* what leaves next begins here or behind */
    bool full;
};

int room_create(struct room **out, const char *dir, uint64_t resident)
{
    struct room *r = mem_zalloc(1, sizeof *r);
    int rc = r ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    r->resident = resident;
    r->page = (size_t)sysconf(_SC_PAGESIZE);
    r->fd = r->statm = -1;
    TRY(thread_lock_create(&r->lock));
    TRY(state_file_create(dir, NULL));
    r->fd = rc;
    r->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    *out = r;
    return RP_OK;
out:
    room_free(r);
    return rc;
}

void room_free(struct room *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++)
        munmap(r->region[i].p, r->region[i].bytes);
    if (r->fd >= 0)
        close(r->fd);
    if (r->statm >= 0)
        close(r->statm);
    free(r->region);
    thread_lock_free(r->lock);
    free(r);
}

/* --- regions --- */

/* Where p is or would be. */
static size_t find(const struct room *r, const void *p)
{
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if ((uintptr_t)r->region[mid].p < (uintptr_t)p)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool write_zeros(const struct room *r, uint64_t at, size_t bytes)
{
    static const char zeros[PIECE];
    for (size_t done = 0; done < bytes; done += PIECE)
        if (pwrite(r->fd, zeros, PIECE, (off_t)(at + done)) != PIECE)
            return false;
    return true;
}

/* bytes: whole pieces. */
static void *map(struct room *r, size_t bytes)
{
    struct region g = {.bytes = bytes, .at = r->end};
    if (mem_grow(&r->region, &r->cap, r->n + 1, sizeof *r->region) < 0)
        return NULL;
    if (posix_fallocate(r->fd, (off_t)g.at, (off_t)bytes) != 0 || !write_zeros(r, g.at, bytes)) {
        r->full = true;
        return NULL;
    }
    g.p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, (off_t)g.at);
    if (g.p == MAP_FAILED)
        return NULL;
    const size_t i = find(r, g.p);
    memmove(r->region + i + 1, r->region + i, (r->n - i) * sizeof *r->region);
    r->region[i] = g;
    r->n++;
    r->end += bytes;
    r->mapped += bytes;
    return g.p;
}

/* False when p is not of this room. */
static bool unmap(struct room *r, void *p)
{
    const size_t i = find(r, p);
    if (i == r->n || r->region[i].p != p)
        return false;
    munmap(p, r->region[i].bytes);
    r->mapped -= r->region[i].bytes;
    /* Only to save disk: it does not matter where this is not known. */
    (void)!fallocate(r->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)r->region[i].at, (off_t)r->region[i].bytes);
    memmove(r->region + i, r->region + i + 1, (r->n - i - 1) * sizeof *r->region);
    r->n--;
    return true;
}

/* --- arrays --- */

void *room_alloc(struct room *r, size_t n, size_t size)
{
    size_t bytes;
    void *p;

    if (!size_mul(n, size, &bytes))
        return NULL;
    if (!r || bytes < ROOM_LEAST)
        return mem_zalloc(n, size);
    if (!size_add(bytes, PIECE - 1, &bytes) || bytes > INT64_MAX)
        return NULL;
    thread_lock_take(r->lock);
    p = map(r, bytes / PIECE * PIECE);
    thread_lock_give(r->lock);
    return p;
}

void *room_alloc_scratch(struct room *r, size_t n, size_t size)
{
    return r ? room_alloc(r, n, size) : mem_alloc_kernel(n, size);
}

void room_drop(struct room *r, void *p)
{
    bool mine = false;

    if (r && p) {
        thread_lock_take(r->lock);
        mine = unmap(r, p);
        thread_lock_give(r->lock);
    }
    if (!mine)
        free(p);
}

/* Both stand in memory only as far as they are being copied. */
static void copy(struct room *r, char *to, const char *from, size_t n)
{
    const size_t share = (size_t)(r->resident / COPY_SHARE), most = share > COPY_LEAST ? share : COPY_LEAST;
    while (n > 0) {
        const size_t now = n < most ? n : most;
        memcpy(to, from, now);
        to += now;
        from += now;
        n -= now;
        room_rest(r);
    }
}

int room_grow(struct room *r, void *p_to_pointer, size_t *cap, size_t need, size_t size)
{
    void *old, *fresh;
    size_t want = *cap + *cap / 2, bytes;

    if (need <= *cap)
        return RP_OK;
    if (want < need)
        want = need;
    if (!r || !size_mul(want, size, &bytes) || bytes < ROOM_LEAST)
        return mem_grow(p_to_pointer, cap, need, size);
    memcpy(&old, p_to_pointer, sizeof old);
    if (!(fresh = room_alloc(r, want, size)))
        return RP_ERR_NOMEM;
    copy(r, fresh, old, *cap * size);
    room_drop(r, old);
    memcpy(p_to_pointer, &fresh, sizeof fresh);
    *cap = want;
    return RP_OK;
}

/* --- resting --- */

/* What the process holds, and how much of that are pages of files. False where the system does not say. */
static bool look_at_pages(const struct room *r, unsigned long long *resident, unsigned long long *of_files)
{
    char text[128];
    unsigned long long all;
    const ssize_t n = r->statm >= 0 ? pread(r->statm, text, sizeof text - 1, 0) : -1;

    if (n <= 0)
        return false;
    text[n] = 0;
    return sscanf(text, "%llu %llu %llu", &all, resident, of_files) == 3;
}

static bool holds_too_much(const struct room *r, uint64_t bytes, uint64_t most)
{
    unsigned long long resident, of_files;
    return !look_at_pages(r, &resident, &of_files)
           || (resident * r->page + bytes > most && of_files * r->page >= r->resident / REST_SHARE);
}

/* The stretch at the hand leaves memory; returns its bytes. */
static size_t leave_stretch(struct room *r, size_t stretch)
{
    size_t i = find(r, (const void *)r->hand), at = 0, n;
    if (i > 0 && r->hand - (uintptr_t)r->region[i - 1].p < r->region[i - 1].bytes) {
        i--;
        at = r->hand - (uintptr_t)r->region[i].p;
    }
    i = i < r->n ? i : 0;
    n = r->region[i].bytes - at < stretch ? r->region[i].bytes - at : stretch;
    madvise(r->region[i].p + at, n, MADV_DONTNEED); /* shared: the file keeps what is in it */
    r->hand = (uintptr_t)r->region[i].p + at + n;
    return n;
}

void room_rest_for(struct room *r, uint64_t bytes)
{
    size_t left = 0;

    if (!r || !holds_too_much(r, bytes, r->resident))
        return;
    thread_lock_take(r->lock);
    const uint64_t part = r->resident / 16 / r->page * r->page;
    const size_t stretch = part > STRETCH_LEAST ? (size_t)part : STRETCH_LEAST;
    for (uint64_t most = r->resident / 16 * LEFT; left < r->mapped && holds_too_much(r, bytes, most);)
        left += leave_stretch(r, stretch);
    thread_lock_give(r->lock);
}

void room_rest(struct room *r)
{
    room_rest_for(r, 0);
}

/* --- a look --- */

/* Where in the file the n bytes at p are; false when they are plain memory. */
static bool place_of(struct room *r, const void *p, size_t n, uint64_t *at)
{
    bool mine;
    size_t i;

    thread_lock_take(r->lock);
    i = find(r, p);
    if (i == r->n || r->region[i].p != p)
        i--; /* behind the start of the one before; SIZE_MAX: there is none */
    mine = i < r->n && (uintptr_t)p - (uintptr_t)r->region[i].p + n <= r->region[i].bytes;
    *at = mine ? r->region[i].at + ((uintptr_t)p - (uintptr_t)r->region[i].p) : 0;
    thread_lock_give(r->lock);
    return mine;
}

const void *room_look(struct room *r, const void *p, size_t n, void *to)
{
    uint64_t at;
    if (!r || !place_of(r, p, n, &at))
        return p;
    return pread(r->fd, to, n, (off_t)at) == (ssize_t)n ? to : p; /* what cannot be read is looked at where it is mapped */
}

void room_leave(struct room *r, const void *p, size_t n)
{
    uint64_t at;
    uintptr_t first, end;
    if (!r || !place_of(r, p, n, &at))
        return;
    first = ((uintptr_t)p + r->page - 1) / r->page * r->page;
    end = ((uintptr_t)p + n) / r->page * r->page;
    if (first < end)
        madvise((char *)(uintptr_t)p + (first - (uintptr_t)p), end - first, MADV_DONTNEED);
}

bool room_disk_full(const struct room *r)
{
    return r && r->full;
}

uint64_t room_resident(const struct room *r)
{
    return r ? r->resident : UINT64_MAX;
}
