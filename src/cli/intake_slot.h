/* intake_slot.h - what intake.c and intake_fetch.c share: the means of fetching, one slot a thread. */
#ifndef CLI_INTAKE_SLOT_H
#define CLI_INTAKE_SLOT_H

#include "cli/intake.h"

#include "ingest/record.h"

/* Parsers for all threads. */
int intake_slots_create(struct intake *in) MUST_USE;
/* NULL slots are fine. */
void intake_slots_free(struct intake *in);

struct record_parser *intake_parser(struct intake *in, int thread);
/* The fields of a record, which must live as long as they do; until the next call for the thread. */
int intake_decode(struct intake *in, int thread, const struct record *rec, struct article_fields *out) MUST_USE;

#endif
