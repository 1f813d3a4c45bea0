#include "candidates/quotation.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/popcount.h"
#include "base/status.h"
#include "records/thin.h"
#include "rules/limits.h"
#include "store/keep.h"
#include "store/room.h"

/* Steps of comparing two traces for each of their passages: more are taken where much is the same, and then not all. */
enum { REST_DOCUMENTS = 4096, TRACE_VALUES = 256, STEPS_EACH = 4 };

#define NOBODY UINT32_MAX

/* Where a passage of the text asked about stands; the first of several places. */
struct place {
    uint32_t passage, at; /* at: counted from 1; 0: free */
};

struct asking {
    struct place *place; /* a table of mask + 1 */
    size_t mask, cap;
    uint32_t text;       /* whose passages those are; NOBODY: nobody's */
    uint32_t *stored;    /* those of a text that is looked at, where they are not memory */
    size_t stored_cap;
    uint32_t begin[TRACE_VALUES], *next; /* places of a value in a trace, counted from 1, the last first; 0: no more */
    size_t next_cap;
    uint32_t traced;     /* whose trace that is */
};

/* The passages of a text, apart from its record, which lies far from that of the next text asked about. The trace has a
 * byte for each passage that stands in a row of LIMIT_QUOTATION_RUN or more that are not alone, and a 0 behind each
 * row: what has no run in common by traces has none, and nine of ten pairs have not. */
struct held {
    const uint32_t *stored;
    const uint8_t *trace;
    uint32_t n_passages, n_trace;
};

struct quotations {
    struct room *room;
    struct held *held;      /* of a text */
    struct keep traces;
    const uint64_t *source; /* of a text */
    struct asking *asking;  /* of each thread */
    int threads;
};

/* Of a word of bits those in rows of LIMIT_QUOTATION_RUN or more, which may begin before it and end behind it. */
static uint32_t in_long_rows(uint32_t before, uint32_t word, uint32_t behind)
{
    enum { AROUND = LIMIT_QUOTATION_RUN - 1 };
    const uint64_t all =
        (uint64_t)before >> (32 - AROUND) | (uint64_t)word << AROUND | (uint64_t)behind << (32 + AROUND);
    uint64_t begins = all, rows;
    for (unsigned i = 1; i <= AROUND; i++)
        begins &= all >> i;
    rows = begins;
    for (unsigned i = 1; i <= AROUND; i++)
        rows |= begins << i;
    return (uint32_t)(rows >> AROUND);
}

/* Into trace, which has place for one more than there are passages; returns how long it is. Most words of a record have
 * no row. */
static size_t trace_rows(const struct record *r, uint8_t *trace)
{
    const uint32_t *bits = r->stored, n = r->stored ? (r->n_passages + 31) / 32 : 0, *passage = bits + n;
    uint32_t next = 0; /* behind the last place taken */
    size_t kept = 0;
    for (uint32_t w = 0; w < n; w++) {
        const uint32_t before = w > 0 ? bits[w - 1] : 0, behind = w + 1 < n ? bits[w + 1] : 0;
        for (uint32_t rows = in_long_rows(before, bits[w], behind); rows; rows &= rows - 1) {
            const uint32_t k = (uint32_t)__builtin_ctz(rows), below = bits[w] & ((UINT32_C(1) << k) - 1);
            if (kept > 0 && next != 32 * w + k)
                trace[kept++] = 0;
            trace[kept++] = (uint8_t)(1 + passage[popcount64(below)] % (TRACE_VALUES - 1));
            next = 32 * w + k + 1;
        }
        passage += popcount64(bits[w]);
    }
    if (kept > 0)
        trace[kept++] = 0;
    return kept;
}

static int make_trace(struct quotations *q, const struct record *r, uint8_t **scratch, size_t *cap, struct held *out)
{
    struct span trace;
    int rc = RP_OK;

    TRY(mem_grow(scratch, cap, (size_t)r->n_passages + 1, 1));
    const size_t n = trace_rows(r, *scratch);
    TRY(keep_span(&q->traces, (struct span){(const char *)*scratch, n}, &trace));
    *out = (struct held){r->stored, (const uint8_t *)trace.p, r->n_passages, (uint32_t)n};
out:
    return rc;
}

