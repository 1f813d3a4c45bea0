/* standing.c: what stands in many stories counts for little, what one story says on many pages for all. */
#include "test.h"

#include <stdbool.h>

#include "background/standing.h"
#include "base/status.h"

enum { NODES = 12, DAY = 86400 };

/* Text i has passages 0..n-1 of its own unless said otherwise; list 0 is shared by all, list 1 by texts 0 and 1. */
struct shared {
    uint32_t key[NODES][8];
    size_t n[NODES];
};

static int keys_of(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    const struct shared *s = ctx;
    (void)thread;
    *out = (struct item_keys){s->key[item], s->n[item], item};
    return RP_OK;
}

static void build(struct shared *s, struct postings *p)
{
    const struct posting_source source = {.ctx = s, .n_items = NODES, .n_nodes = NODES, .keys = keys_of};
    memset(s, 0, sizeof *s);
    for (uint32_t i = 0; i < NODES; i++) {
        s->key[i][s->n[i]++] = 0x11111111;
        if (i < 2)
            s->key[i][s->n[i]++] = 0x77777777;
        while (s->n[i] < 8) {
            s->key[i][s->n[i]] = 0x90000000 + i * 8 + (uint32_t)s->n[i];
            s->n[i]++;
        }
    }
    assert_ok(postings_build(&source, 1, p));
    assert_ok(postings_turn(p, source.n_nodes, 2));
    assert_int_equal(p->n_lists, 2);
}

static void fill(struct standing_node *node, uint32_t *leader, int64_t step, bool dated, bool titled)
{
    for (uint32_t i = 0; i < NODES; i++) {
        node[i] = (struct standing_node){i * step, dated ? i * step : -1, 1, titled ? i + 1 : 1};
        leader[i] = i;
    }
}

static void days_apart_make_it_standing(void **state)
{
    struct shared s;
    struct postings p;
    struct standing_node node[NODES];
    uint32_t leader[NODES];
    uint8_t part[2];
    (void)state;
    build(&s, &p);

    fill(node, leader, 3 * DAY, true, true);
    assert_ok(standing_weigh(&p, node, leader, 2, part));
    assert_true(part[0] == 3 && part[1] == 1);

    fill(node, leader, 3600, true, true); /* one day's story on many pages */
    assert_ok(standing_weigh(&p, node, leader, 1, part));
    assert_true(part[0] == 1 && part[1] == 1);

    fill(node, leader, 3 * DAY, true, true); /* one text run again and again */
    memset(leader, 0, sizeof leader);
    assert_ok(standing_weigh(&p, node, leader, 1, part));
    assert_true(part[0] == 1);

    fill(node, leader, 0, false, true); /* no dates, but a dozen headlines at one outlet */
    assert_ok(standing_weigh(&p, node, leader, 1, part));
    assert_true(part[0] == 2);

    fill(node, leader, 0, false, false); /* no dates, one headline */
    assert_ok(standing_weigh(&p, node, leader, 1, part));
    assert_true(part[0] == 1);
    postings_release(&p);
}

/* Of text a of n_passages in text b, which has as many. */
static struct standing_factor factor(const struct postings *p, const uint8_t *part, uint32_t a, uint32_t n_passages,
                                     uint32_t b)
{
    const struct standing_pair pair = {{b, a}, {standing_text(p, part, b, n_passages),
                                                standing_text(p, part, a, n_passages)}};
    struct standing_factor one[2];
    standing_factors(p, part, &pair, one);
    return one[1];
}

static void weights_are_parts_of_one(void **state)
{
    (void)state;
    assert_true(standing_weight(0) == 0 && standing_weight(1) == 1 && standing_weight(2) == .5f);
    assert_true(standing_weight(3) == 1.0f / 3);
}

static void factors_leave_standing_text_out(void **state)
{
    struct shared s;
    struct postings p;
    const uint8_t none[2] = {1, 1}, standing[2] = {4, 1}, block[2] = {0, 1};
    struct standing_factor f;
    (void)state;
    build(&s, &p);
    f = factor(&p, none, 0, 8, 1);
    assert_true(f.weighed == 1 && f.own == 1);
    f = factor(&p, standing, 2, 8, 3); /* share the standing passage only */
    assert_true(f.own == 0);
    assert_true(f.weighed > .25f && f.weighed < .3f);
    f = factor(&p, standing, 0, 8, 1); /* share it and one of their own: 1 of 7 in place of 2 of 8 */
    assert_true(f.own > .56f && f.own < .58f);
    f = factor(&p, block, 2, 8, 3); /* share a block only */
    assert_true(f.own == 0 && f.weighed == 0);
    f = factor(&p, block, 0, 16, 1); /* 1 of 15 in place of 2 of 16 */
    assert_true(f.own > .53f && f.own < .54f && f.weighed == f.own);
    postings_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_apart_make_it_standing),
        cmocka_unit_test(weights_are_parts_of_one),
        cmocka_unit_test(factors_leave_standing_text_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
