/* The list of sources: order, formats by name, directories, loops, what cannot be opened. */
#define _GNU_SOURCE
#include <errno.h>

#include "base/status.h"
#include "source/source.h"
#include "source/source_entry.h"
#include "test_files.h"

static struct source_list *list_of(const char *a, const char *b)
{
    const char *const paths[] = {a, b};
    const struct source_options o = {0};
    struct source_list *l;

    assert_ok(source_list_create(&l, paths, b ? 2 : 1, &o));
    return l;
}

static void is_path(const struct source_list *l, uint32_t i, const char *name)
{
    assert_in_range(i, 0, source_count(l) - 1);
    assert_string_equal(source_path(l, i) + strlen(test_dir) + 1, name);
}

static void directories_are_walked_in_byte_order(void **state)
{
    struct source_list *l;

    (void)state;
    assert_ok(mkdir(test_path("w"), 0755));
    assert_ok(mkdir(test_path("w/b"), 0755));
    assert_ok(mkdir(test_path("w/.hidden"), 0755));
    test_write_text("w/b/2.txt", "x");
    test_write_text("w/b/10.txt", "x");
    test_write_text("w/a.jsonl", "{}");
    test_write_text("w/B.jsonl", "{}");
    test_write_text("w/\xc3\xa9.json.gz", "");
    test_write_text("w/.hidden/no", "x");
    test_write_text("w/.no", "x");
    assert_ok(mkfifo(test_path("w/pipe"), 0600));
    l = list_of(test_path("w"), test_path("w/a.jsonl"));
    assert_int_equal(source_count(l), 6);
    is_path(l, 0, "w/B.jsonl");
    is_path(l, 1, "w/a.jsonl");
    is_path(l, 2, "w/b/10.txt");
    is_path(l, 3, "w/b/2.txt");
    is_path(l, 4, "w/\xc3\xa9.json.gz");
    is_path(l, 5, "w/a.jsonl");
    assert_int_equal(source_format(l, 0), SOURCE_JSONL);
    assert_int_equal(source_format(l, 2), SOURCE_TEXT);
    assert_int_equal(source_format(l, 4), SOURCE_JSONL);
    assert_int_equal(source_size(l, 1), 2);
    assert_true(source_list_has(l, test_path("w/b/../a.jsonl")));
    assert_false(source_list_has(l, test_path("w/.no")));
    source_list_free(l);
}

static void is_count(const struct ending_count *c, const char *ending, uint64_t files)
{
    assert_string_equal(c->ending, ending);
    assert_int_equal(c->files, files);
}

static void directories_give_text_and_lines_only(void **state)
{
    const char *const taken[] = {"1.0042", "Mr. Smith goes", "README", "a.JL", "b.Text.ZST", "c.gz", "d.", "e.json.gz"};
    const char *const left[] = {"f.py", "g.PY", "h.html", "i.tar.gz", "j.txt~", "k.an-ending-that-goes-on-and-on"};
    const struct source_options all = {.format = SOURCE_TEXT};
    const struct ending_count *e;
    struct source_list *l;
    char name[64];

    (void)state;
    assert_ok(mkdir(test_path("k"), 0755));
    assert_ok(mkdir(test_path("k/in"), 0755));
    for (size_t i = 0; i < sizeof taken / sizeof *taken + sizeof left / sizeof *left; i++) {
        const size_t n = sizeof taken / sizeof *taken;
        snprintf(name, sizeof name, "k/in/%s", i < n ? taken[i] : left[i - n]);
        test_write_text(name, "x");
    }
    l = list_of(test_path("k"), NULL);
    assert_int_equal(source_count(l), sizeof taken / sizeof *taken);
    for (uint32_t i = 0; i < source_count(l); i++) {
        snprintf(name, sizeof name, "k/in/%s", taken[i]);
        is_path(l, i, name);
    }
    assert_int_equal(source_format(l, 3), SOURCE_JSONL);
    assert_int_equal(source_format(l, 4), SOURCE_TEXT);
    assert_int_equal(source_list_foreign(l, &e), 5);
    is_count(&e[0], "py", 2);
    is_count(&e[1], "an-ending-that-goes-on-", 1);
    is_count(&e[2], "html", 1);
    is_count(&e[3], "tar", 1);
    is_count(&e[4], "txt~", 1);
    source_list_free(l);

    /* what is named, and what the options say of everything, is read */
    l = list_of(test_path("k/in/f.py"), NULL);
    assert_int_equal(source_count(l), 1);
    assert_int_equal(source_list_foreign(l, &e), 0);
    source_list_free(l);
    const char *const path = test_path("k");
    assert_ok(source_list_create(&l, &path, 1, &all));
    assert_int_equal(source_count(l), (sizeof taken + sizeof left) / sizeof *left);
    assert_int_equal(source_list_foreign(l, &e), 0);
    source_list_free(l);
}

