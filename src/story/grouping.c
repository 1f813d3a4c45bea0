#include "story/grouping.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "rules/limits.h"
#include "store/room.h"
#include "story/family.h"

/* Both texts at least this much of each other: any two followers of one leader still share half. */
#define COLLAPSE (10 * LIMIT_COLLAPSE)
/* What standing.h leaves of an edge that rests on the story's own text. */
#define OWN_TEXT (LIMIT_OWN_TEXT / 100.f)
/* Texts far apart in time are one story when it was run again, not when they share a part: this much of each other,
 * or less under the same headline. */
#define RERUN (LIMIT_RERUN / 100.f)
#define RERUN_TITLED (LIMIT_RERUN_TITLED / 100.f)
/* From "undecided" to "certain" in share of sentences. */
#define SURE_WIDTH (LIMIT_SURE_WIDTH / 100.)
/* What a judged update counts at least, and a template. */
enum { WEIGHT_VERSION = LIMIT_WEIGHT_VERSION, WEIGHT_TEMPLATE = -3 * FAMILY_SURE, WEIGHT_NEUTRAL = 0, JOIN = LIMIT_JOIN };
/* Of a text: more than that in a run is all of it in one piece. */
#define ONE_PIECE (LIMIT_ONE_PIECE / 100.f)
#define HELD_LOST (LIMIT_HELD_LOST / 100.f)
/* A teaser has fewer words, or says that there is more. */
enum { REPORT_LEAST = LIMIT_REPORT_LEAST };
/* Versions: texts of one family stay apart when most of what is known between them are updates. */
enum { WEIGHT_OTHER_VERSION = -LIMIT_WEIGHT_OTHER_VERSION };
/* A round-up is longer than what it holds, and none of that makes up most of it; it is said to hang on so many
 * stories at most. */
#define ROUNDUP_LONGER (LIMIT_ROUNDUP_LONGER / 100.)
#define ROUNDUP_PART (LIMIT_ROUNDUP_PART / 100.f)
/* Or it is put together from two stories that may be longer than it, told by different sources (of one source they would
 * be versions that it stands between): each gave so much of it, both together most of it, and no more than all. */
#define HALVES_EACH (LIMIT_HALVES_EACH / 100.f)
#define HALVES_GREATEST (LIMIT_HALVES_GREATEST / 100.f)
#define HALVES_LEAST (LIMIT_HALVES_LEAST / 100.f)
#define HALVES_MOST (LIMIT_HALVES_MOST / 100.f)
/* What a text shares with a story stands in one of so many of the story's texts; and a text that is one of so many of
 * its own story is not made a round-up by a page that nobody else carries. */
enum { SHARING_LEAST = LIMIT_SHARING_LEAST, HOME_LEAST = LIMIT_HOME_LEAST };
#define PART_OWN (LIMIT_PART_OWN / 100.f) /* what standing.h leaves of a part */
#define PART_PIECE (LIMIT_PART_PIECE / 100.f)
#define PART_MOST (LIMIT_PART_MOST / 100.f)
enum { ROUNDUP_MAX = 64, PARTS_MAX = 16, REST_TEXTS = 4096 };

static int32_t clamp_weight(double w)
{
    if (w > 1)
        w = 1;
    if (w < -1)
        w = -1;
    return (int32_t)(w * FAMILY_SURE);
}

static float edge_lo(const struct edge *e)
{
    return e->use_a < e->use_b ? e->use_a : e->use_b;
}

/* More than words tell that one is a version of the other: marks that its source gave it. Then little of the text need
 * be left, but what is left must be the story's own. */
static bool says_version(const struct edge *e)
{
    return e->marked && e->standing >= OWN_TEXT;
}

static bool is_rerun(const struct edge *e)
{
    return !edge_begins_otherwise(e) && edge_lo(e) >= (edge_same_headline(e) ? RERUN_TITLED : RERUN);
}

/* A page that holds all of a story and much else: under the story's headline, or none, or beginning as the story does,
 * the rest is what the page prints around it or what became known later; otherwise it is another story that quotes
 * this one at length. */
