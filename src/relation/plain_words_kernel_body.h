/*
 * plain_words_kernel_body.h - how a kernel reads plain words, whatever the instruction set: a window of 64 bytes at a
 * time, along the bits of what its bytes are.
 *
 * Included by each plain_words_kernel_<isa>.c, which then defines look_at() and names read_plain() in its kernel.
 */
#ifndef RELATION_PLAIN_WORDS_KERNEL_BODY_H
#define RELATION_PLAIN_WORDS_KERNEL_BODY_H

#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "relation/plain_words.h"
#include "relation/variants.h"

enum {
    WINDOW = 64,
    PLAIN_MAX = 15,
    GAP_MAX = 3,
    AHEAD = GAP_MAX + PLAIN_MAX + 2 + 2, /* a gap, a word, 's, and what shows that it has ended */
};

/* What 64 bytes are, a bit for each. `inside`: what may go on a word and is not named besides. Letters s, i and y in
 * either case; `blank`: up to the space; `odd`: what takes thought between words: % ! ? */
struct look {
    uint64_t letter, capital, digit, blank, hyphen, comma, stop, apostrophe, inside, quote, odd, s, i_or_y;
};

/* WINDOW bytes are readable. */
static inline struct look look_at(const uint8_t *p);

/* The next bytes of a paragraph; behind its end there are zeroes. */
struct window {
    const uint8_t *p;
    uint64_t word, letter, capital, stop, quote;
    uint64_t point;    /* a stop between digits, which is part of a number */
    uint64_t opens;    /* where a gap begins that needs no thought but for a quotation mark, with a word behind it */
    uint64_t ends;     /* no word goes on across this byte, */
    uint64_t genitive; /* or only with 's, which belongs to it and ends it */
    uint64_t unit;     /* a letter behind a digit: there may be a unit */
    uint64_t ise;      /* an s behind an i or y, as fold_news.c looks for */
    uint8_t last[WINDOW];
};

static inline void open_window(struct window *w, const uint8_t *p, uint32_t left)
{
    w->p = p;
    if (UNLIKELY(left < WINDOW)) {
        memset(w->last, 0, sizeof w->last);
        memcpy(w->last, p, left);
        w->p = w->last;
    }
    const struct look l = look_at(w->p);
    const uint64_t point = l.stop & l.digit << 1 & l.digit >> 1, word = l.letter | l.digit | point;
    const uint64_t mark = l.comma | l.stop, gap = ~(word | l.inside | l.apostrophe | l.odd);
    const uint64_t last = gap & ~l.stop & word >> 1; /* of a gap: a stop right before a word may be anything */
    w->word = word;
    w->letter = l.letter;
    w->capital = l.capital;
    w->stop = l.stop;
    w->quote = l.quote;
    w->point = point;
    w->opens = last | (gap & (last >> 1 | (gap >> 1 & last >> 2)));
    w->ends = ~(word | l.inside | l.apostrophe | (mark & word >> 1) | (l.hyphen & l.blank >> 1));
    w->genitive = l.apostrophe & l.s >> 1 & ~(l.letter | l.inside) >> 2;
    w->unit = l.letter & l.digit << 1;
    w->ise = l.s & l.i_or_y << 1;
}

