#include "relation/relation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "relation/own_names.h"
#include "relation/relation_judging.h"
#include "relation/relation_steps.h"
#include "rules/limits.h"

void judge_init(struct judge *j)
{
    *j = (struct judge){0};
    alignment_init(&j->al);
    overlap_init(&j->set);
    body_init(&j->headline[0]);
    body_init(&j->headline[1]);
}

void judge_release(struct judge *j)
{
    alignment_release(&j->al);
    overlap_release(&j->set);
    body_release(&j->headline[0]);
    body_release(&j->headline[1]);
    free(j->block);
    free(j->fact);
    free(j->row);
    free(j->pair);
    judge_init(j);
}

/* --- a pair --------------------------------------------------------------------------------------- */

static int compare_bodies(const struct body *x, const struct body *y)
{
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->n ? memcmp(x->token, y->token, x->n * sizeof *x->token) : 0;
}

static int compare_spans(struct span x, struct span y)
{
    const size_t less = x.n < y.n ? x.n : y.n;
    const int c = less ? memcmp(x.p, y.p, less) : 0;
    return c ? c : (x.n > y.n) - (x.n < y.n);
}

/* Aligns a pair the same way whichever of the two comes first: tiling is not symmetric where texts
 * repeat themselves. *turned: the alignment's a is y. */
static int align_pair(struct judge *j, const struct relation_doc *x, const struct relation_doc *y, bool *turned)
{
    *turned = compare_bodies(x->body, y->body) > 0;
    const struct body *a = *turned ? y->body : x->body, *b = *turned ? x->body : y->body;
    const struct align_options o = align_options_for(a->n, b->n, body_is_unspaced(b));
    return align(&j->al, &o, a->token, a->n, b->token, b->n, false);
}

enum { SIMILAR_USE = 2, LITTLE_USE = 50 }; /* percent */

/* Says of itself that there is more of it, and all it has is the other's; uses in percent. */
static bool is_stub_of(const struct thresholds *t, const struct relation_doc *d, int64_t use, int64_t use_other)
{
    return (d->marks & (MARK_STUB | MARK_PAYWALLED)) && (double)use >= 100 * t->teaser_use_b &&
           (double)use_other < 100 * t->teaser_use_a;
}

/* Which of two is the reference: never a stub of the other; of one source's versions the earlier; of two that share
 * little the one that the other cites; else the one of which less is used, the fuller; else the earlier,
 * the longer, the one with a credit. True: y. */
static bool prefers_second(const struct judge *j, const struct thresholds *t, const struct relation_doc *x,
                           const struct relation_doc *y, bool turned)
{
    const struct pair_view p = pair_view(&j->al, x, y, turned);
    const int order = relation_order(x, y);
    const int64_t use_x = p.n_a ? 100 * (int64_t)p.used_a / p.n_a : 0;
    const int64_t use_y = p.n_b ? 100 * (int64_t)p.used_b / p.n_b : 0;
    if (is_stub_of(t, x, use_x, use_y) != is_stub_of(t, y, use_y, use_x))
        return is_stub_of(t, x, use_x, use_y);
    if (order && relation_same_source(x, y))
        return order < 0;
    if (use_x < LITTLE_USE && use_y < LITTLE_USE && relation_cites(x, y) != relation_cites(y, x))
        return relation_cites(x, y);
    if (use_x < LITTLE_USE && use_y < LITTLE_USE && !relation_may_cite(x, y) != !relation_may_cite(y, x))
        return relation_may_cite(x, y);
    if (use_x - use_y > SIMILAR_USE || use_y - use_x > SIMILAR_USE)
        return use_y < use_x;
    if (order)
        return order < 0;
    if (p.n_a != p.n_b)
        return p.n_b > p.n_a;
    if (!x->source != !y->source)
        return !x->source;
    const int bodies = compare_bodies(x->body, y->body), outlets = compare_spans(x->outlet, y->outlet);
    return bodies ? bodies > 0 : outlets ? outlets > 0 : compare_spans(x->headline, y->headline) > 0;
}

static void note_cuts(struct judging *c, const struct relation_block *block, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        c->put_before_end |= block[i].added && block[i].where != BLOCK_TAIL;
        if (block[i].added)
            continue;
        c->cut_head |= block[i].where == BLOCK_HEAD;
        c->cut_inner |= block[i].where == BLOCK_INNER;
        c->cut_tail |= block[i].where == BLOCK_TAIL;
    }
}

