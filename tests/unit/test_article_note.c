/* article_note.c: an article recalled by its note is the one that was analysed, as far as anybody reads it. */
#include "test.h"


#include "article/article_note.h"
#include "article/patterns.h"
#include "base/alloc.h"
#include "base/status.h"
#include "records/article_notes.h"
#include "relation/body.h"

#include "wire_texts.h"

static struct patterns *patterns;
static struct article_analyser *noting, *judging; /* without mentions, and with them */

static int begin(void **state)
{
    (void)state;
    if (patterns_create(&patterns) < 0)
        return -1;
    const struct article_options quick = {.patterns = patterns, .no_mentions = true}, all = {.patterns = patterns};
    return article_analyser_create(&quick, &noting) < 0 || article_analyser_create(&all, &judging) < 0 ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    article_analyser_free(noting);
    article_analyser_free(judging);
    patterns_free(patterns);
    return 0;
}

/* A copy of the note with nothing readable behind it, to be freed. */
static uint8_t *note_of(const struct article_fields *f)
{
    struct article a;
    struct span note;
    assert_int_equal(article_analyse(noting, f, &a), RP_OK);
    assert_int_equal(article_note(noting, &note), RP_OK);
    if (!note.n)
        return NULL;
    assert_int_equal(article_note_size((const uint8_t *)note.p), note.n);
    uint8_t *copy = mem_alloc(note.n, 1);
    assert_non_null(copy);
    memcpy(copy, note.p, note.n);
    return copy;
}

static void same_span(struct span a, struct span b)
{
    assert_int_equal(a.p == NULL, b.p == NULL);
    assert_true(span_equal(a, b));
}

static void same_date(struct date_interval a, struct date_interval b)
{
    assert_true(a.first == b.first && a.last == b.last && a.precision == b.precision);
}

static struct span line_of(const struct article *a, uint32_t i)
{
    if (i == LINE_FIELD)
        return (struct span){NULL, 0};
    assert_true(i < a->n_lines);
    return (struct span){a->given.text.p + a->lines[i].start, a->lines[i].end - a->lines[i].start};
}

static void same_credits(const struct article *a, const struct article *b)
{
    assert_int_equal(a->n_credits, b->n_credits);
    for (uint32_t i = 0; i < a->n_credits; i++) {
        const struct credit *x = &a->credits[i], *y = &b->credits[i];
        assert_true(x->role == y->role && x->pattern == y->pattern && x->agency == y->agency);
        assert_true(x->strength == y->strength); /* bit for bit */
        same_span(x->name, y->name);
        same_span(line_of(a, x->line), line_of(b, y->line));
    }
}

static void same_body(const struct article *a, const struct article *b)
{
    struct body x, y;
    body_init(&x);
    body_init(&y);
    assert_int_equal(body_read(&x, a, a->given.text), RP_OK);
    assert_int_equal(body_read(&y, b, b->given.text), RP_OK);
    assert_int_equal(x.n, y.n);
    assert_int_equal(x.n_paragraphs, y.n_paragraphs);
    assert_int_equal(x.fallback, y.fallback);
    assert_true(!x.n || !memcmp(x.token, y.token, x.n * sizeof *x.token));
    assert_true(!x.n || !memcmp(x.start, y.start, x.n * sizeof *x.start));
    assert_true(!x.n || !memcmp(x.flags, y.flags, x.n));
    body_release(&x);
    body_release(&y);
}

static void same_article(const struct article *a, const struct article *b)
{
    same_span(a->headline, b->headline);
    same_span(a->byline, b->byline);
    same_span(a->outlet, b->outlet);
    same_span(a->original_url, b->original_url);
    assert_true(a->url_key == b->url_key && a->item_key == b->item_key && a->own_agency == b->own_agency);
    same_date(a->date, b->date);
    same_date(a->updated, b->updated);
    same_date(a->first_published, b->first_published);
    assert_int_equal(a->marks, b->marks);
    assert_int_equal(a->update_number, b->update_number);
    assert_int_equal(a->body_words, b->body_words);
    same_credits(a, b);
    same_body(a, b);
}

