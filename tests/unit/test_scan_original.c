/* Outlets, credits and the original (news.md E, rows 2, 3, 49 to 54, 56, 60 to 65, 74): named with evidence, or said
 * to be not in the corpus. */
#include "scan_corpus.h"

#include "story/original.h"

static struct corpus c;
static struct page_text t;

static const char copyright[] = "\xc2\xa9" "2025 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.";

static struct scan_result *scan_all(void)
{
    struct scan_result *r = corpus_scan(&c);
    assert_partition(r, c.n);
    return r;
}

static void done(struct scan_result *r)
{
    scan_result_free(r);
    corpus_release(&c);
}

static void add_url(struct corpus_doc *d, const char *url)
{
    d->url = corpus_copy(url);
}

/* 2: one item on white-label hosts. */
static void white_label_hosts_are_one_outlet(void **state)
{
    static const char *const host[] = {"ard.first.example", "ard.second.example", "ard.third.example", "www.fourth.example",
                                       "fifth.example"};
    char id[32], url[128];
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    text_add(&t, copyright);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "h%d", i);
        snprintf(url, sizeof url, "https://%s/currentnews/newsheadlines/s-3685711", host[i]);
        add_url(corpus_add(&c, id, NULL, "Dock workers walk off the job", NULL, t.s), url);
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "h0");
    uint32_t mirrors = 0;
    assert_non_null(s);
    assert_int_equal(s->n_copies, 5);
    assert_int_equal(s->outlets, 1);
    for (uint32_t i = 0; i < 5; i++)
        mirrors += (s->copies[i].alerts & COPY_MIRROR) != 0;
    assert_int_equal(mirrors, 4);
    done(r);
}

/* 3: addresses of one page. */
static void variants_of_an_address_are_one_page(void **state)
{
    static const char *const url[] = {"https://www.paper.example/news/port-strike-halts-container-traffic-88123",
                                      "https://m.paper.example/news/port-strike-halts-container-traffic-88123",
                                      "https://paper.example/news/port-strike-halts-container-traffic-88123?utm_source=feed",
                                      "https://amp.paper.example/news/port-strike-halts-container-traffic-88123"};
    char id[32];
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    for (int i = 0; i < 4; i++) {
        snprintf(id, sizeof id, "u%d", i);
        add_url(corpus_add(&c, id, NULL, "Dock workers walk off the job", NULL, t.s), url[i]);
    }
    struct scan_result *r = scan_all();
    assert_non_null(story_with(r, "u0"));
    assert_int_equal(story_with(r, "u0")->n_copies, 4);
    assert_int_equal(story_with(r, "u0")->outlets, 1);
    done(r);
}

/* Hosts of one owner count once. */
static bool one_owner(void *ctx, struct span outlet, struct span *owner)
{
    (void)ctx;
    if (!span_is(outlet, "east.example") && !span_is(outlet, "west.example"))
        return false;
    *owner = span_of("Compass Papers");
    return true;
}

static void papers_of_one_owner_count_once(void **state)
{
    (void)state;
    corpus_init(&c);
    c.options.owner = one_owner;
    text_wire(&t, NULL, wire_harbor);
    corpus_add(&c, "e", "east.example", "Dock workers walk off the job", NULL, t.s);
    corpus_add(&c, "w", "west.example", "Dock workers walk off the job", NULL, t.s);
    corpus_add(&c, "n", "north.example", "Dock workers walk off the job", NULL, t.s);
    struct scan_result *r = scan_all();
    assert_int_equal(story_with(r, "e")->outlets, 2);
    assert_true(span_is(copy_with(r, "e")->page.owner, "Compass Papers"));
    done(r);
}

/* 49: source, distributor and carrier are three; no date; the original is not here. */
static void source_and_distributor_from_the_copyright_line(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "WASHINGTON - ", wire_harbor);
    text_add(&t, copyright);
    corpus_add(&c, "a", "arcamax.example", "Dock workers walk off the job", NULL, t.s)->byline =
        corpus_copy("Greg Sullivan, Bloomberg News");
    corpus_add(&c, "b", "paper.example", "Port stands still", NULL, t.s);
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "a");
    assert_true(one_story(r, "a", "b"));
    assert_non_null(s->source.name.p);
    assert_true(s->source.name.n >= 9 && memcmp(s->source.name.p, "Bloomberg", 9) == 0);
    assert_true(span_is(s->distributor.name, "Tribune Content Agency"));
    assert_int_equal(s->original, NO_INDEX);
    done(r);
}

/* 51, 52, 65: the agency's own page is the original although carriers are dated earlier. */
static void own_host_of_the_agency(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (AP) - ", wire_harbor);
    corpus_add(&c, "early", "small.example", "Port stands still", "2025-03-04T08:00:00Z", t.s);
    corpus_add(&c, "late", "paper.example", "Dock workers walk off the job", "2025-03-04T11:00:00Z", t.s);
    text_wire(&t, NULL, wire_harbor);
    add_url(corpus_add(&c, "ap", NULL, "Dock workers walk off the job", "2025-03-04T10:00:00Z", t.s),
            "https://apnews.com/article/port-strike-veldhaven-2f1c9e");
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "ap");
    assert_non_null(s);
    assert_int_equal(s->n_copies, 3);
    assert_int_not_equal(s->original, NO_INDEX);
    assert_true(span_is(s->copies[s->original].page.id, "ap"));
    assert_true(s->n_evidence > 0);
    assert_true(span_is(s->copies[0].page.id, "early"));
    done(r);
}

