/* intake_slot.h - what intake.c and intake_fetch.c share: the means of fetching, one slot a thread. */
#ifndef INTAKE_INTAKE_SLOT_H
#define INTAKE_INTAKE_SLOT_H

#include "intake/intake.h"

#include "json/record.h"

/* Parsers for all threads. */
int intake_slots_create(struct intake *in) MUST_USE;
/* NULL slots are fine. */
void intake_slots_free(struct intake *in);

struct record_parser *intake_parser(struct intake *in, int thread);
/* The fields of a record, which must live as long as they do; until the next call for the thread. */
int intake_decode(struct intake *in, int thread, const struct input_record *rec, struct article_fields *out) MUST_USE;

#endif
