/* Stories for a terminal: a summary, then one screen a story, the most carried first. */
#include <stdio.h>
#include <string.h>

#include "article/agencies.h"
#include "base/status.h"
#include "relation/relation.h"
#include "report/story_report.h"
#include "report/text_out.h"

enum { OUTLET = 24, DATE = 10, RELATION = 16, LABEL = 13, HEADLINES_MOST = 8, COPIES_MOST = 40, SINGLES_MOST = 20,
       MARKS_UNDER = 3 + OUTLET + 2 + DATE + 2, ROW_HEAD = MARKS_UNDER + RELATION + 13 };

struct telling {
    const struct story_report *r;
    struct text_out t;
    unsigned columns;
    unsigned at; /* column up to which the row of a copy is written */
};

/* --- pieces --- */

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void label(struct telling *w, const char *name)
{
    tout_string(&w->t, "   ");
    tout_style(&w->t, STYLE_FAINT);
    tout_cell(&w->t, span_of(name), LABEL);
    tout_style(&w->t, STYLE_NONE);
}

static unsigned room(const struct telling *w)
{
    return w->columns - LABEL - 3;
}

static void put_day(struct telling *w, const struct date_interval *d, const char *unknown)
{
    char text[DATE_TEXT];
    const char *shown = story_date_text(d, text);
    struct span s = span_of(*shown ? shown : unknown);
    tout_cell(&w->t, (struct span){s.p, s.n < DATE ? s.n : DATE}, DATE);
}

/* --- the head of a story --- */

static void credit_line(struct telling *w, const char *name, const struct page_credit *c)
{
    label(w, name);
    if (!c->name.p) {
        tout_string(&w->t, "not named");
    } else {
        tout_style(&w->t, STYLE_STRONG);
        tout_fit(&w->t, c->name, 40);
        tout_style(&w->t, STYLE_NONE);
        if (c->agency != AGENCY_NONE)
            tout_print(&w->t, " (%s)", agency_class_name(agency_class(c->agency)));
        if (c->line.p) {
            tout_string(&w->t, "  \"");
            tout_fit(&w->t, c->line, room(w) > 70 ? room(w) - 55 : 20);
            tout_string(&w->t, "\"");
        } else if (c->inferred) {
            tout_string(&w->t, "  inferred");
        }
    }
    tout_line(&w->t);
}

static void size_line(struct telling *w, const struct story *s)
{
    label(w, "carried by");
    tout_print(&w->t, "%u outlet%s, %u cop%s", s->outlets, plural(s->outlets), s->n_copies,
               s->n_copies == 1 ? "y" : "ies");
    if (s->n_versions > 1)
        tout_print(&w->t, " in %u versions", s->n_versions);
    tout_print(&w->t, "; the fullest has %u words", s->words);
    if (s->press_release)
        tout_string(&w->t, "; a press release");
    tout_line(&w->t);
}

static void date_line(struct telling *w, const struct story *s)
{
    char first[DATE_TEXT], last[DATE_TEXT];

    story_date_text(&s->first, first);
    story_date_text(&s->last, last);
    label(w, "dates");
    if (!*first)
        tout_string(&w->t, "none known");
    else if (!story_is_spread(s))
        tout_string(&w->t, first);
    else
        tout_print(&w->t, "%s to %s", first, last);
    tout_line(&w->t);
}

static void put_name(struct telling *w, size_t doc, unsigned columns)
{
    struct doc_name n = w->r->name(w->r->ctx, doc);
    char made[NAME_TEXT];
    tout_fit(&w->t, doc_name_text(&n, made), columns);
}

static void original_line(struct telling *w, const struct story *s)
{
    label(w, "original");
    if (s->original == NO_INDEX) {
        tout_string(&w->t, "not in the corpus");
        if (s->original_url.p) {
            tout_string(&w->t, "; copies point to ");
            tout_fit(&w->t, s->original_url, room(w) - 36);
        }
        tout_line(&w->t);
        return;
    }
    tout_fit(&w->t, s->copies[s->original].page.outlet, OUTLET);
    tout_string(&w->t, "  ");
    put_name(w, s->copies[s->original].page.doc, room(w) - OUTLET - 2);
    tout_line(&w->t);
    for (uint32_t i = 0; i < s->n_evidence; i++) {
        label(w, i == 0 ? "  because" : "");
        tout_print(&w->t, "%s (%+d)", s->evidence[i].what, s->evidence[i].points);
        tout_line(&w->t);
    }
}

static void version_lines(struct telling *w, const struct story *s)
{
    for (uint32_t i = 0; i < s->n_versions && s->n_versions > 1; i++) {
        const struct story_version *v = &s->versions[i];
        char made[128];
        int n;
        label(w, i == 0 ? "versions" : "");
        tout_print(&w->t, "%u  ", i + 1);
        put_day(w, &v->date, "undated");
        n = snprintf(made, sizeof made, "%u cop%s by %u outlet%s", v->copies, v->copies == 1 ? "y" : "ies", v->outlets,
                     plural(v->outlets));
        if (v->update_number)
            n += snprintf(made + n, sizeof made - (size_t)n, ", UPDATE %u", v->update_number);
        if (i)
            snprintf(made + n, sizeof made - (size_t)n, ", %s, order by %s", relation_name((enum relation)v->relation),
                     version_order_name((enum version_order)v->ordered_by));
        tout_string(&w->t, "  ");
        tout_fit(&w->t, span_of(made), room(w) - 15);
        tout_line(&w->t);
    }
}

