/* reprint patterns: the examples that come with the patterns, tried. */
#include <stdio.h>

#include "article/patterns.h"
#include "base/status.h"
#include "cli/commands.h"
#include "console/message.h"
#include "console/output.h"
#include "scan/judge_options.h"

struct patterns_options {
    struct common_options common;
    bool check;
};

static const struct flag flags[] = {
    {.heading = "Options", .name = "check", .letter = 'c', .kind = FLAG_SWITCH,
     .offset = offsetof(struct patterns_options, check), .brief =
         "try every example; this is also what it does without"},
    FLAGS_COMMON,
    {0},
};

static void defaults(void *options)
{
    (void)options;
}

static void say_failure(void *ctx, const char *id, bool should_match, struct span line)
{
    (void)ctx;
    printf("%s\t%s\t%.*s\n", id, should_match ? "must match" : "must not match", (int)(line.n < 4096 ? line.n : 4096),
           line.p);
}

static int check(const char *const *files, size_t n)
{
    struct patterns *p = NULL;
    size_t tried = 0;
    int rc = RP_OK;

    TRY(patterns_create(&p));
    for (size_t i = 0; i < n; i++)
        TRY(patterns_add_file(p, files[i]));
    TRY(patterns_check(p, NULL, say_failure, &tried));
    message_note("%zu patterns, %zu examples, %d of them not as said", patterns_count(p), tried, rc);
    if (rc > 0) {
        message_error("%d examples do not behave", rc);
        rc = STATUS_SAID;
    }
out:
    patterns_free(p);
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    int rc = check(operands, n);
    (void)options;
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    return rc < 0 ? EXIT_BAD : 0;
}

const struct command command_patterns = {
    .name = "patterns",
    .operands = "[FILE]...",
    .operands_most = SIZE_MAX,
    .brief = "try the patterns of credits and furniture on their examples",
    .about = "Every pattern comes with lines that it must match and lines that it must not. Patterns of FILE are tried "
             "before the built-in ones; one whose id is taken replaces that one. The form is that of "
             "data/patterns.tsv.",
    .examples = "reprint patterns --check\n"
                "reprint patterns --check ours.tsv",
    .flags = flags,
    .options_size = sizeof(struct patterns_options),
    .defaults = defaults,
    .run = run,
};
