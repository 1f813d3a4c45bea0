/* family.c: average linkage is what it says, whatever the order of edges, and chains join nobody. */
#include "test.h"

#include <stdbool.h>

#include "base/status.h"
#include "story/family.h"

enum { MAX_NODES = 64 };

static uint64_t rng;

static uint32_t roll(uint32_t n)
{
    return (uint32_t)test_below(&rng, n);
}

static const struct family_options usual = {.join = 50, .missing = -1000};

static void cluster(uint32_t n, const struct family_edge *e, size_t m, uint32_t *family)
{
    assert_int_equal(family_cluster(n, NULL, e, m, &usual, NULL, family), RP_OK);
}

static void shuffle(struct family_edge *e, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = roll((uint32_t)i);
        struct family_edge t = e[i - 1];
        e[i - 1] = e[j];
        e[j] = t;
        if (roll(2)) {
            uint32_t a = e[i - 1].a;
            e[i - 1].a = e[i - 1].b;
            e[i - 1].b = a;
        }
    }
}

static void pairs_join_and_singles_stay(void **state)
{
    const struct family_edge e[] = {{0, 1, 800}, {2, 3, -1000}};
    uint32_t f[5];
    (void)state;
    cluster(5, e, 2, f);
    assert_int_equal(f[0], 0);
    assert_int_equal(f[1], 0);
    assert_int_equal(f[2], 2);
    assert_int_equal(f[3], 3);
    assert_int_equal(f[4], 4);
}

/* A~B, B~C, nothing between A and C: one pair, one left alone. */
static void a_chain_of_three_is_not_one_story(void **state)
{
    const struct family_edge e[] = {{0, 1, 900}, {1, 2, 800}};
    uint32_t f[3];
    (void)state;
    cluster(3, e, 2, f);
    assert_int_equal(f[0], f[1]);
    assert_int_not_equal(f[1], f[2]);
}

/* Two stories of six and a page that holds half of each of them. */
static void a_roundup_does_not_bridge(void **state)
{
    struct family_edge e[64];
    uint32_t f[13];
    size_t m = 0;
    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        for (uint32_t j = i + 1; j < 6; j++) {
            e[m++] = (struct family_edge){i, j, 1000};
            e[m++] = (struct family_edge){6 + i, 6 + j, 1000};
        }
        e[m++] = (struct family_edge){i, 12, 700};
        e[m++] = (struct family_edge){6 + i, 12, 600};
    }
    cluster(13, e, m, f);
    for (uint32_t i = 1; i < 6; i++) {
        assert_int_equal(f[i], f[0]);
        assert_int_equal(f[6 + i], f[6]);
    }
    assert_int_not_equal(f[0], f[6]);
    assert_int_equal(f[12], f[0]);
}

static void a_veto_outweighs(void **state)
{
    const struct family_edge e[] = {{0, 1, 1000}, {1, 2, 1000}, {0, 2, -3000}};
    uint32_t f[3];
    (void)state;
    cluster(3, e, 3, f);
    assert_int_equal(f[0], f[1]);
    assert_int_not_equal(f[0], f[2]);
}

/* Two hundred copies that were only compared with three of them. */
static void mass_speaks_for_collapsed_copies(void **state)
{
    const uint32_t mass[] = {100, 100, 1};
    const struct family_edge e[] = {{0, 1, 900}, {1, 2, 400}};
    uint32_t f[3];
    (void)state;
    assert_int_equal(family_cluster(3, mass, e, 2, &usual, NULL, f), RP_OK);
    assert_int_equal(f[0], f[1]);
    assert_int_not_equal(f[2], f[0]);
}

/* --- against the definition, tried on every pair of groups --- */

static int32_t weight_of[MAX_NODES][MAX_NODES];

static void naive(uint32_t n, uint32_t *group)
{
    for (uint32_t i = 0; i < n; i++)
        group[i] = i;
    for (;;) {
        int64_t best = INT64_MIN;
        uint32_t ba = 0, bb = 0;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = a + 1; b < n; b++) {
                int64_t sum = 0, pairs = 0;
                bool touch = false;
                for (uint32_t i = 0; i < n; i++)
                    for (uint32_t j = 0; j < n; j++)
                        if (group[i] == a && group[j] == b) {
                            touch |= weight_of[i][j] != usual.missing;
                            sum += weight_of[i][j];
                            pairs++;
                        }
                if (pairs && touch && sum * 1000 / pairs > best) {
                    best = sum * 1000 / pairs;
                    ba = a;
                    bb = b;
                }
            }
        if (best < usual.join * 1000)
            return;
        for (uint32_t i = 0; i < n; i++)
            group[i] = group[i] == bb ? ba : group[i];
    }
}

/* Planted groups with noise: sums of agreement must be at least those of the plain algorithm, since nodes may move
 * afterwards; without noise the partition must be the planted one. */
static int64_t agreement(uint32_t n, const uint32_t *group)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++)
            if (group[i] == group[j])
                sum += weight_of[i][j] - usual.join;
    return sum;
}

