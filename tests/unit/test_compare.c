/* compare.c: every pair gets its own verdict, whatever order they were judged in, in memory and beyond. */
#define _XOPEN_SOURCE 700
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "article/patterns.h"
#include "base/status.h"
#include "relation/compare.h"
#include "rules/thresholds.h"
#include "store/room.h"
#include "test_files.h"

enum { STORIES = 24, EACH = 5, TEXTS = STORIES * EACH, PAIRS = TEXTS * (TEXTS - 1) / 2, TEXT_BYTES = 4096, THREADS = 2 };

static char body[TEXTS][TEXT_BYTES];
static uint32_t first[TEXTS + 1], doc[TEXTS];
static struct candidate pair[PAIRS];
static struct edge plain[PAIRS], beyond[PAIRS];

/* Text i: a story of its own sentences, of which version v leaves out the last v. */
static void write_texts(void)
{
    for (uint32_t i = 0; i < TEXTS; i++) {
        size_t n = 0;
        for (uint32_t k = 0; k < 12 - i % EACH; k++)
            n += (size_t)snprintf(body[i] + n, TEXT_BYTES - n, "The council of town%u voted on plan%u after item%u was "
                                  "read by clerk%u in room%u.\n\n", i / EACH, 31 * (i / EACH) + k, 7 * k + i / EACH,
                                  k * k + i / EACH, k + 3 * (i / EACH));
        first[i] = i;
        doc[i] = i;
    }
    first[TEXTS] = TEXTS;
    for (uint32_t a = 0, n = 0; a < TEXTS; a++)
        for (uint32_t b = a + 1; b < TEXTS; b++)
            pair[n++] = (struct candidate){.a = a, .b = b, .hits = (a * 37 + b * 11) % 50};
}

static int fetch(void *ctx, size_t i, int thread, struct article_fields *out)
{
    (void)ctx;
    (void)thread;
    *out = (struct article_fields){.text = {body[i], strlen(body[i])}};
    return RP_OK;
}

static void judge_all(struct room *room, struct edge *out)
{
    const struct scan_source source = {NULL, TEXTS, fetch};
    struct texts texts = {.n = TEXTS, .first = first, .doc = doc};
    struct article_options article = {0};
    struct patterns *patterns;
    struct comparer *c;

    assert_ok(patterns_create(&patterns));
    article.patterns = patterns;
    assert_ok(comparer_create(&source, &article, NULL, thresholds_preset(PRESET_NORMAL), THREADS, room, &c));
    assert_ok(compare_pairs(c, &texts, pair, PAIRS, NULL, out));
    comparer_free(c);
    patterns_free(patterns);
}

static void every_pair_has_its_verdict(void **state)
{
    struct room *room;
    (void)state;
    write_texts();
    judge_all(NULL, plain);
    assert_ok(room_create(&room, test_dir, 0)); /* nothing may be held: several windows */
    judge_all(room, beyond);
    room_free(room);
    for (size_t i = 0; i < PAIRS; i++) {
        assert_int_equal(plain[i].a, pair[i].a);
        assert_int_equal(plain[i].b, pair[i].b);
        if (pair[i].a / EACH == pair[i].b / EACH)
            assert_true(plain[i].use_a > .99f || plain[i].use_b > .99f);
        else
            assert_true(plain[i].use_a < .5f && plain[i].use_b < .5f);
    }
    assert_memory_equal(plain, beyond, sizeof plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_has_its_verdict),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
