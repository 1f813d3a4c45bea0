#include "article/patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/block16.h"
#include "article/light_normalise.h"
#include "article/pattern_file.h"
#include "article/pattern_reserve.h"
#include "base/alloc.h"
#include "base/status.h"

static const char BUILT_IN[] =
#include "patterns.tsv.inc"
    ;

/* A match may take so many steps, whatever the text; the heap limit is in KiB. Our own patterns need a few hundred. */
enum {
    MATCH_STEPS = 10000, MATCH_DEPTH = 1000, MATCH_HEAP = 1024, WORDS_MAX = 24, CORE_LEAST = 2, CORE_SETS = 3,
    EXAMPLE_MAX = 4096
};

/* Bytes that normalising keeps: a line without one need not be normalised for patterns that need it. */
static const char SIGN[] = {'(', '/', '@', ']'};
enum { SIGN_AT_END = 3 }; /* from this one on they may stand anywhere in a line */
enum { SIGNS = sizeof SIGN };

struct pattern {
    char id[PATTERN_ID_MAX + 1];
    enum pattern_role role;
    unsigned zones, tail;
    bool caseless, glued, not_prose;
    char *needs; /* words, each with a NUL behind; owned */
    unsigned n_needs;
    struct span need[WORDS_MAX];
    uint8_t rare[WORDS_MAX]; /* which byte of the word is looked for first */
    struct span core[WORDS_MAX]; /* the longest run of letters and digits in the word */
    uint8_t core_rare[WORDS_MAX];
    bool has_cores; /* needs words, and each has one */
    pcre2_code *code;
    bool jit, anchored;
    int group[PATTERN_GROUPS][3]; /* group numbers of name, name2, name3; 0: none */
};

struct pattern_example {
    char *line;
    size_t n;
    bool should_match;
    uint8_t pattern;
};

struct patterns {
    struct pattern *list;
    size_t n, cap;
    struct pattern_example *examples;
    size_t n_examples, examples_cap;
    struct pattern_set first[256];     /* which patterns can begin with this byte */
    struct pattern_set pair[128][128]; /* ... with these two ASCII bytes */
    struct pattern_set not_prose, glued;
    struct pattern_set by_sign[SIGNS]; /* in which this sign stands in every needed word */
    struct pattern_set reach[PATTERN_REACH + 1]; /* which are tried so many lines from the end */
    struct pattern_set zones[256]; /* which patterns are tried in one of these zones */
    uint8_t glued_start[128][16];  /* [first][second / 8]: what a glued pattern can begin with */
    uint8_t word_start[256][32];   /* ... and a needed word of zone body */
    unsigned char lower;           /* the lower-case letter that such words begin with; 0: none, 0xFF: several */
    bool has_words;
};

struct pattern_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    unsigned strikes;
};

static const char *const GROUP_NAMES[PATTERN_GROUPS] = {"agency", "author", "owner", "distributor", "source",
                                                        "host",   "date",   "n",     "what"};

static bool is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- life cycle ------------------------------------------------------------------------------ */

static void pattern_release(struct pattern *p)
{
    free(p->needs);
    pcre2_code_free(p->code);
}

static void patterns_release(struct patterns *p)
{
    for (size_t i = 0; i < p->n; i++)
        pattern_release(&p->list[i]);
    for (size_t i = 0; i < p->n_examples; i++)
        free(p->examples[i].line);
    free(p->list);
    free(p->examples);
}

void patterns_free(struct patterns *p)
{
    if (!p)
        return;
    patterns_release(p);
    free(p);
}

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

/* --- reading a table ------------------------------------------------------------------------- */

/* How seldom a byte stands in lines: signs are rarest, then capitals, then letters by their order in running text. */
static size_t rareness(unsigned char c)
{
    static const char common[] = " etaoinsrhldcumfpgwybvkxjqz";
    const char *const at = memchr(common, c, sizeof common - 1);
    return at ? (size_t)(at - common) : c >= 'A' && c <= 'Z' ? sizeof common : c < 0x80 ? sizeof common + 1 : 0;
}

static uint8_t rare_byte(struct span word)
{
    size_t best = 0;
    for (size_t i = 1; i < word.n && i < UINT8_MAX; i++)
        best = rareness((unsigned char)word.p[i]) > rareness((unsigned char)word.p[best]) ? i : best;
    return (uint8_t)best;
}