static double story_edge(const struct judging *c, const struct pair_view *p, enum relation r)
{
    if (!c->aligned)
        return c->equal ? 1 : 0;
    return relation_membership(r) == MEMBER_NONE || r == RELATION_TEMPLATE ? 0 : relation_story_share(p);
}

/* In preset strict only full copies count as copies. */
static uint8_t membership_of(const struct judging *c, enum relation r, uint32_t f)
{
    const bool partial_copy = r == RELATION_TRIMMED_EXPANDED || (r == RELATION_TRIMMED && !(f & FLAG_FULL_COPY));
    return c->t->full_copy_only > 0 && partial_copy ? MEMBER_SATELLITE : relation_membership(r);
}

/* Does something of the document that the other lacks name its own outlet? A carrier adds a paragraph or two, in front
 * or inside; what stands behind may be the page's. */
static bool names_itself(struct judge *j, uint32_t n_blocks, bool added, const struct relation_doc *d,
                         const struct relation_doc *other)
{
    const struct own_names *own = NULL;
    for (uint32_t i = 0; d->outlet.p && i < n_blocks; i++) {
        const struct relation_block *k = &j->block[i];
        if (k->added != added || k->where == BLOCK_TAIL || k->last - k->first > LIMIT_OWN_BLOCK
            || !own_names_possible(d->body, k->first, k->last))
            continue;
        own = own ? own : own_names_look_up(&j->own_names, d->outlet);
        if (own_names_in(own, d->body, k->first, k->last, other->body))
            return true;
    }
    return false;
}

/* Does the later of two pages of one source begin otherwise, with words that name its own outlet? Of others nobody
 * asks. */
static bool has_own_lead(struct judge *j, const struct judging *c, uint32_t n_blocks)
{
    const bool b_later = c->order > 0, changed = b_later ? !c->m->lead_kept : !c->m->lead_kept_a;
    if (c->within || !c->same_source || !c->order || !changed)
        return false;
    return b_later ? c->m->added && names_itself(j, n_blocks, true, c->b, c->a)
                   : c->m->dropped && names_itself(j, n_blocks, false, c->a, c->b);
}

/* Does each name its own outlet where this fact stands? Papers of one house fill in their names. */
static bool is_own_slot(struct judge *j, const struct relation_fact *f, const struct relation_doc *a,
                        const struct relation_doc *b)
{
    return own_names_possible(a->body, f->a, f->a_end) && own_names_possible(b->body, f->b, f->b_end)
           && own_names_in(own_names_look_up(&j->own_names, a->outlet), a->body, f->a, f->a_end, NULL)
           && own_names_in(own_names_look_up(&j->own_names, b->outlet), b->body, f->b, f->b_end, NULL);
}

/* Such slots are no facts of the story. */
static void set_own_slots_aside(struct judge *j, const struct judging *c, struct relation_measures *m)
{
    uint32_t n = 0;
    if (m->lo < c->t->light_lo || m->edit > c->t->light_edit || !c->a->outlet.p || !c->b->outlet.p
        || span_equal(c->a->outlet, c->b->outlet))
        return;
    for (uint32_t i = 0; i < m->facts; i++)
        if (!is_own_slot(j, &j->fact[i], c->a, c->b))
            j->fact[n++] = j->fact[i];
    m->own_slots = m->facts - n;
    m->facts = n;
}

/* Asked of copies only: of what else has blocks of its own nobody wants to know whose they are. */
static void note_own_names(struct judge *j, const struct judging *c, uint32_t n_blocks, struct verdict *out)
{
    if (relation_membership((enum relation)out->relation) != MEMBER_CORE)
        return;
    const bool a_blocks = out->m.dropped && names_itself(j, n_blocks, false, c->a, c->b),
               b_blocks = out->m.added && names_itself(j, n_blocks, true, c->b, c->a);
    out->a_names_itself = a_blocks || out->m.own_slots > 0;
    out->b_names_itself = b_blocks || out->m.own_slots > 0;
    out->flags |= b_blocks ? FLAG_LOCALIZED : 0;
}

