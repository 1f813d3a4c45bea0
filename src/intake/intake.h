/*
 * intake.h - documents of the named sources by number: where each lies, what it is called, its fields again and again.
 *
 *   intake_open()    sources and field names
 *   intake_read()    one pass: 20 bytes a document, and its id; page furniture is learned on the way
 *   intake_fetch()   the fields of one document, decoded, from any thread
 *
 * Functions return RP_OK, STATUS_SAID when they have said on stderr what failed, or another negative status.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "article/article.h"
#include "base/bits.h"
#include "base/compiler.h"
#include "console/flags.h"
#include "intake/intake_places.h"
#include "json/fields.h"
#include "json/record.h"
#include "source/source.h"

struct intake_options {
    int input;
    struct flag_list fields;
    bool skip_bad;
    uint64_t max_record, threads;
    const char *work_dir;
};

/* Rows of a flag table; `type` is the options struct, `member` its struct intake_options. */
#define INTAKE_AT(type, member, what) (offsetof(type, member) + offsetof(struct intake_options, what))
#define INTAKE_FLAGS(type, member)                                                                                     \
    {.heading = "Input", .name = "field", .kind = FLAG_LIST, .offset = INTAKE_AT(type, member, fields),               \
     .value = "SLOT=NAME", .brief = "where a field is: text=body, date=meta.published",                               \
     .more = "Slots: id, url, canonical, headline, text, html, summary, date, modified, crawled, outlet, byline, "    \
             "credit, status. Common names are known without it. May be repeated."},                                  \
    {.name = "input", .kind = FLAG_CHOICE, .offset = INTAKE_AT(type, member, input), .value = "auto|jsonl|text",      \
     .brief = "what the files are; text: one document a file",                                                        \
     .more = "By itself each file is taken by its name and its content. Of a folder only files are read that end "    \
             "in .jsonl, .ndjson, .jl, .json, .txt, .text, .md or .rst, with or without .gz or .zst, or in "          \
             "nothing; the others are counted on stderr. With jsonl or text every file is read, and as that."},       \
    {.name = "skip-bad", .kind = FLAG_SWITCH, .offset = INTAKE_AT(type, member, skip_bad),                            \
     .brief = "records that cannot be read are no failure"},                                                          \
    {.name = "max-record", .kind = FLAG_BYTES, .offset = INTAKE_AT(type, member, max_record), .value = "SIZE",        \
     .least = 1024, .most = 1073741824, .brief = "longest record read; longer ones count as bad"},                    \
    {.heading = "The machine", .name = "threads", .letter = 'j', .kind = FLAG_COUNT,                                  \
     .offset = INTAKE_AT(type, member, threads), .value = "N", .least = 1, .most = 1024,                              \
     .anywhere = "one a processor", .brief = "threads; results are the same for any number"},                         \
    {.name = "work-dir", .kind = FLAG_FOLDER, .offset = INTAKE_AT(type, member, work_dir), .value = "DIR",            \
     .nothing = "$TMPDIR or /tmp", .brief = "where temporary files go"}

void intake_defaults(struct intake_options *o);

/* Ids of all documents, one behind the other. */
struct intake_ids {
    char *bytes;
    size_t n, cap;
    uint64_t *end; /* of each document's id */
    size_t n_docs, end_cap;
    struct bits repeated; /* documents whose id another one has too */
};

struct furniture;
struct intake_slot;
struct room;
struct spool;

struct intake {
    const struct intake_options *o;
    int threads;
    struct fields *fields;
    struct source_list *sources;
    struct intake_places places;
    struct intake_ids ids;
    uint64_t bytes;       /* of records, uncompressed */
    uint64_t bad_records, bad_files;
    struct spool *spool;
    struct intake_slot *slots; /* one a thread */
    struct furniture *furniture; /* NULL: not learned */
    struct room *room;           /* store/room.h: for ids and places; NULL: memory. The caller's, set after opening */
};

/* {0} before. No operands: standard input, unless that is a terminal. */
int intake_open(struct intake *in, const struct intake_options *o, const char *const *operands, size_t n) MUST_USE;
void intake_close(struct intake *in);

/* Fills places and ids, in input order, and furniture if `learn`; warns of ids that repeat. */
int intake_read(struct intake *in, bool learn) MUST_USE;

/* Makes everything readable again. Once, after intake_read(). */
int intake_ready(struct intake *in) MUST_USE;

/* The fields of a document; they live until the next call for the thread (0 <= thread < threads). ctx is the intake:
 * this is the fetch of a struct scan_source. */
int intake_fetch(void *ctx, size_t doc, int thread, struct article_fields *out) MUST_USE;

/* What a document is called: its id; of a text file its name; p == NULL when it has neither. */
struct span intake_id(const struct intake *in, size_t doc);

#endif
