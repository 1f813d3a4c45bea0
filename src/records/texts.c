#include "records/texts.h"

#include <stdbool.h>
#include <string.h>

#include "base/radix.h"
#include "base/status.h"
#include "store/room.h"

enum { REST_ENTRIES = 128, REST_RUNS = 32 };

static int order128(struct hash128 a, struct hash128 b)
{
    if (a.hi != b.hi)
        return a.hi < b.hi ? -1 : 1;
    return a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* The digest decides but for a collision, which must not join two texts. */
static int text_order(const struct record *a, const struct record *b)
{
    int c = order128(a->body, b->body);
    if (c)
        return c;
    if (a->n_tokens != b->n_tokens)
        return a->n_tokens < b->n_tokens ? -1 : 1;
    if (a->n_passages != b->n_passages)
        return a->n_passages < b->n_passages ? -1 : 1;
    return a->n_passages ? memcmp(a->stored, b->stored, a->n_passages * sizeof *a->stored) : 0;
}

static int date_order(const struct record *a, const struct record *b)
{
    bool dated_a = a->first <= a->last, dated_b = b->first <= b->last;
    if (dated_a != dated_b)
        return dated_a ? -1 : 1;
    if (!dated_a || a->first == b->first)
        return 0;
    return a->first < b->first ? -1 : 1;
}

/* Documents of one digest, hi, as lo; only for them the records are gone to. Records equal in all that is compared are
 * the same record twice: which comes first does not show. */
struct collapsing {
    const struct record *record;
    struct rec *entry, *spare;
    struct rec *run, *run_spare; /* of one digest: hi the lowest document, lo where they begin */
    size_t n_runs;
    bool *joins;                 /* entry i is the same text as the one before it */
    struct texts t;
};

static int entry_order(const struct record *record, struct rec a, struct rec b)
{
    const struct record *x = &record[a.lo], *y = &record[b.lo];
    int c = text_order(x, y);
    if (!c)
        c = date_order(x, y);
    if (!c)
        c = order128(x->identity, y->identity);
    return c ? c : a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* Merge sort, bottom up: a digest may be that of all documents. */
static void sort_equal(const struct record *record, struct rec *a, struct rec *spare, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t begin = 0; begin < n; begin += 2 * width) {
            const size_t middle = begin + width < n ? begin + width : n, end = middle + width < n ? middle + width : n;
            size_t i = begin, j = middle;
            for (size_t k = begin; k < end; k++)
                spare[k] = j == end || (i < middle && entry_order(record, a[i], a[j]) <= 0) ? a[i++] : a[j++];
        }
        memcpy(a, spare, n * sizeof *a);
    }
}

static size_t run_end(const struct collapsing *c, size_t i, size_t n)
{
    size_t end = i + 1;
    while (end < n && c->entry[end].hi == c->entry[i].hi)
        end++;
    return end;
}

static int list_runs(struct collapsing *c, size_t n, struct room *room)
{
    size_t n_runs = 0;
    for (size_t i = 0, end; i < n; i = end)
        n_runs += (end = run_end(c, i, n)) > i + 1;
    c->run = room_alloc(room, n_runs, sizeof *c->run);
    c->run_spare = room_alloc(room, n_runs, sizeof *c->run_spare);
    if (!c->run || !c->run_spare)
        return RP_ERR_NOMEM;
    for (size_t i = 0, end; i < n; i = end)
        if ((end = run_end(c, i, n)) > i + 1)
            c->run[c->n_runs++] = (struct rec){c->entry[i].lo, i};
    return RP_OK;
}

/* Runs by their lowest documents, not by digests: copies came in near each other, so records are read front to back. */
static int sort_digests(struct collapsing *c, size_t n, struct room *room)
{
    int rc = RP_OK;
    room_rest_for(room, 2 * n * sizeof *c->entry);
    radix_sort(c->entry, c->spare, n);
    TRY(list_runs(c, n, room));
    radix_sort(c->run, c->run_spare, c->n_runs);
    for (size_t r = 0; r < c->n_runs; r++) {
        const size_t begin = c->run[r].lo, end = run_end(c, begin, n);
        if (r % REST_RUNS == 0)
            room_rest(room);
        sort_equal(c->record, c->entry + begin, c->spare + begin, end - begin);
        for (size_t i = begin + 1; i < end; i++) {
            if (i % REST_ENTRIES == 0)
                room_rest(room);
            c->joins[i] = text_order(&c->record[c->entry[i - 1].lo], &c->record[c->entry[i].lo]) == 0;
        }
    }
out:
    return rc;
}

static void number_texts(struct collapsing *c, size_t n)
{
    struct texts *t = &c->t;
    for (size_t i = 0; i < n; i++) {
        if (i % REST_ENTRIES == 0)
            room_rest(t->room);
        if (!c->joins[i])
            t->first[t->n++] = (uint32_t)i;
        t->doc[i] = (uint32_t)c->entry[i].lo;
    }
    t->first[t->n] = (uint32_t)n;
}

int texts_collapse(const struct record *record, size_t n, struct room *room, struct texts *out)
{
    struct collapsing c = {.record = record, .t = {.room = room}};
    int rc = RP_OK;

    if (n >= UINT32_MAX - 1)
        return RP_ERR_LIMIT;
    c.entry = room_alloc(room, n, sizeof *c.entry);
    c.spare = room_alloc(room, n, sizeof *c.spare);
    c.t.doc = room_alloc(room, n, sizeof *c.t.doc);
    c.t.first = room_alloc(room, n + 1, sizeof *c.t.first);
    c.joins = room_alloc(room, n, sizeof *c.joins);
    if (!c.entry || !c.spare || !c.t.doc || !c.t.first || !c.joins) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        if (i % REST_ENTRIES == 0)
            room_rest(room);
        c.entry[i] = (struct rec){record[i].body.hi, i};
    }
    TRY(sort_digests(&c, n, room));
    number_texts(&c, n);
    *out = c.t;
    c.t = (struct texts){.room = room};
out:
    room_drop(room, c.entry);
    room_drop(room, c.spare);
    room_drop(room, c.run);
    room_drop(room, c.run_spare);
    room_drop(room, c.joins);
    texts_release(&c.t);
    return rc;
}

void texts_release(struct texts *t)
{
    room_drop(t->room, t->first);
    room_drop(t->room, t->doc);
    *t = (struct texts){0};
}
