/*
 * results.h - what a scan found, as plain structs for report writers.
 *
 * A text carried by several pages is one *text*; texts that are the same story told once are a *version*; versions
 * joined by updates and corrections are a *story*. Every document is exactly one of: a copy in one story, or a
 * single. A satellite (teaser, excerpt, round-up ...) hangs on stories and is a single as well. Members of a
 * template family (weather, market close) are singles that also stand in `templates`.
 *
 * A story has two copies or more, or one copy with satellites. All spans and arrays belong to the result and live
 * until scan_result_free(); a span with p == NULL is absent. Order is fixed by content everywhere, never by input
 * order, but for the places in `stories`: reports go by `order`.
 */
#ifndef STORY_RESULTS_H
#define STORY_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"

#define NO_DOC SIZE_MAX
#define NO_INDEX UINT32_MAX

/* One document as reports show it. */
struct page {
    size_t doc;                /* number in the source */
    struct span id, url, outlet, owner, headline, byline; /* owner: outlet, or what options.owner made of it */
    struct date_interval date;
    uint32_t words;            /* of the body, as they are compared */
    uint32_t marks;            /* enum version_mark bits */
};

/* A credit with its evidence. */
struct page_credit {
    uint16_t agency;           /* AGENCY_NONE when not in the table */
    struct span name;          /* p == NULL: no credit */
    struct span line;          /* the line it was read from; p == NULL when from a field or inferred */
    float strength;
    bool inferred;             /* not on this page: from the other copies, or the reporter's other bylines */
};

/* Alerts and facts about a copy, beside the flags of its relation (relation.h). */
enum copy_alert {
    COPY_STALE = 1,            /* carries a version that was corrected or withdrawn since */
    COPY_CREDIT_MISSING = 2,   /* the story has a source, this copy names none */
    COPY_CREDIT_CHANGED = 4,   /* names another source than the story's */
    COPY_NODERIVS_EDITED = 8,  /* changed although the source's licence forbids it */
    COPY_MIRROR = 16,          /* same page as another copy (mirror_of): not an outlet of its own */
    COPY_EVERGREEN = 32,       /* more than 30 days from the story's first date */
    COPY_UNDATED = 64,
    COPY_DATE_REJECTED = 128,  /* gave a date that cannot be */
    COPY_BYLINE_DROPPED = 256,
    COPY_LEADS = 512           /* the original, or the reference when the original is not in the corpus */
};

/* A copy as compared with the reference of its version (story_version.reference); the reference itself is verbatim,
 * use 1 and 1. story_relation says the same against story.reference: "update" for the copies of other versions. */
struct story_copy {
    struct page page;
    uint32_t version;          /* index into story.versions */
    uint8_t relation;          /* enum relation (relation.h) */
    uint8_t story_relation;    /* enum relation */
    uint8_t headline_relation; /* enum headline_relation, against the story's headline */
    uint32_t flags;            /* enum relation_flag bits (relation.h) */
    uint32_t alerts;           /* enum copy_alert bits */
    float use_reference;       /* 0..1: how much of the reference stands in this copy */
    float use_copy;            /* 0..1: how much of this copy stands in the reference */
    float match;               /* 0..100: 100 * the larger of the two */
    uint32_t mirror_of;        /* index into story.copies: first of the pages that are one; itself if alone */
    struct page_credit source, distributor;
};

enum version_order { ORDER_UNKNOWN, ORDER_NUMBER, ORDER_DATE, ORDER_CONTENT };

struct story_version {
    uint32_t reference;        /* index into story.copies: the text this version's copies are compared with */
    uint32_t copies, outlets;
    uint32_t update_number;    /* n of UPDATE n, 0 when none */
    uint8_t relation;          /* to the version before: update, correction; 0 for the first */
    uint8_t ordered_by;        /* enum version_order: what placed it behind the version before */
    struct date_interval date; /* of its earliest copy */
};

struct story_headline {
    struct span text;          /* as on the earliest copy that has it */
    uint32_t copies;
    uint8_t relation;          /* enum headline_relation, against the story's headline */
};

/* Why a document is called the original, one line each: "own host of the agency", +100. */
struct evidence {
    const char *what;          /* static string */
    int points;
};

struct story_satellite {
    struct page page;
    uint8_t relation;          /* teaser, excerpt, partial-reuse, roundup, embedded ... */
    uint32_t flags;
    float use_reference, use_copy, match;
    struct page_credit source;
};

struct story {
    uint64_t key;              /* name of the story: from the content of its reference, stable between runs */
    struct span headline;      /* of the original, else the reference */
    uint32_t outlets;          /* independent: mirrors and pages of one owner counted once */
    uint32_t words;            /* of the fullest copy */
    struct date_interval first, last; /* earliest and latest date of a copy */
    struct page_credit source, distributor; /* majority of the copies' credits, weighted by strength */
    bool press_release;        /* source is a press-release service, or the copies say so */
    uint32_t original;         /* index into copies; NO_INDEX: not in the corpus */
    struct span original_url;  /* when not in the corpus: where copies say it is; may be absent */
    struct date_interval original_date; /* "first published ..." in a copy, else the original's own date */
    const struct evidence *evidence;    /* for `original`, or for the best candidate when it fell short */
    uint32_t n_evidence;
    uint32_t fullest;          /* index into copies */
    uint32_t reference;        /* index into copies: original, else fullest copy of the last version */

    const struct story_version *versions;     /* oldest first, as far as known */
    uint32_t n_versions;
    const struct story_headline *headlines;   /* most used first */
    uint32_t n_headlines;
    const struct story_copy *copies;          /* by date, outlet, id */
    uint32_t n_copies;
    const struct story_satellite *satellites; /* by falling use_reference */
    uint32_t n_satellites;
    const struct page *notices;               /* kill notices: same headline or address, not the text (row 30) */
    uint32_t n_notices;
};

struct template_family {
    uint64_t key;
    struct span outlet;        /* p == NULL: of several outlets */
    const struct page *pages;
    uint32_t n_pages;
};

/* A link between documents of different stories, worth a look, never a copy: shared passages, rewrite suspects.
 * Only with options.suspects. */
struct story_link {
    struct page a, b;
    uint8_t relation;
    uint32_t flags;
    float use_a, use_b;
};

struct scan_summary {
    size_t documents, copies, singles, stories, satellites, templates, texts;
    size_t furniture_lines;    /* only counted with options.show_furniture */
    size_t candidates, verified, edges;
};

struct scan_result {
    const struct story *stories;             /* as they lie, which depends on the order of the input */
    const uint32_t *order;                   /* their indexes by falling number of outlets, then copies, then key */
    size_t n_stories;
    const size_t *singles;                   /* document numbers, by content */
    size_t n_singles;
    const struct template_family *templates; /* by falling number of pages */
    size_t n_templates;
    const struct story_link *links;
    size_t n_links;
    struct scan_summary summary;
    void *owned;                             /* private */
};

void scan_result_free(struct scan_result *r); /* NULL is fine */

const char *version_order_name(enum version_order o);
/* "stale", "credit-missing", ...: the name of one bit. */
const char *copy_alert_name(enum copy_alert a);

#endif
