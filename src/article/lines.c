/* Cutting a text into lines, and what a line looks like. */
#include "article/page.h"

#include <stdlib.h>
#include <string.h>

#include "article/line_key.h"
#include "article/unwrap.h"
#include "base/block16.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/popcount.h"
#include "base/status.h"

/* Lines from this length on that end like a sentence are prose without being read; lines above LOOK_MAX are not read
 * further than that. */
enum { SURELY_PROSE = 100, LOOK_MAX = 400, REPEAT_MIN = 20, FUNCTION_SLOTS = 512 };

/* --- function words: what running text is full of and menus are not -------------------------- */

struct function_words {
    uint32_t slot[FUNCTION_SLOTS]; /* up to four lower-case bytes, 0: free */
};

static const char *const FUNCTION_WORDS[] = {
    "the", "of", "to", "in", "and", "a", "for", "on", "is", "that", "at", "by", "with", "from", "as", "was", "it",
    "are", "be", "an", "he", "she", "has", "had", "his", "her", "not", "or", "but", "this", "who", "will", "its",
    "they", "we", "i", "you", "have", "were", "been", "said", "than", "more", "one", "two", "into", "over", "when",
    "de", "la", "el", "en", "y", "que", "los", "del", "se", "las", "por", "un", "una", "con", "no", "su", "para", "al",
    "lo", "le", "les", "des", "et", "du", "une", "est", "pour", "qui", "dans", "sur", "au", "pas", "par", "ce", "il",
    "di", "che", "e", "per", "non", "sono", "si", "da", "ha", "ed", "nel", "dal", "alla", "gli",
    "der", "die", "das", "und", "den", "von", "zu", "mit", "im", "dem", "auf", "ist", "ein", "eine", "sich", "war",
    "o", "os", "do", "em", "um", "uma", "com", "na", "mais", "dos", "van", "het", "een", "op", "te", "aan", "niet",
};

static uint32_t pack(const char *w, size_t n)
{
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (uint32_t)(unsigned char)(w[i] | 32) << (8 * i);
    return v;
}

static size_t slot_of(uint32_t word)
{
    return (word * UINT32_C(2654435761)) >> 23; /* 9 bits: FUNCTION_SLOTS */
}

int function_words_create(struct function_words **out)
{
    struct function_words *w = mem_zalloc(1, sizeof *w);
    if (!w)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < ARRAY_LEN(FUNCTION_WORDS); i++) {
        const uint32_t word = pack(FUNCTION_WORDS[i], strlen(FUNCTION_WORDS[i]));
        size_t s = slot_of(word);
        while (w->slot[s] && w->slot[s] != word)
            s = (s + 1) % FUNCTION_SLOTS;
        w->slot[s] = word;
    }
    *out = w;
    return RP_OK;
}

void function_words_free(struct function_words *w)
{
    free(w);
}

static bool is_function_word(const struct function_words *w, const char *p, size_t n)
{
    if (n > 4)
        return false;
    const uint32_t word = pack(p, n);
    for (size_t s = slot_of(word); w->slot[s]; s = (s + 1) % FUNCTION_SLOTS)
        if (w->slot[s] == word)
            return true;
    return false;
}

/* --- looking at one line --------------------------------------------------------------------- */

/* MAYBE_UNSPACED: may be the first byte of a character that stands without spaces around it. */
enum { WORD_BYTE = 1, UPPER_BYTE = 2, DIGIT_BYTE = 4, MAYBE_UNSPACED = 8 };

static const uint8_t BYTE_KIND[256] = {
    ['0' ... '9'] = WORD_BYTE | DIGIT_BYTE,
    ['A' ... 'Z'] = WORD_BYTE | UPPER_BYTE,
    ['a' ... 'z'] = WORD_BYTE,
    [0x80 ... 0xDF] = WORD_BYTE,
    [0xE0] = WORD_BYTE | MAYBE_UNSPACED,
    [0xE1 ... 0xE2] = WORD_BYTE,
    [0xE3 ... 0xE9] = WORD_BYTE | MAYBE_UNSPACED,
    [0xEA ... 0xFF] = WORD_BYTE,
};

static bool is_word_byte(unsigned char c)
{
    return BYTE_KIND[c] & WORD_BYTE;
}

