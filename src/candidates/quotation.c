#include "candidates/quotation.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "records/thin.h"
#include "rules/limits.h"
#include "store/room.h"

enum { REST_DOCUMENTS = 4096 };

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
};

/* The passages of a text, apart from its record, which lies far from that of the next text asked about. */
struct held {
    const uint32_t *stored;
    uint32_t n_passages;
    uint32_t n_stored; /* words; 0 where there is no room */
};

struct quotations {
    struct room *room;
    struct held *held;      /* of a text */
    const uint64_t *source; /* of a text */
    struct asking *asking;  /* of each thread */
    int threads;
};

static uint32_t stored_by(const struct record *r)
{
    return (uint32_t)thin_passages(r).n + (r->n_passages + 31) / 32;
}

int quotations_create(const struct quotation_input *in, int threads, struct quotations **out)
{
    struct quotations *q = mem_zalloc(1, sizeof *q);
    int rc = q ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    *q = (struct quotations){.room = in->room, .source = in->source, .threads = threads};
    q->held = room_alloc(in->room, in->n_texts, sizeof *q->held);
    q->asking = mem_zalloc((size_t)threads, sizeof *q->asking);
    if (!q->held || !q->asking) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (size_t doc = 0; doc < in->n_documents; doc++) {
        const struct record *r = &in->record[doc];
        if (doc % REST_DOCUMENTS == 0)
            room_rest(in->room);
        if (in->text_of[doc] != UINT32_MAX)
            q->held[in->text_of[doc]] = (struct held){r->stored, r->n_passages,
                                                           in->room ? stored_by(r) : 0};
    }
    for (int i = 0; i < threads; i++)
        q->asking[i].text = NOBODY;
    *out = q;
    q = NULL;
out:
    quotations_free(q);
    return rc;
}

void quotations_free(struct quotations *q)
{
    if (!q)
        return;
    for (int i = 0; q->asking && i < q->threads; i++) {
        free(q->asking[i].place);
        free(q->asking[i].stored);
    }
    free(q->asking);
    room_drop(q->room, q->held);
    free(q);
}

static struct passage_reader read_held(const struct held *h)
{
    const struct record r = {.stored = h->stored, .n_passages = h->n_passages};
    return passage_reader_of(&r);
}

/* Texts asked about lie all over the room. */
static int look_at(const struct quotations *q, struct asking *a, uint32_t text, struct held *out)
{
    const struct held *h = &q->held[text];
    *out = *h;
    if (mem_grow(&a->stored, &a->stored_cap, h->n_stored, sizeof *a->stored) < 0)
        return RP_ERR_NOMEM;
    if (h->n_stored)
        out->stored = room_look(q->room, h->stored, h->n_stored * sizeof *h->stored, a->stored);
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

/* A run that is long enough has one of any so many places in a row: the others need no look. */
static bool has_run(const struct asking *a, const struct held *h)
{
    uint32_t before = 0; /* of those that stay, in the words before */
    for (uint32_t k = LIMIT_QUOTATION_RUN - 1, word = 0; k < h->n_passages; k += LIMIT_QUOTATION_RUN) {
        for (; word < k / 32; word++)
            before += (uint32_t)__builtin_popcount(h->stored[word]);
        if (!stays(h, k))
            continue;
        const uint32_t below = h->stored[word] & ((UINT32_C(1) << (k % 32)) - 1);
        if (run_through(a, h, k, before + (uint32_t)__builtin_popcount(below)) >= LIMIT_QUOTATION_RUN)
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
    if (a->text != i) {
        TRY(look_at(q, a, i, &h));
        TRY(note_places(a, &h, i));
    }
    TRY(look_at(q, a, other, &h));
    rc = has_run(a, &h);
out:
    return rc;
}
