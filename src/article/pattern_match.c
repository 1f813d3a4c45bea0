/* Choosing the patterns to try on a line, and trying them. */
#include "article/pattern_table.h"

#include <stdlib.h>
#include <string.h>

#include "article/light_normalise.h"
#include "base/alloc.h"
#include "base/block16.h"
#include "base/status.h"

/* A match may take so many steps, whatever the text; the heap limit is in KiB. Our own patterns need a few hundred. */
enum { MATCH_STEPS = 10000, MATCH_DEPTH = 1000, MATCH_HEAP = 1024 };
enum { CORE_SETS = 3 }; /* patterns whose cores are looked for before a line is normalised, at most */

int pattern_scratch_create(struct pattern_scratch **out)
{
    struct pattern_scratch *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return RP_ERR_NOMEM;
    s->data = pcre2_match_data_create(64, NULL);
    s->context = pcre2_match_context_create(NULL);
    if (!s->data || !s->context) {
        pattern_scratch_free(s);
        return RP_ERR_NOMEM;
    }
    pcre2_set_match_limit(s->context, MATCH_STEPS);
    pcre2_set_depth_limit(s->context, MATCH_DEPTH);
    pcre2_set_heap_limit(s->context, MATCH_HEAP);
    *out = s;
    return RP_OK;
}

void pattern_scratch_free(struct pattern_scratch *s)
{
    if (!s)
        return;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    free(s);
}

void pattern_scratch_begin(struct pattern_scratch *s)
{
    s->strikes = 0;
}

bool pattern_scratch_struck(const struct pattern_scratch *s)
{
    return s->strikes > 0;
}

static struct pattern_set set_without(struct pattern_set a, const struct pattern_set *b)
{
    for (unsigned w = 0; w < 4; w++)
        a.bits[w] &= ~b->bits[w];
    return a;
}

struct pattern_set patterns_candidates(const struct patterns *p, unsigned zones, const char *text, size_t n)
{
    if (n == 0)
        return (struct pattern_set){{0}};
    const unsigned char first = (unsigned char)text[0], second = n > 1 ? (unsigned char)text[1] : 0x80;
    const struct pattern_set *begins = first < 0x80 && second < 0x80 ? &p->pair[first][second] : &p->first[first];
    return pattern_set_and(p->zones[zones & 255], begins);
}

struct pattern_set patterns_plausible(const struct patterns *p, struct pattern_set set, const char *raw, size_t front,
                                      size_t n)
{
    for (unsigned s = 0; s < PATTERN_SIGNS; s++) {
        const struct pattern_set in_need = pattern_set_and(set, &p->by_sign[s]);
        if (!pattern_set_is_empty(&in_need) && !memchr(raw, PATTERN_SIGN[s], s < PATTERN_SIGN_AT_END ? front : n))
            set = set_without(set, &in_need);
    }
    return set;
}

struct pattern_set patterns_reaching(const struct patterns *p, struct pattern_set set, size_t lines)
{
    return pattern_set_and(set, &p->reach[lines < PATTERN_REACH ? lines : PATTERN_REACH]);
}

struct pattern_set patterns_for_prose(const struct patterns *p, struct pattern_set set)
{
    return set_without(set, &p->not_prose);
}

struct pattern_set patterns_glued(const struct patterns *p, struct pattern_set set)
{
    return pattern_set_and(set, &p->glued);
}

bool pattern_glued(const struct patterns *p, uint8_t pattern)
{
    return p->list[pattern].glued;
}

enum pattern_role pattern_role(const struct patterns *p, uint8_t pattern)
{
    return p->list[pattern].role;
}

bool pattern_can_begin(const struct patterns *p, uint8_t pattern, struct pattern_scratch *s, const char *text, size_t n)
{
    const struct pattern *one = &p->list[pattern];
    return !one->jit || !one->anchored /* without JIT asking takes longer than it saves */
           || pcre2_jit_match(one->code, (PCRE2_SPTR)text, n, 0, PCRE2_PARTIAL_HARD, s->data, s->context)
                  != PCRE2_ERROR_NOMATCH;
}

static bool has_word(const char *text, size_t n, struct span word, uint8_t rare)
{
    if (n < word.n)
        return false;
    const char *at = text + rare, *const end = text + n - (word.n - rare) + 1;
    while (at < end && (at = memchr(at, word.p[rare], (size_t)(end - at)))) {
        if (memcmp(at - rare, word.p, word.n) == 0)
            return true;
        at++;
    }
    return false;
}

bool pattern_may_match(const struct patterns *p, uint8_t pattern, const struct light *line)
{
    const struct pattern *one = &p->list[pattern];
    for (unsigned i = 0; i < one->n_needs; i++)
        if (has_word(line->text, line->n, one->need[i], one->rare[i]))
            return true;
    return one->n_needs == 0;
}

static bool has_core(const struct pattern *one, const char *raw, size_t n)
{
    for (unsigned i = 0; i < one->n_needs; i++)
        if (has_word(raw, n, one->core[i], one->core_rare[i]))
            return true;
    return !one->has_cores;
}

static bool is_ascii(const char *p, size_t n)
{
    unsigned char any = 0;
    for (size_t i = 0; i < n; i++)
        any |= (unsigned char)p[i];
    return any < 0x80;
}

bool patterns_ruled_out(const struct patterns *p, struct pattern_set set, const char *raw, size_t n)
{
    unsigned asked = 0;
    for (uint8_t k; (k = pattern_set_next(&set)) != PATTERN_NONE;)
        if (!p->list[k].has_cores || ++asked > CORE_SETS || has_core(&p->list[k], raw, n))
            return false;
    return is_ascii(raw, n);
}

