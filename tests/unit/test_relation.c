/* Scenarios of the design's catalogue that two texts decide, by number (E1 ...), on stories of our own. */
#include "test.h"

#include <time.h>

#include "article/article.h"
#include "base/status.h"
#include "relation/relation.h"
#include "wire_texts.h"

enum { TEXT_MAX = 1 << 16, PARAGRAPHS_MAX = 64, DAY = 86400 };

/* --- a document under construction ---------------------------------------------------------------- */

struct story {
    char paragraph[PARAGRAPHS_MAX][2048];
    size_t n;
    char text[TEXT_MAX];
    struct body body;
    struct relation_doc doc;
};

static struct story A, B;
static struct judge judge;
static struct verdict v;
static const struct thresholds *normal;
static uint64_t seed;

static void begin(struct story *s)
{
    s->n = 0;
    s->doc = (struct relation_doc){.headline = span_of("Harbor at a standstill as talks on wages fail"),
                                   .date = {.first = 1, .last = 0}};
}

static void add(struct story *s, const char *paragraph)
{
    assert_true(s->n < PARAGRAPHS_MAX);
    snprintf(s->paragraph[s->n++], sizeof *s->paragraph, "%s", paragraph);
}

static void add_range(struct story *s, const char *const *story, size_t first, size_t last)
{
    for (size_t i = 0; story[i] && i < last; i++)
        if (i >= first)
            add(s, story[i]);
}

static void add_all(struct story *s, const char *const *story)
{
    add_range(s, story, 0, PARAGRAPHS_MAX);
}

static void insert(struct story *s, size_t at, const char *paragraph)
{
    assert_true(s->n < PARAGRAPHS_MAX && at <= s->n);
    memmove(s->paragraph + at + 1, s->paragraph + at, (s->n - at) * sizeof *s->paragraph);
    s->n++;
    snprintf(s->paragraph[at], sizeof *s->paragraph, "%s", paragraph);
}

static void drop(struct story *s, size_t at)
{
    assert_true(at < s->n);
    memmove(s->paragraph + at, s->paragraph + at + 1, (s->n - at - 1) * sizeof *s->paragraph);
    s->n--;
}

static void swap(struct story *s, size_t i, size_t j)
{
    static char spare[sizeof *s->paragraph];
    memcpy(spare, s->paragraph[i], sizeof spare);
    memcpy(s->paragraph[i], s->paragraph[j], sizeof spare);
    memcpy(s->paragraph[j], spare, sizeof spare);
}

/* Everywhere; the text must have it. */
static void replace(struct story *s, const char *from, const char *to)
{
    size_t times = 0;
    for (size_t i = 0; i < s->n; i++) {
        char out[sizeof *s->paragraph] = "", *at = s->paragraph[i];
        for (char *hit; (hit = strstr(at, from)) != NULL; at = hit + strlen(from), times++) {
            const size_t have = strlen(out);
            snprintf(out + have, sizeof out - have, "%.*s%s", (int)(hit - at), at, to);
        }
        const size_t have = strlen(out);
        snprintf(out + have, sizeof out - have, "%s", at);
        memcpy(s->paragraph[i], out, sizeof out);
    }
    if (!times)
        fail_msg("the text has no \"%s\"", from);
}

/* Damages one word in `every`, as scanning does. */
static void add_noise(struct story *s, unsigned every)
{
    for (size_t i = 0; i < s->n; i++)
        for (char *c = s->paragraph[i]; *c; c++)
            if (c[0] == ' ' && c[1] >= 'a' && c[1] <= 'z' && test_below(&seed, every) == 0)
                c[1] = c[1] == 'q' ? 'x' : 'q';
}

static const struct relation_doc *finish(struct story *s)
{
    size_t at = 0;
    for (size_t i = 0; i < s->n; i++)
        at += (size_t)snprintf(s->text + at, sizeof s->text - at, "%s\n\n", s->paragraph[i]);
    assert_true(at < sizeof s->text);
    assert_ok(body_read_text(&s->body, (struct span){s->text, at}));
    s->doc.body = &s->body;
    return &s->doc;
}

static void date(struct story *s, int day, int hour)
{
    const int64_t t = (int64_t)1300000000 / DAY * DAY + (int64_t)day * DAY + hour * 3600;
    s->doc.date = (struct date_interval){t, t + 59, DATE_MINUTE};
}

/* The wire's version in A, an equal copy by somebody else in B. */
static void both(const char *const *story)
{
    begin(&A);
    begin(&B);
    add_all(&A, story);
    add_all(&B, story);
    A.doc.outlet = span_of("wire.example");
    B.doc.outlet = span_of("carrier.example");
}

static void judge_pair(void)
{
    assert_ok(relation_judge(&judge, normal, finish(&A), finish(&B), &v));
}

static void judge_copy(void)
{
    assert_ok(relation_judge_against(&judge, normal, finish(&A), finish(&B), &v));
}

static void assert_relation(enum relation want)
{
    if (v.relation != want)
        fail_msg("%s (row %d: %s), want %s; use %.2f/%.2f of %u/%u, exact %u, longest %u, edit %.3f, blocks -%u +%u, "
                 "slots %u %.2f %.2f, facts %u",
                 relation_name((enum relation)v.relation), v.rule, v.reason, relation_name(want), v.m.use_a, v.m.use_b,
                 v.m.n_a, v.m.n_b, v.m.exact, v.m.longest, v.m.edit, v.m.dropped, v.m.added, v.m.slots, v.m.slot_typed,
                 v.m.slot_share, v.m.facts);
}

static void assert_flags(uint32_t want, uint32_t not_wanted)
{
    for (unsigned i = 0; i < RELATION_FLAGS; i++) {
        if ((want >> i & 1) && !(v.flags >> i & 1))
            fail_msg("flag %s is missing", relation_flag_name(i));
        if ((not_wanted >> i & 1) && (v.flags >> i & 1))
            fail_msg("flag %s is set", relation_flag_name(i));
    }
}

/* Not one story, and no pull towards being one. */
static void assert_apart(void)
{
    if (v.membership != MEMBER_NONE && v.membership != MEMBER_TEMPLATE)
        fail_msg("%s joins", relation_name((enum relation)v.relation));
    assert_true(v.story_edge == 0);
}

static int setup(void **state)
{
    (void)state;
    judge_init(&judge);
    body_init(&A.body);
    body_init(&B.body);
    normal = thresholds_preset(PRESET_NORMAL);
    seed = 42;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    judge_release(&judge);
    body_release(&A.body);
    body_release(&B.body);
    return 0;
}

/* --- copies that must join ------------------------------------------------------------------------ */

