/* The gate of news.md E, rows 33 to 48: pages that look alike and are not one story. Not one may be joined. */
#include "scan_corpus.h"

static struct corpus c;
static struct page_text t;

static void setup_stories(void)
{
    corpus_init(&c);
}

static void expect_apart(const char *a, const char *b)
{
    struct scan_result *r = corpus_scan(&c);
    assert_partition(r, c.n);
    if (one_story(r, a, b))
        fail_msg("%s and %s were joined", a, b);
    scan_result_free(r);
    corpus_release(&c);
}

/* 33: the day before, same host, same copyright line, one paragraph of background word for word. */
static void shared_background_paragraph(void **state)
{
    (void)state;
    setup_stories();
    text_wire(&t, "SAN TELMO (Reuters) - ", wire_dam);
    text_add(&t, "Copyright 2025 Reuters. All rights reserved.");
    corpus_add(&c, "dam", "example.com", "Dam collapse kills at least 12", "2025-04-25", t.s);
    text_wire(&t, "SAN TELMO (Reuters) - ", wire_before);
    text_add(&t, "Copyright 2025 Reuters. All rights reserved.");
    corpus_add(&c, "before", "example.com", "Highlands brace for worst floods in a generation", "2025-04-24", t.s);
    expect_apart("dam", "before");
}

