#include "audit/tally.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

int audit_range(double jaccard)
{
    if (jaccard < AUDIT_FLOOR)
        return -1;
    for (int i = 0; i < AUDIT_RANGES - 1; i++)
        if (jaccard < (i + 6) / 10.0)
            return i;
    return AUDIT_RANGES - 1;
}

double curve_jaccard(size_t bin)
{
    return bin == CURVE_STEPS ? 1 : ((double)bin + .5) / CURVE_STEPS;
}

int tally_init(struct audit_tally *t, size_t n, double threshold)
{
    *t = (struct audit_tally){.n = n, .threshold = threshold};
    t->doc = mem_zalloc(n, sizeof *t->doc);
    return t->doc ? RP_OK : RP_ERR_NOMEM;
}

void tally_release(struct audit_tally *t)
{
    free(t->doc);
    t->doc = NULL;
}

static void count_pair(struct audit_count *c, const struct audit_pair *p)
{
    c->pairs++;
    c->resolved += p->resolved;
    c->candidates += p->candidate;
}

void tally_pair(struct audit_tally *t, size_t k, const struct audit_pair *p)
{
    const int range = audit_range(p->jaccard);
    const size_t bin = (size_t)(p->jaccard * CURVE_STEPS);

    if (range >= 0)
        count_pair(&t->doc[k].row[range], p);
    if (p->jaccard >= t->threshold)
        count_pair(&t->doc[k].row[AUDIT_ABOVE], p);
    t->curve.every[bin]++;
    if (!p->twin) {
        t->curve.pairs[bin]++;
        t->curve.candidates[bin] += p->candidate;
    }
}

void tally_removal(struct audit_tally *t, size_t k, double jaccard, bool right)
{
    t->doc[k].met = true;
    t->doc[k].right = right;
    t->doc[k].jaccard = jaccard;
}

static void merge_doc(struct audit_doc *into, const struct audit_doc *from)
{
    for (int i = 0; i < AUDIT_ROWS; i++) {
        into->row[i].pairs += from->row[i].pairs;
        into->row[i].resolved += from->row[i].resolved;
        into->row[i].candidates += from->row[i].candidates;
    }
    into->removed |= from->removed;
    if (from->met) {
        into->met = true;
        into->right = from->right;
        into->jaccard = from->jaccard;
    }
}

void tally_merge(struct audit_tally *into, const struct audit_tally *from)
{
    for (size_t k = 0; k < into->n; k++)
        merge_doc(&into->doc[k], &from->doc[k]);
    for (size_t i = 0; i < CURVE_BINS; i++) {
        into->curve.every[i] += from->curve.every[i];
        into->curve.pairs[i] += from->curve.pairs[i];
        into->curve.candidates[i] += from->curve.candidates[i];
    }
}

struct ratio tally_resolved(const struct audit_tally *t, int row)
{
    struct ratio r = {0};
    for (size_t k = 0; k < t->n; k++)
        ratio_add(&r, t->doc[k].row[row].pairs, t->doc[k].row[row].resolved);
    return r;
}

struct ratio tally_candidates(const struct audit_tally *t, int row)
{
    struct ratio r = {0};
    for (size_t k = 0; k < t->n; k++)
        ratio_add(&r, t->doc[k].row[row].pairs, t->doc[k].row[row].candidates);
    return r;
}

static bool in_row(const struct audit_doc *d, int row)
{
    const int range = d->met ? audit_range(d->jaccard) : -1;
    return d->removed && (row == AUDIT_ABOVE || range == (row == AUDIT_LOW ? -1 : row));
}

struct ratio tally_right(const struct audit_tally *t, int row)
{
    struct ratio r = {0};
    for (size_t k = 0; k < t->n; k++) {
        const bool counts = in_row(&t->doc[k], row);
        ratio_add(&r, counts, counts && t->doc[k].right);
    }
    return r;
}
