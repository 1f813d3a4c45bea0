/* The manual page, in man(7) macros. */
#include <stdlib.h>
#include <string.h>

#include <reprint.h>

#include "base/alloc.h"
#include "console/flags.h"
#include "scan/judgement_tables.h"

/* Text of ours with the characters that roff takes for orders made plain. */
static void roff(FILE *to, const char *s, bool line_start)
{
    for (; *s; line_start = *s == '\n', s++) {
        if (line_start && (*s == '.' || *s == '\''))
            fputs("\\&", to);
        if (*s == '\\')
            fputs("\\e", to);
        else if (*s == '-')
            fputs("\\-", to);
        else if (*s == '\n' && s[1] == '\n')
            fputs("\n.PP", to);
        else
            fputc(*s, to);
    }
}

static void roff_line(FILE *to, const char *s)
{
    roff(to, s, true);
    fputc('\n', to);
}

static void man_flag(FILE *to, const struct flag *f, const void *options)
{
    char value[64];

    fputs(".TP\n\\fB", to);
    if (f->letter)
        fprintf(to, "\\-%c\\fR, \\fB", f->letter);
    fputs("\\-\\-", to);
    roff(to, f->name, false);
    fputs("\\fR", to);
    if (f->value) {
        fputs(" \\fI", to);
        roff(to, f->value, false);
        fputs("\\fR", to);
    }
    fputc('\n', to);
    roff(to, f->brief, true);
    if (f->anywhere)
        snprintf(value, sizeof value, "%s", f->anywhere);
    else
        flags_default_text(f, options, value, sizeof value);
    if (*value) {
        fputs(" [", to);
        roff(to, value, false);
        fputc(']', to);
    }
    fputs(".\n", to);
    if (f->more)
        roff_line(to, f->more);
}

static void man_examples(FILE *to, const char *examples)
{
    fputs(".SS Examples\n.nf\n", to);
    roff_line(to, examples);
    fputs(".fi\n", to);
}

static void man_command(FILE *to, const struct command *c)
{
    void *options = mem_zalloc(1, c->options_size);

    if (!options)
        return;
    c->defaults(options);
    fprintf(to, ".SH \"reprint %s\"\n.B reprint %s\n[OPTION]... ", c->name, c->name);
    roff_line(to, c->operands);
    fputs(".PP\n", to);
    roff_line(to, c->about);
    for (size_t i = 0; c->flags[i].name; i++) {
        if (c->flags[i].heading)
            fprintf(to, ".SS \"%s\"\n", c->flags[i].heading);
        man_flag(to, &c->flags[i], options);
    }
    if (c->examples)
        man_examples(to, c->examples);
    free(options);
}

void man_page(FILE *to, const struct command *const *commands)
{
    fprintf(to, ".TH REPRINT 1 \"\" \"reprint %s\" \"User Commands\"\n", RP_VERSION);
    fputs(".SH NAME\nreprint \\- find the copies: exact, near and contained duplicates of texts\n"
          ".SH SYNOPSIS\n", to);
    for (const struct command *const *c = commands; *c; c++) {
        fprintf(to, ".B reprint %s\n[OPTION]...%s", (*c)->name, *(*c)->operands ? " " : "");
        roff_line(to, (*c)->operands);
        fputs(".br\n", to);
    }
    fputs(".SH DESCRIPTION\nstdout is data, stderr is talk. Every command explains itself:\n"
          ".B reprint COMMAND \\-\\-help\n", to);
    for (const struct command *const *c = commands; *c; c++)
        man_command(to, *c);
    judgement_man(to);
    fputs(".SH \"EXIT STATUS\"\n0 done; 2 something failed, or a record was left out and\n"
          ".B \\-\\-skip\\-bad\nwas not given; 1 only with\n.BR \\-e .\n"
          ".SH ENVIRONMENT\n.TP\nREPRINT_KERNEL\nscalar, neon, avx2 or avx512: use this kernel. Results are the same.\n"
          ".TP\nNO_COLOR\nanything: reports have no colours, also on a terminal.\n"
          ".TP\nTMPDIR\nwhere temporary files go unless\n.B \\-\\-work\\-dir\nsays otherwise.\n", to);
}
