#include "audit/interval.h"

#include <math.h>

#define TAIL .025 /* on each side: 95 % */

void ratio_add(struct ratio *r, uint32_t x, uint32_t y)
{
    const double dx = x, dy = y;

    r->documents++;
    r->with_pairs += x > 0;
    r->x += dx;
    r->y += dy;
    r->xx += dx * dx;
    r->xy += dx * dy;
    r->yy += dy * dy;
}

/* --- the beta distribution --- */

/* Lentz's way through the continued fraction of the incomplete beta function (DLMF 8.17.22). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    h = d;
    for (int m = 1; m < 10000; m++) {
        for (int odd = 0; odd < 2; odd++) {
            const double t = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                                 : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + t * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + t / c;
            c = fabs(c) < tiny ? tiny : c;
            h *= d * c;
        }
        if (fabs(d * c - 1) < 1e-14)
            break;
    }
    return h;
}

static double beta_below(double x, double a, double b)
{
    double front;

    if (x <= 0 || x >= 1)
        return x > 0;
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/* By halving: the distribution only rises, and 60 steps are as exact as a double. */
double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;

    for (int i = 0; i < 60; i++) {
        const double mid = (low + high) / 2;
        if (beta_below(mid, a, b) < p)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

/* --- */

/* How much wider Student's distribution is than the normal one, for the variance of so many documents, squared. */
static double student(double documents)
{
    const double freedom = documents - 1, x = beta_quantile(1 - 2 * TAIL, .5, freedom / 2);
    const double t2 = freedom * x / (1 - x), normal = 1.959963984540054;

    return t2 / (normal * normal);
}

/* As many independent trials as the documents are worth; `left` is the share of the corpus not looked at. Only
 * documents with pairs tell anything of how documents differ. */
static double trials(const struct ratio *r, double share, double left)
{
    const double m = (double)r->with_pairs, kish = r->x * r->x / r->xx;
    const double spread = r->yy - 2 * share * r->xy + share * share * r->xx;
    double variance, worth = kish;

    if (m > 1 && r->y > 0 && r->y < r->x) {
        variance = m / (m - 1) * spread / (r->x * r->x);
        worth = fmin(share * (1 - share) / variance, r->x) / student(m);
    }
    return worth / left;
}

struct interval ratio_interval(const struct ratio *r, uint64_t population)
{
    const double left = population > r->documents ? 1 - (double)r->documents / (double)population : 0;
    struct interval i = {NAN, 0, 1, 0};
    double n, hits;

    if (r->x <= 0)
        return i;
    i.value = r->y / r->x;
    if (left <= 0)
        return (struct interval){i.value, i.value, i.value, INFINITY};
    n = i.trials = trials(r, i.value, left);
    hits = i.value * n;
    i.low = r->y > 0 ? beta_quantile(TAIL, hits, n - hits + 1) : 0;
    i.high = r->y < r->x ? beta_quantile(1 - TAIL, hits + 1, n - hits) : 1;
    return i;
}
