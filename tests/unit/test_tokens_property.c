/*
 * Tokens of random text: every kernel equals the scalar one, the scalar one equals what utf8proc
 * makes of the whole text, escaping changes nothing, nor does the normalisation form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/status.h"
#include "text/codepoint.h"
#include "text/tokens.h"
#include "text/tokens_kernel.h"

enum { TEXT_MAX = 4096 };

static uint64_t state = 88172645463325252u;

static uint32_t random_below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * n >> 32);
}

/* --- random text --- */

struct range {
    uint32_t first, last;
};

static const struct range scripts[] = {
    {'a', 'z'}, {'A', 'Z'}, {' ', '~'}, {1, 0x1F}, {0xA0, 0xFF}, {0xC0, 0xFF}, {0x100, 0x24F}, {0x300, 0x36F},
    {0x370, 0x3FF}, {0x400, 0x45F}, {0x590, 0x5FF}, {0x600, 0x6FF}, {0x900, 0x97F}, {0x980, 0x9FF}, {0xB00, 0xBFF},
    {0xD00, 0xDFF}, {0xE00, 0xE5F}, {0x1000, 0x109F}, {0x1100, 0x1175}, {0x11A8, 0x11FF}, {0x1E00, 0x1EFF}, {0x1F00, 0x1FFF},
    {0x2000, 0x206F}, {0x2070, 0x20FF}, {0x2100, 0x218F}, {0x3040, 0x30FF}, {0x4E00, 0x4E20}, {0xAC00, 0xAC40},
    {0xF900, 0xFAFF}, {0xFB00, 0xFDFF}, {0xFE00, 0xFE2F}, {0xFE70, 0xFEFF}, {0xFF00, 0xFFEF}, {0x1D400, 0x1D4FF},
    {0x1F300, 0x1F64F}, {0x20000, 0x20010}, {0xE0000, 0xE01EF}, {1, 0x10FFFF},
};

static uint32_t random_codepoint(void)
{
    const struct range r = scripts[random_below(ARRAY_LEN(scripts))];
    const uint32_t cp = r.first + random_below(r.last - r.first + 1);
    return cp;
}

/* U+11A7, a vowel, is the one code point that utf8proc 2.8 composes although Unicode does not. */
static bool is_fit(uint32_t cp)
{
    return (cp < 0xD800 || cp > 0xDFFF) && cp != 0x11A7;
}

/* Mostly one script for a while, as in text: otherwise no block would ever be all ASCII. */
static size_t random_utf8(char *out, size_t max)
{
    size_t n = 0;

    while (n + 4 <= max) {
        const struct range r = random_below(2) ? scripts[random_below(3)] : scripts[random_below(ARRAY_LEN(scripts))];
        const uint32_t spaces = random_below(12);
        for (uint32_t len = random_below(random_below(2) ? 8 : 150); len > 0 && n + 4 <= max; len--) {
            uint32_t cp = r.first + random_below(r.last - r.first + 1);
            if (random_below(12) < spaces)
                cp = random_below(3) ? ' ' : random_codepoint();
            if (len % 16 == 0)
                cp = 'q'; /* no more marks in a row than are normalised together */
            if (is_fit(cp))
                n += codepoint_write((uint8_t *)out + n, cp);
        }
        if (random_below(4) == 0)
            break;
    }
    return n;
}

/* Damage and escapes strewn in; what JSON calls ill-formed is fine. */
static size_t random_bytes(char *out, size_t max)
{
    static const char *const bits[] = {"\\", "\\\\", "\\n", "\\\"", "\\u", "\\u00e9", "\\u0301", "\\ud83d\\ude00", "\\ud83d",
                                       "\\u6771", "\\uDE00", "\\u00C4\\u0308", "\\u004", "\\u00AD", "\\x", "\\u2019",
                                       "\xc3", "\xe2\x80", "\xf0\x9f", "\xff", "\xed\xa0\x80", "\xc0\xaf", "\xcc\x81",
                                       "\xe2\x80\x99", "\xc3\x9f", "\\\\\\\\\\\\\\\\\\", "\\\xc3\xa9", "\xcd\x85", "\\u0000",
                                       "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"};
    const uint32_t damage = random_below(40);
    size_t n = random_utf8(out, max);

    for (uint32_t i = 0; i < damage && n > 0; i++) {
        const char *bit = bits[random_below(ARRAY_LEN(bits))];
        const size_t size = strlen(bit), at = random_below((uint32_t)n);
        if (n + size > max)
            break;
        memmove(out + at + size, out + at, n - at);
        memcpy(out + at, bit, size);
        n += size;
    }
    return n;
}

