#include "candidates/postings.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "candidates/passing.h"
#include "records/thin.h"
#include "store/room.h"

/* A key's top 12 bits choose the bucket, the other 20 order it. A pass takes an eighth of the buckets, or all when that
 * is no more than a pass may well take. */
enum { BUCKET_BITS = 12, BUCKETS = 1 << BUCKET_BITS, PASSES = 8, PASS_KEYS = 3 << 19, DIGIT_BITS = 10,
       DIGITS = 1 << DIGIT_BITS, DIGIT_ROUNDS = 2, INSERTION_MAX = 24, RUN_INSERTION_MAX = 48,
       RUN_DIGIT_BITS = 8, RUN_DIGITS = 1 << RUN_DIGIT_BITS, BUCKET_GRAIN = 4,
       REST_ITEMS = 16, REST_LISTS = 1 << 10, REST_MEMBERS = 1 << 14,
       TURN_SHARE = 8, NEAR_MEMBERS = 1 << 22, NEAR_RANGES = 64, MARKS_EACH = 4, MEMBERS_AHEAD = 16,
       MARK_BITS_LEAST = BUCKET_BITS + 6, MARK_BITS_MOST = 29 };

static inline unsigned bucket_of(uint32_t key)
{
    return key >> (32 - BUCKET_BITS);
}

/* A posting is key << 32 | node. Slices of items are counted and scattered apart. */
struct build {
    const struct posting_source *source;
    int threads;
    unsigned begin, end;         /* the buckets of this pass */
    size_t n_slices;
    size_t (*at)[BUCKETS];       /* of slice and bucket: how many, then where the next goes */
    size_t first[BUCKETS + 1];   /* of bucket, in posting */
    size_t kept[BUCKETS];        /* postings of a bucket that share their key, put first */
    uint64_t *posting;
    size_t posting_cap;
    struct spare {
        uint64_t *p;
        size_t cap;
    } *spare;                    /* of each thread: room to sort a bucket */
    size_t n_members, member_cap, first_cap;
    struct postings *out;
};

static void slice_of(const struct build *b, size_t s, uint32_t *first, uint32_t *last)
{
    *first = (uint32_t)(b->source->n_items * (uint64_t)s / b->n_slices);
    *last = (uint32_t)(b->source->n_items * (uint64_t)(s + 1) / b->n_slices);
}

static void rest_at(const struct build *b, uint32_t i)
{
    if (i % REST_ITEMS == 0)
        room_rest(b->out->room);
}

static int count_slices(void *ctx, size_t s0, size_t s1, int thread)
{
    struct build *b = ctx;
    int rc = RP_OK;
    for (size_t s = s0; s < s1; s++) {
        uint32_t first, last;
        slice_of(b, s, &first, &last);
        memset(b->at[s], 0, sizeof b->at[s]);
        for (uint32_t i = first; i < last; i++) {
            struct item_keys item;
            TRY(b->source->keys(b->source->ctx, i, thread, &item));
            rest_at(b, i);
            for (size_t k = 0; k < item.n; k++)
                b->at[s][bucket_of(item.key[k])]++;
        }
    }
out:
    return rc;
}

static inline void scatter(const struct build *b, size_t *at, uint32_t key, uint32_t node)
{
    b->posting[at[bucket_of(key)]++] = (uint64_t)key << 32 | node;
}

/* Keys of this pass are picked out by bits: seven of eight may not be wanted. */
static void scatter_keys(const struct build *b, size_t *at, const struct item_keys *item)
{
    const uint32_t *key = item->key;
    const size_t n = item->n;
    const uint32_t first = (uint32_t)b->begin << (32 - BUCKET_BITS), width = (b->end - b->begin) << (32 - BUCKET_BITS);
    if (width == 0) { /* all that there are */
        for (size_t i = 0; i < n; i++)
            scatter(b, at, key[i], item->node);
        return;
    }
    for (size_t done = 0; done < n; done += PASSED) {
        uint32_t mine = n - done >= PASSED ? members_of_range(key + done, first, width)
                                           : last_of_range(key + done, (unsigned)(n - done), first, width);
        for (; mine; mine &= mine - 1)
            scatter(b, at, key[done + (unsigned)__builtin_ctz(mine)], item->node);
    }
}

static int scatter_slices(void *ctx, size_t s0, size_t s1, int thread)
{
    struct build *b = ctx;
    int rc = RP_OK;
    for (size_t s = s0; s < s1; s++) {
        uint32_t first, last;
        slice_of(b, s, &first, &last);
        for (uint32_t i = first; i < last; i++) {
            struct item_keys item;
            TRY(b->source->keys(b->source->ctx, i, thread, &item));
            rest_at(b, i);
            scatter_keys(b, b->at[s], &item);
        }
    }
out:
    return rc;
}

