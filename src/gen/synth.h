/*
 * synth.h - GEN_CORPUS: what document i is made of, and how it is written.
 *
 * A text is a list of runs. A run is words [a, b) of an endless stream of Zipf words named by a key; an
 * edit is a run of one word that stands in no stream. So a copy is its origin's list, cut or patched,
 * and costs no more than an original; nothing of the origin is kept or made again.
 */
#ifndef GEN_SYNTH_H
#define GEN_SYNTH_H

#include "gen/draw.h"
#include "gen/out.h"
#include "gen/vocab.h"

enum synth_kind { SYNTH_ORIGINAL, SYNTH_EXACT, SYNTH_NEAR, SYNTH_TRIMMED, SYNTH_EMBEDDED, SYNTH_TEMPLATE,
                   SYNTH_CLUSTER, SYNTH_KINDS };
extern const char *const synth_kind_names[SYNTH_KINDS];

/* b == RUN_RARE: the single word `key` of the vocabulary; RUN_OWN: a word spelled from `key`, in no vocabulary. */
enum { RUN_OWN = UINT32_MAX, RUN_RARE = UINT32_MAX - 1 };
struct run {
    uint64_t key;
    uint32_t a, b;
};

struct synth_text {
    struct run *run;
    size_t n, cap;
    struct run *old; /* scratch of the patching */
    size_t old_cap;
    uint64_t title_key;
    enum vocab_script script;
};

struct synth_truth {
    enum synth_kind kind;
    uint64_t origin;
    double jaccard;
};

void synth_text_release(struct synth_text *t);

/* Fills both for document i. */
int synth_plan(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth) MUST_USE;

/* Appends the words as the inside of a JSON string, but not yet escaped beyond ASCII. */
int synth_write_text(const struct synth_text *t, const struct vocab *v, struct out *o) MUST_USE;
int synth_write_title(const struct synth_text *t, const struct vocab *v, struct out *o) MUST_USE;

int synth_write(const struct gen_options *o, struct out *documents, struct out *truth, uint64_t *count) MUST_USE;

#endif
