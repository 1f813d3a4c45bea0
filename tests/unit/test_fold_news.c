/* The short ways through a paragraph (plain_words.h) against the careful one, token by token. */
#include "sketch_random.h"

#include <string.h>

#include "base/compiler.h"
#include "relation/fold_news.h"
#include "relation/plain_words.h"

enum { ROOM = 1 << 12 };

struct tokens {
    uint64_t hash[ROOM];
    uint32_t spelling[ROOM], start[ROOM], end[ROOM];
    uint8_t flags[ROOM];
    uint32_t n;
};

/* In steps of `step` tokens, as body.c does it. */
static void read_all(const struct plain_words_kernel *kernel, const char *text, uint32_t end, uint32_t step,
                     struct tokens *t)
{
    struct news_reader r;
    uint32_t got;
    news_begin(&r, text, 0, end);
    t->n = 0;
    do {
        const uint32_t n = t->n, room = ROOM - n < step ? ROOM - n : step;
        const struct news_columns to = {t->hash + n, t->spelling + n, t->start + n, t->end + n, t->flags + n};
        got = news_read_with(kernel, &r, &to, room);
        t->n += got;
        if (got < room)
            break;
    } while (t->n < ROOM);
}

static void compare(enum cpu_kernel k, const char *text, uint32_t end, uint32_t step)
{
    static struct tokens want, got;
    read_all(NULL, text, end, ROOM, &want);
    read_all(plain_words_get(k), text, end, step, &got);
    for (uint32_t i = 0; i < want.n && i < got.n; i++)
        if (want.hash[i] != got.hash[i] || want.spelling[i] != got.spelling[i] || want.start[i] != got.start[i] ||
            want.end[i] != got.end[i] || want.flags[i] != got.flags[i])
            fail_msg("%s: token %u of \"%.*s\": [%u, %u) flags %u, not [%u, %u) flags %u", cpu_kernel_name(k), i,
                     (int)end, text, got.start[i], got.end[i], got.flags[i], want.start[i], want.end[i], want.flags[i]);
    if (want.n != got.n)
        fail_msg("%s: \"%.*s\": %u tokens, not %u", cpu_kernel_name(k), (int)end, text, got.n, want.n);
}

static void for_kernels(void (*test)(enum cpu_kernel k))
{
    for (int k = CPU_SCALAR; k < CPU_KERNELS; k++)
        if (plain_words_get((enum cpu_kernel)k) && cpu_can((enum cpu_kernel)k))
            test((enum cpu_kernel)k);
}

/* What words are made of and what stands between them, so that every case of either way is met. */
static const char *const WORD[] = {
    "the", "ferry", "U.S.", "Oslo", "percent", "per", "cent", "5bn", "3.5", "1,000", "12", "20th", "organised", "ships",
    "organisations", "analyse", "promise", "rise", "Dr", "Sept", "I", "a.m.", "NATO", "captain's", "don\u2019t", "x",
    "caf\u00e9", "\u6771\u4eac", "internationalisation", "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "Monday", "two", "b2b",
    "s", "'s", "it's5", "1's", "100%", "&amp;", "k\u0301", "ise", "AAises", "e-mail", "v2.5", "2.5m", "1.2.3", "9.5bn",
};
static const char *const GAP[] = {
    " ", " ", " ", " ", ", ", ". ", ".", ",", "-", " - ", "- ", "-\n", "-  \n ", "'s ", "\u2019s ", ".\" ", " \"", "? ",
    "; ", "  ", "\n", "/", "...", " (", ") ", "%", "\u2014", " & ", "\u201d ", "'", "`", "", ". \"", ",\" ", "\" \"", "\"(",
    " $", " .", ". .", ".  ", ".)\"", "\u201c", "! ", "*", "\".",
};

static uint32_t put(char *to, uint32_t n, const char *s)
{
    memcpy(to + n, s, strlen(s));
    return n + (uint32_t)strlen(s);
}

static void random_text(enum cpu_kernel k)
{
    struct random r = {11};
    for (int round = 0; round < 20000; round++) {
        char text[1024];
        uint32_t n = 0;
        for (size_t words = random_below(&r, 30); words > 0; words--) {
            n = put(text, n, WORD[random_below(&r, ARRAY_LEN(WORD))]);
            n = put(text, n, GAP[random_below(&r, ARRAY_LEN(GAP))]);
        }
        const uint32_t behind = put(text, n, " goes on");
        memset(text + behind, 'z', sizeof text - behind);
        compare(k, text, n, 1 + (uint32_t)random_below(&r, 40));
    }
}

static void random_bytes(enum cpu_kernel k)
{
    static const char common[] = "  abcdeisyzAISZ0159.,-'`&%\"\n";
    struct random r = {12};
    for (int round = 0; round < 20000; round++) {
        char text[200];
        const uint32_t n = (uint32_t)random_below(&r, sizeof text);
        for (uint32_t i = 0; i < sizeof text; i++) {
            const uint64_t x = random_next(&r);
            text[i] = x % 50 == 0 ? (char)(x >> 32) : common[(x >> 32) % (sizeof common - 1)];
        }
        compare(k, text, n, ROOM);
    }
}

static void test_short_ways_equal_the_careful_one(void **state)
{
    (void)state;
    for_kernels(random_text);
}

static void test_on_bytes_of_any_kind(void **state)
{
    (void)state;
    for_kernels(random_bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_ways_equal_the_careful_one),
        cmocka_unit_test(test_on_bytes_of_any_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
