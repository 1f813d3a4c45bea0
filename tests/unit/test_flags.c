/* Every command's table keeps the rules of the house; the parser does what its header says. */
#define _GNU_SOURCE
#include "test.h"

#include <ctype.h>
#include <unistd.h>

#include "cli/commands.h"
#include "console/message.h"

static const struct command *const commands[] = {&command_dedup, &command_audit, &command_bench, &command_gen, &command_eval, NULL};

static bool has_value(const struct flag *f)
{
    return f->kind != FLAG_SWITCH && f->kind != FLAG_HELP && f->kind != FLAG_VERSION;
}

static void check_words(const struct command *c, const struct flag *f)
{
    size_t n = strlen(f->brief);
    if (n == 0 || n > 66 || f->brief[n - 1] == '.')
        fail_msg("%s --%s: brief is %zu columns or ends in a full stop", c->name, f->name, n);
    for (const char *s = f->name; *s; s++)
        assert_true(islower((unsigned char)*s) || *s == '-');
    for (const char *s = f->brief; *s; s++)
        assert_true((unsigned char)*s < 0x80);
    assert_true(has_value(f) == (f->value != NULL));
    if (f->more)
        assert_int_equal(f->more[strlen(f->more) - 1], '.');
}

static void tables_are_well_kept(void **state)
{
    (void)state;
    for (const struct command *const *c = commands; *c; c++) {
        assert_non_null((*c)->flags[0].heading);
        for (const struct flag *f = (*c)->flags; f->name; f++) {
            check_words(*c, f);
            for (const struct flag *g = (*c)->flags; g < f; g++) {
                assert_string_not_equal(f->name, g->name);
                assert_true(!f->letter || f->letter != g->letter);
            }
        }
    }
}

/* A default that the flag itself would refuse would be a lie in the help. */
static void defaults_are_accepted(void **state)
{
    (void)state;
    for (const struct command *const *c = commands; *c; c++) {
        void *options = calloc(1, (*c)->options_size);
        (*c)->defaults(options);
        for (const struct flag *f = (*c)->flags; f->name; f++) {
            char text[64], plain[64], arg[160], *argv[1] = {arg};
            const char *operands[1];
            size_t n, w = 0;
            flags_default_text(f, options, text, sizeof text);
            if (!has_value(f) || !*text || (f->nothing && strcmp(text, f->nothing) == 0))
                continue;
            for (const char *s = text; *s; s++)
                if (*s != ',' || f->kind == FLAG_TEXT)
                    plain[w++] = *s;
            plain[w] = '\0';
            snprintf(arg, sizeof arg, "--%s=%s", f->name, plain);
            if ((*c)->operands_least == 0)
                assert_int_equal(flags_parse(*c, 1, argv, options, operands, &n), FLAGS_OK);
        }
        flags_release(*c, options);
        free(options);
    }
}

/* --- a table of our own --- */

struct options {
    struct common_options common;
    bool loud;
    const char *name;
    uint64_t count, size;
    double share;
    int choice;
    struct flag_list list;
};

#define AT(m) offsetof(struct options, m)
static const struct flag flags[] = {
    {.heading = "H", .name = "loud", .letter = 'l', .kind = FLAG_SWITCH, .offset = AT(loud), .brief = "x"},
    {.name = "name", .letter = 'n', .kind = FLAG_FILE, .offset = AT(name), .value = "FILE", .brief = "x"},
    {.name = "count", .letter = 'c', .kind = FLAG_COUNT, .offset = AT(count), .value = "N", .least = 2, .most = 5000, .brief = "x"},
    {.name = "size", .kind = FLAG_BYTES, .offset = AT(size), .value = "SIZE", .brief = "x"},
    {.name = "share", .kind = FLAG_SHARE, .offset = AT(share), .value = "S", .least = 0, .most = 1, .brief = "x"},
    {.name = "choice", .kind = FLAG_CHOICE, .offset = AT(choice), .value = "red|green|blue", .brief = "x"},
    {.name = "list", .kind = FLAG_LIST, .offset = AT(list), .value = "X", .brief = "x"},
    FLAGS_COMMON,
    {0},
};

static void no_defaults(void *o)
{
    (void)o;
}

static const struct command probe = {.name = "probe", .operands = "X...", .operands_most = 4, .flags = flags,
                                     .options_size = sizeof(struct options), .defaults = no_defaults};

struct parsed {
    struct options o;
    const char *operands[16];
    size_t n;
    enum flags_result result;
};

static struct parsed parse(int argc, const char **argv)
{
    struct parsed p = {0};
    p.result = flags_parse(&probe, argc, (char **)argv, &p.o, p.operands, &p.n);
    return p;
}
#define PARSE(...) parse((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), (const char *[]){__VA_ARGS__})

