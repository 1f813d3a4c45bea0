/* scan.c as a whole: the same result in any order and with any number of threads, the same as comparing every pair,
 * and linear where a story is on hundreds of pages. */
#include "scan_corpus.h"

#include "base/status.h"
#include "store/room.h"

static struct corpus c;
static struct page_text t;

static const char *const *const wires[] = {wire_harbor, wire_dam, wire_results, wire_before};

/* Copies of four stories, cut, extended, retitled, dated or not, among texts of their own. */
static void make_mixed(uint64_t seed, int copies, int others)
{
    char id[32], outlet[48], date[64], headline[64];
    corpus_init(&c);
    for (int i = 0; i < copies; i++) {
        const char *const *w = wires[test_below(&seed, 4)];
        size_t n = wire_count(w), last = n - test_below(&seed, n / 2), local = test_below(&seed, n);
        text_begin(&t);
        for (size_t k = test_below(&seed, 5) == 0; k < last; k++) {
            text_add(&t, w[k]);
            if (k == local && test_below(&seed, 3) == 0)
                text_add_noise(&t, &seed, 40);
        }
        snprintf(id, sizeof id, "copy%d", i);
        snprintf(outlet, sizeof outlet, "outlet%d.example", (int)test_below(&seed, 40));
        snprintf(date, sizeof date, "2025-03-%02dT%02d:00:00Z", 3 + (int)test_below(&seed, 2), (int)test_below(&seed, 24));
        snprintf(headline, sizeof headline, "Headline %c%c for it", 'a' + (int)test_below(&seed, 6), 'k' + (int)(w - wires[0]) % 7);
        corpus_add(&c, id, outlet, headline, test_below(&seed, 4) ? date : NULL, t.s);
    }
    for (int i = 0; i < others; i++) {
        text_begin(&t);
        for (int k = 0; k < 5; k++)
            text_add_noise(&t, &seed, 40);
        snprintf(id, sizeof id, "other%d", i);
        corpus_add(&c, id, "else.example", "Something else", "2025-03-03", t.s);
    }
}

/* Everything of a result as text, with ids in place of document numbers. */
struct dump {
    char *s;
    size_t n, cap;
};

static void dump_f(struct dump *d, const char *format, ...)
{
    va_list args;
    int n;
    if (d->cap - d->n < 2048)
        d->s = realloc(d->s, d->cap = 2 * d->cap + 4096);
    va_start(args, format);
    n = vsnprintf(d->s + d->n, d->cap - d->n, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < d->cap - d->n);
    d->n += (size_t)n;
}

#define S(span) (int)(span).n, (span).p ? (span).p : ""

static void dump_story(struct dump *d, const struct story *s)
{
    dump_f(d, "story %lx %.*s outlets %u words %u original %u fullest %u reference %u\n", (unsigned long)s->key,
           S(s->headline), s->outlets, s->words, s->original, s->fullest, s->reference);
    for (uint32_t i = 0; i < s->n_versions; i++)
        dump_f(d, " version %u %u %u %u %u\n", s->versions[i].reference, s->versions[i].copies, s->versions[i].outlets,
               s->versions[i].relation, s->versions[i].ordered_by);
    for (uint32_t i = 0; i < s->n_copies; i++) {
        const struct story_copy *k = &s->copies[i];
        dump_f(d, " copy %.*s %u %u %u %x %x %.4f %.4f %u %.*s\n", S(k->page.id), k->version, k->relation, k->story_relation,
               k->flags, k->alerts, k->use_reference, k->use_copy, k->mirror_of, S(k->source.name));
    }
    for (uint32_t i = 0; i < s->n_satellites; i++)
        dump_f(d, " satellite %.*s %u %.4f\n", S(s->satellites[i].page.id), s->satellites[i].relation,
               s->satellites[i].use_reference);
    for (uint32_t i = 0; i < s->n_headlines; i++)
        dump_f(d, " headline %.*s %u\n", S(s->headlines[i].text), s->headlines[i].copies);
}

static char *dump(const struct scan_result *r)
{
    struct dump d = {0};
    for (size_t i = 0; i < r->n_stories; i++)
        dump_story(&d, &r->stories[r->order[i]]);
    for (size_t i = 0; i < r->n_singles; i++)
        dump_f(&d, "single %s\n", c.doc[c.order[r->singles[i]]].id);
    for (size_t i = 0; i < r->n_templates; i++)
        for (uint32_t k = 0; k < r->templates[i].n_pages; k++)
            dump_f(&d, "template %zu %.*s\n", i, S(r->templates[i].pages[k].id));
    return d.s;
}

static char *scan_dump(void)
{
    struct scan_result *r = corpus_scan(&c);
    char *s = dump(r);
    assert_partition(r, c.n);
    scan_result_free(r);
    return s;
}

/* 72 */
static void order_and_threads_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        char *first, *again;
        make_mixed(seed, 120, 60);
        first = scan_dump();
        for (int round = 0; round < 4; round++) {
            corpus_shuffle(&c, seed * 100 + (uint64_t)round);
            c.options.threads = 1 + 2 * round;
            again = scan_dump();
            assert_string_equal(first, again);
            free(again);
        }
        free(first);
        corpus_release(&c);
    }
}

