/*
 * furniture.h - lines that a host prints on every page, learned from the corpus (news.md C2 and section 6).
 *
 * Pages are pooled by outlet; pages that name none share one pool. A line (digits folded to one sign, white
 * space to one space) is furniture when it stands on enough documents of its pool that otherwise differ:
 *   - at least 3, and 2 % of the pool (for the shared pool only 3);
 *   - the rest of those documents is mostly their own: in the mean at least half of a document's bytes stand on
 *     lines that are at most half as frequent (a wire story on 40 hosts repeats all its lines together, furniture
 *     comes with a new text each time);
 *   - it is not flanked by prose of the document's own on both sides (standing background of a running story).
 *
 * Memory is bounded: a pool keeps the documents with the smallest content hashes, at most FURNITURE_POOL_DOCS of
 * them, fewer when pools are many. That choice depends on the set of documents, not on their order, so threads
 * learn apart and the merged result is the same whoever saw what.
 */
#ifndef ARTICLE_FURNITURE_H
#define ARTICLE_FURNITURE_H

#include "article/article.h"
#include "base/compiler.h"

struct furniture_learner; /* one per thread */
int furniture_learner_create(struct furniture_learner **out) MUST_USE;
void furniture_learner_free(struct furniture_learner *l);

/* Pass 1: learns the lines of one page. Nothing of f is kept. RP_OK, RP_ERR_NOMEM. */
int furniture_learn(struct furniture_learner *l, const struct article_fields *f) MUST_USE;

/* Puts n learners together into what pass 2 asks. The learners are emptied, not freed. */
struct furniture;
int furniture_create(struct furniture_learner **learners, size_t n, struct furniture **out) MUST_USE;
void furniture_free(struct furniture *f);

/* Pool of a page; 0 when it names no outlet. */
uint64_t furniture_pool(const struct article_fields *f);

/* Documents of the pool that hold the line when it is furniture, else 0. */
uint32_t furniture_lookup(const struct furniture *f, uint64_t pool, struct span line);

/* What was learned, for --show-furniture: calls show for each line, by outlet and falling count, then text. The
 * spans live as long as f. Stops and returns what show returns when that is not 0. */
int furniture_show(const struct furniture *f, void *ctx,
                   int (*show)(void *ctx, struct span outlet, struct span line, uint32_t docs, uint32_t pool_docs));

#endif
