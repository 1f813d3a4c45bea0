#include "story/story_members.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "store/room.h"

enum { REST_TEXTS = 1 << 12 };

static int member_order(const void *x, const void *y)
{
    const struct story_member *a = x, *b = y;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->version != b->version)
        return a->version < b->version ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

/* Of each family, by the text that names it. */
static void find_places(const struct grouping *g, const struct texts *texts, uint32_t *place)
{
    memset(place, 0xff, g->n * sizeof *place);
    for (uint32_t i = 0; i < g->n; i++) {
        if (i % REST_TEXTS == 0)
            room_rest(g->room);
        if (g->role[i] == TEXT_MEMBER && texts_lead(texts, i) < place[g->family[i]])
            place[g->family[i]] = texts_lead(texts, i);
    }
}

int story_members_list(const struct grouping *g, const struct texts *texts, const uint32_t *version,
                       struct story_members *out)
{
    uint32_t *place = room_alloc(g->room, g->n, sizeof *place);
    struct story_members m = {.member = room_alloc(g->room, g->n, sizeof *m.member)};
    const int rc = place && m.member ? RP_OK : RP_ERR_NOMEM;

    if (rc == RP_OK) {
        find_places(g, texts, place);
        for (uint32_t i = 0; i < g->n; i++)
            if (g->role[i] == TEXT_MEMBER)
                m.member[m.n++] = (struct story_member){place[g->family[i]], version ? version[i] : 0, i};
        room_rest_for(g->room, 2 * m.n * sizeof *m.member); /* as many again to sort them */
        qsort(m.member, m.n, sizeof *m.member, member_order);
        *out = m;
    } else {
        room_drop(g->room, m.member);
    }
    room_drop(g->room, place);
    return rc;
}

void story_members_release(const struct grouping *g, struct story_members *m)
{
    room_drop(g->room, m->member);
    *m = (struct story_members){0};
}
