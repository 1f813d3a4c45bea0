/*
 * quotation.h - whether a text quotes another: a run of passages that stand one after the other in both.
 *
 * A quotation of fifty words is a small part of two long texts, and where phrases are stock much of it stands in long
 * lists that candidates.h does not walk: hits alone cannot tell it from phrases strewn over both. Their order can.
 * Asked only of texts of which one credits a source and the other none: of others nobody would say that one quotes.
 */
#ifndef STORY_QUOTATION_H
#define STORY_QUOTATION_H

#include <stdint.h>

#include "base/compiler.h"
#include "story/article_record.h"
#include "story/texts.h"

/* Passages in a row: 30 words or more. */
enum { QUOTATION_RUN = 6 };

struct quotations;

/* Thinned records (thin.h) and texts, both as long as this. RP_OK, RP_ERR_NOMEM. */
int quotations_create(const struct record *record, const struct texts *texts, int threads,
                      struct quotations **out) MUST_USE;
void quotations_free(struct quotations *q);

/* 1: text i and `other` have a quotation in common; 0: not; RP_ERR_NOMEM. ctx is a struct quotations. Cost is linear in
 * the passages of `other`, and in those of i when it is not the text that the thread asked about before. */
int quotations_ask(void *ctx, int thread, uint32_t i, uint32_t other) MUST_USE;

#endif
