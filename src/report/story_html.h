/*
 * story_html.h - a folder of static pages: the list of stories, a page a story, outlets by agency.
 *
 *   index.html   matrix.html   story-KEY.html ...   reprint.css   reprint.js
 *
 * Pages open from disk, fetch nothing, and say everything without a script; the script adds search, sorting and the
 * side-by-side view of any two copies. All text is escaped by html_out.h.
 */
#ifndef REPORT_STORY_HTML_H
#define REPORT_STORY_HTML_H

#include "relation/body.h"
#include "relation/relation.h"
#include "report/story_report.h"
#include "report/text_out.h"

/* The body of one document. */
struct html_text {
    struct span text;               /* what the body's offsets point into */
    const struct body *body;
    const struct relation_doc *doc; /* for the judge */
};

struct html_site {
    const struct story_report *report; /* its put() is given the bytes of the file opened last */
    void *ctx;
    /* Begins another file of the site. */
    int (*open)(void *ctx, const char *name);
    /* The text of a document; it lives until clear(). */
    int (*read)(void *ctx, size_t doc, struct html_text *out);
    void (*clear)(void *ctx);
};

int story_write_html(const struct html_site *site) MUST_USE;

/* --- what its files share --- */

struct html_writer {
    const struct html_site *site;
    const struct story_report *r;
    struct text_out t;
    struct judge judge;
};

/* html_index.c, html_matrix.c, html_story.c, html_timeline.c, html_compare.c */
int html_write_index(struct html_writer *w) MUST_USE;
int html_write_matrix(struct html_writer *w) MUST_USE;
int html_write_story(struct html_writer *w, const struct story *s) MUST_USE;
void html_timeline(struct html_writer *w, const struct story *s);
int html_compare(struct html_writer *w, const struct story *s) MUST_USE;

int html_open(struct html_writer *w, const char *name) MUST_USE;
int html_flush(struct html_writer *w) MUST_USE;
/* The day alone, or the time too. */
void html_day(struct html_writer *w, const struct date_interval *d, const char *unknown);
void html_date(struct html_writer *w, const struct date_interval *d, const char *unknown);
/* What the page's outlet is called: its name, else the document's. */
void html_outlet(struct html_writer *w, const struct page *p);
enum { STORY_FILE = 32 };
const char *html_story_file(const struct story *s, char out[STORY_FILE]);

#endif
