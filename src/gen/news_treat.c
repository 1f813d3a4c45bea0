#include "gen/news_page.h"

enum purpose { CUTS = 81, OWN_WORDS, EDITS };
/* Tokens wanted of a quotation and of a part; below LOW_WORDS and PASSAGE_WORDS less is said of what is shared. */
enum { EMBEDDED_AMONG = 4, EXCERPT_WORDS = 51, PARTIAL_WORDS = 100, LOW_WORDS = 60, PASSAGE_WORDS = 25,
       BOTH_WORDS = 100, QUOTED_FROM = 4, TINY_WORDS = 25, ROUNDUP_WORDS = 60 };

static const struct {
    const char *relation, *flag;
    bool satellite;
} treatments[TREATMENTS] = {
#define X(name, relation, satellite, flag) {relation, flag, satellite},
    TREATMENT_MAP(X)
#undef X
};

bool news_is_satellite(enum treatment t)
{
    return treatments[t].satellite;
}

struct treatment_of {
    struct newsroom *room;
    const struct news_block *block;
    const struct news_doc *doc;
    const struct wire *wire;
    struct news_page *page;
    struct prose *p;
    struct draw draw;
    struct span given[GIVENS];
    unsigned written;
    size_t whole;     /* tokens of the version's text */
    bool undone;      /* there was nothing to treat so: the text is as it was */
};

/* A paragraph of the outlet's own, about things of its own. */
static int own_paragraph(struct treatment_of *t, const char *rule)
{
    const uint64_t key = draw_key(t->doc->key, OWN_WORDS, t->written++);
    const struct grammar_keys keys = {draw_key(t->doc->key, OWN_WORDS, 1000), key, t->given};
    struct draw d = {key, 0};
    int rc = RP_OK;
    TRY(newsroom_paragraph(t->room, t->wire->language, rule, GRAMMAR_ANY, keys, t->p));
    TRY(prose_vary(t->p, t->p->n - 1, &t->room->lexicon[t->wire->language], &d, .5));
out:
    return rc;
}

static int own_paragraphs(struct treatment_of *t, const char *rule, unsigned n)
{
    int rc = RP_OK;
    while (n-- > 0) TRY(own_paragraph(t, rule));
out:
    return rc;
}

/* Words as news.md B counts them: characters where words are not parted by spaces. */
static size_t tokens(const struct treatment_of *t, unsigned first, unsigned last)
{
    const size_t words = prose_words(t->p, first, last);
    return news_speech[t->wire->language].spaced ? words : 2 * words;
}

/* What text of the outlet's own beside `kept` tokens of the story makes of a cut copy, by rows 12 and 14: behind
 * another lead and under another headline less than half of the story is a part of it. */
static const char *relation_by_parts(const struct treatment_of *t, size_t kept, bool lead)
{
    const bool minor = !lead && t->doc->new_headline && 2 * kept < t->whole;
    return 10 * kept >= 6 * tokens(t, 0, t->p->n) && kept >= BOTH_WORDS && !minor ? "trimmed+expanded"
                                                                                          : "partial-reuse";
}

/* Is it one of no more than two copies, of which nothing but their texts tells what the wire had? */
static bool is_of_two(uint32_t copies)
{
    return copies <= 2;
}

/* What the words changed make of a copy that has all paragraphs, by rows 4, 6 and 7. */
static const char *relation_by_edits(const struct treatment_of *t)
{
    const size_t changed = t->p->edits.changed, of = tokens(t, 0, t->p->n);
    return 100 * changed <= of && !t->p->edits.facts ? "verbatim" : 100 * changed <= 8 * of ? "light-edit" : "edited";
}

/* --- core copies ---------------------------------------------------------------------------------- */

static void cut_tail(struct treatment_of *t, unsigned least, unsigned most)
{
    const unsigned n = t->p->n, share = least + (unsigned)draw_below(&t->draw, most - least);
    unsigned keep = n * share / 100;
    while (keep + 1 < n && prose_words(t->p, 0, keep) < 130) keep++;
    prose_keep(t->p, 0, keep < n ? keep : n - 1);
}

static void cut_inside(struct treatment_of *t)
{
    const unsigned drop = 2 + (unsigned)draw_below(&t->draw, t->p->n / 4);
    const unsigned whole = t->p->n;
    for (unsigned i = 0; i < drop && prose_words(t->p, 0, t->p->n) > 180; i++)
        prose_drop(t->p, 2 + (unsigned)draw_below(&t->draw, t->p->n - 3));
    t->undone = t->p->n == whole;
}

