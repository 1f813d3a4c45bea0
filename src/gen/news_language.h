/* news_language.h - what a language is made of: a grammar, and words for the things around an article. */
#ifndef GEN_NEWS_LANGUAGE_H
#define GEN_NEWS_LANGUAGE_H

#include <stdbool.h>

enum news_language { LANG_EN, LANG_ES, LANG_DE, LANG_FR, LANG_ZH, LANGUAGES };

extern const char news_grammar_en[], news_grammar_es[], news_grammar_de[], news_grammar_fr[], news_grammar_zh[];

/* Rules that every grammar has. A beat is a prefix: pol_head, pol_lead, pol_second, pol_body, pol_bg. */
enum { BEATS_MAX = 8 };
struct news_speech {
    const char *code;
    const char *grammar;
    const char *beat[BEATS_MAX];    /* NULL behind the last */
    bool spaced;
    const char *month[12], *month_short[12];
    const char *home, *news, *share, *related, *comments, *subscribe, *rights, *read_on, *updated, *published;
    const char *reader_comment[4];
    const char *synonym[96][2];     /* NULL behind the last; whole words */
    const char *aside[20];          /* what may follow a comma, before another; NULL behind the last */
    const char *contraction[8][2];  /* what article and preposition become; NULL behind the last */
    const char *verb[16], *adverb[20]; /* words that an adverb may follow, and adverbs */
};
extern const struct news_speech news_speech[LANGUAGES];

#endif