static bool is_story_with_more(const struct edge *e)
{
    return e->relation == RELATION_EMBEDDED && (e->head == HEADLINE_MISSING || !edge_begins_otherwise(e));
}

/* A story in one piece, in the middle of a page that begins otherwise and is many times as long: a page of the day. */
static bool is_held(const struct edge *e)
{
    const uint32_t shorter = e->n_a < e->n_b ? e->n_a : e->n_b;
    return edge_begins_otherwise(e) && edge_lo(e) < HELD_LOST && (float)e->longest >= ONE_PIECE * (float)shorter;
}

/* All there is of it stands in the other, and it is no cut of that: the first words of a story that was written on. */
static bool is_first_report(const struct edge *e, const struct thresholds *t)
{
    const uint32_t n = e->swapped ? e->n_a : e->n_b;
    return e->relation == RELATION_TEASER && (e->flags & FLAG_PAYWALLED ? n > t->teaser_length : n >= REPORT_LEAST);
}

/* The share of sentences, and of words where the headline agrees: an editor's hand in every second sentence leaves
 * many words and few sentences. */
static float likeness(const struct edge *e)
{
    float words = (e->use_a > e->use_b ? e->use_a : e->use_b) * e->standing;
    bool counts = edge_same_headline(e) && e->relation != RELATION_PARTIAL_REUSE;
    return counts && words > e->story_edge ? (words + e->story_edge) / 2 : e->story_edge;
}

int32_t grouping_weight(const struct edge *e, const struct thresholds *t)
{
    int32_t w = clamp_weight((likeness(e) - t->story_sentences) / SURE_WIDTH);

    if (e->membership == MEMBER_TEMPLATE)
        return WEIGHT_TEMPLATE;
    if (e->membership == MEMBER_PAGE)
        return FAMILY_SURE;
    if (e->apart && !is_rerun(e))
        return -FAMILY_SURE;
    if (w > 0 && is_held(e) && !says_version(e))
        return WEIGHT_NEUTRAL;
    if (e->membership == MEMBER_FAMILY)
        return w < WEIGHT_VERSION && says_version(e) ? WEIGHT_VERSION : w;
    if (e->membership == MEMBER_CORE || e->relation == RELATION_PARTIAL_REUSE || is_story_with_more(e)
        || is_first_report(e, t))
        return w;
    return e->membership == MEMBER_SATELLITE ? WEIGHT_NEUTRAL : -FAMILY_SURE;
}

/* Alike enough to stand for each other. Texts that begin otherwise may be two stories around a block that a site
 * prints with all of them, however long the block is: that is for standing.h to find out. */
static bool near_copies(const struct edge *e)
{
    return (e->membership == MEMBER_CORE || e->membership == MEMBER_PAGE) && !(e->apart && !is_rerun(e))
           && !edge_begins_otherwise(e);
}

int grouping_collapse(uint32_t n_texts, const bool *stub, const struct edge *edge, size_t n_edges, struct room *room,
                      uint32_t *leader)
{
    struct family_edge *near = room_alloc(room, n_edges, sizeof *near);
    size_t n = 0;
    int rc = near ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (size_t i = 0; i < n_edges; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(room);
        if (near_copies(&edge[i]) && !stub[edge[i].a] && !stub[edge[i].b])
            near[n++] = (struct family_edge){edge[i].a, edge[i].b, (int32_t)(edge_lo(&edge[i]) * FAMILY_SURE)};
    }
    TRY(family_stars(n_texts, near, n, COLLAPSE, room, leader));
out:
    room_drop(room, near);
    return rc;
}

/* --- families --- */

struct making {
    const struct texts *texts;
    const bool *stub;
    const uint64_t *source;
    const struct edge *edge;
    size_t n_edges;
    const uint32_t *leader;
    const struct thresholds *t;
    struct grouping *g;
    uint32_t *docs;       /* of a family, by its name */
    bool *teaser;         /* of a text: parted from others like it by part_teasers() */
    uint64_t *family_source; /* the same: the source its texts credit, 0 for none */
    uint32_t *leads;      /* of a family: texts that lead near copies */
    size_t *first;        /* edges of text i: incident[first[i] .. first[i + 1]) */
    uint32_t *incident;
    struct meeting *meeting; /* of texts of two families that share own text, by families */
    size_t n_meetings;
};

