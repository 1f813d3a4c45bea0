/* What a few places of an input say of all of it: every coding, many files, one of them much of the bytes. */
#define _GNU_SOURCE
#include "base/status.h"
#include "ingest/reader.h"
#include "intake/input_sample.h"
#include "test_files.h"

enum { ROOM = 24 << 20, LINES = 60000 };

static char text[ROOM], packed[ROOM];
static size_t text_n;

/* Short lines in the first half of the lines, five times as long ones in the second, of words that pack as text
 * does. */
static void make_text(void)
{
    uint64_t seed = 1;

    text_n = 0;
    for (size_t i = 0; i < LINES; i++) {
        text_n += (size_t)sprintf(text + text_n, "{\"text\":\"");
        for (size_t w = i < LINES / 2 ? 10 : 50; w > 0; w--)
            text_n += (size_t)sprintf(text + text_n, "w%llu ", (unsigned long long)test_below(&seed, 5000));
        text_n += (size_t)sprintf(text + text_n, "\"}\n");
    }
}

struct met {
    size_t bytes, lines, places;
    char last;
    bool cut; /* a place began or ended inside a line */
};

static int meet(void *ctx, unsigned place, const char *p, size_t n)
{
    struct met *m = ctx;

    if (place + 1 > m->places) {
        m->cut |= m->bytes > 0 && m->last != '\n';
        m->cut |= p[0] != '{';
        m->places = place + 1;
    }
    for (size_t i = 0; i < n; i++)
        m->lines += p[i] == '\n';
    m->bytes += n;
    m->last = p[n - 1];
    return RP_OK;
}

static struct input_estimate look(const char *path, struct sample_options o, struct met *m)
{
    const struct source_options so = {0};
    struct input_estimate e;
    struct source_list *l;

    *m = (struct met){0};
    assert_ok(source_list_create(&l, &path, 1, &so));
    assert_ok(reader_look(l, source_count(l)));
    assert_ok(input_sample(l, &o, meet, m, &e));
    source_list_free(l);
    return e;
}

static void within(double is, double should, double share)
{
    assert_true(is >= should * (1 - share) && is <= should * (1 + share));
}

static const struct sample_options few = {.places = 16, .each = 64 << 10, .reach = UINT64_MAX};

static void a_plain_file_is_seen_in_several_places(void **state)
{
    struct input_estimate e;
    struct met m;

    (void)state;
    e = look(test_write("plain.jsonl", text, text_n), few, &m);
    within(e.documents, LINES, .1);
    assert_true(e.known && !e.whole && e.bytes == (double)text_n && e.packed == 0);
    within((double)m.bytes, 16 * (64 << 10), .05);
    assert_true(m.places == 16 && !m.cut);
    assert_true(e.seen == (double)m.bytes);
}

static void a_compressed_file_is_gone_through(void **state)
{
    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        struct input_estimate e;
        struct met m;
        size_t n = 0;
        if (gzip)
            test_gzip(text, text_n, packed, ROOM, &n);
        else
            test_zstd(text, text_n, packed, ROOM, &n);
        const char *path = test_write(gzip ? "one.jsonl.gz" : "one.jsonl.zst", packed, n);
        e = look(path, few, &m);
        within(e.documents, LINES, .15);
        within(e.bytes, (double)text_n, .1);
        assert_true(e.packed == 1 && e.decode_rate > 0 && !m.cut);
        /* Not gone through, only its short lines are known. */
        e = look(path, (struct sample_options){16, 16 << 10, 1 << 20}, &m);
        assert_true(e.documents > 1.5 * LINES && !m.cut);
    }
}

/* So that its middle can be entered without what lies before it. */
static void frames_are_entered(void **state)
{
    const size_t piece = 2 << 20;
    struct input_estimate e;
    struct met m;
    size_t n = 0;

    (void)state;
    for (size_t at = 0; at < text_n; at += piece)
        test_zstd(text + at, text_n - at < piece ? text_n - at : piece, packed, ROOM, &n);
    e = look(test_write("frames.jsonl.zst", packed, n), few, &m);
    within(e.documents, LINES, .15);
    within(e.bytes, (double)text_n, .1);
    assert_false(m.cut);
}

static void small_input_is_seen_whole(void **state)
{
    const struct sample_options all = {.places = 8, .each = 4 << 20, .reach = UINT64_MAX};
    struct input_estimate e;
    struct met m;
    size_t n = 0;

    (void)state;
    e = look(test_write("small.jsonl", text, text_n - 1), all, &m); /* its last line does not end */
    assert_true(e.whole && e.documents == LINES && m.lines == LINES);
    test_zstd(text, text_n, packed, ROOM, &n);
    e = look(test_write("small.jsonl.zst", packed, n), all, &m);
    assert_true(e.whole && e.documents == LINES && e.bytes == (double)text_n && m.lines == LINES);
    e = look(test_write_text("nothing.jsonl", ""), all, &m);
    assert_true(e.whole && e.documents == 0 && e.bytes == 0);
}

/* Files of lines and of text, a damaged one, an unreadable one. */
static void a_folder_of_files(void **state)
{
    struct input_estimate e;
    struct met m;
    char name[64];

    (void)state;
    assert_ok(mkdir(test_path("many"), 0755));
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "many/%03d.%s", i, i % 2 ? "txt" : "jsonl");
        if (i % 2)
            test_write_text(name, "An article of \"some\" words,\nand a second line.\n");
        else
            test_write_text(name, "{\"text\":\"of one\"}\n{\"text\":\"of two\"}\n");
    }
    test_write("many/torn.jsonl.gz", "\x1f\x8b\x08zzzz", 7);
    assert_ok(symlink("nowhere", test_path("many/zzz")));
    e = look(test_path("many"), few, &m);
    assert_true(e.whole && e.documents == 300 && m.lines == 300 && !m.cut);
    e = look(test_path("many"), (struct sample_options){4, 512, UINT64_MAX}, &m);
    assert_false(e.whole);
    within(e.documents, 300, .35);
}

static int make(void **state)
{
    make_text();
    return test_dir_make(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_seen_in_several_places),
        cmocka_unit_test(a_compressed_file_is_gone_through),
        cmocka_unit_test(frames_are_entered),
        cmocka_unit_test(small_input_is_seen_whole),
        cmocka_unit_test(a_folder_of_files),
    };
    return cmocka_run_group_tests(tests, make, test_dir_remove);
}