struct counts {
    uint32_t words, upper, function, digits, unspaced, stops;
};

static void count_word(const struct function_words *fw, const char *p, size_t n, struct counts *c)
{
    const uint8_t kind = BYTE_KIND[(unsigned char)p[0]];
    c->words++;
    c->upper += (kind & UPPER_BYTE) != 0;
    c->digits += (kind & DIGIT_BYTE) != 0;
    c->function += is_function_word(fw, p, n);
}

/* Ideographs, kana, Thai: three bytes each, no spaces between words. */
static bool is_unspaced(const unsigned char *p, size_t left)
{
    return (BYTE_KIND[p[0]] & MAYBE_UNSPACED) && left >= 3 && (p[0] != 0xE0 || p[1] == 0xB8 || p[1] == 0xB9);
}

/*
 * --- words of a line without unspaced characters, by bits of its bytes ---
 */

enum { BLOCK = 16, LOOK_BLOCKS = LOOK_MAX / 64 + 1 };

/* A bit for each byte of a line; in the word behind the last one there is none. */
struct line_bits {
    uint64_t word[LOOK_BLOCKS + 1], upper[LOOK_BLOCKS], digit[LOOK_BLOCKS];
    size_t n;
    bool maybe_unspaced;
};

static void add_block(struct line_bits *b, size_t i, block16 x)
{
    const block16 letter = (block16)((block16)((x | 0x20) - 'a') < 26), upper = letter & (block16)((x & 0x20) == 0);
    const block16 digit = (block16)((block16)(x - '0') < 10), high = (block16)(x >= 0x80);
    const size_t k = i / 64;
    const unsigned shift = i % 64;
    b->upper[k] |= (uint64_t)block16_bits(upper) << shift;
    b->digit[k] |= (uint64_t)block16_bits(digit) << shift;
    b->word[k] |= (uint64_t)block16_bits(letter | digit | high) << shift;
    b->maybe_unspaced |= block16_bits((block16)(x == 0xE0) | (block16)((block16)(x - 0xE3) < 7)) != 0;
}

static void find_bits(struct line_bits *b, const char *p, size_t n)
{
    size_t i = 0;
    *b = (struct line_bits){.n = n / 64 + 1};
    for (; i + BLOCK <= n; i += BLOCK)
        add_block(b, i, block16_load(p + i));
    if (i < n) {
        char last[BLOCK] = {0};
        memcpy(last, p + i, n - i);
        add_block(b, i, block16_load(last));
    }
}

/* Words begin where a word's byte follows another; *before is bit 0 of the word, and of the next one afterwards. */
static uint64_t word_starts(uint64_t word, uint64_t *before)
{
    const uint64_t starts = word & ~(word << 1 | *before);
    *before = word >> 63;
    return starts;
}

static struct counts count_spaced(const struct line_bits *b)
{
    struct counts c = {0};
    uint64_t before = 0;
    for (size_t k = 0; k < b->n; k++) {
        const uint64_t starts = word_starts(b->word[k], &before);
        c.words += popcount64(starts);
        c.upper += popcount64(starts & b->upper[k]);
        c.digits += popcount64(starts & b->digit[k]);
    }
    return c;
}

/* Function words, at most `enough` of them. */
static uint32_t count_functions_spaced(const struct function_words *fw, const char *p, const struct line_bits *b,
                                       uint32_t enough)
{
    uint32_t n = 0;
    uint64_t before = 0;
    for (size_t k = 0; k < b->n; k++) {
        const uint64_t word = b->word[k], next = b->word[k + 1];
        for (uint64_t starts = word_starts(word, &before); starts && n < enough; starts &= starts - 1) {
            const unsigned at = (unsigned)__builtin_ctzll(starts);
            const uint64_t end = ~(word >> at | next << 1 << (63 - at));
            n += end && is_function_word(fw, p + 64 * k + at, (size_t)__builtin_ctzll(end));
        }
    }
    return n;
}

/* --- any line --- */

