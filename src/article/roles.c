/*
 * Roles of lines (news.md C1): patterns by zone, then what the line looks like, then its neighbours; the article
 * ends where the comments begin. Later steps overrule earlier ones only where that is said.
 */
#include "article/page.h"

#include <string.h>

#include "article/dates.h"
#include "article/furniture.h"
#include "article/sites.h"
#include "base/compiler.h"
#include "base/status.h"
#include "rules/page_limits.h"

/* --- looks and neighbours -------------------------------------------------------------------- */

/* A small letter of the alphabets of Europe. */
static bool begins_small(struct span s)
{
    const unsigned char a = s.n ? (unsigned char)s.p[0] : 0, b = s.n > 1 ? (unsigned char)s.p[1] : 0;
    return (a >= 'a' && a <= 'z') || (a == 0xC3 && b >= 0x9F) || a == 0xC4 || (a == 0xD0 && b >= 0xB0) || a == 0xD1;
}

/* Line i + 1 goes on where line i stops: text that was broken into lines of some width. */
static bool runs_on(const struct page *p, size_t i)
{
    return i + 1 < p->end && (line_is_open(p, i) || p->lines[i].role == ROLE_BODY) && !p->looks[i].sentence
           && p->looks[i].words >= PAGE_WRAPPED_WORDS && !p->looks[i].repeated && line_is_open(p, i + 1)
           && !p->looks[i + 1].repeated && begins_small(page_line(p, i + 1));
}

/* Lines too short to be prose, each for itself, of which each goes on where the one before stops. */
static void find_wrapped(struct page *p)
{
    for (size_t i = 0, end; i < p->end; i = end) {
        size_t words = p->looks[i].words;
        for (end = i + 1; runs_on(p, end - 1); end++)
            words += p->looks[end].words;
        for (size_t k = i; words >= PAGE_WRAPPED_LEAST && end - i >= PAGE_WRAPPED_LINES && k < end; k++)
            p->looks[k].wrapped = true;
    }
}

/* A date alone: digits, and nothing but the date. */
static bool is_date_line(const struct page *p, size_t i)
{
    const struct span s = page_line(p, i);
    if (s.n < 6 || s.n > 60 || p->looks[i].words > 9)
        return false;
    size_t digits = 0, letters = 0;
    for (size_t k = 0; k < s.n; k++) {
        digits += s.p[k] >= '0' && s.p[k] <= '9';
        letters += (s.p[k] | 32) >= 'a' && (s.p[k] | 32) <= 'z';
    }
    return digits >= 3 && letters <= 24 && date_interval_parse(s).precision >= DATE_DAY;
}

/* A site's dates are one line but for their digits, and so on all its pages: beside the byline they are the article's,
 * elsewhere they may be the day of the crawl. */
static bool is_repeated_date(const struct page *p, size_t i)
{
    const bool beside = line_has_role(p, i - 1, ROLE_BYLINE) || line_has_role(p, i - 2, ROLE_BYLINE) ||
                        line_has_role(p, i + 1, ROLE_BYLINE);
    return p->lines[i].role == ROLE_FURNITURE && beside;
}

static void look_for_dates(struct page *p)
{
    for (size_t i = 0; i < p->n && i <= p->first_body + 1 && i < 60; i++) {
        if (!(line_is_open(p, i) || is_repeated_date(p, i)) || p->looks[i].prose || !is_date_line(p, i))
            continue;
        p->lines[i].role = ROLE_DATE;
        if (!p->head_date.p)
            p->head_date = page_line(p, i);
    }
}