/* Texts of two families, lower < higher, that share own text: versions of one long story may be families apart. */
struct meeting {
    uint32_t lower, higher, a, b;
};

static void name_by_smallest(uint32_t n, uint32_t *group, uint32_t *scratch)
{
    memset(scratch, 0xff, (size_t)n * sizeof *scratch);
    for (uint32_t i = 0; i < n; i++)
        if (scratch[group[i]] == GROUP_NONE)
            scratch[group[i]] = i;
    for (uint32_t i = 0; i < n; i++)
        group[i] = scratch[group[i]];
}

/* Clusters the leaders; followers go with theirs. weight() gives 0 for edges that are left out. */
static int cluster_leaders(struct making *m, const struct family_options *o, bool with_mass, uint32_t *group,
                           int32_t (*weight)(const struct making *m, const struct edge *e, bool *use))
{
    uint32_t n = m->g->n;
    struct room *room = m->g->room;
    uint32_t *mass = room_alloc(room, n, sizeof *mass);
    struct family_edge *fe = room_alloc(room, m->n_edges, sizeof *fe);
    size_t k = 0;
    int rc = mass && fe ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    for (uint32_t i = 0; i < n; i++)
        mass[m->leader[i]]++;
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct edge *e = &m->edge[i];
        if (i % REST_TEXTS == 0)
            room_rest(room);
        bool use = m->leader[e->a] == e->a && m->leader[e->b] == e->b && !m->stub[e->a] && !m->stub[e->b];
        int32_t w = use ? weight(m, e, &use) : 0;
        if (use)
            fe[k++] = (struct family_edge){e->a, e->b, w};
    }
    TRY(family_cluster(n, with_mass ? mass : NULL, fe, k, o, room, group));
    for (uint32_t i = 0; i < n; i++)
        mass[i] = group[m->leader[i]];
    memcpy(group, mass, (size_t)n * sizeof *group);
    name_by_smallest(n, group, mass);
out:
    room_drop(room, mass);
    room_drop(room, fe);
    return rc;
}

static int32_t family_weight(const struct making *m, const struct edge *e, bool *use)
{
    *use = true;
    return grouping_weight(e, m->t);
}

static int32_t version_weight(const struct making *m, const struct edge *e, bool *use)
{
    *use = m->g->family[e->a] == m->g->family[e->b];
    if (e->membership == MEMBER_FAMILY)
        return WEIGHT_OTHER_VERSION;
    if (e->membership == MEMBER_CORE || e->membership == MEMBER_PAGE)
        return FAMILY_SURE;
    return 0;
}

static int index_edges(struct making *m)
{
    uint32_t n = m->g->n;
    m->first = room_alloc(m->g->room, (size_t)n + 2, sizeof *m->first);
    m->incident = room_alloc(m->g->room, 2 * m->n_edges, sizeof *m->incident);
    if (!m->first || !m->incident)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < m->n_edges; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
        m->first[m->edge[i].a + 2]++;
        m->first[m->edge[i].b + 2]++;
    }
    for (uint32_t i = 0; i < n; i++)
        m->first[i + 2] += m->first[i + 1];
    for (size_t i = 0; i < m->n_edges; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
        m->incident[m->first[m->edge[i].a + 1]++] = (uint32_t)i;
        m->incident[m->first[m->edge[i].b + 1]++] = (uint32_t)i;
    }
    return RP_OK;
}

static void count_docs(struct making *m)
{
    memset(m->docs, 0, (size_t)m->g->n * sizeof *m->docs);
    memset(m->leads, 0, (size_t)m->g->n * sizeof *m->leads);
    for (uint32_t i = 0; i < m->g->n; i++) {
        m->docs[m->g->family[i]] += texts_carriers(m->texts, i);
        m->leads[m->g->family[i]] += m->leader[i] == i;
    }
}

static bool alone(const struct making *m, uint32_t text)
{
    return m->docs[m->g->family[text]] == texts_carriers(m->texts, text);
}

static bool single(const struct making *m, uint32_t text)
{
    return m->docs[m->g->family[text]] == 1;
}

