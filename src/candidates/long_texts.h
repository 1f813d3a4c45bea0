/*
 * long_texts.h - how many pairs a long text may have.
 *
 * Comparing costs as much as the longer text is long. Of ordinary articles that is nothing; but a page that holds all
 * others, with each of which it shares some passage, would cost their number times its own length. From LIMIT_LONG_TEXT
 * tokens on, a text is compared with as many others as come to LIMIT_LONG_WORK tokens, with LIMIT_LONG_PAIRS at least:
 * those that share a band or an address first, then those that share most passages.
 */
#ifndef CANDIDATES_LONG_TEXTS_H
#define CANDIDATES_LONG_TEXTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/candidates.h"

struct room; /* store/room.h: for what is needed meanwhile; NULL: memory */

/* Pairs in order stay in order, *n is how many are left. Of two long texts either may keep the pair. RP_OK,
 * RP_ERR_NOMEM. */
int long_texts_thin(const struct candidate_node *node, struct candidate *pair, size_t *n, struct room *room) MUST_USE;

#endif
