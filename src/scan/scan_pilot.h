/*
 * scan_pilot.h - a scan of a sample, in a process of its own, and what it cost: for estimates.
 *
 * Its own process, so that its peak of memory is that of a scan and nothing else, and nothing of it is left.
 */
#ifndef SCAN_SCAN_PILOT_H
#define SCAN_SCAN_PILOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct scan_job;

enum pilot_stage { PILOT_READ, PILOT_RECORDS, PILOT_CANDIDATES, PILOT_VERIFY, PILOT_RESULTS, PILOT_STAGES };

/* Lines of JSON that lie in an open file; place[i] is where those of a place begin, rising. The input is `times` as
 * large, and a far pair of it was met with a chance of one in the square of that. */
struct pilot_input {
    int fd;
    const uint64_t *place;
    size_t places;
    double times;
    int threads;
};

struct pilot {
    int status;
    double seconds[PILOT_STAGES]; /* of processors */
    double peak;                  /* bytes of memory */
    double journal;               /* bytes on disk, where the run will have one */
    double documents, pairs;
    /* Pairs of documents of one story: */
    double met;   /* all that were met, ... */
    double far;   /* ... of them those of two places */
    double stand; /* and how many stand for them in an input so much larger, in samples' worth: a near pair is missed
                     where the other lies beyond the end of the place, a far one where the other was not drawn */
};

/* Fills *out. RP_OK, RP_ERR_NOMEM, RP_ERR_IO, or what the scan returned. */
int scan_pilot(const struct scan_job *job, const struct pilot_input *in, struct pilot *out) MUST_USE;

#endif