/* --- attaching --- */

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
static int part_teasers(struct making *m)
{
    struct grouping *g = m->g;
    uint32_t *others = room_alloc(g->room, g->n, sizeof *others); /* of a family: texts that are no teasers */
    m->teaser = room_alloc(g->room, g->n, sizeof *m->teaser);
    if (!others || !m->teaser) {
        room_drop(g->room, others);
        return RP_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < g->n; i++)
        others[g->family[i]] += alone(m, i) || !is_teaser_of_others(m, i);
    for (uint32_t i = 0; i < g->n; i++)
        m->teaser[i] = others[g->family[i]] == 0;
    for (uint32_t i = 0; i < g->n; i++)
        g->family[i] = m->teaser[i] ? i : g->family[i];
    room_drop(g->room, others);
    count_docs(m);
    return RP_OK;
}

static int attach(struct making *m, size_t *cap, uint32_t text, uint32_t family, uint32_t edge, uint8_t relation)
{
    struct grouping *g = m->g;
    if (room_grow(g->room, &g->attached, cap, g->n_attached + 1, sizeof *g->attached) < 0)
        return RP_ERR_NOMEM;
    g->attached[g->n_attached++] = (struct attachment){text, family, edge, relation};
    g->role[text] = TEXT_SATELLITE;
    return RP_OK;
}

static uint32_t other_end(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->b : e->a;
}

static float own_use_of(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->own_a : e->own_b;
}

static uint32_t length_of(const struct edge *e, uint32_t text)
{
    return e->a == text ? e->n_a : e->n_b;
}

static bool is_copy(const struct edge *e, uint32_t text)
{
    return (e->swapped ? e->a : e->b) == text;
}

/* Does the text share as much with a story of many texts? */
static bool is_of_many(const struct making *m, uint32_t text, float use)
{
    if (m->leads[m->g->family[text]] >= HOME_LEAST)
        return true;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        if (m->leads[m->g->family[other_end(e, text)]] >= HOME_LEAST && own_use_of(e, text) >= use)
            return true;
    }
    return false;
}

/* Is what the text shares by this edge of the other's story, and not of its page alone? Others of that family share it
 * too; where nobody else carries it, there is nothing to tell by but that the text belongs to a story of several. */
static bool is_of_story(const struct making *m, const struct edge *e, uint32_t text)
{
    const uint32_t family = m->g->family[other_end(e, text)], own = m->g->family[text];
    uint32_t others = 0, sharing = 0;
    if (m->leads[family] == 1)
        return !is_of_many(m, text, own_use_of(e, text));
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *with = &m->edge[m->incident[k]];
        const uint32_t other = other_end(with, text);
        sharing += m->g->family[other] == family && m->leader[other] == other
                   && 2 * own_use_of(with, text) >= own_use_of(e, text);
    }
    others = m->leads[family] - (own == family && m->leader[text] == text);
    return SHARING_LEAST * sharing >= others;
}

/* A round-up takes what it has in one piece, a version keeps a sentence here and there. */
static bool in_one_piece(const struct edge *e)
{
    return (float)e->longest >= PART_PIECE * (float)e->exact;
}

/* An edge by which one text may be a round-up of the other's story. */
static bool gives_part(const struct making *m, const struct edge *e)
{
    return e->membership != MEMBER_TEMPLATE && e->membership != MEMBER_FAMILY && e->membership != MEMBER_PAGE
           && e->relation != RELATION_TEASER && e->exact >= m->t->roundup_words;
}

/* An edge that says one text holds a good part of another story, and is longer than it. */
static bool holds(const struct making *m, const struct edge *e, uint32_t text)
{
    uint32_t part = other_end(e, text);
    return gives_part(m, e) && e->story_edge >= m->t->story_sentences
           && length_of(e, text) >= ROUNDUP_LONGER * length_of(e, part);
}

/* A good part of the text is from the other, and neither headline nor the beginning say that it is the same story. */
static bool holds_half(const struct making *m, const struct edge *e, uint32_t text)
{
    return gives_part(m, e) && in_one_piece(e) && !edge_same_headline(e) && own_use_of(e, text) >= HALVES_EACH
           && own_use_of(e, text) < HALVES_GREATEST;
}

