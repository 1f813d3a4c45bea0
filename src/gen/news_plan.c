#include "gen/news_plan.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { OUTLETS = 900, TOPICS = 12, BLOCK = 1000, FIRST_MINUTE = 27873360 /* 2022-12-30 */, DAY = 1440,
       OWN_PAGE = 1000 };
enum purpose { PLAN = 61, WIRE, DOCUMENT, TOPIC, SHUFFLE };

const char *const news_kind_names[NEWS_KINDS] = {
#define X(name, text) text,
    NEWS_KIND_MAP(X)
#undef X
};

struct planner {
    const struct newsroom *room;
    struct news_block *block;
    uint64_t number;
    uint32_t size, negatives, satellites;
    struct draw draw;
};

uint32_t news_block_size(const struct gen_options *o)
{
    return BLOCK + 2 * o->news.max_copies;
}

void news_block_release(struct news_block *b)
{
    free(b->doc);
    free(b->wire);
    free(b->reference);
    free(b->original);
    *b = (struct news_block){0};
}

static uint32_t room_left(const struct planner *p)
{
    return p->size - p->block->n;
}

/* --- stories ------------------------------------------------------------------------------------ */

static unsigned beats_of(unsigned language)
{
    unsigned n = 0;
    while (n < BEATS_MAX && news_speech[language].beat[n] != NULL) n++;
    return n;
}

static uint8_t agency_for(struct draw *d, unsigned language)
{
    unsigned i;
    do i = (unsigned)draw_below(d, news_agencies);
    while (news_agency[i].language != language);
    return (uint8_t)i;
}

static int add_wire(struct planner *p, uint32_t *index)
{
    struct news_block *b = p->block;
    const int rc = mem_grow(&b->wire, &b->wire_cap, b->wires + 1, sizeof *b->wire);
    if (rc < 0) return rc;
    struct draw d = draw_of(p->room->o->seed, WIRE, p->number << 20 | b->wires);
    struct wire *w = &b->wire[b->wires];
    *w = (struct wire){.versions = 1, .family = NO_FAMILY};
    w->facts = draw_next(&d);
    w->words = draw_next(&d);
    w->language = (uint8_t)p->room->language[draw_below(&d, p->room->languages)];
    w->beat = (uint8_t)draw_below(&d, beats_of(w->language));
    w->agency = agency_for(&d, w->language);
    w->paragraphs = (uint8_t)(draw_chance(&d, .07)     ? 0
                              : w->language == LANG_EN ? 9 + draw_below(&d, 6)
                                                       : 8 + draw_below(&d, 2));
    w->minute = FIRST_MINUTE + (int64_t)(p->number % 240) * 3 * DAY + (int64_t)draw_below(&d, 9 * DAY);
    if (w->paragraphs > 0 && draw_chance(&d, .5))
        w->topic = draw_key(p->room->o->seed, TOPIC, (w->language * 8u + w->beat) * TOPICS + draw_below(&d, TOPICS));
    *index = b->wires++;
    return RP_OK;
}

static int add_doc(struct planner *p, uint32_t wire, enum treatment treatment, enum news_kind kind,
                   struct news_doc **doc)
{
    struct news_block *b = p->block;
    const int rc = mem_grow(&b->doc, &b->doc_cap, b->n + 1, sizeof *b->doc);
    if (rc < 0) return rc;
    struct news_doc *n = &b->doc[b->n];
    const uint64_t key = draw_key(p->room->o->seed, DOCUMENT, p->number << 20 | b->n);
    struct draw d = {key, 0};
    *n = (struct news_doc){.key = key,
                           .wire = wire,
                           .other = wire,
                           .family = NO_FAMILY,
                           .twin = NO_TWIN,
                           .version = 1,
                           .treatment = treatment,
                           .kind = kind};
    n->outlet = (uint32_t)draw_below(&d, OUTLETS);
    n->delay = (int32_t)draw_below(&d, 2 * DAY);
    n->credited = draw_chance(&d, p->room->o->news.credited);
    n->new_headline = draw_chance(&d, .45);
    n->house_style = draw_chance(&d, .25) && b->wire[wire].language == LANG_EN;
    n->mojibake = draw_chance(&d, p->room->o->news.noisy);
    b->n++;
    *doc = n;
    return RP_OK;
}

/* --- one story and its copies --------------------------------------------------------------------- */