static int localize(struct treatment_of *t)
{
    const unsigned n = t->p->n < 9 ? 1 : 1 + (unsigned)draw_below(&t->draw, 2);
    int rc = RP_OK;
    for (unsigned i = 0; i < n; i++) {
        TRY(own_paragraph(t, "local"));
        prose_move(t->p, t->p->n - 1, 2 + (unsigned)draw_below(&t->draw, t->p->n - 3));
    }
out:
    return rc;
}

/* The first two paragraphs give way to two of the outlet's. */
static int own_lead(struct treatment_of *t)
{
    int rc = RP_OK;
    cut_tail(t, 70, 95);
    prose_keep(t->p, 2, t->p->n);
    const size_t kept = tokens(t, 0, t->p->n);
    TRY(own_paragraphs(t, "staff", 2));
    prose_move(t->p, t->p->n - 1, 0);
    prose_move(t->p, t->p->n - 1, 0);
    t->page->relation = relation_by_parts(t, kept, false);
    if (is_of_two(t->doc->story_copies)) t->page->relation = NULL; /* or the source's new lead: rows 15 and 26 */
out:
    return rc;
}

static void swap_paragraphs(struct treatment_of *t)
{
    for (unsigned i = 0; i < 2; i++) prose_move(t->p, t->p->n - 1 - (unsigned)draw_below(&t->draw, 2), 2 + i);
}

/* --- satellites ----------------------------------------------------------------------------------- */

