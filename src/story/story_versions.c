#include "story/story_versions.h"

#include <stdlib.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "rules/limits.h"
#include "store/room.h"
#include "story/editions.h"
#include "story/results.h"
#include "story/story_members.h"

enum { STORY_GRAIN = 16 };

struct finding {
    const struct versions_input *in;
    struct story_members of;
    uint32_t *first;              /* of a story: in `of`; one more than stories */
    uint32_t n_stories;
    uint32_t *version;
    bool *reference;
};

/* One story at work: texts by their number in it. */
struct dividing {
    const struct versions_input *in;
    struct editions *editions;
    const uint32_t *text;
    uint32_t n;
    uint32_t *edition;            /* of a text: the central text of its edition */
    uint32_t *label;              /* of a text: its version, named by one of its texts */
    bool *apart;                  /* of a text: something but words sets its version apart */
    bool *own;                    /* of a text: a pair says that it names its outlet, where the other is silent */
    bool *changed;                /* the same: that words of it were changed */
    uint32_t *house;              /* editions.h */
    bool telling;                 /* enough outlets to know what is a carrier's own */
};

/* --- what pairs know --- */

static uint32_t number_of(const struct dividing *d, uint32_t text)
{
    uint32_t lo = 0, hi = d->n;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (d->text[mid] < text)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < d->n && d->text[lo] == text ? lo : NO_INDEX;
}

static const struct edge *edge_between(const struct dividing *d, uint32_t i, uint32_t k)
{
    return edge_find(d->in->edge, d->in->n_edges, d->text[i], d->text[k]);
}

/* First of the sorted edges whose lower text this is, or what comes behind. */
static size_t edges_from(const struct dividing *d, uint32_t text)
{
    size_t lo = 0, hi = d->in->n_edges;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (d->in->edge[mid].a < text)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static uint64_t outlet_of(const struct dividing *d, uint32_t i)
{
    return d->in->record[texts_lead(d->in->texts, d->text[i])].outlet;
}

/* The text that is later, by an edge that says which. */
static uint32_t later_of(const struct edge *e)
{
    const uint32_t copy = e->swapped ? e->a : e->b, reference = e->swapped ? e->b : e->a;
    return e->flags & FLAG_B_EARLIER ? reference : copy;
}

/* The later of the two is a page of the source itself: nobody else has to have it. */
static bool is_sources_own(const struct dividing *d, const struct edge *e)
{
    const struct record *r = &d->in->record[texts_lead(d->in->texts, later_of(e))];
    return r->own_agency != AGENCY_NONE && r->source == record_agency_key(r->own_agency);
}

/* A judged update or correction that is more than one page's other words; nor is it a copy of a marked text with
 * something of the carrier's own. */
static bool keeps_apart(const struct dividing *d, const struct edge *e, uint32_t i, uint32_t k)
{
    if (e->membership != MEMBER_FAMILY)
        return false;
    if (is_sources_own(d, e))
        return true;
    if (!d->telling || (outlet_of(d, i) && outlet_of(d, i) == outlet_of(d, k)))
        return true;
    return e->marked && !d->own[number_of(d, later_of(e))] &&
           (e->relation == RELATION_UPDATE || (e->flags & FLAG_FACTS_CHANGED));
}

static uint32_t pair_version(const struct dividing *d, uint32_t i)
{
    return d->in->grouping->version[d->text[i]];
}

/* Texts of one edition that pairs keep in another version than its central text: apart[] of that version's first. */
static void find_apart(struct dividing *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        for (size_t at = edges_from(d, d->text[i]); at < d->in->n_edges && d->in->edge[at].a == d->text[i]; at++) {
            const uint32_t k = number_of(d, d->in->edge[at].b);
            if (k == NO_INDEX || d->edition[i] != d->edition[k] || pair_version(d, i) == pair_version(d, k) ||
                !keeps_apart(d, &d->in->edge[at], i, k))
                continue;
            d->apart[i] = d->apart[k] = true;
        }
    }
}

