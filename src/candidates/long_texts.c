#include "candidates/long_texts.h"

#include <stdbool.h>

#include "base/bits.h"
#include "base/radix.h"
#include "base/status.h"
#include "rules/limits.h"
#include "store/room.h"

enum { REST_EACH = 4096 };

/* A long text's pair: hi orders by text and then the pair worth most first, lo is the number of the pair. */
struct asked {
    struct rec *rec;
    size_t n, cap;
    struct room *room;
};

static bool is_long(const struct candidate_node *n)
{
    return n->n_tokens >= LIMIT_LONG_TEXT;
}

static size_t allowed(const struct candidate_node *n)
{
    const size_t pairs = LIMIT_LONG_WORK / n->n_tokens;
    return pairs < LIMIT_LONG_PAIRS ? LIMIT_LONG_PAIRS : pairs;
}

static uint32_t worth(const struct candidate *p)
{
    const uint32_t hits = p->hits < INT32_MAX ? p->hits : INT32_MAX;
    return hits | (p->via & (VIA_BAND | VIA_TIE) ? UINT32_C(1) << 31 : 0);
}

static int ask(struct asked *a, uint32_t text, const struct candidate *p, size_t number)
{
    int rc = RP_OK;

    TRY(room_grow(a->room, &a->rec, &a->cap, a->n + 1, sizeof *a->rec));
    a->rec[a->n++] = (struct rec){(uint64_t)text << 32 | (UINT32_MAX - worth(p)), number};
out:
    return rc;
}

static int ask_all(struct asked *a, const struct candidate_node *node, const struct candidate *pair, size_t n)
{
    int rc = RP_OK;

    for (size_t i = 0; i < n; i++) {
        if (i % REST_EACH == 0)
            room_rest(a->room);
        if (is_long(&node[pair[i].a]))
            TRY(ask(a, pair[i].a, &pair[i], i));
        if (is_long(&node[pair[i].b]))
            TRY(ask(a, pair[i].b, &pair[i], i));
    }
out:
    return rc;
}

/* Marks what each long text may keep; is there one that may not keep all? */
static bool keep_best(const struct asked *a, const struct candidate_node *node, struct bits *kept)
{
    bool too_many = false;
    size_t rank = 0;

    for (size_t i = 0; i < a->n; i++) {
        const uint64_t text = a->rec[i].hi >> 32;
        rank = i > 0 && a->rec[i - 1].hi >> 32 == text ? rank + 1 : 0;
        if (rank < allowed(&node[text]))
            bits_set(kept, a->rec[i].lo);
        else
            too_many = true;
    }
    return too_many;
}

static size_t drop_rest(const struct candidate_node *node, struct candidate *pair, size_t n, const struct bits *kept)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (bits_get(kept, i) || (!is_long(&node[pair[i].a]) && !is_long(&node[pair[i].b])))
            pair[k++] = pair[i];
    return k;
}

int long_texts_thin(const struct candidate_node *node, struct candidate *pair, size_t *n, struct room *room)
{
    struct asked a = {.room = room};
    struct rec *spare = NULL;
    struct bits kept = {0};
    int rc = RP_OK;

    TRY(ask_all(&a, node, pair, *n));
    if (a.n <= LIMIT_LONG_PAIRS)
        goto out;
    if (!(spare = room_alloc(room, a.n, sizeof *spare))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    radix_sort(a.rec, spare, a.n);
    TRY(bits_reserve(&kept, *n));
    if (keep_best(&a, node, &kept))
        *n = drop_rest(node, pair, *n, &kept);
out:
    bits_release(&kept);
    room_drop(room, spare);
    room_drop(room, a.rec);
    return rc;
}
