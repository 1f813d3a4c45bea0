#include "lsh/join.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/radix.h"
#include "base/status.h"
#include "base/thread.h"
#include "lsh/linked.h"

enum {
    PART_ROWS = 1 << 12, /* wanted entries of a part: they and the counting table stay in L2 ... */
    PART_ROWS_MANY = 1 << 14, PART_BITS_FEW = 10, /* ... but beyond so many parts, writing to each in turn costs more */
    PART_BITS_MOST = 14,
    MARK_BITS = 16, /* 16 marks an entry: one lonely key in 16 is not recognised as such */
    MARK_WORDS = 1 << (MARK_BITS - 6),
    LINKS_FOR_MARKS = 8,
    MARKS_AHEAD = 24,
    ROWS_FOR_ONE = 1 << 18, /* up to here a thread has a column to itself: sharing one takes three meetings of them */
};

struct entries {
    struct rec *e; /* hi = key, lo = position */
    size_t cap;
};

/* One thread's scratch. */
struct bench {
    uint64_t *once, *twice; /* [MARK_WORDS] each: keys met, keys met again, by some of their bits */
    struct entries own; /* of a column that is this thread's alone */
    struct rec *tmp;
    size_t tmp_cap;
    uint64_t largest, links;
};

struct join {
    int threads;
    uint64_t memory;
    struct entries shared;
    uint64_t *linked; /* marks (linked.h) of every position, while columns are joined one after the other; or NULL */
    size_t back;      /* marks a position has */
    struct bench *bench;
};

/* One thread's piece of a column, block by block. */
struct block {
    const char *key;
    const uint64_t *owner; /* NULL: rows are documents */
    char *key_buf;
    uint64_t *owner_buf;
};

/* One column to be joined, by threads [thread, thread + threads). */
struct task {
    struct join *j;
    int thread, threads;
    struct entries *entries;
    const struct column *keys, *owner;
    size_t column;    /* which of several */
    uint64_t *linked; /* NULL: every link counts */
    uint64_t n;
    const uint64_t *skip, *pos_of;
    struct join_fence fence;
    struct pairs *out;
    size_t width;
    int (*link)(struct task *t, const struct rec *e, size_t n, int thread);
    unsigned part_bits;
    size_t pieces;
    uint64_t first_key, last_key; /* of this range, as the key's top 32 bits */
    size_t *at; /* [pieces][parts]: counts, then where the next entry goes */
    size_t *part_start; /* [parts + 1] */
};

int join_create(struct join **out, int threads, uint64_t memory)
{
    struct join *j = mem_zalloc(1, sizeof *j);
    if (!j)
        return RP_ERR_NOMEM;
    j->threads = threads < 1 ? 1 : threads;
    j->memory = memory;
    if (!(j->bench = mem_zalloc((size_t)j->threads, sizeof *j->bench)))
        goto fail;
    for (int t = 0; t < j->threads; t++) {
        struct bench *w = &j->bench[t];
        if (!(w->once = mem_alloc(2 * MARK_WORDS, sizeof *w->once)))
            goto fail;
        w->twice = w->once + MARK_WORDS;
    }
    *out = j;
    return RP_OK;
fail:
    join_free(j);
    return RP_ERR_NOMEM;
}

void join_free(struct join *j)
{
    if (!j)
        return;
    for (int t = 0; j->bench && t < j->threads; t++) {
        free(j->bench[t].once);
        free(j->bench[t].tmp);
        free(j->bench[t].own.e);
    }
    free(j->bench);
    free(j->linked);
    free(j->shared.e);
    free(j);
}

uint64_t join_largest(const struct join *j)
{
    uint64_t most = 0;
    for (int t = 0; t < j->threads; t++)
        if (j->bench[t].largest > most)
            most = j->bench[t].largest;
    return most;
}

