#include "gen/prose.h"

void prose_init(struct prose *p)
{
    *p = (struct prose){.n = 0};
}

void prose_release(struct prose *p)
{
    out_release(&p->bytes);
    out_release(&p->head);
}

void prose_clear(struct prose *p)
{
    p->bytes.n = p->head.n = 0;
    p->n = 0;
}

struct span prose_at(const struct prose *p, unsigned i)
{
    return (struct span){p->bytes.p + p->para[i].at, p->para[i].n};
}

void prose_end(struct prose *p, size_t from)
{
    if (p->n < PROSE_MAX && p->bytes.n > from) p->para[p->n++] = (struct paragraph){from, p->bytes.n - from};
}

int prose_add(struct prose *p, struct span text)
{
    const size_t from = p->bytes.n;
    const int rc = out_bytes(&p->bytes, text.p, text.n);
    prose_end(p, from);
    return rc;
}

void prose_move(struct prose *p, unsigned from, unsigned to)
{
    const struct paragraph it = p->para[from];
    for (unsigned i = from; i > to; i--) p->para[i] = p->para[i - 1];
    for (unsigned i = from; i < to; i++) p->para[i] = p->para[i + 1];
    p->para[to] = it;
}

void prose_keep(struct prose *p, unsigned first, unsigned last)
{
    unsigned n = 0;
    for (unsigned i = first; i < last && i < p->n; i++) p->para[n++] = p->para[i];
    p->n = n;
}

void prose_drop(struct prose *p, unsigned i)
{
    for (; i + 1 < p->n; i++) p->para[i] = p->para[i + 1];
    p->n--;
}

size_t prose_words(const struct prose *p, unsigned first, unsigned last)
{
    size_t words = 0;
    for (unsigned i = first; i < last && i < p->n; i++) {
        const struct span s = prose_at(p, i);
        size_t spaces = 1;
        for (size_t b = 0; b < s.n; b++) spaces += s.p[b] == ' ';
        words += spaces * 12 < s.n ? s.n / 6 : spaces;
    }
    return words;
}

/* Where `what` begins in s; s.n when nowhere. */
static size_t find(struct span s, const char *what, size_t n)
{
    for (size_t i = 0; i + n <= s.n; i++) {
        const char *at = memchr(s.p + i, what[0], s.n - n - i + 1);
        if (at == NULL) break;
        i = (size_t)(at - s.p);
        if (memcmp(at, what, n) == 0) return i;
    }
    return s.n;
}

/* --- editing: each paragraph is written anew behind the others -------------------------------------- */

