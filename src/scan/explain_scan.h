/*
 * explain_scan.h - what scan makes of two documents among all those they came with.
 *
 * A pair alone cannot know which versions a story has, which numbers nobody else has, and what stands in other stories
 * too. So a scan of all documents is made, and asked.
 */
#ifndef SCAN_EXPLAIN_SCAN_H
#define SCAN_EXPLAIN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "story/scan.h"

struct intake;
struct patterns;
struct story;

enum found_as { FOUND_SINGLE, FOUND_COPY, FOUND_SATELLITE, FOUND_TEMPLATE };

struct found {
    enum found_as as;
    const struct story *story;       /* NULL: of none */
    uint32_t version;                /* from 0; of a copy */
    size_t reference, story_reference; /* documents that its row compares it with */
    uint8_t relation, story_relation; /* its row's, enum relation */
};

/* How the pair is to be judged so that it is judged as scan did. */
enum asked_as {
    ASKED_ALONE,   /* neither is compared with the other in a row */
    ASKED_VERSION, /* copies of one version, compared with a third */
    ASKED_WITHIN,  /* copies of one version, one its reference */
    ASKED_AGAINST, /* of other versions, one the reference of the story */
    ASKED_BESIDE,  /* one hangs on the other */
};

struct explain_scan {
    struct scan_result *result;
    struct scan_pair pair;
    struct found found[2];
    enum asked_as as;
    int reference; /* 0 or 1: which of the two, but for ASKED_ALONE and ASKED_VERSION */
    bool known;    /* there is a relation that scan reports of the pair: */
    uint8_t relation;
};

/* The intake is ready, its room is the scan's too; patterns NULL: the built-in ones. RP_OK, or what scan_run()
 * returned. */
int explain_scan_run(struct explain_scan *x, struct intake *in, const struct thresholds *thresholds,
                     const struct patterns *patterns, const size_t doc[2]) MUST_USE;
void explain_scan_release(struct explain_scan *x); /* {0} is fine */

#endif
