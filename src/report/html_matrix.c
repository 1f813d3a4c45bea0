/* matrix.html: which outlet carried how many copies of whose stories. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "report/html_out.h"
#include "report/story_html.h"

enum { OUTLETS_MOST = 300, AGENCIES_MOST = 30 };

struct cell {
    struct span outlet, agency;
    uint32_t copies;
};

struct named {
    struct span name;
    uint32_t copies;
};

struct matrix {
    struct cell *cell; /* by outlet, then agency */
    size_t n;
    struct named *outlet, *agency; /* by falling copies, then name */
    size_t n_outlets, n_agencies;
};

static int span_order(struct span a, struct span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : a.n < b.n ? -1 : a.n > b.n;
}

static int cell_order(const void *x, const void *y)
{
    const struct cell *a = x, *b = y;
    int c = span_order(a->outlet, b->outlet);
    return c ? c : span_order(a->agency, b->agency);
}

static int name_order(const void *x, const void *y)
{
    return span_order(((const struct named *)x)->name, ((const struct named *)y)->name);
}

static int copies_order(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    if (a->copies != b->copies)
        return a->copies > b->copies ? -1 : 1;
    return span_order(a->name, b->name);
}

static size_t count_copies(const struct story_report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_shown; i++)
        n += r->result->stories[r->shown[i]].n_copies;
    return n;
}

static int collect(struct matrix *m, const struct story_report *r)
{
    m->cell = mem_alloc(count_copies(r), sizeof *m->cell);
    if (!m->cell)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < r->n_shown; i++) {
        const struct story *s = &r->result->stories[r->shown[i]];
        for (uint32_t k = 0; k < s->n_copies; k++)
            if (s->copies[k].page.owner.p && s->copies[k].mirror_of == k)
                m->cell[m->n++] = (struct cell){s->copies[k].page.owner,
                                                s->source.name.p ? s->source.name : span_of("not named"), 1};
    }
    return RP_OK;
}

/* Equal cells become one. */
static void merge_cells(struct matrix *m)
{
    size_t k = 0;
    if (m->n)
        qsort(m->cell, m->n, sizeof *m->cell, cell_order);
    for (size_t i = 0; i < m->n; i++)
        if (k && cell_order(&m->cell[k - 1], &m->cell[i]) == 0)
            m->cell[k - 1].copies++;
        else
            m->cell[k++] = m->cell[i];
    m->n = k;
}

/* The names of one side, the most met first, at most `most`. */
static int rank_names(const struct matrix *m, bool outlets, size_t most, struct named **out, size_t *n)
{
    struct named *a = mem_alloc(m->n, sizeof *a);
    size_t k = 0;

    if (!a)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < m->n; i++)
        a[i] = (struct named){outlets ? m->cell[i].outlet : m->cell[i].agency, m->cell[i].copies};
    if (m->n)
        qsort(a, m->n, sizeof *a, name_order);
    for (size_t i = 0; i < m->n; i++)
        if (k && span_equal(a[k - 1].name, a[i].name))
            a[k - 1].copies += a[i].copies;
        else
            a[k++] = a[i];
    if (k)
        qsort(a, k, sizeof *a, copies_order);
    *out = a;
    *n = k < most ? k : most;
    return RP_OK;
}

static void put_row(struct html_writer *w, const struct matrix *m, const struct named *outlet)
{
    tout_string(&w->t, "<tr><th scope=\"row\">");
    html_text(&w->t, outlet->name);
    tout_print(&w->t, "</th><td class=\"n\"><strong>%u</strong></td>", outlet->copies);
    for (size_t i = 0; i < m->n_agencies; i++) {
        const struct cell key = {outlet->name, m->agency[i].name, 0};
        const struct cell *c = bsearch(&key, m->cell, m->n, sizeof key, cell_order);
        if (c)
            tout_print(&w->t, "<td class=\"n\">%u</td>", c->copies);
        else
            tout_string(&w->t, "<td class=\"n none\">·</td>");
    }
    tout_string(&w->t, "</tr>\n");
}

static int put_table(struct html_writer *w, const struct matrix *m)
{
    int rc = RP_OK;

    tout_string(&w->t,
                "<div class=\"scroll\" role=\"region\" aria-label=\"Copies by outlet and agency\" tabindex=\"0\">"
                "<table class=\"matrix\"><thead><tr><th scope=\"col\">Outlet</th><th scope=\"col\" "
                "class=\"n\">All</th>");
    for (size_t i = 0; i < m->n_agencies; i++) {
        tout_string(&w->t, "<th scope=\"col\" class=\"n\">");
        html_text(&w->t, m->agency[i].name);
        tout_string(&w->t, "</th>");
    }
    tout_string(&w->t, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < m->n_outlets; i++) {
        put_row(w, m, &m->outlet[i]);
        TRY(html_flush(w));
    }
    tout_string(&w->t, "</tbody></table></div>\n");
out:
    return rc;
}

int html_write_matrix(struct html_writer *w)
{
    struct matrix m = {0};
    int rc = RP_OK;

    TRY(collect(&m, w->r));
    merge_cells(&m);
    TRY(rank_names(&m, true, OUTLETS_MOST, &m.outlet, &m.n_outlets));
    TRY(rank_names(&m, false, AGENCIES_MOST, &m.agency, &m.n_agencies));
    TRY(html_open(w, "matrix.html"));
    html_begin(&w->t, HTML_MATRIX, span_of("Outlets by agency"));
    tout_string(&w->t,
                "<p class=\"lead\">Copies in the stories shown, by the outlet that carried them and the source of "
                "the story. Pages that are one page count once.</p>\n");
    TRY(put_table(w, &m));
    html_end(&w->t);
    TRY(html_flush(w));
out:
    free(m.cell);
    free(m.outlet);
    free(m.agency);
    return rc;
}