/* Both widths come out as 64 bits whose high bits are spread evenly. */
static uint64_t row_key(const char *p, size_t width)
{
    uint64_t lo, hi;
    if (width == 6) { /* in two loads: six bytes through memory would stall the load behind the stores */
        uint32_t low;
        uint16_t high;
        memcpy(&low, p, 4);
        memcpy(&high, p + 4, 2);
        return (uint64_t)high << 48 | (uint64_t)low << 16;
    }
    memcpy(&lo, p, 8);
    memcpy(&hi, p + 8, 8);
    return hash_mix(lo ^ (hi << 32 | hi >> 32)) ^ lo;
}

static int block_view(const struct task *t, struct block *b, uint64_t row, size_t n)
{
    b->key = column_view(t->keys, row, n, b->key_buf);
    b->owner = t->owner ? column_view(t->owner, row, n, b->owner_buf) : NULL;
    return b->key && (b->owner || !t->owner) ? RP_OK : RP_ERR_IO;
}

/* What an entry's lo holds: the position, and for postings whether they ask, in the lowest bit. */
static uint64_t entry_value(const struct task *t, uint64_t doc, uint64_t asks)
{
    uint64_t pos = t->pos_of ? t->pos_of[doc] : doc;
    return t->owner ? pos << 1 | asks : pos;
}

static void block_walk(struct task *t, const struct block *b, uint64_t row, size_t n, size_t *at, bool place)
{
    const char *p = b->key;

    for (size_t i = 0; i < n; i++, p += t->width) {
        uint64_t key = row_key(p, t->width);
        uint64_t doc = b->owner ? b->owner[i] >> 1 : row + i;
        if (key >> 32 < t->first_key || key >> 32 > t->last_key || (t->skip && (t->skip[doc / 64] >> (doc % 64) & 1)))
            continue;
        size_t part = t->part_bits ? key >> (64 - t->part_bits) : 0;
        if (place)
            t->entries->e[at[part]] = (struct rec){key, entry_value(t, doc, b->owner ? b->owner[i] & 1 : 0)};
        at[part]++;
    }
}

/* Counts the rows of a piece that take part and lie in the range, or places them. */
static int piece_walk(struct task *t, size_t piece, bool place)
{
    uint64_t blocks = (t->n + COLUMN_BLOCK - 1) / COLUMN_BLOCK;
    uint64_t i = blocks * piece / t->pieces, end = blocks * (piece + 1) / t->pieces;
    struct block b = {.key_buf = mem_alloc(COLUMN_BLOCK, t->width)};
    int rc = RP_OK;

    b.owner_buf = t->owner ? mem_alloc(COLUMN_BLOCK, sizeof *b.owner_buf) : NULL;
    if (!b.key_buf || (t->owner && !b.owner_buf))
        rc = RP_ERR_NOMEM;
    for (; rc == RP_OK && i < end; i++) {
        uint64_t row = i * COLUMN_BLOCK;
        size_t n = t->n - row < COLUMN_BLOCK ? (size_t)(t->n - row) : COLUMN_BLOCK;
        rc = block_view(t, &b, row, n);
        if (rc == RP_OK)
            block_walk(t, &b, row, n, t->at + (piece << t->part_bits), place);
    }
    free(b.key_buf);
    free(b.owner_buf);
    return rc;
}

static int pieces_count(void *ctx, size_t first, size_t last, int thread)
{
    (void)thread;
    for (size_t i = first; i < last; i++) {
        int rc = piece_walk(ctx, i, false);
        if (rc < 0)
            return rc;
    }
    return RP_OK;
}

static int pieces_place(void *ctx, size_t first, size_t last, int thread)
{
    (void)thread;
    for (size_t i = first; i < last; i++) {
        int rc = piece_walk(ctx, i, true);
        if (rc < 0)
            return rc;
    }
    return RP_OK;
}

/* Counts become places: part by part, within a part piece by piece, so rows stay in order. */
static size_t lay_out(struct task *t)
{
    size_t parts = (size_t)1 << t->part_bits, sum = 0;
    for (size_t p = 0; p < parts; p++) {
        t->part_start[p] = sum;
        for (size_t i = 0; i < t->pieces; i++) {
            size_t *at = &t->at[(i << t->part_bits) + p], n = *at;
            *at = sum;
            sum += n;
        }
    }
    t->part_start[parts] = sum;
    return sum;
}

