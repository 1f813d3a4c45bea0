#include "story/scan.h"

#include <stdlib.h>
#include <string.h>

#include "article/analyse.h"
#include "article/article_note.h"
#include "article/bylines.h"
#include "article/furniture.h"
#include "article/patterns.h"
#include "background/local_text.h"
#include "background/page_blocks.h"
#include "background/standing.h"
#include "base/alloc.h"
#include "base/bits.h"
#include "base/radix.h"
#include "base/status.h"
#include "base/thread.h"
#include "candidates/candidates.h"
#include "candidates/postings.h"
#include "candidates/quotation.h"
#include "records/article_notes.h"
#include "records/article_record.h"
#include "records/texts.h"
#include "records/thin.h"
#include "relation/compare.h"
#include "relation/scan_journal.h"
#include "rules/limits.h"
#include "rules/thresholds.h"
#include "store/journal.h"
#include "store/room.h"
#include "story/assemble.h"
#include "story/grouping.h"
#include "story/pages.h"

enum { DOC_GRAIN = 256, TIE_KEYS = 4, REST_EACH = 4096 };
#define NO_TEXT UINT32_MAX
#define NEXT_TO_NOTHING (LIMIT_BLOCK_ASKED / 100.f)
#define NEARLY_ALL (LIMIT_BLOCK_NEARLY_ALL / 100.f)

/* One thread's means of the two passes. */
struct worker {
    struct furniture_learner *learner;
    struct furniture_list *furniture; /* what was discounted, where that is to be shown */
    struct article_analyser *analyser;
    struct recorder *recorder;
    struct bylines *bylines;
    uint32_t key[TIE_KEYS]; /* of a document, for postings */
};

struct scan {
    const struct scan_options *o;
    const struct scan_source *source;
    const struct thresholds *thresholds;
    int threads;
    struct worker *worker;
    struct furniture *own_furniture; /* where none was given */
    size_t furniture_lines;
    struct patterns *own_patterns; /* where none were given */
    struct article_options article;
    struct record *record;
    struct record_bands *band;   /* until candidates can be searched for */
    struct texts texts;
    uint32_t *carried;      /* of a document: its text; until its addresses are known */
    uint32_t *text_of;      /* of a document that leads a text: the text; NO_TEXT for others */
    struct candidate_node *node; /* until candidates are found; then there is only their ... */
    struct text_length {
        uint32_t tokens, passages;
    } *length;
    struct postings passages, bands, ties;
    uint32_t *leader;
    bool *stub;
    uint64_t *text_source; /* of each text */
    struct page_book book;
    struct article_notes notes;
    struct doc_reading reading;
    struct comparer *comparer;
    struct quotations *quotations;
    struct edge *edge;
    size_t n_edges, edge_cap, n_candidates;
    struct grouping grouping;
    struct keep thinned;    /* passages of records */
    struct bits known;      /* documents whose records are in the journal ... */
    struct keep recalled;   /* ... and their passages, until they are thinned */
    struct edge *recalled_edge; /* sorted */
    size_t n_recalled, recalled_cap;
};

void scan_options_init(struct scan_options *o)
{
    *o = (struct scan_options){0};
}

const char *scan_stage_name(enum scan_stage stage)
{
    static const char *const name[SCAN_STAGES] = {"furniture", "records", "candidates", "verify", "results"};
    return name[stage];
}

static void release_channels(struct scan *s);

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
    quotations_free(s->quotations);
    page_book_release(&s->book);
    article_notes_release(&s->notes);
    furniture_free(s->own_furniture);
    patterns_free(s->own_patterns);
    texts_release(&s->texts);
    grouping_release(&s->grouping);
    keep_release(&s->thinned);
    keep_release(&s->recalled);
    bits_release(&s->known);
    room_drop(s->o->room, s->recalled_edge);
    room_drop(s->o->room, s->record);
    room_drop(s->o->room, s->band);
    room_drop(s->o->room, s->node);
    room_drop(s->o->room, s->length);
    room_drop(s->o->room, s->text_of);
    room_drop(s->o->room, s->carried);
    release_channels(s);
    room_drop(s->o->room, s->leader);
    room_drop(s->o->room, s->stub);
    room_drop(s->o->room, s->text_source);
    room_drop(s->o->room, s->edge);
}

static int tick(const struct scan *s, enum scan_stage stage, size_t done, size_t total)
{
    return s->o->progress ? s->o->progress(s->o->progress_ctx, stage, done, total) : RP_OK;
}

