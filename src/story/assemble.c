#include "story/assemble.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"
#include "story/notices.h"
#include "story/reference_edges.h"
#include "story/story_fill.h"

enum { REST_EACH = 16 }; /* texts of a story lie anywhere: a step may touch dozens of pieces of 64 KiB */

/* What a result owns. */
struct holdings {
    struct keep *keep; /* one for each thread */
    int threads;
};

struct making {
    const struct assembly *in;
    struct outlines outlines;
    struct reference_edges known;
    struct page_means means;
    struct holdings *holdings;
    struct keep *keep;         /* of each thread; the result's when all is done */
    struct scan_result *result;
    uint32_t *story_of;        /* of a text of a story: index of the story; else NO_INDEX */

    /* Pages that are read: copies by story and version, then satellites by story, templates, notices. */
    struct page_want *want;
    struct page_seen *seen;
    uint32_t *version_of;      /* of a want that is a copy */
    size_t n_wants, want_cap;
    size_t *first_copy;        /* of a story, in want; one more than stories */
    struct attachment *attached; /* story by story */
    size_t *first_attached;    /* of a story, in attached; two more than stories */
    size_t *first_page;        /* of an attachment, then of a template text: in want */
    uint32_t *template_text;   /* by template family */
    size_t n_template_texts;
    struct notice *notice;
    size_t n_notices, first_notice;
    struct story *story;
};

static void making_release(struct making *m)
{
    outlines_release(&m->outlines);
    reference_edges_release(&m->known);
    room_drop(m->in->book->room, m->story_of);
    room_drop(m->in->book->room, m->want);
    room_drop(m->in->book->room, m->seen);
    room_drop(m->in->book->room, m->version_of);
    room_drop(m->in->book->room, m->first_copy);
    room_drop(m->in->book->room, m->attached);
    room_drop(m->in->book->room, m->first_attached);
    room_drop(m->in->book->room, m->first_page);
    room_drop(m->in->book->room, m->template_text);
    room_drop(m->in->book->room, m->notice);
}

static int want(struct making *m, struct page_want w)
{
    if (room_grow(m->in->book->room, &m->want, &m->want_cap, m->n_wants + 1, sizeof *m->want) < 0)
        return RP_ERR_NOMEM;
    m->want[m->n_wants++] = w;
    return RP_OK;
}

/* In loops over all stories, texts or attachments. */
static void rest_at(const struct making *m, size_t i)
{
    if (i % REST_EACH == 0)
        room_rest(m->in->book->room);
}

/* A page only to be shown. */
static int want_page(struct making *m, uint32_t doc)
{
    return want(m, (struct page_want){.copy = {doc, 0}, .reference = PAGE_NONE, .story_reference = PAGE_NONE});
}

/* All documents of a text, as w wants the first. */
static int want_carriers(struct making *m, struct page_want w)
{
    const struct texts *t = m->in->texts;
    int rc = RP_OK;
    for (uint32_t k = t->first[w.copy.text]; k < t->first[w.copy.text + 1]; k++) {
        w.copy.doc = t->doc[k];
        TRY(want(m, w));
    }
out:
    return rc;
}

static int want_carriers_alone(struct making *m, uint32_t text)
{
    return want_carriers(m, (struct page_want){{0, text}, PAGE_NONE, PAGE_NONE, 0});
}

/* --- what is to be read --- */

static int want_copies(struct making *m)
{
    const struct outlines *o = &m->outlines;
    size_t docs = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < o->n; i++)
        docs += o->story[i].n_docs;
    m->version_of = room_alloc(m->in->book->room, docs, sizeof *m->version_of);
    m->first_copy = room_alloc(m->in->book->room, o->n + 1, sizeof *m->first_copy);
    if (!m->version_of || !m->first_copy)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < o->n; i++) {
        const struct outline *st = &o->story[i];
        rest_at(m, i);
        m->first_copy[i] = m->n_wants;
        for (uint32_t v = 0; v < st->n_versions; v++) {
            const struct outline_version *ver = &o->version[st->first_version + v];
            const struct page_place reference = {ver->reference, ver->reference_text};
            const struct page_place story_reference = {st->reference, st->reference_text};
            size_t before = m->n_wants;
            for (uint32_t k = ver->first_text; k < ver->first_text + ver->n_texts; k++) {
                m->story_of[o->text[k]] = (uint32_t)i;
                TRY(want_carriers(m, (struct page_want){{0, o->text[k]}, reference, story_reference, k}));
            }
            for (; before < m->n_wants; before++)
                m->version_of[before] = v;
        }
    }
    m->first_copy[o->n] = m->n_wants;
