/*
 * outline.h - a story in numbers, before its pages are read once more: versions in order, which text is the fullest,
 * which document the original, which the reference that copies are compared with.
 *
 * All from records and edges. What stands in many copies is known by its passages.
 */
#ifndef STORY_OUTLINE_H
#define STORY_OUTLINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"
#include "records/texts.h"
#include "relation/compare.h"
#include "story/grouping.h"
#include "story/original.h"
#include "story/results.h"

#define OUTLINE_NO_DOC UINT32_MAX

struct outline_version {
    uint32_t first_text, n_texts;   /* in outlines.text */
    uint32_t reference, reference_text; /* document, and the text it carries */
    uint32_t update_number;
    uint8_t relation;               /* to the version before: RELATION_UPDATE or _CORRECTION; 0 for the first */
    uint8_t by;                     /* enum version_order */
    struct date_interval date;
};

struct outline {
    uint32_t first_text, n_texts, n_docs; /* texts of all versions, in outlines.text */
    uint32_t first_version, n_versions;
    uint32_t original;              /* document, or OUTLINE_NO_DOC */
    uint32_t best;                  /* document the evidence is about */
    uint32_t fullest, reference, reference_text; /* documents; text */
    uint64_t source;                /* key of the majority's source credit, 0: none */
    uint16_t source_agency;
    struct original_score score;    /* of `best` */
};

struct room; /* store/room.h */
struct outlines {
    struct room *room;              /* where all this lies: that of the texts */
    struct outline *story;
    size_t n;
    uint32_t *text;                 /* texts of stories, by story, version, number */
    uint32_t n_texts;
    struct outline_version *version;
    size_t n_versions;
};

struct outline_input {
    const struct record *record;
    const struct texts *texts;
    const struct edge *edge;
    size_t n_edges;
    const struct grouping *grouping;
    int threads;
};

/* Stories come in the order of their families. RP_OK, RP_ERR_NOMEM. */
int outlines_make(const struct outline_input *in, struct outlines *out) MUST_USE;
void outlines_release(struct outlines *o);

#endif
