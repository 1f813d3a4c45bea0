/*
 * relation.h - what one article is to another: one relation, flags, every measure, the rule that decided.
 *
 * Rules are those of table B of the design, tried in order, the first that holds decides. A is the
 * reference, B the copy; relation_judge() chooses which is which (greater use of the other, else the
 * earlier, else the longer) and says so. Swapping the arguments gives the mirrored verdict.
 *
 *     use_a, use_b   share of A's, B's tokens inside matched spans; lo, hi the lesser and greater
 *     exact          equal tokens in matched spans (MW), longest: of the longest span (LB)
 *     edit           1 - exact / tokens of the spans on the longer side
 *     block          20 or more tokens unmatched in a row, or an unmatched paragraph of 12 or more
 *     sentences_a,_b share of A's, B's sentences, by length, that stand (4/5 matched) in the other
 */
#ifndef RELATION_RELATION_H
#define RELATION_RELATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "article/headline.h"
#include "base/compiler.h"
#include "relation/body.h"
#include "relation/own_names.h"
#include "rules/thresholds.h"
#include "verify/align.h"
#include "verify/overlap.h"

/* What the relation means for story membership. */
enum membership {
    MEMBER_NONE,      /* separate; a link at most */
    MEMBER_PAGE,      /* folded into one outlet's page; joins as CORE does */
    MEMBER_CORE,      /* same version group */
    MEMBER_FAMILY,    /* same story, another version */
    MEMBER_SATELLITE, /* hangs on the story, never joins two */
    MEMBER_TEMPLATE,  /* template family, not a story */
};

/* X(name, text, membership, rule of table B, condition in words) */
#define RELATION_MAP(X)                                                                                            \
    X(UNRELATED, "unrelated", NONE, 17, "no reuse that a rule would name")                                         \
    X(SAME_PAGE, "same-page", PAGE, 0, "one address, or one path and item on alias hosts; nearly equal text")      \
    X(TEMPLATE, "template", TEMPLATE, 2, "same frame, slots filled otherwise, another event")                      \
    X(BACKGROUND, "background", NONE, 3, "little shared, most of it standing text of other stories")               \
    X(EXCERPT, "excerpt", SATELLITE, 3, "little shared, and the copy names the reference's source")                \
    X(SHARED_QUOTE, "shared-quote", NONE, 3, "little shared, most of it inside quotation marks")                   \
    X(SHARED_PASSAGE, "shared-passage", NONE, 3, "little shared")                                                  \
    X(VERBATIM, "verbatim", CORE, 4, "the same words")                                                             \
    X(CORRECTION, "correction", FAMILY, 5, "the same text with facts changed, marked or later by the same source") \
    X(LIGHT_EDIT, "light-edit", CORE, 6, "the same text, few words changed")                                       \
    X(EDITED, "edited", CORE, 7, "the same text, words changed throughout")                                        \
    X(TEASER, "teaser", SATELLITE, 8, "only the beginning")                                                        \
    X(UPDATE, "update", FAMILY, 9, "later version by the same source")                                             \
    X(TRIMMED, "trimmed", CORE, 10, "parts left out")                                                              \
    X(EXPANDED, "expanded", CORE, 11, "parts added")                                                               \
    X(EMBEDDED, "embedded", SATELLITE, 11, "all of the reference inside a much longer text")                       \
    X(TRIMMED_EXPANDED, "trimmed+expanded", CORE, 12, "parts left out and added")                                  \
    X(ROUNDUP, "roundup", SATELLITE, 13, "holds parts of two stories or more; decided among stories")              \
    X(PARTIAL_REUSE, "partial-reuse", SATELLITE, 14, "part of the text")                                           \
    X(REWRITE_SUSPECT, "rewrite-suspect", NONE, 15, "word pairs and their order agree, sentences do not")          \
    X(CITES, "cites", NONE, 16, "names the reference's source as origin, same event")

enum relation {
#define X(name, text, membership, rule, condition) RELATION_##name,
    RELATION_MAP(X)
#undef X
    RELATIONS
};

