/*
 * notices.h - kill notices: which story a page withdraws that has none of its text, but its headline or its address.
 *
 * What many stories are called names none of them: else notices and stories of one headline would be
 * listed each with each.
 */
#ifndef STORY_NOTICES_H
#define STORY_NOTICES_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"
#include "story/pages.h"

struct texts;
struct room;

struct notice {
    uint32_t story, doc;
};

struct notice_search {
    const struct record *record;
    const struct texts *texts;
    const uint8_t *role;           /* of a text, enum text_role */
    const struct page_want *copy;  /* copies of story i: [first_copy[i], first_copy[i + 1]) */
    const size_t *first_copy;
    size_t n_stories;
    struct room *room;
};

/* By story and document, each once; *out lies in the room, NULL for none. RP_OK, RP_ERR_NOMEM. */
int notices_find(const struct notice_search *s, struct notice **out, size_t *n) MUST_USE;

/* First notice of a story, or of the next one that has any. */
size_t notices_first(const struct notice *notice, size_t n, size_t story);

#endif
