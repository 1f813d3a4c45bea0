#include "story/grouping.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "rules/limits.h"
#include "store/room.h"
#include "story/family.h"
#include "story/grouping_work.h"

/* What families are joined by (family.h). */
enum { JOIN = LIMIT_JOIN };
/* Versions: texts of one family stay apart when most of what is known between them are updates. */
enum { WEIGHT_OTHER_VERSION = -LIMIT_WEIGHT_OTHER_VERSION };

/* --- families --- */

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
        mass[m->leader[i]] += texts_carriers(m->texts, i);
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

void grouping_count(struct making *m)
{
    memset(m->docs, 0, (size_t)m->g->n * sizeof *m->docs);
    memset(m->leads, 0, (size_t)m->g->n * sizeof *m->leads);
    for (uint32_t i = 0; i < m->g->n; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(m->g->room);
        m->docs[m->g->family[i]] += texts_carriers(m->texts, i);
        m->leads[m->g->family[i]] += m->leader[i] == i;
    }
}

/* Flags of a pair, for the one that the pair took as its reference: those that hold both ways, and the order turned. */
static uint32_t flags_turned(uint32_t flags)
{
    const uint32_t both_ways = FLAG_NEW_HEADLINE | FLAG_TAGGED_HEADLINE | FLAG_CREDIT_CHANGED | FLAG_HOUSE_STYLE |
                               FLAG_REORDERED | FLAG_FACTS_CHANGED | FLAG_UNDATED | FLAG_EVERGREEN | FLAG_SHORT;
    return (flags & both_ways) | (flags & FLAG_B_LATER ? FLAG_B_EARLIER : 0) |
           (flags & FLAG_B_EARLIER ? FLAG_B_LATER : 0);
}

void grouping_hang(struct attachment *a, const struct edge *e)
{
    a->flags = is_copy(e, a->text) ? e->flags : flags_turned(e->flags);
    a->use_reference = use_of(e, other_end(e, a->text));
    a->use_copy = use_of(e, a->text);
}

int grouping_attach(struct making *m, size_t *cap, uint32_t text, uint32_t family, const struct edge *e,
                    uint8_t relation)
{
    struct grouping *g = m->g;
    if (room_grow(g->room, &g->attached, cap, g->n_attached + 1, sizeof *g->attached) < 0)
        return RP_ERR_NOMEM;
    g->attached[g->n_attached] = (struct attachment){.text = text, .family = family, .relation = relation};
    grouping_hang(&g->attached[g->n_attached++], e);
    g->role[text] = TEXT_SATELLITE;
    return RP_OK;
}

bool grouping_better(const struct edge *e, const struct edge *than)
{
    if (e->story_edge != than->story_edge)
        return e->story_edge > than->story_edge;
    if (e->exact != than->exact)
        return e->exact > than->exact;
    return e->a != than->a ? e->a < than->a : e->b < than->b;
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
    struct making m = {.texts = texts, .stub = stub, .source = source, .edge = edge, .n_edges = n_edges,
                       .leader = leader, .t = t, .g = &g};
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
    grouping_count(&m);
    TRY(grouping_find_roundups(&m, &cap));
    TRY(grouping_part_teasers(&m));
    TRY(grouping_find_sources(&m));
    TRY(grouping_attach_satellites(&m, &cap));
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