/* Counts to places: buckets in order, slices in order within a bucket. */
static size_t place_buckets(struct build *b)
{
    size_t at = 0;
    for (size_t k = b->begin; k < b->end; k++) {
        b->first[k] = at;
        for (size_t s = 0; s < b->n_slices; s++) {
            size_t n = b->at[s][k];
            b->at[s][k] = at;
            at += n;
        }
    }
    b->first[b->end] = at;
    return at;
}

static void sort_insertion(uint64_t *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t v = p[i];
        size_t j = i;
        for (; j > 0 && p[j - 1] > v; j--)
            p[j] = p[j - 1];
        p[j] = v;
    }
}

/* By the 20 bits of the key that the bucket leaves open; nodes come in any order. */
static void sort_bucket(uint64_t *p, uint64_t *spare, size_t n)
{
    if (n <= INSERTION_MAX) {
        sort_insertion(p, n);
        return;
    }
    for (int round = 0; round < DIGIT_ROUNDS; round++) {
        unsigned shift = 32 + (unsigned)round * DIGIT_BITS;
        size_t at[DIGITS] = {0}, sum = 0;
        uint64_t *from = round ? spare : p, *to = round ? p : spare;
        for (size_t i = 0; i < n; i++)
            at[from[i] >> shift & (DIGITS - 1)]++;
        for (size_t d = 0; d < DIGITS; d++) {
            size_t c = at[d];
            at[d] = sum;
            sum += c;
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
    }
}

/* Postings of one key by node, digit by digit: runs grow with the corpus, and a stock phrase is in a good part of
 * it. */
static void sort_run(uint64_t *p, uint64_t *spare, size_t n, uint32_t n_nodes)
{
    if (n <= RUN_INSERTION_MAX) {
        sort_insertion(p, n);
        return;
    }
    for (unsigned shift = 0; shift < 32 && n_nodes >> shift; shift += RUN_DIGIT_BITS) {
        size_t at[RUN_DIGITS] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++)
            at[p[i] >> shift & (RUN_DIGITS - 1)]++;
        for (size_t d = 0; d < RUN_DIGITS; d++) {
            const size_t c = at[d];
            at[d] = sum;
            sum += c;
        }
        for (size_t i = 0; i < n; i++)
            spare[at[p[i] >> shift & (RUN_DIGITS - 1)]++] = p[i];
        memcpy(p, spare, n * sizeof *p);
    }
}

/* Keeps the runs of one key that two nodes or more are in, by node, each node once. Returns how many postings stay. */
static size_t keep_shared(uint64_t *p, uint64_t *spare, size_t n, const struct posting_source *source)
{
    const struct thin_marks *marks = source->marks;
    size_t kept = 0;
    for (size_t i = 0, end; i < n; i = end) {
        size_t run = kept;
        for (end = i + 1; end < n && p[end] >> 32 == p[i] >> 32;)
            end++;
        if (end == i + 1)
            continue;
        if (marks)
            thin_mark(marks, (uint32_t)(p[i] >> 32)); /* no other bucket has bits in the word */
        sort_run(p + i, spare, end - i, source->n_nodes);
        for (size_t k = i; k < end; k++)
            if (kept == run || p[kept - 1] != p[k])
                p[kept++] = p[k];
        if (kept == run + 1)
            kept = run;
    }
    return kept;
}

static int sort_buckets(void *ctx, size_t k0, size_t k1, int thread)
{
    struct build *b = ctx;
    struct spare *spare = &b->spare[thread];
    int rc = RP_OK;
    room_rest(b->out->room);
    for (size_t k = b->begin + k0; k < b->begin + k1; k++) {
        uint64_t *p = b->posting + b->first[k];
        size_t n = b->first[k + 1] - b->first[k];
        room_rest(b->out->room);
        TRY(mem_grow_kernel(&spare->p, &spare->cap, n, sizeof *spare->p));
        sort_bucket(p, spare->p, n);
        b->kept[k] = keep_shared(p, spare->p, n, b->source);
    }
out:
    return rc;
}

static int append_lists(struct build *b, const uint64_t *p, size_t n)
{
    struct postings *out = b->out;
    int rc = RP_OK;

    room_rest(out->room);
    TRY(room_grow(out->room, &out->member, &b->member_cap, b->n_members + n, sizeof *out->member));
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || (p[i] ^ p[i - 1]) >> 32) {
            TRY(room_grow(out->room, &out->list_first, &b->first_cap, out->n_lists + 2, sizeof *out->list_first));
            out->list_first[out->n_lists++] = b->n_members;
        }
        out->member[b->n_members++] = (uint32_t)p[i];
    }
    if (out->n_lists >= UINT32_MAX)
        rc = RP_ERR_LIMIT;
out:
    return rc;
}

