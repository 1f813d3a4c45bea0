#include "article/headline.h"

#include <string.h>
#include <strings.h>

#include "article/light_normalise.h"
#include "base/compiler.h"
#include "base/block16.h"
#include "base/hash.h"

enum { TOKENS_MAX = 64, WORD_MAX = 64 };

/* --- tags ------------------------------------------------------------------------------------ */

static const struct {
    const char *word;
    uint32_t mark;
    bool numbered; /* "UPDATE 2": the number counts versions */
} TAGS[] = {
    {"UPDATE", MARK_UPDATE, true},      {"WRAPUP", MARK_WRAPUP, false},    {"CORRECTED", MARK_CORRECTED, false},
    {"CORRECTION", MARK_CORRECTED, false}, {"REFILE", MARK_REFILE, false}, {"RPT", MARK_REPEAT, false},
    {"REPEAT", MARK_REPEAT, false},     {"STORY WITHDRAWN", MARK_WITHDRAWN, false},
    {"WITHDRAWN", MARK_WITHDRAWN, false}, {"KILL", MARK_WITHDRAWN, false}, {"ADVISORY", 0, false},
    {"EXCLUSIVE", 0, false},            {"SNAP", 0, false},                {"BREAKING NEWS", 0, false},
    {"BREAKING", 0, false},             {"URGENT", 0, false},              {"FACTBOX", 0, false},
    {"TIMELINE", 0, false},             {"ANALYSIS", 0, false},            {"EXPLAINER", 0, false},
    {"LIVE UPDATES", 0, false},         {"LIVE", 0, false},                {"DEVELOPING", 0, false},
    {"AVANCE", 0, false},               {"URGENTE", 0, false},             {"EIL", 0, false},
    {"EILMELDUNG", 0, false},           {"ULTIM'ORA", 0, false},           {"INSIGHT", 0, false},
    {"NEWSMAKER", 0, false},            {"INTERVIEW", 0, false},           {"CORREGIDO", MARK_CORRECTED, false},
};

static struct span trim(struct span s)
{
    while (s.n) {
        uint32_t c;
        const size_t n = light_decode(s.p, s.n, &c);
        if (!n || !light_is_blank(c))
            break;
        s.p += n;
        s.n -= n;
    }
    while (s.n) {
        size_t back = 1;
        while (back < s.n && back < 4 && ((unsigned char)s.p[s.n - back] & 0xC0) == 0x80)
            back++;
        uint32_t c;
        if (light_decode(s.p + s.n - back, back, &c) != back || !light_is_blank(c))
            break;
        s.n -= back;
    }
    return s;
}

/* Bytes of a separator at the front of s: '-', ':', '|' or a dash, blanks around it; 0 when there is none. */
static size_t separator(struct span s)
{
    size_t i = 0;
    bool found = false;
    while (i < s.n) {
        uint32_t c;
        const size_t n = light_decode(s.p + i, s.n - i, &c);
        if (!n || !(light_is_blank(c) || c == '-' || c == ':' || c == '|' || (c >= 0x2010 && c <= 0x2015)))
            break;
        found |= !light_is_blank(c);
        i += n;
    }
    return found ? i : 0;
}

/* One tag off the front. A tag is upper case throughout, or any case before a colon or bar. */
static bool strip_one(struct headline_tags *t)
{
    size_t letters = 0;
    while (letters < t->rest.n && letters < 16 &&
           ((t->rest.p[letters] | 32) >= 'a' && (t->rest.p[letters] | 32) <= 'z'))
        letters++;
    if (letters < 3 || letters == 16 || letters == t->rest.n || t->rest.p[letters] == ',' || t->rest.p[letters] == '.')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(TAGS); i++) {
        if ((TAGS[i].word[0] | 32) != (t->rest.p[0] | 32))
            continue;
        const size_t n = strlen(TAGS[i].word);
        const char behind = n > letters ? TAGS[i].word[letters] : ' ';
        if (n < letters || (behind != ' ' && behind != '\'') || t->rest.n <= n ||
            strncasecmp(t->rest.p, TAGS[i].word, n) != 0)
            continue;
        const bool upper = memcmp(t->rest.p, TAGS[i].word, n) == 0;
        struct span s = {t->rest.p + n, t->rest.n - n};
        uint32_t number = 0;
        size_t digits = s.p[0] == ' ' && s.n > 1 && s.p[1] >= '0' && s.p[1] <= '9';
        const size_t blank = digits;
        for (digits = 0; digits < 2 && blank + digits < s.n && s.p[blank + digits] >= '0' &&
                         s.p[blank + digits] <= '9';)
            number = number * 10 + (uint32_t)(s.p[blank + digits++] - '0');
        s = (struct span){s.p + blank + digits, s.n - blank - digits};
        const size_t cut = separator(s);
        if (!cut || (!upper && !(s.p[0] == ':' || s.p[0] == '|')))
            continue;
        t->marks |= TAGS[i].mark;
        if (TAGS[i].numbered)
            t->number = number;
        t->rest = trim((struct span){s.p + cut, s.n - cut});
        return true;
    }
    return false;
}

