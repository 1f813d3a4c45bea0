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

/* Reading is for when nobody writes. */
int slots_get(const struct slots *s, uint64_t i, void *row) MUST_USE;

/* n rows from `first`: where they lie, or in buf[n * width]; NULL when reading failed. */
const void *slots_view(const struct slots *s, uint64_t first, size_t n, void *buf);

/*
 * One thread's rows, in rising order mostly: those side by side are written at once. Many threads may put, each with a
 * run of its own, and different rows. What was put may be put again, by the same thread; it is in the slots after the
 * flush. {0} is ready, and nothing is to be freed.
 */
enum { SLOTS_RUN_BYTES = 4096 };
struct slots_run {
    uint64_t first;
    size_t n;
    char rows[SLOTS_RUN_BYTES];
};
int slots_run_put(struct slots *s, struct slots_run *r, uint64_t i, const void *row) MUST_USE;
int slots_run_flush(struct slots *s, struct slots_run *r) MUST_USE;

/* As column_seal() and column_open(). */
int slots_seal(struct slots *s, struct seal *seal) MUST_USE;
int slots_open(struct slots **out, size_t width, const char *dir, const char *name, const struct seal *seal) MUST_USE;

#endif
