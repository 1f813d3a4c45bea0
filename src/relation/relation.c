#include "relation/relation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "article/dates.h"
#include "base/status.h"
#include "relation/own_names.h"
#include "relation/relation_steps.h"
#include "rules/limits.h"

enum { DAY = 86400 };

/* --- names ---------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *condition;
    uint8_t membership, rule;
} relations[RELATIONS] = {
#define X(name, text, membership, rule, condition) {text, condition, MEMBER_##membership, rule},
    RELATION_MAP(X)
#undef X
};

static const struct {
    const char *name, *meaning;
} flags[RELATION_FLAGS] = {
#define X(name, text, meaning) {text, meaning},
    RELATION_FLAG_MAP(X)
#undef X
};

const char *relation_name(enum relation r)
{
    return relations[r].name;
}

enum membership relation_membership(enum relation r)
{
    return (enum membership)relations[r].membership;
}

const char *relation_condition(enum relation r)
{
    return relations[r].condition;
}

unsigned relation_rule(enum relation r)
{
    return relations[r].rule;
}

const char *relation_flag_name(unsigned i)
{
    return flags[i].name;
}

const char *relation_flag_meaning(unsigned i)
{
    return flags[i].meaning;
}

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

/* --- what is known without the text --------------------------------------------------------------- */

/* Everything a rule may ask. A and B are fixed. */
struct judging {
    const struct thresholds *t;
    const struct relation_doc *a, *b;
    const struct relation_measures *m;
    bool aligned, equal;   /* alignment was worth while; the bodies are the same tokens */
    bool within;           /* one version: no row says otherwise */
    bool same_source;
    int order;             /* 1: B later, -1: B earlier */
    bool update_mark;      /* the later one is marked as an update of the other */
    bool correction_mark;  /* exactly one is marked as corrected */
    bool cut_head, cut_inner, cut_tail; /* what B lacks of A */
    bool put_before_end;   /* what A lacks of B, but at B's end */
};

static bool same_span(struct span x, struct span y)
{
    return x.p && y.p && span_equal(x, y);
}

/* One source wrote both: by credit, or one outlet; or nothing speaks against it. */
static bool is_same_source(const struct relation_doc *x, const struct relation_doc *y)
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

static int order_of(const struct relation_doc *x, const struct relation_doc *y)
{
    const int marks = is_same_source(x, y) ? order_by_marks(x, y) : 0;
    return marks ? marks : order_by_dates(x, y);
}

static bool is_undated(const struct relation_doc *d)
{
    return d->date.first > d->date.last;
}

static void judge_circumstances(struct judging *c)
{
    const struct relation_doc *later = c->order > 0 ? c->b : c->a, *earlier = c->order > 0 ? c->a : c->b;
    c->same_source = is_same_source(c->a, c->b);
    if (c->within)
        return;
    c->correction_mark = ((c->a->marks & corrected_marks) != 0) != ((c->b->marks & corrected_marks) != 0);
    c->update_mark = c->order != 0 && (later->marks & newer_marks) &&
                     (!(earlier->marks & newer_marks) || earlier->update_number < later->update_number);
}

/* --- the rules of table B ------------------------------------------------------------------------- */

static bool head_agrees(const struct judging *c)
{
    return c->m->head == HEADLINE_SAME || c->m->head == HEADLINE_TAGGED || c->m->head == HEADLINE_NEAR;
}

/* Short texts agree by chance: they must agree nearly wholly, or in headline and time as well. */
static bool is_firm(const struct judging *c)
{
    const uint32_t less = c->m->n_a < c->m->n_b ? c->m->n_a : c->m->n_b;
    return less >= c->t->short_length || c->m->lo >= c->t->short_lo ||
           (head_agrees(c) && !date_apart(c->a->date, c->b->date, 2 * DAY));
}

static bool is_tiny(const struct judging *c)
{
    return c->m->n_a < c->t->tiny_length || c->m->n_b < c->t->tiny_length;
}