static struct counts count_any(const struct function_words *fw, const char *p, size_t n)
{
    struct counts c = {0};
    for (size_t i = 0; i < n;) {
        const unsigned char *u = (const unsigned char *)p + i;
        if (is_unspaced(u, n - i)) {
            c.unspaced++;
            c.stops += u[0] == 0xE3 && u[1] == 0x80 && (u[2] == 0x82 || u[2] == 0x81);
            i += 3;
            continue;
        }
        if (!is_word_byte(*u)) {
            i++;
            continue;
        }
        size_t k = i + 1;
        while (k < n && is_word_byte((unsigned char)p[k]) && !is_unspaced((const unsigned char *)p + k, n - k))
            k++;
        count_word(fw, p + i, k - i, &c);
        i = k;
        if (i + 1 < n && p[i] == '\'' && is_word_byte((unsigned char)p[i + 1])) /* don't, l'eau: one more at most */
            i++;
    }
    return c;
}

/* Without function words, which are asked for rarely and found slowly, but where they come with the rest. */
static struct counts count(const struct function_words *fw, const struct line_bits *b, const char *p, size_t n)
{
    return b->maybe_unspaced ? count_any(fw, p, n) : count_spaced(b);
}

/* At least `percent` in a hundred of the words counted are function words. */
static bool has_functions(const struct function_words *fw, const char *p, const struct line_bits *b,
                          const struct counts *c, uint32_t percent)
{
    const uint32_t enough = (c->words * percent + 99) / 100;
    return (b->maybe_unspaced ? c->function : count_functions_spaced(fw, p, b, enough)) >= enough;
}

/* Ends in a full stop, question or exclamation mark, perhaps within quotes or brackets; "..." does not count. */
static bool ends_sentence(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    while (n) {
        if (u[n - 1] == '"' || u[n - 1] == '\'' || u[n - 1] == ')' || u[n - 1] == ']')
            n--;
        else if (n >= 3 && u[n - 3] == 0xE2 && u[n - 2] == 0x80 && (u[n - 1] == 0x9D || u[n - 1] == 0x99))
            n -= 3;
        else if (n >= 2 && u[n - 2] == 0xC2 && u[n - 1] == 0xBB)
            n -= 2;
        else
            break;
    }
    if (n == 0)
        return false;
    if (n >= 3 && u[n - 3] == 0xE3 && u[n - 2] == 0x80 && u[n - 1] == 0x82)
        return true;
    if (n >= 3 && u[n - 3] == 0xEF && u[n - 2] == 0xBC && (u[n - 1] == 0x81 || u[n - 1] == 0x9F))
        return true;
    return u[n - 1] == '!' || u[n - 1] == '?' || (u[n - 1] == '.' && !(n >= 3 && u[n - 2] == '.' && u[n - 3] == '.'));
}

static uint32_t count_spaces(const char *p, size_t n)
{
    enum { PIECE = 240 };
    uint32_t spaces = 0;
    while (n) { /* in pieces of whole blocks whose count fits a byte: sixteen at once then */
        const size_t now = n < PIECE ? n : PIECE;
        uint8_t few = 0;
        for (size_t i = 0; i < now; i++)
            few += p[i] == ' ';
        spaces += few;
        p += now;
        n -= now;
    }
    return spaces;
}

static struct line_look look(const struct function_words *fw, const char *p, size_t n)
{
    struct line_look l = {.sentence = ends_sentence(p, n)};
    if (n >= SURELY_PROSE && l.sentence) {
        l.words = count_spaces(p, n) + 1;
        l.prose = l.words >= 10;
        if (l.prose)
            return l;
    }
    const size_t read = n < LOOK_MAX ? n : LOOK_MAX;
    struct line_bits b;
    find_bits(&b, p, read);
    const struct counts c = count(fw, &b, p, read);
    l.words = (uint32_t)((c.words + c.unspaced / 4) * (n / (read ? read : 1)));
    l.names = c.upper * 10 >= c.words * 6;
    if (c.unspaced >= 4)
        l.prose = (l.sentence && c.unspaced >= 12) || c.unspaced >= 60 || (c.stops && c.unspaced >= 25);
    else if (l.sentence)
        l.prose = c.words >= 6 && !l.names && c.digits * 2 < c.words &&
                  (c.words >= 12 || has_functions(fw, p, &b, &c, 10));
    else
        l.prose = c.words >= 25 && !l.names && c.digits * 3 < c.words && has_functions(fw, p, &b, &c, 14);
    return l;
}

/* --- cutting --------------------------------------------------------------------------------- */