static enum treatment treatment_for(struct draw *d, const struct wire *w)
{
    static const struct {
        uint8_t weight, treatment;
        bool spaced; /* word edits make no sense in unspaced scripts */
    } table[] = {{30, TREAT_AS_IS, false},    {13, TREAT_LIGHT, true},      {5, TREAT_SCANNED, true},
                 {3, TREAT_REORDERED, false}, {16, TREAT_TAIL_CUT, false},  {6, TREAT_INNER_CUT, false},
                 {4, TREAT_HEAD_CUT, false},  {12, TREAT_LOCALIZED, false}, {7, TREAT_LOCAL_AND_CUT, false},
                 {4, TREAT_OWN_LEAD, false}};
    if (w->paragraphs == 0) return TREAT_AS_IS;
    uint32_t u = (uint32_t)draw_below(d, 100);
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (u < table[i].weight) return table[i].spaced && w->language == LANG_ZH ? TREAT_AS_IS : table[i].treatment;
        u -= table[i].weight;
    }
    return TREAT_AS_IS;
}

static enum treatment satellite_for(struct draw *d)
{
    static const uint8_t of[] = {TREAT_STUB,    TREAT_STUB,    TREAT_PAYWALL, TREAT_PAYWALL,
                                 TREAT_EXCERPT, TREAT_EXCERPT, TREAT_PARTIAL, TREAT_PARTIAL,
                                 TREAT_ROUNDUP, TREAT_ROUNDUP, TREAT_EMBEDDED};
    return of[draw_below(d, sizeof of)];
}

/* Versions a story goes through: some are updated, some corrected, each with two copies or more. */
static void plan_versions(struct wire *w, struct draw *d, uint32_t copies)
{
    if (copies < 4 || w->paragraphs == 0 || !draw_chance(d, .3)) return;
    w->versions = (uint8_t)(2 + draw_below(d, copies >= 8 ? VERSIONS_MAX - 1 : 1));
    for (unsigned v = 2; v <= w->versions; v++)
        if (draw_chance(d, .3)) w->corrections |= (uint8_t)(1 << v);
}

/* Copies are dealt to the versions in turn; the first of each version is the wire text itself, and the first
 * of all may be the source's own page. Outlets of one story are all different, but for mirrors. */
static int add_family(struct planner *p, uint32_t wire, uint32_t copies, enum news_kind kind)
{
    struct news_block *b = p->block;
    const uint32_t first = b->n, outlet = (uint32_t)draw_below(&p->draw, OUTLETS);
    const bool original = draw_chance(&p->draw, p->room->o->news.original), evergreen = draw_chance(&p->draw, .02);
    int rc = RP_OK;
    plan_versions(&b->wire[wire], &p->draw, copies);
    for (uint32_t i = 0; i < copies; i++) {
        const struct wire *w = &b->wire[wire];
        struct news_doc *n;
        TRY(add_doc(p, wire, i < w->versions ? TREAT_AS_IS : treatment_for(&p->draw, w), kind, &n));
        n->version = (uint8_t)(1 + i % w->versions);
        n->family = b->families;
        n->outlet = (outlet + i * 7) % OUTLETS;
        n->delay += (n->version - 1) * 5 * 60;
        if (i < w->versions) n->mojibake = false;
        if (i < w->versions && i > 0) n->credited = true;
        if (i == 0 && original) {
            n->own_host = n->credited = true;
            n->new_headline = n->house_style = false;
            n->delay = 0;
        } else if (i > w->versions && draw_chance(&p->draw, .03)) {
            const uint32_t twin = first + (uint32_t)draw_below(&p->draw, i - 1) + 1;
            const uint32_t alias = n->outlet;
            *n = b->doc[twin];
            n->twin = twin;
            n->outlet = alias;
        } else if (i + 1 == copies && copies > 3 && evergreen && w->versions == 1) {
            n->evergreen = true;
            n->delay += 420 * DAY;
        }
    }
    b->wire[wire].family = b->families++;
out:
    return rc;
}

/* Stories that one round-up may hold. */
static bool of_one_day(const struct wire *a, const struct wire *b)
{
    return a->language == b->language && a->paragraphs > 0 && a->minute - b->minute < DAY &&
        b->minute - a->minute < DAY;
}

static int add_satellites(struct planner *p, uint32_t wire)
{
    int rc = RP_OK;
    const struct news_block *b = p->block;
    while (room_left(p) > 0 && b->wire[wire].paragraphs > 0 && p->satellites < p->room->o->news.satellites * b->n) {
        struct news_doc *n;
        enum treatment t = satellite_for(&p->draw);
        uint32_t other = wire;
        if (t == TREAT_ROUNDUP) {
            for (uint32_t i = wire; i-- > 0 && other == wire && i + 400 > wire;)
                if (of_one_day(&b->wire[i], &b->wire[wire])) other = i;
            if (other == wire) t = TREAT_STUB;
        }
        TRY(add_doc(p, wire, t, KIND_SATELLITE, &n));
        n->other = other;
        n->credited = n->credited && (t == TREAT_STUB || t == TREAT_PAYWALL);
        n->house_style = n->mojibake = false;
        p->satellites++;
        if (draw_chance(&p->draw, .5)) break;
    }
out:
    return rc;
}

