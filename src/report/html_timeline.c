/* Who ran it when: a picture of one row a copy, with what the table below says. */
#include <string.h>

#include "relation/relation.h"
#include "report/html_out.h"
#include "report/story_html.h"

enum { ROWS_MOST = 60, ROW = 22, LEFT = 210, RIGHT = 790, TOP = 28, WIDTH = 820, NAME_COLUMNS = 27 };

static bool dated(const struct story_copy *c)
{
    return c->page.date.first <= c->page.date.last && c->page.date.precision >= DATE_DAY;
}

static int64_t middle(const struct date_interval *d)
{
    return d->first + (d->last - d->first) / 2;
}

struct scale {
    int64_t first, last;
};

static double at(const struct scale *k, int64_t t)
{
    double span = k->last > k->first ? (double)(k->last - k->first) : 1;
    double x = LEFT + (RIGHT - LEFT) * ((double)(t - k->first) / span);
    return x < LEFT ? LEFT : x > RIGHT ? RIGHT : x;
}

static struct scale scale_of(const struct story *s, uint32_t *n)
{
    struct scale k = {INT64_MAX, INT64_MIN};
    *n = 0;
    for (uint32_t i = 0; i < s->n_copies; i++)
        if (dated(&s->copies[i])) {
            const struct date_interval *d = &s->copies[i].page.date;
            k.first = d->first < k.first ? d->first : k.first;
            k.last = d->last > k.last ? d->last : k.last;
            ++*n;
        }
    return k;
}

/* A disc for what carries all of it, a square for what is changed, a diamond for other versions: shape, not colour. */
static void put_mark(struct html_writer *w, const struct story *s, const struct story_copy *c, double x, double y)
{
    const char *class = c->alerts & COPY_LEADS ? "mark lead" : "mark";

    if (c->version != s->copies[s->reference].version)
        tout_print(&w->t, "<path class=\"%s\" d=\"M%.1f %.1fl7 7l-7 7l-7-7z\"/>", class, x, y - 7);
    else if (c->relation == RELATION_VERBATIM || c->relation == RELATION_LIGHT_EDIT ||
             c->relation == RELATION_SAME_PAGE)
        tout_print(&w->t, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>", class, x, y);
    else
        tout_print(&w->t, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"11\" height=\"11\"/>", class, x - 5.5,
                   y - 5.5);
}

static void put_row(struct html_writer *w, const struct story *s, const struct story_copy *c, const struct scale *k,
                    unsigned row)
{
    const struct date_interval *d = &c->page.date;
    double y = TOP + ROW * (row + .5);
    struct text_out name = {0};

    tout_fit(&name, c->page.outlet.p ? c->page.outlet : span_of("(unknown)"), NAME_COLUMNS);
    tout_print(&w->t, "<line class=\"lane\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"0\" y=\"%.1f\">",
               LEFT,
               RIGHT, y, y, y + 4);
    html_text(&w->t, (struct span){name.p, name.n});
    tout_print(&w->t, "</text><line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
               at(k, d->first),
               at(k, d->last), y, y);
    put_mark(w, s, c, at(k, middle(d)), y);
    tout_string(&w->t, "\n");
    w->t.failed |= name.failed;
    tout_release(&name);
}

static void put_axis(struct html_writer *w, const struct scale *k)
{
    char before[DATE_TEXT] = "";

    for (int i = 0; i <= 3; i++) {
        int64_t t = k->first + (k->last - k->first) / 3 * i;
        struct date_interval d = {t, t, DATE_MINUTE};
        char text[DATE_TEXT];
        story_date_text(&d, text);
        text[k->last - k->first > 4 * 86400 ? 10 : 16] = '\0';
        if (text[10] == 'T')
            text[10] = ' ';
        if (strcmp(text, before) == 0)
            continue;
        memcpy(before, text, sizeof before);
        tout_print(&w->t, "<text class=\"tick\" x=\"%.1f\" y=\"14\" text-anchor=\"%s\">%s</text>", at(k, t),
                   i == 0 ? "start" : i == 3 ? "end" : "middle", text);
    }
}

void html_timeline(struct html_writer *w, const struct story *s)
{
    uint32_t n;
    const struct scale k = scale_of(s, &n);
    uint32_t shown = n < ROWS_MOST ? n : ROWS_MOST, row = 0;

    if (n == 0 || k.first == k.last) /* nothing came after anything */
        return;
    tout_string(&w->t,
                "<section aria-labelledby=\"h-time\"><h2 id=\"h-time\">Who ran it when</h2>\n<div class=\"scroll\" "
                "role=\"region\" aria-label=\"Timeline\" tabindex=\"0\">");
    tout_print(&w->t, "<svg class=\"timeline\" viewBox=\"0 0 %d %u\" width=\"%d\" height=\"%u\" role=\"img\" "
               "aria-label=\"Timeline of %u dated copies; the table of copies has the same dates\">\n", WIDTH,
               TOP + ROW * shown + 6, WIDTH, TOP + ROW * shown + 6, n);
    put_axis(w, &k);
    for (uint32_t i = 0; i < s->n_copies && row < shown; i++)
        if (dated(&s->copies[i]))
            put_row(w, s, &s->copies[i], &k, row++);
    tout_string(&w->t, "</svg></div>\n<p class=\"note\">Times are UTC; a line behind a mark is how far its date is "
                       "uncertain. Disc: the same text; square: parts left out, added or changed; diamond: another "
                       "version; filled: the reference.");
    if (n > shown)
        tout_print(&w->t, " The first %u of %u.", shown, n);
    if (n < s->n_copies)
        tout_print(&w->t, " %u cop%s no date of a day.", s->n_copies - n, s->n_copies - n == 1 ? "y has" : "ies have");
    tout_string(&w->t, "</p></section>\n");
}