static bool better_edge(const struct edge *e, const struct edge *than)
{
    if (e->story_edge != than->story_edge)
        return e->story_edge > than->story_edge;
    if (e->exact != than->exact)
        return e->exact > than->exact;
    return e->a != than->a ? e->a < than->a : e->b < than->b;
}

/* One attachment for each family that `text` holds: its best edge there. */
static int attach_to_each(struct making *m, size_t *cap, uint32_t text)
{
    size_t first = m->g->n_attached;
    int rc = RP_OK;

    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        uint32_t f = m->g->family[other_end(e, text)];
        size_t i = first;
        if (m->g->role[other_end(e, text)] == TEXT_SATELLITE || f == m->g->family[text]
            || !(holds(m, e, text) || holds_half(m, e, text)) || m->g->n_attached - first >= ROUNDUP_MAX)
            continue;
        while (i < m->g->n_attached && m->g->attached[i].family != f)
            i++;
        if (i == m->g->n_attached)
            TRY(attach(m, cap, text, f, m->incident[k], RELATION_ROUNDUP));
        else if (better_edge(e, &m->edge[m->g->attached[i].edge]))
            m->g->attached[i].edge = m->incident[k];
    }
out:
    return rc;
}

static int meeting_order(const void *x, const void *y)
{
    const struct meeting *a = x, *b = y;
    if (a->lower != b->lower)
        return a->lower < b->lower ? -1 : 1;
    return a->higher < b->higher ? -1 : a->higher > b->higher;
}

static bool share_own_text(const struct making *m, const struct edge *e)
{
    const float use = e->own_a > e->own_b ? e->own_a : e->own_b;
    return use >= m->t->partial_hi && e->membership != MEMBER_TEMPLATE && !m->stub[e->a] && !m->stub[e->b];
}

static int find_meetings(struct making *m)
{
    const uint32_t *family = m->g->family;
    m->meeting = mem_alloc(m->n_edges, sizeof *m->meeting);
    if (!m->meeting)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < m->n_edges; i++) {
        const uint32_t a = m->edge[i].a, b = m->edge[i].b, f = family[a], g = family[b];
        if (f != g && share_own_text(m, &m->edge[i]))
            m->meeting[m->n_meetings++] = (struct meeting){f < g ? f : g, f < g ? g : f, a, b};
    }
    if (m->n_meetings)
        qsort(m->meeting, m->n_meetings, sizeof *m->meeting, meeting_order);
    return RP_OK;
}

