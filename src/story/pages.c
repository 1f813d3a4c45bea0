#include "story/pages.h"

#include <stdlib.h>
#include <string.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "relation/body_map.h"
#include "store/room.h"
#include "story/reference_edges.h"

enum { PAGE_GRAIN = 32 };

/* --- the book --- */

int page_book_init(struct page_book *b, size_t n, int threads, struct room *room)
{
    *b = (struct page_book){.n = n, .threads = threads, .room = room};
    b->note = room_alloc(room, n, sizeof *b->note);
    b->keep = mem_zalloc((size_t)threads, sizeof *b->keep);
    for (int i = 0; b->keep && i < threads; i++)
        b->keep[i].room = room;
    return b->note && b->keep ? RP_OK : RP_ERR_NOMEM;
}

void page_book_release(struct page_book *b)
{
    for (int i = 0; b->keep && i < b->threads; i++)
        keep_release(&b->keep[i]);
    free(b->keep);
    room_drop(b->room, b->note);
    *b = (struct page_book){0};
}

/* --- what is noted of an article --- */

static const struct credit *strongest(const struct article *a, enum credit_role role)
{
    const struct credit *best = NULL;
    for (uint32_t i = 0; i < a->n_credits; i++)
        if (a->credits[i].role == role && (!best || a->credits[i].strength > best->strength))
            best = &a->credits[i];
    return best;
}

static int note_credit(struct keep *k, const struct article *a, enum credit_role role, struct page_credit *out)
{
    const struct credit *c = strongest(a, role);
    int rc = RP_OK;

    *out = (struct page_credit){.agency = AGENCY_NONE};
    if (!c)
        return RP_OK;
    out->agency = c->agency;
    out->strength = c->strength;
    TRY(keep_span(k, c->name, &out->name));
    if (c->line != LINE_FIELD && c->line < a->n_lines) {
        const struct line *l = &a->lines[c->line];
        TRY(keep_span(k, (struct span){a->given.text.p + l->start, l->end - l->start}, &out->line));
    }
out:
    return rc;
}

/* A reporter known from other bylines: better than nothing, and said to be inferred. */
static void infer_source(const struct page_book *b, struct page_note *n)
{
    uint16_t agency = AGENCY_NONE;
    if (!n->source.name.p && b->bylines && n->page.byline.p)
        agency = bylines_lookup(b->bylines, n->page.byline);
    if (agency != AGENCY_NONE)
        n->source = (struct page_credit){agency, span_of(agency_name(agency)), {0}, BYLINE_STRENGTH, true};
}

void page_note_view(const struct page_note *n, struct relation_doc *view)
{
    *view = (struct relation_doc){
        .headline = n->page.headline, .outlet = n->page.outlet, .page = n->page_key, .item = n->item_key,
        .source = n->source_key, .marks = n->judged_marks, .update_number = n->update_number, .date = n->page.date,
        .byline = n->page.byline.p != NULL, .staff_added = n->staff_added};
    memcpy(view->mentioned, n->mentioned, sizeof view->mentioned);
}

static int note_body(struct keep *k, const struct body *b, const uint8_t **map)
{
    uint8_t *to;
    if (!b)
        return RP_OK;
    if (!(to = keep_zalloc(k, body_map_size(b), 1)))
        return RP_ERR_NOMEM;
    body_map_write(b, to);
    *map = to;
    return RP_OK;
}

