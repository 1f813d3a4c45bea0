/*
 * progress.h - one line on stderr that is written over and over, and gone at the end.
 *
 * Only when stderr is a terminal or it was asked for. Any thread may report; one at a time shows. It
 * costs a look at the clock and is meant to be called once a batch, not once a document.
 */
#ifndef CONSOLE_PROGRESS_H
#define CONSOLE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* asked: also when stderr is not a terminal. quiet wins. */
void progress_setup(bool asked, bool quiet);

/* A stage begins: "reading", of `total` units (0: unknown); bytes says that units are bytes. */
void progress_stage(const char *stage, uint64_t total, bool bytes);
/* That much of it is done, with so many documents (0: not about documents). */
void progress_at(uint64_t done, uint64_t documents);
/* As rp_progress wants it: another stage name begins another stage. Never cancels. */
int progress_report(void *unused, const char *stage, uint64_t done, uint64_t total);

void progress_hide(void); /* off the screen until the next report */
void progress_end(void);  /* off the screen */
void progress_wipe(void); /* off the screen, from the handler of a signal that ends the program */

#endif