static void test_e1_verbatim_under_another_headline(void **state)
{
    (void)state;
    both(wire_harbor);
    B.doc.headline = span_of("Fruit rots while dockers and employers trade accusations");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
    assert_flags(FLAG_NEW_HEADLINE, FLAG_FACTS_CHANGED | FLAG_REORDERED | FLAG_LEAD_CHANGED);
    assert_int_equal(v.membership, MEMBER_CORE);
    assert_true(v.story_edge == 1 && v.match == 100);
}

static void test_e2_same_page(void **state)
{
    (void)state;
    both(wire_harbor);
    A.doc.item = B.doc.item = 77;
    judge_pair();
    assert_relation(RELATION_SAME_PAGE);
    assert_flags(FLAG_MIRROR, 0);
    drop(&B, 12), drop(&B, 11), drop(&B, 10); /* E3: page one of two */
    B.doc.item = 78;
    judge_pair();
    assert_relation(RELATION_TRIMMED);
}

static void test_e4_house_style(void **state)
{
    (void)state;
    both(wire_harbor);
    replace(&B, "percent", "per cent");
    replace(&B, "labor", "labour");
    replace(&B, "1,800", "1800");
    replace(&B, "favor", "favour");
    replace(&B, "\"", "\u201c");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
    assert_flags(FLAG_HOUSE_STYLE, FLAG_FACTS_CHANGED);
}

static void test_e5_mojibake(void **state)
{
    (void)state;
    both(wire_harbor);
    replace(&A, "country's", "country\u2019s");
    replace(&B, "country's", "country\u00e2\u20ac\u2122s");
    replace(&B, "anybody's", "anybody\uFFFDs");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
}

static void test_e6_capitals_and_drop_cap(void **state)
{
    (void)state;
    both(wire_harbor);
    replace(&B, "Dock workers in the harbor city of Veldhaven", "D OCK WORKERS IN THE HARBOR CITY OF VELDHAVEN");
    judge_pair();
    assert_true(v.relation == RELATION_VERBATIM || v.relation == RELATION_LIGHT_EDIT);
    both(wire_harbor);
    replace(&B, "Dock workers", "D ock workers");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
}

static void test_e7_noise(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        both(round % 2 ? wire_dam : wire_harbor);
        add_noise(&B, 20);
        judge_pair();
        assert_true(v.relation == RELATION_LIGHT_EDIT || v.relation == RELATION_EDITED);
        both(round % 2 ? wire_dam : wire_harbor);
        add_noise(&B, 10);
        judge_pair();
        assert_true(v.relation == RELATION_LIGHT_EDIT || v.relation == RELATION_EDITED);
        assert_int_equal(v.membership, MEMBER_CORE);
    }
}

/* A misread word is met once, what it stands for elsewhere too: which of the two was changed is told either way round. */
static void test_changed_side(void **state)
{
    (void)state;
    seed = 7;
    both(wire_harbor);
    add_noise(&B, 8);
    judge_pair();
    assert_non_null(v.alignment);
    assert_int_equal(relation_changed_side(&A.doc, &B.doc, &v), 1);
    assert_ok(relation_judge(&judge, normal, &B.doc, &A.doc, &v));
    assert_int_equal(relation_changed_side(&B.doc, &A.doc, &v), -1);
    both(wire_harbor);
    judge_pair();
    assert_int_equal(relation_changed_side(&A.doc, &B.doc, &v), 0);
}

static void test_e8_e9_cut_from_the_tail(void **state)
{
    (void)state;
    for (size_t kept = 4; kept < 13; kept++) {
        begin(&A);
        begin(&B);
        add_all(&A, wire_harbor);
        add_range(&B, wire_harbor, 0, kept);
        judge_pair();
        assert_relation(RELATION_TRIMMED);
        assert_false(v.swapped);
        assert_flags(FLAG_TAIL_CUT, FLAG_INNER_CUT | FLAG_HEAD_CUT | FLAG_LEAD_CHANGED);
        assert_true(v.match == 100 && v.m.use_b == 1 && v.story_edge == 1);
    }
}

static void test_e10_cut_inside(void **state)
{
    (void)state;
    both(wire_harbor);
    drop(&B, 8), drop(&B, 5), drop(&B, 3);
    judge_pair();
    assert_relation(RELATION_TRIMMED);
    assert_flags(FLAG_INNER_CUT, FLAG_TAIL_CUT | FLAG_HEAD_CUT);
    assert_int_equal(v.m.dropped, 3);
}