/* --- comparing --- */

static void dump(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, p[i] > ' ' && p[i] <= '~' ? "%c" : "\\x%02x", (uint8_t)p[i]);
    fprintf(stderr, "\n");
}

static void same_tokens(const char *what, const struct tokens *a, const struct tokens *b, bool places, const char *p,
                        size_t n)
{
    size_t i = 0;
    while (i < a->n && i < b->n && a->hash[i] == b->hash[i] &&
           (!places || (a->start[i] == b->start[i] && a->end[i] == b->end[i])))
        i++;
    if (i == a->n && i == b->n)
        return;
    dump(p, n);
    fail_msg("%s: %zu and %zu tokens, unequal from number %zu on", what, a->n, b->n, i);
}

static void test_kernels_equal(void **unused)
{
    char text[TEXT_MAX];
    struct tokens scalar, other;

    (void)unused;
    tokens_init(&scalar);
    tokens_init(&other);
    for (int round = 0; round < 20000; round++) {
        const struct token_options o = {.seed = state, .unit = (enum token_unit)random_below(3),
                                        .json = random_below(2), .places = random_below(2)};
        const size_t n = random_bytes(text, 1 + random_below(round % 8 ? 300 : TEXT_MAX));
        char *exact = malloc(n ? n : 1); /* so that a sanitizer sees one byte too many */

        memcpy(exact, text, n);
        assert_int_equal(tokens_read_with(&tokens_kernel_scalar, &scalar, &o, exact, n), RP_OK);
        for (int k = 1; k < CPU_KERNELS; k++) {
            const struct tokens_kernel *kernel = tokens_kernel_get((enum cpu_kernel)k);
            if (!kernel)
                continue;
            assert_int_equal(tokens_read_with(kernel, &other, &o, exact, n), RP_OK);
            same_tokens(cpu_kernel_name((enum cpu_kernel)k), &scalar, &other, o.places, exact, n);
        }
        for (size_t i = 0; o.places && i < scalar.n; i++) {
            assert_true(scalar.start[i] < scalar.end[i] && scalar.end[i] <= n);
            assert_true(i == 0 || scalar.start[i] >= scalar.start[i - 1]);
        }
        free(exact);
    }
    tokens_release(&scalar);
    tokens_release(&other);
}

static void test_places_change_nothing(void **unused)
{
    char text[TEXT_MAX];
    struct tokens with, without;

    (void)unused;
    tokens_init(&with);
    tokens_init(&without);
    for (int round = 0; round < 500; round++) {
        struct token_options o = {.json = random_below(2), .places = true};
        const size_t n = random_bytes(text, 1000);
        assert_int_equal(tokens_read(&with, &o, text, n), RP_OK);
        o.places = false;
        assert_int_equal(tokens_read(&without, &o, text, n), RP_OK);
        same_tokens("with and without places", &with, &without, false, text, n);
    }
    tokens_release(&with);
    tokens_release(&without);
}

/* --- utf8proc --- */

static bool is_category(int32_t cp, const char *letters)
{
    return strchr(letters, utf8proc_category_string(cp)[0]) != NULL;
}

