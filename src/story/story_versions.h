/*
 * story_versions.h - which version of its story each text carries.
 *
 * Editions (editions.h) are versions: what several outlets have that others lack was written by the source. Beside
 * that, judged pairs tell of versions in which few words differ or which one outlet alone has: one of two is marked
 * as an update, or one outlet printed both. And facts: where two texts differ in numbers or names only and others
 * side with each, the one corrects the other. What the pair alone takes for an update, unmarked and on one page only,
 * is its carrier's own work where the story has three outlets or more to tell.
 */
#ifndef STORY_STORY_VERSIONS_H
#define STORY_STORY_VERSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"
#include "records/texts.h"
#include "relation/compare.h"
#include "story/grouping.h"

struct versions_input {
    const struct record *record;
    const struct texts *texts;
    const struct edge *edge;      /* sorted */
    size_t n_edges;
    const struct grouping *grouping;
    int threads;
};

/* Of each text that is a member of a story: version[i] is its version, named by one of the version's texts, and
 * reference[i] says whether it is the text that tells the version best. Others are left as they are. RP_OK,
 * RP_ERR_NOMEM. */
int story_versions_find(const struct versions_input *in, uint32_t *version, bool *reference) MUST_USE;

#endif
