/*
 * meetings.h - whom each node meets in the lists of a search, gathered list by list.
 *
 * Lists hold nodes, a search asks for the lists of a node: read in that order they would lie all over memory, or all
 * over a file. So nodes are taken a range at a time, all lists are gone through in their order for each range, and
 * whom a node of the range meets is written to the node's place in scratch that is used again for the next range.
 *
 * Of a list of at most LIST_SHORT each meets each; in a longer one all meet its first LIST_LEADERS, which are those
 * that candidates.h puts there. Where only leaders are searched for, a list is as long as it has leaders: of a list
 * that has no more than LIST_SHORT of them all stand in its first LIST_SHORT places, of others one stands behind these.
 */
#ifndef CANDIDATES_MEETINGS_H
#define CANDIDATES_MEETINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "candidates/postings.h"

enum { LIST_SHORT = 16, LIST_LEADERS = 4 };
enum meeting_channel { MEET_PASSAGES, MEET_BANDS, MEET_TIES, MEET_CHANNELS };

/* Of a list of n members: how many at its front all of it meet. leader as below. */
static inline uint32_t meetings_heard(const uint32_t *member, uint32_t n, const uint32_t *leader)
{
    if (n <= LIST_SHORT)
        return n;
    return leader && leader[member[LIST_SHORT]] != member[LIST_SHORT] ? LIST_SHORT : LIST_LEADERS;
}

/* What is read: must outlive the meetings. */
struct meeting_input {
    uint32_t n_nodes;
    const struct postings *channel[MEET_CHANNELS]; /* may be NULL */
    const uint32_t *leader; /* NULL, or: only nodes with leader[i] == i meet each other */
    const bool *seeks;      /* of each node: only these are asked about; NULL: all */
    struct room *room;      /* store/room.h: for what is kept of each node, and for how much scratch; NULL: memory */
    int threads;
};

/* Nodes in order are cut into ranges. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT (a node that meets 2^32). */
struct meetings;
int meetings_create(const struct meeting_input *in, struct meetings **out) MUST_USE;
void meetings_free(struct meetings *m);
size_t meetings_ranges(const struct meetings *m);

/* Gathers a range into the thread's scratch; nodes [*first, *last) are in it. */
void meetings_read(struct meetings *m, size_t range, int thread, uint32_t *first, uint32_t *last);

struct met_span {
    const uint32_t *node; /* in no order, once for each list; never the node itself */
    uint32_t n;
};
/* Whom a node of the range read last by the thread meets in a channel. */
struct met_span meetings_of(const struct meetings *m, int thread, uint32_t node, enum meeting_channel channel);

/* How many long lists of passages the node is in. */
uint32_t meetings_unheard(const struct meetings *m, uint32_t node);

#endif
