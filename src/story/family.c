#include "story/family.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "store/room.h"

enum { MASS_MAX = 1 << 20, MOVE_ROUNDS = 3, REST_EDGES = 64 };
#define MEAN_SCALE 1000 /* means are compared in millionths */
#define NONE UINT32_MAX

/* --- what is known between two groups: sum of weights and how many pairs it covers --- */

struct between {
    uint64_t key; /* (lower << 32 | higher) + 1; 0: free, 1: deleted (no pair has key 1: lower < higher) */
    int64_t sum;
    int64_t known;
};

struct between_map {
    struct room *room;
    struct between *slot;
    size_t mask, used; /* used counts deleted ones */
};

static uint64_t between_key(uint32_t a, uint32_t b)
{
    return (a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a) + 1;
}

static struct between *between_find(const struct between_map *m, uint64_t key)
{
    for (size_t i = hash_mix(key) & m->mask;; i = (i + 1) & m->mask) {
        if (m->slot[i].key == key)
            return &m->slot[i];
        if (m->slot[i].key == 0)
            return NULL;
    }
}

static void between_put(struct between_map *m, struct between b)
{
    size_t i = hash_mix(b.key) & m->mask;
    while (m->slot[i].key > 1)
        i = (i + 1) & m->mask;
    m->used += m->slot[i].key == 0;
    m->slot[i] = b;
}

static int between_init(struct between_map *m, size_t n, struct room *room)
{
    size_t cap = 16;
    while (cap < 2 * n)
        cap *= 2;
    *m = (struct between_map){.room = room, .mask = cap - 1};
    m->slot = room_alloc(room, cap, sizeof *m->slot);
    return m->slot ? RP_OK : RP_ERR_NOMEM;
}

/* Deleted slots are dropped; the number of live pairs never grows, so the size stays. */
static int between_sweep(struct between_map *m)
{
    struct between_map fresh;
    if (between_init(&fresh, (m->mask + 1) / 2, m->room) < 0)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i <= m->mask; i++)
        if (m->slot[i].key > 1)
            between_put(&fresh, m->slot[i]);
    room_drop(m->room, m->slot);
    *m = fresh;
    return RP_OK;
}

/* --- a heap of joins to try, best mean first --- */

struct attempt {
    int32_t mean;
    uint32_t a, b; /* a < b */
};

struct heap {
    struct room *room;
    struct attempt *at;
    size_t n, cap;
};

static bool attempt_before(struct attempt x, struct attempt y)
{
    if (x.mean != y.mean)
        return x.mean > y.mean;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
}

static int heap_push(struct heap *h, struct attempt x)
{
    size_t i = h->n;
    if (room_grow(h->room, &h->at, &h->cap, h->n + 1, sizeof *h->at) < 0)
        return RP_ERR_NOMEM;
    h->n++;
    for (; i > 0 && attempt_before(x, h->at[(i - 1) / 2]); i = (i - 1) / 2)
        h->at[i] = h->at[(i - 1) / 2];
    h->at[i] = x;
    return RP_OK;
}

static struct attempt heap_pop(struct heap *h)
{
    struct attempt top = h->at[0], last = h->at[--h->n];
    size_t i = 0;
    for (size_t c; (c = 2 * i + 1) < h->n; i = c) {
        if (c + 1 < h->n && attempt_before(h->at[c + 1], h->at[c]))
            c++;
        if (!attempt_before(h->at[c], last))
            break;
        h->at[i] = h->at[c];
    }
    if (h->n)
        h->at[i] = last;
    return top;
}

/* --- linkage --- */

/* Neighbours of a group as a list of cells that two groups can concatenate; may name groups long joined. */
struct cell {
    uint32_t to, next;
};

struct linkage {
    struct room *room;
    struct family_options o;
    uint32_t n;
    uint32_t *parent;           /* of a group: itself */
    int64_t *mass;
    uint32_t *head, *degree;
    struct cell *cells;
    size_t n_cells, cells_cap;
    struct between_map between;
    struct heap heap;
};

static void linkage_release(struct linkage *l)
{
    room_drop(l->room, l->parent);
    room_drop(l->room, l->mass);
    room_drop(l->room, l->head);
    room_drop(l->room, l->degree);
    room_drop(l->room, l->cells);
    room_drop(l->room, l->between.slot);
    room_drop(l->room, l->heap.at);
}

static uint32_t group_of(struct linkage *l, uint32_t i)
{
    while (l->parent[i] != i) {
        l->parent[i] = l->parent[l->parent[i]];
        i = l->parent[i];
    }
    return i;
}

