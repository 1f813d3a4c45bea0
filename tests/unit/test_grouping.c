/* grouping.c: judged pairs to families, and which texts are round-ups. Texts are numbers here, and pairs are made
 * up. */
#include "test.h"

#include <stdbool.h>

#include "relation/relation.h"
#include "story/grouping.h"

enum { TEXTS = 16, EDGES = TEXTS * TEXTS };

struct world {
    uint32_t first[TEXTS + 1], doc[TEXTS];
    struct texts texts;
    struct edge edge[EDGES];
    size_t n_edges;
};

static void begin(struct world *w, uint32_t n)
{
    *w = (struct world){0};
    for (uint32_t i = 0; i <= n; i++)
        w->first[i] = i;
    for (uint32_t i = 0; i < n; i++)
        w->doc[i] = i;
    w->texts = (struct texts){.n = n, .first = w->first, .doc = w->doc};
}

/* Parts of a and b that stand in the other, of 400 words each. */
static struct edge *share(struct world *w, uint32_t a, uint32_t b, float of_a, float of_b)
{
    const float more = of_a > of_b ? of_a : of_b;
    struct edge *e = &w->edge[w->n_edges++];
    assert_true(a < b && w->n_edges <= EDGES);
    *e = (struct edge){.a = a, .b = b, .relation = RELATION_PARTIAL_REUSE, .membership = MEMBER_SATELLITE, .use_a = of_a,
                       .use_b = of_b, .own_a = of_a, .own_b = of_b, .story_edge = more, .standing = 1, .n_a = 400,
                       .n_b = 400, .exact = (uint32_t)(400 * more), .longest = (uint32_t)(300 * more), .head = HEADLINE_NEW,
                       .flags = FLAG_LEAD_CHANGED};
    return e;
}

static struct edge *copy(struct world *w, uint32_t a, uint32_t b)
{
    struct edge *e = share(w, a, b, 1, 1);
    e->relation = RELATION_VERBATIM;
    e->membership = MEMBER_CORE;
    e->flags = 0;
    return e;
}

static void group(struct world *w, struct grouping *g)
{
    static const bool stub[TEXTS];
    static const uint64_t source[TEXTS];
    uint32_t leader[TEXTS];
    for (uint32_t i = 0; i < w->texts.n; i++)
        leader[i] = i;
    qsort(w->edge, w->n_edges, sizeof *w->edge, edge_order);
    assert_ok(grouping_make(&w->texts, stub, source, w->edge, w->n_edges, leader, thresholds_preset(PRESET_NORMAL), g));
}

static bool is_roundup(const struct grouping *g, uint32_t text)
{
    for (size_t i = 0; i < g->n_attached; i++)
        if (g->attached[i].text == text && g->attached[i].relation == RELATION_ROUNDUP)
            return true;
    return false;
}

/* Texts first .. last, all copies of each other. */
static void story(struct world *w, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++)
        for (uint32_t k = first; k < i; k++)
            copy(w, k, i);
}

/* Text 0 is half of stories 1-2 and 3-4, which have nothing in common. */
static void put_together_from_two(struct world *w)
{
    begin(w, 5);
    story(w, 1, 2);
    story(w, 3, 4);
    for (uint32_t i = 1; i < 5; i++)
        share(w, 0, i, .45f, .45f);
}

/* Text 0 is on ten pages, 1 to 3 on one each, all of one story; text 4 is one with 0 and has nothing of the others:
 * most pages say that it is of the story, most texts that it is not. */
static void counted_in_pages(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    for (uint32_t pages = 1; pages <= 10; pages += 9) {
        begin(&w, 5);
        for (uint32_t i = 1; i <= 5; i++)
            w.first[i] += pages - 1;
        for (uint32_t i = 0; i < w.first[5]; i++)
            w.doc[i] = i;
        story(&w, 0, 3);
        copy(&w, 0, 4);
        group(&w, &g);
        assert_int_equal(g.family[4] == g.family[0], pages > 1);
        assert_int_equal(g.family[3], g.family[0]);
        grouping_release(&g);
    }
}

static void round_up(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    put_together_from_two(&w);
    group(&w, &g);
    assert_true(g.role[0] == TEXT_SATELLITE && is_roundup(&g, 0));
    assert_true(g.family[1] == g.family[2] && g.family[3] == g.family[4] && g.family[1] != g.family[3]);
    grouping_release(&g);
}

/* The same where most of one part is standing text, but in one long piece with what is not, or in one that no third story
 * has: then other pages of its own story made it so. */
