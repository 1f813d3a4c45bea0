/* local_text.c: what one outlet prints with two stories belongs to neither, once others tell that they are two. */
#include "test.h"

#include <stdbool.h>

#include "background/local_text.h"
#include "base/hash.h"

enum { NODES = 6, KEYS = 8, BOX = 77 };
/* 0 and 1 are pages of outlet 1 with the box; 2 and 3 tell what 0 is about, 4 and 5 what 1 is about. */
static const uint64_t outlet_of[NODES] = {1, 1, 2, 3, 2, 4};

struct pages {
    uint32_t key[NODES][KEYS];
    size_t n[NODES];
    struct edge edge[NODES * NODES];
    size_t n_edges;
    uint64_t outlet[NODES];
};

static int keys_of(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    const struct pages *p = ctx;
    (void)thread;
    *out = (struct item_keys){p->key[item], p->n[item], item};
    return 0;
}

static void put(struct pages *p, uint32_t text, uint32_t key)
{
    p->key[text][p->n[text]++] = (uint32_t)(hash_mix(key) >> 32);
}

static void like(struct pages *p, uint32_t a, uint32_t b, float use)
{
    p->edge[p->n_edges++] = (struct edge){.a = a, .b = b, .use_a = use, .use_b = use};
}

static void make(struct pages *p)
{
    *p = (struct pages){0};
    memcpy(p->outlet, outlet_of, sizeof outlet_of);
    put(p, 0, BOX);
    put(p, 1, BOX);
    like(p, 0, 2, .4f);
    like(p, 0, 3, .4f);
    like(p, 1, 4, .4f);
    like(p, 1, 5, .4f);
}

/* Is the one passage that is shared the outlet's own? */
static bool is_local(struct pages *p)
{
    const struct posting_source source = {.ctx = p, .n_items = NODES, .n_nodes = NODES, .keys = keys_of};
    uint32_t leader[NODES];
    struct postings postings;
    bool local[1] = {false};
    for (uint32_t i = 0; i < NODES; i++)
        leader[i] = i;
    qsort(p->edge, p->n_edges, sizeof *p->edge, edge_order);
    assert_ok(postings_build(&source, 1, &postings));
    assert_int_equal(postings.n_lists, 1);
    assert_ok(local_text_find(&postings, p->edge, p->n_edges, p->outlet, leader, NODES, 2, local));
    postings_release(&postings);
    return local[0];
}

static void box_of_two_pages(void **state)
{
    struct pages p;
    (void)state;
    make(&p);
    assert_true(is_local(&p));
    make(&p);
    p.outlet[1] = 9; /* two outlets have it: it is news */
    assert_false(is_local(&p));
    make(&p);
    p.outlet[0] = p.outlet[1] = 0; /* for all that is known */
    assert_false(is_local(&p));
}

static void versions_of_one_story(void **state)
{
    struct pages p;
    (void)state;
    make(&p);
    like(&p, 1, 3, .2f); /* what 0 is like is like 1 */
    assert_false(is_local(&p));
}

static void nobody_tells(void **state)
{
    struct pages p;
    (void)state;
    make(&p);
    p.n_edges = 2; /* 1 may be about anything */
    assert_false(is_local(&p));
    make(&p);
    p.outlet[4] = p.outlet[5] = 1; /* its likes are of the same outlet: with the same box, perhaps */
    assert_false(is_local(&p));
}

static void others_have_it(void **state)
{
    struct pages p;
    (void)state;
    make(&p);
    put(&p, 3, BOX);
    assert_false(is_local(&p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(box_of_two_pages), cmocka_unit_test(versions_of_one_story),
        cmocka_unit_test(nobody_tells),     cmocka_unit_test(others_have_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
