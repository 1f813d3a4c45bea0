#include "story/outline.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "article/dates.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"
#include "story/story_members.h"
#include "story/story_versions.h"
#include "story/support.h"
#include "story/versions.h"

enum { REST_EDGES = 64 };

/* --- texts of stories, grouped --- */

/* Stories, their texts and versions, versions not yet in order. */
static int lay_out(const struct grouping *g, const uint32_t *version, const struct texts *texts, struct outlines *o)
{
    struct story_members m = {0};
    size_t n_stories = 0, n_versions = 0;
    int rc = RP_OK;

    TRY(story_members_list(g, texts, version, &m));
    for (uint32_t i = 0; i < m.n; i++) {
        const struct story_member *p = &m.member[i];
        const bool story = i == 0 || p->place != p[-1].place;
        n_stories += story;
        n_versions += story || p->version != p[-1].version;
    }
    o->story = room_alloc(o->room, n_stories, sizeof *o->story);
    o->version = room_alloc(o->room, n_versions, sizeof *o->version);
    o->text = room_alloc(o->room, m.n, sizeof *o->text);
    if (!o->story || !o->version || !o->text) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    o->n_texts = m.n;
    for (uint32_t i = 0; i < m.n; i++) {
        const struct story_member *p = &m.member[i];
        const bool story = i == 0 || p->place != p[-1].place;
        if (story)
            o->story[o->n++] = (struct outline){.first_text = i, .first_version = (uint32_t)o->n_versions};
        if (story || p->version != p[-1].version) {
            o->version[o->n_versions++] = (struct outline_version){.first_text = i};
            o->story[o->n - 1].n_versions++;
        }
        o->text[i] = p->text;
        o->story[o->n - 1].n_texts++;
        o->story[o->n - 1].n_docs += texts_carriers(texts, p->text);
        o->version[o->n_versions - 1].n_texts++;
    }
out:
    story_members_release(g, &m);
    return rc;
}

/* --- one story --- */

enum { VAGUE = 7 * 86400 }; /* a date wider than this, in seconds, is none beside others */

struct outlining {
    const struct outline_input *in;
    struct outlines *o;
    uint32_t *version;     /* of a text of a story: its version (story_versions.h) */
    bool *reference;       /* of a text: it tells its version best */
    uint32_t *version_of;  /* of a text: index into o->version, by the order of lay_out() */
    uint8_t *corrects;     /* of a version: it corrects another one of its story */
};

static const struct record *lead_record(const struct outline_input *in, uint32_t text)
{
    return &in->record[texts_lead(in->texts, text)];
}

static struct date_interval record_date(const struct record *r)
{
    return (struct date_interval){r->first, r->last, (uint8_t)date_precision_of(r->first, r->last)};
}

/* When the first of several copies appeared: no later than the earliest end of any. A year says nothing beside days. */
static struct date_interval earlier_of(struct date_interval d, const struct record *r)
{
    const struct date_interval own = record_date(r);
    const bool vague = own.last - own.first > VAGUE, vague_d = d.last - d.first > VAGUE;
    if (r->first > r->last || (d.first <= d.last && vague && !vague_d))
        return d;
    if (d.first > d.last || (vague_d && !vague))
        return own;
    d.first = own.first < d.first ? own.first : d.first;
    d.last = own.last < d.last ? own.last : d.last;
    return d;
}

static struct version_facts facts_of(const struct outlining *s, const struct outline_version *v)
{
    struct version_facts f = {.date = DATE_UNKNOWN};
    for (uint32_t i = 0; i < v->n_texts; i++) {
        uint32_t text = s->o->text[v->first_text + i];
        const struct record *lead = lead_record(s->in, text);
        for (uint32_t k = s->in->texts->first[text]; k < s->in->texts->first[text + 1]; k++) {
            const struct record *r = &s->in->record[s->in->texts->doc[k]];
            f.marks |= r->marks;
            f.update_number = r->update_number > f.update_number ? r->update_number : f.update_number;
        }
        f.date = earlier_of(f.date, lead);
        f.words = lead->n_tokens > f.words ? lead->n_tokens : f.words;
        f.key = i == 0 ? lead->body.hi : f.key;
    }
    return f;
}

/* As reports show it: the date of the copy that may be the earliest. */
static struct date_interval first_date(const struct outlining *s, const struct outline_version *v)
{
    struct date_interval first = DATE_UNKNOWN;
    for (uint32_t i = 0; i < v->n_texts; i++) {
        const struct record *r = lead_record(s->in, s->o->text[v->first_text + i]);
        const bool vague = r->last - r->first > VAGUE, vague_first = first.last - first.first > VAGUE;
        if (r->first <= r->last && (first.first > first.last || vague < vague_first ||
                                    (vague == vague_first && r->first < first.first)))
            first = record_date(r);
    }
    return first;
}

