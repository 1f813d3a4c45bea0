/*
 * gen.h - corpora with known truth: JSON lines, and a table that says what every line is.
 *
 * Both kinds are a function of options and seed alone: the same bytes on any machine, in any number of
 * pieces, and document i can be made without making those before it (a counter-based generator: every
 * draw is a hash of seed, document and purpose). Memory is constant whatever the size.
 *
 * GEN_CORPUS   what `dedup` meets. Zipf vocabulary of 65,535 words, lognormal lengths (median 400 words)
 *              with a share of short texts, \n\n paragraphs, curly quotes and accents (about 2 % of
 *              the bytes), copies of planted similarity. Records: id, title, date, source, text.
 * GEN_NEWS     what `scan` meets: stories x edits x page furniture x credits x dates, in five languages,
 *              with hard negatives. Records: id, url, source, title, date, text, most of them optional.
 *
 * Truth of GEN_CORPUS, tab-separated with a header line:
 *   id      of the record
 *   origin  id of the document it was made from; its own id if it is an original
 *   kind    original, exact, near, trimmed, embedded, template, cluster
 *   jaccard of the two texts' sets of 5-word shingles as planted; 1 for originals and exact copies. In
 *           space-separated scripts right to a few shingles, else (Han) approximate.
 *   `template` documents share a frame with each other: origin names the first of the family.
 *
 * Truth of GEN_NEWS:
 *   id story version relation reference chain original source distributor carrier hosts kind flags language
 *   story      family the document is a core member of; "-" for everything that must stay single
 *   version    1, 2, ... inside the family
 *   relation   to `reference`, in the words of news.md table B; of a satellite to the story it hangs on; else "-"
 *   reference  of its version: the source's own page when that is in the corpus, else a full plain copy. The
 *              reference itself is verbatim. Where news.md B counts words (how much is reused, how much is the
 *              outlet's own), the relation is by the words that were really kept, not by what was planned.
 *   chain      what its version is to the one before: update, correction; "-" for the first
 *   original   id of the source's own page in the corpus, "-" when it is not there
 *   source, distributor   canonical agency name (data/agencies.tsv), "-" when the page does not say
 *   carrier    host without www. where the record has an address, else the outlet's name, else "-"
 *   hosts      families a satellite hangs on, comma-separated, else "-"
 *   kind       story, single, satellite, or the hard negative it is part of: template, same-event, shared-quote,
 *              background, column, spun, cites. Members of different stories, and singles, must not be joined.
 *   flags      new-headline, tagged-headline, credit-missing, house-style, reordered, localized, tail-cut, inner-cut,
 *              head-cut, lead-changed, paywalled, undated, mirror, evergreen; comma-separated, else "-"
 */
#ifndef GEN_GEN_H
#define GEN_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum gen_kind { GEN_CORPUS, GEN_NEWS };

/* Where bytes go. `write` gets them in order, in pieces of its caller's choosing, and returns RP_OK or a
 * negative status, which ends the run. write == NULL: not wanted. */
struct gen_sink {
    int (*write)(void *ctx, const char *p, size_t n);
    void *ctx;
};

/* Shares are of all documents, 0..1; what is left over are originals. */
struct gen_corpus_options {
    double exact;        /* copies byte for byte */
    double near;         /* words replaced, inserted, removed; Jaccard planted in near_low..near_high */
    double near_low, near_high;
    double trimmed;      /* head or inside of the origin: contained in it */
    double embedded;     /* the origin in the middle of other text: contains it */
    double templates;    /* members of families that share template_share of their words, */
    double template_share;
    uint64_t template_family; /* in blocks of 40, this many documents a family; 0: all in one, and the first */
                              /* words of each document are the shared ones */
    double brief;        /* originals of 25 to 85 words */
    double other_script; /* originals in Cyrillic, Greek, Devanagari, Hangul, Han in turn */
    double far;          /* copies placed anywhere after their origin instead of within 64 documents */
    /* Adversarial: `clusters` groups of `cluster_size` near-copies, each with one word of its own, spread
     * evenly (far > 0) or side by side. One cluster of all documents whose word is not changed:
     * cluster_identical. */
    uint64_t clusters, cluster_size;
    bool cluster_identical;
    unsigned words;      /* every original has this many words; 0: lognormal */
};

struct gen_news_options {
    double singles;      /* share of stories that only one outlet has */
    unsigned max_copies; /* of one story; outlets per story fall off like a power law up to here */
    double negatives;    /* share of documents that are hard negatives (news.md E 33-48) */
    double satellites;   /* share that are teasers, excerpts, roundups, partial reuse */
    double undated;      /* share without any date */
    double furniture;    /* share of pages with furniture around the article */
    double credited;     /* share of carriers that keep the credit line */
    double original;     /* share of stories whose source's own page is in the corpus */
    double noisy;        /* share of copies with OCR noise or mojibake on top */
    const char *languages; /* of en, es, de, fr, zh; "en,es,de,fr,zh" weighs the first half the time */
};

struct gen_options {
    enum gen_kind kind;
    uint64_t seed;
    uint64_t documents;    /* of the whole corpus */
    uint64_t first, count; /* the piece to write: documents [first, first + count); count 0: to the end */
    uint64_t max_bytes;    /* stop after the record that reaches it; 0: no limit */
    double escaped;        /* share of records written in ASCII, the rest as \uXXXX */
    struct gen_corpus_options corpus;
    struct gen_news_options news;
};

/* What one gets without asking. */
void gen_options_init(struct gen_options *o, enum gen_kind kind);

/*
 * Ready-made adversarial corpora, by name, over options already initialised as GEN_CORPUS with their
 * `documents`: "identical" (all one text), "half" and "sixty" (all share 50 / 60 % with one template),
 * "hot" (a tenth of them, at most 1 million, near-copies of one text), "tens" (clusters of 10), "short"
 * (all brief), "escaped" (.3), "scripts" (half of them not Latin). RP_ERR_INVALID for another name.
 */
int gen_shape(struct gen_options *o, const char *name) MUST_USE;
extern const char *const gen_shape_names[]; /* NULL-terminated */

/* NULL, or what is wrong with the options in words (static text). */
const char *gen_options_error(const struct gen_options *o);

struct gen_totals {
    uint64_t documents, bytes;
};

/* Writes the corpus and its truth. RP_OK, RP_ERR_INVALID, RP_ERR_NOMEM, or what a sink returned.
 * `totals` (may be NULL) is filled in any case. */
int gen_write(const struct gen_options *o, struct gen_sink documents, struct gen_sink truth,
              struct gen_totals *totals) MUST_USE;

/* Sinks: to a FILE (RP_ERR_IO when short), and counting only. */
struct gen_sink gen_sink_file(void *file);

#endif
