#include "scan/judgement_tables.h"

#include <stdbool.h>

#include "relation/relation.h"
#include "rules/limits.h"
#include "rules/page_limits.h"
#include "rules/thresholds.h"

/* What a relation is to the story, in the words of the reports. */
static const char *membership_text(enum membership m)
{
    static const char *const text[] = {
        [MEMBER_NONE] = "apart",         [MEMBER_PAGE] = "copy, one page",  [MEMBER_CORE] = "copy",
        [MEMBER_FAMILY] = "copy, another version", [MEMBER_SATELLITE] = "satellite", [MEMBER_TEMPLATE] = "template",
    };
    return text[m];
}

/* By rule, as they are tried; those of one rule as the table has them. */
static enum relation relation_at(unsigned place)
{
    unsigned seen = 0;
    for (unsigned rule = 0;; rule++)
        for (unsigned i = 0; i < RELATIONS; i++)
            if (relation_rule((enum relation)i) == rule && seen++ == place)
                return (enum relation)i;
}

static void limits_print(FILE *to, const char *of, const struct limit_info *(*row)(size_t i))
{
    const struct limit_info *l;
    fprintf(to, "\n%-22s %7s  not set from outside: %s\n", "limit", "value", of);
    for (size_t i = 0; (l = row(i)); i++)
        fprintf(to, "%-22s %7ld  %s\n", l->name, l->value, l->meaning);
}

void thresholds_print(FILE *to)
{
    const struct threshold_info *t;
    fprintf(to, "%-22s %7s %7s %7s  meaning\n", "name", "strict", "normal", "loose");
    for (size_t i = 0; (t = threshold_info(i)); i++)
        fprintf(to, "%-22s %7g %7g %7g  %s\n", t->name, t->value[PRESET_STRICT], t->value[PRESET_NORMAL],
                t->value[PRESET_LOOSE], t->meaning);
    limits_print(to, "what decides among texts", limit_info);
    limits_print(to, "what is article on a page", page_limit_info);
}

void relations_print(FILE *to)
{
    fprintf(to, "%-4s %-17s %-22s %s\n", "rule", "relation", "what the copy is", "when");
    for (unsigned i = 0; i < RELATIONS; i++) {
        const enum relation r = relation_at(i);
        fprintf(to, "%4u %-17s %-22s %s\n", relation_rule(r), relation_name(r), membership_text(relation_membership(r)),
                relation_condition(r));
    }
    fprintf(to, "\n%-17s %s\n", "flag", "meaning");
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        fprintf(to, "%-17s %s\n", relation_flag_name(i), relation_flag_meaning(i));
}

/* --- the manual --- */

static void man_text(FILE *to, const char *s)
{
    if (*s == '.') /* no macro */
        fputs("\\&", to);
    for (; *s; s++)
        fputs(*s == '-' ? "\\-" : (char[2]){*s}, to);
}

static void man_item(FILE *to, const char *name, const char *text)
{
    fputs(".TP\n.B ", to);
    man_text(to, name);
    fputc('\n', to);
    man_text(to, text);
}

static void man_limits(FILE *to, const struct limit_info *(*row)(size_t i))
{
    const struct limit_info *l;
    for (size_t i = 0; (l = row(i)); i++) {
        man_item(to, l->name, l->meaning);
        fprintf(to, " (%ld)\n", l->value);
    }
}

