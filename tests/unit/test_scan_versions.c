/* Versions of a story (news.md E, rows 24 to 32, 15, 27, 68, 69): one family, in order, stale copies told. */
#include "scan_corpus.h"

#include "article/headline.h"
#include "story/versions.h"

static struct corpus c;
static struct page_text t;

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

static uint32_t version_of(const struct scan_result *r, const char *id)
{
    const struct story_copy *k = copy_with(r, id);
    assert_non_null(k);
    return k->version;
}

/* Paragraphs [first, last) with a new lead and `extra` paragraphs of news on top. */
static const char *text_update(const char *lead, const char *const *wire, size_t first, size_t last, int extra,
                               uint64_t seed)
{
    text_begin(&t);
    text_add(&t, lead);
    for (int i = 0; i < extra; i++)
        text_add_noise(&t, &seed, 45);
    text_add_wire(&t, wire, first, last);
    return t.s;
}

/* 24: numbers in the headlines, no dates. */
static void numbered_updates_without_dates(void **state)
{
    static const char *const headline[] = {"Dock workers walk off the job", "UPDATE 1-Dock workers walk off the job",
                                           "UPDATE 2-Dock workers walk off the job", "UPDATE 3-Dock workers walk off the job"};
    char lead[300], id[32];
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 4; i++) {
        snprintf(lead, sizeof lead, "VELDHAVEN (Reuters) - Crane operators at the second-largest port stopped work, the %s report of "
                 "the day said, and more ships were turned away from the roads.", i == 0 ? "first" : i == 1 ? "second" : i == 2 ? "third" : "last");
        snprintf(id, sizeof id, "v%d", i);
        corpus_add(&c, id, "reuters.com", headline[i], NULL, text_update(lead, wire_harbor, 1, 7 + (size_t)i * 2, i, 24 + (uint64_t)i));
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "v0");
    assert_non_null(s);
    assert_int_equal(s->n_copies, 4);
    for (int i = 1; i < 4; i++) {
        char a[32], b[32];
        snprintf(a, sizeof a, "v%d", i - 1);
        snprintf(b, sizeof b, "v%d", i);
        assert_true(version_of(r, a) < version_of(r, b));
        assert_int_equal(s->versions[version_of(r, b)].relation, RELATION_UPDATE);
    }
    assert_int_equal(s->versions[version_of(r, "v3")].update_number, 3);
    done(r);
}

/* 26: a new lead, the rest kept, certainly later. */
static void new_lead_and_later(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "first", "apnews.com", "Dock workers walk off the job", "2025-03-04T08:00:00Z",
               text_wire(&t, "VELDHAVEN (AP) - ", wire_harbor));
    corpus_add(&c, "second", "apnews.com", "Mediator called in port strike", "2025-03-04T20:00:00Z",
               text_update("VELDHAVEN (AP) - The government called in a mediator on Tuesday evening as a strike at the port of "
                           "Veldhaven kept dozens of ships at anchor for a first full day.", wire_harbor, 1, 99, 2, 26));
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "first", "second"));
    assert_true(version_of(r, "first") < version_of(r, "second"));
    assert_int_equal(story_with(r, "first")->versions[1].relation, RELATION_UPDATE);
    done(r);
}

/* 27: twelve dead become thirteen, two hours later, without a mark; three outlets still say twelve. */
static void a_number_corrected_without_a_mark(void **state)
{
    char id[32], outlet[48], lead[512];
    const char *twelve;
    (void)state;
    corpus_init(&c);
    text_wire(&t, "TARCOLES VIEJO (AP) - ", wire_dam);
    for (int i = 0; i < 3; i++) {
        snprintf(id, sizeof id, "old%d", i);
        snprintf(outlet, sizeof outlet, "paper%d.example", i);
        corpus_add(&c, id, outlet, "Dam collapse kills 12", "2025-03-07T10:00:00Z", t.s);
    }
    twelve = strstr(wire_dam[0], "12 people");
    snprintf(lead, sizeof lead, "TARCOLES VIEJO (AP) - %.*s13%s", (int)(twelve - wire_dam[0]), wire_dam[0], twelve + 2);
    text_begin(&t);
    text_add(&t, lead);
    text_add_wire(&t, wire_dam, 1, 99);
    corpus_add(&c, "new", "apnews.com", "Dam collapse kills 13", "2025-03-07T12:00:00Z", t.s);
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "new");
    assert_non_null(s);
    assert_int_equal(s->n_copies, 4);
    assert_true(version_of(r, "old0") < version_of(r, "new"));
    assert_int_equal(s->versions[1].relation, RELATION_CORRECTION);
    assert_true(copy_with(r, "old0")->alerts & COPY_STALE);
    assert_true(copy_with(r, "old2")->alerts & COPY_STALE);
    assert_false(copy_with(r, "new")->alerts & COPY_STALE);
    done(r);
}

