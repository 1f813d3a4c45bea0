/*
 * judge_options.h - how pairs are judged, as the user asks for it: scan and explain have the same options.
 *
 * What fails and is the user's to mend has been said, and is STATUS_SAID.
 */
#ifndef SCAN_JUDGE_OPTIONS_H
#define SCAN_JUDGE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "article/patterns.h"
#include "base/compiler.h"
#include "console/flags.h"
#include "rules/thresholds.h"

struct judge_options {
    int preset;
    struct flag_list thresholds;
    const char *patterns;
};

#define JUDGE_AT(type, member, what) (offsetof(type, member) + offsetof(struct judge_options, what))
#define JUDGE_FLAGS(type, member)                                                                                     \
    {.heading = "What a reprint is", .name = "preset", .kind = FLAG_CHOICE, .offset = JUDGE_AT(type, member, preset), \
     .value = "normal|strict|loose", .brief = "how much must be shared",                                              \
     .more = "strict counts full copies only, loose names rewrites too."},                                            \
    {.name = "threshold", .kind = FLAG_LIST, .offset = JUDGE_AT(type, member, thresholds), .value = "NAME=VALUE",     \
     .brief = "one number of the table; may be repeated",                                                             \
     .more = "--threshold help prints the table: names, values of each preset, meaning."},                            \
    {.name = "patterns", .kind = FLAG_FILE, .offset = JUDGE_AT(type, member, patterns), .value = "FILE",              \
     .nothing = "the built-in table", .brief = "more patterns of credits and furniture",                              \
     .more = "Tried before the built-in ones; the form is that of data/patterns.tsv. `reprint patterns --check FILE` " \
             "tries their examples."}

/* Thresholds and patterns asked for. Also the table itself for `--threshold help`: *printed is set, and that is all. */
int judge_open(const struct judge_options *o, struct thresholds *t, struct patterns **patterns, bool *printed) MUST_USE;
const char *judge_preset(const struct judge_options *o);
/* The patterns of a file, in front of those that p has. */
int patterns_add_file(struct patterns *p, const char *path) MUST_USE;

#endif
