/*
 * quotation.h - whether a text quotes another: a run of passages that stand one after the other in both.
 *
 * A quotation of fifty words is a small part of two long texts, and where phrases are stock much of it stands in long
 * lists that candidates.h does not walk: hits alone cannot tell it from phrases strewn over both. Their order can.
 * Asked only of texts of which one credits a source and the other none: of others nobody would say that one quotes.
 *
 * Keeps 24 bytes for each text and one for each of its passages that another text has, which answers nearly all
 * questions.
 */
#ifndef CANDIDATES_QUOTATION_H
#define CANDIDATES_QUOTATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "records/article_record.h"

/* Thinned records (thin.h), which must live as long as the quotations; of documents that lead a text the text, of
 * others UINT32_MAX; and the key of the source of each text, 0 for none, which must live as long too. */
struct quotation_input {
    const struct record *record;
    size_t n_documents;
    const uint32_t *text_of;
    const uint64_t *source;
    uint32_t n_texts;
    struct room *room; /* store/room.h: for what is kept of each text; NULL: memory */
};

/* RP_OK, RP_ERR_NOMEM. */
struct quotations;
int quotations_create(const struct quotation_input *in, int threads, struct quotations **out) MUST_USE;
void quotations_free(struct quotations *q);

/* 1: text i and `other` have LIMIT_QUOTATION_RUN passages in a row in common; 0: not; RP_ERR_NOMEM. ctx is a struct
 * quotations. Cost is linear in the passages of `other`, and in those of i when it is not the text that the thread
 * asked about before. */
int quotations_ask(void *ctx, int thread, uint32_t i, uint32_t other) MUST_USE;

/* `other` will be asked about: what is kept of it is fetched, step 0 well before step 1, which is well before the
 * asking. */
void quotations_soon(void *ctx, uint32_t other, int step);

#endif
