#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "relation/relation_steps.h"
#include "rules/limits.h"

enum {
    BLOCK_TOKENS = 20,     /* news.md B: an unmatched run this long is a block, ... */
    BLOCK_PARAGRAPH = 12,  /* ... so is a whole unmatched paragraph this long */
    LEAD_TOKENS = 40,
    LEAD_NAMES = 60,       /* tokens whose names tell the event */
    HEADLINE_WORDS = 64,   /* longer ones are no headlines, and are not searched */
    SENTENCE_PART = LIMIT_SENTENCE_PART,
    SENTENCE_LEAST = LIMIT_SENTENCE_LEAST,
    TYPED = BODY_NUMBER | BODY_NAME | BODY_DATE,
};

struct pair_view pair_sides(const struct alignment *al, bool swapped)
{
    return (struct pair_view){
        .al = al,
        .swapped = swapped,
        .mate_a = swapped ? al->mate_b : al->mate_a,
        .mate_b = swapped ? al->mate_a : al->mate_b,
        .span_a = swapped ? al->span_b : al->span_a,
        .span_b = swapped ? al->span_a : al->span_b,
        .used_a = swapped ? al->used_b : al->used_a,
        .used_b = swapped ? al->used_a : al->used_b,
    };
}

struct pair_view pair_view(const struct alignment *al, const struct relation_doc *a, const struct relation_doc *b,
                           bool swapped)
{
    struct pair_view p = pair_sides(al, swapped);
    p.a = a;
    p.b = b;
    p.n_a = a->body->n;
    p.n_b = b->body->n;
    return p;
}

struct stretch_walk stretch_begin(const struct pair_view *p, uint32_t k)
{
    const struct align_span s = pair_span(p, k);
    return (struct stretch_walk){p, s.a, s.b, s.a_end, s.b_end};
}

bool stretch_next(struct stretch_walk *w, struct stretch_step *s)
{
    const uint32_t *mate = w->p->mate_a;
    if (w->a >= w->a_end && w->b >= w->b_end)
        return false;
    *s = (struct stretch_step){w->a, w->a, w->b, w->b, w->a < w->a_end && mate[w->a] == w->b};
    if (s->equal) {
        while (s->a_end < w->a_end && mate[s->a_end] == s->b_end)
            s->a_end++, s->b_end++;
    } else {
        while (s->a_end < w->a_end && mate[s->a_end] == ALIGN_NONE)
            s->a_end++;
        s->b_end = s->a_end < w->a_end ? mate[s->a_end] : w->b_end;
    }
    w->a = s->a_end;
    w->b = s->b_end;
    return true;
}

/* --- blocks --------------------------------------------------------------------------------------- */

/* Does the unmatched run hold a paragraph of its own that is long enough? */
static bool holds_paragraph(const struct body *body, uint32_t first, uint32_t last)
{
    uint32_t begin = ALIGN_NONE;
    for (uint32_t i = first; i <= last; i++) {
        if (i < body->n && !(body->flags[i] & BODY_PARAGRAPH))
            continue;
        if (begin != ALIGN_NONE && i - begin >= BLOCK_PARAGRAPH)
            return true;
        begin = i;
    }
    return false;
}

static int add_block(struct judge *j, uint32_t *n, struct relation_block block)
{
    if (mem_grow(&j->block, &j->block_cap, (size_t)*n + 1, sizeof *j->block) < 0)
        return RP_ERR_NOMEM;
    j->block[(*n)++] = block;
    return RP_OK;
}

/* The blocks of one side behind those already listed; *count and *tokens say how many. */
static int find_blocks(struct judge *j, const struct body *body, const uint32_t *span_of, bool added, uint32_t *n,
                       uint32_t *count, uint32_t *tokens)
{
    bool seen = false;
    int rc = RP_OK;
    for (uint32_t first = 0, last; first < body->n; first = last) {
        last = first + 1;
        if (span_of[first] != ALIGN_NONE) {
            seen = true;
            continue;
        }
        while (last < body->n && span_of[last] == ALIGN_NONE)
            last++;
        if (last - first < BLOCK_TOKENS && !holds_paragraph(body, first, last))
            continue;
        const uint8_t where = !seen ? BLOCK_HEAD : last == body->n ? BLOCK_TAIL : BLOCK_INNER;
        TRY(add_block(j, n, (struct relation_block){first, last, where, added}));
        ++*count;
        *tokens += last - first;
    }
out:
    return rc;
}

/* --- lead ----------------------------------------------------------------------------------------- */