/* All documents through `work`, in pieces between which progress is told. */
static int for_documents(struct scan *s, enum scan_stage stage,
                         int (*work)(void *ctx, size_t first, size_t last, int thread), void *ctx, size_t *base)
{
    size_t n = s->source->n, step = n / 100 + 1024;
    int rc = RP_OK;
    for (*base = 0; *base < n; *base += step) {
        TRY(tick(s, stage, *base, n));
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

static int learn_furniture(struct scan *s)
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

static int make_records(struct scan *s)
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

/* --- texts and what they share --- */

/* In loops over all documents or edges, which follow each other in memory while texts do not. */
static void rest_at(const struct scan *s, size_t i)
{
    if (i % REST_EACH == 0)
        room_rest(s->o->room);
}

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
        rest_at(s, doc);
        stubs[s->carried[doc]] += (s->record[doc].facts & RECORD_STUB) != 0;
    }
    for (uint32_t i = 0; i < s->texts.n; i++)
        s->stub[i] = 2 * (uint64_t)stubs[i] > texts_carriers(&s->texts, i);
    room_drop(s->o->room, stubs);
    return RP_OK;
}

static int make_nodes(struct scan *s)
{
    s->node = room_alloc(s->o->room, s->texts.n, sizeof *s->node);
    s->leader = room_alloc(s->o->room, s->texts.n, sizeof *s->leader);
    s->stub = room_alloc(s->o->room, s->texts.n, sizeof *s->stub);
    s->text_source = room_alloc(s->o->room, s->texts.n, sizeof *s->text_source);
    s->text_of = room_alloc(s->o->room, s->source->n, sizeof *s->text_of);
    s->carried = room_alloc(s->o->room, s->source->n, sizeof *s->carried);
    if (!s->node || !s->leader || !s->stub || !s->text_source || !s->text_of || !s->carried)
        return RP_ERR_NOMEM;
    memset(s->text_of, 0xff, s->source->n * sizeof *s->text_of);
    for (uint32_t i = 0; i < s->texts.n; i++) {
        s->text_of[texts_lead(&s->texts, i)] = i;
        s->leader[i] = i;
        for (uint32_t k = s->texts.first[i]; k < s->texts.first[i + 1]; k++)
            s->carried[s->texts.doc[k]] = i;
    }
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        const uint32_t i = s->text_of[doc];
        rest_at(s, doc);
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

static int thin(struct scan *s)
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

/* What postings found out of passages alone. */
static int thin_more(struct scan *s, const struct thin_marks *marks)
{
    struct keep thinner = {.room = s->o->room};
    int rc = thin_again(s->record, s->source->n, marks, &thinner);
    keep_release(&s->thinned); /* on failure too: nobody reads records any more */
    s->thinned = thinner;
    return rc;
}

static int build_channels(struct scan *s)
{
    struct posting_source source = {.ctx = s, .n_items = (uint32_t)s->source->n, .n_nodes = s->texts.n,
                                    .room = s->o->room};
    struct thin_marks marks = {0};
    int rc = RP_OK;
    source.keys = passage_keys;
    source.marks = &marks;
    TRY(postings_build(&source, s->threads, &s->passages));
    TRY(thin_more(s, &marks));
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

static void release_channels(struct scan *s)
{
    postings_release(&s->passages);
    postings_release(&s->bands);
    postings_release(&s->ties);
}

/* First among all texts, then among those that near copies were collapsed into. */
static int find_candidates(struct scan *s, bool first_round, struct candidate **pair, size_t *n)
{
    const struct candidate_input in = {
        .n_nodes = s->texts.n,
        .node = s->node,
        .passages = &s->passages,
        .bands = &s->bands,
        .ties = first_round ? &s->ties : NULL,
        .leader = first_round ? NULL : s->leader,
        .quotes = quotations_ask,
        .quotes_ctx = s->quotations,
        .options = CANDIDATE_DEFAULTS,
        .threads = s->threads,
        .room = s->o->room,
    };
    return candidates_find(&in, pair, n);
}

/* --- judging --- */

static int compare_tick(void *ctx, size_t done, size_t total)
{
    return tick(ctx, SCAN_VERIFY, done, total);
}

/* Behind the n_edges sorted edges stand `fresh` more, sorted too. */
static int merge_edges(struct scan *s, size_t fresh)
{
    size_t old = s->n_edges, to = old + fresh;
    struct edge *later;

    s->n_edges = to;
    if (old == 0 || fresh == 0)
        return RP_OK;
    if (!(later = room_alloc(s->o->room, fresh, sizeof *later)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < fresh; i++) {
        rest_at(s, i);
        later[i] = s->edge[old + i];
    }
    while (fresh > 0) {
        rest_at(s, to);
        s->edge[--to] = old > 0 && edge_order(&s->edge[old - 1], &later[fresh - 1]) > 0 ? s->edge[--old] : later[--fresh];
    }
    room_drop(s->o->room, later);
    return RP_OK;
}

/* Of n pairs, those of which there is no edge yet; what an earlier run judged becomes an edge. */
static int take_judged(struct scan *s, struct candidate *pair, size_t n, size_t *fresh)
{
    size_t recalled = 0;
    int rc = RP_OK;

    *fresh = 0;
    TRY(room_grow(s->o->room, &s->edge, &s->edge_cap, s->n_edges + n, sizeof *s->edge));
    for (size_t i = 0, k = 0; i < n; i++) {
        const struct edge key = {.a = pair[i].a, .b = pair[i].b}, *known;
        rest_at(s, i);
        while (k < s->n_edges && edge_order(&s->edge[k], &key) < 0)
            k++;
        if (k < s->n_edges && edge_order(&s->edge[k], &key) == 0)
            continue;
        if ((known = edge_find(s->recalled_edge, s->n_recalled, pair[i].a, pair[i].b)))
            s->edge[s->n_edges + recalled++] = *known;
        else
            pair[(*fresh)++] = pair[i];
    }
    TRY(merge_edges(s, recalled));
    s->n_candidates += recalled;
out:
    return rc;
}

/* Judges the pairs that are new. Edges stay sorted. */
static int judge_pairs(struct scan *s, struct candidate *pair, size_t n)
{
    const struct compare_progress progress = {compare_tick, s, s->o->journal};
    size_t fresh;
    int rc = RP_OK;

    TRY(take_judged(s, pair, n, &fresh));
    TRY(compare_pairs(s->comparer, &s->texts, pair, fresh, &progress, s->edge + s->n_edges));
    TRY(journal_flush(s->o->journal));
    TRY(merge_edges(s, fresh));
    s->n_candidates += fresh;
out:
    return rc;
}

/* Every pair: for tests and audits. */
static int all_pairs(struct scan *s, struct candidate **pair, size_t *n)
{
    size_t cap = 0;
    *n = 0;
    for (uint32_t a = 0; a < s->texts.n; a++)
        for (uint32_t b = a + 1; b < s->texts.n; b++) {
            if (room_grow(s->o->room, pair, &cap, *n + 1, sizeof **pair) < 0)
                return RP_ERR_NOMEM;
            (*pair)[(*n)++] = (struct candidate){.a = a, .b = b};
        }
    return RP_OK;
}

/* Adds pairs in order, hi, to others; those of one side that are twice are added once. */
static int add_pairs(const struct scan *s, struct candidate **pair, size_t *n, const struct rec *more, size_t n_more)
{
    struct room *room = s->o->room;
    struct candidate *all = room_alloc(room, *n + n_more, sizeof *all);
    size_t i = 0, j = 0, k = 0;

    if (!all)
        return RP_ERR_NOMEM;
    while (i < *n || j < n_more) {
        const uint64_t a = i < *n ? (uint64_t)(*pair)[i].a << 32 | (*pair)[i].b : UINT64_MAX;
        const uint64_t b = j < n_more ? more[j].hi : UINT64_MAX;
        all[k++] = a <= b ? (*pair)[i] : (struct candidate){.a = (uint32_t)(b >> 32), .b = (uint32_t)b};
        i += a <= b;
        while (j < n_more && more[j].hi == (a <= b ? a : b))
            j++;
        rest_at(s, k);
    }
    room_drop(room, *pair);
    *pair = all;
    *n = k;
    return RP_OK;
}

/* What followers have in common with other groups is a question to their leaders. */
static int leader_pairs(const struct scan *s, struct candidate **pair, size_t *n)
{
    struct room *room = s->o->room;
    struct rec *more = NULL, *spare = NULL;
    size_t cap = 0, n_more = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < s->n_edges; i++) {
        const struct edge *e = &s->edge[i];
        uint64_t a = s->leader[e->a], b = s->leader[e->b];
        rest_at(s, i);
        if (a == b || e->membership == MEMBER_NONE || (a == e->a && b == e->b))
            continue;
        TRY(room_grow(room, &more, &cap, n_more + 1, sizeof *more));
        more[n_more++] = (struct rec){a < b ? a << 32 | b : b << 32 | a, 0};
    }
    if (!(spare = room_alloc(room, n_more, sizeof *spare))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    room_rest_for(room, 2 * n_more * sizeof *more);
    radix_sort(more, spare, n_more);
    TRY(add_pairs(s, pair, n, more, n_more));
out:
    room_drop(room, more);
    room_drop(room, spare);
    return rc;
}

/* Notes of articles that nobody will read again go: those of texts without a pair and with one page. */
static int drop_notes(struct scan *s, const struct candidate *pair, size_t n)
{
    struct bits wanted = {0};
    int rc = RP_OK;

    TRY(bits_reserve(&wanted, s->source->n));
    for (size_t i = 0; i < n; i++) {
        rest_at(s, i);
        bits_set(&wanted, texts_lead(&s->texts, pair[i].a));
        bits_set(&wanted, texts_lead(&s->texts, pair[i].b));
    }
    for (uint32_t i = 0; i < s->texts.n; i++)
        for (uint32_t k = s->texts.first[i]; texts_carriers(&s->texts, i) > 1 && k < s->texts.first[i + 1]; k++)
            bits_set(&wanted, s->texts.doc[k]);
    TRY(article_notes_keep(&s->notes, &wanted));
out:
    bits_release(&wanted);
    return rc;
}

static int judge_round(struct scan *s, bool first_round)
{
    struct candidate *pair = NULL;
    size_t n = 0;
    int rc = RP_OK;

    TRY(tick(s, SCAN_CANDIDATES, 0, 0));
    TRY(s->o->all_pairs ? all_pairs(s, &pair, &n) : find_candidates(s, first_round, &pair, &n));
    TRY(first_round ? drop_notes(s, pair, n) : leader_pairs(s, &pair, &n));
    TRY(judge_pairs(s, pair, n));
    comparer_rest(s->comparer);
out:
    room_drop(s->o->room, pair);
    return rc;
}

/* Whether blocks of the page may change what an edge says: not where most is shared from the first words on, nor where
 * next to nothing is. */
static bool asks_for_blocks(const struct scan *s, const struct edge *e)
{
    return s->leader[e->a] == e->a && s->leader[e->b] == e->b && e->story_edge >= NEXT_TO_NOTHING
           && (e->story_edge < NEARLY_ALL || edge_begins_otherwise(e));
}

/* What an outlet prints with several stories: block, of each list. */
static int find_blocks(struct scan *s, bool *block)
{
    struct room *room = s->o->room;
    struct block_node *node = room_alloc(room, s->texts.n, sizeof *node);
    uint64_t *outlet = room_alloc(room, s->texts.n, sizeof *outlet);
    int rc = node && outlet ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        rest_at(s, doc);
        if (s->text_of[doc] != NO_TEXT)
            node[s->text_of[doc]] = (struct block_node){r->outlet, r->headline, r->n_passages, false,
                                                        r->outlet & RECORD_GUESSED};
    }
    for (size_t i = 0; i < s->n_edges; i++) {
        const struct edge *e = &s->edge[i];
        rest_at(s, i);
        if (asks_for_blocks(s, e))
            node[e->a].wanted = node[e->b].wanted = true;
    }
    TRY(page_blocks_find(&s->passages, node, s->texts.n, s->leader, s->threads, block));
    for (uint32_t i = 0; i < s->texts.n; i++)
        outlet[i] = node[i].outlet;
    TRY(local_text_find(&s->passages, s->edge, s->n_edges, outlet, s->leader, s->texts.n, s->threads, block));
out:
    room_drop(room, outlet);
    room_drop(room, node);
    return rc;
}

static int find_weights(struct scan *s, float *weight)
{
    struct room *room = s->o->room;
    struct standing_node *node = room_alloc(room, s->texts.n, sizeof *node);
    int rc = node ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t doc = 0; doc < s->source->n; doc++) {
        const struct record *r = &s->record[doc];
        rest_at(s, doc);
        if (s->text_of[doc] != NO_TEXT)
            node[s->text_of[doc]] = (struct standing_node){r->first, r->last, r->outlet, r->headline};
    }
    TRY(standing_weigh(&s->passages, node, s->leader, s->threads, weight));
out:
    room_drop(room, node);
    return rc;
}

/* Blocks count for nothing. They are found first, which takes most room, and no weight is needed for it. */
static int weigh_passages(struct scan *s, float **out)
{
    struct room *room = s->o->room;
    bool *block = room_alloc(room, s->passages.n_lists, sizeof *block);
    float *weight = NULL;
    int rc = block ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(find_blocks(s, block));
    if (!(weight = room_alloc(room, s->passages.n_lists, sizeof *weight))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(find_weights(s, weight));
    for (size_t i = 0; i < s->passages.n_lists; i++)
        weight[i] = block[i] ? 0 : weight[i];
    *out = weight;
    weight = NULL;
out:
    room_drop(room, weight);
    room_drop(room, block);
    return rc;
}

static float at_most_one(float x)
{
    return x < 1 ? x : 1;
}

static int weigh_texts(const struct scan *s, const float *weight, struct standing_text **out)
{
    struct standing_text *t = room_alloc(s->o->room, s->texts.n, sizeof *t);
    if (!t)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        rest_at(s, i);
        t[i] = standing_text(&s->passages, weight, i, s->length[i].passages);
    }
    *out = t;
    return RP_OK;
}

static int shorten_nodes(struct scan *s)
{
    struct room *room = s->o->room;
    if (!(s->length = room_alloc(room, s->texts.n, sizeof *s->length)))
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        rest_at(s, i);
        s->length[i] = (struct text_length){s->node[i].n_tokens, s->node[i].n_passages};
    }
    room_drop(room, s->node);
    s->node = NULL;
    return RP_OK;
}

