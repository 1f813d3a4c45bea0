#include "relation/fold_news.h"

#include <assert.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "relation/plain_words.h"
#include "relation/variants.h"
#include "text/codepoint.h"
#include "text/fold.h"
#include "text/mojibake.h"

enum { LOWER = 1, UPPER = 2, DIGIT = 4, LETTER = LOWER | UPPER, WORD = LETTER | DIGIT };

static const uint8_t class_of[256] = {
    ['0' ... '9'] = DIGIT,
    ['a' ... 'z'] = LOWER,
    ['A' ... 'Z'] = UPPER,
};

/* What folding took away from a word: part of its spelling. */
enum { HAD_DOT = 1, HAD_COMMA = 2, HAD_ACCENT = 4, HAD_VARIANT = 8, HAD_HYPHEN = 16, HAD_SIGN = 32, HAD_GAP = 64 };

struct word {
    uint8_t byte[NEWS_WORD_MAX]; /* zero behind the word as far as HASH_BLOCK */
    uint32_t n;
    uint32_t start, end;
    uint8_t first;     /* class of the first character */
    uint8_t classes;   /* of all its characters */
    uint8_t had;
    uint32_t letters, capitals;
    bool acronym;      /* single letters with dots between, so far */
};

static inline uint8_t byte_at(const struct news_reader *r, uint32_t at)
{
    return at < r->end ? r->text[at] : 0;
}

static inline bool is_word_byte(const struct news_reader *r, uint32_t at)
{
    return class_of[byte_at(r, at)] & WORD;
}

/* --- code points, repaired ------------------------------------------------------------------------ */

static struct codepoint read_codepoint(const struct news_reader *r, uint32_t at)
{
    struct codepoint c = codepoint_utf8(r->text + at, r->end - at);
    if (c.value >= 0xC2 && c.value <= 0xF4)
        mojibake_repair(r->text + at, r->end - at, &c);
    return c;
}

/* --- putting a word together ---------------------------------------------------------------------- */

/* A word too long for the buffer goes on from the hash of what it was. */
static void make_room(struct word *w)
{
    if (w->n + 4 > NEWS_WORD_MAX) {
        uint64_t h = hash_bytes(w->byte, w->n, 0);
        memset(w->byte, 0, HASH_BLOCK);
        for (w->n = 0; w->n < 8; w->n++, h >>= 8)
            w->byte[w->n] = (uint8_t)h;
    }
}

static void append_utf8(struct word *w, uint32_t cp)
{
    make_room(w);
    if (cp < 0x80) {
        w->byte[w->n++] = (uint8_t)cp;
        return;
    }
    const unsigned more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    w->byte[w->n++] = (uint8_t)(lead[more] | cp >> (6 * more));
    for (unsigned i = more; i-- > 0;)
        w->byte[w->n++] = (uint8_t)(0x80 | (cp >> (6 * i) & 0x3F));
}

/* Letters that Unicode does not take apart, though papers do. */
static const char *plain_letters(uint32_t cp)
{
    switch (cp) {
    case 0xE6: return "ae";
    case 0xF0: return "d";
    case 0xF8: return "o";
    case 0xFE: return "th";
    case 0x111: return "d";
    case 0x131: return "i";
    case 0x142: return "l";
    case 0x153: return "oe";
    default: return NULL;
    }
}

static bool is_accent(uint32_t cp)
{
    return cp >= 0x300 && cp <= 0x36F;
}

static void append_folded(struct word *w, uint32_t cp)
{
    uint32_t base, accent;
    while (cp >= 0x80 && fold_decompose(cp, &base, &accent) && is_accent(accent)) {
        cp = base;
        w->had |= HAD_ACCENT;
    }
    if (is_accent(cp)) {
        w->had |= HAD_ACCENT;
        return;
    }
    const char *plain = plain_letters(cp);
    if (!plain) {
        append_utf8(w, cp);
        return;
    }
    for (; *plain; plain++)
        append_utf8(w, (uint8_t)*plain);
}

