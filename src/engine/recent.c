#include "engine/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

#define NOWHERE UINT64_MAX

void recent_init(struct recent *r)
{
    for (size_t i = 0; i < RECENT_DOCS; i++)
        r->doc[i] = (struct recent_doc){.pos = NOWHERE};
}

void recent_release(struct recent *r)
{
    for (size_t i = 0; i < RECENT_DOCS; i++)
        free(r->doc[i].shingle);
    recent_init(r);
}

int recent_add(struct recent *r, uint64_t pos, const uint64_t *shingle, size_t n)
{
    struct recent_doc *d = &r->doc[pos % RECENT_DOCS];
    int rc = RP_OK;

    if (n == 0 || n > RECENT_SHINGLES || d->pos == pos)
        return RP_OK;
    d->pos = NOWHERE;
    TRY(mem_grow(&d->shingle, &d->cap, n, sizeof *d->shingle));
    memcpy(d->shingle, shingle, n * sizeof *shingle);
    d->n = n;
    d->pos = pos;
out:
    return rc;
}

const struct recent_doc *recent_find(const struct recent *r, uint64_t pos)
{
    const struct recent_doc *d = &r->doc[pos % RECENT_DOCS];
    return d->pos == pos ? d : NULL;
}
