/* index.html: all stories, the most carried first; the script searches and sorts. */
#include <stdio.h>

#include "base/status.h"
#include "report/html_out.h"
#include "report/story_html.h"

static void put_summary(struct html_writer *w)
{
    const struct scan_summary *s = &w->r->result->summary;
    const struct {
        const char *before;
        size_t n;
    } said[] = {{"<p class=\"lead\"><strong>", s->stories},
                {s->stories == 1 ? "</strong> story in <strong>" : "</strong> stories in <strong>", s->documents},
                {s->documents == 1 ? "</strong> document: " : "</strong> documents: ", s->copies},
                {s->copies == 1 ? " copy, " : " copies, ", s->satellites},
                {" beside one, ", s->singles},
                {" in no story. Shown: ", w->r->n_shown}};

    for (size_t i = 0; i < ARRAY_LEN(said) - !w->r->filtered; i++) {
        tout_string(&w->t, said[i].before);
        tout_count(&w->t, said[i].n);
    }
    tout_string(&w->t, w->r->filtered ? "." : " in no story.");
    tout_string(&w->t, "</p>\n");
}

static void put_head(struct html_writer *w)
{
    tout_string(&w->t,
        "<form class=\"tools\" role=\"search\" hidden><label>Search <input type=\"search\" id=\"q\" "
        "autocomplete=\"off\"></label> <label>Sort by <select id=\"sort\"><option value=\"outlets\">outlets</option>"
        "<option value=\"copies\">copies</option><option value=\"versions\">versions</option>"
        "<option value=\"first\">newest</option><option value=\"oldest\">oldest</option>"
        "<option value=\"headline\">headline</option></select></label> <output id=\"count\" "
        "aria-live=\"polite\"></output></form>\n"
        "<table id=\"stories\" class=\"cards\"><caption class=\"unseen\">Stories, most carried "
        "first</caption><thead><tr>"
        "<th scope=\"col\">Story</th><th scope=\"col\">Source</th><th scope=\"col\" class=\"n\">Outlets</th>"
        "<th scope=\"col\" class=\"n\">Copies</th><th scope=\"col\" class=\"n\">Versions</th>"
        "<th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
}

static void put_story(struct html_writer *w, const struct story *s)
{
    char file[STORY_FILE], date[DATE_TEXT];

    tout_print(&w->t, "<tr data-outlets=\"%u\" data-copies=\"%u\" data-versions=\"%u\" data-first=\"%s\"><th "
               "scope=\"row\"><a href=\"%s\" lang=\"\" dir=\"auto\">", s->outlets, s->n_copies, s->n_versions,
               story_date_text(&s->first, date), html_story_file(s, file));
    html_text(&w->t, s->headline.p && s->headline.n ? s->headline : span_of("(no headline)"));
    tout_string(&w->t, "</a></th><td data-label=\"Source\">");
    html_text(&w->t, s->source.name.p ? s->source.name : span_of("not named"));
    tout_print(&w->t, "</td><td class=\"n\" data-label=\"Outlets\">%u</td><td class=\"n\" data-label=\"Copies\">%u</td>"
               "<td class=\"n\" data-label=\"Versions\">%u</td><td data-label=\"First\">", s->outlets, s->n_copies,
               s->n_versions);
    html_day(w, &s->first, "unknown");
    tout_string(&w->t, "</td><td data-label=\"Last\">");
    html_day(w, &s->last, "unknown");
    tout_string(&w->t, "</td></tr>\n");
}

int html_write_index(struct html_writer *w)
{
    int rc = RP_OK;

    TRY(html_open(w, "index.html"));
    html_begin(&w->t, HTML_INDEX, span_of("Stories and their reprints"));
    put_summary(w);
    put_head(w);
    for (size_t i = 0; i < w->r->n_shown; i++) {
        put_story(w, &w->r->result->stories[w->r->shown[i]]);
        TRY(html_flush(w));
    }
    tout_string(&w->t, "</tbody></table>\n");
    html_end(&w->t);
    TRY(html_flush(w));
out:
    return rc;
}
