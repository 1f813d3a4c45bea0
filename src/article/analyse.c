#include "article/analyse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "article/agencies.h"
#include "article/dates.h"
#include "article/headline.h"
#include "article/page.h"
#include "base/alloc.h"
#include "base/compiler.h"
#include "base/status.h"

/* --- life cycle ------------------------------------------------------------------------------ */

int article_analyser_create(const struct article_options *options, struct article_analyser **out)
{
    int rc = RP_OK;
    struct article_analyser *a = mem_zalloc(1, sizeof *a);
    if (!a)
        return RP_ERR_NOMEM;
    a->page.furniture = options ? options->furniture : NULL;
    a->page.patterns = options ? options->patterns : NULL;
    a->no_mentions = options && options->no_mentions;
    if (!a->page.patterns) {
        TRY(patterns_create(&a->own_patterns));
        a->page.patterns = a->own_patterns;
    }
    TRY(pattern_scratch_create(&a->page.scratch));
    TRY(openings_create(a->page.patterns, &a->page.openings));
    TRY(function_words_create(&a->function_words));
    a->page.function_words = a->function_words;
    *out = a;
out:
    if (rc < 0)
        article_analyser_free(a);
    return rc;
}

void article_analyser_free(struct article_analyser *a)
{
    if (!a)
        return;
    patterns_free(a->own_patterns);
    pattern_scratch_free(a->page.scratch);
    openings_free(a->page.openings);
    function_words_free(a->function_words);
    light_release(&a->page.light);
    free(a->page.lines);
    free(a->page.looks);
    free(a->page.credits);
    free(a->page.table);
    free(a->note);
    free(a);
}

/* --- outlet, addresses ----------------------------------------------------------------------- */

static void read_outlet(struct page *p)
{
    struct article *a = p->out;
    const struct outlet_page page = outlet_page(p->f.url, p->host);
    p->host_n = page.host_n;
    if (!p->host_n)
        p->host_n = outlet_host(p->f.outlet, p->host);
    a->own_agency = agency_of_host((struct span){p->host, p->host_n});
    if (a->own_agency == AGENCY_NONE && p->f.outlet.n)
        a->own_agency = agency_find(p->f.outlet);
    a->outlet = p->host_n ? (struct span){p->host, p->host_n} : span_trim(p->f.outlet);
    a->url_key = page.url_key;
    a->item_key = page.item_key;
    char other[OUTLET_MAX];
    const size_t n = outlet_host(p->f.canonical, other);
    if (n && p->host_n && !span_equal((struct span){other, n}, (struct span){p->host, p->host_n}))
        a->original_url = span_trim(p->f.canonical);
}

/* --- dates ----------------------------------------------------------------------------------- */

/* A given date is not believed when it is the moment of the crawl, or lies after it. */
static bool is_crawl_date(struct date_interval d, struct date_interval crawled)
{
    if (crawled.precision < DATE_DAY || d.precision == DATE_NONE)
        return false;
    return d.first > crawled.last || (d.precision == DATE_SECOND && crawled.precision == DATE_SECOND &&
                                      d.first == crawled.first);
}

static struct date_interval believed(struct page *p, struct span field, struct date_interval crawled)
{
    if (field.n == 0)
        return DATE_UNKNOWN;
    const struct date_interval d = date_interval_parse(field);
    if (d.precision != DATE_NONE && !is_crawl_date(d, crawled))
        return d;
    if (!date_is_relative(field))
        p->out->marks |= MARK_DATE_REJECTED;
    return DATE_UNKNOWN;
}

static void read_dates(struct page *p)
{
    struct article *a = p->out;
    const struct date_interval crawled = date_interval_parse(p->f.crawled);
    a->date = believed(p, p->f.date, crawled);
    a->updated = believed(p, p->f.modified, crawled);
    a->first_published = date_interval_parse(p->first_published);
    if (a->date.precision == DATE_NONE)
        a->date = date_interval_parse(p->head_date);
    if (a->updated.precision == DATE_NONE)
        a->updated = date_interval_parse(p->head_updated);
    if (a->date.precision < DATE_DAY) {
        const struct date_interval from_url = date_of_url(p->f.url);
        a->date = from_url.precision ? from_url : a->date;
    }
    if (a->date.precision == DATE_NONE && a->first_published.precision == DATE_NONE && p->copyright_year)
        a->date = date_of_year(p->copyright_year);
}

