/*
 * scan.h - the news engine: a collection of articles in, stories and their reprints out.
 *
 * The text is read twice through a callback and never kept: pass 1 learns page furniture, pass 2 makes a record
 * of about 1 KB of each article. Candidate pairs come from the records; for these alone text is fetched again
 * and compared (relation.h). Edges join documents to families only under the checks of family.h.
 *
 * The result depends on the documents and the options: not on their order, the number of threads or the machine.
 * Memory: at most about 1 KB a document, plus the articles being compared, plus the result.
 */
#ifndef STORY_SCAN_H
#define STORY_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"
#include "records/article_source.h"

struct furniture;    /* article/furniture.h */
struct journal;      /* store/journal.h */
struct patterns;     /* article/patterns.h */
struct room;         /* store/room.h */
struct thresholds;   /* thresholds.h */
struct scan_result;  /* results.h */

enum scan_stage { SCAN_FURNITURE, SCAN_RECORDS, SCAN_CANDIDATES, SCAN_VERIFY, SCAN_RESULTS, SCAN_STAGES };

/* What the texts of two documents are to each other among all of the collection. */
struct scan_pair {
    size_t doc[2];        /* asked for */
    bool compared;        /* false: too little is shared for that, or a group of near copies speaks for them */
    bool same_text;       /* equal words: never compared */
    uint8_t relation;     /* enum relation (relation.h) */
    float story_edge;     /* 0..1: how sure that they are one story, with ... */
    float background;     /* ... so much of what they share standing in other stories too */
};

struct scan_options {
    const struct thresholds *thresholds; /* NULL: those of preset normal. Must outlive the scan */
    const struct patterns *patterns;     /* NULL: the built-in table. Must outlive the scan */
    int threads;                         /* < 1: as many as the machine has */
    struct room *room;                   /* store/room.h: where all that is large lies; NULL: memory. Must outlive the
                                            result */
    bool no_furniture;                   /* do not learn page furniture (one pass less) */
    const struct furniture *furniture;   /* learned from these documents already (one pass less); may be NULL. Must
                                            outlive the scan */
    bool all_pairs;                      /* compare every text with every other: for tests and audits of few */
    bool suspects;                       /* also look for rewrites and citations (rows 15 and 16 of the table) */

    /* Told how far a stage is, from any one thread at a time; a negative return ends the scan with that status
     * (RP_ERR_CANCELLED). May be NULL. total is 0 while unknown. */
    int (*progress)(void *ctx, enum scan_stage stage, size_t done, size_t total);
    void *progress_ctx;

    /* Page furniture that was discounted (--show-furniture): called after pass 2 for each line. May be NULL. */
    int (*show_furniture)(void *ctx, struct span outlet, struct span line, uint32_t docs, uint32_t pool_docs);
    void *show_furniture_ctx;

    /* Shown every article once, as pass 2 sees it (without credits that are mentions); from several threads at once,
     * with `thread` as in fetch. Nothing of it lives longer than the call. A negative return ends the scan with that
     * status. May be NULL. */
    int (*seen)(void *ctx, size_t doc, int thread, const struct article *article);
    void *seen_ctx;

    /* store/journal.h, open and not replayed: what an earlier run of exactly this scan found out is taken from there,
     * and what this one finds out is noted there. Must outlive the scan. NULL: none. */
    struct journal *journal;
    /* What the journal is to remember of an article that was just seen; bytes until the next call for the thread. And
     * the same bytes when the article is not read again, in place of seen(); one call at a time. NULL: nothing. */
    int (*seen_bytes)(void *ctx, size_t doc, int thread, struct span *out);
    int (*seen_before)(void *ctx, size_t doc, struct span bytes);

    /* One pair that is asked about (explain): filled when standing text of other stories is known. May be NULL. */
    struct scan_pair *pair;

    /* Another name for an outlet (an alias file, one owner for many hosts): fills *owner for outlets it knows. The
     * span must live as long as the result. Thread-safe. May be NULL. */
    bool (*owner)(void *ctx, struct span outlet, struct span *owner);
    void *owner_ctx;
};

/* All zero: defaults. */
void scan_options_init(struct scan_options *o);

/* *out is the caller's, to be given to scan_result_free(); untouched on failure. RP_OK, RP_ERR_NOMEM,
 * RP_ERR_INVALID (more than 2^32 - 2 documents), or what fetch or progress returned. */
int scan_run(const struct scan_options *o, const struct scan_source *source, struct scan_result **out) MUST_USE;

/* "furniture", "records", "candidates", "verify", "results". */
const char *scan_stage_name(enum scan_stage stage);

#endif