/* 34: three sentences of standing background in ten stories of a running event, day after day. */
static void standing_sentences(void **state)
{
    static const char standing[] =
        "The strike began after talks over a new contract for crane operators broke down in the spring. More than six "
        "thousand workers belong to the federation, which was founded in 1919. The port handles nearly a third of the "
        "country's fruit and is the second largest after Ambrel.";
    uint64_t seed = 34;
    char id[32], date[64], headline[64];
    (void)state;
    setup_stories();
    for (int i = 0; i < 10; i++) {
        text_begin(&t);
        for (int k = 0; k < 3; k++)
            text_add_noise(&t, &seed, 45);
        text_add(&t, standing);
        text_add_noise(&t, &seed, 30);
        snprintf(id, sizeof id, "day%d", i);
        snprintf(date, sizeof date, "2025-03-%02d", 1 + i);
        snprintf(headline, sizeof headline, "Harbor headline number %c%c", 'a' + i, 'q' - i);
        corpus_add(&c, id, "wire.example", headline, date, t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    for (size_t i = 0; i < r->n_stories; i++)
        assert_int_equal(r->stories[i].n_copies, 1);
    scan_result_free(r);
    corpus_release(&c);
}

/* 35: two reporters quote the same statement. */
static void the_same_statement(void **state)
{
    static const char statement[] =
        "\"We regret deeply what happened on our site and we will support the families in every way we can. Our "
        "engineers are working with the authorities day and night to understand the causes, and we will publish all "
        "that we learn. We ask everybody to respect the privacy of those who mourn, and we thank the firefighters for "
        "their courage and their skill,\" the company said.";
    uint64_t seed = 35;
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        text_add_noise(&t, &seed, 60);
        text_add_noise(&t, &seed, 50);
        text_add(&t, statement);
        text_add_noise(&t, &seed, 60);
        corpus_add(&c, i ? "b" : "a", i ? "b.example" : "a.example", i ? "Fire at plant" : "Blaze hits factory",
                   "2025-03-01", t.s);
    }
    expect_apart("a", "b");
}

/* 36, 37: one template filled anew every day. */
static void weather_of_two_days(void **state)
{
    (void)state;
    setup_stories();
    corpus_add(&c, "mon", "weather.example", "Weather for Monday", "2025-03-03",
               "Monday in Halden will be cloudy with showers in the morning and a high of 11 degrees. Winds from the "
               "northwest will reach 25 kilometers an hour on the coast. The sun rises at 6:48 and sets at 18:02. In "
               "Rygge expect 9 degrees and rain after 14 o'clock. The water at Skarne beach has 5 degrees. The pollen "
               "count is low, and the air quality index stands at 31. On Tuesday it stays cool, with 10 degrees and a "
               "chance of rain of 40 percent. The outlook for Wednesday is 12 degrees, partly sunny and dry.");
    corpus_add(&c, "fri", "weather.example", "Weather for Friday", "2025-03-07",
               "Friday in Halden will be sunny with showers in the evening and a high of 17 degrees. Winds from the "
               "southeast will reach 15 kilometers an hour on the coast. The sun rises at 6:37 and sets at 18:11. In "
               "Rygge expect 16 degrees and rain after 19 o'clock. The water at Skarne beach has 7 degrees. The pollen "
               "count is high, and the air quality index stands at 47. On Saturday it stays warm, with 18 degrees and a "
               "chance of rain of 20 percent. The outlook for Sunday is 15 degrees, partly sunny and dry.");
    expect_apart("mon", "fri");
}

static void market_close_of_two_days(void **state)
{
    (void)state;
    setup_stories();
    corpus_add(&c, "tue", "market.example", "Stocks close higher", "2025-03-04",
               "The Corvane 500 index rose 0.4 percent to 5,211.49 on Tuesday. Shares of Nordkai gained 2.1 percent to "
               "close at 41.20 crowns, and Brightwell added 1.3 percent to 88.14. Ambrel Holding fell 0.6 percent. The "
               "benchmark ten-year bond yielded 3.21 percent, up from 3.18 percent. Crude oil settled at 71.80 dollars a "
               "barrel, down 0.9 percent, and gold at 2,910 dollars an ounce. The crown traded at 10.42 to the dollar "
               "late Tuesday, compared with 10.39 on Monday. Volume came to 412 million shares.");
    corpus_add(&c, "thu", "market.example", "Stocks close lower", "2025-03-06",
               "The Corvane 500 index fell 1.2 percent to 5,140.02 on Thursday. Shares of Tessaly lost 3.4 percent to "
               "close at 17.75 crowns, and Harcourt dropped 2.8 percent to 63.91. Lumo Group rose 0.2 percent. The "
               "benchmark ten-year bond yielded 3.34 percent, up from 3.27 percent. Crude oil settled at 69.15 dollars a "
               "barrel, down 1.7 percent, and gold at 2,934 dollars an ounce. The crown traded at 10.58 to the dollar "
               "late Thursday, compared with 10.47 on Wednesday. Volume came to 537 million shares.");
    expect_apart("tue", "thu");
}

/* 38: one funeral home, two people. */
static void obituaries(void **state)
{
    (void)state;
    setup_stories();
    corpus_add(&c, "agnes", "home.example", "Agnes Holloway, 84", "2025-03-04",
               "Agnes Marie Holloway, 84, of Millbrook, passed away peacefully on March 2, 2025, at Harlan Hospice. She was "
               "born on June 11, 1940, in Tessaly to Walter and Edna Pruitt. She worked as a school librarian for 31 years. "
               "She is survived by her daughters Ruth and Helen and by five grandchildren. Visitation will be held from 4 to "
               "7 p.m. on Thursday at Larch Funeral Home, 12 Elm Street. The service will follow on Friday at 10 a.m. at St. "
               "Anne Church. In lieu of flowers the family asks for gifts to the Millbrook Library Fund.");
    corpus_add(&c, "otto", "home.example", "Otto Lindqvist, 77", "2025-03-11",
               "Otto Karl Lindqvist, 77, of Skarne, passed away peacefully on March 9, 2025, at Mercy Hospital. He was "
               "born on May 3, 1947, in Rygge to Nils and Greta Lindqvist. He worked as a ship carpenter for 40 years. "
               "He is survived by his wife Marit and by two grandchildren. Visitation will be held from 5 to "
               "8 p.m. on Tuesday at Larch Funeral Home, 12 Elm Street. The service will follow on Wednesday at 11 a.m. at "
               "Harbor Chapel. In lieu of flowers the family asks for gifts to the Lifeboat Society.");
    expect_apart("agnes", "otto");
}

/* 40: a law firm and its form letter. */
static void law_firm_letters(void **state)
{
    (void)state;
    setup_stories();
    corpus_add(&c, "nordkai", "release.example", "Penn & Quill reminds Nordkai investors of deadline", "2025-03-04",
               "The law firm of Penn & Quill reminds investors that a class action lawsuit has been filed on behalf of those who "
               "bought shares of Nordkai Holdings Inc. between January 14, 2024 and November 3, 2024. Investors have until "
               "April 7, 2025 to apply to the court to be appointed as lead plaintiff. The complaint alleges that Nordkai "
               "made false and misleading statements about its Veldhaven terminals and failed to disclose that orders from "
               "Corvane had been cancelled. When the truth came out, shares of Nordkai fell by 23 percent. If you bought shares "
               "of Nordkai and suffered a loss, you may contact attorney Miles Harrow without cost or obligation to you. "
               "Penn & Quill represents investors across the nation and has recovered millions of dollars for them.");
    corpus_add(&c, "brightwell", "release.example", "Penn & Quill reminds Brightwell investors of deadline", "2025-03-20",
               "The law firm of Penn & Quill reminds investors that a class action lawsuit has been filed on behalf of those who "
               "bought shares of Brightwell Industries Corp. between May 2, 2023 and December 19, 2024. Investors have until "
               "May 21, 2025 to apply to the court to be appointed as lead plaintiff. The complaint alleges that Brightwell "
               "made false and misleading statements about its Rennes factories and failed to disclose that payments to "
               "Tessaly had been delayed. When the truth came out, shares of Brightwell fell by 31 percent. If you bought shares "
               "of Brightwell and suffered a loss, you may contact attorney Miles Harrow without cost or obligation to you. "
               "Penn & Quill represents investors across the nation and has recovered millions of dollars for them.");
    expect_apart("nordkai", "brightwell");
}

/* 41, 42: a column with its standing introduction, and a briefing with the same headline every morning. */
static void recurring_column(void **state)
{
    static const char intro[] =
        "Every Monday our columnist answers letters from readers about gardens, balconies and everything that grows. "
        "Write to the address at the foot of the page and do not forget to say where you live and which way your "
        "windows face.";
    uint64_t seed = 41;
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        text_add(&t, intro);
        for (int k = 0; k < 4; k++)
            text_add_noise(&t, &seed, 50);
        corpus_add(&c, i ? "second" : "first", "garden.example", "Ask the gardener", i ? "2025-03-10" : "2025-03-03", t.s);
    }
    expect_apart("first", "second");
}

