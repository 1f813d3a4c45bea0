/*
 * {"type":"run",...}, for each story {"type":"story",...} with its {"type":"copy",...} and {"type":"satellite",...},
 * then {"type":"template",...}, {"type":"link",...}, {"type":"single",...} for every document that is in no story,
 * {"type":"summary",...} last. Every document is exactly one copy or one single. Members that say nothing are left out,
 * but for those that programs look for; shares have four digits.
 */
#include "article/agencies.h"
#include "article/dates.h"
#include "article/headline.h"
#include "base/status.h"
#include "relation/relation.h"
#include "report/story_report.h"

struct writer {
    const struct story_report *r;
    struct json_out j;
    char key[STORY_KEY];
    char name[NAME_TEXT];
};

static int put_row(struct writer *w)
{
    int rc = jout_end(&w->j);
    return rc < 0 ? rc : w->r->put(w->r->ctx, w->j.p, w->j.n);
}

/* --- parts --- */

static void put_text(struct json_out *j, const char *key, struct span s)
{
    if (s.p)
        jout_text(j, key, s);
}

static void put_name(struct writer *w, const char *key, size_t doc)
{
    struct doc_name n = w->r->name(w->r->ctx, doc);
    jout_text(&w->j, key, doc_name_text(&n, w->name));
}

static void put_place(struct writer *w, size_t doc)
{
    struct doc_name n = w->r->name(w->r->ctx, doc);
    jout_text(&w->j, "id", doc_name_text(&n, w->name));
    jout_string(&w->j, "file", n.file);
    if (n.line)
        jout_count(&w->j, "line", n.line);
}

static void put_date(struct json_out *j, const char *key, const struct date_interval *d)
{
    char text[DATE_TEXT];
    if (*story_date_text(d, text))
        jout_string(j, key, text);
}

static void put_credit(struct json_out *j, const char *key, const struct page_credit *c)
{
    if (!c->name.p)
        return;
    jout_open(j, key, '{');
    jout_text(j, "name", c->name);
    if (c->agency != AGENCY_NONE)
        jout_string(j, "class", agency_class_name(agency_class(c->agency)));
    jout_real(j, "strength", (double)c->strength, 2);
    if (c->inferred)
        jout_flag(j, "inferred", true);
    put_text(j, "line", c->line);
    jout_close(j, '}');
}

static void put_flags(struct json_out *j, uint32_t flags)
{
    jout_open(j, "flags", '[');
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (flags >> i & 1)
            jout_string(j, NULL, relation_flag_name(i));
    jout_close(j, ']');
}

static void put_alerts(struct json_out *j, uint32_t alerts)
{
    jout_open(j, "alerts", '[');
    for (uint32_t bit = 1; bit <= COPY_LEADS; bit <<= 1)
        if (alerts & bit)
            jout_string(j, NULL, copy_alert_name((enum copy_alert)bit));
    jout_close(j, ']');
}

static void put_page(struct json_out *j, const struct page *p)
{
    put_text(j, "outlet", p->outlet);
    if (p->owner.p && !span_equal(p->owner, p->outlet))
        jout_text(j, "owner", p->owner);
    put_text(j, "url", p->url);
    put_date(j, "date", &p->date);
    put_text(j, "headline", p->headline);
    put_text(j, "byline", p->byline);
    jout_count(j, "words", p->words);
}

/* --- the run --- */

static int put_run(struct writer *w)
{
    const struct threshold_info *t;

    jout_begin(&w->j);
    jout_string(&w->j, "type", "run");
    jout_string(&w->j, "program", "reprint " RP_VERSION);
    jout_count(&w->j, "algorithm", RP_ALGORITHM_VERSION);
    jout_string(&w->j, "preset", w->r->preset);
    jout_open(&w->j, "thresholds", '{');
    for (size_t i = 0; (t = threshold_info(i)); i++)
        jout_real(&w->j, t->name, *(const double *)(const void *)((const char *)w->r->thresholds + t->offset), 9);
    jout_close(&w->j, '}');
    return put_row(w);
}

/* --- a story --- */

static void put_versions(struct writer *w, const struct story *s)
{
    jout_open(&w->j, "versions", '[');
    for (uint32_t i = 0; i < s->n_versions; i++) {
        const struct story_version *v = &s->versions[i];
        jout_open(&w->j, NULL, '{');
        jout_count(&w->j, "version", i + 1);
        jout_count(&w->j, "copies", v->copies);
        jout_count(&w->j, "outlets", v->outlets);
        put_name(w, "reference", s->copies[v->reference].page.doc);
        put_date(&w->j, "date", &v->date);
        if (i) {
            jout_string(&w->j, "relation", relation_name((enum relation)v->relation));
            jout_string(&w->j, "ordered_by", version_order_name((enum version_order)v->ordered_by));
        }
        if (v->update_number)
            jout_count(&w->j, "update", v->update_number);
        jout_close(&w->j, '}');
    }
    jout_close(&w->j, ']');
}