static void headline_lines(struct telling *w, const struct story *s)
{
    uint32_t shown = s->n_headlines < HEADLINES_MOST ? s->n_headlines : HEADLINES_MOST;

    for (uint32_t i = 0; i < shown; i++) {
        label(w, i == 0 ? "headlines" : "");
        tout_print(&w->t, "%3u x  ", s->headlines[i].copies);
        tout_fit(&w->t, s->headlines[i].text, room(w) - 7);
        tout_line(&w->t);
    }
    if (shown < s->n_headlines) {
        label(w, "");
        tout_print(&w->t, "and %u more", s->n_headlines - shown);
        tout_line(&w->t);
    }
}

/* --- copies --- */

/* A word at the end of a row, or under the relation where the row is full. */
static void put_mark(struct telling *w, enum text_style style, const char *text, const char *behind)
{
    const unsigned n = (unsigned)(strlen(text) + strlen(behind));

    if (w->r->wrap && w->at + 1 + n > w->columns && w->at > MARKS_UNDER) {
        tout_line(&w->t);
        tout_print(&w->t, "%*s", MARKS_UNDER, "");
        w->at = MARKS_UNDER;
    }
    tout_string(&w->t, " ");
    if (style != STYLE_NONE)
        tout_style(&w->t, style);
    tout_string(&w->t, text);
    tout_string(&w->t, behind);
    if (style != STYLE_NONE)
        tout_style(&w->t, STYLE_NONE);
    w->at += 1 + n;
}

static void put_marks(struct telling *w, uint32_t flags, uint32_t alerts)
{
    alerts &= ~(uint32_t)(COPY_MIRROR | COPY_UNDATED | COPY_LEADS);
    flags = story_flags_beside(flags, alerts);
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (flags >> i & 1)
            put_mark(w, STYLE_NONE, relation_flag_name(i), "");
    for (uint32_t bit = 1; bit < COPY_LEADS; bit <<= 1)
        if (alerts & bit)
            put_mark(w, STYLE_YELLOW, copy_alert_name((enum copy_alert)bit), "!");
}

static void row_head(struct telling *w, const struct page *p, const char *relation, float use_reference, float use_copy)
{
    struct doc_name n = w->r->name(w->r->ctx, p->doc);
    char made[NAME_TEXT];

    tout_string(&w->t, "   ");
    tout_cell(&w->t, p->outlet.p ? p->outlet : doc_name_text(&n, made), OUTLET);
    tout_string(&w->t, "  ");
    put_day(w, &p->date, "-");
    tout_string(&w->t, "  ");
    tout_cell(&w->t, span_of(relation), RELATION);
    tout_print(&w->t, " %4d%% %4d%% ", percent_of(use_reference), percent_of(use_copy));
    w->at = ROW_HEAD;
}

static void put_table_head(struct telling *w)
{
    tout_line(&w->t);
    tout_string(&w->t, "   ");
    tout_style(&w->t, STYLE_FAINT);
    tout_cell(&w->t, span_of("outlet"), OUTLET);
    tout_string(&w->t, "  date        relation          of it   own  flags");
    tout_style(&w->t, STYLE_NONE);
    tout_line(&w->t);
}

/* The credit line of a copy, where it is not that of the story. */
static void credit_below(struct telling *w, const struct page_credit *c, const struct page_credit *of_story)
{
    if (!c->line.p || span_equal(c->line, of_story->line))
        return;
    tout_cell(&w->t, span_of(""), 7);
    tout_style(&w->t, STYLE_FAINT);
    tout_string(&w->t, "\"");
    tout_fit(&w->t, c->line, w->columns - 10);
    tout_string(&w->t, "\"");
    tout_style(&w->t, STYLE_NONE);
    tout_line(&w->t);
}

static void copy_row(struct telling *w, const struct story *s, const struct story_copy *c)
{
    row_head(w, &c->page, relation_name((enum relation)c->relation), c->use_reference, c->use_copy);
    if (c->alerts & COPY_LEADS)
        put_mark(w, STYLE_GREEN, s->original == NO_INDEX ? "reference" : "original", "");
    if (s->n_versions > 1) {
        char version[16];
        snprintf(version, sizeof version, "v%u", c->version + 1);
        put_mark(w, STYLE_NONE, version, "");
    }
    if (c->alerts & COPY_MIRROR)
        put_mark(w, STYLE_NONE, "same page", "");
    put_marks(w, c->flags, c->alerts);
    tout_line(&w->t);
    credit_below(w, &c->source, &s->source);
}

static void satellite_row(struct telling *w, const struct story_satellite *c)
{
    row_head(w, &c->page, relation_name((enum relation)c->relation), c->use_reference, c->use_copy);
    put_marks(w, c->flags, 0);
    tout_line(&w->t);
}

