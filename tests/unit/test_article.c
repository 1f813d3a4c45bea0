/* What article_analyse makes of pages: roles, credits, headlines, dates, marks; and what it survives. All text here is
 * our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article/agencies.h"
#include "article/analyse.h"
#include "article/bylines.h"
#include "article/dates.h"
#include "article/patterns.h"
#include "base/status.h"

static struct patterns *patterns;
static struct article_analyser *analyser;

static int begin(void **state)
{
    (void)state;
    if (patterns_create(&patterns) < 0)
        return -1;
    const struct article_options o = {.patterns = patterns};
    return article_analyser_create(&o, &analyser);
}

static int end(void **state)
{
    (void)state;
    article_analyser_free(analyser);
    patterns_free(patterns);
    return 0;
}

static struct article analyse_fields(const struct article_fields *f)
{
    struct article a;
    assert_int_equal(article_analyse(analyser, f, &a), RP_OK);
    return a;
}

static struct article analyse(const char *text)
{
    const struct article_fields f = {.text = span_of(text)};
    return analyse_fields(&f);
}

static struct span body_of(const struct article *a, uint32_t i)
{
    return (struct span){a->given.text.p + a->lines[i].body_start, a->lines[i].end - a->lines[i].body_start};
}

/* The line that begins with these bytes. */
static const struct line *line_with(const struct article *a, const char *start)
{
    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        const size_t n = strlen(start);
        if (l->end - l->start >= n && memcmp(a->given.text.p + l->start, start, n) == 0)
            return l;
    }
    fail_msg("no line begins with '%s'", start);
    return NULL;
}

static void assert_role(const struct article *a, const char *start, enum line_role role)
{
    const struct line *l = line_with(a, start);
    if (l->role != role)
        fail_msg("'%s' is %s, not %s", start, line_role_name(l->role), line_role_name(role));
}

static const struct credit *credit_of(const struct article *a, enum credit_role role, const char *name)
{
    for (uint32_t i = 0; i < a->n_credits; i++)
        if (a->credits[i].role == role && (!name || span_is(a->credits[i].name, name)))
            return &a->credits[i];
    return NULL;
}

static void assert_credit(const struct article *a, enum credit_role role, const char *name, double strength)
{
    const struct credit *c = credit_of(a, role, name);
    if (!c)
        fail_msg("no %s credit for %s", credit_role_name(role), name);
    if (c->strength < strength - .01 || c->strength > strength + .01)
        fail_msg("%s credit for %s is %.2f, not %.2f", credit_role_name(role), name, c->strength, strength);
}

static void assert_no_credit(const struct article *a, enum credit_role role)
{
    const struct credit *c = credit_of(a, role, NULL);
    if (c)
        fail_msg("a %s credit: %.*s", credit_role_name(role), (int)c->name.n, c->name.p);
}

#define PROSE1 "The harbour council voted on Tuesday to close the old ferry pier, which has stood empty since the winter storms.\n"
#define PROSE2 "Engineers who looked at the piles in March said that they would not hold another season of ice and heavy swell.\n"
#define PROSE3 "A new landing will be built further west, where the water is deeper and the road does not have to cross the railway.\n"
#define PROSE4 "The work is to begin in the autumn and will cost about nine million crowns, a third of it paid by the county.\n"

/* A page built like the one the project was started from. */
static const char LOOK_ALIKE[] =
    "Current News\n\n/\n\nFjordMax\n\nHarbour council closes the old pier after storm damage\n\n"
    "Ada Berg, Bloomberg News on\n\nPublished in News & Features\n\n" PROSE1 "\n\xC2\xA0\n" PROSE2
    "\nThe owner has not been told, Bloomberg News reported earlier, and was in an interview with CBS News on Monday.\n\n" PROSE3
    PROSE4 "\n\xC2\xA9" "2023 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC.\n\n\xC2\xA0\n\n"
    "Comments\n\nblog comments powered by Disqus";

static void check_sample(const struct article *a, const char *carrier, int year)
{
    assert_credit(a, CREDIT_SOURCE, "Bloomberg", 1.0);
    assert_credit(a, CREDIT_DISTRIBUTOR, "Tribune Content Agency", 1.0);
    assert_non_null(credit_of(a, CREDIT_CARRIER, carrier));
    assert_credit(a, CREDIT_MENTION, "CBS News", 0);
    const struct date_interval y = date_of_year(year);
    assert_int_equal(a->date.precision, DATE_YEAR);
    assert_int_equal(a->date.first, y.first);
    assert_int_equal(a->updated.precision, DATE_NONE);
    uint32_t sources = 0;
    for (uint32_t i = 0; i < a->n_credits; i++)
        sources += a->credits[i].role == CREDIT_SOURCE;
    assert_int_equal(sources, 1);
}

