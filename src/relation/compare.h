/*
 * compare.h - candidate pairs of texts, read again and judged: edges.
 *
 * Texts are compared through the document that leads each (texts.h). Pairs are worked on in an order that keeps alike
 * texts together (pair_order.h), by threads apart; the result is in the order of the pairs.
 */
#ifndef RELATION_COMPARE_H
#define RELATION_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/headline.h"
#include "base/compiler.h"
#include "candidates/candidates.h"
#include "records/texts.h"
#include "relation/doc_cache.h"
#include "relation/relation.h"

enum { EDGE_NOT_TOLD = UINT8_MAX };

/* A judged pair of texts a < b. Of the verdict what joining and attaching need. */
struct edge {
    uint32_t a, b;
    uint8_t relation, membership;
    uint8_t back;              /* the relation with the reference as copy, both of one version; or EDGE_NOT_TOLD */
    uint8_t head;              /* enum headline_relation */
    bool swapped;              /* the reference is b, the copy a */
    bool one_outlet;           /* both name the same */
    int8_t changed;            /* words were changed: 1: of b's, -1: of a's; 0: not told, or others carry it too */
    uint32_t flags, back_flags; /* enum relation_flag; the latter of `back` */
    float use_a, use_b;        /* of text a, text b, whichever is the reference */
    float own_a, own_b;        /* the same of their own text, without what standing.h finds in other stories too */
    float story_edge;          /* relation.h: how sure that they are one story; weighed by standing.h later */
    float standing;            /* factor of standing.h that story_edge was multiplied with; 1 before */
    bool marked;               /* one of them bears a mark of an update or correction */
    bool apart;                /* certainly further apart than thresholds.window_days */
    bool a_names_itself, b_names_itself; /* relation.h, of text a, text b */
    float background;
    uint32_t exact, longest;
    uint32_t n_a, n_b;
    uint64_t maybe_cited;      /* relation.h; of an agency, as record.source has it, else 0 */
};

static inline bool edge_same_headline(const struct edge *e)
{
    return e->head == HEADLINE_SAME || e->head == HEADLINE_TAGGED || e->head == HEADLINE_NEAR;
}

/* Another lead, and no headline that says it is the same story: what they share may be all that is alike. */
static inline bool edge_begins_otherwise(const struct edge *e)
{
    return (e->flags & FLAG_LEAD_CHANGED) && !edge_same_headline(e);
}

/* Caches and judges of all threads, kept from call to call. */
struct comparer;
struct journal; /* store/journal.h */
struct room; /* store/room.h: for lists of pairs; NULL: memory */
int comparer_create(const struct scan_source *source, const struct article_options *article,
                    const struct doc_reading *reading, const struct thresholds *thresholds, int threads,
                    struct room *room, struct comparer **out) MUST_USE;
void comparer_free(struct comparer *c);
/* Gives back what is kept of articles; it is read again when it is asked for. */
void comparer_rest(struct comparer *c);

/* tick is told between pieces of work; a negative return ends the comparison. May be NULL, as the journal of
 * scan_journal.h, where every verdict is noted. */
struct compare_progress {
    int (*tick)(void *ctx, size_t done, size_t total);
    void *ctx;
    struct journal *journal;
};

/* out[i] is the verdict on pair[i]. Pairs must differ and be in order. RP_OK, RP_ERR_NOMEM, or what fetch or tick
 * returned. */
int compare_pairs(struct comparer *c, const struct texts *texts, const struct candidate *pair, size_t n,
                  const struct compare_progress *progress, struct edge *out) MUST_USE;

/* The verdict on two texts as an edge; a < b is not asked for. */
void edge_fill(struct edge *e, const struct verdict *v);

/* The edge of two texts in n sorted ones, or NULL. */
const struct edge *edge_find(const struct edge *edge, size_t n, uint32_t a, uint32_t b);
int edge_order(const void *x, const void *y); /* for qsort() */

/* For single judgements (results): the means of one thread. */
struct doc_cache *comparer_cache(struct comparer *c, int thread);
struct judge *comparer_judge(struct comparer *c, int thread);

#endif