static int note_article(const struct page_book *b, struct keep *k, size_t doc, const struct article *a,
                        const struct relation_doc *view, uint32_t words, struct page_note *n)
{
    int rc = RP_OK;

    n->page = (struct page){.doc = doc, .date = a->date, .words = words, .marks = a->marks};
    TRY(keep_span(k, a->given.id, &n->page.id));
    TRY(keep_span(k, a->given.url, &n->page.url));
    TRY(keep_span(k, a->outlet, &n->page.outlet));
    TRY(keep_span(k, a->headline, &n->page.headline));
    TRY(keep_span(k, a->byline, &n->page.byline));
    TRY(keep_span(k, a->original_url, &n->original_url));
    n->page.owner = n->page.outlet;
    if (b->owner && n->page.outlet.p)
        b->owner(b->owner_ctx, n->page.outlet, &n->page.owner);
    TRY(note_credit(k, a, CREDIT_SOURCE, &n->source));
    TRY(note_credit(k, a, CREDIT_DISTRIBUTOR, &n->distributor));
    infer_source(b, n);
    n->first_published = a->first_published;
    n->own_agency = a->own_agency;
    TRY(note_body(k, view->body, &n->body_map));
    n->page_key = view->page;
    n->item_key = view->item;
    n->source_key = view->source;
    memcpy(n->mentioned, view->mentioned, sizeof n->mentioned);
    n->judged_marks = view->marks;
    n->update_number = view->update_number;
    n->staff_added = view->staff_added;
out:
    return rc;
}

/* Two threads may read one document at once: the same is noted, and either note will do. */
int page_book_read(void *book, size_t doc, int thread, const struct article *article, const struct relation_doc *view,
                   uint32_t words)
{
    struct page_book *b = book;
    struct page_note *n;
    int rc = RP_OK;

    if (b->note[doc])
        return RP_OK;
    if (!(n = keep_zalloc(&b->keep[thread], 1, sizeof *n)))
        return RP_ERR_NOMEM;
    TRY(note_article(b, &b->keep[thread], doc, article, view, words, n));
    b->note[doc] = n;
out:
    return rc;
}

bool page_book_recall(void *book, size_t doc, struct relation_doc *view, const uint8_t **map)
{
    const struct page_book *b = book;
    const struct page_note *n = b->note[doc];

    if (!n || !n->body_map)
        return false;
    page_note_view(n, view);
    *map = n->body_map;
    return true;
}

/* --- how a copy compares --- */

struct looking {
    const struct page_means *m;
    const struct page_want *want;
    struct page_seen *out;
};

static int read_view(const struct page_means *m, int thread, uint32_t doc, const struct relation_doc **view)
{
    return doc_cache_get(comparer_cache(m->comparer, thread), doc, view);
}

/* What is noted of a document; it is read for that where nobody has read it. */
static int note_of(const struct page_means *m, int thread, uint32_t doc, const struct page_note **note)
{
    int rc = RP_OK;
    if (!m->book->note[doc])
        TRY(doc_cache_tell(comparer_cache(m->comparer, thread), doc));
    *note = m->book->note[doc];
out:
    return rc;
}

/* It is in the story by what it shares with several others; against the reference alone that may look like less. */
static uint8_t as_member(uint8_t relation)
{
    switch (relation_membership(relation)) {
    case MEMBER_CORE:
    case MEMBER_PAGE:
    case MEMBER_FAMILY:
    case MEMBER_SATELLITE:
        return relation;
    default:
        return RELATION_PARTIAL_REUSE;
    }
}

static void seen_from_edge(struct page_seen *s, const struct edge *e, bool swapped)
{
    s->relation = e->relation;
    s->flags = e->flags;
    s->use_reference = swapped ? e->use_b : e->use_a;
    s->use_copy = swapped ? e->use_a : e->use_b;
}

/* What pairs of texts say is of the documents that lead them. */
static bool look_up(const struct page_means *m, const struct page_want *w, struct page_place reference,
                    enum reference_kind kind, struct page_seen *s)
{
    const struct reference_edge *e = &m->known->of[w->place][kind];
    if (!e->known || texts_lead(m->texts, reference.text) != reference.doc
        || texts_lead(m->texts, w->copy.text) != w->copy.doc)
        return false;
    s->relation = e->relation;
    s->flags = e->flags;
    s->use_reference = e->use_reference;
    s->use_copy = e->use_copy;
    return true;
}

