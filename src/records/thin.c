#include "records/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/popcount.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"

/* Two places for each passage: of those alone one in three meets another by chance, and stays until postings know
 * better. More places are more to go through at random while all passages are held, which is a peak of memory. */
enum { PLACES = 2, PLACES_LEAST = 1 << 16, PLACES_MOST = 1 << 29, REST_RECORDS = 1024, AHEAD = 24, MET = 512 };

void thin_store_release(struct thin_store *s)
{
    for (int i = 0; i < THIN_PARTS; i++)
        keep_release(&s->part[i]);
}

/* Part k has the records from here on, to where the next part begins. */
static size_t part_begin(size_t n, size_t k)
{
    return n / THIN_PARTS * k + n % THIN_PARTS * k / THIN_PARTS;
}

/* Two bits a place, apart from each other: the first is asked for every passage, the second is written only where a
 * passage is met again and is all that is read afterwards, so that each pass has half of the memory to go through. */
struct table {
    uint64_t *seen, *again;
    uint64_t places, words;
};

/* As far behind the first place as the passage is behind 0. */
static inline uint32_t place_in(const struct table *t, uint32_t passage)
{
    return (uint32_t)(passage * t->places >> 32);
}

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
    for (size_t i = 0; i < t->n; i++) {
        if (i % REST_RECORDS == 0)
            room_rest(t->room);
        passages += t->text_of[i] == UINT32_MAX ? 0 : t->record[i].n_passages;
    }
    *table = (struct table){.places = PLACES * passages};
    table->places = table->places < PLACES_LEAST ? PLACES_LEAST : table->places;
    table->places = table->places > PLACES_MOST ? PLACES_MOST : table->places;
    table->words = table->places / 64 + 1;
    table->seen = room_alloc_scratch(t->room, table->words, sizeof *table->seen);
    table->again = room_alloc_scratch(t->room, table->words, sizeof *table->again);
    if (!table->seen || !table->again)
        return RP_ERR_NOMEM;
    room_rest_for(t->room, 2 * table->words * sizeof *table->seen);
    memset(table->seen, 0, table->words * sizeof *table->seen);
    memset(table->again, 0, table->words * sizeof *table->again);
    return RP_OK;
}

/* The words of the passages to come, in the order of their reading, are fetched meanwhile. */
static inline void fetch_ahead(const struct table *t, const uint64_t *plane, const uint32_t *passage, uint32_t i,
                               uint32_t n)
{
    if (i + AHEAD < n)
        __builtin_prefetch(&plane[place_in(t, passage[i + AHEAD]) / 64]);
}

/* Places are marked as seen; those that were before are put into met, which has place for n. Returns how many: they are
 * written by themselves, for one in three is, which no processor can tell beforehand. */