/* The way through a site is longer than many a headline, but it is none. */
static void a_path_is_no_headline(void **state)
{
    static const char *const body =
        "\n\nThe ferry stays in service through the winter after all, the harbour board said on Friday, a day after it "
        "had voted to retire her.\n\nThe board met again at noon, when the medical service warned that it had no other "
        "vessel able to break ice for the doctor's boat.\n";
    static const char *const cases[][2] = {
        {"Home > News > Local\n\nThe Marigold stays", "The Marigold stays"},
        {"Start \xc2\xbb Nachrichten aus Kalden und Umland\n\nDie Marigold bleibt", "Die Marigold bleibt"},
        {"Le conseil : \xc2\xab il reste \xc2\xbb pour tout l'hiver\n\nA la une", "Le conseil : \xc2\xab il reste \xc2\xbb pour tout l'hiver"},
        {"\xc2\xbbSie bleibt\xc2\xab, sagt der Rat\n\nAus dem Rat", "\xc2\xbbSie bleibt\xc2\xab, sagt der Rat"},
    };
    char text[1000];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(text, sizeof text, "%s%s", cases[i][0], body);
        const struct article a = analyse(text);
        if (!span_is(a.headline, cases[i][1]))
            fail_msg("'%.*s', not '%s'", (int)a.headline.n, a.headline.p, cases[i][1]);
    }
}

static void test_look_alike(void **state)
{
    (void)state;
    const struct article a = analyse(LOOK_ALIKE);
    check_sample(&a, "FjordMax", 2023);
    assert_true(span_is(a.headline, "Harbour council closes the old pier after storm damage"));
    assert_true(span_is(a.byline, "Ada Berg"));
    assert_true(span_is(a.outlet, "FjordMax"));
    assert_role(&a, "Current News", ROLE_CRUMB);
    assert_role(&a, "Harbour council", ROLE_HEADLINE);
    assert_role(&a, "Ada Berg", ROLE_BYLINE);
    assert_role(&a, "Published in", ROLE_SECTION);
    assert_role(&a, "The owner", ROLE_BODY);
    assert_role(&a, "\xC2\xA9", ROLE_COPYRIGHT);
    assert_role(&a, "Comments", ROLE_COMMENTS);
    assert_true(a.body_words > 80 && a.body_words < 120);
}

static void test_shared_sample(void **state)
{
    (void)state;
    FILE *f = fopen("../shared/data/sample-article.txt", "rb");
    if (!f)
        skip();
    static char text[1 << 16];
    const size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    const struct article_fields fields = {.text = {text, n}};
    const struct article a = analyse_fields(&fields);
    check_sample(&a, "ArcaMax", 2025);
    uint32_t body = 0;
    for (uint32_t i = 0; i < a.n_lines; i++)
        body += a.lines[i].role == ROLE_BODY;
    assert_int_equal(body, 13);
}

/* --- credits --------------------------------------------------------------------------------- */

