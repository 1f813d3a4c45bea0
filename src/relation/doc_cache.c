#include "relation/doc_cache.h"

#include <stdlib.h>
#include <string.h>

#include "article/article_note.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "records/article_notes.h"
#include "relation/body.h"
#include "relation/body_map.h"

enum { TABLE = 4 * DOC_CACHE_KEEP };

enum { NONE = UINT16_MAX };

struct kept {
    size_t doc;           /* SIZE_MAX: none, reading it failed */
    uint16_t newer, older;
    struct body body;
    struct relation_doc view;
    char *bytes; /* headline and outlet, which the source takes back */
    size_t bytes_cap;
    size_t held;
};

struct doc_cache {
    const struct scan_source *source;
    const struct doc_reading *reading;
    struct article_analyser *analyser;
    struct article article;
    struct body told;        /* scratch of doc_cache_tell() */
    int thread;
    uint16_t newest, oldest; /* of those kept, by when they were asked for; NONE: nothing is kept */
    uint16_t free;           /* a place that was given up, others behind it by `older`; NONE: there is none */
    size_t n, n_free;
    size_t held, most;       /* bytes, but for what of a place is never given up */
    struct kept kept[DOC_CACHE_KEEP];
    uint16_t table[TABLE]; /* index into kept + 1, 0 free; linear probing by doc */
};

int doc_cache_create(const struct scan_source *source, const struct article_options *options,
                     const struct doc_reading *reading, int thread, size_t most, struct doc_cache **out)
{
    struct doc_cache *r = mem_zalloc(1, sizeof *r);
    int rc = r ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    r->source = source;
    r->reading = reading;
    r->thread = thread;
    r->most = most;
    r->newest = r->oldest = r->free = NONE;
    body_init(&r->told);
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
    body_release(&r->told);
    r->n = r->n_free = r->held = 0;
    r->newest = r->oldest = r->free = NONE;
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

/* Where the document is, or the free place where it belongs. */
static size_t place_of(const struct doc_cache *r, size_t doc)
{
    size_t i = home(doc);
    while (r->table[i] && r->kept[r->table[i] - 1].doc != doc)
        i = (i + 1) % TABLE;
    return i;
}

/* Those behind it that could stand where it stood move up. */
static void take_out(struct doc_cache *r, size_t doc)
{
    size_t hole = place_of(r, doc);
    for (size_t i = (hole + 1) % TABLE; r->table[i]; i = (i + 1) % TABLE) {
        const size_t from_home = (i + TABLE - home(r->kept[r->table[i] - 1].doc)) % TABLE;
        if (from_home < (i + TABLE - hole) % TABLE)
            continue;
        r->table[hole] = r->table[i];
        hole = i;
    }
    r->table[hole] = 0;
}

/* --- the order in which they were asked for --- */

static void unlink_kept(struct doc_cache *r, uint16_t i)
{
    const struct kept *k = &r->kept[i];
    *(k->newer == NONE ? &r->newest : &r->kept[k->newer].older) = k->older;
    *(k->older == NONE ? &r->oldest : &r->kept[k->older].newer) = k->newer;
}

static void make_newest(struct doc_cache *r, uint16_t i)
{
    r->kept[i].newer = NONE;
    r->kept[i].older = r->newest;
    *(r->newest == NONE ? &r->oldest : &r->kept[r->newest].newer) = i;
    r->newest = i;
}

/* The document nobody asked for the longest is forgotten; its place, in no order any more. */
static uint16_t forget_oldest(struct doc_cache *r)
{
    const uint16_t i = r->oldest;
    if (r->kept[i].doc != SIZE_MAX)
        take_out(r, r->kept[i].doc);
    unlink_kept(r, i);
    return i;
}

static uint16_t take_free(struct doc_cache *r)
{
    const uint16_t i = r->free;
    r->free = r->kept[i].older;
    r->n_free--;
    return i;
}

static uint16_t take_place(struct doc_cache *r)
{
    const uint16_t i = r->free != NONE          ? take_free(r)
                       : r->n < DOC_CACHE_KEEP ? (uint16_t)r->n++
                                               : forget_oldest(r);
    make_newest(r, i);
    return i;
}

/* Those of articles that were large are given back too: a place keeps what its largest article took. */
static void give_up_oldest(struct doc_cache *r)
{
    const uint16_t i = forget_oldest(r);
    struct kept *k = &r->kept[i];

    r->held -= k->held;
    body_release(&k->body);
    free(k->bytes);
    *k = (struct kept){.doc = SIZE_MAX, .older = r->free};
    r->free = i;
    r->n_free++;
}

/* k has been read into. */
static void count_held(struct doc_cache *r, struct kept *k)
{
    const size_t held = body_held(&k->body) + k->bytes_cap;

    r->held += held - k->held;
    k->held = held;
    while (r->held > r->most && r->n - r->n_free > DOC_CACHE_LEAST)
        give_up_oldest(r);
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
    const uint8_t *note = r->reading && r->reading->notes ? article_notes_get(r->reading->notes, doc) : NULL;
    struct article_fields fields = {0};
    int rc = RP_OK;

    TRY(r->source->fetch(r->source->ctx, doc, r->thread, &fields));
    TRY(note ? article_recall(r->analyser, &fields, note, &r->article)
             : article_analyse(r->analyser, &fields, &r->article));
    relation_doc_fill(view, &r->article, NULL);
out:
    return rc;
}

static int tell(struct doc_cache *r, size_t doc, const struct relation_doc *view, uint32_t words)
{
    return r->reading ? r->reading->read(r->reading->ctx, doc, r->thread, &r->article, view, words) : RP_OK;
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
    TRY(tell(r, doc, &k->view, k->body.n));
out:
    return rc;
}

int doc_cache_get(struct doc_cache *r, size_t doc, const struct relation_doc **out)
{
    const uint16_t known = r->table[place_of(r, doc)];
    struct kept *k;
    uint16_t i;
    int rc;

    if (known) {
        unlink_kept(r, (uint16_t)(known - 1));
        make_newest(r, (uint16_t)(known - 1));
        *out = &r->kept[known - 1].view;
        return RP_OK;
    }
    i = take_place(r);
    k = &r->kept[i];
    k->doc = SIZE_MAX;
    rc = recall_into(r, doc, k);
    if (rc == 0)
        rc = read_into(r, doc, k);
    count_held(r, k);
    TRY(rc);
    k->doc = doc;
    r->table[place_of(r, doc)] = (uint16_t)(i + 1);
    *out = &k->view;
    rc = RP_OK;
out:
    return rc;
}

int doc_cache_tell(struct doc_cache *r, size_t doc)
{
    struct relation_doc view;
    int rc = RP_OK;

    TRY(read_article(r, doc, &view));
    TRY(body_read(&r->told, &r->article, r->article.given.text));
    TRY(tell(r, doc, &view, r->told.n));
out:
    return rc;
}
