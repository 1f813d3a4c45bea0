#include "candidates/meetings.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "candidates/passing.h"
#include "store/room.h"

/* A range is a sixteenth of all meetings, or RANGE_LEAST of them, and no more than a sixteenth of the nodes, or
 * NODES_LEAST of them; with a room meetings take no more than a SHARE of what may be held, for all threads together.
 * Every range costs a walk through all lists: the more nodes, the longer the walk, so there must not be more of them as
 * well. */
enum { NODES_LEAST = 1 << 16, RANGE_LEAST = 1 << 20, RANGES = 16, SHARE = 3, REST_LISTS = 1 << 16 };
/* Members leave memory so many at a time. */
enum { REST_MEMBERS = 1 << 16, LEAVE_MEMBERS = 16 * REST_MEMBERS, COUNTED_AHEAD = 16 };

/* Where the meetings of a node of the range are, in the thread's scratch: those of channel c end at end[c], and begin
 * where those of the channel before end. */
struct spot {
    uint32_t begin, end[MEET_CHANNELS];
};

struct gathering {
    uint32_t first, last;
    uint32_t *met;
    struct spot *spot;
};

struct meetings {
    const struct meeting_input *in;
    struct counted {
        uint32_t meetings, unheard;
    } *count;                /* of a node, at most */
    uint32_t *range;         /* range r is the nodes [range[r], range[r + 1]) */
    size_t n_ranges, range_cap;
    size_t most_met, most_nodes; /* of a range */
    struct gathering *gathering; /* of each thread */
};

static bool is_searched(const struct meeting_input *in, uint32_t node)
{
    return !in->leader || in->leader[node] == node;
}

/* --- how many meetings --- */

/* end: of all members; what is counted of those to come is fetched meanwhile. */
static int count_list(struct meetings *m, const uint32_t *member, uint32_t n, const uint32_t *end, uint32_t first,
                      uint32_t width, bool passages)
{
    const uint32_t heard = meetings_heard(member, n, m->in->leader), meets = heard == n ? n - 1 : heard;
    bool full = false;
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t i = member[k];
        if (end - (member + k) > COUNTED_AHEAD)
            __builtin_prefetch(&m->count[member[k + COUNTED_AHEAD]], 1);
        if (i - first >= width)
            continue;
        full |= __builtin_add_overflow(m->count[i].meetings, meets, &m->count[i].meetings);
        m->count[i].unheard += passages && n > LIST_SHORT && heard == LIST_LEADERS;
    }
    return full ? RP_ERR_LIMIT : RP_OK;
}

/* Every thread goes through all lists, for its part of the nodes. */
static int count_part(void *ctx, size_t part, size_t end, int thread)
{
    struct meetings *m = ctx;
    const uint64_t n = m->in->n_nodes, parts = (uint64_t)m->in->threads;
    const uint32_t first = (uint32_t)(n * part / parts), last = (uint32_t)(n * end / parts);
    int rc = RP_OK;

    (void)thread;
    for (int c = 0; c < MEET_CHANNELS; c++) {
        const struct postings *p = m->in->channel[c];
        for (size_t l = 0; p && l < p->n_lists; l++) {
            if (l % REST_LISTS == 0)
                room_rest(m->in->room);
            TRY(count_list(m, p->member + p->list_first[l], postings_length(p, (uint32_t)l),
                           p->member + p->list_first[p->n_lists], first, last - first, c == MEET_PASSAGES));
        }
    }
    for (uint32_t i = first; m->in->seeks && i < last; i++)
        m->count[i].meetings = m->in->seeks[i] ? m->count[i].meetings : 0;
out:
    return rc;
}

/* --- ranges --- */

static uint64_t range_limit(const struct meetings *m)
{
    const uint64_t resident = room_resident(m->in->room);
    uint64_t all = 0, limit;
    for (uint32_t i = 0; i < m->in->n_nodes; i++)
        all += m->count[i].meetings;
    limit = all / RANGES > RANGE_LEAST ? all / RANGES : RANGE_LEAST;
    if (m->in->room && limit > resident / SHARE / (uint64_t)m->in->threads / sizeof(uint32_t))
        limit = resident / SHARE / (uint64_t)m->in->threads / sizeof(uint32_t);
    return limit;
}

/* Closes a range before node i. */
static int cut(struct meetings *m, uint32_t i, uint64_t met)
{
    const size_t nodes = i - m->range[m->n_ranges];
    if (met > UINT32_MAX)
        return RP_ERR_LIMIT;
    m->most_met = met > m->most_met ? (size_t)met : m->most_met;
    m->most_nodes = nodes > m->most_nodes ? nodes : m->most_nodes;
    if (mem_grow(&m->range, &m->range_cap, m->n_ranges + 2, sizeof *m->range) < 0)
        return RP_ERR_NOMEM;
    m->range[++m->n_ranges] = i;
    return RP_OK;
}

static int cut_ranges(struct meetings *m)
{
    const uint64_t limit = range_limit(m);
    const uint32_t part = m->in->n_nodes / RANGES, most = part > NODES_LEAST ? part : NODES_LEAST;
    uint64_t met = 0;
    int rc = RP_OK;

    TRY(mem_grow(&m->range, &m->range_cap, 1, sizeof *m->range));
    m->range[0] = 0;
    for (uint32_t i = 0; i < m->in->n_nodes; i++) {
        const uint32_t nodes = i - m->range[m->n_ranges];
        if (nodes > 0 && (nodes == most || met + m->count[i].meetings > limit)) {
            TRY(cut(m, i, met));
            met = 0;
        }
        met += m->count[i].meetings;
    }
    if (m->in->n_nodes > m->range[m->n_ranges])
        TRY(cut(m, m->in->n_nodes, met));
out:
    return rc;
}