/* Texts move with their versions. */
static int order_versions(struct outlining *s, struct outline *st)
{
    struct outline_version *v = s->o->version + st->first_version;
    uint32_t n = st->n_versions, at = st->first_text;
    struct version_facts *facts = mem_alloc(n, sizeof *facts);
    struct version_rank *rank = mem_alloc(n, sizeof *rank);
    struct outline_version *sorted = mem_alloc(n, sizeof *sorted);
    uint32_t *text = mem_alloc(st->n_texts, sizeof *text);
    int rc = facts && rank && sorted && text ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (uint32_t i = 0; i < n; i++)
        facts[i] = facts_of(s, &v[i]);
    versions_order(facts, n, rank);
    for (uint32_t i = 0; i < n; i++) {
        const struct outline_version *from = &v[rank[i].index];
        bool corrects = s->corrects[from - s->o->version] || facts[rank[i].index].marks & MARK_CORRECTED;
        sorted[i] = *from;
        sorted[i].by = (uint8_t)rank[i].by;
        sorted[i].date = first_date(s, from);
        sorted[i].update_number = facts[rank[i].index].update_number;
        sorted[i].relation = i == 0 ? 0 : corrects ? RELATION_CORRECTION : RELATION_UPDATE;
        memcpy(text + (at - st->first_text), s->o->text + from->first_text, from->n_texts * sizeof *text);
        sorted[i].first_text = at;
        at += from->n_texts;
    }
    memcpy(v, sorted, n * sizeof *v);
    memcpy(s->o->text + st->first_text, text, st->n_texts * sizeof *text);
out:
    free(facts);
    free(rank);
    free(sorted);
    free(text);
    return rc;
}

struct vote {
    uint64_t source;
    uint32_t weight;
    uint16_t agency;
};

static int vote_order(const void *x, const void *y)
{
    const struct vote *a = x, *b = y;
    return a->source < b->source ? -1 : a->source > b->source;
}

/* Strength-weighted majority; a page of an agency itself votes for that agency with full strength. */
static int vote_source(const struct outlining *s, struct outline *st)
{
    struct vote *v = mem_alloc(2 * (size_t)st->n_docs, sizeof *v);
    const struct texts *t = s->in->texts;
    uint64_t best = 0;
    size_t n = 0;

    if (!v)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < st->n_texts; i++) {
        uint32_t text = s->o->text[st->first_text + i];
        for (uint32_t k = t->first[text]; k < t->first[text + 1]; k++) {
            const struct record *r = &s->in->record[t->doc[k]];
            if (r->source)
                v[n++] = (struct vote){r->source, r->source_strength, r->source_agency};
            if (r->own_agency != AGENCY_NONE)
                v[n++] = (struct vote){record_agency_key(r->own_agency), 100, r->own_agency};
        }
    }
    qsort(v, n, sizeof *v, vote_order);
    st->source_agency = AGENCY_NONE;
    for (size_t i = 0, j; i < n; i = j) {
        uint64_t sum = 0;
        for (j = i; j < n && v[j].source == v[i].source; j++)
            sum += v[j].weight;
        if (sum > best) {
            best = sum;
            st->source = v[i].source;
            st->source_agency = v[i].agency;
        }
    }
    free(v);
    return RP_OK;
}

struct doc_facts {
    struct original_facts *facts;
    uint32_t *doc, *text; /* text: index in the story */
    uint32_t n;
};

/* Exactly one document certainly before all others? */
static uint32_t certain_first(const struct outlining *s, const struct doc_facts *d)
{
    uint32_t first = NO_INDEX;
    for (uint32_t i = 0; i < d->n; i++) {
        const struct record *r = &s->in->record[d->doc[i]];
        if (r->first <= r->last && (first == NO_INDEX || r->last < s->in->record[d->doc[first]].last))
            first = i;
    }
    for (uint32_t i = 0; first != NO_INDEX && i < d->n; i++) {
        const struct record *r = &s->in->record[d->doc[i]];
        if (i != first && r->first <= r->last && r->first <= s->in->record[d->doc[first]].last)
            return NO_INDEX;
    }
    return first;
}

static int key_order(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

/* Addresses that pages of the story call canonical, sorted. */
static uint32_t named_addresses(const struct outlining *s, const struct doc_facts *d, uint64_t *key)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->n; i++)
        if (s->in->record[d->doc[i]].original)
            key[n++] = s->in->record[d->doc[i]].original;
    qsort(key, n, sizeof *key, key_order);
    return n;
}

