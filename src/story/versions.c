#include "story/versions.h"

#include <stdbool.h>
#include <stdlib.h>

#include "article/dates.h"

/* Above this many (a live page read every minute) versions are ordered by date only. */
enum { PAIRWISE_MAX = 256 };
/* Texts whose lengths differ less than this say nothing about which is later. */
#define LONGER 1.05

static int answer(int c, enum version_order why, enum version_order *by)
{
    if (by)
        *by = why;
    return c;
}

static int compare_marks(const struct version_facts *a, const struct version_facts *b)
{
    bool corrected_a = a->marks & MARK_CORRECTED, corrected_b = b->marks & MARK_CORRECTED;
    if (a->update_number != b->update_number && a->update_number && b->update_number)
        return a->update_number < b->update_number ? -1 : 1;
    if (corrected_a != corrected_b)
        return corrected_b ? -1 : 1;
    return 0;
}

static int compare_content(const struct version_facts *a, const struct version_facts *b)
{
    if ((a->update_number > 0) != (b->update_number > 0))
        return b->update_number > 0 ? -1 : 1;
    if (b->words > a->words * LONGER)
        return -1;
    return a->words > b->words * LONGER;
}

int versions_compare(const struct version_facts *a, const struct version_facts *b, enum version_order *by)
{
    int c = compare_marks(a, b);
    if (c)
        return answer(c, ORDER_NUMBER, by);
    if (date_after(b->date, a->date))
        return answer(-1, ORDER_DATE, by);
    if (date_after(a->date, b->date))
        return answer(1, ORDER_DATE, by);
    c = compare_content(a, b);
    return answer(c, c ? ORDER_CONTENT : ORDER_UNKNOWN, by);
}

static int rank_order(const void *x, const void *y)
{
    const struct version_rank *a = x, *b = y;
    if (a->score != b->score)
        return a->score < b->score ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* How many come before it, less how many come behind. */
static int64_t score(const struct version_facts *v, uint32_t n, uint32_t i)
{
    int64_t s = 0;
    if (n > PAIRWISE_MAX)
        return v[i].date.first <= v[i].date.last ? v[i].date.first : 0;
    for (uint32_t j = 0; j < n; j++)
        s += j != i ? versions_compare(&v[i], &v[j], NULL) : 0;
    return s;
}

void versions_order(const struct version_facts *v, uint32_t n, struct version_rank *rank)
{
    for (uint32_t i = 0; i < n; i++)
        rank[i] = (struct version_rank){.score = score(v, n, i), .key = v[i].key, .index = i};
    qsort(rank, n, sizeof *rank, rank_order);
    for (uint32_t i = 1; i < n; i++) {
        enum version_order why;
        int c = versions_compare(&v[rank[i - 1].index], &v[rank[i].index], &why);
        rank[i].by = c < 0 ? why : ORDER_UNKNOWN;
    }
}
