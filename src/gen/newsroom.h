/*
 * newsroom.h - stories as their source wrote them, version by version, and what one run shares.
 */
#ifndef GEN_NEWSROOM_H
#define GEN_NEWSROOM_H

#include "gen/grammar.h"
#include "gen/news_agency.h"
#include "gen/prose.h"

enum { STAFF = 255, VERSIONS_MAX = 4 };

#define NO_FAMILY UINT32_MAX

struct newsroom {
    const struct gen_options *o;
    struct grammar grammar[LANGUAGES];
    struct lexicon lexicon[LANGUAGES];
    enum news_language language[16]; /* one of these at random */
    unsigned languages;
    struct prose other;              /* scratch: the second story of a round-up */
};

/* One story at its source. Two wires with the same facts and other words are two desks on one event; the same
 * topic gives the same paragraph of standing background, the same statement the same quotation. */
struct wire {
    uint64_t facts, words, topic, statement; /* topic, statement 0: none */
    int64_t minute;       /* of version 1, since 1970 */
    uint8_t language, beat, agency, paragraphs, versions;
    uint8_t corrections;  /* bit v: version v corrects the one before */
    uint32_t family;      /* number in its block; NO_FAMILY: only one page has it */
};

int newsroom_open(struct newsroom *r, const struct gen_options *o) MUST_USE;
void newsroom_close(struct newsroom *r);

bool wire_is_correction(const struct wire *w, unsigned version);

/* The text of a version, from 1, headline untagged. */
int wire_write(const struct newsroom *r, const struct wire *w, unsigned version, struct prose *to) MUST_USE;

/* A paragraph of that rule at the end of `to`, its first letter in capital. */
int newsroom_paragraph(const struct newsroom *r, unsigned language, const char *rule, uint32_t which,
                       struct grammar_keys keys, struct prose *to) MUST_USE;

/* One expansion behind what `to` holds. */
int newsroom_phrase(const struct newsroom *r, unsigned language, const char *rule, struct grammar_keys keys,
                    struct out *to) MUST_USE;

#endif