/* 125 words and 80 % make a full copy: texts made to measure on both sides of both lines. */
static void test_e11_full_copy_boundaries(void **state)
{
    static const struct { unsigned all, kept; bool full; } cases[] = {
        {400, 316, false}, {400, 324, true}, {152, 124, false}, {152, 126, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[2000] = "";
        begin(&A);
        begin(&B);
        for (unsigned w = 0; w < cases[i].all; w++) {
            const size_t n = strlen(words);
            snprintf(words + n, sizeof words - n, "q%u ", w);
            if (w + 1 == cases[i].kept || w + 1 == cases[i].all || w % 60 == 59) {
                add(&A, words);
                if (w < cases[i].kept)
                    add(&B, words);
                words[0] = '\0';
            }
        }
        judge_pair();
        assert_relation(RELATION_TRIMMED);
        assert_flags(cases[i].full ? FLAG_FULL_COPY : 0, cases[i].full ? 0 : FLAG_FULL_COPY);
    }
}

static void test_e12_local_paragraph(void **state)
{
    (void)state;
    both(wire_harbor);
    insert(&B, 3, wire_local);
    judge_copy();
    assert_relation(RELATION_EXPANDED);
    assert_flags(FLAG_LOCALIZED, FLAG_LEAD_CHANGED);
    assert_int_equal(v.m.added, 1);
    assert_true(v.m.use_a == 1);
    judge_pair(); /* nothing tells that B is the copy: the fuller is the reference */
    assert_relation(RELATION_TRIMMED);
    A.doc.source = B.doc.source = 9;
    date(&A, 0, 9);
    date(&B, 0, 15);
    judge_pair(); /* dates and credit tell */
    assert_relation(RELATION_EXPANDED);
    assert_false(v.swapped);
}

static void test_e13_local_paragraph_and_cut(void **state)
{
    (void)state;
    both(wire_harbor);
    for (int i = 0; i < 4; i++)
        drop(&B, B.n - 1);
    insert(&B, 3, wire_local);
    judge_pair();
    assert_relation(RELATION_TRIMMED_EXPANDED);
    assert_flags(FLAG_LOCALIZED | FLAG_TAIL_CUT, 0);
}

static void test_e14_another_order(void **state)
{
    (void)state;
    both(wire_harbor);
    swap(&B, 4, 7);
    judge_pair();
    assert_relation(RELATION_LIGHT_EDIT);
    assert_flags(FLAG_REORDERED, 0);
    both(wire_dam);
    for (size_t i = B.n; i-- > 1;)
        swap(&B, i, test_below(&seed, i + 1));
    judge_pair();
    assert_relation(RELATION_LIGHT_EDIT);
    assert_flags(FLAG_REORDERED, 0);
}

static void test_e15_own_lead(void **state)
{
    (void)state;
    both(wire_harbor);
    A.doc.source = B.doc.source = 9;
    B.doc.staff_added = true;
    date(&A, 0, 9);
    date(&B, 0, 15);
    drop(&B, 0), drop(&B, 0);
    insert(&B, 0, wire_local_too);
    insert(&B, 0, wire_local);
    drop(&B, B.n - 1);
    judge_pair();
    assert_relation(RELATION_TRIMMED_EXPANDED);
    assert_flags(FLAG_LEAD_CHANGED | FLAG_STAFF_ADDED, 0);
}

/* --- short forms ---------------------------------------------------------------------------------- */

static void test_e17_e18_teasers(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    add(&B, wire_harbor[0]);
    judge_pair();
    assert_relation(RELATION_TEASER);
    assert_false(v.swapped);
    assert_int_equal(v.membership, MEMBER_SATELLITE);
    add(&B, wire_harbor[1]);
    B.doc.marks = MARK_PAYWALLED;
    judge_pair();
    assert_relation(RELATION_TEASER);
    assert_flags(FLAG_PAYWALLED, 0);
}

static void test_e19_e20_briefs(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add(&A, wire_brief);
    add(&B, wire_brief);
    B.doc.headline = span_of("Plane lands on motorway");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
    assert_int_equal(v.membership, MEMBER_CORE);
    begin(&B);
    add(&B, wire_brief_other);
    judge_pair();
    assert_relation(RELATION_UNRELATED);
    assert_apart();
}

static void test_e21_tiny_texts(void **state)
{
    static const char tiny[] = "The match between Halden and Rygge was called off on Sunday because of fog.";
    (void)state;
    begin(&A);
    begin(&B);
    add(&A, tiny);
    add(&B, tiny);
    judge_pair();
    assert_relation(RELATION_VERBATIM);
    B.doc.headline = span_of("No football today");
    judge_pair();
    assert_relation(RELATION_UNRELATED);
    begin(&A);
    begin(&B); /* headlines only */
    judge_pair();
    assert_relation(RELATION_UNRELATED);
    assert_apart();
}

static void test_e23_excerpt(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    A.doc.source = 9;
    add_range(&B, wire_results, 0, 10);
    insert(&B, 4, wire_harbor[2]);
    insert(&B, 5, wire_harbor[6]);
    B.doc.mentioned[0] = 9;
    judge_copy();
    assert_relation(RELATION_EXCERPT);
    assert_int_equal(v.membership, MEMBER_SATELLITE);
    B.doc.mentioned[0] = 0;
    judge_copy();
    assert_relation(RELATION_SHARED_PASSAGE);
    assert_int_equal(v.maybe_cited, 0);
}

/* The text it was taken from credits nobody: whether it is an excerpt is for the other copies of its story to say. */
static void test_excerpt_of_an_uncredited_copy(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    add_range(&B, wire_results, 0, 10);
    insert(&B, 4, wire_harbor[2]);
    insert(&B, 5, wire_harbor[6]);
    B.doc.mentioned[0] = 9;
    judge_pair();
    assert_relation(RELATION_SHARED_PASSAGE);
    assert_true(v.maybe_cited == 9 && !v.swapped);
    B.doc.source = 9; /* its own source */
    judge_pair();
    assert_true(v.maybe_cited == 0);
}

/* --- versions ------------------------------------------------------------------------------------- */

static void test_e24_numbered_updates(void **state)
{
    (void)state;
    for (uint32_t n = 1; n < 4; n++) {
        begin(&A);
        begin(&B);
        A.doc.outlet = B.doc.outlet = span_of("wire.example");
        add_range(&A, wire_harbor, 0, 3 * n);
        add_range(&B, wire_harbor, 0, 3 * n + 3);
        A.doc.update_number = n - 1;
        B.doc.update_number = n;
        A.doc.marks = n > 1 ? MARK_UPDATE : 0;
        B.doc.marks = MARK_UPDATE;
        judge_pair();
        assert_relation(RELATION_UPDATE);
        assert_false(v.swapped);
        assert_flags(FLAG_B_LATER | FLAG_UNDATED, 0);
        assert_int_equal(v.membership, MEMBER_FAMILY);
    }
}

static void test_e25_update_note(void **state)
{
    (void)state;
    both(wire_harbor);
    A.doc.source = B.doc.source = 9;
    insert(&B, 2, wire_local);
    B.doc.marks = MARK_UPDATE_NOTE;
    judge_pair();
    assert_relation(RELATION_UPDATE);
}

/* A note alone makes no update of what a trimmed copy lacks: sources put what is new above the end. */
static void test_a_note_and_a_longer_tail(void **state)
{
    (void)state;
    for (int above = 0; above < 2; above++) {
        both(wire_dam);
        A.doc.source = B.doc.source = 9;
        date(&A, 0, 8);
        date(&B, 0, 10);
        B.doc.marks = MARK_UPDATE_NOTE;
        insert(&A, 3, "In Lindale, where many have relatives in the valley, a collection was begun outside the bakery, and "
                      "by noon the two jars on the counter had been emptied twice.");
        drop(&A, above ? 5 : 12);
        judge_pair();
        assert_true(v.m.added > 0 && v.m.dropped > 0);
        assert_relation(above ? RELATION_UPDATE : RELATION_TRIMMED_EXPANDED);
    }
}

static void test_e26_new_lead(void **state)
{
    (void)state;
    both(wire_dam);
    A.doc.outlet = B.doc.outlet = span_of("wire.example");
    date(&A, 0, 8);
    date(&B, 0, 20);
    drop(&B, 0);
    insert(&B, 0, "Soldiers pulled a nine-year-old boy alive from the ruins of a school late on Friday, fourteen hours "
                  "after a dam above Tarcoles Viejo gave way, as hopes for others faded.");
    judge_pair();
    assert_relation(RELATION_UPDATE);
    assert_flags(FLAG_LEAD_CHANGED | FLAG_B_LATER, 0);
}

static void test_e27_number_changed(void **state)
{
    (void)state;
    both(wire_dam);
    A.doc.source = B.doc.source = 9;
    date(&A, 0, 8);
    date(&B, 0, 10);
    replace(&B, "At least 12 people", "At least 13 people");
    judge_pair();
    assert_relation(RELATION_CORRECTION);
    assert_flags(FLAG_FACTS_CHANGED | FLAG_B_LATER, 0);
    assert_int_equal(v.n_facts, 1);
    const struct span was = body_bytes(&A.body, span_of(A.text), v.fact[0].a, v.fact[0].a_end);
    const struct span is = body_bytes(&B.body, span_of(B.text), v.fact[0].b, v.fact[0].b_end);
    assert_true(span_is(was, "12") && span_is(is, "13"));
    A.doc.date = B.doc.date = (struct date_interval){1, 0, DATE_NONE};
    judge_pair(); /* nothing tells which is later */
    assert_relation(RELATION_LIGHT_EDIT);
    assert_flags(FLAG_FACTS_CHANGED, 0);
}

/* A name misread where words are changed throughout: a carrier's editing, by whoever else has the story. */
static void test_edited_throughout_corrects_nothing(void **state)
{
    static const char *const change[][2] = {{"forced", "driven"}, {"searched", "combed"}, {"listed", "noted"}};
    (void)state;
    both(wire_dam);
    A.doc.source = B.doc.source = 9;
    date(&A, 0, 8);
    date(&B, 0, 10);
    replace(&B, "Hernan Soto", "Hernan Sato");
    judge_pair();
    assert_relation(RELATION_CORRECTION);
    for (size_t i = 0; i < ARRAY_LEN(change); i++)
        replace(&B, change[i][0], change[i][1]);
    judge_pair();
    assert_true(v.m.edit <= normal->correction_edit && v.m.facts > 0);
    assert_relation(RELATION_LIGHT_EDIT);
    assert_flags(FLAG_FACTS_CHANGED, 0);
}

static void test_e28_marked_correction(void **state)
{
    (void)state;
    both(wire_dam);
    B.doc.marks = MARK_CORRECTED;
    B.doc.headline = span_of("CORRECTED-Harbor at a standstill as talks on wages fail");
    replace(&B, "Hernan Soto", "Hernan Sosa");
    judge_pair();
    assert_relation(RELATION_CORRECTION);
    assert_flags(FLAG_FACTS_CHANGED | FLAG_TAGGED_HEADLINE, 0);
    A.doc.marks = MARK_CORRECTED; /* two copies of the corrected version */
    replace(&A, "Hernan Soto", "Hernan Sosa");
    judge_pair();
    assert_relation(RELATION_VERBATIM);
}

static void test_e29_refiled(void **state)
{
    (void)state;
    both(wire_dam);
    B.doc.marks = MARK_REFILE;
    B.doc.headline = span_of("REFILE-Harbor at a standstill as talks on wages fail");
    replace(&B, "coffins", "coffin");
    judge_pair();
    assert_int_equal(v.membership, MEMBER_CORE);
    assert_flags(FLAG_TAGGED_HEADLINE, 0);
}

/* A write-through that keeps part of the text: update from 30 % on. */
static void test_e32_update_boundary(void **state)
{
    (void)state;
    for (size_t kept = 1; kept < 7; kept++) {
        begin(&A);
        begin(&B);
        A.doc.outlet = B.doc.outlet = span_of("wire.example");
        date(&A, 0, 8);
        date(&B, 0, 20);
        add_all(&A, wire_harbor);
        add_range(&B, wire_dam, 0, 10);
        for (size_t i = 0; i < kept; i++)
            add(&B, wire_harbor[i + 3]);
        judge_pair();
        assert_int_equal(v.relation == RELATION_UPDATE, v.m.hi >= normal->update_hi);
        if (kept == 1)
            assert_apart();
    }
}

/* Below that share of the later text, another outlet's new lead does not make an update: the story is only part of
 * it. */
static void test_another_outlets_long_page_is_no_update(void **state)
{
    (void)state;
    for (int same_outlet = 0; same_outlet < 2; same_outlet++) {
        begin(&A);
        begin(&B);
        A.doc.source = B.doc.source = 9;
        A.doc.outlet = span_of("wire.example");
        B.doc.outlet = span_of(same_outlet ? "wire.example" : "carrier.example");
        date(&A, 0, 8);
        date(&B, 0, 20);
        add_range(&A, wire_harbor, 0, 6);
        add_all(&B, wire_dam);
        add_all(&B, wire_results);
        add_range(&B, wire_harbor, 0, 6);
        judge_pair();
        assert_true(v.m.use_a > .9 && v.m.use_b < normal->expanded_use_b);
        assert_relation(same_outlet ? RELATION_UPDATE : RELATION_EMBEDDED);
    }
}

/* --- what must not join --------------------------------------------------------------------------- */

static void test_e33_shared_background_paragraph(void **state)
{
    static uint16_t elsewhere[4096];
    (void)state;
    begin(&A);
    begin(&B);
    A.doc.outlet = B.doc.outlet = span_of("wire.example");
    A.doc.source = B.doc.source = 9;
    date(&A, 1, 8);
    date(&B, 0, 8);
    add_all(&A, wire_dam);
    add_all(&B, wire_before);
    judge_pair();
    assert_relation(RELATION_SHARED_PASSAGE);
    assert_apart();
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        elsewhere[i] = 3;
    A.doc.elsewhere = elsewhere; /* E34: the passage stands in three other stories */
    judge_pair();
    assert_relation(RELATION_BACKGROUND);
    assert_apart();
}

/* Standing text that makes up most of both joins nothing. */
static void test_e34_standing_text(void **state)
{
    static uint16_t in_a[4096], in_b[4096];
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_dam);
    add_all(&B, wire_dam);
    insert(&A, 0, wire_local);
    insert(&B, 0, wire_local_too);
    judge_pair();
    assert_relation(RELATION_TRIMMED_EXPANDED);
    for (uint32_t i = 0; i < v.m.exact; i++) /* all but the local paragraphs in front */
        in_a[A.body.n - 1 - i] = in_b[B.body.n - 1 - i] = 20;
    A.doc.elsewhere = in_a;
    B.doc.elsewhere = in_b;
    judge_pair();
    assert_relation(RELATION_BACKGROUND);
    assert_apart();
}

