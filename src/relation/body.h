/*
 * body.h - the words of an article that are compared with other articles, and where they stand.
 *
 * Made of the lines whose role is body (article.h). Words are folded so that house style makes no
 * difference (fold_news.h); every token keeps its bytes in the text, so that differences can be shown
 * in the original spelling.
 */
#ifndef RELATION_BODY_H
#define RELATION_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/compiler.h"
#include "base/span.h"

enum body_flag {
    BODY_NUMBER = 1,     /* has a digit */
    BODY_NAME = 2,       /* capitalised and not the first word of its sentence, or all capitals */
    BODY_QUOTED = 4,     /* inside quotation marks */
    BODY_SENTENCE = 8,   /* first token of its sentence */
    BODY_PARAGRAPH = 16, /* first token of its paragraph */
    BODY_UNSPACED = 32,  /* one character of a script written without spaces */
    BODY_DATE = 64,      /* name of a weekday or month, today, yesterday ... */
    BODY_COMMON = 128,   /* a function word */
};

struct body_paragraph {
    uint32_t first;  /* first token; it ends where the next begins */
    uint32_t start, end; /* bytes in the text that it was read from */
    uint32_t line;   /* index into article.lines, 0 without an article */
};

/* Scratch and result in one; re-used from article to article without allocating. Arrays have n
 * elements, paragraph n_paragraphs, sentence n_sentences. */
struct body {
    uint64_t *token;      /* hash of the folded word */
    uint32_t *spelling;   /* hash of the word as written, case folded: equal tokens with different
                             spellings differ in house style only */
    uint32_t *start, *end;/* bytes in the text */
    uint8_t *flags;       /* enum body_flag */
    uint32_t n;
    struct body_paragraph *paragraph;
    uint32_t n_paragraphs;
    uint32_t *sentence;   /* first token of each; it ends where the next begins */
    uint32_t n_sentences;
    bool fallback;        /* too little body text: every line that is not furniture was taken */
    /* --- private --- */
    size_t token_cap, paragraph_cap, sentence_cap;
};

/* Always succeeds; nothing is allocated until the first text. */
void body_init(struct body *b);
void body_release(struct body *b);
/* Bytes of memory its arrays take. */
size_t body_held(const struct body *b);

/* The body of an article whose lines are known; `text` is what its offsets point into. Articles with
 * fewer than 15 body tokens take all lines but furniture. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int body_read(struct body *b, const struct article *article, struct span text) MUST_USE;

/* The same for a text without line roles: every non-blank line is a paragraph. */
int body_read_text(struct body *b, struct span text) MUST_USE;

/* The steps of these, for body_map.h: nothing, then paragraph after paragraph out of text[first, end). */
void body_clear(struct body *b);
int body_add_paragraph(struct body *b, struct span text, uint32_t first, uint32_t end, uint32_t line) MUST_USE;

/* Bytes of tokens [first, last), last > first. */
static inline struct span body_bytes(const struct body *b, struct span text, uint32_t first, uint32_t last)
{
    return (struct span){text.p + b->start[first], b->end[last - 1] - b->start[first]};
}

/* Most tokens are characters of unspaced scripts: seeds must be longer then. */
bool body_is_unspaced(const struct body *b);

#endif
