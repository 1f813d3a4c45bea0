#include "gen/grammar.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "gen/draw.h"

enum { DEEPEST = 24 };

struct writer {
    const struct grammar *g;
    uint64_t facts;
    struct draw words;
    const struct span *given;
    struct out *to;
    int depth;
};

static int given_number(struct span name)
{
    static const char *const names[GIVENS] = {"place", "outlet", "agency"};
    for (int i = 0; i < GIVENS; i++)
        if (span_is(name, names[i])) return i;
    return -1;
}

static size_t slot_of(const struct grammar *g, struct span name)
{
    size_t at = hash_bytes(name.p, name.n, 0) & (g->slots - 1);
    while (g->slot[at] != 0 && !span_equal(g->rule[g->slot[at] - 1].name, name)) at = (at + 1) & (g->slots - 1);
    return at;
}

static const struct grammar_rule *rule_of(const struct grammar *g, struct span name)
{
    const uint32_t found = g->slot[slot_of(g, name)];
    return found ? &g->rule[found - 1] : NULL;
}

/* --- reading ------------------------------------------------------------------------------------ */

static struct span trimmed(const char *p, const char *end)
{
    while (p < end && *p == ' ') p++;
    while (p < end && end[-1] == ' ') end--;
    return (struct span){p, (size_t)(end - p)};
}

static int add_alternative(struct grammar *g, struct grammar_rule *r, struct span s)
{
    const int rc = mem_grow(&g->pool, &g->pool_cap, g->pooled + 1, sizeof *g->pool);
    if (rc < 0) return rc;
    g->pool[g->pooled++] = s;
    r->n++;
    return RP_OK;
}

/* Bars inside brackets do not part alternatives. */
static int add_rule(struct grammar *g, const char *p, const char *end)
{
    const char *colon = memchr(p, ':', (size_t)(end - p));
    int rc = RP_OK, depth = 0;
    if (colon == NULL) return RP_ERR_FORMAT;
    TRY(mem_grow(&g->rule, &g->rule_cap, g->rules + 1, sizeof *g->rule));
    struct grammar_rule *r = &g->rule[g->rules++];
    *r = (struct grammar_rule){.name = trimmed(p, colon)};
    const char *from = colon + 1;
    for (const char *at = from; at < end; at++) {
        depth += *at == '[' ? 1 : *at == ']' ? -1 : 0;
        if (*at != '|' || depth > 0) continue;
        TRY(add_alternative(g, r, trimmed(from, at)));
        from = at + 1;
    }
    TRY(add_alternative(g, r, trimmed(from, end)));
    if (depth != 0) rc = RP_ERR_FORMAT;
out:
    return rc;
}

/* "<name.k~>" at p: the name, k (0 if none) and whether only the last word. Returns its length, 0 if none. */
static size_t reference_at(struct span s, struct span *name, uint32_t *k, bool *last)
{
    const char *end = memchr(s.p, '>', s.n);
    if (end == NULL) return 0;
    const char *at = s.p + 1;
    while (at < end && *at != '.' && *at != '~') at++;
    *name = (struct span){s.p + 1, (size_t)(at - s.p - 1)};
    *k = 0;
    *last = end[-1] == '~';
    if (*at == '.')
        for (at++; at < end && *at >= '0' && *at <= '9'; at++) *k = *k * 10 + (uint32_t)(*at - '0');
    return (size_t)(end - s.p) + 1;
}

static bool references_known(const struct grammar *g)
{
    struct span name;
    uint32_t k;
    bool last;
    for (size_t i = 0; i < g->pooled; i++) {
        for (struct span s = g->pool[i]; s.n > 0; s.p++, s.n--) {
            if (*s.p != '<') continue;
            if (reference_at(s, &name, &k, &last) == 0 || (rule_of(g, name) == NULL && given_number(name) < 0))
                return false;
        }
    }
    return true;
}

int grammar_init(struct grammar *g, const char *text)
{
    int rc = RP_OK;
    *g = (struct grammar){.slots = 16};
    for (const char *p = text, *eol; *p != 0; p = *eol ? eol + 1 : eol) {
        eol = strchr(p, '\n');
        if (eol == NULL) eol = p + strlen(p);
        if (eol > p && *p != '#') TRY(add_rule(g, p, eol));
    }
    while (g->slots < 2 * g->rules + 1) g->slots *= 2;
    g->slot = mem_zalloc(g->slots, sizeof *g->slot);
    if (g->slot == NULL) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    struct span *next = g->pool;
    for (uint32_t i = 0; i < g->rules; i++) {
        g->rule[i].alternative = next;
        next += g->rule[i].n;
        g->slot[slot_of(g, g->rule[i].name)] = i + 1;
    }
    if (!references_known(g)) rc = RP_ERR_FORMAT;
out:
    if (rc < 0) grammar_release(g);
    return rc;
}

void grammar_release(struct grammar *g)
{
    free(g->rule);
    free(g->slot);
    free(g->pool);
    *g = (struct grammar){0};
}

/* --- writing ------------------------------------------------------------------------------------ */

static int write_alternative(struct writer *w, struct span s);

