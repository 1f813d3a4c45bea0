#include "story/standing.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"

/* Lists are looked at this far: enough to tell standing text, and no list can cost more. */
enum { LOOK_AT = 256, LIST_GRAIN = 1024, OCCASION = 2 * 86400, PRECISE = 3 * 86400 };
/* How many headlines of one outlet speak like one more date. */
enum { HEADLINES_AN_OCCASION = 2 };

struct titled {
    uint64_t outlet, headline;
};

struct looking {
    int64_t date[LOOK_AT];
    struct titled title[LOOK_AT];
    size_t n_dates, n_titles;
};

static int date_order(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

static int title_order(const void *x, const void *y)
{
    const struct titled *a = x, *b = y;
    if (a->outlet != b->outlet)
        return a->outlet < b->outlet ? -1 : 1;
    return a->headline < b->headline ? -1 : a->headline > b->headline;
}

static unsigned occasions_by_date(struct looking *l)
{
    unsigned n = 0;
    int64_t began = 0;
    qsort(l->date, l->n_dates, sizeof *l->date, date_order);
    for (size_t i = 0; i < l->n_dates; i++)
        if (n == 0 || l->date[i] - began > OCCASION) {
            began = l->date[i];
            n++;
        }
    return n;
}

/* The most different headlines that one outlet has put over it. */
static unsigned occasions_by_headline(struct looking *l)
{
    unsigned most = 0, n = 0;
    qsort(l->title, l->n_titles, sizeof *l->title, title_order);
    for (size_t i = 0; i < l->n_titles; i++) {
        if (i == 0 || l->title[i].outlet != l->title[i - 1].outlet)
            n = 0;
        n += i == 0 || title_order(&l->title[i], &l->title[i - 1]) != 0;
        most = n > most ? n : most;
    }
    return most / HEADLINES_AN_OCCASION;
}

struct weighing {
    const struct postings *p;
    const struct standing_node *node;
    const uint32_t *leader;
    float *weight;
    struct looking *looking; /* of each thread */
};

static void look_at(struct looking *l, const struct standing_node *n)
{
    if (n->first <= n->last && n->last - n->first <= PRECISE)
        l->date[l->n_dates++] = n->first;
    else if (n->outlet && n->headline)
        l->title[l->n_titles++] = (struct titled){n->outlet, n->headline};
}

/* In whole binary orders: the same on every machine. */
static float weight_of(unsigned occasions)
{
    unsigned order = 0;
    while ((1 + occasions) >> (order + 1))
        order++;
    return occasions < STANDING_LEAST ? 1 : 1 / (float)order;
}

static float weigh_list(const struct weighing *w, struct looking *l, size_t list)
{
    unsigned dates, titles;
    l->n_dates = l->n_titles = 0;
    for (uint64_t i = w->p->list_first[list]; i < w->p->list_first[list + 1]; i++) {
        uint32_t m = w->p->member[i];
        if (w->leader[m] == m && l->n_dates + l->n_titles < LOOK_AT)
            look_at(l, &w->node[m]);
    }
    if (l->n_dates + l->n_titles < STANDING_LEAST)
        return 1;
    dates = occasions_by_date(l);
    titles = occasions_by_headline(l);
    return weight_of(dates > titles ? dates : titles);
}

static int weigh_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct weighing *w = ctx;
    room_rest(w->p->room);
    for (size_t i = first; i < last; i++)
        w->weight[i] = w->p->list_first[i + 1] - w->p->list_first[i] < STANDING_LEAST
                           ? 1
                           : weigh_list(w, &w->looking[thread], i);
    return RP_OK;
}

int standing_weigh(const struct postings *p, const struct standing_node *node, const uint32_t *leader, int threads,
                   float *weight)
{
    struct weighing w = {.p = p, .node = node, .leader = leader, .weight = weight};
    int rc;

    w.looking = mem_alloc((size_t)threads, sizeof *w.looking);
    if (!w.looking)
        return RP_ERR_NOMEM;
    rc = thread_for(p->n_lists, LIST_GRAIN, threads, &w, weigh_piece);
    free(w.looking);
    return rc;
}

/* What a text shares of what it has, once blocks are out (rest), standing text is weighed down, or out as well. */
struct sharing {
    double rest, rest_shared, weighed, weighed_shared, own, own_shared;
};

static double share(double shared, double all)
{
    return all > 0 ? shared / all : 0;
}

/* Less standing text in what is not shared is no reason to count more. */
static float factor(double weighed, double rest, double plain)
{
    return (float)((weighed < rest ? weighed : rest) / plain);
}

struct standing_factor standing_factor(const struct postings *p, const float *weight, uint32_t text,
                                       uint32_t n_passages, uint32_t other)
{
    uint64_t j = p->node_first[other], end = p->node_first[other + 1];
    uint64_t lists = p->node_first[text + 1] - p->node_first[text];
    double alone = n_passages > lists ? (double)(n_passages - lists) : 0, rest, plain;
    struct sharing s = {alone, 0, alone, 0, alone, 0};
    uint32_t n = 0;

    for (uint64_t i = p->node_first[text]; i < p->node_first[text + 1]; i++) {
        const uint32_t list = p->node_list[i];
        const float w = weight[list];
        while (j < end && p->node_list[j] < list)
            j++;
        const bool shared = j < end && p->node_list[j] == list;
        n += shared;
        s.rest += w > 0;
        s.weighed += w;
        s.own += w >= 1;
        s.rest_shared += shared && w > 0;
        s.weighed_shared += shared ? w : 0;
        s.own_shared += shared && w >= 1;
    }
    const float left = (float)share(s.rest, alone + (double)lists);
    if (n == 0 || (s.own_shared == n && s.rest == alone + (double)lists))
        return (struct standing_factor){1, 1, n == 0 ? 0 : (float)(1 - s.own_shared / n), left};
    plain = n / (alone + (double)lists);
    rest = share(s.rest_shared, s.rest);
    return (struct standing_factor){factor(share(s.weighed_shared, s.weighed), rest, plain),
                                    factor(share(s.own_shared, s.own), rest, plain),
                                    (float)(1 - s.own_shared / n), left};
}
