/*
 * scan_work.h - a scan at work, for its own files: what it holds, and the steps in their order.
 */
#ifndef STORY_SCAN_WORK_H
#define STORY_SCAN_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/analyse.h"
#include "base/bits.h"
#include "base/compiler.h"
#include "candidates/candidates.h"
#include "candidates/postings.h"
#include "records/article_notes.h"
#include "records/texts.h"
#include "records/thin.h"
#include "relation/compare.h"
#include "store/keep.h"
#include "story/grouping.h"
#include "story/pages.h"
#include "story/scan.h"

struct article_analyser;
struct bylines;
struct furniture_learner;
struct furniture_list;
struct recorder;

enum { TIE_KEYS = 4, REST_EACH = 256 };
#define NO_TEXT UINT32_MAX

/* One thread's means of the two passes. */
struct worker {
    struct furniture_learner *learner;
    struct furniture_list *furniture; /* what was discounted, where that is to be shown */
    struct article_analyser *analyser;
    struct recorder *recorder;
    struct bylines *bylines;
    uint32_t key[TIE_KEYS]; /* of a document, for postings */
};

struct scan {
    const struct scan_options *o;
    const struct scan_source *source;
    const struct thresholds *thresholds;
    int threads;
    struct worker *worker;
    struct furniture *own_furniture; /* where none was given */
    size_t furniture_lines;
    struct patterns *own_patterns; /* where none were given */
    struct article_options article;
    struct record *record;
    struct record_bands *band;   /* until candidates can be searched for */
    struct texts texts;
    uint32_t *carried;      /* of a document: its text; until its addresses are known */
    uint32_t *text_of;      /* of a document that leads a text: the text; NO_TEXT for others */
    struct candidate_node *node; /* until candidates are found; then there is only their ... */
    struct text_length {
        uint32_t tokens, passages;
    } *length;
    struct postings passages, bands, ties;
    uint32_t *leader;
    bool *stub;
    uint64_t *text_source; /* of each text */
    struct page_book book;
    struct article_notes notes;
    struct doc_reading reading;
    struct comparer *comparer;
    struct edge *edge;
    size_t n_edges, edge_cap, n_candidates;
    struct grouping grouping;
    struct thin_store thinned; /* passages of records */
    struct bits known;      /* documents whose records are in the journal ... */
    struct keep recalled;   /* ... and their passages, until they are thinned */
    struct edge *recalled_edge; /* sorted */
    size_t n_recalled, recalled_cap;
};

/* Each returns RP_OK or a negative status, and leaves to scan_run() what is to be released. */

/* scan_records.c */
int scan_learn_furniture(struct scan *s) MUST_USE;
int scan_make_records(struct scan *s) MUST_USE;

/* scan_texts.c: s->texts is there. */
int scan_place_texts(struct scan *s) MUST_USE;
int scan_thin(struct scan *s) MUST_USE;
int scan_make_nodes(struct scan *s) MUST_USE;
int scan_build_channels(struct scan *s) MUST_USE;
void scan_release_channels(struct scan *s);

/* scan_rounds.c: first among all texts, then among those that near copies were collapsed into. */
int scan_judge_round(struct scan *s, bool first_round) MUST_USE;

/* scan_standing.c: edges count for less as far as they rest on text that stands in many stories. */
int scan_weigh_standing(struct scan *s) MUST_USE;

int scan_tick(const struct scan *s, enum scan_stage stage, size_t done, size_t total) MUST_USE;
/* In loops over all documents or edges, which follow each other in memory while texts do not. */
void scan_rest_at(const struct scan *s, size_t i);

#endif
