/*
 * news_plan.h - which documents there are: stories, who carries them and how, satellites, hard negatives.
 *
 * The corpus is planned in blocks of a fixed number of documents, each a function of seed and block number;
 * nothing but language, topics and outlets reaches from one block into another.
 */
#ifndef GEN_NEWS_PLAN_H
#define GEN_NEWS_PLAN_H

#include "gen/newsroom.h"

#define NO_TWIN UINT32_MAX

/* X(name, relation, satellite, flag): what an outlet made of the wire text. */
#define TREATMENT_MAP(X)                                    \
    X(AS_IS, "verbatim", false, NULL)                       \
    X(LIGHT, "light-edit", false, NULL)                     \
    X(SCANNED, "edited", false, NULL)                       \
    X(REORDERED, "light-edit", false, "reordered")          \
    X(TAIL_CUT, "trimmed", false, "tail-cut")               \
    X(INNER_CUT, "trimmed", false, "inner-cut")             \
    X(HEAD_CUT, "trimmed", false, "head-cut")               \
    X(LOCALIZED, "expanded", false, "localized")            \
    X(LOCAL_AND_CUT, "trimmed+expanded", false, "localized") \
    X(OWN_LEAD, "trimmed+expanded", false, "lead-changed")  \
    X(STUB, "teaser", true, NULL)                           \
    X(PAYWALL, "teaser", true, "paywalled")                 \
    X(EXCERPT, "excerpt", true, NULL)                       \
    X(PARTIAL, "partial-reuse", true, NULL)                 \
    X(EMBEDDED, "embedded", true, NULL)                     \
    X(ROUNDUP, "roundup", true, NULL)                       \
    X(SPUN, NULL, false, NULL)                              \
    X(CITING, NULL, false, NULL)                             \
    X(TEMPLATE, NULL, false, NULL)                           \
    X(COLUMN, NULL, false, NULL)

enum treatment {
#define X(name, relation, satellite, flag) TREAT_##name,
    TREATMENT_MAP(X)
#undef X
    TREATMENTS
};

/* Why a document is in the corpus. */
#define NEWS_KIND_MAP(X)                                                                                        \
    X(STORY, "story") X(SINGLE, "single") X(SATELLITE, "satellite") X(TEMPLATE, "template")                     \
    X(SAME_EVENT, "same-event") X(SHARED_QUOTE, "shared-quote") X(BACKGROUND, "background") X(COLUMN, "column") \
    X(SPUN, "spun") X(CITES, "cites")

enum news_kind {
#define X(name, text) KIND_##name,
    NEWS_KIND_MAP(X)
#undef X
    NEWS_KINDS
};
extern const char *const news_kind_names[NEWS_KINDS];

struct news_doc {
    uint64_t key;          /* of all that is drawn for this document alone */
    uint32_t wire, other;  /* into block.wire; other: of a roundup */
    uint32_t family;       /* NO_FAMILY: single */
    uint32_t outlet;       /* number; the agency's own page if own_host */
    uint32_t twin;         /* mirror of this document, at plan time */
    int32_t delay;         /* minutes behind version 1 */
    uint32_t story_copies; /* of its family, and ... */
    uint32_t wire_copies;  /* ... of its version there; an own page of the source counts as many */
    uint8_t version, treatment, kind;
    bool own_host, credited, house_style, mojibake, new_headline, evergreen;
};

struct news_block {
    uint64_t first;        /* number of its first document */
    uint32_t n, wires, families;
    struct news_doc *doc;
    struct wire *wire;
    size_t doc_cap, wire_cap;
    uint32_t *reference;   /* per family and version (VERSIONS_MAX + 1 each): document, NO_TWIN if none */
    uint32_t *original;    /* per family: document, NO_TWIN if not in the corpus */
    size_t reference_cap, original_cap;
};

/* Documents of a block, the last one apart. */
uint32_t news_block_size(const struct gen_options *o);

int news_plan(const struct newsroom *r, uint64_t number, struct news_block *b) MUST_USE;
void news_block_release(struct news_block *b);

#endif
