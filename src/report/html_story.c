/* story-KEY.html: one story, everything that is known of it. */
#include <string.h>

#include "article/agencies.h"
#include "base/status.h"
#include "report/html_out.h"
#include "report/story_html.h"

/* --- facts --- */

static void fact(struct html_writer *w, const char *name)
{
    tout_print(&w->t, "<dt>%s</dt><dd>", name);
}

static void end_fact(struct html_writer *w)
{
    tout_string(&w->t, "</dd>\n");
}

static void quote(struct html_writer *w, struct span line)
{
    if (!line.p)
        return;
    tout_string(&w->t, " <q lang=\"\" dir=\"auto\">");
    html_text(&w->t, line);
    tout_string(&w->t, "</q>");
}

static void put_credit(struct html_writer *w, const char *name, const struct page_credit *c)
{
    fact(w, name);
    if (!c->name.p)
        tout_string(&w->t, "not named");
    else
        html_text(&w->t, c->name);
    if (c->name.p && c->agency != AGENCY_NONE)
        tout_print(&w->t, " (%s)", agency_class_name(agency_class(c->agency)));
    if (c->inferred)
        tout_string(&w->t, ", inferred");
    quote(w, c->line);
    end_fact(w);
}

static void put_original(struct html_writer *w, const struct story *s)
{
    fact(w, "Original");
    if (s->original != NO_INDEX) {
        const struct page *p = &s->copies[s->original].page;
        html_outlet(w, p);
        tout_string(&w->t, ", ");
        html_date(w, &p->date, "undated");
    } else if (s->original_url.p) {
        tout_string(&w->t, "not in the corpus; copies point to ");
        html_link(&w->t, s->original_url, s->original_url);
    } else {
        tout_string(&w->t, "not in the corpus");
    }
    for (uint32_t i = 0; i < s->n_evidence && s->original != NO_INDEX; i++)
        tout_print(&w->t, "%s%s (%+d)", i ? ", " : ": ", s->evidence[i].what, s->evidence[i].points);
    end_fact(w);
}

static void put_facts(struct html_writer *w, const struct story *s)
{
    tout_string(&w->t, "<dl class=\"facts\">\n");
    put_credit(w, "Source", &s->source);
    if (s->distributor.name.p)
        put_credit(w, "Distributor", &s->distributor);
    fact(w, "Carried by");
    tout_print(&w->t, "%u outlet%s, %u cop%s in %u version%s", s->outlets, s->outlets == 1 ? "" : "s", s->n_copies,
               s->n_copies == 1 ? "y" : "ies", s->n_versions, s->n_versions == 1 ? "" : "s");
    end_fact(w);
    fact(w, "Dates");
    html_date(w, &s->first, "none known");
    if (story_is_spread(s)) {
        tout_string(&w->t, " to ");
        html_date(w, &s->last, "");
    }
    end_fact(w);
    put_original(w, s);
    fact(w, "Fullest copy");
    html_outlet(w, &s->copies[s->fullest].page);
    tout_print(&w->t, ", %u words", s->words);
    end_fact(w);
    if (s->press_release) {
        fact(w, "Kind");
        tout_string(&w->t, "a press release");
        end_fact(w);
    }
    tout_string(&w->t, "</dl>\n");
}

static void put_notices(struct html_writer *w, const struct story *s)
{
    for (uint32_t i = 0; i < s->n_notices; i++) {
        tout_string(&w->t, "<p class=\"alert\"><strong>Withdrawn</strong> by ");
        html_outlet(w, &s->notices[i]);
        tout_string(&w->t, ", while the copies below live on.</p>\n");
    }
}

/* --- versions and headlines --- */

static void put_versions(struct html_writer *w, const struct story *s)
{
    if (s->n_versions < 2)
        return;
    tout_string(&w->t, "<section aria-labelledby=\"h-versions\"><h2 id=\"h-versions\">Versions</h2>\n<ol>\n");
    for (uint32_t i = 0; i < s->n_versions; i++) {
        const struct story_version *v = &s->versions[i];
        tout_string(&w->t, "<li>");
        html_date(w, &v->date, "undated");
        tout_print(&w->t, ": %u cop%s by %u outlet%s", v->copies, v->copies == 1 ? "y" : "ies", v->outlets,
                   v->outlets == 1 ? "" : "s");
        if (v->update_number)
            tout_print(&w->t, ", marked UPDATE %u", v->update_number);
        if (i)
            tout_print(&w->t, "; %s of the one before, ordered by %s", relation_name((enum relation)v->relation),
                       version_order_name((enum version_order)v->ordered_by));
        tout_string(&w->t, "</li>\n");
    }
    tout_string(&w->t, "</ol></section>\n");
}

static void put_headlines(struct html_writer *w, const struct story *s)
{
    tout_string(&w->t, "<section aria-labelledby=\"h-headlines\"><h2 id=\"h-headlines\">Headlines</h2>\n<ul "
                       "class=\"headlines\">\n");
    for (uint32_t i = 0; i < s->n_headlines; i++) {
        tout_print(&w->t, "<li><span class=\"times\">%u&nbsp;×</span> <span lang=\"\" dir=\"auto\">",
                   s->headlines[i].copies);
        html_text(&w->t, s->headlines[i].text);
        tout_string(&w->t, "</span></li>\n");
    }
    tout_string(&w->t, "</ul></section>\n");
}

/* --- copies --- */

