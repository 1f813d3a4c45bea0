#include "background/local_text.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/thread.h"
#include "rules/limits.h"
#include "store/room.h"

/* Pages looked at of a passage, pages that each is like, and sets of pages whose answer is kept. */
enum { HOLDERS_MAX = LIMIT_LOCAL_HOLDERS, LIKE_MAX = 32, REMEMBERED = 4096, LIST_GRAIN = 1024, REST_EDGES = 256 };
/* Pages are of one story, for the sake of the question, when so much of either stands in the other; and what a page is
 * about is told by one that so much of it stands in, or that stands in it by so much. */
#define RELATED (LIMIT_LOCAL_RELATED / 100.f)
#define TELLS (LIMIT_LOCAL_TELLS / 100.f)
#define STANDS (LIMIT_LOCAL_STANDS / 100.f)

struct likeness {
    uint32_t to;
    bool tells;
};

struct answer {
    uint64_t key; /* of a set of pages; 0: none */
    bool local;
};

struct looking {
    uint32_t holder[HOLDERS_MAX];
    struct answer answer[REMEMBERED];
};

struct finding {
    const struct postings *p;
    const uint64_t *outlet;
    const uint32_t *leader;
    uint32_t n_texts;
    size_t *first;          /* of text i: like[first[i] .. first[i + 1]), in order of the texts */
    struct likeness *like;
    bool *local;
    struct looking *looking; /* of each thread */
};

static bool are_related(const struct edge *e)
{
    return e->use_a >= RELATED || e->use_b >= RELATED;
}

static bool tells_of(float use_of_page, float use_of_other)
{
    return use_of_page >= TELLS || use_of_other >= STANDS;
}

static void rest_at(const struct finding *f, size_t i)
{
    if (i % REST_EDGES == 0)
        room_rest(f->p->room);
}

/* Edges are sorted, so what comes to each text comes in order: first the smaller ones, then the greater. */
static int gather_likenesses(struct finding *f, const struct edge *edge, size_t n)
{
    struct room *room = f->p->room;
    if (!(f->first = room_alloc(room, (size_t)f->n_texts + 2, sizeof *f->first)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        rest_at(f, i);
        if (are_related(&edge[i])) {
            f->first[edge[i].a + 2]++;
            f->first[edge[i].b + 2]++;
        }
    }
    for (uint32_t i = 0; i < f->n_texts; i++)
        f->first[i + 2] += f->first[i + 1];
    if (!(f->like = room_alloc(room, f->first[f->n_texts + 1], sizeof *f->like)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        rest_at(f, i);
        if (are_related(&edge[i])) {
            const struct edge *e = &edge[i];
            f->like[f->first[e->a + 1]++] = (struct likeness){e->b, tells_of(e->use_a, e->use_b)};
            f->like[f->first[e->b + 1]++] = (struct likeness){e->a, tells_of(e->use_b, e->use_a)};
        }
    }
    return RP_OK;
}

static bool is_like(const struct finding *f, uint32_t a, uint32_t b)
{
    size_t low = f->first[a], high = f->first[a + 1];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (f->like[middle].to < b)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->first[a + 1] && f->like[low].to == b;
}

static bool holds(const struct looking *l, uint32_t n, uint32_t text)
{
    for (uint32_t i = 0; i < n; i++)
        if (l->holder[i] == text)
            return true;
    return false;
}

/* Pages of other outlets that tell what page a is about: is there one, and are none of them like b? */
static bool is_of_another(const struct finding *f, const struct looking *l, uint32_t n, uint32_t a, uint32_t b)
{
    const size_t end = f->first[a + 1] - f->first[a] > LIKE_MAX ? f->first[a] + LIKE_MAX : f->first[a + 1];
    bool told = false;
    for (size_t i = f->first[a]; i < end; i++) {
        const struct likeness *k = &f->like[i];
        if (f->outlet[k->to] == f->outlet[a] || holds(l, n, k->to))
            continue;
        if (is_like(f, k->to, b))
            return false;
        told |= k->tells;
    }
    return told;
}

static bool is_between_stories(const struct finding *f, const struct looking *l, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; k < n; k++)
            if (is_of_another(f, l, n, l->holder[i], l->holder[k])
                && is_of_another(f, l, n, l->holder[k], l->holder[i]))
                return true;
    return false;
}

/* The pages that lead among those of a list, when all are of one outlet; else 0. */
static uint32_t find_holders(const struct finding *f, struct looking *l, size_t list)
{
    uint32_t n = 0;
    for (uint64_t i = f->p->list_first[list]; i < f->p->list_first[list + 1]; i++) {
        const uint32_t text = f->p->member[i];
        if (!f->outlet[text] || (n > 0 && f->outlet[text] != f->outlet[l->holder[0]]))
            return 0;
        if (f->leader[text] != text)
            continue;
        if (n == HOLDERS_MAX)
            return 0;
        l->holder[n++] = text;
    }
    return n;
}

static bool is_local(const struct finding *f, struct looking *l, size_t list)
{
    const uint32_t n = find_holders(f, l, list);
    uint64_t key = 0;
    struct answer *a;

    if (n < 2)
        return false;
    for (uint32_t i = 0; i < n; i++)
        key += hash_mix(l->holder[i] + UINT64_C(1));
    key = hash_mix(key) | 1;
    a = &l->answer[key >> 1 & (REMEMBERED - 1)];
    if (a->key != key)
        *a = (struct answer){key, is_between_stories(f, l, n)};
    return a->local;
}

static int find_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct finding *f = ctx;
    room_rest(f->p->room);
    for (size_t i = first; i < last; i++)
        if (!f->local[i] && postings_length(f->p, (uint32_t)i) >= 2)
            f->local[i] = is_local(f, &f->looking[thread], i);
    return RP_OK;
}

int local_text_find(const struct postings *p, const struct edge *edge, size_t n_edges, const uint64_t *outlet,
                    const uint32_t *leader, uint32_t n_texts, int threads, bool *local)
{
    struct finding f = {.p = p, .outlet = outlet, .leader = leader, .n_texts = n_texts, .local = local};
    int rc = RP_OK;

    TRY(gather_likenesses(&f, edge, n_edges));
    f.looking = mem_zalloc((size_t)threads, sizeof *f.looking);
    if (!f.looking) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(thread_for(p->n_lists, LIST_GRAIN, threads, &f, find_piece));
out:
    room_drop(p->room, f.first);
    room_drop(p->room, f.like);
    free(f.looking);
    return rc;
}
