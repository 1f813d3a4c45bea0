/* table.h - what gold and prediction say of each id, side by side. */
#ifndef EVAL_TABLE_H
#define EVAL_TABLE_H

#include "eval/eval.h"
#include "eval/names.h"

/* Numbers of group or value names; these two are no names. */
#define SAID_NOTHING UINT32_MAX
#define ALONE (UINT32_MAX - 1)
enum credit_column { COL_SOURCE, COL_DISTRIBUTOR, COL_CARRIER, CREDIT_COLUMNS };

struct side {
    uint32_t group; /* SAID_NOTHING: the id is not named on this side */
    uint32_t relation, original;
    uint32_t credit[CREDIT_COLUMNS];
};

struct labelled_pair {
    uint32_t a, b, relation;
    bool same;
};

struct eval {
    struct eval_options options;
    struct names ids, groups, values; /* values: relations, folded credit names, ids of originals */
    struct side *gold, *said;         /* one each per id */
    size_t gold_cap, said_cap, sides;
    struct labelled_pair *pair;
    size_t pairs, pair_cap;
    uint32_t *story_original;         /* per predicted group: SAID_NOTHING, or a value */
    size_t story_cap, stories;
    uint64_t skipped;
    struct {
        uint64_t line; /* 0: not about one line */
        const char *what;
    } problem;         /* of the call that returned RP_ERR_FORMAT */
    bool gold_clusters;
    char *text[2];                    /* scratch of the readers */
    size_t text_cap[2];
    struct eval_disagreement_row {
        uint32_t a, b;
        bool gold_same;
    } *wrong;
    size_t wrongs, wrong_cap;
};

/* The id's number, its rows there on both sides. */
int table_id(struct eval *e, struct span id, uint32_t *number) MUST_USE;

/* A credit or relation name; "-" and "" are SAID_NOTHING. Credits are folded: case, punctuation and a leading
 * "the" go. */
int table_value(struct eval *e, struct span text, bool credit, uint32_t *number) MUST_USE;

/* "-" and "" are ALONE. */
int table_group(struct eval *e, struct span text, uint32_t *number) MUST_USE;

int table_story_original(struct eval *e, uint32_t group, uint32_t original) MUST_USE;

#endif