static void test_datelines(void **state)
{
    (void)state;
    static const struct {
        const char *line, *source, *body;
    } cases[] = {
        {"OSLO (AP) \xE2\x80\x94 The council voted on Tuesday to close the old ferry pier, which has stood empty for years.",
         "The Associated Press", "The council"},
        {"OSLO, March 3 (Reuters) - The council voted on Tuesday to close the old ferry pier, which has stood empty for years.",
         "Reuters", "The council"},
        {"(Bloomberg) -- The council voted on Tuesday to close the old ferry pier, which has stood empty for years.",
         "Bloomberg", "The council"},
        {"KAZAN, March 9. /TASS/. The council voted on Tuesday to close the old ferry pier, which has stood for years.",
         "TASS", "The council"},
        {"Madrid, 4 mar (EFE).- El consejo del puerto de la ciudad ha votado el martes a favor de cerrar el viejo muelle.",
         "EFE", "El consejo"},
        {"(ANSA) - MILANO, 4 MAR - Il consiglio del porto ha votato la chiusura del vecchio molo, vuoto da anni e anni.",
         "ANSA", "Il consiglio"},
        {"Berlin (dpa) - Der Rat der Stadt hat am Dienstag beschlossen, die alte Brücke im Hafen nicht mehr zu öffnen.",
         "dpa", "Der Rat"},
        {"新华社上海3月8日电 市议会星期二投票决定关闭旧渡轮码头，该码头自冬季风暴以来一直空置，新码头将建在西边水更深的地方。", "Xinhua",
         "市议会"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s\n%s%s", cases[i].line, PROSE2, PROSE3);
        const struct article a = analyse(text);
        assert_credit(&a, CREDIT_SOURCE, cases[i].source, .95);
        assert_int_equal(a.lines[0].role, ROLE_BODY);
        assert_int_equal(memcmp(body_of(&a, 0).p, cases[i].body, strlen(cases[i].body)), 0);
    }
}

/* E57, E55: what names an agency and credits nothing. */
static void test_mentions_and_photos(void **state)
{
    (void)state;
    const struct article a = analyse(
        "By Ada Berg\n" PROSE1
        "A captain told AFP that he would miss the pier, and the mayor told AFP and the Associated Press so too on Tuesday.\n"
        "The China Global Television Network (CGTN) showed the pier in a film that was seen by many on Tuesday evening.\n"
        "(AP Photo/Luis Ortega)\n" PROSE2 PROSE3 "Mei Lin/Fjord Tribune/TNS\n");
    assert_no_credit(&a, CREDIT_SOURCE);
    assert_no_credit(&a, CREDIT_DISTRIBUTOR);
    assert_credit(&a, CREDIT_MENTION, "Agence France-Presse", 0);
    assert_true(a.marks & MARK_PHOTO_CREDIT);
    assert_role(&a, "(AP Photo", ROLE_PHOTO_CREDIT);
    assert_role(&a, "Mei Lin/", ROLE_PHOTO_CREDIT);
    assert_true(span_is(a.byline, "Ada Berg"));
}

/* Words of a mention begin anywhere in scripts without spaces, and not always with a capital; what stands around them
 * is cut between letters. */
static void test_mentions_in_any_script(void **state)
{
    (void)state;
    static const struct {
        const char *line, *agency;
    } cases[] = {
        {"他们在港口等了一整天，据新华社报道，还有三件事没有谈妥，当中包括码头的租金，有关部门星期二没有证实，渡船也没有开。", "Xinhua"},
        {"会议开到深夜，法新社报道说，船主们在最后一刻离开了会场，谁也没有签字，明天上午还要再谈一次，地点没有改变。", "Agence France-Presse"},
        {"Der Hafen blieb geschlossen, wie dpa berichtete, und die Schiffer warteten bis zum Abend auf eine Antwort.", "dpa"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s\n%s", PROSE1, cases[i].line, PROSE2);
        const struct article a = analyse(text);
        assert_credit(&a, CREDIT_MENTION, cases[i].agency, 0);
    }
}

/* E50: a call sign is the station's own on its own host, a wire elsewhere. */
static void test_stations(void **state)
{
    (void)state;
    const char text[] = "HELENA, Mont. (KTVH) \xE2\x80\x94 The council voted on Tuesday to close the old ferry pier for good.\n" PROSE2 PROSE3;
    const struct article_fields own = {.url = span_of("https://www.ktvh.com/news/pier"), .text = span_of(text)},
                                other = {.url = span_of("https://fjordnytt.example/pier"), .text = span_of(text)};
    const struct article a = analyse_fields(&own);
    assert_no_credit(&a, CREDIT_SOURCE);
    const struct article b = analyse_fields(&other);
    assert_credit(&b, CREDIT_SOURCE, "KTVH", .95);
}

/* E51 and the own (c) line. */
static void test_own_host(void **state)
{
    (void)state;
    const char text[] = PROSE1 PROSE2 PROSE3 "\xC2\xA9 2021 Fjordnytt Media, LLC. All rights reserved.\n";
    const struct article_fields site = {.url = span_of("http://www.fjordnytt.no/a/pier-story-1"), .text = span_of(text)};
    const struct article a = analyse_fields(&site);
    assert_no_credit(&a, CREDIT_SOURCE);
    assert_credit(&a, CREDIT_CARRIER, "Fjordnytt Media, LLC", 1.0);
    assert_true(span_is(a.outlet, "fjordnytt.no"));
    const struct article_fields ap = {.url = span_of("https://apnews.com/article/pier-0123456"), .text = span_of(PROSE1 PROSE2)};
    const struct article b = analyse_fields(&ap);
    assert_int_equal(b.own_agency, agency_find(span_of("AP")));
    assert_non_null(credit_of(&b, CREDIT_SOURCE, "The Associated Press"));
}

static void test_tails(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum credit_role role;
        const char *name;
        double strength;
    } cases[] = {
        {"Copyright 2021 The Associated Press. All rights reserved. This material may not be published, broadcast or rewritten.",
         CREDIT_SOURCE, "The Associated Press", 1.0},
        {"\xC2\xA9" "2017 Miami Herald, Distributed by Tribune Content Agency, LLC.", CREDIT_SOURCE, "Miami Herald", 1.0},
        {"The-CNN-Wire \xE2\x84\xA2 & \xC2\xA9 2022 Cable News Network, Inc., a Warner Bros. Discovery Company. All rights reserved.",
         CREDIT_SOURCE, "CNN", 1.0},
        {"This article is republished from The Conversation under a Creative Commons license. Read the original article.",
         CREDIT_SOURCE, "The Conversation", .9},
        {"This story was originally published by ProPublica.", CREDIT_SOURCE, "ProPublica", .9},
        {"This story was produced by Fjord Labs and reviewed and distributed by Stacker.", CREDIT_DISTRIBUTOR, "Stacker", .9},
        {"(With files from Sputnik | Reuters | AFP)", CREDIT_SOURCE, "Reuters", .5},
        {"With inputs from PTI", CREDIT_SOURCE, "Press Trust of India", .5},
        {"The Associated Press contributed to this report.", CREDIT_SOURCE, "The Associated Press", .5},
        {"The post Council closes pier appeared first on Fjordnytt.", CREDIT_SOURCE, "Fjordnytt", .9},
        {"--With assistance from Luis Ortega.", CREDIT_ASSIST, "Luis Ortega", .5},
        {"来源：新华网", CREDIT_SOURCE, "Xinhua", .9},
        {"Πηγή: ΑΠΕ-ΜΠΕ", CREDIT_SOURCE, "AMNA", .9},
        {"출처: 연합뉴스", CREDIT_SOURCE, "Yonhap News Agency", .9},
        {"(ITALPRESS).", CREDIT_SOURCE, "ITALPRESS", .9},
        {"(avec AFP)", CREDIT_SOURCE, "Agence France-Presse", .5},
        {"This report by The Canadian Press was first published Feb. 3, 2023.", CREDIT_SOURCE, "The Canadian Press", .95},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s%s%s\n", PROSE1, PROSE2, PROSE3, cases[i].line);
        const struct article a = analyse(text);
        assert_credit(&a, cases[i].role, cases[i].name, cases[i].strength);
        char start[8] = {0};
        memcpy(start, cases[i].line, 7); /* the CNN line is cut in two */
        if (line_with(&a, start)->role == ROLE_BODY)
            fail_msg("body: %s", cases[i].line);
        /* glued to the last paragraph it is found as well, where that is usual */
        if (cases[i].line[0] != '(' && strncmp(cases[i].line, "The post", 8) != 0 && (unsigned char)cases[i].line[0] < 0xCE) {
            snprintf(text, sizeof text, "%s%s%.*s %s\n", PROSE1, PROSE2, (int)strlen(PROSE3) - 1, PROSE3, cases[i].line);
            const struct article g = analyse(text);
            assert_credit(&g, cases[i].role, cases[i].name, cases[i].strength);
            assert_role(&g, "A new landing", ROLE_BODY);
        }
    }
}

/* E56, E59: licences and feeds. */
static void test_marks_of_notices(void **state)
{
    (void)state;
    const struct article a = analyse(
        PROSE1 PROSE2 "This article is republished from The Conversation under a Creative Commons license. Read the original article.\n");
    assert_true(a.marks & MARK_NO_DERIVATIVES);
    const struct article b = analyse(
        "Pune, Jan 14 (PTI) The council voted on Tuesday to close the old ferry pier, which has stood empty since winter.\n" PROSE2
        "(Except for the headline, this story has not been edited by Fjord TV staff and is published from a syndicated feed.)\n");
    assert_true(b.marks & MARK_FEED_NOTICE);
    assert_credit(&b, CREDIT_SOURCE, "Press Trust of India", .95);
    assert_credit(&b, CREDIT_CARRIER, "Fjord TV", .9);
    const struct article c = analyse(
        "OSLO, Feb. 3, 2026 /PRNewswire/ -- Nordlys Robotics today opened a plant that will build ferries without crews.\n" PROSE2
        "SOURCE Nordlys Robotics\n");
    assert_true(c.marks & MARK_PRESS_RELEASE);
    assert_credit(&c, CREDIT_SOURCE, "PR Newswire", .95);
    assert_int_equal(agency_class(credit_of(&c, CREDIT_SOURCE, "PR Newswire")->agency), AGENCY_PRESS_RELEASE);
}

static void test_fields(void **state)
{
    (void)state;
    const struct article_fields f = {.text = span_of(PROSE1 PROSE2), .byline = span_of("AFP AFP"),
                                     .outlet = span_of("Fjord Weekly"), .credit_hint = span_of("Reuters")};
    const struct article a = analyse_fields(&f);
    assert_credit(&a, CREDIT_SOURCE, "Agence France-Presse", .85);
    assert_credit(&a, CREDIT_SOURCE, "Reuters", .85);
    assert_credit(&a, CREDIT_CARRIER, "Fjord Weekly", .9);
    assert_int_equal(credit_of(&a, CREDIT_SOURCE, "Reuters")->line, LINE_FIELD);
    const struct article_fields g = {.text = span_of(PROSE1 PROSE2), .byline = span_of("Ada Berg and Luis Ortega")};
    const struct article b = analyse_fields(&g);
    assert_no_credit(&b, CREDIT_SOURCE);
    assert_true(span_is(b.byline, "Ada Berg and Luis Ortega"));
}

static int learn_bylines(struct bylines *b, const struct article *a)
{
    uint64_t names[BYLINE_NAMES];
    uint16_t agency;
    const size_t n = bylines_anchored(a, &agency, names);
    return bylines_learn(b, agency, names, n);
}

static void test_bylines(void **state)
{
    (void)state;
    struct bylines *b, *c;
    assert_int_equal(bylines_create(&b), RP_OK);
    assert_int_equal(bylines_create(&c), RP_OK);
    for (int i = 0; i < 4; i++) {
        const struct article a = analyse(i < 3 ? "Pier closes in the old harbour town\nAda Berg, Bloomberg News\n" PROSE1 PROSE2
                                               : "Pier closes in the old harbour town\nAda Berg, Reuters\n" PROSE1 PROSE2);
        assert_int_equal(learn_bylines(i & 1 ? b : c, &a), RP_OK);
    }
    assert_int_equal(bylines_lookup(b, span_of("Ada Berg")), AGENCY_NONE); /* one of each */
    assert_int_equal(bylines_merge(b, c), RP_OK);
    assert_int_equal(bylines_lookup(b, span_of("Ada Berg and Luis Ortega")), agency_find(span_of("Bloomberg")));
    assert_int_equal(bylines_lookup(b, span_of("Luis Ortega")), AGENCY_NONE);
    bylines_free(b);
    bylines_free(c);
}

/* --- versions -------------------------------------------------------------------------------- */

static void test_version_marks(void **state)
{
    (void)state;
    static const struct {
        const char *headline, *text;
        uint32_t mark, number;
    } cases[] = {
        {"UPDATE 3-Council closes pier", PROSE1 PROSE2, MARK_UPDATE, 3},
        {"WRAPUP 1-Piers close on three coasts", PROSE1 PROSE2, MARK_WRAPUP, 0},
        {"CORRECTED-Council closes pier", PROSE1 PROSE2, MARK_CORRECTED, 0},
        {"REFILE-Council closes pier", PROSE1 PROSE2, MARK_REFILE, 0},
        {"RPT-Council closes pier", PROSE1 PROSE2, MARK_REPEAT, 0},
        {"BC-NO--Old Pier,2nd Ld-Writethru", PROSE1 PROSE2, MARK_WRITETHRU, 2},
        {"STORY WITHDRAWN-Council closes pier", "The story on the pier is withdrawn. It will not be replaced by another.\n",
         MARK_WITHDRAWN, 0},
        {"Council closes pier", "(Updates with mayor's comment in third paragraph.)\n" PROSE1 PROSE2, MARK_UPDATE_NOTE, 0},
        {"Council closes pier", "(Corrects spelling of river in paragraph 2)\n" PROSE1 PROSE2, MARK_CORRECTION_NOTE, 0},
        {"Council closes pier", PROSE1 PROSE2 "CORRECTION: An earlier text gave the wrong river.\n", MARK_CORRECTION_NOTE, 0},
        {"Council closes pier", PROSE1 PROSE2 "This story has been updated with comments.\n", MARK_UPDATE_NOTE, 0},
        {"Council closes pier", PROSE1 PROSE2 "An earlier version of this story misspelled a name.\n", MARK_CORRECTION_NOTE, 0},
        {"Council closes pier", "The council voted to close the pier, which has stood empty since the winter… [+612 chars]", MARK_STUB, 0},
        {"Council closes pier", PROSE1 PROSE2 "Subscribe to continue reading this article\n", MARK_PAYWALLED, 0},
        {"Council closes pier", "Sponsored content\n" PROSE1 PROSE2, MARK_SPONSORED, 0},
        {"Council closes pier", "Council closes pier\nMore soon.\n", MARK_HEADLINE_ONLY, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct article_fields f = {.headline = span_of(cases[i].headline), .text = span_of(cases[i].text)};
        const struct article a = analyse_fields(&f);
        if (!(a.marks & cases[i].mark) || a.update_number != cases[i].number)
            fail_msg("%s: marks %x, number %u", cases[i].headline, a.marks, a.update_number);
        /* notes are kept out of the body */
        if (cases[i].mark & (MARK_UPDATE_NOTE | MARK_CORRECTION_NOTE | MARK_PAYWALLED))
            for (uint32_t k = 0; k < a.n_lines; k++)
                if (a.lines[k].role == ROLE_BODY)
                    assert_true(memcmp(body_of(&a, k).p, "The harbour", 11) == 0 || memcmp(body_of(&a, k).p, "Engineers", 9) == 0);
    }
    const struct article plain = analyse("Council closes pier in the harbour town\n" PROSE1 PROSE2);
    assert_int_equal(plain.marks, 0);
}

/* --- roles ----------------------------------------------------------------------------------- */

static void test_roles(void **state)
{
    (void)state;
    const struct article a = analyse(
        "Skip to main content\nShare on Facebook\nCouncil closes the old pier after storms\nBy Ada Berg\n"
        "Updated 0915 GMT (1715 HKT) March 3, 2020\n" PROSE1 PROSE2 "A place in the west\n" PROSE3
        "Advertisement\n" PROSE4 PROSE2 "Related stories:\nFerry captains take up painting\nWhat the ice does to wood\n"
        "Sign up for our morning newsletter\n3 Comments\nI never liked that pier, and I have told them so for more than forty years, as all my neighbours "
        "know who have sat with me on the bench in front of it and looked at the water and the boats going out and coming in again.\n"
        "\xC2\xA9 2020 Fjordnytt AS\n");
    assert_role(&a, "Skip to", ROLE_CRUMB);
    assert_role(&a, "Share on", ROLE_SHARE);
    assert_role(&a, "Council closes", ROLE_HEADLINE);
    assert_role(&a, "By Ada", ROLE_BYLINE);
    assert_role(&a, "Updated", ROLE_DATE);
    assert_role(&a, "The harbour", ROLE_BODY);
    assert_role(&a, "A place in the west", ROLE_BODY); /* a cross-head between two paragraphs */
    assert_role(&a, "Advertisement", ROLE_CRUMB);
    assert_role(&a, "Related", ROLE_RELATED);
    assert_role(&a, "Ferry captains", ROLE_RELATED);
    assert_role(&a, "Sign up", ROLE_SUBSCRIBE);
    assert_role(&a, "3 Comments", ROLE_COMMENTS);
    assert_role(&a, "I never liked", ROLE_AFTER_END); /* E47 */
    assert_int_equal(a.updated.precision, DATE_MINUTE);
    uint32_t engineers = 0, furniture = 0;
    for (uint32_t i = 0; i < a.n_lines; i++) {
        const bool twice = body_of(&a, i).n > 9 && memcmp(body_of(&a, i).p, "Engineers", 9) == 0;
        engineers += twice && a.lines[i].role == ROLE_BODY;
        furniture += twice && a.lines[i].role == ROLE_FURNITURE;
    }
    assert_int_equal(engineers, 1); /* E74: a paragraph repeated in one document counts once */
    assert_int_equal(furniture, 1);
}

/* E39: numbers are the body of a page about numbers, and are not where an article happens to stand beside some. */
static void test_lists_of_numbers(void **state)
{
    (void)state;
    const struct article drawn = analyse(
        "Numbers drawn in Corvane\nThe winning numbers in Monday's drawing of the Seven Rivers lottery were these:\n"
        "20-23-26-31-38\nPick 4 Evening\n02-05-06-08\nCash 5\n05-07-10-20-22\n"
        "Tickets can be bought until the evening of the drawing at every store that has the sign of the lottery in its window.\n");
    assert_role(&drawn, "20-23-26-31-38", ROLE_BODY);
    assert_role(&drawn, "05-07-10-20-22", ROLE_BODY);
    assert_true(drawn.body_words > 30);
    const struct article prose = analyse("Council closes pier in the harbour town\n20-23-26-31-38\n" PROSE1 PROSE2 PROSE3 PROSE4);
    assert_role(&prose, "20-23-26-31-38", ROLE_CRUMB);
}

/* "Most read" amid an article, a teaser under each headline: the article goes on behind them. One headline and a
 * paragraph are no such list. */
static void test_teasers_amid(void **state)
{
    static const char before[] =
        "By Ann Abbot\nJune 11, 2018\n"
        "The harbour of Fjordby was closed to ships of more than two hundred tons on Monday, the harbour master said.\n"
        "It will be open again when the new pier, which was begun in May, can carry a crane, he said at the town hall.\n"
        "Most Read\n";
    static const char teasers[] =
        "Captains take up painting in winter\n"
        "Men who have been at sea for thirty years show what they have seen there in a school at the end of the road.\n"
        "What the ice does to old wood\n"
        "The bridges of the outer islands were built for warmer years, an engineer says, and will have to be mended.\n";
    static const char after[] =
        "Elodie Lind sells fish there to people from the town, and could not tell what she will live on until the autumn.\n"
        "The town will pay for half of what is lost by those who have a stall on the pier, the mayor said on Monday.\n";
    char text[4096];
    (void)state;
    snprintf(text, sizeof text, "%s%s%s", before, teasers, after);
    struct article a = analyse(text);
    assert_role(&a, "Men who have been", ROLE_RELATED);
    assert_role(&a, "The bridges of the outer", ROLE_RELATED);
    assert_role(&a, "Elodie Lind", ROLE_BODY);
    snprintf(text, sizeof text, "%sCaptains take up painting in winter\n%s", before, after);
    a = analyse(text);
    assert_role(&a, "Captains take up", ROLE_RELATED);
    assert_role(&a, "Elodie Lind", ROLE_BODY);
}

/* The same in front of the article, which begins below its date; without one these are its own parts. */
static void test_teasers_in_front(void **state)
{
    static const char teasers[] =
        "Top stories\n"
        "Captains take up painting in winter\n"
        "Men who have been at sea for thirty years show what they have seen there in a school at the end of the road.\n"
        "What the ice does to old wood\n"
        "The bridges of the outer islands were built for warmer years, an engineer says, and will have to be mended.\n";
    static const char story[] =
        "The harbour of Fjordby was closed to ships of more than two hundred tons on Monday, the harbour master said.\n"
        "It will be open again when the new pier, which was begun in May, can carry a crane, he said at the town hall.\n";
    char text[4096];
    (void)state;
    snprintf(text, sizeof text, "%sHarbour of Fjordby closed to ships\nBy Ann Abbot\nJune 11, 2018\n%s", teasers, story);
    struct article a = analyse(text);
    assert_role(&a, "Men who have been", ROLE_RELATED);
    assert_role(&a, "The bridges of the outer", ROLE_RELATED);
    assert_role(&a, "The harbour of Fjordby", ROLE_BODY);
    assert_true(span_is(a.headline, "Harbour of Fjordby closed to ships"));
    assert_true(span_is(a.byline, "Ann Abbot"));
    snprintf(text, sizeof text, "%s%s", teasers, story);
    a = analyse(text);
    assert_role(&a, "Men who have been", ROLE_BODY);
}

/* Text that was broken at some width is what it was before, whatever letter a line begins with. */
/* Text broken into lines of a narrow column is body from end to end; labels in small letters are not. */
static void test_wrapped_lines(void **state)
{
    (void)state;
    const struct article a = analyse(
        "Home\n"
        "The harbour of Fjordby will be\n"
        "closed to ships of more than two\n"
        "hundred tons until the new pier,\n"
        "begun in May, can carry a crane\n"
        "again, said the harbour master.\n"
        "\n"
        "\xC3\x89lodie Lind sells fish there to\n"
        "Norwegians; she could not tell us\n"
        "what she thinks of it.\n"
        "more of this\n"
        "the harbour page\n");
    assert_role(&a, "The harbour of Fjordby", ROLE_BODY);
    assert_role(&a, "\xC3\x89lodie Lind", ROLE_BODY);
    assert_role(&a, "Home", ROLE_CRUMB);
    assert_int_equal(a.n_lines, 5);
    for (uint32_t i = a.n_lines - 2; i < a.n_lines; i++)
        assert_int_not_equal(a.lines[i].role, ROLE_BODY);
    const struct article brief = analyse( /* three such lines are enough when all are full */
        "Home\n"
        "The harbour of Fjordby will be\n"
        "closed to ships of more than two\n"
        "hundred tons until the new pier,\n"
        "begun in May, is open.\n"
        "Elodie Lind sells fish there to\n"
        "Norwegians; she waits.\n");
    assert_int_equal(brief.n_lines, 3);
    const struct article list = analyse("notes from the harbour of old\nferries of the north\nweather at the outer cape\n"
                                        "sea\n");
    assert_int_equal(list.n_lines, 4);
}

/* Lines of uneven length stay for themselves, and are text where each goes on with the one before. */
static void test_uneven_lines(void **state)
{
    (void)state;
    const struct article a = analyse(
        "Home\n"
        "The harbour of Fjordby will\n"
        "be closed to ships of more than two hundred\n"
        "tons until the new\n"
        "pier, begun in May, can carry a crane\n"
        "again, so said the\n"
        "harbour master; her sister, who sells fish there,\n"
        "\xC3\xA9tait absente.\n"
        "more of this\n"
        "the harbour page\n");
    assert_role(&a, "The harbour of Fjordby", ROLE_BODY);
    assert_role(&a, "be closed to ships", ROLE_BODY);
    assert_role(&a, "pier, begun", ROLE_BODY);
    assert_role(&a, "\xC3\xA9tait absente", ROLE_BODY);
    assert_role(&a, "Home", ROLE_CRUMB);
    for (uint32_t i = a.n_lines - 2; i < a.n_lines; i++)
        assert_int_not_equal(a.lines[i].role, ROLE_BODY);
}

/* Headlines of other stories stand amid an article of short paragraphs, which goes on behind them. */
static void test_article_goes_on(void **state)
{
    (void)state;
    const struct article a = analyse(
        "Pier of Fjordby to be closed\n"
        "The harbour of Fjordby will be closed to large ships until the autumn, the master said on Monday.\n"
        "The new pier can not yet carry a crane.\n"
        "Related stories\n"
        "Bridge at Lindby opened again\n"
        "Fish dearer than last year\n"
        "She had told the board in May that it was too weak.\n"
        "Nobody on the board would say who is to pay for the work.\n");
    assert_role(&a, "Bridge at Lindby", ROLE_RELATED);
    assert_role(&a, "Fish dearer", ROLE_RELATED);
    assert_role(&a, "She had told", ROLE_BODY);
    assert_role(&a, "Nobody on the board", ROLE_BODY);
}

/* Nothing is deleted: lines are in order, inside the text, and every byte that is not blank is in one. */
static void assert_covers(const struct article *a)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        assert_true(at <= l->start && l->start < l->end && l->end <= a->given.text.n);
        assert_true(l->body_start >= l->start && l->body_start <= l->end);
        assert_true(l->role < ROLES && l->role != ROLE_BLANK);
        for (; at < l->start; at++) {
            const unsigned char c = (unsigned char)a->given.text.p[at];
            assert_true(c <= ' ' || c >= 0x7F);
        }
        at = l->end;
    }
    for (uint32_t i = 0; i < a->n_credits; i++)
        assert_true(a->credits[i].line == LINE_FIELD || a->credits[i].line < a->n_lines);
}