/* The longest run of ASCII letters and digits. */
static struct span core_of(struct span word)
{
    struct span best = {word.p, 0};
    for (size_t i = 0, n; i < word.n; i += n + 1) {
        for (n = 0; i + n < word.n && (is_letter((unsigned char)word.p[i + n]) || is_digit(word.p[i + n])); n++)
            ;
        if (n > best.n)
            best = (struct span){word.p + i, n};
    }
    return best;
}

/* The next needed word off the text, whose \| become bars in place; p == NULL: none. */
static struct span cut_need(char **text)
{
    char *const word = *text, *from = word, *to = word;
    if (!word)
        return (struct span){NULL, 0};
    while (*from && *from != '|') {
        from += from[0] == '\\' && from[1] == '|';
        *to++ = *from++;
    }
    *text = *from ? from + 1 : NULL;
    return (struct span){word, (size_t)(to - word)};
}

static int read_needs(struct pattern *p, struct span needs, unsigned line, struct pattern_error *error)
{
    if (!needs.p)
        return RP_OK;
    p->needs = mem_alloc(needs.n + 1, 1);
    if (!p->needs)
        return RP_ERR_NOMEM;
    memcpy(p->needs, needs.p, needs.n);
    p->needs[needs.n] = 0;
    char *rest = p->needs;
    p->has_cores = true;
    for (struct span word; (word = cut_need(&rest)).p;) {
        if (word.n == 0 || p->n_needs == WORDS_MAX) {
            error->line = line;
            snprintf(error->what, sizeof error->what, word.n ? "more than %d needed words" : "empty needed word",
                     WORDS_MAX);
            return RP_ERR_FORMAT;
        }
        const struct span core = core_of(word);
        p->has_cores &= core.n >= CORE_LEAST;
        p->core[p->n_needs] = core;
        p->core_rare[p->n_needs] = core.n ? rare_byte(core) : 0;
        p->rare[p->n_needs] = rare_byte(word);
        p->need[p->n_needs++] = word;
    }
    return RP_OK;
}

static void find_groups(struct pattern *p)
{
    for (unsigned g = 0; g < PATTERN_GROUPS; g++) {
        for (unsigned k = 0; k < 3; k++) {
            char name[24];
            snprintf(name, sizeof name, k ? "%s%u" : "%s", GROUP_NAMES[g], k + 1);
            const int number = pcre2_substring_number_from_name(p->code, (PCRE2_SPTR)name);
            p->group[g][k] = number > 0 && number < 64 ? number : 0;
        }
    }
}

static bool is_anchored(const pcre2_code *code)
{
    uint32_t options = 0;
    pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
    return options & PCRE2_ANCHORED;
}

/* How PCRE2 gets memory while patterns are compiled. */
struct compiling {
    struct pattern_reserve reserve;
    pcre2_general_context *general;
    pcre2_compile_context *context;
};

static void compiling_end(struct compiling *c)
{
    pcre2_compile_context_free(c->context);
    pcre2_general_context_free(c->general);
    pattern_reserve_release(&c->reserve);
}

static int compiling_begin(struct compiling *c)
{
    int rc = RP_OK;

    *c = (struct compiling){.general = NULL};
    TRY(pattern_reserve_fill(&c->reserve));
    c->general = pcre2_general_context_create(pattern_reserve_alloc, pattern_reserve_free, &c->reserve);
    c->context = c->general ? pcre2_compile_context_create(c->general) : NULL;
    if (!c->context || c->reserve.touched)
        rc = RP_ERR_NOMEM;
out:
    if (rc < 0)
        compiling_end(c);
    return rc;
}

static int compile(struct pattern *p, struct compiling *c, struct span regex, unsigned line,
                   struct pattern_error *error)
{
    int code;
    PCRE2_SIZE at;
    const uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | (p->caseless ? PCRE2_CASELESS : 0);
    p->code = pcre2_compile((PCRE2_SPTR)regex.p, regex.n, flags, &code, &at, c->context);
    if (c->reserve.touched)
        return RP_ERR_NOMEM;
    if (!p->code) {
        char why[100];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        error->line = line;
        snprintf(error->what, sizeof error->what, "pattern %s: %s at byte %zu", p->id, why, (size_t)at);
        return RP_ERR_FORMAT;
    }
    /* Without JIT (refused by some hardened systems) matching is slower and the same. */
    p->jit = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD) == 0;
    if (c->reserve.touched)
        return RP_ERR_NOMEM;
    p->anchored = is_anchored(p->code);
    find_groups(p);
    return RP_OK;
}