out:
    return rc;
}

/* Attachments come by family, stories in an order of their own: counted first, then put in place. */
static int order_attachments(struct making *m)
{
    const struct grouping *g = m->in->grouping;
    size_t *end; /* of the story before, so of each as its attachments are put there */

    m->attached = room_alloc(m->in->book->room, g->n_attached, sizeof *m->attached);
    m->first_attached = room_alloc(m->in->book->room, m->outlines.n + 2, sizeof *m->first_attached);
    if (!m->attached || !m->first_attached)
        return RP_ERR_NOMEM;
    end = m->first_attached + 1;
    for (size_t i = 0; i < g->n_attached; i++) {
        rest_at(m, i);
        end[m->story_of[g->attached[i].family] + 1]++;
    }
    for (size_t i = 0; i < m->outlines.n; i++)
        end[i + 1] += end[i];
    for (size_t i = 0; i < g->n_attached; i++) {
        rest_at(m, i);
        m->attached[end[m->story_of[g->attached[i].family]]++] = g->attached[i];
    }
    return RP_OK;
}

/* Attachments story by story, then template texts. */
static int want_others(struct making *m)
{
    const struct grouping *g = m->in->grouping;
    size_t n = 0;
    int rc = RP_OK;

    TRY(order_attachments(m));
    m->template_text = room_alloc(m->in->book->room, g->n, sizeof *m->template_text);
    if (!m->template_text)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < g->n; i++)
        if (g->role[i] == TEXT_TEMPLATE)
            m->template_text[m->n_template_texts++] = i;
    m->first_page = room_alloc(m->in->book->room, g->n_attached + m->n_template_texts + 1, sizeof *m->first_page);
    if (!m->first_page)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < g->n_attached; i++) {
        rest_at(m, i);
        m->first_page[n++] = m->n_wants;
        TRY(want_carriers_alone(m, m->attached[i].text));
    }
    for (size_t i = 0; i < m->n_template_texts; i++) {
        m->first_page[n++] = m->n_wants;
        TRY(want_carriers_alone(m, m->template_text[i]));
    }
    m->first_page[n] = m->n_wants;
out:
    return rc;
}

/* --- kill notices --- */

static int want_notices(struct making *m)
{
    const struct notice_search search = {m->in->record, m->in->texts, m->in->grouping->role, m->want, m->first_copy,
                                         m->outlines.n, m->in->book->room};
    int rc = RP_OK;

    TRY(notices_find(&search, &m->notice, &m->n_notices));
    m->first_notice = m->n_wants;
    for (size_t i = 0; i < m->n_notices; i++)
        TRY(want_page(m, m->notice[i].doc));
out:
    return rc;
}

/* --- satellites --- */

static struct story_satellite satellite_of(const struct attachment *a, const struct page_seen *p)
{
    return (struct story_satellite){
        .page = p->note->page,
        .relation = a->relation,
        .flags = a->flags,
        .use_reference = a->use_reference,
        .use_copy = a->use_copy,
        .match = 100 * (a->use_reference > a->use_copy ? a->use_reference : a->use_copy),
        .source = p->note->source,
    };
}

