/*
 * furniture.h - lines that a host prints on every page, learned from the corpus (news.md C2 and section 6).
 *
 * Pages are pooled by outlet; pages that name none share one pool; its furniture tells their sites
 * apart (sites.h). A line (digits folded: line_key.h) is furniture
 * when
 *   - it stands on enough different documents of its pool: at least 3 and 1 %; in the shared pool at least 4;
 *   - most of those documents otherwise have prose of their own: in at least half of them, so much of the prose stands
 *     on lines of a lower order of frequency. A wire story on 40 hosts repeats all its lines together; furniture comes
 *     with a new text each time. In the shared pool, where the versions of a story meet, paragraphs need rarer prose.
 *     A page whose own prose is the lesser part of all its prose tells nothing: a brief that is hardly more than the
 *     first paragraphs of a story is no story of its own;
 *   - it is not flanked on both sides by the document's own prose: that is standing background of a running story. A
 *     single page's paragraph between paragraphs that are none is none either (roles.c).
 *
 * A page of at most 300 bytes that is met 6 times or more without any difference but digits has no article on it
 * ("please log in"): all its lines are furniture.
 *
 * Memory is bounded: a pool keeps the documents with the smallest content hashes, at most FURNITURE_POOL_DOCS of
 * them, fewer when pools are many. Which they are depends on the set of documents, not on their order, so threads
 * learn apart and the merged result is the same whoever saw what.
 */
#ifndef ARTICLE_FURNITURE_H
#define ARTICLE_FURNITURE_H

#include "article/article.h"
#include "base/compiler.h"

enum {
    FURNITURE_POOL_DOCS = 1024,    /* documents kept of an outlet */
    FURNITURE_SHARED_DOCS = 65536, /* ... of the pool of pages without one */
    FURNITURE_ALL_DOCS = 262144    /* ... of all pools together, about 100 MB */
};

struct furniture_learner; /* one per thread */
struct room;              /* store/room.h: for what is kept of documents; NULL: memory */
int furniture_learner_create(struct room *room, struct furniture_learner **out) MUST_USE;
void furniture_learner_free(struct furniture_learner *l);

/* Pass 1: learns the lines of one page. Nothing of f is kept. RP_OK, RP_ERR_NOMEM. */
int furniture_learn(struct furniture_learner *l, const struct article_fields *f) MUST_USE;

/* Puts n learners together into what pass 2 asks. The learners are emptied, not freed. RP_OK, RP_ERR_NOMEM. */
struct furniture;
int furniture_create(struct furniture_learner **learners, size_t n, struct furniture **out) MUST_USE;
void furniture_free(struct furniture *f);

/* Pool of a page; 0 when it names no outlet. */
uint64_t furniture_pool(const struct article_fields *f);
/* The same of a page whose url, or else outlet, has this host (outlet.h; n == 0: neither has). */
uint64_t furniture_pool_of(struct span host, struct span outlet);

/* Documents of the pool's sample that hold the line when it is furniture, else 0. line is trimmed. */
uint32_t furniture_lookup(const struct furniture *f, uint64_t pool, struct span line);

/* The same by line_key(line). */
uint32_t furniture_lookup_key(const struct furniture *f, uint64_t pool, uint64_t line_key);

/* The site (sites.h) of a furniture line of pages that name no outlet, or 0. */
uint64_t furniture_line_site(const struct furniture *f, uint64_t line_key);

/* Documents of the pool that were looked at. */
uint32_t furniture_pool_docs(const struct furniture *f, uint64_t pool);

/*
 * What was discounted, for --show-furniture: pass 2 collects it where it is wanted. Lists of several threads are
 * merged; the result does not depend on the order of anything.
 */
struct furniture_list;
int furniture_list_create(struct furniture_list **out) MUST_USE;
void furniture_list_free(struct furniture_list *list);
/* One line of it, so that a list can be made again of what was noted of another. */
struct furniture_line {
    uint64_t pool, key;
    uint32_t docs;
    struct span outlet, line;
};
/* note (may be NULL) is told of every line that is new to the list or now shown otherwise; its status is returned when
 * not 0. */
int furniture_list_add(struct furniture_list *list, const struct article *a, void *ctx,
                       int (*note)(void *ctx, const struct furniture_line *line)) MUST_USE;
int furniture_list_put(struct furniture_list *list, const struct furniture_line *line) MUST_USE;
int furniture_list_merge(struct furniture_list *into, const struct furniture_list *from) MUST_USE;

struct furniture_item {
    struct span outlet, line; /* as long as the list; the line's digits are those of one of its documents */
    uint32_t docs, pool_docs;
};
/* Calls show for each line, by outlet, falling count, text. Stops and returns what show returns when not 0. */
int furniture_list_show(struct furniture_list *list, const struct furniture *f, void *ctx,
                        int (*show)(void *ctx, const struct furniture_item *item));

#endif
