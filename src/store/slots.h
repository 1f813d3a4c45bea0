/*
 * slots.h - a fixed number of rows of one width, written in any order: what is found out of documents.
 *
 * All rows are zero at first. In memory, pages that nobody writes to cost nothing; on disk it is a file.
 */
#ifndef STORE_SLOTS_H
#define STORE_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "store/state_file.h"

struct slots;

/* dir, name as in column_create(). */
int slots_create(struct slots **out, size_t width, uint64_t n, const char *dir, const char *name) MUST_USE;
void slots_free(struct slots *s);

/* From many threads at once, for different rows. */
int slots_put(struct slots *s, uint64_t i, const void *row) MUST_USE;
int slots_get(const struct slots *s, uint64_t i, void *row) MUST_USE;

/* As column_seal() and column_open(). */
int slots_seal(struct slots *s, struct seal *seal) MUST_USE;
int slots_open(struct slots **out, size_t width, const char *dir, const char *name, const struct seal *seal) MUST_USE;

#endif
