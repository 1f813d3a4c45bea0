/* explain_page.c - each article, the verdict, its measures and thresholds, and the texts side by side. */
#include "cli/explain_page.h"

#include <stdio.h>

#include "article/analyse.h"
#include "base/status.h"
#include "report/side_by_side.h"
#include "story/results.h"

static void put_field(struct explain_page *e, const char *name, struct span s)
{
    if (!s.p)
        return;
    tout_string(&e->out, "   ");
    tout_style(&e->out, STYLE_FAINT);
    tout_cell(&e->out, span_of(name), 14);
    tout_style(&e->out, STYLE_NONE);
    tout_fit(&e->out, s, e->columns - 18);
    tout_line(&e->out);
}

static void put_credits(struct explain_page *e, const struct article *a)
{
    for (uint32_t i = 0; i < a->n_credits; i++) {
        const struct credit *c = &a->credits[i];
        put_field(e, credit_role_name((enum credit_role)c->role), c->name);
        if (c->line != LINE_FIELD && c->line < a->n_lines)
            put_field(e, "  read in", (struct span){a->given.text.p + a->lines[c->line].start,
                                                    a->lines[c->line].end - a->lines[c->line].start});
    }
}

void explain_put_article(struct explain_page *e, char letter, const struct doc_name *name, const struct article *a,
                         uint32_t tokens)
{
    char made[NAME_TEXT], date[DATE_TEXT], words[32];

    tout_style(&e->out, STYLE_STRONG);
    tout_print(&e->out, "%c  ", letter);
    tout_fit(&e->out, doc_name_text(name, made), e->columns - 4);
    tout_style(&e->out, STYLE_NONE);
    tout_line(&e->out);
    put_field(e, "headline", a->headline);
    put_field(e, "outlet", a->outlet);
    put_field(e, "byline", a->byline);
    if (*story_date_text(&a->date, date))
        put_field(e, "date", span_of(date));
    snprintf(words, sizeof words, "%u", tokens);
    put_field(e, "body words", span_of(words));
    put_credits(e, a);
    tout_line(&e->out);
}

/* Why scan, which knows the others, says something else than the rules of a pair. */
static const char *reason_of_others(const struct explain_scan *x)
{
    switch (x->as) {
    case ASKED_BESIDE:
        return "which stories else it is made of, other documents tell";
    case ASKED_ALONE:
        return x->relation == RELATION_BACKGROUND ? "what they share stands in other stories too"
                                                  : "other documents decide";
    default:
        return "it is in the story by what it shares with other copies";
    }
}

/* The rule is the pair's; where others decide otherwise, both are said. */
static void put_decision(struct explain_page *e, const struct explained *x)
{
    const struct verdict *v = &x->verdict;
    const bool others = x->among && x->scan.known && x->scan.relation != v->relation;
    const enum relation r = (enum relation)(others ? x->scan.relation : v->relation);

    tout_style(&e->out, STYLE_STRONG);
    tout_string(&e->out, relation_name(r));
    tout_style(&e->out, STYLE_NONE);
    if (!others) {
        tout_print(&e->out, ": %s; rule %u of the table\n", relation_condition(r), v->rule);
        return;
    }
    tout_print(&e->out, ": %s; by the other documents\n", relation_condition(r));
    put_field(e, "because", span_of(reason_of_others(&x->scan)));
    tout_print(&e->out, "   %-14s %s, rule %u of the table\n", "the pair alone",
               relation_name((enum relation)v->relation),
               v->rule);
}

static void put_found(struct explain_page *e, const struct explained *x, int i)
{
    static const char *const as[] = {"in no story", "a copy", "beside the story", "a page of a template"};
    const struct found *f = &x->scan.found[i];
    char said[160];
    int n = snprintf(said, sizeof said, "%s", as[f->as]);

    if (f->as == FOUND_COPY && f->story->n_versions > 1)
        n += snprintf(said + n, sizeof said - (size_t)n, " of version %u of %u", f->version + 1, f->story->n_versions);
    if (f->as == FOUND_COPY && f->reference == x->scan.pair.doc[i])
        n += snprintf(said + n, sizeof said - (size_t)n, ", which others are compared with");
    else if (f->as != FOUND_SINGLE && f->as != FOUND_TEMPLATE)
        n += snprintf(said + n, sizeof said - (size_t)n, ", %s", relation_name((enum relation)f->relation));
    if (f->story)
        snprintf(said + n, sizeof said - (size_t)n, "; story %016llx", (unsigned long long)f->story->key);
    put_field(e, i ? "B in a scan" : "A in a scan", span_of(said));
}

static void put_verdict(struct explain_page *e, const struct explained *x)
{
    const struct verdict *v = &x->verdict;

    put_decision(e, x);
    put_field(e, "because", span_of(v->reason));
    put_field(e, "reference", span_of(v->swapped ? "B, for A uses it" : "A, for B uses it"));
    for (int i = 0; x->among && i < 2; i++)
        put_found(e, x, i);
    if (x->among && !x->scan.pair.compared && !x->scan.pair.same_text)
        put_field(e, "not compared", span_of("by scan: they share too little, or near copies of them were"));
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (v->flags >> i & 1)
            put_field(e, relation_flag_name(i), span_of(relation_flag_meaning(i)));
    tout_line(&e->out);
}