static inline uint64_t load8(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
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

struct plain_word {
    unsigned mine;              /* a bit for each of its bytes, */
    unsigned letters, capitals; /* and for those that are letters, capitals */
    uint64_t low, high;         /* its bytes, folded */
};

/* The n letters and digits at byte `at`, unless they may be more than they seem: a number with its unit, letters with
 * a stop between digits, -ise, "per" in front of "cent". */
static inline bool take_word(const struct window *w, unsigned at, unsigned n, struct plain_word *out)
{
    const uint64_t per = 0x726570; /* bytes in order, from the lowest */
    const unsigned mine = (1u << n) - 1, seven = n >= ISE_LEAST ? at + n - ISE_LEAST : WINDOW - 1;
    const unsigned ise = 1u << 5 | 1u << 4 | 1u << 3 | 1u << 1 | 1u << 0; /* where its s may stand in the last seven */
    out->mine = mine;
    out->letters = (unsigned)(w->letter >> at) & mine;
    out->capitals = (unsigned)(w->capital >> at) & mine;
    fold_bytes(w->p + at, n, &out->low, &out->high);
    return !(((unsigned)(w->unit >> at) & mine) | ((unsigned)(w->ise >> seven) & ise)) & (out->low != per) &
           ((((unsigned)(w->point >> at) & mine) == 0) | (out->letters == 0));
}

/* Without a branch: half of all words are known, any of them. */
static inline uint64_t choose(bool first, uint64_t a, uint64_t b)
{
    return b ^ ((a ^ b) & -(uint64_t)first);
}

/* The quotation marks of a gap of n bytes. False, and nothing is changed: there are two, or one that opens stands before
 * something else. */
static bool turn_quote(struct news_reader *r, unsigned quotes, unsigned n, bool *opened)
{
    if ((quotes & (quotes - 1)) || !(r->quote || quotes >> (n - 1)))
        return false;
    *opened = !r->quote;
    r->quote = r->quote ? 0 : '"';
    return true;
}

/* What stands in the gap before a word. */
struct gap {
    bool stop, opened; /* a full stop; a quotation mark that opens, right before the word */
};

/* Between tokens no flag of the reader is set but those that the last token left. */
static inline void put_word(struct news_reader *r, const struct plain_word *w, struct gap gap,
                            const struct news_columns *to, uint32_t i)
{
    const uint64_t form = hash_halves(w->low, w->high, 0);
    const struct variant *v = variant_find(form);
    const bool known = v->form == form, upper = w->capitals & 1, lower = w->letters & ~w->capitals & 1;
    const bool one_letter = (w->letters & (w->letters - 1)) == 0, capitals = w->capitals == w->letters;
    const unsigned kinds = v->kinds & -(unsigned)known;
    const bool begins = gap.stop & !r->abbreviated & (!lower | gap.opened);
    const bool name = (upper & !begins & !gap.opened) | (!one_letter & capitals);
    to->hash[i] = choose(known, v->word, form);
    to->spelling[i] = (uint32_t)(form >> 32);
    to->flags[i] = (uint8_t)((kinds & ~(unsigned)VARIANT_ABBREVIATION) | begins * NEWS_SENTENCE | name * NEWS_NAME |
                             (r->quote != 0) * NEWS_QUOTED | (w->letters != w->mine) * NEWS_NUMBER);
    r->digit_before = w->letters == 0;
    r->abbreviated = ((kinds & VARIANT_ABBREVIATION) != 0) | ((w->letters != 0) & one_letter & capitals);
}

static uint32_t read_plain(struct news_reader *out, const struct news_columns *columns, uint32_t n, uint32_t room)
{
    struct news_reader r = *out; /* where no column can point to */
    const struct news_columns to = *columns;
    struct window w;
    bool plain = true;
    while (plain && n < room) {
        open_window(&w, r.text + r.at, r.end - r.at);
        uint64_t rest = w.word; /* its lowest bit is byte `at` of the window */
        for (unsigned at = 0; at <= WINDOW - AHEAD && n < room; n++) {
            struct plain_word word;
            const unsigned gap = (unsigned)__builtin_ctzll(rest | 1u << GAP_MAX), begin = at + gap;
            const unsigned size = (unsigned)__builtin_ctzll(~(rest >> gap) | 1u << PLAIN_MAX), end = begin + size;
            const unsigned genitive = w.genitive >> end & 1, all = gap + size + 2 * genitive, of_gap = (1u << gap) - 1;
            const unsigned quotes = (unsigned)(w.quote >> at) & of_gap;
            struct gap before = {.stop = (w.stop >> at & of_gap) != 0};
            plain = (w.opens >> at & (w.ends >> end | genitive) & 1) && take_word(&w, begin, size, &word) &&
                    LIKELY(!quotes || turn_quote(&r, quotes, gap, &before.opened));
            if (!plain)
                break;
            to.start[n] = r.at + gap;
            to.end[n] = r.at += all;
            put_word(&r, &word, before, &to, n);
            rest >>= all;
            at += all;
        }
    }
    *out = r;
    return n;
}

#endif
