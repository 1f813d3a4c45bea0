/*
 * fold_gen.c - runs during the build: asks utf8proc about every code point and prints fold_table.h.
 *
 * utf8proc itself is far too slow for the hot path (43 MB/s) and is not linked into anything we ship.
 * The layout of an entry is told in fold.h. Every assumption the reader of the table makes is checked
 * here, so that a newer Unicode that breaks one fails the build instead of changing results.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "text/fold.h"

enum { N_CODEPOINTS = 0x110000, BLOCK = 1 << FOLD_BLOCK_BITS, N_BLOCKS = N_CODEPOINTS / BLOCK + 1 };

static const utf8proc_option_t folding = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

static void die(const char *what, int32_t cp)
{
    fprintf(stderr, "fold_gen: U+%04X: %s\n", (unsigned)cp, what);
    exit(1);
}

/* --- scripts written without spaces between words; utf8proc does not know scripts --- */

static const struct {
    int32_t first, last;
} unspaced[] = {
    {0x0E00, 0x0EFF},   /* Thai, Lao */
    {0x0F00, 0x0FFF},   /* Tibetan: spaces are phrases, the tsheg parts syllables */
    {0x1000, 0x109F},   /* Myanmar */
    {0x1780, 0x17FF},   /* Khmer */
    {0x1950, 0x19DF},   /* Tai Le, New Tai Lue */
    {0x1A20, 0x1AAF},   /* Tai Tham */
    {0x1B00, 0x1B7F},   /* Balinese */
    {0x2E80, 0x312F},   /* CJK radicals, Hiragana, Katakana, Bopomofo */
    {0x3190, 0x9FFF},   /* Kanbun ... Han */
    {0xA000, 0xA4CF},   /* Yi */
    {0xA980, 0xA9FF},   /* Javanese, Myanmar extended B */
    {0xAA60, 0xAADF},   /* Myanmar extended A, Tai Viet */
    {0xF900, 0xFAFF},   /* Han, compatibility */
    {0x11700, 0x1174F}, /* Ahom */
    {0x12000, 0x1254F}, /* Cuneiform */
    {0x13000, 0x1345F}, /* Egyptian hieroglyphs */
    {0x14400, 0x1467F}, /* Anatolian hieroglyphs */
    {0x16FE0, 0x18D8F}, /* Tangut, Khitan */
    {0x1AFF0, 0x1B2FF}, /* Kana extensions, Nushu */
    {0x20000, 0x3FFFF}, /* Han, extensions */
};

static bool is_unspaced(int32_t cp)
{
    for (size_t i = 0; i < sizeof unspaced / sizeof *unspaced; i++)
        if (unspaced[i].first <= cp && cp <= unspaced[i].last)
            return true;
    return false;
}

static enum fold_kind kind_of(int32_t cp)
{
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return is_unspaced(cp) ? FOLD_UNSPACED : FOLD_LETTER;
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
        return FOLD_MARK;
    case UTF8PROC_CATEGORY_ZS: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP:
        return FOLD_SPACE;
    default:
        return (cp >= 9 && cp <= 13) || cp == 0x85 ? FOLD_SPACE : FOLD_SEPARATOR;
    }
}

/* --- what utf8proc makes of a string of code points --- */

struct string {
    int n;
    int32_t cp[64];
};

static struct string mapped(const int32_t *cp, int n, utf8proc_option_t options)
{
    utf8proc_uint8_t utf8[4 * 64], *out = NULL;
    utf8proc_ssize_t size = 0, len, at = 0;
    struct string s = {0};

    for (int i = 0; i < n; i++)
        size += utf8proc_encode_char(cp[i], utf8 + size);
    len = utf8proc_map(utf8, size, &out, options);
    if (len < 0)
        die(utf8proc_errmsg(len), cp[0]);
    while (at < len) {
        if (s.n == 64)
            die("folds to more than 64 code points", cp[0]);
        at += utf8proc_iterate(out + at, len - at, &s.cp[s.n++]);
    }
    free(out);
    return s;
}

static bool same(const struct string *s, const int32_t *cp, int n)
{
    return s->n == n && memcmp(s->cp, cp, (size_t)n * sizeof *cp) == 0;
}

static int ccc(int32_t cp)
{
    return utf8proc_get_property(cp)->combining_class;
}

static bool is_valid(int32_t cp)
{
    return utf8proc_codepoint_valid(cp);
}

