/* sites.c: pages of one site are told by the lines they share; lines of everybody's tell nothing. */
#include "test.h"

#include "article/furniture.h"
#include "article/analyse.h"
#include "article/sites.h"
#include "base/hash.h"

enum { SITES = 6, PAGES = 10, ALL = SITES * PAGES, ENTRIES = 1024 };

struct made {
    struct site_entry entry[ENTRIES];
    size_t n;
    uint64_t hash[ALL];
};

static void put(struct made *m, uint64_t line, uint32_t page, bool prose)
{
    assert_true(m->n < ENTRIES);
    m->entry[m->n++] = (struct site_entry){line, page, prose};
}

/* Pages i * PAGES .. of site i: two labels of its own, and two that every site has. */
static void make(struct made *m)
{
    *m = (struct made){0};
    for (uint32_t p = 0; p < ALL; p++) {
        m->hash[p] = hash_mix(p + 1000);
        put(m, 10 * (p / PAGES) + 3, p, false);
        if (p % PAGES)
            put(m, 10 * (p / PAGES) + 4, p, false);
        put(m, 901, p, false);
        put(m, 902, p, false);
    }
}

static uint64_t site_of(const struct site_line *line, size_t n, uint64_t key)
{
    for (size_t i = 0; i < n; i++)
        if (line[i].line == key)
            return line[i].site;
    fail();
    return 0;
}

static void labels_of_a_site(void **state)
{
    static struct made m;
    struct site_line *line;
    size_t n;
    (void)state;
    make(&m);
    assert_ok(sites_find(m.entry, m.n, m.hash, ALL, &line, &n));
    assert_int_equal(n, 2 * SITES + 2);
    for (uint64_t i = 0; i < SITES; i++) {
        const uint64_t site = site_of(line, n, 10 * i + 3);
        assert_true(site & 1);
        assert_true(site == site_of(line, n, 10 * i + 4));
        for (uint64_t k = 0; k < i; k++)
            assert_true(site != site_of(line, n, 10 * k + 3));
    }
    assert_true(site_of(line, n, 901) == 0 && site_of(line, n, 902) == 0);
    free(line);
}

/* Two labels that stand together on every fourth page of many are nobody's; on every fourth of a few they are a
 * site's. */
static void what_everybody_prints(void **state)
{
    static struct made m;
    uint64_t hash[4 * ALL];
    struct site_line *line;
    size_t n;
    (void)state;
    for (uint32_t pages = ALL; pages <= 4 * ALL; pages *= 4) {
        m.n = 0;
        for (uint32_t p = 0; p < pages; p++) {
            hash[p] = hash_mix(p + 1000);
            if (p % 4 == 0) {
                put(&m, 3, p, false);
                put(&m, 4, p, false);
            }
        }
        assert_ok(sites_find(m.entry, m.n, hash, pages, &line, &n));
        assert_int_equal(n, 2);
        assert_true((line[0].site == 0) == (pages > ALL));
        free(line);
    }
}

/* One label may be anybody's, one sentence is hardly. */
static void single_lines(void **state)
{
    static struct made m;
    struct site_line *line;
    size_t n;
    (void)state;
    for (int prose = 0; prose < 2; prose++) {
        make(&m);
        m.n = 0;
        for (uint32_t p = 0; p < PAGES; p++)
            put(&m, 3, p, prose);
        assert_ok(sites_find(m.entry, m.n, m.hash, ALL, &line, &n));
        assert_int_equal(n, 1);
        assert_true((line[0].site != 0) == prose);
        free(line);
    }
}