static bool lead_kept(const struct thresholds *t, const uint32_t *mate, uint32_t n)
{
    const uint32_t lead = n < LEAD_TOKENS ? n : LEAD_TOKENS;
    uint32_t matched = 0, earliest = ALIGN_NONE;
    for (uint32_t i = 0; i < lead; i++) {
        matched += mate[i] != ALIGN_NONE;
        earliest = mate[i] < earliest ? mate[i] : earliest;
    }
    return lead && matched >= t->lead_share * lead && earliest < t->lead_place;
}

/* --- standing text -------------------------------------------------------------------------------- */

/* 1 / log2(1 + stories) for a passage that stands in `elsewhere` other stories. */
static double weight_of(const uint16_t *elsewhere, uint32_t i)
{
    return elsewhere && elsewhere[i] ? 1 / log2(2 + elsewhere[i]) : 1;
}

static double weighted_use(const uint16_t *elsewhere, const uint32_t *span_of, uint32_t n)
{
    double used = 0, all = 0;
    for (uint32_t i = 0; i < n; i++) {
        const double w = weight_of(elsewhere, i);
        all += w;
        used += span_of[i] != ALIGN_NONE ? w : 0;
    }
    return all > 0 ? used / all : 0;
}

static bool stands_elsewhere(const uint16_t *elsewhere, uint32_t i, double stories)
{
    return elsewhere && elsewhere[i] >= stories;
}

/* Use of the tokens that are not standing text. */
static double fresh_use(const struct thresholds *t, const uint16_t *elsewhere, const uint32_t *span_of, uint32_t n)
{
    uint32_t used = 0, all = 0;
    for (uint32_t i = 0; i < n; i++) {
        const bool fresh = !stands_elsewhere(elsewhere, i, t->background_stories);
        all += fresh;
        used += fresh && span_of[i] != ALIGN_NONE;
    }
    return all ? (double)used / all : 0;
}

static void measure_matched(const struct thresholds *t, const struct pair_view *p, struct relation_measures *m)
{
    const struct body *a = p->a->body, *b = p->b->body;
    uint32_t quoted = 0, standing = 0;
    for (uint32_t s = 0; s < p->al->n_spans; s++) /* what is matched lies in spans */
        for (uint32_t i = pair_span(p, s).a; i < pair_span(p, s).a_end; i++) {
            const uint32_t k = p->mate_a[i];
            if (k == ALIGN_NONE)
                continue;
            quoted += ((a->flags[i] | b->flags[k]) & BODY_QUOTED) != 0;
            m->style += a->spelling[i] != b->spelling[k];
            standing += stands_elsewhere(p->a->elsewhere, i, t->background_stories) ||
                        stands_elsewhere(p->b->elsewhere, k, t->background_stories);
        }
    m->quoted = m->exact ? (double)quoted / m->exact : 0;
    m->background = m->exact ? (double)standing / m->exact : 0;
    m->fresh_a = p->a->elsewhere ? fresh_use(t, p->a->elsewhere, p->span_a, p->n_a) : m->use_a;
    m->fresh_b = p->b->elsewhere ? fresh_use(t, p->b->elsewhere, p->span_b, p->n_b) : m->use_b;
    m->weighted_a = p->a->elsewhere ? weighted_use(p->a->elsewhere, p->span_a, p->n_a) : m->use_a;
    m->weighted_b = p->b->elsewhere ? weighted_use(p->b->elsewhere, p->span_b, p->n_b) : m->use_b;
}

/* --- sentences ------------------------------------------------------------------------------------ */

/* Of a text's sentences, those that stand in the other, by length and by number. */
struct sentence_share {
    double words, number;
};

static struct sentence_share sentence_share(const struct body *b, const uint32_t *mate, const uint16_t *elsewhere)
{
    double standing = 0, all = 0;
    uint32_t n_standing = 0, n = 0;
    for (uint32_t s = 0; s < b->n_sentences; s++) {
        const uint32_t first = b->sentence[s], last = s + 1 < b->n_sentences ? b->sentence[s + 1] : b->n;
        uint32_t matched = 0;
        double weight = 0;
        for (uint32_t i = first; i < last; i++) {
            matched += mate[i] != ALIGN_NONE;
            weight += weight_of(elsewhere, i);
        }
        const bool counts = last - first >= SENTENCE_LEAST;
        const bool stands = SENTENCE_PART * matched >= (SENTENCE_PART - 1) * (last - first);
        all += weight;
        standing += stands ? weight : 0;
        n += counts;
        n_standing += counts && stands;
    }
    const double words = all > 0 ? standing / all : 0;
    return (struct sentence_share){words, n > 0 ? (double)n_standing / n : words};
}