static bool no_blocks(const struct judging *c)
{
    return !c->m->dropped && !c->m->added;
}

static bool holds_same_page(const struct judging *c)
{
    if (c->a->page && c->a->page == c->b->page)
        return c->equal || c->m->hi >= c->t->same_page_hi;
    return c->a->item && c->a->item == c->b->item && c->m->lo >= c->t->same_page_lo;
}

static bool holds_tiny_equal(const struct judging *c)
{
    const bool untitled = c->a->headline.n == 0 && c->b->headline.n == 0;
    return is_tiny(c) && c->equal && (untitled || c->m->head == HEADLINE_SAME || c->m->head == HEADLINE_TAGGED);
}

static bool holds_teaser(const struct judging *c)
{
    const bool stub = (c->b->marks & (MARK_STUB | MARK_PAYWALLED)) != 0;
    if (c->m->use_b < c->t->teaser_use_b || c->m->use_a >= c->t->teaser_use_a)
        return false;
    return stub || (c->m->n_b <= c->t->teaser_length && c->m->lead_kept);
}

static bool holds_tiny_teaser(const struct judging *c)
{
    return is_tiny(c) && (c->b->marks & (MARK_STUB | MARK_PAYWALLED)) && head_agrees(c) && holds_teaser(c);
}

static bool holds_nothing(const struct judging *c)
{
    return is_tiny(c) || !c->aligned || (c->m->hi < c->t->none_hi && c->m->longest < c->t->none_longest);
}

/* What fills a frame is numbers, names and dates: most of its words, or, where one slot takes a whole clause, most of the
 * slots, more than one date among them. */
static bool is_filled_with_facts(const struct judging *c)
{
    const struct relation_measures *m = c->m;
    return m->slot_typed >= c->t->template_typed ||
           (m->facts >= c->t->template_facts && m->facts >= c->t->template_typed * m->slots && m->date_slots > 1);
}

static bool holds_template(const struct judging *c)
{
    const struct relation_measures *m = c->m;
    if (m->lo < c->t->template_lo || m->slots < c->t->template_slots || !is_filled_with_facts(c))
        return false;
    if (m->slot_share < c->t->template_slot_share)
        return false;
    return m->date_slots > 0 ||
           (m->name_jaccard < c->t->template_names && (m->name_slots >= 2 || m->facts >= c->t->template_facts));
}

/* Page after page of one frame, each about what its headline names: prizes of every lottery, filings of every company. */
static bool holds_titled_template(const struct judging *c)
{
    return c->m->head_slots > 0 && no_blocks(c);
}

/* Short texts have too few slots for the rule above. A page with little but its frame, where the article itself is missing,
 * is filled with other numbers and names under another headline; and where words are changed throughout and no number
 * is the same, a short text tells of something else, unless it is called the same. */
static bool holds_short_frame(const struct judging *c)
{
    const struct relation_measures *m = c->m;
    if (m->n_a >= c->t->low_words || m->n_b >= c->t->low_words || m->lo < c->t->template_lo || m->slots < 2 ||
        !no_blocks(c))
        return false;
    return (m->head == HEADLINE_NEW && m->slot_typed >= c->t->template_typed) ||
           (m->head != HEADLINE_SAME && m->head != HEADLINE_TAGGED && m->facts > 1 && m->numbers_shared <= 0 &&
            m->edit > c->t->light_edit);
}

/* Scores, winning numbers, prices: what is about numbers and has others is about something else. */
static bool holds_other_numbers(const struct judging *c)
{
    return c->m->lo >= c->t->low_hi && c->m->numbers >= c->t->list_numbers &&
           c->m->numbers_shared < c->t->list_shared;
}

static bool is_low(const struct judging *c)
{
    return c->m->hi < c->t->low_hi || (c->m->exact < c->t->low_words && c->m->hi < c->t->low_words_hi);
}

static bool holds_low_nothing(const struct judging *c)
{
    return is_low(c) && (c->m->exact < c->t->passage_words || c->m->longest < c->t->passage_words);
}