/* Have the two families own text in common, other than by way of this text? */
static bool families_meet(const struct making *m, uint32_t f, uint32_t g, uint32_t text)
{
    const struct meeting key = {f < g ? f : g, f < g ? g : f, 0, 0};
    size_t low = 0, high = m->n_meetings;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (meeting_order(&m->meeting[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->n_meetings && meeting_order(&m->meeting[low], &key) == 0; low++)
        if (m->meeting[low].a != text && m->meeting[low].b != text)
            return true;
    return false;
}

/* Two texts, parts of a third, that were never compared, or have nothing in common; nor have their families. */
static bool are_strangers(const struct making *m, uint32_t a, uint32_t b, uint32_t text)
{
    const struct edge *e = edge_find(m->edge, m->n_edges, a, b);
    return (!e || e->membership == MEMBER_NONE || e->membership == MEMBER_TEMPLATE)
           && !families_meet(m, m->g->family[a], m->g->family[b], text);
}

/* --- parts of several stories, none of them most of the text --- */

struct part {
    uint32_t family, edge;
};

/* An edge that says a part of the text, its own words and not most of it, stands in another. */
static bool is_part(const struct making *m, const struct edge *e, uint32_t text)
{
    return (e->membership == MEMBER_CORE || e->membership == MEMBER_SATELLITE) && e->relation != RELATION_TEASER
           && e->exact >= m->t->roundup_words && in_one_piece(e) && e->standing >= PART_OWN
           && own_use_of(e, text) >= m->t->partial_hi
           && own_use_of(e, text) < PART_MOST && !m->stub[other_end(e, text)];
}

/* Is it one passage that both texts have? */
static bool same_part(const struct making *m, const struct edge *a, const struct edge *b, uint32_t text)
{
    const struct edge *e = edge_find(m->edge, m->n_edges, other_end(a, text), other_end(b, text));
    return e && 2 * e->exact >= (a->exact < b->exact ? a->exact : b->exact);
}

/* About half of the text stands in another: it is that story, if with something of others. */
static bool is_most(const struct edge *e, uint32_t text)
{
    return e->membership != MEMBER_NONE && e->membership != MEMBER_TEMPLATE && own_use_of(e, text) >= PART_MOST;
}

/* The text's parts that stand in different families, the longest of each; none where most of it stands in one other
 * text. part has room for PARTS_MAX. */
static uint32_t find_parts(const struct making *m, uint32_t text, struct part *part)
{
    uint32_t n = 0;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const uint32_t at = m->incident[k];
        const struct edge *e = &m->edge[at];
        const uint32_t f = m->g->family[other_end(e, text)];
        uint32_t i = 0;
        if (is_most(e, text))
            return 0;
        if (!is_part(m, e, text) || !is_of_story(m, e, text))
            continue;
        while (i < n && part[i].family != f && !same_part(m, e, &m->edge[part[i].edge], text))
            i++;
        if (i == n && n < PARTS_MAX)
            part[n++] = (struct part){f, at};
        else if (i < n && part[i].family == f && e->exact > m->edge[part[i].edge].exact)
            part[i].edge = at;
    }
    return n;
}

/* Parts of two versions of one story make a version. Under the headline of one of them it is that story with something
 * of another. */
static bool has_parts(const struct making *m, uint32_t text)
{
    struct part part[PARTS_MAX];
    const uint32_t n = find_parts(m, text, part);
    bool titled = false, strangers = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct edge *e = &m->edge[part[i].edge];
        titled |= edge_same_headline(e);
        for (uint32_t j = 0; j < i && !strangers; j++)
            strangers = are_strangers(m, other_end(e, text), other_end(&m->edge[part[j].edge], text), text);
    }
    return strangers && !titled;
}

static int attach_parts(struct making *m, size_t *cap, uint32_t text)
{
    struct part part[PARTS_MAX];
    const uint32_t n = find_parts(m, text, part);
    int rc = RP_OK;
    for (uint32_t i = 0; i < n; i++)
        if (m->g->role[other_end(&m->edge[part[i].edge], text)] != TEXT_SATELLITE)
            TRY(attach(m, cap, text, part[i].family, part[i].edge, RELATION_ROUNDUP));
out:
    return rc;
}

/* A text nobody else carries, that holds good parts of two stories or more which have nothing in common, or is made of
 * them: parts of two families may be two versions of one story. */
static bool is_roundup(const struct making *m, uint32_t text)
{
    uint32_t held[ROUNDUP_MAX], n = 0;
    bool strangers = false;

    if (texts_carriers(m->texts, text) > 1)
        return false;
    if (has_parts(m, text))
        return true;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        uint32_t part = other_end(e, text), f = m->g->family[part];
        if (m->g->family[text] == f && own_use_of(e, text) >= ROUNDUP_PART)
            return false; /* that story with a little of another; or another page carries it all too */
        if (!holds(m, e, text) || !is_of_story(m, e, text))
            continue;
        if (edge_same_headline(e))
            return false; /* a fuller version of that story */
        for (uint32_t i = 0; i < n && !strangers; i++)
            strangers = m->g->family[held[i]] != f && are_strangers(m, held[i], part, text);
        if (n < ROUNDUP_MAX)
            held[n++] = part;
    }
    return strangers;
}

/* A text nobody else carries, put together from two families: the greatest part of each counts. */
static bool is_made_of_two(const struct making *m, uint32_t text)
{
    uint32_t one = GROUP_NONE, two = GROUP_NONE;
    uint64_t source_one = 0;
    float use_one = 0, use_two = 0;
    if (texts_carriers(m->texts, text) > 1)
        return false;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        const uint32_t f = m->g->family[other_end(e, text)];
        const float use = own_use_of(e, text);
        const uint64_t source = m->source[other_end(e, text)];
        if (m->g->family[text] == f && use >= ROUNDUP_PART)
            return false;
        if (!holds_half(m, e, text) || !source || !is_of_story(m, e, text))
            continue;
        if (f == one || one == GROUP_NONE) {
            one = f;
            source_one = source_one ? source_one : source;
            use_one = use > use_one ? use : use_one;
        } else if (source != source_one && (f == two || use > use_two)) {
            two = f;
            use_two = use > use_two ? use : use_two;
        }
    }
    return two != GROUP_NONE && use_one + use_two >= HALVES_LEAST && use_one + use_two <= HALVES_MOST;
}