static void test_e35_shared_quote(void **state)
{
    static const char quote[] =
        "\"We have read the figures, and we have read them again, and there is no way around it. The line through the "
        "valley will be closed at the end of the year, every station on it, and those who work there will be offered "
        "other places within the company. I say this with a heavy heart, because my own father laid those rails,\" the "
        "chairman said.";
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    add_all(&B, wire_results);
    insert(&A, 5, quote);
    insert(&B, 7, quote);
    judge_pair();
    assert_relation(RELATION_SHARED_QUOTE);
    assert_apart();
}

static void test_e36_weather(void **state)
{
    static const char *const form =
        "%s will be %s in the %s with highs around %d degrees and winds from the %s at %d miles per hour. Showers are "
        "expected in the hills after %d p.m., with up to %d inches of rain. On %s night lows will be near %d and fog may "
        "form in the valleys. The chance of rain is %d percent. Sunrise is at 6:%d and sunset at 7:%d. Drivers should "
        "take care on bridges, and boaters should watch for gusts of up to %d miles per hour on the lake.";
    char text[2][1024];
    (void)state;
    snprintf(text[0], sizeof *text, form, "Monday", "sunny", "north", 71, "west", 12, 4, 1, "Monday", 55, 30, 12, 41, 25);
    snprintf(text[1], sizeof *text, form, "Thursday", "cloudy", "south", 64, "east", 8, 2, 3, "Thursday", 49, 80, 15, 37, 31);
    begin(&A);
    begin(&B);
    add(&A, text[0]);
    add(&B, text[1]);
    judge_pair();
    if (v.relation != RELATION_UNRELATED)
        assert_relation(RELATION_TEMPLATE);
    assert_apart();
}