int quotations_create(const struct quotation_input *in, int threads, struct quotations **out)
{
    struct quotations *q = mem_zalloc(1, sizeof *q);
    uint8_t *scratch = NULL;
    size_t cap = 0;
    int rc = q ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    *q = (struct quotations){.room = in->room, .traces = {.room = in->room}, .source = in->source, .threads = threads};
    q->held = room_alloc(in->room, in->n_texts, sizeof *q->held);
    q->asking = mem_zalloc((size_t)threads, sizeof *q->asking);
    if (!q->held || !q->asking) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (size_t doc = 0; doc < in->n_documents; doc++) {
        if (doc % REST_DOCUMENTS == 0)
            room_rest(in->room);
        if (in->text_of[doc] != UINT32_MAX)
            TRY(make_trace(q, &in->record[doc], &scratch, &cap, &q->held[in->text_of[doc]]));
    }
    for (int i = 0; i < threads; i++)
        q->asking[i].text = q->asking[i].traced = NOBODY;
    *out = q;
    q = NULL;
out:
    quotations_free(q);
    free(scratch);
    return rc;
}

void quotations_free(struct quotations *q)
{
    if (!q)
        return;
    for (int i = 0; q->asking && i < q->threads; i++) {
        free(q->asking[i].place);
        free(q->asking[i].stored);
        free(q->asking[i].next);
    }
    free(q->asking);
    keep_release(&q->traces);
    room_drop(q->room, q->held);
    free(q);
}

/* --- by traces --- */

static int index_trace(struct asking *a, const struct held *h, uint32_t text)
{
    if (mem_grow(&a->next, &a->next_cap, (size_t)h->n_trace + 1, sizeof *a->next) < 0)
        return RP_ERR_NOMEM;
    memset(a->begin, 0, sizeof a->begin);
    for (uint32_t k = 0; k < h->n_trace; k++) {
        a->next[k + 1] = a->begin[h->trace[k]];
        a->begin[h->trace[k]] = k + 1;
    }
    a->traced = text;
    return RP_OK;
}

/* Does a run go through place x of the one and y of the other, which are the same? */
static bool same_around(const struct held *one, uint32_t x, const struct held *other, uint32_t y)
{
    uint32_t run = 1;
    for (uint32_t k = 1; k <= x && k <= y && run < LIMIT_QUOTATION_RUN && one->trace[x - k]
                         && one->trace[x - k] == other->trace[y - k]; k++)
        run++;
    for (uint32_t k = 1; x + k < one->n_trace && y + k < other->n_trace && run < LIMIT_QUOTATION_RUN
                         && one->trace[x + k] && one->trace[x + k] == other->trace[y + k]; k++)
        run++;
    return run >= LIMIT_QUOTATION_RUN;
}

/* False: there is no run. A run that is long enough has one of any so many places in a row: the others need no look. */
static bool may_have_run(const struct asking *a, const struct held *one, const struct held *other)
{
    uint64_t steps = STEPS_EACH * ((uint64_t)one->n_trace + other->n_trace);
    for (uint32_t y = LIMIT_QUOTATION_RUN - 1; y < other->n_trace; y += LIMIT_QUOTATION_RUN)
        for (uint32_t x = other->trace[y] ? a->begin[other->trace[y]] : 0; x; x = a->next[x])
            if (steps-- == 0 || same_around(one, x - 1, other, y))
                return true;
    return false;
}

/* --- by passages --- */

static struct passage_reader read_held(const struct held *h)
{
    const struct record r = {.stored = h->stored, .n_passages = h->n_passages};
    return passage_reader_of(&r);
}

/* Words at most: what is read behind them is not looked at. */
static size_t stored_by(const struct held *h)
{
    return ((size_t)h->n_passages + 31) / 32 + h->n_passages;
}

