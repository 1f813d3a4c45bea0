#define _GNU_SOURCE /* memmem */
/*
 * Credits (news.md C3): what patterns and fields say about who wrote, distributed and carried the page. Evidence, not
 * a verdict: every credit keeps its line and pattern. A mention and a photo credit never credit the text.
 */
#include "article/page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "article/agencies.h"
#include "article/dates.h"
#include "article/headline.h"
#include "base/alloc.h"
#include "base/compiler.h"
#include "base/status.h"

/* How sure a credit is by what said it (news.md C3). */
#define STRENGTH_COPYRIGHT 1.0f
#define STRENGTH_DATELINE .95f
#define STRENGTH_BYLINE .9f
#define STRENGTH_FIELD .85f
#define STRENGTH_CO_CREDIT CREDIT_STRENGTH_PART
#define STRENGTH_GUESS .4f

enum { NAME_MAX_BYTES = 120 };

/* --- names ----------------------------------------------------------------------------------- */

static bool ends_name(char c)
{
    return c == '(' || c == ',' || c == '|' || c == '/' || c == ';' || c == 0;
}

/* The agency a name means: as it stands, or without what follows a bracket, comma or bar. */
static uint16_t find_agency(struct span name)
{
    uint16_t a = agency_find(name);
    for (size_t i = 1; a == AGENCY_NONE && i < name.n; i++)
        if (ends_name(name.p[i]))
            a = agency_find((struct span){name.p, i});
    return a;
}

static struct span agency_span(uint16_t a)
{
    return span_of(agency_name(a));
}