/* The fields stand elsewhere when they are read again. */
static struct span moved(struct span s)
{
    char *p = s.p ? mem_alloc(s.n + 1, 1) : NULL;
    if (p && s.n)
        memcpy(p, s.p, s.n);
    return (struct span){p, s.n};
}

static void comes_back(const struct article_fields *f)
{
    struct article_fields g = {.url = moved(f->url), .canonical = moved(f->canonical), .headline = moved(f->headline),
                               .text = moved(f->text), .date = moved(f->date), .outlet = moved(f->outlet),
                               .byline = moved(f->byline), .credit_hint = moved(f->credit_hint),
                               .modified = moved(f->modified), .status = moved(f->status)};
    const struct span all[] = {g.url, g.canonical, g.headline, g.text, g.date, g.outlet, g.byline, g.credit_hint,
                               g.modified, g.status};
    uint8_t *note = note_of(f);
    struct article a, b;
    struct article_analyser *other;
    const struct article_options options = {.patterns = patterns};
    assert_non_null(note);
    assert_int_equal(article_analyser_create(&options, &other), RP_OK);
    assert_int_equal(article_analyse(judging, f, &a), RP_OK);
    assert_int_equal(article_recall(other, &g, note, &b), RP_OK);
    same_article(&a, &b);
    article_analyser_free(other);
    free(note);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        free((void *)all[i].p);
}

static char *page(char *to, size_t cap, const char *head, const char *const *story, const char *tail)
{
    size_t n = (size_t)snprintf(to, cap, "%s", head);
    for (; *story && n < cap; story++)
        n += (size_t)snprintf(to + n, cap - n, "%s\n\n", *story);
    snprintf(to + n, n < cap ? cap - n : 0, "%s", tail);
    return to;
}

static void pages_come_back(void **state)
{
    static char text[1 << 16];
    (void)state;
    page(text, sizeof text, "Home\n>\nVeldhaven Courier\nHarbor strike halts port\nBy Jane Roe, Reuters\nMarch 3, 2021\n\n"
         "VELDHAVEN (Reuters) - ", wire_harbor,
         "Reuters reported on Monday that talks had failed, according to The Associated Press.\n"
         "(Reporting by Jane Roe; Editing by Sam Poe)\nShare this\n(c) 2021 Thomson Reuters\nPhoto: AP\n");
    comes_back(&(struct article_fields){.text = span_of(text)});
    comes_back(&(struct article_fields){.text = span_of(text), .url = span_of("https://www.Veldhaven-Courier.com/a/1234567"),
                                        .headline = span_of("UPDATE 2-Harbor strike halts port"),
                                        .date = span_of("2021-03-03T10:00:00Z"), .modified = span_of("2021-03-04"),
                                        .byline = span_of("By John Doe, Associated Press")});
    comes_back(&(struct article_fields){.text = span_of(text), .outlet = span_of("  Veldhaven Courier "),
                                        .headline = span_of("Strike at the port | Veldhaven Courier"),
                                        .canonical = span_of("https://apnews.com/article/strike-veldhaven-1234567"),
                                        .url = span_of("not an address"), .credit_hint = span_of("AFP")});
    comes_back(&(struct article_fields){.text = span_of(text), .url = span_of("https://apnews.com/article/x-12345"),
                                        .status = span_of("corrected")});
    page(text, sizeof text, "CORRECTED-Dam\n\nThis story was first published on Oct. 25, 2019 by ProPublica.\n", wire_dam,
         "With files from AFP and Reuters\n");
    comes_back(&(struct article_fields){.text = span_of(text), .headline = span_of("Dam collapse - Tarcoles Times")});
}