static void assert_template(const char *a, const char *b)
{
    begin(&A);
    begin(&B);
    add(&A, a);
    add(&B, b);
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    assert_apart();
}

static void test_e37_markets(void **state)
{
    static const char *const form =
        "Stocks on the Ambrel exchange closed %s on %s as investors weighed results from a number of large companies "
        "against the outlook for interest rates. The benchmark index of forty shares ended the session at %s points, a "
        "change of %s percent from the day before, while the broader index of two hundred shares finished at %s. Trading "
        "was light, with a turnover of %s billion crowns. Among the most active shares was %s, which %s %s percent after "
        "the company spoke about its plans for the year. Bonds were little changed and the currency stood at %s to the "
        "dollar. Economic data due on %s may give the market a new direction, traders said.";
    char text[2][1024];
    (void)state;
    snprintf(text[0], sizeof *text, form, "higher", "Monday", "4,211.7", "0.4", "981.2", "3.1", "Nordkai", "rose", "2.2",
             "8.41", "Tuesday");
    snprintf(text[1], sizeof *text, form, "lower", "Wednesday", "4,187.3", "0.9", "975.8", "4.6", "Corvane", "fell", "3.7",
             "8.52", "Friday");
    assert_template(text[0], text[1]);
}

static void test_e38_obituaries(void **state)
{
    static const char *const form =
        "%s, %d, of %s, passed away peacefully on %s at the home of the family. Born on %s %d, %d, in %s, the child of the "
        "late %s and %s, the departed worked for many years at the %s and was a faithful member of the church choir. "
        "Visitation will be held on %s from 4 to 7 p.m. at the Ellery and Sons Funeral Home, 22 Mill Street. A service will "
        "follow on %s at 11 a.m. In place of flowers the family asks for gifts to the hospice.";
    char text[2][1024];
    (void)state;
    snprintf(text[0], sizeof *text, form, "Agnes Whitcombe", 84, "Little Marsh", "Sunday", "March", 3, 1931, "Danby",
             "Walter Pryce", "Edith Lowell", "Danby Paper Mill", "Thursday", "Friday");
    snprintf(text[1], sizeof *text, form, "Bernard Osgood", 77, "Hollow Creek", "Tuesday", "June", 21, 1938, "Kenton",
             "Samuel Osgood", "Ruth Arden", "Kenton Post Office", "Saturday", "Monday");
    assert_template(text[0], text[1]);
}

static void frame_of_a_page(struct story *s, const char *headline, const char *at, const char *readers)
{
    char text[400];
    begin(s);
    s->doc.headline = span_of(headline);
    snprintf(text, sizeof text,
             "Written by a member of the Harbour Forum, whose staff has not read it. Posted on Saturday at %s. Raise your voice "
             "here, log in or open an account. Liked by %s readers. Nobody can answer any more. The forum's name is a trademark.",
             at, readers);
    add(s, text);
}

/* Of two posts only the frame of the page is there. */
static void test_short_frame(void **state)
{
    (void)state;
    frame_of_a_page(&A, "Bring soup to the night shelter", "7:40", "12");
    frame_of_a_page(&B, "What our worms do in winter", "9:15", "31");
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    assert_apart();
    frame_of_a_page(&B, "Bring soup to the night shelter", "9:15", "31"); /* the same post read later */
    judge_pair();
    assert_int_equal(v.membership, MEMBER_CORE);
    frame_of_a_page(&B, "Soup is wanted", "7:40", "31"); /* one number is a slip */
    judge_pair();
    assert_true(v.relation != RELATION_TEMPLATE);
}

/* A first sentence that a writer uses for every accident: where a script has no capitals, only the numbers tell. */
static void test_short_frame_unspaced(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    A.doc.headline = span_of("东湾镇码头起火");
    B.doc.headline = span_of("北桥镇仓库起火");
    add(&A, "浓烟遮住了半个天空，警笛响了一夜，东湾镇的渔民这样回忆星期一凌晨码头起火的那一刻，7人被送进医院，还有12人下落不明。");
    add(&B, "浓烟遮住了半个天空，警笛响了一夜，北桥镇的工人这样回忆星期六傍晚仓库起火的那一刻，9人被送进医院，还有31人下落不明。");
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    B.doc.headline = A.doc.headline; /* called the same: the numbers may have been corrected */
    judge_pair();
    assert_true(v.relation != RELATION_TEMPLATE);
}

/* Most slots are facts, but one takes a whole clause. */
/* Few words, many of them others: one event only if the headlines and the days say so as well. */
static void test_short_and_edited_throughout(void **state)
{
    static const struct {
        const char *a, *b;
        int days;
        bool copy;
    } of[] = {{"Sales rise", "Sales rise", 0, true},
              {"Sales rise", "Sales rise", 30, false},
              {"Sales rise", "What to know about boats", 0, false}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        begin(&A);
        begin(&B);
        A.doc.headline = span_of(of[i].a);
        B.doc.headline = span_of(of[i].b);
        A.doc.outlet = span_of("wire.example");
        B.doc.outlet = span_of("carrier.example");
        date(&A, 0, 8);
        date(&B, of[i].days, 9);
        add(&A, "sales of boats in the month rose as buyers came back to the yards along the coast and builders said that they "
                "would take on more people before the summer if the weather and the price of timber stayed as they are");
        add(&B, "sales of boats in the month fell as buyers stayed away from the yards along the coast and builders said that they "
                "would let go of more people before the winter if the weather and the price of diesel stayed as they are");
        judge_pair();
        assert_true(v.m.edit > normal->light_edit && v.m.edit <= normal->edited_edit && v.m.n_a < normal->short_length);
        assert_int_equal(v.relation == RELATION_EDITED, of[i].copy);
        assert_int_equal(v.membership == MEMBER_CORE, of[i].copy);
    }
}

