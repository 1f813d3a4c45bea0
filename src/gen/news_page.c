#include "gen/news_page.h"

#include <stdio.h>

enum purpose { OUTLET = 91, CREDITS, DATES, FURNITURE, HEADLINE, RELATED };
enum { PAPERS = 12, PREFIXES = 4 };

/* What a host's pages look like: bits of a number that is the host's. */
enum habit {
    CRUMBS = 1,
    HEAD_IN_TEXT = 2,
    SHARE_TOP = 4,
    SECTION = 8,
    RELATED_BLOCK = 16,
    RELATED_FIXED = 32,
    COMMENTS = 64,
    SUBSCRIBE = 128,
    OWN_COPYRIGHT = 256,
    BLANK_LINES = 512,
    DATE_LINE = 1024,
    PHOTO = 2048,
    SHARE_END = 4096
};

struct maker {
    struct newsroom *room;
    const struct news_block *block;
    const struct news_doc *doc;
    const struct wire *wire;
    const struct news_agency *agency; /* NULL: staff */
    const struct news_speech *speech;
    struct news_page *page;
    struct draw credits, dates;
    uint64_t habit;
    bool undated;
    char writer[2][64];
};

void news_page_init(struct news_page *p)
{
    *p = (struct news_page){.source = NULL};
    prose_init(&p->prose);
}

void news_page_release(struct news_page *p)
{
    struct out *const all[] = {&p->text, &p->title, &p->url, &p->flags, &p->line, &p->place, &p->outlet, &p->host};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) out_release(all[i]);
    prose_release(&p->prose);
}

int news_flag(struct news_page *p, const char *flag)
{
    int rc = RP_OK;
    if (p->flags.n > 0) TRY(out_text(&p->flags, ","));
    TRY(out_text(&p->flags, flag));
out:
    return rc;
}

/* An agency's own host is one, whatever outlet the page would have been. */
static uint64_t host_number(const struct news_doc *n, const struct wire *w)
{
    return n->own_host ? 100000u + w->agency : n->outlet;
}

/* --- outlet ------------------------------------------------------------------------------------------- */

static int phrase(struct maker *m, const char *rule, uint32_t which, uint64_t facts, struct out *to)
{
    const struct grammar_keys keys = {facts, facts, NULL};
    return grammar_write(&m->room->grammar[m->wire->language], rule, which, keys, to);
}

/* Town, paper and prefix from the outlet's number, so that no two have one name; the host is its letters. */
static int name_outlet(struct maker *m)
{
    struct news_page *p = m->page;
    const uint32_t towns = grammar_alternatives(&m->room->grammar[m->wire->language], "town"), n = m->doc->outlet;
    const char *space = m->speech->spaced ? " " : "";
    int rc = RP_OK;
    p->outlet.n = p->host.n = p->line.n = 0;
    TRY(phrase(m, "town", n % towns, 0, &p->line));
    if (m->doc->own_host) {
        TRY(out_text(&p->host, m->agency->host));
        TRY(out_text(&p->outlet, m->agency->name));
        goto out;
    }
    TRY(phrase(m, "papername", n / towns / PAPERS, 0, &p->outlet));
    TRY(out_text(&p->outlet, space));
    TRY(out_bytes(&p->outlet, p->line.p, p->line.n));
    TRY(out_text(&p->outlet, space));
    TRY(phrase(m, "paper", n / towns % PAPERS, 0, &p->outlet));
    TRY(out_text(&p->host, n % 3 ? "www." : ""));
    for (size_t i = 0; i < p->outlet.n; i++) {
        const char c = p->outlet.p[i] | 32;
        if (c >= 'a' && c <= 'z') TRY(out_bytes(&p->host, &c, 1));
    }
    if (m->wire->language != LANG_EN) TRY(out_decimal(&p->host, n, 1));
    TRY(out_text(&p->host, ".example"));
out:
    return rc;
}

/* --- lines -------------------------------------------------------------------------------------------- */

static int begin_line(struct maker *m)
{
    return m->page->text.n == 0 ? RP_OK : out_text(&m->page->text, m->habit & BLANK_LINES ? "\n\n" : "\n");
}

static int line(struct maker *m, const char *s)
{
    const int rc = begin_line(m);
    return rc < 0 ? rc : out_text(&m->page->text, s);
}

static int line_span(struct maker *m, struct span s)
{
    const int rc = begin_line(m);
    return rc < 0 ? rc : out_bytes(&m->page->text, s.p, s.n);
}

static void civil_of(const struct maker *m, int *y, int *mo, int *d, int *minute)
{
    const int64_t at = m->wire->minute + m->doc->delay;
    day_civil(at / 1440, y, mo, d);
    *minute = (int)(at % 1440);
}

