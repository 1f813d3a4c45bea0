/* page_blocks.c: a passage around different texts of an outlet is block; one of a story's versions is not. */
#include "test.h"

#include <stdbool.h>

#include "background/page_blocks.h"
#include "base/hash.h"

enum { NODES = 8, KEYS = 24 };

struct texts_made {
    uint32_t key[NODES][KEYS];
    size_t n[NODES];
};

static int keys_of(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    const struct texts_made *m = ctx;
    (void)thread;
    *out = (struct item_keys){m->key[item], m->n[item], item};
    return 0;
}

static void add(struct texts_made *m, uint32_t text, uint32_t first, uint32_t last)
{
    for (uint32_t k = first; k < last; k++)
        m->key[text][m->n[text]++] = (uint32_t)(hash_mix(k + 1) >> 32);
}

/* How many lists are blocks. */
static size_t blocks_of(struct texts_made *m, uint64_t outlet, bool one_headline, bool guessed)
{
    const struct posting_source source = {.ctx = m, .n_items = NODES, .n_nodes = NODES, .keys = keys_of};
    struct block_node node[NODES];
    uint32_t leader[NODES];
    struct postings p;
    size_t n = 0;

    assert_ok(postings_build(&source, 1, &p));
    assert_ok(postings_turn(&p, NODES, 1));
    bool *block = malloc(p.n_lists + 1);
    for (uint32_t i = 0; i < NODES; i++) {
        node[i] = (struct block_node){outlet, one_headline ? 1 : i + 1, (uint32_t)m->n[i], true, guessed};
        leader[i] = i;
    }
    assert_ok(page_blocks_find(&p, node, NODES, leader, 2, block));
    for (size_t i = 0; i < p.n_lists; i++)
        n += block[i];
    free(block);
    postings_release(&p);
    return n;
}

static size_t blocks(struct texts_made *m, uint64_t outlet, bool one_headline)
{
    return blocks_of(m, outlet, one_headline, false);
}

/* What pages print may be what several hosts of one owner print: three texts are too few to tell. */
static void of_a_guessed_outlet(void **state)
{
    struct texts_made m = {0};
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        add(&m, i, 0, 8);
        add(&m, i, 100 * i + 100, 100 * i + 112);
    }
    assert_int_equal(blocks_of(&m, 9, false, false), 8);
    assert_int_equal(blocks_of(&m, 9, false, true), 0);
    add(&m, 3, 0, 8);
    add(&m, 3, 400, 412);
    assert_int_equal(blocks_of(&m, 9, false, true), 8);
}

static void around_different_texts(void **state)
{
    struct texts_made m = {0};
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        add(&m, i, 0, 8);                     /* the block */
        add(&m, i, 100 * i + 100, 100 * i + 112); /* its own */
    }
    assert_int_equal(blocks(&m, 9, false), 8);
    assert_int_equal(blocks(&m, 9, true), 0);  /* one headline: pages of one story */
    assert_int_equal(blocks(&m, 0, false), 0); /* four are too few where nobody is named */
    for (uint32_t i = 4; i < 6; i++) {
        add(&m, i, 0, 8);
        add(&m, i, 100 * i + 100, 100 * i + 112);
    }
    assert_int_equal(blocks(&m, 0, false), 8);
}

/* The same around stories that three others carry too. */
static void around_stories_of_many(void **state)
{
    struct texts_made m = {0};
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        add(&m, i, 0, 8);
        add(&m, i, 100 * i + 100, 100 * i + 112);
    }
    for (uint32_t i = 3; i < NODES; i++)
        add(&m, i, 100, 112);
    assert_int_equal(blocks(&m, 9, false), 0); /* of one outlet: then text 0 is one of its six on that story */

    const struct posting_source source = {.ctx = &m, .n_items = NODES, .n_nodes = NODES, .keys = keys_of};
    struct block_node node[NODES];
    uint32_t leader[NODES];
    struct postings p;
    size_t n = 0;
    bool block[64];
    assert_ok(postings_build(&source, 1, &p));
    assert_ok(postings_turn(&p, NODES, 1));
    for (uint32_t i = 0; i < NODES; i++) {
        node[i] = (struct block_node){i < 3 ? UINT64_C(1) << 40 : (uint64_t)i << 41, i + 1, (uint32_t)m.n[i], true, false};
        leader[i] = i;
    }
    assert_ok(page_blocks_find(&p, node, NODES, leader, 1, block));
    for (size_t i = 0; i < p.n_lists; i++)
        n += block[i];
    assert_int_equal(n, 8);
    for (uint32_t i = 0; i < NODES; i++)
        node[i].wanted = false;
    assert_ok(page_blocks_find(&p, node, NODES, leader, 1, block));
    for (size_t i = 0; i < p.n_lists; i++)
        assert_false(block[i]);
    postings_release(&p);
}

/* Versions of one story: what all of them keep stands with what two or three of them keep. */
static void versions_of_a_story(void **state)
{
    struct texts_made m = {0};
    (void)state;
    for (uint32_t i = 0; i < 5; i++) {
        add(&m, i, 0, 6);
        add(&m, i, 100 + 6 * i, 100 + 6 * i + 12);
    }
    assert_int_equal(blocks(&m, 9, false), 0);
}

static void nothing_at_all(void **state)
{
    struct texts_made m = {0};
    (void)state;
    assert_int_equal(blocks(&m, 9, false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_guessed_outlet), cmocka_unit_test(around_different_texts), cmocka_unit_test(around_stories_of_many),
        cmocka_unit_test(versions_of_a_story),    cmocka_unit_test(nothing_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