/* Most headlines have none; asked of all bytes, so that the compiler makes vector code of it. */
static bool has_digit(struct span s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)(s.p[i] - '0') < 10;
    return any;
}

/* "BC-US--River Flood,1st Ld-Writethru, a0512": number and mark, the slug's own words stay. */
static void strip_slug(struct headline_tags *t)
{
    for (size_t i = 0; i + 5 < t->rest.n; i++) {
        const char *p = t->rest.p + i;
        if (*p < '0' || *p > '9')
            continue;
        const size_t left = t->rest.n - i;
        size_t digits = 0;
        uint32_t number = 0;
        while (digits < 2 && digits < left && p[digits] >= '0' && p[digits] <= '9')
            number = number * 10 + (uint32_t)(p[digits++] - '0');
        if ((i > 0 && p[-1] != ' ' && p[-1] != ',') || left < digits + 5)
            continue;
        const char *th = p + digits;
        const bool ordinal = strncasecmp(th, "st ", 3) == 0 || strncasecmp(th, "nd ", 3) == 0 ||
                             strncasecmp(th, "rd ", 3) == 0 || strncasecmp(th, "th ", 3) == 0;
        const bool lead = ordinal && (memcmp(th + 3, "Ld", 2) == 0 || memcmp(th + 3, "LD", 2) == 0 ||
                                      (left >= digits + 7 && memcmp(th + 3, "Lead", 4) == 0));
        if (!lead)
            continue;
        t->marks |= MARK_WRITETHRU;
        t->number = number;
        const size_t before = i > 0 && (p[-1] == ',' || p[-1] == ' ') ? i - 1 : i;
        if (before > 0) {
            t->rest.n = before;
            t->rest = trim(t->rest);
            return;
        }
        const char *bar = memchr(p, '|', left);
        if (bar)
            t->rest = trim((struct span){bar + 1, left - (size_t)(bar + 1 - p)});
        return;
    }
}

struct headline_tags headline_strip(struct span headline)
{
    struct headline_tags t = {.rest = trim(headline)};
    if (!t.rest.p)
        return t;
    if (has_digit(t.rest))
        strip_slug(&t);
    for (int i = 0; i < 3 && strip_one(&t); i++)
        ;
    if (t.rest.n >= 3 && memcmp(t.rest.p, "BC-", 3) == 0)
        t.marks |= MARK_WIRE_LEFTOVER;
    return t;
}

/* --- tokens ---------------------------------------------------------------------------------- */

/* Simple case folding of the alphabets headlines are written in; other characters stay. */
static uint32_t fold(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3AB) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if (c >= 0x100 && c <= 0x17F && c != 0x138 && c != 0x149)
        return (c >= 0x139 && c <= 0x148) || c >= 0x179 ? c + (c & 1) : c | 1;
    return c;
}

static bool is_wordy(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    return c >= 0xAA && c != 0xAB && c != 0xB7 && c != 0xBB && c != 0xD7 && c != 0xF7 && !light_is_blank(c) &&
           !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) && !(c >= 0x3008 && c <= 0x301F) &&
           !(c >= 0xFF00 && c <= 0xFF0F) && !(c >= 0xFF1A && c <= 0xFF20);
}

static bool is_unspaced(uint32_t c)
{
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           (c >= 0xE00 && c <= 0xEFF);
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static size_t put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    out[0] = (char)c;
    out[1] = (char)(c >> 8);
    out[2] = (char)(c >> 16);
    return 3;
}

