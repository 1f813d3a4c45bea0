#include "article/article_note.h"

#include <assert.h>
#include <string.h>

#include "article/agencies.h"
#include "article/page.h"
#include "base/alloc.h"
#include "base/status.h"
#include "base/varint.h"

/* --- spans ----------------------------------------------------------------------------------- */

/* What a span of the article may lie in; in a note the number + 1, 0 for one that is absent. */
enum home { IN_TEXT, IN_HEADLINE, IN_BYLINE, IN_CREDIT_HINT, IN_OUTLET_FIELD, IN_CANONICAL, IN_OUTLET, HOMES };

static void find_homes(const struct article *a, struct span home[HOMES])
{
    const struct article_fields *f = &a->given;
    home[IN_TEXT] = f->text;
    home[IN_HEADLINE] = f->headline;
    home[IN_BYLINE] = f->byline;
    home[IN_CREDIT_HINT] = f->credit_hint;
    home[IN_OUTLET_FIELD] = f->outlet;
    home[IN_CANONICAL] = f->canonical;
    home[IN_OUTLET] = a->outlet; /* a host in lower case lies in none of the fields */
}

static int home_of(const struct span home[HOMES], struct span s)
{
    for (int i = 0; i < HOMES; i++)
        if (home[i].p && (uintptr_t)s.p >= (uintptr_t)home[i].p &&
            (uintptr_t)s.p + s.n <= (uintptr_t)home[i].p + home[i].n)
            return i;
    return -1;
}

/* What is written, and how to find one's way in it. */
struct writer {
    uint8_t *at;
    struct span home[HOMES];
    bool strange; /* a span lies nowhere */
    uint32_t line[PAGE_CREDITS_MAX]; /* of each credit, among the lines kept; LINE_FIELD: none */
};

enum { SPAN_MAX = 1 + 2 * VARINT_MAX };

static void put_span(struct writer *w, struct span s)
{
    const int home = s.p ? home_of(w->home, s) : -1;
    w->strange |= s.p && home < 0;
    *w->at++ = (uint8_t)(home + 1);
    if (home < 0)
        return;
    w->at = varint_put(w->at, (uint64_t)(s.p - w->home[home].p));
    w->at = varint_put(w->at, s.n);
}

struct reader {
    const uint8_t *at;
    struct span home[HOMES];
};

static int get_span(struct reader *r, struct span *out)
{
    const uint8_t home = *r->at++;
    *out = (struct span){0};
    if (!home)
        return RP_OK;
    const struct span in = r->home[home - 1];
    const uint64_t from = varint_get(&r->at), n = varint_get(&r->at);
    if (!in.p || from > in.n || n > in.n - from)
        return RP_ERR_FORMAT;
    *out = (struct span){in.p + from, (size_t)n};
    return RP_OK;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* What body_read() of story/body.h may take. */
static bool may_be_read(uint8_t role)
{
    return role == ROLE_BODY || role == ROLE_CAPTION || role == ROLE_AGATE || role == ROLE_EDITOR_NOTE ||
           role == ROLE_PRESS_TRAILER || role == ROLE_SECTION;
}

/* Whether a credit was read from it; such credits are told that it is the `kept`-th of those kept. */
static bool is_evidence(struct writer *w, const struct article *a, uint32_t line, uint32_t kept)
{
    bool any = false;
    for (uint32_t i = 0; i < a->n_credits; i++) {
        if (a->credits[i].line == line) {
            w->line[i] = kept;
            any = true;
        }
    }
    return any;
}

enum { LINE_MAX_BYTES = 4 * VARINT_MAX };

/* For each line kept the bytes since the one before it, doubled and one more if more is to be said, then what more
 * there is: its role and the bytes before its body; last the bytes of its body. Behind the last one stands a role that
 * is none. */
static void put_lines(struct writer *w, const struct article *a)
{
    uint32_t before = 0, kept = 0;
    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        const bool plain = l->role == ROLE_BODY && l->body_start == l->start, evidence = is_evidence(w, a, i, kept);
        if (!may_be_read(l->role) && !evidence)
            continue;
        w->at = varint_put(w->at, (uint64_t)(l->start - before) << 1 | !plain);
        if (!plain) {
            *w->at++ = l->role;
            w->at = varint_put(w->at, l->body_start - l->start);
        }
        w->at = varint_put(w->at, l->end - l->body_start);
        before = l->end;
        kept++;
    }
    w->at = varint_put(w->at, 1);
    *w->at++ = ROLES;
}

static int get_lines(struct reader *r, struct page *p)
{
    uint64_t before = 0;
    int rc = RP_OK;

    for (p->n = 0;; p->n++) {
        const uint64_t head = varint_get(&r->at), start = before + (head >> 1);
        const uint8_t role = head & 1 ? *r->at++ : (uint8_t)ROLE_BODY;
        if (role == ROLES)
            break;
        const uint64_t body = start + (head & 1 ? varint_get(&r->at) : 0), end = body + varint_get(&r->at);
        if (end > p->f.text.n)
            return RP_ERR_FORMAT;
        TRY(mem_grow(&p->lines, &p->lines_cap, p->n + 1, sizeof *p->lines));
        p->lines[p->n] = (struct line){.start = (uint32_t)start, .end = (uint32_t)end, .body_start = (uint32_t)body,
                                       .role = role, .pattern = PATTERN_NONE};
        before = end;
    }
    p->end = p->n;
out:
    return rc;
}

/* --- credits --------------------------------------------------------------------------------- */

enum { CREDIT_MAX_BYTES = 2 + sizeof(float) + 2 * VARINT_MAX + SPAN_MAX };

static_assert(LINE_FIELD == UINT32_MAX, "0 follows it");