static void append_codepoint(struct word *w, uint32_t cp)
{
    uint32_t folded[FOLD_SEQUENCE_MAX];
    const size_t n = fold_codepoint(cp, folded);
    const bool upper = n > 0 && folded[0] != cp && fold_kind(fold_entry(cp)) == FOLD_LETTER;
    for (size_t i = 0; i < n; i++)
        append_folded(w, folded[i]);
    if (fold_kind(fold_entry(cp)) == FOLD_MARK)
        return;
    if (w->letters++ == 0 && !w->first)
        w->first = upper ? UPPER : LOWER;
    w->capitals += upper;
    w->classes |= upper ? UPPER : LOWER;
}

/* "5bn", "3mln": the letters after the digits are a word of their own. */
static bool is_unit(const struct news_reader *r, uint32_t at)
{
    static const char *const unit[] = {"bn", "bln", "mn", "mln", "tn", "trn", "pct"};
    for (size_t i = 0; i < ARRAY_LEN(unit); i++) {
        const uint32_t n = (uint32_t)strlen(unit[i]);
        if (r->end - at >= n && memcmp(r->text + at, unit[i], n) == 0 && !is_word_byte(r, at + n))
            return true;
    }
    return false;
}

/* The ASCII letters and digits from here on. False: a unit begins, the word ends. */
static bool append_run(struct news_reader *r, struct word *w)
{
    for (uint8_t c; (c = class_of[byte_at(r, r->at)] & WORD) != 0; r->at++) {
        if (UNLIKELY(w->n + 4 > NEWS_WORD_MAX))
            make_room(w);
        if (UNLIKELY((c & LETTER) && w->classes == DIGIT && is_unit(r, r->at)))
            return false;
        if (w->n == 0)
            w->first = c;
        w->byte[w->n++] = r->text[r->at] | 0x20; /* digits have that bit already */
        w->classes |= c;
        w->letters += (c & LETTER) != 0;
        w->capitals += (c & UPPER) != 0;
    }
    return true;
}

/* --- what may stand inside a word ------------------------------------------------------------------ */

/* Bytes of an apostrophe at r->at in any of its guises, or 0. U+FFFD is what is left of one. */
static uint32_t apostrophe(const struct news_reader *r)
{
    static const char *const entity[] = {"&#39;", "&#039;", "&#x27;", "&apos;", "&rsquo;", "&#8217;", "&#146;"};
    const uint8_t c = byte_at(r, r->at);
    if (c == '\'' || c == '`')
        return 1;
    for (size_t i = 0; c == '&' && i < ARRAY_LEN(entity); i++)
        if (r->end - r->at >= strlen(entity[i]) && memcmp(r->text + r->at, entity[i], strlen(entity[i])) == 0)
            return (uint32_t)strlen(entity[i]);
    if (c < 0x80)
        return 0;
    const struct codepoint cp = read_codepoint(r, r->at);
    return cp.value == 0x2019 || cp.value == 0x2018 || cp.value == 0x2BC || cp.value == 0xB4 || cp.value == 0xFFFD
               ? cp.size : 0;
}

static bool is_letter_at(const struct news_reader *r, uint32_t at)
{
    if (byte_at(r, at) < 0x80)
        return class_of[byte_at(r, at)] & LETTER;
    return fold_kind(fold_entry(read_codepoint(r, at).value)) == FOLD_LETTER;
}

/* An apostrophe between letters goes; so does the s of a possessive, which ends the word. */
static bool over_apostrophe(struct news_reader *r)
{
    const uint32_t size = apostrophe(r), next = r->at + size;
    if (!size || !is_letter_at(r, next))
        return false;
    r->at = next;
    if ((byte_at(r, next) | 0x20) == 's' && !is_letter_at(r, next + 1)) {
        r->at++;
        return false;
    }
    return true;
}

