/*
 * spool.h - back to the text: records by (file, offset, length) after the first pass.
 *
 * Plain files are read where they are. Compressed ones are read once more, where there is something wanted
 * (spool_want): either before anything is looked at, to a temporary file (spool_fill), or beside those who look
 * (spool_begin), and then only what will be asked for again is written. Both kinds of sources are looked at alike.
 * Offsets are those of struct input_record: in the uncompressed stream.
 */
#ifndef SOURCE_SPOOL_H
#define SOURCE_SPOOL_H

#include <stdbool.h>
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
int spool_want(struct spool *s, uint32_t file, const struct source_range *r, size_t n,
               struct source_error *err) MUST_USE;
/* Makes all of them readable, on so many threads: after the last spool_want(), before any spool_look(). Fails as
 * source_copy_ranges() does, *file being the source then. */
int spool_fill(struct spool *s, int threads, uint32_t *file, struct source_error *err) MUST_USE;

/* What a range is still good for. PAST: it is not looked at any more. LATER: it will or may be. OPEN: whether it is
 * PAST is about to be decided, and worth waiting for. */
enum spool_use { SPOOL_PAST, SPOOL_LATER, SPOOL_OPEN };

struct spool_plan {
    int threads;   /* that extract */
    int ahead;     /* as in copy_options */
    size_t window; /* bytes held in memory for those who look */
    /* Of the ranges of a source in order: *mark is 0 for the first, then what the call for the one before left in it.
     * May be asked again for the same range. `ahead`: so many ranges behind it, of all sources, can be looked at
     * already; what others would decide is LATER. From one thread at a time, which looks at nothing itself. NULL: all
     * are LATER. */
    enum spool_use (*use)(void *ctx, uint32_t file, uint64_t *mark, uint64_t ahead);
    void *ctx;
};

/* In place of spool_fill(): they are extracted beside those who look, from the first spool_look() on. Fails as
 * spool_want() does. */
int spool_begin(struct spool *s, const struct spool_plan *plan, struct source_error *err) MUST_USE;
/*
 * Ends that, once nobody looks. `rest`: what is LATER then can still be looked at, else nothing of compressed sources.
 * Fails as spool_fill() does, also without `rest` if extraction has failed already.
 */
int spool_end(struct spool *s, bool rest, uint32_t *file, struct source_error *err) MUST_USE;

/* One a thread: holds a few open files. */
struct spool_reader; /* freed before the spool */
int spool_reader_create(struct spool_reader **out, const struct spool *s) MUST_USE;
void spool_reader_free(struct spool_reader *r);

/* The bytes of a range: *p is valid until the next call for this reader, and SPOOL_READABLE_BEHIND bytes behind the
 * range may be read too, whatever they are. Ranges asked for closely one behind the other
 * are read ahead together. RP_OK; RP_ERR_IO (unreadable, or shorter than it was), RP_ERR_INVALID (a range of a
 * compressed source that does not lie inside one that was wanted, or one that was PAST), RP_ERR_CANCELLED (extraction
 * has failed: spool_end() tells why), RP_ERR_NOMEM. */
enum { SPOOL_READABLE_BEHIND = 64 };
int spool_look(struct spool_reader *r, uint32_t file, uint64_t offset, uint32_t length, const char **p) MUST_USE;
/* The same for range i of those that were wanted of a compressed source, *n bytes. */
int spool_look_wanted(struct spool_reader *r, uint32_t file, uint64_t i, const char **p, size_t *n) MUST_USE;

#endif