/* Letters and digits in lower case, "the" in front dropped; at most cap. */
static size_t fold_name(struct span s, char *out, size_t cap)
{
    size_t n = 0;
    if (s.n > 4 && strncasecmp(s.p, "the ", 4) == 0)
        s = (struct span){s.p + 4, s.n - 4};
    for (size_t i = 0; i < s.n && n < cap; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'))
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    return n;
}

/* "fjordnytt" of "fjordnytt.no", "abc" of "news.abc.net.au": the label that names the site. */
static struct span site_label(struct span host)
{
    static const char *const second[] = {"co", "com", "net", "org", "gov", "ac", "go", "or", "gob"};
    size_t end = host.n;
    for (int level = 0; level < 2; level++) {
        size_t start = end;
        while (start > 0 && host.p[start - 1] != '.')
            start--;
        const struct span label = {host.p + start, end - start};
        bool generic = level == 0;
        for (size_t i = 0; i < ARRAY_LEN(second); i++)
            generic |= level == 1 && span_is(label, second[i]) && start > 1;
        if (!generic || start < 2)
            return label;
        end = start - 1;
    }
    size_t start = end;
    while (start > 0 && host.p[start - 1] != '.')
        start--;
    return (struct span){host.p + start, end - start};
}

bool page_is_own_name(const struct page *p, struct span name)
{
    char a[NAME_MAX_BYTES], b[NAME_MAX_BYTES];
    const size_t n = fold_name(name, a, sizeof a);
    if (n < 3)
        return false;
    if (p->host_n) {
        const struct span label = site_label((struct span){p->host, p->host_n});
        const size_t m = fold_name(label, b, sizeof b);
        if (m >= 4 && (memmem(a, n, b, m) || (n >= 5 && memmem(b, m, a, n))))
            return true;
    }
    const size_t m = fold_name(p->f.outlet, b, sizeof b);
    return m >= 3 && ((n <= m && memmem(b, m, a, n) && n >= 5) || (m >= 5 && m < n && memmem(a, n, b, m)) ||
                      (n == m && memcmp(a, b, n) == 0));
}

/* --- adding ---------------------------------------------------------------------------------- */

int page_add_credit(struct page *p, enum credit_role role, struct span name, float strength, uint8_t pattern,
                    size_t line)
{
    name = span_trim(name);
    if (name.n == 0)
        return RP_OK;
    name.n = name.n < NAME_MAX_BYTES ? name.n : NAME_MAX_BYTES;
    const uint16_t agency = find_agency(name);
    if (agency != AGENCY_NONE)
        name = agency_span(agency);
    const struct credit new = {(uint8_t)role, pattern, strength, agency, name,
                               (uint32_t)line};
    for (size_t i = 0; i < p->n_credits; i++) {
        struct credit *c = &p->credits[i];
        if (c->role != role || c->agency != agency || (agency == AGENCY_NONE && !span_equal(c->name, name)))
            continue;
        if (strength > c->strength)
            *c = new;
        return RP_OK;
    }
    if (p->n_credits == PAGE_CREDITS_MAX)
        return RP_OK;
    const int rc = mem_grow(&p->credits, &p->credits_cap, p->n_credits + 1, sizeof *p->credits);
    if (rc == RP_OK)
        p->credits[p->n_credits++] = new;
    return rc;
}

/* A name that stands where the owner of the text is named: the source, unless it is the page's own. */
static int add_owner(struct page *p, struct span name, float strength, const struct pattern_hit *hit, size_t line)
{
    const uint16_t agency = find_agency(name);
    const bool own = agency != AGENCY_NONE ? agency == p->out->own_agency : page_is_own_name(p, name);
    if (own) {
        const int rc = page_add_credit(p, CREDIT_CARRIER, name, strength, hit->pattern, line);
        if (rc < 0 || agency == AGENCY_NONE)
            return rc;
    }
    const bool distributor = agency != AGENCY_NONE && agency_class(agency) == AGENCY_SYNDICATE;
    return page_add_credit(p, distributor ? CREDIT_DISTRIBUTOR : CREDIT_SOURCE, name, strength, hit->pattern, line);
}

/* Several names in one: "Sputnik | Reuters | AFP", "AP and Reuters". Those that are agencies are added. */
static int add_list(struct page *p, struct span names, float strength, const struct pattern_hit *hit, size_t line)
{
    int rc = RP_OK;
    bool any = false;
    struct span rest = names;
    while (rc == RP_OK && rest.n) {
        size_t n = 0;
        while (n < rest.n && !strchr("|/,;&", rest.p[n]) && (rest.n - n < 5 || memcmp(rest.p + n, " and ", 5) != 0))
            n++;
        const struct span one = span_trim((struct span){rest.p, n});
        if (one.n && find_agency(one) != AGENCY_NONE) {
            any = true;
            rc = page_add_credit(p, CREDIT_SOURCE, one, strength, hit->pattern, line);
        }
        const size_t skip = n < rest.n ? n + (rest.p[n] == ' ' ? 5 : 1) : n;
        rest = (struct span){rest.p + skip, rest.n - skip};
    }
    return any || rc < 0 ? rc : page_add_credit(p, CREDIT_SOURCE, names, strength, hit->pattern, line);
}

/* --- what patterns say ----------------------------------------------------------------------- */

/* The place in the page of a group of the light-normalised line. */
static struct span original(const struct page *p, struct span group, struct span in)
{
    if (!group.p)
        return group;
    const size_t from = (size_t)(group.p - p->light.text);
    const size_t a = light_at(&p->light, from), b = light_at(&p->light, from + group.n);
    return span_trim((struct span){in.p + a, b - a});
}

static bool has(struct span s, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++)
        if ((s.p[i] | 32) == (word[0] | 32) && strncasecmp(s.p + i, word, n) == 0)
            return true;
    return false;
}

static uint32_t note_marks(struct span what)
{
    if (has(what, "correct") || has(what, "misstate") || has(what, "misspell") || has(what, "misidentif") ||
        has(what, "clarif"))
        return MARK_CORRECTION_NOTE;
    if (has(what, "refile"))
        return MARK_REFILE;
    if (has(what, "repeats"))
        return MARK_REPEAT;
    return MARK_UPDATE_NOTE;
}

static uint32_t number_of(struct span s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n && i < 4; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            n = n * 10 + (uint32_t)(s.p[i] - '0');
    return n;
}

static void take_number(struct page *p, struct span n)
{
    const uint32_t v = number_of(n);
    if (v > p->out->update_number)
        p->out->update_number = v;
}