static int satellite_order(const void *x, const void *y)
{
    const struct story_satellite *a = x, *b = y;
    if (a->use_reference != b->use_reference)
        return a->use_reference > b->use_reference ? -1 : 1;
    if (a->match != b->match)
        return a->match > b->match ? -1 : 1;
    size_t n = a->page.id.n < b->page.id.n ? a->page.id.n : b->page.id.n;
    int c = n ? memcmp(a->page.id.p, b->page.id.p, n) : 0;
    return c ? c : a->page.id.n < b->page.id.n ? -1 : a->page.id.n > b->page.id.n;
}

static int fill_satellites(const struct making *m, size_t story, struct keep *keep, struct story_pages *to)
{
    const size_t first = m->first_attached[story], last = m->first_attached[story + 1];
    const size_t n = m->first_page[last] - m->first_page[first];
    struct story_satellite *satellite = keep_zalloc(keep, n, sizeof *satellite), *next = satellite;

    if (!satellite)
        return RP_ERR_NOMEM;
    for (size_t i = first; i < last; i++) {
        for (size_t k = m->first_page[i]; k < m->first_page[i + 1]; k++)
            *next++ = satellite_of(&m->attached[i], &m->seen[k]);
    }
    qsort(satellite, n, sizeof *satellite, satellite_order);
    to->satellite = satellite;
    to->n_satellites = (uint32_t)n;
    return RP_OK;
}

/* --- stories --- */

static int fill_notices(const struct making *m, size_t story, struct keep *keep, struct story_pages *to)
{
    const size_t first = notices_first(m->notice, m->n_notices, story);
    const size_t last = notices_first(m->notice, m->n_notices, story + 1);
    struct page *page = keep_zalloc(keep, last - first, sizeof *page);

    if (!page)
        return RP_ERR_NOMEM;
    for (size_t k = first; k < last; k++)
        page[k - first] = m->seen[m->first_notice + k].note->page;
    to->notice = page;
    to->n_notices = (uint32_t)(last - first);
    return RP_OK;
}

static int fill_piece(void *ctx, size_t first, size_t last, int thread)
{
    struct making *m = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++) {
        room_rest(m->in->book->room);
        struct story_pages pages = {
            .outline = &m->outlines.story[i],
            .version = &m->outlines.version[m->outlines.story[i].first_version],
            .record = m->in->record,
            .copy = m->seen + m->first_copy[i],
            .copy_version = m->version_of + m->first_copy[i],
        };
        TRY(fill_notices(m, i, &m->keep[thread], &pages));
        TRY(fill_satellites(m, i, &m->keep[thread], &pages));
        TRY(story_fill(&pages, &m->keep[thread], &m->story[i]));
    }
out:
    return rc;
}

struct story_place {
    uint32_t outlets, copies;
    uint64_t key;
    uint32_t story;
};

static int place_order(const void *x, const void *y)
{
    const struct story_place *a = x, *b = y;
    if (a->outlets != b->outlets)
        return a->outlets > b->outlets ? -1 : 1;
    if (a->copies != b->copies)
        return a->copies > b->copies ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static int order_stories(struct making *m)
{
    const size_t n = m->outlines.n;
    struct story_place *place = room_alloc(m->in->book->room, n, sizeof *place);
    uint32_t *order = keep_zalloc(&m->keep[0], n, sizeof *order);

    if (!place || !order) {
        room_drop(m->in->book->room, place);
        return RP_ERR_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        const struct story *s = &m->story[i];
        rest_at(m, i);
        place[i] = (struct story_place){s->outlets, s->n_copies, s->key, (uint32_t)i};
    }
    room_rest_for(m->in->book->room, 2 * n * sizeof *place); /* as many again to sort them */
    if (n)
        qsort(place, n, sizeof *place, place_order);
    for (size_t i = 0; i < n; i++)
        order[i] = place[i].story;
    room_drop(m->in->book->room, place);
    m->result->order = order;
    return RP_OK;
}

static int make_stories(struct making *m)
{
    size_t n = m->outlines.n;
    int rc = RP_OK;

    m->story = keep_zalloc(&m->keep[0], n, sizeof *m->story);
    if (!m->story)
        return RP_ERR_NOMEM;
    TRY(thread_for(n, 16, m->in->threads, m, fill_piece));
    TRY(order_stories(m));
    m->result->stories = m->story;
    m->result->n_stories = n;
out:
    return rc;
}

/* --- templates and singles --- */

struct template_page {
    uint32_t family;
    size_t seen;
};

static int template_order(const void *x, const void *y)
{
    const struct template_page *a = x, *b = y;
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return a->seen < b->seen ? -1 : a->seen > b->seen;
}

static int template_family_order(const void *x, const void *y)
{
    const struct template_family *a = x, *b = y;
    if (a->n_pages != b->n_pages)
        return a->n_pages > b->n_pages ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static void fill_templates(struct making *m, const struct template_page *p, size_t n, struct page *page,
                           struct template_family *out)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        const struct page_note *s = m->seen[p[i].seen].note;
        page[i] = s->page;
        if (i == 0 || p[i].family != p[i - 1].family)
            out[k++] = (struct template_family){m->in->record[s->page.doc].body.hi, s->page.outlet, &page[i], 0};
        out[k - 1].n_pages++;
        if (!span_equal(out[k - 1].outlet, s->page.outlet))
            out[k - 1].outlet = (struct span){0};
    }
    qsort(out, k, sizeof *out, template_family_order);
    m->result->templates = out;
    m->result->n_templates = k;
}

