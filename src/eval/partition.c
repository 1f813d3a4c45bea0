#include "eval/partition.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

struct cell {
    uint32_t gold, predicted;
};

static int by_gold_then_predicted(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    if (x->gold != y->gold) return x->gold < y->gold ? -1 : 1;
    return (x->predicted > y->predicted) - (x->predicted < y->predicted);
}

static int by_predicted_then_gold(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    if (x->predicted != y->predicted) return x->predicted < y->predicted ? -1 : 1;
    return (x->gold > y->gold) - (x->gold < y->gold);
}

static uint64_t choose2(uint64_t n)
{
    return n < 2 ? 0 : n % 2 == 0 ? n / 2 * (n - 1) : (n - 1) / 2 * n;
}

/* Over cells sorted so that one side's groups are runs (major) and their common parts with the other side's
 * are runs inside (both): pairs in the groups, pairs in the parts, and the sum of part^2 / group. */
struct tally {
    uint64_t group_pairs, part_pairs;
    double purity;
};

static struct tally count_runs(const struct cell *c, size_t n, bool gold_major)
{
    struct tally t = {0};
    for (size_t i = 0, end; i < n; i = end) {
        const uint32_t major = gold_major ? c[i].gold : c[i].predicted;
        double squares = 0;
        end = i;
        while (end < n && (gold_major ? c[end].gold : c[end].predicted) == major) {
            const uint32_t minor = gold_major ? c[end].predicted : c[end].gold;
            const size_t from = end;
            while (end < n && (gold_major ? c[end].gold : c[end].predicted) == major &&
                   (gold_major ? c[end].predicted : c[end].gold) == minor)
                end++;
            t.part_pairs += choose2(end - from);
            squares += (double)(end - from) * (double)(end - from);
        }
        t.group_pairs += choose2(end - i);
        t.purity += squares / (double)(end - i);
    }
    return t;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 1;
}

static double harmonic(double p, double r)
{
    return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

struct eval_score score_of(double tp, double fp, double fn)
{
    const double p = ratio(tp, tp + fp), r = ratio(tp, tp + fn);
    return (struct eval_score){p, r, harmonic(p, r)};
}

/* Hubert and Arabie: agreement above chance over the most there could be; two trivial partitions agree. */
static double adjusted_rand(uint64_t both, uint64_t gold, uint64_t predicted, uint64_t all)
{
    if (all == 0) return 1;
    const long double chance = (long double)gold * (long double)predicted / (long double)all;
    const long double most = ((long double)gold + (long double)predicted) / 2;
    return most - chance == 0 ? 1 : (double)(((long double)both - chance) / (most - chance));
}

int partition_compare(const uint32_t *gold, const uint32_t *predicted, size_t n, struct partition_scores *out)
{
    struct cell *c = mem_alloc(n, sizeof *c);
    if (c == NULL) return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) c[i] = (struct cell){gold[i], predicted[i]};
    if (n > 0) qsort(c, n, sizeof *c, by_gold_then_predicted);
    const struct tally g = count_runs(c, n, true);
    if (n > 0) qsort(c, n, sizeof *c, by_predicted_then_gold);
    const struct tally p = count_runs(c, n, false);
    free(c);

    const uint64_t tp = g.part_pairs, fp = p.group_pairs - tp, fn = g.group_pairs - tp, all = choose2(n);
    out->pairs = (struct eval_pairs){tp, fp, fn, all - tp - fp - fn, score_of((double)tp, (double)fp, (double)fn)};
    const double bp = ratio(p.purity, (double)n), br = ratio(g.purity, (double)n);
    out->bcubed = (struct eval_score){bp, br, harmonic(bp, br)};
    out->ari = adjusted_rand(tp, g.group_pairs, p.group_pairs, all);
    return RP_OK;
}
