#include "relation/relation_judging.h"

#include "article/dates.h"

enum { DAY = 86400 };

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

/* What fills a frame is numbers, names and dates: most of its words, or, where one slot takes a whole clause, most of
 * the slots, more than one date among them. */
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

/* Page after page of one frame, each about what its headline names: prizes of every lottery, filings of every
 * company. */
static bool holds_titled_template(const struct judging *c)
{
    return c->m->head_slots > 0 && no_blocks(c);
}

/* Short texts have too few slots for the rule above. A page with little but its frame, where the article itself is
 * missing, is filled with other numbers and names under another headline; and where words are changed throughout and no
 * number is the same, a short text tells of something else, unless it is called the same. */
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

bool judging_is_low(const struct judging *c)
{
    return c->m->hi < c->t->low_hi || (c->m->exact < c->t->low_words && c->m->hi < c->t->low_words_hi);
}

static bool holds_low_nothing(const struct judging *c)
{
    return judging_is_low(c) && (c->m->exact < c->t->passage_words || c->m->longest < c->t->passage_words);
}

static bool holds_background(const struct judging *c)
{
    return judging_is_low(c) && c->m->background >= c->t->background_share;
}

/* However much they share: next to nothing of it is theirs alone. */
static bool holds_standing_only(const struct judging *c)
{
    return c->m->background >= c->t->background_share && c->m->fresh_a < c->t->background_fresh &&
           c->m->fresh_b < c->t->background_fresh;
}

bool judging_is_quotation(const struct judging *c)
{
    return c->m->longest < c->t->low_words && c->m->longest >= c->t->quotation_share * c->m->exact &&
           c->m->hi < c->t->low_words_hi;
}

static bool holds_excerpt(const struct judging *c)
{
    return (judging_is_low(c) || judging_is_quotation(c)) && relation_cites(c->b, c->a);
}

static bool holds_shared_quote(const struct judging *c)
{
    return judging_is_low(c) && c->m->quoted >= c->t->quote_share;
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

/* Words changed throughout a short text, and nothing else that says it is the same: another event told alike. */
static bool is_short_and_unsaid(const struct judging *c)
{
    const uint32_t less = c->m->n_a < c->m->n_b ? c->m->n_a : c->m->n_b;
    return less < c->t->short_length && (!head_agrees(c) || date_apart(c->a->date, c->b->date, 2 * DAY));
}

static bool holds_edited(const struct judging *c)
{
    return !is_short_and_unsaid(c) && c->m->lo >= c->t->edited_lo && c->m->edit <= c->t->edited_edit && no_blocks(c);
}

/* A carrier that says its own staff had a hand in it, or begins with its own town, has edited, not the source. */
static bool is_carriers_own(const struct judging *c)
{
    const struct relation_doc *later = c->order > 0 ? c->b : c->a;
    return (later->staff_added || c->own_lead) && !same_span(c->a->outlet, c->b->outlet);
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
    return c->t->suspects > 0 && relation_cites(c->b, c->a) && head_agrees(c);
}

static bool holds_always(const struct judging *c)
{
    (void)c;
    return true;
}

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
    {3, RELATION_SHARED_PASSAGE, judging_is_low, "low overlap"},
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
    return r->relation == TO_THE_REST || !c->within || relation_membership((enum relation)r->relation) != MEMBER_FAMILY;
}

const struct rule *judging_first_rule(const struct judging *c)
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