void judgement_man(FILE *to)
{
    const struct threshold_info *t;

    fputs(".SH RELATIONS\nWhat a copy is to the reference of its story. Rules are tried in the order of their numbers, the "
          "first that holds decides.\n", to);
    for (unsigned i = 0; i < RELATIONS; i++) {
        const enum relation r = relation_at(i);
        man_item(to, relation_name(r), relation_condition(r));
        fprintf(to, " (rule %u; %s)\n", relation_rule(r), membership_text(relation_membership(r)));
    }
    fputs(".SS Flags\n", to);
    for (unsigned i = 0; i < RELATION_FLAGS; i++) {
        man_item(to, relation_flag_name(i), relation_flag_meaning(i));
        fputc('\n', to);
    }
    fputs(".SS Thresholds\nIn the presets strict, normal, loose. A is the reference, B the copy; use is the share of a text's "
          "words that stand in the other, lo and hi are the lesser and greater of both uses.\n", to);
    for (size_t i = 0; (t = threshold_info(i)); i++) {
        man_item(to, t->name, t->meaning);
        fprintf(to, " (%g, %g, %g)\n", t->value[PRESET_STRICT], t->value[PRESET_NORMAL], t->value[PRESET_LOOSE]);
    }
    fputs(".SS Limits\nWhat decides among texts; not set from outside. Costs are hundredths of an edit, shares percent, "
          "lengths words.\n", to);
    man_limits(to, limit_info);
    fputs(".SS Limits of pages\nWhat decides which lines of a page are its article; not set from outside.\n", to);
    man_limits(to, page_limit_info);
}

/* --- Markdown --- */

static void markdown_relations(FILE *to)
{
    fputs("| rule | relation | what the copy is | when |\n|--:|---|---|---|\n", to);
    for (unsigned i = 0; i < RELATIONS; i++) {
        const enum relation r = relation_at(i);
        fprintf(to, "| %u | `%s` | %s | %s |\n", relation_rule(r), relation_name(r),
                membership_text(relation_membership(r)), relation_condition(r));
    }
}

static void markdown_thresholds(FILE *to)
{
    const struct threshold_info *t;
    fputs("| name | strict | normal | loose | meaning |\n|---|--:|--:|--:|---|\n", to);
    for (size_t i = 0; (t = threshold_info(i)); i++)
        fprintf(to, "| `%s` | %g | %g | %g | %s |\n", t->name, t->value[PRESET_STRICT], t->value[PRESET_NORMAL],
                t->value[PRESET_LOOSE], t->meaning);
}

static void markdown_limits(FILE *to, const struct limit_info *(*row)(size_t i))
{
    const struct limit_info *l;
    fputs("| name | value | meaning |\n|---|--:|---|\n", to);
    for (size_t i = 0; (l = row(i)); i++)
        fprintf(to, "| `%s` | %ld | %s |\n", l->name, l->value, l->meaning);
}

void judgement_markdown(FILE *to)
{
    fputs("# Relations, flags, thresholds\n\n"
          "Written by `make reference` from the tables of `src/relation/relation.h`, `src/rules/thresholds.h`,\n"
          "`src/rules/limits.h` and `src/rules/page_limits.h`, which the code itself reads; a test holds it to them. On the\n"
          "terminal: `reprint scan --relation help`, `--threshold help`.\n\n"
          "Two articles are aligned word by word, furniture, credits and notices left out. *Use* is the share of a text's\n"
          "words that stand in the other; A is the reference of the story, B the copy; *lo* and *hi* are the lesser and the\n"
          "greater of both uses. Rules are tried in the order of their numbers, and the first that holds decides.\n\n"
          "## Relations\n\n", to);
    markdown_relations(to);
    fputs("\nA copy counts in the story, a satellite hangs on it and never joins two, what is apart may be a story of its\n"
          "own, and the pages of a template are none.\n\n"
          "## Flags\n\n| flag | meaning |\n|---|---|\n", to);
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        fprintf(to, "| `%s` | %s |\n", relation_flag_name(i), relation_flag_meaning(i));
    fputs("\n## Thresholds\n\n`--threshold NAME=VALUE` sets one, `--preset` all of them.\n\n", to);
    markdown_thresholds(to);
    fputs("\n## Limits\n\n"
          "What decides among texts, once pairs are judged: from `src/rules/limits.h`. They were fitted together and are\n"
          "not set from outside. Costs are hundredths of an edit, shares percent, lengths words; a passage stands for some\n"
          "4.5 words.\n\n", to);
    markdown_limits(to, limit_info);
    fputs("\n## Limits of pages\n\n"
          "What decides which lines of a page are its article: from `src/rules/page_limits.h`.\n\n", to);
    markdown_limits(to, page_limit_info);
}