/* Half of a text in quoted one-liners is not half of it, nor is one long sentence of three: the mean of both. */
double relation_story_share(const struct pair_view *p)
{
    const struct sentence_share s = p->n_a < p->n_b ? sentence_share(p->a->body, p->mate_a, p->a->elsewhere)
                                                    : sentence_share(p->b->body, p->mate_b, p->b->elsewhere);
    return (s.words + s.number) / 2;
}

/* --- slots and facts ------------------------------------------------------------------------------ */

/* Is there a token of this kind on either side that the other side of the stretch does not have? */
static bool is_replaced(const struct pair_view *p, const struct stretch_step *s, uint8_t kind)
{
    const struct body *a = p->a->body, *b = p->b->body;
    bool a_alone = false, b_alone = false;
    for (uint32_t i = s->a; i < s->a_end && !a_alone; i++) {
        a_alone = a->flags[i] & kind;
        for (uint32_t k = s->b; k < s->b_end && a_alone; k++)
            a_alone = a->token[i] != b->token[k];
    }
    for (uint32_t k = s->b; k < s->b_end && a_alone && !b_alone; k++) {
        b_alone = b->flags[k] & kind;
        for (uint32_t i = s->a; i < s->a_end && b_alone; i++)
            b_alone = a->token[i] != b->token[k];
    }
    return a_alone && b_alone;
}

/* Numbers, names and dates; a first word that is no function word may well be a name. */
static uint32_t count_typed(const struct body *b, uint32_t first, uint32_t last)
{
    uint32_t typed = 0;
    for (uint32_t i = first; i < last; i++)
        typed += (b->flags[i] & TYPED) || ((b->flags[i] & BODY_SENTENCE) && !(b->flags[i] & BODY_COMMON));
    return typed;
}

struct slot_sums {
    uint32_t tokens, typed;
};

static int measure_stretch(struct judge *j, const struct pair_view *p, const struct stretch_step *s,
                           struct relation_measures *m, struct slot_sums *sums)
{
    if (s->a == s->a_end || s->b == s->b_end)
        return RP_OK;
    const bool number = is_replaced(p, s, BODY_NUMBER), name = is_replaced(p, s, BODY_NAME),
               date = is_replaced(p, s, BODY_DATE);
    m->slots++;
    m->name_slots += name && !date;
    m->date_slots += date;
    sums->tokens += s->a_end - s->a + s->b_end - s->b;
    sums->typed += count_typed(p->a->body, s->a, s->a_end) + count_typed(p->b->body, s->b, s->b_end);
    if (!number && !name && !date)
        return RP_OK;
    if (mem_grow(&j->fact, &j->fact_cap, (size_t)m->facts + 1, sizeof *j->fact) < 0)
        return RP_ERR_NOMEM;
    j->fact[m->facts++] = (struct relation_fact){s->a, s->a_end, s->b, s->b_end};
    return RP_OK;
}

/* Names among the first words, dates left out; at most LEAD_NAMES. */
static uint32_t lead_names(const struct body *b, uint64_t name[LEAD_NAMES])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->n && i < LEAD_NAMES; i++) {
        if (!(b->flags[i] & BODY_NAME) || (b->flags[i] & BODY_DATE))
            continue;
        uint32_t k = 0;
        while (k < n && name[k] != b->token[i])
            k++;
        name[k] = b->token[i];
        n += k == n;
    }
    return n;
}

static double name_jaccard(const struct body *a, const struct body *b)
{
    uint64_t x[LEAD_NAMES], y[LEAD_NAMES];
    const uint32_t n = lead_names(a, x), k = lead_names(b, y);
    uint32_t common = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t l = 0; l < k; l++)
            common += x[i] == y[l];
    return n + k ? (double)common / (n + k - common) : 1;
}

static int measure_slots(struct judge *j, const struct thresholds *t, const struct pair_view *p,
                         struct relation_measures *m)
{
    struct slot_sums sums = {0};
    struct stretch_step s;
    int rc = RP_OK;
    for (uint32_t k = 0; k < p->al->n_spans; k++)
        for (struct stretch_walk w = stretch_begin(p, k); stretch_next(&w, &s);)
            if (!s.equal)
                TRY(measure_stretch(j, p, &s, m, &sums));
    m->slot_typed = sums.tokens ? (double)sums.typed / sums.tokens : 0;
    m->slot_share = p->used_a + p->used_b ? (double)sums.tokens / (p->used_a + p->used_b) : 0;
    if (m->slots >= t->template_slots)
        m->name_jaccard = name_jaccard(p->a->body, p->b->body);
out:
    return rc;
}