static int add_pattern(struct patterns *p, struct compiling *c, const struct pattern_record *r, unsigned line,
                       struct pattern_error *error)
{
    int rc = mem_grow(&p->list, &p->cap, p->n + 1, sizeof *p->list);
    if (rc < 0)
        return rc;
    struct pattern *new = &p->list[p->n];
    *new = (struct pattern){.role = r->role, .zones = r->zones, .tail = r->tail, .caseless = r->caseless,
                            .glued = r->glued, .not_prose = r->not_prose};
    memcpy(new->id, r->id.p, r->id.n);
    rc = read_needs(new, r->needs, line, error);
    if (rc == RP_OK)
        rc = compile(new, c, r->regex, line, error);
    if (rc < 0)
        pattern_release(new);
    else
        p->n++;
    return rc;
}

static int add_example(struct patterns *p, const struct pattern_record *r, unsigned line, struct pattern_error *error)
{
    if (p->n == 0 || r->example.n > EXAMPLE_MAX) {
        error->line = line;
        snprintf(error->what, sizeof error->what, p->n ? "example longer than %d bytes" : "example before any pattern",
                 EXAMPLE_MAX);
        return RP_ERR_FORMAT;
    }
    int rc = mem_grow(&p->examples, &p->examples_cap, p->n_examples + 1, sizeof *p->examples);
    if (rc < 0)
        return rc;
    char *copy = mem_alloc(r->example.n + 1, 1);
    if (!copy)
        return RP_ERR_NOMEM;
    memcpy(copy, r->example.p, r->example.n);
    p->examples[p->n_examples++] =
        (struct pattern_example){copy, r->example.n, r->kind == '+', (uint8_t)(p->n - 1)};
    return RP_OK;
}

static int read_table(struct patterns *p, struct span text, struct pattern_error *error)
{
    struct compiling c;
    int rc = compiling_begin(&c);
    struct pattern_file f;
    struct pattern_record r;

    if (rc < 0)
        return rc;
    pattern_file_init(&f, text);
    while ((rc = pattern_file_next(&f, &r, error)) > 0) {
        if (r.kind == 'p' && p->n == PATTERN_NONE) {
            *error = (struct pattern_error){f.line, "more than 255 patterns"};
            rc = RP_ERR_FORMAT;
            break;
        }
        rc = r.kind == 'p' ? add_pattern(p, &c, &r, f.line, error) : add_example(p, &r, f.line, error);
        if (rc < 0)
            break;
    }
    pattern_file_release(&f);
    compiling_end(&c);
    return rc;
}

/* --- what a pattern can begin with ----------------------------------------------------------- */

