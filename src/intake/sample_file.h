/*
 * sample_file.h - a sample of the input (input_sample.h) in a nameless file in memory, to be tried by a run of its own.
 */
#ifndef INTAKE_SAMPLE_FILE_H
#define INTAKE_SAMPLE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { SAMPLE_FILE_PLACES = 16, SAMPLE_FILE_EACH = 2 << 20 /* bytes, of the input */ };

struct sample_file {
    int fd;                            /* lines of JSON; goes with sample_file_close() */
    uint64_t n;                        /* bytes in it */
    uint64_t place[SAMPLE_FILE_PLACES]; /* where those of a place begin, rising */
};

/* RP_OK, RP_ERR_IO. After a failure close() is fine too. */
int sample_file_open(struct sample_file *s) MUST_USE;
void sample_file_close(struct sample_file *s);

/* What lies at a place, places rising. RP_OK, RP_ERR_NOMEM, RP_ERR_IO. */
int sample_file_put(struct sample_file *s, unsigned place, const char *p, size_t n) MUST_USE;

#endif
