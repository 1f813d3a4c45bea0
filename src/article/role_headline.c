/* The headline of a page that names none, and its echoes. */
#define _GNU_SOURCE
#include "article/page.h"

#include <string.h>

#include "article/furniture.h"
#include "article/headline.h"
#include "base/compiler.h"
#include "rules/page_limits.h"

/* Most lines are told from a headline by their first letters. */
static bool may_be_same(struct span a, struct span b)
{
    if (a.n < 4 || b.n < 4 || a.n > 2 * b.n + 80 || b.n > 2 * a.n + 80)
        return false;
    for (size_t i = 0; i < 12 && i < a.n && i < b.n; i++) {
        if ((unsigned char)a.p[i] >= 0x80 || (unsigned char)b.p[i] >= 0x80)
            return true;
        if ((a.p[i] | 32) != (b.p[i] | 32))
            return a.p[i] == '\'' || b.p[i] == '\'' || a.p[i] == '"' || b.p[i] == '"';
    }
    return true;
}

static bool same_headline(struct span a, struct span b)
{
    const enum headline_relation r = headline_compare(a, b);
    return r == HEADLINE_SAME || r == HEADLINE_TAGGED;
}

static bool has_high(struct span s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any >= 0x80;
}

/* "Home > News > Local": signs that stand alone between words lead through a site. French closes its quotes so too. */
static bool is_path(struct span s)
{
    static const char *const sign[] = {" > ", " \xc2\xbb ", " \xe2\x80\xba ", " \xe2\x86\x92 "};

    if (!memchr(s.p, '>', s.n) && !has_high(s))
        return false;
    if (memmem(s.p, s.n, "\xc2\xab", 2) || memmem(s.p, s.n, "\xe2\x80\xb9", 3))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(sign); i++)
        if (memmem(s.p, s.n, sign[i], strlen(sign[i])))
            return true;
    return false;
}

/* Where no outlet is named a story's headline is met on the pages of all who carry it, and in their lists of other
 * stories: still it is one above a byline or date. */
static bool is_carried_headline(const struct page *p, size_t i)
{
    const bool above = line_has_role(p, i + 1, ROLE_BYLINE) || line_has_role(p, i + 1, ROLE_DATE);
    return line_has_role(p, i, ROLE_FURNITURE) && above && furniture_pool(&p->f) == 0 && !p->looks[i].prose
           && p->looks[i].words >= PAGE_WRAPPED_WORDS;
}

/* How much a line in front of the body looks like its headline: words of a sentence without its full stop, near the
 * byline or the body. */
static int headline_score(const struct page *p, size_t i)
{
    const struct span s = page_line(p, i);
    const struct line_look *l = &p->looks[i];
    if (l->words < 2 || l->words > 25 || s.n < 12 || s.n > 250 || (l->sentence && s.p[s.n - 1] == '.') || is_path(s))
        return 0;
    int score = l->words < 12 ? (int)l->words : 12;
    score += l->words >= 4 ? 6 : 0;
    score += headline_strip(s).marks ? 10 : 0;
    for (size_t k = i + 1; k < p->n && k <= i + 2; k++) {
        const uint8_t role = p->lines[k].role;
        score += role == ROLE_BYLINE || role == ROLE_DATE ? 4 : 0;
        score += may_be_same(s, page_line(p, k)) && same_headline(s, page_line(p, k)) ? 8 : 0;
    }
    return score;
}

void page_find_headline(struct page *p)
{
    size_t best = p->n;
    int best_score = 0;
    const size_t stop = p->first_body < p->n ? p->first_body : p->n < 6 ? p->n : 6;
    if (p->f.headline.n) {
        p->out->headline = span_trim(p->f.headline);
    } else {
        for (size_t i = 0; i < stop && i < 60; i++) {
            if ((!line_is_open(p, i) && !is_carried_headline(p, i)) || p->looks[i].wrapped)
                continue;
            const int score = headline_score(p, i);
            if (score > best_score) {
                best_score = score;
                best = i;
            }
        }
        if (best < p->n)
            p->out->headline = page_line(p, best);
    }
    if (!p->out->headline.p)
        return;
    p->headline_tags = headline_strip(p->out->headline);
    const struct span plain = p->headline_tags.rest;
    /* the headline itself, and every echo of it in front of the second paragraph */
    for (size_t i = 0; i < p->n && i <= p->second_body && i < 60; i++) {
        const struct span s = page_line(p, i);
        if ((line_is_open(p, i) || p->lines[i].role == ROLE_FURNITURE) && s.n <= 300 &&
            (i == best || ((may_be_same(s, p->out->headline) || may_be_same(s, plain)) &&
                           same_headline(s, p->out->headline))))
            p->lines[i].role = ROLE_HEADLINE;
    }
}