/* What would be an excerpt if the reference's story were from the source that the copy names: its key, or 0. */
static uint64_t maybe_cited(const struct judging *c, enum relation r)
{
    const bool shares = r == RELATION_SHARED_PASSAGE || r == RELATION_SHARED_QUOTE || r == RELATION_PARTIAL_REUSE;
    return shares && (judging_is_low(c) || judging_is_quotation(c)) ? relation_may_cite(c->b, c->a) : 0;
}

/* What the rule says, but for what only the texts can tell. */
static void fill_from_rule(const struct judging *c, const struct rule *rule, struct verdict *out)
{
    const enum relation r = (enum relation)rule->relation;
    out->relation = rule->relation;
    out->rule = rule->row;
    out->reason = rule->reason;
    out->flags = judging_flags(c, r);
    out->match = 100 * out->m.hi;
    out->maybe_cited = maybe_cited(c, r);
    out->same_source = c->same_source;
    out->order = c->order;
}

static int fill_verdict(struct judge *j, const struct judging *c, const struct pair_view *p, uint32_t n_blocks,
                         struct verdict *out)
{
    const struct rule *rule = judging_first_rule(c);
    int rc = RP_OK;
    if (out->m.added && (relation_is_expanded((enum relation)rule->relation) || j->all))
        TRY(relation_measure_names(j, p, n_blocks, &out->m));
    fill_from_rule(c, rule, out);
    note_own_names(j, c, n_blocks, out);
    out->membership = membership_of(c, (enum relation)rule->relation, out->flags);
    out->story_edge = story_edge(c, p, (enum relation)rule->relation);
    out->block = j->block;
    out->fact = j->fact;
    out->n_blocks = n_blocks;
    out->n_facts = out->m.facts;
    out->alignment = c->aligned ? &j->al : NULL;
    out->alignment_swapped = p->swapped;
out:
    return rc;
}

/* Too short for a seed, yet the same. */
static void note_equality(struct relation_measures *m)
{
    m->use_a = m->use_b = m->lo = m->hi = m->weighted_a = m->weighted_b = m->sentences_a = m->sentences_b = 1;
    m->exact = m->longest = m->n_a;
    m->dropped = m->added = m->dropped_tokens = m->added_tokens = 0;
    m->lead_kept = m->lead_kept_a = true;
}

/* The pair is aligned; turned: the alignment's a is b. */
static int decide(struct judge *j, const struct thresholds *t, const struct relation_doc *a,
                  const struct relation_doc *b, bool turned, bool within, struct verdict *out)
{
    const struct pair_view p = pair_view(&j->al, a, b, turned);
    struct judging c = {.t = t, .a = a, .b = b, .m = &out->m, .aligned = !j->al.hopeless, .within = within};
    uint32_t n_blocks;
    int rc = RP_OK;
    c.equal = a->body->n > 0 && compare_bodies(a->body, b->body) == 0;
    c.order = relation_order(a, b);
    judging_circumstances(&c);
    TRY(relation_measure(j, t, &p, &out->m, &n_blocks));
    set_own_slots_aside(j, &c, &out->m);
    if (c.equal && !c.aligned)
        note_equality(&out->m);
    out->m.head = (uint8_t)headline_compare(a->headline, b->headline);
    if (out->m.lo >= t->edited_lo && (out->m.name_slots > 0 || out->m.facts > 1) && out->m.head != HEADLINE_SAME
        && out->m.head != HEADLINE_TAGGED && out->m.head != HEADLINE_MISSING)
        TRY(relation_measure_headlines(j, &p, &out->m));
    if (t->suspects > 0 && out->m.hi < t->low_hi)
        TRY(relation_measure_pairs(j, &p, &out->m));
    note_cuts(&c, j->block, n_blocks);
    c.own_lead = has_own_lead(j, &c, n_blocks);
    TRY(fill_verdict(j, &c, &p, n_blocks, out));
out:
    return rc;
}

static int judge_directed(struct judge *j, const struct thresholds *t, const struct relation_doc *reference,
                          const struct relation_doc *copy, bool within, struct verdict *out)
{
    bool turned;
    int rc = RP_OK;
    *out = (struct verdict){0};
    TRY(align_pair(j, reference, copy, &turned));
    TRY(decide(j, t, reference, copy, turned, within, out));
out:
    return rc;
}

int relation_judge_against(struct judge *j, const struct thresholds *t, const struct relation_doc *reference,
                           const struct relation_doc *copy, struct verdict *out)
{
    return judge_directed(j, t, reference, copy, false, out);
}