/* "U.S.", "a.m.": a dot after each of a row of single letters. The last dot belongs to it too. */
static bool over_dot(struct news_reader *r, struct word *w)
{
    const bool single = w->letters == 1 && !(w->classes & DIGIT);
    const uint32_t next = r->at + 1;
    if ((single || w->acronym) && (class_of[byte_at(r, next)] & LETTER) && !is_word_byte(r, next + 1)) {
        w->acronym = true;
        w->had |= HAD_DOT;
        r->at = next;
        return true;
    }
    if (w->acronym) {
        r->at = next;
        (void)over_apostrophe(r);
        return false;
    }
    if (w->classes == DIGIT && (class_of[byte_at(r, next)] & DIGIT)) {
        append_utf8(w, '.');
        r->at = next;
        return true;
    }
    return false;
}

/* A comma before exactly three digits groups thousands; between other digits it is a decimal mark. */
static bool over_comma(struct news_reader *r, struct word *w)
{
    uint32_t digits = 0;
    while (digits < 4 && (class_of[byte_at(r, r->at + 1 + digits)] & DIGIT))
        digits++;
    if (w->classes != DIGIT || digits == 0)
        return false;
    if (digits != 3)
        append_utf8(w, '.');
    w->had |= HAD_COMMA;
    r->at++;
    return true;
}

/* A word broken at the end of a line. */
static bool over_hyphen(struct news_reader *r, struct word *w)
{
    uint32_t next = r->at + 1;
    while (byte_at(r, next) == ' ' || byte_at(r, next) == '\r')
        next++;
    if (byte_at(r, next) != '\n')
        return false;
    while (byte_at(r, next) == ' ' || byte_at(r, next) == '\r' || byte_at(r, next) == '\n')
        next++;
    if (!(class_of[byte_at(r, next)] & LOWER) || !(w->classes & LETTER))
        return false;
    w->had |= HAD_HYPHEN;
    r->at = next;
    return true;
}

static bool over_foreign(struct news_reader *r, struct word *w)
{
    const struct codepoint c = read_codepoint(r, r->at);
    const enum fold_kind kind = c.value == FOLD_NONE ? FOLD_SEPARATOR : fold_kind(fold_entry(c.value));
    if (kind == FOLD_LETTER || kind == FOLD_MARK)
        append_codepoint(w, c.value);
    else if (kind != FOLD_IGNORED)
        return w->n > 0 && over_apostrophe(r);
    r->at += c.size;
    return true;
}

/* True when the word goes on behind what stands at r->at. */
static bool goes_on(struct news_reader *r, struct word *w)
{
    const uint8_t c = byte_at(r, r->at);
    switch (c) {
    case '.': return over_dot(r, w);
    case ',': return over_comma(r, w);
    case '-': return over_hyphen(r, w);
    case '\'': case '`': case '&': return over_apostrophe(r);
    default: return c >= 0x80 && over_foreign(r, w);
    }
}

static void read_word(struct news_reader *r, struct word *w)
{
    do {
        if (!append_run(r, w))
            break;
        w->end = r->at;
    } while (r->at < r->end && goes_on(r, w));
    w->end = r->at;
}

/* One character of an unspaced script with its marks. */
static void read_character(struct news_reader *r, struct word *w, struct codepoint c)
{
    append_codepoint(w, c.value);
    r->at += c.size;
    while (r->at < r->end && r->text[r->at] >= 0x80) {
        c = read_codepoint(r, r->at);
        if (c.value == FOLD_NONE || fold_kind(fold_entry(c.value)) != FOLD_MARK)
            break;
        append_codepoint(w, c.value);
        r->at += c.size;
    }
    w->end = r->at;
}

/* "T he": one capital that is no word by itself, a space, the rest in lower case. */
static void join_drop_cap(struct news_reader *r, struct word *w)
{
    if (w->n != 1 || w->classes != UPPER || byte_at(r, r->at) != ' ' || strchr("aioeyu", w->byte[0]) ||
        !(class_of[byte_at(r, r->at + 1)] & LOWER))
        return;
    r->at++;
    w->had |= HAD_GAP;
    read_word(r, w);
}

static void join_per_cent(struct news_reader *r, struct word *w)
{
    if (w->n != 3 || memcmp(w->byte, "per", 3) != 0 || byte_at(r, r->at) != ' ' || r->end - r->at < 5 ||
        memcmp(r->text + r->at, " cent", 5) != 0 || is_word_byte(r, r->at + 5))
        return;
    memcpy(w->byte, "percent", 7);
    w->n = 7;
    w->had |= HAD_GAP;
    r->at += 5;
    w->end = r->at;
}

