/* What stories' writers share: dates as they are shown, names, and the words of two texts side by side. */
#include "report/story_report.h"

#include "article/dates.h"
#include "report/side_by_side.h"
#include "test.h"

static void shows(const char *given, const char *want)
{
    char text[DATE_TEXT];
    const struct date_interval d = date_interval_parse(span_of(given));
    assert_string_equal(story_date_text(&d, text), want);
}

static void dates_say_what_is_known(void **state)
{
    (void)state;
    shows("2025-04-25", "2025-04-25");
    shows("2025-04-25T10:20:30Z", "2025-04-25T10:20:30Z");
    shows("2025-04-25T10:20:30+02:00", "2025-04-25T08:20:30Z");
    shows("2025-04-25 10:20", "2025-04-25T10:20");
    shows("no date", "");
    const struct date_interval year = date_of_year(2025);
    char text[DATE_TEXT];
    assert_string_equal(story_date_text(&year, text), "2025");
}

static void named(struct doc_name n, const char *want)
{
    char made[NAME_TEXT];
    struct span s = doc_name_text(&n, made);
    assert_int_equal(s.n, strlen(want));
    assert_memory_equal(s.p, want, s.n);
}

static void documents_have_names(void **state)
{
    (void)state;
    named((struct doc_name){span_of("x"), false, "f.jsonl", 3}, "x");
    named((struct doc_name){span_of("x"), true, "f.jsonl", 3}, "x@f.jsonl:3");
    named((struct doc_name){{0}, false, "f.jsonl", 3}, "f.jsonl:3");
    named((struct doc_name){{0}, false, "f.txt", 0}, "f.txt");
}

/* Piece by piece nothing of a text is lost or said twice. */
static void pieces_make_the_text(void **state)
{
    static const char text[] = "\"We are well-known,\" she (Ann) said. It's 2.4 per cent!\n\nThe end -- or not.";
    struct body b;
    char whole[sizeof text] = "", want[sizeof text] = "";
    size_t n = 0, m = 0;

    (void)state;
    body_init(&b);
    assert_ok(body_read_text(&b, span_of(text)));
    const struct side side = {&b, span_of(text)};
    for (uint32_t i = 0; i < b.n; i++) {
        struct span s = side_bytes(&side, i, i + 1);
        for (size_t k = 0; k < s.n; k++) /* "per cent" is one word */
            if (s.p[k] != ' ')
                whole[n++] = s.p[k];
    }
    /* A dash by itself is no word and has no neighbour that it touches. */
    for (const char *p = text; *p; p++)
        if (!strchr(" \n", *p) && strncmp(p, "-- ", 3) != 0 && (p == text || strncmp(p - 1, "-- ", 3) != 0))
            want[m++] = *p;
    assert_int_equal(n, m);
    assert_memory_equal(whole, want, m);
    body_release(&b);
}

static void counts_are_read_in_threes(void **state)
{
    struct text_out t = {0};
    (void)state;
    for (uint64_t n = 7; n <= 7007007; n = n * 1000 + n % 1000) {
        tout_count(&t, n);
        tout_string(&t, " ");
    }
    tout_count(&t, 0);
    tout_string(&t, " ");
    tout_count(&t, UINT64_C(18446744073709551615));
    assert_int_equal(t.n, strlen("7 7,007 7,007,007 0 18,446,744,073,709,551,615"));
    assert_memory_equal(t.p, "7 7,007 7,007,007 0 18,446,744,073,709,551,615", t.n);
    tout_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_read_in_threes),
        cmocka_unit_test(dates_say_what_is_known),
        cmocka_unit_test(documents_have_names),
        cmocka_unit_test(pieces_make_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
