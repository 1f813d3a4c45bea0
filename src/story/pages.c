#include "story/pages.h"

#include "article/agencies.h"
#include "base/status.h"
#include "base/thread.h"

enum { PAGE_GRAIN = 32 };

/* --- what is kept of an article --- */

static const struct credit *strongest(const struct article *a, enum credit_role role)
{
    const struct credit *best = NULL;
    for (uint32_t i = 0; i < a->n_credits; i++)
        if (a->credits[i].role == role && (!best || a->credits[i].strength > best->strength))
            best = &a->credits[i];
    return best;
}

static int keep_credit(struct keep *k, const struct article *a, enum credit_role role, struct page_credit *out)
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
static void infer_source(const struct page_readers *r, struct page_seen *s)
{
    uint16_t agency = AGENCY_NONE;
    if (!s->source.name.p && r->bylines && s->page.byline.p)
        agency = bylines_lookup(r->bylines, s->page.byline);
    if (agency != AGENCY_NONE)
        s->source = (struct page_credit){agency, span_of(agency_name(agency)), {0}, BYLINE_STRENGTH, true};
}

static int keep_article(const struct page_readers *r, struct keep *k, uint32_t doc, const struct article *a,
                        struct page_seen *s)
{
    int rc = RP_OK;

    s->page = (struct page){.doc = doc, .date = a->date, .words = a->body_words, .marks = a->marks};
    TRY(keep_span(k, a->given.id, &s->page.id));
    TRY(keep_span(k, a->given.url, &s->page.url));
    TRY(keep_span(k, a->outlet, &s->page.outlet));
    TRY(keep_span(k, a->headline, &s->page.headline));
    TRY(keep_span(k, a->byline, &s->page.byline));
    TRY(keep_span(k, a->original_url, &s->original_url));
    s->page.owner = s->page.outlet;
    if (r->owner && s->page.outlet.p)
        r->owner(r->owner_ctx, s->page.outlet, &s->page.owner);
    TRY(keep_credit(k, a, CREDIT_SOURCE, &s->source));
    TRY(keep_credit(k, a, CREDIT_DISTRIBUTOR, &s->distributor));
    infer_source(r, s);
    s->first_published = a->first_published;
    s->page_key = a->url_key;
    s->item_key = a->item_key;
    s->own_agency = a->own_agency;
out:
    return rc;
}

/* --- how it compares --- */

/* It is in the story by what it shares with several others; alone against the reference that may look like less. */
static uint8_t as_member(const struct verdict *v)
{
    switch (v->membership) {
    case MEMBER_CORE:
    case MEMBER_PAGE:
    case MEMBER_FAMILY:
        return v->relation;
    default:
        return RELATION_PARTIAL_REUSE;
    }
}

static int compare_with(const struct page_readers *r, int thread, uint32_t reference, uint32_t doc,
                        const struct relation_doc *copy, struct verdict *v)
{
    const struct relation_doc *ref;
    int rc = RP_OK;
    *v = (struct verdict){.relation = RELATION_VERBATIM, .membership = MEMBER_CORE, .m.use_a = 1, .m.use_b = 1};
    if (reference == doc)
        return RP_OK;
    TRY(doc_cache_get(comparer_cache(r->comparer, thread), reference, &ref));
    TRY(relation_judge_against(comparer_judge(r->comparer, thread), r->thresholds, ref, copy, v));
out:
    return rc;
}

struct pages_job {
    const struct page_readers *r;
    const struct page_want *want;
    struct page_seen *out;
};

static int read_page(const struct pages_job *j, size_t i, int thread)
{
    const struct page_want *w = &j->want[i];
    struct page_seen *s = &j->out[i];
    const struct article *article;
    const struct relation_doc *copy;
    struct verdict v;
    int rc = RP_OK;

    TRY(doc_cache_read(comparer_cache(j->r->comparer, thread), w->doc, &article, &copy));
    TRY(keep_article(j->r, &j->r->keep[thread], w->doc, article, s));
    if (w->reference == PAGE_NO_DOC)
        goto out;
    TRY(compare_with(j->r, thread, w->reference, w->doc, copy, &v));
    s->relation = s->story_relation = as_member(&v);
    s->flags = v.flags;
    s->use_reference = (float)v.m.use_a;
    s->use_copy = (float)v.m.use_b;
    if (w->story_reference != PAGE_NO_DOC && w->story_reference != w->reference) {
        TRY(compare_with(j->r, thread, w->story_reference, w->doc, copy, &v));
        s->story_relation = as_member(&v);
    }
out:
    return rc;
}

static int read_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct pages_job *j = ctx;
    int rc = RP_OK;
    for (size_t i = first; i < last; i++)
        TRY(read_page(j, i, thread));
out:
    return rc;
}

int pages_read(const struct page_readers *r, const struct page_want *want, size_t n, struct page_seen *out)
{
    struct pages_job j = {r, want, out};
    return thread_for(n, PAGE_GRAIN, r->threads, &j, read_piece);
}