/* 28: marked as corrected, one name changed, a note that says so. */
/* No mark, no date: two outlets have what is new, so the source wrote it; what one has alone is its own. */
static void an_update_that_two_outlets_have(void **state)
{
    static const char fresh[] = "TARCOLES VIEJO (AP) - Two engineers were led from the offices of the operator on "
        "Saturday in front of cameras, as prosecutors said that a report on cracks had been put away in a drawer.";
    static const char lately[] = "The drawer, a secretary told investigators, was opened every Monday to look for "
        "stamps, and nobody had ever asked what the grey folder in it was about or who had laid it there.";
    static const char own[] = "In Lindale, where many have relatives in the valley, a collection was begun outside the "
        "bakery on Saturday morning, and by noon the two jars on the counter had to be emptied twice.";
    char id[32], outlet[48];
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "%s%d", i < 2 ? "old" : i < 4 ? "new" : "own", i);
        snprintf(outlet, sizeof outlet, "paper%d.example", i);
        text_begin(&t);
        text_add(&t, i == 4 ? own : i < 2 ? wire_dam[0] : fresh);
        if (i == 2 || i == 3) {
            text_add(&t, wire_dam[0]);
            text_add(&t, lately);
        }
        text_add_wire(&t, wire_dam, 1, i == 3 ? 6 : 99);
        corpus_add(&c, id, outlet, "Dam collapse kills 12", NULL, t.s);
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "old0");
    assert_non_null(s);
    assert_int_equal(s->n_copies, 5);
    assert_int_equal(s->n_versions, 2);
    assert_int_equal(version_of(r, "old0"), version_of(r, "old1"));
    assert_int_equal(version_of(r, "new2"), version_of(r, "new3"));
    assert_int_not_equal(version_of(r, "old0"), version_of(r, "new2"));
    assert_int_equal(version_of(r, "own4"), version_of(r, "old0"));
    assert_int_equal(copy_with(r, "new2")->relation, RELATION_VERBATIM);
    assert_int_equal(copy_with(r, "new3")->relation, RELATION_TRIMMED);
    assert_int_equal(copy_with(r, "own4")->relation, RELATION_TRIMMED_EXPANDED);
    done(r);
}

static void a_marked_correction(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (Reuters) - ", wire_harbor);
    corpus_add(&c, "wrong", "paper.example", "Dock workers walk off the job", "2025-03-04T10:00:00Z", t.s);
    text_begin(&t);
    text_add(&t, "(Corrects name of federation president in third paragraph.)");
    text_add_wire(&t, wire_harbor, 0, 2);
    text_add(&t, "\"We did not come to this decision lightly, but our members have carried this port through four hard years and "
                 "they will not be told to wait again,\" federation president Maria Oskarsson told reporters outside Gate 9.");
    text_add_wire(&t, wire_harbor, 3, 99);
    corpus_add(&c, "right", "reuters.com", "CORRECTED-Dock workers walk off the job", "2025-03-04T15:00:00Z", t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "wrong", "right"));
    assert_true(version_of(r, "wrong") < version_of(r, "right"));
    assert_int_equal(story_with(r, "right")->versions[1].relation, RELATION_CORRECTION);
    assert_true(copy_with(r, "wrong")->alerts & COPY_STALE);
    done(r);
}

/* 29: a tag is no version. */
static void refile_and_repeat_are_the_same_version(void **state)
{
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (Reuters) - ", wire_harbor);
    corpus_add(&c, "first", "a.example", "Dock workers walk off the job", "2025-03-04T10:00:00Z", t.s);
    corpus_add(&c, "again", "b.example", "RPT-Dock workers walk off the job", "2025-03-04T11:00:00Z", t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "first", "again"));
    assert_int_equal(story_with(r, "first")->n_versions, 1);
    assert_int_equal(copy_with(r, "again")->headline_relation == HEADLINE_SAME
                         || copy_with(r, "again")->headline_relation == HEADLINE_TAGGED, 1);
    done(r);
}

