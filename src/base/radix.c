#include "base/radix.h"

#include <stdbool.h>
#include <string.h>

enum {
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    RUN = 12,        /* insertion-sorted before merging */
    SMALL = 2 * DIGITS, /* below this, clearing and summing the counters for every digit costs more than comparing */
    SPREAD_LEAST = DIGITS / 8, /* from here on it pays for one digit ... */
    SPREAD_MOST = 8 * DIGITS, /* ... and up to here one digit leaves piles that are quicker compared than spread
                                 further */
    PILE = 24 /* so few are insertion-sorted as they are */
};

static bool rec_less(struct rec a, struct rec b)
{
    return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
}

static void insertion_sort(struct rec *a, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct rec x = a[i];
        size_t j = i;
        for (; j > 0 && rec_less(x, a[j - 1]); j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

static void merge(const struct rec *a, size_t na, const struct rec *b, size_t nb, struct rec *out)
{
    size_t i = 0, j = 0;
    while (i < na && j < nb)
        *out++ = rec_less(b[j], a[i]) ? b[j++] : a[i++];
    memcpy(out, a + i, (na - i) * sizeof *a);
    memcpy(out + (na - i), b + j, (nb - j) * sizeof *b);
}

static void merge_sort(struct rec *a, struct rec *tmp, size_t n)
{
    struct rec *from = a, *to = tmp, *swap;

    for (size_t i = 0; i < n; i += RUN)
        insertion_sort(a + i, n - i < RUN ? n - i : RUN);
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t na = n - i < width ? n - i : width;
            size_t nb = n - i - na < width ? n - i - na : width;
            merge(from + i, na, from + i + na, nb, to + i);
        }
        swap = from, from = to, to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

/* One stable pass by the digit at `shift` of hi or lo; at[d] becomes where digit d ends. */
static void digit_pass(const struct rec *from, struct rec *to, size_t n, bool hi, unsigned shift, size_t at[DIGITS])
{
    size_t sum = 0;

    memset(at, 0, DIGITS * sizeof *at);

    for (size_t i = 0; i < n; i++)
        at[((hi ? from[i].hi : from[i].lo) >> shift) & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t c = at[d];
        at[d] = sum;
        sum += c;
    }
    for (size_t i = 0; i < n; i++)
        to[at[((hi ? from[i].hi : from[i].lo) >> shift) & (DIGITS - 1)]++] = from[i];
}

/* By all digits of hi, or of lo, in which there is a difference. */
static void digit_sort(struct rec *a, struct rec *tmp, size_t n, bool hi, uint64_t differ)
{
    struct rec *from = a, *to = tmp, *swap;
    size_t at[DIGITS];

    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        if (((differ >> shift) & (DIGITS - 1)) == 0)
            continue; /* all equal here */
        digit_pass(from, to, n, hi, shift, at);
        swap = from, from = to, to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

/* What has the same hi, by lo: mostly a few records, which are not worth a pass over all. */
static void sort_groups(struct rec *a, struct rec *tmp, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && a[end].hi == a[i].hi; end++)
            ;
        if (end - i > PILE)
            radix_sort(a + i, tmp + i, end - i);
        else if (end - i > 1)
            insertion_sort(a + i, end - i);
    }
}

/* at[d] is where pile d ends. */
static size_t largest_pile(const size_t at[DIGITS])
{
    size_t most = at[0];
    for (size_t d = 1; d < DIGITS; d++)
        most = at[d] - at[d - 1] > most ? at[d] - at[d - 1] : most;
    return most;
}

/* By the highest bits that differ into piles, most of them small when the keys are spread evenly. False, and a as it
 * was, when they are not and there are too many of them for comparing. */
static bool spread_sort(struct rec *a, struct rec *tmp, size_t n, struct rec differ)
{
    const bool hi = differ.hi != 0;
    const unsigned top = 64 - (unsigned)__builtin_clzll(hi ? differ.hi : differ.lo);
    size_t at[DIGITS], first = 0;

    digit_pass(a, tmp, n, hi, top > DIGIT_BITS ? top - DIGIT_BITS : 0, at);
    if (n >= SMALL && largest_pile(at) > n / (DIGITS / 32))
        return false;
    memcpy(a, tmp, n * sizeof *a);
    for (size_t d = 0; d < DIGITS; first = at[d++])
        if (at[d] - first > PILE)
            merge_sort(a + first, tmp + first, at[d] - first);
        else if (at[d] - first > 1)
            insertion_sort(a + first, at[d] - first);
    return true;
}

void radix_sort(struct rec *a, struct rec *tmp, size_t n)
{
    struct rec differ = {0, 0};
    bool sorted = true;

    for (size_t i = 1; i < n; i++) {
        differ.hi |= a[i].hi ^ a[0].hi;
        differ.lo |= a[i].lo ^ a[0].lo;
        sorted &= !rec_less(a[i], a[i - 1]);
    }
    if (sorted)
        return;
    if (n < SPREAD_LEAST)
        merge_sort(a, tmp, n);
    else if (n < SPREAD_MOST && spread_sort(a, tmp, n, differ))
        return;
    else if (differ.hi) {
        digit_sort(a, tmp, n, true, differ.hi);
        sort_groups(a, tmp, n);
    } else
        digit_sort(a, tmp, n, false, differ.lo);
}

size_t radix_unique(struct rec *a, size_t n)
{
    size_t kept = n > 0;
    for (size_t i = 1; i < n; i++)
        if (a[i].hi != a[kept - 1].hi || a[i].lo != a[kept - 1].lo)
            a[kept++] = a[i];
    return kept;
}
