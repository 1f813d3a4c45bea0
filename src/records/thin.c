#include "records/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"

/* Four places for each passage: one in five of those alone meets another by chance, and stays. */
enum { PLACES = 4, PLACES_LEAST_BITS = 16, PLACES_MOST_BITS = 29, REST_RECORDS = 1024, AHEAD = 24 };

/* Two bits a place, apart from each other: the first is asked for every passage, the second is written only where a
 * passage is met again and is all that is read afterwards, so that each pass has half of the memory to go through. */
struct table {
    uint64_t *seen, *again;
    unsigned shift; /* a passage's place is its upper bits */
    uint64_t words;
};

struct counting {
    const struct thinning *t;
    struct table *table;
};

static void table_release(const struct thinning *t, struct table *table)
{
    room_drop(t->room, table->seen);
    room_drop(t->room, table->again);
}

static int table_create(const struct thinning *t, struct table *table)
{
    uint64_t passages = 0;
    unsigned bits = PLACES_LEAST_BITS;
    for (size_t i = 0; i < t->n; i++)
        passages += t->text_of[i] == UINT32_MAX ? 0 : t->record[i].n_passages;
    while (bits < PLACES_MOST_BITS && UINT64_C(1) << bits < PLACES * passages)
        bits++;
    *table = (struct table){.shift = 32 - bits, .words = UINT64_C(1) << (bits - 6)};
    table->seen = room_alloc_scratch(t->room, table->words, sizeof *table->seen);
    table->again = room_alloc_scratch(t->room, table->words, sizeof *table->again);
    if (!table->seen || !table->again)
        return RP_ERR_NOMEM;
    memset(table->seen, 0, table->words * sizeof *table->seen);
    memset(table->again, 0, table->words * sizeof *table->again);
    return RP_OK;
}

/* The words of the passages to come, in the order of their reading, are fetched meanwhile. */
static inline void fetch_ahead(const uint64_t *plane, unsigned shift, const uint32_t *passage, uint32_t i, uint32_t n)
{
    if (i + AHEAD < n)
        __builtin_prefetch(&plane[passage[i + AHEAD] >> shift >> 6]);
}

/* Every thread goes through all passages and counts those of its part of the table. */
static int count_part(void *ctx, size_t first, size_t last, int thread)
{
    const struct counting *c = ctx;
    const struct table table = *c->table;
    const uint64_t parts = (uint64_t)c->t->threads, begin = table.words * first / parts;
    const uint64_t own = table.words * last / parts - begin;
    (void)thread;
    for (size_t i = 0; i < c->t->n; i++) {
        const uint32_t *const passage = c->t->record[i].stored;
        const uint32_t n = c->t->text_of[i] == UINT32_MAX ? 0 : c->t->record[i].n_passages;
        if (i % REST_RECORDS == 0)
            room_rest(c->t->room);
        for (uint32_t k = 0; k < n; k++) {
            const uint32_t place = passage[k] >> table.shift, word = place / 64;
            const uint64_t one = UINT64_C(1) << place % 64;
            fetch_ahead(table.seen, table.shift, passage, k, n);
            if (word - begin >= own)
                continue;
            if (table.seen[word] & one)
                table.again[word] |= one;
            table.seen[word] |= one;
        }
    }
    return RP_OK;
}

/* What a record stores, into out, which has place for one word more than that; returns the words. */
static size_t encode(const struct table *table, const uint32_t *passage, uint32_t n, uint32_t *out)
{
    size_t words = (n + 31) / 32;
    memset(out, 0, words * sizeof *out);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t place = passage[i] >> table->shift, stays = table->again[place / 64] >> place % 64 & 1;
        fetch_ahead(table->again, table->shift, passage, i, n);
        out[i / 32] |= stays << (i % 32);
        out[words] = passage[i];
        words += stays;
    }
    return words;
}

/* Memory of records gone through goes back on the way. */
static void forget(const struct thinning *t, const uint32_t *stored)
{
    for (int k = 0; k < t->threads && !recorder_forget(t->recorder[k], stored);)
        k++;
}

static int thin_one(const struct thinning *t, const struct table *table, size_t i, uint32_t **scratch, size_t *cap)
{
    struct record *r = &t->record[i];
    uint32_t *to;
    size_t words;
    int rc = RP_OK;

    if (r->n_passages == 0)
        return RP_OK;
    forget(t, r->stored);
    if (t->text_of[i] == UINT32_MAX) {
        r->stored = NULL;
        r->n_passages = 0;
        return RP_OK;
    }
    TRY(mem_grow(scratch, cap, 2 * (size_t)r->n_passages + 1, sizeof **scratch));
    words = encode(table, r->stored, r->n_passages, *scratch);
    if (!(to = keep_zalloc(t->keep, words, sizeof *to)))
        return RP_ERR_NOMEM;
    memcpy(to, *scratch, words * sizeof *to);
    r->stored = to;
out:
    return rc;
}

int thin_records(const struct thinning *t)
{
    struct table table = {0};
    uint32_t *scratch = NULL;
    size_t cap = 0;
    int rc = RP_OK;

    TRY(table_create(t, &table));
    TRY(thread_for((size_t)t->threads, 1, t->threads, &(struct counting){t, &table}, count_part));
    for (size_t i = 0; i < t->n; i++) {
        if (i % REST_RECORDS == 0)
            room_rest(t->room);
        TRY(thin_one(t, &table, i, &scratch, &cap));
    }
out:
    table_release(t, &table);
    free(scratch);
    return rc;
}

/* --- again --- */

/* Returns the words, at most those of the record before. */
static size_t encode_again(const struct thin_marks *marks, const struct record *r, uint32_t *out)
{
    struct passage_reader reader = passage_reader_of(r);
    size_t words = (r->n_passages + 31) / 32;
    uint32_t passage;
    bool alone;

    memset(out, 0, words * sizeof *out);
    for (uint32_t i = 0; passage_next(&reader, &passage, &alone); i++) {
        if (alone || !thin_marked(marks, passage))
            continue;
        out[i / 32] |= UINT32_C(1) << (i % 32);
        out[words++] = passage;
    }
    return words;
}

int thin_again(struct record *record, size_t n, const struct thin_marks *marks, struct keep *to)
{
    uint32_t *scratch = NULL, *stored;
    size_t cap = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < n; i++) {
        struct record *r = &record[i];
        if (i % REST_RECORDS == 0)
            room_rest(to->room);
        if (r->n_passages == 0)
            continue;
        TRY(mem_grow(&scratch, &cap, 2 * (size_t)r->n_passages, sizeof *scratch));
        const size_t words = encode_again(marks, r, scratch);
        if (!(stored = keep_zalloc(to, words, sizeof *stored))) {
            rc = RP_ERR_NOMEM;
            goto out;
        }
        memcpy(stored, scratch, words * sizeof *stored);
        r->stored = stored;
    }
out:
    free(scratch);
    return rc;
}

struct span32 thin_passages(const struct record *r)
{
    const uint32_t words = (r->n_passages + 31) / 32;
    size_t n = 0;
    for (uint32_t i = 0; i < words; i++)
        n += (size_t)__builtin_popcount(r->stored[i]);
    return n ? (struct span32){r->stored + words, n} : (struct span32){0};
}
