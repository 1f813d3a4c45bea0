/*
 * What the side-by-side view shows, as JSON for the script:
 *
 *   {"texts":[{"words":["Keepers ","in ",...],"paragraphs":[0,17,...]}],
 *    "copies":[[label, text],...], "reference":c,
 *    "pairs":[[text, text, [kind,a,a_end,b,b_end, ...]],...]}
 *
 * Kinds are those of enum diff_kind. Equal texts are there once. Of few texts all pairs are compared here, by the
 * alignment that judged them; of many those with the text of their version's reference, and the script compares others
 * by words.
 */
#include <stdio.h>

#include "base/status.h"
#include "report/html_out.h"
#include "report/side_by_side.h"
#include "report/story_html.h"

enum { TEXTS_MOST = 40, COPIES_MOST = 400, ALL_PAIRS = 12, WORDS_MOST = 20000 };

struct comparing {
    struct html_writer *w;
    const struct story *s;
    struct html_text text[TEXTS_MOST];
    uint32_t version[TEXTS_MOST]; /* of the first copy that has it */
    unsigned n;
    unsigned of_copy[COPIES_MOST]; /* TEXTS_MOST: not shown */
    uint32_t copies;               /* looked at */
};

static bool same_text(const struct html_text *a, const struct html_text *b)
{
    uint32_t n = a->body->n;
    if (n != b->body->n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (a->body->token[i] != b->body->token[i] || a->body->spelling[i] != b->body->spelling[i] ||
            (a->body->flags[i] ^ b->body->flags[i]) & BODY_PARAGRAPH)
            return false;
    return true;
}

static int add_copy(struct comparing *c, uint32_t copy)
{
    struct html_text t;
    unsigned i = 0;
    int rc = RP_OK;

    c->of_copy[copy] = TEXTS_MOST;
    if (c->n == TEXTS_MOST)
        return RP_OK;
    TRY(c->w->site->read(c->w->site->ctx, c->s->copies[copy].page.doc, &t));
    if (t.body->n == 0 || t.body->n > WORDS_MOST)
        return RP_OK;
    while (i < c->n && !same_text(&c->text[i], &t))
        i++;
    if (i == c->n) {
        c->version[c->n] = c->s->copies[copy].version;
        c->text[c->n++] = t;
    }
    c->of_copy[copy] = i;
out:
    return rc;
}

/* References first, so that none is left out when there are many. */
static int read_texts(struct comparing *c)
{
    const struct story *s = c->s;
    int rc = RP_OK;

    c->copies = s->n_copies < COPIES_MOST ? s->n_copies : COPIES_MOST;
    for (uint32_t i = 0; i < c->copies; i++)
        c->of_copy[i] = TEXTS_MOST;
    if (s->reference < c->copies)
        TRY(add_copy(c, s->reference));
    for (uint32_t v = 0; v < s->n_versions; v++)
        if (s->versions[v].reference < c->copies && c->of_copy[s->versions[v].reference] == TEXTS_MOST)
            TRY(add_copy(c, s->versions[v].reference));
    for (uint32_t i = 0; i < c->copies; i++)
        if (c->of_copy[i] == TEXTS_MOST)
            TRY(add_copy(c, i));
out:
    return rc;
}

/* --- as JSON --- */

static void put_words(struct html_writer *w, const struct html_text *t)
{
    const struct side side = {t->body, t->text};
    struct text_out word = {0};

    tout_string(&w->t, "{\"words\":[");
    for (uint32_t i = 0; i < t->body->n; i++) {
        const struct span s = side_bytes(&side, i, i + 1);
        const size_t end = (size_t)(s.p - t->text.p) + s.n;
        word.n = 0;
        tout_put(&word, s);
        if (end < t->text.n && strchr(" \t\r\n", t->text.p[end]))
            tout_string(&word, " ");
        tout_string(&w->t, i ? "," : "");
        html_json(&w->t, (struct span){word.p, word.n});
    }
    tout_string(&w->t, "],\"paragraphs\":[");
    for (uint32_t i = 0; i < t->body->n_paragraphs; i++)
        tout_print(&w->t, "%s%u", i ? "," : "", t->body->paragraph[i].first);
    tout_string(&w->t, "]}");
    w->t.failed |= word.failed;
    tout_release(&word);
}

static void put_copies(const struct comparing *c)
{
    struct html_writer *w = c->w;
    bool first = true;

    tout_string(&w->t, "\"copies\":[");
    for (uint32_t i = 0; i < c->copies; i++) {
        const struct page *p = &c->s->copies[i].page;
        struct doc_name n = w->r->name(w->r->ctx, p->doc);
        char made[NAME_TEXT], date[DATE_TEXT];
        struct text_out label = {0};
        if (c->of_copy[i] == TEXTS_MOST)
            continue;
        tout_fit(&label, p->outlet.p ? p->outlet : doc_name_text(&n, made), 60);
        tout_print(&label, ", %s", *story_date_text(&p->date, date) ? date : "undated");
        tout_string(&w->t, first ? "[" : ",[");
        html_json(&w->t, (struct span){label.p, label.n});
        tout_print(&w->t, ",%u]", c->of_copy[i]);
        first = false;
        tout_release(&label);
    }
    tout_string(&w->t, "]");
}

static int put_pair(const struct comparing *c, unsigned a, unsigned b, bool first)
{
    struct html_writer *w = c->w;
    const struct diff_row *rows;
    struct verdict v;
    size_t n;
    int rc = RP_OK;

    TRY(relation_judge_against(&w->judge, w->r->thresholds, c->text[a].doc, c->text[b].doc, &v));
    TRY(relation_diff(&w->judge, &v, &rows, &n));
    tout_print(&w->t, "%s[%u,%u,[", first ? "" : ",", a, b);
    for (size_t i = 0; i < n; i++)
        tout_print(&w->t, "%s%u,%u,%u,%u,%u", i ? "," : "", rows[i].kind, rows[i].a, rows[i].a_end, rows[i].b,
                   rows[i].b_end);
    tout_string(&w->t, "]]");
out:
    return rc;
}

static bool is_wanted(const struct comparing *c, unsigned a, unsigned b)
{
    const uint32_t reference = c->s->versions[c->version[b]].reference;
    return c->n <= ALL_PAIRS || a == 0 || (reference < c->copies && c->of_copy[reference] == a);
}

static int put_pairs(const struct comparing *c)
{
    bool first = true;
    int rc = RP_OK;

    tout_string(&c->w->t, "\"pairs\":[");
    for (unsigned a = 0; a < c->n; a++)
        for (unsigned b = a + 1; b < c->n; b++)
            if (is_wanted(c, a, b)) {
                TRY(put_pair(c, a, b, first));
                first = false;
            }
    tout_string(&c->w->t, "]");
out:
    return rc;
}

int html_compare(struct html_writer *w, const struct story *s)
{
    struct comparing c = {.w = w, .s = s};
    int rc = RP_OK;

    TRY(read_texts(&c));
    if (s->n_copies < 2 || c.n == 0)
        return RP_OK;
    tout_string(&w->t,
                "<section id=\"compare\" aria-labelledby=\"h-compare\"><h2 id=\"h-compare\">Any two copies side by "
                "side</h2>\n<p id=\"no-script\">This view needs the script beside this page.</p>\n"
                "<script type=\"application/json\" id=\"texts\">{\"texts\":[");
    for (unsigned i = 0; i < c.n; i++) {
        tout_string(&w->t, i ? "," : "");
        put_words(w, &c.text[i]);
    }
    tout_string(&w->t, "],");
    put_copies(&c);
    tout_string(&w->t, ",");
    TRY(put_pairs(&c));
    tout_string(&w->t, "}</script></section>\n");
out:
    return rc;
}