/* Marks and dates. */
static void take_marks(struct page *p, const struct pattern_hit *hit, struct span in)
{
    static const uint32_t marks[PATTERN_ROLES] = {
        [PR_DATELINE_PRESS] = MARK_PRESS_RELEASE, [PR_SIGN_OFF] = MARK_WIRE_LEFTOVER,
        [PR_CONTACT] = MARK_WIRE_LEFTOVER, [PR_FEED_NOTICE] = MARK_FEED_NOTICE, [PR_SPONSORED] = MARK_SPONSORED,
        [PR_ADVISORY] = MARK_WIRE_LEFTOVER, [PR_SLUG] = MARK_WRITETHRU | MARK_WIRE_LEFTOVER,
        [PR_CORRECTION] = MARK_CORRECTION_NOTE, [PR_WITHDRAWAL] = MARK_WITHDRAWN, [PR_SUBSCRIBE] = MARK_PAYWALLED,
        [PR_STUB] = MARK_STUB, [PR_CONTRIBUTORS] = MARK_CONTRIBUTED,
    };
    struct article *a = p->out;
    const struct span what = original(p, hit->group[GROUP_WHAT], in);
    const struct span date = original(p, hit->group[GROUP_DATE], in);
    a->marks |= marks[hit->role];
    if (hit->role == PR_ADVISORY || hit->role == PR_UPDATE_NOTE)
        a->marks |= note_marks(what);
    if (hit->role == PR_EDITOR_NOTE && (has(what, "updated") || has(what, "correct") || has(what, "clarif")))
        a->marks |= note_marks(what);
    if (hit->role == PR_SLUG || hit->role == PR_TAG)
        take_number(p, original(p, hit->group[GROUP_N], in));
    if (hit->role == PR_PRESS_TRAILER && hit->group[GROUP_SOURCE].p)
        a->marks |= MARK_PRESS_RELEASE;
    if (hit->role == PR_FIRST_PUBLISHED)
        p->first_published = date;
    if (hit->role == PR_TIMESTAMP && date.p && !date_is_relative(date))
        *(what.p ? &p->head_updated : &p->head_date) = date;
}

static int take_copyright(struct page *p, const struct pattern_hit *hit, size_t line, struct span in)
{
    const struct span owner = original(p, hit->group[GROUP_OWNER], in);
    const struct span distributor = original(p, hit->group[GROUP_DISTRIBUTOR], in);
    int rc = RP_OK;
    for (size_t i = 0; i + 4 <= in.n && i < 40 && !p->copyright_year; i++) {
        const bool year = in.p[i] >= '1' && in.p[i] <= '2' && number_of((struct span){in.p + i, 4}) >= 1900 &&
                          number_of((struct span){in.p + i, 4}) <= 2099;
        if (year && (i == 0 || in.p[i - 1] < '0' || in.p[i - 1] > '9'))
            p->copyright_year = (int)number_of((struct span){in.p + i, 4});
    }
    /* An owner nobody knows is the site itself, as far as can be told, unless a distributor vouches for it. */
    if (owner.n && (find_agency(owner) != AGENCY_NONE || distributor.p))
        TRY(add_owner(p, owner, STRENGTH_COPYRIGHT, hit, line));
    else if (owner.n)
        TRY(page_add_credit(p, page_is_own_name(p, owner) ? CREDIT_CARRIER : CREDIT_PLATFORM, owner,
                            page_is_own_name(p, owner) ? STRENGTH_COPYRIGHT : STRENGTH_GUESS, hit->pattern, line));
    if (distributor.p)
        TRY(page_add_credit(p, CREDIT_DISTRIBUTOR, distributor, STRENGTH_COPYRIGHT, hit->pattern, line));
out:
    return rc;
}

/* "republished from X", "source: X", "SOURCE X": with the distributor if one is named. */
static int take_source(struct page *p, const struct pattern_hit *hit, size_t line, struct span in, float strength)
{
    int rc = RP_OK;
    const struct span source = original(p, hit->group[GROUP_SOURCE], in);
    const struct span distributor = original(p, hit->group[GROUP_DISTRIBUTOR], in);
    if (source.n)
        TRY(add_owner(p, source, strength, hit, line));
    if (distributor.n)
        TRY(page_add_credit(p, CREDIT_DISTRIBUTOR, distributor, strength, hit->pattern, line));
out:
    return rc;
}