static int write_rule(struct writer *w, const struct grammar_rule *r, uint32_t which)
{
    if (w->depth >= DEEPEST || r == NULL) return RP_OK;
    if (which == GRAMMAR_ANY) which = (uint32_t)draw_below(&w->words, r->n);
    w->depth++;
    const int rc = write_alternative(w, r->alternative[which % r->n]);
    w->depth--;
    return rc;
}

/* A fact: all its draws come from the text's facts, the rule and k. */
static int write_fact(struct writer *w, const struct grammar_rule *r, uint32_t k, bool last)
{
    const struct draw outer = w->words;
    const size_t begin = w->to->n;
    w->words = draw_of(w->facts, hash_bytes(r->name.p, r->name.n, 0), k);
    const int rc = write_rule(w, r, GRAMMAR_ANY);
    w->words = outer;
    if (rc < 0 || !last) return rc;
    size_t at = w->to->n;
    while (at > begin && w->to->p[at - 1] != ' ') at--;
    memmove(w->to->p + begin, w->to->p + at, w->to->n - at);
    w->to->n -= at - begin;
    return RP_OK;
}

/* "#a-b#" with "," or "." before the closing sign. Returns its length, 0 if there is none. */
static int write_number(struct writer *w, struct span s, size_t *used)
{
    uint64_t bound[2] = {0, 0};
    size_t i = 1;
    int side = 0, rc = RP_OK;
    char style = 0;
    for (; i < s.n && s.p[i] != '#'; i++) {
        if (s.p[i] == '-') side = 1;
        else if (s.p[i] == ',' || s.p[i] == '.') style = s.p[i];
        else bound[side] = bound[side] * 10 + (uint64_t)(s.p[i] - '0');
    }
    *used = i + 1;
    const uint64_t v = bound[0] + draw_below(&w->words, bound[1] - bound[0] + 1);
    if (style == ',' && v >= 1000) {
        TRY(out_decimal(w->to, v / 1000, 1));
        TRY(out_text(w->to, ","));
        TRY(out_decimal(w->to, v % 1000, 3));
        goto out;
    }
    TRY(out_decimal(w->to, v, 1));
    if (style == '.') {
        TRY(out_text(w->to, "."));
        TRY(out_decimal(w->to, 1 + draw_below(&w->words, 9), 1));
    }
out:
    return rc;
}

/* The bracket that closes the one s begins with. */
static size_t bracket_end(struct span s)
{
    size_t i = 0;
    int depth = 0;
    for (; i < s.n; i++) {
        depth += s.p[i] == '[' ? 1 : s.p[i] == ']' ? -1 : 0;
        if (depth == 0) break;
    }
    return i;
}

/* ASCII and the Latin-1 letters (two bytes, C3 A0..BE). */
static void capitalise(char *p, size_t n)
{
    if (n > 0 && p[0] >= 'a' && p[0] <= 'z') p[0] = (char)(p[0] - 32);
    else if (n > 1 && (unsigned char)p[0] == 0xc3 && (unsigned char)p[1] >= 0xa0 && (unsigned char)p[1] != 0xb7)
        p[1] = (char)(p[1] - 32);
}

static int write_reference(struct writer *w, struct span name, uint32_t k, bool last)
{
    const int given = given_number(name);
    const struct grammar_rule *r = rule_of(w->g, name);
    if (given >= 0)
        return w->given && w->given[given].p ? out_bytes(w->to, w->given[given].p, w->given[given].n) : RP_OK;
    return name.p[name.n] == '.' ? write_fact(w, r, k, last) : write_rule(w, r, GRAMMAR_ANY);
}

static int write_alternative(struct writer *w, struct span s)
{
    int rc = RP_OK;
    size_t capital = SIZE_MAX;
    while (s.n > 0) {
        size_t used = 1;
        if (*s.p == '<') {
            struct span name;
            uint32_t k;
            bool last;
            used = reference_at(s, &name, &k, &last);
            TRY(write_reference(w, name, k, last));
        } else if (*s.p == '#') {
            TRY(write_number(w, s, &used));
        } else if (*s.p == '[') {
            const size_t end = bracket_end(s);
            used = end + 1;
            if (draw_next(&w->words) & 1) TRY(write_alternative(w, (struct span){s.p + 1, end - 1}));
        } else if (*s.p == '^') {
            capital = w->to->n;
        } else {
            const char *stop = s.p;
            while (stop < s.p + s.n && strchr("<#[^", *stop) == NULL) stop++;
            used = (size_t)(stop - s.p);
            TRY(out_bytes(w->to, s.p, used));
        }
        if (capital < w->to->n) {
            capitalise(w->to->p + capital, w->to->n - capital);
            capital = SIZE_MAX;
        }
        s.p += used;
        s.n -= used;
    }
out:
    return rc;
}

uint32_t grammar_alternatives(const struct grammar *g, const char *rule)
{
    const struct grammar_rule *r = rule_of(g, span_of(rule));
    return r ? r->n : 0;
}

int grammar_write(const struct grammar *g, const char *rule, uint32_t which, struct grammar_keys keys, struct out *to)
{
    struct writer w = {g, keys.facts, {keys.words, 0}, keys.given, to, 0};
    const struct grammar_rule *r = rule_of(g, span_of(rule));
    return r ? write_rule(&w, r, which) : RP_ERR_INVALID;
}
