/* The two passes over all articles: furniture is learned, records are made. */
#include "story/scan_work.h"

#include <stdlib.h>
#include <string.h>

#include "article/analyse.h"
#include "article/article_note.h"
#include "article/bylines.h"
#include "article/furniture.h"
#include "base/alloc.h"
#include "base/bits.h"
#include "base/status.h"
#include "base/thread.h"
#include "records/article_notes.h"
#include "records/article_record.h"
#include "relation/compare.h"
#include "relation/scan_journal.h"
#include "store/journal.h"
#include "store/room.h"

enum { DOC_GRAIN = 256 };

/* All documents through `work`, in pieces between which progress is told. */
static int for_documents(struct scan *s, enum scan_stage stage,
                         int (*work)(void *ctx, size_t first, size_t last, int thread), void *ctx, size_t *base)
{
    size_t n = s->source->n, step = n / 100 + 1024;
    int rc = RP_OK;
    for (*base = 0; *base < n; *base += step) {
        TRY(scan_tick(s, stage, *base, n));
        TRY(thread_for(n - *base < step ? n - *base : step, DOC_GRAIN, s->threads, ctx, work));
    }
out:
    return rc;
}

struct pass {
    struct scan *s;
    size_t base;
};

/* --- pass 1: furniture --- */

static int learn_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct pass *p = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++) {
        struct article_fields f = {0};
        TRY(p->s->source->fetch(p->s->source->ctx, p->base + i, thread, &f));
        TRY(furniture_learn(p->s->worker[thread].learner, &f));
    }
out:
    return rc;
}

int scan_learn_furniture(struct scan *s)
{
    struct furniture_learner **all = mem_zalloc((size_t)s->threads, sizeof *all);
    struct pass p = {.s = s};
    int rc = all ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (int i = 0; i < s->threads; i++) {
        TRY(furniture_learner_create(s->o->room, &s->worker[i].learner));
        all[i] = s->worker[i].learner;
    }
    TRY(for_documents(s, SCAN_FURNITURE, learn_piece, &p, &p.base));
    TRY(furniture_create(all, (size_t)s->threads, &s->own_furniture));
    for (int i = 0; i < s->threads; i++) {
        furniture_learner_free(s->worker[i].learner);
        s->worker[i].learner = NULL;
    }
out:
    free(all);
    return rc;
}

/* --- pass 2: records --- */

static int note_record(const struct scan *s, struct worker *w, size_t doc, int thread, const struct article *a)
{
    const struct scan_options *o = s->o;
    uint64_t names[BYLINE_NAMES];
    struct record_note n = {.doc = (uint32_t)doc, .record = &s->record[doc], .bands = &s->band[doc],
                            .names = names};
    int rc = RP_OK;

    n.lines = w->furniture != NULL;
    n.n_names = bylines_anchored(a, &n.agency, names);
    TRY(bylines_learn(w->bylines, n.agency, names, n.n_names));
    if (o->seen)
        TRY(o->seen(o->seen_ctx, doc, thread, a));
    if (o->journal && o->seen_bytes)
        TRY(o->seen_bytes(o->seen_ctx, doc, thread, &n.seen));
    TRY(scan_journal_record(o->journal, thread, &n));
out:
    return rc;
}

struct note_line {
    struct journal *journal;
    int writer;
};

static int note_line(void *ctx, const struct furniture_line *line)
{
    const struct note_line *n = ctx;
    return scan_journal_line(n->journal, n->writer, line);
}

static int record_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct pass *p = ctx;
    struct scan *s = p->s;
    struct worker *w = &s->worker[thread];
    int rc = RP_OK;
    room_rest(s->o->room);
    for (size_t doc = p->base + first; doc < p->base + last; doc++) {
        struct article_fields f = {0};
        struct article a;
        struct span note;
        if (bits_get(&s->known, doc))
            continue;
        TRY(s->source->fetch(s->source->ctx, doc, thread, &f));
        TRY(article_analyse(w->analyser, &f, &a));
        TRY(recorder_make(w->recorder, &a, &s->record[doc], &s->band[doc]));
        TRY(article_note(w->analyser, &note));
        TRY(article_notes_put(&s->notes, doc, thread, note));
        if (w->furniture) /* before the record, which says that they are noted */
            TRY(furniture_list_add(w->furniture, &a, &(struct note_line){s->o->journal, thread}, note_line));
        TRY(note_record(s, w, doc, thread, &a));
    }
