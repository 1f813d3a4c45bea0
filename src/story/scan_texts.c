/* Records to texts, and what texts share. */
#include "story/scan_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "candidates/candidates.h"
#include "records/article_record.h"
#include "records/texts.h"
#include "records/thin.h"
#include "store/room.h"

/* Texts on many pages lead; among equals chance does, the same chance on every run. */
static uint64_t priority(const struct scan *s, uint32_t text, const struct record *r)
{
    uint32_t carriers = texts_carriers(&s->texts, text);
    uint64_t few = UINT16_MAX - (carriers < UINT16_MAX ? carriers : UINT16_MAX);
    return few << 48 | hash_mix(r->body.lo) >> 32 << 16 | (text & UINT16_MAX);
}

/* A notice is one wherever it stands: most of the pages that carry the text must look like one. */
static int find_stubs(struct scan *s)
{
    uint32_t *stubs = room_alloc(s->o->room, s->texts.n, sizeof *stubs);
    if (!stubs)
        return RP_ERR_NOMEM;
    for (size_t doc = 0; doc < s->source->n; doc++) {
        scan_rest_at(s, doc);
        stubs[s->carried[doc]] += (s->record[doc].facts & RECORD_STUB) != 0;
    }
    for (uint32_t i = 0; i < s->texts.n; i++)
        s->stub[i] = 2 * (uint64_t)stubs[i] > texts_carriers(&s->texts, i);
    room_drop(s->o->room, stubs);
    return RP_OK;
}

int scan_place_texts(struct scan *s)
{
    if (!(s->text_of = room_alloc(s->o->room, s->source->n, sizeof *s->text_of)))
        return RP_ERR_NOMEM;
    memset(s->text_of, 0xff, s->source->n * sizeof *s->text_of);
    for (uint32_t i = 0; i < s->texts.n; i++)
        s->text_of[texts_lead(&s->texts, i)] = i;
    return RP_OK;
}

int scan_make_nodes(struct scan *s)
{
    s->node = room_alloc(s->o->room, s->texts.n, sizeof *s->node);
    s->leader = room_alloc(s->o->room, s->texts.n, sizeof *s->leader);
    s->stub = room_alloc(s->o->room, s->texts.n, sizeof *s->stub);
    s->text_source = room_alloc(s->o->room, s->texts.n, sizeof *s->text_source);
    s->carried = room_alloc(s->o->room, s->source->n, sizeof *s->carried);
    if (!s->node || !s->leader || !s->stub || !s->text_source || !s->carried)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        s->leader[i] = i;
        for (uint32_t k = s->texts.first[i]; k < s->texts.first[i + 1]; k++)
            s->carried[s->texts.doc[k]] = i;
    }
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        const uint32_t i = s->text_of[doc];
        scan_rest_at(s, doc);
        if (i == NO_TEXT)
            continue;
        s->node[i] = (struct candidate_node){priority(s, i, r), r->first, r->last, r->n_tokens, r->n_passages};
        s->text_source[i] = r->source;
    }
    return find_stubs(s);
}

/* Passages and bands of the document that leads a text; the others have the same. */
static int passage_keys(void *ctx, uint32_t doc, int thread, struct item_keys *out)
{
    const struct scan *s = ctx;
    const struct span32 passage = thin_passages(&s->record[doc]);
    (void)thread;
    *out = (struct item_keys){passage.p, passage.n, s->text_of[doc]};
    return RP_OK;
}

static int band_keys(void *ctx, uint32_t doc, int thread, struct item_keys *out)
{
    const struct scan *s = ctx;
    const struct record *r = &s->record[doc];
    bool has = s->text_of[doc] != NO_TEXT && r->n_tokens > 0;
    (void)thread;
    *out = (struct item_keys){s->band[doc].key, has ? RECORD_BANDS : 0, s->text_of[doc]};
    return RP_OK;
}

/* Addresses of all documents of a text; their headlines too where rewrites are looked for, which share no passage. */
static int tie_keys(void *ctx, uint32_t doc, int thread, struct item_keys *out)
{
    const struct scan *s = ctx;
    struct worker *w = &s->worker[thread];
    const struct record *r = &s->record[doc];
    const uint64_t key[TIE_KEYS] = {r->page, r->original, r->item, s->o->suspects ? r->headline : 0};
    size_t n = 0;
    for (int i = 0; i < TIE_KEYS; i++)
        if (key[i])
            w->key[n++] = (uint32_t)(hash_mix(key[i]) >> 32);
    *out = (struct item_keys){w->key, n, s->carried[doc]};
    return RP_OK;
}

int scan_thin(struct scan *s)
{
    struct recorder **all = mem_zalloc((size_t)s->threads, sizeof(struct recorder *));
    const struct thinning t = {s->record, s->source->n, s->text_of, all, s->threads, s->o->room, &s->thinned};
    int rc = all ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (int i = 0; i < s->threads; i++)
        all[i] = s->worker[i].recorder;
    s->thinned.room = s->o->room;
    TRY(thin_records(&t));
    keep_release(&s->recalled);
    for (int i = 0; i < s->threads; i++) {
        recorder_free(s->worker[i].recorder);
        s->worker[i].recorder = NULL;
    }
out:
    free(all);
    return rc;
}

int scan_build_channels(struct scan *s)
{
    struct posting_source source = {.ctx = s, .n_items = (uint32_t)s->source->n, .n_nodes = s->texts.n,
                                    .room = s->o->room};
    struct thin_marks marks = {0};
    int rc = RP_OK;
    source.keys = passage_keys;
    source.marks = &marks;
    TRY(postings_build(&source, s->threads, &s->passages));
    TRY(thin_again(s->record, s->source->n, &marks, &s->thinned)); /* what postings found out of passages alone */
    source.marks = NULL;
    source.keys = band_keys;
    TRY(postings_build(&source, s->threads, &s->bands));
    source.keys = tie_keys;
    TRY(postings_build(&source, s->threads, &s->ties));
    room_drop(s->o->room, s->carried);
    s->carried = NULL;
    room_drop(s->o->room, s->band);
    s->band = NULL;
out:
    room_drop(s->o->room, marks.bits);
    return rc;
}

void scan_release_channels(struct scan *s)
{
    postings_release(&s->passages);
    postings_release(&s->bands);
    postings_release(&s->ties);
}
