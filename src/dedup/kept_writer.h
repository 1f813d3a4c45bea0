/*
 * kept_writer.h - the last pass of a job that keeps some documents: their records byte for byte, in input order.
 *
 * A plain text file has no line of its own to pass on: it comes out as {"id":NAME,"text":TEXT}, and reads back as the
 * same document.
 */
#ifndef DEDUP_KEPT_WRITER_H
#define DEDUP_KEPT_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "console/output.h"
#include "source/source.h"
#include "source/spool.h"

/* Documents by number, in input order. */
struct kept_docs {
    void *ctx;
    uint32_t first_file; /* sources before it are no input of this kind */
    int threads, ahead;  /* as in copy_options */
    /* Documents [*first, *end) are those of the file; none when equal. */
    int (*of_file)(void *ctx, uint32_t file, uint64_t *first, uint64_t *end);
    bool (*is_kept)(void *ctx, uint64_t doc);
    int (*place)(void *ctx, uint64_t doc, struct source_range *out);
};

/* bytes: of all records, for progress. RP_OK, STATUS_SAID, RP_ERR_NOMEM, or what a callback returned. */
int kept_write(struct source_list *sources, struct output *to, const struct kept_docs *docs, uint64_t bytes) MUST_USE;

#endif
