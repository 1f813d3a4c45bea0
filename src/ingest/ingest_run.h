/*
 * ingest_run.h - all records of all sources through work() on all threads, results in input order.
 *
 * Several sources are read and decompressed at the same time, each by one thread at a time, and what
 * work() made of a batch is kept until its turn: so compressed files (and zstd files of several frames,
 * which are read in parts) use all cores, while write() sees file
 * after file and batch after batch, whatever the number of threads. The text of a batch goes
 * when work() returns: at most `threads` texts are in memory, plus `ahead` results a source.
 */
#ifndef INGEST_INGEST_RUN_H
#define INGEST_INGEST_RUN_H

#include "ingest/reader.h"

struct ingest_steps {
    /* while (batch_next(parser, b, &record) > 0) ...; keeps what it makes in b->user. */
    int (*work)(void *ctx, struct batch *b, struct record_parser *parser, int thread);
    /* In order. first_line is the number of the batch's first line in its file: that of a record is
     * first_line + record.line. b->error comes after the records. The text is gone. */
    int (*write)(void *ctx, struct batch *b, uint64_t first_line);
    /* Once for every batch that work() saw, after write() or instead of it; takes back b->user. */
    void (*drop)(void *ctx, struct batch *b);
};

struct ingest_options {
    size_t batch_bytes, max_record; /* as in reader_options */
    int threads;                    /* at least 1 */
    int sources;                    /* or parts of sources, read at the same time; 0: as many as threads */
    int ahead;                      /* results kept of one source, in batches; 0: 1024 (256 MiB of its text) */
    /* Where to begin: in this source, where a record begins in its (uncompressed) stream, behind so many lines. */
    uint32_t begin_file;
    uint64_t begin_offset, begin_lines;
    uint32_t end_file; /* where to end: before this source; 0: at the last */
};

/* RP_OK, RP_ERR_NOMEM, RP_ERR_THREAD, or the first negative status of work() or write(). What is wrong with
 * sources and records is in batches and records. */
int ingest_run(struct source_list *list, const struct fields *fields, const struct ingest_options *o,
               const struct ingest_steps *steps, void *ctx) MUST_USE;

#endif