/* The beginning of the first paragraph, cut inside a word as feeds do. */
static int stub(struct treatment_of *t)
{
    const struct paragraph lead = t->p->para[0];
    const size_t from = t->p->bytes.n;
    size_t n = lead.n < 200 ? lead.n : 200;
    int rc = RP_OK;
    TRY(out_reserve(&t->p->bytes, n + 64));
    const char *s = t->p->bytes.p + lead.at;
    while (n > 0 && n < lead.n && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    TRY(out_bytes(&t->p->bytes, s, n));
    TRY(out_text(&t->p->bytes, "… [+"));
    TRY(out_decimal(&t->p->bytes, 400 + draw_below(&t->draw, 3000), 1));
    TRY(out_text(&t->p->bytes, " chars]"));
    prose_keep(t->p, 0, 0);
    prose_end(t->p, from);
    if (t->doc->new_headline && tokens(t, 0, 1) < TINY_WORDS) /* nobody could know: the length guards of news.md B */
        t->page->relation = NULL;
out:
    return rc;
}

static int paywall(struct treatment_of *t)
{
    prose_keep(t->p, 0, 2);
    if (prose_words(t->p, 0, 2) > 110) prose_keep(t->p, 0, 1);
    return prose_add(t->p, span_of(news_speech[t->wire->language].read_on));
}

/* What a page that reuses `reused` of the story's tokens is to it, by rows 3 and 14 of news.md B. */
static const char *relation_by_amount(const struct treatment_of *t, size_t reused, size_t page, bool names_source)
{
    const size_t of = t->whole < page ? t->whole : page;
    const bool low = 5 * reused < of || (reused < LOW_WORDS && 2 * reused < of);
    return !low ? "partial-reuse" : reused >= PASSAGE_WORDS && names_source ? "excerpt" : NULL;
}

static size_t far_from(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* Keeps those paragraphs in a row, at least one and beginning with one in [first, last), that come nearest to `wanted`
 * tokens; where they are looked for first is drawn. */
static void keep_near(struct treatment_of *t, unsigned first, unsigned last, size_t wanted)
{
    const unsigned n = last - first, start = (unsigned)draw_below(&t->draw, n);
    unsigned best = first + start, end = best + 1;
    for (unsigned i = 0; i < n; i++) {
        const unsigned from = first + (start + i) % n;
        for (unsigned to = from + 1; to <= t->p->n && to <= from + 12; to++)
            if (far_from(tokens(t, from, to), wanted) < far_from(tokens(t, best, end), wanted)) best = from, end = to;
    }
    prose_keep(t->p, best, end);
}

/* Own text around a quotation from the first paragraphs, the source named. */
static int excerpt(struct treatment_of *t)
{
    int rc = RP_OK;
    keep_near(t, 0, QUOTED_FROM, EXCERPT_WORDS);
    const size_t quoted = tokens(t, 0, t->p->n);
    const unsigned paragraphs = t->p->n;
    TRY(own_paragraph(t, "cites"));
    prose_move(t->p, t->p->n - 1, 0);
    while (tokens(t, paragraphs + 1, t->p->n) < 5 * quoted) TRY(own_paragraph(t, "own"));
    for (unsigned i = 0; i < 2; i++) prose_move(t->p, t->p->n - 1, 0);
    t->page->relation = relation_by_amount(t, quoted, tokens(t, 0, t->p->n), true);
out:
    return rc;
}

/* A part of the story in text of one's own. */
static int partial(struct treatment_of *t)
{
    int rc = RP_OK;
    keep_near(t, 2, t->p->n, PARTIAL_WORDS);
    const size_t reused = tokens(t, 0, t->p->n);
    const unsigned paragraphs = t->p->n;
    while (tokens(t, paragraphs, t->p->n) < reused + reused / 4) TRY(own_paragraph(t, "own"));
    for (unsigned i = 0, own = t->p->n - paragraphs; i < (own + 1) / 2; i++) prose_move(t->p, t->p->n - 1, 0);
    t->page->relation = relation_by_amount(t, reused, tokens(t, 0, t->p->n), false);
out:
    return rc;
}

/* One of several stories on a long page, the others nobody else's. */
static int embedded(struct treatment_of *t)
{
    struct prose *other = &t->room->other;
    int rc = RP_OK;
    for (unsigned i = 0; i < EMBEDDED_AMONG; i++) {
        struct wire w = *t->wire;
        w.facts = draw_next(&t->draw);
        w.words = draw_next(&t->draw);
        w.topic = w.statement = 0;
        const unsigned before = t->p->n;
        TRY(wire_write(t->room, &w, 1, other));
        for (unsigned k = 0; k < other->n; k++) TRY(prose_add(t->p, prose_at(other, k)));
        for (unsigned k = before; i < EMBEDDED_AMONG / 2 && k < t->p->n; k++) prose_move(t->p, t->p->n - 1, 0);
    }
out:
    return rc;
}

/* Three paragraphs of each of two stories; of one that gives too little of it the page is no round-up (row 13). */
static int roundup(struct treatment_of *t)
{
    const struct wire *other = &t->block->wire[t->doc->other];
    struct prose *second = &t->room->other;
    int rc = RP_OK;
    prose_keep(t->p, 0, 3);
    const size_t kept = tokens(t, 0, t->p->n);
    TRY(own_paragraph(t, "round_join"));
    const unsigned before = t->p->n;
    TRY(wire_write(t->room, other, 1, second));
    for (unsigned i = 0; i < 3 && i < second->n; i++) TRY(prose_add(t->p, prose_at(second, i)));
    const size_t added = tokens(t, before, t->p->n);
    TRY(own_paragraph(t, "any_body"));
    t->p->head.n = 0;
    const struct grammar_keys keys = {t->doc->key, t->doc->key, t->given};
    TRY(newsroom_phrase(t->room, t->wire->language, "round_head", keys, &t->p->head));
    if (kept < ROUNDUP_WORDS || added < ROUNDUP_WORDS)
        t->page->relation = relation_by_amount(t, kept, tokens(t, 0, t->p->n), false);
out:
    return rc;
}

static int local_and_cut(struct treatment_of *t)
{
    cut_tail(t, 55, 80);
    const size_t kept = tokens(t, 0, t->p->n);
    const int rc = localize(t);
    t->page->relation = relation_by_parts(t, kept, true);
    return rc;
}

/* --- negatives -------------------------------------------------------------------------------------- */

static int spin(struct treatment_of *t)
{
    int rc = RP_OK;
    TRY(prose_synonyms(t->p, 0, &t->room->lexicon[t->wire->language], &t->draw, 1));
    TRY(prose_scribble(t->p, &t->draw, .2));
out:
    return rc;
}

/* The same facts in other words, the source named. */
static int cite(struct treatment_of *t)
{
    struct wire again = *t->wire;
    int rc = RP_OK;
    again.words = t->doc->key;
    again.topic = again.statement = 0;
    again.paragraphs = 4;
    TRY(wire_write(t->room, &again, 1, t->p));
    TRY(own_paragraph(t, "cites"));
    prose_move(t->p, t->p->n - 1, 1);
out:
    return rc;
}

/* One of the frames, its fixed slots from the series, the others from the day. */
static int template(struct treatment_of *t)
{
    static const char *const frame[] = {"tmpl_weather", "tmpl_close", "tmpl_law", "tmpl_obit"};
    static const char *const head[] = {"Weather for today", "Shares at the close", "Shareholder alert", "Obituary"};
    const unsigned which = (unsigned)(t->wire->words % ARRAY_LEN(frame));
    const struct grammar_keys keys = {t->wire->facts, t->doc->key, NULL};
    int rc = RP_OK;
    prose_clear(t->p);
    TRY(newsroom_paragraph(t->room, LANG_EN, frame[which], GRAMMAR_ANY, keys, t->p));
    TRY(out_text(&t->p->head, head[which]));
out:
    return rc;
}

static int column(struct treatment_of *t)
{
    const struct grammar_keys keys = {t->wire->facts, t->wire->words, NULL};
    int rc = RP_OK;
    prose_clear(t->p);
    TRY(newsroom_paragraph(t->room, LANG_EN, "column_intro", GRAMMAR_ANY, keys, t->p));
    TRY(own_paragraphs(t, "own", 6));
    TRY(newsroom_phrase(t->room, LANG_EN, "round_head", keys, &t->p->head));
out:
    return rc;
}

/* --- all together ------------------------------------------------------------------------------------- */

static int treat(struct treatment_of *t)
{
    struct prose *p = t->p;
    const struct lexicon *lexicon = &t->room->lexicon[t->wire->language];
    int rc = RP_OK;
    switch ((enum treatment)t->doc->treatment) {
    case TREAT_LIGHT:
        TRY(prose_synonyms(p, 0, lexicon, &t->draw, .12));
        TRY(prose_scribble(p, &t->draw, .012));
        t->page->relation = relation_by_edits(t);
        break;
    case TREAT_SCANNED:
        TRY(prose_scribble(p, &t->draw, .11));
        t->page->relation = relation_by_edits(t);
        break;
    case TREAT_REORDERED:
        swap_paragraphs(t);
        if (is_of_two(t->doc->wire_copies)) t->page->relation = NULL; /* each is the other in another order */
        break;
    case TREAT_TAIL_CUT: cut_tail(t, 45, 85); break;
    case TREAT_INNER_CUT: cut_inside(t); break;
    case TREAT_HEAD_CUT: prose_keep(p, 2, p->n); break;
    case TREAT_LOCALIZED: TRY(localize(t)); break;
    case TREAT_LOCAL_AND_CUT: TRY(local_and_cut(t)); break;
    case TREAT_OWN_LEAD: TRY(own_lead(t)); break;
    case TREAT_STUB: TRY(stub(t)); break;
    case TREAT_PAYWALL: TRY(paywall(t)); break;
    case TREAT_EXCERPT: TRY(excerpt(t)); break;
    case TREAT_PARTIAL: TRY(partial(t)); break;
    case TREAT_EMBEDDED: TRY(embedded(t)); break;
    case TREAT_ROUNDUP: TRY(roundup(t)); break;
    case TREAT_SPUN: TRY(spin(t)); break;
    case TREAT_CITING: TRY(cite(t)); break;
    case TREAT_TEMPLATE: TRY(template(t)); break;
    case TREAT_COLUMN: TRY(column(t)); break;
    default: break;
    }
out:
    return rc;
}

int news_treat(struct newsroom *r, const struct news_block *b, const struct news_doc *n, struct news_page *page)
{
    const struct wire *w = &b->wire[n->wire];
    const bool spaced = news_speech[w->language].spaced;
    const char *agency = w->agency == STAFF ? "AFP"
                         : spaced           ? news_agency[w->agency].name
                                            : news_agency[w->agency].code;
    struct treatment_of t = {
        .room = r, .block = b, .doc = n, .wire = w, .page = page, .p = &page->prose, .draw = draw_of(n->key, CUTS, 0)};
    int rc = RP_OK;
    t.given[GIVEN_OUTLET] = (struct span){page->outlet.p, page->outlet.n};
    t.given[GIVEN_AGENCY] = span_of(agency);
    t.given[GIVEN_PLACE] = (struct span){page->line.p, page->line.n};
    TRY(wire_write(r, w, n->version, t.p));
    t.whole = tokens(&t, 0, t.p->n);
    t.p->edits = (struct prose_edits){0};
    page->relation = treatments[n->treatment].relation;
    TRY(treat(&t));
    if (t.undone) page->relation = treatments[TREAT_AS_IS].relation;
    if (treatments[n->treatment].flag != NULL && !t.undone) TRY(news_flag(page, treatments[n->treatment].flag));
    if (n->house_style) {
        TRY(prose_house_style(t.p, &t.draw));
        TRY(news_flag(page, "house-style"));
    }
    if (n->mojibake) TRY(prose_mojibake(t.p));
out:
    return rc;
}
