/*
 * input_sample.h - what a look into the input says of all of it: a few places, the same distance apart.
 *
 * A compressed file cannot be entered in its middle, but where frames begin: it is decompressed up to a place, as far
 * as `reach` allows, and what lies further is taken to be like what was seen.
 */
#ifndef INTAKE_INPUT_SAMPLE_H
#define INTAKE_INPUT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "source/source.h"

struct sample_options {
    unsigned places;
    uint64_t each;  /* bytes at a place, uncompressed; an input not larger than all of them is seen whole */
    uint64_t reach; /* bytes that are decompressed for it, in all */
};

struct input_estimate {
    bool known;          /* false: there are pipes, so nobody knows */
    bool whole;          /* everything was seen */
    uint32_t unreadable; /* files met that cannot be opened */
    double bytes;        /* uncompressed */
    double documents;
    double packed;       /* of the bytes: in compressed files */
    double seen;         /* bytes that were looked at */
    double decode_rate;  /* bytes a second of processor time; 0: nothing was decompressed */
};

/* Given what lies at a place, whole lines, in pieces; a text file as one line of JSON. A negative return ends it. */
typedef int sample_put(void *ctx, unsigned place, const char *p, size_t n);

/* put may be NULL. What cannot be read is left out here, and spoken of when its turn comes. RP_OK, RP_ERR_NOMEM, or
 * what put returned. */
int input_sample(struct source_list *l, const struct sample_options *o, sample_put *put, void *ctx,
                 struct input_estimate *out) MUST_USE;

#endif
