/*
 * reader.h - sources to batches of whole records, in order, for thread_pipe_run().
 *
 *   read:  reader_next(r, &batch)             one thread at a time (any), gives batches in input order
 *   work:  while (batch_next(parser, batch, &rec) > 0) ...   any thread, one parser a thread
 *   write: batch_first_line(&clock, batch), batch->error     in order
 *   drop:  reader_drop(r, batch)
 *
 * (ingest_run.h does all this for many files at once.)
 * At most `depth` batches are alive, the same number thread_pipe_run() is told. Memory is about
 * depth x (batch_bytes + the longest record in it) and does not depend on the files' sizes.
 *
 * Lines are cut at '\n'; "\r\n", blank lines, a byte order mark at the start and a last line without
 * newline are all fine. A line longer than max_record is passed over without being held: its batch is
 * empty, with lines == 1 and an error with line == 1. A damaged or truncated file delivers everything
 * before the damage, then a batch with an error; the next file follows.
 */
#ifndef INGEST_READER_H
#define INGEST_READER_H

#include <stdint.h>

#include "base/compiler.h"
#include "ingest/buffer_pool.h"
#include "json/fields.h"
#include "json/record.h"
#include "source/source.h"

struct reader_options {
    size_t batch_bytes;  /* 0: 256 KiB */
    size_t max_record;   /* 0: 64 MiB; at most 1 GiB */
    int depth;           /* batches alive at most; 0: 4 */
    uint32_t first, end; /* sources [first, end) only; end == 0: to the last. Several readers on parts of
                            one list may run at the same time. */
    struct buffer_pool *pool; /* NULL: batches keep buffers of their own */
};

struct reader;

struct batch {
    const char *p;   /* whole records; set by the first batch_next() */
    size_t n;
    uint32_t file;
    uint64_t offset;    /* of p[0] in the uncompressed stream */
    uint64_t disk_end;  /* bytes of the file as it lies on disk that have been used up: for progress */
    uint64_t lines;     /* newlines passed; final after batch_next() has given 0 */
    bool json;          /* JSONL; else p[0..n) is one document */
    struct source_error error; /* comes after the records; status RP_OK: none */
    void *user;         /* the caller's, NULL at first; reader_drop() does not look at it */
    /* --- private --- */
    size_t at;          /* where batch_next() goes on */
    size_t max_record;
    struct reader *owner;
};

/* list and options outlive nothing: options are copied, the list must outlive the reader. */
int reader_create(struct reader **out, struct source_list *list, const struct reader_options *o) MUST_USE;
void reader_free(struct reader *r);

/* 1 and the next batch, 0 at the end, or RP_ERR_NOMEM. Everything else that goes wrong is in a batch. */
int reader_next(struct reader *r, struct batch **out) MUST_USE;
void reader_drop(struct reader *r, struct batch *b);

/* Gives back the text of a batch that has been worked on; everything but p and n stays until
 * reader_drop(). Thread-safe as long as the batch is one thread's. */
void reader_release(struct reader *r, struct batch *b);

/* Goes on with a part of a source. All batches must have been dropped. */
void reader_move(struct reader *r, const struct source_part *part);

/* Before the first batch: begins at this offset of the (uncompressed) stream of a source, where a record of it
 * begins. */
void reader_resume(struct reader *r, uint32_t file, uint64_t offset);

/* Looks at the first n sources so that their coding and format are known, as if they had been read: what comes
 * back to them (spool.h) needs that. Pipes are left alone: what is taken from them is gone. RP_OK or RP_ERR_NOMEM. */
int reader_look(struct source_list *l, uint32_t n) MUST_USE;

/* --- records of a batch --- */

struct record_parser; /* one a thread: scratch, the learned order of keys, the slow parser */

/* fields must outlive it. */
int record_parser_create(struct record_parser **out, const struct fields *fields) MUST_USE;
void record_parser_free(struct record_parser *p);

/* 1 and the next record, good or refused (record.error), 0 at the end, or RP_ERR_NOMEM. */
int batch_next(struct record_parser *p, struct batch *b, struct input_record *out) MUST_USE;

/* One record by itself, as random access (spool.h) gives it: [p, p+n) with 64 readable bytes behind.
 * json as in the batch it came from. out->offset, line are 0; what it points to is valid until the next
 * call with this parser. RP_OK (look at out->error), RP_ERR_NOMEM, RP_ERR_LIMIT (n above 2^31 - 1). */
int record_parse(struct record_parser *parser, const char *p, size_t n, bool json, struct input_record *out) MUST_USE;

/* --- line numbers, where batches pass in order --- */

struct line_clock {
    uint32_t file;
    uint64_t lines;
}; /* {0} at the start */

/* The number, from 1, of the batch's first line in its file: line of a record = this + record.line.
 * To be called once for every batch, in order, after its work is done. */
uint64_t batch_first_line(struct line_clock *c, const struct batch *b);

#endif
