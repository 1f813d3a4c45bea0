/*
 * dedup_keep.h - which of several copies stays: --keep as a number for every document, least first.
 */
#ifndef DEDUP_DEDUP_KEEP_H
#define DEDUP_DEDUP_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "json/record.h"

struct keep;

enum keep_rule { KEEP_FIRST, KEEP_LONGEST, KEEP_EARLIEST, KEEP_OUTLET };

/*
 * "first", "longest", "earliest", or the name of a file with one outlet a line, best first: a document
 * belongs to an outlet when its outlet field says that name (without case), or the host of its address is
 * it or ends in a point and it. Empty lines and lines that start with # do not count.
 * RP_OK or STATUS_SAID.
 */
int keep_create(struct keep **out, const char *rule) MUST_USE;
void keep_free(struct keep *k);

/* Documents about which the rule knows nothing come last. Many threads may ask; `scratch` is a buffer of
 * the thread's own. RP_OK or RP_ERR_NOMEM. */
int keep_rank(const struct keep *k, const struct input_record *r, struct record_buffer *scratch,
              uint64_t *rank) MUST_USE;

/* All that any rule looks at. Names longer than KEEP_NAME_MOST are none. */
enum { KEEP_NAME_MOST = 4096 };
struct keep_facts {
    uint64_t date;           /* the earlier the less; UINT64_MAX: none */
    uint32_t characters;
    struct span outlet, host; /* n == 0: none */
};
/* The spans live until the record's text or the scratch does. RP_OK or RP_ERR_NOMEM. */
int keep_note(struct keep_facts *out, const struct input_record *r, struct record_buffer *scratch) MUST_USE;
/* keep_rank() of a record with these facts. */
uint64_t keep_rank_of(const struct keep *k, const struct keep_facts *f);

enum keep_rule keep_rule(const struct keep *k);
/* Are ranks that were made by a rule of this kind those of k? Nobody knows of a file of outlets. */
bool keep_is_saved(const struct keep *k, uint64_t rule);

#endif