/* X(name, text, meaning) */
#define RELATION_FLAG_MAP(X)                                                                  \
    X(NEW_HEADLINE, "new-headline", "the headline is another")                                \
    X(TAGGED_HEADLINE, "tagged-headline", "same headline after removing version tags")        \
    X(CREDIT_MISSING, "credit-missing", "the reference credits a source, the copy none")      \
    X(CREDIT_CHANGED, "credit-changed", "the copy credits another source than the reference") \
    X(BYLINE_DROPPED, "byline-dropped", "the reference has a byline, the copy none")          \
    X(HOUSE_STYLE, "house-style", "spelled otherwise, the words are the same")                \
    X(REORDERED, "reordered", "matched text stands in another order")                         \
    X(FACTS_CHANGED, "facts-changed", "numbers or names differ inside matched text")          \
    X(UNDATED, "undated", "no date on one side or both")                                      \
    X(PAYWALLED, "paywalled", "the copy ends in an invitation to subscribe or read on")       \
    X(MIRROR, "mirror", "another address of the same page")                                   \
    X(EVERGREEN, "evergreen", "months apart")                                                 \
    X(NODERIVS_EDITED, "noderivs-edited", "edited though the licence forbids it")             \
    X(TAIL_CUT, "tail-cut", "the end of the reference is left out")                           \
    X(INNER_CUT, "inner-cut", "parts inside the reference are left out")                      \
    X(HEAD_CUT, "head-cut", "the beginning of the reference is left out")                     \
    X(FULL_COPY, "full-copy", "trimmed, yet most of the reference and 125 words of it")       \
    X(LEAD_CHANGED, "lead-changed", "the copy begins otherwise")                              \
    X(LOCALIZED, "localized", "an added part names the carrier or names nobody else has")     \
    X(STAFF_ADDED, "staff-added", "the copy credits staff or other agencies besides")         \
    X(SHORT, "short", "too short to be sure by words alone")                                  \
    X(B_LATER, "b-later", "the copy is certainly later, by dates or version marks")           \
    X(B_EARLIER, "b-earlier", "the copy is certainly earlier")

enum relation_flag_bit {
#define X(name, text, meaning) RELATION_FLAG_BIT_##name,
    RELATION_FLAG_MAP(X)
#undef X
    RELATION_FLAGS
};
enum relation_flag {
#define X(name, text, meaning) FLAG_##name = 1 << RELATION_FLAG_BIT_##name,
    RELATION_FLAG_MAP(X)
#undef X
};

enum { RELATION_MENTIONS = 4 }; /* kept of an article */

/* One article as the judge sees it. Everything is borrowed for the length of the call. Absent: zero
 * (spans with p == NULL; source 0; date with first > last). relation_doc_fill() makes one. */
struct relation_doc {
    const struct body *body;
    struct span headline;       /* as found, tags and all */
    struct span outlet;
    uint64_t page, item;        /* keys of the normalised URL, and of its path with an item id; 0: none */
    uint64_t source;            /* key of the strongest source credit: 1 + number of an agency, or above 2^63 */
    uint64_t mentioned[RELATION_MENTIONS]; /* keys of sources named in the text without being its source */
    uint32_t marks, update_number;
    struct date_interval date;
    bool byline, staff_added;
    /* How many *other* stories each token's passage stands in, n = body->n; NULL: not known. */
    const uint16_t *elsewhere;
};

/* From an analysed article and its body; nothing is copied. */
void relation_doc_fill(struct relation_doc *d, const struct article *article, const struct body *body);

struct relation_block {
    uint32_t first, last; /* tokens [first, last) of A (dropped) or B (added) */
    uint8_t where;        /* BLOCK_HEAD, BLOCK_INNER, BLOCK_TAIL */
    bool added;
};
enum { BLOCK_HEAD, BLOCK_INNER, BLOCK_TAIL };

/* A number or name that changed inside matched text; an empty range (first == last) on one side
 * means nothing stands in its place. */
struct relation_fact {
    uint32_t a, a_end, b, b_end;
};

struct relation_measures {
    double use_a, use_b, lo, hi, edit;
    double weighted_a, weighted_b;  /* use with standing text weighed down by 1/log2(1 + stories) */
    double background;              /* BG: share of matched tokens standing in other stories */
    double fresh_a, fresh_b;        /* use, of what does not stand in other stories only; 0 if nothing does not */
    double quoted;                  /* Q: share of matched tokens inside quotation marks */
    double sentences_a, sentences_b; /* 0 unless judge.all */
    double pairs_a, pairs_b;        /* word-pair containment; 0 when not asked for */
    uint32_t n_a, n_b, exact, longest, inversions;
    uint32_t dropped, added;        /* blocks */
    uint32_t dropped_tokens, added_tokens;
    uint32_t new_names;             /* names in added blocks that A has nowhere; 0 unless it is expanded or judge.all */
    uint32_t facts, style;          /* changed facts; tokens equal but spelled otherwise */
    uint32_t slots;                 /* replaced slots */
    double slot_typed, slot_share;  /* numbers, names and dates in the slots; slots in the matched text */
    double name_jaccard;            /* names of both leads */
    double numbers;                 /* share of tokens that are numbers, the lesser of both texts'; 0 where little is
                                       shared, unless judge.all */
    double numbers_shared;          /* numbers that match, of all numbers of both */
    uint32_t name_slots, date_slots;/* slots where one name, one date stands for another */
    uint32_t own_slots;             /* slots where each names its own outlet: no facts; of nearly equal texts only */
    bool lead_kept;                 /* B begins as A does */
    bool lead_kept_a;               /* A begins as B does */
    uint8_t head;                   /* enum headline_relation */
    uint32_t head_slots;            /* slots where a name of one headline stands for a name of the other; counted
                                       where the bodies are nearly equal and the headlines are not */
};