static size_t plant(uint32_t n, uint32_t groups, uint32_t noise, struct family_edge *e, uint32_t *truth)
{
    size_t m = 0;
    for (uint32_t i = 0; i < n; i++)
        truth[i] = roll(groups);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++) {
            int32_t w = truth[i] == truth[j] ? (int32_t)roll(600) + 400 : usual.missing;
            if (roll(100) < noise)
                w = (int32_t)roll(2000) - 1000;
            weight_of[i][j] = weight_of[j][i] = w;
            if (w != usual.missing)
                e[m++] = (struct family_edge){i, j, w};
        }
    return m;
}

static void equals_the_definition_or_betters_it(void **state)
{
    static struct family_edge e[MAX_NODES * MAX_NODES];
    uint32_t truth[MAX_NODES], plain[MAX_NODES], fast[MAX_NODES];
    (void)state;
    for (uint64_t seed = 1; seed < 60; seed++) {
        rng = seed;
        uint32_t n = 2 + roll(30);
        size_t m = plant(n, 1 + roll(6), (uint32_t)(seed % 4) * 8, e, truth);
        naive(n, plain);
        cluster(n, e, m, fast);
        assert_true(agreement(n, fast) >= agreement(n, plain));
        for (uint32_t i = 0; seed % 4 == 0 && i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                assert_int_equal(fast[i] == fast[j], truth[i] == truth[j]);
    }
}

static void order_of_edges_does_not_matter(void **state)
{
    static struct family_edge e[MAX_NODES * MAX_NODES];
    uint32_t truth[MAX_NODES], first[MAX_NODES], again[MAX_NODES];
    (void)state;
    for (uint64_t seed = 1; seed < 40; seed++) {
        rng = seed;
        size_t m = plant(MAX_NODES, 12, 10, e, truth);
        cluster(MAX_NODES, e, m, first);
        shuffle(e, m);
        cluster(MAX_NODES, e, m, again);
        assert_memory_equal(first, again, sizeof first);
    }
}

/* Names are the smallest member. */
static void families_are_named_by_their_smallest(void **state)
{
    static struct family_edge e[MAX_NODES * MAX_NODES];
    uint32_t truth[MAX_NODES], f[MAX_NODES];
    (void)state;
    rng = 5;
    size_t m = plant(MAX_NODES, 9, 20, e, truth);
    cluster(MAX_NODES, e, m, f);
    for (uint32_t i = 0; i < MAX_NODES; i++) {
        assert_true(f[i] <= i);
        assert_int_equal(f[f[i]], f[i]);
    }
}

/* A hub with very many leaves, and a path: both must end, soon, and split. */
static void shapes_that_could_be_slow(void **state)
{
    enum { N = 200000 };
    struct family_edge *e = malloc(N * sizeof *e);
    uint32_t *f = malloc(N * sizeof *f);
    (void)state;
    for (uint32_t i = 1; i < N; i++)
        e[i - 1] = (struct family_edge){0, i, 500};
    cluster(N, e, N - 1, f);
    assert_int_equal(f[0], f[1]);
    assert_int_not_equal(f[0], f[N - 1]);
    for (uint32_t i = 1; i < N; i++)
        e[i - 1] = (struct family_edge){i - 1, i, 500};
    cluster(N, e, N - 1, f);
    for (uint32_t i = 3; i < N; i++)
        assert_int_not_equal(f[i], f[i - 3]);
    free(e);
    free(f);
}

static void bad_edges_are_refused(void **state)
{
    const struct family_edge beyond = {0, 3, 1}, self = {1, 1, 1};
    uint32_t f[3];
    (void)state;
    assert_int_equal(family_cluster(3, NULL, &beyond, 1, &usual, NULL, f), RP_ERR_INVALID);
    assert_int_equal(family_cluster(3, NULL, &self, 1, &usual, NULL, f), RP_ERR_INVALID);
}

static void stars_follow_the_best_connected(void **state)
{
    const struct family_edge e[] = {{3, 0, 900}, {3, 1, 800}, {3, 2, 760}, {1, 4, 990}, {2, 4, 100}};
    uint32_t leader[6];
    (void)state;
    assert_int_equal(family_stars(6, e, 5, 750, NULL, leader), RP_OK);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(leader[i], 3);
    assert_int_equal(leader[4], 4);
    assert_int_equal(leader[5], 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_join_and_singles_stay),
        cmocka_unit_test(a_chain_of_three_is_not_one_story),
        cmocka_unit_test(a_roundup_does_not_bridge),
        cmocka_unit_test(a_veto_outweighs),
        cmocka_unit_test(mass_speaks_for_collapsed_copies),
        cmocka_unit_test(equals_the_definition_or_betters_it),
        cmocka_unit_test(order_of_edges_does_not_matter),
        cmocka_unit_test(families_are_named_by_their_smallest),
        cmocka_unit_test(shapes_that_could_be_slow),
        cmocka_unit_test(bad_edges_are_refused),
        cmocka_unit_test(stars_follow_the_best_connected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
