/* memory_share.h - how much memory a run may hold. */
#ifndef CONSOLE_MEMORY_SHARE_H
#define CONSOLE_MEMORY_SHARE_H

#include <stdint.h>

/* Bytes: what was asked for, or, where that is 0, 60 % of what the machine or its control group has. */
uint64_t memory_share(uint64_t asked);

/* What is large goes back to the system as soon as it is free; by itself glibc keeps ever larger pieces, each thread
 * its own. For a command that is held to a bound, before its first thread. */
void memory_give_back(void);

#endif
