#include "story/story_fill.h"

#include <stdlib.h>
#include <string.h>

#include "article/agencies.h"
#include "article/headline.h"
#include "base/alloc.h"
#include "base/status.h"

/* Two pages of one path on different hosts are mirrors when their texts agree this much with the reference. */
#define MIRROR_LO .90f
enum { EVERGREEN_SECONDS = 30 * 86400, KEY_SEED = 7 };

struct numbered;

struct filling {
    const struct story_pages *in;
    struct keep *keep;
    struct story *out;
    struct story_copy *copy;
    const struct page_seen **seen; /* of each copy, after sorting */
    uint32_t *parent;              /* of each copy, for groups */
    struct numbered *by_doc;
    uint32_t n;
};

/* --- copies in order --- */

static int span_order(struct span a, struct span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : a.n < b.n ? -1 : a.n > b.n;
}

static bool dated(const struct date_interval *d)
{
    return d->first <= d->last;
}

static int date_order(const struct date_interval *a, const struct date_interval *b)
{
    if (dated(a) != dated(b))
        return dated(a) ? -1 : 1;
    if (!dated(a))
        return 0;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->last < b->last ? -1 : a->last > b->last;
}

struct sorting {
    const struct page_seen *seen;
    const struct record *record; /* looked at only where all else is equal: records lie elsewhere */
    uint32_t version;
};

static int copy_order(const void *x, const void *y)
{
    const struct sorting *a = x, *b = y;
    int c = date_order(&a->seen->note->page.date, &b->seen->note->page.date);
    if (!c)
        c = span_order(a->seen->note->page.outlet, b->seen->note->page.outlet);
    if (!c)
        c = span_order(a->seen->note->page.id, b->seen->note->page.id);
    if (c)
        return c;
    if (a->record->identity.hi != b->record->identity.hi)
        return a->record->identity.hi < b->record->identity.hi ? -1 : 1;
    return a->seen->note->page.doc < b->seen->note->page.doc ? -1 : a->seen->note->page.doc > b->seen->note->page.doc;
}

static int sort_copies(struct filling *f)
{
    struct sorting *s = mem_alloc(f->n, sizeof *s);
    if (!s)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < f->n; i++)
        s[i] = (struct sorting){&f->in->copy[i], &f->in->record[f->in->copy[i].note->page.doc], f->in->copy_version[i]};
    qsort(s, f->n, sizeof *s, copy_order);
    for (uint32_t i = 0; i < f->n; i++) {
        const struct page_seen *p = s[i].seen;
        float more = p->use_reference > p->use_copy ? p->use_reference : p->use_copy;
        f->seen[i] = p;
        f->copy[i] = (struct story_copy){
            .page = p->note->page,
            .version = s[i].version,
            .relation = p->relation,
            .story_relation = p->story_relation,
            .flags = p->flags,
            .use_reference = p->use_reference,
            .use_copy = p->use_copy,
            .match = 100 * more,
            .mirror_of = i,
            .source = p->note->source,
            .distributor = p->note->distributor,
        };
    }
    free(s);
    return RP_OK;
}

struct numbered {
    size_t doc;
    uint32_t copy;
};

static int numbered_order(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    return a->doc < b->doc ? -1 : a->doc > b->doc;
}

static int number_copies(struct filling *f)
{
    f->by_doc = mem_alloc(f->n, sizeof *f->by_doc);
    if (!f->by_doc)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < f->n; i++)
        f->by_doc[i] = (struct numbered){f->copy[i].page.doc, i};
    qsort(f->by_doc, f->n, sizeof *f->by_doc, numbered_order);
    return RP_OK;
}

static uint32_t copy_of(const struct filling *f, uint32_t doc)
{
    const struct numbered key = {doc, 0};
    const struct numbered *found = bsearch(&key, f->by_doc, f->n, sizeof key, numbered_order);
    return found ? found->copy : NO_INDEX;
}

/* --- which pages are one outlet --- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

struct keyed {
    uint64_t key, rank;
    uint32_t copy;
};

static int keyed_order(const void *x, const void *y)
{
    const struct keyed *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->copy < b->copy ? -1 : a->copy > b->copy;
}

/* Copies with the same key become one group, named by the first. k is n entries, key 0: none. */
static void join_equal(struct filling *f, struct keyed *k)
{
    qsort(k, f->n, sizeof *k, keyed_order);
    for (uint32_t i = 1; i < f->n; i++) {
        uint32_t a = root_of(f->parent, k[i - 1].copy), b = root_of(f->parent, k[i].copy);
        if (k[i].key && k[i].key == k[i - 1].key && k[i].rank == k[i - 1].rank)
            f->parent[a < b ? b : a] = a < b ? a : b;
    }
}

