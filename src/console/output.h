/*
 * output.h - a result that is there whole or not at all.
 *
 * Bytes go to a temporary name in the folder of the final one; output_sync() brings them to the disk
 * and reports everything that can still go wrong, output_publish() renames. Whoever has several
 * results syncs all of them before publishing the first. Until then an older file of that name stays
 * as it was, and a failure, a signal or output_drop() leaves nothing behind.
 *
 * "-" and NULL are stdout; pipes and devices are written to as they are. Names ending in .gz and .zst
 * are compressed. A reader that goes away (EPIPE) is no failure: the rest is swallowed, and
 * output_gone() says so.
 *
 * Every function that fails has said why on stderr and returns STATUS_SAID.
 */
#ifndef CONSOLE_OUTPUT_H
#define CONSOLE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

enum { STATUS_SAID = -100 };

struct output;

int output_open(struct output **out, const char *path) MUST_USE;
/* Of n open outputs (NULL: not wanted) and what they were called: none would take another's place. */
int outputs_distinct(struct output *const *o, const char *const *names, size_t n) MUST_USE;
int output_write(struct output *o, const void *p, size_t n) MUST_USE;
bool output_gone(const struct output *o);
int output_sync(struct output *o) MUST_USE;
int output_publish(struct output *o) MUST_USE;
/* Frees, and takes back what was not published. NULL is fine. */
void output_drop(struct output *o);

#endif