static void standing_part_in_one_piece(void **state)
{
    enum { WITH_OWN, OF_ONE_STORY, ELSEWHERE_TOO, CASES };
    struct world w;
    struct grouping g;
    (void)state;
    for (int as = 0; as < CASES; as++) {
        begin(&w, 6);
        story(&w, 1, 2);
        story(&w, 3, 4);
        for (uint32_t i = 1; i < 6; i++) {
            if (i == 5 && as != ELSEWHERE_TOO)
                continue;
            struct edge *e = share(&w, 0, i, .45f, .4f);
            e->longest = e->exact = 170;
            e->own_a = i < 3 ? .45f : as == WITH_OWN ? .12f : .02f;
            e->standing = i < 3 ? 1 : .3f;
            e->story_edge = .4f * e->standing;
        }
        for (uint32_t i = 3; i < 5 && as == ELSEWHERE_TOO; i++) {
            struct edge *e = share(&w, i, 5, .4f, .4f);
            e->relation = RELATION_BACKGROUND;
            e->membership = MEMBER_NONE;
            e->exact = 170;
            e->own_a = e->own_b = e->story_edge = 0;
        }
        group(&w, &g);
        assert_int_equal(is_roundup(&g, 0), as != ELSEWHERE_TOO);
        grouping_release(&g);
    }
}

/* The same where what is shared stands here and there: a version between two others that have nothing left in
 * common. */
static void scattered_parts(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    put_together_from_two(&w);
    for (size_t i = 0; i < w.n_edges; i++)
        if (w.edge[i].a == 0)
            w.edge[i].longest = 60;
    group(&w, &g);
    assert_false(is_roundup(&g, 0));
    grouping_release(&g);
}

/* The same where other texts of the two stories share text of their own: both are versions, 0 stands between them. */
static void between_versions(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    put_together_from_two(&w);
    share(&w, 2, 4, .25f, .25f);
    group(&w, &g);
    assert_false(is_roundup(&g, 0));
    grouping_release(&g);
}

/* What 0 shares with the one text of story 3-6 is on none of the others: it is that page's, not the story's. */
static void part_of_one_page(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    for (int all = 0; all < 2; all++) {
        begin(&w, 7);
        story(&w, 1, 2);
        story(&w, 3, 6);
        share(&w, 0, 1, .52f, .60f);
        share(&w, 0, 2, .52f, .60f);
        for (uint32_t i = 3; i <= (all ? 6 : 3); i++)
            share(&w, 0, i, .40f, .40f);
        group(&w, &g);
        assert_int_equal(g.role[0], all ? TEXT_SATELLITE : TEXT_MEMBER);
        assert_true((g.family[0] == g.family[1]) == !all);
        grouping_release(&g);
    }
}

/* Most of 0 is of its story once the page's own box is left out. */
static void box_left_out(void **state)
{
    struct world w;
    struct grouping g;
    (void)state;
    for (int known = 0; known < 2; known++) {
        begin(&w, 5);
        story(&w, 1, 2);
        story(&w, 3, 4);
        for (uint32_t i = 1; i < 5; i++) {
            struct edge *e = share(&w, 0, i, .45f, .45f);
            if (known && i < 3) {
                e->own_a = .9f;
                e->story_edge = .9f;
            } else if (known) {
                e->own_a = e->own_b = 0;
                e->story_edge = e->standing = 0;
            }
        }
        group(&w, &g);
        assert_int_equal(g.role[0], known ? TEXT_MEMBER : TEXT_SATELLITE);
        grouping_release(&g);
    }
}

/* A story in a page ten times as long that begins otherwise hangs if most of it is in one piece; otherwise it is told
 * again. */
static void held_by_a_page(void **state)
{
    static const struct {
        float of_page;
        uint32_t longest;
        bool joined;
    } row[] = {{.25f, 390, true}, {.05f, 250, false}, {.05f, 100, true}, {.40f, 390, true}};
    struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        begin(&w, 2);
        struct edge *e = share(&w, 0, 1, row[i].of_page, 1);
        e->longest = row[i].longest;
        e->n_a = (uint32_t)(400 / row[i].of_page);
        assert_true((grouping_weight(e, thresholds_preset(PRESET_NORMAL)) > 0) == row[i].joined);
    }
}

/* What a paywall leaves of an article: some paragraphs tell the story, a few words do not. */
static void cut_by_a_paywall(void **state)
{
    struct world w;
    (void)state;
    for (uint32_t words = 60; words <= 180; words += 120) {
        begin(&w, 2);
        struct edge *e = share(&w, 0, 1, .4f, 1);
        e->relation = RELATION_TEASER;
        e->flags = FLAG_PAYWALLED;
        e->n_b = words;
        assert_true((grouping_weight(e, thresholds_preset(PRESET_NORMAL)) > 0) == (words > 120));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standing_part_in_one_piece), cmocka_unit_test(counted_in_pages), cmocka_unit_test(round_up),         cmocka_unit_test(scattered_parts), cmocka_unit_test(between_versions),
        cmocka_unit_test(part_of_one_page), cmocka_unit_test(box_left_out),    cmocka_unit_test(held_by_a_page),
        cmocka_unit_test(cut_by_a_paywall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