out:
    return rc;
}

/* --- what an earlier run found out --- */

static int recall_record(void *ctx, const struct record_note *n)
{
    struct scan *s = ctx;
    struct record *r = &s->record[n->doc];
    uint32_t *passage;
    int rc = RP_OK;

    if (bits_get(&s->known, n->doc) || (s->worker[0].furniture && !n->lines)) /* nobody wanted to see them then */
        return RP_OK;
    if (!(passage = keep_zalloc(&s->recalled, n->record->n_passages, sizeof *passage)))
        return RP_ERR_NOMEM;
    if (n->record->n_passages)
        memcpy(passage, n->record->stored, n->record->n_passages * sizeof *passage);
    *r = *n->record;
    r->stored = passage;
    s->band[n->doc] = *n->bands;
    TRY(bylines_learn(s->worker[0].bylines, n->agency, n->names, n->n_names));
    if (s->o->seen_before)
        TRY(s->o->seen_before(s->o->seen_ctx, n->doc, n->seen));
    bits_set(&s->known, n->doc);
out:
    return rc;
}

static int recall_edge(void *ctx, const struct edge *e)
{
    struct scan *s = ctx;
    int rc = RP_OK;

    TRY(room_grow(s->o->room, &s->recalled_edge, &s->recalled_cap, s->n_recalled + 1, sizeof *e));
    s->recalled_edge[s->n_recalled++] = *e;
out:
    return rc;
}

static int recall_line(void *ctx, const struct furniture_line *l)
{
    const struct scan *s = ctx;
    return s->worker[0].furniture ? furniture_list_put(s->worker[0].furniture, l) : RP_OK;
}

static int recall(struct scan *s)
{
    const struct scan_journal_reader reader = {s, recall_record, recall_edge, recall_line};
    int rc = RP_OK;

    s->recalled.room = s->o->room;
    TRY(bits_reserve(&s->known, s->source->n));
    TRY(scan_journal_read(s->o->journal, s->source->n, &reader));
    if (s->n_recalled)
        qsort(s->recalled_edge, s->n_recalled, sizeof *s->recalled_edge, edge_order);
out:
    return rc;
}

static int show_line(void *ctx, const struct furniture_item *item)
{
    struct scan *s = ctx;
    s->furniture_lines++;
    return s->o->show_furniture(s->o->show_furniture_ctx, item->outlet, item->line, item->docs, item->pool_docs);
}

static int show_furniture(struct scan *s)
{
    int rc = RP_OK;
    for (int i = 1; i < s->threads; i++)
        TRY(furniture_list_merge(s->worker[0].furniture, s->worker[i].furniture));
    TRY(furniture_list_show(s->worker[0].furniture, s->article.furniture, s, show_line));
out:
    return rc;
}

int scan_make_records(struct scan *s)
{
    struct pass p = {.s = s};
    struct article_options options = s->article;
    bool show = s->o->show_furniture && s->article.furniture;
    int rc = RP_OK;

    s->record = room_alloc(s->o->room, s->source->n, sizeof *s->record);
    s->band = room_alloc(s->o->room, s->source->n, sizeof *s->band);
    if (!s->record || !s->band)
        return RP_ERR_NOMEM;
    TRY(article_notes_init(&s->notes, s->source->n, s->threads, s->o->room));
    options.no_mentions = true; /* only the judgement of a pair asks for them */
    for (int i = 0; i < s->threads; i++) {
        TRY(article_analyser_create(&options, &s->worker[i].analyser));
        TRY(recorder_create(s->o->room, &s->worker[i].recorder));
        TRY(bylines_create(&s->worker[i].bylines));
        if (show)
            TRY(furniture_list_create(&s->worker[i].furniture));
    }
    TRY(recall(s));
    TRY(for_documents(s, SCAN_RECORDS, record_piece, &p, &p.base));
    TRY(journal_flush(s->o->journal));
    for (int i = 1; i < s->threads; i++)
        TRY(bylines_merge(s->worker[0].bylines, s->worker[i].bylines));
    if (show)
        TRY(show_furniture(s));
out:
    return rc;
}
