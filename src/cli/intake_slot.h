/* intake_slot.h - what intake.c and intake_fetch.c share: the means of fetching, one slot a thread. */
#ifndef CLI_INTAKE_SLOT_H
#define CLI_INTAKE_SLOT_H

#include "cli/intake.h"

/* NULL slots are fine. */
void intake_slots_free(struct intake *in);

#endif
