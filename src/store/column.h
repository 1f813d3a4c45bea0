/*
 * column.h - rows of one fixed width that only grow, in memory or in a file.
 *
 * The engine sees no difference: it appends rows and looks at ranges of rows. In memory a column is a
 * list of blocks that never move; on disk it is a file in the home directory, written in order through
 * a buffer and read back with pread, so that its size never counts as resident memory.
 */
#ifndef STORE_COLUMN_H
#define STORE_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Rows [i * COLUMN_BLOCK, (i + 1) * COLUMN_BLOCK) of a column in memory are contiguous. */
enum { COLUMN_BLOCK = 1 << 15 };

struct column;

/* dir NULL: in memory. Otherwise `dir/name` is created, and removed by column_free(). */
int column_create(struct column **out, size_t width, const char *dir, const char *name) MUST_USE;
void column_free(struct column *c);

int column_append(struct column *c, const void *rows, size_t n) MUST_USE;
/* To be called once after the last append and before the first view. */
int column_finish(struct column *c) MUST_USE;

uint64_t column_rows(const struct column *c);
uint64_t column_bytes(const struct column *c);

/*
 * n rows from `first`: a pointer into the column, or into buf[n * width] when they have to be copied.
 * NULL when reading failed. From any number of threads at once, each with its own buf.
 */
const void *column_view(const struct column *c, uint64_t first, size_t n, void *buf);

#endif
