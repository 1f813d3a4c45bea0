#include "candidates/pair_order.h"

#include "base/radix.h"
#include "base/status.h"
#include "store/room.h"

enum { REST_STEPS = 1 << 10 };

struct row {
    const struct candidate *pair;
    size_t n;
    uint32_t n_texts;
    struct room *room;
    struct rec *rec, *spare;  /* one for each pair */
    uint32_t *partner;        /* of all texts, the strongest first */
    uint64_t *next;           /* of a text: its first partner that was not gone to ... */
    uint32_t *left;           /* ... and how many there are from there on */
    uint32_t *from;           /* of a text: the text before it on the way */
    uint32_t *place;          /* of a text: its place in the row, 0: none yet */
};

static void rest_at(const struct row *r, size_t i)
{
    if (i % REST_STEPS == 0)
        room_rest(r->room);
}

static int make_row(struct row *r)
{
    r->rec = room_alloc(r->room, r->n, sizeof *r->rec);
    r->spare = room_alloc(r->room, r->n, sizeof *r->spare);
    r->partner = room_alloc(r->room, 2 * r->n, sizeof *r->partner);
    r->next = room_alloc(r->room, r->n_texts, sizeof *r->next);
    r->left = room_alloc(r->room, r->n_texts, sizeof *r->left);
    r->from = room_alloc(r->room, r->n_texts, sizeof *r->from);
    r->place = room_alloc(r->room, r->n_texts, sizeof *r->place);
    return r->rec && r->spare && r->partner && r->next && r->left && r->from && r->place ? RP_OK : RP_ERR_NOMEM;
}

static void drop_row(struct row *r)
{
    room_drop(r->room, r->rec);
    room_drop(r->room, r->spare);
    room_drop(r->room, r->partner);
    room_drop(r->room, r->next);
    room_drop(r->room, r->left);
    room_drop(r->room, r->from);
    room_drop(r->room, r->place);
}

static void sort_pairs(struct row *r)
{
    room_rest_for(r->room, 2 * (uint64_t)r->n * sizeof *r->rec);
    radix_sort(r->rec, r->spare, r->n);
}

static void add_partner(struct row *r, uint32_t text, uint32_t partner)
{
    r->partner[r->next[text] + r->left[text]++] = partner;
}

static void list_partners(struct row *r)
{
    uint64_t at = 0;
    for (size_t i = 0; i < r->n; i++) {
        rest_at(r, i);
        r->rec[i] = (struct rec){UINT32_MAX - r->pair[i].hits, i};
        r->left[r->pair[i].a]++;
        r->left[r->pair[i].b]++;
    }
    for (uint32_t i = 0; i < r->n_texts; i++) {
        r->next[i] = at;
        at += r->left[i];
        r->left[i] = 0;
    }
    sort_pairs(r);
    for (size_t i = 0; i < r->n; i++) {
        const struct candidate *p = &r->pair[r->rec[i].lo];
        rest_at(r, i);
        add_partner(r, p->a, p->b);
        add_partner(r, p->b, p->a);
    }
}

/* The way is as long as the component is deep: it is kept in from[], not on the stack. */
static void walk_from(struct row *r, uint32_t start, uint32_t *placed)
{
    r->place[start] = ++*placed;
    for (uint32_t text = start;;) {
        if (r->left[text] == 0) {
            if (text == start)
                return;
            text = r->from[text];
            continue;
        }
        const uint32_t to = r->partner[r->next[text]++];
        r->left[text]--;
        if (r->place[to])
            continue;
        r->from[to] = text;
        r->place[to] = ++*placed;
        rest_at(r, *placed);
        text = to;
    }
}

static void place_pairs(struct row *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const uint64_t a = r->place[r->pair[i].a], b = r->place[r->pair[i].b];
        rest_at(r, i);
        r->rec[i] = (struct rec){a > b ? a << 32 | b : b << 32 | a, i};
    }
    sort_pairs(r);
}

int pair_order_find(uint32_t n_texts, const struct candidate *pair, size_t n, struct room *room, uint32_t **order)
{
    struct row r = {.pair = pair, .n = n, .n_texts = n_texts, .room = room};
    uint32_t *out = NULL, placed = 0;
    int rc = n < UINT32_MAX ? RP_OK : RP_ERR_LIMIT;

    TRY(rc);
    TRY(make_row(&r));
    list_partners(&r);
    for (uint32_t i = 0; i < n_texts; i++)
        if (!r.place[i] && r.left[i])
            walk_from(&r, i, &placed);
    place_pairs(&r);
    if (!(out = room_alloc(room, n, sizeof *out))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        rest_at(&r, i);
        out[i] = (uint32_t)r.rec[i].lo;
    }
    *order = out;
out:
    drop_row(&r);
    return rc;
}