/* Words by the book: fold the whole text, cut at what is neither letter, number nor mark of a word. */
static size_t words_by_utf8proc(const char *text, size_t n, uint64_t seed, uint64_t *hash)
{
    utf8proc_uint8_t *folded;
    const utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &folded,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    utf8proc_ssize_t word = -1;
    size_t n_words = 0;

    assert_true(len >= 0);
    for (utf8proc_ssize_t at = 0, size; at <= len; at += size) {
        int32_t cp = ' ';
        size = 1;
        if (at < len)
            size = utf8proc_iterate(folded + at, len - at, &cp);
        assert_true(size > 0);
        if (word < 0 && is_category(cp, "LN"))
            word = at;
        if (word >= 0 && !is_category(cp, "LNM")) {
            hash[n_words++] = word_hash(folded + word, (size_t)(at - word), seed);
            word = -1;
        }
    }
    free(folded);
    return n_words;
}

static void test_equals_utf8proc(void **unused)
{
    const struct token_options o = {.seed = 3, .unit = TOKEN_WORD};
    char text[1024];
    uint64_t expected[4096];
    struct tokens t;

    (void)unused;
    tokens_init(&t);
    for (int round = 0; round < 20000; round++) {
        const size_t n = random_utf8(text, sizeof text);
        struct tokens by_the_book = {.hash = expected, .n = words_by_utf8proc(text, n, o.seed, expected)};
        assert_int_equal(tokens_read_with(&tokens_kernel_scalar, &t, &o, text, n), RP_OK);
        if (by_the_book.n > 0)
            same_tokens("utf8proc", &by_the_book, &t, false, text, n);
    }
    tokens_release(&t);
}

/* Each code point between two letters, and before each of a few marks. */
static void test_every_codepoint(void **unused)
{
    static const uint32_t marks[] = {'b', 0x301, 0x323, 0x345, 0x1161, 0x11A8, 0x9BE, 0x3099, 0xAD};
    const struct token_options o = {.seed = 3, .unit = TOKEN_WORD};
    uint64_t expected[64];
    char text[32];
    struct tokens t;

    (void)unused;
    tokens_init(&t);
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        size_t n = 0;
        if (!utf8proc_codepoint_valid((int32_t)cp) || (cp > 0x32000 && cp < 0xE0000))
            continue;
        n += codepoint_write((uint8_t *)text + n, 'a');
        n += codepoint_write((uint8_t *)text + n, cp);
        n += codepoint_write((uint8_t *)text + n, marks[cp % ARRAY_LEN(marks)]);
        n += codepoint_write((uint8_t *)text + n, cp);
        assert_int_equal(tokens_read(&t, &o, text, n), RP_OK);
        same_tokens("utf8proc", &(struct tokens){.hash = expected, .n = words_by_utf8proc(text, n, 3, expected)}, &t,
                    false, text, n);
    }
    tokens_release(&t);
}

