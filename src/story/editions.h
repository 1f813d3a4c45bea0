/*
 * editions.h - what the source wrote, told from what carriers made of it: by the copies of a story taken together.
 *
 * A pair alone cannot tell an update from a carrier's own lead, or a text with a paragraph left out from one with a
 * paragraph put in. All copies can (news.md, open points): what only one outlet has is its own doing, what two
 * independent ones have was in the wire. So a text explains another by edits:
 *
 *     missing   a run of its passages that the other lacks: a cut, easier at the end than elsewhere
 *     foreign   a run of the other's passages that it lacks, but that a second outlet has: no carrier's doing
 *     added     the same where no other outlet has them: local paragraphs, rather one or two than many
 *
 *     own       a text that names the outlet that carries it, where others are silent: not what the source sent
 *     changed   a text of which another tells that its words were changed
 *
 * The *central* text of some is the one that explains the others with the fewest edits: the nearest there is to the
 * text the source sent. A story has another edition where a second text explains copies (of more than its own outlet)
 * clearly better than the first, and begins otherwise or holds something of its own as the first does; each copy
 * belongs to the edition that explains it best. One outlet's pages, and mirrors of one page, are one outlet.
 *
 * From records alone: cost is linear in the texts and their passages.
 */
#ifndef STORY_EDITIONS_H
#define STORY_EDITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"
#include "records/texts.h"

enum { EDITIONS_MAX = 16 };

struct editions;

/* What pairs tell of text i: own[i], it has something that another lacks and that names the outlet; changed[i], its
 * words are not those that were written; house[i], not 0, is the same for texts that differ in the names of their
 * outlets alone: these are one. Nothing is told by NULL. */
struct editions_told {
    const bool *own, *changed;
    const uint32_t *house;
};

/* Of text[0 .. n), which must live as long. RP_OK, RP_ERR_NOMEM. */
int editions_create(const struct record *record, const struct texts *texts, const uint32_t *text,
                    const struct editions_told *told, uint32_t n, struct editions **out) MUST_USE;
void editions_free(struct editions *e);

/* edition[i] of text[i]: the index, below n, of the central text of its edition. */
void editions_divide(struct editions *e, uint32_t *edition);

/* Independent outlets that carry text i, and whether texts i and k are one outlet's. */
uint32_t editions_outlets(const struct editions *e, uint32_t i);
bool editions_one_outlet(const struct editions *e, uint32_t i, uint32_t k);

/* Index of the central text among those i with of[i] == which; of NULL: among all. NO_INDEX (results.h): there is
 * none. */
uint32_t editions_central(const struct editions *e, const uint32_t *of, uint32_t which);

#endif
