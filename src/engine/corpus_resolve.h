/* corpus_resolve.h - what the two rounds of verification share: texts, and sets of kept documents. */
#ifndef ENGINE_CORPUS_RESOLVE_H
#define ENGINE_CORPUS_RESOLVE_H

#include <reprint.h>

#include "engine/corpus.h"
#include "engine/recent.h"
#include "engine/worker.h"
#include "verify/overlap.h"

enum {
    KEPT_SETS = 16,            /* shingle sets of kept documents a thread remembers */
    BIG_SET = 1 << 13,         /* of sets with more shingles a thread remembers one: they take the memory */
    KNOWN_SIZES = 1 << 10,     /* kept documents whose number of shingles a thread remembers ... */
    KNOWN_LEAST = 1 << 10,     /* ... if they have more than this */
    REFUSED_PAIRS = 1 << 14,   /* found out while a thread had to wait */
    FILTER_GAIN = 4,           /* bitmaps that refuse a pair save so many times what making them costs */
    FILTER_MEMORY = 256,       /* pairs it takes to change that mind */
    FILTER_TRIAL = 16,         /* one pair of so many is looked at when they do not pay */
};
#define NOBODY UINT64_MAX

/* The set of a kept document; hot ones are met again and again. */
struct kept_set {
    uint64_t pos;
    struct overlap_set set;
};

/* What one fetch slot holds. */
struct held {
    uint64_t pos;
    const char *text;
    size_t n;
    unsigned flags;
};

/* One thread's scratch. */
struct judge {
    rp_worker *later;        /* shingles of the document being decided ... */
    rp_worker *other;        /* ... and tokens of the one it is compared with */
    uint64_t later_pos;      /* whose shingles `later` holds */
    struct held held[2];
    struct recent recent;    /* among them those two */
    uint64_t too_long;       /* read while waiting, and not to be read so again */
    struct kept_set kept[KEPT_SETS];
    struct kept_set *big;    /* the one of them that is big, or NULL */
    struct known_size {
        uint64_t pos, shingles;
    } *known;                /* [KNOWN_SIZES] */
    int bitmaps_pay;         /* above 0: of late they refused more than one pair of FILTER_GAIN + 1 */
    unsigned passed_by;      /* pairs, since one was looked at in spite of that */
    struct rec *refused;     /* [REFUSED_PAIRS] (later, kept) that are certainly not alike; {0, 0}: none */
    struct slots_run noted;
    struct measured_pen pen;
    uint64_t verified, remembered;
};

/* First everything is compared with the reference, if there is one; what is left, with each other. */
enum resolve_round { ROUND_REFERENCE, ROUND_OTHERS };

struct resolve {
    rp_corpus *c;
    uint64_t seed;
    rp_fetch *fetch;
    void *fetch_ctx;
    rp_progress *progress;
    void *progress_ctx;
    struct judge *judge;
    int threads;
    enum resolve_round round;
    double last, cost; /* checkpoint of what was measured: when, and how long it took */
    int saved;         /* its status */
};

/* Does a candidate of this number or position belong to the round? */
static inline bool resolve_in_round(const struct resolve *r, uint64_t candidate)
{
    return corpus_is_reference(r->c, candidate) == (r->round == ROUND_REFERENCE);
}

/*
 * Compares two documents, by position: 1 when the measure reaches `least`, else 0 (*o is then not
 * complete); o->a counts the kept one, o->b the later one.
 */
int resolve_compare(struct resolve *r, int thread, uint64_t later, uint64_t kept, enum overlap_measure measure,
                    double least, struct overlap *o) MUST_USE;

/* Remembers a removal, by position, in place of what was noted before; 1 or a status. Between notes of different
 * threads on the same document there must be a resolve_flush(). */
int resolve_note(struct resolve *r, int thread, uint64_t later, struct overlap o, int relation) MUST_USE;
int resolve_flush(struct resolve *r) MUST_USE;

/* Is `later` like `kept`, or, where containment is looked for, contained in it? Then that is noted: 1. */
int resolve_either(struct resolve *r, int thread, uint64_t later, uint64_t kept) MUST_USE;

/* To be called now and then, from one thread: progress, and a checkpoint of what was measured. 0, or stop. */
int resolve_tick(struct resolve *r, const char *stage, uint64_t done, uint64_t total) MUST_USE;

#endif
