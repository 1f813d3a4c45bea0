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
#include "store/state_file.h"

/* Rows [i * COLUMN_BLOCK, (i + 1) * COLUMN_BLOCK) of a column in memory are contiguous. */
enum { COLUMN_BLOCK = 1 << 15 };

struct column;
struct slabs;

/*
 * dir NULL: in memory. Otherwise a file in that directory: with a name it stays, and can be sealed and
 * opened again; without one it is scratch that ends with the program, however that ends.
 */
int column_create(struct column **out, size_t width, const char *dir, const char *name) MUST_USE;
void column_free(struct column *c);
/* An empty column in memory takes its blocks from s, which must outlive it. */
void column_use(struct column *c, struct slabs *s);

/* Brings all rows to the disk. *s says what a later column_open() must find. Named columns only; others
 * only get their rows counted. Appending may go on. */
int column_seal(struct column *c, struct seal *s) MUST_USE;
/* The rows of a seal, ready for viewing and appending; what had been appended after it is cut off.
 * RP_ERR_FORMAT when the file does not hold what the seal says. */
int column_open(struct column **out, size_t width, const char *dir, const char *name, const struct seal *s) MUST_USE;

int column_append(struct column *c, const void *rows, size_t n) MUST_USE;
/* Appending the next n rows will not want memory. */
int column_reserve(struct column *c, size_t n) MUST_USE;
/* To be called after the last append and before the first view. */
int column_finish(struct column *c) MUST_USE;

uint64_t column_rows(const struct column *c);
uint64_t column_bytes(const struct column *c);

/*
 * n rows from `first`: a pointer into the column, or into buf[n * width] when they have to be copied.
 * NULL when reading failed. From any number of threads at once, each with its own buf.
 */
const void *column_view(const struct column *c, uint64_t first, size_t n, void *buf);

#endif
