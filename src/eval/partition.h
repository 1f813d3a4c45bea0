/*
 * partition.h - two partitions of the same n things, compared. Things are 0 .. n-1; label[i] is any number,
 * equal for things in one group. Time n log n for the sorting, memory linear: pairs are counted, never listed.
 */
#ifndef EVAL_PARTITION_H
#define EVAL_PARTITION_H

#include "eval/eval.h"

struct partition_scores {
    struct eval_pairs pairs;
    struct eval_score bcubed;
    double ari;
};

/* RP_OK or RP_ERR_NOMEM. n == 0 scores 1 everywhere. */
int partition_compare(const uint32_t *gold, const uint32_t *predicted, size_t n, struct partition_scores *out) MUST_USE;

/* Of counts; a ratio of nothing to nothing is 1. */
struct eval_score score_of(double tp, double fp, double fn);

#endif