/* One text on two pages: only what stands around it is new. */
static int judge_equal(const struct page_means *m, int thread, const struct page_note *reference, uint32_t copy,
                       bool within, struct page_seen *s)
{
    struct judge *j = comparer_judge(m->comparer, thread);
    const struct page_note *note;
    const struct relation_doc *read;
    struct relation_doc a, b;
    struct verdict v;
    struct edge e = {0};
    int rc = RP_OK;

    TRY(note_of(m, thread, copy, &note));
    page_note_view(reference, &a);
    page_note_view(note, &b);
    if (reference->page.words >= RELATION_EQUAL_LEAST) {
        relation_judge_equal(m->thresholds, &a, &b, reference->page.words, within, &v);
    } else {
        TRY(read_view(m, thread, (uint32_t)reference->page.doc, &read));
        a.body = b.body = read->body;
        TRY(within ? relation_judge_within(j, m->thresholds, &a, &b, &v)
                   : relation_judge_against(j, m->thresholds, &a, &b, &v));
    }
    edge_fill(&e, &v);
    seen_from_edge(s, &e, v.swapped);
out:
    return rc;
}

static int judge_different(const struct page_means *m, int thread, uint32_t reference, uint32_t copy, bool within,
                           struct page_seen *s)
{
    struct judge *j = comparer_judge(m->comparer, thread);
    const struct relation_doc *a, *b;
    struct verdict v;
    struct edge e = {0};
    int rc = RP_OK;

    TRY(read_view(m, thread, reference, &a));
    TRY(read_view(m, thread, copy, &b));
    TRY(within ? relation_judge_within(j, m->thresholds, a, b, &v)
               : relation_judge_against(j, m->thresholds, a, b, &v));
    edge_fill(&e, &v);
    seen_from_edge(s, &e, v.swapped);
out:
    return rc;
}

static int judge(const struct page_means *m, int thread, struct page_place reference, struct page_place copy,
                 bool within, struct page_seen *s)
{
    const struct relation_doc *read;
    int rc = RP_OK;
    if (reference.text != copy.text)
        return judge_different(m, thread, reference.doc, copy.doc, within, s);
    if (!m->book->note[reference.doc])
        TRY(read_view(m, thread, reference.doc, &read)); /* others of its story may ask for its body */
    TRY(judge_equal(m, thread, m->book->note[reference.doc], copy.doc, within, s));
out:
    return rc;
}

static int compare_with(const struct page_means *m, int thread, const struct page_want *w, struct page_place reference,
                        enum reference_kind kind, struct page_seen *s)
{
    int rc = RP_OK;
    if (reference.doc == w->copy.doc)
        *s = (struct page_seen){.relation = RELATION_VERBATIM, .use_reference = 1, .use_copy = 1};
    else if (!look_up(m, w, reference, kind, s))
        TRY(judge(m, thread, reference, w->copy, kind == REFERENCE_OF_VERSION, s));
    s->relation = as_member(s->relation);
out:
    return rc;
}

static int look_at(const struct looking *l, size_t i, int thread)
{
    const struct page_want *w = &l->want[i];
    struct page_seen *s = &l->out[i], other = {0};
    int rc = RP_OK;

    if (w->reference.doc != PAGE_NONE.doc) {
        TRY(compare_with(l->m, thread, w, w->reference, REFERENCE_OF_VERSION, s));
        s->story_relation = s->relation;
        if (w->story_reference.doc != w->reference.doc) {
            TRY(compare_with(l->m, thread, w, w->story_reference, REFERENCE_OF_STORY, &other));
            s->story_relation = other.relation;
        }
    }
    TRY(note_of(l->m, thread, w->copy.doc, &s->note)); /* comparing may have read it */
out:
    return rc;
}

static int look_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct looking *l = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++) {
        room_rest(l->m->book->room);
        TRY(look_at(l, i, thread));
    }
out:
    return rc;
}

int pages_look(const struct page_means *m, const struct page_want *want, size_t n, struct page_seen *out)
{
    struct looking l = {m, want, out};
    return thread_for(n, PAGE_GRAIN, m->threads, &l, look_piece);
}
