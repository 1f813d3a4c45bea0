#include "records/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"

/* Four places for each passage: one in five of those alone meets another by chance, and stays. */
enum { PLACES = 4, PLACES_LEAST_BITS = 16, PLACES_MOST_BITS = 29, REST_RECORDS = 1024 };

/* Two bits a place: seen, and seen again. */
struct table {
    uint64_t *bits;
    unsigned shift; /* a passage's place is its upper bits */
    uint64_t words;
};

struct counting {
    const struct thinning *t;
    struct table *table;
};

static int table_create(const struct thinning *t, struct table *table)
{
    uint64_t passages = 0;
    unsigned bits = PLACES_LEAST_BITS;
    for (size_t i = 0; i < t->n; i++)
        passages += t->text_of[i] == UINT32_MAX ? 0 : t->record[i].n_passages;
    while (bits < PLACES_MOST_BITS && UINT64_C(1) << bits < PLACES * passages)
        bits++;
    *table = (struct table){.shift = 32 - bits, .words = UINT64_C(1) << (bits - 5)};
    table->bits = room_alloc_scratch(t->room, table->words, sizeof *table->bits);
    if (!table->bits)
        return RP_ERR_NOMEM;
    memset(table->bits, 0, table->words * sizeof *table->bits);
    return RP_OK;
}

/* Every thread goes through all passages and counts those of its part of the table. */
static int count_part(void *ctx, size_t first, size_t last, int thread)
{
    const struct counting *c = ctx;
    const uint64_t parts = (uint64_t)c->t->threads, words = c->table->words;
    const uint64_t begin = words * first / parts, end = words * last / parts;
    (void)thread;
    for (size_t i = 0; i < c->t->n; i++) {
        const struct record *r = &c->t->record[i];
        if (i % REST_RECORDS == 0)
            room_rest(c->t->room);
        for (uint32_t k = 0; c->t->text_of[i] != UINT32_MAX && k < r->n_passages; k++) {
            const uint32_t place = r->stored[k] >> c->table->shift;
            const uint64_t word = place / 32, one = UINT64_C(1) << (place % 32 * 2);
            if (word < begin || word >= end)
                continue;
            c->table->bits[word] |= c->table->bits[word] & one ? one << 1 : one;
        }
    }
    return RP_OK;
}

static bool is_alone(const struct table *table, uint32_t passage)
{
    const uint32_t place = passage >> table->shift;
    return !(table->bits[place / 32] >> (place % 32 * 2 + 1) & 1);
}

/* What a record stores, into out, which has place for one word more than that; returns the words. */
static size_t encode(const struct table *table, const uint32_t *passage, uint32_t n, uint32_t *out)
{
    size_t words = (n + 31) / 32;
    memset(out, 0, words * sizeof *out);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t stays = !is_alone(table, passage[i]);
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
    room_drop(t->room, table.bits);
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
