/*
 * spool_file.h - what is left of the ranges of a spool that leave memory: one behind the other in a temporary file,
 * without those that were let go.
 */
#ifndef SOURCE_SPOOL_FILE_H
#define SOURCE_SPOOL_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { SPOOL_FILE_BUFFER = 256 * 1024 };

struct spool_file {
    int fd;       /* -1: none */
    uint64_t end; /* of all that was put, bytes that wait among it */
    char *p;      /* [SPOOL_FILE_BUFFER]: n bytes wait */
    size_t n;
};

/* dir as in temp_file_open(). RP_OK, RP_ERR_IO with errno set, RP_ERR_NOMEM; may be closed whatever it says. */
int spool_file_open(struct spool_file *f, const char *dir) MUST_USE;
void spool_file_close(struct spool_file *f);

/* RP_OK, or RP_ERR_IO with errno set. What was put may be read after spool_file_flush(). */
int spool_file_put(struct spool_file *f, const char *p, size_t n) MUST_USE;
int spool_file_flush(struct spool_file *f) MUST_USE;

#endif