/* 53: a page of 1970 is undated. */
static void impossible_dates_are_rejected(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (AP) - ", wire_harbor);
    corpus_add(&c, "a", "a.example", "Dock workers walk off the job", "2025-03-04T08:00:00Z", t.s);
    corpus_add(&c, "b", "b.example", "Dock workers walk off the job", "1970-01-01T00:00:00Z", t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "a", "b"));
    assert_true(copy_with(r, "b")->alerts & COPY_UNDATED);
    assert_true(copy_with(r, "b")->alerts & COPY_DATE_REJECTED);
    assert_int_equal(story_with(r, "a")->first.first, copy_with(r, "a")->page.date.first);
    done(r);
}

/* 54: the copies say when it first appeared. */
static void first_published_in_the_text(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "OTTAWA - ", wire_harbor);
    text_add(&t, "This report by The Canadian Press was first published Oct. 25, 2024.");
    corpus_add(&c, "a", "a.example", "Dock workers walk off the job", "2024-10-27", t.s);
    corpus_add(&c, "b", "b.example", "Dock workers walk off the job", "2024-10-28", t.s);
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "a");
    assert_true(one_story(r, "a", "b"));
    assert_true(s->original_date.first <= s->original_date.last);
    assert_true(s->original_date.last < s->first.first + 86400);
    assert_true(s->original_date.first <= 1729814400 + 86400 && s->original_date.last >= 1729814400);
    done(r);
}

/* 56: the licence asks for unchanged text, two paragraphs are gone. */
static void edited_against_the_licence(void **state)
{
    static const char notice[] = "This article is republished from The Conversation under a Creative Commons license. Read the "
                                 "original article.";
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    text_add(&t, notice);
    corpus_add(&c, "full", "a.example", "What a strike costs", "2025-03-04", t.s);
    corpus_add(&c, "full2", "b.example", "What a strike costs", "2025-03-04", t.s);
    text_begin(&t);
    text_add_wire(&t, wire_harbor, 0, 5);
    text_add_wire(&t, wire_harbor, 7, 99);
    text_add(&t, notice);
    corpus_add(&c, "cut", "c.example", "What a strike costs", "2025-03-05", t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "full", "cut"));
    assert_int_equal(copy_with(r, "cut")->relation, RELATION_TRIMMED);
    assert_true(copy_with(r, "cut")->alerts & COPY_NODERIVS_EDITED);
    assert_false(copy_with(r, "full2")->alerts & COPY_NODERIVS_EDITED);
    done(r);
}

/* 62: three carriers name one address that is not here. */
static void canonical_address_elsewhere(void **state)
{
    char id[32], url[96];
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    for (int i = 0; i < 3; i++) {
        struct corpus_doc *d;
        snprintf(id, sizeof id, "c%d", i);
        snprintf(url, sizeof url, "https://paper%d.example/strike-at-the-port-%d", i, 41000 + i);
        d = corpus_add(&c, id, NULL, "Dock workers walk off the job", NULL, t.s);
        add_url(d, url);
        d->canonical = corpus_copy("https://www.source.example/2025/strike-halts-port-veldhaven-55510");
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "c0");
    assert_int_equal(s->original, NO_INDEX);
    assert_true(span_is(s->original_url, "https://www.source.example/2025/strike-halts-port-veldhaven-55510"));
    scan_result_free(r);

    add_url(corpus_add(&c, "source", NULL, "Dock workers walk off the job", NULL, t.s),
            "https://www.source.example/2025/strike-halts-port-veldhaven-55510");
    r = scan_all();
    s = story_with(r, "source");
    assert_int_not_equal(s->original, NO_INDEX);
    assert_true(span_is(s->copies[s->original].page.id, "source"));
    done(r);
}

/* 61: an address that names itself says nothing. */
static void canonical_address_of_its_own(void **state)
{
    struct corpus_doc *d;
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    d = corpus_add(&c, "a", NULL, "Dock workers walk off the job", NULL, t.s);
    add_url(d, "https://paper.example/strike-at-the-port-41001");
    d->canonical = corpus_copy("https://www.paper.example/strike-at-the-port-41001");
    add_url(corpus_add(&c, "b", NULL, "Dock workers walk off the job", NULL, t.s), "https://other.example/port-41002");
    struct scan_result *r = scan_all();
    assert_int_equal(story_with(r, "a")->original, NO_INDEX);
    assert_null(story_with(r, "a")->original_url.p);
    done(r);
}