static void test_normalisation_forms(void **unused)
{
    const struct token_options o = {.seed = 3};
    struct tokens a, b;
    char text[600];

    (void)unused;
    tokens_init(&a);
    tokens_init(&b);
    for (int round = 0; round < 2000; round++) {
        const size_t n = random_utf8(text, sizeof text);
        utf8proc_uint8_t *nfc, *nfd;
        const utf8proc_ssize_t n_nfc = utf8proc_map((utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &nfc,
                                                    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        const utf8proc_ssize_t n_nfd = utf8proc_map((utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &nfd,
                                                    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
        assert_true(n_nfc >= 0 && n_nfd >= 0);
        assert_int_equal(tokens_read(&a, &o, (char *)nfc, (size_t)n_nfc), RP_OK);
        assert_int_equal(tokens_read(&b, &o, (char *)nfd, (size_t)n_nfd), RP_OK);
        /* U+0345 folds to a letter, which then no longer changes places with other marks: so does
         * NFKC_Casefold. A text without words is its bytes. */
        if (!strstr((char *)nfd, "\xcd\x85") && a.n > 1)
            same_tokens("NFC and NFD", &a, &b, false, text, n);
        free(nfc);
        free(nfd);
    }
    tokens_release(&a);
    tokens_release(&b);
}

/* --- escapes --- */

static size_t escape(char *out, uint32_t cp)
{
    const char *const two = cp && cp < 128 ? strchr("\"\"\\\\//\bb\ff\nn\rr\tt", (int)cp) : NULL;
    uint8_t utf8[4];

    if (two && (cp == '"' || cp == '\\' || cp < 32 || (cp == '/' && random_below(2)))) {
        out[0] = '\\';
        out[1] = two[1];
        return 2;
    }
    if (cp >= 32 && random_below(6)) {
        const uint32_t n = codepoint_write(utf8, cp);
        memcpy(out, utf8, n);
        return n;
    }
    if (cp < 0x10000)
        return (size_t)snprintf(out, 13, random_below(2) ? "\\u%04x" : "\\u%04X", cp);
    return (size_t)snprintf(out, 13, "\\u%04x\\u%04x", 0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + (cp & 0x3FF));
}

static void test_escapes_undone(void **unused)
{
    struct token_options o = {.seed = 5};
    char text[500], escaped[500 * 6 + 16];
    struct tokens a, b;

    (void)unused;
    tokens_init(&a);
    tokens_init(&b);
    for (int round = 0; round < 4000; round++) {
        const size_t n = random_utf8(text, 1 + random_below(sizeof text));
        size_t m = 0;
        for (size_t at = 0; at < n;) {
            const struct codepoint c = codepoint_utf8((uint8_t *)text + at, n - at);
            m += escape(escaped + m, c.value);
            at += c.size;
        }
        o.unit = (enum token_unit)random_below(3);
        o.json = false;
        assert_int_equal(tokens_read(&a, &o, text, n), RP_OK);
        o.json = true;
        assert_int_equal(tokens_read(&b, &o, escaped, m), RP_OK);
        same_tokens("escaped", &a, &b, false, escaped, m);
    }
    tokens_release(&a);
    tokens_release(&b);
}

/* --- extremes: each would take hours if anything were quadratic --- */

static void check_filled(const char *unit, size_t n, size_t expected, enum token_unit as)
{
    const size_t size = strlen(unit);
    const struct token_options o = {.seed = 5, .unit = as, .places = true};
    char *text = malloc(n * size + 1);
    struct tokens t;

    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        memcpy(text + 1 + i * size, unit, size);
    text[0] = 'e';
    tokens_init(&t);
    assert_int_equal(tokens_read(&t, &o, text, n * size + 1), RP_OK);
    assert_int_equal(t.n, expected);
    tokens_release(&t);
    free(text);
}

static void test_extremes(void **unused)
{
    (void)unused;
    check_filled("a", 60000000, 1, TOKEN_AUTO);
    check_filled(" a", 4000000, 4000001, TOKEN_AUTO);
    check_filled("\xcc\x81", 2000000, 1, TOKEN_AUTO);
    check_filled("\xcc\x81\xcc\xa3", 1000000, 1, TOKEN_CHAR);
    check_filled("\xc2\xad", 2000000, 1, TOKEN_AUTO);
    check_filled("\xe6\x9d\xb1", 1000000, 1000001, TOKEN_AUTO);
    check_filled("\xe6\x9d\xb1", 1000000, 1, TOKEN_WORD);
    check_filled("\xef\xb7\xba", 300000, 900001, TOKEN_AUTO); /* U+FDFA unfolds to four words each */
    check_filled("\xff", 2000000, 1, TOKEN_AUTO);
    check_filled("\\", 2000000, 1, TOKEN_AUTO);
}

/* hash_block() is written out in hash.h; this is what it must equal. */
static void test_hash_block(void **unused)
{
    uint8_t block[HASH_BLOCK];

    (void)unused;
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < HASH_BLOCK; i++)
            block[i] = (uint8_t)random_below(256);
        assert_int_equal(hash_block(block, state), hash_bytes(block, sizeof block, state));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_block), cmocka_unit_test(test_kernels_equal),
        cmocka_unit_test(test_places_change_nothing), cmocka_unit_test(test_equals_utf8proc),
        cmocka_unit_test(test_every_codepoint), cmocka_unit_test(test_normalisation_forms),
        cmocka_unit_test(test_escapes_undone), cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