static void test_short_documents(void **state)
{
    (void)state;
    const struct article brief = analyse("Pier closed\nThe pier is closed.\n");
    assert_true(brief.body_words > 0);
    const struct article none = analyse("");
    assert_int_equal(none.n_lines, 0);
    assert_int_equal(none.body_words, 0);
    const struct article blank = analyse("\n \n\xC2\xA0\n\t\n");
    assert_int_equal(blank.n_lines, 0);
    const struct article list = analyse("Harbour scores\nOslo 3\nBergen 1\nMoss 4\n");
    assert_true(list.body_words >= 6); /* no prose: all that is not known falls back to body */
    assert_covers(&list);
}

/* --- dates ----------------------------------------------------------------------------------- */

static void test_dates_of_pages(void **state)
{
    (void)state;
    const struct article_fields epoch = {.date = span_of("1970-01-01T00:00:00Z"), .text = span_of(PROSE1)};
    struct article a = analyse_fields(&epoch);
    assert_int_equal(a.date.precision, DATE_NONE);
    assert_true(a.marks & MARK_DATE_REJECTED);
    const struct article_fields crawl = {.date = span_of("2024-05-06T07:08:09Z"), .crawled = span_of("2024-05-06T07:08:09Z"),
                                         .text = span_of(PROSE1)};
    a = analyse_fields(&crawl);
    assert_int_equal(a.date.precision, DATE_NONE); /* E53: re-dated to the moment of the crawl */
    assert_true(a.marks & MARK_DATE_REJECTED);
    const struct article_fields later = {.date = span_of("2024-05-09"), .crawled = span_of("2024-05-06"), .text = span_of(PROSE1)};
    a = analyse_fields(&later);
    assert_true(a.marks & MARK_DATE_REJECTED);
    const struct article_fields cp = {.date = span_of("2023-02-06"),
                                      .text = span_of(PROSE1 PROSE2 "This report by The Canadian Press was first published Feb. 3, 2023.\n")};
    a = analyse_fields(&cp);
    assert_int_equal(a.first_published.precision, DATE_DAY); /* E54 */
    assert_true(date_after(a.date, a.first_published));
    const struct article_fields url = {.url = span_of("https://fjordnytt.example/2021/07/08/pier"), .text = span_of(PROSE1)};
    a = analyse_fields(&url);
    assert_int_equal(a.date.precision, DATE_DAY);
    a = analyse(PROSE1 PROSE2);
    assert_int_equal(a.date.precision, DATE_NONE); /* E69 */
    assert_false(a.marks & MARK_DATE_REJECTED);
}

