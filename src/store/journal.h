/*
 * journal.h - what has been found out so far, entry by entry, in a file that only grows.
 *
 * Entries are bytes of any length. Each thread collects its own and writes them as a block with a digest; after every
 * few blocks they are brought to the disk, and a second file says how far. What lies behind that may be torn (the
 * machine went down) and counts as never written; what lies before must be whole, or the journal is refused.
 * So any stop at any moment costs the last blocks at most, and nothing that is damaged is taken for true.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

struct journal;

/* Opens or makes dir/name and dir/name-end, for writers [0, threads). RP_OK; RP_ERR_FORMAT (damaged, or not this
 * magic), RP_ERR_IO, RP_ERR_FULL, RP_ERR_NOMEM. */
int journal_open(struct journal **out, const char *dir, const char *name, uint64_t magic, int threads) MUST_USE;

/* What is not flushed is lost. */
void journal_free(struct journal *j);

/* Gives every entry of earlier runs, those of one writer in their order; p is 8-aligned and valid during the call. To
 * be called once, before the first entry is added. Ends early with what take() returned when that is not 0; else as
 * journal_open(). */
int journal_replay(struct journal *j, int (*take)(void *ctx, int writer, const void *p, size_t n), void *ctx) MUST_USE;

/* Adds the parts, one behind the other, as one entry. One caller a writer at a time. RP_OK, RP_ERR_IO, RP_ERR_FULL,
 * RP_ERR_NOMEM, RP_ERR_LIMIT (an entry of 1 GiB). NULL: nothing is done. */
int journal_add(struct journal *j, int writer, const struct span *part, size_t n_parts) MUST_USE;

/* Brings all entries to the disk; nobody may be adding. NULL: nothing is done. */
int journal_flush(struct journal *j) MUST_USE;

#endif