static void every_kind(void **state)
{
    struct parsed p = PARSE("a", "--loud", "--name", "f", "-c3k", "--size=64M", "--share", "70%", "--choice", "blue",
                            "--list=x", "b", "--list", "y", "--", "--loud");
    (void)state;
    assert_int_equal(p.result, FLAGS_OK);
    assert_true(p.o.loud && p.o.share == .7 && p.o.count == 3000 && p.o.size == 64 << 20 && p.o.choice == 2);
    assert_string_equal(p.o.name, "f");
    assert_int_equal(p.o.list.n, 2);
    assert_string_equal(p.o.list.items[1], "y");
    assert_int_equal(p.n, 3);
    assert_string_equal(p.operands[2], "--loud");
    flags_release(&probe, &p.o);
}

static void letters_run_together(void **state)
{
    struct parsed p = PARSE("-lqnfile", "-");
    (void)state;
    assert_int_equal(p.result, FLAGS_OK);
    assert_true(p.o.loud && p.o.common.quiet);
    assert_string_equal(p.o.name, "file");
    assert_string_equal(p.operands[0], "-");
}

static void help_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(PARSE("-h").result, FLAGS_SHORT_HELP);
    assert_int_equal(PARSE("-lh").result, FLAGS_SHORT_HELP);
    assert_int_equal(PARSE("--help").result, FLAGS_LONG_HELP);
}

/* stderr goes to a file: what is said is part of the contract. */
static char *said_by(void (*act)(void))
{
    static char text[1024];
    FILE *f = tmpfile();
    int old = dup(2);
    size_t n;
    dup2(fileno(f), 2);
    act();
    dup2(old, 2);
    close(old);
    rewind(f);
    n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    fclose(f);
    return text;
}

static void misspelt(void)
{
    assert_int_equal(PARSE("--cuont=3").result, FLAGS_BAD);
}
static void out_of_range(void)
{
    assert_int_equal(PARSE("--count", "1").result, FLAGS_BAD);
}
static void no_such_choice(void)
{
    assert_int_equal(PARSE("--choice=mauve").result, FLAGS_BAD);
}
static void value_missing(void)
{
    assert_int_equal(PARSE("--name").result, FLAGS_BAD);
}
static void value_unwanted(void)
{
    assert_int_equal(PARSE("--loud=yes").result, FLAGS_BAD);
}
static void nothing_like_it(void)
{
    assert_int_equal(PARSE("--zzzzzzzz").result, FLAGS_BAD);
}
static void too_many(void)
{
    assert_int_equal(PARSE("a", "b", "c", "d", "e").result, FLAGS_BAD);
}
static void foreign_bytes(void)
{
    assert_int_equal(PARSE("--choice=\033[2J").result, FLAGS_BAD);
}

static void refusals_name_the_flag(void **state)
{
    (void)state;
    assert_string_equal(said_by(misspelt), "reprint: unknown option '--cuont'; did you mean '--count'?\n");
    assert_string_equal(said_by(out_of_range), "reprint: --count wants a whole number from 2 to 5,000, not '1'\n");
    assert_string_equal(said_by(no_such_choice), "reprint: --choice is one of red|green|blue, not 'mauve'\n");
    assert_string_equal(said_by(value_missing), "reprint: --name wants a value: FILE\n");
    assert_string_equal(said_by(value_unwanted), "reprint: --loud takes no value\n");
    assert_string_equal(said_by(nothing_like_it), "reprint: unknown option '--zzzzzzzz'; see 'reprint probe --help'\n");
    assert_string_equal(said_by(too_many), "reprint: probe takes fewer operands; see 'reprint probe --help'\n");
    assert_string_equal(said_by(foreign_bytes), "reprint: --choice is one of red|green|blue, not '\\x1b[2J'\n");
}

static void nearest_word(void **state)
{
    static const char *const words[] = {"threshold", "threads", "removed", "rows"};
    (void)state;
    assert_string_equal(flags_nearest("treshold", words, 4), "threshold");
    assert_string_equal(flags_nearest("thraeds", words, 4), "threads");
    assert_string_equal(flags_nearest("row", words, 4), "rows");
    assert_null(flags_nearest("xyz", words, 4));
    assert_null(flags_nearest("a-word-longer-than-any-flag-will-ever-be", words, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_well_kept), cmocka_unit_test(defaults_are_accepted),
        cmocka_unit_test(every_kind),           cmocka_unit_test(letters_run_together),
        cmocka_unit_test(help_is_asked_for),    cmocka_unit_test(refusals_name_the_flag),
        cmocka_unit_test(nearest_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