/* --- marks ----------------------------------------------------------------------------------- */

static void read_headline_marks(struct page *p)
{
    struct article *a = p->out;
    if (!a->headline.p)
        return;
    a->marks |= p->headline_tags.marks;
    if (p->headline_tags.number > a->update_number)
        a->update_number = p->headline_tags.number;
}

static bool field_has(struct span s, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n && i < 200; i++)
        if (strncasecmp(s.p + i, word, n) == 0)
            return true;
    return false;
}

static void read_status(struct page *p)
{
    const struct span s = p->f.status;
    if (field_has(s, "cancel") || field_has(s, "withdrawn") || field_has(s, "kill"))
        p->out->marks |= MARK_WITHDRAWN;
    if (field_has(s, "correct"))
        p->out->marks |= MARK_CORRECTION_NOTE;
}

/* Fewer than 40 characters of body that are not the headline's: there is nothing to compare. */
static bool only_headline(const struct page *p)
{
    size_t bytes = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].role == ROLE_BODY)
            bytes += p->lines[i].end - p->lines[i].body_start;
    if (bytes >= 400 || !p->out->headline.p)
        return false;
    for (size_t i = 0; i < p->n; i++) {
        const struct span s = page_line(p, i);
        if (p->lines[i].role == ROLE_BODY && headline_compare(s, p->out->headline) <= HEADLINE_TAGGED)
            bytes -= p->lines[i].end - p->lines[i].body_start;
    }
    return bytes < 40;
}

/* --- all together ---------------------------------------------------------------------------- */

int page_begin(struct page *p, const struct article_fields *f, struct article *out)
{
    if (f->text.n > (size_t)INT32_MAX)
        return RP_ERR_LIMIT;
    *out = (struct article){.given = *f, .own_agency = AGENCY_NONE, .date = DATE_UNKNOWN, .updated = DATE_UNKNOWN,
                            .first_published = DATE_UNKNOWN};
    p->f = *f;
    p->out = out;
    p->n_credits = 0;
    p->photo_agency = false;
    p->copyright_year = 0;
    p->head_date = p->head_updated = p->first_published = (struct span){NULL, 0};
    pattern_scratch_begin(p->scratch);
    read_outlet(p);
    return RP_OK;
}

void page_end(struct page *p)
{
    p->out->lines = p->lines;
    p->out->n_lines = (uint32_t)p->n;
}

int article_analyse(struct article_analyser *analyser, const struct article_fields *f, struct article *out)
{
    int rc;
    struct page *p = &analyser->page;
    TRY(page_begin(p, f, out));
    TRY(page_split(p));
    TRY(page_field_credits(p));
    TRY(page_roles(p));
    TRY(page_guess_carrier(p));
    if (!analyser->no_mentions)
        TRY(page_mentions(p));
    page_finish_credits(p);
    read_headline_marks(p);
    read_status(p);
    read_dates(p);
    if (only_headline(p))
        out->marks |= MARK_HEADLINE_ONLY;
    page_end(p);
out:
    return rc;
}

const char *line_role_name(enum line_role role)
{
    static const char *const names[ROLES] = {
        "blank", "body", "headline", "crumb", "byline", "section", "date", "credit", "copyright", "editor-note",
        "update-note", "correction", "caption", "photo-credit", "share", "related", "comments", "subscribe",
        "press-trailer", "agate", "furniture", "after-end",
    };
    return (unsigned)role < ROLES ? names[role] : "unknown";
}

const char *credit_role_name(enum credit_role role)
{
    static const char *const names[CREDIT_ROLES] = {"source", "distributor", "carrier", "platform",
                                                    "assist", "contact", "mention"};
    return (unsigned)role < CREDIT_ROLES ? names[role] : "unknown";
}