int meetings_create(const struct meeting_input *in, struct meetings **out)
{
    struct meetings *m = mem_zalloc(1, sizeof *m);
    int rc = m ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    m->in = in;
    m->count = room_alloc(in->room, in->n_nodes, sizeof *m->count);
    m->gathering = mem_zalloc((size_t)in->threads, sizeof *m->gathering);
    if (!m->count || !m->gathering) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(thread_for((size_t)in->threads, 1, in->threads, m, count_part));
    TRY(cut_ranges(m));
    for (int i = 0; i < in->threads; i++) {
        m->gathering[i].met = mem_alloc(m->most_met, sizeof(uint32_t));
        m->gathering[i].spot = mem_alloc(m->most_nodes, sizeof(struct spot));
        if (!m->gathering[i].met || !m->gathering[i].spot) {
            rc = RP_ERR_NOMEM;
            goto out;
        }
    }
    room_rest_for(in->room,
                  (uint64_t)in->threads * (m->most_met * sizeof(uint32_t) + m->most_nodes * sizeof(struct spot)));
    *out = m;
    m = NULL;
out:
    meetings_free(m);
    return rc;
}

void meetings_free(struct meetings *m)
{
    if (!m)
        return;
    for (int i = 0; m->gathering && i < m->in->threads; i++) {
        free(m->gathering[i].met);
        free(m->gathering[i].spot);
    }
    free(m->gathering);
    free(m->range);
    room_drop(m->in->room, m->count);
    free(m);
}

size_t meetings_ranges(const struct meetings *m)
{
    return m->n_ranges;
}

/* --- a range --- */

/* The node at `self` of a list meets the first n of it. */
static void meet(const struct meetings *m, struct gathering *g, enum meeting_channel c, const uint32_t *member,
                 uint32_t n, uint32_t self)
{
    const uint32_t i = member[self];
    uint32_t *const end = &g->spot[i - g->first].end[c];
    uint32_t at = *end;
    if (m->in->seeks && !m->in->seeks[i])
        return;
    for (uint32_t k = 0; k < n; k++) {
        if (k == self)
            continue;
        g->met[at] = member[k];
        at += is_searched(m->in, member[k]);
    }
    *end = at;
}

/* Members [from, to) were gone through, with the lists [list, end) that begin in them, and are not come back to before
 * the next range. */
static void leave_members(const struct meetings *m, const struct postings *p, uint64_t from, uint64_t to, size_t list,
                          size_t end)
{
    room_leave(m->in->room, p->member + from, (to - from) * sizeof *p->member);
    room_leave(m->in->room, p->list_first + list, (end - list) * sizeof *p->list_first);
}

/* Of most lists, most members are of other ranges: it is looked for members first, and only for those that are wanted
 * which list they are in. */
static void gather_channel(const struct meetings *m, struct gathering *g, enum meeting_channel c)
{
    const struct postings *p = m->in->channel[c];
    const uint32_t first = g->first, width = g->last - g->first;
    const uint64_t n = p ? p->list_first[p->n_lists] : 0;
    size_t list = 0, left = 0;
    for (uint64_t at = 0, end; at < n; at = end) {
        end = n - at < PASSED ? n : at + PASSED;
        if (at % LEAVE_MEMBERS == 0 && at > 0) {
            leave_members(m, p, at - LEAVE_MEMBERS, at, left, list);
            left = list;
        }
        if (at % REST_MEMBERS == 0)
            room_rest(m->in->room); /* scratch has been filled meanwhile */
        uint32_t wanted = end - at == PASSED ? members_of_range(p->member + at, first, width)
                                             : last_of_range(p->member + at, (unsigned)(end - at), first, width);
        for (; wanted; wanted &= wanted - 1) {
            const uint64_t k = at + (unsigned)__builtin_ctz(wanted);
            while (p->list_first[list + 1] <= k)
                list++;
            const uint64_t begin = p->list_first[list];
            const uint32_t in_list = postings_length(p, (uint32_t)list);
            meet(m, g, c, p->member + begin, meetings_heard(p->member + begin, in_list, m->in->leader),
                 (uint32_t)(k - begin));
        }
    }
}

void meetings_read(struct meetings *m, size_t range, int thread, uint32_t *first, uint32_t *last)
{
    struct gathering *g = &m->gathering[thread];
    uint32_t at = 0;

    *first = g->first = m->range[range];
    *last = g->last = m->range[range + 1];
    for (uint32_t i = g->first; i < g->last; i++) {
        g->spot[i - g->first] = (struct spot){at, {at}};
        at += m->count[i].meetings;
    }
    for (int c = 0; c < MEET_CHANNELS; c++) {
        for (uint32_t i = 0; c > 0 && i < g->last - g->first; i++)
            g->spot[i].end[c] = g->spot[i].end[c - 1];
        gather_channel(m, g, (enum meeting_channel)c);
    }
}

struct met_span meetings_of(const struct meetings *m, int thread, uint32_t node, enum meeting_channel channel)
{
    const struct gathering *g = &m->gathering[thread];
    const struct spot *s = &g->spot[node - g->first];
    const uint32_t begin = channel == 0 ? s->begin : s->end[channel - 1];
    return (struct met_span){g->met + begin, s->end[channel] - begin};
}

uint32_t meetings_unheard(const struct meetings *m, uint32_t node)
{
    return m->count[node].unheard;
}
