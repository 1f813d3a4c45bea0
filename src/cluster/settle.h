/*
 * settle.h - candidate pairs to kept and removed documents, without chains.
 *
 * Documents are decided in order of position, as if one after the other: a document joins the first
 * *kept* document among its candidates that it matches, and is kept itself when there is none. So a
 * removed document always matches the one named as kept, and A ~ B ~ C never brings A and C together.
 * The outcome is that of the sequential order for any number of threads: a thread that meets a
 * candidate still being decided waits for it, which ends because candidates are always earlier. Where every document
 * has its neighbours as candidates, as all copies of one template have, a thread would wait for most of what another
 * one does: so, while it waits, it is told what it is going to be asked for.
 */
#ifndef CLUSTER_SETTLE_H
#define CLUSTER_SETTLE_H

#include <stdint.h>

#include "base/compiler.h"
#include "store/pairs.h"

struct settle;

/*
 * Decides whether the document at `later` is to be joined to the kept document at `kept`: 1, 0 or < 0.
 * `candidate` is the document the pair names; kept != candidate when that one has been removed in
 * favour of `kept`. Most rules answer 0 then; a rule that knows later and candidate to be equal does not.
 */
typedef int settle_match(void *ctx, int thread, uint64_t later, uint64_t candidate, uint64_t kept);

/*
 * The thread has to wait: a pair that it is going to match, if the candidate turns out to be kept. What can be found
 * out about the two may be; nothing may be decided. 0 or < 0. May be called between two match() of one document.
 */
typedef int settle_ahead(void *ctx, int thread, uint64_t later, uint64_t candidate);

struct settle_judge {
    settle_match *match;
    settle_ahead *ahead;                      /* or NULL */
    int (*tick)(void *ctx, uint64_t done);    /* pairs done, now and then on thread 0; other than 0 cancels. Or NULL */
    void *ctx;
};

/* Every one of n positions starts as kept. */
int settle_create(struct settle **out, uint64_t n) MUST_USE;
void settle_free(struct settle *s);

/*
 * Decides all positions that are `later` in some pair, in order. Called again with other pairs it
 * decides only positions still kept, against those still kept.
 */
int settle_run(struct settle *s, const struct pairs *candidates, int threads,
               const struct settle_judge *judge) MUST_USE;

/* The kept position that `pos` was joined to, or pos itself. For use in match() too: waits until pos is
 * decided, so only for positions before the one being matched. */
uint64_t settle_kept(const struct settle *s, uint64_t pos);

/* Without waiting, at any time: SETTLE_OPEN before it is decided. */
enum settle_state { SETTLE_OPEN, SETTLE_KEPT, SETTLE_JOINED };
enum settle_state settle_look(const struct settle *s, uint64_t pos);

/* All positions before this one have been decided by the first run, as far as is known: 0 before it has begun. At any
 * time, from any thread; it never falls, so later runs are not told of. */
uint64_t settle_decided(struct settle *s);

/* Overrules the outcome for one position, between runs. */
void settle_set(struct settle *s, uint64_t pos, uint64_t kept);

#endif