/* 63: a carrier without byline and copyright is given the story's source, and told to have dropped it. */
static void a_missing_credit_is_inferred(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (AP) - ", wire_harbor);
    corpus_add(&c, "a", "a.example", "Dock workers walk off the job", "2025-03-04", t.s);
    corpus_add(&c, "b", "b.example", "Dock workers walk off the job", "2025-03-04", t.s);
    text_wire(&t, NULL, wire_harbor);
    corpus_add(&c, "stripped", "c.example", "Dock workers walk off the job", "2025-03-04", t.s);
    struct scan_result *r = scan_all();
    const struct story_copy *k = copy_with(r, "stripped");
    assert_true(one_story(r, "a", "stripped"));
    assert_true(k->alerts & COPY_CREDIT_MISSING);
    assert_true(k->source.inferred);
    assert_true(span_equal(k->source.name, copy_with(r, "a")->source.name));
    assert_false(copy_with(r, "a")->source.inferred);
    assert_false(copy_with(r, "a")->alerts & COPY_CREDIT_MISSING);
    done(r);
}

/* 64: a press release and the outlets that print it. */
static void a_press_release_is_told(void **state)
{
    char id[32], outlet[48];
    (void)state;
    corpus_init(&c);
    text_wire(&t, "COLUMBUS, Ohio, March 4, 2025 /PRNewswire/ -- ", wire_results);
    text_add(&t, "SOURCE Brightwell Industries");
    for (int i = 0; i < 4; i++) {
        snprintf(id, sizeof id, "p%d", i);
        snprintf(outlet, sizeof outlet, "paper%d.example", i);
        corpus_add(&c, id, outlet, "Brightwell reports second-quarter results", "2025-03-04", t.s);
    }
    struct scan_result *r = scan_all();
    assert_int_equal(story_with(r, "p0")->n_copies, 4);
    assert_true(story_with(r, "p0")->press_release);
    done(r);
}

/* 74: a paragraph three times on one page counts once. */
static void a_repeated_paragraph_counts_once(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "a", "a.example", "Dock workers walk off the job", "2025-03-04", text_wire(&t, NULL, wire_harbor));
    text_begin(&t);
    for (size_t k = 0; wire_harbor[k]; k++)
        for (int again = 0; again < (k == 5 ? 3 : 1); again++)
            text_add(&t, wire_harbor[k]);
    corpus_add(&c, "b", "b.example", "Dock workers walk off the job", "2025-03-04", t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "a", "b"));
    assert_true(copy_with(r, "b")->use_copy <= 1 && copy_with(r, "b")->use_reference <= 1);
    assert_true(has_relation(r, "b", RELATION_VERBATIM));
    done(r);
}

/* Headlines are listed with how many used each. */
static void headlines_are_counted(void **state)
{
    char id[32], outlet[48];
    (void)state;
    corpus_init(&c);
    text_wire(&t, NULL, wire_harbor);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "n%d", i);
        snprintf(outlet, sizeof outlet, "paper%d.example", i);
        corpus_add(&c, id, outlet, i < 3 ? "Dock workers walk off the job" : "Bananas wait for nobody", "2025-03-04", t.s);
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "n0");
    assert_int_equal(s->n_headlines, 2);
    assert_int_equal(s->headlines[0].copies, 3);
    assert_true(span_is(s->headlines[0].text, "Dock workers walk off the job"));
    assert_int_equal(s->headlines[1].copies, 2);
    done(r);
}

/* --- original.c by itself --- */

static void points_decide_with_a_margin(void **state)
{
    struct original_facts f[3] = {{.outlet = 1, .credits_itself = true}, {.outlet = 2}, {.outlet = 3, .credits_other = true}};
    uint32_t best;
    (void)state;
    assert_int_equal(original_choose(f, 3, &best), 0);
    assert_int_equal(best, 0);
    f[1].credits_itself = true;
    assert_int_equal(original_choose(f, 3, &best), NO_INDEX);
    f[1].outlet = 1; /* two pages of one outlet are no contradiction */
    assert_int_equal(original_choose(f, 3, &best), 0);
    f[0].credits_itself = f[1].credits_itself = false;
    f[0].earliest = true;
    f[0].majority_held = 1;
    assert_int_equal(original_choose(f, 3, &best), NO_INDEX);
    assert_int_equal(original_choose(f, 0, &best), NO_INDEX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_label_hosts_are_one_outlet),
        cmocka_unit_test(variants_of_an_address_are_one_page),
        cmocka_unit_test(papers_of_one_owner_count_once),
        cmocka_unit_test(source_and_distributor_from_the_copyright_line),
        cmocka_unit_test(own_host_of_the_agency),
        cmocka_unit_test(impossible_dates_are_rejected),
        cmocka_unit_test(first_published_in_the_text),
        cmocka_unit_test(edited_against_the_licence),
        cmocka_unit_test(canonical_address_elsewhere),
        cmocka_unit_test(canonical_address_of_its_own),
        cmocka_unit_test(a_missing_credit_is_inferred),
        cmocka_unit_test(a_press_release_is_told),
        cmocka_unit_test(a_repeated_paragraph_counts_once),
        cmocka_unit_test(headlines_are_counted),
        cmocka_unit_test(points_decide_with_a_margin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