static void put_share(struct explain_page *e, const char *what, double v)
{
    tout_string(&e->out, "   ");
    tout_cell(&e->out, span_of(what), 48);
    tout_print(&e->out, " %7.2f %%\n", 100 * v);
}

static void put_count(struct explain_page *e, const char *what, uint32_t n)
{
    tout_string(&e->out, "   ");
    tout_cell(&e->out, span_of(what), 48);
    tout_print(&e->out, " %7u\n", n);
}

static void put_title(struct explain_page *e, const char *title)
{
    tout_style(&e->out, STYLE_STRONG);
    tout_string(&e->out, title);
    tout_style(&e->out, STYLE_NONE);
    tout_line(&e->out);
}

/* In the verdict's words: its A is the reference. */
static void put_measures(struct explain_page *e, const struct explained *x)
{
    const struct relation_measures *m = &x->verdict.m;

    put_title(e, "measures (the reference first)");
    put_share(e, "of the reference in the copy", m->use_a);
    put_share(e, "of the copy in the reference", m->use_b);
    put_share(e, "the same, standing text weighed down", m->weighted_a);
    put_share(e, "  and the other way", m->weighted_b);
    put_share(e, "sentences of the reference in the copy", m->sentences_a);
    put_share(e, "sentences of the copy in the reference", m->sentences_b);
    put_share(e, "edited words inside what matches", m->edit);
    if (x->among && x->scan.pair.compared)
        put_share(e, "of what matches: standing text of other stories", (double)x->scan.pair.background);
    put_share(e, "of what matches: inside quotation marks", m->quoted);
    put_share(e, "sure that they are one story",
              x->among && x->scan.pair.compared ? (double)x->scan.pair.story_edge : x->verdict.story_edge);
    put_count(e, "words of the reference", m->n_a);
    put_count(e, "words of the copy", m->n_b);
    put_count(e, "equal words in what matches", m->exact);
    put_count(e, "equal words in the longest piece", m->longest);
    put_count(e, "pieces in another order", m->inversions);
    put_count(e, "blocks dropped", m->dropped);
    put_count(e, "  words in them", m->dropped_tokens);
    put_count(e, "blocks added", m->added);
    put_count(e, "  words in them", m->added_tokens);
    put_count(e, "new names in added blocks", m->new_names);
    put_count(e, "facts changed", m->facts);
    put_count(e, "words spelled in another house style", m->style);
    put_count(e, "slots replaced", m->slots);
    put_share(e, "numbers among the words of both", m->numbers);
    put_share(e, "of all numbers: those that match", m->numbers_shared);
    put_field(e, "headlines", span_of(headline_relation_name((enum headline_relation)m->head)));
    tout_line(&e->out);
}

static void put_facts(struct explain_page *e, const struct verdict *v, const struct side *a, const struct side *b)
{
    if (v->n_facts)
        put_title(e, "facts that differ");
    for (uint32_t i = 0; i < v->n_facts; i++) {
        tout_string(&e->out, "   ");
        tout_fit(&e->out, side_bytes(a, v->fact[i].a, v->fact[i].a_end), 40);
        tout_string(&e->out, " -> ");
        tout_fit(&e->out, side_bytes(b, v->fact[i].b, v->fact[i].b_end), 40);
        tout_line(&e->out);
    }
    if (v->n_facts)
        tout_line(&e->out);
}

static void put_thresholds(struct explain_page *e, const struct thresholds *values)
{
    const struct threshold_info *t;

    put_title(e, "thresholds");
    for (size_t i = 0; (t = threshold_info(i)); i++) {
        double value = *(const double *)(const void *)((const char *)values + t->offset);
        tout_string(&e->out, "   ");
        tout_cell(&e->out, span_of(t->name), 22);
        tout_print(&e->out, "%6g  ", value);
        tout_fit(&e->out, span_of(t->meaning), e->columns - 34);
        tout_line(&e->out);
    }
    tout_line(&e->out);
}

static int put_difference(struct explain_page *e, const struct explained *x, const struct side *a, const struct side *b)
{
    const struct diff_row *rows;
    size_t n;
    int rc = RP_OK;

    TRY(relation_diff(x->judge, &x->verdict, &rows, &n));
    put_title(e, "difference: the reference, the copy; [-dropped-] {+added+} <moved>");
    tout_line(&e->out);
    side_by_side(&e->out, a, b, rows, n, e->columns);
out:
    return rc;
}

int explain_put_pair(struct explain_page *e, const struct explained *x)
{
    const struct article_text *r = &x->text[x->verdict.swapped], *c = &x->text[!x->verdict.swapped];
    const struct side a = {&r->body, r->text}, b = {&c->body, c->text};
    int rc = RP_OK;

    put_verdict(e, x);
    put_measures(e, x);
    put_facts(e, &x->verdict, &a, &b);
    put_thresholds(e, x->thresholds);
    if (x->difference)
        TRY(put_difference(e, x, &a, &b));
out:
    return rc;
}
