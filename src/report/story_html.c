#include "report/story_html.h"

#include <stdio.h>

#include "base/status.h"
#include "report/html_out.h"

static const char style_sheet[] =
#include "reprint.css.inc"
;
static const char script[] =
#include "reprint.js.inc"
;

int html_open(struct html_writer *w, const char *name)
{
    w->t.n = 0;
    return w->site->open(w->site->ctx, name);
}

int html_flush(struct html_writer *w)
{
    return tout_flush(&w->t, w->r->put, w->r->ctx);
}

void html_day(struct html_writer *w, const struct date_interval *d, const char *unknown)
{
    char text[DATE_TEXT];
    if (!*story_date_text(d, text))
        tout_string(&w->t, unknown);
    else
        tout_print(&w->t, "<time datetime=\"%s\">%.10s</time>", text, text);
}

/* "2025-04-25T10:20:30Z" is shown as 2025-04-25 10:20 UTC; without a zone the time is local. */
void html_date(struct html_writer *w, const struct date_interval *d, const char *unknown)
{
    char text[DATE_TEXT];

    if (!*story_date_text(d, text) || text[10] != 'T') {
        html_day(w, d, unknown);
        return;
    }
    tout_print(&w->t, "<time datetime=\"%s\">%.10s %.5s%s</time>", text, text, text + 11,
               text[strlen(text) - 1] == 'Z' ? " UTC" : "");
}

void html_outlet(struct html_writer *w, const struct page *p)
{
    struct doc_name n = w->r->name(w->r->ctx, p->doc);
    char made[NAME_TEXT];
    html_text(&w->t, p->outlet.p ? p->outlet : doc_name_text(&n, made));
}

const char *html_story_file(const struct story *s, char out[STORY_FILE])
{
    snprintf(out, STORY_FILE, "story-%016llx.html", (unsigned long long)s->key);
    return out;
}

static int write_asset(struct html_writer *w, const char *name, const char *text)
{
    int rc = RP_OK;
    TRY(html_open(w, name));
    tout_string(&w->t, text);
    TRY(html_flush(w));
out:
    return rc;
}

int story_write_html(const struct html_site *site)
{
    struct html_writer w = {.site = site, .r = site->report};
    int rc = RP_OK;

    judge_init(&w.judge);
    TRY(write_asset(&w, "reprint.css", style_sheet));
    TRY(write_asset(&w, "reprint.js", script));
    TRY(html_write_index(&w));
    TRY(html_write_matrix(&w));
    for (size_t i = 0; i < w.r->n_shown; i++)
        TRY(html_write_story(&w, &w.r->result->stories[w.r->shown[i]]));
out:
    judge_release(&w.judge);
    tout_release(&w.t);
    return rc;
}
