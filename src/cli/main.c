/* The table of commands, and nothing else. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reprint.h>

#include "base/alloc.h"
#include "base/status.h"
#include "cli/commands.h"
#include "console/cleanup.h"
#include "console/flags.h"
#include "console/message.h"
#include "console/progress.h"
#include "scan/judgement_tables.h"

/* A command is here when it works. */
static const struct command *const commands[] = {
    &command_dedup,
    &command_audit,
    &command_scan,
    &command_explain,
    &command_patterns,
    &command_eval,
    &command_gen,
    &command_bench,
    NULL,
};

static const struct command *find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static void print_version(void)
{
    printf("reprint %s (algorithm %d, kernel %s)\n", RP_VERSION, RP_ALGORITHM_VERSION, rp_kernel());
}

static int unknown_command(const char *name)
{
    const char *names[ARRAY_LEN(commands)], *nearest;
    size_t n = 0;

    for (const struct command *const *c = commands; *c; c++)
        names[n++] = (*c)->name;
    nearest = flags_nearest(name, names, n);
    if (nearest)
        message_error("unknown command '%s'; did you mean '%s'?", name, nearest);
    else
        message_error("unknown command '%s'; see 'reprint --help'", name);
    return EXIT_BAD;
}

/* Help that did not get out is a failure too, a closed pipe apart: `reprint --help | head`. */
static int flushed(int status)
{
    if (fflush(stdout) != 0 && errno != EPIPE && status == 0) {
        message_error("cannot write to standard output: %s", strerror(errno));
        return EXIT_BAD;
    }
    return status;
}

static int run_parsed(const struct command *c, int argc, char **argv, void *options, const char **operands)
{
    size_t n;
    int status = 0;

    switch (flags_parse(c, argc, argv, options, operands, &n)) {
    case FLAGS_SHORT_HELP:
        help_short(stdout, c);
        break;
    case FLAGS_LONG_HELP:
        help_long(stdout, c);
        break;
    case FLAGS_VERSION:
        print_version();
        break;
    case FLAGS_BAD:
        return EXIT_BAD;
    case FLAGS_OK: {
        const struct common_options *common = options;
        message_setup(common->quiet);
        progress_setup(common->progress, common->quiet);
        status = c->run(options, operands, n);
        progress_end();
        message_records_end();
    }
    }
    return flushed(status);
}

static int run_command(const struct command *c, int argc, char **argv)
{
    void *options = mem_zalloc(1, c->options_size);
    const char **operands = mem_alloc((size_t)argc + 1, sizeof *operands);
    int status = EXIT_BAD;

    if (options && operands) {
        c->defaults(options);
        status = run_parsed(c, argc, argv, options, operands);
        flags_release(c, options);
    } else {
        message_error("%s", rp_strerror(RP_ERR_NOMEM));
    }
    free(operands);
    free(options);
    return status;
}

static int help_on(const char *name)
{
    const struct command *c = name ? find(name) : NULL;

    if (name && !c)
        return unknown_command(name);
    if (c)
        help_long(stdout, c);
    else
        help_program(stdout, commands);
    return flushed(0);
}

int main(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : NULL;
    const struct command *c;

    cleanup_setup();
    if (!first) {
        help_program(stderr, commands);
        return EXIT_BAD;
    }
    if ((c = find(first)))
        return run_command(c, argc - 2, argv + 2);
    if (strcmp(first, "-h") == 0 || strcmp(first, "--help") == 0 || strcmp(first, "help") == 0)
        return help_on(strcmp(first, "help") == 0 ? argv[2] : NULL);
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        print_version();
        return flushed(0);
    }
    if (strcmp(first, "--man") == 0) {
        man_page(stdout, commands);
        return flushed(0);
    }
    if (strcmp(first, "--reference") == 0) {
        judgement_markdown(stdout);
        return flushed(0);
    }
    if (strcmp(first, "--completion") == 0 && argc == 3 && completion(stdout, argv[2], commands) == RP_OK)
        return flushed(0);
    if (strcmp(first, "--completion") == 0) {
        message_error("--completion wants one of bash, zsh, fish");
        return EXIT_BAD;
    }
    return unknown_command(first);
}