static void put_headlines(struct json_out *j, const struct story *s)
{
    jout_open(j, "headlines", '[');
    for (uint32_t i = 0; i < s->n_headlines; i++) {
        jout_open(j, NULL, '{');
        jout_text(j, "headline", s->headlines[i].text);
        jout_count(j, "copies", s->headlines[i].copies);
        jout_string(j, "relation", headline_relation_name((enum headline_relation)s->headlines[i].relation));
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

static void put_original(struct writer *w, const struct story *s)
{
    if (s->original != NO_INDEX)
        put_name(w, "original", s->copies[s->original].page.doc);
    else
        jout_string(&w->j, "original", NULL);
    put_text(&w->j, "original_url", s->original_url);
    put_date(&w->j, "original_date", &s->original_date);
    jout_open(&w->j, "evidence", '[');
    for (uint32_t i = 0; i < s->n_evidence; i++) {
        jout_open(&w->j, NULL, '{');
        jout_string(&w->j, "what", s->evidence[i].what);
        jout_real(&w->j, "points", s->evidence[i].points, 0);
        jout_close(&w->j, '}');
    }
    jout_close(&w->j, ']');
}

static void put_notices(struct writer *w, const struct story *s)
{
    if (!s->n_notices)
        return;
    jout_open(&w->j, "withdrawn_by", '[');
    for (uint32_t i = 0; i < s->n_notices; i++)
        put_name(w, NULL, s->notices[i].doc);
    jout_close(&w->j, ']');
}

static int put_story_row(struct writer *w, const struct story *s)
{
    jout_begin(&w->j);
    jout_string(&w->j, "type", "story");
    jout_string(&w->j, "story", w->key);
    put_text(&w->j, "headline", s->headline);
    jout_count(&w->j, "outlets", s->outlets);
    jout_count(&w->j, "copies", s->n_copies);
    jout_count(&w->j, "satellites", s->n_satellites);
    jout_count(&w->j, "words", s->words);
    put_date(&w->j, "first", &s->first);
    put_date(&w->j, "last", &s->last);
    put_credit(&w->j, "source", &s->source);
    put_credit(&w->j, "distributor", &s->distributor);
    if (s->press_release)
        jout_flag(&w->j, "press_release", true);
    put_original(w, s);
    put_name(w, "reference", s->copies[s->reference].page.doc);
    put_name(w, "fullest", s->copies[s->fullest].page.doc);
    put_versions(w, s);
    put_headlines(&w->j, s);
    put_notices(w, s);
    return put_row(w);
}

static void put_credits(struct writer *w, const struct page_credit *source, const struct page_credit *distributor,
                        const struct page *p)
{
    struct doc_facts f = w->r->facts(w->r->ctx, p->doc);

    jout_open(&w->j, "credit", '{');
    put_credit(&w->j, "source", source);
    if (distributor)
        put_credit(&w->j, "distributor", distributor);
    put_text(&w->j, "carrier", f.carrier);
    jout_close(&w->j, '}');
}

static int put_copy(struct writer *w, const struct story *s, uint32_t i)
{
    const struct story_copy *c = &s->copies[i];

    jout_begin(&w->j);
    jout_string(&w->j, "type", "copy");
    jout_string(&w->j, "story", w->key);
    put_place(w, c->page.doc);
    jout_count(&w->j, "version", c->version + 1);
    jout_string(&w->j, "relation", relation_name((enum relation)c->relation));
    jout_string(&w->j, "story_relation", relation_name((enum relation)c->story_relation));
    put_flags(&w->j, c->flags);
    put_alerts(&w->j, c->alerts);
    jout_real(&w->j, "match", (double)c->match, 2);
    jout_real(&w->j, "use_of_reference", (double)c->use_reference, 4);
    jout_real(&w->j, "use_of_copy", (double)c->use_copy, 4);
    put_credits(w, &c->source, &c->distributor, &c->page);
    put_page(&w->j, &c->page);
    jout_string(&w->j, "headline_relation", headline_relation_name((enum headline_relation)c->headline_relation));
    if (c->mirror_of != i)
        put_name(w, "mirror_of", s->copies[c->mirror_of].page.doc);
    return put_row(w);
}

static int put_satellite(struct writer *w, const struct story_satellite *c)
{
    jout_begin(&w->j);
    jout_string(&w->j, "type", "satellite");
    jout_string(&w->j, "story", w->key);
    put_place(w, c->page.doc);
    jout_string(&w->j, "relation", relation_name((enum relation)c->relation));
    put_flags(&w->j, c->flags);
    jout_real(&w->j, "match", (double)c->match, 2);
    jout_real(&w->j, "use_of_reference", (double)c->use_reference, 4);
    jout_real(&w->j, "use_of_copy", (double)c->use_copy, 4);
    put_credits(w, &c->source, NULL, &c->page);
    put_page(&w->j, &c->page);
    return put_row(w);
}

static int put_story(void *writer, const struct story *s, size_t rank)
{
    struct writer *w = writer;
    int rc = RP_OK;

    (void)rank;
    story_key_text(s->key, w->key);
    TRY(put_story_row(w, s));
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (story_shows(w->r, s->copies[i].relation))
            TRY(put_copy(w, s, i));
    for (uint32_t i = 0; i < s->n_satellites; i++)
        if (story_shows(w->r, s->satellites[i].relation))
            TRY(put_satellite(w, &s->satellites[i]));
out:
    return rc;
}

/* --- what is in no story --- */

static int put_template(struct writer *w, const struct template_family *t)
{
    jout_begin(&w->j);
    jout_string(&w->j, "type", "template");
    jout_string(&w->j, "template", story_key_text(t->key, w->key));
    put_text(&w->j, "outlet", t->outlet);
    jout_count(&w->j, "size", t->n_pages);
    jout_open(&w->j, "pages", '[');
    for (uint32_t i = 0; i < t->n_pages; i++)
        put_name(w, NULL, t->pages[i].doc);
    jout_close(&w->j, ']');
    return put_row(w);
}

static int put_link(struct writer *w, const struct story_link *l)
{
    jout_begin(&w->j);
    jout_string(&w->j, "type", "link");
    put_name(w, "a", l->a.doc);
    put_name(w, "b", l->b.doc);
    jout_string(&w->j, "relation", relation_name((enum relation)l->relation));
    put_flags(&w->j, l->flags);
    jout_real(&w->j, "use_of_a", (double)l->use_a, 4);
    jout_real(&w->j, "use_of_b", (double)l->use_b, 4);
    return put_row(w);
}

static int put_single(struct writer *w, size_t doc)
{
    struct doc_facts f = w->r->facts(w->r->ctx, doc);

    jout_begin(&w->j);
    jout_string(&w->j, "type", "single");
    put_place(w, doc);
    put_date(&w->j, "date", &f.date);
    put_text(&w->j, "source", f.source);
    put_text(&w->j, "distributor", f.distributor);
    put_text(&w->j, "carrier", f.carrier);
    return put_row(w);
}

static int put_rest(struct writer *w)
{
    const struct scan_result *r = w->r->result;
    int rc = RP_OK;

    for (size_t i = 0; i < r->n_templates; i++)
        TRY(put_template(w, &r->templates[i]));
    for (size_t i = 0; i < r->n_links; i++)
        TRY(put_link(w, &r->links[i]));
    for (size_t i = 0; i < r->n_singles; i++)
        TRY(put_single(w, r->singles[i]));
out:
    return rc;
}

static int put_summary(struct writer *w)
{
    const struct scan_summary *s = &w->r->result->summary;

    jout_begin(&w->j);
    jout_string(&w->j, "type", "summary");
    jout_count(&w->j, "documents", s->documents);
    jout_count(&w->j, "stories", s->stories);
    jout_count(&w->j, "copies", s->copies);
    jout_count(&w->j, "singles", s->singles);
    jout_count(&w->j, "satellites", s->satellites);
    jout_count(&w->j, "templates", s->templates);
    jout_count(&w->j, "texts", s->texts);
    jout_count(&w->j, "candidates", s->candidates);
    jout_count(&w->j, "verified", s->verified);
    if (w->r->filtered)
        jout_count(&w->j, "stories_shown", w->r->n_shown);
    return put_row(w);
}

int story_write_jsonl(const struct story_report *r)
{
    struct writer w = {.r = r};
    int rc = RP_OK;

    TRY(put_run(&w));
    TRY(story_each(r, put_story, &w));
    if (!r->filtered)
        TRY(put_rest(&w));
    TRY(put_summary(&w));
out:
    json_out_release(&w.j);
    return rc;
}
