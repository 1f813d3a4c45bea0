/*
 * state_text.h - what a state is of, as lines of text in a file of its folder, so that a run never goes on with
 * another one's state and people are told what is not the same.
 */
#ifndef INTAKE_STATE_TEXT_H
#define INTAKE_STATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/compiler.h"

struct source_list;

/* Ends what open_memstream() began: all of it is there, or RP_ERR_NOMEM. */
int state_text_close(FILE *f, char *const *text) MUST_USE;

/* A line on the file at `path`, by the name it goes by: size and time; false for what cannot be read again by another
 * process. */
bool state_text_file(FILE *f, const char *name, const char *path);
bool state_text_is_stdin(const char *name);
/* A line each; false when one of them cannot be read again. */
bool state_text_sources(FILE *f, const struct source_list *l);

/* STATUS_SAID when the file is missing or damaged; *text is free()d by the caller. */
int state_text_load(const char *dir, const char *name, uint64_t magic, char **text, size_t *n) MUST_USE;
/* Are they the same? Else the first line that is not is said: STATUS_SAID. */
int state_text_compare(const char *dir, const char *was, size_t was_n, const char *is, size_t is_n) MUST_USE;

/* The length of the line at p. */
size_t state_text_line(const char *p, const char *end);

#endif