static bool holds_background(const struct judging *c)
{
    return is_low(c) && c->m->background >= c->t->background_share;
}

/* However much they share: next to nothing of it is theirs alone. */
static bool holds_standing_only(const struct judging *c)
{
    return c->m->background >= c->t->background_share && c->m->fresh_a < c->t->background_fresh &&
           c->m->fresh_b < c->t->background_fresh;
}

static bool mentions(const struct relation_doc *d, uint64_t source)
{
    for (unsigned i = 0; source && i < sizeof d->mentioned / sizeof *d->mentioned; i++)
        if (d->mentioned[i] == source)
            return true;
    return false;
}

static bool cites(const struct relation_doc *d, const struct relation_doc *source)
{
    return d->source != source->source && mentions(d, source->source);
}

/* A source that the text names and that is not its own, where the other credits none: it may be that one's; or 0. */
static uint64_t may_cite(const struct relation_doc *d, const struct relation_doc *source)
{
    for (unsigned i = 0; !source->source && i < sizeof d->mentioned / sizeof *d->mentioned; i++)
        if (d->mentioned[i] && d->mentioned[i] != d->source)
            return d->mentioned[i];
    return 0;
}

/* Little is shared but one quotation, whatever phrases both use besides. */
static bool is_quotation(const struct judging *c)
{
    return c->m->longest < c->t->low_words && c->m->longest >= c->t->quotation_share * c->m->exact &&
           c->m->hi < c->t->low_words_hi;
}

static bool holds_excerpt(const struct judging *c)
{
    return (is_low(c) || is_quotation(c)) && cites(c->b, c->a);
}

static bool holds_shared_quote(const struct judging *c)
{
    return is_low(c) && c->m->quoted >= c->t->quote_share;
}

static bool holds_verbatim(const struct judging *c)
{
    return c->m->lo >= c->t->verbatim_lo && c->m->edit <= c->t->verbatim_edit && no_blocks(c) &&
           !c->m->inversions && !c->m->facts && !c->correction_mark;
}

static bool holds_marked_correction(const struct judging *c)
{
    return c->m->lo >= c->t->correction_lo && c->correction_mark;
}

static bool holds_correction(const struct judging *c)
{
    return c->m->lo >= c->t->correction_lo && c->m->facts && c->order && c->same_source &&
           c->m->edit <= c->t->correction_edit && no_blocks(c) &&
           c->m->facts >= c->t->correction_facts * c->m->slots;
}

static bool holds_light_edit(const struct judging *c)
{
    return c->m->lo >= c->t->light_lo && c->m->edit <= c->t->light_edit && no_blocks(c);
}

static bool holds_edited(const struct judging *c)
{
    return c->m->lo >= c->t->edited_lo && c->m->edit <= c->t->edited_edit && no_blocks(c);
}

/* A carrier that says its own staff had a hand in it has edited, not the source. */
static bool is_carriers_own(const struct judging *c)
{
    const struct relation_doc *later = c->order > 0 ? c->b : c->a;
    return later->staff_added && !same_span(c->a->outlet, c->b->outlet);
}

/* Text added later by the same source. One outlet's own page that grows is an update by that alone; in
 * another outlet's copy it takes a new lead or a mark, since carriers add text too. */
static bool holds_update(const struct judging *c)
{
    const bool lead_changed = c->order > 0 ? !c->m->lead_kept : !c->m->lead_kept_a;
    const uint32_t added = c->order > 0 ? c->m->added : c->m->dropped;
    const bool added_early = c->order > 0 ? c->put_before_end : c->cut_head || c->cut_inner;
    const double use_later = c->order > 0 ? c->m->use_b : c->m->use_a;
    return is_firm(c) && c->same_source && c->order && c->m->hi >= c->t->update_hi && added &&
           ((c->update_mark && added_early) || same_span(c->a->outlet, c->b->outlet) ||
            (lead_changed && use_later >= c->t->expanded_use_b && !is_carriers_own(c)));
}