static uint32_t see(const struct table *t, const uint32_t *passage, uint32_t n, uint64_t begin, uint64_t own,
                    uint32_t *met)
{
    uint32_t n_met = 0;
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t place = place_in(t, passage[k]), word = place / 64;
        fetch_ahead(t, t->seen, passage, k, n);
        if (word - begin >= own)
            continue;
        const uint64_t was = t->seen[word];
        met[n_met] = place;
        n_met += was >> place % 64 & 1;
        t->seen[word] = was | UINT64_C(1) << place % 64;
    }
    return n_met;
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
        for (uint32_t at = 0, now; at < n; at += now) {
            uint32_t met[MET];
            now = n - at < MET ? n - at : MET;
            const uint32_t n_met = see(&table, passage + at, now, begin, own, met);
            for (uint32_t k = 0; k < n_met; k++)
                table.again[met[k] / 64] |= UINT64_C(1) << met[k] % 64;
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
        const uint32_t place = place_in(table, passage[i]), stays = table->again[place / 64] >> place % 64 & 1;
        fetch_ahead(table, table->again, passage, i, n);
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

static int store(struct record *r, const uint32_t *stored, size_t words, struct keep *to)
{
    r->stored = keep_copy(to, stored, words, sizeof *stored);
    return r->stored ? RP_OK : RP_ERR_NOMEM;
}

struct words {
    uint32_t *p;
    size_t cap;
};

static int thin_one(const struct thinning *t, const struct table *table, size_t i, struct words *scratch,
                    struct keep *to)
{
    struct record *r = &t->record[i];
    int rc = RP_OK;

    if (r->n_passages)
        forget(t, r->stored);
    if (r->n_passages == 0 || t->text_of[i] == UINT32_MAX) {
        r->stored = NULL;
        r->n_passages = 0;
        return RP_OK;
    }
    TRY(mem_grow(&scratch->p, &scratch->cap, 2 * (size_t)r->n_passages + 1, sizeof *scratch->p));
    TRY(store(r, scratch->p, encode(table, r->stored, r->n_passages, scratch->p), to));
out:
    return rc;
}

int thin_records(const struct thinning *t)
{
    struct table table = {0};
    struct words scratch = {0};
    int rc = RP_OK;

    TRY(table_create(t, &table));
    TRY(thread_for((size_t)t->threads, 1, t->threads, &(struct counting){t, &table}, count_part));
    for (size_t k = 0; k < THIN_PARTS; k++) {
        t->store->part[k].room = t->store->room;
        for (size_t i = part_begin(t->n, k); i < part_begin(t->n, k + 1); i++) {
            if (i % REST_RECORDS == 0)
                room_rest(t->room);
            TRY(thin_one(t, &table, i, &scratch, &t->store->part[k]));
        }
    }
out:
    table_release(t, &table);
    free(scratch.p);
    return rc;
}

/* --- again --- */

/* Returns the words, at most those of the record before. */
static size_t encode_again(const struct thin_marks *marks, const struct record *r, uint32_t *out)
{
    const struct span32 stays = thin_passages(r);
    const uint32_t bit_words = (r->n_passages + 31) / 32;
    size_t words = bit_words;
    uint32_t i = 0;

    for (uint32_t w = 0; w < bit_words; w++) {
        out[w] = 0;
        for (uint32_t bits = r->stored[w]; bits; bits &= bits - 1, i++) {
            const uint32_t marked = thin_marked(marks, stays.p[i]);
            if (i + AHEAD < stays.n)
                __builtin_prefetch(&marks->bits[stays.p[i + AHEAD] >> marks->shift >> 6]);
            out[w] |= marked * (bits & -bits);
            out[words] = stays.p[i];
            words += marked;
        }
    }
    return words;
}

/* Every record that stores anything is given to `anew`, which stores what is left of it in `to`. */
static int write_anew(struct record *record, size_t n, struct thin_store *s, void *ctx,
                      int (*anew)(void *ctx, struct record *r, size_t i, struct keep *to))
{
    struct keep fresh = {.room = s->room};
    int rc = RP_OK;

    for (size_t k = 0; k < THIN_PARTS; k++) {
        for (size_t i = part_begin(n, k); i < part_begin(n, k + 1); i++) {
            if (i % REST_RECORDS == 0)
                room_rest(s->room);
            if (record[i].stored)
                TRY(anew(ctx, &record[i], i, &fresh));
        }
        keep_release(&s->part[k]);
        s->part[k] = fresh;
        fresh = (struct keep){.room = s->room};
    }
out:
    keep_release(&fresh);
    return rc;
}

struct by_marks {
    const struct thin_marks *marks;
    struct words scratch;
};

static int keep_marked(void *ctx, struct record *r, size_t i, struct keep *to)
{
    struct by_marks *m = ctx;
    int rc = RP_OK;
    (void)i;
    TRY(mem_grow(&m->scratch.p, &m->scratch.cap, 2 * (size_t)r->n_passages, sizeof *m->scratch.p));
    TRY(store(r, m->scratch.p, encode_again(m->marks, r, m->scratch.p), to));
out:
    return rc;
}

int thin_again(struct record *record, size_t n, const struct thin_marks *marks, struct thin_store *s)
{
    struct by_marks m = {.marks = marks};
    const int rc = write_anew(record, n, s, &m, keep_marked);
    free(m.scratch.p);
    return rc;
}

static int keep_wanted(void *ctx, struct record *r, size_t i, struct keep *to)
{
    const struct bits *wanted = ctx;
    if (bits_get(wanted, i))
        return store(r, r->stored, ((size_t)r->n_passages + 31) / 32 + thin_passages(r).n, to);
    r->stored = NULL;
    return RP_OK;
}

int thin_keep(struct record *record, size_t n, struct bits *wanted, struct thin_store *s)
{
    return write_anew(record, n, s, wanted, keep_wanted);
}

struct span32 thin_passages(const struct record *r)
{
    const uint32_t words = r->stored ? (r->n_passages + 31) / 32 : 0;
    size_t n = 0;
    for (uint32_t i = 0; i < words; i++)
        n += popcount64(r->stored[i]);
    return n ? (struct span32){r->stored + words, n} : (struct span32){0};
}
