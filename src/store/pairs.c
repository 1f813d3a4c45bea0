#include "store/pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "store/column.h"

enum { FIRST_ROOM = 1 << 12, RUN_BLOCK = 1 << 8, RUN_BLOCK_MOST = 1 << 16, RUNS_LEAST = 16 };

/* One thread's pairs: a[0..sorted) in order and each once, a[sorted..n) as they came. */
struct buffer {
    struct rec *a, *spare;  /* [room] each, the halves of one allocation; they take turns */
    size_t n, sorted, room;
    char pad[24]; /* own cache line: threads append side by side */
};

static void buffer_release(struct buffer *b)
{
    free(b->a < b->spare ? b->a : b->spare);
    *b = (struct buffer){0};
}

struct pairs {
    const char *dir, *name;
    size_t most; /* room of a buffer at which it is spilled */
    int threads;
    unsigned weight_bits; /* of lo; 0: pairs have no weight */
    struct buffer *buffers;
    struct column **runs; /* sorted runs on disk */
    size_t n_runs, runs_cap;
    void *run_lock;
    struct rec *sorted; /* in memory, after finish */
    uint64_t n;
    struct column *merged; /* on disk, after finish */
};

int pairs_create(struct pairs **out, int threads, const char *dir, const char *name, uint64_t memory)
{
    struct pairs *p = mem_zalloc(1, sizeof *p);
    if (!p)
        return RP_ERR_NOMEM;
    p->threads = threads < 1 ? 1 : threads;
    p->dir = dir;
    p->name = name;
    p->most = dir ? (size_t)(memory / (unsigned)p->threads / (2 * sizeof(struct rec))) : SIZE_MAX / 64;
    if (p->most < FIRST_ROOM)
        p->most = FIRST_ROOM;
    if (!(p->buffers = mem_zalloc((size_t)p->threads, sizeof *p->buffers))) {
        free(p);
        return RP_ERR_NOMEM;
    }
    *out = p;
    return RP_OK;
}

void pairs_free(struct pairs *p)
{
    if (!p)
        return;
    for (int t = 0; t < p->threads; t++)
        buffer_release(&p->buffers[t]);
    for (size_t i = 0; i < p->n_runs; i++)
        column_free(p->runs[i]);
    free(p->runs);
    free(p->buffers);
    free(p->sorted);
    column_free(p->merged);
    free(p);
}

void pairs_weigh(struct pairs *p)
{
    p->weight_bits = PAIR_WEIGHT_BITS;
}

/* The same pair, whatever it weighs. */
static bool same_pair(const struct pairs *p, struct rec a, struct rec b)
{
    return a.hi == b.hi && a.lo >> p->weight_bits == b.lo >> p->weight_bits;
}

/* a with the weight of both. */
static struct rec add_weight(const struct pairs *p, struct rec a, struct rec b)
{
    uint64_t mask = (UINT64_C(1) << p->weight_bits) - 1, sum = (a.lo & mask) + (b.lo & mask);
    a.lo = (a.lo & ~mask) | (sum < mask ? sum : mask);
    return a;
}

static int rec_order(struct rec a, struct rec b)
{
    if (a.hi != b.hi)
        return a.hi < b.hi ? -1 : 1;
    return (a.lo > b.lo) - (a.lo < b.lo);
}

/* Appends to a sorted list, where a pair that is there already only gains weight. */
static inline size_t put_once(const struct pairs *p, struct rec *list, size_t n, struct rec r)
{
    if (n == 0 || !same_pair(p, list[n - 1], r)) {
        list[n] = r;
        return n + 1;
    }
    list[n - 1] = add_weight(p, list[n - 1], r);
    return n;
}