static void set_add(struct pattern_set *s, size_t i)
{
    s->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/*
 * Asked of PCRE2 itself: an anchored pattern can begin with these bytes if matching them alone succeeds or runs out
 * of text. Bytes from 0x80 begin many characters, so they always pass; so does everything for a pattern that is not
 * anchored.
 */
static bool can_begin(const struct pattern *p, const char *bytes, size_t n, pcre2_match_data *data)
{
    return pcre2_match(p->code, (PCRE2_SPTR)bytes, n, 0, PCRE2_PARTIAL_HARD, data, NULL) != PCRE2_ERROR_NOMATCH;
}

static void index_pairs(struct patterns *p, size_t i, unsigned first, bool all, pcre2_match_data *data)
{
    for (unsigned second = ' '; second < 127; second++) { /* normalised text has no others */
        const char bytes[2] = {(char)first, (char)second};
        if (!all && !can_begin(&p->list[i], bytes, 2, data))
            continue;
        set_add(&p->pair[first][second], i);
        if (p->list[i].glued)
            p->glued_start[first][second / 8] |= (uint8_t)(1u << (second % 8));
    }
}

static void index_first(struct patterns *p, size_t i, pcre2_match_data *data)
{
    const struct pattern *one = &p->list[i];
    const bool anchored = one->anchored;
    for (unsigned byte = 0; byte < 256; byte++) {
        const char c = (char)byte;
        if (anchored && byte < 0x80 && !can_begin(one, &c, 1, data))
            continue;
        set_add(&p->first[byte], i);
        if (byte < 0x80)
            index_pairs(p, i, byte, !anchored, data);
    }
}

static void index_sign(struct patterns *p, size_t i)
{
    const struct pattern *one = &p->list[i];
    for (unsigned s = 0; s < SIGNS && one->n_needs; s++) {
        unsigned with = 0;
        for (unsigned k = 0; k < one->n_needs; k++)
            with += memchr(one->need[k].p, SIGN[s], one->need[k].n) != NULL;
        if (with == one->n_needs) {
            set_add(&p->by_sign[s], i);
            break;
        }
    }
}

/* A letter of a script without spaces between words, by its first byte: U+3000 to U+FFFF, where words begin anywhere. */
static bool is_unspaced(unsigned char c)
{
    return c >= 0xE3 && c <= 0xEF;
}

static void index_words(struct patterns *p, const struct pattern *one)
{
    for (unsigned k = 0; one->zones & ZONE_BODY && k < one->n_needs; k++) {
        const unsigned char *w = (const unsigned char *)one->need[k].p;
        if (one->need[k].n >= 2 && (is_letter(w[0]) || is_unspaced(w[0]))) {
            p->word_start[w[0]][w[1] / 8] |= (uint8_t)(1u << (w[1] % 8));
            if (w[0] >= 'a' && w[0] <= 'z')
                p->lower = p->lower == 0 || p->lower == w[0] ? w[0] : 0xFF;
            p->has_words = true;
        }
    }
}

static int index_patterns(struct patterns *p)
{
    memset(p->first, 0, sizeof p->first);
    memset(p->pair, 0, sizeof p->pair);
    memset(p->zones, 0, sizeof p->zones);
    p->not_prose = p->glued = (struct pattern_set){{0}};
    memset(p->by_sign, 0, sizeof p->by_sign);
    memset(p->reach, 0, sizeof p->reach);
    memset(p->glued_start, 0, sizeof p->glued_start);
    memset(p->word_start, 0, sizeof p->word_start);
    p->has_words = false;
    p->lower = 0;
    pcre2_match_data *data = pcre2_match_data_create(64, NULL);
    if (!data)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < p->n; i++) {
        index_first(p, i, data);
        index_sign(p, i);
        index_words(p, &p->list[i]);
        if (p->list[i].not_prose)
            set_add(&p->not_prose, i);
        if (p->list[i].glued)
            set_add(&p->glued, i);
        /* A pattern of two zones may be here by the other one: then its tail does not matter. */
        for (unsigned r = 0; r <= PATTERN_REACH; r++)
            if (p->list[i].zones & ~(unsigned)ZONE_TAIL || p->list[i].tail >= r)
                set_add(&p->reach[r], i);
        for (unsigned z = 0; z < 256; z++)
            if (p->list[i].zones & z)
                set_add(&p->zones[z], i);
    }
    pcre2_match_data_free(data);
    return RP_OK;
}

/* New patterns in front, then the old ones whose id is not among them. */
static int put_in_front(struct patterns *p, struct patterns *new)
{
    uint8_t moved[256];
    int rc = mem_grow(&new->list, &new->cap, new->n + p->n, sizeof *new->list);
    if (rc == RP_OK)
        rc = mem_grow(&new->examples, &new->examples_cap, new->n_examples + p->n_examples, sizeof *new->examples);
    if (rc < 0)
        return rc;
    const size_t fresh = new->n;
    for (size_t i = 0; i < p->n; i++) {
        moved[i] = PATTERN_NONE;
        size_t k = 0;
        while (k < fresh && strcmp(new->list[k].id, p->list[i].id) != 0)
            k++;
        if (k < fresh) {
            pattern_release(&p->list[i]);
            continue;
        }
        moved[i] = (uint8_t)new->n;
        new->list[new->n++] = p->list[i];
    }
    for (size_t i = 0; i < p->n_examples; i++) {
        struct pattern_example e = p->examples[i];
        e.pattern = moved[e.pattern];
        if (e.pattern == PATTERN_NONE)
            free(e.line);
        else
            new->examples[new->n_examples++] = e;
    }
    free(p->list);
    free(p->examples);
    *p = *new;
    *new = (struct patterns){0};
    return index_patterns(p);
}

