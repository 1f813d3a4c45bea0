/*
 * Roles of lines (news.md C1): patterns by zone, then what the line looks like, then its neighbours; the article
 * ends where the comments begin. Later steps overrule earlier ones only where that is said.
 */
#define _GNU_SOURCE
#include "article/page.h"

#include <string.h>
#include <strings.h>

#include "article/dates.h"
#include "article/furniture.h"
#include "article/headline.h"
#include "article/sites.h"
#include "base/block16.h"
#include "base/compiler.h"
#include "base/status.h"
#include "rules/page_limits.h"

/* --- zones ----------------------------------------------------------------------------------- */

static void find_prose(struct page *p, size_t end)
{
    p->first_body = p->second_body = p->third_body = p->last_body = p->n;
    size_t seen = 0;
    for (size_t i = 0; i < end; i++) {
        if (!p->looks[i].prose || p->lines[i].role == ROLE_FURNITURE || p->lines[i].role == ROLE_RELATED)
            continue;
        size_t *const marks[] = {&p->first_body, &p->second_body, &p->third_body};
        if (seen < 3)
            *marks[seen++] = i;
        p->last_body = i;
    }
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* Lines to the end of the article, or to its last prose, whichever is nearer. */
static size_t tail_distance(const struct page *p, size_t i)
{
    const size_t end = i < p->end ? p->end - 1 - i : p->n - 1 - i;
    const size_t prose = p->last_body < p->n ? distance(i, p->last_body) : end;
    return prose < end ? prose : end;
}

enum { TAIL_MAX = 30 };

static unsigned zones_of(const struct page *p, size_t i)
{
    unsigned zones = 0;
    const bool no_prose = p->first_body == p->n && i < 12;
    if (i <= p->third_body && (p->third_body < p->n || i < 12))
        zones |= ZONE_HEAD;
    if (no_prose || i <= p->first_body || (i < p->second_body && !p->looks[i].prose && i < p->first_body + 3))
        zones |= i < 40 ? ZONE_BYLINE : 0;
    if (no_prose || (i + 1 >= p->first_body && i <= p->third_body && i <= p->first_body + 4))
        zones |= ZONE_LEAD;
    if (tail_distance(p, i) <= TAIL_MAX
        && (i >= p->last_body || !p->looks[i].prose || p->last_body - i <= PAGE_TAIL_INSIDE))
        zones |= ZONE_TAIL;
    if ((!p->looks[i].prose && p->lines[i].end - p->lines[i].start <= PAGE_ANY_BYTES)
        || (zones & (ZONE_HEAD | ZONE_TAIL)))
        zones |= ZONE_ANY;
    return zones;
}

/* --- patterns -------------------------------------------------------------------------------- */

static enum line_role role_of(enum pattern_role r)
{
    static const uint8_t roles[PATTERN_ROLES] = {
        [PR_DATELINE_AGENCY] = ROLE_BODY, [PR_DATELINE_PRESS] = ROLE_BODY, [PR_DATELINE_STATION] = ROLE_BODY,
        [PR_DATELINE] = ROLE_BODY, [PR_BYLINE_AGENCY] = ROLE_BYLINE, [PR_AGENCY_AUTHOR] = ROLE_BYLINE,
        [PR_BYLINE] = ROLE_BYLINE, [PR_SIGN_OFF] = ROLE_CREDIT, [PR_ASSIST] = ROLE_CREDIT,
        [PR_CONTRIBUTORS] = ROLE_CREDIT, [PR_CONTACT] = ROLE_CREDIT, [PR_COPYRIGHT] = ROLE_COPYRIGHT,
        [PR_RESTRICTION] = ROLE_COPYRIGHT, [PR_REPUBLICATION] = ROLE_CREDIT, [PR_ABOUT_SOURCE] = ROLE_CREDIT,
        [PR_FEED_NOTICE] = ROLE_CREDIT, [PR_FEED_FOOTER] = ROLE_CREDIT, [PR_SECTION] = ROLE_SECTION,
        [PR_PRESS_TRAILER] = ROLE_PRESS_TRAILER, [PR_SPONSORED] = ROLE_CRUMB, [PR_FIRST_PUBLISHED] = ROLE_CREDIT,
        [PR_TAG] = ROLE_HEADLINE, [PR_ADVISORY] = ROLE_UPDATE_NOTE, [PR_SLUG] = ROLE_EDITOR_NOTE,
        [PR_EDITOR_NOTE] = ROLE_EDITOR_NOTE, [PR_UPDATE_NOTE] = ROLE_UPDATE_NOTE, [PR_CORRECTION] = ROLE_CORRECTION,
        [PR_TIMESTAMP] = ROLE_DATE, [PR_WITHDRAWAL] = ROLE_UPDATE_NOTE, [PR_COMMENTS] = ROLE_COMMENTS,
        [PR_COMMENTS_WEAK] = ROLE_COMMENTS, [PR_SHARE] = ROLE_SHARE, [PR_RELATED] = ROLE_RELATED,
        [PR_PHOTO] = ROLE_PHOTO_CREDIT, [PR_SUBSCRIBE] = ROLE_SUBSCRIBE,
        [PR_NEWSLETTER] = ROLE_SUBSCRIBE, [PR_STUB] = ROLE_BODY,
        [PR_MENTION] = ROLE_BODY, [PR_CHROME] = ROLE_CRUMB,
    };
    return (enum line_role)roles[r];
}

/* Tries the line (already normalised) against the set; lowest pattern first. */
static bool first_hit(struct page *p, struct pattern_set set, struct pattern_hit *hit)
{
    for (uint8_t k; (k = pattern_set_next(&set)) != PATTERN_NONE;) {
        if (pattern_may_match(p->patterns, k, &p->light) && pattern_match(p->patterns, k, p->scratch, &p->light, hit))
            return true;
    }
    return false;
}

static void body_begins_behind(struct page *p, size_t i, size_t match_end)
{
    struct line *l = &p->lines[i];
    l->body_start = l->start + (uint32_t)light_at(&p->light, match_end);
    if (l->body_start > l->end)
        l->body_start = l->end;
}

static int apply_hit(struct page *p, size_t i, const struct pattern_hit *hit)
{
    struct line *l = &p->lines[i];
    struct line_look *look = &p->looks[i];
    l->role = (uint8_t)role_of(hit->role);
    l->pattern = hit->pattern;
    look->decided = true;
    if (l->role == ROLE_BODY) {
        if (hit->role != PR_STUB)
            body_begins_behind(p, i, hit->end);
        look->prose = true;
    }
    return page_take_hit(p, hit, i, page_line(p, i));
}

/* Cuts line i in two; the zones' borders behind it move along. */
static int cut_line(struct page *p, size_t i, uint32_t at)
{
    size_t *const borders[] = {&p->first_body, &p->second_body, &p->third_body, &p->last_body, &p->end};
    const size_t n = p->n;
    const int rc = page_cut(p, i, at);
    for (size_t k = 0; rc == RP_OK && k < ARRAY_LEN(borders); k++)
        *borders[k] += *borders[k] > i || *borders[k] == n;
    return rc;
}

/* A mark that stands in front of another on one line: "The-CNN-Wire (c) 2023 Cable News Network ...". */
static int cut_behind(struct page *p, size_t i, const struct pattern_hit *hit)
{
    if (hit->role != PR_COPYRIGHT || !pattern_glued(p->patterns, hit->pattern) || hit->end + 3 >= p->light.n)
        return RP_OK;
    const char next = p->light.text[hit->end];
    return next == ' ' ? cut_line(p, i, p->lines[i].start + (uint32_t)light_at(&p->light, hit->end)) : RP_OK;
}

static struct pattern_set filter(const struct page *p, size_t i, struct pattern_set set)
{
    set = patterns_reaching(p->patterns, set, tail_distance(p, i));
    return p->looks[i].prose ? patterns_for_prose(p->patterns, set) : set;
}

/* Most lines are told from what patterns match by their first bytes, before they are normalised where that changes none. */
static struct pattern_set filter_openings(struct page *p, struct pattern_set set, struct span line, bool *plain)
{
    *plain = light_plain(line.p, line.n) >= (line.n < OPENING_BYTES ? line.n : OPENING_BYTES);
    return *plain ? openings_filter(p->openings, p->scratch, set, line.p, line.n) : set;
}

static int try_line(struct page *p, size_t i)
{
    int rc = RP_OK;
    struct pattern_hit hit;
    const struct span line = page_line(p, i);
    const unsigned zones = zones_of(p, i);
    const size_t limit = p->looks[i].prose ? PAGE_LINE_PROSE_BYTES : PAGE_LINE_BYTES;
    const size_t seen = line.n < limit ? line.n : limit;
    const bool ascii = !line.n || (unsigned char)line.p[0] < 0x80;
    const size_t front = ascii && line.n > PAGE_SIGN_BYTES ? PAGE_SIGN_BYTES : seen;
    bool plain;
    struct pattern_set set = filter(p, i, patterns_candidates(p->patterns, zones, line.p, line.n));
    set = filter_openings(p, patterns_plausible(p->patterns, set, line.p, front, seen), line, &plain);
    if (pattern_set_is_empty(&set) || (plain && patterns_ruled_out(p->patterns, set, line.p, seen)))
        return RP_OK;
    TRY(light_normalise(&p->light, line.p, line.n, limit));
    if (!ascii) {
        const struct pattern_set begin = patterns_candidates(p->patterns, zones, p->light.text, p->light.n);
        set = pattern_set_and(set, &begin);
    }
    if (!plain)
        set = openings_filter(p->openings, p->scratch, set, p->light.text, p->light.n);
    if (first_hit(p, set, &hit)) {
        TRY(cut_behind(p, i, &hit));
        TRY(apply_hit(p, i, &hit));
    }
out:
    return rc;
}

/* Behind these a sentence may begin; blanks may stand between. */
static bool may_close(unsigned char c)
{
    return c == '.' || c == '!' || c == '?' || c == '"' || c == '\'' || c == ')' || c == '_' || c == '*' || c >= 0x80;
}

/* A sentence may begin at byte `at`: behind the end of another, and with letters of a glued pattern. */
static bool may_begin_credit(const struct page *p, const char *text, size_t at)
{
    if (!patterns_glued_start(p->patterns, text + at))
        return false;
    while (at > 1 && (unsigned char)text[at - 1] <= ' ')
        at--;
    return may_close((unsigned char)text[at - 1]);
}

/* The first space in text[at, end), at > 0, behind something that may_close() or another blank; else end. */
static size_t next_pause(const char *text, size_t at, size_t end)
{
    for (; at + sizeof(block16) <= end; at += sizeof(block16)) {
        const block16 c = block16_load(text + at - 1), space = (block16)(block16_load(text + at) == ' ');
        const block16 closes = (block16)(c == '.') | (block16)(c == '!') | (block16)(c == '?') | (block16)(c == '"') |
                               (block16)(c == '\'') | (block16)(c == ')') | (block16)(c == '_') | (block16)(c == '*') |
                               (block16)(c >= 0x80) | (block16)(c <= ' ');
        const unsigned found = block16_bits(space & closes);
        if (found)
            return at + (size_t)__builtin_ctz(found);
    }
    while (at < end && !(text[at] == ' ' && (may_close((unsigned char)text[at - 1]) || (unsigned char)text[at - 1] <= ' ')))
        at++;
    return at;
}

static int try_glued(struct page *p, size_t i, size_t at, bool *cut)
{
    int rc;
    struct pattern_hit hit;
    bool plain;
    const struct span line = page_line(p, i), end = {line.p + at, line.n - at};
    struct pattern_set set = patterns_candidates(p->patterns, ZONE_TAIL, end.p, end.n);
    set = filter_openings(p, patterns_glued(p->patterns, set), end, &plain);
    if (pattern_set_is_empty(&set))
        return RP_OK;
    TRY(light_normalise(&p->light, end.p, end.n, PAGE_LINE_BYTES));
    if (!plain) {
        set = patterns_candidates(p->patterns, ZONE_TAIL, p->light.text, p->light.n);
        set = openings_filter(p->openings, p->scratch, patterns_glued(p->patterns, set), p->light.text, p->light.n);
    }
    *cut = first_hit(p, set, &hit);
    if (*cut) {
        TRY(cut_line(p, i, p->lines[i].start + (uint32_t)at));
        TRY(try_line(p, i + 1));
    }
out:
    return rc;
}

/* Looks for a credit at the end of a paragraph: at each place near its end where a sentence may begin. */
static int cut_glued(struct page *p, size_t i)
{
    int rc = RP_OK;
    bool cut = false;
    const struct span line = page_line(p, i);
    size_t at = line.n > PAGE_GLUED_BYTES ? line.n - PAGE_GLUED_BYTES : 1;
    while (!cut && at + 8 < line.n) {
        at = next_pause(line.p, at, line.n - 8) + 1;
        if (at > line.n - 8)
            break;
        if (line.p[at] != ' ' && may_begin_credit(p, line.p, at))
            TRY(try_glued(p, i, at, &cut));
    }
out:
    return rc;
}

static int match_patterns(struct page *p, size_t from)
{
    int rc = RP_OK;
    for (size_t i = from; i < p->end; i++) {
        if (p->looks[i].decided)
            continue;
        TRY(try_line(p, i));
        const size_t length = p->lines[i].end - p->lines[i].start;
        const bool near_end = p->last_body < p->n && distance(i, p->last_body) <= PAGE_GLUED_LINES;
        if (near_end && length > 40 && (p->lines[i].role == ROLE_BLANK || p->lines[i].role == ROLE_BODY))
            TRY(cut_glued(p, i));
    }
out:
    return rc;
}

/* --- the end of the article ------------------------------------------------------------------ */

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
static void find_end(struct page *p)
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
static size_t behind_teasers(const struct page *p, size_t i)
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
static void spread_related(struct page *p)
{
    bool related = false, teasers = false;
    size_t listed = 0; /* headlines with a teaser each end here */
    for (size_t i = 0; i < p->end; i++) {
        struct line *l = &p->lines[i];
        if (l->role == ROLE_RELATED) {
            related = i > p->first_body;
            teasers = related && ends_in_teasers(p, i);
            listed = related ? behind_teasers(p, i + 1) : 0;
        } else if (i < listed) {
            l->role = l->role == ROLE_BLANK ? ROLE_RELATED : l->role;
        } else if (!teasers && ((p->looks[i].prose && p->looks[i].words >= 25) || is_article_again(p, i))) {
            related = false;
        } else if (related && l->role == ROLE_BLANK) {
            l->role = ROLE_RELATED;
        }
    }
}

/* --- looks and neighbours -------------------------------------------------------------------- */

static bool is_open(const struct page *p, size_t i)
{
    return p->lines[i].role == ROLE_BLANK;
}

/* A small letter of the alphabets of Europe. */
static bool begins_small(struct span s)
{
    const unsigned char a = s.n ? (unsigned char)s.p[0] : 0, b = s.n > 1 ? (unsigned char)s.p[1] : 0;
    return (a >= 'a' && a <= 'z') || (a == 0xC3 && b >= 0x9F) || a == 0xC4 || (a == 0xD0 && b >= 0xB0) || a == 0xD1;
}

/* Line i + 1 goes on where line i stops: text that was broken into lines of some width. */
static bool runs_on(const struct page *p, size_t i)
{
    return i + 1 < p->end && (is_open(p, i) || p->lines[i].role == ROLE_BODY) && !p->looks[i].sentence
           && p->looks[i].words >= PAGE_WRAPPED_WORDS && !p->looks[i].repeated && is_open(p, i + 1)
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

static bool has_role(const struct page *p, size_t i, enum line_role role)
{
    return i < p->n && p->lines[i].role == role;
}

/* A site's dates are one line but for their digits, and so on all its pages: beside the byline they are the article's,
 * elsewhere they may be the day of the crawl. */
static bool is_repeated_date(const struct page *p, size_t i)
{
    const bool beside = has_role(p, i - 1, ROLE_BYLINE) || has_role(p, i - 2, ROLE_BYLINE) ||
                        has_role(p, i + 1, ROLE_BYLINE);
    return p->lines[i].role == ROLE_FURNITURE && beside;
}

static void look_for_dates(struct page *p)
{
    for (size_t i = 0; i < p->n && i <= p->first_body + 1 && i < 60; i++) {
        if (!(is_open(p, i) || is_repeated_date(p, i)) || p->looks[i].prose || !is_date_line(p, i))
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
        if (is_open(p, i) && (p->looks[i].prose || p->looks[i].wrapped) && !p->looks[i].repeated)
            p->lines[i].role = ROLE_BODY;
    for (size_t i = 0; i < p->end; i++) {
        if (p->lines[i].role == ROLE_BODY) {
            before = i;
            continue;
        }
        if (!is_open(p, i) || p->looks[i].repeated)
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

/* --- headline -------------------------------------------------------------------------------- */

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
    const bool above = has_role(p, i + 1, ROLE_BYLINE) || has_role(p, i + 1, ROLE_DATE);
    return has_role(p, i, ROLE_FURNITURE) && above && furniture_pool(&p->f) == 0 && !p->looks[i].prose
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

static void find_headline(struct page *p)
{
    size_t best = p->n;
    int best_score = 0;
    const size_t stop = p->first_body < p->n ? p->first_body : p->n < 6 ? p->n : 6;
    if (p->f.headline.n) {
        p->out->headline = span_trim(p->f.headline);
    } else {
        for (size_t i = 0; i < stop && i < 60; i++) {
            if ((!is_open(p, i) && !is_carried_headline(p, i)) || p->looks[i].wrapped)
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
        if ((is_open(p, i) || p->lines[i].role == ROLE_FURNITURE) && s.n <= 300 &&
            (i == best || ((may_be_same(s, p->out->headline) || may_be_same(s, plain)) &&
                           same_headline(s, p->out->headline))))
            p->lines[i].role = ROLE_HEADLINE;
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

/* "Top stories" with teasers in front of the article, which begins below its date: nothing of them is its first prose. */
static void skip_teasers_in_front(struct page *p)
{
    size_t first = p->first_body, end = 0;
    if (first == 0 || first == p->n || p->second_body != first + 2)
        return;
    end = behind_teasers(p, first - 1);
    if (end == first - 1 || !comes_to_a_date(p, end))
        return;
    for (size_t i = first - 1; i < end; i++) {
        p->lines[i].role = ROLE_RELATED;
        p->looks[i].decided = true;
    }
    find_prose(p, p->n);
}

int page_roles(struct page *p)
{
    int rc;
    TRY(page_find_repeats(p));
    look_up_furniture(p);
    p->end = p->n;
    find_prose(p, p->n);
    skip_teasers_in_front(p);
    TRY(match_patterns(p, 0));
    find_end(p);
    find_prose(p, p->end);
    if (p->end < p->n) /* what was the middle of the page is now the tail of the article */
        TRY(match_patterns(p, p->end > PAGE_TAIL_AGAIN ? p->end - PAGE_TAIL_AGAIN : 0));
    spread_related(p);
    find_wrapped(p);
    look_for_dates(p);
    find_headline(p);
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