static void morning_briefing(void **state)
{
    uint64_t seed = 42;
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        for (int k = 0; k < 5; k++)
            text_add_noise(&t, &seed, 40);
        corpus_add(&c, i ? "second" : "first", "news.example", "Morning briefing", i ? "2025-03-04" : "2025-03-03", t.s);
    }
    expect_apart("first", "second");
}

/* 43: every other word replaced by a synonym, the headline kept. */
static void spun_copy(void **state)
{
    (void)state;
    setup_stories();
    text_begin(&t);
    text_add_wire(&t, wire_harbor, 0, 3);
    corpus_add(&c, "wire", "wire.example", "Dock workers strike at Veldhaven", "2025-03-04", t.s);
    corpus_add(&c, "spun", "spin.example", "Dock workers strike at Veldhaven", "2025-03-04",
               "Harbor laborers at the seaside town of Veldhaven left their posts Tuesday, stopping box movement in the "
               "nation's number two harbor while 41 vessels sat idle offshore, harbor authorities stated.\n\n"
               "That stoppage by roughly 6,200 hoist drivers, riggers plus tallymen started around 6 in the morning once "
               "discussions about one fresh three-year work agreement collapsed on Monday evening, according to the "
               "Harbor Workers Federation.\n\n"
               "\"This choice was hard for us, yet members who carried the harbor over four tough years refuse to hear that "
               "they must be patient once more,\" its head Marta Oskarsen said to journalists at Gate 9.");
    expect_apart("wire", "spun");
}

/* 45: two agencies at the same meeting, same quotes. */
static void two_agencies_one_meeting(void **state)
{
    uint64_t seed = 45;
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        text_add(&t, i ? "VELDHAVEN (AP) - Ministers met the heads of nine terminal companies late on Tuesday and parted "
                         "without an agreement, officials on both sides said."
                       : "VELDHAVEN, March 4 (Reuters) - A meeting between the government and port employers ended on Tuesday "
                         "night with no deal, according to two people in the room.");
        text_add_noise(&t, &seed, 55);
        text_add(&t, wire_harbor[2]);
        text_add_noise(&t, &seed, 60);
        corpus_add(&c, i ? "ap" : "reuters", i ? "a.example" : "b.example", i ? "No deal in port talks" : "Port talks fail",
                   "2025-03-04", t.s);
    }
    expect_apart("ap", "reuters");
}

