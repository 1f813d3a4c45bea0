/* candidates.c: who shares enough meets, through leaders where many share, and hits are counted right. */
#include "test.h"

#include <stdbool.h>

#include "base/status.h"
#include "candidates/candidates.h"

enum { MAX_NODES = 3000, KEYS = 40 };

struct shared {
    uint32_t n;
    uint32_t key[MAX_NODES][KEYS];
    uint32_t n_keys[MAX_NODES];
};
static struct shared s;
static struct candidate_node node[MAX_NODES];
static uint64_t seed;

static int keys_of(void *ctx, uint32_t item, int thread, struct item_keys *out)
{
    const struct shared *from = ctx;
    (void)thread;
    *out = (struct item_keys){from->key[item], from->n_keys[item], item};
    return RP_OK;
}

/* n texts of KEYS passages each, all different. */
static void begin(uint32_t n)
{
    seed = n;
    s.n = n;
    for (uint32_t i = 0; i < n; i++) {
        s.n_keys[i] = KEYS;
        for (int k = 0; k < KEYS; k++)
            s.key[i][k] = (uint32_t)test_random(&seed);
        node[i] = (struct candidate_node){.priority = i, .first = 1, .last = 0, .n_tokens = 5 * KEYS, .n_passages = KEYS};
    }
}

static struct candidate *find_with(int (*quotes)(void *ctx, int thread, uint32_t i, uint32_t other), size_t *n)
{
    const struct posting_source source = {.ctx = &s, .n_items = s.n, .n_nodes = s.n, .keys = keys_of};
    struct postings p;
    struct candidate_input in = {.n_nodes = s.n, .node = node, .passages = &p, .options = CANDIDATE_DEFAULTS, .threads = 2,
                                 .quotes = quotes};
    struct candidate *c;
    assert_ok(postings_build(&source, 2, &p));
    assert_ok(candidates_find(&in, &c, n));
    postings_release(&p);
    for (size_t i = 1; i < *n; i++)
        assert_true(c[i].a > c[i - 1].a || (c[i].a == c[i - 1].a && c[i].b > c[i - 1].b));
    return c;
}

static struct candidate *find(size_t *n)
{
    return find_with(NULL, n);
}

static const struct candidate *pair(const struct candidate *c, size_t n, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < n; i++)
        if (c[i].a == a && c[i].b == b)
            return &c[i];
    return NULL;
}

static void share(uint32_t a, uint32_t b, int n)
{
    for (int k = 0; k < n; k++)
        s.key[b][k] = s.key[a][k];
}

static void hits_are_counted(void **state)
{
    struct candidate *c;
    size_t n;
    (void)state;
    begin(10);
    share(1, 7, 20);
    share(2, 3, 1);
    c = find(&n);
    assert_non_null(pair(c, n, 1, 7));
    assert_int_equal(pair(c, n, 1, 7)->hits, 20);
    assert_null(pair(c, n, 2, 3));
    assert_int_equal(n, 1);
    free(c);
}

/* Certainly a month apart: only what is mostly the same meets. */
static int quotes_even(void *ctx, int thread, uint32_t i, uint32_t other)
{
    (void)ctx, (void)thread;
    return (i + other) % 2 == 0;
}

static void few_hits_are_left_to_the_order_of_passages(void **state)
{
    struct candidate *c;
    size_t n;
    (void)state;
    begin(10);
    share(1, 7, 4);
    share(2, 5, 4);
    share(4, 8, 1);
    c = find_with(quotes_even, &n);
    assert_non_null(pair(c, n, 1, 7));
    assert_null(pair(c, n, 2, 5));
    assert_null(pair(c, n, 4, 8)); /* one passage is no quotation */
    free(c);
}

static void time_keeps_apart_what_shares_a_part(void **state)
{
    struct candidate *c;
    size_t n;
    (void)state;
    begin(6);
    for (uint32_t i = 0; i < 6; i++)
        node[i].first = node[i].last = i % 2 ? 30 * 86400 : 0;
    share(0, 1, 15);
    share(2, 3, 35);
    share(0, 4, 15);
    c = find(&n);
    assert_null(pair(c, n, 0, 1));
    assert_non_null(pair(c, n, 2, 3));
    assert_non_null(pair(c, n, 0, 4));
    free(c);
}