static void test_frame_with_clauses(void **state)
{
    static const char *const form =
        "The county library invites everybody to an evening with %s on %s at the branch in %s. The guest will speak about %s, "
        "and take questions from those who %s. Tickets cost %s crowns and are sold at the desk from %s on; members "
        "pay half. The library was founded by readers and lives on what readers give. It lends without a fee to "
        "everybody who lives in the county, and its reading room is open whenever the lamp above the door is lit.";
    char text[2][1024];
    (void)state;
    snprintf(text[0], sizeof *text, form, "Agnes Whitcombe", "3 March", "Little Marsh",
             "ferrymen who read the colour of water", "once lived beside a river", "40", "12 February");
    snprintf(text[1], sizeof *text, form, "Bernard Osgood", "21 June", "Hollow Creek",
             "a bridge that was sold and moved", "have lost something larger than that", "65", "30 May");
    assert_template(text[0], text[1]);
}

static void winning_numbers(struct story *s, const char *first, const char *second, const char *third)
{
    begin(s);
    add(s, "The numbers of the Seven Rivers lottery were drawn in the evening at the town hall of Corvane.");
    add(s, first);
    add(s, second);
    add(s, third);
    add(s, "Prizes are paid at any store that sells tickets.");
}

static void test_e39_numbers(void **state)
{
    (void)state;
    winning_numbers(&A, "03-17-25-27-33, Bonus: 16", "20-23-26-31-38", "02-05-06-08");
    winning_numbers(&B, "01-12-19-28-41, Bonus: 9", "04-05-11-29-36", "03-07-08-09");
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    winning_numbers(&B, "03-17-25-27-33, Bonus: 16", "20-23-26-31-38", "02-05-06-08");
    add(&B, "Nobody had all five numbers, and the next drawing is on Saturday.");
    judge_pair();
    assert_true(v.relation != RELATION_TEMPLATE && v.membership == MEMBER_CORE);
}

/* The same explanation under two games told apart by a number of their names, and under two counts of the hurt. */
static void page_of_a_game(struct story *s, const char *headline, const char *body)
{
    begin(s);
    s->doc.headline = span_of(headline);
    add(s, body);
    add(s, "Payouts are told as the organisers give them, and a zero may stand for a prize that has no money value, such as "
           "a free ticket; what the prize is then is said in the last column of the table on the right of this page.");
    add(s, "The table shows regular drawings only. It is possible that additional drawings had other amounts, and every "
           "result should be checked with the organisers before a claim is sent to their office in the state capital.");
}

static void test_number_of_a_name(void **state)
{
    (void)state;
    page_of_a_game(&A, "Northern Harbour Draw 4 Evening prizes for Saturday",
                   "Here are prizes and odds of the Harbour Draw 4 game, for those who bought a ticket for Draw 4 this week.");
    page_of_a_game(&B, "Northern Harbour Draw 3 Evening prizes for Saturday",
                   "Here are prizes and odds of the Harbour Draw 3 game, for those who bought a ticket for Draw 3 this week.");
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    page_of_a_game(&A, "Some 4 hurt when crowd waits for Saturday prizes",
                   "Police said that 4 were hurt at the harbour, and the 4 were seen at a hospital nearby in the same night.");
    page_of_a_game(&B, "Some 3 hurt when crowd waits for Saturday prizes",
                   "Police said that 3 were hurt at the harbour, and the 3 were seen at a hospital nearby in the same night.");
    judge_pair();
    assert_true(v.membership != MEMBER_TEMPLATE && v.membership != MEMBER_NONE);
}

static void law_firm(struct story *s, const char *company, const char *ticker, const char *state, const char *period,
                     const char *deadline)
{
    char text[1200];
    begin(s);
    snprintf(text, sizeof text,
             "The law offices of Pell and Rowan remind investors that a class action has been filed on behalf of those who "
             "bought securities of %s (%s) between %s. Investors who suffered losses are encouraged to contact the firm before %s.",
             company, ticker, period, deadline);
    add(s, text);
    snprintf(text, sizeof text,
             "The complaint, filed in the federal court for %s, says that %s made false and misleading statements about its "
             "business and did not disclose that its internal controls were weak and that its figures would have to be restated.",
             state, company);
    add(s, text);
    snprintf(text, sizeof text,
             "When the truth about %s became known, the complaint says, its shares fell sharply and investors were harmed. "
             "No class has been certified yet. Until it is, you are not represented by counsel unless you retain one. You may "
             "also do nothing and remain an absent member of the class. The ability to share in a recovery does not depend on "
             "serving as lead plaintiff in the action against %s.",
             company, company);
    add(s, text);
}

static void test_e40_law_firm_releases(void **state)
{
    (void)state;
    law_firm(&A, "Brightwell Industries", "BWI", "Ohio", "May 2, 2018 and March 4, 2019", "June 10, 2019");
    law_firm(&B, "Nordkai Terminals", "NKT", "Delaware", "August 7, 2017 and April 1, 2019", "July 1, 2019");
    judge_pair();
    assert_relation(RELATION_TEMPLATE);
    assert_apart();
}

static void test_e41_recurring_introduction(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add(&A, wire_local);
    add(&B, wire_local);
    add_range(&A, wire_harbor, 2, 12);
    add_range(&B, wire_results, 2, 12);
    judge_pair();
    assert_true(v.relation == RELATION_SHARED_PASSAGE || v.relation == RELATION_BACKGROUND);
    assert_apart();
}

static void test_e42_same_headline_another_text(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    add_all(&B, wire_dam);
    judge_pair();
    assert_relation(RELATION_UNRELATED);
    assert_apart();
}

/* Half of the long words and a quarter of the short ones exchanged, as rewriting programs do. */
static void spin(struct story *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (char *c = s->paragraph[i]; *c; c++) {
            if (c[0] != ' ' || c[1] < 'a' || c[1] > 'z')
                continue;
            if (test_below(&seed, 100) < (strcspn(c + 1, " ,.") > 3 ? 55 : 25))
                c[1] = c[1] == 'z' ? 'x' : 'z';
        }
}

/* No rule of copies may hold, only the suspicion on request. */
static void test_e43_spun_copy(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        both(round % 2 ? wire_harbor : wire_dam);
        spin(&B);
        judge_pair();
        if (v.membership == MEMBER_CORE || v.membership == MEMBER_FAMILY)
            assert_relation(RELATION_UNRELATED);
        assert_ok(relation_judge(&judge, thresholds_preset(PRESET_LOOSE), &A.doc, &B.doc, &v));
        assert_int_not_equal(v.membership, MEMBER_CORE);
        if (v.m.hi < thresholds_preset(PRESET_LOOSE)->low_hi)
            assert_true(v.m.pairs_a > .2 && v.m.pairs_b > .2);
    }
}