static void in_any_order(void **state)
{
    static struct made m, turned;
    struct site_line *a, *b;
    size_t n, k;
    (void)state;
    make(&m);
    turned = m;
    for (size_t i = 0; i < m.n; i++) {
        turned.entry[i] = m.entry[m.n - 1 - i];
        turned.entry[i].page = ALL - 1 - turned.entry[i].page;
    }
    for (uint32_t p = 0; p < ALL; p++)
        turned.hash[p] = m.hash[ALL - 1 - p];
    assert_ok(sites_find(m.entry, m.n, m.hash, ALL, &a, &n));
    assert_ok(sites_find(turned.entry, turned.n, turned.hash, ALL, &b, &k));
    assert_int_equal(n, k);
    for (size_t i = 0; i < n; i++)
        assert_true(a[i].line == b[i].line && a[i].site == b[i].site);
    free(a);
    free(b);
}

static void nothing(void **state)
{
    struct site_line *line;
    size_t n = 1;
    (void)state;
    assert_ok(sites_find(NULL, 0, NULL, 0, &line, &n));
    assert_int_equal(n, 0);
    free(line);
}

static void votes(void **state)
{
    struct site_vote v = {0};
    (void)state;
    assert_true(site_vote_result(&v) == 0);
    site_vote_add(&v, 0);
    assert_true(site_vote_result(&v) == 0);
    site_vote_add(&v, 9);
    site_vote_add(&v, 5);
    assert_true(site_vote_result(&v) == 5); /* the smaller key, whoever came first */
    site_vote_add(&v, 9);
    assert_true(site_vote_result(&v) == 9);
    for (uint64_t i = 0; i < 3 * SITE_CHOICES; i++)
        site_vote_add(&v, 101 + 2 * i);
    assert_true(site_vote_result(&v) == 9);
}

/* --- through the article --- */

enum { TEXT = 1024 };

static void page_of(char *out, unsigned site, unsigned n)
{
    int at = snprintf(out, TEXT, "%s today\nShare this page\n", site ? "Harbour" : "Valley");
    for (unsigned k = 0; k < 4; k++)
        at += snprintf(out + at, (size_t)(TEXT - at), "On the %c%c%c pier the keeper of boat %c%c%c counted what the night had left behind.\n",
                       'a' + n, 'b' + k, 'c' + site, 'd' + k, 'e' + n, 'f' + k);
    snprintf(out + at, (size_t)(TEXT - at), "%s\n%s", site ? "The harbour press answers to nobody but its readers and the sea."
                                                            : "Written and printed in the valley by those who live in it.",
             n % 2 ? "Terms of the house" : "");
}

/* Pages without an address: the site of the same furniture is the same, of another another, of none none. */
static void pages_without_address(void **state)
{
    static char text[2][PAGES][TEXT];
    struct furniture_learner *l;
    struct furniture *f;
    struct article_options o = {0};
    struct article_analyser *analyser;
    uint64_t site[2] = {0};
    (void)state;
    assert_ok(furniture_learner_create(NULL, &l));
    for (unsigned s = 0; s < 2; s++)
        for (unsigned n = 0; n < PAGES; n++) {
            page_of(text[s][n], s, n);
            assert_ok(furniture_learn(l, &(struct article_fields){.text = span_of(text[s][n])}));
        }
    assert_ok(furniture_create(&l, 1, &f));
    furniture_learner_free(l);
    o.furniture = f;
    assert_ok(article_analyser_create(&o, &analyser));
    for (unsigned s = 0; s < 2; s++)
        for (unsigned n = 0; n < PAGES; n++) {
            struct article a;
            assert_ok(article_analyse(analyser, &(struct article_fields){.text = span_of(text[s][n])}, &a));
            assert_true(a.site != 0 && (site[s] == 0 || site[s] == a.site));
            site[s] = a.site;
            assert_ok(article_analyse(analyser, &(struct article_fields){.text = span_of(text[s][n]),
                                                                         .url = span_of("http://a.example/1")}, &a));
            assert_true(a.site == 0);
        }
    assert_true(site[0] != site[1]);
    article_analyser_free(analyser);
    furniture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_of_a_site), cmocka_unit_test(single_lines), cmocka_unit_test(in_any_order),
        cmocka_unit_test(what_everybody_prints), cmocka_unit_test(nothing),          cmocka_unit_test(votes),        cmocka_unit_test(pages_without_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
