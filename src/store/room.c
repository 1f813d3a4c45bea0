#define _GNU_SOURCE
#include "store/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/state_file.h"

/* Arrays leave only when they are at least this share of what may be held: when other things fill it, that would not
 * help, and they would come and go all the time. They leave a stretch at a time, in turn, until LEFT sixteenths of what
 * may be held are: were all to leave, what is come back to in any order would be held by half on average. */
enum { REST_SHARE = 8, LEFT = 15, STRETCH_LEAST = 1 << 20 };

/* A look at what is held costs more than a microsecond, and there are places to look at by the million. What is held
 * grows by some GROWTH bytes a nanosecond at most (a page fault that maps 64 KiB takes 3 microseconds or more), so
 * as long as that cannot have filled what was free at the last look, nobody looks, but for no more than LONGEST
 * nanoseconds, since on many threads it may be more. One part in FULL still free is full. */
enum { GROWTH = 32, LONGEST = 1000000, FULL = 64 };

/* The page cache holds a file in pieces as large as it was written in. Pages that are made when they are first touched
 * come one by one, at ten times the price, or in pieces of megabytes, which are then held, and written back, whole for
 * the sake of one byte. So arrays begin as zeros written in pieces of this size, which is what a fault maps at most. */
enum { PIECE = 64 << 10, PARTS_MOST = 8 /* an array is put together of no smaller parts */ };

/* [at, at + bytes) of the file, mapped at p. An array is one or several of them, side by side in memory. */
struct region {
    char *p;
    const char *array;       /* where the array begins that this is a part of */
    size_t bytes;
    uint64_t at;
};

/* A part of the file that is nobody's. Memory and disk that an array had before are there at once: pages that are
 * new to the page cache have to be found first, and on some machines that costs ten times what writing them does. */
struct hole {
    uint64_t at, bytes;
    bool kept;               /* it still has its place on the disk, and maybe in the page cache */
};

struct room {
    struct thread_lock *lock;
    int fd, statm;           /* statm: what the process holds; < 0 where the system does not say */
    size_t page;
    uint64_t resident, end, mapped; /* end: of the file */
    uint64_t kept;           /* bytes of holes that are */
    struct region *region;   /* by address */
    size_t n, cap;
    struct hole *hole;       /* by place; no two alike touch */
    size_t n_holes, hole_cap;
    uintptr_t hand;          /* what leaves next begins here or behind */
    _Atomic uint64_t look_at; /* no look is needed before, in nanoseconds */
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
    free(r->hole);
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

/* --- the file --- */

static void remove_hole(struct room *r, size_t i)
{
    r->n_holes--;
    memmove(r->hole + i, r->hole + i + 1, (r->n_holes - i) * sizeof *r->hole);
}

static bool fits_better(const struct hole *h, const struct hole *than, uint64_t bytes)
{
    if (h->bytes >= bytes && than->bytes >= bytes)
        return h->bytes < than->bytes;
    return h->bytes > than->bytes;
}

/* The smallest that is large enough, or else the largest, of those kept or of the others; n_holes: there is none. */
static size_t find_hole(const struct room *r, bool kept, uint64_t bytes)
{
    size_t best = r->n_holes;
    for (size_t i = 0; i < r->n_holes; i++)
        if (r->hole[i].kept == kept && (best == r->n_holes || fits_better(&r->hole[i], &r->hole[best], bytes)))
            best = i;
    return best;
}

/* A part of the file of at most `bytes`; less only where that is a good part of them. */
static struct hole take_place(struct room *r, uint64_t bytes)
{
    for (int kept = 1; kept >= 0; kept--) {
        const size_t i = find_hole(r, kept, bytes);
        if (i == r->n_holes || r->hole[i].bytes < bytes / PARTS_MOST)
            continue;
        const struct hole taken = {r->hole[i].at, r->hole[i].bytes < bytes ? r->hole[i].bytes : bytes, kept};
        r->hole[i].at += taken.bytes;
        r->hole[i].bytes -= taken.bytes;
        r->kept -= kept ? taken.bytes : 0;
        if (r->hole[i].bytes == 0)
            remove_hole(r, i);
        return taken;
    }
    r->end += bytes;
    return (struct hole){r->end - bytes, bytes, false};
}

static bool touches(const struct hole *before, const struct hole *h)
{
    return before->at + before->bytes == h->at && before->kept == h->kept;
}

/* As much is kept as the process may hold; more is given back to the disk. Where a hole cannot be noted, that much
 * of the file is not used again. */
static void give_place(struct room *r, uint64_t at, uint64_t bytes)
{
    struct hole h = {at, bytes, r->kept + bytes <= r->resident};
    size_t i = 0;

    if (h.kept)
        r->kept += bytes;
    else
        (void)!fallocate(r->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)at, (off_t)bytes);
    while (i < r->n_holes && r->hole[i].at < at)
        i++;
    if (i < r->n_holes && touches(&h, &r->hole[i])) {
        h.bytes += r->hole[i].bytes;
        remove_hole(r, i);
    }
    if (i > 0 && touches(&r->hole[i - 1], &h)) {
        r->hole[i - 1].bytes += h.bytes;
        return;
    }
    if (mem_grow(&r->hole, &r->hole_cap, r->n_holes + 1, sizeof *r->hole) < 0) {
        r->kept -= h.kept ? h.bytes : 0;
        return;
    }
    memmove(r->hole + i + 1, r->hole + i, (r->n_holes - i) * sizeof *r->hole);
    r->hole[i] = h;
    r->n_holes++;
}