static uint64_t mirror_key(const struct page_seen *p)
{
    return p->use_reference >= MIRROR_LO && p->use_copy >= MIRROR_LO ? p->note->item_key : 0;
}

static uint64_t owner_key(const struct page_note *p)
{
    return p->page.owner.p && p->page.owner.n ? hash_bytes(p->page.owner.p, p->page.owner.n, KEY_SEED) : 0;
}

static int count_outlets(struct filling *f)
{
    struct keyed *k = mem_alloc(f->n, sizeof *k);
    if (!k)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < f->n; i++)
        f->parent[i] = i;
    for (uint32_t i = 0; i < f->n; i++)
        k[i] = (struct keyed){f->seen[i]->note->page_key, 0, i};
    join_equal(f, k);
    for (uint32_t i = 0; i < f->n; i++)
        k[i] = (struct keyed){mirror_key(f->seen[i]), f->copy[i].version, i};
    join_equal(f, k);
    for (uint32_t i = 0; i < f->n; i++) {
        f->copy[i].mirror_of = root_of(f->parent, i);
        f->copy[i].alerts |= f->copy[i].mirror_of != i ? COPY_MIRROR : 0;
    }
    for (uint32_t i = 0; i < f->n; i++)
        k[i] = (struct keyed){owner_key(f->seen[i]->note), 0, i};
    join_equal(f, k);
    for (uint32_t i = 0; i < f->n; i++)
        f->out->outlets += root_of(f->parent, i) == i;
    free(k);
    return RP_OK;
}

/* --- versions --- */

static int fill_versions(struct filling *f)
{
    const struct outline *o = f->in->outline;
    struct story_version *v = keep_zalloc(f->keep, o->n_versions, sizeof *v);
    struct keyed *k = mem_alloc(f->n, sizeof *k);
    if (!v || !k) {
        free(k);
        return RP_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < o->n_versions; i++) {
        const struct outline_version *from = &f->in->version[i];
        v[i] = (struct story_version){.reference = copy_of(f, from->reference), .update_number = from->update_number,
                                      .relation = from->relation, .ordered_by = from->by, .date = from->date};
    }
    for (uint32_t i = 0; i < f->n; i++) {
        v[f->copy[i].version].copies++;
        k[i] = (struct keyed){f->copy[i].version, root_of(f->parent, i), i};
    }
    qsort(k, f->n, sizeof *k, keyed_order);
    for (uint32_t i = 0; i < f->n; i++)
        v[k[i].key].outlets += i == 0 || k[i].key != k[i - 1].key || k[i].rank != k[i - 1].rank;
    free(k);
    f->out->versions = v;
    f->out->n_versions = o->n_versions;
    return RP_OK;
}

/* --- headlines --- */

struct titled {
    struct span text;
    uint32_t first, copies;
};

static int titled_order(const void *x, const void *y)
{
    const struct titled *a = x, *b = y;
    int c = span_order(a->text, b->text);
    return c ? c : a->first < b->first ? -1 : a->first > b->first;
}

static int used_order(const void *x, const void *y)
{
    const struct titled *a = x, *b = y;
    if (a->copies != b->copies)
        return a->copies > b->copies ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static int fill_headlines(struct filling *f)
{
    struct titled *t = mem_alloc(f->n, sizeof *t);
    struct story_headline *h = NULL;
    uint32_t n = 0, k = 0;
    int rc = t ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (uint32_t i = 0; i < f->n; i++) {
        f->copy[i].headline_relation = (uint8_t)headline_compare(f->out->headline, f->copy[i].page.headline);
        if (f->copy[i].page.headline.p)
            t[n++] = (struct titled){f->copy[i].page.headline, i, 1};
    }
    qsort(t, n, sizeof *t, titled_order);
    for (uint32_t i = 0; i < n; i++)
        if (k && span_equal(t[k - 1].text, t[i].text))
            t[k - 1].copies++;
        else
            t[k++] = t[i];
    qsort(t, k, sizeof *t, used_order);
    if (!(h = keep_zalloc(f->keep, k, sizeof *h))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint32_t i = 0; i < k; i++)
        h[i] = (struct story_headline){t[i].text, t[i].copies,
                                       (uint8_t)headline_compare(f->out->headline, t[i].text)};
    f->out->headlines = h;
    f->out->n_headlines = k;
out:
    free(t);
    return rc;
}

/* --- credits --- */

struct ballot {
    uint64_t key;
    const struct page_credit *credit;
    float strength;
    uint32_t copy;
};

static int ballot_order(const void *x, const void *y)
{
    const struct ballot *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->strength != b->strength)
        return a->strength > b->strength ? -1 : 1;
    return a->copy < b->copy ? -1 : a->copy > b->copy;
}