/* Token hashes in the order of the text, at most TOKENS_MAX. Apostrophes do not part a word, and 's is dropped. */
static size_t read_tokens(struct span s, uint64_t hash[TOKENS_MAX])
{
    char word[WORD_MAX];
    size_t n = 0, len = 0;
    for (size_t i = 0; n < TOKENS_MAX;) {
        for (; i < s.n && len + 3 <= WORD_MAX && is_plain(s.p[i]); i++)
            word[len++] = (char)fold((unsigned char)s.p[i]);
        uint32_t c = ' ';
        const size_t width = i < s.n ? light_decode(s.p + i, s.n - i, &c) : 0;
        const bool apostrophe = c == '\'' || c == 0x2019;
        if (apostrophe && len && i + width < s.n) {
            const struct span after = {s.p + i + width, s.n - i - width};
            const bool genitive = (after.p[0] | 32) == 's' && (after.n == 1 || !is_wordy((unsigned char)after.p[1]));
            i += width + genitive;
            continue;
        }
        const bool wordy = width && is_wordy(c);
        if (len && (!wordy || is_unspaced(c) || len + 3 > WORD_MAX)) {
            hash[n++] = hash_bytes(word, len, 0);
            len = 0;
            continue;
        }
        if (i >= s.n)
            break;
        if (wordy)
            len += put(fold(c), word + len);
        if (wordy && is_unspaced(c) && n < TOKENS_MAX) {
            hash[n++] = hash_bytes(word, len, 0);
            len = 0;
        }
        i += width ? width : 1;
    }
    return n;
}

/* A separator that begins in a sign; most words are told from one by their first byte. */
static bool may_separate(unsigned char c)
{
    return (c == '-') | (c == ':') | (c == '|') | (c >= 0x7F);
}

/* The greatest i, at most `i` and above 3, so that a separator may begin in byte i - 1, behind a space; 0: none. */
static size_t last_sign(const char *p, size_t i)
{
    for (; i > 3 + sizeof(block16); i -= sizeof(block16)) {
        const char *const from = p + i - sizeof(block16);
        const block16 c = block16_load(from);
        const block16 sign = (block16)(c == '-') | (block16)(c == ':') | (block16)(c == '|') | (block16)(c >= 0x7F);
        const unsigned found = block16_bits(sign & (block16)(block16_load(from - 1) == ' '));
        if (found)
            return i - (unsigned)__builtin_clz(found << 16);
    }
    while (i > 3 && !(may_separate((unsigned char)p[i - 1]) && p[i - 2] == ' '))
        i--;
    return i > 3 ? i : 0;
}

/* The headline without " | Site" or " - Site": a bar cuts at most 6 words, a dash at most 5 that all begin in upper
 * case; at least 3 words must be left. */
static struct span strip_site(struct span s)
{
    uint64_t hash[TOKENS_MAX];
    for (size_t i = last_sign(s.p, s.n); i > 0; i = last_sign(s.p, i - 1)) {
        const struct span tail = {s.p + i - 1, s.n - i + 1};
        const size_t cut = separator(tail);
        if (!cut)
            continue;
        const bool bar = tail.p[0] == '|';
        const struct span site = {tail.p + cut, tail.n - cut}, rest = {s.p, i - 1};
        bool names = true;
        for (size_t k = 0; k < site.n; k++)
            names &= !((k == 0 || site.p[k - 1] == ' ') && site.p[k] >= 'a' && site.p[k] <= 'z');
        if (tail.p[0] == ':' || !(bar || names) || read_tokens(site, hash) > (bar ? 6 : 5) ||
            read_tokens(rest, hash) < 3)
            return s;
        return trim(rest);
    }
    return s;
}

struct span headline_site(struct span headline)
{
    if (!headline.p)
        return headline;
    const struct span s = trim(headline), rest = strip_site(s);
    if (rest.n == s.n)
        return (struct span){NULL, 0};
    const struct span tail = trim((struct span){s.p + rest.n, s.n - rest.n});
    const size_t cut = separator(tail);
    return trim((struct span){tail.p + cut, tail.n - cut});
}

/* Puts h in its place among the n hashes before it; a dozen or so, TOKENS_MAX at most. Returns how many they are
 * now. */
