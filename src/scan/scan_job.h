/*
 * scan_job.h - the job of `reprint scan`, in the order of its files:
 *
 *   scan_options.c  what was asked for              -> filters, outputs; judge_options.c: thresholds, patterns
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
#include "scan/judge_options.h"
#include "scan/scan_facts.h"
#include "scan/scan_stats.h"
#include "story/results.h"
#include "story/scan.h"

enum scan_format { SCAN_TEXT, SCAN_JSONL, SCAN_CSV, SCAN_HTML };

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
    uint32_t *rank;                  /* of each story: where in shown, or NO_INDEX */
    size_t n_shown;
    struct ranked *rows;             /* where rows of stories wait for their turn; NULL: they go straight out */
    size_t named;                    /* documents so far, by the report */
    struct scan_times times;
};

/* --- scan_options.c --- */

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
             "--work-dir, and comes and goes through the page cache. Results are the same. Some 300 bytes an "         \
             "article, 1 MB a thread and 31 MB are held whatever the bound; where that is more, what is needed is "    \
             "said."}

/* *bound: bytes the process may hold; whether everything can stay in memory. Looks at all sources. */
int scan_fits(const struct intake *in, uint64_t memory, double *bound, bool *fits) MUST_USE;
/* Everything stays in memory if it fits; else *room, which is the intake's too and freed after it. */
int scan_make_room(struct intake *in, uint64_t memory, struct room **room) MUST_USE;
/* Once the documents are counted: RP_OK, or STATUS_SAID when not even a room can hold so many within the bound. */
int scan_hold(const struct intake *in, uint64_t memory) MUST_USE;

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
