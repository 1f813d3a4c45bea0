/*
 * local_text.h - what one outlet prints with two stories or more, and nobody else with either: a gallery, a box of
 * facts, a paragraph of the house.
 *
 * page_blocks.h tells such text by three different surroundings. Two are enough where it is known, from others, what
 * the pages are about: each of two pages of an outlet shares much with pages of other outlets, these do not have the
 * passage, and what each of the two is like has nothing to do with the other. Then the passage belongs to the outlet
 * and to neither story. Versions of one story are not taken for two: what the one is like is like the other as well.
 */
#ifndef BACKGROUND_LOCAL_TEXT_H
#define BACKGROUND_LOCAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/postings.h"
#include "relation/compare.h"

/*
 * Sets local[l] of such lists, leaves others as they are. edge: sorted, before standing.h has weighed them. outlet[i]:
 * of text i, 0 for none. leader as grouping_collapse() gives it. Needs 8 bytes for each text and 16 for each edge of
 * two that share much, in the room of p. RP_OK, RP_ERR_NOMEM.
 */
int local_text_find(const struct postings *p, const struct edge *edge, size_t n_edges, const uint64_t *outlet,
                    const uint32_t *leader, uint32_t n_texts, int threads, bool *local) MUST_USE;

#endif
