/*
 * measured.h - what has been counted of pairs of documents: in a home that is kept nothing is counted twice.
 *
 * A log that only grows, one row a comparison in the order they were made, by document numbers. It is opened again
 * after a kill, and when the home is asked with other thresholds or ranks; then it answers where it can. What does not
 * fit into the memory given is counted again.
 *
 * A row has the counts, or, when counting ended early, the least value that the measure does not reach.
 */
#ifndef ENGINE_MEASURED_H
#define ENGINE_MEASURED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "store/column.h"
#include "verify/overlap.h"

struct measured;

int measured_create(struct measured **out, const char *dir, const char *name) MUST_USE;
/* As column_open(). With `grow` more may be added. */
int measured_open(struct measured **out, const char *dir, const char *name, const struct seal *s, uint64_t memory,
                  bool grow) MUST_USE;
int measured_seal(struct measured *m, struct seal *s) MUST_USE;
void measured_free(struct measured *m);

struct measured_row {
    uint64_t a, b; /* documents, a < b */
    union {
        uint32_t of[2]; /* distinct shingles of a and of b */
        double least;   /* what the measure does not reach */
    };
    uint32_t common, kind;
};

/* Rows of one thread on their way into the log, {0} to begin with; measured_flush() brings the last of them there.
 * Those lost in a kill are counted again. */
enum { MEASURED_WAITING = 128 };
struct measured_pen {
    struct measured_row row[MEASURED_WAITING];
    size_t n;
};

/* From many threads at once, each with a pen of its own, as all below. m == NULL, or one that must not grow: nothing is
 * done. o.a counts the document a, o.b the document b. */
int measured_add(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b, struct overlap o) MUST_USE;
int measured_add_below(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b,
                       enum overlap_measure measure, double least) MUST_USE;
/* Of two documents with equal digests: have they the same words? */
int measured_add_words(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b, bool same) MUST_USE;
int measured_flush(struct measured *m, struct measured_pen *pen) MUST_USE;

/* Was anything in the log when it was opened? Then texts may be gone, and none is to be asked for without need. */
bool measured_any(const struct measured *m);
/* What was in the log when it was opened: 1 reached (*o as overlap_reaches()), 0 not, MEASURED_NOT. */
enum { MEASURED_NOT = 2 };
int measured_reaches(const struct measured *m, uint64_t a, uint64_t b, enum overlap_measure measure, double least,
                     struct overlap *o);
int measured_same_words(const struct measured *m, uint64_t a, uint64_t b);

#endif
