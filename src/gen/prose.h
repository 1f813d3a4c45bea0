/* prose.h - a headline and paragraphs, and what outlets do to them. */
#ifndef GEN_PROSE_H
#define GEN_PROSE_H

#include "gen/draw.h"
#include "gen/news_language.h"
#include "gen/out.h"

enum { PROSE_MAX = 96 };

struct prose {
    struct out bytes, head;
    struct paragraph {
        size_t at, n;
    } para[PROSE_MAX];
    unsigned n;
    struct prose_edits { /* of words: counted on, set to nothing by whoever asks */
        size_t changed;
        bool facts;      /* a name or a number among them */
    } edits;
};

void prose_init(struct prose *p);
void prose_release(struct prose *p);
void prose_clear(struct prose *p);

struct span prose_at(const struct prose *p, unsigned i);
static inline struct span prose_head(const struct prose *p)
{
    return (struct span){p->head.p, p->head.n};
}

/* Ends the paragraph begun at byte `from` of p->bytes: what has been written since is it. Silently none beyond
 * PROSE_MAX. */
void prose_end(struct prose *p, size_t from);
int prose_add(struct prose *p, struct span text) MUST_USE;

/* Paragraph `from` (the last, say) to place `to`, the others keeping their order. */
void prose_move(struct prose *p, unsigned from, unsigned to);
/* Keeps paragraphs [first, last). */
void prose_keep(struct prose *p, unsigned first, unsigned last);
void prose_drop(struct prose *p, unsigned i);

/* Rough words (Chinese: characters / 2) in [first, last). */
size_t prose_words(const struct prose *p, unsigned first, unsigned last);

/* A language's synonyms, found by hash. */
enum { LEXICON_SLOTS = 512 };
struct lexicon {
    const char *word[LEXICON_SLOTS][2];
    const struct news_speech *speech;
};
void lexicon_init(struct lexicon *l, const struct news_speech *s);

/* Each word that has a synonym is exchanged with chance `rate`, in every paragraph from `first` on. */
int prose_synonyms(struct prose *p, unsigned first, const struct lexicon *l, struct draw *d, double rate) MUST_USE;
/* The same, with asides after commas and adverbs after verbs: one author's hand, so that two texts of the same
 * sentence forms do not share their wording. */
int prose_vary(struct prose *p, unsigned first, const struct lexicon *l, struct draw *d, double rate) MUST_USE;
/* "de les" becomes "des", where a language does that. */
int prose_contract(struct prose *p, const struct news_speech *s) MUST_USE;
/* Near `rate` of the words misread as a scanner would, evenly spread. */
int prose_scribble(struct prose *p, struct draw *d, double rate) MUST_USE;
/* Another spelling of the same words: percent, quotes, dashes. */
int prose_house_style(struct prose *p, struct draw *d) MUST_USE;
/* Quotes and dashes read as Windows-1252 and written as UTF-8 once more. */
int prose_mojibake(struct prose *p) MUST_USE;
/* The first number from paragraph `first` on becomes another one; false if there is none. */
bool prose_change_number(struct prose *p, unsigned first, struct draw *d);

#endif
