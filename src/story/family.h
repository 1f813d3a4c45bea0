/*
 * family.h - which texts are one story: verified edges to families, by average linkage.
 *
 * Two texts may both resemble a third and have nothing in common: it may be a round-up, a live page, or the
 * middle of a long chain of updates. So an edge alone joins nothing. Two groups are joined only while the mean
 * weight over *all* pairs between them, pairs without an edge included, is at least `join`; the best pair of
 * groups goes first. That is the greedy additive form of correlation clustering (Bansal, Blum, Chawla 2004): it
 * looks for the partition that contradicts the fewest pairs. Afterwards each text may move to the family that
 * agrees with it better, until nothing moves or three rounds have passed.
 *
 * All arithmetic is in integers and ties are broken by node number, so the result depends on the edges alone.
 * Time: near E log E for E edges, whatever their shape. Memory: about 60 bytes an edge.
 */
#ifndef STORY_FAMILY_H
#define STORY_FAMILY_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Weights are in thousandths: 1000 certainly one story, 0 undecided, -1000 certainly two. */
enum { FAMILY_SURE = 1000 };

struct room; /* store/room.h: where working memory lies; NULL: memory */

struct family_edge {
    uint32_t a, b;  /* a != b; no pair twice */
    int32_t weight; /* -FAMILY_SURE .. FAMILY_SURE; beyond -FAMILY_SURE: a veto that outweighs several pairs */
};

struct family_options {
    int32_t join;     /* least mean weight between groups that are joined */
    int32_t missing;  /* weight of a pair without an edge */
};

/*
 * family[i], i < n, becomes the smallest number of a node in i's family. mass[i] is how many pairs' worth node i
 * counts (texts collapsed into it), at least 1, NULL for 1 each; it is taken as at most 2^20.
 * RP_OK, RP_ERR_NOMEM, RP_ERR_INVALID (an edge that leaves [0, n) or has a == b),
 * RP_ERR_LIMIT (n or n_edges of 2^31 or more).
 */
int family_cluster(uint32_t n, const uint32_t *mass, const struct family_edge *edge, size_t n_edges,
                   const struct family_options *o, struct room *room, uint32_t *family) MUST_USE;

/*
 * Stars: each node is given a leader that it has an edge with, or is one itself; leader[i] == i for leaders.
 * Nodes with more edges lead first, ties by number. Takes edges of weight >= least only. For collapsing copies so
 * close that any two followers of one leader are copies of each other as well.
 */
int family_stars(uint32_t n, const struct family_edge *edge, size_t n_edges, int32_t least, struct room *room,
                 uint32_t *leader) MUST_USE;

#endif