/* What is in order already is not sorted again, only merged. */
static void buffer_compact(const struct pairs *p, struct buffer *b)
{
    struct rec *swap = b->a;
    size_t i = 0, k = b->sorted, n = 0;

    radix_sort(b->a + b->sorted, b->spare, b->n - b->sorted);
    while (i < b->sorted && k < b->n)
        n = put_once(p, b->spare, n, rec_order(b->a[k], b->a[i]) < 0 ? b->a[k++] : b->a[i++]);
    while (i < b->sorted)
        n = put_once(p, b->spare, n, b->a[i++]);
    while (k < b->n)
        n = put_once(p, b->spare, n, b->a[k++]);
    b->a = b->spare;
    b->spare = swap;
    b->n = b->sorted = n;
}

static int buffer_grow(struct buffer *b, size_t room)
{
    struct buffer wide = {.n = b->n, .sorted = b->sorted, .room = room};

    if (!(wide.a = mem_alloc(room, 2 * sizeof *wide.a)))
        return RP_ERR_NOMEM;
    wide.spare = wide.a + room;
    if (b->n)
        memcpy(wide.a, b->a, b->n * sizeof *b->a);
    buffer_release(b);
    *b = wide;
    return RP_OK;
}

/* Runs are registered under a spin lock: once per full buffer, so contention is nil. */
static int run_register(struct pairs *p, struct column *run)
{
    int rc;
    while (__atomic_exchange_n(&p->run_lock, p, __ATOMIC_ACQUIRE))
        ;
    rc = mem_grow(&p->runs, &p->runs_cap, p->n_runs + 1, sizeof *p->runs);
    if (rc == RP_OK)
        p->runs[p->n_runs++] = run;
    __atomic_store_n(&p->run_lock, NULL, __ATOMIC_RELEASE);
    return rc;
}

static int buffer_spill(struct pairs *p, struct buffer *b)
{
    struct column *run = NULL;
    int rc = RP_OK;

    TRY(column_create(&run, sizeof(struct rec), p->dir, NULL));
    TRY(column_append(run, b->a, b->n));
    TRY(column_finish(run));
    TRY(run_register(p, run));
    b->n = b->sorted = 0;
    return RP_OK;
out:
    column_free(run);
    return rc;
}

static int buffer_make_room(struct pairs *p, struct buffer *b)
{
    buffer_compact(p, b);
    if (b->n <= b->room / 2 && b->room)
        return RP_OK;
    if (b->room < p->most)
        return buffer_grow(b, b->room == 0 ? FIRST_ROOM : b->room > p->most / 2 ? p->most : b->room * 2);
    return buffer_spill(p, b);
}

int pairs_add(struct pairs *p, int thread, uint64_t later, uint64_t earlier)
{
    struct buffer *b = &p->buffers[thread];
    if (b->n == b->room) {
        int rc = buffer_make_room(p, b);
        if (rc < 0)
            return rc;
    }
    b->a[b->n++] = (struct rec){later, earlier};
    return RP_OK;
}

/* Of all threads into the first one's, `n` in all. */
static int gather(struct pairs *p, size_t n)
{
    struct buffer *all = &p->buffers[0];

    if (all->room < n) {
        int rc = buffer_grow(all, n);
        if (rc < 0)
            return rc;
    }
    for (int t = 1; t < p->threads; t++) {
        struct buffer *b = &p->buffers[t];
        if (b->n)
            memcpy(all->a + all->n, b->a, b->n * sizeof *b->a);
        all->n += b->n;
        buffer_release(b);
    }
    buffer_compact(p, all);
    return RP_OK;
}

/* The half that holds the pairs, on its own. */
static struct rec *buffer_shrink(struct buffer *b)
{
    struct rec *keep = b->a < b->spare ? b->a : b->spare, *shrunk;

    if (keep != b->a)
        memcpy(keep, b->a, b->n * sizeof *keep);
    shrunk = b->n ? realloc(keep, b->n * sizeof *keep) : NULL;
    *b = (struct buffer){0};
    return shrunk ? shrunk : keep;
}