static void test_e44_citing_rewrite(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    A.doc.source = 9;
    B.doc.mentioned[0] = 9;
    add(&B, "Work has stopped in Veldhaven's harbor, the wire reported, after negotiators for the dockers and the terminal "
            "companies parted without a result. More than six thousand people have joined the action.");
    add(&B, "Ships are queueing outside, and importers of fruit fear for their goods. The minister of transport wants the "
            "parties to talk, according to the wire, and does not think of forcing anybody to work.");
    judge_pair();
    assert_apart();
    assert_ok(relation_judge(&judge, thresholds_preset(PRESET_LOOSE), &A.doc, &B.doc, &v));
    assert_relation(RELATION_CITES);
    assert_int_equal(v.membership, MEMBER_NONE);
}

/* --- properties ----------------------------------------------------------------------------------- */

static bool alike(const struct verdict *x, const struct verdict *y)
{
    return x->relation == y->relation && x->rule == y->rule && x->flags == y->flags && x->membership == y->membership &&
           x->story_edge == y->story_edge && memcmp(&x->m, &y->m, sizeof x->m) == 0;
}

/* Pieces of two stories, in any order, cut and doubled. */
static void make_random(struct story *s)
{
    static const char *const *const stories[] = {wire_harbor, wire_dam, wire_results};
    begin(s);
    for (size_t pieces = 1 + test_below(&seed, 3); pieces > 0; pieces--) {
        const size_t first = test_below(&seed, 10);
        add_range(s, stories[test_below(&seed, 3)], first, first + 1 + test_below(&seed, 8));
    }
    s->doc.source = test_below(&seed, 3);
    s->doc.outlet = test_below(&seed, 2) ? span_of("one.example") : span_of("two.example");
    s->doc.marks = test_below(&seed, 4) ? 0 : MARK_UPDATE;
    s->doc.update_number = (uint32_t)test_below(&seed, 3);
    if (test_below(&seed, 2))
        date(s, (int)test_below(&seed, 4), 5);
    if (test_below(&seed, 3) == 0)
        add_noise(s, 12);
}

static void test_order_of_arguments_mirrors_the_verdict(void **state)
{
    (void)state;
    for (int round = 0; round < 1500; round++) {
        struct verdict back;
        make_random(&A);
        make_random(&B);
        judge_pair();
        assert_ok(relation_judge(&judge, normal, &B.doc, &A.doc, &back));
        if (!alike(&v, &back))
            fail_msg("round %d: %s, turned round %s", round, relation_name((enum relation)v.relation),
                     relation_name((enum relation)back.relation));
    }
}

/* What a copy is to its reference tells what the reference is to the copy, where both carry one version. */
static void test_verdict_turned_round_without_aligning_again(void **state)
{
    int joined = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        const struct thresholds *t = thresholds_preset((enum preset)(round % PRESETS));
        struct verdict back, again;
        make_random(&A);
        make_random(&B);
        if (round % 3 == 0) {
            both(round % 2 ? wire_harbor : wire_results);
            for (size_t i = test_below(&seed, 5); i > 0; i--)
                drop(&B, test_below(&seed, B.n));
            if (test_below(&seed, 2))
                insert(&A, test_below(&seed, A.n), "Only Wire News, as Ingrid Solheim of Wire said, had been told of it.");
            if (test_below(&seed, 2))
                insert(&B, test_below(&seed, B.n), "Carrier asked the mayor of Tromso, Olav Berg, who would not answer it.");
        }
        finish(&A);
        finish(&B);
        assert_ok(relation_judge(&judge, t, &A.doc, &B.doc, &v));
        assert_ok(relation_judge_back(&judge, t, &A.doc, &B.doc, &v, &back));
        assert_ok(relation_judge_within(&judge, t, v.swapped ? &A.doc : &B.doc, v.swapped ? &B.doc : &A.doc, &again));
        joined += again.membership == MEMBER_CORE;
        back.story_edge = again.story_edge;
        if (!alike(&back, &again) || back.reason != again.reason || back.order != again.order ||
            back.a_names_itself != again.a_names_itself || back.b_names_itself != again.b_names_itself)
            fail_msg("round %d: %s, turned %s, again %s", round, relation_name((enum relation)v.relation),
                     relation_name((enum relation)back.relation), relation_name((enum relation)again.relation));
    }
    assert_true(joined > 500);
}

/* One text on two pages, from a few words on, words repeated again and again among them. */
static void test_equal_texts_need_not_be_looked_at(void **state)
{
    static const char *const meta[] = {NULL, "Ferries stand still", "ferries stand still", "Two hurt as ferry hits pier"};
    (void)state;
    for (int round = 0; round < 2000; round++) {
        const struct thresholds *t = thresholds_preset((enum preset)(round % PRESETS));
        struct verdict unseen;
        struct body body;
        make_random(&A);
        make_random(&B);
        if (round % 5 == 0)
            for (char *c = A.paragraph[0]; *c && c[1]; c += 2)
                memcpy(c, "a ", 2);
        finish(&A);
        body = A.body;
        body.n = RELATION_EQUAL_LEAST + (uint32_t)test_below(&seed, body.n - RELATION_EQUAL_LEAST + 1);
        while (body.n_sentences && body.sentence[body.n_sentences - 1] >= body.n)
            body.n_sentences--;
        A.doc.body = B.doc.body = &body;
        A.doc.headline = meta[round % 4] ? span_of(meta[round % 4]) : (struct span){0};
        B.doc.headline = meta[round / 4 % 4] ? span_of(meta[round / 4 % 4]) : (struct span){0};
        A.doc.page = test_below(&seed, 2);
        B.doc.page = test_below(&seed, 2);
        B.doc.marks |= test_below(&seed, 4) ? 0 : MARK_STUB;
        for (int within = 0; within < 2; within++) {
            assert_ok(within ? relation_judge_within(&judge, t, &A.doc, &B.doc, &v)
                             : relation_judge_against(&judge, t, &A.doc, &B.doc, &v));
            relation_judge_equal(t, &A.doc, &B.doc, body.n, within, &unseen);
            v.m.numbers = v.m.quoted = 0;
            unseen.m.sentences_a = unseen.m.sentences_b = 0;
            if (!alike(&v, &unseen) || v.reason != unseen.reason || v.match != unseen.match
                || v.same_source != unseen.same_source || v.order != unseen.order || v.maybe_cited != unseen.maybe_cited)
                fail_msg("round %d, %u tokens: %s, unseen %s", round, body.n, relation_name((enum relation)v.relation),
                         relation_name((enum relation)unseen.relation));
        }
    }
}

static void test_any_cut_of_a_story_stays_with_it(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        both(round % 2 ? wire_dam : wire_results);
        for (size_t i = 1 + test_below(&seed, 7); i > 0; i--)
            drop(&B, test_below(&seed, B.n));
        judge_pair();
        assert_relation(RELATION_TRIMMED);
        assert_true(v.m.use_b == 1 && v.story_edge == 1);
    }
}