static bool write_zeros(const struct room *r, uint64_t at, uint64_t bytes)
{
    static const char zeros[PIECE];
    for (uint64_t done = 0; done < bytes; done += PIECE)
        if (pwrite(r->fd, zeros, PIECE, (off_t)(at + done)) != PIECE)
            return false;
    return true;
}

/* --- regions of arrays --- */

static bool map_at(const struct room *r, char *p, uint64_t at, size_t bytes)
{
    return mmap(p, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, r->fd, (off_t)at) != MAP_FAILED;
}

static int add_region(struct room *r, struct region g)
{
    if (mem_grow(&r->region, &r->cap, r->n + 1, sizeof *r->region) < 0)
        return RP_ERR_NOMEM;
    const size_t i = find(r, g.p);
    memmove(r->region + i + 1, r->region + i, (r->n - i) * sizeof *r->region);
    r->region[i] = g;
    r->n++;
    r->mapped += g.bytes;
    return RP_OK;
}

static void remove_regions(struct room *r, size_t i, size_t n)
{
    if (n == 0)
        return;
    for (size_t k = i; k < i + n; k++)
        r->mapped -= r->region[k].bytes;
    memmove(r->region + i, r->region + i + n, (r->n - i - n) * sizeof *r->region);
    r->n -= n;
}

/* How many regions the array at p has, from *i on; 0: it is not of this room. */
static size_t regions_of(const struct room *r, const void *p, size_t *i)
{
    size_t n = 0;
    *i = find(r, p);
    while (*i + n < r->n && r->region[*i + n].array == p)
        n++;
    return n;
}