/* Most keys stand alone: keep only entries whose marks say they may not. */
static size_t drop_lonely(struct bench *w, struct rec *e, size_t n, unsigned part_bits)
{
    unsigned shift = 64 - part_bits - MARK_BITS; /* the bits below the part's */
    size_t kept = 0;

    memset(w->once, 0, 2 * MARK_WORDS * sizeof *w->once);
    for (size_t i = 0; i < n; i++) {
        size_t mark = (e[i].hi >> shift) & ((1u << MARK_BITS) - 1);
        uint64_t bit = UINT64_C(1) << (mark % 64);
        w->twice[mark / 64] |= w->once[mark / 64] & bit;
        w->once[mark / 64] |= bit;
    }
    for (size_t i = 0; i < n; i++) {
        size_t mark = (e[i].hi >> shift) & ((1u << MARK_BITS) - 1);
        e[kept] = e[i];
        kept += w->twice[mark / 64] >> (mark % 64) & 1;
    }
    return kept;
}

static int add_link(struct task *t, uint64_t later, uint64_t earlier, int thread)
{
    return pairs_add(t->out, thread, later, t->owner ? earlier << PAIR_WEIGHT_BITS | 1 : earlier);
}

static uint64_t *marks_of(const struct task *t, uint64_t position)
{
    return t->linked + position * t->j->back;
}

/* Member i of a bucket to its heads and to those right before it. */
static int link_member(struct task *t, const struct rec *e, size_t i, int thread)
{
    size_t heads = i < JOIN_HEADS ? i : JOIN_HEADS;
    size_t back = i - heads < JOIN_BACK ? i - heads : JOIN_BACK;

    for (size_t k = 0; k < heads + back; k++) {
        size_t other = k < heads ? k : i - 1 - (k - heads);
        if (t->linked &&
            linked_before(marks_of(t, e[i].lo), marks_of(t, e[other].lo), t->j->back, JOIN_HEADS, JOIN_BACK))
            continue;
        int rc = add_link(t, e[i].lo, e[other].lo, thread);
        if (rc < 0)
            return rc;
        t->j->bench[thread].links++;
    }
    return RP_OK;
}

/* The members of a bucket that are of the reference; they come first. */
static size_t references_of(const struct task *t, const struct rec *e, size_t n)
{
    size_t k = 0;
    while (k < n && e[k].lo < t->fence.at)
        k++;
    return k;
}

static int link_references(struct task *t, uint64_t later, const struct rec *reference, size_t n, int thread)
{
    int rc = RP_OK;
    for (size_t k = 0; rc == RP_OK && k < n && k < JOIN_REFERENCES; k++)
        rc = add_link(t, later, reference[k].lo, thread);
    return rc;
}

static void mark_bucket(struct task *t, const struct rec *e, size_t n)
{
    for (size_t i = 0; t->linked && i < n; i++)
        marks_of(t, e[i].lo)[linked_place(t->column, t->j->back)] = linked_mark(e[i].hi, t->column, i);
}

static int link_all(struct task *t, const struct rec *e, size_t n, int thread)
{
    size_t references = references_of(t, e, n);
    int rc = RP_OK;

    for (size_t i = references; rc == RP_OK && i < n; i++) {
        rc = link_references(t, e[i].lo, e, references, thread);
        if (rc == RP_OK && !t->fence.alone)
            rc = link_member(t, e + references, i - references, thread);
    }
    mark_bucket(t, e + references, n - references);
    return rc;
}

static int link_to_head(struct task *t, const struct rec *e, size_t n, int thread)
{
    int rc = RP_OK;

    if (t->fence.alone && e[0].lo >= t->fence.at)
        return RP_OK;
    for (size_t i = 1; rc == RP_OK && i < n; i++)
        rc = pairs_add(t->out, thread, e[i].lo, e[0].lo);
    return rc;
}

/* Several entries of one document stand side by side; the last of them says whether it asks (hi of what is written). */
static size_t bucket_documents(const struct rec *e, size_t n, struct rec *doc)
{
    size_t docs = 0;

    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || e[i + 1].lo >> 1 != e[i].lo >> 1)
            doc[docs++] = (struct rec){e[i].lo & 1, e[i].lo >> 1};
    return docs;
}

