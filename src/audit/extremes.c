#include "audit/extremes.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

static int copy_string(char **to, const char *from)
{
    const size_t n = from ? strlen(from) + 1 : 0;

    *to = NULL;
    if (!from)
        return RP_OK;
    if (!(*to = mem_alloc(n, 1)))
        return RP_ERR_NOMEM;
    memcpy(*to, from, n);
    return RP_OK;
}

void extreme_doc_release(struct extreme_doc *d)
{
    free(d->id);
    free(d->title);
    free(d->opening);
    *d = (struct extreme_doc){0};
}

int extreme_doc_copy(struct extreme_doc *to, const struct extreme_doc *from)
{
    int rc = RP_OK;

    *to = (struct extreme_doc){.doc = from->doc};
    TRY(copy_string(&to->id, from->id));
    TRY(copy_string(&to->title, from->title));
    TRY(copy_string(&to->opening, from->opening));
    return RP_OK;
out:
    extreme_doc_release(to);
    return rc;
}

int extremes_init(struct extremes *e, size_t most, bool highest)
{
    *e = (struct extremes){.most = most, .highest = highest};
    e->pair = mem_zalloc(most, sizeof *e->pair);
    return e->pair ? RP_OK : RP_ERR_NOMEM;
}

static void release_pair(struct extreme *p)
{
    extreme_doc_release(&p->a);
    extreme_doc_release(&p->b);
}

void extremes_release(struct extremes *e)
{
    for (size_t i = 0; i < e->n; i++)
        release_pair(&e->pair[i]);
    free(e->pair);
    *e = (struct extremes){0};
}

static bool better(const struct extremes *e, double jaccard, uint64_t a, uint64_t b, const struct extreme *than)
{
    if (jaccard != than->jaccard)
        return e->highest ? jaccard > than->jaccard : jaccard < than->jaccard;
    return a != than->a.doc ? a < than->a.doc : b < than->b.doc;
}

bool extremes_wants(const struct extremes *e, double jaccard, uint64_t a, uint64_t b)
{
    return e->most > 0 && (e->n < e->most || better(e, jaccard, a, b, &e->pair[e->n - 1]));
}

int extremes_add(struct extremes *e, double jaccard, const struct extreme_doc *a, const struct extreme_doc *b)
{
    struct extreme p = {.jaccard = jaccard};
    size_t at;
    int rc = RP_OK;

    if (!extremes_wants(e, jaccard, a->doc, b->doc))
        return RP_OK;
    TRY(extreme_doc_copy(&p.a, a));
    TRY(extreme_doc_copy(&p.b, b));
    if (e->n == e->most)
        release_pair(&e->pair[--e->n]);
    for (at = e->n++; at > 0 && better(e, jaccard, a->doc, b->doc, &e->pair[at - 1]); at--)
        e->pair[at] = e->pair[at - 1];
    e->pair[at] = p;
    return RP_OK;
out:
    release_pair(&p);
    return rc;
}

int extremes_merge(struct extremes *into, const struct extremes *from)
{
    int rc = RP_OK;
    for (size_t i = 0; i < from->n; i++)
        TRY(extremes_add(into, from->pair[i].jaccard, &from->pair[i].a, &from->pair[i].b));
out:
    return rc;
}