static bool holds_trimmed(const struct judging *c)
{
    return is_firm(c) && c->m->dropped && !c->m->added && c->m->use_b >= c->t->trimmed_use_b &&
           (c->m->exact >= c->t->trimmed_words || c->m->use_a >= c->t->trimmed_use_a);
}

static bool holds_whole_a(const struct judging *c)
{
    return c->m->added && !c->m->dropped && c->m->use_a >= c->t->expanded_use_a;
}

static bool holds_expanded(const struct judging *c)
{
    return is_firm(c) && holds_whole_a(c) && c->m->use_b >= c->t->expanded_use_b;
}

static bool holds_embedded(const struct judging *c)
{
    return holds_whole_a(c);
}

/* A minor part of A behind another lead, under another headline, is a quotation or a common page block. */
static bool is_minor_part(const struct judging *c)
{
    return c->m->use_a < c->t->both_use_a && !c->m->lead_kept && !c->m->lead_kept_a && !head_agrees(c);
}

static bool holds_both(const struct judging *c)
{
    return is_firm(c) && c->m->dropped && c->m->added && c->m->use_b >= c->t->both_use_b &&
           c->m->exact >= c->t->both_words && !is_minor_part(c);
}

static bool holds_partial(const struct judging *c)
{
    return c->m->hi >= c->t->partial_hi;
}

static bool holds_rewrite(const struct judging *c)
{
    return c->t->suspects > 0 && c->m->pairs_a >= c->t->rewrite_pairs && c->m->pairs_b >= c->t->rewrite_pairs &&
           head_agrees(c) && !c->same_source &&
           !date_apart(c->a->date, c->b->date, (int64_t)(c->t->window_days * DAY));
}

static bool holds_cites(const struct judging *c)
{
    return c->t->suspects > 0 && cites(c->b, c->a) && head_agrees(c);
}

static bool holds_always(const struct judging *c)
{
    (void)c;
    return true;
}

struct rule {
    uint8_t row, relation;
    bool (*holds)(const struct judging *c);
    const char *reason;
};

#define TO_THE_REST RELATIONS /* only rows 15 to 17 can apply */

static const struct rule rules[] = {
    {0, RELATION_SAME_PAGE, holds_same_page, "same address or item, texts nearly equal"},
    {4, RELATION_VERBATIM, holds_tiny_equal, "tiny, equal as wholes: body, and headline where there is one"},
    {8, RELATION_TEASER, holds_tiny_teaser, "tiny stub, same headline"},
    {1, TO_THE_REST, holds_nothing, "no shared text to speak of"},
    {2, RELATION_TEMPLATE, holds_template, "same frame, slots of names, numbers, dates; another event"},
    {2, RELATION_TEMPLATE, holds_short_frame, "short, same frame, filled otherwise and called otherwise"},
    {2, RELATION_TEMPLATE, holds_other_numbers, "lists of numbers, other numbers"},
    {2, RELATION_TEMPLATE, holds_titled_template, "same frame, filled as the headlines differ"},
    {3, TO_THE_REST, holds_low_nothing, "low overlap, no shared passage"},
    {3, RELATION_BACKGROUND, holds_background, "low overlap, standing text of other stories"},
    {3, RELATION_BACKGROUND, holds_standing_only, "what they share stands in other stories too"},
    {3, RELATION_EXCERPT, holds_excerpt, "low overlap, B names A's source and has another"},
    {3, RELATION_SHARED_QUOTE, holds_shared_quote, "low overlap, inside quotation marks"},
    {3, RELATION_SHARED_PASSAGE, is_low, "low overlap"},
    {4, RELATION_VERBATIM, holds_verbatim, "equal but for a word in a hundred, no fact changed"},
    {5, RELATION_CORRECTION, holds_marked_correction, "marked as corrected, else nearly equal"},
    {5, RELATION_CORRECTION, holds_correction, "same source, later, facts changed, nothing added or dropped"},
    {6, RELATION_LIGHT_EDIT, holds_light_edit, "few words changed, nothing added or dropped"},
    {7, RELATION_EDITED, holds_edited, "words changed throughout, nothing added or dropped"},
    {8, RELATION_TEASER, holds_teaser, "short, the beginning only"},
    {9, RELATION_UPDATE, holds_update, "same source, later, text added; same outlet, new lead or marked as update"},
    {10, RELATION_TRIMMED, holds_trimmed, "blocks dropped, none added"},
    {11, RELATION_EXPANDED, holds_expanded, "blocks added, none dropped"},
    {11, RELATION_EMBEDDED, holds_embedded, "all of A, inside much more text"},
    {12, RELATION_TRIMMED_EXPANDED, holds_both, "blocks dropped and added, most of B is A's"},
    {14, RELATION_PARTIAL_REUSE, holds_partial, "a part of the text"},
};