/* Prose is body; so is what stands between two lines of body and reads like a sentence or a cross-head. */
static void find_body(struct page *p)
{
    size_t before = p->n; /* the last line that is body */
    for (size_t i = 0; i < p->end; i++)
        if (line_is_open(p, i) && (p->looks[i].prose || p->looks[i].wrapped) && !p->looks[i].repeated)
            p->lines[i].role = ROLE_BODY;
    for (size_t i = 0; i < p->end; i++) {
        if (p->lines[i].role == ROLE_BODY) {
            before = i;
            continue;
        }
        if (!line_is_open(p, i) || p->looks[i].repeated)
            continue;
        size_t next = i + 1;
        while (next < p->end && next <= i + 3 && p->lines[next].role != ROLE_BODY)
            next++;
        const bool follows = next < p->end && next <= i + 3, precedes = before < p->n && i - before <= 3;
        const bool sentence = p->looks[i].sentence && p->looks[i].words >= 3 && !p->looks[i].names;
        if ((follows && precedes) || (sentence && (follows || precedes) && i > p->first_body))
            p->lines[i].role = ROLE_BODY;
    }
}

static bool is_caption(const struct page *p, size_t i)
{
    static const char *const starts[] = {"FILE - ", "FILE PHOTO", "File photo", "(Photo", "Photo:", "Image:", "Caption",
                                         /* and galleries, all in one line */
                                         "Photos:", "Gallery:", "Fotos:", "Fotogaler", "Bilder:", "Bildergalerie"};
    const struct span s = page_line(p, i);
    for (size_t k = 0; s.n && k < ARRAY_LEN(starts); k++)
        if (s.p[0] == starts[k][0] && s.n >= strlen(starts[k]) && memcmp(s.p, starts[k], strlen(starts[k])) == 0)
            return true;
    return false;
}

static void name_the_rest(struct page *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct line *l = &p->lines[i];
        const struct line_look *look = &p->looks[i];
        if (look->repeated && !look->decided && (l->role == ROLE_BLANK || l->role == ROLE_BODY))
            l->role = ROLE_FURNITURE;
        else if (l->role == ROLE_BODY && !look->decided && is_caption(p, i))
            l->role = ROLE_CAPTION;
        else if (l->role == ROLE_BLANK)
            l->role = (uint8_t)(i >= p->first_body && look->words >= 4 && !look->names ? ROLE_AGATE : ROLE_CRUMB);
    }
}

/* --- all together ---------------------------------------------------------------------------- */

/* The next line of prose on that side (step 1 or -1) of line i, past a short line or two; p->n: none. */
static size_t next_prose(const struct page *p, size_t i, size_t step)
{
    i += step;
    for (unsigned skipped = 0; i < p->n && !p->looks[i].prose && skipped < PAGE_FLANK_SKIPS; skipped++)
        i += step;
    return i < p->n && p->looks[i].prose ? i : p->n;
}

/* A paragraph that other pages have too, but here in the middle of the article: the background of a running story, a
 * phrase the newsroom likes. */
static bool is_flanked(const struct page *p, size_t i)
{
    const size_t before = next_prose(p, i, SIZE_MAX), behind = next_prose(p, i, 1);
    return p->looks[i].prose && before < p->n && behind < p->n && p->lines[before].furniture_docs == 0 &&
           p->lines[behind].furniture_docs == 0;
}

/* The site that most of the page's furniture is of. */
static uint64_t site_of_page(const struct page *p)
{
    struct site_vote v = {0};
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].furniture_docs)
            site_vote_add(&v, furniture_line_site(p->furniture, p->looks[i].key));
    return site_vote_result(&v);
}

static void look_up_furniture(struct page *p)
{
    if (!p->furniture)
        return;
    const uint64_t pool = furniture_pool_of((struct span){p->host, p->host_n}, p->f.outlet);
    for (size_t i = 0; i < p->n; i++) {
        struct line *l = &p->lines[i];
        l->furniture_docs = furniture_lookup_key(p->furniture, pool, p->looks[i].key);
        if (l->furniture_docs)
            l->role = ROLE_FURNITURE;
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].furniture_docs && is_flanked(p, i))
            p->lines[i].role = ROLE_BLANK;
    if (!pool)
        p->out->site = site_of_page(p);
}

static uint32_t count_body(const struct page *p)
{
    size_t words = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].role == ROLE_BODY)
            words += p->looks[i].words;
    return words > UINT32_MAX ? UINT32_MAX : (uint32_t)words;
}

