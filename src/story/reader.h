/*
 * reader.h - articles read again, for comparison: one thread's fetching, analysing and keeping of the last few.
 *
 * A pair costs far less to compare than two articles cost to read, so the order of pairs should let articles be met
 * again soon; READER_KEEP of them are kept, the one unused for longest goes first.
 */
#ifndef STORY_READER_H
#define STORY_READER_H

#include <stddef.h>
#include <stdint.h>

#include "article/analyse.h"
#include "base/compiler.h"
#include "story/relation.h"
#include "story/scan.h"

enum { READER_KEEP = 256 };

struct reader;
/* options are article_analyse()'s; source and what options point to must outlive the reader. */
int reader_create(const struct scan_source *source, const struct article_options *options, int thread,
                  struct reader **out) MUST_USE;
void reader_free(struct reader *r);

/* The document as the judge sees it, from what is kept or read anew. *out is valid until READER_KEEP / 2 other
 * documents were asked for. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT, or what fetch returned. */
int reader_get(struct reader *r, size_t doc, const struct relation_doc **out) MUST_USE;

/* Reads anew and gives the article too, which is valid until the next call. */
int reader_read(struct reader *r, size_t doc, const struct article **article, const struct relation_doc **out) MUST_USE;

/* How many documents were read (not found among the kept). */
size_t reader_reads(const struct reader *r);

#endif