/* --- hostile text ---------------------------------------------------------------------------- */

static void analyse_bytes(const char *text, size_t n)
{
    const struct article_fields f = {.text = {text, n}};
    const struct article a = analyse_fields(&f);
    assert_covers(&a);
}

static void test_hostile(void **state)
{
    (void)state;
    enum { MEGA = 1 << 20 };
    char *text = malloc(MEGA);
    assert_non_null(text);
    static const char *const units[] = {
        "a", "A ", "(", "By A", "\xC2\xA9 ", "\xFF", "\xE4\xBB", "Reuters ", "1\n", "\n", "\r", "- ", "\xE2\x80\x94", ". (Reporting by ",
        "A B, C D and ", "The post ", "\xC2\xA9 2020 A, ", "(AP) ", "UPDATE 1-", "Comments\n", "By Ada Berg, ", "told AFP ",
        "\xE6\x96\xB0", "This story was ", "A.A.A.", "word. ", "Share\n", "x\n\n", "All contents may not be ",
    };
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        const size_t n = strlen(units[u]);
        for (size_t i = 0; i < MEGA; i++)
            text[i] = units[u][i % n];
        analyse_bytes(text, MEGA);
    }
    memset(text, 0, MEGA);
    analyse_bytes(text, MEGA); /* NULs are blanks */
    for (size_t i = 0; i < MEGA; i++)
        text[i] = "ab\0c d\n"[i % 7];
    analyse_bytes(text, MEGA);
    uint64_t x = 88172645463325252u; /* any bytes at all */
    for (size_t i = 0; i < MEGA; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        text[i] = (char)x;
    }
    for (size_t i = 0; i + 4096 < MEGA; i += 65537)
        analyse_bytes(text + i, 4096);
    analyse_bytes(text, MEGA);
    free(text);
}