/* Round-ups leave their families; the families are named anew by who stays. name is scratch of n. */
static void leave_families(struct grouping *g, uint32_t *name)
{
    memset(name, 0xff, (size_t)g->n * sizeof *name);
    for (uint32_t i = 0; i < g->n; i++)
        if (g->role[i] != TEXT_SATELLITE && name[g->family[i]] == GROUP_NONE)
            name[g->family[i]] = i;
    for (uint32_t i = 0; i < g->n; i++)
        g->family[i] = g->role[i] == TEXT_SATELLITE ? i : name[g->family[i]];
}

static int find_roundups(struct making *m, size_t *cap)
{
    struct grouping *g = m->g;
    bool any = false;
    int rc = RP_OK;

    TRY(find_meetings(m));
    for (uint32_t i = 0; i < g->n; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(g->room);
        if (is_roundup(m, i) || is_made_of_two(m, i)) {
            g->role[i] = TEXT_SATELLITE;
            any = true;
        }
    }
    if (!any)
        goto out;
    leave_families(g, m->docs);
    for (uint32_t i = 0; i < g->n; i++)
        if (g->role[i] == TEXT_SATELLITE)
            TRY(has_parts(m, i) ? attach_parts(m, cap, i) : attach_to_each(m, cap, i));
    count_docs(m);
out:
    return rc;
}

/* Names the source that most texts of each family credit, by weight of votes for and against the one in front. */
static int find_sources(struct making *m)
{
    uint32_t *votes = room_alloc(m->g->room, m->g->n, sizeof *votes);
    m->family_source = room_alloc(m->g->room, m->g->n, sizeof *m->family_source);
    if (!votes || !m->family_source) {
        room_drop(m->g->room, votes);
        return RP_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < m->g->n; i++) {
        const uint32_t f = m->g->family[i];
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
    return is_excerpt(m, e) || e->membership == MEMBER_SATELLITE || e->membership == MEMBER_CORE || e->membership == MEMBER_FAMILY;
}

/* A way for a text to hang on the text at the other end of an edge. */
struct hanging {
    const struct edge *edge;
    uint32_t text;
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
    if (a->edge != b->edge)
        return better_edge(a->edge, b->edge) ? -1 : 1;
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
                    h[n] = (struct hanging){e, end[k], m->docs[m->g->family[end[1 - k]]] > 1};
                n++;
            }
    }
    if (h && n)
        qsort(h, n, sizeof *h, hanging_order);
    return n;
}

/* What a text that hangs is to the story, where the edge may say what the story's text is to it. */
static uint8_t relation_of(const struct making *m, const struct edge *e, uint32_t text)
{
    if (is_copy(e, text))
        return is_excerpt(m, e) ? RELATION_EXCERPT : e->relation;
    if (e->relation == RELATION_TRIMMED)
        return (e->a == text ? e->use_a : e->use_b) < m->t->expanded_use_b ? RELATION_EMBEDDED : RELATION_EXPANDED;
    return e->relation == RELATION_EXPANDED || e->relation == RELATION_EMBEDDED ? RELATION_TRIMMED : e->relation;
}

/* Best first; what hangs holds nothing, what holds does not hang. A text that something hangs on is a story, be it
 * of one copy. */
static int attach_satellites(struct making *m, size_t *cap)
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
        TRY(attach(m, cap, text, g->family[other], (uint32_t)(h[i].edge - m->edge),
                   relation_of(m, h[i].edge, text)));
    }
out:
    room_drop(g->room, h);
    room_drop(g->room, holder);
    return rc;
}