bool pattern_match(const struct patterns *p, uint8_t pattern, struct pattern_scratch *s, const struct light *line,
                   struct pattern_hit *hit)
{
    const struct pattern *one = &p->list[pattern];
    if (s->strikes >= PATTERN_STRIKES)
        return false;
    const uint32_t options = line->cut ? PCRE2_NOTEOL : 0;
    const char *text = line->text;
    /* Both heed the limits; the direct way is cheaper, and light-normalised text is valid UTF-8. */
    const int rc = one->jit ? pcre2_jit_match(one->code, (PCRE2_SPTR)text, line->n, 0, options, s->data, s->context)
                            : pcre2_match(one->code, (PCRE2_SPTR)text, line->n, 0, options | PCRE2_NO_UTF_CHECK,
                                          s->data, s->context);
    if (rc < 0) {
        s->strikes += rc != PCRE2_ERROR_NOMATCH;
        return false;
    }
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->data);
    const uint32_t pairs = rc == 0 ? pcre2_get_ovector_count(s->data) : (uint32_t)rc;
    /* \K can put the start behind the end */
    *hit = (struct pattern_hit){.pattern = pattern, .role = one->role, .start = at[0],
                                .end = at[1] > at[0] ? at[1] : at[0]};
    for (unsigned g = 0; g < PATTERN_GROUPS; g++) {
        for (unsigned k = 0; k < 3 && !hit->group[g].p; k++) {
            const uint32_t i = (uint32_t)one->group[g][k];
            if (i && i < pairs && at[2 * i] != PCRE2_UNSET && at[2 * i + 1] >= at[2 * i])
                hit->group[g] = (struct span){text + at[2 * i], at[2 * i + 1] - at[2 * i]};
        }
    }
    return true;
}

static bool pair_in(const uint8_t table[128][16], unsigned char a, unsigned char b)
{
    return a < 0x80 && b < 0x80 && (table[a][b / 8] >> (b % 8) & 1);
}

static bool begins_word(const struct patterns *p, unsigned char a, unsigned char b)
{
    return p->word_start[a][b / 8] >> (b % 8) & 1;
}

bool patterns_glued_start(const struct patterns *p, const char *text)
{
    const unsigned char a = (unsigned char)text[0], b = (unsigned char)text[1];
    return a >= 0x80 || b >= 0x80 || pair_in(p->glued_start, a, b);
}

static bool find_words_at(const struct patterns *p, const char *text, size_t n, size_t at, void *ctx,
                          bool (*found)(void *ctx, uint8_t pattern, size_t at))
{
    struct pattern_set body = p->zones[ZONE_BODY];
    for (uint8_t i; (i = pattern_set_next(&body)) != PATTERN_NONE;) {
        const struct pattern *one = &p->list[i];
        for (unsigned k = 0; k < one->n_needs; k++) {
            const struct span word = one->need[k]; /* with a NUL behind; most differ in their first two bytes */
            if (text[at] == word.p[0] && (text[at + 1] == word.p[1] || word.n == 1) && word.n <= n - at
                && memcmp(text + at, word.p, word.n) == 0) {
                if (!found(ctx, i, at))
                    return false;
                break;
            }
        }
    }
    return true;
}

/* Few words begin with two bytes that a needed one begins with. */
static inline bool try_words(const struct patterns *p, const char *text, size_t n, size_t at, void *ctx,
                             bool (*found)(void *ctx, uint8_t pattern, size_t at))
{
    return n - at < 2 || !begins_word(p, (unsigned char)text[at], (unsigned char)text[at + 1])
           || find_words_at(p, text, n, at, ctx, found);
}

/* A bit for each of 16 bytes where a needed word may begin: behind a space or parenthesis (0x20, 0x28), a capital (0x40
 * to 0x5F are near enough) or the lower-case letter there is, or any where there are several; and where
 * pattern_is_unspaced(). */
static inline unsigned word_bits(const char *text, unsigned char both_cases, unsigned char lower)
{
    const block16 letter = block16_load(text);
    const block16 wanted = (block16)((letter & both_cases) == 0x40) | (block16)(letter == lower);
    const block16 word = (block16)((block16_load(text - 1) & 0xF7) == 0x20) & wanted;
    return block16_bits(word | ((block16)(letter >= 0xE3) & (block16)(letter <= 0xEF)));
}

/* A body costs one pass of 64 bytes at a time. */
void patterns_find_words(const struct patterns *p, const char *text, size_t n, void *ctx,
                         bool (*found)(void *ctx, uint8_t pattern, size_t at))
{
    if (!p->has_words || n == 0 || !try_words(p, text, n, 0, ctx, found))
        return;
    const unsigned char both_cases = p->lower == 0xFF ? 0xC0 : 0xE0;
    size_t i = 1;
    for (; i + 64 <= n; i += 64) {
        uint64_t start = 0;
        for (unsigned k = 0; k < 64; k += sizeof(block16))
            start |= (uint64_t)word_bits(text + i + k, both_cases, p->lower) << k;
        for (; start; start &= start - 1)
            if (!try_words(p, text, n, i + (unsigned)__builtin_ctzll(start), ctx, found))
                return;
    }
    for (; i + sizeof(block16) <= n; i += sizeof(block16))
        for (unsigned start = word_bits(text + i, both_cases, p->lower); start; start &= start - 1)
            if (!try_words(p, text, n, i + (unsigned)__builtin_ctz(start), ctx, found))
                return;
    for (; i < n; i++)
        if ((((unsigned char)text[i - 1] & 0xF7) == 0x20 || pattern_is_unspaced((unsigned char)text[i])) &&
            !try_words(p, text, n, i, ctx, found))
            return;
}
