/*
 * plain_words_kernel_body.h - how a kernel reads plain words, whatever the instruction set: a window of 64 bytes at a
 * time, along the bits of what its bytes are.
 *
 * Included by each plain_words_kernel_<isa>.c, which then defines look_at() and names read_plain() in its kernel.
 */
#ifndef RELATION_PLAIN_WORDS_KERNEL_BODY_H
#define RELATION_PLAIN_WORDS_KERNEL_BODY_H

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "relation/plain_words.h"
#include "relation/variants.h"

enum {
    WINDOW = 64,
    READABLE = WINDOW + HASH_BLOCK,
    PLAIN_MAX = 15,
    SURE = WINDOW - 2, /* what a byte ends is known of those before: it takes the two behind it */
};

/* What 64 bytes are, a bit for each. `inside`: what may go on a word and is not named besides. Letters s, i and y in
 * either case; `blank`: up to the space; `odd`: what takes thought between words: % ! ? */
struct look {
    uint64_t letter, capital, digit, blank, hyphen, comma, stop, apostrophe, inside, quote, odd, s, i_or_y;
};

/* WINDOW bytes are readable. */
static inline struct look look_at(const uint8_t *p);

/* The next bytes of a paragraph, from the end of a token; behind the paragraph's end there are zeroes. */
struct window {
    const uint8_t *p;
    uint64_t begin, end;  /* of each plain word: its first byte, and the one behind it; bits in pairs */
    uint64_t genitive;    /* of ends: 's follows, which belongs to the word */
    uint64_t digit, quoted; /* of begins, as the next four: it is a number, a quotation is open */
    uint64_t opened;      /* a mark that opens a quotation stands right before */
    uint64_t sentence;    /* the gap has a full stop, and the word may begin a sentence */
    uint64_t name;        /* a capital, a name unless it begins a sentence */
    uint64_t initial;     /* a capital by itself */
    uint64_t shouted;     /* of ends: capitals only, and several */
    bool whole;           /* all words are plain as far as the window tells */
    uint8_t last[READABLE];
};