static void note_photo(struct page *p, struct span in)
{
    static const char *const agencies[] = {"AP", "Reuters", "AFP", "Getty", "EPA", "EFE", "Xinhua", "dpa", "ANSA",
                                           "TNS", "Bloomberg", "PA"};
    for (size_t i = 0; i < ARRAY_LEN(agencies); i++)
        p->photo_agency |= has(in, agencies[i]);
}

int page_take_hit(struct page *p, const struct pattern_hit *hit, size_t line, struct span in)
{
    const bool field = line == LINE_FIELD;
    const struct span agency = original(p, hit->group[GROUP_AGENCY], in);
    const struct span author = original(p, hit->group[GROUP_AUTHOR], in);
    const struct span host = original(p, hit->group[GROUP_HOST], in);
    const float byline = field ? STRENGTH_FIELD : STRENGTH_BYLINE;
    take_marks(p, hit, in);
    if (author.n && !p->out->byline.p && (hit->role == PR_BYLINE || hit->role == PR_BYLINE_AGENCY))
        p->out->byline = author;
    switch (hit->role) {
    case PR_DATELINE_AGENCY: case PR_DATELINE_PRESS: case PR_FIRST_PUBLISHED:
        return add_owner(p, agency, STRENGTH_DATELINE, hit, line);
    case PR_DATELINE_STATION:
        return outlet_is_station(p->out->outlet, agency)
                   ? page_add_credit(p, CREDIT_CARRIER, agency, STRENGTH_DATELINE, hit->pattern, line)
                   : page_add_credit(p, CREDIT_SOURCE, agency, STRENGTH_DATELINE, hit->pattern, line);
    case PR_BYLINE_AGENCY: case PR_AGENCY_AUTHOR:
        return add_owner(p, agency, byline, hit, line);
    case PR_CONTRIBUTORS:
        return add_list(p, agency, STRENGTH_CO_CREDIT, hit, line);
    case PR_ABOUT_SOURCE:
        return add_owner(p, agency, STRENGTH_CO_CREDIT, hit, line);
    case PR_ASSIST:
        return page_add_credit(p, CREDIT_ASSIST, author, STRENGTH_CO_CREDIT, hit->pattern, line);
    case PR_CONTACT:
        return page_add_credit(p, CREDIT_CONTACT, in, STRENGTH_CO_CREDIT, hit->pattern, line);
    case PR_COPYRIGHT:
        return take_copyright(p, hit, line, in);
    case PR_REPUBLICATION:
        return take_source(p, hit, line, in, STRENGTH_BYLINE);
    case PR_PRESS_TRAILER:
        return take_source(p, hit, line, in, STRENGTH_CO_CREDIT);
    case PR_FEED_NOTICE:
        return page_add_credit(p, CREDIT_CARRIER, host, STRENGTH_BYLINE, hit->pattern, line);
    case PR_FEED_FOOTER:
        return add_owner(p, host, STRENGTH_BYLINE, hit, line);
    case PR_PHOTO:
        note_photo(p, in);
        return RP_OK;
    default:
        return RP_OK;
    }
}

/* --- what fields say ------------------------------------------------------------------------- */

static int try_field(struct page *p, struct span field)
{
    int rc = RP_OK;
    struct pattern_hit hit;
    field = span_trim(field);
    if (field.n == 0 || field.n > 400)
        return RP_OK;
    TRY(light_normalise(&p->light, field.p, field.n, 400));
    struct pattern_set set = patterns_candidates(p->patterns, ZONE_AUTHOR, p->light.text, p->light.n);
    set = openings_filter(p->openings, p->scratch, set, p->light.text, p->light.n);
    for (uint8_t k; (k = pattern_set_next(&set)) != PATTERN_NONE;) {
        if (pattern_may_match(p->patterns, k, &p->light) &&
            pattern_match(p->patterns, k, p->scratch, &p->light, &hit)) {
            rc = page_take_hit(p, &hit, LINE_FIELD, field);
            goto out;
        }
    }
    const struct pattern_hit none = {.pattern = PATTERN_NONE};
    if (find_agency(field) != AGENCY_NONE)
        rc = add_owner(p, field, STRENGTH_FIELD, &none, LINE_FIELD);
    else if (!p->out->byline.p)
        p->out->byline = field;
out:
    return rc;
}

