/*
 * scan_journal.h - what a scan finds out about documents and pairs, as entries of a journal (store/journal.h), so that
 * a scan that was stopped goes on: records are not made again, pairs not judged again.
 *
 * Entries are of this build only: whoever opens the journal sees to that by scan_journal_build().
 */
#ifndef RELATION_SCAN_JOURNAL_H
#define RELATION_SCAN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"
#include "records/article_record.h"
#include "relation/compare.h"

struct journal;

/* A number that changes with the form of the entries: a journal of another number must not be used. */
uint64_t scan_journal_build(void);

/* What is known of a document after it was read once. */
struct record_note {
    uint32_t doc;
    const struct record *record;  /* with its passages, not thinned */
    const struct record_bands *bands;
    uint16_t agency;              /* bylines.h: reporters of the article ... */
    const uint64_t *names;        /* ... and how many */
    size_t n_names;
    struct span seen;             /* what the caller of the scan noted of it */
    bool lines;                   /* its furniture lines were noted before it */
};

/* From several threads, each as its own writer. What journal_add() returns; NULL: nothing is done. */
int scan_journal_record(struct journal *j, int writer, const struct record_note *n) MUST_USE;
int scan_journal_edge(struct journal *j, int writer, const struct edge *e) MUST_USE;
struct furniture_line; /* article/furniture.h */
int scan_journal_line(struct journal *j, int writer, const struct furniture_line *l) MUST_USE;

/* Is given what earlier runs wrote; notes and edges live for the call. A status other than 0 ends the reading. */
struct scan_journal_reader {
    void *ctx;
    int (*record)(void *ctx, const struct record_note *n);
    int (*edge)(void *ctx, const struct edge *e);
    int (*line)(void *ctx, const struct furniture_line *l);
};
/* As journal_replay(); RP_ERR_FORMAT also for an entry that cannot be. n: documents there are. */
int scan_journal_read(struct journal *j, size_t n, const struct scan_journal_reader *reader) MUST_USE;

#endif
