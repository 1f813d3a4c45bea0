/*
 * dedup_pilot.h - a run over a sample, in a process of its own, and what it cost: for estimates.
 */
#ifndef DEDUP_DEDUP_PILOT_H
#define DEDUP_DEDUP_PILOT_H

#include "base/compiler.h"
#include "dedup/dedup.h"

struct dedup_pilot {
    int status;
    double seconds[DEDUP_STAGES]; /* of the processor */
    double documents, compared;   /* read; pairs whose texts were compared */
};

/* The run asked for by o, over lines of JSON in the open file fd, on one thread; what is kept goes to memory. A
 * reference is left out. Fills *out. RP_OK, RP_ERR_NOMEM, RP_ERR_IO, or what the run returned. */
int dedup_pilot(const struct dedup_options *o, int fd, struct dedup_pilot *out) MUST_USE;

#endif