static uint64_t credit_key(const struct page_credit *c)
{
    if (!c->name.p)
        return 0;
    return c->agency != AGENCY_NONE ? record_agency_key(c->agency) : hash_bytes(c->name.p, c->name.n, KEY_SEED);
}

/* The winner's strongest evidence; ties go to the key, which is content. */
static void elect(struct ballot *b, size_t n, struct page_credit *out)
{
    float best = 0;
    qsort(b, n, sizeof *b, ballot_order);
    for (size_t i = 0, j; i < n; i = j) {
        float sum = 0;
        for (j = i; j < n && b[j].key == b[i].key; j++)
            sum += b[j].strength;
        if (b[i].key && sum > best) {
            best = sum;
            *out = *b[i].credit;
        }
    }
}

static int fill_credits(struct filling *f)
{
    struct ballot *b = mem_alloc(2 * (size_t)f->n, sizeof *b);
    struct page_credit *own = keep_zalloc(f->keep, f->n, sizeof *own);
    size_t n = 0;

    if (!b || !own) {
        free(b);
        return RP_ERR_NOMEM;
    }
    f->out->source.agency = f->out->distributor.agency = AGENCY_NONE;
    for (uint32_t i = 0; i < f->n; i++) {
        const struct page_note *p = f->seen[i]->note;
        b[n++] = (struct ballot){credit_key(&p->source), &p->source, p->source.strength, i};
        if (p->own_agency == AGENCY_NONE)
            continue;
        own[i] = (struct page_credit){p->own_agency, span_of(agency_name(p->own_agency)), {0}, 1, false};
        b[n++] = (struct ballot){credit_key(&own[i]), &own[i], 1, i};
    }
    elect(b, n, &f->out->source);
    for (uint32_t i = 0; i < f->n; i++)
        b[i] = (struct ballot){credit_key(&f->seen[i]->note->distributor), &f->seen[i]->note->distributor,
                               f->seen[i]->note->distributor.strength, i};
    elect(b, f->n, &f->out->distributor);
    free(b);
    return RP_OK;
}

/* --- dates, alerts --- */

/* A year or a month, from a copyright line say, tells when a story appeared only where no copy has a day. */
static bool has_day(const struct filling *f)
{
    bool any = false;
    for (uint32_t i = 0; i < f->n; i++)
        any |= dated(&f->copy[i].page.date) && f->copy[i].page.date.precision >= DATE_DAY;
    return any;
}

static void fill_dates(struct filling *f)
{
    struct story *s = f->out;
    const enum date_precision least = has_day(f) ? DATE_DAY : DATE_NONE;
    s->first = s->last = s->original_date = (struct date_interval){1, 0, DATE_NONE};
    for (uint32_t i = 0; i < f->n; i++) {
        const struct date_interval *d = &f->copy[i].page.date, *p = &f->seen[i]->note->first_published;
        if (d->precision >= least && dated(d) && (!dated(&s->first) || date_order(d, &s->first) < 0))
            s->first = *d;
        if (d->precision >= least && dated(d) && (!dated(&s->last) || d->last > s->last.last))
            s->last = *d;
        if (dated(p) && (!dated(&s->original_date) || date_order(p, &s->original_date) < 0))
            s->original_date = *p;
    }
    if (!dated(&s->original_date) && s->original != NO_INDEX)
        s->original_date = f->copy[s->original].page.date;
}

/* The first version that nothing has corrected since. */
static uint32_t first_valid_version(const struct filling *f)
{
    uint32_t v = 0;
    for (uint32_t i = 1; i < f->out->n_versions; i++)
        if (f->out->versions[i].relation == RELATION_CORRECTION)
            v = i;
    return f->in->n_notices ? UINT32_MAX : v;
}

static uint32_t credit_alerts(const struct filling *f, const struct story_copy *c, const struct page_note *p)
{
    uint64_t story = credit_key(&f->out->source), own = credit_key(&c->source);
    bool at_home = p->own_agency != AGENCY_NONE && record_agency_key(p->own_agency) == story;
    if (!story || at_home || own == story)
        return 0;
    return own && !c->source.inferred ? COPY_CREDIT_CHANGED : COPY_CREDIT_MISSING;
}

/* A copy without credit is given the story's, and it says so. */
static void infer_credit(struct filling *f, struct story_copy *c)
{
    if (c->source.name.p || !f->out->source.name.p)
        return;
    c->source = f->out->source;
    c->source.line = (struct span){0};
    c->source.inferred = true;
}