static int neighbour_add(struct linkage *l, uint32_t of, uint32_t to)
{
    if (room_grow(l->room, &l->cells, &l->cells_cap, l->n_cells + 1, sizeof *l->cells) < 0)
        return RP_ERR_NOMEM;
    if (l->n_cells >= NONE)
        return RP_ERR_LIMIT;
    l->cells[l->n_cells] = (struct cell){to, l->head[of]};
    l->head[of] = (uint32_t)l->n_cells++;
    l->degree[of]++;
    return RP_OK;
}

static int32_t mean_between(const struct linkage *l, const struct between *e, uint32_t a, uint32_t b)
{
    int64_t all = l->mass[a] * l->mass[b];
    int64_t pairs = all > e->known ? all : e->known; /* less only where a mass was cut to MASS_MAX */
    int64_t sum = e->sum + (pairs - e->known) * l->o.missing;
    return (int32_t)(sum * MEAN_SCALE / pairs);
}

static int propose(struct linkage *l, const struct between *e, uint32_t a, uint32_t b)
{
    int32_t mean = mean_between(l, e, a, b);
    if (mean < l->o.join * MEAN_SCALE)
        return RP_OK;
    return heap_push(&l->heap, (struct attempt){mean, a < b ? a : b, a < b ? b : a});
}

static int linkage_init(struct linkage *l, const uint32_t *mass, const struct family_edge *edge, size_t n_edges)
{
    int rc = RP_OK;
    l->parent = room_alloc(l->room, l->n, sizeof *l->parent);
    l->mass = room_alloc(l->room, l->n, sizeof *l->mass);
    l->head = room_alloc(l->room, l->n, sizeof *l->head);
    l->degree = room_alloc(l->room, l->n, sizeof *l->degree);
    if (!l->parent || !l->mass || !l->head || !l->degree)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < l->n; i++) {
        l->parent[i] = i;
        l->head[i] = NONE;
        l->mass[i] = !mass ? 1 : mass[i] > MASS_MAX ? MASS_MAX : mass[i] ? mass[i] : 1;
    }
    TRY(between_init(&l->between, n_edges, l->room));
    for (size_t i = 0; i < n_edges; i++) {
        if (i % REST_EDGES == 0)
            room_rest(l->room);
        uint32_t a = edge[i].a, b = edge[i].b;
        int64_t pairs = l->mass[a] * l->mass[b];
        struct between e = {between_key(a, b), pairs * edge[i].weight, pairs};
        between_put(&l->between, e);
        TRY(neighbour_add(l, a, b));
        TRY(neighbour_add(l, b, a));
        TRY(propose(l, &e, a, b));
    }
out:
    return rc;
}

/* What was known between `gone` and c becomes known between `into` and c. */
static int relink(struct linkage *l, uint32_t gone, uint32_t into, uint32_t c)
{
    struct between *e = between_find(&l->between, between_key(gone, c));
    struct between moved, *kept;
    int rc = RP_OK;

    if (!e)
        return RP_OK; /* a stale cell */
    moved = *e;
    *e = (struct between){.key = 1};
    if (c == into)
        return RP_OK;
    kept = between_find(&l->between, between_key(into, c));
    if (kept) {
        kept->sum += moved.sum;
        kept->known += moved.known;
        return propose(l, kept, into, c);
    }
    moved.key = between_key(into, c);
    if (l->between.used > l->between.mask / 4 * 3)
        TRY(between_sweep(&l->between));
    between_put(&l->between, moved);
    TRY(neighbour_add(l, into, c));
    TRY(neighbour_add(l, c, into));
    TRY(propose(l, &moved, into, c));
out:
    return rc;
}

/* The group with the shorter list goes into the other: each cell moves at most log n times. */
static int join(struct linkage *l, uint32_t a, uint32_t b)
{
    uint32_t into = l->degree[a] > l->degree[b] || (l->degree[a] == l->degree[b] && a < b) ? a : b;
    uint32_t gone = into == a ? b : a;
    int rc = RP_OK;

    l->parent[gone] = into;
    l->mass[into] += l->mass[gone];
    if (l->mass[into] > MASS_MAX)
        l->mass[into] = MASS_MAX;
    for (uint32_t i = l->head[gone]; i != NONE; i = l->cells[i].next)
        TRY(relink(l, gone, into, l->cells[i].to));
    l->degree[gone] = 0;
out:
    return rc;
}

