/* pair_order.c: every pair once, the same order whatever the room, and articles met again while they are kept. */
#include "test.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "candidates/pair_order.h"
#include "store/room.h"

enum { KEPT = 16 };

static uint32_t *order_of(uint32_t n_texts, const struct candidate *pair, size_t n)
{
    uint32_t *order = NULL;
    bool *seen = mem_zalloc(n + 1, sizeof *seen);
    assert_non_null(seen);
    assert_int_equal(pair_order_find(n_texts, pair, n, NULL, &order), RP_OK);
    for (size_t i = 0; i < n; i++) {
        assert_true(order[i] < n && !seen[order[i]]);
        seen[order[i]] = true;
    }
    free(seen);
    return order;
}

/* How often a text has to be read when the KEPT met last are kept. */
static size_t reads(const struct candidate *pair, const uint32_t *order, size_t n)
{
    uint32_t kept[KEPT], n_kept = 0;
    size_t n_reads = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        const struct candidate *p = &pair[order[i / 2]];
        const uint32_t text = i % 2 ? p->b : p->a;
        uint32_t k = 0;
        while (k < n_kept && kept[k] != text)
            k++;
        n_reads += k == n_kept;
        n_kept += k == n_kept && n_kept < KEPT;
        k = k < n_kept ? k : n_kept - 1;
        memmove(kept + 1, kept, k * sizeof *kept);
        kept[0] = text;
    }
    return n_reads;
}

static void no_pairs(void **state)
{
    (void)state;
    room_drop(NULL, order_of(0, NULL, 0));
    room_drop(NULL, order_of(5, NULL, 0));
}

/* Stories of ten texts, of which all are compared, and a stock phrase that ties each text to one of any other story. */
static void stories_stay_together(void **state)
{
    enum { STORIES = 400, TEXTS = 10, N = STORIES * TEXTS };
    struct candidate *pair = mem_alloc((size_t)N * TEXTS, sizeof *pair);
    uint32_t *order;
    size_t n = 0;
    (void)state;
    assert_non_null(pair);
    for (uint32_t a = 0; a < N; a++) { /* the texts of story s are s, s + STORIES ... */
        const uint32_t other = (a * 2654435761u >> 8) % N;
        for (uint32_t b = a + STORIES; b < N; b += STORIES)
            pair[n++] = (struct candidate){a, b, 20 + (a + b) % 7, VIA_BAND};
        if (other > a && (other - a) % STORIES)
            pair[n++] = (struct candidate){a, other, 2, VIA_PASSAGES};
    }
    order = order_of(N, pair, n);
    assert_true(reads(pair, order, n) < 2 * N);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    assert_true(reads(pair, order, n) > 5 * N); /* so it is the order that does it */
    room_drop(NULL, order);
    free(pair);
}

/* A component as deep as there are texts: the way back is not on the stack. */
static void long_chain(void **state)
{
    enum { N = 300000 };
    struct candidate *pair = mem_alloc(N, sizeof *pair);
    uint32_t *order;
    (void)state;
    assert_non_null(pair);
    for (uint32_t i = 0; i + 1 < N; i++)
        pair[i] = (struct candidate){i, i + 1, 9, VIA_PASSAGES};
    order = order_of(N, pair, N - 1);
    for (uint32_t i = 0; i + 1 < N; i++)
        assert_int_equal(order[i], i);
    room_drop(NULL, order);
    free(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_pairs), cmocka_unit_test(stories_stay_together),
                                       cmocka_unit_test(long_chain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
