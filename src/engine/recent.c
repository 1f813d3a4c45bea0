#include "engine/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

#define NOWHERE UINT64_MAX

static void clear(struct recent_doc *doc, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        doc[i].pos = NOWHERE;
        doc[i].shingle = NULL;
        doc[i].cap = 0;
    }
}

void recent_init(struct recent *r)
{
    clear(r->passed, RECENT_PASSED);
    clear(r->asked, RECENT_ASKED);
}

void recent_release(struct recent *r)
{
    for (size_t i = 0; i < RECENT_PASSED; i++)
        free(r->passed[i].shingle);
    for (size_t i = 0; i < RECENT_ASKED; i++)
        free(r->asked[i].shingle);
    recent_init(r);
}

int recent_add(struct recent *r, enum recent_why why, uint64_t pos, const uint64_t *shingle, size_t n)
{
    struct recent_doc *d = why == RECENT_DECIDED ? &r->passed[pos % RECENT_PASSED] : &r->asked[pos % RECENT_ASKED];
    int rc = RP_OK;

    if (n == 0 || n > RECENT_SHINGLES || d->pos == pos)
        return RP_OK;
    d->pos = NOWHERE;
    TRY(mem_grow(&d->shingle, &d->cap, n, sizeof *d->shingle));
    memcpy(d->shingle, shingle, n * sizeof *shingle);
    d->mapped = false;
    d->n = n;
    d->pos = pos;
out:
    return rc;
}

struct recent_doc *recent_find(struct recent *r, uint64_t pos)
{
    struct recent_doc *passed = &r->passed[pos % RECENT_PASSED], *asked = &r->asked[pos % RECENT_ASKED];

    if (passed->pos == pos)
        return passed;
    return asked->pos == pos ? asked : NULL;
}

const struct bitmap_filter *recent_bitmap(struct recent_doc *d)
{
    if (!d->mapped)
        bitmap_filter_build(&d->bitmap, d->shingle, d->n);
    d->mapped = true;
    return &d->bitmap;
}