/* Names versions: an edition by its central text; what is apart from it by the first text of the pairs' version. */
static void label_by_pairs(struct dividing *d)
{
    find_apart(d);
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t k = 0; d->apart[i] && k < d->n; k++)
            d->apart[k] |= d->edition[k] == d->edition[i] && pair_version(d, k) == pair_version(d, i);
    for (uint32_t i = 0; i < d->n; i++) {
        d->label[i] = d->edition[i];
        if (!d->apart[i] || pair_version(d, i) == pair_version(d, d->edition[i]))
            continue;
        uint32_t k = 0;
        while (d->edition[k] != d->edition[i] || pair_version(d, k) != pair_version(d, i))
            k++;
        d->label[i] = k;
    }
}

/* Each has the name of its outlet where the other has it, and nothing else sets them apart. */
static bool are_of_one_house(const struct dividing *d, const struct edge *e)
{
    return e->a_names_itself && e->b_names_itself
           && (e->relation == RELATION_VERBATIM || e->relation == RELATION_LIGHT_EDIT)
           && texts_carriers(d->in->texts, e->a) == 1 && texts_carriers(d->in->texts, e->b) == 1;
}

static void find_own(const struct dividing *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        for (size_t at = edges_from(d, d->text[i]); at < d->in->n_edges && d->in->edge[at].a == d->text[i]; at++) {
            const struct edge *e = &d->in->edge[at];
            const uint32_t k = number_of(d, e->b);
            if (k == NO_INDEX)
                continue;
            d->own[i] |= e->a_names_itself;
            d->own[k] |= e->b_names_itself;
            d->changed[i] |= e->changed < 0;
            d->changed[k] |= e->changed > 0;
            if (are_of_one_house(d, e)) /* edges of the lower text come first */
                d->house[k] = d->house[i] = d->house[i] ? d->house[i] : i + 1;
        }
    }
}

/* --- corrections --- */

/* The same text, but for facts. */
static bool differs_in_facts(const struct edge *e)
{
    return e && (e->flags & FLAG_FACTS_CHANGED) &&
           (e->relation == RELATION_CORRECTION || e->relation == RELATION_LIGHT_EDIT);
}

/* Text i has the facts of `one`, not those of `other`. */
static bool sides_with(const struct dividing *d, uint32_t i, uint32_t one, uint32_t other)
{
    const struct edge *with = i == one ? NULL : edge_between(d, i, one), *against = edge_between(d, i, other);
    return i == one || (with && against && !(with->flags & FLAG_FACTS_CHANGED) &&
                        (against->flags & FLAG_FACTS_CHANGED));
}

/* Outlets besides its own that have the facts of `one`, not those of `other`. */
static uint32_t supporters(const struct dividing *d, uint32_t one, uint32_t other)
{
    uint32_t n = editions_outlets(d->editions, one) - 1, asked = 0;
    for (uint32_t i = 0; i < d->n && asked < LIMIT_VERSION_ASKED; i++) {
        if (i == one || i == other || d->label[i] != d->label[other])
            continue;
        asked++;
        n += sides_with(d, i, one, other) && !editions_one_outlet(d->editions, i, one);
    }
    return n;
}

/* The text that most side with against the facts of the version's central text. */
static uint32_t find_correction(const struct dividing *d, uint32_t central)
{
    uint32_t best = NO_INDEX, most = 0;
    for (uint32_t i = 0; i < d->n; i++) {
        if (i == central || d->label[i] != d->label[central] || !differs_in_facts(edge_between(d, i, central)))
            continue;
        const uint32_t n = supporters(d, i, central);
        if (n > most) {
            best = i;
            most = n;
        }
    }
    return best;
}