/* Pages whose lines are read for want of a body, and pages with next to nothing. */
static void little_pages_come_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "\n\n", "Lottery\n\nPick 3: 1 2 3\nPick 4: 4 5 6 7\n8 9 10 11 12\n", "FILE - A boat in the harbor of Veldhaven.\n",
        "One line.", "Section\nSports\nEditor's note: the game was moved to 5 May.\nAbout Corvane: Corvane makes things.\n",
        "Dublin 3 - Cork 1\nGalway 0 - Sligo 0\nBohemians 2 - Derry 2\n"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        comes_back(&(struct article_fields){.text = span_of(texts[i])});
    comes_back(&(struct article_fields){.headline = span_of("A headline alone")});
    comes_back(&(struct article_fields){.text = {NULL, 0}});
}

/* Random lines with words that patterns ask for: whatever is made of them comes back. */
static void any_lines_come_back(void **state)
{
    static const char *const piece[] = {
        "By ", "Reuters", "(Reuters) - ", "AP", "Associated Press", "(c) 2020 ", "Copyright ", "Editing by ", "Jane Roe", "\n", "\n",
        "\n\n", ". ", ", ", " - ", "according to ", "Photo: ", "Read more", "Comments", "UPDATE 1-", "Updated ", "May 3, 2020",
        "the committee said it would meet again before the end of the month to hear from the council", "Section", "| ", "12 ",
        "Bloomberg News reported", "Source: ", "El País", "\xe2\x80\x9cwords\xe2\x80\x9d", "(Reporting by Jane Roe)"};
    static char text[1 << 14];
    uint64_t seed = 5;
    (void)state;
    for (int round = 0; round < 400; round++) {
        size_t n = 0;
        for (uint64_t k = test_below(&seed, 120); k > 0 && n < sizeof text - 200; k--)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", piece[test_below(&seed, ARRAY_LEN(piece))]);
        text[n] = 0;
        comes_back(&(struct article_fields){.text = span_of(text),
                                            .headline = span_of(round % 3 ? "Council to meet again - The Herald" : NULL),
                                            .outlet = span_of(round % 5 ? NULL : "The Herald")});
    }
}

static void other_fields_are_refused(void **state)
{
    static char text[1 << 16];
    struct article a;
    (void)state;
    page(text, sizeof text, "", wire_harbor, "");
    const struct article_fields f = {.text = span_of(text), .headline = span_of("Harbor strike")};
    uint8_t *note = note_of(&f);
    struct article_fields shorter = f;
    shorter.text.n /= 2;
    assert_int_equal(article_recall(judging, &shorter, note, &a), RP_ERR_FORMAT);
    shorter = f;
    shorter.headline.n--;
    assert_int_equal(article_recall(judging, &shorter, note, &a), RP_ERR_FORMAT);
    free(note);
}

static void some_notes_are_kept(void **state)
{
    enum { N = 200 };
    struct article_notes notes;
    struct bits wanted = {0};
    uint8_t note[N][40];
    (void)state;
    assert_int_equal(article_notes_init(&notes, N, 2, NULL), RP_OK);
    assert_int_equal(bits_reserve(&wanted, N), RP_OK);
    for (uint32_t i = 0; i < N; i++) {
        const uint32_t size = 5 + i % 30;
        memset(note[i], (int)i, sizeof note[i]);
        memcpy(note[i], &size, sizeof size);
        assert_int_equal(article_notes_put(&notes, i, i % 2, (struct span){(const char *)note[i], i % 7 ? size : 0}), RP_OK);
        if (i % 3 == 0)
            bits_set(&wanted, i);
    }
    assert_int_equal(article_notes_keep(&notes, &wanted), RP_OK);
    for (uint32_t i = 0; i < N; i++) {
        const uint8_t *kept = article_notes_get(&notes, i);
        assert_int_equal(kept != NULL, i % 7 && i % 3 == 0);
        if (kept)
            assert_memory_equal(kept, note[i], article_note_size(kept));
    }
    bits_release(&wanted);
    article_notes_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_come_back), cmocka_unit_test(little_pages_come_back), cmocka_unit_test(any_lines_come_back),
        cmocka_unit_test(other_fields_are_refused), cmocka_unit_test(some_notes_are_kept)};
    return cmocka_run_group_tests(tests, begin, end);
}