static void many_endings_are_counted_together(void **state)
{
    const struct ending_count *e;
    struct source_list *l;
    char name[32];
    uint64_t files = 0;

    (void)state;
    assert_ok(mkdir(test_path("m"), 0755));
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "m/a.x%d", i);
        test_write_text(name, "x");
    }
    l = list_of(test_path("m"), NULL);
    assert_int_equal(source_count(l), 0);
    assert_int_equal(source_list_foreign(l, &e), 65);
    is_count(&e[64], "", 36);
    for (int i = 0; i < 65; i++)
        files += e[i].files;
    assert_int_equal(files, 100);
    source_list_free(l);
}

static void loops_are_refused_once(void **state)
{
    struct source_list *l;

    (void)state;
    assert_ok(mkdir(test_path("loop"), 0755));
    assert_ok(mkdir(test_path("loop/in"), 0755));
    test_write_text("loop/in/z.txt", "x");
    assert_ok(symlink("..", test_path("loop/in/up")));
    assert_ok(symlink("in", test_path("loop/other")));
    assert_ok(symlink("self", test_path("loop/self")));
    l = list_of(test_path("loop"), NULL);
    /* in/up, in/z.txt, self; other is another way into in, which has been walked */
    assert_int_equal(source_count(l), 3);
    is_path(l, 0, "loop/in/up");
    assert_string_equal(l->entry[0].error.what, "a directory that contains itself");
    assert_int_equal(l->entry[1].error.status, RP_OK);
    is_path(l, 2, "loop/self");
    assert_int_equal(l->entry[2].error.sys, ELOOP);
    source_list_free(l);
}

static void what_cannot_be_opened_is_a_source_with_an_error(void **state)
{
    struct source_list *l = list_of("/nonexistent/reprint", "-");

    (void)state;
    assert_int_equal(source_count(l), 2);
    assert_int_equal(l->entry[0].error.status, RP_ERR_IO);
    assert_int_equal(l->entry[0].error.sys, ENOENT);
    assert_string_equal(source_path(l, 1), "(standard input)");
    source_list_free(l);
    l = list_of("-", "-");
    assert_int_equal(l->entry[0].error.status, RP_OK);
    assert_int_equal(l->entry[1].error.status, RP_ERR_IO);
    source_list_free(l);
}

static void unreadable_directory(void **state)
{
    struct source_list *l;

    (void)state;
    assert_ok(mkdir(test_path("shut"), 0000));
    if (access(test_path("shut"), R_OK) == 0)
        skip();
    l = list_of(test_path("shut"), NULL);
    assert_int_equal(source_count(l), 1);
    assert_int_equal(l->entry[0].error.sys, EACCES);
    source_list_free(l);
}

/* Depth of directories is bounded by the length of a path, not by open files or the stack. */
static void deep_directories(void **state)
{
    char path[4000];
    size_t n = (size_t)snprintf(path, sizeof path, "%s/deep", test_dir);
    struct source_list *l;

    (void)state;
    assert_ok(mkdir(path, 0755));
    for (int i = 0; i < 600; i++) {
        memcpy(path + n, "/d", 3);
        n += 2;
        assert_ok(mkdir(path, 0755));
    }
    memcpy(path + n, "/f.txt", 7);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_ok(fclose(f));
    l = list_of(test_path("deep"), NULL);
    assert_int_equal(source_count(l), 1);
    assert_string_equal(source_path(l, 0), path);
    source_list_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directories_are_walked_in_byte_order),
        cmocka_unit_test(directories_give_text_and_lines_only),
        cmocka_unit_test(many_endings_are_counted_together),
        cmocka_unit_test(loops_are_refused_once),
        cmocka_unit_test(what_cannot_be_opened_is_a_source_with_an_error),
        cmocka_unit_test(unreadable_directory),
        cmocka_unit_test(deep_directories),
    };
    return cmocka_run_group_tests(tests, test_dir_make, test_dir_remove);
}
