/* What joins and what parts stories: blocks of the page, versions, first reports, frames. */
#include "scan_corpus.h"

static struct corpus c;
static struct page_text t;

enum { PARTS = 24, WORDS = 45 };

/* Paragraphs of nobody else's words, by number. */
struct parts {
    char text[PARTS][1024];
};

static void parts_make(struct parts *p, uint64_t seed)
{
    struct page_text one;
    for (int i = 0; i < PARTS; i++) {
        text_begin(&one);
        text_add_noise(&one, &seed, WORDS);
        assert_true(one.n < sizeof p->text[i]);
        memcpy(p->text[i], one.s, one.n + 1);
    }
}

static void add_parts(const struct parts *p, int first, int last)
{
    for (int i = first; i < last; i++)
        text_add(&t, p->text[i]);
}

static bool joined(const struct scan_result *r, const char *a, const char *b)
{
    return story_with(r, a) && story_with(r, a) == story_with(r, b);
}

/* Four pages of one outlet and day, more than half of each the same box in the middle of other prose: four stories.
 * What other outlets print of them joins each, though they share less than half of the page. */
static void box_of_an_outlet(void **state)
{
    struct parts box, own;
    char id[16], other[16], headline[48];
    (void)state;
    corpus_init(&c);
    parts_make(&box, 1);
    for (int i = 0; i < 4; i++) {
        parts_make(&own, 100 + (uint64_t)i);
        snprintf(headline, sizeof headline, "Matter %c of the day", 'a' + i);
        snprintf(id, sizeof id, "box%d", i);
        text_begin(&t);
        add_parts(&own, 0, 3);
        add_parts(&box, 0, 8);
        add_parts(&own, 3, 6);
        corpus_add(&c, id, "city.example", headline, "2025-03-04", t.s);
        snprintf(other, sizeof other, "plain%d", i);
        text_begin(&t);
        add_parts(&own, 0, 10);
        corpus_add(&c, other, "plain.example", headline, "2025-03-04", t.s);
    }
    for (int order = 0; order < 2; order++) {
        struct scan_result *r = corpus_scan(&c);
        for (int i = 0; i < 4; i++) {
            snprintf(id, sizeof id, "box%d", i);
            snprintf(other, sizeof other, "plain%d", i);
            assert_true(joined(r, id, other));
            assert_false(joined(r, id, i ? "box0" : "box1"));
        }
        scan_result_free(r);
        corpus_shuffle(&c, 5);
    }
    corpus_release(&c);
}

/* Each version keeps two thirds of the one before: neighbours are one story, the ends of the chain are not, and
 * a text between them is a version, not a round-up. */