/* Edges count for less as far as they rest on text that stands in many stories, and for more where such text is all
 * that sets the two apart. */
static int weigh_standing(struct scan *s)
{
    float *weight = NULL;
    struct standing_text *text = NULL;
    int rc = RP_OK;

    TRY(shorten_nodes(s));
    TRY(postings_turn(&s->passages, s->texts.n, s->threads));
    TRY(weigh_passages(s, &weight));
    TRY(weigh_texts(s, weight, &text));
    for (size_t i = 0; i < s->n_edges; i++) {
        struct edge *e = &s->edge[i];
        const struct standing_pair pair = {{e->a, e->b}, {text[e->a], text[e->b]}};
        struct standing_factor one[2];
        rest_at(s, i);
        standing_factors(&s->passages, weight, &pair, one);
        const struct standing_factor a = one[0], b = one[1];
        const bool a_measured = s->length[e->a].tokens <= s->length[e->b].tokens;
        const bool a_shorter = (float)e->n_a * a.rest <= (float)e->n_b * b.rest;
        const struct standing_factor f = a_shorter ? a : b;
        e->own_a = at_most_one(e->use_a * a.own);
        e->own_b = at_most_one(e->use_b * b.own);
        e->standing = edge_begins_otherwise(e) ? f.own : f.weighed;
        if (a_measured != a_shorter && e->story_edge > 0)
            e->story_edge = a_shorter ? e->use_a : e->use_b;
        e->story_edge = at_most_one(e->story_edge * e->standing);
        e->background = f.standing;
        if (e->relation == RELATION_SHARED_PASSAGE && e->background >= s->thresholds->background_share)
            e->relation = RELATION_BACKGROUND; /* the pair alone could not know (row 3) */
    }
out:
    room_drop(s->o->room, text);
    room_drop(s->o->room, weight);
    return rc;
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

static int make_quotations(struct scan *s)
{
    const struct quotation_input in = {s->record, s->source->n, s->text_of, s->text_source, s->texts.n, s->o->room};
    return quotations_create(&in, s->threads, &s->quotations);
}

static int make_edges(struct scan *s)
{
    int rc = RP_OK;
    TRY(page_book_init(&s->book, s->source->n, s->threads, s->o->room));
    s->book.bylines = s->worker[0].bylines;
    s->book.owner = s->o->owner;
    s->book.owner_ctx = s->o->owner_ctx;
    s->reading = (struct doc_reading){page_book_read, page_book_recall, &s->book, &s->notes};
    TRY(tick(s, SCAN_CANDIDATES, 0, 0));
    TRY(build_channels(s));
    TRY(comparer_create(s->source, &s->article, &s->reading, s->thresholds, s->threads, s->o->room,
                        &s->comparer));
    TRY(make_quotations(s));
    TRY(judge_round(s, true));
    postings_release(&s->ties); /* asked in the first round only */
    TRY(grouping_collapse(s->texts.n, s->stub, s->edge, s->n_edges, s->o->room, s->leader));
    TRY(judge_round(s, false));
    quotations_free(s->quotations);
    s->quotations = NULL;
    postings_release(&s->bands);
    TRY(weigh_standing(s));
    tell_pair(s);
    release_channels(s);
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
        TRY(learn_furniture(&s));
    s.article.furniture = o->furniture ? o->furniture : s.own_furniture;
    TRY(make_records(&s));
    TRY(texts_collapse(s.record, source->n, o->room, &s.texts));
    TRY(make_nodes(&s));
    TRY(thin(&s));
    TRY(make_edges(&s));
    TRY(grouping_make(&s.texts, s.stub, s.text_source, s.edge, s.n_edges, s.leader, s.thresholds,
                      &s.grouping));
    TRY(tick(&s, SCAN_RESULTS, 0, 0));
    TRY(make_result(&s, out));
out:
    scan_release(&s);
    return rc;
}
