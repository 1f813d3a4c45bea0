/*
 * reference_edges.h - what judged pairs say of the texts of stories and their references, laid out as the stories are.
 *
 * Pages of a story are compared with the reference of their version and with that of the story, and most of these pairs
 * were judged when candidates were. Judged pairs are sorted by text, so looked up one by one they come from anywhere;
 * gone through once and noted by the place of the text in its story, they are read from front to back.
 */
#ifndef STORY_REFERENCE_EDGES_H
#define STORY_REFERENCE_EDGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "story/outline.h"

/* How a text compares with a reference. */
struct reference_edge {
    uint32_t flags;
    float use_reference, use_copy;
    uint8_t relation;
    bool known;                     /* otherwise the two are to be compared */
};

enum reference_kind { REFERENCE_OF_VERSION, REFERENCE_OF_STORY, REFERENCE_KINDS };

struct reference_edges {
    struct room *room;              /* that of the texts */
    struct reference_edge (*of)[REFERENCE_KINDS]; /* of the text at this place of outlines.text */
};

/* RP_OK, RP_ERR_NOMEM. */
int reference_edges_find(const struct outline_input *in, const struct outlines *o,
                         struct reference_edges *out) MUST_USE;
void reference_edges_release(struct reference_edges *e);

#endif
