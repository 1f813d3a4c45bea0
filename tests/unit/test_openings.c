/* openings.c, needed words: what refuses a line before PCRE2 is asked never refuses what PCRE2 would match. */
#include "test.h"

#include "article/light_normalise.h"
#include "article/openings.h"
#include "article/patterns.h"

enum { LINES = 20000, LINE_MAX_BYTES = 400, EXAMPLES_MAX = 512, TIMES = 3 };

/* What a pattern may look at beyond what it matches, and beginnings that are no letters. */
static const char USERS[] =
    "p\tQ1\tbyline\tany\t-\t-\t^(?=.*end)(?:go|ga)\\w*\n"
    "+\tgone to the end\n"
    "p\tQ2\tbyline\tany\ti\t-\t^(?!no)[a-z]{3,6} \\d+$\n"
    "+\tOnly 12\n"
    "p\tQ3\tbyline\tany\t-\t-\t^a\\Kb|^\\bword\\b|^$|^x{2,3}?y\n"
    "+\tab\n"
    "p\tQ4\tbyline\tany\t-\t-\t(?<=of )time|^of\n"
    "+\tin the nick of time\n"
    "p\tQ5\tbyline\tany\t-\t-\t^(\\w+) and \\1\n"
    "+\tmore and more\n"
    "p\tQ6\tbyline\tany\t-\ta\\|b|end\\|\t^.*(?:a\\|b|end\\|)\n"
    "+\tfrom a|b to c\n"
    "+\tthis is the end|\n"
    "-\tneither a nor b\n"
    "p\tQ7\tbyline\tany\t-\t-\t^(?:.{5}|.{7})tail\n"
    "+\tverb.tail\n"
    "p\tQ8\tbyline\tany\ti\t-\t^(?:kelvin|straße)\n"
    "+\tKELVIN scale\n";

struct bench {
    struct patterns *p;
    struct pattern_scratch *s;
    struct openings *o;
    struct light light;
    char *example[EXAMPLES_MAX];
    size_t n_examples, refused, matched, ruled_out;
    uint64_t random;
};

static uint32_t below(struct bench *b, uint32_t n)
{
    return (uint32_t)test_below(&b->random, n);
}

static bool has(const struct pattern_set *s, size_t i)
{
    return s->bits[i / 64] >> (i % 64) & 1;
}

/* Whether the letters of the words that this pattern needs are missed in a line that is not normalised yet. */
static bool is_ruled_out(const struct bench *b, size_t i, const char *text, size_t n)
{
    struct pattern_set one = {{0}};
    one.bits[i / 64] = UINT64_C(1) << (i % 64);
    return patterns_ruled_out(b->p, one, text, n);
}

static void try_text(struct bench *b, const char *text, size_t n)
{
    struct pattern_hit hit;
    assert_ok(light_normalise(&b->light, text, n, LINE_MAX_BYTES));
    if (b->light.n == 0) /* no line is blank */
        return;
    pattern_scratch_begin(b->s);
    const struct pattern_set all = patterns_candidates(b->p, PATTERN_ZONES, b->light.text, b->light.n);
    struct pattern_set can = all;
    for (int i = 0; i < TIMES; i++)
        can = openings_filter(b->o, b->s, all, b->light.text, b->light.n);
    can = patterns_plausible(b->p, can, text, n, n);
    for (size_t i = 0; i < patterns_count(b->p); i++) {
        const bool matches = pattern_match(b->p, (uint8_t)i, b->s, &b->light, &hit);
        const bool ruled_out = is_ruled_out(b, i, text, n);
        const bool tried = has(&can, i) && !ruled_out && pattern_may_match(b->p, (uint8_t)i, &b->light);
        if (matches && !tried)
            fail_msg("%s refused: %.*s", patterns_id(b->p, (uint8_t)i), (int)n, text);
        b->matched += matches;
        b->ruled_out += ruled_out;
        b->refused += has(&all, i) && !has(&can, i);
        pattern_scratch_begin(b->s);
    }
}

static void read_examples(struct bench *b, const char *table)
{
    for (const char *line = table; *line && b->n_examples < EXAMPLES_MAX;) {
        const size_t n = strcspn(line, "\n");
        if ((*line == '+' || *line == '-') && line[1] == '\t' && n - 2 < LINE_MAX_BYTES)
            b->example[b->n_examples++] = strndup(line + 2, n - 2);
        line += n + (line[n] != 0);
    }
}

static char *read_file(const char *name)
{
    FILE *f = fopen(name, "r");
    char *text = calloc(1, 1 << 20);
    assert_non_null(f);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
    fclose(f);
    return text;
}

static void open_bench(struct bench *b, const char *users)
{
    struct pattern_error error;
    *b = (struct bench){.random = 7};
    assert_ok(patterns_create(&b->p));
    if (users) {
        assert_ok(patterns_add(b->p, span_of(users), &error));
        read_examples(b, users);
    }
    assert_ok(pattern_scratch_create(&b->s));
    assert_ok(openings_create(b->p, &b->o));
    char *table = read_file("data/patterns.tsv");
    read_examples(b, table);
    free(table);
    assert_true(b->n_examples > 200);
}

