/* Completions for three shells, from the tables. */
#include <string.h>

#include "base/status.h"
#include "console/flags.h"

static bool takes_value(const struct flag *f)
{
    return f->value != NULL;
}

/* "first|second" as "first second". */
static void print_words(FILE *to, const char *choices)
{
    for (; *choices; choices++)
        fputc(*choices == '|' ? ' ' : *choices, to);
}

/* --- bash --- */

static void bash_flag_value(FILE *to, const struct flag *f)
{
    if (!takes_value(f))
        return;
    fprintf(to, "        --%s", f->name);
    if (f->letter)
        fprintf(to, "|-%c", f->letter);
    fputs(") ", to);
    if (f->kind == FLAG_CHOICE) {
        fputs("COMPREPLY=($(compgen -W '", to);
        print_words(to, f->value);
        fputs("' -- \"$cur\"))", to);
    } else if (f->kind == FLAG_FILE || f->kind == FLAG_FOLDER || f->kind == FLAG_TEXT) {
        fprintf(to, "COMPREPLY=($(compgen -%c -- \"$cur\"))", f->kind == FLAG_FOLDER ? 'd' : 'f');
    } else {
        fputs("COMPREPLY=()", to);
    }
    fputs("; return ;;\n", to);
}

static void bash_command(FILE *to, const struct command *c)
{
    fprintf(to, "    %s)\n        case $prev in\n", c->name);
    for (size_t i = 0; c->flags[i].name; i++)
        bash_flag_value(to, &c->flags[i]);
    fputs("        esac\n        flags='", to);
    for (size_t i = 0; c->flags[i].name; i++)
        fprintf(to, "%s--%s", i ? " " : "", c->flags[i].name);
    fputs("' ;;\n", to);
}

static void complete_bash(FILE *to, const struct command *const *commands)
{
    fputs("# reprint completion for bash\n_reprint() {\n    local cur=${COMP_WORDS[COMP_CWORD]} "
          "prev=${COMP_WORDS[COMP_CWORD-1]} flags=\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '", to);
    for (const struct command *const *c = commands; *c; c++)
        fprintf(to, "%s ", (*c)->name);
    fputs("--help --version --man --completion' -- \"$cur\"))\n        return\n    fi\n"
          "    case ${COMP_WORDS[1]} in\n", to);
    for (const struct command *const *c = commands; *c; c++)
        bash_command(to, *c);
    fputs("    esac\n    case $cur in\n    -*) COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\")) ;;\n"
          "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n    esac\n}\n"
          "complete -o filenames -F _reprint reprint\n", to);
}

/* --- zsh --- */

/* What would end a specification of _arguments or its quotes. */
static void zsh_text(FILE *to, const char *s)
{
    for (; *s; s++) {
        if (*s == '\'')
            fputs("'\\''", to);
        else if (strchr("[]:\\", *s))
            fprintf(to, "\\%c", *s);
        else
            fputc(*s, to);
    }
}

static void zsh_flag(FILE *to, const struct flag *f)
{
    fprintf(to, "        '%s--%s[", f->kind == FLAG_LIST ? "*" : "", f->name);
    zsh_text(to, f->brief);
    fputc(']', to);
    if (f->kind == FLAG_CHOICE) {
        fprintf(to, ":%s:(", f->name);
        print_words(to, f->value);
        fputc(')', to);
    } else if (f->kind == FLAG_FOLDER) {
        fputs(":folder:_files -/", to);
    } else if (f->kind == FLAG_FILE || f->kind == FLAG_TEXT) {
        fputs(":file:_files", to);
    } else if (takes_value(f)) {
        fprintf(to, ":%s: ", f->name);
    }
    fputs("' \\\n", to);
}

static void complete_zsh(FILE *to, const struct command *const *commands)
{
    fputs("#compdef reprint\n# reprint completion for zsh\n_reprint() {\n    local -a commands\n    commands=(\n", to);
    for (const struct command *const *c = commands; *c; c++) {
        fprintf(to, "        '%s:", (*c)->name);
        zsh_text(to, (*c)->brief);
        fputs("'\n", to);
    }
    fputs("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
          "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n", to);
    for (const struct command *const *c = commands; *c; c++) {
        fprintf(to, "    %s) _arguments -S \\\n", (*c)->name);
        for (size_t i = 0; (*c)->flags[i].name; i++)
            zsh_flag(to, &(*c)->flags[i]);
        fputs("        '*:file:_files' ;;\n", to);
    }
    fputs("    esac\n}\n_reprint \"$@\"\n", to);
}

/* --- fish --- */

static void fish_text(FILE *to, const char *s)
{
    fputc('\'', to);
    for (; *s; s++) {
        if (*s == '\'' || *s == '\\')
            fputc('\\', to);
        fputc(*s, to);
    }
    fputc('\'', to);
}

static void fish_flag(FILE *to, const char *command, const struct flag *f)
{
    fprintf(to, "complete -c reprint -n '__fish_seen_subcommand_from %s' -l %s", command, f->name);
    if (f->letter)
        fprintf(to, " -s %c", f->letter);
    fputs(" -d ", to);
    fish_text(to, f->brief);
    if (f->kind == FLAG_CHOICE) {
        fputs(" -x -a '", to);
        print_words(to, f->value);
        fputc('\'', to);
    } else if (takes_value(f)) {
        fputs(f->kind == FLAG_FILE || f->kind == FLAG_FOLDER || f->kind == FLAG_TEXT ? " -r" : " -x", to);
    }
    fputc('\n', to);
}

static void complete_fish(FILE *to, const struct command *const *commands)
{
    fputs("# reprint completion for fish\n", to);
    for (const struct command *const *c = commands; *c; c++) {
        fprintf(to, "complete -c reprint -n __fish_use_subcommand -f -a %s -d ", (*c)->name);
        fish_text(to, (*c)->brief);
        fputc('\n', to);
        for (size_t i = 0; (*c)->flags[i].name; i++)
            fish_flag(to, (*c)->name, &(*c)->flags[i]);
    }
}

int completion(FILE *to, const char *shell, const struct command *const *commands)
{
    if (strcmp(shell, "bash") == 0)
        complete_bash(to, commands);
    else if (strcmp(shell, "zsh") == 0)
        complete_zsh(to, commands);
    else if (strcmp(shell, "fish") == 0)
        complete_fish(to, commands);
    else
        return RP_ERR_INVALID;
    return RP_OK;
}
