/* source_entry.h - the inside of a source list, for the files of this folder that open sources. */
#ifndef SOURCE_SOURCE_ENTRY_H
#define SOURCE_SOURCE_ENTRY_H

#include <sys/types.h>

#include "coding/zstd_split.h"
#include "source/source.h"

enum source_kind { SOURCE_FILE, SOURCE_PIPE, SOURCE_STDIN };

struct source_entry {
    char *path;
    uint64_t size;
    dev_t dev;
    ino_t ino;
    uint8_t kind;   /* enum source_kind */
    uint8_t format; /* enum source_format */
    uint8_t coding; /* enum source_coding */
    bool known;     /* coding has been settled by the content */
    bool used;      /* a pipe that has been read: only its spool is left */
    int spool_fd;   /* -1: none */
    struct source_error error; /* set: cannot be read at all */
    struct frame_place *mark;  /* where members or frames begin that were met in reading, MARKS_APART or more */
    size_t marks, marks_cap;
};

enum { MARKS_APART = 8 << 20 };

struct source_list {
    struct source_entry *entry;
    size_t n, cap;
    char *work_dir;
    bool repeat;
    bool stdin_named;
    enum source_format forced;
    struct ending_count *foreign;
    size_t n_foreign, foreign_cap;
};

/* Where a compressed source can be begun to be read, for going back to it: marks, or the frames of a zstd file that
 * say how long they are. *n == 0: at its start only. *out is free()d by the caller. RP_OK, RP_ERR_NOMEM. */
int source_places(const struct source_list *l, uint32_t file, struct frame_place **out, size_t *n) MUST_USE;

#endif
