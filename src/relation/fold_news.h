/*
 * fold_news.h - a stretch of news prose to tokens that house style and damage do not change.
 *
 * Beyond case folding: U.S. = US; 's and other apostrophes dropped (don't = dont); 1,000 = 1000; per
 * cent = percent = pct = %; 5bn = 5 billion; a hyphen at the end of a line joined; a drop cap joined
 * ("T he"); UTF-8 read as Windows-1252 repaired ("donâ€™t"); accents left out; -ise = -ize, -yse = -yze;
 * the words of data/variants.tsv. Scripts without spaces give one token a character.
 *
 * This is for comparing only: a token keeps its bytes in the text, and its flags tell what was folded
 * away (capitals, quotation marks, sentences).
 */
#ifndef RELATION_FOLD_NEWS_H
#define RELATION_FOLD_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum news_flag {
    NEWS_NUMBER = 1,    /* has a digit, or is a number word */
    NEWS_NAME = 2,      /* capitalised and neither first of its sentence nor of a quotation, or all capitals */
    NEWS_QUOTED = 4,    /* inside quotation marks */
    NEWS_SENTENCE = 8,  /* first token of a sentence */
    NEWS_UNSPACED = 32, /* a character of a script written without spaces */
    NEWS_DATE = 64,     /* weekday, month, today ... */
    NEWS_COMMON = 128,  /* function word */
};

enum { NEWS_WORD_MAX = 192 }; /* longer words are hashed in pieces */

/* Reads one paragraph. All members are private. */
struct news_reader {
    const uint8_t *text;
    uint32_t at, end;
    uint32_t quote;      /* the mark that opened the quotation we are in, 0: none */
    bool sentence;       /* the next token begins a sentence, if it can */
    bool stop, stop_gap; /* a full stop was read; and something after it */
    bool after_quote;    /* an opening mark stands right before */
    bool abbreviated;    /* the last token's full stop ends no sentence */
    bool digit_before;   /* the last token was a number: % may follow */
    bool first;          /* no token yet: a drop cap may come */
};

/* text[first, end), one paragraph. Text of at most 2^31 bytes. */
void news_begin(struct news_reader *r, const char *text, uint32_t first, uint32_t end);

/* Where tokens go, each member to an array. */
struct news_columns {
    uint64_t *hash;
    uint32_t *spelling;    /* tells apart what folding made equal: U.S. and US, defence and defense */
    uint32_t *start, *end; /* bytes in the text */
    uint8_t *flags;        /* enum news_flag */
};

/* The next tokens, at most `room` > 0 of them. Returns how many; fewer than room at the end. */
uint32_t news_read(struct news_reader *r, const struct news_columns *to, uint32_t room);

/* The same with this kernel for plain words (plain_words.h), or without any: the definition. */
struct plain_words_kernel;
uint32_t news_read_with(const struct plain_words_kernel *plain, struct news_reader *r, const struct news_columns *to,
                        uint32_t room);

#endif
