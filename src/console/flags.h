/*
 * flags.h - one table per command; the parser, -h, --help, the manual page and the completions of
 * three shells all read it, so none of them can be out of date.
 *
 * A command keeps its options in a struct of its own. Every flag says where in that struct its value
 * goes; the type there follows from the kind. Defaults are whatever defaults() leaves in the struct,
 * and that is what help prints.
 */
#ifndef CONSOLE_FLAGS_H
#define CONSOLE_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/compiler.h"

enum flag_kind {
    FLAG_SWITCH, /* bool */
    FLAG_TEXT,   /* const char *: as typed, borrowed from argv */
    FLAG_FILE,   /* const char *: a file's name */
    FLAG_FOLDER, /* const char *: a directory's name */
    FLAG_LIST,   /* struct flag_list: may be given several times */
    FLAG_CHOICE, /* int: the place of the word in `value`, "first|second|third" */
    FLAG_COUNT,  /* uint64_t, least..most; 10k, 3M and 1G are thousands, millions and so on */
    FLAG_SHARE,  /* double, least..most; .7 or 70% */
    FLAG_BYTES,  /* uint64_t, least..most; 512K, 64M, 2G are powers of 1024 */
    FLAG_HELP,   /* -h and --help; no place in the struct */
    FLAG_VERSION,
};

struct flag_list {
    const char **items; /* n of them; freed by flags_release() */
    size_t n, cap;
};

struct flag {
    const char *heading; /* starts a group in the help; NULL: in the group of the one before */
    const char *name;    /* without the dashes */
    char letter;         /* 0: none */
    enum flag_kind kind;
    size_t offset;       /* of the value in the command's struct */
    const char *value;   /* what to call it in help: "FILE"; the words of a FLAG_CHOICE */
    double least, most;  /* COUNT, SHARE, BYTES; both 0: anything */
    const char *nothing; /* what a default of 0 or none means: "all processors"; NULL: not said */
    const char *anywhere;/* what the default is on any machine, for the manual; NULL: the value itself */
    const char *brief;   /* one line of at most 60 columns, lower case, no full stop */
    const char *more;    /* sentences for --help and the manual; NULL: brief says it all */
};

struct command {
    const char *name;
    const char *operands; /* "[FILE|DIR|-]..." ; "" : takes none */
    size_t operands_least, operands_most;
    const char *brief;    /* one line, lower case, no full stop */
    const char *about;    /* paragraphs, an empty line between them */
    const char *examples; /* lines of "command # what it does" */
    const struct flag *flags; /* ends with one that has no name */
    size_t options_size;
    void (*defaults)(void *options);
    /* Returns the exit status. */
    int (*run)(void *options, const char *const *operands, size_t n);
};

/* What every command has; first member of every options struct. */
struct common_options {
    bool quiet, progress;
};

#define FLAGS_COMMON                                                                                      \
    {.heading = "Talk", .name = "quiet", .letter = 'q', .kind = FLAG_SWITCH,                              \
     .offset = offsetof(struct common_options, quiet), .brief = "errors only: no summary, no progress"},  \
    {.name = "progress", .kind = FLAG_SWITCH, .offset = offsetof(struct common_options, progress),        \
     .brief = "show progress even if stderr is not a terminal"},                                          \
    {.name = "help", .letter = 'h', .kind = FLAG_HELP, .brief = "-h: one screen, --help: everything"}

enum flags_result {
    FLAGS_OK,
    FLAGS_SHORT_HELP, /* -h was given: print it and be done */
    FLAGS_LONG_HELP,
    FLAGS_VERSION,
    FLAGS_BAD,        /* said so on stderr */
};

/*
 * Reads argv[0..argc) into *options, which defaults() has filled. Flags and operands may stand in any
 * order; what follows "--" is operands. operands (room for argc pointers) gets them.
 */
enum flags_result flags_parse(const struct command *c, int argc, char **argv, void *options,
                              const char **operands, size_t *n_operands) MUST_USE;
void flags_release(const struct command *c, void *options);

/* The word closest to `word` among n, or NULL when none is close (at most a third of it differs). */
const char *flags_nearest(const char *word, const char *const *words, size_t n);

/* The default in words, "" when there is nothing to say. */
void flags_default_text(const struct flag *f, const void *options, char *out, size_t size);

/* The value in *options is the one in *defaults; a string, when it is the same pointer. */
bool flags_is_default(const struct flag *f, const void *options, const void *defaults);

/* --- what comes out of the tables; `commands` ends with a NULL --- */

void help_short(FILE *to, const struct command *c);
void help_long(FILE *to, const struct command *c);
void help_program(FILE *to, const struct command *const *commands);
void man_page(FILE *to, const struct command *const *commands);
/* shell: "bash", "zsh" or "fish". RP_OK or RP_ERR_INVALID. */
int completion(FILE *to, const char *shell, const struct command *const *commands) MUST_USE;

#endif