static void gather_facts(const struct outlining *s, const struct outline *st, const struct support *support,
                         struct doc_facts *d, uint64_t *named)
{
    const struct texts *t = s->in->texts;
    uint32_t n_named, first;

    for (uint32_t i = 0; i < st->n_texts; i++) {
        uint32_t text = s->o->text[st->first_text + i];
        for (uint32_t k = t->first[text]; k < t->first[text + 1]; k++) {
            d->doc[d->n] = t->doc[k];
            d->text[d->n++] = i;
        }
    }
    n_named = named_addresses(s, d, named);
    first = certain_first(s, d);
    for (uint32_t i = 0; i < d->n; i++) {
        const struct record *r = &s->in->record[d->doc[i]];
        const struct support *u = &support[d->text[i]];
        d->facts[i] = (struct original_facts){
            .outlet = r->outlet,
            .own_host = r->own_agency != AGENCY_NONE && record_agency_key(r->own_agency) == st->source,
            .pointed_at = r->page && bsearch(&r->page, named, n_named, sizeof *named, key_order),
            .credits_itself = r->facts & RECORD_CREDITS_ITSELF,
            .credits_other = r->source && !(r->facts & RECORD_CREDITS_ITSELF)
                             && (r->own_agency == AGENCY_NONE || r->source != record_agency_key(r->own_agency)),
            .wire_leftover = r->marks & MARK_WIRE_LEFTOVER,
            .feed_notice = r->marks & MARK_FEED_NOTICE,
            .earliest = i == first,
            .first_published_fits = r->facts & RECORD_FIRST_PUBLISHED,
            .majority_held = u->all_majority ? (double)u->majority / u->all_majority : 0,
            .local_blocks = u->local_blocks,
        };
    }
}

/* What speaks against a text as the fullest: insertions. Of two pages alone nobody can tell what one has inserted from
 * what the other has left out, but a single block is more often inserted, several are more often left out. */
static uint32_t insertions(const struct outline *st, const struct support *u)
{
    return st->n_docs > 2 ? u->local_blocks : u->local_blocks == 1;
}

/* a before b as the fullest: more that others have too, fewer insertions, longer, on more pages, then content. */
static bool fuller(const struct outlining *s, const struct outline *st, const struct support *u, uint32_t a, uint32_t b)
{
    uint32_t ca = texts_carriers(s->in->texts, s->o->text[st->first_text + a]);
    uint32_t cb = texts_carriers(s->in->texts, s->o->text[st->first_text + b]);
    if (u[a].shared != u[b].shared)
        return u[a].shared > u[b].shared;
    if (insertions(st, &u[a]) != insertions(st, &u[b]))
        return insertions(st, &u[a]) < insertions(st, &u[b]);
    if (u[a].passages != u[b].passages)
        return u[a].passages > u[b].passages;
    if (ca != cb)
        return ca > cb;
    return s->o->text[st->first_text + a] < s->o->text[st->first_text + b];
}

static uint32_t fullest_of(const struct outlining *s, const struct outline *st, const struct support *u, uint32_t first,
                           uint32_t n)
{
    uint32_t best = first;
    for (uint32_t i = first + 1; i < first + n; i++)
        if (fuller(s, st, u, i, best))
            best = i;
    return best;
}

static uint32_t reference_of(const struct outlining *s, const struct outline *st, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++)
        if (s->reference[s->o->text[st->first_text + i]])
            return i;
    return first;
}

static void choose_references(const struct outlining *s, struct outline *st, const struct support *u,
                              uint32_t original_text)
{
    const struct texts *t = s->in->texts;
    const struct outline_version *last;
    for (uint32_t k = 0; k < st->n_versions; k++) {
        struct outline_version *v = &s->o->version[st->first_version + k];
        uint32_t first = v->first_text - st->first_text;
        bool has_original = original_text >= first && original_text - first < v->n_texts;
        uint32_t best = has_original ? original_text : reference_of(s, st, first, v->n_texts);
        v->reference_text = s->o->text[st->first_text + best];
        v->reference = has_original ? st->original : texts_lead(t, v->reference_text);
    }
    st->fullest = texts_lead(t, s->o->text[st->first_text + fullest_of(s, st, u, 0, st->n_texts)]);
    last = &s->o->version[st->first_version + st->n_versions - 1];
    st->reference = st->original != OUTLINE_NO_DOC ? st->original : last->reference;
    st->reference_text = st->original != OUTLINE_NO_DOC ? s->o->text[st->first_text + original_text]
                                                        : last->reference_text;
}

