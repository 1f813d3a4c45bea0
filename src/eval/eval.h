/*
 * eval.h - predictions against truth.
 *
 * Gold, tab- or space-separated, with or without a header line:
 *   pairs      id_a id_b same [relation]        same: 1/0, true/false, yes/no
 *   clusters   id cluster                       "-" or empty: alone
 *   with a header the columns are found by name and may be more:
 *     id; cluster|story|family|group|origin; relation; original; source; distributor; carrier; jaccard
 *   (so both truth files of `reprint gen` are gold as they are).
 * Predictions, recognised by content:
 *   scan --format jsonl       "copy" rows make the groups, "satellite" and "single" rows stay alone
 *   dedup --clusters          {"type":"cluster","kept":{...},"removed":[...]}
 *   dedup --removed           {"id":...,"kept":...}: what names the same kept record is a group
 *   clusters                  id cluster, as gold
 *
 * An id that gold names and the prediction does not is alone in the prediction; ids that gold does not
 * name are left out. Memory is linear in ids plus labelled pairs: no pair of a cluster is listed.
 */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* precision = tp / (tp + fp), recall = tp / (tp + fn); 1 when there was nothing to find or say. */
struct eval_score {
    double precision, recall, f1;
};

struct eval_pairs {
    uint64_t tp, fp, fn, tn;
    struct eval_score score;
};

/* right: said and true. wrong: said, and gold says another. missed: gold has one, none said.
 * spurious: said where gold has none. silent: rightly none. */
struct eval_field {
    uint64_t right, wrong, missed, spurious, silent;
    double accuracy; /* (right + silent) / all; 0 when nothing was compared */
};

enum { EVAL_RELATIONS = 64 };

/* count[g][p]: documents (or pairs) of gold relation g that were given p. Names live in the eval. */
struct eval_confusion {
    unsigned n;
    const char *name[EVAL_RELATIONS];
    uint64_t count[EVAL_RELATIONS][EVAL_RELATIONS];
    uint64_t right, total;
};

struct eval_result {
    bool gold_is_pairs;
    uint64_t gold_ids, predicted_ids, missing_ids; /* missing: in gold, not named by the prediction; usual
                                                      for dedup, which lists groups only */
    uint64_t skipped_rows;                         /* of either file, not understood */
    struct eval_pairs pairs;   /* labelled ones, or all pairs of gold ids */
    struct eval_score bcubed;  /* clusters only (Bagga and Baldwin 1998) */
    double ari;                /* clusters only (Hubert and Arabie 1985) */
    struct eval_confusion relations; /* total == 0: gold has none */
    struct eval_field source, distributor, carrier; /* by document; names equal but for case and punctuation */
    struct eval_field original; /* by gold cluster of two or more: spurious + silent = not in the corpus */
};

struct eval;
struct eval_options {
    double min_jaccard; /* gold rows of `gen` planted below this are alone */
};

/* NULL when memory is short. eval_free(NULL) is fine. */
struct eval *eval_create(const struct eval_options *o);
void eval_free(struct eval *e);

/* Whole files in memory; not kept. Several calls add up, in any order. RP_OK, RP_ERR_NOMEM, RP_ERR_FORMAT (a row of
 * columns that is none of the above, not one JSON row that is, or gold mixes pairs and clusters; eval_problem() says
 * which and where), RP_ERR_LIMIT (more than 2^32 - 4 names). An id that comes twice keeps what was said first; in
 * tables the second row counts as skipped. */
int eval_add_gold(struct eval *e, const char *p, size_t n) MUST_USE;
int eval_add_prediction(struct eval *e, const char *p, size_t n) MUST_USE;

/* After RP_ERR_FORMAT: what is wrong, in lower case without a full stop; *line from 1, 0 when it is not about one. */
const char *eval_problem(const struct eval *e, uint64_t *line);

/* `out` borrows names from `e`. */
int eval_score(struct eval *e, struct eval_result *out) MUST_USE;

/*
 * What eval_score() found wrong, for reading: the labelled pairs judged wrongly, in order of gold; or, for
 * clusters, at most one row an id: the first member of its gold cluster that the prediction put elsewhere,
 * else the first member of its predicted group that gold has elsewhere.
 */
struct eval_disagreement {
    const char *id_a, *id_b; /* until eval_free */
    bool gold_same, predicted_same;
};
size_t eval_disagreements(const struct eval *e);
struct eval_disagreement eval_disagreement(const struct eval *e, size_t nth); /* nth < eval_disagreements() */

#endif
