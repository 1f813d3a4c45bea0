/* Texts that hold several stories leave the families that took them in. */
#include "story/grouping_work.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "rules/limits.h"
#include "store/room.h"

/* A round-up is longer than what it holds, and none of that makes up most of it; it is said to hang on so many
 * stories at most. */
#define ROUNDUP_LONGER (LIMIT_ROUNDUP_LONGER / 100.)
#define ROUNDUP_PART (LIMIT_ROUNDUP_PART / 100.f)
/* Or it is put together from two stories that may be longer than it, told by different sources (of one source they
 * would be versions that it stands between): each gave so much of it, both together most of it, and no more than
 * all. */
#define HALVES_EACH (LIMIT_HALVES_EACH / 100.f)
#define HALVES_GREATEST (LIMIT_HALVES_GREATEST / 100.f)
#define HALVES_LEAST (LIMIT_HALVES_LEAST / 100.f)
#define HALVES_MOST (LIMIT_HALVES_MOST / 100.f)
/* What a text shares with a story stands in one of so many of the story's texts; and a text that is one of so many of
 * its own story is not made a round-up by a page that nobody else carries. */
enum { SHARING_LEAST = LIMIT_SHARING_LEAST, HOME_LEAST = LIMIT_HOME_LEAST };
#define PART_OWN (LIMIT_PART_OWN / 100.f) /* what standing.h leaves of a part */
#define PART_LONG (LIMIT_PART_LONG / 100.f) /* of the text, in one piece */
#define PART_LONG_OWN (LIMIT_PART_LONG_OWN / 100.f)
#define PART_PIECE (LIMIT_PART_PIECE / 100.f)
#define PART_MOST (LIMIT_PART_MOST / 100.f)
enum { ROUNDUP_MAX = 64, PARTS_MAX = 16, ALIKE_MOST = 3 };

enum { REST_ROUNDUPS = 8 }; /* the edges of a text lie anywhere */

/* Texts of two families, lower < higher, that share own text: versions of one long story may be families apart. */
struct meeting {
    uint32_t lower, higher, a, b;
};

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

/* One attachment for each family that `text` holds: its best edge there. */
static int attach_to_each(struct making *m, size_t *cap, uint32_t text)
{
    size_t first = m->g->n_attached;
    uint32_t by[ROUNDUP_MAX]; /* the edge of each */
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
            TRY(grouping_attach(m, cap, text, f, e, RELATION_ROUNDUP));
        else if (grouping_better(e, &m->edge[by[i - first]]))
            grouping_hang(&m->g->attached[i], e);
        else
            continue;
        by[i - first] = m->incident[k];
    }
out:
    return rc;
}

/* --- families that have text in common --- */

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
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
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
    room_rest(m->g->room);
    const struct edge *e = edge_find(m->edge, m->n_edges, a, b);
    return (!e || e->membership == MEMBER_NONE || e->membership == MEMBER_TEMPLATE)
           && !families_meet(m, m->g->family[a], m->g->family[b], text);
}

/* --- parts of several stories, none of them most of the text --- */

struct part {
    uint32_t family, edge;
    bool alone; /* on a page that nobody else carries, where the text shares as much with a story of many */
};

/* What stands of a text in others: its parts in different families, the longest of each, and the texts that most of it
 * is in. */
struct parts {
    struct part part[PARTS_MAX];
    uint32_t whole[ALIKE_MOST];
    uint32_t n, n_whole;
};

/* Is it one passage that both texts have? */
static bool same_part(const struct making *m, const struct edge *a, const struct edge *b, uint32_t text)
{
    const struct edge *e = edge_find(m->edge, m->n_edges, other_end(a, text), other_end(b, text));
    return e && 2 * e->exact >= (a->exact < b->exact ? a->exact : b->exact);
}

/* Does a third story have as long a piece of the text, the same one? */
static bool stands_elsewhere(const struct making *m, const struct edge *e, uint32_t text)
{
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *with = &m->edge[m->incident[k]];
        if (m->g->family[other_end(with, text)] != m->g->family[other_end(e, text)] && 2 * with->longest >= e->longest
            && same_part(m, e, with, text))
            return true;
    }
    return false;
}

/* Own words; or so long a piece that what else is standing text in it is the other story's too, or that other pages of
 * that story alone made it standing text. */
static bool is_own_part(const struct making *m, const struct edge *e, uint32_t text)
{
    const float use = own_use_of(e, text);
    if (e->standing >= PART_OWN && use >= m->t->partial_hi)
        return true;
    return (float)e->longest >= PART_LONG * (float)length_of(e, text)
           && (use >= PART_LONG_OWN || !stands_elsewhere(m, e, text));
}

/* An edge that says a part of the text, its own words and not most of it, stands in another. */
static bool is_part(const struct making *m, const struct edge *e, uint32_t text)
{
    return (e->membership == MEMBER_CORE || e->membership == MEMBER_SATELLITE) && e->relation != RELATION_TEASER
           && e->exact >= m->t->roundup_words && in_one_piece(e) && own_use_of(e, text) < PART_MOST
           && is_own_part(m, e, text) && !m->stub[other_end(e, text)];
}

/* About half of the text stands in another: it is that story, if with something of others. Of its own words: by all of
 * them too, a page around which much was left would be a round-up. */
static bool is_most(const struct edge *e, uint32_t text)
{
    return e->membership != MEMBER_NONE && e->membership != MEMBER_TEMPLATE && own_use_of(e, text) >= PART_MOST;
}