/* 46: twenty stories of one site, each with the same block of teasers. */
static void teaser_block_of_a_site(void **state)
{
    static const char *const teaser[] = {
        "Related stories",
        "Why the old lighthouse at Skarne went dark this winter and what the town council intends to do about it before "
        "the ferries return in May.",
        "Five bakeries that still use sourdough from before the war, and the quarrel over which of them has the oldest.",
        "The teacher who taught three generations to swim in the cold fjord says goodbye to her whistle and her bench.",
        "How a retired engineer built a working steam tram in his garage, and why nobody will insure it, not even the "
        "firm he worked for during forty years.",
    };
    uint64_t seed = 46;
    char id[32], headline[64];
    (void)state;
    setup_stories();
    for (int i = 0; i < 20; i++) {
        text_begin(&t);
        text_add_noise(&t, &seed, 60);
        text_add_noise(&t, &seed, 60);
        for (size_t k = 0; k < sizeof teaser / sizeof *teaser; k++)
            text_add(&t, teaser[k]);
        snprintf(id, sizeof id, "s%d", i);
        snprintf(headline, sizeof headline, "Story %c of the day %c", 'a' + i, 'z' - i);
        corpus_add(&c, id, "town.example", headline, "2025-03-04", t.s);
    }
    struct scan_result *r = corpus_scan(&c);
    for (size_t i = 0; i < r->n_stories; i++)
        assert_int_equal(r->stories[i].n_copies, 1);
    scan_result_free(r);
    corpus_release(&c);
}

/* 48 and 16: a page made of two stories bridges nothing and hangs on both. */
static void roundup_between_two_stories(void **state)
{
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        corpus_add(&c, i ? "dam2" : "dam1", i ? "x.example" : "y.example", "Dam collapse kills 12", "2025-03-04",
                   text_wire(&t, NULL, wire_dam));
        corpus_add(&c, i ? "port2" : "port1", i ? "x.example" : "y.example", "Dock workers walk off the job", "2025-03-04",
                   text_wire(&t, NULL, wire_harbor));
    }
    text_begin(&t);
    text_add(&t, "The day in the world, from our desk:");
    text_add_wire(&t, wire_dam, 0, 8);
    text_add_wire(&t, wire_harbor, 0, 9);
    corpus_add(&c, "roundup", "z.example", "World in brief", "2025-03-04", t.s);

    struct scan_result *r = corpus_scan(&c);
    assert_partition(r, c.n);
    assert_true(one_story(r, "dam1", "dam2"));
    assert_true(one_story(r, "port1", "port2"));
    assert_false(one_story(r, "dam1", "port1"));
    assert_null(story_with(r, "roundup"));
    assert_non_null(satellite_of(story_with(r, "dam1"), "roundup"));
    assert_non_null(satellite_of(story_with(r, "port1"), "roundup"));
    assert_int_equal(satellite_of(story_with(r, "port1"), "roundup")->relation, RELATION_ROUNDUP);
    scan_result_free(r);
    corpus_release(&c);
}

/* 20: two briefs of one site. */
static void briefs_of_one_site(void **state)
{
    (void)state;
    setup_stories();
    for (int i = 0; i < 2; i++) {
        text_begin(&t);
        text_add(&t, "Town Courier");
        text_add(&t, i ? wire_brief : wire_brief_other);
        text_add(&t, "Subscribe to our newsletter and never miss a story from your town again.");
        text_add(&t, "All content copyright Town Courier. All rights reserved.");
        corpus_add(&c, i ? "plane" : "bakery", "town.example", i ? "Plane lands on motorway" : "Fire in bakery",
                   "2025-03-04", t.s);
    }
    expect_apart("plane", "bakery");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_background_paragraph),
        cmocka_unit_test(standing_sentences),
        cmocka_unit_test(the_same_statement),
        cmocka_unit_test(weather_of_two_days),
        cmocka_unit_test(market_close_of_two_days),
        cmocka_unit_test(obituaries),
        cmocka_unit_test(law_firm_letters),
        cmocka_unit_test(recurring_column),
        cmocka_unit_test(morning_briefing),
        cmocka_unit_test(spun_copy),
        cmocka_unit_test(two_agencies_one_meeting),
        cmocka_unit_test(teaser_block_of_a_site),
        cmocka_unit_test(roundup_between_two_stories),
        cmocka_unit_test(briefs_of_one_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