static int outline_story(struct outlining *s, struct outline *st)
{
    struct support *u = mem_alloc(st->n_texts, sizeof *u);
    uint64_t *named = mem_alloc(st->n_docs, sizeof *named);
    struct doc_facts d = {mem_alloc(st->n_docs, sizeof *d.facts), mem_alloc(st->n_docs, sizeof *d.doc),
                          mem_alloc(st->n_docs, sizeof *d.text), 0};
    uint32_t chosen, best;
    int rc = u && named && d.facts && d.doc && d.text ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(order_versions(s, st));
    TRY(vote_source(s, st));
    TRY(support_count(s->in->record, s->in->texts, s->o->text + st->first_text, st->n_texts, u));
    gather_facts(s, st, u, &d, named);
    chosen = original_choose(d.facts, d.n, &best);
    st->original = chosen == NO_INDEX ? OUTLINE_NO_DOC : d.doc[chosen];
    st->best = d.doc[best];
    original_score(&d.facts[best], &st->score);
    choose_references(s, st, u, chosen == NO_INDEX ? NO_INDEX : d.text[chosen]);
out:
    free(u);
    free(named);
    free(d.facts);
    free(d.doc);
    free(d.text);
    return rc;
}

/* --- all of them --- */

static int outline_piece(void *ctx, size_t first, size_t last, int thread)
{
    struct outlining *s = ctx;
    int rc = RP_OK;
    (void)thread;
    for (size_t i = first; i < last; i++) {
        room_rest(s->o->room);
        TRY(outline_story(s, &s->o->story[i]));
    }
out:
    return rc;
}

/* The same words but for facts, where the versions are known to be two. */
static bool corrects(const struct edge *e)
{
    return e->relation == RELATION_CORRECTION
           || (e->relation == RELATION_LIGHT_EDIT && (e->flags & FLAG_FACTS_CHANGED));
}

/* Which versions are told by a judged pair to correct another of their story. The copy of the pair corrects when it
 * is not certainly the earlier. */
static void find_corrections(struct outlining *s)
{
    for (size_t i = 0; i < s->o->n_versions; i++)
        for (uint32_t k = 0; k < s->o->version[i].n_texts; k++)
            s->version_of[s->o->text[s->o->version[i].first_text + k]] = (uint32_t)i;
    for (size_t i = 0; i < s->in->n_edges; i++) {
        const struct edge *e = &s->in->edge[i];
        uint32_t copy = e->swapped ? e->a : e->b, reference = e->swapped ? e->b : e->a;
        const struct grouping *g = s->in->grouping;
        if (i % REST_EDGES == 0)
            room_rest(s->o->room);
        if (!corrects(e) || g->role[e->a] != TEXT_MEMBER || g->role[e->b] != TEXT_MEMBER
            || g->family[e->a] != g->family[e->b] || s->version[e->a] == s->version[e->b])
            continue;
        s->corrects[s->version_of[e->flags & FLAG_B_EARLIER ? reference : copy]] = 1;
    }
}

int outlines_make(const struct outline_input *in, struct outlines *out)
{
    struct outlines o = {.room = in->texts->room};
    struct outlining s = {.in = in, .o = &o};
    const struct versions_input versions = {in->record, in->texts, in->edge, in->n_edges, in->grouping, in->threads};
    int rc = RP_OK;

    s.version = room_alloc(in->texts->room, in->texts->n, sizeof *s.version);
    s.reference = room_alloc(in->texts->room, in->texts->n, sizeof *s.reference);
    if (!s.version || !s.reference) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(story_versions_find(&versions, s.version, s.reference));
    TRY(lay_out(in->grouping, s.version, in->texts, &o));
    s.version_of = room_alloc(in->texts->room, in->texts->n, sizeof *s.version_of);
    s.corrects = room_alloc(in->texts->room, o.n_versions, sizeof *s.corrects);
    if (!s.version_of || !s.corrects) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    find_corrections(&s);
    TRY(thread_for(o.n, 16, in->threads, &s, outline_piece));
    *out = o;
    o = (struct outlines){0};
out:
    outlines_release(&o);
    room_drop(in->texts->room, s.version);
    room_drop(in->texts->room, s.reference);
    room_drop(in->texts->room, s.version_of);
    room_drop(in->texts->room, s.corrects);
    return rc;
}

void outlines_release(struct outlines *o)
{
    room_drop(o->room, o->story);
    room_drop(o->room, o->text);
    room_drop(o->room, o->version);
    *o = (struct outlines){0};
}