/* --- pairs that compose --- */

static struct fold_pair pairs[2048];
static size_t n_pairs;
static bool composes_back[N_CODEPOINTS]; /* is the second half of a pair, or a Hangul vowel or tail */

/* c is a primary composite when NFC of its decomposition is c again; what its decomposition but for
 * the last code point composes to is then the first half. */
static void find_pair(int32_t c)
{
    const struct string d = mapped(&c, 1, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    const struct string back = mapped(d.cp, d.n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const bool hangul = c >= FOLD_HANGUL && c < FOLD_HANGUL + 11172;
    struct string a;

    if (d.n < 2 || !same(&back, &c, 1) || hangul)
        return;
    a = mapped(d.cp, d.n - 1, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (a.n != 1)
        die("has no pair it is composed of", c);
    if (n_pairs == sizeof pairs / sizeof *pairs)
        die("more pairs than there is room for", c);
    pairs[n_pairs++] = (struct fold_pair){(uint32_t)a.cp[0], (uint32_t)d.cp[d.n - 1], (uint32_t)c};
    composes_back[d.cp[d.n - 1]] = true;
}

static void find_pairs(void)
{
    for (int32_t c = 0; c < N_CODEPOINTS; c++)
        if (is_valid(c))
            find_pair(c);
    for (int32_t c = 0x1161; c <= 0x1175; c++)
        composes_back[c] = true;
    for (int32_t c = 0x11A8; c <= 0x11C2; c++)
        composes_back[c] = true;
}

static int by_halves(const void *x, const void *y)
{
    const struct fold_pair *a = x, *b = y;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (a->second > b->second) - (a->second < b->second);
}

static int by_whole(const void *x, const void *y)
{
    const struct fold_pair *a = x, *b = y;
    return (a->whole > b->whole) - (a->whole < b->whole);
}

/* --- entries --- */

static uint32_t sequences[1 << 16];
static uint32_t n_sequences;

static uint32_t sequence_add(const struct string *s)
{
    const uint32_t at = n_sequences;
    if (n_sequences + (uint32_t)s->n + 1 > sizeof sequences / sizeof *sequences || s->n > FOLD_SEQUENCE_MAX)
        die("too many or too long sequences", s->cp[0]);
    sequences[n_sequences++] = (uint32_t)s->n;
    for (int i = 0; i < s->n; i++)
        sequences[n_sequences++] = (uint32_t)s->cp[i];
    return at;
}

/* What a fold yields is read through the table again for its kind: it must fold to itself. */
static void check_stable(const struct string *s, int32_t from)
{
    for (int i = 0; i < s->n; i++) {
        const struct string again = mapped(&s->cp[i], 1, folding | UTF8PROC_COMPOSE);
        if (!same(&again, &s->cp[i], 1))
            die("folds to something that folds further", from);
    }
}

static uint32_t entry_of(int32_t cp)
{
    struct string whole, parts;
    bool joins;

    if (cp >= N_CODEPOINTS || !is_valid(cp) || utf8proc_category(cp) == UTF8PROC_CATEGORY_CN)
        return FOLD_SEPARATOR;
    whole = mapped(&cp, 1, folding | UTF8PROC_COMPOSE);
    parts = mapped(&cp, 1, folding | UTF8PROC_DECOMPOSE);
    if (whole.n == 0)
        return FOLD_IGNORED | FOLD_JOINS;
    check_stable(&whole, cp);
    joins = ccc(parts.cp[0]) != 0 || composes_back[parts.cp[0]];
    if (whole.n > 1 || (joins && whole.cp[0] != cp))
        return (uint32_t)kind_of(whole.cp[0]) | FOLD_MANY | (joins ? FOLD_JOINS : 0u) |
               sequence_add(&whole) << FOLD_PAYLOAD_SHIFT;
    if (joins)
        return (uint32_t)kind_of(cp) | FOLD_JOINS | (uint32_t)ccc(cp) << FOLD_PAYLOAD_SHIFT;
    return (uint32_t)kind_of(whole.cp[0]) | (uint32_t)(whole.cp[0] - cp) << FOLD_PAYLOAD_SHIFT;
}

static uint32_t blocks[N_BLOCKS][BLOCK];
static uint16_t block_of[N_BLOCKS];
static unsigned n_blocks;

static void find_entries(void)
{
    for (unsigned b = 0; b < N_BLOCKS; b++) {
        unsigned same_as = 0;
        for (int i = 0; i < BLOCK; i++)
            blocks[n_blocks][i] = entry_of((int32_t)(b * BLOCK) + i);
        while (memcmp(blocks[same_as], blocks[n_blocks], sizeof *blocks) != 0)
            same_as++;
        block_of[b] = (uint16_t)same_as;
        n_blocks += same_as == n_blocks;
    }
}

/* --- code points of two bytes --- */

static enum fold_two_kind two_kind_of(int32_t cp, utf8proc_uint8_t utf8[2])
{
    const uint32_t e = entry_of(cp);
    const struct string s = mapped(&cp, 1, folding | UTF8PROC_COMPOSE);
    utf8proc_uint8_t all[4 * 64];
    utf8proc_ssize_t size = 0;

    if (!(e & (FOLD_JOINS | FOLD_MANY)) && fold_kind(e) <= FOLD_SPACE)
        return FOLD_TWO_SEPARATOR;
    for (int i = 0; i < s.n; i++) {
        if (kind_of(s.cp[i]) != FOLD_LETTER)
            return FOLD_TWO_OTHER;
        size += utf8proc_encode_char(s.cp[i], all + size);
    }
    if (size != 2 || (e & FOLD_JOINS))
        return FOLD_TWO_OTHER;
    memcpy(utf8, all, 2);
    return FOLD_TWO_LETTER;
}

static void print_bytes(const uint8_t *v)
{
    printf("    {");
    for (int i = 0; i < 64; i++)
        printf("%u,", v[i]);
    printf("},\n");
}

static void print_twos(void)
{
    printf("const struct fold_two fold_two[] = {\n");
    for (int32_t lead = 0xC2; lead < 0xE0; lead++) {
        struct fold_two t = {0};
        for (int i = 0; i < 64; i++) {
            utf8proc_uint8_t utf8[2] = {0};
            t.kind[i] = (uint8_t)two_kind_of((lead & 0x1F) << 6 | i, utf8);
            t.first[i] = utf8[0];
            t.second[i] = utf8[1];
        }
        printf("{\n");
        print_bytes(t.kind);
        print_bytes(t.first);
        print_bytes(t.second);
        printf("},\n");
    }
    printf("};\nconst uint8_t fold_e280[64] = {");
    for (int32_t cp = 0x2000; cp < 0x2040; cp++) {
        const uint32_t e = entry_of(cp);
        const bool plain = !(e & (FOLD_JOINS | FOLD_MANY)) && fold_kind(e) <= FOLD_SPACE;
        printf("%u,", plain ? FOLD_TWO_SEPARATOR : FOLD_TWO_OTHER);
    }
    printf("};\n");
}

static void print_words(const char *declaration, const uint32_t *v, size_t n)
{
    printf("%s = {", declaration);
    for (size_t i = 0; i < n; i++)
        printf("%s0x%X,", i % 12 ? " " : "\n    ", (unsigned)v[i]);
    printf("\n};\n");
}

static void print_pairs(const char *declaration)
{
    printf("%s = {\n", declaration);
    for (size_t i = 0; i < n_pairs; i++)
        printf("    {0x%X, 0x%X, 0x%X},\n", (unsigned)pairs[i].first, (unsigned)pairs[i].second,
               (unsigned)pairs[i].whole);
    printf("};\n");
}

int main(void)
{
    find_pairs();
    find_entries();
    printf("/* Made by src/text/fold_gen.c from utf8proc %s. */\n", utf8proc_version());
    printf("const char fold_unicode_version[] = \"%s\";\n", utf8proc_unicode_version());
    printf("const uint16_t fold_block_of[%d] = {", N_BLOCKS);
    for (int i = 0; i < N_BLOCKS; i++)
        printf("%s%u,", i % 24 ? " " : "\n    ", block_of[i]);
    printf("\n};\n");
    print_words("const uint32_t fold_entries[]", blocks[0], (size_t)n_blocks * BLOCK);
    print_words("static const uint32_t sequences[]", sequences, n_sequences);
    print_twos();
    qsort(pairs, n_pairs, sizeof *pairs, by_halves);
    print_pairs("static const struct fold_pair pairs_by_halves[]");
    qsort(pairs, n_pairs, sizeof *pairs, by_whole);
    print_pairs("static const struct fold_pair pairs_by_whole[]");
    return fflush(stdout) != 0 || ferror(stdout) ? 1 : 0;
}
