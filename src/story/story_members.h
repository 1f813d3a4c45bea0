/*
 * story_members.h - the texts of stories, story by story, in the order in which their documents came in.
 *
 * Texts are numbered by digest, so stories in the order of their texts lie all over the records. Copies of one story
 * mostly came in near each other: gone through by their lowest documents, stories read the records from front to back.
 * No result depends on this order; stories are ranked when they are all made.
 */
#ifndef STORY_STORY_MEMBERS_H
#define STORY_STORY_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/texts.h"
#include "story/grouping.h"

struct story_member {
    uint32_t place;   /* the lowest document that leads a text of the story: one number a story */
    uint32_t version; /* as it was given, or 0 */
    uint32_t text;
};

struct story_members {
    struct story_member *member; /* n of them, by story, version, text; belongs to the room of the grouping */
    uint32_t n;
};

/* version: of each text of a story; NULL: none yet. RP_OK, RP_ERR_NOMEM. */
int story_members_list(const struct grouping *g, const struct texts *texts, const uint32_t *version,
                       struct story_members *out) MUST_USE;
void story_members_release(const struct grouping *g, struct story_members *m);

#endif