/* Names from a credit field (copyright holder, credit text): only agencies count, anything else may be the site. */
static int try_hint(struct page *p, struct span hint)
{
    const struct pattern_hit none = {.pattern = PATTERN_NONE};
    hint = span_trim(hint);
    const bool names_one = hint.n && hint.n <= 200 && find_agency(hint) != AGENCY_NONE;
    return names_one ? add_owner(p, hint, STRENGTH_FIELD, &none, LINE_FIELD)
                                                                       : RP_OK;
}

int page_field_credits(struct page *p)
{
    int rc;
    TRY(try_field(p, p->f.byline));
    TRY(try_hint(p, p->f.credit_hint));
    if (p->out->outlet.n)
        TRY(page_add_credit(p, CREDIT_CARRIER, p->f.outlet.n && !p->host_n ? p->f.outlet : p->out->outlet,
                            STRENGTH_BYLINE, PATTERN_NONE, LINE_FIELD));
    if (p->out->own_agency != AGENCY_NONE)
        TRY(page_add_credit(p, CREDIT_SOURCE, agency_span(p->out->own_agency), STRENGTH_CO_CREDIT, PATTERN_NONE,
                            LINE_FIELD));
out:
    return rc;
}

/* --- the carrier of a page without outlet ------------------------------------------------------ */

/* Words of sections and menus: a crumb made of them names no site. */
static bool is_section_word(const char *p, size_t n)
{
    static const char *const words[] = {
        "news", "current", "home", "world", "politics", "business", "sports", "sport", "local", "national", "nation",
        "opinion", "entertainment", "lifestyle", "life", "health", "tech", "technology", "science", "weather", "latest",
        "top", "stories", "us", "u.s.", "uk", "international", "europe", "asia", "africa", "economy", "markets",
        "money", "culture", "travel", "video", "more", "menu", "breaking", "features", "and", "the", "of", "&", "in",
        "general", "arts", "education", "crime", "elections", "archive", "archives", "main", "today", "all", "search",
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strlen(words[i]) == n && strncasecmp(words[i], p, n) == 0)
            return true;
    return false;
}

static bool names_site(struct span s)
{
    bool other = false;
    size_t words = 0;
    for (size_t i = 0; i < s.n;) {
        size_t k = i;
        while (k < s.n && s.p[k] != ' ')
            k++;
        other |= k > i && !is_section_word(s.p + i, k - i);
        words += k > i;
        i = k + 1;
    }
    return other && words <= 5 && s.n >= 3 && s.n <= 40 && s.p[0] >= 'A' && s.p[0] <= 'Z';
}

static bool is_separator(struct span s)
{
    return s.n <= 4 && (span_is(s, "/") || span_is(s, ">") || span_is(s, "|") || span_is(s, "\xC2\xBB") ||
                        span_is(s, "\xE2\x80\xBA") || span_is(s, "\\"));
}

/* Bread crumbs, one a line with separators between, name the site in front or at the end. */
static size_t find_crumb(const struct page *p)
{
    for (size_t i = 1; i + 1 < p->n && i < 12 && i <= p->first_body; i++) {
        if (!is_separator(page_line(p, i)))
            continue;
        for (size_t k = i - 1; k <= i + 1; k += 2)
            if (p->lines[k].role == ROLE_CRUMB && names_site(page_line(p, k)))
                return k;
    }
    return p->n;
}

int page_guess_carrier(struct page *p)
{
    struct article *a = p->out;
    if (a->outlet.n)
        return RP_OK;
    const size_t crumb = find_crumb(p);
    size_t line = LINE_FIELD;
    struct span name = {NULL, 0};
    if (crumb < p->n) {
        name = page_line(p, crumb);
        line = crumb;
    } else {
        name = headline_site(a->headline);
        for (size_t i = 0; i < p->n && i < 60; i++)
            if (name.n && page_line(p, i).p <= name.p && name.p < page_line(p, i).p + page_line(p, i).n)
                line = i;
    }
    if (name.n < 3)
        return RP_OK;
    a->outlet = name;
    return page_add_credit(p, CREDIT_CARRIER, name, STRENGTH_GUESS, PATTERN_NONE, line);
}