/* Every link weighs 1. */
static int link_asking(struct task *t, const struct rec *e, size_t n, int thread)
{
    struct rec *doc = t->j->bench[thread].tmp; /* sorting is over */
    size_t docs = bucket_documents(e, n, doc), references = references_of(t, doc, docs), asking = 0;
    struct rec asks[JOIN_REFERENCES];
    int rc = RP_OK;

    for (size_t k = 0; k < references && asking < JOIN_REFERENCES; k++)
        if (doc[k].hi)
            asks[asking++] = doc[k];
    for (size_t i = references; rc == RP_OK && i < docs; i++) {
        rc = doc[i].hi ? link_references(t, doc[i].lo, doc, references, thread)
                       : link_references(t, doc[i].lo, asks, asking, thread);
        if (rc == RP_OK && doc[i].hi && !t->fence.alone)
            rc = link_member(t, doc + references, i - references, thread);
    }
    return rc;
}

/* Marks lie in the order of documents, a part in that of keys: each is somewhere else in memory. */
static size_t fetch_marks(const struct task *t, const struct rec *e, size_t from, size_t to)
{
    for (; t->linked && from < to; from++)
        __builtin_prefetch(marks_of(t, e[from].lo), 1);
    return to;
}

static int link_part(struct task *t, struct rec *e, size_t n, int thread)
{
    struct bench *w = &t->j->bench[thread];
    size_t fetched = 0;

    n = drop_lonely(w, e, n, t->part_bits);
    if (n < 2)
        return RP_OK;
    int rc = mem_grow(&w->tmp, &w->tmp_cap, n, sizeof *w->tmp);
    if (rc < 0)
        return rc;
    radix_sort(e, w->tmp, n);
    for (size_t i = 0, end; i < n && rc == RP_OK; i = end) {
        for (end = i + 1; end < n && e[end].hi == e[i].hi; end++)
            ;
        if (end - i > w->largest)
            w->largest = end - i;
        if (fetched < end + MARKS_AHEAD)
            fetched = fetch_marks(t, e, fetched, end + MARKS_AHEAD < n ? end + MARKS_AHEAD : n);
        rc = t->link(t, e + i, end - i, thread);
    }
    return rc;
}

static int parts_link(void *ctx, size_t first, size_t last, int thread)
{
    struct task *t = ctx;
    for (size_t p = first; p < last; p++) {
        size_t start = t->part_start[p];
        int rc = link_part(t, t->entries->e + start, t->part_start[p + 1] - start, t->thread + thread);
        if (rc < 0)
            return rc;
    }
    return RP_OK;
}

static int join_range(struct task *t)
{
    size_t parts = (size_t)1 << t->part_bits;
    int rc = RP_OK;

    memset(t->at, 0, (t->pieces << t->part_bits) * sizeof *t->at);
    TRY(thread_for(t->pieces, 1, t->threads, t, pieces_count));
    TRY(mem_grow_kernel(&t->entries->e, &t->entries->cap, lay_out(t), sizeof *t->entries->e));
    TRY(thread_for(t->pieces, 1, t->threads, t, pieces_place));
    TRY(thread_for(parts, parts / 64 + 1, t->threads, t, parts_link));
out:
    return rc;
}

static unsigned part_bits_for(uint64_t rows)
{
    unsigned bits = 0;
    while (bits < PART_BITS_MOST && rows >> bits > (bits < PART_BITS_FEW ? PART_ROWS : PART_ROWS_MANY))
        bits++;
    return bits;
}

static uint64_t marks_size(uint64_t n, size_t back)
{
    return n * back * sizeof(uint64_t);
}

/* Half of the memory for the entries, the rest for sorting a part that is one hot key. */
static uint64_t ranges_for(const struct task *t)
{
    const uint64_t marks = t->linked ? marks_size(t->n, t->j->back) : 0, memory = t->j->memory - marks;
    const uint64_t need = 2 * t->n * sizeof(struct rec);

    return t->j->memory && need > memory ? (need + memory - 1) / memory : 1;
}

