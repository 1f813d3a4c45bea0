#include "article/pattern_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"

enum { CORE_LEAST = 2 }; /* a shorter core of a needed word is not looked for */

static const char *const GROUP_NAMES[PATTERN_GROUPS] = {"agency", "author", "owner", "distributor", "source",
                                                        "host",   "date",   "n",     "what"};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

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
        for (n = 0; i + n < word.n && (pattern_is_letter((unsigned char)word.p[i + n]) || is_digit(word.p[i + n])); n++)
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
        if (word.n == 0 || p->n_needs == PATTERN_WORDS_MAX) {
            error->line = line;
            snprintf(error->what, sizeof error->what, word.n ? "more than %d needed words" : "empty needed word",
                     PATTERN_WORDS_MAX);
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

void pattern_compiler_end(struct pattern_compiler *c)
{
    pcre2_compile_context_free(c->context);
    pcre2_general_context_free(c->general);
    pattern_reserve_release(&c->reserve);
}

int pattern_compiler_begin(struct pattern_compiler *c)
{
    int rc = RP_OK;

    *c = (struct pattern_compiler){.general = NULL};
    TRY(pattern_reserve_fill(&c->reserve));
    c->general = pcre2_general_context_create(pattern_reserve_alloc, pattern_reserve_free, &c->reserve);
    c->context = c->general ? pcre2_compile_context_create(c->general) : NULL;
    if (!c->context || c->reserve.touched)
        rc = RP_ERR_NOMEM;
out:
    if (rc < 0)
        pattern_compiler_end(c);
    return rc;
}

static int compile(struct pattern *p, struct pattern_compiler *c, struct span regex, unsigned line,
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

void pattern_release(struct pattern *p)
{
    free(p->needs);
    pcre2_code_free(p->code);
}

int pattern_compile(struct pattern *out, struct pattern_compiler *c, const struct pattern_record *r, unsigned line,
                    struct pattern_error *error)
{
    *out = (struct pattern){.role = r->role, .zones = r->zones, .tail = r->tail, .caseless = r->caseless,
                            .glued = r->glued, .not_prose = r->not_prose};
    memcpy(out->id, r->id.p, r->id.n);
    int rc = read_needs(out, r->needs, line, error);
    if (rc == RP_OK)
        rc = compile(out, c, r->regex, line, error);
    if (rc < 0)
        pattern_release(out);
    return rc;
}
