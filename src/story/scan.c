#include "story/scan.h"

#include <stdlib.h>

#include "article/analyse.h"
#include "article/bylines.h"
#include "article/furniture.h"
#include "article/patterns.h"
#include "base/alloc.h"
#include "base/bits.h"
#include "base/status.h"
#include "base/thread.h"
#include "records/article_notes.h"
#include "records/article_record.h"
#include "records/texts.h"
#include "relation/compare.h"
#include "rules/thresholds.h"
#include "store/room.h"
#include "story/assemble.h"
#include "story/grouping.h"
#include "story/pages.h"
#include "story/scan_work.h"

void scan_options_init(struct scan_options *o)
{
    *o = (struct scan_options){0};
}

const char *scan_stage_name(enum scan_stage stage)
{
    static const char *const name[SCAN_STAGES] = {"furniture", "records", "candidates", "verify", "results"};
    return name[stage];
}

static void scan_release(struct scan *s)
{
    for (int i = 0; s->worker && i < s->threads; i++) {
        furniture_learner_free(s->worker[i].learner);
        furniture_list_free(s->worker[i].furniture);
        article_analyser_free(s->worker[i].analyser);
        recorder_free(s->worker[i].recorder);
        bylines_free(s->worker[i].bylines);
    }
    free(s->worker);
    comparer_free(s->comparer);
    page_book_release(&s->book);
    article_notes_release(&s->notes);
    furniture_free(s->own_furniture);
    patterns_free(s->own_patterns);
    texts_release(&s->texts);
    grouping_release(&s->grouping);
    thin_store_release(&s->thinned);
    keep_release(&s->recalled);
    bits_release(&s->known);
    room_drop(s->o->room, s->recalled_edge);
    room_drop(s->o->room, s->record);
    room_drop(s->o->room, s->band);
    room_drop(s->o->room, s->node);
    room_drop(s->o->room, s->length);
    room_drop(s->o->room, s->text_of);
    room_drop(s->o->room, s->carried);
    scan_release_channels(s);
    room_drop(s->o->room, s->leader);
    room_drop(s->o->room, s->stub);
    room_drop(s->o->room, s->text_source);
    room_drop(s->o->room, s->edge);
}

int scan_tick(const struct scan *s, enum scan_stage stage, size_t done, size_t total)
{
    return s->o->progress ? s->o->progress(s->o->progress_ctx, stage, done, total) : RP_OK;
}

/* In loops over all documents or edges, which follow each other in memory while texts do not. */
void scan_rest_at(const struct scan *s, size_t i)
{
    if (i % REST_EACH == 0)
        room_rest(s->o->room);
}

static uint32_t text_with(const struct scan *s, size_t doc)
{
    uint32_t text = 0;
    for (; text < s->texts.n; text++)
        for (uint32_t k = s->texts.first[text]; k < s->texts.first[text + 1]; k++)
            if (s->texts.doc[k] == doc)
                return text;
    return NO_TEXT;
}

/* The answer about the pair that was asked for. */
static void tell_pair(const struct scan *s)
{
    struct scan_pair *p = s->o->pair;
    const uint32_t x = p ? text_with(s, p->doc[0]) : NO_TEXT, y = p ? text_with(s, p->doc[1]) : NO_TEXT;
    const struct edge *e;

    if (x == NO_TEXT || y == NO_TEXT)
        return;
    p->same_text = x == y;
    e = edge_find(s->edge, s->n_edges, x < y ? x : y, x < y ? y : x);
    if (p->same_text || !e)
        return;
    p->compared = true;
    p->relation = e->relation;
    p->story_edge = e->story_edge;
    p->background = e->background;
}

static int make_edges(struct scan *s)
{
    int rc = RP_OK;
    TRY(page_book_init(&s->book, s->source->n, s->threads, s->o->room));
    s->book.bylines = s->worker[0].bylines;
    s->book.owner = s->o->owner;
    s->book.owner_ctx = s->o->owner_ctx;
    s->reading = (struct doc_reading){page_book_read, page_book_recall, &s->book, &s->notes};
    TRY(scan_tick(s, SCAN_CANDIDATES, 0, 0));
    TRY(scan_build_channels(s));
    TRY(comparer_create(s->source, &s->article, &s->reading, s->thresholds, s->threads, s->o->room,
                        &s->comparer));
    TRY(scan_judge_round(s, true));
    postings_release(&s->ties); /* asked in the first round only */
    TRY(grouping_collapse(s->texts.n, s->stub, s->edge, s->n_edges, s->o->room, s->leader));
    TRY(scan_judge_round(s, false));
    postings_release(&s->bands);
    TRY(scan_weigh_standing(s));
    tell_pair(s);
    scan_release_channels(s);
out:
    return rc;
}

/* --- all together --- */

static int make_result(struct scan *s, struct scan_result **out)
{
    struct assembly a = {
        .record = s->record,
        .n_documents = s->source->n,
        .texts = &s->texts,
        .edge = s->edge,
        .n_edges = s->n_edges,
        .grouping = &s->grouping,
        .book = &s->book,
        .comparer = s->comparer,
        .thresholds = s->thresholds,
        .threads = s->threads,
        .candidates = s->n_candidates,
        .furniture_lines = s->furniture_lines,
        .links = s->o->suspects,
    };
    return assemble(&a, out);
}

int scan_run(const struct scan_options *o, const struct scan_source *source, struct scan_result **out)
{
    struct scan s = {.o = o, .source = source};
    int rc = RP_OK;

    s.thresholds = o->thresholds ? o->thresholds : thresholds_preset(PRESET_NORMAL);
    s.threads = o->threads < 1 ? thread_count_default() : o->threads;
    if (source->n >= UINT32_MAX - 1)
        return RP_ERR_INVALID;
    if (!(s.worker = mem_zalloc((size_t)s.threads, sizeof *s.worker)))
        return RP_ERR_NOMEM;
    if (!o->patterns)
        TRY(patterns_create(&s.own_patterns)); /* one for all analysers */
    s.article.patterns = o->patterns ? o->patterns : s.own_patterns;
    if (!o->no_furniture && !o->furniture)
        TRY(scan_learn_furniture(&s));
    s.article.furniture = o->furniture ? o->furniture : s.own_furniture;
    TRY(scan_make_records(&s));
    TRY(texts_collapse(s.record, source->n, o->room, &s.texts));
    TRY(scan_place_texts(&s));
    TRY(scan_thin(&s));
    TRY(scan_make_nodes(&s));
    TRY(make_edges(&s));
    TRY(grouping_make(&s.texts, s.stub, s.text_source, s.edge, s.n_edges, s.leader, s.thresholds,
                      &s.grouping));
    TRY(scan_tick(&s, SCAN_RESULTS, 0, 0));
    TRY(make_result(&s, out));
out:
    scan_release(&s);
    return rc;
}
