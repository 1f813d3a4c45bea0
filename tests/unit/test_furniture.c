/* What a host prints on every page is learned; what its stories share is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/analyse.h"
#include "article/furniture.h"
#include "base/status.h"

enum { TEXT = 4096, MANY = 60 };

static const char FOOTER[] = "Fjordnytt is published by the harbour press and answers to nobody but its readers.";
static const char NOTICE[] = "To read on, choose the plan that is right for you and your family this winter.";

/* A sentence that no other number gives. */
static int sentence(char *out, size_t cap, unsigned n)
{
    static const char *const who[] = {"captain", "mayor", "engineer", "baker", "teacher", "pilot", "painter"};
    static const char *const what[] = {"closed", "opened", "painted", "sold", "measured", "photographed"};
    static const char *const where[] = {"pier", "school", "bridge", "market", "church"};
    const unsigned h = n * 2654435761u;
    return snprintf(out, cap, "The %s%c%c %s the %s%c%c of %c%c%c%c on the morning after the storm had passed over it.\n",
                    who[h % 7], 'a' + h / 7 % 26, 'a' + h / 182 % 26, what[h / 11 % 6], where[h / 13 % 5], 'a' + h / 17 % 26,
                    'a' + h / 442 % 26, 'A' + n % 26, 'a' + n / 26 % 26, 'a' + n / 676 % 26, 'a' + n / 17576 % 26);
}

/* Page n: own prose in the middle, the same lines around it. */
static void page(char *out, unsigned n, const char *top, const char *inside, const char *bottom)
{
    int at = snprintf(out, TEXT, "%s\n", top);
    for (unsigned k = 0; k < 4; k++) {
        at += sentence(out + at, (size_t)(TEXT - at), n * 4 + k);
        if (k == 1 && inside)
            at += snprintf(out + at, (size_t)(TEXT - at), "%s\n", inside);
    }
    snprintf(out + at, (size_t)(TEXT - at), "%s\n", bottom);
}

struct corpus {
    char text[MANY][TEXT];
    struct article_fields f[MANY];
    size_t n;
};

static void corpus_add(struct corpus *c, const char *url)
{
    c->f[c->n] = (struct article_fields){.url = span_of(url), .text = span_of(c->text[c->n])};
    c->n++;
}

static struct furniture *learn(const struct corpus *c, size_t threads, bool backwards)
{
    struct furniture_learner *l[4];
    struct furniture *f;
    for (size_t t = 0; t < threads; t++)
        assert_int_equal(furniture_learner_create(NULL, &l[t]), RP_OK);
    for (size_t i = 0; i < c->n; i++) {
        const size_t k = backwards ? c->n - 1 - i : i;
        assert_int_equal(furniture_learn(l[k * 7 % threads], &c->f[k]), RP_OK);
    }
    assert_int_equal(furniture_create(l, threads, &f), RP_OK);
    for (size_t t = 0; t < threads; t++)
        furniture_learner_free(l[t]);
    return f;
}

static uint32_t docs_of(const struct furniture *f, const struct article_fields *page_fields, const char *line)
{
    return furniture_lookup(f, furniture_pool(page_fields), span_of(line));
}

static struct corpus corpus;