/* Texts asked about lie all over the room. */
static int look_at(const struct quotations *q, struct asking *a, uint32_t text, struct held *out)
{
    const struct held *h = &q->held[text];
    const size_t n = q->room ? stored_by(h) : 0;
    *out = *h;
    if (mem_grow(&a->stored, &a->stored_cap, n, sizeof *a->stored) < 0)
        return RP_ERR_NOMEM;
    if (n)
        out->stored = room_look(q->room, h->stored, n * sizeof *h->stored, a->stored);
    return RP_OK;
}

static struct place *find(const struct asking *a, uint32_t passage)
{
    size_t i = hash_mix(passage) & a->mask;
    while (a->place[i].at && a->place[i].passage != passage)
        i = (i + 1) & a->mask;
    return &a->place[i];
}

static int note_places(struct asking *a, const struct held *h, uint32_t text)
{
    struct passage_reader reader = read_held(h);
    uint32_t passage, at = 0;
    size_t size = 16;
    bool alone;

    while (size < 2 * (size_t)h->n_passages)
        size *= 2;
    a->text = NOBODY;
    if (mem_grow(&a->place, &a->cap, size, sizeof *a->place) < 0)
        return RP_ERR_NOMEM;
    a->mask = size - 1;
    for (size_t i = 0; i < size; i++)
        a->place[i] = (struct place){0};
    while (at++, passage_next(&reader, &passage, &alone)) {
        struct place *p = alone ? NULL : find(a, passage);
        if (p && !p->at)
            *p = (struct place){passage, at};
    }
    a->text = text;
    return RP_OK;
}

static bool stays(const struct held *h, uint32_t k)
{
    return h->stored[k / 32] >> (k % 32) & 1;
}

/* Length of the run through place k, the i-th of those that stay, as far as it matters. */
static uint32_t run_through(const struct asking *a, const struct held *h, uint32_t k, uint32_t i)
{
    const uint32_t *passage = h->stored + (h->n_passages + 31) / 32, at = find(a, passage[i])->at;
    uint32_t back = 0, on = 0;
    if (!at)
        return 0;
    while (back < LIMIT_QUOTATION_RUN && back < k && stays(h, k - back - 1) && at > back + 1
           && find(a, passage[i - back - 1])->at == at - back - 1)
        back++;
    while (on < LIMIT_QUOTATION_RUN && k + on + 1 < h->n_passages && stays(h, k + on + 1)
           && find(a, passage[i + on + 1])->at == at + on + 1)
        on++;
    return back + 1 + on;
}

static bool has_run(const struct asking *a, const struct held *h)
{
    uint32_t before = 0; /* of those that stay, in the words before */
    for (uint32_t k = LIMIT_QUOTATION_RUN - 1, word = 0; k < h->n_passages; k += LIMIT_QUOTATION_RUN) {
        for (; word < k / 32; word++)
            before += popcount64(h->stored[word]);
        if (!stays(h, k))
            continue;
        const uint32_t below = h->stored[word] & ((UINT32_C(1) << (k % 32)) - 1);
        if (run_through(a, h, k, before + popcount64(below)) >= LIMIT_QUOTATION_RUN)
            return true;
    }
    return false;
}

int quotations_ask(void *ctx, int thread, uint32_t i, uint32_t other)
{
    const struct quotations *q = ctx;
    struct asking *a = &q->asking[thread];
    struct held h;
    int rc = RP_OK;

    if (!q->source[i] == !q->source[other])
        return 0;
    if (a->traced != i)
        TRY(index_trace(a, &q->held[i], i));
    if (!may_have_run(a, &q->held[i], &q->held[other]))
        return 0;
    if (a->text != i) {
        TRY(look_at(q, a, i, &h));
        TRY(note_places(a, &h, i));
    }
    TRY(look_at(q, a, other, &h));
    rc = has_run(a, &h);
out:
    return rc;
}

void quotations_soon(void *ctx, uint32_t other, int step)
{
    const struct quotations *q = ctx;
    if (step == 0) {
        __builtin_prefetch(&q->held[other]);
        __builtin_prefetch(&q->source[other]);
    } else if (q->held[other].n_trace) {
        __builtin_prefetch(q->held[other].trace);
    }
}