/* With all that is large in a file, and out of memory at every step. */
static void memory_does_not_matter(void **state)
{
    struct room *room;
    char *first, *again;
    (void)state;
    make_mixed(4, 500, 1500);
    first = scan_dump();
    for (int threads = 1; threads <= 3; threads += 2) {
        assert_ok(room_create(&room, "/tmp", 0));
        c.options.room = room;
        c.options.threads = threads;
        again = scan_dump();
        assert_string_equal(first, again);
        free(again);
        room_free(room);
    }
    free(first);
    corpus_release(&c);
}

static size_t pairs_in_one_story(const struct scan_result *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_stories; i++)
        n += (size_t)r->stories[i].n_copies * (r->stories[i].n_copies - 1) / 2;
    return n;
}

/* Candidates miss nothing that comparing every pair would find. */
static void same_as_comparing_every_pair(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 14; seed++) {
        struct scan_result *few, *all;
        make_mixed(seed, 60, 30);
        few = corpus_scan(&c);
        c.options.all_pairs = true;
        all = corpus_scan(&c);
        assert_true(all->summary.verified > few->summary.verified);
        assert_true(pairs_in_one_story(few) > 50);
        assert_int_equal(pairs_in_one_story(few), pairs_in_one_story(all));
        for (size_t i = 0; i < c.n; i++)
            for (size_t j = 0; j < i; j++)
                assert_int_equal(one_story(few, c.doc[i].id, c.doc[j].id), one_story(all, c.doc[i].id, c.doc[j].id));
        scan_result_free(few);
        scan_result_free(all);
        corpus_release(&c);
    }
}

