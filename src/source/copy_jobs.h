/*
 * copy_jobs.h - ranges of many sources, in order, on all threads: compressed ones are decompressed side by side, in
 * pieces where they can be begun (source_places()), and only pieces that hold something of a range.
 */
#ifndef SOURCE_COPY_JOBS_H
#define SOURCE_COPY_JOBS_H

#include <stddef.h>

#include "base/compiler.h"
#include "source/spool.h"

struct copy_job {
    uint32_t file;
    const struct source_range *range; /* n: rising offsets, none overlapping */
    size_t n;
};

struct copy_steps {
    /* The bytes of a job, in order, in pieces of any size; job after job, one call at a time. */
    int (*put)(void *ctx, size_t job, const char *p, size_t n);
    /* After its last byte; NULL: not wanted. */
    int (*end)(void *ctx, size_t job);
};

struct copy_options {
    int threads; /* at least 1 */
    int ahead;   /* pieces of 256 KiB that may wait for their turn, for each thread; 0: 16 */
};

/*
 * Fails as source_copy_ranges() does, *failed being the job then. A source that has been opened before is not changed;
 * of others one piece is made, and no two jobs may be of one such source.
 */
int copy_jobs_run(struct source_list *l, const struct copy_job *job, size_t n, const struct copy_options *o,
                  const struct copy_steps *steps, void *ctx, size_t *failed, struct source_error *err) MUST_USE;

#endif