static void test_host_furniture(void **state)
{
    (void)state;
    corpus.n = 0;
    for (unsigned n = 0; n < 20; n++) {
        page(corpus.text[n], n, "12 visitors today", NULL, FOOTER);
        corpus_add(&corpus, "https://www.fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    assert_int_equal(docs_of(f, &corpus.f[0], FOOTER), 20);
    assert_int_equal(docs_of(f, &corpus.f[0], "9 visitors today"), 20); /* digits do not count */
    assert_int_equal(furniture_pool_docs(f, furniture_pool(&corpus.f[0])), 20);
    const struct article_fields other = {.url = span_of("https://nytt.example/")};
    assert_int_equal(docs_of(f, &other, FOOTER), 0); /* another host's pages are another matter */

    struct article_analyser *a;
    struct article r;
    const struct article_options o = {.furniture = f};
    assert_int_equal(article_analyser_create(&o, &a), RP_OK);
    assert_int_equal(article_analyse(a, &corpus.f[3], &r), RP_OK);
    assert_int_equal(r.n_lines, 6);
    assert_int_equal(r.lines[0].role, ROLE_FURNITURE);
    assert_int_equal(r.lines[5].role, ROLE_FURNITURE);
    assert_int_equal(r.lines[5].furniture_docs, 20);
    for (int i = 1; i < 5; i++)
        assert_int_equal(r.lines[i].role, ROLE_BODY);
    article_analyser_free(a);
    furniture_free(f);
}

/* A paragraph between two of the article's own is background of a running story, however often it comes. */
static void test_background_stays(void **state)
{
    (void)state;
    static const char background[] = "The pier was built in the year of the great ice and has been mended twice since then.";
    corpus.n = 0;
    for (unsigned n = 0; n < 20; n++) {
        page(corpus.text[n], n, "Fjordnytt harbour desk", background, FOOTER);
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    assert_int_equal(docs_of(f, &corpus.f[0], background), 0);
    assert_int_equal(docs_of(f, &corpus.f[0], FOOTER), 20);
    furniture_free(f);
}

/* Four versions of one story on a host that prints little else: two paragraphs of each are its own, two it has with
 * another version, and all end in one that no other follows. */
static void test_versions_are_one_story(void **state)
{
    (void)state;
    char last[256];
    corpus.n = 0;
    sentence(last, sizeof last, 9000);
    for (unsigned n = 0; n < 10; n++) {
        char *out = corpus.text[n];
        const bool version = n < 4;
        size_t at = 0;
        for (unsigned k = 0; k < 4; k++)
            at += (size_t)sentence(out + at, TEXT - at, version && k >= 2 ? 1000 + n / 2 * 2 + k : n * 4 + k);
        snprintf(out + at, TEXT - at, "%s%s\n", version ? last : "", FOOTER);
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    last[strlen(last) - 1] = 0;
    assert_int_equal(docs_of(f, &corpus.f[0], last), 0);
    assert_int_equal(docs_of(f, &corpus.f[0], FOOTER), 10);
    furniture_free(f);
}

/* A story in full, a later version of it, and two briefs that are its first paragraphs and hardly more, on a host of
 * few pages: the briefs are no stories of their own, so these paragraphs are not what the host prints around many. */
static void test_briefs_of_one_story(void **state)
{
    (void)state;
    static const unsigned length[] = {3, 3, 10, 11};
    char line[256];
    corpus.n = 0;
    for (unsigned n = 0; n < 13; n++) {
        char *out = corpus.text[n];
        size_t at = 0;
        for (unsigned k = 0; k < (n < 4 ? length[n] : 4); k++)
            at += (size_t)sentence(out + at, TEXT - at, n < 4 ? 7000 + k : 8 * n + k);
        if (n < 2)
            at += (size_t)sentence(out + at, TEXT - at, 8 * n);
        snprintf(out + at, TEXT - at, "%s\n", FOOTER);
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    for (unsigned k = 0; k < 3; k++) {
        line[sentence(line, sizeof line, 7000 + k) - 1] = 0;
        assert_int_equal(docs_of(f, &corpus.f[0], line), 0);
    }
    assert_int_equal(docs_of(f, &corpus.f[0], FOOTER), 13);
    furniture_free(f);
}

/* Seven pages of three stories, one of them told in briefs only, all with six sentences of the host under them:
 * most of a brief is furniture, and is it nevertheless, for no lead stands on nearly every page. */
static void test_furniture_around_briefs(void **state)
{
    (void)state;
    static const unsigned story[] = {0, 0, 0, 1, 1, 2, 2}, length[] = {2, 4, 5, 4, 5, 2, 1};
    char line[256];
    corpus.n = 0;
    for (unsigned n = 0; n < 7; n++) {
        char *out = corpus.text[n];
        size_t at = 0;
        for (unsigned k = 0; k < length[n]; k++)
            at += (size_t)sentence(out + at, TEXT - at, 10 * story[n] + k);
        for (unsigned k = 0; k < 6; k++)
            at += (size_t)sentence(out + at, TEXT - at, 7000 + k);
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    for (unsigned k = 0; k < 6; k++) {
        line[sentence(line, sizeof line, 7000 + k) - 1] = 0;
        assert_int_equal(docs_of(f, &corpus.f[0], line), 7);
    }
    line[sentence(line, sizeof line, 0) - 1] = 0;
    assert_int_equal(docs_of(f, &corpus.f[0], line), 0);
    furniture_free(f);
}

/* Of lines of the page with the text given, how many have the role. */
static unsigned lines_with(const struct furniture *f, const char *url, const char *text, enum line_role role)
{
    const struct article_fields fields = {.url = span_of(url), .text = span_of(text)};
    const struct article_options o = {.furniture = f};
    struct article_analyser *a;
    struct article r;
    unsigned n = 0;
    assert_int_equal(article_analyser_create(&o, &a), RP_OK);
    assert_int_equal(article_analyse(a, &fields, &r), RP_OK);
    for (uint32_t i = 0; i < r.n_lines; i++)
        n += r.lines[i].role == role;
    article_analyser_free(a);
    return n;
}

/* What stands under every story and, on one page, in the middle of one: there it is the article's. */
static void test_in_the_middle_it_is_body(void **state)
{
    (void)state;
    char text[TEXT];
    corpus.n = 0;
    for (unsigned n = 0; n < 20; n++) {
        page(corpus.text[n], n, "Fjordnytt harbour desk", NULL, FOOTER);
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    page(text, 99, "Fjordnytt harbour desk", FOOTER, "Ferries leave at nine.");
    assert_int_equal(lines_with(f, "https://fjordnytt.no/a", text, ROLE_FURNITURE), 1);
    page(text, 99, "Fjordnytt harbour desk", NULL, FOOTER);
    assert_int_equal(lines_with(f, "https://fjordnytt.no/a", text, ROLE_FURNITURE), 2);
    furniture_free(f);
}

/* Two versions of one story among pages that name no outlet: what both have is on four pages, the rest on two. */
static void test_versions_stay(void **state)
{
    (void)state;
    corpus.n = 0;
    for (unsigned n = 0; n < 4; n++) {
        char *to = corpus.text[n];
        int at = snprintf(to, TEXT, "%c%c carries this story\n", 'A' + n, 'a' + n);
        for (unsigned k = 0; k < 3; k++) {
            at += sentence(to + at, (size_t)(TEXT - at), 500 + k);
            at += sentence(to + at, (size_t)(TEXT - at), 600 + 10 * (n / 2) + k);
        }
        corpus_add(&corpus, "");
    }
    for (unsigned n = 0; n < 12; n++) { /* others, that share a line and nothing else */
        page(corpus.text[corpus.n], 40 + n, "All the news there is", NULL, FOOTER);
        corpus_add(&corpus, "");
    }
    struct furniture *f = learn(&corpus, 1, false);
    for (unsigned k = 0; k < 3; k++) {
        char line[256];
        line[sentence(line, sizeof line, 500 + k) - 1] = 0;
        assert_int_equal(docs_of(f, &corpus.f[0], line), 0);
    }
    assert_int_equal(docs_of(f, &corpus.f[0], FOOTER), 12);
    furniture_free(f);
}

/* A list of other stories stays one when some of its lines are known from other pages. */
static void test_lists_of_stories_in_part_known(void **state)
{
    (void)state;
    static const char *const title[] = {"Captains take up painting in winter", "What the ice does to old wood",
                                        "Ferry school opens its doors again", "A bridge for the outer islands"};
    corpus.n = 0;
    for (unsigned n = 0; n < 21; n++) {
        char *to = corpus.text[n];
        page(to, n, "Fjordnytt harbour desk", NULL, "Related stories");
        size_t at = strlen(to);
        for (unsigned k = 0; k < 4; k++) { /* the second is on all pages, the others on none else */
            at += (size_t)snprintf(to + at, TEXT - at, k == 1 ? "%s\n" : "%s, part %c%c\n", title[k], 'A' + n, 'b' + k);
            for (unsigned two = 0; k < 3 && two < 2; two++) { /* a paragraph of two sentences */
                at += (size_t)sentence(to + at, TEXT - at, (k == 1 ? 7777 : 9000 + 8 * n + 2 * k) + two);
                to[at - 1] = two == 0 ? ' ' : '\n';
            }
        }
        corpus_add(&corpus, "https://fjordnytt.no/a");
    }
    struct furniture *f = learn(&corpus, 1, false);
    assert_int_equal(docs_of(f, &corpus.f[0], title[1]), 21);
    assert_int_equal(lines_with(f, "https://fjordnytt.no/a", corpus.text[3], ROLE_BODY), 4);
    furniture_free(f);
}

/* One story on many pages: all its lines come together, so none of them is furniture, with or without a host. */
static void test_reprints_stay(void **state)
{
    (void)state;
    static const char *const urls[] = {"", "https://fjordnytt.no/a"};
    for (int u = 0; u < 2; u++) {
        corpus.n = 0;
        for (unsigned n = 0; n < 30; n++) {
            char top[64];
            snprintf(top, sizeof top, "%c%c carries this story", 'A' + n % 26, 'a' + n);
            page(corpus.text[n], 1, top, NULL, "The end of the story came when the ferry left for the last time on Sunday.");
            corpus_add(&corpus, urls[u]);
        }
        struct furniture *f = learn(&corpus, 1, false);
        char line[256];
        for (unsigned k = 4; k < 8; k++) {
            const int n = sentence(line, sizeof line, k);
            assert_int_equal(furniture_lookup(f, furniture_pool(&corpus.f[0]), (struct span){line, (size_t)n - 1}), 0);
        }
        furniture_free(f);
    }
}

/* Pages without outlets share a pool; notices of one site among them are found all the same. */
static void test_shared_pool(void **state)
{
    (void)state;
    corpus.n = 0;
    for (unsigned n = 0; n < MANY; n++) {
        page(corpus.text[n], n, n % 4 ? "A headline of its own" : "Choose your plan", NULL, n % 4 ? "-" : NOTICE);
        corpus_add(&corpus, "");
    }
    struct furniture *f = learn(&corpus, 1, false);
    assert_int_equal(docs_of(f, &corpus.f[0], NOTICE), MANY / 4);
    furniture_free(f);
}

/* Where no outlet is named a story's headline is on the pages of all who carry it, and a site's dates are one line but
 * for their digits: above the text, beside the byline, they are the page's own all the same. */
static void test_headline_of_many(void **state)
{
    (void)state;
    static const char head[] = "Fjordnytt online\nFerry Runs Aground Off the Northern Cape\nBy Ann Abbot\nJune 11, 2018";
    struct article_analyser *a;
    struct article r;
    corpus.n = 0;
    for (unsigned n = 0; n < 12; n++) {
        page(corpus.text[n], n, head, NULL, FOOTER);
        corpus_add(&corpus, "");
    }
    struct furniture *f = learn(&corpus, 1, false);
    const struct article_options o = {.furniture = f};
    assert_int_equal(docs_of(f, &corpus.f[0], "Ferry Runs Aground Off the Northern Cape"), 12);
    assert_int_equal(article_analyser_create(&o, &a), RP_OK);
    assert_int_equal(article_analyse(a, &corpus.f[3], &r), RP_OK);
    assert_true(span_is(r.headline, "Ferry Runs Aground Off the Northern Cape"));
    assert_int_equal(r.date.precision, DATE_DAY);
    assert_int_equal(r.lines[0].role, ROLE_FURNITURE);
    article_analyser_free(a);
    furniture_free(f);
}

/* A page that holds a notice only, met again and again, is empty. */
static void test_empty_pages(void **state)
{
    (void)state;
    corpus.n = 0;
    for (unsigned n = 0; n < 8; n++) {
        snprintf(corpus.text[n], TEXT, "Report station %u\nThank you for reporting this station. We will look at it.\n", n);
        corpus_add(&corpus, "");
    }
    struct furniture *f = learn(&corpus, 2, false);
    assert_int_equal(docs_of(f, &corpus.f[0], "Thank you for reporting this station. We will look at it."), 8);
    furniture_free(f);
}

static int collect(void *ctx, const struct furniture_item *item)
{
    char *out = ctx;
    const size_t n = strlen(out);
    snprintf(out + n, 8192 - n, "%.*s %u/%u %.*s\n", (int)item->outlet.n, item->outlet.p, item->docs, item->pool_docs,
             (int)item->line.n, item->line.p);
    return 0;
}

/* The same whatever the order and the number of threads; and what --show-furniture prints. */
static void test_determinism(void **state)
{
    (void)state;
    char shown[3][8192] = {"", "", ""};
    corpus.n = 0;
    for (unsigned n = 0; n < MANY; n++) {
        char top[64];
        snprintf(top, sizeof top, "%u visitors today", n * 7 % 13);
        page(corpus.text[n], n, top, n % 5 ? NULL : "Story continues below", n % 2 ? FOOTER : NOTICE);
        corpus_add(&corpus, n % 3 ? "https://fjordnytt.no/a" : "");
    }
    for (int round = 0; round < 3; round++) {
        struct furniture *f = learn(&corpus, round == 1 ? 3 : 1, round == 2);
        struct furniture_list *list, *second;
        struct article_analyser *a;
        struct article r;
        const struct article_options o = {.furniture = f};
        assert_int_equal(article_analyser_create(&o, &a), RP_OK);
        assert_int_equal(furniture_list_create(&list), RP_OK);
        assert_int_equal(furniture_list_create(&second), RP_OK);
        for (size_t i = 0; i < corpus.n; i++) {
            const size_t k = round == 2 ? corpus.n - 1 - i : i;
            assert_int_equal(article_analyse(a, &corpus.f[k], &r), RP_OK);
            assert_int_equal(furniture_list_add(round == 1 && k % 2 ? second : list, &r, NULL, NULL), RP_OK);
        }
        assert_int_equal(furniture_list_merge(list, second), RP_OK);
        assert_int_equal(furniture_list_show(list, f, shown[round], collect), 0);
        furniture_list_free(list);
        furniture_list_free(second);
        article_analyser_free(a);
        furniture_free(f);
    }
    assert_non_null(strstr(shown[0], "fjordnytt.no 20/40 Fjordnytt is published"));
    assert_non_null(strstr(shown[0], "fjordnytt.no 40/40 0 visitors today"));
    assert_string_equal(shown[0], shown[1]);
    assert_string_equal(shown[0], shown[2]);
}

/* What ends the pages of one story and those of many others: which of them are looked at does not depend on the
 * order. */
static void test_samples_of_any_order(void **state)
{
    (void)state;
    uint32_t docs[2];
    corpus.n = 0;
    for (unsigned n = 0; n < 40; n++) {
        char *to = corpus.text[n];
        size_t at = 0;
        for (unsigned k = 0; k < 5; k++)
            at += (size_t)sentence(to + at, TEXT - at, n < 20 && k % 2 ? 5000 + k : 8 * n + k);
        snprintf(to + at, TEXT - at, "%s\n", FOOTER);
        corpus_add(&corpus, "");
    }
    for (int backwards = 0; backwards < 2; backwards++) {
        struct furniture *f = learn(&corpus, 1, backwards);
        docs[backwards] = docs_of(f, &corpus.f[0], FOOTER);
        furniture_free(f);
    }
    assert_int_equal(docs[0], docs[1]);
}

/* A pool beyond its share keeps a sample, the same from any order, and still knows its furniture. */
static void test_sampling(void **state)
{
    (void)state;
    enum { PAGES = 3 * FURNITURE_POOL_DOCS };
    uint32_t docs[3], kept[3];
    char text[TEXT];
    for (int round = 0; round < 3; round++) {
        struct furniture_learner *l[2];
        struct furniture *f;
        assert_int_equal(furniture_learner_create(NULL, &l[0]), RP_OK);
        assert_int_equal(furniture_learner_create(NULL, &l[1]), RP_OK);
        for (unsigned i = 0; i < PAGES; i++) {
            const unsigned n = round == 2 ? PAGES - 1 - i : i;
            page(text, n, "Fjordnytt harbour desk", NULL, FOOTER);
            const struct article_fields fields = {.url = span_of("https://fjordnytt.no/a"), .text = span_of(text)};
            assert_int_equal(furniture_learn(l[round == 1 ? n % 2 : 0], &fields), RP_OK);
        }
        assert_int_equal(furniture_create(l, 2, &f), RP_OK);
        const struct article_fields any = {.url = span_of("https://fjordnytt.no/a")};
        docs[round] = docs_of(f, &any, FOOTER);
        kept[round] = furniture_pool_docs(f, furniture_pool(&any));
        furniture_free(f);
        furniture_learner_free(l[0]);
        furniture_learner_free(l[1]);
    }
    assert_true(kept[0] <= FURNITURE_POOL_DOCS && kept[0] > FURNITURE_POOL_DOCS / 4);
    assert_int_equal(docs[0], kept[0]);
    for (int round = 1; round < 3; round++) {
        assert_int_equal(docs[round], docs[0]);
        assert_int_equal(kept[round], kept[0]);
    }
}

/* However a large pool is shared out to learners, the same documents of it are kept. */
static void test_uneven_learners(void **state)
{
    enum { PAGES = 1300 };
    static char text[TEXT];
    uint32_t kept[4];
    (void)state;
    for (size_t run = 0; run < 4; run++) {
        const unsigned others = (unsigned[]){0, 5, 60, 400}[run]; /* pages of the first learner */
        struct furniture_learner *l[2];
        struct furniture *f;
        const struct article_fields of = {.url = span_of("https://fjordnytt.example/1")};
        for (size_t t = 0; t < 2; t++)
            assert_int_equal(furniture_learner_create(NULL, &l[t]), RP_OK);
        for (unsigned i = 0; i < PAGES; i++) {
            page(text, i, "Fjordnytt", NULL, FOOTER);
            const struct article_fields fields = {.url = of.url, .text = span_of(text)};
            assert_int_equal(furniture_learn(l[i >= others], &fields), RP_OK);
        }
        assert_int_equal(furniture_create(l, 2, &f), RP_OK);
        kept[run] = furniture_pool_docs(f, furniture_pool(&of));
        assert_int_equal(kept[run], kept[0]);
        furniture_free(f);
        for (size_t t = 0; t < 2; t++)
            furniture_learner_free(l[t]);
    }
    assert_true(kept[0] < FURNITURE_POOL_DOCS && kept[0] > FURNITURE_POOL_DOCS / 4);
}

static void test_nothing_learned(void **state)
{
    (void)state;
    corpus.n = 0;
    struct furniture *f = learn(&corpus, 1, false);
    assert_int_equal(furniture_lookup(f, 0, span_of("anything")), 0);
    assert_int_equal(furniture_pool_docs(f, 0), 0);
    furniture_free(f);
    corpus.text[0][0] = 0;
    corpus_add(&corpus, "");
    f = learn(&corpus, 3, false);
    assert_int_equal(furniture_lookup(f, 0, span_of("")), 0);
    furniture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host_furniture), cmocka_unit_test(test_background_stays),
        cmocka_unit_test(test_versions_are_one_story), cmocka_unit_test(test_briefs_of_one_story),
        cmocka_unit_test(test_furniture_around_briefs),
        cmocka_unit_test(test_in_the_middle_it_is_body),
        cmocka_unit_test(test_versions_stay),    cmocka_unit_test(test_lists_of_stories_in_part_known),
        cmocka_unit_test(test_reprints_stay),  cmocka_unit_test(test_shared_pool),
        cmocka_unit_test(test_headline_of_many), cmocka_unit_test(test_empty_pages),    cmocka_unit_test(test_determinism),
        cmocka_unit_test(test_sampling), cmocka_unit_test(test_samples_of_any_order),      cmocka_unit_test(test_nothing_learned),
        cmocka_unit_test(test_uneven_learners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