/* 30: the source withdraws a story that four outlets still show. */
static void a_withdrawn_story(void **state)
{
    char id[32], outlet[48];
    (void)state;
    corpus_init(&c);
    text_wire(&t, "VELDHAVEN (Reuters) - ", wire_harbor);
    for (int i = 0; i < 4; i++) {
        snprintf(id, sizeof id, "live%d", i);
        snprintf(outlet, sizeof outlet, "paper%d.example", i);
        corpus_add(&c, id, outlet, "Dock workers walk off the job", "2025-03-04T10:00:00Z", t.s);
    }
    corpus_add(&c, "kill", "reuters.com", "STORY WITHDRAWN-Dock workers walk off the job", "2025-03-04T18:00:00Z",
               "STORY WITHDRAWN\n\nThe story about dock workers in Veldhaven has been withdrawn because a source was misidentified. "
               "There will be no substitute story. Editors are asked to remove it from their pages.");
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "live0");
    assert_non_null(s);
    assert_int_equal(s->n_notices, 1);
    assert_true(span_is(s->notices[0].id, "kill"));
    for (uint32_t i = 0; i < s->n_copies; i++)
        assert_true(s->copies[i].alerts & COPY_STALE);
    done(r);
}

/* 31: a live page read every hour: one outlet whatever it grows to. */
static void a_live_page_read_every_hour(void **state)
{
    char id[32], date[64];
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "h%d", i);
        snprintf(date, sizeof date, "2025-03-04T%02d:00:00Z", 8 + i);
        text_update("Follow the strike at the port of Veldhaven as it happens, with our reporters at the gates and in town.",
                    wire_harbor, 0, 4 + (size_t)i * 2, 0, 1);
        corpus_add(&c, id, "live.example", "Live: strike at the port", date, t.s)->url =
            corpus_copy("https://live.example/news/strike-at-the-port-of-veldhaven-live-48213");
    }
    struct scan_result *r = scan_all();
    const struct story *s = story_with(r, "h0");
    assert_non_null(s);
    assert_int_equal(s->n_copies, 5);
    assert_int_equal(s->outlets, 1);
    done(r);
}

/* 32: what is left of the morning's story in the evening decides. */
static void a_write_through_that_keeps_little(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "morning", "apnews.com", "Dock workers walk off the job", "2025-03-04T08:00:00Z",
               text_wire(&t, "VELDHAVEN (AP) - ", wire_harbor));
    corpus_add(&c, "evening", "apnews.com", "2nd Ld-Writethru Dock workers walk off the job", "2025-03-04T22:00:00Z",
               text_update("VELDHAVEN (AP) - Riot police cleared two gates of the port of Veldhaven late on Tuesday after clashes in "
                           "which eleven people were hurt.", wire_harbor, 4, 10, 6, 32));
    corpus_add(&c, "night", "apnews.com", "Calm returns to port", "2025-03-05T04:00:00Z",
               text_update("VELDHAVEN (AP) - The gates were quiet before dawn on Wednesday, guarded by three hundred officers from "
                           "the capital.", wire_harbor, 11, 12, 9, 33));
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "morning", "evening"));
    assert_false(one_story(r, "morning", "night"));
    done(r);
}

/* 15: a carrier's own lead on wire copy is its edit, not a version of the agency. */
static void a_carriers_own_lead(void **state)
{
    uint64_t seed = 15;
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "w1", "a.example", "Dam collapse kills 12", "2025-03-07", text_wire(&t, "TARCOLES VIEJO (AFP) - ", wire_dam));
    corpus_add(&c, "w2", "b.example", "Dam collapse kills 12", "2025-03-07", text_wire(&t, "TARCOLES VIEJO (AFP) - ", wire_dam));
    text_begin(&t);
    text_add_noise(&t, &seed, 45);
    text_add_noise(&t, &seed, 40);
    text_add_wire(&t, wire_dam, 2, 10);
    text_add(&t, "With files from AFP");
    corpus_add(&c, "own", "c.example", "Local families wait for news from the flood", "2025-03-07", t.s)->byline =
        corpus_copy("Jane Roe");
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "w1", "own"));
    assert_true(has_relation(r, "own", RELATION_TRIMMED_EXPANDED));
    done(r);
}

/* 68: run again after fourteen months. */
static void an_evergreen_run_again(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "then", "a.example", "What a strike costs", "2024-01-04", text_wire(&t, "(StatePoint) ", wire_harbor));
    corpus_add(&c, "now", "b.example", "What a strike costs", "2025-03-04", text_wire(&t, "(StatePoint) ", wire_harbor));
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "then", "now"));
    assert_int_equal(copy_with(r, "now")->relation, RELATION_VERBATIM);
    assert_true(copy_with(r, "now")->alerts & COPY_EVERGREEN);
    done(r);
}

