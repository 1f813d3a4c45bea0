#include <stdlib.h>
#include <string.h>

#include <reprint.h>

#include "base/alloc.h"
#include "console/flags.h"
#include "console/terminal.h"

enum { LEFT = 30, INDENT = LEFT + 3, WIDTH = 100 };

static bool fits_title(const struct flag *f)
{
    return strlen(f->value) <= 20;
}

/* "-o, --output FILE" */
static void flag_title(const struct flag *f, char *out, size_t size)
{
    bool valued = f->value != NULL;
    char letter[8] = "    ";

    if (f->letter)
        snprintf(letter, sizeof letter, "-%c, ", f->letter);
    snprintf(out, size, "%s--%s%s%s", letter, f->name, valued ? " " : "",
             valued && fits_title(f) ? f->value : valued ? "WORD" : "");
}

/* Breaks at spaces to the width of the terminal, WIDTH at most. Every line begins `indent` columns in; the first one
 * stands at column `at` already. Newlines stay. */
static void print_wrapped(FILE *to, const char *text, int indent, int at)
{
    const int columns = (int)terminal_columns(), width = columns && columns < WIDTH ? columns : WIDTH;

    for (; *text; at = 0) {
        size_t line = strcspn(text, "\n"), room = (size_t)(width - indent), cut = line;
        if (line > room)
            for (cut = room; cut > 0 && text[cut] != ' '; cut--)
                ;
        if (cut == 0)
            cut = line;
        fprintf(to, "%*s%.*s\n", cut ? indent - at : 0, "", (int)cut, text);
        text += cut;
        if (*text == ' ' || *text == '\n')
            text++;
    }
}

static void print_flag(FILE *to, const struct flag *f, const void *options, bool everything)
{
    char title[64], value[64], brief[256];

    flag_title(f, title, sizeof title);
    flags_default_text(f, options, value, sizeof value);
    snprintf(brief, sizeof brief, "%s%s%s%s", f->brief, *value ? " [" : "", value, *value ? "]" : "");
    if (strlen(title) > LEFT)
        fprintf(to, "  %s\n%*s", title, INDENT, "");
    else
        fprintf(to, "  %-*s ", LEFT, title);
    print_wrapped(to, brief, INDENT, INDENT);
    if (everything && f->kind == FLAG_CHOICE && !fits_title(f))
        fprintf(to, "%*s%s\n", INDENT, "", f->value);
    if (everything && f->more)
        print_wrapped(to, f->more, INDENT, 0);
}

static void print_flags(FILE *to, const struct command *c, bool everything)
{
    void *options = mem_zalloc(1, c->options_size);

    if (!options)
        return;
    c->defaults(options);
    for (size_t i = 0; c->flags[i].name; i++) {
        if (c->flags[i].heading)
            fprintf(to, "%s%s:\n", everything ? "\n" : "", c->flags[i].heading);
        print_flag(to, &c->flags[i], options, everything);
    }
    free(options);
}

static void print_usage(FILE *to, const struct command *c)
{
    fprintf(to, "reprint %s - %s\n\nusage: reprint %s [OPTION]...%s%s\n", c->name, c->brief, c->name,
            *c->operands ? " " : "", c->operands);
}

void help_short(FILE *to, const struct command *c)
{
    print_usage(to, c);
    fputc('\n', to);
    print_flags(to, c, false);
}

static bool has_flag(const struct command *c, const char *name)
{
    for (const struct flag *f = c->flags; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return true;
    return false;
}

void help_long(FILE *to, const struct command *c)
{
    char status[160];

    print_usage(to, c);
    fputc('\n', to);
    print_wrapped(to, c->about, 0, 0);
    print_flags(to, c, true);
    if (c->examples) {
        fprintf(to, "\nExamples:\n");
        print_wrapped(to, c->examples, 2, 0);
    }
    snprintf(status, sizeof status, "\nExit status: 0 done%s, 2 something failed%s.",
             has_flag(c, "exit-status") ? ", 1 as --exit-status says" : "",
             has_flag(c, "skip-bad") ? " or a record was left out" : "");
    print_wrapped(to, status, 0, 0);
}

void help_program(FILE *to, const struct command *const *commands)
{
    fprintf(to, "reprint %s - find the copies: exact, near and contained duplicates of texts\n\n"
                "usage: reprint COMMAND [OPTION]... [OPERAND]...\n\n", RP_VERSION);
    for (; *commands; commands++)
        fprintf(to, "  %-12s %s\n", (*commands)->name, (*commands)->brief);
    fprintf(to, "\n  reprint COMMAND -h        its options on one screen\n"
                "  reprint COMMAND --help    everything about it\n"
                "  reprint --version         version and kernel\n"
                "  reprint --man             the manual page, for man -l\n"
                "  reprint --completion bash|zsh|fish\n");
}
