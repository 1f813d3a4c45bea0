#include "story/quotation.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "store/room.h"
#include "story/limits.h"
#include "story/results.h"
#include "story/thin.h"

enum { REST_DOCUMENTS = 4096 };

/* Where a passage of the text asked about stands; the first of several places. */
struct place {
    uint32_t passage, at; /* at: counted from 1; 0: free */
};

struct asking {
    struct place *place; /* a table of mask + 1 */
    size_t mask, cap;
    uint32_t text;       /* whose passages those are; NO_INDEX: nobody's */
};

/* The passages of a text, apart from its record, which lies far from that of the next text asked about. */
struct held {
    const uint32_t *stored;
    uint32_t n_passages;
};

struct quotations {
    struct room *room;
    struct held *held;      /* of a text */
    const uint64_t *source; /* of a text */
    struct asking *asking;  /* of each thread */
    int threads;
};

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
            q->held[in->text_of[doc]] = (struct held){r->stored, r->n_passages};
    }
    for (int i = 0; i < threads; i++)
        q->asking[i].text = NO_INDEX;
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
    for (int i = 0; q->asking && i < q->threads; i++)
        free(q->asking[i].place);
    free(q->asking);
    room_drop(q->room, q->held);
    free(q);
}

static struct passage_reader read_held(const struct held *h)
{
    const struct record r = {.stored = h->stored, .n_passages = h->n_passages};
    return passage_reader_of(&r);
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
    a->text = NO_INDEX;
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

static bool has_run(const struct asking *a, const struct held *other)
{
    struct passage_reader reader = read_held(other);
    uint32_t passage, run = 0, before = 0;
    bool alone;

    while (run < LIMIT_QUOTATION_RUN && passage_next(&reader, &passage, &alone)) {
        const uint32_t at = alone ? 0 : find(a, passage)->at;
        run = !at ? 0 : at == before + 1 ? run + 1 : 1;
        before = at;
    }
    return run >= LIMIT_QUOTATION_RUN;
}

int quotations_ask(void *ctx, int thread, uint32_t i, uint32_t other)
{
    const struct quotations *q = ctx;
    struct asking *a = &q->asking[thread];

    if (!q->source[i] == !q->source[other])
        return 0;
    if (a->text != i && note_places(a, &q->held[i], i) < 0)
        return RP_ERR_NOMEM;
    return has_run(a, &q->held[other]);
}
