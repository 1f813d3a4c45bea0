#include "story/reference_edges.h"

#include <string.h>

#include "base/status.h"
#include "relation/compare.h"
#include "store/room.h"

enum { REST_EDGES = 64, LEAVE_EDGES = 64 * REST_EDGES, REST_TEXTS = 1 << 12, AHEAD = 8 };

#define NO_PLACE UINT32_MAX

struct noting {
    const struct outline_input *in;
    const struct outlines *o;
    uint32_t *place_of;                    /* of a text: in o->text; or NO_PLACE */
    uint32_t (*reference)[REFERENCE_KINDS]; /* of the text at this place, texts too */
    struct reference_edges *out;
};

static void find_places(const struct noting *n)
{
    const struct outlines *o = n->o;
    memset(n->place_of, 0xff, n->in->texts->n * sizeof *n->place_of);
    for (size_t i = 0; i < o->n; i++) {
        const struct outline *st = &o->story[i];
        room_rest(o->room);
        for (uint32_t v = 0; v < st->n_versions; v++) {
            const struct outline_version *ver = &o->version[st->first_version + v];
            for (uint32_t k = ver->first_text; k < ver->first_text + ver->n_texts; k++) {
                n->place_of[o->text[k]] = k;
                n->reference[k][REFERENCE_OF_VERSION] = ver->reference_text;
                n->reference[k][REFERENCE_OF_STORY] = st->reference_text;
            }
        }
    }
}

static struct reference_edge as_judged(const struct edge *e, bool reference_is_b)
{
    return (struct reference_edge){e->flags, reference_is_b ? e->use_b : e->use_a, reference_is_b ? e->use_a : e->use_b,
                                   e->relation, true};
}

/* What was found when candidates were compared: in this direction, if the same would have been found knowing that they
 * carry one version; or in the other, where that was found as well. */
static struct reference_edge look(const struct edge *e, bool reference_is_b, enum reference_kind kind)
{
    const bool within = kind == REFERENCE_OF_VERSION;
    struct reference_edge r = as_judged(e, reference_is_b);

    if (e->swapped == reference_is_b) {
        r.known = !within || !(e->marked || relation_membership(e->relation) == MEMBER_FAMILY);
    } else {
        r.known = within && e->back != EDGE_NOT_TOLD;
        r.relation = e->back;
        r.flags = e->back_flags;
    }
    return r;
}

static void note(const struct noting *n, const struct edge *e, uint32_t place, bool reference_is_b)
{
    const uint32_t reference = reference_is_b ? e->b : e->a;
    for (int k = 0; k < REFERENCE_KINDS; k++)
        if (n->reference[place][k] == reference)
            n->out->of[place][k] = look(e, reference_is_b, (enum reference_kind)k);
}

static void note_edges(const struct noting *n)
{
    const struct edge *edge = n->in->edge;
    for (size_t i = 0; i < n->in->n_edges; i++) {
        if (i % LEAVE_EDGES == 0 && i > 0)
            room_leave(n->o->room, &edge[i - LEAVE_EDGES], LEAVE_EDGES * sizeof *edge);
        if (i % REST_EDGES == 0)
            room_rest(n->o->room);
        if (i + AHEAD < n->in->n_edges)
            __builtin_prefetch(&n->place_of[edge[i + AHEAD].b]);
        const uint32_t a = n->place_of[edge[i].a], b = n->place_of[edge[i].b];
        if (a == NO_PLACE || b == NO_PLACE)
            continue;
        note(n, &edge[i], a, true);
        note(n, &edge[i], b, false);
    }
}

int reference_edges_find(const struct outline_input *in, const struct outlines *o, struct reference_edges *out)
{
    struct room *room = in->texts->room;
    struct reference_edges found = {.room = room, .of = room_alloc(room, o->n_texts, sizeof *found.of)};
    struct noting n = {.in = in, .o = o, .out = &found};
    int rc = RP_OK;

    n.place_of = room_alloc(room, in->texts->n, sizeof *n.place_of);
    n.reference = room_alloc(room, o->n_texts, sizeof *n.reference);
    if (!found.of || !n.place_of || !n.reference) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    find_places(&n);
    note_edges(&n);
    *out = found;
    found.of = NULL;
out:
    reference_edges_release(&found);
    room_drop(room, n.place_of);
    room_drop(room, n.reference);
    return rc;
}

void reference_edges_release(struct reference_edges *e)
{
    room_drop(e->room, e->of);
    *e = (struct reference_edges){0};
}