static void put_marks(struct html_writer *w, uint32_t flags, uint32_t alerts)
{
    if (alerts & COPY_UNDATED)
        flags |= FLAG_UNDATED;
    alerts &= ~(uint32_t)(COPY_UNDATED | COPY_LEADS);
    flags = story_flags_beside(flags, alerts);
    for (uint32_t bit = 1; bit < COPY_LEADS; bit <<= 1)
        if (alerts & bit)
            tout_print(&w->t, "<span class=\"tag warn\">%s</span> ", copy_alert_name((enum copy_alert)bit));
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (flags >> i & 1)
            tout_print(&w->t, "<span class=\"tag\" title=\"%s\">%s</span> ", relation_flag_meaning(i),
                       relation_flag_name(i));
}

/* In a narrow column it breaks behind a dot, not inside a word. */
static void put_outlet(struct html_writer *w, const struct page *p)
{
    struct doc_name n = w->r->name(w->r->ctx, p->doc);
    char made[NAME_TEXT];
    struct span rest = p->outlet.p ? p->outlet : doc_name_text(&n, made);
    const char *dot;

    while (rest.n && (dot = memchr(rest.p, '.', rest.n - 1))) {
        const size_t to = (size_t)(dot + 1 - rest.p);
        html_text(&w->t, (struct span){rest.p, to});
        tout_string(&w->t, "<wbr>");
        rest = (struct span){rest.p + to, rest.n - to};
    }
    html_text(&w->t, rest);
}

static void put_page_cells(struct html_writer *w, const struct page *p)
{
    tout_string(&w->t, "<tr><th scope=\"row\">");
    put_outlet(w, p);
    tout_string(&w->t, "</th><td data-label=\"Date\">");
    html_date(w, &p->date, "undated");
    tout_string(&w->t, "</td><td data-label=\"Headline\" lang=\"\" dir=\"auto\">");
    html_link(&w->t, p->url, p->headline.p && p->headline.n ? p->headline : span_of("(none)"));
    tout_string(&w->t, "</td>");
}

static void put_relation(struct html_writer *w, uint8_t relation, float use_reference, float use_copy)
{
    tout_print(&w->t, "<td data-label=\"Relation\"><span class=\"relation r-%u\">%s</span></td>"
               "<td class=\"n\" data-label=\"Of it\">%d%%</td><td class=\"n\" data-label=\"Own\">%d%%</td>", relation,
               relation_name((enum relation)relation), percent_of(use_reference), percent_of(use_copy));
}

static void put_copy(struct html_writer *w, const struct story *s, const struct story_copy *c)
{
    put_page_cells(w, &c->page);
    if (s->n_versions > 1)
        tout_print(&w->t, "<td class=\"n\" data-label=\"Version\">%u</td>", c->version + 1);
    put_relation(w, c->relation, c->use_reference, c->use_copy);
    tout_string(&w->t, "<td data-label=\"Notes\">");
    if (c->alerts & COPY_LEADS)
        tout_print(&w->t, "<span class=\"tag good\">%s</span> ", s->original == NO_INDEX ? "reference" : "original");
    put_marks(w, c->flags, c->alerts);
    quote(w, c->source.line);
    tout_string(&w->t, "</td></tr>\n");
}

static void put_copies(struct html_writer *w, const struct story *s)
{
    tout_string(&w->t, "<section aria-labelledby=\"h-copies\"><h2 id=\"h-copies\">Copies</h2>\n<table class=\"cards\">"
                       "<thead><tr><th scope=\"col\">Outlet</th><th scope=\"col\">Date</th><th "
                       "scope=\"col\">Headline</th>");
    if (s->n_versions > 1)
        tout_string(&w->t, "<th scope=\"col\" class=\"n\">Version</th>");
    tout_string(&w->t,
                "<th scope=\"col\">Relation</th><th scope=\"col\" class=\"n\"><abbr title=\"share of the reference "
                "that stands in the copy\">Of it</abbr></th><th scope=\"col\" class=\"n\"><abbr title=\"share "
                "of the copy that stands in the reference\">Own</abbr></th><th "
                "scope=\"col\">Notes</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (story_shows(w->r, s->copies[i].relation))
            put_copy(w, s, &s->copies[i]);
    tout_string(&w->t, "</tbody></table></section>\n");
}

static void put_satellites(struct html_writer *w, const struct story *s)
{
    if (!s->n_satellites)
        return;
    tout_string(&w->t,
                "<section aria-labelledby=\"h-beside\"><h2 id=\"h-beside\">Beside it</h2>\n<p>Teasers, excerpts and "
                "texts that hold a part of it. They are no copies and join nothing.</p>\n<table class=\"cards\">"
                "<thead><tr><th scope=\"col\">Outlet</th><th scope=\"col\">Date</th><th "
                "scope=\"col\">Headline</th>"
                "<th scope=\"col\">Relation</th><th scope=\"col\" class=\"n\">Of it</th><th scope=\"col\" "
                "class=\"n\">Own</th><th scope=\"col\">Notes</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < s->n_satellites; i++) {
        const struct story_satellite *c = &s->satellites[i];
        put_page_cells(w, &c->page);
        put_relation(w, c->relation, c->use_reference, c->use_copy);
        tout_string(&w->t, "<td data-label=\"Notes\">");
        put_marks(w, c->flags, 0);
        tout_string(&w->t, "</td></tr>\n");
    }
    tout_string(&w->t, "</tbody></table></section>\n");
}

int html_write_story(struct html_writer *w, const struct story *s)
{
    char file[STORY_FILE];
    int rc = RP_OK;

    TRY(html_open(w, html_story_file(s, file)));
    html_begin(&w->t, HTML_STORY, s->headline.p && s->headline.n ? s->headline : span_of("(no headline)"));
    put_notices(w, s);
    put_facts(w, s);
    html_timeline(w, s);
    put_copies(w, s);
    put_versions(w, s);
    put_headlines(w, s);
    put_satellites(w, s);
    TRY(html_compare(w, s));
    html_end(&w->t);
    TRY(html_flush(w));
out:
    w->site->clear(w->site->ctx);
    return rc;
}