/* --- slots that stand in the headlines too --------------------------------------------------------- */

static bool has_token(const struct body *b, uint64_t token)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (b->token[i] == token)
            return true;
    return false;
}

/* "Game 4", "Pick 3": a number right behind a name is part of it. */
static bool is_of_name(const struct body *b, uint32_t i)
{
    const uint8_t name = b->flags[i] & (BODY_NAME | BODY_DATE);
    if (name == BODY_NAME)
        return true;
    return (b->flags[i] & (BODY_NUMBER | BODY_DATE | BODY_SENTENCE)) == BODY_NUMBER && i > 0
           && (b->flags[i - 1] & (BODY_NAME | BODY_DATE | BODY_NUMBER)) == BODY_NAME;
}

/* Does [first, last) of the body hold a name that is in this headline and not in the other? */
static bool names_headline(const struct body *body, uint32_t first, uint32_t last, const struct body *own,
                           const struct body *other)
{
    for (uint32_t i = first; i < last; i++)
        if (is_of_name(body, i) && has_token(own, body->token[i]) && !has_token(other, body->token[i]))
            return true;
    return false;
}

int relation_measure_headlines(struct judge *j, const struct pair_view *p, struct relation_measures *m)
{
    const struct body *a = &j->headline[0], *b = &j->headline[1];
    struct stretch_step s;
    int rc = RP_OK;
    TRY(body_read_text(&j->headline[0], p->a->headline));
    TRY(body_read_text(&j->headline[1], p->b->headline));
    if (a->n > HEADLINE_WORDS || b->n > HEADLINE_WORDS)
        return RP_OK;
    for (uint32_t k = 0; k < p->al->n_spans; k++)
        for (struct stretch_walk w = stretch_begin(p, k); stretch_next(&w, &s);)
            m->head_slots += !s.equal && names_headline(p->a->body, s.a, s.a_end, a, b)
                             && names_headline(p->b->body, s.b, s.b_end, b, a);
out:
    return rc;
}

/* --- names in added blocks ------------------------------------------------------------------------ */

/* Different names in a table of their own, and a bit for each, by which nearly all that are none are refused. More than
 * so many are left to a table that grows. */
enum { NAMES_FEW = 128, NAME_SLOTS = 256, NAME_WORDS = 64 };
struct few_names {
    uint64_t bits[NAME_WORDS];
    uint64_t name[NAME_SLOTS]; /* 0: free */
    bool met[NAME_SLOTS];      /* in the other text */
    uint32_t n;
};

static bool may_have(const struct few_names *f, uint64_t token)
{
    return f->bits[token / 64 % NAME_WORDS] >> token % 64 & 1;
}

static uint32_t name_slot(const struct few_names *f, uint64_t token)
{
    uint32_t i = token % NAME_SLOTS;
    while (f->name[i] && f->name[i] != token)
        i = (i + 1) % NAME_SLOTS;
    return i;
}

/* False: there are too many, or one that cannot be told from none. */
static bool note_name(struct few_names *f, uint64_t token)
{
    const uint32_t i = name_slot(f, token);
    if (token && f->name[i] == token)
        return true;
    if (!token || f->n == NAMES_FEW)
        return false;
    f->bits[token / 64 % NAME_WORDS] |= UINT64_C(1) << token % 64;
    f->name[i] = token;
    f->n++;
    return true;
}

/* How many of the names the body does not have. */
static uint32_t count_missing(struct few_names *f, const struct body *b)
{
    uint32_t missing = f->n;
    for (uint32_t i = 0; i < b->n && missing > 0; i++) {
        const uint64_t token = b->token[i];
        if (LIKELY(!may_have(f, token)))
            continue;
        const uint32_t at = name_slot(f, token);
        missing -= f->name[at] && !f->met[at];
        f->met[at] = true;
    }
    return missing;
}

/* The set is re-used from the judge, so that long blocks against long texts stay linear. */
static int count_many_names(struct judge *j, const struct pair_view *p, size_t n, uint32_t *new_names)
{
    struct overlap o;
    int rc = RP_OK;
    TRY(overlap_build(&j->set, p->a->body->token, p->n_a));
    TRY(overlap_count(&j->set, j->pair, n, &o));
    *new_names = (uint32_t)(o.b - o.common);
out:
    return rc;
}