/* 66 and 67: hundreds of pages of one story, the same text or one local paragraph each, none of it dated. */
static void a_story_on_hundreds_of_pages(void **state)
{
    char id[32], outlet[48];
    uint64_t seed = 67;
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 600; i++) {
        size_t local = test_below(&seed, 12);
        text_begin(&t);
        for (size_t k = 0; wire_harbor[k]; k++) {
            text_add(&t, wire_harbor[k]);
            if (i >= 300 && k == local)
                text_add_noise(&t, &seed, 40);
        }
        snprintf(id, sizeof id, "copy%d", i);
        snprintf(outlet, sizeof outlet, "outlet%d.example", i);
        corpus_add(&c, id, outlet, "Dock workers walk off the job", NULL, t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    assert_int_equal(r->n_stories, 1);
    assert_int_equal(r->stories[0].n_copies, 600);
    assert_int_equal(r->stories[0].outlets, 600);
    assert_int_equal(r->n_singles, 0);
    assert_true(r->summary.verified < 600 * 16);
    scan_result_free(r);
    corpus_release(&c);
}

/* Thousands of texts that all share a third with one another cost a few comparisons each. */
static void text_that_all_share_costs_little(void **state)
{
    char id[32];
    uint64_t seed = 5;
    (void)state;
    corpus_init(&c);
    c.options.no_furniture = true;
    for (int i = 0; i < 3000; i++) {
        text_begin(&t);
        text_add_wire(&t, wire_dam, 0, 2);
        text_add_noise(&t, &seed, 60);
        text_add_noise(&t, &seed, 60);
        snprintf(id, sizeof id, "page%d", i);
        corpus_add(&c, id, "site.example", id, NULL, t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    assert_partition(r, c.n);
    assert_true(r->summary.verified < 3000 * 20);
    scan_result_free(r);
    corpus_release(&c);
}

/* 19: a brief of fifty words on two sites whose pages are otherwise their own. */
static void a_brief_on_two_sites(void **state)
{
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        text_add(&t, i ? "Home / News / Region" : "Courier Online");
        text_add(&t, wire_brief);
        text_add(&t, i ? "Share this story" : "Comments");
        corpus_add(&c, i ? "b" : "a", i ? "b.example" : "a.example", "Plane lands on motorway", "2025-03-04", t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    assert_true(one_story(r, "a", "b"));
    assert_int_equal(copy_with(r, "a")->relation, RELATION_VERBATIM);
    assert_int_equal(story_with(r, "a")->outlets, 2);
    scan_result_free(r);
    corpus_release(&c);
}

/* 21: no body but a headline is no story; error pages are none either, however many there are. */
static void pages_without_a_story(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "h1", "a.example", "Dock workers walk off the job", "2025-03-04", "");
    corpus_add(&c, "h2", "b.example", "Dock workers walk off the job", "2025-03-04", "");
    for (int i = 0; i < 10; i++) {
        char id[32];
        snprintf(id, sizeof id, "err%d", i);
        corpus_add(&c, id, NULL, NULL, NULL, "Please enable cookies to go on. This page could not be shown because your "
                                             "browser does not accept cookies from our site.");
    }
    struct scan_result *r = corpus_scan(&c);
    assert_int_equal(r->n_stories, 0);
    assert_int_equal(r->n_singles, 12);
    scan_result_free(r);
    corpus_release(&c);
}

/* 17, 18, 23: parts of a story hang on it and are not copies. */
static void parts_are_satellites(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "w1", "a.example", "Dock workers walk off the job", "2025-03-04",
               text_wire(&t, "VELDHAVEN (Reuters) - ", wire_harbor));
    corpus_add(&c, "w2", "b.example", "Port stands still", "2025-03-04",
               text_wire(&t, "VELDHAVEN (Reuters) - ", wire_harbor));
    text_begin(&t);
    text_add_wire(&t, wire_harbor, 0, 2);
    text_add(&t, "Subscribe to continue reading.");
    corpus_add(&c, "paywall", "c.example", "Dock workers walk off the job", "2025-03-04", t.s);
    struct scan_result *r = corpus_scan(&c);
    assert_true(one_story(r, "w1", "w2"));
    assert_null(story_with(r, "paywall"));
    assert_non_null(satellite_of(story_with(r, "w1"), "paywall"));
    assert_int_equal(satellite_of(story_with(r, "w1"), "paywall")->relation, RELATION_TEASER);
    scan_result_free(r);
    corpus_release(&c);
}

/* The same beginning behind two paywalls is no story beside the one that it begins; without that it is one. */
static void teasers_of_one_story(void **state)
{
    (void)state;
    for (int whole = 0; whole < 2; whole++) {
        corpus_init(&c);
        for (int i = 0; i < 2; i++) {
            text_begin(&t);
            text_add_wire(&t, wire_harbor, 0, 2);
            text_add(&t, i ? "Talks are to go on this week, both sides said." : "Talks are to go on next week.");
            text_add(&t, "Subscribe to continue reading.");
            corpus_add(&c, i ? "wall2" : "wall1", i ? "c.example" : "d.example", "Dock workers walk off the job", "2025-03-04", t.s);
        }
        if (whole)
            corpus_add(&c, "w1", "a.example", "Port stands still", "2025-03-04", text_wire(&t, NULL, wire_harbor));
        struct scan_result *r = corpus_scan(&c);
        assert_int_equal(r->n_stories, 1);
        assert_int_equal(one_story(r, "wall1", "wall2"), !whole);
        if (whole) {
            assert_non_null(satellite_of(story_with(r, "w1"), "wall1"));
            assert_non_null(satellite_of(story_with(r, "w1"), "wall2"));
        }
        scan_result_free(r);
        corpus_release(&c);
    }
}

/* 73, 75: odd input is a single like any other; equal ids are two documents. */
static void odd_documents(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "x", NULL, NULL, NULL, NULL);
    corpus_add(&c, "x", NULL, NULL, NULL, "");
    corpus_add(&c, NULL, NULL, NULL, NULL, "one two three");
    corpus_add(&c, "bytes", NULL, "\xff\xfe", "not a date", "\xc3\x28 \x80\x80\x80 \xe2\x82 broken \xf8\xa1\xa1\xa1\xa1 text");
    corpus_add(&c, "same", "a.example", "Dock workers", "2025-03-04", text_wire(&t, NULL, wire_harbor));
    corpus_add(&c, "same", "a.example", "Dock workers", "2025-03-04", text_wire(&t, NULL, wire_harbor));
    struct scan_result *r = corpus_scan(&c);
    assert_partition(r, c.n);
    assert_int_equal(story_with(r, "same")->n_copies, 2);
    scan_result_free(r);
    corpus_release(&c);
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    corpus_init(&c);
    struct scan_result *r = corpus_scan(&c);
    assert_int_equal(r->n_stories + r->n_singles, 0);
    scan_result_free(r);
}

/* What fetch and progress return ends the scan. */
static int fetch_fails(void *ctx, size_t doc, int thread, struct article_fields *out)
{
    return doc == 50 ? RP_ERR_IO : corpus_fetch(ctx, doc, thread, out);
}

static int stop_at_verify(void *ctx, enum scan_stage stage, size_t done, size_t total)
{
    (void)ctx, (void)done, (void)total;
    return stage == SCAN_VERIFY ? RP_ERR_CANCELLED : 0;
}

static void failures_are_passed_on(void **state)
{
    struct scan_source source = {.ctx = &c, .fetch = fetch_fails};
    struct scan_result *r = NULL;
    (void)state;
    make_mixed(3, 80, 0);
    source.n = c.n;
    assert_int_equal(scan_run(&c.options, &source, &r), RP_ERR_IO);
    assert_null(r);
    source.fetch = corpus_fetch;
    c.options.progress = stop_at_verify;
    assert_int_equal(scan_run(&c.options, &source, &r), RP_ERR_CANCELLED);
    assert_null(r);
    corpus_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(memory_does_not_matter),
        cmocka_unit_test(same_as_comparing_every_pair),
        cmocka_unit_test(a_story_on_hundreds_of_pages),
        cmocka_unit_test(text_that_all_share_costs_little),
        cmocka_unit_test(a_brief_on_two_sites),
        cmocka_unit_test(pages_without_a_story),
        cmocka_unit_test(parts_are_satellites), cmocka_unit_test(teasers_of_one_story),
        cmocka_unit_test(odd_documents),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(failures_are_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
