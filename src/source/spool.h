/*
 * spool.h - back to the text: records by (file, offset, length) after the first pass.
 *
 * Plain files are read where they are. Compressed ones are read once more, where there is something wanted, and the
 * ranges wanted are copied to a temporary file in the work directory (spool_want, spool_fill); after that
 * both are read alike. Offsets are those of struct input_record: in the uncompressed stream.
 */
#ifndef SOURCE_SPOOL_H
#define SOURCE_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "source/source.h"

struct source_range {
    uint64_t offset;
    uint32_t length;
};

/*
 * One pass over a source, giving the bytes of the ranges (rising offsets, none overlapping)
 * to put() in order, in pieces of any size; what lies between is skipped. This is how kept
 * records are written byte for byte. put() returns RP_OK or a status that ends the pass and is returned.
 * RP_ERR_IO or RP_ERR_FORMAT with *err filled if the source cannot be read as before (it
 * changed, or a range ends behind its end), RP_ERR_NOMEM, RP_ERR_INVALID (ranges out of order).
 */
int source_copy_ranges(struct source_list *l, uint32_t file, const struct source_range *r, size_t n,
                       int (*put)(void *ctx, const char *p, size_t n), void *ctx,
                       struct source_error *err) MUST_USE;

struct spool;

/* work_dir as in source_options. The temporary file has no name: it goes when the program goes. */
int spool_create(struct spool **out, struct source_list *l, const char *work_dir) MUST_USE;
void spool_free(struct spool *s);

/* Says that these ranges of a compressed source will be wanted (rising offsets, none overlapping); for a plain one it
 * only looks whether it is plain. Once for every source that will be read from. r is copied. */
int spool_want(struct spool *s, uint32_t file, const struct source_range *r, size_t n, struct source_error *err) MUST_USE;
/* Makes all of them readable, on so many threads: after the last spool_want(), before any spool_look(). Fails as
 * source_copy_ranges() does, *file being the source then. */
int spool_fill(struct spool *s, int threads, uint32_t *file, struct source_error *err) MUST_USE;

/* One a thread: holds a few open files. */
struct spool_reader;
int spool_reader_create(struct spool_reader **out, const struct spool *s) MUST_USE;
void spool_reader_free(struct spool_reader *r);

/* The bytes of a range: *p is valid until the next call for this reader, and SPOOL_READABLE_BEHIND bytes behind the
 * range may be read too, whatever they are. Ranges asked for closely one behind the other
 * are read ahead together. RP_OK; RP_ERR_IO (unreadable, or shorter than it was), RP_ERR_INVALID (a range of a
 * compressed source that does not lie inside one that was extracted), RP_ERR_NOMEM. */
enum { SPOOL_READABLE_BEHIND = 64 };
int spool_look(struct spool_reader *r, uint32_t file, uint64_t offset, uint32_t length, const char **p) MUST_USE;

#endif