static uint32_t copies_for(struct planner *p)
{
    const uint32_t most = p->room->o->news.max_copies;
    uint32_t n = 2 + (uint32_t)draw_below(&p->draw, 4);
    while (n < most && draw_chance(&p->draw, .3)) n += 1 + (uint32_t)draw_below(&p->draw, n);
    if (n > most) n = most;
    return n < room_left(p) ? n : room_left(p);
}

static int add_single(struct planner *p, uint32_t wire, enum treatment t, enum news_kind kind)
{
    struct news_doc *n;
    return add_doc(p, wire, t, kind, &n);
}

static int add_story(struct planner *p)
{
    uint32_t wire;
    int rc = RP_OK;
    TRY(add_wire(p, &wire));
    struct wire *w = &p->block->wire[wire];
    const uint32_t copies = draw_chance(&p->draw, p->room->o->news.singles) ? 1 : copies_for(p);
    if (copies < 2) {
        if (draw_chance(&p->draw, .6)) w->agency = STAFF;
        rc = add_single(p, wire, TREAT_AS_IS, KIND_SINGLE);
        goto out;
    }
    TRY(add_family(p, wire, copies, KIND_STORY));
    TRY(add_satellites(p, wire));
    if (room_left(p) > 0 && p->negatives < p->room->o->news.negatives * p->block->n && draw_chance(&p->draw, .3)) {
        const bool spun = news_speech[w->language].spaced && draw_chance(&p->draw, .5);
        TRY(add_single(p, wire, spun ? TREAT_SPUN : TREAT_CITING, spun ? KIND_SPUN : KIND_CITES));
        p->negatives++;
    }
out:
    return rc;
}

/* --- what must not be joined ------------------------------------------------------------------------ */

/* Pages of one outlet with one frame, a day or more apart. */
static int add_series(struct planner *p, enum treatment t, enum news_kind kind)
{
    const uint32_t outlet = (uint32_t)draw_below(&p->draw, OUTLETS), k = 3 + (uint32_t)draw_below(&p->draw, 4);
    uint32_t wire;
    int rc = RP_OK;
    TRY(add_wire(p, &wire));
    p->block->wire[wire].language = LANG_EN;
    p->block->wire[wire].beat = 0;
    p->block->wire[wire].agency = STAFF;
    p->block->wire[wire].paragraphs = 0; /* no story of its own that a round-up could take from */
    for (uint32_t i = 0; i < k && room_left(p) > 0; i++) {
        struct news_doc *n;
        TRY(add_doc(p, wire, t, kind, &n));
        n->outlet = outlet;
        n->delay = (int32_t)(i * (1 + draw_below(&p->draw, 2)) * DAY);
        n->house_style = n->mojibake = n->new_headline = false;
        p->negatives++;
    }
out:
    return rc;
}

/* Stories that share their facts, a statement, or standing background, each its own family or single. */
static int add_lookalikes(struct planner *p, enum news_kind kind)
{
    const uint32_t k = kind == KIND_BACKGROUND ? 4 : 2, first = p->block->wires;
    const uint64_t shared = draw_next(&p->draw) | 1;
    int rc = RP_OK;
    for (uint32_t i = 0; i < k && room_left(p) > 0; i++) {
        uint32_t wire;
        TRY(add_wire(p, &wire));
        struct wire *w = &p->block->wire[wire], *lead = &p->block->wire[first];
        if (w->paragraphs == 0) w->paragraphs = 9;
        if (i > 0) w->language = lead->language, w->beat = lead->beat, w->minute = lead->minute + (int64_t)i * DAY;
        w->agency = kind == KIND_BACKGROUND && i > 0 ? lead->agency : agency_for(&p->draw, w->language);
        w->topic = 0;
        if (kind == KIND_SAME_EVENT) w->facts = lead->facts;
        if (kind == KIND_SHARED_QUOTE) w->statement = shared;
        if (kind == KIND_BACKGROUND) w->topic = shared;
        const uint32_t before = p->block->n;
        if (room_left(p) > 3 && draw_chance(&p->draw, .4)) TRY(add_family(p, wire, 2, kind));
        else TRY(add_single(p, wire, TREAT_AS_IS, kind));
        p->negatives += p->block->n - before;
    }
out:
    return rc;
}