/* 69: no dates at all. */
static void nothing_is_dated(void **state)
{
    (void)state;
    corpus_init(&c);
    corpus_add(&c, "a", "a.example", "Dock workers walk off the job", NULL, text_wire(&t, NULL, wire_harbor));
    text_begin(&t);
    text_add_wire(&t, wire_harbor, 0, 9);
    corpus_add(&c, "b", "b.example", "Port stands still", NULL, t.s);
    struct scan_result *r = scan_all();
    assert_true(one_story(r, "a", "b"));
    assert_true(copy_with(r, "a")->alerts & COPY_UNDATED);
    assert_true(story_with(r, "a")->first.first > story_with(r, "a")->first.last);
    assert_int_equal(copy_with(r, "b")->relation, RELATION_TRIMMED);
    done(r);
}

/* A chain of write-throughs of which the ends share nothing is not one story. */
static void a_long_chain_comes_apart(void **state)
{
    char id[32], date[64];
    int together = 0;
    uint64_t seed = 99;
    static char paragraph[20][512];
    (void)state;
    corpus_init(&c);
    for (int i = 0; i < 20; i++) {
        text_begin(&t);
        text_add_noise(&t, &seed, 45);
        assert_true(strlen(t.s) < sizeof paragraph[i]);
        memcpy(paragraph[i], t.s, strlen(t.s) + 1);
    }
    for (int v = 0; v < 12; v++) {
        text_begin(&t);
        for (int k = 0; k < 8; k++)
            text_add(&t, paragraph[v + 7 - k]);
        snprintf(id, sizeof id, "v%d", v);
        snprintf(date, sizeof date, "2025-03-04T%02d:00:00Z", v);
        corpus_add(&c, id, "wire.example", "The running story", date, t.s);
    }
    struct scan_result *r = scan_all();
    for (int v = 1; v < 12; v++) {
        char before[32];
        snprintf(before, sizeof before, "v%d", v - 1);
        snprintf(id, sizeof id, "v%d", v);
        together += one_story(r, before, id);
    }
    assert_in_range(together, 6, 10);
    assert_false(one_story(r, "v0", "v11"));
    assert_false(one_story(r, "v1", "v9"));
    done(r);
}

/* --- versions.c by itself --- */

static void versions_in_order(void **state)
{
    struct version_facts v[4] = {
        {.update_number = 2, .date = {1, 0, 0}, .words = 100, .key = 1},
        {.update_number = 1, .date = {1, 0, 0}, .words = 900, .key = 2},
        {.marks = MARK_CORRECTED, .date = {1, 0, 0}, .words = 50, .key = 3},
        {.date = {1, 0, 0}, .words = 300, .key = 4},
    };
    struct version_rank rank[4];
    enum version_order by;
    (void)state;
    assert_true(versions_compare(&v[1], &v[0], &by) < 0);
    assert_int_equal(by, ORDER_NUMBER);
    assert_true(versions_compare(&v[0], &v[2], &by) < 0);
    versions_order(v, 4, rank);
    assert_int_equal(rank[0].index, 3);
    assert_int_equal(rank[1].index, 1);
    assert_int_equal(rank[2].index, 0);
    assert_int_equal(rank[3].index, 2);
    v[0].date = (struct date_interval){100, 200, DATE_SECOND};
    v[3].date = (struct date_interval){300, 400, DATE_SECOND};
    assert_true(versions_compare(&v[0], &v[3], &by) < 0);
    assert_int_equal(by, ORDER_DATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbered_updates_without_dates),
        cmocka_unit_test(new_lead_and_later),
        cmocka_unit_test(a_number_corrected_without_a_mark),
        cmocka_unit_test(an_update_that_two_outlets_have),
        cmocka_unit_test(a_marked_correction),
        cmocka_unit_test(refile_and_repeat_are_the_same_version),
        cmocka_unit_test(a_withdrawn_story),
        cmocka_unit_test(a_live_page_read_every_hour),
        cmocka_unit_test(a_write_through_that_keeps_little),
        cmocka_unit_test(a_carriers_own_lead),
        cmocka_unit_test(an_evergreen_run_again),
        cmocka_unit_test(nothing_is_dated),
        cmocka_unit_test(a_long_chain_comes_apart),
        cmocka_unit_test(versions_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
