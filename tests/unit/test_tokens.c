/* What counts as the same words: the contract of tokens.h on examples, for every kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "text/tokens.h"
#include "text/tokens_kernel.h"

static const struct token_options plain = {.seed = 7, .unit = TOKEN_AUTO, .places = true};
static const struct token_options json = {.seed = 7, .unit = TOKEN_AUTO, .json = true, .places = true};
static const struct token_options chars = {.seed = 7, .unit = TOKEN_CHAR, .places = true};
static const struct token_options words = {.seed = 7, .unit = TOKEN_WORD, .places = true};

static uint64_t token(const char *s)
{
    return word_hash((const uint8_t *)s, strlen(s), 7);
}

/* The token of a text without words: its bytes, not padded. */
static uint64_t whole(const char *s)
{
    return hash_bytes(s, strlen(s), 7);
}

/* `expected` names the folded tokens, one after the other, ended by NULL. */
static void check_bytes(const struct token_options *o, const char *text, size_t n, const char *const *expected)
{
    for (int k = 0; k < CPU_KERNELS; k++) {
        const struct tokens_kernel *kernel = tokens_kernel_get((enum cpu_kernel)k);
        struct tokens t;
        size_t i = 0;
        if (!kernel)
            continue;
        tokens_init(&t);
        assert_int_equal(tokens_read_with(kernel, &t, o, text, n), RP_OK);
        for (; expected[i]; i++) {
            if (i >= t.n || (t.hash[i] != token(expected[i]) && t.hash[i] != whole(expected[i])))
                fail_msg("%s: token %zu of \"%s\" is not \"%s\"", cpu_kernel_name((enum cpu_kernel)k), i, text,
                         expected[i]);
        }
        if (t.n != i)
            fail_msg("%s: \"%s\" has %zu tokens, not %zu", cpu_kernel_name((enum cpu_kernel)k), text, t.n, i);
        tokens_release(&t);
    }
}

#define CHECK(options, text, ...) \
    check_bytes(options, text, sizeof(text) - 1, (const char *const[]){__VA_ARGS__, NULL})
#define CHECK_NONE(options, text) check_bytes(options, text, sizeof(text) - 1, (const char *const[]){NULL})

static void test_latin(void **state)
{
    (void)state;
    CHECK(&plain, "Ein Wort, ZWEI; 3x4", "ein", "wort", "zwei", "3x4");
    CHECK(&plain, "don't under_score", "don", "t", "under", "score");
    CHECK(&plain, "STRASSE Stra\u00dfe", "strasse", "strasse");
    CHECK(&plain, "\u00c9t\u00e9 E\u0301te\u0301", "\u00e9t\u00e9", "\u00e9t\u00e9");
    CHECK(&plain, "\u0130x", "i\u0307x");
    CHECK(&plain, "\ufb01n \uff21\uff22\uff11 \u212a", "fin", "ab1", "k");
    CHECK(&plain, "co\u00adoperate zero\u200bwidth", "cooperate", "zerowidth");
    CHECK(&plain, "\u00bd cup \u2014 a\u00d7b \u00b5", "1", "2", "cup", "a", "b", "\u03bc");
    CHECK(&plain, "abcdefghijklmnop abcdefghijklmnopq", "abcdefghijklmnop", "abcdefghijklmnopq");
}

static void test_other_scripts(void **state)
{
    (void)state;
    CHECK(&plain, "\u041c\u0418\u0420, \u043c\u0438\u0440", "\u043c\u0438\u0440", "\u043c\u0438\u0440");
    CHECK(&plain, "\u0939\u093f\u0928\u094d\u0926\u0940 \u092d\u093e\u0937\u093e",
          "\u0939\u093f\u0928\u094d\u0926\u0940", "\u092d\u093e\u0937\u093e");
    CHECK(&plain, "\u0e17\u0e35\u0e48\u0e23\u0e31\u0e01", "\u0e17\u0e35\u0e48\u0e23\u0e31\u0e01",
          "\u0e23\u0e31\u0e01", "\u0e01");
    CHECK(&plain, "\u6771\u4eac\u90fd\u5343\u4ee3\u7530", "\u6771\u4eac\u90fd\u5343", "\u4eac\u90fd\u5343\u4ee3",
          "\u90fd\u5343\u4ee3\u7530", "\u5343\u4ee3\u7530", "\u4ee3\u7530", "\u7530");
    CHECK(&plain, "in\u6771\u4eac 2019\u5e74", "in", "\u6771\u4eac", "\u4eac", "2019", "\u5e74");
    CHECK(&plain, "\u304b\u3099\uff76\uff9e", "\u304c\u30ac", "\u30ac");
    CHECK(&plain, "\u1112\u1161\u11ab\uae00", "\ud55c\uae00");
    CHECK(&words, "in\u6771\u4eac 2019\u5e74", "in\u6771\u4eac", "2019\u5e74");
}