static int build_pass(struct build *b)
{
    size_t total;
    int rc = RP_OK;

    total = place_buckets(b);
    if (total > b->posting_cap) { /* what it held is done with */
        room_drop(b->out->room, b->posting);
        b->posting_cap = 0;
        if (!(b->posting = room_alloc(b->out->room, total, sizeof *b->posting)))
            return RP_ERR_NOMEM;
        b->posting_cap = total;
    }
    TRY(thread_for(b->n_slices, 1, b->threads, b, scatter_slices));
    TRY(thread_for(b->end - b->begin, BUCKET_GRAIN, b->threads, b, sort_buckets));
    for (size_t k = b->begin; k < b->end; k++)
        TRY(append_lists(b, b->posting + b->first[k], b->kept[k]));
out:
    return rc;
}

static size_t count_keys(const struct build *b)
{
    size_t keys = 0;
    for (size_t s = 0; s < b->n_slices; s++)
        for (size_t k = 0; k < BUCKETS; k++)
            keys += b->at[s][k];
    return keys;
}

/* Of n keys at most half are there more than once. */
static int make_marks(const struct build *b, size_t n, struct thin_marks *m)
{
    unsigned bits = MARK_BITS_LEAST;
    while (bits < MARK_BITS_MOST && UINT64_C(1) << bits < n / 2 * MARKS_EACH)
        bits++;
    m->shift = 32 - bits;
    m->bits = room_alloc(b->out->room, UINT64_C(1) << (bits - 6), sizeof *m->bits);
    return m->bits ? RP_OK : RP_ERR_NOMEM;
}

int postings_build(const struct posting_source *source, int threads, struct postings *out)
{
    struct build b = {.source = source, .threads = threads < 1 ? 1 : threads, .out = out};
    size_t n_keys;
    unsigned width;
    int rc = RP_OK;

    *out = (struct postings){.room = source->room};
    b.n_slices = (size_t)b.threads;
    b.at = mem_alloc(b.n_slices, sizeof *b.at);
    b.spare = mem_zalloc((size_t)b.threads, sizeof *b.spare);
    if (!b.at || !b.spare) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(room_grow(out->room, &out->list_first, &b.first_cap, 1, sizeof *out->list_first));
    TRY(thread_for(b.n_slices, 1, b.threads, &b, count_slices));
    n_keys = count_keys(&b);
    width = n_keys <= PASS_KEYS ? BUCKETS : BUCKETS / PASSES;
    if (source->marks)
        TRY(make_marks(&b, n_keys, source->marks));
    for (b.begin = 0; b.begin < BUCKETS; b.begin = b.end) {
        b.end = b.begin + width;
        TRY(build_pass(&b));
    }
    out->list_first[out->n_lists] = b.n_members;
out:
    for (int i = 0; b.spare && i < b.threads; i++)
        free(b.spare[i].p);
    free(b.spare);
    free(b.at);
    room_drop(out->room, b.posting);
    if (rc < 0)
        postings_release(out);
    return rc;
}

/*
 * --- from lists of nodes to lists of a node ---
 *
 * A counting sort writes to places all over its result. So all lists are gone through for one range of nodes after the
 * other: as many ranges as there are threads, or so many that what is written of one fits in a part of memory.
 */

struct turning {
    const struct postings *p;
    uint32_t n_nodes;
    size_t n_ranges;
    uint64_t *next;                    /* of a node: its next place */
    const struct posting_notes *notes; /* NULL: lists are wanted */
    uint8_t *byte;
};

static size_t turn_ranges(const struct postings *p, int threads, size_t size)
{
    const uint64_t bytes = p->list_first[p->n_lists] * size, most = room_resident(p->room) / TURN_SHARE + 1;
    return (size_t)(bytes / most) + (size_t)(threads < 1 ? 1 : threads);
}

/* As many more ranges as it takes for what is written of one to stay near the processor; a walk that passes most
 * members over costs less than writes all over memory. */
static size_t near_ranges(const struct postings *p)
{
    const uint64_t ranges = p->list_first[p->n_lists] / NEAR_MEMBERS;
    return ranges < NEAR_RANGES ? (size_t)ranges : NEAR_RANGES;
}

static void range_of(const struct turning *t, size_t range, uint32_t *first, uint32_t *width)
{
    *first = (uint32_t)(t->n_nodes * (uint64_t)range / t->n_ranges);
    *width = (uint32_t)(t->n_nodes * (uint64_t)(range + 1) / t->n_ranges) - *first;
}

static int count_range(void *ctx, size_t range, size_t end, int thread)
{
    const struct turning *t = ctx;
    const struct postings *p = t->p;
    (void)thread;
    for (; range < end; range++) {
        uint32_t first, width;
        range_of(t, range, &first, &width);
        for (uint64_t i = 0, n = p->list_first[p->n_lists]; i < n; i++) {
            if (i % REST_MEMBERS == 0)
                room_rest(p->room);
            if (p->member[i] - first < width)
                p->node_first[p->member[i] + 1]++;
        }
    }
    return RP_OK;
}

