#include "background/standing.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/room.h"

/* Lists are looked at this far: enough to tell standing text, and no list can cost more. */
enum { LOOK_AT = 256, MEMBERS_AHEAD = 16, LIST_GRAIN = 1024, INSERTION_MOST = 32,
       OCCASION = LIMIT_STANDING_DAYS * 86400, PRECISE = LIMIT_STANDING_PRECISE * 86400 };
/* How many headlines of one outlet speak like one more date. */
enum { HEADLINES_AN_OCCASION = LIMIT_STANDING_HEADLINES };

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

/* Most lists have a handful. */
static void sort_dates(int64_t *date, size_t n)
{
    if (n > INSERTION_MOST) {
        qsort(date, n, sizeof *date, date_order);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        const int64_t d = date[i];
        size_t k = i;
        for (; k > 0 && date[k - 1] > d; k--)
            date[k] = date[k - 1];
        date[k] = d;
    }
}

static unsigned occasions_by_date(struct looking *l)
{
    unsigned n = 0;
    int64_t began = 0;
    sort_dates(l->date, l->n_dates);
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
    uint8_t *part;
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
static uint8_t part_of(unsigned occasions)
{
    uint8_t order = 0;
    while ((1 + occasions) >> (order + 1))
        order++;
    return occasions < STANDING_LEAST ? 1 : order;
}

static void fetch_member(const struct weighing *w, uint32_t member)
{
    __builtin_prefetch(&w->leader[member]);
    __builtin_prefetch(&w->node[member]);
}

static uint8_t weigh_list(const struct weighing *w, struct looking *l, size_t list)
{
    unsigned dates, titles;
    l->n_dates = l->n_titles = 0;
    for (uint64_t i = w->p->list_first[list]; i < w->p->list_first[list + 1]; i++) {
        uint32_t m = w->p->member[i];
        if (i + MEMBERS_AHEAD < w->p->list_first[w->p->n_lists])
            fetch_member(w, w->p->member[i + MEMBERS_AHEAD]);
        if (w->leader[m] == m && l->n_dates + l->n_titles < LOOK_AT)
            look_at(l, &w->node[m]);
    }
    if (l->n_dates + l->n_titles < STANDING_LEAST)
        return 1;
    dates = occasions_by_date(l);
    titles = occasions_by_headline(l);
    return part_of(dates > titles ? dates : titles);
}

static int weigh_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct weighing *w = ctx;
    room_rest(w->p->room);
    for (size_t i = first; i < last; i++)
        w->part[i] = w->p->list_first[i + 1] - w->p->list_first[i] < STANDING_LEAST
                           ? 1
                           : weigh_list(w, &w->looking[thread], i);
    return RP_OK;
}

int standing_weigh(const struct postings *p, const struct standing_node *node, const uint32_t *leader, int threads,
                   uint8_t *part)
{
    struct weighing w = {.p = p, .node = node, .leader = leader, .part = part};
    int rc;

    w.looking = mem_alloc((size_t)threads, sizeof *w.looking);
    if (!w.looking)
        return RP_ERR_NOMEM;
    rc = thread_for(p->n_lists, LIST_GRAIN, threads, &w, weigh_piece);
    free(w.looking);
    return rc;
}

/* What two texts share, once blocks are out (rest), standing text is weighed down, or out as well. */
struct sharing {
    double weighed;
    uint32_t n, rest, own;
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

static uint64_t lists_of(const struct postings *p, uint32_t text)
{
    return p->node_first[text + 1] - p->node_first[text];
}

struct standing_text standing_text(const struct postings *p, const uint8_t *part, uint32_t text, uint32_t n_passages)
{
    const uint64_t lists = lists_of(p, text);
    const double alone = n_passages > lists ? (double)(n_passages - lists) : 0;
    struct standing_text t = {.alone = alone, .weighed = alone};
    for (uint64_t i = p->node_first[text]; i < p->node_first[text + 1]; i++) {
        const uint8_t one = part[p->node_list[i]];
        t.rest += one > 0;
        t.weighed += standing_weight(one);
        t.own += one == 1;
    }
    return t;
}

static struct sharing find_shared(const struct postings *p, const uint8_t *part, uint32_t a, uint32_t b)
{
    const uint32_t *x = p->node_list + p->node_first[a], *x_end = p->node_list + p->node_first[a + 1];
    const uint32_t *y = p->node_list + p->node_first[b], *y_end = p->node_list + p->node_first[b + 1];
    struct sharing s = {0};
    while (x < x_end && y < y_end) {
        const uint32_t i = *x, k = *y;
        if (i == k) {
            const uint8_t one = part[i];
            s.n++;
            s.rest += one > 0;
            s.weighed += standing_weight(one);
            s.own += one == 1;
        }
        x += i <= k;
        y += k <= i;
    }
    return s;
}

static struct standing_factor factor_of(const struct sharing *s, const struct standing_text *t, double lists)
{
    const double all = t->alone + lists, left = t->alone + t->rest;
    const float standing = s->n ? (float)(1 - (double)s->own / s->n) : 0;
    if (s->n == 0 || (s->own == s->n && left == all))
        return (struct standing_factor){1, 1, standing, (float)share(left, all)};
    const double plain = s->n / all, rest = share(s->rest, left);
    return (struct standing_factor){factor(share(s->weighed, t->weighed), rest, plain),
                                    factor(share(s->own, t->alone + t->own), rest, plain), standing,
                                    (float)share(left, all)};
}

void standing_factors(const struct postings *p, const uint8_t *part, const struct standing_pair *pair,
                      struct standing_factor one[2])
{
    const struct sharing s = find_shared(p, part, pair->text[0], pair->text[1]);
    for (int i = 0; i < 2; i++)
        one[i] = factor_of(&s, &pair->of[i], (double)lists_of(p, pair->text[i]));
}