/* Addresses for so many bytes, with nothing there yet. */
static char *reserve(size_t bytes)
{
    char *p = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* One more region of the array, at p, of at most `bytes`; 0: there is no memory or disk for it. Zeros are written
 * without the lock. */
static size_t add_place(struct room *r, const char *array, char *p, size_t bytes)
{
    struct hole h;
    bool added;

    thread_lock_take(r->lock);
    h = take_place(r, bytes);
    thread_lock_give(r->lock);
    const bool written = posix_fallocate(r->fd, (off_t)h.at, (off_t)h.bytes) == 0 && write_zeros(r, h.at, h.bytes);
    const bool there = written && map_at(r, p, h.at, h.bytes);
    thread_lock_take(r->lock);
    r->full |= !written;
    if (!(added = there && add_region(r, (struct region){p, array, h.bytes, h.at}) == RP_OK))
        give_place(r, h.at, h.bytes);
    thread_lock_give(r->lock);
    return added ? h.bytes : 0;
}

/* False when p is not of this room. reserved: its bytes where not all of them were filled, else 0. */
static bool unmap(struct room *r, char *p, size_t reserved)
{
    size_t i, n, bytes = 0;
    thread_lock_take(r->lock);
    n = regions_of(r, p, &i);
    for (size_t k = i; k < i + n; k++)
        bytes += r->region[k].bytes;
    if (bytes || reserved)
        munmap(p, reserved ? reserved : bytes);
    for (size_t k = i; k < i + n; k++)
        give_place(r, r->region[k].at, r->region[k].bytes);
    remove_regions(r, i, n);
    thread_lock_give(r->lock);
    return n > 0;
}

/* Fills [p + done, p + bytes) of an array whose addresses are reserved. When that fails, what is there stays. */
static bool fill(struct room *r, char *p, size_t done, size_t bytes)
{
    for (size_t more; done < bytes; done += more)
        if ((more = add_place(r, p, p + done, bytes - done)) == 0)
            return false;
    return true;
}

/* bytes: whole pieces. */
static void *map(struct room *r, size_t bytes)
{
    char *p = reserve(bytes);
    if (!p || fill(r, p, 0, bytes))
        return p;
    unmap(r, p, bytes);
    return NULL;
}

/* --- arrays --- */

static bool whole_pieces(size_t *bytes)
{
    const bool ok = size_add(*bytes, PIECE - 1, bytes) && *bytes <= INT64_MAX;
    *bytes = *bytes / PIECE * PIECE;
    return ok;
}

void *room_alloc(struct room *r, size_t n, size_t size)
{
    size_t bytes;

    if (!size_mul(n, size, &bytes))
        return NULL;
    if (!r || bytes < ROOM_LEAST)
        return mem_zalloc(n, size);
    return whole_pieces(&bytes) ? map(r, bytes) : NULL;
}

void *room_alloc_scratch(struct room *r, size_t n, size_t size)
{
    return r ? room_alloc(r, n, size) : mem_alloc_kernel(n, size);
}

void room_drop(struct room *r, void *p)
{
    if (!r || !p || !unmap(r, p, 0))
        free(p);
}

/* The array at `old` is shown at `fresh` as well; returns its bytes, 0 where that cannot be or it is none of the
 * room. */
static size_t show_again(struct room *r, const char *old, char *fresh)
{
    size_t i, n, bytes = 0;
    thread_lock_take(r->lock);
    n = regions_of(r, old, &i);
    for (size_t k = i; k < i + n; k++) {
        if (!map_at(r, fresh + bytes, r->region[k].at, r->region[k].bytes)) {
            bytes = 0;
            break;
        }
        bytes += r->region[k].bytes;
    }
    thread_lock_give(r->lock);
    return bytes;
}

/* And is there only, from now on. */
static void move(struct room *r, const char *old, char *fresh)
{
    size_t i;
    thread_lock_take(r->lock);
    while (regions_of(r, old, &i) > 0) {
        struct region g = r->region[i];
        munmap(g.p, g.bytes);
        remove_regions(r, i, 1);
        g.p = fresh + (g.p - old);
        g.array = fresh;
        (void)!add_region(r, g); /* there is place for as many as there were */
    }
    thread_lock_give(r->lock);
}

static bool is_of(struct room *r, const void *p)
{
    size_t i, n;
    thread_lock_take(r->lock);
    n = regions_of(r, p, &i);
    thread_lock_give(r->lock);
    return n > 0;
}

/* More of the file behind what there is: nothing is copied. */
static void *grow(struct room *r, char *old, size_t bytes)
{
    char *fresh = reserve(bytes);
    const size_t done = fresh ? show_again(r, old, fresh) : 0;
    if (fresh && done && fill(r, fresh, done, bytes)) {
        move(r, old, fresh);
        return fresh;
    }
    if (fresh)
        unmap(r, fresh, bytes);
    return NULL;
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
    const bool mine = old && is_of(r, old);
    if (!whole_pieces(&bytes) || !(fresh = mine ? grow(r, old, bytes) : map(r, bytes)))
        return RP_ERR_NOMEM;
    if (old && !mine) {
        memcpy(fresh, old, *cap * size);
        free(old);
    }
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

static uint64_t nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static bool holds_too_much(struct room *r, uint64_t bytes, uint64_t most)
{
    unsigned long long resident, of_files;
    if (!look_at_pages(r, &resident, &of_files))
        return true;
    const uint64_t holds = resident * r->page, free = holds < r->resident ? r->resident - holds : 0;
    const uint64_t quiet = free / GROWTH < LONGEST ? free / GROWTH : LONGEST;
    atomic_store_explicit(&r->look_at, nanoseconds() + quiet, memory_order_relaxed);
    return holds + bytes > most && of_files * r->page >= r->resident / REST_SHARE;
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

    if (!r || !holds_too_much(r, bytes, r->resident - r->resident / FULL))
        return;
    thread_lock_take(r->lock);
    const uint64_t part = r->resident / 32 / r->page * r->page;
    const size_t stretch = part > STRETCH_LEAST ? (size_t)part : STRETCH_LEAST;
    for (uint64_t most = r->resident / 16 * LEFT; left < r->mapped && holds_too_much(r, bytes, most);)
        left += leave_stretch(r, stretch);
    thread_lock_give(r->lock);
}

void room_rest(struct room *r)
{
    if (r && nanoseconds() >= atomic_load_explicit(&r->look_at, memory_order_relaxed))
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
    /* what cannot be read is looked at where it is mapped */
    return pread(r->fd, to, n, (off_t)at) == (ssize_t)n ? to : p;
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
