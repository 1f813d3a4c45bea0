/*
 * One row for every copy, satellite and single, RFC 4180: fields in quotes where they need them, lines end in CR LF.
 * The first row names the columns. A field that a spreadsheet would run as a formula is given a ' in front; a byte that
 * is no UTF-8, as in the name of a file, becomes U+FFFD, for a reader may refuse the whole table for it.
 */
#include "article/headline.h"
#include "base/status.h"
#include "relation/relation.h"
#include "report/story_report.h"
#include "report/text_out.h"
#include "report/utf8.h"

enum { FLUSH = 64 << 10 };

struct csv {
    const struct story_report *r;
    struct text_out t;
    bool first; /* of its row */
    char key[STORY_KEY];
};

static bool is_formula(struct span s)
{
    return s.n && memchr("=+-@\t\r", s.p[0], 6) != NULL;
}

static bool wants_quotes(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (memchr("\",\r\n", s.p[i], 4))
            return true;
    return is_formula(s);
}

static void put_text(struct csv *c, struct span s)
{
    const char *quote = wants_quotes(s) ? "\"" : "";

    if (!c->first)
        tout_string(&c->t, ",");
    c->first = false;
    tout_string(&c->t, quote);
    if (is_formula(s))
        tout_string(&c->t, "'");
    while (s.n) {
        const unsigned n = utf8_first(s).bytes;
        tout_put(&c->t, n ? (struct span){s.p, n} : span_of(UTF8_REPLACEMENT));
        if (*s.p == '"')
            tout_string(&c->t, "\"");
        s = (struct span){s.p + (n ? n : 1), s.n - (n ? n : 1)};
    }
    tout_string(&c->t, quote);
}

static void put_string(struct csv *c, const char *s)
{
    put_text(c, span_of(s));
}

static void put_count(struct csv *c, unsigned long long n)
{
    if (!c->first)
        tout_string(&c->t, ",");
    c->first = false;
    tout_print(&c->t, "%llu", n);
}

static void put_share(struct csv *c, double v)
{
    tout_print(&c->t, ",%.4f", v);
}

static void put_place(struct csv *c, size_t doc)
{
    struct doc_name n = c->r->name(c->r->ctx, doc);
    char made[NAME_TEXT];

    put_text(c, doc_name_text(&n, made));
    put_string(c, n.file);
    put_count(c, n.line);
}

static void put_date(struct csv *c, const struct date_interval *d)
{
    char text[DATE_TEXT];
    put_string(c, story_date_text(d, text));
}

static void put_marks(struct csv *c, uint32_t flags, uint32_t alerts)
{
    struct text_out t = {0};

    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (flags >> i & 1)
            tout_print(&t, "%s%s", t.n ? " " : "", relation_flag_name(i));
    put_text(c, (struct span){t.n ? t.p : "", t.n});
    t.n = 0;
    for (uint32_t bit = 1; bit <= COPY_LEADS; bit <<= 1)
        if (alerts & bit)
            tout_print(&t, "%s%s", t.n ? " " : "", copy_alert_name((enum copy_alert)bit));
    put_text(c, (struct span){t.n ? t.p : "", t.n});
    c->t.failed |= t.failed;
    tout_release(&t);
}

static int end_row(struct csv *c)
{
    tout_string(&c->t, "\r\n");
    c->first = true;
    return c->t.n < FLUSH ? RP_OK : tout_flush(&c->t, c->r->put, c->r->ctx);
}

static void put_credits(struct csv *c, const struct page_credit *source, struct span distributor, const struct page *p)
{
    struct doc_facts f = c->r->facts(c->r->ctx, p->doc);
    put_text(c, source->name);
    put_text(c, distributor);
    put_text(c, f.carrier);
    put_text(c, source->line);
}

static int put_copy(struct csv *c, const struct story_copy *k)
{
    put_string(c, "copy");
    put_string(c, c->key);
    put_count(c, k->version + 1ull);
    put_place(c, k->page.doc);
    put_text(c, k->page.outlet);
    put_date(c, &k->page.date);
    put_string(c, relation_name((enum relation)k->relation));
    put_share(c, (double)k->use_reference);
    put_share(c, (double)k->use_copy);
    put_marks(c, k->flags, k->alerts);
    put_credits(c, &k->source, k->distributor.name, &k->page);
    put_count(c, k->page.words);
    put_text(c, k->page.headline);
    put_text(c, k->page.byline);
    put_text(c, k->page.url);
    return end_row(c);
}

static int put_satellite(struct csv *c, const struct story_satellite *k)
{
    put_string(c, "satellite");
    put_string(c, c->key);
    put_string(c, "");
    put_place(c, k->page.doc);
    put_text(c, k->page.outlet);
    put_date(c, &k->page.date);
    put_string(c, relation_name((enum relation)k->relation));
    put_share(c, (double)k->use_reference);
    put_share(c, (double)k->use_copy);
    put_marks(c, k->flags, 0);
    put_credits(c, &k->source, (struct span){0}, &k->page);
    put_count(c, k->page.words);
    put_text(c, k->page.headline);
    put_text(c, k->page.byline);
    put_text(c, k->page.url);
    return end_row(c);
}

static int put_single(struct csv *c, size_t doc)
{
    struct doc_facts f = c->r->facts(c->r->ctx, doc);

    put_string(c, "single");
    put_string(c, "");
    put_string(c, "");
    put_place(c, doc);
    put_text(c, f.carrier);
    put_date(c, &f.date);
    tout_string(&c->t, ",,,,,"); /* relation to alerts */
    put_text(c, f.source);
    put_text(c, f.distributor);
    put_text(c, f.carrier);
    tout_string(&c->t, ",,,,,"); /* credit line to url */
    return end_row(c);
}

static int put_story(void *writer, const struct story *s, size_t rank)
{
    struct csv *c = writer;
    int rc = RP_OK;

    (void)rank;
    story_key_text(s->key, c->key);
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (story_shows(c->r, s->copies[i].relation))
            TRY(put_copy(c, &s->copies[i]));
    for (uint32_t i = 0; i < s->n_satellites; i++)
        if (story_shows(c->r, s->satellites[i].relation))
            TRY(put_satellite(c, &s->satellites[i]));
    if (c->r->turn)
        TRY(tout_flush(&c->t, c->r->put, c->r->ctx)); /* the next is another's turn */
out:
    return rc;
}

int story_write_csv(const struct story_report *r)
{
    struct csv c = {.r = r, .first = true};
    int rc = RP_OK;

    tout_string(&c.t, "type,story,version,id,file,line,outlet,date,relation,use_of_reference,use_of_copy,flags,alerts,"
                      "source,distributor,carrier,credit_line,words,headline,byline,url\r\n");
    if (r->turn)
        TRY(tout_flush(&c.t, r->put, r->ctx));
    TRY(story_each(r, put_story, &c));
    for (size_t i = 0; i < r->result->n_singles && !r->filtered; i++)
        TRY(put_single(&c, r->result->singles[i]));
    TRY(tout_flush(&c.t, r->put, r->ctx));
out:
    tout_release(&c.t);
    return rc;
}