static void close_bench(struct bench *b)
{
    for (size_t i = 0; i < b->n_examples; i++)
        free(b->example[i]);
    openings_free(b->o);
    pattern_scratch_free(b->s);
    light_release(&b->light);
    patterns_free(b->p);
}

/* A part of one example behind a part of another, with a byte changed now and then: most begin like a match. */
static size_t make_line(struct bench *b, char *out)
{
    static const char odd[] = " -(*[\"'`.,|/:()]0Aaz\xC2\xA9\xE2\x80\x93\x01";
    size_t n = 0;
    const uint32_t parts = 1 + below(b, 3);
    for (uint32_t k = 0; k < parts; k++) {
        const char *e = b->example[below(b, (uint32_t)b->n_examples)];
        const size_t length = strlen(e), from = k ? below(b, (uint32_t)length + 1) : 0;
        const size_t take = below(b, 4) ? length - from : below(b, (uint32_t)(length - from) + 1);
        const size_t fits = take < LINE_MAX_BYTES - n ? take : LINE_MAX_BYTES - n;
        memcpy(out + n, e + from, fits);
        n += fits;
    }
    for (uint32_t k = below(b, 3); k > 0 && n > 0; k--)
        out[below(b, below(b, 2) ? (uint32_t)n : n < 6 ? (uint32_t)n : 6)] = odd[below(b, sizeof odd - 1)];
    return n;
}

static void try_all(struct bench *b)
{
    char line[LINE_MAX_BYTES];
    for (size_t i = 0; i < b->n_examples; i++)
        try_text(b, b->example[i], strlen(b->example[i]));
    for (size_t i = 0; i < LINES; i++)
        try_text(b, line, make_line(b, line));
    assert_true(b->matched > LINES / 4);
    assert_true(b->refused > LINES);
    assert_true(b->ruled_out > LINES);
}

/* A soft hyphen goes when a line is normalised; what it parted is a word then. */
static void unseen_characters_rule_nothing_out(void **state)
{
    static const char table[] = "p\tQ1\tbyline\tany\t-\tStates Newsroom|Zz\tStates Newsroom|Zz\n"
                                "p\tQ2\tbyline\tany\t-\t(|Newsroom\t[(]|Newsroom\n";
    static const struct {
        const char *line;
        bool q1, q2;
    } cases[] = {
        {"Oak Hill is part of States Newsroom", false, false}, {"Oak Hill is part of States", true, false},
        {"part of States News\xC2\xADroom", false, false},      {"part of States  Newsroom.", false, false},
        {"part of states newsroom", true, false},             {"Zz", false, false},
        {"", true, false},
    };
    struct bench b = {.random = 7};
    struct pattern_error error;
    (void)state;
    assert_ok(patterns_create_empty(&b.p));
    assert_ok(patterns_add(b.p, span_of(table), &error));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const size_t n = strlen(cases[i].line);
        assert_int_equal(is_ruled_out(&b, 0, cases[i].line, n), cases[i].q1);
        assert_int_equal(is_ruled_out(&b, 1, cases[i].line, n), cases[i].q2);
    }
    patterns_free(b.p);
}

static void report(void *ctx, const char *id, bool should_match, struct span line)
{
    (void)ctx;
    print_message("%s should %smatch: %.*s\n", id, should_match ? "" : "not ", (int)line.n, line.p);
}

static void own_patterns(void **state)
{
    struct bench b;
    (void)state;
    open_bench(&b, NULL);
    try_all(&b);
    close_bench(&b);
}

static void users_patterns(void **state)
{
    struct bench b;
    (void)state;
    open_bench(&b, USERS);
    assert_int_equal(patterns_check(b.p, NULL, report, NULL), 0);
    try_all(&b);
    close_bench(&b);
}

/* Bytes that want a place another has get it in the end; what comes back is the same as on the first day. */
static void places_change_hands(void **state)
{
    struct bench b;
    char line[16];
    (void)state;
    open_bench(&b, NULL);
    for (uint32_t i = 0; i < 200000; i++) {
        const int n = snprintf(line, sizeof line, "%c%05x by", 'A' + (int)(i % 26), below(&b, 1 << 14));
        const struct pattern_set all = patterns_candidates(b.p, PATTERN_ZONES, line, (size_t)n);
        (void)openings_filter(b.o, b.s, all, line, (size_t)n);
    }
    for (size_t i = 0; i < b.n_examples; i++)
        try_text(&b, b.example[i], strlen(b.example[i]));
    assert_true(b.matched > 100);
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_patterns),
        cmocka_unit_test(users_patterns),
        cmocka_unit_test(places_change_hands),
        cmocka_unit_test(unseen_characters_rule_nothing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