static bool in_word(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The word at byte i: letters of ASCII and everything beyond that is no quote, dash or bar (E2 80 xx). */
static size_t word_at(struct span s, size_t i)
{
    size_t end = i;
    while (end < s.n && in_word((unsigned char)s.p[end]) && (unsigned char)s.p[end] != 0xe2 &&
           (unsigned char)s.p[end] != 0xc2)
        end++;
    return end - i;
}

/* Bytes of what is no word: a whole character. */
static size_t mark_at(struct span s, size_t i)
{
    const unsigned char c = (unsigned char)s.p[i];
    const size_t n = c == 0xe2 ? 3 : c == 0xc2 ? 2 : 1;
    return i + n <= s.n ? n : s.n - i;
}

/* --- synonyms by hash ----------------------------------------------------------------------------- */

static unsigned lexicon_slot(const struct lexicon *l, struct span word)
{
    unsigned at = (unsigned)hash_bytes(word.p, word.n, 0) % LEXICON_SLOTS;
    while (l->word[at][0] != NULL && !span_is(word, l->word[at][0])) at = (at + 1) % LEXICON_SLOTS;
    return at;
}

void lexicon_init(struct lexicon *l, const struct news_speech *s)
{
    *l = (struct lexicon){.speech = s};
    for (unsigned i = 0; s->synonym[i][0] != NULL; i++) {
        for (unsigned side = 0; side < 2; side++) {
            const unsigned at = lexicon_slot(l, span_of(s->synonym[i][side]));
            if (l->word[at][0] != NULL) continue;
            l->word[at][0] = s->synonym[i][side];
            l->word[at][1] = s->synonym[i][!side];
        }
    }
}

/* What happens to one word: writes it, changed or not. */
typedef int word_editor(void *ctx, struct span word, struct out *to);

/* Capitalised inside a sentence, or with a digit. */
static bool is_fact(struct span word, bool first)
{
    bool digit = false;
    for (size_t i = 0; i < word.n; i++) digit |= word.p[i] >= '0' && word.p[i] <= '9';
    return digit || (!first && word.p[0] >= 'A' && word.p[0] <= 'Z');
}

static void count_edit(struct prose_edits *e, struct span word, bool first, struct span written)
{
    if (span_equal(word, written)) return;
    e->changed++;
    e->facts |= is_fact(word, first);
}

static int edit_words(struct prose *p, unsigned first, word_editor *edit, void *ctx)
{
    int rc = RP_OK;
    for (unsigned i = first; i < p->n; i++) {
        const size_t from = p->bytes.n, at = p->para[i].at, len = p->para[i].n;
        bool begins = true; /* a sentence */
        for (size_t b = 0, n; b < len; b += n) {
            TRY(out_reserve(&p->bytes, len + 256)); /* so that the word stays where it is while it is written */
            const struct span s = {p->bytes.p + at, len};
            n = word_at(s, b);
            if (n > 0) {
                const size_t written = p->bytes.n;
                TRY(edit(ctx, (struct span){s.p + b, n}, &p->bytes));
                count_edit(&p->edits, (struct span){p->bytes.p + at + b, n}, begins,
                           (struct span){p->bytes.p + written, p->bytes.n - written});
                begins = false;
            } else {
                n = mark_at(s, b);
                begins |= s.p[b] == '.' || s.p[b] == '!' || s.p[b] == '?';
                TRY(out_bytes(&p->bytes, s.p + b, n));
            }
        }
        p->para[i] = (struct paragraph){from, p->bytes.n - from};
    }
out:
    return rc;
}

struct synonyms {
    const struct lexicon *lexicon;
    struct draw *draw;
    double rate;
};

static int exchange(void *ctx, struct span word, struct out *to)
{
    struct synonyms *c = ctx;
    const char *other = c->lexicon->word[lexicon_slot(c->lexicon, word)][1];
    if (other != NULL && draw_chance(c->draw, c->rate)) return out_text(to, other);
    return out_bytes(to, word.p, word.n);
}

int prose_synonyms(struct prose *p, unsigned first, const struct lexicon *l, struct draw *d, double rate)
{
    struct synonyms c = {l, d, rate};
    return l->speech->spaced ? edit_words(p, first, exchange, &c) : RP_OK;
}

static unsigned listed(const char *const *list)
{
    unsigned n = 0;
    while (list[n] != NULL) n++;
    return n;
}

static const char *any_of(struct draw *d, const char *const *list)
{
    const unsigned n = listed(list);
    return n ? list[draw_below(d, n)] : "";
}

static bool is_listed(struct span word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (span_is(word, *list)) return true;
    return false;
}

static int vary_word(void *ctx, struct span word, struct out *to)
{
    struct synonyms *c = ctx;
    const struct news_speech *s = c->lexicon->speech;
    const bool after_comma = to->n > 2 && to->p[to->n - 1] == ' ' && to->p[to->n - 2] == ',';
    int rc = RP_OK;
    if (after_comma && draw_chance(c->draw, c->rate / 2)) {
        TRY(out_text(to, any_of(c->draw, s->aside)));
        TRY(out_text(to, ", "));
    }
    TRY(exchange(ctx, word, to));
    if (is_listed(word, s->verb) && draw_chance(c->draw, c->rate)) {
        TRY(out_text(to, " "));
        TRY(out_text(to, any_of(c->draw, s->adverb)));
    }
out:
    return rc;
}

/* The synonym that begins at s, longest first; its length, 0 if none. */
static size_t synonym_at(const struct news_speech *speech, struct span s, const char **other)
{
    size_t best = 0;
    for (unsigned i = 0; speech->synonym[i][0] != NULL; i++) {
        const size_t n = strlen(speech->synonym[i][0]);
        if (n <= best || n > s.n || memcmp(s.p, speech->synonym[i][0], n) != 0) continue;
        best = n;
        *other = speech->synonym[i][1];
    }
    return best;
}

/* Where words are not parted by spaces, synonyms are looked for at every character. */
static int vary_unspaced(struct prose *p, unsigned first, const struct news_speech *speech, struct draw *d, double rate)
{
    int rc = RP_OK;
    for (unsigned i = first; i < p->n; i++) {
        const size_t from = p->bytes.n, at = p->para[i].at, len = p->para[i].n;
        for (size_t b = 0, n; b < len; b += n) {
            const char *other = NULL;
            TRY(out_reserve(&p->bytes, 64));
            const struct span s = {p->bytes.p + at + b, len - b};
            n = synonym_at(speech, s, &other);
            if (n > 0 && draw_chance(d, rate)) {
                TRY(out_text(&p->bytes, other));
            } else {
                n = (unsigned char)s.p[0] < 0x80 ? 1 : (unsigned char)s.p[0] >= 0xe0 ? 3 : 2;
                if (n > s.n) n = s.n;
                TRY(out_bytes(&p->bytes, s.p, n));
            }
        }
        p->para[i] = (struct paragraph){from, p->bytes.n - from};
    }
out:
    return rc;
}

int prose_vary(struct prose *p, unsigned first, const struct lexicon *l, struct draw *d, double rate)
{
    struct synonyms c = {l, d, rate};
    return l->speech->spaced ? edit_words(p, first, vary_word, &c) : vary_unspaced(p, first, l->speech, d, rate);
}

struct scribble {
    struct draw *draw;
    double rate, due;
};

static int misspell(void *ctx, struct span word, struct out *to)
{
    static const char *const confused[][2] = {{"rn", "m"}, {"e", "c"}, {"l", "1"}, {"o", "0"},
                                              {"h", "b"},  {"i", "j"}, {"a", "u"}};
    struct scribble *c = ctx;
    c->due += c->rate * (.5 + draw_unit(c->draw));
    if (c->due < 1 || word.n < 2 || (unsigned char)word.p[0] >= 0x80) return out_bytes(to, word.p, word.n);
    c->due -= 1;
    const uint64_t r = draw_next(c->draw);
    for (size_t i = 0; i < ARRAY_LEN(confused); i++) {
        const char *const *pair = confused[(i + r) % ARRAY_LEN(confused)];
        const size_t n = strlen(pair[0]);
        const size_t before = find(word, pair[0], n);
        if (before == word.n) continue;
        int rc = out_bytes(to, word.p, before);
        if (rc >= 0) rc = out_text(to, pair[1]);
        return rc < 0 ? rc : out_bytes(to, word.p + before + n, word.n - before - n);
    }
    return out_bytes(to, "#", 1);
}

int prose_scribble(struct prose *p, struct draw *d, double rate)
{
    struct scribble c = {d, rate, 0};
    return edit_words(p, 0, misspell, &c);
}

/* Replaces every `from` in all paragraphs. */
static int replace_all(struct prose *p, const char *from, const char *to)
{
    const size_t n = strlen(from);
    int rc = RP_OK;
    for (unsigned i = 0; i < p->n; i++) {
        const size_t begin = p->bytes.n, at = p->para[i].at, len = p->para[i].n;
        if (find((struct span){p->bytes.p + at, len}, from, n) == len) continue;
        for (size_t b = 0; b < len;) {
            TRY(out_reserve(&p->bytes, len + 256));
            const struct span rest = {p->bytes.p + at + b, len - b};
            const size_t stop = find(rest, from, n);
            TRY(out_bytes(&p->bytes, rest.p, stop));
            if (stop < rest.n) TRY(out_text(&p->bytes, to));
            b += stop < rest.n ? stop + n : stop;
        }
        p->para[i] = (struct paragraph){begin, p->bytes.n - begin};
    }
out:
    return rc;
}

int prose_contract(struct prose *p, const struct news_speech *s)
{
    int rc = RP_OK;
    for (unsigned i = 0; s->contraction[i][0] != NULL; i++)
        TRY(replace_all(p, s->contraction[i][0], s->contraction[i][1]));
out:
    return rc;
}

int prose_house_style(struct prose *p, struct draw *d)
{
    static const char *const style[][2] = {
        {" percent", " per cent"}, {" percent", "%"},   {"“", "\""},           {"”", "\""}, {"’", "'"},
        {" — ", " -- "},           {"labour", "labor"}, {"defence", "defense"}};
    const unsigned percent = (unsigned)draw_below(d, 2);
    int rc = RP_OK;
    TRY(replace_all(p, style[percent][0], style[percent][1]));
    for (size_t i = 2; i < ARRAY_LEN(style); i++) TRY(replace_all(p, style[i][0], style[i][1]));
out:
    return rc;
}

int prose_mojibake(struct prose *p)
{
    static const char *const wrong[][2] = {{"“", "â€œ"}, {"”", "â€\xc2\x9d"}, {"’", "â€™"}, {"—", "â€”"},
                                           {"é", "Ã©"},  {"ü", "Ã¼"},         {"ó", "Ã³"}};
    int rc = RP_OK;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) TRY(replace_all(p, wrong[i][0], wrong[i][1]));
out:
    return rc;
}

bool prose_change_number(struct prose *p, unsigned first, struct draw *d)
{
    for (unsigned i = first; i < p->n; i++) {
        char *s = p->bytes.p + p->para[i].at;
        for (size_t b = 0; b < p->para[i].n; b++) {
            const bool inside = b > 0 && ((s[b - 1] >= '0' && s[b - 1] <= '9') || s[b - 1] == '.' || s[b - 1] == ',');
            if (s[b] < '1' || s[b] > '9' || inside) continue;
            const char digit = (char)('1' + (s[b] - '1' + 1 + draw_below(d, 8)) % 9);
            s[b] = digit;
            return true;
        }
    }
    return false;
}
