/*
 * source.h - the files to read: what the user named, directories walked, pipes made repeatable.
 *
 * A source is one regular file, pipe or device. Its coding (plain, gzip, zstd) is recognised by
 * content. Its format is JSONL or plain text (one document a file): by the name's extension (before
 * .gz or .zst), else JSONL when the first byte that is not white space is '{'. "-" is standard input.
 * Directories are walked in byte order of the names. Left out are hidden entries, states of runs and, unless the
 * options say what everything is, files that end in what is neither text nor lines of JSON (".py", ".html"): they are
 * counted. A directory that links lead to in several ways is walked once; one that contains itself is a source with an
 * error. A name that cannot be opened is a source too: the error comes when it is read, in its turn, so that one bad
 * file takes no other down.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum source_format { SOURCE_AUTO, SOURCE_JSONL, SOURCE_TEXT };
enum source_coding { CODING_PLAIN, CODING_GZIP, CODING_ZSTD };

struct source_options {
    const char *work_dir;      /* where spools live; NULL: $TMPDIR, else /tmp */
    bool repeat;               /* sources that cannot be read twice are spooled during the first reading */
    enum source_format format; /* AUTO, or what everything is */
};

/* What is wrong with a source or with a record that could not even be delivered. */
struct source_error {
    int status;       /* RP_OK: nothing is wrong */
    const char *what; /* static text: "cannot open", "truncated gzip stream" ... */
    int sys;          /* errno behind it, or 0 */
    uint64_t offset;  /* where in the file as it lies on disk (compressed); for a long record, in the stream */
    uint32_t line;    /* 1: about the one line of this batch; 0: about the source as a whole */
};

/* A piece of a source that can be read by itself: the lines that begin behind `offset` (the first piece: at
 * it) and not behind `stop`. The whole of source i is {i, 0, 0, UINT64_MAX}. */
struct source_part {
    uint32_t file;
    uint64_t disk;   /* where its bytes begin on disk */
    uint64_t offset; /* the same in the uncompressed stream */
    uint64_t stop;
};

struct source_list;

/* Folders in which runs keep their state, --work-dir of which may lie among the inputs. */
#define SOURCE_STATE_FOLDER "reprint-state"
#define SOURCE_JOURNAL_FOLDER "reprint-scan"

enum { ENDING_TEXT = 24 };

struct ending_count {
    char ending[ENDING_TEXT]; /* "py"; "" for all those beyond the first 64 */
    uint64_t files;
};

/* Walks the directories; opens nothing else. RP_OK, RP_ERR_NOMEM, RP_ERR_INVALID (n == 0 and paths != NULL: with NULL
 * the list is to be filled by source_list_add()).
 * Different sources may be read by different threads at the same time. */
int source_list_create(struct source_list **out, const char *const *paths, size_t n,
                       const struct source_options *o) MUST_USE;
/* Appends what these names stand for. RP_OK, RP_ERR_NOMEM. */
int source_list_add(struct source_list *l, const char *const *paths, size_t n, enum source_format format) MUST_USE;
void source_list_free(struct source_list *l);

uint32_t source_count(const struct source_list *l);
/* As given or walked; "(standard input)" for "-". Borrowed until source_list_free(). */
const char *source_path(const struct source_list *l, uint32_t file);
/* Bytes on disk, for progress; 0 when unknown (pipes, errors). */
uint64_t source_size(const struct source_list *l, uint32_t file);
/* A pipe, a device or standard input: it can be read once only. */
bool source_is_pipe(const struct source_list *l, uint32_t file);
/* Known once the reader has begun the source; before that AUTO and PLAIN. */
enum source_format source_format(const struct source_list *l, uint32_t file);
enum source_coding source_coding(const struct source_list *l, uint32_t file);
/* Has the source been opened, so that coding and format are those of its content? */
bool source_known(const struct source_list *l, uint32_t file);

/* The parts of all sources, in order: zstd files of lines (by name) that have several frames of known
 * length are cut where frames begin, some 8 MiB apart, all others are whole. *out is free()d by the caller.
 * RP_OK, RP_ERR_NOMEM. */
int source_parts(const struct source_list *l, struct source_part **out, size_t *n) MUST_USE;

/* The files of directories that were left out for their endings, the most frequent first, "" last. *list is
 * borrowed until the list of sources changes. */
size_t source_list_foreign(struct source_list *l, const struct ending_count **list);

/* Is path a regular file that is one of the sources? So that nobody overwrites what he reads; a terminal is both. */
bool source_list_has(const struct source_list *l, const char *path);

#endif
