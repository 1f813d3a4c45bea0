/*
 * dedup_keep.h - which of several copies stays: --keep as a number for every document, least first.
 */
#ifndef CLI_DEDUP_KEEP_H
#define CLI_DEDUP_KEEP_H

#include <stdint.h>

#include "base/compiler.h"
#include "ingest/record.h"

struct keep;

/*
 * "first", "longest", "earliest", or the name of a file with one outlet a line, best first: a document
 * belongs to an outlet when its outlet field says that name (without case), or the host of its address is
 * it or ends in a point and it. Empty lines and lines that start with # do not count.
 * RP_OK or STATUS_SAID.
 */
int keep_create(struct keep **out, const char *rule) MUST_USE;
void keep_free(struct keep *k);

/* Documents about which the rule knows nothing come last. Many threads may ask; `scratch` is a buffer of
 * the thread's own. RP_OK or RP_ERR_NOMEM. */
int keep_rank(const struct keep *k, const struct record *r, struct record_buffer *scratch, uint64_t *rank) MUST_USE;

#endif