/* Members one by one, since most are of other ranges: which list they are in is told for those that are wanted. */
static void turn_lists(const struct turning *t, uint32_t first, uint32_t width)
{
    const struct postings *p = t->p;
    const uint64_t n = p->list_first[p->n_lists];
    size_t list = 0;
    for (uint64_t at = 0, end; at < n; at = end) {
        end = n - at < PASSED ? n : at + PASSED;
        if (at % REST_MEMBERS == 0)
            room_rest(p->room);
        uint32_t wanted = end - at == PASSED ? members_of_range(p->member + at, first, width)
                                             : last_of_range(p->member + at, (unsigned)(end - at), first, width);
        for (; wanted; wanted &= wanted - 1) {
            const uint64_t k = at + (unsigned)__builtin_ctz(wanted);
            const uint32_t node = p->member[k];
            while (p->list_first[list + 1] <= k)
                list++;
            p->node_list[t->next[node]++] = (uint32_t)list;
        }
    }
}

static void note_list(const struct turning *t, size_t list, uint32_t first, uint32_t width)
{
    const struct postings *p = t->p;
    const uint32_t *member = p->member + p->list_first[list], n = postings_length(p, (uint32_t)list);
    const uint32_t *ahead = member + MEMBERS_AHEAD;
    uint8_t noted[NOTED_MOST];
    for (uint32_t k = 0; k < n && ahead + k < p->member + p->list_first[p->n_lists]; k++)
        __builtin_prefetch(&t->next[ahead[k]], 1);
    if (n <= NOTED_MOST)
        t->notes->note(t->notes->ctx, member, n, noted);
    for (uint32_t k = 0; k < n; k++)
        if (member[k] - first < width)
            t->byte[t->next[member[k]]++] = n <= NOTED_MOST ? noted[k] : t->notes->many;
}

static void note_lists(const struct turning *t, uint32_t first, uint32_t width)
{
    for (size_t l = 0; l < t->p->n_lists; l++) {
        if (l % REST_LISTS == 0)
            room_rest(t->p->room);
        note_list(t, l, first, width);
    }
}

static int turn_range(void *ctx, size_t range, size_t end, int thread)
{
    const struct turning *t = ctx;
    (void)thread;
    for (; range < end; range++) {
        uint32_t first, width;
        range_of(t, range, &first, &width);
        (t->notes ? note_lists : turn_lists)(t, first, width);
    }
    return RP_OK;
}

static int turn(struct turning *t, int threads)
{
    int rc = RP_OK;
    if (!(t->next = room_alloc(t->p->room, t->n_nodes, sizeof *t->next)))
        return RP_ERR_NOMEM;
    memcpy(t->next, t->p->node_first, t->n_nodes * sizeof *t->next);
    rc = thread_for(t->n_ranges, 1, threads, t, turn_range);
    room_drop(t->p->room, t->next);
    return rc;
}

int postings_turn(struct postings *p, uint32_t n_nodes, int threads)
{
    struct turning t = {.p = p, .n_nodes = n_nodes, .n_ranges = (size_t)(threads < 1 ? 1 : threads)};
    int rc = RP_OK;

    p->node_first = room_alloc(p->room, (size_t)n_nodes + 1, sizeof *p->node_first);
    p->node_list = room_alloc(p->room, p->list_first[p->n_lists], sizeof *p->node_list);
    if (!p->node_first || !p->node_list)
        return RP_ERR_NOMEM;
    TRY(thread_for(t.n_ranges, 1, threads, &t, count_range));
    for (uint32_t i = 0; i < n_nodes; i++)
        p->node_first[i + 1] += p->node_first[i];
    t.n_ranges = turn_ranges(p, threads, sizeof *p->node_list) + near_ranges(p);
    TRY(turn(&t, threads));
out:
    return rc;
}

int postings_note(const struct postings *p, uint32_t n_nodes, int threads, const struct posting_notes *notes,
                  uint8_t **out)
{
    struct turning t = {.p = p, .n_nodes = n_nodes, .n_ranges = turn_ranges(p, threads, 1), .notes = notes};
    int rc;

    if (!(t.byte = room_alloc(p->room, p->list_first[p->n_lists], 1)))
        return RP_ERR_NOMEM;
    if ((rc = turn(&t, threads)) < 0)
        room_drop(p->room, t.byte);
    else
        *out = t.byte;
    return rc;
}

void postings_release(struct postings *p)
{
    room_drop(p->room, p->list_first);
    room_drop(p->room, p->member);
    room_drop(p->room, p->node_first);
    room_drop(p->room, p->node_list);
    *p = (struct postings){.room = p->room};
}