int patterns_add(struct patterns *p, struct span text, struct pattern_error *error)
{
    int rc;
    struct patterns *new = mem_zalloc(1, sizeof *new);
    if (!new)
        return RP_ERR_NOMEM;
    *error = (struct pattern_error){0};
    TRY(read_table(new, text, error));
    if (new->n + p->n > PATTERN_NONE) {
        snprintf(error->what, sizeof error->what, "more than %d patterns together", PATTERN_NONE);
        rc = RP_ERR_FORMAT;
        goto out;
    }
    TRY(put_in_front(p, new));
out:
    patterns_free(new);
    return rc < 0 ? rc : RP_OK;
}

int patterns_create_empty(struct patterns **out)
{
    *out = mem_zalloc(1, sizeof **out);
    return *out ? RP_OK : RP_ERR_NOMEM;
}

int patterns_create(struct patterns **out)
{
    int rc;
    struct pattern_error error;
    struct patterns *p = NULL;
    TRY(patterns_create_empty(&p));
    TRY(patterns_add(p, (struct span){BUILT_IN, sizeof BUILT_IN - 1}, &error));
    *out = p;
    p = NULL;
out:
    patterns_free(p);
    return rc;
}

/* --- choosing and matching ------------------------------------------------------------------- */

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
    for (unsigned s = 0; s < SIGNS; s++) {
        const struct pattern_set in_need = pattern_set_and(set, &p->by_sign[s]);
        if (!pattern_set_is_empty(&in_need) && !memchr(raw, SIGN[s], s < SIGN_AT_END ? front : n))
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
                            : pcre2_match(one->code, (PCRE2_SPTR)text, line->n, 0, options | PCRE2_NO_UTF_CHECK, s->data,
                                          s->context);
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
 * is_unspaced(). */
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
        if ((((unsigned char)text[i - 1] & 0xF7) == 0x20 || is_unspaced((unsigned char)text[i])) &&
            !try_words(p, text, n, i, ctx, found))
            return;
}

/* --- the table's own examples ---------------------------------------------------------------- */

static int try_line(const struct patterns *p, uint8_t i, struct span line, struct pattern_scratch *s, struct light *l)
{
    struct pattern_hit hit;
    const int rc = light_normalise(l, line.p, line.n, EXAMPLE_MAX);
    if (rc < 0)
        return rc;
    pattern_scratch_begin(s);
    const struct pattern_set can =
        patterns_plausible(p, patterns_candidates(p, PATTERN_ZONES, l->text, l->n), line.p, line.n, line.n);
    const bool begins = can.bits[i / 64] >> (i % 64) & 1;
    return begins && pattern_may_match(p, i, l) && pattern_match(p, i, s, l, &hit);
}

int patterns_check(const struct patterns *p, void *ctx,
                   void (*failed)(void *ctx, const char *id, bool should_match, struct span line), size_t *tried)
{
    struct light l = {0};
    struct pattern_scratch *s = NULL;
    int bad = 0, rc;
    TRY(pattern_scratch_create(&s));
    for (size_t i = 0; i < p->n_examples; i++) {
        const struct pattern_example *e = &p->examples[i];
        TRY(try_line(p, e->pattern, (struct span){e->line, e->n}, s, &l));
        if ((rc != 0) == e->should_match)
            continue;
        bad++;
        failed(ctx, p->list[e->pattern].id, e->should_match, (struct span){e->line, e->n});
    }
    if (tried)
        *tried = p->n_examples;
    rc = bad;
out:
    pattern_scratch_free(s);
    light_release(&l);
    return rc;
}

/* "DL4b" is a variant of "DL4". */
static bool is_variant(const char *id, const char *of)
{
    const size_t n = strlen(of);
    return strncmp(id, of, n) == 0 && (!id[n] || (id[n] >= 'a' && id[n] <= 'z' && !id[n + 1]));
}

int patterns_try(const struct patterns *p, const char *id, struct span line)
{
    struct light l = {0};
    struct pattern_scratch *s = NULL;
    int rc;
    TRY(pattern_scratch_create(&s));
    rc = RP_ERR_INVALID;
    for (size_t i = 0; i < p->n && rc <= 0; i++)
        if (is_variant(p->list[i].id, id))
            TRY(try_line(p, (uint8_t)i, line, s, &l));
out:
    pattern_scratch_free(s);
    light_release(&l);
    return rc;
}

size_t patterns_count(const struct patterns *p)
{
    return p->n;
}

const char *patterns_id(const struct patterns *p, uint8_t pattern)
{
    return pattern < p->n ? p->list[pattern].id : "";
}
