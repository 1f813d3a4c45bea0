/*
 * page_blocks.h - passages that an outlet prints with several of its stories: galleries, fact boxes, teasers of other
 * stories, in whole sentences and for a day, so that page furniture (article/furniture.h) does not know them.
 *
 * A passage is page block when some outlet has it on BLOCK_CONTEXTS texts or more that have nothing else in common:
 * each has enough passages that are rarer at that outlet, these are not alike, and the headlines differ. Versions of a
 * story share now this part and now that, so that each is like the next; copies of it have little of their own; a block
 * comes with another text each time. Texts without an outlet are looked at as one, and there it takes more; it takes
 * one more where the outlet was guessed from what its pages print, for hosts of one owner print the same.
 */
#ifndef BACKGROUND_PAGE_BLOCKS_H
#define BACKGROUND_PAGE_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/postings.h"
#include "rules/limits.h"

enum { BLOCK_CONTEXTS = LIMIT_BLOCK_CONTEXTS, BLOCK_CONTEXTS_UNNAMED = LIMIT_BLOCK_CONTEXTS_UNNAMED };

struct block_node {
    uint64_t outlet, headline; /* hashes; 0: none */
    uint32_t n_passages;       /* with those that no other text has */
    bool wanted;               /* its passages are asked about */
    bool guessed;              /* the outlet is told by what its pages print: it may be several */
};

/* block[l] of each list that a wanted text is in, false of others. p must have been turned (postings_turn()); leader as
 * grouping_collapse() gives it: near copies count once. RP_OK, RP_ERR_NOMEM. */
int page_blocks_find(const struct postings *p, const struct block_node *node, uint32_t n_nodes, const uint32_t *leader,
                     int threads, bool *block) MUST_USE;

#endif
