/*
 * interval.h - a share of pairs, estimated from a sample of documents, with its 95 % interval.
 *
 * Pairs are not independent: a document of a hundred copies brings a hundred at once. The document is what
 * was drawn, so it is the unit: with x pairs of which y are found, document by document, the share is
 * sum(y) / sum(x), and its variance that of a ratio estimate (Cochran 1977, 6.4), less what a finite corpus
 * leaves no room for. The interval is Clopper's and Pearson's for as many independent trials as would have
 * that variance, fewer where only few documents have pairs to tell it from (Korn and Graubard, Survey Methodology
 * 24, 1998). Where no document disagrees with the rest the variance says nothing; then trials are counted as if
 * every document were one, weighted by its pairs (Kish: sum(x)^2 / sum(x^2)). So a recall of 1 is never reported
 * as certain unless everything was looked at.
 */
#ifndef AUDIT_INTERVAL_H
#define AUDIT_INTERVAL_H

#include <stdint.h>

/* All that is needed of the documents drawn: {0}, then ratio_add() for each, those without pairs too. */
struct ratio {
    uint64_t documents, with_pairs;
    double x, y, xx, xy, yy; /* sums; whole numbers, exact to 2^53 */
};

void ratio_add(struct ratio *r, uint32_t x, uint32_t y);

struct interval {
    double value, low, high; /* no pairs: 0 to 1, value not a number */
    double trials;           /* independent ones that would know as much */
};

/* population: documents the sample was drawn from. */
struct interval ratio_interval(const struct ratio *r, uint64_t population);

/* The p-quantile of a beta distribution, a and b above 0. */
double beta_quantile(double p, double a, double b);

#endif