static int upper(struct out *to, const struct out *s)
{
    int rc = out_reserve(to, s->n);
    for (size_t i = 0; rc >= 0 && i < s->n; i++) {
        const char c = s->p[i];
        to->p[to->n++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    return rc;
}

/* The letters behind % of news_agency.h. */
static int fill(struct maker *m, const char *format, struct out *to)
{
    int rc = RP_OK, y, mo, d;
    unsigned writers = 0;
    day_civil(m->wire->minute / 1440, &y, &mo, &d); /* of the wire, not of the page */
    for (const char *p = format; *p != 0; p++) {
        if (*p != '%' || p[1] == 0) {
            TRY(out_bytes(to, p, 1));
            continue;
        }
        switch (*++p) {
        case 'P': TRY(upper(to, &m->page->place)); break;
        case 'p': TRY(out_bytes(to, m->page->place.p, m->page->place.n)); break;
        case 'M': TRY(out_text(to, m->speech->month_short[mo - 1])); break;
        case 'd': TRY(out_decimal(to, (uint64_t)d, 1)); break;
        case 'y': TRY(out_decimal(to, (uint64_t)y, 4)); break;
        case 'w': TRY(out_text(to, m->writer[writers++ & 1])); break;
        case 'o': TRY(out_bytes(to, m->page->outlet.p, m->page->outlet.n)); break;
        case 'D':
            TRY(out_text(to, m->speech->month_short[mo - 1]));
            TRY(out_text(to, " "));
            TRY(out_decimal(to, (uint64_t)d, 1));
            TRY(out_text(to, ", "));
            TRY(out_decimal(to, (uint64_t)y, 4));
            break;
        default: break;
        }
    }
out:
    return rc;
}

/* Lines parted by bars. */
static int filled_lines(struct maker *m, const char *format)
{
    int rc = RP_OK;
    while (*format != 0) {
        char one[256];
        const char *bar = strchr(format, '|');
        const size_t n = bar ? (size_t)(bar - format) : strlen(format);
        snprintf(one, sizeof one, "%.*s", (int)n, format);
        TRY(begin_line(m));
        TRY(fill(m, one, &m->page->text));
        format += n + (bar != NULL);
    }
out:
    return rc;
}

/* --- credits ------------------------------------------------------------------------------------------- */

/* Which marks of the agency this copy kept. A satellite shows none but a stub's. */
struct marks {
    bool dateline, byline, tail, copyright, distributed;
};

/* Only where the wire's first paragraph is the page's can its dateline stand. */
static bool begins_with_lead(const struct news_doc *n)
{
    return (n->treatment < TREAT_STUB && n->treatment != TREAT_HEAD_CUT && n->treatment != TREAT_OWN_LEAD) ||
           n->treatment == TREAT_STUB || n->treatment == TREAT_PAYWALL;
}

static struct marks choose_marks(struct maker *m)
{
    const struct news_agency *a = m->agency;
    struct marks k = {0};
    if (a == NULL || !m->doc->credited) return k;
    const uint64_t r = draw_next(&m->credits);
    k.distributed = a->distributor != NULL && !m->doc->own_host && (r & 1);
    k.copyright = (a->copyright != NULL && (r & 6)) || k.distributed;
    k.dateline = a->dateline[0] != 0 && (r & 24) && begins_with_lead(m->doc);
    k.byline = (r & 96) != 0;
    k.tail = a->tail[0] != 0 && (r & 128);
    if (!k.dateline && !k.copyright) k.byline = true;
    m->page->source = a->name;
    m->page->distributor = k.distributed ? a->distributor : NULL;
    return k;
}

/* "WASHINGTON (AP) — " or what is left of it, in front of the first paragraph of wire text. */
static int write_body(struct maker *m, const struct marks *k)
{
    static const char *const traps[] = {"(AP Photo/%w)", "(Photo: Reuters/%w)", "%w/AFP/Getty Images",
                                        "© Getty Images/%w"};
    const struct prose *p = &m->page->prose;
    const unsigned photo = m->habit & PHOTO && m->wire->language == LANG_EN && p->n > 3
                             ? 1 + (unsigned)(m->doc->key % (p->n - 2))
                             : UINT32_MAX;
    const bool dateline = m->agency && begins_with_lead(m->doc);
    int rc = RP_OK;
    for (unsigned i = 0; i < p->n; i++) {
        TRY(begin_line(m));
        if (i == 0 && dateline) TRY(fill(m, k->dateline ? m->agency->dateline : m->agency->bare, &m->page->text));
        TRY(out_bytes(&m->page->text, prose_at(p, i).p, p->para[i].n));
        if (i == photo) TRY(filled_lines(m, traps[m->doc->key % ARRAY_LEN(traps)]));
    }
out:
    return rc;
}

static int write_byline(struct maker *m, const struct marks *k)
{
    if (k->byline) return filled_lines(m, m->agency->byline);
    if (m->agency == NULL && m->wire->language == LANG_EN) return filled_lines(m, "By %w");
    return RP_OK;
}

static int write_credit_tail(struct maker *m, const struct marks *k)
{
    int rc = RP_OK;
    if (k->tail) TRY(filled_lines(m, m->agency->tail));
    if (k->distributed) TRY(filled_lines(m, m->agency->distributed));
    else if (k->copyright) TRY(filled_lines(m, m->agency->copyright));
    if (m->agency && m->doc->treatment == TREAT_OWN_LEAD && m->page->source != NULL && m->wire->language == LANG_EN) {
        TRY(begin_line(m));
        TRY(out_text(&m->page->text, "(With files from "));
        TRY(out_text(&m->page->text, m->agency->code));
        TRY(out_text(&m->page->text, ")"));
    }
out:
    return rc;
}

/* Marks that a version carries in the text: half of the copies keep them. */
static int write_version_note(struct maker *m)
{
    if (m->doc->version < 2 || m->wire->language != LANG_EN || m->doc->treatment > TREAT_OWN_LEAD) return RP_OK;
    if (!m->doc->own_host && !(m->doc->key >> 40 & 1)) return RP_OK;
    if (wire_is_correction(m->wire, m->doc->version))
        return line(m, "CORRECTION: A previous version of this story gave a wrong number.");
    return line(m, m->doc->key >> 41 & 1 ? "(Updates with new figures in first paragraph.)"
                                         : "This story has been updated with new information.");
}

/* --- headline ------------------------------------------------------------------------------------------- */

static int write_headline(struct maker *m, const struct news_doc *n, struct out *to)
{
    const struct wire *w = &m->block->wire[n->wire];
    char rule[32];
    to->n = 0;
    if (!n->new_headline || n->treatment > TREAT_EMBEDDED)
        return out_bytes(to, m->page->prose.head.p, m->page->prose.head.n);
    snprintf(rule, sizeof rule, "%s_head", news_speech[w->language].beat[w->beat]);
    const struct grammar_keys keys = {w->facts, draw_key(n->key, HEADLINE, 0), NULL};
    const int rc = newsroom_phrase(m->room, w->language, rule, keys, to);
    if (to->n > 0 && to->p[0] >= 'a' && to->p[0] <= 'z') to->p[0] = (char)(to->p[0] - 32);
    return rc;
}

/* Flags the headline against that of the reference, then tags it. */
static int settle_headline(struct maker *m)
{
    struct news_page *p = m->page;
    const struct news_doc *n = m->doc;
    int rc = RP_OK;
    if (n->family != NO_FAMILY) {
        const uint32_t ref = m->block->reference[n->family * (VERSIONS_MAX + 1) + n->version];
        TRY(write_headline(m, &m->block->doc[ref], &p->line));
        TRY(write_headline(m, n, &p->title));
        if (p->line.n != p->title.n || memcmp(p->line.p, p->title.p, p->line.n) != 0) TRY(news_flag(p, "new-headline"));
    } else {
        TRY(write_headline(m, n, &p->title));
    }
    if (m->agency && m->agency->updates_in_headline && n->credited && n->version > 1 &&
        n->treatment <= TREAT_OWN_LEAD) {
        char tag[24];
        snprintf(tag, sizeof tag, wire_is_correction(m->wire, n->version) ? "CORRECTED-" : "UPDATE %u-",
                 n->version - 1u);
        p->line.n = 0;
        TRY(out_bytes(&p->line, p->title.p, p->title.n));
        p->title.n = 0;
        TRY(out_text(&p->title, tag));
        TRY(out_bytes(&p->title, p->line.p, p->line.n));
        TRY(news_flag(p, "tagged-headline"));
    }
out:
    return rc;
}

/* --- dates ----------------------------------------------------------------------------------------------- */

static void write_date(struct maker *m)
{
    static const char *const weekday[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    int y, mo, d, minute;
    const int64_t day = (m->wire->minute + m->doc->delay) / 1440;
    char *to = m->page->date;
    civil_of(m, &y, &mo, &d, &minute);
    to[0] = 0;
    m->undated = draw_chance(&m->dates, m->room->o->news.undated);
    if (m->undated) return;
    if (draw_chance(&m->dates, .01)) {
        snprintf(to, sizeof m->page->date, "1970-01-01T00:00:00Z");
        return;
    }
    switch (m->doc->outlet % 5) {
    case 0: snprintf(to, sizeof m->page->date, "%04d-%02d-%02d", y, mo, d); break;
    case 1:
        snprintf(to, sizeof m->page->date, "%04d-%02d-%02dT%02d:%02d:00Z", y, mo, d, minute / 60, minute % 60);
        break;
    case 2:
        snprintf(to, sizeof m->page->date, "%04d-%02d-%02dT%02d:%02d:00+00:00", y, mo, d, minute / 60, minute % 60);
        break;
    case 3:
        snprintf(to, sizeof m->page->date, "%s, %02d %.3s %04d %02d:%02d:00 GMT", weekday[day % 7], d,
                 news_speech[LANG_EN].month[mo - 1], y, minute / 60, minute % 60);
        break;
    default:
        snprintf(to, sizeof m->page->date, "%04d-%02d-%02d %02d:%02d:%02d", y, mo, d, minute / 60, minute % 60, 0);
        break;
    }
}

static int write_date_line(struct maker *m)
{
    int y, mo, d, minute;
    char s[128];
    if (m->undated || !(m->habit & DATE_LINE)) return RP_OK;
    civil_of(m, &y, &mo, &d, &minute);
    if (m->wire->language == LANG_ZH) snprintf(s, sizeof s, "%s：%d年%d月%d日", m->speech->published, y, mo, d);
    else if (m->wire->language == LANG_EN)
        snprintf(s, sizeof s, "%s: %s %d, %d", m->speech->published, m->speech->month[mo - 1], d, y);
    else snprintf(s, sizeof s, "%s: %d %s %d", m->speech->published, d, m->speech->month[mo - 1], y);
    return line(m, s);
}

/* --- furniture ------------------------------------------------------------------------------------------- */

static int write_top(struct maker *m, const struct marks *k)
{
    int rc = RP_OK;
    if (m->habit & CRUMBS) {
        TRY(line(m, m->speech->home));
        TRY(line(m, "/"));
        TRY(line(m, m->speech->news));
    }
    if (m->habit & HEAD_IN_TEXT) TRY(line_span(m, (struct span){m->page->title.p, m->page->title.n}));
    TRY(write_byline(m, k));
    TRY(write_date_line(m));
    if (m->habit & SECTION && m->wire->language == LANG_EN) TRY(line(m, "Published in News & Features"));
    if (m->habit & SHARE_TOP)
        TRY(line(m, m->wire->language == LANG_EN ? "Facebook Twitter WhatsApp Email Print" : m->speech->share));
out:
    return rc;
}

/* Headlines and a teaser sentence: of the host, the same on all its pages, or of the day. */
static int write_related(struct maker *m)
{
    const uint64_t key = m->habit & RELATED_FIXED ? draw_key(m->room->o->seed, RELATED, host_number(m->doc, m->wire))
                                                  : draw_key(m->doc->key, RELATED, 0);
    int rc = RP_OK;
    TRY(line(m, m->speech->related));
    for (uint64_t i = 0; i < 4; i++) {
        const struct grammar_keys keys = {draw_key(key, RELATED, i), draw_key(key, RELATED, 10 + i), NULL};
        TRY(begin_line(m));
        const size_t from = m->page->text.n;
        TRY(newsroom_phrase(m->room, m->wire->language, i & 1 ? "pol_head" : "acc_head", keys, &m->page->text));
        if (i < 3 && m->habit & RELATED_FIXED) {
            TRY(begin_line(m));
            TRY(newsroom_phrase(m->room, m->wire->language, i & 1 ? "pol_lead" : "acc_lead", keys, &m->page->text));
        }
        if (m->page->text.p[from] >= 'a' && m->page->text.p[from] <= 'z')
            m->page->text.p[from] = (char)(m->page->text.p[from] - 32);
    }
out:
    return rc;
}

static int write_bottom(struct maker *m)
{
    int rc = RP_OK;
    if (m->habit & SHARE_END) TRY(line(m, m->speech->share));
    if (m->habit & RELATED_BLOCK) TRY(write_related(m));
    if (m->habit & SUBSCRIBE) TRY(line(m, m->speech->subscribe));
    if (m->habit & OWN_COPYRIGHT && !m->doc->own_host) {
        int y, mo, d, minute;
        civil_of(m, &y, &mo, &d, &minute);
        TRY(begin_line(m));
        TRY(out_text(&m->page->text, "© "));
        if (!m->undated) TRY(out_decimal(&m->page->text, (uint64_t)y, 4));
        if (!m->undated) TRY(out_text(&m->page->text, " "));
        TRY(out_bytes(&m->page->text, m->page->outlet.p, m->page->outlet.n));
        TRY(out_text(&m->page->text, m->speech->spaced ? ". " : " "));
        TRY(out_text(&m->page->text, m->speech->rights));
    }
    if (m->habit & COMMENTS) {
        TRY(line(m, m->speech->comments));
        const unsigned n = (unsigned)(m->doc->key >> 20) % 3;
        for (unsigned i = 0; i < n; i++) TRY(line(m, m->speech->reader_comment[(m->doc->key >> (8 * i)) % 4]));
        if (m->wire->language == LANG_EN && m->doc->outlet & 1) TRY(line(m, "blog comments powered by Disqus"));
    }
out:
    return rc;
}

/* Mirrors have the key of their twin, and so its path. An undated page has no date in its address either. */
static int write_url(struct maker *m)
{
    struct news_page *p = m->page;
    char iso[11] = "";
    int rc = RP_OK;
    p->url.n = 0;
    TRY(out_text(&p->url, "https://"));
    TRY(out_bytes(&p->url, p->host.p, p->host.n));
    if (m->doc->key & 1 && !m->undated) {
        day_iso((m->wire->minute + m->doc->delay) / 1440, iso);
        for (int i = 0; i < 10; i++) iso[i] = iso[i] == '-' ? '/' : iso[i];
        TRY(out_text(&p->url, "/"));
        TRY(out_text(&p->url, iso));
    }
    TRY(out_text(&p->url, "/news/s-"));
    TRY(out_decimal(&p->url, m->doc->key >> 24, 1));
out:
    return rc;
}

/* --- a page ------------------------------------------------------------------------------------------------ */

static int name_people(struct maker *m)
{
    struct news_page *p = m->page;
    int rc = RP_OK;
    for (unsigned i = 0; i < 2; i++) {
        p->line.n = 0;
        TRY(phrase(m, "person", GRAMMAR_ANY, draw_key(m->wire->facts, CREDITS, i), &p->line));
        snprintf(m->writer[i], sizeof m->writer[i], "%.*s", (int)p->line.n, p->line.p);
    }
    p->place.n = 0;
    TRY(phrase(m, "dateplace", GRAMMAR_ANY, m->wire->facts, &p->place));
out:
    return rc;
}

static int copy_flags(struct maker *m)
{
    const struct news_doc *n = m->doc;
    int rc = RP_OK;
    if (n->family != NO_FAMILY && m->agency && !m->page->source) TRY(news_flag(m->page, "credit-missing"));
    if (m->undated) TRY(news_flag(m->page, "undated"));
    if (n->twin != NO_TWIN) TRY(news_flag(m->page, "mirror"));
    if (n->evergreen) TRY(news_flag(m->page, "evergreen"));
out:
    return rc;
}

int news_page_make(struct newsroom *r, const struct news_block *b, uint32_t i, struct news_page *p)
{
    const struct news_doc *n = &b->doc[i];
    const struct wire *w = &b->wire[n->wire];
    const bool own_text =
        news_is_satellite(n->treatment) && n->treatment != TREAT_STUB && n->treatment != TREAT_PAYWALL;
    struct maker m = {.room = r,
                      .block = b,
                      .doc = n,
                      .wire = w,
                      .speech = &news_speech[w->language],
                      .page = p,
                      .agency =
                          w->agency == STAFF || own_text || n->treatment >= TREAT_SPUN ? NULL : &news_agency[w->agency],
                      .credits = draw_of(n->key, CREDITS, 0),
                      .dates = draw_of(n->key, DATES, n->outlet)};
    const uint64_t habit = draw_key(r->o->seed, OUTLET, host_number(n, w));
    struct draw furniture = draw_of(n->key, FURNITURE, 0);
    int rc = RP_OK;
    m.habit = draw_chance(&furniture, r->o->news.furniture) ? habit : habit & (BLANK_LINES | HEAD_IN_TEXT);
    p->text.n = p->flags.n = 0;
    p->source = p->distributor = NULL;
    TRY(name_people(&m));
    TRY(name_outlet(&m));
    write_date(&m);
    TRY(news_treat(r, b, n, p));
    TRY(settle_headline(&m));
    const struct marks marks = choose_marks(&m);
    TRY(write_top(&m, &marks));
    TRY(write_version_note(&m));
    TRY(write_body(&m, &marks));
    TRY(write_credit_tail(&m, &marks));
    TRY(write_bottom(&m));
    TRY(write_url(&m));
    TRY(copy_flags(&m));
out:
    return rc;
}