static void divide_by_facts(struct dividing *d, uint32_t central)
{
    for (unsigned round = 0; round < LIMIT_VERSION_CORRECTIONS; round++) {
        const uint32_t other = find_correction(d, central), label = d->label[central];
        if (other == NO_INDEX)
            return;
        for (uint32_t i = 0; i < d->n; i++)
            if (d->label[i] == label && i != central && sides_with(d, i, other, central))
                d->label[i] = other == label ? i : other;
        if (other == label) /* a name must be one of the version's own */
            return;
    }
}

/* --- one story --- */

static uint32_t outlets_at_most(const struct dividing *d)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->n; i++)
        n += texts_carriers(d->in->texts, d->text[i]);
    return n;
}

static void name_versions(struct dividing *d, struct finding *f)
{
    for (uint32_t i = 0; i < d->n; i++)
        f->version[d->text[i]] = d->text[d->label[i]];
    for (uint32_t i = 0; i < d->n; i++)
        if (d->label[i] == i)
            f->reference[d->text[editions_central(d->editions, d->label, i)]] = true;
}

static int divide_story(struct finding *f, const uint32_t *text, uint32_t n)
{
    struct dividing d = {.in = f->in, .text = text, .n = n};
    int rc = RP_OK;

    d.edition = mem_alloc(n, sizeof *d.edition);
    d.label = mem_alloc(n, sizeof *d.label);
    d.apart = mem_zalloc(n, sizeof *d.apart);
    d.own = mem_zalloc(n, sizeof *d.own);
    d.changed = mem_zalloc(n, sizeof *d.changed);
    d.house = mem_zalloc(n, sizeof *d.house);
    if (!d.edition || !d.label || !d.apart || !d.own || !d.changed || !d.house) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    d.telling = outlets_at_most(&d) >= LIMIT_VERSION_OUTLETS;
    find_own(&d);
    const struct editions_told told = {d.own, d.changed, d.house};
    TRY(editions_create(f->in->record, f->in->texts, text, &told, n, &d.editions));
    editions_divide(d.editions, d.edition);
    label_by_pairs(&d);
    for (uint32_t i = 0; i < n; i++)
        if (d.label[i] == i && d.edition[i] == i)
            divide_by_facts(&d, i);
    name_versions(&d, f);
out:
    editions_free(d.editions);
    free(d.edition);
    free(d.label);
    free(d.apart);
    free(d.own);
    free(d.changed);
    free(d.house);
    return rc;
}

static int divide_piece(void *ctx, size_t first, size_t last, int thread)
{
    struct finding *f = ctx;
    uint32_t *text = NULL;
    size_t cap = 0;
    int rc = RP_OK;
    (void)thread;
    for (size_t i = first; i < last; i++) {
        room_rest(f->in->grouping->room);
        const uint32_t begin = f->first[i], n = f->first[i + 1] - begin;
        TRY(mem_grow(&text, &cap, n, sizeof *text));
        for (uint32_t k = 0; k < n; k++)
            text[k] = f->of.member[begin + k].text;
        TRY(divide_story(f, text, n));
    }
out:
    free(text);
    return rc;
}

int story_versions_find(const struct versions_input *in, uint32_t *version, bool *reference)
{
    const struct grouping *g = in->grouping;
    struct finding f = {.in = in, .version = version, .reference = reference};
    int rc = RP_OK;

    TRY(story_members_list(g, in->texts, NULL, &f.of));
    f.first = room_alloc(g->room, (size_t)g->n + 1, sizeof *f.first);
    if (!f.first) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint32_t i = 0; i < f.of.n; i++)
        if (i == 0 || f.of.member[i].place != f.of.member[i - 1].place)
            f.first[f.n_stories++] = i;
    f.first[f.n_stories] = f.of.n;
    TRY(thread_for(f.n_stories, STORY_GRAIN, in->threads, &f, divide_piece));
out:
    story_members_release(g, &f.of);
    room_drop(g->room, f.first);
    return rc;
}