static int add_negative(struct planner *p)
{
    switch (draw_below(&p->draw, 6)) {
    case 0:
    case 1: return add_series(p, TREAT_TEMPLATE, KIND_TEMPLATE);
    case 2: return add_lookalikes(p, KIND_SAME_EVENT);
    case 3: return add_lookalikes(p, KIND_SHARED_QUOTE);
    case 4: return add_lookalikes(p, KIND_BACKGROUND);
    default: return add_series(p, TREAT_COLUMN, KIND_COLUMN);
    }
}

/* --- a block ------------------------------------------------------------------------------------------ */

/* Documents change places; mirrors are told where their twin went. */
static int shuffle(struct planner *p)
{
    struct news_block *b = p->block;
    struct draw d = draw_of(p->room->o->seed, SHUFFLE, p->number);
    uint32_t *place = mem_alloc(b->n, sizeof *place), *was = mem_alloc(b->n, sizeof *was);
    int rc = place && was ? RP_OK : RP_ERR_NOMEM;
    for (uint32_t i = 0; rc >= 0 && i < b->n; i++) was[i] = i;
    for (uint32_t i = b->n; rc >= 0 && i > 1; i--) {
        const uint32_t j = (uint32_t)draw_below(&d, i), w = was[i - 1];
        const struct news_doc t = b->doc[i - 1];
        b->doc[i - 1] = b->doc[j], was[i - 1] = was[j];
        b->doc[j] = t, was[j] = w;
    }
    for (uint32_t i = 0; rc >= 0 && i < b->n; i++) place[was[i]] = i;
    for (uint32_t i = 0; rc >= 0 && i < b->n; i++)
        if (b->doc[i].twin != NO_TWIN) b->doc[i].twin = place[b->doc[i].twin];
    free(place);
    free(was);
    return rc;
}

/* The source's own page, else the first plain copy of each version. */
static int find_references(struct news_block *b)
{
    const uint32_t per = VERSIONS_MAX + 1;
    int rc = RP_OK;
    TRY(mem_grow(&b->reference, &b->reference_cap, (size_t)b->families * per + 1, sizeof *b->reference));
    TRY(mem_grow(&b->original, &b->original_cap, (size_t)b->families + 1, sizeof *b->original));
    for (uint32_t f = 0; f < b->families; f++) {
        b->original[f] = NO_TWIN;
        for (uint32_t v = 0; v < per; v++) b->reference[f * per + v] = NO_TWIN;
    }
    for (uint32_t i = 0; i < b->n; i++) {
        const struct news_doc *n = &b->doc[i];
        if (n->family == NO_FAMILY || n->treatment != TREAT_AS_IS) continue;
        uint32_t *reference = &b->reference[n->family * per + n->version];
        if (n->own_host) b->original[n->family] = i;
        if (n->own_host || *reference == NO_TWIN) *reference = i;
    }
out:
    return rc;
}

/* Tells every copy how many there are beside it. */
static int count_copies(struct news_block *b)
{
    const uint32_t per = VERSIONS_MAX + 1;
    uint32_t *copies = mem_zalloc((size_t)b->families * per + 1, sizeof *copies);
    if (!copies) return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < b->n; i++) {
        const struct news_doc *n = &b->doc[i];
        if (n->family == NO_FAMILY) continue;
        copies[n->family * per] += n->own_host ? OWN_PAGE : 1; /* versions count from 1 */
        copies[n->family * per + n->version] += n->own_host ? OWN_PAGE : 1;
    }
    for (uint32_t i = 0; i < b->n; i++) {
        struct news_doc *n = &b->doc[i];
        n->story_copies = n->family == NO_FAMILY ? 0 : copies[n->family * per];
        n->wire_copies = n->family == NO_FAMILY ? 0 : copies[n->family * per + n->version];
    }
    free(copies);
    return RP_OK;
}

int news_plan(const struct newsroom *r, uint64_t number, struct news_block *b)
{
    const uint32_t full = news_block_size(r->o);
    const uint64_t left = r->o->documents - number * full;
    struct planner p = {.room = r,
                        .block = b,
                        .number = number,
                        .size = left < full ? (uint32_t)left : full,
                        .draw = draw_of(r->o->seed, PLAN, number)};
    int rc = RP_OK;
    b->first = number * full;
    b->n = b->wires = b->families = 0;
    while (room_left(&p) > 0) {
        if (p.negatives < r->o->news.negatives * (b->n + 1)) TRY(add_negative(&p));
        else TRY(add_story(&p));
    }
    TRY(shuffle(&p));
    TRY(find_references(b));
    TRY(count_copies(b));
out:
    return rc;
}