static const struct rule rest[] = {
    {15, RELATION_REWRITE_SUSPECT, holds_rewrite, "word pairs and headline agree, sentences do not"},
    {16, RELATION_CITES, holds_cites, "B names A's source, headlines agree"},
    {17, RELATION_UNRELATED, is_tiny, "too short to judge: only an equal body under an equal headline would count"},
    {17, RELATION_UNRELATED, holds_always, "no rule of reuse holds"},
};

static bool is_asked(const struct judging *c, const struct rule *r)
{
    return r->relation == TO_THE_REST || !c->within || relations[r->relation].membership != MEMBER_FAMILY;
}

static const struct rule *first_that_holds(const struct judging *c)
{
    const struct rule *r = rules;
    while (r < rules + ARRAY_LEN(rules) && !(is_asked(c, r) && r->holds(c)))
        r++;
    if (r < rules + ARRAY_LEN(rules) && r->relation != TO_THE_REST)
        return r;
    for (r = rest; !r->holds(c);)
        r++;
    return r;
}

/* --- flags ---------------------------------------------------------------------------------------- */

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

static bool is_expanded(enum relation r)
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
    if (is_expanded(r) && m->new_names)
        f |= FLAG_LOCALIZED;
    if (m->n_a < c->t->short_length || m->n_b < c->t->short_length)
        f |= FLAG_SHORT;
    return f;
}

static uint32_t flags_of(const struct judging *c, enum relation r)
{
    uint32_t f = flags_of_time(c) | flags_of_headline(c);
    if (relations[r].membership == MEMBER_NONE && r != RELATION_SHARED_PASSAGE && r != RELATION_BACKGROUND)
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
    const int order = order_of(x, y);
    const int64_t use_x = p.n_a ? 100 * (int64_t)p.used_a / p.n_a : 0, use_y = p.n_b ? 100 * (int64_t)p.used_b / p.n_b : 0;
    if (is_stub_of(t, x, use_x, use_y) != is_stub_of(t, y, use_y, use_x))
        return is_stub_of(t, x, use_x, use_y);
    if (order && is_same_source(x, y))
        return order < 0;
    if (use_x < LITTLE_USE && use_y < LITTLE_USE && cites(x, y) != cites(y, x))
        return cites(x, y);
    if (use_x < LITTLE_USE && use_y < LITTLE_USE && !may_cite(x, y) != !may_cite(y, x))
        return may_cite(x, y);
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
    return relations[r].membership == MEMBER_NONE || r == RELATION_TEMPLATE ? 0 : relation_story_share(p);
}

/* In preset strict only full copies count as copies. */
static uint8_t membership_of(const struct judging *c, enum relation r, uint32_t f)
{
    const bool partial_copy = r == RELATION_TRIMMED_EXPANDED || (r == RELATION_TRIMMED && !(f & FLAG_FULL_COPY));
    return c->t->full_copy_only > 0 && partial_copy ? MEMBER_SATELLITE : relations[r].membership;
}

