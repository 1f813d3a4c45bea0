/*
 * grouping.h - judged pairs to stories: families of texts, their versions, satellites, round-ups, templates.
 *
 * How a pair counts for joining (family.h has the linkage):
 *   - core, update and partial relations: by how much of the shorter text's sentences stand in the other, from -1
 *     (none) through 0 (thresholds.story_sentences) to +1 (a quarter more than that);
 *   - an update that its source marked as one: never below a slight yes;
 *   - texts certainly more than a week apart: only a re-run joins, whatever they share;
 *   - teaser, excerpt, embedded under another headline, partial below the line: they neither join nor part;
 *   - template: a veto;
 *   - everything else, and pairs that were never candidates: two stories.
 * Near copies are collapsed before (stars: both texts at least COLLAPSE of each other), so that a story printed by
 * hundreds with a paragraph of their own each is a few nodes of great mass, and linkage stays small. Mass is counted in
 * documents: a text that fifty carry weighs fifty times one that nobody else has.
 */
#ifndef STORY_GROUPING_H
#define STORY_GROUPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/texts.h"
#include "relation/compare.h"
#include "rules/thresholds.h"

#define GROUP_NONE UINT32_MAX

enum text_role { TEXT_SINGLE, TEXT_MEMBER, TEXT_SATELLITE, TEXT_TEMPLATE };

/* A text hanging on a family, and what the edge says by which it hangs. A round-up has several. */
struct attachment {
    uint32_t text, family;
    uint32_t flags;      /* enum relation_flag, with the family's text as reference */
    float use_reference, use_copy;
    uint8_t relation;    /* as of the edge, or RELATION_ROUNDUP */
};

struct grouping {
    struct room *room;   /* where all this lies: that of the texts */
    uint32_t n;
    uint32_t *family;    /* of each text: the smallest text of its family; itself when alone */
    uint32_t *version;   /* of each text: the smallest text of its version group */
    uint32_t *template_of; /* the smallest text of its template family, or GROUP_NONE */
    uint8_t *role;       /* enum text_role */
    struct attachment *attached; /* by family, then relation and text */
    size_t n_attached;
};

/* Weight of an edge for family_cluster(), in thousandths. */
int32_t grouping_weight(const struct edge *e, const struct thresholds *t);

/* Near copies: leader[i] of each text, itself for leaders. stub[i]: text i cannot be told from a notice or an error
 * page (record.h); it joins nothing and is no story, however many pages carry it. room (store/room.h) is for working
 * memory. RP_OK, RP_ERR_NOMEM. */
int grouping_collapse(uint32_t n_texts, const bool *stub, const struct edge *edge, size_t n_edges,
                      struct room *room, uint32_t *leader) MUST_USE;

/* leader is what grouping_collapse() gave; edges between texts that both lead decide, those of others say which
 * version and how satellites hang. source[i]: key of the source that text i credits, 0 for none. RP_OK,
 * RP_ERR_NOMEM. */
int grouping_make(const struct texts *texts, const bool *stub, const uint64_t *source, const struct edge *edge,
                  size_t n_edges, const uint32_t *leader, const struct thresholds *t, struct grouping *out) MUST_USE;
void grouping_release(struct grouping *g);

#endif