struct verdict {
    uint8_t relation;    /* enum relation */
    uint8_t membership;  /* enum membership */
    uint8_t rule;        /* row of table B that decided */
    const char *reason;  /* the condition that held, in words; static */
    uint32_t flags;      /* enum relation_flag */
    bool swapped;        /* the reference A is the second argument */
    /*
     * How sure the two are one story, 0..1, for joining: the share of the shorter text's sentences
     * (by number and by length, the mean) that stand in the other, standing text weighed down; 0 for templates,
     * background, shared quotes and passages. Half is the line most people draw.
     */
    double story_edge;
    double match;        /* 100 * hi */
    bool a_names_itself, b_names_itself; /* of copies: what the other lacks names its own outlet (own_names.h); both,
                                            where own_slots says so */
    uint64_t maybe_cited; /* key of a source the copy names: an excerpt, if the reference, which credits none, turns out
                             to be from it; or 0 */
    struct relation_measures m;
    bool same_source;
    int order;           /* 1: B is certainly later than A, -1: earlier, 0: not known */
    /* Until the judge's next call. */
    const struct relation_block *block;
    const struct relation_fact *fact;
    uint32_t n_blocks, n_facts;
    const struct alignment *alignment; /* NULL: nothing to align */
    bool alignment_swapped;            /* the alignment's a is B */
};

/* Working memory of one thread, re-used from pair to pair. */
struct judge {
    struct alignment al;
    struct relation_block *block;
    struct relation_fact *fact;
    struct diff_row *row;
    struct overlap_set set;
    struct body headline[2];
    struct own_names_book own_names;
    uint64_t *pair;
    size_t block_cap, fact_cap, row_cap, pair_cap;
    bool all; /* every measure is wanted, for showing them; false: those that decide */
};

/* Always succeeds; nothing is allocated until the first pair. */
void judge_init(struct judge *j);
void judge_release(struct judge *j);

/* Decides. RP_OK, RP_ERR_NOMEM, RP_ERR_LIMIT. */
int relation_judge(struct judge *j, const struct thresholds *t, const struct relation_doc *x,
                   const struct relation_doc *y, struct verdict *out) MUST_USE;

/* The same with x as reference, for labels against a story's reference copy. */
int relation_judge_against(struct judge *j, const struct thresholds *t, const struct relation_doc *reference,
                           const struct relation_doc *copy, struct verdict *out) MUST_USE;

/* The same for two texts that are known, by the other copies of their story, to carry one version of it: what differs
 * is the carrier's doing, so neither is an update or correction of the other, whatever their dates and marks. */
int relation_judge_within(struct judge *j, const struct thresholds *t, const struct relation_doc *reference,
                          const struct relation_doc *copy, struct verdict *out) MUST_USE;

/* What relation_judge_within() says with the reference as the copy, from the verdict of relation_judge() on the two,
 * which must be the judge's last: the texts are not aligned again. Blocks are turned with it; story_edge is not
 * told. */
int relation_judge_back(struct judge *j, const struct thresholds *t, const struct relation_doc *x,
                        const struct relation_doc *y, const struct verdict *v, struct verdict *out) MUST_USE;

/* What relation_judge_against(), or _within(), says of two pages that carry one text of n tokens, without looking at
 * it: their bodies may be NULL, the verdict has no alignment, and measures that decide nothing of equal texts (numbers,
 * quoted, elsewhere) are 0. Shorter texts are refused: alignment may drop them as chance. */
enum { RELATION_EQUAL_LEAST = 16 };
void relation_judge_equal(const struct thresholds *t, const struct relation_doc *reference,
                          const struct relation_doc *copy, uint32_t n, bool within, struct verdict *out);

/* Which of two texts in which words differ was changed, by relation_judge()'s last verdict on them: 1: y, -1: x, 0: not
 * told. Words that stand elsewhere in the texts as well are as they were written; a word that is met once where the
 * other text has such a one was misread, or put in its place. */
int relation_changed_side(const struct relation_doc *x, const struct relation_doc *y, const struct verdict *v);

const char *relation_name(enum relation r);
enum membership relation_membership(enum relation r);
const char *relation_condition(enum relation r);
unsigned relation_rule(enum relation r); /* row of table B */
/* Name and meaning of flag bit i < RELATION_FLAGS. */
const char *relation_flag_name(unsigned i);
const char *relation_flag_meaning(unsigned i);

/*
 * The two texts as one sequence of segments, for side-by-side display, in the order of B with what was
 * dropped put where it stood. Ranges are tokens; body_bytes() gives the bytes.
 */
enum diff_kind { DIFF_KEPT, DIFF_ADDED, DIFF_DROPPED, DIFF_CHANGED, DIFF_MOVED };
struct diff_row {
    uint8_t kind;
    uint32_t a, a_end, b, b_end;
};
/* *rows lives until the judge's next call; the verdict must be the judge's last. RP_OK, RP_ERR_NOMEM. */
int relation_diff(struct judge *j, const struct verdict *v, const struct diff_row **rows, size_t *n) MUST_USE;

#endif
