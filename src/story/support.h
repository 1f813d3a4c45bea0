/* support.h - how much of each text of a story stands in other copies of it, by passages. */
#ifndef STORY_SUPPORT_H
#define STORY_SUPPORT_H

#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"
#include "records/texts.h"

struct support {
    uint32_t passages;     /* of the text */
    uint32_t shared;       /* of them: on two documents of the story or more */
    uint32_t majority;     /* of them: on half of the story's documents or more */
    uint32_t local_blocks; /* runs of five or more that no other document has, but at the end: ends are cut off */
    uint32_t all_majority; /* how many majority passages the story has, the same for all its texts */
};

/* out[i] for text[i]. RP_OK, RP_ERR_NOMEM. */
int support_count(const struct record *record, const struct texts *texts, const uint32_t *text, uint32_t n,
                  struct support *out) MUST_USE;

#endif