static int finish_in_memory(struct pairs *p)
{
    size_t n = 0;
    int rc = RP_OK;

    for (int t = 0; t < p->threads; t++) {
        buffer_compact(p, &p->buffers[t]);
        n += p->buffers[t].n;
    }
    if (n > p->buffers[0].n && (rc = gather(p, n)) < 0)
        return rc;
    p->n = p->buffers[0].n;
    p->sorted = buffer_shrink(&p->buffers[0]);
    return RP_OK;
}

/* --- merging runs --- */

/* A block of a run, which is in order. */
struct cursor {
    const struct column *run;
    uint64_t next, rows;     /* of the run */
    const struct rec *block;
    size_t at, n;            /* what is left of the block is [at, n) */
    struct rec *buf;
};

/*
 * Round by round: what lies up to the least end of a block can come from blocks only, so it is gathered, sorted and
 * written. That is quicker than a heap, whose every comparison is a guess, and linear however the runs lie.
 */
struct merge {
    struct cursor *cursor;
    size_t n, block;         /* cursors, rows of a block */
    struct rec *a, *spare;   /* [n * block] each */
};

static void merge_release(struct merge *m)
{
    for (size_t i = 0; i < m->n; i++)
        free(m->cursor[i].buf);
    free(m->cursor);
    free(m->a);
    free(m->spare);
}

static int cursor_fill(struct cursor *c, size_t block)
{
    c->n = c->rows - c->next < block ? (size_t)(c->rows - c->next) : block;
    c->at = 0;
    if (c->n == 0)
        return RP_OK;
    c->block = column_view(c->run, c->next, c->n, c->buf);
    c->next += c->n;
    return c->block ? RP_OK : RP_ERR_IO;
}

/* Rows in all blocks together: three times this are held, and p had two. */
static size_t merge_rows(const struct pairs *p)
{
    return p->most * (size_t)p->threads / 2;
}

/* The first n runs. */
static int merge_open(const struct pairs *p, size_t n, struct merge *m)
{
    const size_t most = merge_rows(p) / (n + 1);

    *m = (struct merge){.block = most < RUN_BLOCK ? RUN_BLOCK : most > RUN_BLOCK_MOST ? RUN_BLOCK_MOST : most};
    m->cursor = mem_zalloc(n + 1, sizeof *m->cursor);
    m->a = mem_alloc(n * m->block + 1, sizeof *m->a);
    m->spare = mem_alloc(n * m->block + 1, sizeof *m->spare);
    if (!m->cursor || !m->a || !m->spare)
        return RP_ERR_NOMEM;
    for (; m->n < n; m->n++) {
        struct cursor *c = &m->cursor[m->n];
        *c = (struct cursor){.run = p->runs[m->n], .rows = column_rows(p->runs[m->n])};
        if (!(c->buf = mem_alloc(m->block, sizeof *c->buf)))
            return RP_ERR_NOMEM;
    }
    return RP_OK;
}

/* Blocks that are used up are filled; *limit is the least end of those with more behind them. */
static int merge_look(struct merge *m, struct rec *limit)
{
    int rc = RP_OK;

    *limit = (struct rec){UINT64_MAX, UINT64_MAX};
    for (size_t i = 0; i < m->n; i++) {
        struct cursor *c = &m->cursor[i];
        if (c->at == c->n)
            TRY(cursor_fill(c, m->block));
        if (c->n && c->next < c->rows && rec_order(c->block[c->n - 1], *limit) < 0)
            *limit = c->block[c->n - 1];
    }
out:
    return rc;
}

static size_t first_behind(const struct cursor *c, struct rec limit)
{
    size_t low = c->at, high = c->n;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (rec_order(c->block[mid], limit) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* All that is left up to the limit, in order; 0: nothing is left. */
static size_t merge_round(struct merge *m, struct rec limit)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++) {
        struct cursor *c = &m->cursor[i];
        const size_t end = first_behind(c, limit);
        if (end > c->at)
            memcpy(m->a + n, c->block + c->at, (end - c->at) * sizeof *m->a);
        n += end - c->at;
        c->at = end;
    }
    radix_sort(m->a, m->spare, n);
    return n;
}

