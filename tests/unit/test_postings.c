/* postings.c against lists made the plain way, for any number of threads. */
#include "test.h"

#include <stdbool.h>

#include "base/status.h"
#include "candidates/postings.h"
#include "records/thin.h"

struct keys {
    uint32_t n_nodes;
    uint32_t *key, *first;
};

/* Items come in another order than nodes. */
static int keys_of(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    const struct keys *k = ctx;
    uint32_t node = k->n_nodes - 1 - item;
    (void)thread;
    *out = (struct item_keys){k->key + k->first[node], k->first[node + 1] - k->first[node], node};
    return RP_OK;
}

static int keys_fail(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    return item == 7 ? RP_ERR_IO : keys_of(ctx, item, thread, out);
}

static uint32_t spread(uint32_t x)
{
    uint64_t s = x;
    return (uint32_t)test_random(&s);
}

/* Each node draws up to 12 keys from `range`, some of them twice. */
static void make(struct keys *k, uint32_t n_nodes, uint32_t range, uint64_t seed)
{
    uint32_t n = 0;
    k->n_nodes = n_nodes;
    k->key = malloc((size_t)n_nodes * 12 * sizeof *k->key);
    k->first = malloc(((size_t)n_nodes + 1) * sizeof *k->first);
    for (uint32_t i = 0; i < n_nodes; i++) {
        k->first[i] = n;
        for (uint64_t c = test_below(&seed, 13); c > 0; c--)
            k->key[n++] = spread((uint32_t)test_below(&seed, range));
    }
    k->first[n_nodes] = n;
}

static void discard(struct keys *k)
{
    free(k->key);
    free(k->first);
}

static int build(struct keys *k, int threads, struct postings *p)
{
    const struct posting_source s = {k, k->n_nodes, k->n_nodes, keys_of, NULL, NULL};
    int rc = postings_build(&s, threads, p);
    return rc < 0 ? rc : postings_turn(p, k->n_nodes, threads);
}

static bool holds(const struct keys *k, uint32_t node, uint32_t key)
{
    for (uint32_t i = k->first[node]; i < k->first[node + 1]; i++)
        if (k->key[i] == key)
            return true;
    return false;
}

/* How many nodes have a key of node i, this one included. */
static uint32_t holders(const struct keys *k, uint32_t key)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < k->n_nodes; i++)
        n += holds(k, i, key);
    return n;
}

static void check(const struct keys *k, const struct postings *p)
{
    uint64_t expected = 0, kept = p->list_first[p->n_lists];
    for (uint32_t i = 0; i < k->n_nodes; i++)
        for (uint32_t j = k->first[i]; j < k->first[i + 1]; j++) {
            bool again = false;
            for (uint32_t q = k->first[i]; q < j; q++)
                again |= k->key[q] == k->key[j];
            expected += !again && holders(k, k->key[j]) > 1;
        }
    assert_int_equal(kept, expected);
    for (uint32_t l = 0; l < p->n_lists; l++) {
        assert_true(postings_length(p, l) >= 2);
        for (uint64_t i = p->list_first[l] + 1; i < p->list_first[l + 1]; i++)
            assert_true(p->member[i] > p->member[i - 1]);
    }
    for (uint32_t i = 0; i < k->n_nodes; i++)
        for (uint64_t q = p->node_first[i]; q < p->node_first[i + 1]; q++) {
            uint32_t l = p->node_list[q];
            bool in = false;
            for (uint64_t m = p->list_first[l]; m < p->list_first[l + 1]; m++)
                in |= p->member[m] == i;
            assert_true(in);
            assert_true(q == p->node_first[i] || p->node_list[q - 1] < l);
        }
    assert_int_equal(p->node_first[k->n_nodes], kept);
}

static void lists_are_those_of_the_definition(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 12; seed++) {
        struct keys k;
        struct postings p;
        make(&k, (uint32_t)seed * 20, seed % 3 ? 400 : 20, seed);
        assert_ok(build(&k, 1, &p));
        check(&k, &p);
        postings_release(&p);
        discard(&k);
    }
}

static void threads_do_not_matter(void **state)
{
    struct keys k;
    struct postings one, many;
    (void)state;
    make(&k, 20000, 30000, 3);
    assert_ok(build(&k, 1, &one));
    assert_ok(build(&k, 5, &many));
    assert_int_equal(one.n_lists, many.n_lists);
    assert_true(one.n_lists > 1000);
    assert_memory_equal(one.list_first, many.list_first, (one.n_lists + 1) * sizeof *one.list_first);
    assert_memory_equal(one.member, many.member, one.list_first[one.n_lists] * sizeof *one.member);
    assert_memory_equal(one.node_list, many.node_list, one.list_first[one.n_lists] * sizeof *one.member);
    postings_release(&one);
    postings_release(&many);
    discard(&k);
}

static void one_key_for_all_makes_one_list(void **state)
{
    struct keys k;
    struct postings p;
    (void)state;
    make(&k, 100000, 1, 9);
    assert_ok(build(&k, 2, &p));
    assert_int_equal(p.n_lists, 1);
    assert_true(postings_length(&p, 0) > 90000);
    postings_release(&p);
    discard(&k);
}

static size_t places_with(const struct keys *k, uint32_t key)
{
    size_t n = 0;
    for (uint32_t i = 0; i < k->first[k->n_nodes]; i++)
        n += k->key[i] == key;
    return n;
}

/* All keys that stand twice anywhere are marked, of the others next to none. */
static void what_stands_twice_is_marked(void **state)
{
    struct keys k;
    struct postings p;
    struct thin_marks marks;
    size_t once = 0, marked = 0;
    (void)state;
    make(&k, 500, 4000, 5);
    const struct posting_source s = {&k, k.n_nodes, k.n_nodes, keys_of, NULL, &marks};
    assert_ok(postings_build(&s, 2, &p));
    for (uint32_t i = 0; i < k.first[k.n_nodes]; i++) {
        const bool twice = places_with(&k, k.key[i]) > 1;
        assert_true(!twice || thin_marked(&marks, k.key[i]));
        once += !twice;
        marked += !twice && thin_marked(&marks, k.key[i]);
    }
    assert_true(once > 500 && marked < once / 10);
    free(marks.bits);
    postings_release(&p);
    discard(&k);
}

static void failures_are_passed_on(void **state)
{
    struct keys k;
    struct postings p;
    (void)state;
    make(&k, 100, 20, 2);
    const struct posting_source s = {&k, k.n_nodes, k.n_nodes, keys_fail, NULL, NULL};
    assert_int_equal(postings_build(&s, 2, &p), RP_ERR_IO);
    assert_null(p.member);
    discard(&k);
}

static void nothing_makes_nothing(void **state)
{
    struct keys k;
    struct postings p;
    (void)state;
    make(&k, 0, 1, 1);
    assert_ok(build(&k, 2, &p));
    assert_int_equal(p.n_lists, 0);
    postings_release(&p);
    discard(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_those_of_the_definition),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(one_key_for_all_makes_one_list),
        cmocka_unit_test(what_stands_twice_is_marked),
        cmocka_unit_test(failures_are_passed_on),
        cmocka_unit_test(nothing_makes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
