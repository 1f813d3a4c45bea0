/*
 * dedup_estimate.h - what a run will need, said before it starts.
 */
#ifndef DEDUP_DEDUP_ESTIMATE_H
#define DEDUP_DEDUP_ESTIMATE_H

#include "base/compiler.h"

struct dedup;

/* Documents, memory, disk, passes and time, to stdout. A sample of at most 32 MiB is run for it, on one thread. RP_OK,
 * STATUS_SAID for pipes, RP_ERR_NOMEM, RP_ERR_IO. */
int dedup_print_estimate(struct dedup *d) MUST_USE;

#endif