/* Of one passage in several families the first has it, but for a page that nobody else carries: a round-up as well,
 * maybe. */
static void note_part(const struct making *m, struct parts *p, uint32_t at, uint32_t text, bool alone)
{
    const struct edge *e = &m->edge[at];
    const uint32_t f = m->g->family[other_end(e, text)];
    uint32_t i = 0;
    while (i < p->n && p->part[i].family != f && !same_part(m, e, &m->edge[p->part[i].edge], text))
        i++;
    if (i == p->n && p->n < PARTS_MAX)
        p->n++;
    else if (i == p->n || (p->part[i].family == f ? e->exact <= m->edge[p->part[i].edge].exact
                                                  : m->docs[f] == 1 || m->docs[p->part[i].family] > 1))
        return;
    p->part[i] = (struct part){f, at, alone};
}

/* False: more texts have most of it than print one round-up. */
static bool find_whole(const struct making *m, uint32_t text, struct parts *p)
{
    p->n = p->n_whole = 0;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        if (!is_most(e, text))
            continue;
        if (p->n_whole == ALIKE_MOST)
            return false;
        p->whole[p->n_whole++] = other_end(e, text);
    }
    return true;
}

static void find_parts(const struct making *m, uint32_t text, struct parts *p)
{
    if (!find_whole(m, text, p))
        return;
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const uint32_t at = m->incident[k], other = other_end(&m->edge[at], text);
        if (!is_part(m, &m->edge[at], text))
            continue;
        if (is_of_story(m, &m->edge[at], text))
            note_part(m, p, at, text, false);
        else if (m->leads[m->g->family[other]] == 1)
            note_part(m, p, at, text, true);
    }
}

/* Has the text a part that stands in this family? */
static bool has_part_in(const struct making *m, uint32_t text, uint32_t family)
{
    for (size_t k = m->first[text]; k < m->first[text + 1]; k++) {
        const struct edge *e = &m->edge[m->incident[k]];
        if (m->g->family[other_end(e, text)] == family && is_part(m, e, text))
            return true;
    }
    return false;
}

/* Parts of two versions of one story make a version. Both have to be nearly all there is where one is on a page that
 * nobody else carries, which may be made from this text, or where others have most of the text: these have to be other
 * round-ups of the two. */
static bool make_roundup(const struct making *m, uint32_t text, const struct parts *p, const struct part *one,
                         const struct part *two)
{
    const struct edge *a = &m->edge[one->edge], *b = &m->edge[two->edge];
    const bool doubtful = one->alone || two->alone || p->n_whole > 0;
    if ((one->alone && two->alone) || (doubtful && own_use_of(a, text) + own_use_of(b, text) < HALVES_LEAST))
        return false;
    for (uint32_t i = 0; i < p->n_whole; i++)
        if (!has_part_in(m, p->whole[i], one->family) || !has_part_in(m, p->whole[i], two->family))
            return false;
    return are_strangers(m, other_end(a, text), other_end(b, text), text);
}

/* Under the headline of one of its stories it is that story with something of another. */
static bool has_parts(const struct making *m, uint32_t text, struct parts *p)
{
    bool titled = false, is = false;
    find_parts(m, text, p);
    for (uint32_t i = 0; i < p->n; i++) {
        titled |= edge_same_headline(&m->edge[p->part[i].edge]);
        for (uint32_t j = 0; j < i && !is; j++)
            is = make_roundup(m, text, p, &p->part[i], &p->part[j]);
    }
    return is && !titled;
}

static int attach_parts(struct making *m, size_t *cap, uint32_t text, const struct parts *p)
{
    int rc = RP_OK;
    for (uint32_t i = 0; i < p->n; i++)
        if (m->g->role[other_end(&m->edge[p->part[i].edge], text)] != TEXT_SATELLITE)
            TRY(grouping_attach(m, cap, text, p->part[i].family, &m->edge[p->part[i].edge], RELATION_ROUNDUP));
out:
    return rc;
}

/* A text nobody else carries, that holds good parts of two stories or more which have nothing in common, or is made of
 * them: parts of two families may be two versions of one story. */
static bool is_roundup(const struct making *m, uint32_t text)
{
    uint32_t held[ROUNDUP_MAX], n = 0;
    bool strangers = false;
    struct parts parts;

    if (texts_carriers(m->texts, text) > 1)
        return false;
    if (has_parts(m, text, &parts))
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
    room_rest_for(g->room, (size_t)g->n * (sizeof *name + sizeof *g->family + sizeof *g->role));
    memset(name, 0xff, (size_t)g->n * sizeof *name);
    for (uint32_t i = 0; i < g->n; i++)
        if (g->role[i] != TEXT_SATELLITE && name[g->family[i]] == GROUP_NONE)
            name[g->family[i]] = i;
    for (uint32_t i = 0; i < g->n; i++)
        g->family[i] = g->role[i] == TEXT_SATELLITE ? i : name[g->family[i]];
}

int grouping_find_roundups(struct making *m, size_t *cap)
{
    struct grouping *g = m->g;
    struct parts parts;
    bool any = false;
    int rc = RP_OK;

    TRY(find_meetings(m));
    for (uint32_t i = 0; i < g->n; i++) {
        if (i % REST_ROUNDUPS == 0)
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
            TRY(has_parts(m, i, &parts) ? attach_parts(m, cap, i, &parts) : attach_to_each(m, cap, i));
    grouping_count(m);
out:
    return rc;
}
