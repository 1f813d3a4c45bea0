/*
 * pattern_table.h - how the table of patterns.h lies in memory. Private to the files pattern_*.c; the only one that
 * sees PCRE2.
 */
#ifndef ARTICLE_PATTERN_TABLE_H
#define ARTICLE_PATTERN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "article/pattern_file.h"
#include "article/pattern_reserve.h"
#include "article/patterns.h"
#include "base/compiler.h"

enum { PATTERN_WORDS_MAX = 24, PATTERN_SIGNS = 4 };

struct pattern {
    char id[PATTERN_ID_MAX + 1];
    enum pattern_role role;
    unsigned zones, tail;
    bool caseless, glued, not_prose;
    char *needs; /* words, each with a NUL behind; owned */
    unsigned n_needs;
    struct span need[PATTERN_WORDS_MAX];
    uint8_t rare[PATTERN_WORDS_MAX]; /* which byte of the word is looked for first */
    struct span core[PATTERN_WORDS_MAX]; /* the longest run of letters and digits in the word */
    uint8_t core_rare[PATTERN_WORDS_MAX];
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
    struct pattern_set by_sign[PATTERN_SIGNS]; /* in which this sign stands in every needed word */
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

/* Bytes that normalising keeps: a line without one need not be normalised for patterns that need it. */
static const char PATTERN_SIGN[PATTERN_SIGNS] = {'(', '/', '@', ']'};
enum { PATTERN_SIGN_AT_END = 3 }; /* from this one on they may stand anywhere in a line */

static inline bool pattern_is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A letter of a script without spaces between words, by its first byte: U+3000 to U+FFFF, where words begin
 * anywhere. */
static inline bool pattern_is_unspaced(unsigned char c)
{
    return c >= 0xE3 && c <= 0xEF;
}

/* --- pattern_compile.c ----------------------------------------------------------------------- */

/* How PCRE2 gets memory while patterns are compiled. */
struct pattern_compiler {
    struct pattern_reserve reserve;
    pcre2_general_context *general;
    pcre2_compile_context *context;
};
int pattern_compiler_begin(struct pattern_compiler *c) MUST_USE;
void pattern_compiler_end(struct pattern_compiler *c);

/* Makes *out of a record of line `line`. RP_OK; RP_ERR_FORMAT fills *error; RP_ERR_NOMEM. */
int pattern_compile(struct pattern *out, struct pattern_compiler *c, const struct pattern_record *r, unsigned line,
                    struct pattern_error *error) MUST_USE;
void pattern_release(struct pattern *p);

/* --- pattern_index.c ------------------------------------------------------------------------- */

/* Makes anew all that follows from the list: what each can begin with, by zone, sign and reach. RP_OK, RP_ERR_NOMEM. */
int patterns_index(struct patterns *p) MUST_USE;

#endif