/* The rows of a difference are the two texts, each token once, B in its order. */
static void test_difference_holds_both_texts(void **state)
{
    static unsigned seen[TEXT_MAX];
    (void)state;
    for (int round = 0; round < 500; round++) {
        const struct diff_row *row;
        size_t n;
        uint32_t b = 0;
        make_random(&A);
        make_random(&B);
        judge_pair();
        assert_ok(relation_diff(&judge, &v, &row, &n));
        const struct body *reference = v.swapped ? &B.body : &A.body, *copy = v.swapped ? &A.body : &B.body;
        memset(seen, 0, sizeof seen);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(row[i].b, row[i].kind == DIFF_DROPPED ? row[i].b : b);
            b = row[i].kind == DIFF_DROPPED ? b : row[i].b_end;
            for (uint32_t k = row[i].a; k < row[i].a_end; k++)
                seen[k]++;
            if (row[i].kind != DIFF_KEPT && row[i].kind != DIFF_MOVED)
                continue;
            assert_int_equal(row[i].a_end - row[i].a, row[i].b_end - row[i].b);
            for (uint32_t k = 0; k < row[i].a_end - row[i].a; k++)
                assert_true(reference->token[row[i].a + k] == copy->token[row[i].b + k]);
        }
        assert_int_equal(b, copy->n);
        for (uint32_t k = 0; k < reference->n; k++)
            assert_int_equal(seen[k], 1);
    }
}

static void test_presets_and_names(void **state)
{
    struct thresholds t = *normal;
    enum preset p;
    (void)state;
    assert_ok(preset_find(span_of("strict"), &p));
    assert_int_equal(p, PRESET_STRICT);
    assert_int_not_equal(preset_find(span_of("stricter"), &p), 0);
    assert_ok(threshold_set(&t, span_of("update_hi"), .4));
    assert_true(t.update_hi == .4);
    assert_int_equal(threshold_set(&t, span_of("update_high"), .4), RP_ERR_INVALID);
    assert_int_equal(threshold_set(&t, span_of("update_hi"), -1), RP_ERR_LIMIT);
    assert_int_equal(threshold_set(&t, span_of("update_hi"), 1.5), RP_ERR_LIMIT);
    assert_int_equal(threshold_set(&t, span_of("suspects"), 2), RP_ERR_LIMIT);
    assert_ok(threshold_set(&t, span_of("full_copy_words"), 300));
    assert_true(t.update_hi == .4 && t.full_copy_words == 300);
    for (size_t i = 0; threshold_info(i); i++)
        for (int k = 0; k < PRESETS; k++) {
            double value;
            memcpy(&value, (const char *)thresholds_preset((enum preset)k) + threshold_info(i)->offset, sizeof value);
            assert_true(value == threshold_info(i)->value[k]);
        }
}

/* Preset strict: only a full copy counts as a copy of the story. */
static void test_strict_wants_full_copies(void **state)
{
    (void)state;
    begin(&A);
    begin(&B);
    add_all(&A, wire_harbor);
    add_range(&B, wire_harbor, 0, 5);
    judge_pair();
    assert_int_equal(v.membership, MEMBER_CORE);
    assert_ok(relation_judge(&judge, thresholds_preset(PRESET_STRICT), &A.doc, &B.doc, &v));
    assert_relation(RELATION_TRIMMED);
    assert_int_equal(v.membership, MEMBER_SATELLITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_e1_verbatim_under_another_headline),
        cmocka_unit_test(test_e2_same_page),
        cmocka_unit_test(test_e4_house_style),
        cmocka_unit_test(test_e5_mojibake),
        cmocka_unit_test(test_e6_capitals_and_drop_cap),
        cmocka_unit_test(test_e7_noise),
        cmocka_unit_test(test_e8_e9_cut_from_the_tail),
        cmocka_unit_test(test_e10_cut_inside),
        cmocka_unit_test(test_e11_full_copy_boundaries),
        cmocka_unit_test(test_e12_local_paragraph),
        cmocka_unit_test(test_e13_local_paragraph_and_cut),
        cmocka_unit_test(test_e14_another_order),
        cmocka_unit_test(test_e15_own_lead),
        cmocka_unit_test(test_e17_e18_teasers),
        cmocka_unit_test(test_e19_e20_briefs),
        cmocka_unit_test(test_e21_tiny_texts),
        cmocka_unit_test(test_e23_excerpt),
        cmocka_unit_test(test_excerpt_of_an_uncredited_copy),
        cmocka_unit_test(test_e24_numbered_updates),
        cmocka_unit_test(test_e25_update_note),
        cmocka_unit_test(test_a_note_and_a_longer_tail),
        cmocka_unit_test(test_e26_new_lead),
        cmocka_unit_test(test_e27_number_changed),
        cmocka_unit_test(test_edited_throughout_corrects_nothing),
        cmocka_unit_test(test_e28_marked_correction),
        cmocka_unit_test(test_e29_refiled),
        cmocka_unit_test(test_e32_update_boundary),
        cmocka_unit_test(test_another_outlets_long_page_is_no_update),
        cmocka_unit_test(test_e33_shared_background_paragraph),
        cmocka_unit_test(test_e34_standing_text),
        cmocka_unit_test(test_e35_shared_quote),
        cmocka_unit_test(test_e36_weather),
        cmocka_unit_test(test_e37_markets),
        cmocka_unit_test(test_e38_obituaries),
        cmocka_unit_test(test_e39_numbers),
        cmocka_unit_test(test_number_of_a_name),
        cmocka_unit_test(test_short_frame),
        cmocka_unit_test(test_short_frame_unspaced),
        cmocka_unit_test(test_short_and_edited_throughout),
        cmocka_unit_test(test_frame_with_clauses),
        cmocka_unit_test(test_e40_law_firm_releases),
        cmocka_unit_test(test_e41_recurring_introduction),
        cmocka_unit_test(test_e42_same_headline_another_text),
        cmocka_unit_test(test_e43_spun_copy),
        cmocka_unit_test(test_e44_citing_rewrite),
        cmocka_unit_test(test_order_of_arguments_mirrors_the_verdict),
        cmocka_unit_test(test_verdict_turned_round_without_aligning_again),
        cmocka_unit_test(test_equal_texts_need_not_be_looked_at),
        cmocka_unit_test(test_any_cut_of_a_story_stays_with_it),
        cmocka_unit_test(test_changed_side),
        cmocka_unit_test(test_difference_holds_both_texts),
        cmocka_unit_test(test_presets_and_names),
        cmocka_unit_test(test_strict_wants_full_copies),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