static inline uint64_t load8(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* Begins of words before which the gap needs no thought but for a quotation mark: up to three bytes from the end of a
 * token, the last no stop, since a stop right before a word may be anything. */
static inline uint64_t after_plain_gap(uint64_t word, uint64_t gap, uint64_t stop)
{
    const uint64_t token_before = word << 1 | 1;
    const uint64_t ends = gap & ~stop;
    return (ends & (token_before | (gap << 1 & (token_before << 1 | (gap << 2 & token_before << 2))))) << 1;
}

/* Ends of words that may be more than they seem, as fold_news.c looks for -ise. */
static inline uint64_t ends_like_ise(uint64_t word, uint64_t ise)
{
    const uint64_t two = word & word << 1, four = two & two << 2, seven = four & four << 3;
    static_assert(ISE_LEAST == 7, "words of so many letters");
    return seven << 1 & (ise << 2 | ise << 3 | ise << 4 | ise << 6 | ise << 7);
}

/* Bytes that have more than PLAIN_MAX of a word up to here. */
static inline uint64_t too_long(uint64_t word)
{
    const uint64_t two = word & word << 1, four = two & two << 2, eight = four & four << 4;
    static_assert(PLAIN_MAX == 15, "sixteen are too many");
    return eight & eight << 8;
}

static inline uint64_t odd_bits_before(uint64_t x)
{
    for (unsigned k = 1; k < WINDOW; k *= 2)
        x ^= x << k;
    return x;
}

/* Quotation marks of a gap; returns those that take thought: two together, and one that opens before something else. */
static inline uint64_t look_at_quotes(struct window *w, uint64_t quote, uint64_t word, bool open)
{
    w->quoted = odd_bits_before(quote) ^ -(uint64_t)open;
    w->opened = (quote & w->quoted) << 1;
    return (quote & (quote << 1 | quote << 2)) | (w->opened & ~word);
}

/* Of the words that are plain, those before the first that is not. A number with its unit, and digits behind letters,
 * are not: what is left is letters only, or digits with stops between them. */
static inline void open_window(struct window *w, const uint8_t *p, uint32_t left, bool quoted)
{
    w->p = p;
    if (UNLIKELY(left < READABLE)) {
        memset(w->last, 0, sizeof w->last);
        memcpy(w->last, p, left);
        w->p = w->last;
    }
    const struct look l = look_at(w->p);
    const uint64_t point = l.stop & l.digit << 1 & l.digit >> 1, all = l.letter | l.digit | point;
    const uint64_t with_s = l.apostrophe & all << 1 & l.s >> 1 & ~(l.letter | l.inside) >> 2;
    const uint64_t genitive = with_s & ~(with_s << 2), word = all & ~(genitive << 1); /* of 's's only the first */
    const uint64_t mark = l.comma | l.stop, gap = ~(all | l.inside | l.apostrophe | l.odd), stop = l.stop & gap;
    const uint64_t goes_on = all | l.inside | l.apostrophe | (mark & all >> 1) | (l.hyphen & l.blank >> 1);
    const uint64_t begin = word & ~(word << 1), end = ~word & word << 1, lower = l.letter & ~l.capital;
    uint64_t thought = (begin & ~after_plain_gap(all, gap, l.stop)) | (end & goes_on & ~genitive) | too_long(word) |
                       (end & ends_like_ise(word, l.s & l.i_or_y << 1)) | (l.letter & l.digit << 1) |
                       (l.digit & l.letter << 1);
    w->quoted = -(uint64_t)quoted;
    w->opened = 0;
    if (l.quote)
        thought |= look_at_quotes(w, l.quote, word, quoted);
    w->whole = (thought & ((UINT64_C(1) << SURE) - 1)) == 0;
    thought |= UINT64_C(1) << SURE;
    const uint64_t small = word & ~lower;
    w->genitive = genitive;
    w->digit = l.digit;
    w->sentence = (stop << 2 | (stop << 3 & gap << 2)) & (~lower | w->opened);
    w->name = l.capital & ~w->opened;
    w->initial = l.capital & end >> 1;
    /* A carry runs from the begin of a word through all of it, if there is no small letter. */
    w->shouted = (small + (begin & small)) & ~(begin << 1 | l.digit << 1);
    w->end = end & ((thought & -thought) - 1);
    w->begin = begin & (w->end ? UINT64_MAX >> __builtin_clzll(w->end) : 0);
}

/* The n bytes at p, folded, zeroes behind them; sixteen are readable. */
static inline void fold_bytes(const uint8_t *p, unsigned n, uint64_t *low, uint64_t *high)
{
    static const uint8_t keep[2 * HASH_BLOCK] = {[0 ... HASH_BLOCK - 1] = 0xFF};
    const uint64_t lower = UINT64_C(0x2020202020202020); /* digits have that bit already */
    const uint8_t *const of_n = keep + HASH_BLOCK - n;
    *low = (load8(p) | lower) & load8(of_n);
    *high = (load8(p + 8) | lower) & load8(of_n + 8);
}

/* Without a branch: half of all words are known, any of them. */
static inline uint64_t choose(bool first, uint64_t a, uint64_t b)
{
    return b ^ ((a ^ b) & -(uint64_t)first);
}

/* Where a token was put last, in the window. */
struct stand {
    unsigned begin, end;
};

/* The words of a window, `most` at most. Returns how many: fewer if one is "per", which may go on with "cent". */
static inline uint32_t take_words(const struct window *w, uint32_t most, struct news_reader *r,
                                  const struct news_columns *to, struct stand *last)
{
    const uint64_t per = 0x726570; /* bytes in order, from the lowest */
    unsigned abbreviated = r->abbreviated;
    uint32_t i = 0;
    for (uint64_t begins = w->begin, ends = w->end; ends && i < most; begins &= begins - 1, ends &= ends - 1, i++) {
        const unsigned begin = (unsigned)__builtin_ctzll(begins), end = (unsigned)__builtin_ctzll(ends);
        const unsigned token_end = end + 2 * (w->genitive >> end & 1);
        uint64_t low, high;
        fold_bytes(w->p + begin, end - begin, &low, &high);
        if (UNLIKELY(low == per))
            break;
        const uint64_t form = hash_halves(low, high, 0);
        const struct variant *v = variant_find(form);
        const bool known = v->form == form;
        const unsigned kinds = v->kinds & -(unsigned)known;
        const unsigned sentence = (unsigned)(w->sentence >> begin) & ~abbreviated & 1;
        const unsigned name = ((unsigned)(w->name >> begin) & ~sentence & 1) | (w->shouted >> end & 1);
        to->hash[i] = choose(known, v->word, form);
        to->spelling[i] = (uint32_t)(form >> 32);
        to->start[i] = r->at + begin;
        to->end[i] = r->at + token_end;
        to->flags[i] = (uint8_t)((kinds & ~(unsigned)VARIANT_ABBREVIATION) | sentence * NEWS_SENTENCE | name * NEWS_NAME
                                 | (w->quoted >> begin & 1) * NEWS_QUOTED | (w->digit >> begin & 1) * NEWS_NUMBER);
        abbreviated = ((kinds & VARIANT_ABBREVIATION) != 0) | (w->initial >> begin & 1);
        *last = (struct stand){begin, token_end};
    }
    r->abbreviated = abbreviated;
    return i;
}

/* Behind a word of the window. */
static inline void stand_behind(const struct window *w, struct stand last, struct news_reader *r)
{
    r->digit_before = w->digit >> last.begin & 1;
    if (!(w->quoted >> last.begin & 1))
        r->quote = 0;
    else if (w->opened & ((UINT64_C(2) << last.begin) - 1))
        r->quote = '"';
    r->at += last.end;
}

static uint32_t read_plain(struct news_reader *out, const struct news_columns *columns, uint32_t n, uint32_t room)
{
    struct news_reader r = *out; /* where no column can point to */
    struct window w;
    bool plain = true;
    while (plain && n < room) {
        const struct news_columns to = {columns->hash + n, columns->spelling + n, columns->start + n, columns->end + n,
                                        columns->flags + n};
        struct stand last;
        open_window(&w, r.text + r.at, r.end - r.at, r.quote != 0);
        const uint32_t got = take_words(&w, room - n, &r, &to, &last);
        if (got > 0)
            stand_behind(&w, last, &r);
        plain = w.whole && got > 0;
        n += got;
    }
    *out = r;
    return n;
}

#endif