static size_t insert_hash(uint64_t *hash, size_t n, uint64_t h)
{
    size_t at = n;
    while (at > 0 && hash[at - 1] > h)
        at--;
    if (at > 0 && hash[at - 1] == h)
        return n;
    memmove(hash + at + 1, hash + at, (n - at) * sizeof *hash);
    hash[at] = h;
    return n + 1;
}

static size_t sort_hashes(const uint64_t *hash, size_t n, uint64_t sorted[TOKENS_MAX])
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++)
        out = insert_hash(sorted, out, hash[i]);
    return out;
}

uint64_t headline_key(struct span headline)
{
    uint64_t word[TOKENS_MAX], hash[TOKENS_MAX];
    if (!headline.p)
        return 0;
    const size_t n = sort_hashes(word, read_tokens(strip_site(headline_strip(headline).rest), word), hash);
    return n ? hash_bytes(hash, n * sizeof *hash, 1) | 1 : 0;
}

/* --- comparison ------------------------------------------------------------------------------ */

/* A headline, or a part of it, and its words. */
struct worded {
    struct span text;
    uint64_t hash[TOKENS_MAX];
    size_t n;
};

static void read_words(struct span s, struct worded *w)
{
    w->text = s;
    w->n = read_tokens(s, w->hash);
}

static bool same_words(const struct worded *a, const struct worded *b)
{
    return a->n == b->n && a->n > 0 && memcmp(a->hash, b->hash, a->n * sizeof *a->hash) == 0;
}

/* The words of a part of w: w itself where that is all of it, else they are read into *part. */
static const struct worded *words_of(const struct worded *w, struct span s, struct worded *part)
{
    if (s.p == w->text.p && s.n == w->text.n)
        return w;
    read_words(s, part);
    return part;
}

/* Equal with or without the site's name behind either. */
static bool same_but_site(const struct worded *a, const struct worded *b)
{
    struct worded part_a, part_b;
    if (same_words(a, b))
        return true;
    const struct worded *sa = words_of(a, strip_site(a->text), &part_a);
    const struct worded *sb = words_of(b, strip_site(b->text), &part_b);
    return same_words(sa, sb) || same_words(sa, b) || same_words(a, sb);
}

static size_t sort_words(const struct worded *w, uint64_t sorted[TOKENS_MAX])
{
    return sort_hashes(w->hash, w->n, sorted);
}

/* Most words are common to two headlines without tags. */
static bool is_near(const struct worded *a, const struct worded *b)
{
    struct worded part_a, part_b;
    uint64_t x[TOKENS_MAX], y[TOKENS_MAX];
    const size_t n = sort_words(words_of(a, strip_site(a->text), &part_a), x);
    const size_t m = sort_words(words_of(b, strip_site(b->text), &part_b), y);
    size_t common = 0;
    for (size_t i = 0, k = 0; i < n && k < m;) {
        common += x[i] == y[k];
        const bool step_x = x[i] <= y[k], step_y = y[k] <= x[i];
        i += step_x;
        k += step_y;
    }
    const size_t least = n < m ? n : m;
    return common && (common * 10 >= (n + m - common) * 6 || (least >= 4 && common * 10 >= least * 8));
}

enum headline_relation headline_compare(struct span a, struct span b)
{
    struct worded x, y, part_x, part_y;
    if (!a.p || !b.p)
        return HEADLINE_MISSING;
    read_words(a, &x);
    read_words(b, &y);
    if (x.n == 0 || y.n == 0)
        return HEADLINE_MISSING;
    if (same_but_site(&x, &y))
        return HEADLINE_SAME;
    const struct span ra = headline_strip(a).rest, rb = headline_strip(b).rest;
    const struct worded *rest_x = words_of(&x, ra, &part_x), *rest_y = words_of(&y, rb, &part_y);
    if ((ra.n < trim(a).n || rb.n < trim(b).n) && same_but_site(rest_x, rest_y))
        return HEADLINE_TAGGED;
    return is_near(rest_x, rest_y) ? HEADLINE_NEAR : HEADLINE_NEW;
}

const char *headline_relation_name(enum headline_relation r)
{
    static const char *const names[] = {"same", "tagged", "near", "new", "missing"};
    return (unsigned)r < ARRAY_LEN(names) ? names[r] : "unknown";
}