/* A story on thousands of pages: each meets a few leaders, all hits counted; nobody is left out. */
static void a_long_list_is_led(void **state)
{
    struct candidate *c;
    bool met[MAX_NODES] = {false};
    size_t n;
    (void)state;
    begin(MAX_NODES);
    for (uint32_t i = 1; i < MAX_NODES; i++)
        share(0, i, 30);
    c = find(&n);
    assert_true(n <= (size_t)LIST_LEADERS * MAX_NODES);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(c[i].hits, 30);
        assert_true(c[i].a < LIST_LEADERS);
        met[c[i].a] = met[c[i].b] = true;
    }
    for (uint32_t i = 0; i < MAX_NODES; i++)
        assert_true(met[i]);
    free(c);
}

/* Texts that lead, in the lists of all: a list that so many follow out of that few lead is a short one. Against brute force:
 * who leads and shares enough in lists of few leaders meets, whoever else is in them. */
enum { AGAIN = 400, TOPICS = 12, TOPIC_KEYS = 20 };

static void share_topics(uint32_t topic_of[AGAIN])
{
    for (uint32_t i = 0; i < AGAIN; i++) {
        topic_of[i] = (uint32_t)(test_random(&seed) % TOPICS);
        for (uint32_t k = 0; k < TOPIC_KEYS; k++)
            s.key[i][k] = (topic_of[i] * TOPIC_KEYS + k + 1) * UINT32_C(2654435761);
    }
}

static uint32_t leads_of_topic(const uint32_t *topic_of, const uint32_t *leader, uint32_t topic)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < AGAIN; i++)
        n += topic_of[i] == topic && leader[i] == i;
    return n;
}

static void a_list_is_as_long_as_it_has_leaders(void **state)
{
    const struct posting_source source = {.ctx = &s, .n_items = AGAIN, .n_nodes = AGAIN, .keys = keys_of};
    uint32_t topic_of[AGAIN], leader[AGAIN], short_topics = 0, long_topics = 0;
    struct postings p;
    struct candidate_input in = {.n_nodes = AGAIN, .node = node, .passages = &p, .options = CANDIDATE_DEFAULTS, .threads = 2};
    struct candidate *c;
    size_t n;
    (void)state;
    begin(AGAIN);
    share_topics(topic_of);
    assert_ok(postings_build(&source, 2, &p));
    assert_ok(candidates_find(&in, &c, &n));
    free(c);
    for (uint32_t i = 0; i < AGAIN; i++) /* more of them in one topic than in another */
        leader[i] = test_random(&seed) % TOPICS >= topic_of[i] ? i : (i + 1) % AGAIN;
    in.leader = leader;
    assert_ok(candidates_find(&in, &c, &n));
    for (uint32_t t = 0; t < TOPICS; t++) {
        const bool is_short = leads_of_topic(topic_of, leader, t) <= LIST_SHORT;
        short_topics += is_short;
        long_topics += !is_short;
        for (uint32_t a = 0; is_short && a < AGAIN; a++)
            for (uint32_t b = a + 1; b < AGAIN; b++)
                if (topic_of[a] == t && topic_of[b] == t && leader[a] == a && leader[b] == b) {
                    assert_non_null(pair(c, n, a, b));
                    assert_int_equal(pair(c, n, a, b)->hits, TOPIC_KEYS);
                }
    }
    for (size_t i = 0; i < n; i++)
        assert_true(leader[c[i].a] == c[i].a && leader[c[i].b] == c[i].b);
    assert_true(short_topics > 2 && long_topics > 2);
    free(c);
    postings_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_are_counted),
        cmocka_unit_test(few_hits_are_left_to_the_order_of_passages),
        cmocka_unit_test(time_keeps_apart_what_shares_a_part),
        cmocka_unit_test(a_long_list_is_led),
        cmocka_unit_test(a_list_is_as_long_as_it_has_leaders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