int relation_judge_within(struct judge *j, const struct thresholds *t, const struct relation_doc *reference,
                          const struct relation_doc *copy, struct verdict *out)
{
    return judge_directed(j, t, reference, copy, true, out);
}

int relation_judge(struct judge *j, const struct thresholds *t, const struct relation_doc *x,
                   const struct relation_doc *y, struct verdict *out)
{
    bool turned, second;
    int rc = RP_OK;
    *out = (struct verdict){0};
    TRY(align_pair(j, x, y, &turned));
    second = prefers_second(j, t, x, y, turned);
    TRY(decide(j, t, second ? y : x, second ? x : y, second ? !turned : turned, false, out));
    out->swapped = second;
out:
    return rc;
}

/* --- the other way round --------------------------------------------------------------------------- */

static void turn_doubles(double *a, double *b)
{
    const double was = *a;
    *a = *b;
    *b = was;
}

static void turn_counts(uint32_t *a, uint32_t *b)
{
    const uint32_t was = *a;
    *a = *b;
    *b = was;
}

/* Measures of the pair with the copy as reference; names have to be counted anew. */
static struct relation_measures turned_measures(const struct relation_measures *of)
{
    struct relation_measures m = *of;
    turn_doubles(&m.use_a, &m.use_b);
    turn_doubles(&m.weighted_a, &m.weighted_b);
    turn_doubles(&m.fresh_a, &m.fresh_b);
    turn_doubles(&m.sentences_a, &m.sentences_b);
    turn_doubles(&m.pairs_a, &m.pairs_b);
    turn_counts(&m.n_a, &m.n_b);
    turn_counts(&m.dropped, &m.added);
    turn_counts(&m.dropped_tokens, &m.added_tokens);
    m.lead_kept = of->lead_kept_a;
    m.lead_kept_a = of->lead_kept;
    m.new_names = 0;
    return m;
}

int relation_judge_back(struct judge *j, const struct thresholds *t, const struct relation_doc *x,
                        const struct relation_doc *y, const struct verdict *v, struct verdict *out)
{
    const struct relation_doc *a = v->swapped ? x : y, *b = v->swapped ? y : x;
    const struct pair_view p = pair_view(&j->al, a, b, !v->alignment_swapped);
    struct judging c = {.t = t, .a = a, .b = b, .m = &out->m, .aligned = v->alignment != NULL, .within = true};
    int rc = RP_OK;
    *out = (struct verdict){.m = turned_measures(&v->m)};
    c.equal = a->body->n > 0 && compare_bodies(a->body, b->body) == 0;
    c.order = relation_order(a, b);
    judging_circumstances(&c);
    for (uint32_t i = 0; i < v->n_blocks; i++)
        j->block[i].added = !j->block[i].added;
    note_cuts(&c, j->block, v->n_blocks);
    const struct rule *rule = judging_first_rule(&c);
    if (out->m.added && relation_is_expanded((enum relation)rule->relation))
        TRY(relation_measure_names(j, &p, v->n_blocks, &out->m));
    fill_from_rule(&c, rule, out);
    note_own_names(j, &c, v->n_blocks, out);
    out->membership = membership_of(&c, (enum relation)rule->relation, out->flags);
out:
    return rc;
}

void relation_judge_equal(const struct thresholds *t, const struct relation_doc *reference,
                          const struct relation_doc *copy, uint32_t n, bool within, struct verdict *out)
{
    struct judging c = {.t = t, .a = reference, .b = copy, .m = &out->m, .aligned = true, .equal = true,
                        .within = within};
    assert(n >= RELATION_EQUAL_LEAST);
    *out = (struct verdict){.m = {.n_a = n, .n_b = n, .fresh_a = 1, .fresh_b = 1, .name_jaccard = 1,
                                  .numbers_shared = 1}};
    note_equality(&out->m);
    out->m.lead_kept = out->m.lead_kept_a = t->lead_place > 0;
    out->m.head = (uint8_t)headline_compare(reference->headline, copy->headline);
    c.order = relation_order(reference, copy);
    judging_circumstances(&c);
    const struct rule *rule = judging_first_rule(&c);
    fill_from_rule(&c, rule, out);
    out->membership = membership_of(&c, (enum relation)rule->relation, out->flags);
    out->story_edge = out->membership == MEMBER_NONE || out->relation == RELATION_TEMPLATE ? 0 : 1;
}