/* Means of a group that has grown are looked at again when their turn comes. */
static int linkage_run(struct linkage *l)
{
    int rc = RP_OK;
    for (size_t tried = 0; l->heap.n; tried++) {
        if (tried % REST_EDGES == 0)
            room_rest(l->room);
        struct attempt t = heap_pop(&l->heap);
        const struct between *e;
        if (l->parent[t.a] != t.a || l->parent[t.b] != t.b)
            continue;
        e = between_find(&l->between, between_key(t.a, t.b));
        if (!e)
            continue;
        if (mean_between(l, e, t.a, t.b) != t.mean)
            TRY(mean_between(l, e, t.a, t.b) < t.mean ? propose(l, e, t.a, t.b) : RP_OK);
        else
            TRY(join(l, t.a, t.b));
    }
out:
    return rc;
}

/* --- moves: each node asks which family agrees with it best, or none; its own family alone is called n + i --- */

struct neighbour {
    uint32_t to;
    int32_t weight;
};

struct graph {
    struct room *room;
    size_t *first; /* of node i: neighbours first[i] .. first[i + 1] */
    struct neighbour *to;
};

static void graph_release(struct graph *g)
{
    room_drop(g->room, g->first);
    room_drop(g->room, g->to);
}

static int graph_build(struct graph *g, uint32_t n, const struct family_edge *edge, size_t n_edges)
{
    g->first = room_alloc(g->room, (size_t)n + 2, sizeof *g->first);
    g->to = room_alloc(g->room, 2 * n_edges, sizeof *g->to);
    if (!g->first || !g->to)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n_edges; i++) {
        if (i % REST_EDGES == 0)
            room_rest(g->room);
        g->first[edge[i].a + 2]++;
        g->first[edge[i].b + 2]++;
    }
    for (uint32_t i = 0; i < n; i++)
        g->first[i + 2] += g->first[i + 1];
    for (size_t i = 0; i < n_edges; i++) {
        if (i % REST_EDGES == 0)
            room_rest(g->room);
        g->to[g->first[edge[i].a + 1]++] = (struct neighbour){edge[i].b, edge[i].weight};
        g->to[g->first[edge[i].b + 1]++] = (struct neighbour){edge[i].a, edge[i].weight};
    }
    return RP_OK;
}

struct mover {
    const struct graph *g;
    struct family_options o;
    uint32_t n;
    const int64_t *mass;    /* of nodes */
    uint32_t *family;
    int64_t *family_mass;
    int64_t *sum, *known;   /* by family; zero between nodes */
};

/* Agreement of node i with family f, itself left out; what is summed up in m->sum is with known neighbours. */
static int64_t agreement(const struct mover *m, uint32_t i, uint32_t f)
{
    int64_t others = m->family_mass[f] - (m->family[i] == f ? m->mass[i] : 0);
    return m->sum[f] + (others - m->known[f]) * m->o.missing - others * m->o.join;
}

static bool move_node(struct mover *m, uint32_t i)
{
    const struct neighbour *at = m->g->to + m->g->first[i], *end = m->g->to + m->g->first[i + 1];
    uint32_t own = m->family[i], best = own;
    int64_t score;

    for (const struct neighbour *p = at; p < end; p++) {
        uint32_t f = m->family[p->to];
        m->sum[f] += m->mass[p->to] * p->weight;
        m->known[f] += m->mass[p->to];
    }
    score = agreement(m, i, own);
    if (score < 0) {
        score = 0;
        best = m->n + i;
    }
    for (const struct neighbour *p = at; p < end; p++) {
        uint32_t f = m->family[p->to];
        int64_t s = agreement(m, i, f);
        if (s > score || (s == score && best != own && f < best)) {
            score = s;
            best = f;
        }
    }
    for (const struct neighbour *p = at; p < end; p++)
        m->sum[m->family[p->to]] = m->known[m->family[p->to]] = 0;
    if (best == own)
        return false;
    m->family[i] = best;
    m->family_mass[own] -= m->mass[i];
    m->family_mass[best] += m->mass[i];
    return true;
}