/* Blank characters that are not ASCII begin with one of these bytes. */
static size_t blank_at(const char *p, size_t n)
{
    uint32_t c;
    if (n == 0)
        return 0;
    if ((unsigned char)p[0] <= ' ' || p[0] == 0x7F)
        return 1;
    if ((unsigned char)p[0] < 0x80)
        return 0;
    const size_t len = light_decode(p, n, &c);
    return len && light_is_blank(c) ? len : 0;
}

static size_t blank_before(const char *p, size_t n)
{
    if (n == 0)
        return 0;
    if ((unsigned char)p[n - 1] < 0x80)
        return (unsigned char)p[n - 1] <= ' ' || p[n - 1] == 0x7F;
    size_t back = 1;
    while (back < n && back < 4 && ((unsigned char)p[n - back] & 0xC0) == 0x80)
        back++;
    return blank_at(p + n - back, back) == back ? back : 0;
}

struct span span_trim(struct span s)
{
    for (size_t k; (k = blank_at(s.p, s.n)) > 0;)
        s = (struct span){s.p + k, s.n - k};
    for (size_t k; (k = blank_before(s.p, s.n)) > 0;)
        s.n -= k;
    return s;
}

static int make_room(struct page *p)
{
    int rc;
    TRY(mem_grow(&p->lines, &p->lines_cap, p->n + 1, sizeof *p->lines));
    TRY(mem_grow(&p->looks, &p->looks_cap, p->n + 1, sizeof *p->looks));
out:
    return rc;
}

static void fill_line(struct page *p, size_t i, struct span s)
{
    const uint32_t start = (uint32_t)(s.p - p->f.text.p);
    p->lines[i] = (struct line){.start = start, .end = start + (uint32_t)s.n, .body_start = start,
                                .pattern = PATTERN_NONE};
    p->looks[i] = look(p->function_words, s.p, s.n);
    p->looks[i].key = line_key(s);
}

bool line_is_sentence(struct span line)
{
    return ends_sentence(line.p, line.n);
}

int page_split(struct page *p)
{
    int rc = RP_OK;
    struct span line;
    struct line_cutter cutter = line_cutter_of(p->f.text);
    do {
        for (p->n = 0; line_next(&cutter, &line); p->n++) {
            TRY(make_room(p));
            fill_line(p, p->n, line);
        }
    } while (line_again(&cutter));
out:
    return rc;
}

int page_cut(struct page *p, size_t i, uint32_t at)
{
    int rc;
    const char *text = p->f.text.p;
    const struct line old = p->lines[i];
    const struct span a = span_trim((struct span){text + old.start, at - old.start});
    const struct span b = span_trim((struct span){text + at, old.end - at});
    TRY(make_room(p));
    memmove(p->lines + i + 1, p->lines + i, (p->n - i) * sizeof *p->lines);
    memmove(p->looks + i + 1, p->looks + i, (p->n - i) * sizeof *p->looks);
    p->n++;
    p->lines[i].end = (uint32_t)(a.p + a.n - text);
    if (p->lines[i].body_start > p->lines[i].end)
        p->lines[i].body_start = p->lines[i].end;
    fill_line(p, i + 1, b);
out:
    return rc;
}

struct span page_line(const struct page *p, size_t i)
{
    return (struct span){p->f.text.p + p->lines[i].start, p->lines[i].end - p->lines[i].start};
}

/* --- repeated lines -------------------------------------------------------------------------- */

int page_find_repeats(struct page *p)
{
    int rc = RP_OK;
    size_t size = 16;
    while (size < p->n * 2)
        size *= 2;
    if (p->n < 2)
        return RP_OK;
    TRY(mem_grow(&p->table, &p->table_cap, size, sizeof *p->table));
    memset(p->table, 0, size * sizeof *p->table);
    for (size_t i = 0; i < p->n; i++) {
        const struct span line = page_line(p, i);
        if (line.n < REPEAT_MIN)
            continue;
        size_t slot = p->looks[i].key & (size - 1), steps = 0;
        while (p->table[slot] && !span_equal(page_line(p, p->table[slot] - 1), line) && steps++ < 64)
            slot = (slot + 1) & (size - 1);
        if (p->table[slot])
            p->looks[i].repeated = steps < 64;
        else
            p->table[slot] = (uint32_t)i + 1;
    }
out:
    return rc;
}