/* -ise, -isation, -yse: everybody's rule but some houses'. It is applied to every word, so the few that
 * never had a z ("promise") stay equal to themselves. */
static void fold_ise(struct word *w)
{
    static const char *const tail[] = {"se", "sed", "ses", "sing", "ser", "sers", "sation", "sations"};
    const bool short_or_huge = w->n < ISE_LEAST || w->n >= NEWS_WORD_MAX / 2;
    for (size_t i = 0; i < ARRAY_LEN(tail) && !short_or_huge; i++) {
        const uint32_t n = (uint32_t)strlen(tail[i]), s = w->n - n;
        if (w->n > n && memcmp(w->byte + s, tail[i], n) == 0 && (w->byte[s - 1] == 'i' || w->byte[s - 1] == 'y')) {
            w->byte[s] = 'z';
            w->had |= HAD_VARIANT;
            return;
        }
    }
}

/* --- between words --------------------------------------------------------------------------------- */

static void quotation_mark(struct news_reader *r, uint32_t cp)
{
    const bool closes = cp == 0x201D || cp == 0x300D || cp == 0x300F ||
                        (r->quote && cp != 0x201E && cp != 0x300C && cp != 0x300E &&
                         !(cp == 0x201C && r->quote == 0x201C));
    r->quote = closes ? 0 : cp;
    r->after_quote = !closes;
}

static void note_separator(struct news_reader *r, uint32_t cp)
{
    r->stop_gap |= r->stop;
    switch (cp) {
    case '.': case '!': case '?': case 0x2026:
        r->stop = !r->abbreviated || cp != '.';
        r->stop_gap = false;
        break;
    case 0x3002: case 0xFF01: case 0xFF1F: case 0xFF61:
        r->stop = r->stop_gap = true;
        break;
    case '"': case 0x201C: case 0x201D: case 0x201E: case 0xAB: case 0xBB: case 0x300C: case 0x300D: case 0x300E:
    case 0x300F:
        quotation_mark(r, cp);
        break;
    case ' ': case '\n': case '\t': case '(': case '[': case '\'': case 0xA0:
        break;
    default:
        r->after_quote = false;
    }
}

/* "&amp;" and the like are not words. */
static uint32_t entity_size(const struct news_reader *r)
{
    uint32_t n = 1;
    if (byte_at(r, r->at + 1) == '#')
        n++;
    while (n < 9 && is_word_byte(r, r->at + n))
        n++;
    return n > 1 && byte_at(r, r->at + n) == ';' ? n + 1 : 1;
}

enum found { FOUND_END, FOUND_WORD, FOUND_CHARACTER, FOUND_PERCENT };

/* Skips to the next token; *c is its first code point unless it is ASCII. */
static enum found skip_separators(struct news_reader *r, struct codepoint *c)
{
    while (r->at < r->end) {
        const uint8_t byte = r->text[r->at];
        if (class_of[byte] & WORD)
            return FOUND_WORD;
        if (byte == ' ') {
            r->stop_gap |= r->stop;
            r->at++;
            continue;
        }
        if (byte < 0x80) {
            if (byte == '%' && r->digit_before)
                return FOUND_PERCENT;
            note_separator(r, byte);
            r->at += byte == '&' ? entity_size(r) : 1;
            continue;
        }
        *c = read_codepoint(r, r->at);
        const enum fold_kind kind = c->value == FOLD_NONE ? FOLD_SEPARATOR : fold_kind(fold_entry(c->value));
        if (kind == FOLD_LETTER)
            return FOUND_WORD;
        if (kind == FOLD_UNSPACED)
            return FOUND_CHARACTER;
        if (kind == FOLD_SEPARATOR || kind == FOLD_SPACE)
            note_separator(r, c->value);
        r->at += c->size;
    }
    return FOUND_END;
}

struct news_token {
    uint64_t hash;
    uint32_t spelling, start, end;
    uint8_t flags;
};