static void test_marks(void **state)
{
    (void)state;
    CHECK(&plain, "a\u0323\u030a a\u030a\u0323 \u00e5\u0323", "\u1ea1\u030a", "\u1ea1\u030a", "\u1ea1\u030a");
    CHECK(&plain, "\u0301x =\u0338 y", "x", "y");
    CHECK(&plain, "e\u00ad\u0301", "\u00e9");
}

static void test_json(void **state)
{
    (void)state;
    CHECK(&json, "a\\nb \\\"c\\\" d\\\\n", "a", "b", "c", "d", "n");
    CHECK(&json, "\\u00C9t\\u00e9 E\\u0301", "\u00e9t\u00e9", "\u00e9");
    CHECK(&json, "a\\ud83d\\ude00b \\ud835\\udc00", "a", "b", "a");
    CHECK(&json, "a\\ud83db\\ude00c", "a", "b", "c");
    CHECK(&json, "a\\xb \\u12g4 c\\", "a", "b", "12g4", "c");
    CHECK(&json, "a\\u0000b", "a", "b");
    CHECK(&plain, "a\\nb", "a", "nb");
    /* an escape that a block of 64 ends in goes on with the word, or ends it */
    CHECK(&json, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk\\u0030z",
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk0z");
    CHECK(&json, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk\\nz",
          "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk", "z");
}

static void test_ill_formed(void **state)
{
    (void)state;
    CHECK(&plain, "a\xff" "b\xc3 c\xe2\x80" "d\xed\xa0\x80" "e\xf0\x9f\x98", "a", "b", "c", "d", "e");
    CHECK(&plain, "a\xc0\xaf" "b\xe0\x80\xaf" "c\xf4\x90\x80\x80" "d", "a", "b", "c", "d");
    CHECK(&plain, "a\0b", "a", "b");
}

static void test_characters(void **state)
{
    (void)state;
    CHECK(&chars, "  Ab,  c ", "a", "b", " ", "c");
    CHECK(&chars, "e\u0301\u6771 \u4eac", "\u00e9", "\u6771", " ", "\u4eac");
}

static void test_no_words(void **state)
{
    (void)state;
    CHECK_NONE(&plain, "");
    CHECK_NONE(&plain, " \n\t\u3000\u00a0");
    CHECK(&plain, " \n!!! ?\u3000", "!!! ?");
    CHECK(&json, "\\n\\u2014 \\/ \\t", "\u2014 /");
    CHECK(&json, "\\ud800\\u0020", "\\ud800");
}

static void check_places(const struct token_options *o, const char *text, size_t n_places, const uint32_t (*places)[2])
{
    for (int k = 0; k < CPU_KERNELS; k++) {
        const struct tokens_kernel *kernel = tokens_kernel_get((enum cpu_kernel)k);
        struct tokens t;
        if (!kernel)
            continue;
        tokens_init(&t);
        assert_int_equal(tokens_read_with(kernel, &t, o, text, strlen(text)), RP_OK);
        assert_int_equal(t.n, n_places);
        for (size_t i = 0; i < n_places; i++) {
            assert_int_equal(t.start[i], places[i][0]);
            assert_int_equal(t.end[i], places[i][1]);
        }
        tokens_release(&t);
    }
}

#define CHECK_PLACES(options, text, n, ...) check_places(options, text, n, (const uint32_t[][2]){__VA_ARGS__})

static void test_places(void **state)
{
    (void)state;
    CHECK_PLACES(&plain, " Ab \u00e9t\u00e9-c", 3, {1, 3}, {4, 9}, {10, 11});
    CHECK_PLACES(&json, "a\\n\\u00c9t\\u00e9 b", 3, {0, 1}, {3, 16}, {17, 18});
    CHECK_PLACES(&plain, "e\u0301\u6771\u4eac", 3, {0, 3}, {3, 9}, {6, 9});
    CHECK_PLACES(&chars, "a, b", 3, {0, 1}, {1, 3}, {3, 4});
    CHECK_PLACES(&plain, " \u2014! ", 1, {1, 5});
    CHECK_PLACES(&plain, "x\u00bd", 2, {0, 3}, {1, 3});
}

static void test_limit(void **state)
{
    struct tokens t;

    (void)state;
    tokens_init(&t);
    assert_int_equal(tokens_read(&t, &plain, "one two", 7), RP_OK);
    assert_int_equal(t.n, 2);
    assert_int_equal(tokens_read(&t, &plain, "", ((size_t)1 << 31) + 1), RP_ERR_LIMIT);
    assert_int_equal(t.n, 0);
    assert_int_equal(tokens_read(&t, &plain, "three", 5), RP_OK);
    assert_int_equal(t.n, 1);
    tokens_release(&t);
    tokens_release(&t); /* as good as new */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin), cmocka_unit_test(test_other_scripts), cmocka_unit_test(test_marks),
        cmocka_unit_test(test_json), cmocka_unit_test(test_ill_formed), cmocka_unit_test(test_characters),
        cmocka_unit_test(test_no_words), cmocka_unit_test(test_places),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
