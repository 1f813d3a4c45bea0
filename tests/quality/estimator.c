/*
 * estimator - error of the similarity estimates: writes a table of rmse and bias, in thousandths.
 *
 * Pairs of random sets of n shingles each, of Jaccard J as nearly as whole numbers allow. "theory" is
 * the error of K independent minima, sqrt(J(1-J)/K). SimHash estimates the cosine, and sets of one size
 * with cosine c have J = c / (2 - c). All trials come from fixed seeds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/compiler.h"
#include "base/hash.h"
#include "sketch/minhash.h"
#include "sketch/simhash.h"

enum { SIZE_MAX_TRIED = 2000, TRIALS = 4000 };

static const unsigned slots[] = {64, 128, 256};
enum { ESTIMATES = ARRAY_LEN(slots) + 1 };

struct error {
    double sum, squares;
};

static void add_error(struct error *e, double difference)
{
    e->sum += difference;
    e->squares += difference * difference;
}

static double estimate_minhash(const uint64_t *a, const uint64_t *b, size_t n, unsigned K)
{
    __attribute__((aligned(64))) uint32_t of_a[MINHASH_MAX_SLOTS], of_b[MINHASH_MAX_SLOTS];

    minhash_sketch(a, n, of_a, K);
    minhash_sketch(b, n, of_b, K);
    return minhash_agree(of_a, of_b, K) / (double)K;
}

static double estimate_simhash(const uint64_t *a, const uint64_t *b, size_t n)
{
    const double pi = 3.14159265358979323846;
    const double cosine = cos(pi * simhash_distance(simhash64(a, n), simhash64(b, n)) / 64);
    return cosine <= 0 ? 0 : cosine / (2 - cosine);
}

static void print_row(const char *sketch, unsigned K, size_t n, double jaccard, double theory, struct error e)
{
    printf("%s\t%u\t%zu\t%.3f\t", sketch, K, n, jaccard);
    if (theory > 0)
        printf("%.1f\t", 1000 * theory);
    else
        printf("-\t");
    printf("%.1f\t%+.1f\n", 1000 * sqrt(e.squares / TRIALS), 1000 * e.sum / TRIALS);
}

static void measure(size_t n, double jaccard, uint64_t *run, uint64_t *second)
{
    const size_t common = (size_t)lround(2 * (double)n * jaccard / (1 + jaccard)), all = 2 * n - common;
    const double exact = (double)common / (double)all;
    struct error e[ESTIMATES] = {{0, 0}};
    uint64_t state = hash_mix(n * 1000 + common);

    for (int t = 0; t < TRIALS; t++) {
        for (size_t i = 0; i < all; i++)
            run[i] = hash_mix(hash_mix(state += UINT64_C(0x9E3779B97F4A7C15)) + 1);
        memcpy(second, run + n - common, n * sizeof *second);
        for (unsigned k = 0; k < ARRAY_LEN(slots); k++)
            add_error(&e[k], estimate_minhash(run, second, n, slots[k]) - exact);
        add_error(&e[ARRAY_LEN(slots)], estimate_simhash(run, second, n) - exact);
    }
    for (unsigned k = 0; k < ARRAY_LEN(slots); k++)
        print_row("minhash", slots[k], n, exact, sqrt(exact * (1 - exact) / slots[k]), e[k]);
    print_row("simhash", 64, n, exact, 0, e[ARRAY_LEN(slots)]);
}

int main(void)
{
    static const size_t sizes[] = {30, 100, 500, SIZE_MAX_TRIED};
    static const double jaccards[] = {.2, .5, .7, .8, .9};
    uint64_t *const run = mem_alloc_kernel(2 * SIZE_MAX_TRIED, sizeof *run);
    uint64_t *const second = mem_alloc_kernel(SIZE_MAX_TRIED, sizeof *second);

    if (run && second) {
        printf("sketch\tslots\tn\tjaccard\ttheory\trmse\tbias\n");
        for (unsigned i = 0; i < ARRAY_LEN(sizes); i++)
            for (unsigned j = 0; j < ARRAY_LEN(jaccards); j++)
                measure(sizes[i], jaccards[j], run, second);
    }
    const int failed = !run || !second || fflush(stdout) != 0;
    free(run);
    free(second);
    return failed;
}