static void put_copies(struct telling *w, const struct story *s)
{
    uint32_t shown = 0, left = 0;

    put_table_head(w);
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (story_shows(w->r, s->copies[i].relation)) {
            if (shown < COPIES_MOST)
                copy_row(w, s, &s->copies[i]);
            else
                left++;
            shown++;
        }
    if (left)
        tout_print(&w->t, "   and %u more copies; --format jsonl has all\n", left);
}

static void put_satellites(struct telling *w, const struct story *s)
{
    uint32_t shown = 0;
    for (uint32_t i = 0; i < s->n_satellites; i++) {
        if (!story_shows(w->r, s->satellites[i].relation))
            continue;
        if (shown++ == 0)
            tout_print(&w->t, "\n   beside it:\n");
        if (shown <= COPIES_MOST)
            satellite_row(w, &s->satellites[i]);
    }
    if (shown > COPIES_MOST)
        tout_print(&w->t, "   and %u more\n", shown - COPIES_MOST);
    for (uint32_t i = 0; i < s->n_notices; i++) {
        tout_style(&w->t, STYLE_RED);
        tout_string(&w->t, "   withdrawn by ");
        tout_style(&w->t, STYLE_NONE);
        put_name(w, s->notices[i].doc, room(w));
        tout_line(&w->t);
    }
}

static int put_story(void *writer, const struct story *s, size_t rank)
{
    struct telling *w = writer;

    tout_print(&w->t, "\n%zu  ", rank + 1);
    tout_style(&w->t, STYLE_STRONG);
    if (s->headline.p)
        tout_fit(&w->t, s->headline, w->columns - 8);
    else
        tout_string(&w->t, "(no headline)");
    tout_style(&w->t, STYLE_NONE);
    tout_line(&w->t);
    credit_line(w, "source", &s->source);
    if (s->distributor.name.p)
        credit_line(w, "distributor", &s->distributor);
    size_line(w, s);
    date_line(w, s);
    original_line(w, s);
    version_lines(w, s);
    headline_lines(w, s);
    put_copies(w, s);
    put_satellites(w, s);
    return tout_flush(&w->t, w->r->put, w->r->ctx);
}

/* --- the whole --- */

static void put_summary(struct telling *w)
{
    const struct scan_summary *s = &w->r->result->summary;

    tout_style(&w->t, STYLE_STRONG);
    tout_count(&w->t, s->stories);
    tout_string(&w->t, s->stories == 1 ? " story" : " stories");
    tout_style(&w->t, STYLE_NONE);
    tout_string(&w->t, " in ");
    tout_count(&w->t, s->documents);
    tout_print(&w->t, " document%s: ", plural(s->documents));
    tout_count(&w->t, s->copies);
    tout_string(&w->t, s->copies == 1 ? " copy" : " copies");
    if (s->satellites) {
        tout_string(&w->t, ", ");
        tout_count(&w->t, s->satellites);
        tout_string(&w->t, " beside one");
    }
    if (s->templates)
        tout_print(&w->t, ", %zu famil%s of templates", s->templates, s->templates == 1 ? "y" : "ies");
    tout_string(&w->t, "; ");
    tout_count(&w->t, s->singles);
    tout_string(&w->t, " in no story\n");
    if (w->r->filtered) {
        tout_count(&w->t, w->r->n_shown);
        tout_string(&w->t, " of them shown\n");
    }
}

static void single_fact(struct telling *w, const char *name, struct span s)
{
    if (!s.p)
        return;
    label(w, name);
    tout_fit(&w->t, s, room(w));
    tout_line(&w->t);
}

/* Of a few articles that belong to no story, what they say of themselves is what was asked. */
static void put_singles(struct telling *w)
{
    const struct scan_result *r = w->r->result;
    bool apart = true; /* from what stands above */
    char date[DATE_TEXT];

    if (r->n_singles)
        tout_string(&w->t, "\nin no story:\n");
    for (size_t i = 0; i < r->n_singles; i++) {
        struct doc_facts f = w->r->facts(w->r->ctx, r->singles[i]);
        const bool dated = *story_date_text(&f.date, date) != '\0';
        const bool more = f.source.p || f.distributor.p || f.carrier.p || dated;
        tout_string(&w->t, apart || more ? "\n-  " : "-  ");
        apart = more;
        put_name(w, r->singles[i], w->columns - 4);
        tout_line(&w->t);
        single_fact(w, "source", f.source);
        single_fact(w, "distributor", f.distributor);
        single_fact(w, "carrier", f.carrier);
        if (dated)
            single_fact(w, "date", span_of(date));
    }
}

int story_write_text(const struct story_report *r)
{
    struct telling w = {.r = r, .t = {.colour = r->colour}, .columns = r->columns};
    int rc = RP_OK;

    put_summary(&w);
    TRY(tout_flush(&w.t, r->put, r->ctx));
    TRY(story_each(r, put_story, &w));
    if (!r->filtered && r->result->n_singles <= SINGLES_MOST)
        put_singles(&w);
    TRY(tout_flush(&w.t, r->put, r->ctx));
out:
    tout_release(&w.t);
    return rc;
}
