/*
 * scan_job.h - the job of `reprint scan`, in the order of its files:
 *
 *   scan_options.c  what was asked for              -> thresholds, patterns, filters, outputs
 *   intake.c        one pass over the input         -> places and ids
 *   scan_memory.c   how much memory there is        -> everything in it, or a room on disk
 *   scan_estimate.c what it would take, from a scan of a sample (scan_pilot.c)
 *   scan_state.c    what is found out, kept for a run that goes on
 *   scan_run.c      the engine (story/scan.h)       -> stories
 *   scan_facts.c    on the way: what each article says of itself
 *   scan_filter.c   which stories are shown
 *   scan_write.c    the report (report/story_report.h), scan_site.c the folder of pages
 *   scan_stats.c    counts, times by stage
 */
#ifndef SCAN_SCAN_JOB_H
#define SCAN_SCAN_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "article/patterns.h"
#include "base/compiler.h"
#include "console/flags.h"
#include "console/output.h"
#include "intake/intake.h"
#include "report/story_report.h"
#include "rules/thresholds.h"
#include "scan/scan_facts.h"
#include "scan/scan_stats.h"
#include "story/results.h"
#include "story/scan.h"

enum scan_format { SCAN_TEXT, SCAN_JSONL, SCAN_CSV, SCAN_HTML };

/* How pairs are judged: shared by scan and explain. */
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

struct scan_job_options {
    struct common_options common;
    struct judge_options judge;
    bool suspects, no_furniture;
    int format;
    const char *output, *owners, *show_furniture, *stats;
    bool exit_status;
    struct flag_list agencies, outlets, relations;
    uint64_t min_outlets;
    const char *since;
    uint64_t memory; /* 0: a share of the machine's */
    bool resume, estimate;
    struct intake_options intake;
};

extern const struct flag scan_flags[];
void scan_defaults(void *options);

struct journal;
struct owners;
struct site;

struct scan_job {
    const struct scan_job_options *o;
    struct intake intake;
    struct room *room;           /* NULL: everything is in memory */
    struct {
        char *dir;               /* NULL: nothing is kept */
        int lock;
        struct journal *journal; /* NULL: nothing is kept */
    } state;
    struct thresholds thresholds;
    struct patterns *patterns;   /* NULL: the built-in table */
    struct owners *owners;       /* NULL: none */
    struct scan_facts facts;
    int64_t since;
    uint32_t relations;          /* a bit each; 0: all */
    struct output *out, *furniture, *stats; /* NULL: not wanted */
    struct site *site;               /* with --format html, instead of out */
    struct scan_result *result;
    size_t *shown;
    size_t n_shown;
    size_t named;                    /* documents so far, by the report */
    struct scan_times times;
};

/* --- scan_options.c --- */

/* Thresholds and patterns asked for. Also the table itself for `--threshold help`: *printed is set, and that is all. */
int judge_open(const struct judge_options *o, struct thresholds *t, struct patterns **patterns, bool *printed) MUST_USE;
const char *judge_preset(const struct judge_options *o);
/* A whole file; *out is free()d by the caller. */
int read_file(const char *path, char **out, size_t *n) MUST_USE;

/* *printed: nothing is left to do. */
int scan_open(struct scan_job *job, const struct scan_job_options *o, const char *const *operands, size_t n,
              bool *printed) MUST_USE;
void scan_close(struct scan_job *job);

/* --- scan_memory.c --- */

#define SCAN_MEMORY_FLAG(type, member)                                                                                \
    {.name = "memory", .letter = 'm', .kind = FLAG_BYTES, .offset = offsetof(type, member), .value = "SIZE",           \
     .least = 64 << 20, .most = 0x1p50, .nothing = "60 % of what there is",                                            \
     .brief = "most memory the whole process may hold",                                                                \
     .more = "Where the input is too large for that, what is kept of its documents goes to a nameless file in "        \
             "--work-dir, and comes and goes through the page cache. Results are the same."}

/* *bound: bytes the process may hold; whether everything can stay in memory. Looks at all sources. */
int scan_fits(const struct intake *in, uint64_t memory, double *bound, bool *fits) MUST_USE;
/* Everything stays in memory if it fits; else *room, which is the intake's too and freed after it. */
int scan_make_room(struct intake *in, uint64_t memory, struct room **room) MUST_USE;

/* --- scan_estimate.c --- */

/* --estimate: documents, pairs, memory, disk, passes and time, to stdout. After scan_open(). */
int scan_print_estimate(struct scan_job *job) MUST_USE;

/* --- scan_owners.c: one owner of several outlets --- */

int owners_create(struct owners **out, const char *path) MUST_USE;
void owners_free(struct owners *w);
/* As scan_options.owner; ctx is the struct owners. */
bool owners_find(void *ctx, struct span outlet, struct span *owner);

/* --- scan_run.c, scan_filter.c, scan_write.c --- */

/* What was asked for, as the engine wants it: for the whole input, or for a sample of it with an intake of its own. */
void scan_engine_options(struct scan_options *so, const struct scan_job *job, const struct intake *in,
                         struct scan_facts *facts, struct journal *journal);
int scan_job_run(struct scan_job *job) MUST_USE;
int scan_filter(struct scan_job *job) MUST_USE;
bool scan_is_filtered(const struct scan_job_options *o);
int scan_write(struct scan_job *job) MUST_USE;
void scan_say_summary(const struct scan_job *job);

#endif