/* --- templates --- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* Texts of no story that fill the same frame; here chains are wanted. */
static int find_templates(struct making *m)
{
    struct grouping *g = m->g;
    uint32_t *parent = room_alloc(g->room, g->n, sizeof *parent);
    if (!parent)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < g->n; i++)
        parent[i] = i;
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct edge *e = &m->edge[i];
        if (i % REST_TEXTS == 0)
            room_rest(g->room);
        if (e->membership != MEMBER_TEMPLATE || g->role[e->a] != TEXT_SINGLE || g->role[e->b] != TEXT_SINGLE)
            continue;
        uint32_t a = root_of(parent, e->a), b = root_of(parent, e->b);
        parent[a < b ? b : a] = a < b ? a : b;
    }
    for (uint32_t i = 0; i < g->n; i++) {
        uint32_t root = root_of(parent, i);
        g->template_of[i] = GROUP_NONE;
        if (root != i) {
            g->template_of[i] = g->template_of[root] = root;
            g->role[i] = g->role[root] = TEXT_TEMPLATE;
        }
    }
    room_drop(g->room, parent);
    return RP_OK;
}

/* --- all together --- */

static int attachment_order(const void *x, const void *y)
{
    const struct attachment *a = x, *b = y;
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static void mark_members(struct making *m)
{
    for (uint32_t i = 0; i < m->g->n; i++)
        if (m->g->role[i] == TEXT_SINGLE && !single(m, i) && !m->stub[i])
            m->g->role[i] = TEXT_MEMBER;
    for (size_t i = 0; i < m->g->n_attached; i++)
        if (m->g->role[m->g->attached[i].family] == TEXT_SINGLE)
            m->g->role[m->g->attached[i].family] = TEXT_MEMBER;
}

int grouping_make(const struct texts *texts, const bool *stub, const uint64_t *source, const struct edge *edge,
                  size_t n_edges, const uint32_t *leader, const struct thresholds *t, struct grouping *out)
{
    struct grouping g = {.room = texts->room, .n = texts->n};
    struct making m = {.texts = texts, .stub = stub, .source = source, .edge = edge, .n_edges = n_edges, .leader = leader, .t = t,
                       .g = &g};
    const struct family_options families = {.join = JOIN, .missing = -FAMILY_SURE};
    const struct family_options versions = {.join = 0, .missing = 0};
    size_t cap = 0;
    int rc = RP_ERR_NOMEM;

    g.family = room_alloc(g.room, g.n, sizeof *g.family);
    g.version = room_alloc(g.room, g.n, sizeof *g.version);
    g.template_of = room_alloc(g.room, g.n, sizeof *g.template_of);
    g.role = room_alloc(g.room, g.n, sizeof *g.role);
    m.docs = room_alloc(g.room, g.n, sizeof *m.docs);
    m.leads = room_alloc(g.room, g.n, sizeof *m.leads);
    if (!g.family || !g.version || !g.template_of || !g.role || !m.docs || !m.leads)
        goto out;
    TRY(cluster_leaders(&m, &families, true, g.family, family_weight));
    TRY(cluster_leaders(&m, &versions, false, g.version, version_weight));
    TRY(index_edges(&m));
    count_docs(&m);
    TRY(find_roundups(&m, &cap));
    TRY(part_teasers(&m));
    TRY(find_sources(&m));
    TRY(attach_satellites(&m, &cap));
    mark_members(&m);
    TRY(find_templates(&m));
    if (g.n_attached)
        qsort(g.attached, g.n_attached, sizeof *g.attached, attachment_order);
    *out = g;
    g = (struct grouping){0};
out:
    grouping_release(&g);
    room_drop(texts->room, m.docs);
    room_drop(texts->room, m.leads);
    room_drop(texts->room, m.first);
    room_drop(texts->room, m.incident);
    room_drop(texts->room, m.family_source);
    room_drop(texts->room, m.teaser);
    free(m.meeting);
    return rc;
}

void grouping_release(struct grouping *g)
{
    room_drop(g->room, g->family);
    room_drop(g->room, g->version);
    room_drop(g->room, g->template_of);
    room_drop(g->room, g->role);
    room_drop(g->room, g->attached);
    *g = (struct grouping){0};
}
