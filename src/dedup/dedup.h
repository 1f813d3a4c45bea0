/*
 * dedup.h - the job of `reprint dedup`, in the order of its files:
 *
 *   dedup_memory.c   how much memory there is, and what would be needed
 *   dedup_state.c    the corpus: in memory, scratch, or a folder that outlives the run
 *   dedup_inputs.c   of what: so that it is never taken for another one's
 *   dedup_facts.c    what other rules of keeping would want to know
 *   dedup_options.c  what was asked for      -> rp_params, rule, outputs
 *   dedup_parts.c    references and input    -> sources, fields
 *   dedup_read.c     one pass over the text  -> rp_corpus, places
 *   (the library)    rp_corpus_join()        -> candidates
 *   dedup_fetch.c    back to their texts     -> rp_corpus_resolve() -> verdicts
 *   dedup_write.c    kept records, byte for byte
 *   dedup_rows.c     removed records, clusters, the readable form
 *   dedup_stats.c    counts, times, parameters
 *
 * Functions return RP_OK, STATUS_SAID when they have said on stderr what failed, or another negative
 * status that nobody has spoken of yet.
 */
#ifndef DEDUP_DEDUP_H
#define DEDUP_DEDUP_H

#include <stdbool.h>
#include <stdint.h>

#include <reprint.h>

#include "base/compiler.h"
#include "console/flags.h"
#include "console/output.h"
#include "dedup/dedup_facts.h"
#include "dedup/dedup_keep.h"
#include "dedup/dedup_parts.h"
#include "dedup/dedup_places.h"
#include "dedup/dedup_state.h"
#include "source/source.h"

enum dedup_profile { PROFILE_TEXT, PROFILE_NEWS }; /* news: dedup_news.h */
enum dedup_format { FORMAT_RECORDS, FORMAT_TEXT };

struct dedup_options {
    struct common_options common;
    /* what is a duplicate */
    int profile, preset;
    double threshold, contained;
    bool exact_only;
    int unit, sketch;
    uint64_t shingle;
    /* what is kept, what comes out */
    const char *keep, *output, *removed, *clusters, *stats;
    int format;
    bool dry_run, exit_status;
    /* what else is removed */
    struct flag_list against, against_fields;
    bool only_against;
    /* how candidates are found */
    double recall;
    uint64_t slots, bands, rows, hamming;
    bool show_curve;
    const char *key;
    /* input */
    int input;
    struct flag_list fields;
    bool skip_bad;
    uint64_t max_record;
    /* the machine */
    uint64_t threads;
    uint64_t memory; /* 0: a share of the machine's */
    const char *work_dir, *from;
    bool resume, estimate;
};

extern const struct flag dedup_flags[];
void dedup_defaults(void *options);

enum dedup_stage { STAGE_READ, STAGE_JOIN, STAGE_EXTRACT, STAGE_RESOLVE, STAGE_WRITE, DEDUP_STAGES };
extern const char *const dedup_stage_name[DEDUP_STAGES];

enum dedup_result { RESULT_KEPT, RESULT_REMOVED, RESULT_CLUSTERS, RESULT_STATS, DEDUP_RESULTS };

struct fetch;

struct dedup {
    const struct dedup_options *o;
    int threads;
    rp_params params;
    struct source_list *sources;
    struct parts parts;
    struct keep *keep;
    struct output *result[DEDUP_RESULTS]; /* NULL: not wanted */
    rp_corpus *corpus;
    struct places places; /* of the corpus; for one thread */
    struct {
        char *dir;      /* NULL: nothing is kept */
        int lock;
        bool kept;      /* there is something to go on with ... */
        bool again;     /* ... and the input can be read again */
        bool scratch;   /* columns are in nameless files */
        int readers;    /* threads that read */
        uint64_t max_record; /* that the bound on memory has room for */
        int ahead;      /* batches of results of one source that may wait for their turn */
        double last, cost; /* checkpoint: when, and how long it took */
    } state;
    struct facts *facts;  /* NULL: nothing is kept */
    struct read_cursor cursor;
    uint64_t reference;   /* the first so many documents are one */
    struct fetch *fetch;
    uint64_t bytes;       /* of records, uncompressed */
    uint64_t bad_records; /* left out */
    uint64_t bad_files;   /* unreadable, or damaged somewhere */
    rp_stat stat;
    double seconds[DEDUP_STAGES], processor_seconds[DEDUP_STAGES];
};

/* --- dedup_options.c --- */

/* The parameters asked for, checked. */
int dedup_params(rp_params *p, const struct dedup_options *o) MUST_USE;
/* Prints the S-curve of checked parameters, a line for each step of .05. */
int dedup_print_curve(const rp_params *p) MUST_USE;
/* Outputs by enum dedup_result, NULL where none is wanted; whatever happens, output_drop() takes them. */
int dedup_open_results(struct output **result, const struct dedup_options *o,
                       const struct source_list *sources) MUST_USE;
/* Sources, fields, rule; outputs are opened here so that a bad name costs no work. */
int dedup_open(struct dedup *d, const struct dedup_options *o, const char *const *operands, size_t n) MUST_USE;
void dedup_close(struct dedup *d);

/* --- dedup_read.c --- */

int dedup_read(struct dedup *d) MUST_USE;

/* --- dedup_fetch.c --- */

/* Plans to copy out the candidates of compressed sources, beside rp_corpus_resolve(). After it fetch_record() reaches
 * every candidate that may still be asked for. */
int fetch_create(struct fetch **out, struct dedup *d) MUST_USE;
/* When rp_corpus_resolve() has ended, with this status: the status of both. Then fetch_record() is for making rows;
 * without these, for nothing. f may be NULL. */
int fetch_resolved(struct fetch *f, int status) MUST_USE;
/* Sets d->fetch, if nothing has yet. */
int fetch_ready(struct dedup *d) MUST_USE;
/* How many may ask at once: as many as the bound on memory has room for. */
int fetch_threads(const struct fetch *f);
void fetch_free(struct fetch *f);
/* As rp_corpus_resolve() wants it; ctx is the struct fetch. */
int fetch_text(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags);
/* The whole record; its pointers live until the next call for the slot. A slot is for one thread. */
int fetch_record(struct fetch *f, int slot, uint64_t doc, struct input_record *out) MUST_USE;

/* --- dedup_write.c, dedup_rows.c, dedup_stats.c --- */

int dedup_write_kept(struct dedup *d) MUST_USE;
int dedup_write_removed(struct dedup *d) MUST_USE;
int dedup_write_clusters(struct dedup *d) MUST_USE;
int dedup_write_listing(struct dedup *d) MUST_USE; /* --format text */
int dedup_write_stats(struct dedup *d) MUST_USE;
void dedup_say_summary(const struct dedup *d);

/* Everything is on the disk before the first name appears. */
int dedup_publish_results(struct output *const *result) MUST_USE;

/* All of it. The caller closes. */
int dedup_run(struct dedup *d) MUST_USE;

#endif