static int make_templates(struct making *m)
{
    const struct grouping *g = m->in->grouping;
    size_t first = m->first_page[g->n_attached], n = m->first_page[g->n_attached + m->n_template_texts] - first;
    struct template_page *p = mem_alloc(n, sizeof *p);
    struct page *page = keep_zalloc(&m->keep[0], n, sizeof *page);
    struct template_family *out = keep_zalloc(&m->keep[0], m->n_template_texts, sizeof *out);

    if (!p || !page || !out) {
        free(p);
        return RP_ERR_NOMEM;
    }
    for (size_t i = 0, k = 0; i < m->n_template_texts; i++)
        for (size_t s = m->first_page[g->n_attached + i]; s < m->first_page[g->n_attached + i + 1]; s++)
            p[k++] = (struct template_page){g->template_of[m->template_text[i]], s};
    qsort(p, n, sizeof *p, template_order);
    fill_templates(m, p, n, page, out);
    free(p);
    return RP_OK;
}

static int make_singles(struct making *m)
{
    const struct texts *t = m->in->texts;
    size_t copies = m->first_copy[m->outlines.n], n = 0;
    size_t *single = keep_zalloc(&m->keep[0], m->in->n_documents - copies, sizeof *single);
    if (!single)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < t->n; i++) {
        rest_at(m, i);
        for (uint32_t k = t->first[i]; m->in->grouping->role[i] != TEXT_MEMBER && k < t->first[i + 1]; k++)
            single[n++] = t->doc[k];
    }
    m->result->singles = single;
    m->result->n_singles = n;
    return RP_OK;
}

/* --- links --- */

static bool is_link(const struct making *m, const struct edge *e)
{
    const struct grouping *g = m->in->grouping;
    return g->family[e->a] != g->family[e->b]
           && (e->relation == RELATION_REWRITE_SUSPECT || e->relation == RELATION_CITES);
}

static int want_links(struct making *m)
{
    int rc = RP_OK;
    for (size_t i = 0; m->in->links && i < m->in->n_edges; i++) {
        rest_at(m, i);
        if (is_link(m, &m->in->edge[i])) {
            TRY(want_page(m, texts_lead(m->in->texts, m->in->edge[i].a)));
            TRY(want_page(m, texts_lead(m->in->texts, m->in->edge[i].b)));
        }
    }
out:
    return rc;
}

