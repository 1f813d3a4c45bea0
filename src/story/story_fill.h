/* story_fill.h - one story as reports see it, from its outline and its pages. */
#ifndef STORY_STORY_FILL_H
#define STORY_STORY_FILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "store/keep.h"
#include "story/outline.h"
#include "story/pages.h"
#include "story/results.h"

struct story_pages {
    const struct outline *outline;
    const struct outline_version *version;  /* of the story */
    const struct record *record;            /* of all documents */
    const struct page_seen *copy;           /* n_docs of the outline, version by version */
    const uint32_t *copy_version;           /* of each copy */
    const struct story_satellite *satellite;
    uint32_t n_satellites;
    const struct page *notice;
    uint32_t n_notices;
};

/* Everything *out points to is put into keep, but strings, which stay where they are. RP_OK, RP_ERR_NOMEM. */
int story_fill(const struct story_pages *in, struct keep *keep, struct story *out) MUST_USE;

#endif
