/* How a judged pair counts for joining, and which texts are near copies. */
#include "story/grouping.h"

#include <stdbool.h>

#include "base/status.h"
#include "rules/limits.h"
#include "store/room.h"
#include "story/family.h"
#include "story/grouping_work.h"

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
enum { WEIGHT_VERSION = LIMIT_WEIGHT_VERSION, WEIGHT_TEMPLATE = -3 * FAMILY_SURE, WEIGHT_NEUTRAL = 0 };
/* Of a text: more than that in a run is all of it in one piece. */
#define ONE_PIECE (LIMIT_ONE_PIECE / 100.f)
#define HELD_LOST (LIMIT_HELD_LOST / 100.f)
/* A teaser has fewer words, or says that there is more. */
enum { REPORT_LEAST = LIMIT_REPORT_LEAST };

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
