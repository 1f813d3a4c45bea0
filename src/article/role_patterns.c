/*
 * Roles that patterns give to lines: which patterns are tried on a line is a matter of its zone, its looks and its
 * first bytes; credits that are glued to the end of a paragraph are cut off it.
 */
#include "article/page.h"

#include "article/dates.h"
#include "base/block16.h"
#include "base/compiler.h"
#include "base/status.h"
#include "rules/page_limits.h"

/* --- zones ----------------------------------------------------------------------------------- */

void page_find_prose(struct page *p, size_t end)
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

/* Most lines are told from what patterns match by their first bytes, before they are normalised where that changes
 * none. */
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
    while (at < end &&
           !(text[at] == ' ' && (may_close((unsigned char)text[at - 1]) || (unsigned char)text[at - 1] <= ' ')))
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

int page_match_patterns(struct page *p, size_t from)
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