static void test_too_large(void **state)
{
    (void)state;
    struct article a;
    const struct article_fields f = {.text = {"", (size_t)1 << 31}};
    assert_int_equal(article_analyse(analyser, &f, &a), RP_ERR_LIMIT);
}

/* The same page gives the same result whatever was analysed before. */
static void test_no_memory_of_pages(void **state)
{
    (void)state;
    const struct article a = analyse(LOOK_ALIKE);
    uint8_t roles[64];
    const uint32_t n = a.n_lines;
    assert_true(n < 64);
    for (uint32_t i = 0; i < n; i++)
        roles[i] = a.lines[i].role;
    const uint32_t credits = a.n_credits;
    (void)analyse("UPDATE 4-Other\nBy AP\n" PROSE1 "(AP Photo/X)\nThis report by The Canadian Press was first published Feb. 3, 2023.\n");
    const struct article b = analyse(LOOK_ALIKE);
    assert_int_equal(b.n_lines, n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(b.lines[i].role, roles[i]);
    assert_int_equal(b.n_credits, credits);
    assert_int_equal(b.marks, 0);
    assert_int_equal(b.first_published.precision, DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_no_headline), cmocka_unit_test(test_look_alike),      cmocka_unit_test(test_shared_sample),
        cmocka_unit_test(test_datelines),       cmocka_unit_test(test_mentions_and_photos),
        cmocka_unit_test(test_mentions_in_any_script),
        cmocka_unit_test(test_stations),        cmocka_unit_test(test_own_host),
        cmocka_unit_test(test_tails),           cmocka_unit_test(test_marks_of_notices),
        cmocka_unit_test(test_fields),          cmocka_unit_test(test_bylines),
        cmocka_unit_test(test_version_marks),   cmocka_unit_test(test_roles),
        cmocka_unit_test(test_lists_of_numbers), cmocka_unit_test(test_wrapped_lines),
        cmocka_unit_test(test_teasers_amid), cmocka_unit_test(test_teasers_in_front),
        cmocka_unit_test(test_uneven_lines),    cmocka_unit_test(test_article_goes_on),
        cmocka_unit_test(test_short_documents), cmocka_unit_test(test_dates_of_pages),
        cmocka_unit_test(test_hostile),         cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_no_memory_of_pages),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
