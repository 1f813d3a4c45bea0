#include "base/radix.h"

#include <stdbool.h>
#include <string.h>

enum {
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    RUN = 12,        /* insertion-sorted before merging */
    SMALL = 2 * DIGITS /* below this, clearing and summing the counters costs more than comparing */
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

/* One stable pass by the digit at `shift` of hi or lo. */
static void digit_pass(const struct rec *from, struct rec *to, size_t n, bool hi, unsigned shift)
{
    size_t at[DIGITS] = {0}, sum = 0;

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

static void digit_sort(struct rec *a, struct rec *tmp, size_t n, struct rec differ)
{
    struct rec *from = a, *to = tmp, *swap;

    for (int hi = 0; hi <= 1; hi++)
        for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
            if ((((hi ? differ.hi : differ.lo) >> shift) & (DIGITS - 1)) == 0)
                continue; /* all equal here */
            digit_pass(from, to, n, hi, shift);
            swap = from, from = to, to = swap;
        }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
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
    if (n < SMALL)
        merge_sort(a, tmp, n);
    else
        digit_sort(a, tmp, n, differ);
}

size_t radix_unique(struct rec *a, size_t n)
{
    size_t kept = n > 0;
    for (size_t i = 1; i < n; i++)
        if (a[i].hi != a[kept - 1].hi || a[i].lo != a[kept - 1].lo)
            a[kept++] = a[i];
    return kept;
}
