/* reference_edges.c: what judged pairs say of texts and the references of their stories. */
#include "test.h"

#include "article/headline.h"
#include "relation/compare.h"
#include "story/reference_edges.h"

enum { TEXTS = 6 };

/* A story of two versions: texts 4, 0 (of which 4 is the reference) and 2, 5 (reference 2); 4 is the story's. 1 and 3 are
 * in no story. */
static uint32_t first[TEXTS + 1] = {0, 1, 2, 3, 4, 5, 6}, doc[TEXTS] = {0, 1, 2, 3, 4, 5};
static uint32_t text[] = {4, 0, 2, 5};
static struct outline_version version[] = {
    {.first_text = 0, .n_texts = 2, .reference = 4, .reference_text = 4},
    {.first_text = 2, .n_texts = 2, .reference = 2, .reference_text = 2},
};
static struct outline story = {.n_texts = 4, .n_versions = 2, .reference = 4, .reference_text = 4};

static const struct texts texts = {.n = TEXTS, .first = first, .doc = doc};
static const struct outlines outlines = {.story = &story, .n = 1, .text = text, .n_texts = 4, .version = version,
                                         .n_versions = 2};

static struct reference_edges find(const struct edge *edge, size_t n)
{
    const struct outline_input in = {.texts = &texts, .edge = edge, .n_edges = n};
    struct reference_edges e;
    assert_ok(reference_edges_find(&in, &outlines, &e));
    return e;
}

static void none_without_a_pair(void **state)
{
    const struct edge strangers[] = {{.a = 0, .b = 1, .relation = RELATION_VERBATIM},
                                     {.a = 0, .b = 5, .relation = RELATION_VERBATIM},
                                     {.a = 1, .b = 4, .relation = RELATION_VERBATIM}};
    struct reference_edges e = find(strangers, 3);
    (void)state;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < REFERENCE_KINDS; k++)
            assert_false(e.of[i][k].known);
    reference_edges_release(&e);
    assert_null(e.of);
}

/* 0 and its reference 4: that of its version and of the story. */
static void reference_of_the_pair(void **state)
{
    const struct edge pair = {.a = 0, .b = 4, .swapped = true, .relation = RELATION_TRIMMED, .flags = FLAG_LEAD_CHANGED,
                              .use_a = .25f, .use_b = .75f, .back = EDGE_NOT_TOLD};
    struct reference_edges e = find(&pair, 1);
    (void)state;
    for (int k = 0; k < REFERENCE_KINDS; k++) {
        assert_true(e.of[1][k].known);
        assert_int_equal(e.of[1][k].relation, RELATION_TRIMMED);
        assert_int_equal(e.of[1][k].flags, FLAG_LEAD_CHANGED);
        assert_true(e.of[1][k].use_reference == .75f && e.of[1][k].use_copy == .25f);
    }
    assert_false(e.of[0][REFERENCE_OF_VERSION].known);
    reference_edges_release(&e);
}

/* The pair took the copy as its reference: only what was told of the way back holds, and only within a version. */
static void the_way_back(void **state)
{
    struct edge pair = {.a = 0, .b = 4, .relation = RELATION_TRIMMED, .use_a = .25f, .use_b = .75f, .back = RELATION_EXPANDED,
                        .back_flags = FLAG_SHORT};
    struct reference_edges e = find(&pair, 1);
    (void)state;
    assert_true(e.of[1][REFERENCE_OF_VERSION].known);
    assert_int_equal(e.of[1][REFERENCE_OF_VERSION].relation, RELATION_EXPANDED);
    assert_int_equal(e.of[1][REFERENCE_OF_VERSION].flags, FLAG_SHORT);
    assert_true(e.of[1][REFERENCE_OF_VERSION].use_copy == .25f);
    assert_false(e.of[1][REFERENCE_OF_STORY].known);
    reference_edges_release(&e);
    pair.back = EDGE_NOT_TOLD;
    e = find(&pair, 1);
    assert_false(e.of[1][REFERENCE_OF_VERSION].known);
    reference_edges_release(&e);
}

/* Knowing that both carry one version, a marked pair might have been judged otherwise. */
static void marked_pairs(void **state)
{
    const struct edge pairs[] = {{.a = 2, .b = 4, .swapped = true, .marked = true, .relation = RELATION_UPDATE},
                                 {.a = 2, .b = 5, .marked = true, .relation = RELATION_TRIMMED}};
    struct reference_edges e = find(pairs, 2);
    (void)state;
    assert_true(e.of[2][REFERENCE_OF_STORY].known);
    assert_int_equal(e.of[2][REFERENCE_OF_STORY].relation, RELATION_UPDATE);
    assert_false(e.of[2][REFERENCE_OF_VERSION].known);
    assert_false(e.of[3][REFERENCE_OF_VERSION].known);
    assert_false(e.of[3][REFERENCE_OF_STORY].known);
    reference_edges_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_without_a_pair),
        cmocka_unit_test(reference_of_the_pair),
        cmocka_unit_test(the_way_back),
        cmocka_unit_test(marked_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
