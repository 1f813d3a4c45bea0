/* Teasers, excerpts and other texts that hang on a story. */
#include "story/grouping_work.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/status.h"
#include "store/room.h"
#include "story/family.h"

/* Says of itself that there is more, and that is elsewhere. */
static bool is_teaser_of_others(const struct making *m, uint32_t text)
{
    bool is = false;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        const uint32_t other = e->a == text ? e->b : e->a;
        is |= e->relation == RELATION_TEASER && (e->flags & FLAG_PAYWALLED) && (e->swapped ? e->a : e->b) == text
              && !e->apart && !m->stub[other] && m->g->family[other] != m->g->family[text];
    }
    return is;
}

/* Teasers of one story are alike, and make no story beside it: a family of nothing else falls apart. */
int grouping_part_teasers(struct making *m)
{
    struct grouping *g = m->g;
    uint32_t *others = room_alloc(g->room, g->n, sizeof *others); /* of a family: texts that are no teasers */
    m->teaser = room_alloc(g->room, g->n, sizeof *m->teaser);
    if (!others || !m->teaser) {
        room_drop(g->room, others);
        return RP_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < g->n; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(g->room);
        others[g->family[i]] += alone(m, i) || !is_teaser_of_others(m, i);
    }
    for (uint32_t i = 0; i < g->n; i++)
        m->teaser[i] = others[g->family[i]] == 0;
    for (uint32_t i = 0; i < g->n; i++)
        g->family[i] = m->teaser[i] ? i : g->family[i];
    room_drop(g->room, others);
    grouping_count(m);
    return RP_OK;
}

/* --- attaching --- */

/* Names the source that most texts of each family credit, by weight of votes for and against the one in front. */
int grouping_find_sources(struct making *m)
{
    uint32_t *votes = room_alloc(m->g->room, m->g->n, sizeof *votes);
    m->family_source = room_alloc(m->g->room, m->g->n, sizeof *m->family_source);
    if (!votes || !m->family_source) {
        room_drop(m->g->room, votes);
        return RP_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < m->g->n; i++) {
        const uint32_t f = m->g->family[i];
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
        if (!m->source[i])
            continue;
        if (votes[f] == 0)
            m->family_source[f] = m->source[i];
        votes[f] += m->family_source[f] == m->source[i] ? 1 : UINT32_MAX;
    }
    room_drop(m->g->room, votes);
    return RP_OK;
}

/* The copy of the edge names the source of the story it quotes, though not of the text it was compared with. */
static bool is_excerpt(const struct making *m, const struct edge *e)
{
    return e->maybe_cited && e->maybe_cited == m->family_source[m->g->family[e->swapped ? e->b : e->a]];
}

/* Edges that a text can hang by: whatever shares text but background, quotes and templates. */
static bool hangs_by(const struct making *m, const struct edge *e)
{
    return is_excerpt(m, e) || e->membership == MEMBER_SATELLITE || e->membership == MEMBER_CORE ||
           e->membership == MEMBER_FAMILY;
}

/* A way for a text to hang on the text at the other end of an edge. */
struct hanging {
    const struct edge *edge;
    float story_edge;    /* these two as the edge's, which lies anywhere */
    uint32_t exact, text;
    bool on_story; /* the other end is carried by several documents: that is wanted most */
};

/* A teaser is a satellite however many sites print the same teaser; other satellites only when nobody else has them. */
static bool may_hang(const struct making *m, const struct edge *e, uint32_t text)
{
    uint32_t other = other_end(e, text);
    if (m->g->role[text] == TEXT_SATELLITE || m->g->role[other] == TEXT_SATELLITE || !hangs_by(m, e) || m->stub[other]
        || m->g->family[text] == m->g->family[other] || (m->teaser[text] && m->teaser[other]))
        return false;
    if (e->relation == RELATION_TEASER)
        return is_copy(e, text) && alone(m, text);
    return single(m, text) && (!single(m, other) || is_copy(e, text));
}

static int hanging_order(const void *x, const void *y)
{
    const struct hanging *a = x, *b = y;
    if (a->on_story != b->on_story)
        return a->on_story ? -1 : 1;
    if (a->story_edge != b->story_edge)
        return a->story_edge > b->story_edge ? -1 : 1;
    if (a->exact != b->exact)
        return a->exact > b->exact ? -1 : 1;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1; /* edges are in order: as grouping_better() */
    return a->text < b->text ? -1 : a->text > b->text;
}