static void put_credit(struct writer *w, const struct credit *c, uint32_t line)
{
    *w->at++ = c->role;
    *w->at++ = c->pattern;
    memcpy(w->at, &c->strength, sizeof c->strength);
    w->at += sizeof c->strength;
    w->at = varint_put(w->at, c->agency);
    w->at = varint_put(w->at, (uint32_t)(line + 1)); /* 0 is behind LINE_FIELD */
    if (c->agency == AGENCY_NONE)
        put_span(w, c->name);
}

static int get_credit(struct reader *r, struct credit *c)
{
    c->role = *r->at++;
    c->pattern = *r->at++;
    memcpy(&c->strength, r->at, sizeof c->strength);
    r->at += sizeof c->strength;
    c->agency = (uint16_t)varint_get(&r->at);
    c->line = (uint32_t)varint_get(&r->at) - 1;
    if (c->agency == AGENCY_NONE)
        return get_span(r, &c->name);
    c->name = span_of(agency_name(c->agency));
    return RP_OK;
}

static int get_credits(struct reader *r, struct page *p, size_t n)
{
    int rc = RP_OK;
    if (n)
        TRY(mem_grow(&p->credits, &p->credits_cap, n, sizeof *p->credits));
    for (p->n_credits = 0; p->n_credits < n; p->n_credits++)
        TRY(get_credit(r, &p->credits[p->n_credits]));
out:
    return rc;
}

/* --- dates and all the rest ------------------------------------------------------------------ */

enum { DATE_MAX_BYTES = 1 + 2 * VARINT_MAX };

static void put_date(struct writer *w, struct date_interval d)
{
    *w->at++ = d.precision;
    w->at = varint_put_signed(w->at, d.first);
    w->at = varint_put_signed(w->at, (int64_t)((uint64_t)d.last - (uint64_t)d.first));
}

static struct date_interval get_date(struct reader *r)
{
    const uint8_t precision = *r->at++;
    const int64_t first = varint_get_signed(&r->at), length = varint_get_signed(&r->at);
    return (struct date_interval){first, (int64_t)((uint64_t)first + (uint64_t)length), precision};
}

enum { REST_MAX_BYTES = 5 * VARINT_MAX + 3 * DATE_MAX_BYTES + 4 * SPAN_MAX };

static void put_article(struct writer *w, const struct article *a)
{
    const bool guessed = a->outlet.p && home_of(w->home, a->outlet) < IN_OUTLET_FIELD;
    const struct date_interval date[] = {a->date, a->updated, a->first_published};
    put_span(w, guessed ? a->outlet : (struct span){0});
    put_span(w, a->headline);
    put_span(w, a->byline);
    w->at = varint_put(w->at, a->marks);
    w->at = varint_put(w->at, a->update_number);
    w->at = varint_put(w->at, a->body_words);
    for (size_t i = 0; i < ARRAY_LEN(date); i++)
        put_date(w, date[i]);
    w->at = varint_put(w->at, a->n_credits);
    for (uint32_t i = 0; i < a->n_credits; i++)
        put_credit(w, &a->credits[i], w->line[i]);
}

static int get_article(struct reader *r, struct page *p)
{
    struct article *a = p->out;
    struct span guessed;
    int rc = RP_OK;

    TRY(get_span(r, &guessed));
    if (guessed.p)
        a->outlet = guessed;
    TRY(get_span(r, &a->headline));
    TRY(get_span(r, &a->byline));
    a->marks = (uint32_t)varint_get(&r->at);
    a->update_number = (uint32_t)varint_get(&r->at);
    a->body_words = (uint32_t)varint_get(&r->at);
    a->date = get_date(r);
    a->updated = get_date(r);
    a->first_published = get_date(r);
    TRY(get_credits(r, p, (size_t)varint_get(&r->at)));
out:
    return rc;
}

int article_note(struct article_analyser *analyser, struct span *out)
{
    const struct article *a = analyser->page.out;
    const size_t most = sizeof(uint32_t) + REST_MAX_BYTES + ((size_t)a->n_lines + 1) * LINE_MAX_BYTES +
                        (size_t)a->n_credits * CREDIT_MAX_BYTES;
    struct writer w = {.strange = false};
    size_t size;
    int rc = RP_OK;

    *out = (struct span){0};
    if (pattern_scratch_struck(analyser->page.scratch)) /* what mentions find depends on how often */
        return RP_OK;
    TRY(mem_grow(&analyser->note, &analyser->note_cap, most, 1));
    w.at = analyser->note + sizeof(uint32_t);
    find_homes(a, w.home);
    memset(w.line, 0xff, sizeof w.line);
    put_lines(&w, a);
    put_article(&w, a);
    size = (size_t)(w.at - analyser->note);
    if (w.strange || size > UINT32_MAX)
        goto out;
    memcpy(analyser->note, &(uint32_t){(uint32_t)size}, sizeof(uint32_t));
    *out = (struct span){(const char *)analyser->note, size};
out:
    return rc;
}

size_t article_note_size(const uint8_t *note)
{
    uint32_t size;
    memcpy(&size, note, sizeof size);
    return size;
}

int article_recall(struct article_analyser *analyser, const struct article_fields *f, const uint8_t *note,
                   struct article *out)
{
    struct page *p = &analyser->page;
    struct reader r = {.at = note + sizeof(uint32_t)};
    int rc = RP_OK;

    TRY(page_begin(p, f, out));
    find_homes(out, r.home);
    TRY(get_lines(&r, p));
    TRY(get_article(&r, p));
    if (!analyser->no_mentions)
        TRY(page_mentions(p));
    page_finish_credits(p);
    page_end(p);
out:
    return rc;
}
