/*
 * stream.h - one source as a stream of uncompressed bytes, from its start.
 *
 * Nothing is ever held whole: a stream owns an input buffer of 128 KiB and what its decoder needs
 * (for zstd at most a window of 128 MiB, if the file asks for it).
 */
#ifndef SOURCE_STREAM_H
#define SOURCE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "source/source.h"

struct stream;

/* RP_OK; RP_ERR_IO with *err filled, RP_ERR_NOMEM. Fills in the coding of the source. A pipe is
 * spooled while it is read, if the list was told to, and read from its spool the next time. */
int stream_open(struct stream **out, struct source_list *l, uint32_t file, struct source_error *err) MUST_USE;
/* The same from a place on disk where the coding begins anew (source_parts). The source's coding is not filled
 * in, so that several threads may do this to one source. */
int stream_open_at(struct stream **out, struct source_list *l, uint32_t file, uint64_t disk,
                   struct source_error *err) MUST_USE;
/* Before the first read of a stream from the start: notes where members or frames begin (source_places()) as they are
 * met. For one stream of a source at a time. */
void stream_mark(struct stream *s);
void stream_close(struct stream *s);

/* Up to cap bytes to dst. More than 0: so many; 0: the end; RP_ERR_IO, RP_ERR_FORMAT (damaged or
 * truncated) with *err filled, RP_ERR_NOMEM. Everything before the damage is delivered first. */
ssize_t stream_read(struct stream *s, char *dst, size_t cap, struct source_error *err) MUST_USE;

/* Goes on at this offset, if the bytes before it need not be read for that (plain, not a pipe); else
 * nothing happens and the answer is false. */
bool stream_seek(struct stream *s, uint64_t offset);

/* Bytes of the source as it lies on disk that have been used up. */
uint64_t stream_disk_position(const struct stream *s);

#endif