/* Into h, or only counted where h is NULL. */
static size_t find_hangings(const struct making *m, struct hanging *h)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct edge *e = &m->edge[i];
        const uint32_t end[] = {e->a, e->b};
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
        for (int k = 0; k < 2; k++)
            if (may_hang(m, e, end[k])) {
                if (h)
                    h[n] = (struct hanging){e, e->story_edge, e->exact, end[k], m->docs[m->g->family[end[1 - k]]] > 1};
                n++;
            }
    }
    room_rest_for(m->g->room, h ? 2 * n * sizeof *h : 0);
    if (h && n)
        qsort(h, n, sizeof *h, hanging_order);
    return n;
}

/* Is it an excerpt of a fuller text of the story than the one that it hangs on? Of a trimmed copy any passage is a
 * part. */
static bool is_excerpt_of_fuller(const struct making *m, const struct edge *than, uint32_t text)
{
    const uint32_t other = other_end(than, text);
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        const uint32_t fuller = other_end(e, text);
        if (m->g->family[fuller] == m->g->family[other] && length_of(e, fuller) > length_of(than, other)
            && is_copy(e, text) && (e->relation == RELATION_EXCERPT || is_excerpt(m, e)))
            return true;
    }
    return false;
}

/* Two outlets' pages, and most of one of them is not in the other: no version of it, whoever is later. One outlet's own
 * page is updated by whatever it adds. */
static bool is_called_update(const struct making *m, const struct edge *e)
{
    const float less = e->use_a < e->use_b ? e->use_a : e->use_b;
    return e->relation == RELATION_UPDATE && less < m->t->both_use_b && !e->one_outlet;
}

/* Rows 10 to 14 of table B, as far as an edge tells. */
static uint8_t relation_by_parts(const struct making *m, const struct edge *e, uint32_t text)
{
    const float use = use_of(e, text), of_story = use_of(e, other_end(e, text));
    const bool minor = of_story < m->t->both_use_a && (e->flags & FLAG_LEAD_CHANGED) && (e->flags & FLAG_NEW_HEADLINE);
    if (use >= m->t->trimmed_use_b)
        return RELATION_TRIMMED;
    if (of_story >= m->t->expanded_use_a)
        return use >= m->t->expanded_use_b ? RELATION_EXPANDED : RELATION_EMBEDDED;
    return use >= m->t->both_use_b && e->exact >= m->t->both_words && !minor ? RELATION_TRIMMED_EXPANDED
                                                                             : RELATION_PARTIAL_REUSE;
}

/* What a text that hangs is to the story, where the edge may say what the story's text is to it. */
static uint8_t relation_of(const struct making *m, const struct edge *e, uint32_t text)
{
    if (e->relation == RELATION_PARTIAL_REUSE && is_excerpt_of_fuller(m, e, text))
        return RELATION_EXCERPT;
    if (is_called_update(m, e))
        return relation_by_parts(m, e, text);
    if (is_copy(e, text))
        return is_excerpt(m, e) ? RELATION_EXCERPT : e->relation;
    if (e->relation == RELATION_TRIMMED)
        return (e->a == text ? e->use_a : e->use_b) < m->t->expanded_use_b ? RELATION_EMBEDDED : RELATION_EXPANDED;
    return e->relation == RELATION_EXPANDED || e->relation == RELATION_EMBEDDED ? RELATION_TRIMMED : e->relation;
}

/* Best first; what hangs holds nothing, what holds does not hang. A text that something hangs on is a story, be it
 * of one copy. */
int grouping_attach_satellites(struct making *m, size_t *cap)
{
    struct grouping *g = m->g;
    struct hanging *h = room_alloc(g->room, find_hangings(m, NULL), sizeof *h);
    bool *holder = room_alloc(g->room, g->n, sizeof *holder);
    size_t n;
    int rc = h && holder ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    n = find_hangings(m, h);
    for (size_t i = 0; i < g->n_attached; i++)
        holder[g->attached[i].family] = true;
    for (size_t i = 0; i < n; i++) {
        uint32_t text = h[i].text, other = other_end(h[i].edge, text);
        if (g->role[text] == TEXT_SATELLITE || g->role[other] == TEXT_SATELLITE || holder[g->family[text]])
            continue;
        holder[g->family[other]] = true;
        TRY(grouping_attach(m, cap, text, g->family[other], h[i].edge, relation_of(m, h[i].edge, text)));
    }
out:
    room_drop(g->room, h);
    room_drop(g->room, holder);
    return rc;
}
