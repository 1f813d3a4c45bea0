#include "relation/relation_judging.h"

#include "article/dates.h"

enum { DAY = 86400 };

static bool is_undated(const struct relation_doc *d)
{
    return d->date.first > d->date.last;
}

static uint32_t flags_of_headline(const struct judging *c)
{
    return (c->m->head == HEADLINE_NEW ? FLAG_NEW_HEADLINE : 0) |
           (c->m->head == HEADLINE_TAGGED ? FLAG_TAGGED_HEADLINE : 0);
}

static uint32_t flags_of_credit(const struct judging *c)
{
    const struct relation_doc *a = c->a, *b = c->b;
    return (a->source && !b->source ? FLAG_CREDIT_MISSING : 0) |
           (a->source && b->source && a->source != b->source ? FLAG_CREDIT_CHANGED : 0) |
           (a->byline && !b->byline ? FLAG_BYLINE_DROPPED : 0) | (b->staff_added ? FLAG_STAFF_ADDED : 0);
}

static uint32_t flags_of_time(const struct judging *c)
{
    return (is_undated(c->a) || is_undated(c->b) ? FLAG_UNDATED : 0) |
           (date_apart(c->a->date, c->b->date, (int64_t)(c->t->evergreen_days * DAY)) ? FLAG_EVERGREEN : 0) |
           (c->order > 0 ? FLAG_B_LATER : 0) | (c->order < 0 ? FLAG_B_EARLIER : 0);
}

bool relation_is_expanded(enum relation r)
{
    return r == RELATION_EXPANDED || r == RELATION_TRIMMED_EXPANDED;
}

static uint32_t flags_of_text(const struct judging *c, enum relation r)
{
    const struct relation_measures *m = c->m;
    uint32_t f = 0;
    if (m->style && m->exact == (m->n_a < m->n_b ? m->n_a : m->n_b))
        f |= FLAG_HOUSE_STYLE;
    if (m->inversions)
        f |= FLAG_REORDERED;
    if (m->facts)
        f |= FLAG_FACTS_CHANGED;
    if (!m->lead_kept)
        f |= FLAG_LEAD_CHANGED;
    f |= (c->cut_head ? FLAG_HEAD_CUT : 0) | (c->cut_inner ? FLAG_INNER_CUT : 0) | (c->cut_tail ? FLAG_TAIL_CUT : 0);
    if (r == RELATION_TRIMMED && m->use_a >= c->t->full_copy_use_a && m->exact >= c->t->full_copy_words)
        f |= FLAG_FULL_COPY;
    if (relation_is_expanded(r) && m->new_names)
        f |= FLAG_LOCALIZED;
    if (m->n_a < c->t->short_length || m->n_b < c->t->short_length)
        f |= FLAG_SHORT;
    return f;
}

uint32_t judging_flags(const struct judging *c, enum relation r)
{
    uint32_t f = flags_of_time(c) | flags_of_headline(c);
    if (relation_membership(r) == MEMBER_NONE && r != RELATION_SHARED_PASSAGE && r != RELATION_BACKGROUND)
        return f;
    f |= flags_of_credit(c) | flags_of_text(c, r);
    if (c->b->marks & (MARK_PAYWALLED | MARK_STUB))
        f |= FLAG_PAYWALLED;
    if (r == RELATION_SAME_PAGE && !same_span(c->a->outlet, c->b->outlet))
        f |= FLAG_MIRROR;
    if ((c->a->marks & MARK_NO_DERIVATIVES) && r != RELATION_VERBATIM && r != RELATION_SAME_PAGE)
        f |= FLAG_NODERIVS_EDITED;
    return f;
}
