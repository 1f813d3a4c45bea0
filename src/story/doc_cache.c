#include "story/doc_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "story/body.h"
#include "story/body_map.h"

enum { TABLE = 4 * DOC_CACHE_KEEP };

struct kept {
    size_t doc;
    uint64_t used_at;
    struct body body;
    struct relation_doc view;
    char *bytes; /* headline and outlet, which the source takes back */
    size_t bytes_cap;
};

struct doc_cache {
    const struct scan_source *source;
    const struct doc_reading *reading;
    struct article_analyser *analyser;
    struct article article;
    int thread;
    uint64_t clock;
    size_t n;
    struct kept kept[DOC_CACHE_KEEP];
    uint16_t table[TABLE]; /* index into kept + 1, 0 free; linear probing by doc */
};

int doc_cache_create(const struct scan_source *source, const struct article_options *options,
                     const struct doc_reading *reading, int thread, struct doc_cache **out)
{
    struct doc_cache *r = mem_zalloc(1, sizeof *r);
    int rc = r ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    r->source = source;
    r->reading = reading;
    r->thread = thread;
    TRY(article_analyser_create(options, &r->analyser));
    *out = r;
    r = NULL;
out:
    doc_cache_free(r);
    return rc;
}

void doc_cache_clear(struct doc_cache *r)
{
    for (size_t i = 0; i < r->n; i++) {
        body_release(&r->kept[i].body);
        free(r->kept[i].bytes);
        r->kept[i] = (struct kept){0};
    }
    r->n = 0;
    memset(r->table, 0, sizeof r->table);
}

void doc_cache_free(struct doc_cache *r)
{
    if (!r)
        return;
    doc_cache_clear(r);
    article_analyser_free(r->analyser);
    free(r);
}

/* --- table of what is kept --- */

static size_t home(size_t doc)
{
    return hash_mix(doc + 1) % TABLE;
}

static struct kept *find(struct doc_cache *r, size_t doc)
{
    for (size_t i = home(doc); r->table[i]; i = (i + 1) % TABLE)
        if (r->kept[r->table[i] - 1].doc == doc)
            return &r->kept[r->table[i] - 1];
    return NULL;
}

/* The table is small and rarely changes: it is simply filled again. */
static void fill_table(struct doc_cache *r)
{
    memset(r->table, 0, sizeof r->table);
    for (size_t k = 0; k < r->n; k++) {
        size_t i;
        if (r->kept[k].doc == SIZE_MAX)
            continue;
        for (i = home(r->kept[k].doc); r->table[i];)
            i = (i + 1) % TABLE;
        r->table[i] = (uint16_t)(k + 1);
    }
}

static struct kept *take_place(struct doc_cache *r)
{
    struct kept *oldest = &r->kept[0];
    if (r->n < DOC_CACHE_KEEP) {
        struct kept *fresh = &r->kept[r->n++];
        body_init(&fresh->body);
        fresh->doc = SIZE_MAX;
        return fresh;
    }
    for (size_t i = 1; i < DOC_CACHE_KEEP; i++)
        if (r->kept[i].used_at < oldest->used_at)
            oldest = &r->kept[i];
    oldest->doc = SIZE_MAX;
    return oldest;
}

/* --- reading --- */

static void keep_span(struct kept *k, size_t *used, struct span *s)
{
    if (!s->p)
        return;
    memcpy(k->bytes + *used, s->p, s->n);
    s->p = k->bytes + *used;
    *used += s->n;
}

/* r->article and the document as the judge sees it, but for its body and with bytes that are the source's. */
static int read_article(struct doc_cache *r, size_t doc, struct relation_doc *view)
{
    struct article_fields fields = {0};
    int rc = RP_OK;

    TRY(r->source->fetch(r->source->ctx, doc, r->thread, &fields));
    TRY(article_analyse(r->analyser, &fields, &r->article));
    relation_doc_fill(view, &r->article, NULL);
out:
    return rc;
}

static int tell(struct doc_cache *r, size_t doc, const struct relation_doc *view)
{
    return r->reading ? r->reading->read(r->reading->ctx, doc, r->thread, &r->article, view) : RP_OK;
}

/* 1: k is the document as it was known before. 0: nothing is known. */
static int recall_into(struct doc_cache *r, size_t doc, struct kept *k)
{
    struct article_fields fields = {0};
    const uint8_t *map;
    int rc = RP_OK;

    if (!r->reading || !r->reading->recall(r->reading->ctx, doc, &k->view, &map))
        return 0;
    TRY(r->source->fetch(r->source->ctx, doc, r->thread, &fields));
    TRY(body_map_read(&k->body, map, fields.text));
    k->view.body = &k->body;
    rc = 1;
out:
    return rc;
}

static int read_into(struct doc_cache *r, size_t doc, struct kept *k)
{
    size_t used = 0;
    int rc = RP_OK;

    TRY(read_article(r, doc, &k->view));
    TRY(body_read(&k->body, &r->article, r->article.given.text));
    k->view.body = &k->body;
    TRY(mem_grow(&k->bytes, &k->bytes_cap, k->view.headline.n + k->view.outlet.n + 1, 1));
    keep_span(k, &used, &k->view.headline);
    keep_span(k, &used, &k->view.outlet);
    TRY(tell(r, doc, &k->view));
out:
    return rc;
}

int doc_cache_get(struct doc_cache *r, size_t doc, const struct relation_doc **out)
{
    struct kept *k = find(r, doc);
    int rc;

    if (k) {
        k->used_at = ++r->clock;
        *out = &k->view;
        return RP_OK;
    }
    k = take_place(r);
    rc = recall_into(r, doc, k);
    if (rc == 0)
        rc = read_into(r, doc, k);
    k->doc = rc < 0 ? SIZE_MAX : doc;
    k->used_at = ++r->clock;
    fill_table(r);
    *out = &k->view;
    return rc < 0 ? rc : RP_OK;
}

int doc_cache_tell(struct doc_cache *r, size_t doc)
{
    struct relation_doc view;
    int rc = RP_OK;

    TRY(read_article(r, doc, &view));
    TRY(tell(r, doc, &view));
out:
    return rc;
}
