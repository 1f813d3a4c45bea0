#include "story/quotation.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "story/results.h"
#include "story/thin.h"

/* Where a passage of the text asked about stands; the first of several places. */
struct place {
    uint32_t passage, at; /* at: counted from 1; 0: free */
};

struct asking {
    struct place *place; /* a table of mask + 1 */
    size_t mask, cap;
    uint32_t text;       /* whose passages those are; NO_INDEX: nobody's */
};

struct quotations {
    const struct record *record;
    const struct texts *texts;
    struct asking *asking; /* of each thread */
    int threads;
};

int quotations_create(const struct record *record, const struct texts *texts, int threads, struct quotations **out)
{
    struct quotations *q = mem_zalloc(1, sizeof *q);
    int rc = q ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    *q = (struct quotations){record, texts, mem_zalloc((size_t)threads, sizeof *q->asking), threads};
    if (!q->asking) {
        rc = RP_ERR_NOMEM;
        goto out;
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
    for (int i = 0; q && q->asking && i < q->threads; i++)
        free(q->asking[i].place);
    if (q)
        free(q->asking);
    free(q);
}

static const struct record *lead_of(const struct quotations *q, uint32_t text)
{
    return &q->record[texts_lead(q->texts, text)];
}

static struct place *find(const struct asking *a, uint32_t passage)
{
    size_t i = hash_mix(passage) & a->mask;
    while (a->place[i].at && a->place[i].passage != passage)
        i = (i + 1) & a->mask;
    return &a->place[i];
}

static int note_places(struct asking *a, const struct record *r, uint32_t text)
{
    struct passage_reader reader = passage_reader_of(r);
    uint32_t passage, at = 0;
    size_t size = 16;
    bool alone;

    while (size < 2 * (size_t)r->n_passages)
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

static bool has_run(const struct asking *a, const struct record *other)
{
    struct passage_reader reader = passage_reader_of(other);
    uint32_t passage, run = 0, before = 0;
    bool alone;

    while (run < QUOTATION_RUN && passage_next(&reader, &passage, &alone)) {
        const uint32_t at = alone ? 0 : find(a, passage)->at;
        run = !at ? 0 : at == before + 1 ? run + 1 : 1;
        before = at;
    }
    return run >= QUOTATION_RUN;
}

int quotations_ask(void *ctx, int thread, uint32_t i, uint32_t other)
{
    const struct quotations *q = ctx;
    struct asking *a = &q->asking[thread];
    const struct record *r = lead_of(q, i), *s = lead_of(q, other);

    if (!r->source == !s->source || r->n_passages < QUOTATION_RUN || s->n_passages < QUOTATION_RUN)
        return 0;
    if (a->text != i && note_places(a, r, i) < 0)
        return RP_ERR_NOMEM;
    return has_run(a, s);
}