static void fill_alerts(struct filling *f)
{
    uint32_t valid = first_valid_version(f);
    bool no_derivatives = f->out->source.agency != AGENCY_NONE && agency_no_derivatives(f->out->source.agency);
    const struct story_copy *head = &f->copy[f->out->reference];

    for (uint32_t i = 0; i < f->n; i++) {
        struct story_copy *c = &f->copy[i];
        const struct date_interval *d = &c->page.date;
        bool edited = c->relation != RELATION_VERBATIM && c->relation != RELATION_SAME_PAGE;
        c->alerts |= c->version < valid ? COPY_STALE : 0;
        c->alerts |= credit_alerts(f, c, f->seen[i]->note);
        c->alerts |= (no_derivatives || c->page.marks & MARK_NO_DERIVATIVES) && edited ? COPY_NODERIVS_EDITED : 0;
        c->alerts |= dated(d) && d->first > f->out->first.last + EVERGREEN_SECONDS ? COPY_EVERGREEN : 0;
        c->alerts |= !dated(d) ? COPY_UNDATED : 0;
        c->alerts |= c->page.marks & MARK_DATE_REJECTED ? COPY_DATE_REJECTED : 0;
        c->alerts |= head->page.byline.p && !c->page.byline.p ? COPY_BYLINE_DROPPED : 0;
        c->alerts |= i == f->out->reference ? COPY_LEADS : 0;
        infer_credit(f, c);
    }
}

/* The address that most copies call the original, when it is not among them. */
static void fill_original_url(struct filling *f)
{
    uint32_t best = 0;
    if (f->out->original != NO_INDEX)
        return;
    for (uint32_t i = 0; i < f->n && i < 1024; i++) {
        uint32_t same = 0;
        for (uint32_t j = 0; f->seen[i]->note->original_url.p && j < f->n && j < 1024; j++)
            same += span_equal(f->seen[i]->note->original_url, f->seen[j]->note->original_url);
        if (same > best) {
            best = same;
            f->out->original_url = f->seen[i]->note->original_url;
        }
    }
}

static bool says_press_release(const struct filling *f)
{
    uint32_t n = 0;
    if (f->out->source.agency != AGENCY_NONE && agency_class(f->out->source.agency) == AGENCY_PRESS_RELEASE)
        return true;
    for (uint32_t i = 0; i < f->n; i++)
        n += (f->copy[i].page.marks & MARK_PRESS_RELEASE) != 0;
    return 2 * n > f->n;
}

/* --- the story --- */

static int fill_evidence(struct filling *f)
{
    const struct original_score *s = &f->in->outline->score;
    struct evidence *e = keep_zalloc(f->keep, s->n_evidence, sizeof *e);
    if (!e)
        return RP_ERR_NOMEM;
    memcpy(e, s->evidence, s->n_evidence * sizeof *e);
    f->out->evidence = e;
    f->out->n_evidence = s->n_evidence;
    return RP_OK;
}

static void fill_heads(struct filling *f)
{
    const struct outline *o = f->in->outline;
    struct story *s = f->out;
    struct hash128 body = f->in->record[o->reference].body;
    s->key = hash_mix(body.lo ^ hash_mix(body.hi));
    s->original = o->original == OUTLINE_NO_DOC ? NO_INDEX : copy_of(f, o->original);
    s->fullest = copy_of(f, o->fullest);
    s->reference = copy_of(f, o->reference);
    s->headline = f->copy[s->reference].page.headline;
    s->words = f->copy[s->fullest].page.words;
    s->copies = f->copy;
    s->n_copies = f->n;
    s->satellites = f->in->satellite;
    s->n_satellites = f->in->n_satellites;
    s->notices = f->in->notice;
    s->n_notices = f->in->n_notices;
}

int story_fill(const struct story_pages *in, struct keep *keep, struct story *out)
{
    struct filling f = {.in = in, .keep = keep, .out = out, .n = in->outline->n_docs};
    int rc = RP_ERR_NOMEM;

    *out = (struct story){0};
    f.copy = keep_zalloc(keep, f.n, sizeof *f.copy);
    f.seen = mem_alloc(f.n, sizeof *f.seen);
    f.parent = mem_alloc(f.n, sizeof *f.parent);
    if (!f.copy || !f.seen || !f.parent)
        goto out;
    TRY(sort_copies(&f));
    TRY(number_copies(&f));
    fill_heads(&f);
    TRY(count_outlets(&f));
    TRY(fill_versions(&f));
    TRY(fill_headlines(&f));
    TRY(fill_credits(&f));
    TRY(fill_evidence(&f));
    fill_dates(&f);
    fill_alerts(&f);
    fill_original_url(&f);
    out->press_release = says_press_release(&f);
out:
    free(f.seen);
    free(f.parent);
    free(f.by_doc);
    return rc;
}