static int join_all(struct task *t)
{
    uint64_t ranges = ranges_for(t);
    int rc = RP_OK;

    t->part_bits = part_bits_for(t->n);
    t->pieces = (size_t)t->threads;
    t->at = mem_alloc(t->pieces << t->part_bits, sizeof *t->at);
    t->part_start = mem_alloc(((size_t)1 << t->part_bits) + 1, sizeof *t->part_start);
    if (!t->at || !t->part_start) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint64_t r = 0; r < ranges; r++) {
        t->first_key = (r << 32) / ranges;
        t->last_key = ((r + 1) << 32) / ranges - 1;
        TRY(join_range(t));
    }
out:
    free(t->at);
    free(t->part_start);
    return rc;
}

static struct task task_of(struct join *j, const struct column *keys, const struct join_rows *rows, struct pairs *out)
{
    return (struct task){.j = j, .threads = j->threads, .entries = &j->shared, .keys = keys, .n = rows->n,
                         .skip = rows->skip, .pos_of = rows->pos_of, .fence = rows->fence, .out = out, .width = 6,
                         .link = link_all};
}

struct columns {
    struct join *j;
    struct column *const *keys;
    const struct join_rows *rows;
    struct pairs *out;
    join_tick *tick;
    void *ctx;
};

static int columns_each(void *arg, size_t first, size_t last, int thread)
{
    const struct columns *c = arg;
    int rc = RP_OK;

    for (size_t i = first; i < last; i++) {
        struct task t = task_of(c->j, c->keys[i], c->rows, c->out);
        t.thread = thread;
        t.threads = 1;
        t.entries = &c->j->bench[thread].own;
        if (thread == 0)
            TRY(c->tick(c->ctx, i));
        TRY(join_all(&t));
    }
out:
    return rc;
}

/* As many as half of the memory holds; a range more to join costs less than the links they save. */
static size_t marks_that_fit(const struct join *j, uint64_t n)
{
    size_t back = LINKED_BACK;
    while (back && j->memory && marks_size(n, back) > j->memory / 2)
        back--;
    return back;
}

/* Marks are worth their time once a column has a link for every eighth document. With and without them the pairs are
 * the same. */
static void begin_marks(struct join *j, uint64_t n)
{
    uint64_t links = 0;

    for (int t = 0; t < j->threads; t++) {
        links += j->bench[t].links;
        j->bench[t].links = 0;
    }
    if (j->linked || links <= n / LINKS_FOR_MARKS || (j->back = marks_that_fit(j, n)) == 0)
        return;
    j->linked = mem_zalloc(n, marks_size(1, j->back));
}

static void end_marks(struct join *j)
{
    free(j->linked);
    j->linked = NULL;
}

int join_keys(struct join *j, struct column *const *keys, size_t n, const struct join_rows *rows, struct pairs *out,
              join_tick *tick, void *ctx)
{
    struct columns c = {j, keys, rows, out, tick, ctx};
    int rc = RP_OK;

    if (j->threads > 1 && rows->n <= ROWS_FOR_ONE && !j->memory)
        return thread_for(n, 1, j->threads, &c, columns_each);
    for (size_t i = 0; i < n; i++) {
        struct task t = task_of(j, keys[i], rows, out);
        t.column = i;
        t.linked = j->linked;
        TRY(tick(ctx, i));
        TRY(join_all(&t));
        begin_marks(j, rows->n);
    }
out:
    end_marks(j);
    return rc;
}

int join_digests(struct join *j, const struct column *digests, const struct join_rows *rows, struct pairs *out)
{
    struct task t = task_of(j, digests, rows, out);
    t.width = 16;
    t.link = link_to_head;
    return join_all(&t);
}

int join_postings(struct join *j, const struct column *keys, const struct join_postings *rows, struct pairs *out)
{
    struct task t = task_of(j, keys, &(struct join_rows){rows->n, rows->skip, rows->pos_of, rows->fence}, out);
    t.owner = rows->owner;
    t.link = link_asking;
    return join_all(&t);
}