static void written_through(void **state)
{
    struct parts p;
    char id[8], headline[48];
    (void)state;
    corpus_init(&c);
    parts_make(&p, 7);
    for (int v = 0; v < 5; v++) {
        text_begin(&t);
        for (int i = 8; i >= 0; i--)
            text_add(&t, p.text[i + 3 * v]);
        snprintf(id, sizeof id, "v%d", v);
        snprintf(headline, sizeof headline, "Turn %c of the talks in town %d", 'a' + v, 3 * v);
        corpus_add(&c, id, v % 2 ? "east.example" : "west.example", headline, "2025-03-04", t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    int neighbours = 0;
    for (int v = 0; v < 4; v++) {
        char next[8];
        snprintf(id, sizeof id, "v%d", v);
        snprintf(next, sizeof next, "v%d", v + 1);
        neighbours += joined(r, id, next);
    }
    assert_true(neighbours >= 2);
    assert_false(joined(r, "v0", "v4"));
    for (size_t i = 0; i < r->n_stories; i++)
        for (uint32_t k = 0; k < r->stories[i].n_satellites; k++)
            assert_int_not_equal(r->stories[i].satellites[k].relation, RELATION_ROUNDUP);
    scan_result_free(r);
    corpus_release(&c);
}

/* All of a short first report stands in the long one: one story. The same words with the mark that they were cut are
 * a teaser, and hang on it. */
static void first_report(void **state)
{
    struct parts p;
    (void)state;
    for (int cut = 0; cut < 2; cut++) {
        corpus_init(&c);
        parts_make(&p, 9);
        text_begin(&t);
        add_parts(&p, 0, 12);
        corpus_add(&c, "long", "a.example", "Ferry aground off the cape", "2025-03-04", t.s);
        text_begin(&t);
        add_parts(&p, 0, 2);
        if (cut) {
            p.text[2][120] = '\0';
            strcat(p.text[2], "... [+3121 chars]");
            text_add(&t, p.text[2]);
        }
        corpus_add(&c, "short", "b.example", "Ferry aground off the cape", "2025-03-04", t.s);
        struct scan_result *r = corpus_scan(&c);
        assert_int_equal(joined(r, "long", "short"), !cut);
        assert_true(!cut || satellite_of(story_with(r, "long"), "short"));
        scan_result_free(r);
        corpus_release(&c);
    }
}

/* The first words of a report alone, on a page that says nothing of itself but who wrote it and when: no less an
 * article. Without these it might be a notice. */
static void brief_without_fields(void **state)
{
    static const char *const front[] = {"Ferry aground off the northern cape\n\nBy Ann Abbot\n\nJune 11, 2018",
                                        "By Ann Abbot\n\nJune 11, 2018", NULL};
    struct parts p;
    (void)state;
    for (int bare = 0; bare < 3; bare++) {
        corpus_init(&c);
        parts_make(&p, 9);
        text_begin(&t);
        text_add(&t, front[0]);
        add_parts(&p, 0, 12);
        corpus_add(&c, "long", NULL, NULL, NULL, t.s);
        text_begin(&t);
        if (front[bare])
            text_add(&t, front[bare]);
        add_parts(&p, 0, 1);
        corpus_add(&c, "short", NULL, NULL, NULL, t.s);
        struct scan_result *r = corpus_scan(&c);
        assert_int_equal(joined(r, "long", "short"), bare < 2);
        scan_result_free(r);
        corpus_release(&c);
    }
}

/* One frame, filled as the headlines say, by pages that name no outlet. */
static void frame_of_the_headline(void **state)
{
    static const char *const name[][2] = {{"Velmark", "Silver Six"}, {"Ostrana", "Golden Nine"}, {"Kirnau", "Lucky Pair"}};
    char id[8], headline[96], line[512];
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 3; i++) {
        snprintf(id, sizeof id, "p%d", i);
        snprintf(headline, sizeof headline, "Prizes of the %s %s for Saturday", name[i][0], name[i][1]);
        text_begin(&t);
        text_add(&t, "At times nothing is shown for prizes that have no worth in money, such as a free ticket; then we "
                     "say what the prize is in the last column of the table, below the row of the numbers.");
        snprintf(line, sizeof line, "We are proud to bring you the prizes and the odds of the %s %s, for the draw of "
                 "Saturday. Mistakes are mended as soon as they are found or we are told of them.", name[i][0], name[i][1]);
        text_add(&t, line);
        text_add(&t, "The table holds the prizes of the usual draw only; those of an extra draw may well be other ones. "
                     "Ask at the office of the state before you throw a ticket away.");
        corpus_add(&c, id, NULL, headline, "2025-03-04", t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    assert_false(joined(r, "p0", "p1"));
    assert_false(joined(r, "p0", "p2"));
    assert_false(joined(r, "p1", "p2"));
    scan_result_free(r);
    corpus_release(&c);
}

/* Pages without an outlet: one wire story under six headlines is no text of six occasions. */
static void headlines_without_outlets(void **state)
{
    char id[8], headline[48];
    uint64_t seed = 77;
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 6; i++) {
        text_wire(&t, NULL, wire_harbor);
        for (int k = 0; k < 3; k++)
            text_add_noise(&t, &seed, WORDS);
        snprintf(id, sizeof id, "h%d", i);
        snprintf(headline, sizeof headline, "Harbor matter number %c%c", 'a' + i, 'n' + i);
        corpus_add(&c, id, NULL, headline, NULL, t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    assert_int_equal(r->n_stories, 1);
    assert_int_equal(r->stories[0].n_copies, 6);
    scan_result_free(r);
    corpus_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(box_of_an_outlet),      cmocka_unit_test(written_through),
        cmocka_unit_test(first_report),          cmocka_unit_test(frame_of_the_headline),
        cmocka_unit_test(headlines_without_outlets), cmocka_unit_test(brief_without_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