static int make_links(struct making *m, size_t first)
{
    size_t n = (m->n_wants - first) / 2, k = 0;
    struct story_link *link = keep_zalloc(&m->keep[0], n, sizeof *link);
    if (!link)
        return RP_ERR_NOMEM;
    for (size_t i = 0; k < n && i < m->in->n_edges; i++) {
        rest_at(m, i);
        if (is_link(m, &m->in->edge[i])) {
            const struct edge *e = &m->in->edge[i];
            const struct page_seen *p = &m->seen[first + 2 * k];
            link[k] = (struct story_link){p[0].note->page, p[1].note->page, e->relation, e->flags, e->use_a, e->use_b};
            k++;
        }
    }
    m->result->links = link;
    m->result->n_links = k;
    return RP_OK;
}

/* --- all together --- */

static void sum_up(struct making *m)
{
    struct scan_result *r = m->result;
    r->summary = (struct scan_summary){
        .documents = m->in->n_documents,
        .copies = m->first_copy[m->outlines.n],
        .singles = r->n_singles,
        .stories = r->n_stories,
        .satellites = m->first_page[m->in->grouping->n_attached] - m->first_page[0],
        .templates = r->n_templates,
        .texts = m->in->texts->n,
        .furniture_lines = m->in->furniture_lines,
        .candidates = m->in->candidates,
        .verified = m->in->n_edges,
    };
    for (size_t i = 0; i < m->in->n_edges; i++) {
        rest_at(m, i);
        r->summary.edges += m->in->edge[i].membership != MEMBER_NONE;
    }
}

static int start(struct making *m)
{
    int threads = m->in->threads;
    m->result = mem_zalloc(1, sizeof *m->result);
    m->holdings = mem_zalloc(1, sizeof *m->holdings);
    m->story_of = room_alloc(m->in->book->room, m->in->texts->n, sizeof *m->story_of);
    if (!m->result || !m->holdings || !m->story_of) {
        free(m->holdings);
        return RP_ERR_NOMEM;
    }
    m->result->owned = m->holdings;
    m->keep = m->in->book->keep;
    m->means = (struct page_means){m->in->book, m->in->comparer, m->in->thresholds, m->in->texts, &m->known, threads};
    memset(m->story_of, 0xff, m->in->texts->n * sizeof *m->story_of);
    return RP_OK;
}

static int read_wanted(struct making *m)
{
    size_t step = m->n_wants / 50 + 4096;
    int rc = RP_OK;

    m->seen = room_alloc(m->in->book->room, m->n_wants, sizeof *m->seen);
    if (!m->seen)
        return RP_ERR_NOMEM;
    for (size_t done = 0; done < m->n_wants; done += step) {
        size_t now = m->n_wants - done < step ? m->n_wants - done : step;
        if (m->in->tick)
            TRY(m->in->tick(m->in->tick_ctx, done, m->n_wants));
        TRY(pages_look(&m->means, m->want + done, now, m->seen + done));
    }
out:
    return rc;
}

int assemble(const struct assembly *in, struct scan_result **out)
{
    struct making m = {.in = in};
    const struct outline_input oi = {in->record, in->texts, in->edge, in->n_edges, in->grouping, in->threads};
    size_t first_link;
    int rc = RP_OK;

    TRY(start(&m));
    TRY(outlines_make(&oi, &m.outlines));
    TRY(reference_edges_find(&oi, &m.outlines, &m.known));
    TRY(want_copies(&m));
    TRY(want_others(&m));
    TRY(want_notices(&m));
    first_link = m.n_wants;
    TRY(want_links(&m));
    TRY(read_wanted(&m));
    comparer_rest(in->comparer);
    TRY(make_stories(&m));
    TRY(make_templates(&m));
    TRY(make_singles(&m));
    TRY(make_links(&m, first_link));
    sum_up(&m);
    *m.holdings = (struct holdings){m.keep, in->threads};
    in->book->keep = NULL;
    *out = m.result;
    m.result = NULL;
out:
    scan_result_free(m.result);
    making_release(&m);
    return rc;
}

void scan_result_free(struct scan_result *r)
{
    struct holdings *h = r ? r->owned : NULL;
    for (int i = 0; h && h->keep && i < h->threads; i++)
        keep_release(&h->keep[i]);
    if (h)
        free(h->keep);
    free(h);
    free(r);
}
