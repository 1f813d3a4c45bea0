#include "relation/relation_judging.h"

#include "article/dates.h"

bool relation_same_source(const struct relation_doc *x, const struct relation_doc *y)
{
    if (x->source && y->source)
        return x->source == y->source;
    if (x->outlet.p && y->outlet.p)
        return span_equal(x->outlet, y->outlet);
    return !x->source && !y->source;
}

static const uint32_t newer_marks = MARK_UPDATE | MARK_WRITETHRU | MARK_UPDATE_NOTE;
static const uint32_t corrected_marks = MARK_CORRECTED | MARK_CORRECTION_NOTE;

/* 1: y is later by what their marks say; -1: earlier; 0: they say nothing. */
static int order_by_marks(const struct relation_doc *x, const struct relation_doc *y)
{
    if (x->update_number != y->update_number)
        return x->update_number < y->update_number ? 1 : -1;
    const bool newer_x = x->marks & newer_marks, newer_y = y->marks & newer_marks;
    const bool corrected_x = x->marks & corrected_marks, corrected_y = y->marks & corrected_marks;
    if (newer_x != newer_y)
        return newer_y ? 1 : -1;
    return corrected_y - corrected_x;
}

static int order_by_dates(const struct relation_doc *x, const struct relation_doc *y)
{
    return date_after(y->date, x->date) - date_after(x->date, y->date);
}

int relation_order(const struct relation_doc *x, const struct relation_doc *y)
{
    const int marks = relation_same_source(x, y) ? order_by_marks(x, y) : 0;
    return marks ? marks : order_by_dates(x, y);
}

void judging_circumstances(struct judging *c)
{
    const struct relation_doc *later = c->order > 0 ? c->b : c->a, *earlier = c->order > 0 ? c->a : c->b;
    c->same_source = relation_same_source(c->a, c->b);
    if (c->within)
        return;
    c->correction_mark = ((c->a->marks & corrected_marks) != 0) != ((c->b->marks & corrected_marks) != 0);
    c->update_mark = c->order != 0 && (later->marks & newer_marks) &&
                     (!(earlier->marks & newer_marks) || earlier->update_number < later->update_number);
}

static bool mentions(const struct relation_doc *d, uint64_t source)
{
    for (unsigned i = 0; source && i < sizeof d->mentioned / sizeof *d->mentioned; i++)
        if (d->mentioned[i] == source)
            return true;
    return false;
}

bool relation_cites(const struct relation_doc *d, const struct relation_doc *source)
{
    return d->source != source->source && mentions(d, source->source);
}

uint64_t relation_may_cite(const struct relation_doc *d, const struct relation_doc *source)
{
    for (unsigned i = 0; !source->source && i < sizeof d->mentioned / sizeof *d->mentioned; i++)
        if (d->mentioned[i] && d->mentioned[i] != d->source)
            return d->mentioned[i];
    return 0;
}