/* --- a token from a word --------------------------------------------------------------------------- */

/* Without branches: what kind of word comes next is anybody's guess. */
static inline uint8_t flags_of(const struct news_reader *r, const struct word *w, uint8_t kinds, bool unspaced)
{
    const bool begins = r->first | (r->stop & r->stop_gap & (unspaced | (w->first != LOWER) | r->after_quote));
    const bool name = ((w->first == UPPER) & !begins & !r->after_quote) |
                      ((w->letters > 1) & (w->capitals == w->letters));
    return (uint8_t)((kinds & ~VARIANT_ABBREVIATION) | (begins ? NEWS_SENTENCE : 0) |
                     (name & !unspaced ? NEWS_NAME : 0) | (r->quote ? NEWS_QUOTED : 0) |
                     (unspaced ? NEWS_UNSPACED : 0) | (w->classes & DIGIT ? NEWS_NUMBER : 0));
}

static_assert((int)VARIANT_DATE == NEWS_DATE && (int)VARIANT_NUMBER == NEWS_NUMBER &&
              (int)VARIANT_COMMON == NEWS_COMMON, "kinds are passed on as flags");

static inline void finish_token(struct news_reader *r, const struct word *w, bool unspaced, struct news_token *t)
{
    const uint64_t form = w->n <= HASH_BLOCK ? hash_block(w->byte, 0) : hash_bytes(w->byte, w->n, 0);
    const struct variant *v = variant_find(form);
    const bool known = v->form == form;
    const uint8_t kinds = known ? v->kinds : 0;
    t->hash = known ? v->word : form;
    t->spelling = (uint32_t)(form >> 32) + w->had;
    t->start = w->start;
    t->end = w->end;
    t->flags = flags_of(r, w, kinds, unspaced);
    r->abbreviated = (kinds & VARIANT_ABBREVIATION) || (w->letters == 1 && w->capitals == 1);
    r->digit_before = w->classes == DIGIT;
    r->stop = r->stop_gap = r->after_quote = r->first = false;
}

void news_begin(struct news_reader *r, const char *text, uint32_t first, uint32_t end)
{
    *r = (struct news_reader){.text = (const uint8_t *)text, .at = first, .end = end, .first = true};
}

static bool news_next(struct news_reader *r, struct news_token *t)
{
    struct codepoint c = {0};
    struct word w;
    const enum found found = skip_separators(r, &c);
    memset(w.byte, 0, HASH_BLOCK);
    w.n = w.letters = w.capitals = 0;
    w.first = w.classes = w.had = 0;
    w.acronym = false;
    w.start = r->at;
    switch (found) {
    case FOUND_END:
        return false;
    case FOUND_PERCENT:
        memcpy(w.byte, "percent", 7);
        w.n = 7;
        w.had = HAD_SIGN;
        w.end = ++r->at;
        break;
    case FOUND_CHARACTER:
        read_character(r, &w, c);
        break;
    case FOUND_WORD:
        read_word(r, &w);
        if (r->first)
            join_drop_cap(r, &w);
        join_per_cent(r, &w);
        fold_ise(&w);
    }
    finish_token(r, &w, found == FOUND_CHARACTER, t);
    return true;
}

static inline void put(const struct news_columns *to, uint32_t i, const struct news_token *t)
{
    to->hash[i] = t->hash;
    to->spelling[i] = t->spelling;
    to->start[i] = t->start;
    to->end[i] = t->end;
    to->flags[i] = t->flags;
}

uint32_t news_read_with(const struct plain_words_kernel *plain, struct news_reader *r, const struct news_columns *to,
                        uint32_t room)
{
    struct news_token t;
    uint32_t n = 0;
    while (n < room) {
        if (plain && !r->first)
            n = plain->read(r, to, n, room);
        if (n == room || !news_next(r, &t))
            break;
        put(to, n++, &t);
    }
    return n;
}

uint32_t news_read(struct news_reader *r, const struct news_columns *to, uint32_t room)
{
    return news_read_with(plain_words_get(cpu_kernel()), r, to, room);
}
