/*
 * dedup_facts.h - what --keep may want to know of every document, kept with a state so that it can be asked again with
 * another rule: length, date and outlet; 24 bytes a document and its names.
 *
 *   facts   a row a document: date, length, where its names end
 *   names   outlet and host, one behind the other
 */
#ifndef DEDUP_DEDUP_FACTS_H
#define DEDUP_DEDUP_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "dedup/dedup_keep.h"
#include "json/record.h"
#include "store/state_file.h"

enum { FACTS_FILES = 2 };

struct fact;

/* The facts of some documents on their way into the state; {0} is empty. */
struct facts_batch {
    struct fact *row;
    size_t n, cap;
    struct record_buffer names;
};
void facts_batch_clear(struct facts_batch *b);
void facts_batch_release(struct facts_batch *b);
/* Notes one more document. RP_OK or RP_ERR_NOMEM. */
int facts_note(struct facts_batch *b, const struct input_record *r, struct record_buffer *scratch) MUST_USE;

struct facts;

/* `dir` is a state's folder. RP_OK or a status of column.h. */
int facts_create(struct facts **out, const char *dir) MUST_USE;
/* *file: the one of the two that is spoken of when it fails. */
int facts_open(struct facts **out, const char *dir, const struct seal s[FACTS_FILES], const char **file) MUST_USE;
int facts_seal(struct facts *f, struct seal s[FACTS_FILES]) MUST_USE;
void facts_free(struct facts *f);

int facts_append(struct facts *f, const struct facts_batch *b) MUST_USE;
/* Nothing is known of the next n documents. */
int facts_skip(struct facts *f, uint64_t n) MUST_USE;
uint64_t facts_count(const struct facts *f);

/* The rank that keep_rank() would have given. For one thread, of opened facts. */
int facts_rank(struct facts *f, const struct keep *k, uint64_t doc, uint64_t *rank) MUST_USE;

#endif