/* --- mentions -------------------------------------------------------------------------------- */

enum { MENTION_BEFORE = 60, MENTION_AFTER = 60, MENTIONS_TRIED = 64 };

struct mentions {
    struct page *p;
    size_t line;
    struct span text;
    unsigned tried;
    int rc;
};

/* Tries the pattern on text[from..to) until its match holds byte `at`; earlier matches are of other words. */
static int try_mention(struct mentions *m, uint8_t pattern, size_t from, size_t at, size_t to)
{
    int rc = RP_OK;
    struct page *p = m->p;
    struct pattern_hit hit;
    for (int tries = 0; from <= at && tries < 3; tries++) {
        const struct span window = {m->text.p + from, to - from};
        TRY(light_normalise(&p->light, window.p, window.n, window.n));
        if (!pattern_match(p->patterns, pattern, p->scratch, &p->light, &hit))
            break;
        const size_t end = from + light_at(&p->light, hit.end);
        if (end > at) {
            rc = page_add_credit(p, CREDIT_MENTION, original(p, hit.group[GROUP_AGENCY], window), 0, pattern, m->line);
            break;
        }
        from = end > from ? end : at + 1;
    }
out:
    return rc;
}

/* The next place, from `at` on, where a letter begins: patterns refuse text that is cut inside one. */
static size_t letter_start(struct span text, size_t at)
{
    while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static bool found_word(void *ctx, uint8_t pattern, size_t at)
{
    struct mentions *m = ctx;
    size_t from = at > MENTION_BEFORE ? at - MENTION_BEFORE : 0;
    while (from > 0 && m->text.p[from - 1] != ' ' && at - from < MENTION_BEFORE + 20)
        from--;
    from = letter_start(m->text, from);
    const size_t to = letter_start(m->text, m->text.n - at > MENTION_AFTER ? at + MENTION_AFTER : m->text.n);
    if (pattern_role(m->p->patterns, pattern) == PR_MENTION)
        m->rc = try_mention(m, pattern, from, at, to);
    return m->rc == RP_OK && ++m->tried < MENTIONS_TRIED;
}

int page_mentions(struct page *p)
{
    struct mentions m = {.p = p};
    for (size_t i = 0; i < p->end && m.rc == RP_OK && m.tried < MENTIONS_TRIED; i++) {
        if (p->lines[i].role != ROLE_BODY)
            continue;
        m.line = i;
        m.text = (struct span){p->f.text.p + p->lines[i].body_start, p->lines[i].end - p->lines[i].body_start};
        patterns_find_words(p->patterns, m.text.p, m.text.n, &m, found_word);
    }
    return m.rc;
}

/* --- in the end ------------------------------------------------------------------------------ */

static int compare_credits(const void *a, const void *b)
{
    const struct credit *x = a, *y = b;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    if (x->strength != y->strength)
        return x->strength > y->strength ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    const size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
    const int order = memcmp(x->name.p, y->name.p, n);
    return order ? order : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

void page_finish_credits(struct page *p)
{
    bool source = false;
    if (p->n_credits)
        qsort(p->credits, p->n_credits, sizeof *p->credits, compare_credits);
    for (size_t i = 0; i < p->n_credits; i++) {
        const struct credit *c = &p->credits[i];
        if (c->role != CREDIT_SOURCE || c->agency == AGENCY_NONE)
            continue;
        source = true;
        if (agency_class(c->agency) == AGENCY_PRESS_RELEASE)
            p->out->marks |= MARK_PRESS_RELEASE;
        if (agency_no_derivatives(c->agency))
            p->out->marks |= MARK_NO_DERIVATIVES;
    }
    if (p->photo_agency && !source)
        p->out->marks |= MARK_PHOTO_CREDIT;
    p->out->credits = p->credits;
    p->out->n_credits = (uint32_t)p->n_credits;
}
