#include "engine/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

static void release(struct recent_doc *doc, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(doc[i].shingle);
        doc[i] = (struct recent_doc){0};
    }
}

void recent_release(struct recent *r)
{
    release(r->passed, RECENT_PASSED);
    release(r->asked, RECENT_ASKED);
}

int recent_add(struct recent *r, enum recent_why why, uint64_t pos, const uint64_t *shingle, size_t n)
{
    struct recent_doc *d = why == RECENT_DECIDED ? &r->passed[pos % RECENT_PASSED] : &r->asked[pos % RECENT_ASKED];
    int rc = RP_OK;

    if (n == 0 || n > RECENT_SHINGLES || d->after == pos + 1)
        return RP_OK;
    d->after = 0;
    TRY(mem_grow(&d->shingle, &d->cap, n, sizeof *d->shingle));
    memcpy(d->shingle, shingle, n * sizeof *shingle);
    d->n = n;
    d->after = pos + 1;
out:
    return rc;
}

const struct recent_doc *recent_find(const struct recent *r, uint64_t pos)
{
    const struct recent_doc *passed = &r->passed[pos % RECENT_PASSED], *asked = &r->asked[pos % RECENT_ASKED];

    if (passed->after == pos + 1)
        return passed;
    return asked->after == pos + 1 ? asked : NULL;
}

static const struct recent_map *make_map(struct recent_map *m, const struct recent_doc *d)
{
    bitmap_filter_build(&m->bitmap, d->shingle, d->n);
    m->n = d->n;
    m->after = d->after;
    return m;
}

const struct recent_map *recent_map_find(struct recent *r, uint64_t pos)
{
    struct recent_map *passed = &r->passed_map[pos % RECENT_PASSED_MAPS];
    struct recent_map *asked = &r->asked_map[pos % RECENT_ASKED_MAPS];
    const struct recent_doc *d;

    if (passed->after == pos + 1)
        return passed;
    if (asked->after == pos + 1)
        return asked;
    if (!(d = recent_find(r, pos)))
        return NULL;
    return make_map(d == &r->passed[pos % RECENT_PASSED] ? passed : asked, d);
}