int relation_measure_names(struct judge *j, const struct pair_view *p, uint32_t n_blocks, struct relation_measures *m)
{
    const struct body *b = p->b->body;
    struct few_names few = {.n = 0};
    size_t n = 0;
    bool are_few = true;
    int rc = RP_OK;
    TRY(mem_grow(&j->pair, &j->pair_cap, p->n_b, sizeof *j->pair));
    for (uint32_t k = 0; k < n_blocks; k++)
        for (uint32_t i = j->block[k].first; j->block[k].added && i < j->block[k].last; i++)
            if ((b->flags[i] & (BODY_NAME | BODY_DATE)) == BODY_NAME) {
                j->pair[n++] = b->token[i];
                are_few = are_few && note_name(&few, b->token[i]);
            }
    if (are_few)
        m->new_names = count_missing(&few, p->a->body);
    else
        TRY(count_many_names(j, p, n, &m->new_names));
out:
    return rc;
}

/* --- lists of numbers ----------------------------------------------------------------------------- */

static double share(uint32_t part, uint32_t all)
{
    return all ? (double)part / all : 0;
}

static uint32_t count_numbers(const struct body *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->n; i++)
        n += (b->flags[i] & BODY_NUMBER) != 0;
    return n;
}

/* Winning numbers, scores and prices stand outside of what matches when they are others. */
static void measure_numbers(const struct pair_view *p, struct relation_measures *m)
{
    const uint32_t a = count_numbers(p->a->body), b = count_numbers(p->b->body);
    uint32_t common = 0;
    for (uint32_t s = 0; s < p->al->n_spans; s++)
        for (uint32_t i = pair_span(p, s).a; i < pair_span(p, s).a_end; i++)
            common += p->mate_a[i] != ALIGN_NONE && (p->a->body->flags[i] & BODY_NUMBER);
    m->numbers = share(a, p->n_a) < share(b, p->n_b) ? share(a, p->n_a) : share(b, p->n_b);
    m->numbers_shared = a + b - common ? share(common, a + b - common) : 1;
}

/* --- all of it ------------------------------------------------------------------------------------ */

int relation_measure(struct judge *j, const struct thresholds *t, const struct pair_view *p,
                     struct relation_measures *m, uint32_t *n_blocks)
{
    const uint32_t longer = p->used_a > p->used_b ? p->used_a : p->used_b;
    int rc = RP_OK;
    *m = (struct relation_measures){.n_a = p->n_a, .n_b = p->n_b, .exact = p->al->exact, .longest = p->al->longest,
                                    .inversions = p->al->inversions, .name_jaccard = 1, .numbers_shared = 1};
    *n_blocks = 0;
    m->use_a = share(p->used_a, p->n_a);
    m->use_b = share(p->used_b, p->n_b);
    m->lo = m->use_a < m->use_b ? m->use_a : m->use_b;
    m->hi = m->use_a < m->use_b ? m->use_b : m->use_a;
    m->edit = longer ? 1 - share(m->exact, longer) : 0;
    m->lead_kept = lead_kept(t, p->mate_b, p->n_b);
    m->lead_kept_a = lead_kept(t, p->mate_a, p->n_a);
    if (j->all) {
        m->sentences_a = sentence_share(p->a->body, p->mate_a, NULL).words;
        m->sentences_b = sentence_share(p->b->body, p->mate_b, NULL).words;
    }
    measure_matched(t, p, m);
    if (j->all || m->lo >= t->low_hi)
        measure_numbers(p, m);
    TRY(find_blocks(j, p->a->body, p->span_a, false, n_blocks, &m->dropped, &m->dropped_tokens));
    TRY(find_blocks(j, p->b->body, p->span_b, true, n_blocks, &m->added, &m->added_tokens));
    TRY(measure_slots(j, t, p, m));
out:
    return rc;
}

/* --- word pairs ----------------------------------------------------------------------------------- */

static size_t word_pairs(const struct body *b, uint64_t *out)
{
    for (uint32_t i = 0; i + 1 < b->n; i++)
        out[i] = hash_mix(b->token[i] * 3 + b->token[i + 1]);
    return b->n ? b->n - 1 : 0;
}

int relation_measure_pairs(struct judge *j, const struct pair_view *p, struct relation_measures *m)
{
    const size_t longer = p->n_a > p->n_b ? p->n_a : p->n_b;
    struct overlap o;
    int rc = RP_OK;
    TRY(mem_grow(&j->pair, &j->pair_cap, longer, sizeof *j->pair));
    TRY(overlap_build(&j->set, j->pair, word_pairs(p->a->body, j->pair)));
    TRY(overlap_count(&j->set, j->pair, word_pairs(p->b->body, j->pair), &o));
    m->pairs_a = overlap_a_in_b(o);
    m->pairs_b = overlap_b_in_a(o);
out:
    return rc;
}
