/*
 * dedup_news.h - `reprint dedup --profile news`: one copy of every story stays.
 *
 *   dedup_news.c       the input through intake.h, the engine of scan (story/scan.h), who stays in each story
 *   dedup_news_rows.c  removed records, clusters, the readable form, counts
 *   kept_writer.h      kept records, byte for byte
 *
 * A document is removed when scan calls it a copy in a story of two documents or more, and another copy of that story
 * stays. Satellites (teasers, excerpts, round-ups) and templates are no copies, and stay.
 */
#ifndef DEDUP_DEDUP_NEWS_H
#define DEDUP_DEDUP_NEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bits.h"
#include "base/compiler.h"
#include "dedup/dedup.h"
#include "intake/intake.h"
#include "relation/relation.h"
#include "rules/thresholds.h"
#include "story/results.h"

enum news_keep { NEWS_KEEP_ORIGINAL, NEWS_KEEP_FULLEST, NEWS_KEEP_RULE };

struct news_dedup {
    const struct dedup_options *o;
    struct intake_options intake_options;
    struct intake intake;
    enum preset preset;
    enum news_keep rule;
    struct keep *keep;             /* of NEWS_KEEP_RULE */
    struct output *result[DEDUP_RESULTS]; /* NULL: not wanted */
    struct scan_result *stories;
    uint32_t *kept;                /* of each story: index into its copies */
    struct bits removed;           /* of each document */
    uint64_t n_removed, n_stories; /* documents; stories that lost some */
    uint64_t relations[RELATIONS]; /* removed, by enum relation */
    double seconds;
};

/* Options that say nothing where stories decide, and those that say something there only. RP_OK or STATUS_SAID. */
int dedup_check_profile(const struct dedup_options *o) MUST_USE;

/* All of it, with its summary on stderr. *removed: anything was. RP_OK, STATUS_SAID or another negative status. */
int dedup_news(const struct dedup_options *o, const char *const *operands, size_t n, bool *removed) MUST_USE;

/* --- dedup_news_rows.c --- */

int news_write_removed(struct news_dedup *d) MUST_USE;
int news_write_clusters(struct news_dedup *d) MUST_USE;
int news_write_listing(struct news_dedup *d) MUST_USE;
int news_write_stats(struct news_dedup *d) MUST_USE;
void news_say_summary(const struct news_dedup *d);

#endif