/* Briefs, lists and tables have no prose: then all that is not known to be something else is the body. */
static void fall_back(struct page *p)
{
    for (size_t i = 0; i < p->end; i++) {
        struct line *l = &p->lines[i];
        const bool guessed = l->role == ROLE_AGATE || l->role == ROLE_CRUMB || l->role == ROLE_CAPTION;
        if (guessed && !p->looks[i].decided && !p->looks[i].repeated)
            l->role = ROLE_BODY;
    }
}

/* Numbers in a line that is hardly anything else, outside of furniture; else 0. */
static uint32_t list_numbers(const struct page *p, size_t i)
{
    const struct span s = page_line(p, i);
    const uint8_t role = p->lines[i].role;
    uint32_t numbers = 0, words = 0;
    char before = 0;
    if ((role != ROLE_AGATE && role != ROLE_CRUMB) || p->looks[i].decided || s.n > PAGE_LIST_LINE)
        return 0;
    for (size_t k = 0; k < s.n; k++) {
        const unsigned char c = (unsigned char)s.p[k];
        const char kind = c >= '0' && c <= '9' ? 'n' : c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? 'w' : 0;
        numbers += kind == 'n' && before != 'n';
        words += kind == 'w' && before != 'w';
        before = kind;
    }
    return numbers >= PAGE_LIST_NUMBERS && numbers >= words ? numbers : 0;
}

/* The sentences around winning numbers or scores say the same every day: the numbers are what the page is about. */
static bool is_about_numbers(const struct page *p)
{
    uint64_t numbers = 0;
    for (size_t i = 0; i < p->end && p->out->body_words < PAGE_LIST_PROSE; i++)
        numbers += list_numbers(p, i);
    return numbers > 0 && numbers * PAGE_LIST_WEIGHT >= p->out->body_words;
}

static void take_lists(struct page *p)
{
    for (size_t i = 0; i < p->end; i++)
        if (list_numbers(p, i))
            p->lines[i].role = ROLE_BODY;
}

/* Is there a date, and no paragraph before it, in the few short lines from i on? */
static bool comes_to_a_date(const struct page *p, size_t i)
{
    for (size_t k = i; k < p->n && k < i + PAGE_FRONT_LINES && !p->looks[k].prose; k++)
        if (is_date_line(p, k))
            return true;
    return false;
}

/* "Top stories" with teasers in front of the article, which begins below its date: nothing of them is its first
 * prose. */
static void skip_teasers_in_front(struct page *p)
{
    size_t first = p->first_body, end = 0;
    if (first == 0 || first == p->n || p->second_body != first + 2)
        return;
    end = page_behind_teasers(p, first - 1);
    if (end == first - 1 || !comes_to_a_date(p, end))
        return;
    for (size_t i = first - 1; i < end; i++) {
        p->lines[i].role = ROLE_RELATED;
        p->looks[i].decided = true;
    }
    page_find_prose(p, p->n);
}

int page_roles(struct page *p)
{
    int rc;
    TRY(page_find_repeats(p));
    look_up_furniture(p);
    p->end = p->n;
    page_find_prose(p, p->n);
    skip_teasers_in_front(p);
    TRY(page_match_patterns(p, 0));
    page_find_end(p);
    page_find_prose(p, p->end);
    if (p->end < p->n) /* what was the middle of the page is now the tail of the article */
        TRY(page_match_patterns(p, p->end > PAGE_TAIL_AGAIN ? p->end - PAGE_TAIL_AGAIN : 0));
    page_spread_related(p);
    find_wrapped(p);
    look_for_dates(p);
    page_find_headline(p);
    find_body(p);
    name_the_rest(p);
    p->out->body_words = count_body(p);
    if (p->out->body_words < PAGE_FEW_WORDS) {
        fall_back(p);
        p->out->body_words = count_body(p);
    } else if (is_about_numbers(p)) {
        take_lists(p);
        p->out->body_words = count_body(p);
    }
out:
    return rc;
}