/* family[] names families by one of their nodes when this begins, by any number < 2n when it ends. */
static int move_all(struct linkage *l, const struct graph *g, const int64_t *mass, uint32_t *family)
{
    struct mover m = {.g = g, .o = l->o, .n = l->n, .mass = mass, .family = family};
    bool moved = true;
    int rc = RP_ERR_NOMEM;

    m.family_mass = room_alloc(l->room, 2 * (size_t)l->n, sizeof *m.family_mass);
    m.sum = room_alloc(l->room, 2 * (size_t)l->n, sizeof *m.sum);
    m.known = room_alloc(l->room, 2 * (size_t)l->n, sizeof *m.known);
    if (!m.family_mass || !m.sum || !m.known)
        goto out;
    rc = RP_OK;
    for (uint32_t i = 0; i < l->n; i++)
        m.family_mass[family[i]] += mass[i];
    for (int round = 0; round < MOVE_ROUNDS && moved; round++) {
        moved = false;
        for (uint32_t i = 0; i < l->n; i++) {
            if (i % REST_EDGES == 0)
                room_rest(l->room);
            moved |= move_node(&m, i);
        }
    }
out:
    room_drop(l->room, m.family_mass);
    room_drop(l->room, m.sum);
    room_drop(l->room, m.known);
    return rc;
}

/* Families are named by their smallest member. */
static int name_families(uint32_t n, uint32_t *family, struct room *room)
{
    uint32_t *name = room_alloc(room, 2 * (size_t)n, sizeof *name);
    if (!name)
        return RP_ERR_NOMEM;
    memset(name, 0xff, 2 * (size_t)n * sizeof *name);
    for (uint32_t i = 0; i < n; i++)
        if (name[family[i]] == NONE)
            name[family[i]] = i;
    for (uint32_t i = 0; i < n; i++)
        family[i] = name[family[i]];
    room_drop(room, name);
    return RP_OK;
}

static int edges_check(uint32_t n, const struct family_edge *edge, size_t n_edges)
{
    for (size_t i = 0; i < n_edges; i++)
        if (edge[i].a >= n || edge[i].b >= n || edge[i].a == edge[i].b)
            return RP_ERR_INVALID;
    return RP_OK;
}

int family_cluster(uint32_t n, const uint32_t *mass, const struct family_edge *edge, size_t n_edges,
                   const struct family_options *o, struct room *room, uint32_t *family)
{
    struct linkage l = {.room = room, .o = *o, .n = n, .heap = {.room = room}};
    struct graph g = {.room = room};
    int64_t *node_mass = NULL;
    int rc = RP_OK;

    if (n > INT32_MAX)
        return RP_ERR_LIMIT;
    TRY(edges_check(n, edge, n_edges));
    TRY(linkage_init(&l, mass, edge, n_edges));
    node_mass = room_alloc(room, n, sizeof *node_mass);
    if (!node_mass) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    memcpy(node_mass, l.mass, n * sizeof *node_mass);
    TRY(linkage_run(&l));
    for (uint32_t i = 0; i < n; i++)
        family[i] = group_of(&l, i);
    TRY(graph_build(&g, n, edge, n_edges));
    TRY(move_all(&l, &g, node_mass, family));
    TRY(name_families(n, family, room));
out:
    linkage_release(&l);
    graph_release(&g);
    room_drop(room, node_mass);
    return rc;
}

/* --- stars --- */

struct candidate_leader {
    uint32_t degree, node;
};

static int leader_order(const void *x, const void *y)
{
    const struct candidate_leader *a = x, *b = y;
    if (a->degree != b->degree)
        return a->degree > b->degree ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static void follow(const struct graph *g, uint32_t i, int32_t least, uint32_t *leader)
{
    if (leader[i] != NONE)
        return;
    leader[i] = i;
    for (size_t k = g->first[i]; k < g->first[i + 1]; k++)
        if (g->to[k].weight >= least && leader[g->to[k].to] == NONE)
            leader[g->to[k].to] = i;
}

int family_stars(uint32_t n, const struct family_edge *edge, size_t n_edges, int32_t least, struct room *room,
                 uint32_t *leader)
{
    struct graph g = {.room = room};
    struct candidate_leader *order = room_alloc(room, n, sizeof *order);
    size_t n_order = 0;
    int rc = order ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(edges_check(n, edge, n_edges));
    TRY(graph_build(&g, n, edge, n_edges));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t degree = 0;
        for (size_t k = g.first[i]; k < g.first[i + 1]; k++)
            degree += g.to[k].weight >= least;
        leader[i] = degree ? NONE : i;
        if (degree)
            order[n_order++] = (struct candidate_leader){degree, i};
    }
    if (n_order)
        qsort(order, n_order, sizeof *order, leader_order);
    for (size_t i = 0; i < n_order; i++)
        follow(&g, order[i].node, least, leader);
out:
    graph_release(&g);
    room_drop(room, order);
    return rc;
}
