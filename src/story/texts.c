#include "story/texts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

struct entry {
    uint64_t digest; /* record->body.hi: tells most apart without going to the record */
    const struct record *record;
    uint32_t doc;
};

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

/* Records equal in all that is compared are the same record twice: which comes first does not show. */
static int entry_order(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    int c;
    if (a->digest != b->digest)
        return a->digest < b->digest ? -1 : 1;
    c = text_order(a->record, b->record);
    if (!c)
        c = date_order(a->record, b->record);
    if (!c)
        c = order128(a->record->identity, b->record->identity);
    return c ? c : a->doc < b->doc ? -1 : a->doc > b->doc;
}

int texts_collapse(const struct record *record, size_t n, struct texts *out)
{
    struct texts t = {0};
    struct entry *entry = NULL;
    int rc = RP_OK;

    if (n >= UINT32_MAX - 1)
        return RP_ERR_LIMIT;
    entry = mem_alloc(n, sizeof *entry);
    t.doc = mem_alloc(n, sizeof *t.doc);
    t.first = mem_alloc(n + 1, sizeof *t.first);
    if (!entry || !t.doc || !t.first) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        entry[i] = (struct entry){record[i].body.hi, &record[i], (uint32_t)i};
    qsort(entry, n, sizeof *entry, entry_order);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || text_order(entry[i - 1].record, entry[i].record) != 0)
            t.first[t.n++] = (uint32_t)i;
        t.doc[i] = entry[i].doc;
    }
    t.first[t.n] = (uint32_t)n;
    *out = t;
    t = (struct texts){0};
out:
    free(entry);
    texts_release(&t);
    return rc;
}

void texts_release(struct texts *t)
{
    free(t->first);
    free(t->doc);
    *t = (struct texts){0};
}