/* Each pair once, the weights of its sightings added; the last of a round may yet gain from the next. */
static int merge_drain(const struct pairs *p, struct merge *m, struct column *out)
{
    struct rec open = {0, 0}, limit; /* no pair is (0, 0): later > earlier */
    size_t n;
    int rc = RP_OK;

    for (;;) {
        size_t kept = 0;
        TRY(merge_look(m, &limit));
        if ((n = merge_round(m, limit)) == 0)
            break;
        if (open.hi)
            kept = put_once(p, m->spare, 0, open);
        for (size_t i = 0; i < n; i++)
            kept = put_once(p, m->spare, kept, m->a[i]);
        open = m->spare[kept - 1];
        TRY(column_append(out, m->spare, kept - 1));
    }
    if (open.hi)
        TRY(column_append(out, &open, 1));
out:
    return rc;
}

/* The first n runs become one column. */
static int merge_first(const struct pairs *p, size_t n, const char *name, struct column **out)
{
    struct merge m = {.n = 0};
    int rc = RP_OK;

    TRY(column_create(out, sizeof(struct rec), p->dir, name));
    TRY(merge_open(p, n, &m));
    TRY(merge_drain(p, &m, *out));
    TRY(column_finish(*out));
out:
    merge_release(&m);
    return rc;
}

/* The first n runs make room for one, which is the last now. */
static int merge_to_run(struct pairs *p, size_t n)
{
    struct column *run = NULL;
    int rc = RP_OK;

    TRY(merge_first(p, n, NULL, &run));
    for (size_t i = 0; i < n; i++)
        column_free(p->runs[i]);
    memmove(p->runs, p->runs + n, (p->n_runs - n) * sizeof *p->runs);
    p->n_runs -= n;
    p->runs[p->n_runs++] = run;
    run = NULL;
out:
    column_free(run);
    return rc;
}

/* Where memory is little, runs are many: no more at once than have blocks worth reading. */
static int merge_runs(struct pairs *p)
{
    const size_t held = merge_rows(p) / RUN_BLOCK, most = held < RUNS_LEAST ? RUNS_LEAST : held;
    int rc = RP_OK;

    while (p->n_runs > most)
        TRY(merge_to_run(p, p->n_runs - most + 1 < most ? p->n_runs - most + 1 : most));
    TRY(merge_first(p, p->n_runs, p->name, &p->merged));
    p->n = column_rows(p->merged);
out:
    return rc;
}

static int finish_on_disk(struct pairs *p)
{
    int rc = RP_OK;
    for (int t = 0; t < p->threads; t++) {
        buffer_compact(p, &p->buffers[t]);
        if (p->buffers[t].n)
            TRY(buffer_spill(p, &p->buffers[t]));
        buffer_release(&p->buffers[t]);
    }
    TRY(merge_runs(p));
    for (size_t i = 0; i < p->n_runs; i++)
        column_free(p->runs[i]);
    p->n_runs = 0;
out:
    return rc;
}

int pairs_finish(struct pairs *p)
{
    return p->dir ? finish_on_disk(p) : finish_in_memory(p);
}

int pairs_seal(struct pairs *p, struct seal *s)
{
    *s = (struct seal){.rows = p->n};
    return p->merged ? column_seal(p->merged, s) : RP_OK;
}

int pairs_open(struct pairs **out, const char *dir, const char *name, const struct seal *s)
{
    struct pairs *p = NULL;
    int rc = RP_OK;

    TRY(pairs_create(&p, 1, dir, name, 0));
    TRY(column_open(&p->merged, sizeof(struct rec), dir, name, s));
    p->n = s->rows;
    *out = p;
    return RP_OK;
out:
    pairs_free(p);
    return rc;
}

uint64_t pairs_count(const struct pairs *p)
{
    return p->n;
}

const struct rec *pairs_view(const struct pairs *p, uint64_t first, size_t n, struct rec *buf)
{
    return p->merged ? column_view(p->merged, first, n, buf) : p->sorted + first;
}