/* Does something inside the document that the other lacks name its own outlet? A carrier adds a paragraph or two. */
static bool names_itself(struct judge *j, uint32_t n_blocks, bool added, const struct relation_doc *d,
                         const struct relation_doc *other)
{
    const struct own_names *own = NULL;
    for (uint32_t i = 0; d->outlet.p && i < n_blocks; i++) {
        const struct relation_block *k = &j->block[i];
        if (k->added != added || k->where != BLOCK_INNER || k->last - k->first > LIMIT_OWN_BLOCK
            || !own_names_possible(d->body, k->first, k->last))
            continue;
        own = own ? own : own_names_look_up(&j->own_names, d->outlet);
        if (own_names_in(own, d->body, k->first, k->last, other->body))
            return true;
    }
    return false;
}

/* Asked of copies only: of what else has blocks of its own nobody wants to know whose they are. */
static void note_own_names(struct judge *j, const struct judging *c, uint32_t n_blocks, struct verdict *out)
{
    if (relations[out->relation].membership != MEMBER_CORE)
        return;
    out->a_names_itself = out->m.dropped && names_itself(j, n_blocks, false, c->a, c->b);
    out->b_names_itself = out->m.added && names_itself(j, n_blocks, true, c->b, c->a);
    out->flags |= out->b_names_itself ? FLAG_LOCALIZED : 0;
}

/* What would be an excerpt if the reference's story were from the source that the copy names: its key, or 0. */
static uint64_t maybe_cited(const struct judging *c, enum relation r)
{
    const bool shares = r == RELATION_SHARED_PASSAGE || r == RELATION_SHARED_QUOTE || r == RELATION_PARTIAL_REUSE;
    return shares && (is_low(c) || is_quotation(c)) ? may_cite(c->b, c->a) : 0;
}

/* What the rule says, but for what only the texts can tell. */
static void fill_from_rule(const struct judging *c, const struct rule *rule, struct verdict *out)
{
    const enum relation r = (enum relation)rule->relation;
    out->relation = rule->relation;
    out->rule = rule->row;
    out->reason = rule->reason;
    out->flags = flags_of(c, r);
    out->match = 100 * out->m.hi;
    out->maybe_cited = maybe_cited(c, r);
    out->same_source = c->same_source;
    out->order = c->order;
}

static int fill_verdict(struct judge *j, const struct judging *c, const struct pair_view *p, uint32_t n_blocks,
                         struct verdict *out)
{
    const struct rule *rule = first_that_holds(c);
    int rc = RP_OK;
    if (out->m.added && (is_expanded((enum relation)rule->relation) || j->all))
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
    c.order = order_of(a, b);
    judge_circumstances(&c);
    TRY(relation_measure(j, t, &p, &out->m, &n_blocks));
    if (c.equal && !c.aligned)
        note_equality(&out->m);
    out->m.head = (uint8_t)headline_compare(a->headline, b->headline);
    if (out->m.lo >= t->edited_lo && (out->m.name_slots > 0 || out->m.facts > 1) && out->m.head != HEADLINE_SAME
        && out->m.head != HEADLINE_TAGGED && out->m.head != HEADLINE_MISSING)
        TRY(relation_measure_headlines(j, &p, &out->m));
    if (t->suspects > 0 && out->m.hi < t->low_hi)
        TRY(relation_measure_pairs(j, &p, &out->m));
    note_cuts(&c, j->block, n_blocks);
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
    c.order = order_of(a, b);
    judge_circumstances(&c);
    for (uint32_t i = 0; i < v->n_blocks; i++)
        j->block[i].added = !j->block[i].added;
    note_cuts(&c, j->block, v->n_blocks);
    const struct rule *rule = first_that_holds(&c);
    if (out->m.added && is_expanded((enum relation)rule->relation))
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
    c.order = order_of(reference, copy);
    judge_circumstances(&c);
    const struct rule *rule = first_that_holds(&c);
    fill_from_rule(&c, rule, out);
    out->membership = membership_of(&c, (enum relation)rule->relation, out->flags);
    out->story_edge = out->membership == MEMBER_NONE || out->relation == RELATION_TEMPLATE ? 0 : 1;
}
