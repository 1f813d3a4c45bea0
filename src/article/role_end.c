/* Where the article ends: comments behind it, and lists of other articles around it. */
#include "article/page.h"

#include "base/compiler.h"
#include "rules/page_limits.h"

static size_t prose_words(const struct page *p, size_t from, size_t to)
{
    size_t words = 0;
    for (size_t i = from; i < to; i++) {
        const uint8_t role = p->lines[i].role;
        if (p->looks[i].prose && (role == ROLE_BLANK || role == ROLE_BODY))
            words += p->looks[i].words;
    }
    return words;
}

static bool weak_comments(const struct page *p, size_t i)
{
    return pattern_role(p->patterns, p->lines[i].pattern) == PR_COMMENTS_WEAK;
}

/*
 * A heading "Comments" behind an article's worth of prose ends it, whatever follows; an invitation to comment only
 * when no paragraph follows: those stand in the middle of articles too.
 */
void page_find_end(struct page *p)
{
    p->end = p->n;
    const size_t all = prose_words(p, 0, p->n);
    size_t before = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->lines[i].role != ROLE_COMMENTS) {
            before += prose_words(p, i, i + 1);
            continue;
        }
        const size_t after = all - before;
        if (after < PAGE_ENOUGH_PROSE ? before > 0 || after == 0
                                      : before >= PAGE_ENOUGH_PROSE && !weak_comments(p, i)) {
            p->end = i;
            break;
        }
    }
    for (size_t i = p->end; i < p->n; i++) {
        struct line *l = &p->lines[i];
        if (l->role == ROLE_BLANK || l->role == ROLE_BODY || l->role == ROLE_FURNITURE)
            l->role = ROLE_AFTER_END;
    }
}

/* Nobody has said what it is, or it was met on other pages, as lists of other stories are line by line. */
static bool may_be_listed(const struct page *p, size_t i)
{
    return p->lines[i].role == ROLE_BLANK || p->lines[i].role == ROLE_FURNITURE;
}

/* A headline among such lines: words without an end. */
static bool may_be_headline(const struct page *p, size_t i)
{
    return may_be_listed(p, i) && !p->looks[i].sentence && p->looks[i].words <= PAGE_TITLE_WORDS;
}

/* A paragraph between two headlines. */
static bool may_be_teaser(const struct page *p, size_t i)
{
    return i + 1 < p->end && may_be_listed(p, i) && p->looks[i].words <= PAGE_TEASER_WORDS &&
           may_be_headline(p, i - 1) && may_be_headline(p, i + 1);
}

/* Does the article end in headlines with a teaser each, from line i (a heading "Related stories") on? Then there is a
 * headline in front of each paragraph and behind it, to the end; cross-heads have the story's last paragraph last. */
static bool ends_in_teasers(const struct page *p, size_t i)
{
    unsigned teasers = 0;
    for (i++; i < p->end; i++) {
        const bool prose = p->looks[i].prose && (may_be_listed(p, i) || p->lines[i].role == ROLE_BODY);
        if (prose && p->lines[i].role != ROLE_FURNITURE && !may_be_teaser(p, i) && !may_be_headline(p, i))
            return false;
        teasers += prose && !may_be_headline(p, i);
    }
    return teasers >= 2;
}

/* Headlines with a teaser each from line i on, two at least: the line behind them, else i. */
size_t page_behind_teasers(const struct page *p, size_t i)
{
    size_t k = i;
    while (k + 1 < p->end && may_be_headline(p, k) && p->looks[k].words >= PAGE_WRAPPED_WORDS && !p->looks[k].prose
           && may_be_listed(p, k + 1) && p->looks[k + 1].prose && p->looks[k + 1].words <= PAGE_TEASER_WORDS)
        k += 2;
    return k >= i + 4 ? k : i;
}

/* Two sentences running, which a list of headlines with teasers has not: an article whose paragraphs are short. */
static bool is_article_again(const struct page *p, size_t i)
{
    return i + 1 < p->end && p->lines[i].role == ROLE_BLANK && p->lines[i + 1].role == ROLE_BLANK &&
           p->looks[i].prose && p->looks[i].sentence && p->looks[i + 1].prose && p->looks[i + 1].sentence;
}

/* "Related stories": short lines behind it belong to it, until a paragraph comes that is not a teaser. */
void page_spread_related(struct page *p)
{
    bool related = false, teasers = false;
    size_t listed = 0; /* headlines with a teaser each end here */
    for (size_t i = 0; i < p->end; i++) {
        struct line *l = &p->lines[i];
        if (l->role == ROLE_RELATED) {
            related = i > p->first_body;
            teasers = related && ends_in_teasers(p, i);
            listed = related ? page_behind_teasers(p, i + 1) : 0;
        } else if (i < listed) {
            l->role = l->role == ROLE_BLANK ? ROLE_RELATED : l->role;
        } else if (!teasers && ((p->looks[i].prose && p->looks[i].words >= 25) || is_article_again(p, i))) {
            related = false;
        } else if (related && l->role == ROLE_BLANK) {
            l->role = ROLE_RELATED;
        }
    }
}
