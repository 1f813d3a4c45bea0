#include "test.h"

#include "relation/body.h"

static struct body x, y;

static int setup(void **state)
{
    (void)state;
    body_init(&x);
    body_init(&y);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    body_release(&x);
    body_release(&y);
    return 0;
}

static void read_text(struct body *b, const char *s)
{
    assert_ok(body_read_text(b, span_of(s)));
}

static bool same_tokens(const char *s, const char *t)
{
    read_text(&x, s);
    read_text(&y, t);
    return x.n == y.n && memcmp(x.token, y.token, x.n * sizeof *x.token) == 0;
}

static void assert_same(const char *s, const char *t)
{
    if (!same_tokens(s, t))
        fail_msg("\"%s\" (%u tokens) is not \"%s\" (%u tokens)", s, x.n, t, y.n);
}

static void assert_other(const char *s, const char *t)
{
    if (same_tokens(s, t))
        fail_msg("\"%s\" is \"%s\"", s, t);
}

static void test_house_style_makes_no_difference(void **state)
{
    static const char *const same[][2] = {
        {"the U.S. army", "the US army"},
        {"the U.N.'s envoy", "the UN envoy"},
        {"at 6 a.m. sharp", "at 6 am sharp"},
        {"the minister's car", "the minister\u2019s car"},
        {"the minister's car", "the minister car"},
        {"they don't know", "they don\u2019t know"},
        {"they don't know", "they don&#39;t know"},
        {"they don't know", "they dont know"},
        {"some 1,000 men", "some 1000 men"},
        {"about 3,400,000 boxes", "about 3400000 boxes"},
        {"by 4.2 percent", "by 4.2 per cent"},
        {"by 4.2 percent", "by 4.2%"},
        {"by 4.2 percent", "by 4.2 pct"},
        {"worth $5bn today", "worth $5 billion today"},
        {"organise and organised", "organize and organized"},
        {"the organisations", "the organizations"},
        {"they analysed it", "they analyzed it"},
        {"the defence minister", "the defense minister"},
        {"the labour market", "the labor market"},
        {"Volodymyr Zelenskyy said", "Volodymyr Zelenskiy said"},
        {"from Kiev to Odessa", "from Kyiv to Odesa"},
        {"the Caf\u00e9 in S\u00e3o Paulo", "the Cafe in Sao Paulo"},
        {"Solskj\u00e6r and \u0141\u00f3d\u017a", "Solskjaer and Lodz"},
        {"e\u0301t\u00e9", "\u00e9te\u0301"},
        {"well-known fact", "well\u2013known fact"},
        {"soft\u00adhyphen", "softhyphen"},
        {"\u201cYes,\u201d he said", "\"Yes,\" he said"},
        {"ALL CAPITALS HERE", "all capitals here"},
        {"killed three people", "killed three people "},
        {"a b\u00a0c", "a b c"},
        {"Salt &amp; Sons", "Salt Sons"},
        {"STRA\u00dfE", "strasse"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_same(same[i][0], same[i][1]);
}

static void test_facts_make_a_difference(void **state)
{
    static const char *const other[][2] = {
        {"12 people", "13 people"},       {"1.5 million", "15 million"},   {"in 2010", "in 2011"},
        {"4.2 percent", "4.3 percent"},   {"the eastern bank", "the western bank"},
        {"rose 5%", "rose 5"},            {"we're here", "were there"},     {"U.S. army", "U.N. army"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_other(other[i][0], other[i][1]);
}

static void test_damage_is_repaired(void **state)
{
    (void)state;
    /* UTF-8 read as Windows-1252, written as UTF-8 again */
    assert_same("they don\u00e2\u20ac\u2122t know", "they don\u2019t know");
    assert_same("\u00e2\u20ac\u0153Yes\u00e2\u20ac\xC2\x9D he said", "\u201cYes\u201d he said");
    assert_same("the Caf\u00c3\u00a9 in Z\u00c3\u00bcrich", "the Caf\u00e9 in Z\u00fcrich");
    assert_same("the minister\uFFFDs car", "the minister's car");
    assert_same("T he drop cap stands alone", "The drop cap stands alone");
    assert_same("a com-\nputer of the govern-\nment", "a computer of the government");
    assert_other("an A man", "an Aman");
}

/* Words that only look like what is folded. */
static void test_folding_stops_where_it_should(void **state)
{
    (void)state;
    read_text(&x, "He sat. She ran, 3, 4 and 5. I am U. Then");
    assert_int_equal(x.n, 12);
    read_text(&x, "per centimeter");
    assert_int_equal(x.n, 2);
    assert_other("A man walked", "Aman walked");
    assert_other("page 3,40", "page 340");
}

static size_t find(const struct body *b, const char *text, const char *word)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->end[i] - b->start[i] == strlen(word) && memcmp(text + b->start[i], word, strlen(word)) == 0)
            return i;
    fail_msg("no token \"%s\"", word);
    return 0;
}

static void assert_flags(const char *text, const char *word, unsigned want)
{
    const unsigned all = BODY_NUMBER | BODY_NAME | BODY_QUOTED | BODY_SENTENCE | BODY_PARAGRAPH | BODY_DATE | BODY_COMMON;
    const unsigned got = x.flags[find(&x, text, word)] & all;
    if (got != want)
        fail_msg("%s: flags %#x, want %#x", word, got, want);
}

static void test_flags(void **state)
{
    static const char text[] = "Police said on Tuesday that Anna Berg, 44, had left. \"We know nothing,\" Mr. Holm said. "
                               "NATO met.\nTwelve ships came to St. Lucia.";
    (void)state;
    read_text(&x, text);
    assert_flags(text, "Police", BODY_SENTENCE | BODY_PARAGRAPH);
    assert_flags(text, "Tuesday", BODY_NAME | BODY_DATE);
    assert_flags(text, "that", BODY_COMMON);
    assert_flags(text, "Anna", BODY_NAME);
    assert_flags(text, "44", BODY_NUMBER);
    assert_flags(text, "We", BODY_SENTENCE | BODY_QUOTED | BODY_COMMON);
    assert_flags(text, "nothing", BODY_QUOTED);
    assert_flags(text, "Holm", BODY_NAME); /* "Mr." ends no sentence */
    assert_flags(text, "NATO", BODY_NAME | BODY_SENTENCE);
    assert_flags(text, "Twelve", BODY_NUMBER | BODY_SENTENCE | BODY_PARAGRAPH);
    assert_flags(text, "Lucia", BODY_NAME);
    assert_int_equal(x.n_sentences, 4);
    assert_int_equal(x.n_paragraphs, 2);
}

static void test_quotation_does_not_run_into_the_next_paragraph(void **state)
{
    static const char text[] = "He said: \"This is how it was.\nThe next day brought rain.";
    (void)state;
    read_text(&x, text);
    assert_true(x.flags[find(&x, text, "This")] & BODY_QUOTED);
    assert_false(x.flags[find(&x, text, "rain")] & BODY_QUOTED);
}

static void test_places_are_those_of_the_original_spelling(void **state)
{
    static const char text[] = "The U.S. Zelenskiy\u2019s 1,000 per cent caf\u00e9.";
    static const char *const words[] = {"The", "U.S.", "Zelenskiy\u2019s", "1,000", "per cent", "caf\u00e9"};
    (void)state;
    read_text(&x, text);
    assert_int_equal(x.n, 6);
    for (uint32_t i = 0; i < 6; i++) {
        const struct span s = body_bytes(&x, span_of(text), i, i + 1);
        assert_int_equal(s.n, strlen(words[i]));
        assert_memory_equal(s.p, words[i], s.n);
    }
}

static void test_spelling_tells_style_apart(void **state)
{
    (void)state;
    assert_same("the U.S. defence", "the US defense");
    assert_true(x.spelling[0] == y.spelling[0]);
    assert_true(x.spelling[1] != y.spelling[1]);
    assert_true(x.spelling[2] != y.spelling[2]);
}

static void test_unspaced_scripts_give_a_token_a_character(void **state)
{
    (void)state;
    read_text(&x, "\u65b0\u534e\u793e\u5317\u4eac9\u6708\u3002\u56fd\u5bb6");
    assert_int_equal(x.n, 9);
    assert_true(body_is_unspaced(&x));
    assert_int_equal(x.n_sentences, 2);
    read_text(&x, "Beijing said");
    assert_false(body_is_unspaced(&x));
}

static void test_hard_wrapped_lines_are_one_paragraph(void **state)
{
    (void)state;
    read_text(&x, "The ship left the port at noon and\nwas seen again on the next day.\nIt came back.\n\nthen nothing");
    assert_int_equal(x.n_paragraphs, 3);
}

static void test_only_body_lines_count(void **state)
{
    static const char text[] = "Example News\nBERLIN (AP) - The first line of the body has words enough to be taken as it "
                               "is here.\nMore on this story\nThe second line of it.";
    const uint32_t body = 13, more = (uint32_t)(strstr(text, "More") - text),
                   second = (uint32_t)(strstr(text, "The second") - text);
    struct line line[] = {
        {.start = 0, .end = body - 1, .body_start = 0, .role = ROLE_CRUMB},
        {.start = body, .end = more - 1, .body_start = body + 14, .role = ROLE_BODY},
        {.start = more, .end = second - 1, .body_start = more, .role = ROLE_RELATED},
        {.start = second, .end = sizeof text - 1, .body_start = second, .role = ROLE_BODY},
    };
    const struct article article = {.lines = line, .n_lines = 4};
    (void)state;
    assert_ok(body_read(&x, &article, span_of(text)));
    assert_false(x.fallback);
    assert_int_equal(x.n_paragraphs, 2);
    assert_int_equal(x.paragraph[1].line, 3);
    assert_int_equal(x.start[0], body + 14);
    line[1].role = ROLE_CAPTION;
    assert_ok(body_read(&x, &article, span_of(text)));
    assert_true(x.fallback);
    assert_int_equal(x.paragraph[0].line, 1);
}

/* The fast way through plain words must equal the general one, which a text end too near forces. */
static void test_plain_words_equal_the_general_way(void **state)
{
    uint64_t seed = 3;
    static const char letters[] = "abcdeSTXYZ0123456789   ..,,--'%\"ise\n";
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[64];
        const size_t n = 1 + test_below(&seed, 40);
        for (size_t i = 0; i < n; i++)
            text[i] = letters[test_below(&seed, sizeof letters - 1)];
        memset(text + n, ' ', 20);
        assert_ok(body_read_text(&x, (struct span){text, n}));
        assert_ok(body_read_text(&y, (struct span){text, n + 20}));
        if (x.n != y.n || memcmp(x.token, y.token, x.n * sizeof *x.token) != 0 ||
            memcmp(x.flags, y.flags, x.n) != 0 || memcmp(x.end, y.end, x.n * sizeof *x.end) != 0 ||
            memcmp(x.spelling, y.spelling, x.n * sizeof *x.spelling) != 0)
            fail_msg("\"%.*s\"", (int)n, text);
    }
}

static void test_any_bytes_are_welcome(void **state)
{
    uint64_t seed = 5;
    char text[300];
    (void)state;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = test_below(&seed, 3) ? (char)test_random(&seed) : " aZ.\"\xC3\xA2\xE2\x82"[test_below(&seed, 9)];
        assert_ok(body_read_text(&x, (struct span){text, sizeof text}));
        for (uint32_t i = 0; i < x.n; i++)
            assert_true(x.start[i] < x.end[i] && x.end[i] <= sizeof text && (i == 0 || x.end[i - 1] <= x.start[i]));
    }
}

static void test_endless_word(void **state)
{
    enum { N = 100000 };
    char *text = malloc(N + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'a', N);
    text[N] = '\0';
    read_text(&x, text);
    assert_int_equal(x.n, 1);
    text[N / 2] = 'b';
    read_text(&y, text);
    assert_true(x.token[0] != y.token[0]);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_house_style_makes_no_difference),
        cmocka_unit_test(test_facts_make_a_difference),
        cmocka_unit_test(test_damage_is_repaired),
        cmocka_unit_test(test_folding_stops_where_it_should),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_quotation_does_not_run_into_the_next_paragraph),
        cmocka_unit_test(test_places_are_those_of_the_original_spelling),
        cmocka_unit_test(test_spelling_tells_style_apart),
        cmocka_unit_test(test_unspaced_scripts_give_a_token_a_character),
        cmocka_unit_test(test_hard_wrapped_lines_are_one_paragraph),
        cmocka_unit_test(test_only_body_lines_count),
        cmocka_unit_test(test_plain_words_equal_the_general_way),
        cmocka_unit_test(test_any_bytes_are_welcome),
        cmocka_unit_test(test_endless_word),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
