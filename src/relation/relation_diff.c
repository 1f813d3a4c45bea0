#include "base/alloc.h"
#include "base/status.h"
#include "relation/relation_steps.h"

/* The view of the verdict's alignment, without the documents. */
static struct pair_view view_of(const struct verdict *v)
{
    struct pair_view p = pair_sides(v->alignment, v->alignment_swapped);
    p.n_a = v->m.n_a;
    p.n_b = v->m.n_b;
    return p;
}

struct rows {
    struct judge *judge;
    size_t n;
};

static int add_row(struct rows *r, enum diff_kind kind, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end)
{
    if (a == a_end && b == b_end)
        return RP_OK;
    if (mem_grow(&r->judge->row, &r->judge->row_cap, r->n + 1, sizeof *r->judge->row) < 0)
        return RP_ERR_NOMEM;
    r->judge->row[r->n++] = (struct diff_row){(uint8_t)kind, a, a_end, b, b_end};
    return RP_OK;
}

static int add_stretch(struct rows *r, const struct stretch_step *s, bool moved)
{
    enum diff_kind kind = s->a == s->a_end ? DIFF_ADDED : s->b == s->b_end ? DIFF_DROPPED : DIFF_CHANGED;
    if (s->equal)
        kind = moved ? DIFF_MOVED : DIFF_KEPT;
    return add_row(r, kind, s->a, s->a_end, s->b, s->b_end);
}

/* What of A is dropped right behind place `a`, shown at place `b`. */
static int add_dropped(struct rows *r, const struct pair_view *p, uint32_t a, uint32_t b)
{
    uint32_t end = a;
    while (end < p->n_a && p->span_a[end] == ALIGN_NONE)
        end++;
    return add_row(r, DIFF_DROPPED, a, end, b, b);
}

static int add_span(struct rows *r, const struct pair_view *p, uint32_t k)
{
    const struct align_span span = pair_span(p, k);
    struct stretch_walk w = stretch_begin(p, k);
    struct stretch_step s;
    int rc = RP_OK;
    while (stretch_next(&w, &s))
        TRY(add_stretch(r, &s, span.moved));
    TRY(add_dropped(r, p, span.a_end, span.b_end));
out:
    return rc;
}

static int add_added(struct rows *r, const struct pair_view *p, uint32_t *b)
{
    const uint32_t first = *b;
    while (*b < p->n_b && p->span_b[*b] == ALIGN_NONE)
        ++*b;
    return add_row(r, DIFF_ADDED, 0, 0, first, *b);
}

int relation_diff(struct judge *j, const struct verdict *v, const struct diff_row **rows, size_t *n)
{
    struct rows r = {.judge = j};
    int rc = RP_OK;
    if (!v->alignment) {
        TRY(add_row(&r, DIFF_DROPPED, 0, v->m.n_a, 0, 0));
        TRY(add_row(&r, DIFF_ADDED, 0, 0, 0, v->m.n_b));
    } else {
        const struct pair_view p = view_of(v);
        TRY(add_dropped(&r, &p, 0, 0));
        for (uint32_t b = 0; b < p.n_b;) {
            TRY(add_added(&r, &p, &b));
            if (b < p.n_b) {
                TRY(add_span(&r, &p, p.span_b[b]));
                b = pair_span(&p, p.span_b[b]).b_end;
            }
        }
    }
    *rows = j->row;
    *n = r.n;
out:
    return rc;
}
