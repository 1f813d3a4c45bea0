/*
 * audit.h - was a corpus decided as it should have been? A sample of its documents against all of them.
 *
 *   audit_create()    draws the documents
 *   audit_take()      once for each of them, from any thread       (first pass over the text)
 *   audit_index()
 *   audit_compare()   once for every document, from all threads    (second pass)
 *   audit_finish()    then tally, removed and kept may be read
 *
 * Similarity is counted on whole shingle sets (sample_index.h) made under a secret of this run: no sketch, no
 * band, no bound. What the sketches would have said of a pair is looked up only to be judged.
 *
 * A corpus may have a reference (rp_corpus_reference()): its documents are never drawn, but every one of the sample is
 * compared with them too, and those pairs are counted apart.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reprint.h>

#include "audit/extremes.h"
#include "audit/tally.h"
#include "base/compiler.h"

struct audit_options {
    uint64_t sample; /* documents; all of a smaller corpus */
    uint64_t seed;   /* decides which */
    size_t show;     /* pairs to keep for reading, of each kind */
    int threads;
};

/* One text, as rp_batch_add() takes it. */
struct audit_text {
    uint64_t doc;
    const char *text;
    size_t n;
    unsigned flags;
    /* What to call it; asked for when it is about to be shown. RP_OK or a negative status. */
    int (*describe)(void *ctx, struct extreme_doc *out);
    void *ctx;
};

struct audit {
    /* --- results; after audit_finish() --- */
    uint64_t documents;             /* of the corpus, with its reference */
    uint64_t reference;             /* the first so many of them: nothing of it is drawn */
    bool alone;                     /* only the reference removes anything: other pairs are not asked for */
    struct audit_tally tally;       /* by document of the sample: its pairs with the others ... */
    struct audit_tally against;     /* ... and with the reference */
    struct extremes removed, kept;  /* least similar removed, most similar kept */
    /* --- the rest is the folder's own --- */
    const rp_corpus *corpus;
    rp_params params;
    struct audit_options o;
    uint64_t *sample; /* tally.n document numbers, rising */
    struct sampled *sampled;
    struct sample_index *index;
    uint64_t *keys;   /* of the sample, `columns` each */
    unsigned columns;
    uint64_t secret;
    struct auditor *auditor; /* o.threads */
};

/* The corpus, resolved, and its parameters, checked, must outlive the audit. RP_OK, RP_ERR_NOMEM, RP_ERR_IO
 * (no randomness). {0} may be released. */
int audit_create(struct audit *a, const rp_corpus *c, const rp_params *p, const struct audit_options *o) MUST_USE;
void audit_release(struct audit *a);

/* Documents that the sample was drawn from. */
uint64_t audit_population(const struct audit *a);
bool audit_wants(const struct audit *a, uint64_t doc);
/* doc must be wanted; each once. */
int audit_take(struct audit *a, int thread, const struct audit_text *t) MUST_USE;
int audit_index(struct audit *a) MUST_USE;
int audit_compare(struct audit *a, int thread, const struct audit_text *t) MUST_USE;
int audit_finish(struct audit *a) MUST_USE;

#endif
