/*
 * extremes.h - the few pairs worth reading: the least similar that were removed, the most similar that were kept.
 *
 * A list is full at `most` pairs and then keeps the best by (similarity, numbers), a total order: lists of
 * several threads, merged, are the list of all. Pairs are looked at twice when both documents are of the
 * sample; the caller shows each once.
 */
#ifndef AUDIT_EXTREMES_H
#define AUDIT_EXTREMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/span.h"

/* What a reader wants to know of a document. Strings are owned; a failed copy leaves nothing behind. */
struct extreme_doc {
    uint64_t doc;
    char *id;              /* NULL: none */
    char *title, *opening; /* may be empty */
};

int extreme_doc_copy(struct extreme_doc *to, const struct extreme_doc *from) MUST_USE;
void extreme_doc_release(struct extreme_doc *d);

struct extreme {
    double jaccard;
    struct extreme_doc a, b;
};

struct extremes {
    struct extreme *pair; /* n, the best first */
    size_t n, most;
    bool highest; /* the most similar are the best, else the least similar */
};

int extremes_init(struct extremes *e, size_t most, bool highest) MUST_USE;
void extremes_release(struct extremes *e);
/* Would it get in? Before strings are made. */
bool extremes_wants(const struct extremes *e, double jaccard, uint64_t a, uint64_t b);
/* Copies the strings if it gets in. RP_OK or RP_ERR_NOMEM. */
int extremes_add(struct extremes *e, double jaccard, const struct extreme_doc *a, const struct extreme_doc *b) MUST_USE;
int extremes_merge(struct extremes *into, const struct extremes *from) MUST_USE;

#endif
