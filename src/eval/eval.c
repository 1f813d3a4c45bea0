#include "eval/eval.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "eval/partition.h"
#include "eval/table.h"

static bool together(uint32_t x, uint32_t y)
{
    return x == y && x != SAID_NOTHING && x != ALONE;
}

static int note_wrong(struct eval *e, uint32_t a, uint32_t b, bool gold_same)
{
    const int rc = mem_grow(&e->wrong, &e->wrong_cap, e->wrongs + 1, sizeof *e->wrong);
    if (rc < 0) return rc;
    e->wrong[e->wrongs++] = (struct eval_disagreement_row){a, b, gold_same};
    return RP_OK;
}

/* --- confusion ------------------------------------------------------------------------------ */

/* The row of a relation name; the last row gathers what does not fit. */
static unsigned confusion_row(const struct eval *e, struct eval_confusion *c, uint32_t relation)
{
    const char *name = relation == SAID_NOTHING ? "(none)" : names_get(&e->values, relation);
    for (unsigned i = 0; i < c->n; i++)
        if (strcmp(c->name[i], name) == 0) return i;
    if (c->n == EVAL_RELATIONS) return EVAL_RELATIONS - 1;
    c->name[c->n] = c->n == EVAL_RELATIONS - 1 ? "(others)" : name;
    return c->n++;
}

static void confuse(const struct eval *e, struct eval_confusion *c, uint32_t gold, uint32_t said)
{
    const unsigned g = confusion_row(e, c, gold), s = confusion_row(e, c, said);
    c->count[g][s]++;
    c->total++;
    c->right += g == s;
}

/* --- labelled pairs --------------------------------------------------------------------------- */

static int score_pairs(struct eval *e, struct eval_result *out)
{
    struct eval_pairs *n = &out->pairs;
    int rc = RP_OK;
    for (size_t i = 0; i < e->pairs; i++) {
        const struct labelled_pair *p = &e->pair[i];
        const bool said = together(e->said[p->a].group, e->said[p->b].group);
        *(p->same ? (said ? &n->tp : &n->fn) : (said ? &n->fp : &n->tn)) += 1;
        if (said != p->same) TRY(note_wrong(e, p->a, p->b, p->same));
        if (p->relation != SAID_NOTHING)
            confuse(e, &out->relations, p->relation, said ? e->said[p->b].relation : SAID_NOTHING);
    }
    n->score = score_of((double)n->tp, (double)n->fp, (double)n->fn);
out:
    return rc;
}

/* --- clusters --------------------------------------------------------------------------------- */

/* Labels of one side with the alone ones made unlike any other: they take numbers from `fresh` up. */
static uint32_t label(uint32_t group, uint32_t fresh, uint32_t i)
{
    return group == SAID_NOTHING || group == ALONE ? fresh + i : group;
}

struct columns {
    uint32_t *gold, *said, *id;
    size_t n;
};

static int gather(const struct eval *e, struct columns *c)
{
    const uint32_t fresh = (uint32_t)e->groups.n;
    c->gold = mem_alloc(e->sides, sizeof *c->gold);
    c->said = mem_alloc(e->sides, sizeof *c->said);
    c->id = mem_alloc(e->sides, sizeof *c->id);
    if (c->gold == NULL || c->said == NULL || c->id == NULL) return RP_ERR_NOMEM;
    if (e->sides + e->groups.n >= ALONE) return RP_ERR_LIMIT;
    for (uint32_t i = 0; i < e->sides; i++) {
        if (e->gold[i].group == SAID_NOTHING) continue;
        c->gold[c->n] = label(e->gold[i].group, fresh, i);
        c->said[c->n] = label(e->said[i].group, fresh, i);
        c->id[c->n++] = i;
    }
    return RP_OK;
}

/* The first member of each group leads it; whoever disagrees with a leader is a disagreement. */
static int find_wrong(struct eval *e, const struct columns *c)
{
    const size_t labels = e->groups.n + e->sides;
    uint32_t *leader[2] = {mem_alloc(labels, sizeof **leader), mem_alloc(labels, sizeof **leader)};
    int rc = leader[0] && leader[1] ? RP_OK : RP_ERR_NOMEM;
    for (size_t i = 0; rc >= 0 && i < labels; i++) leader[0][i] = leader[1][i] = UINT32_MAX;
    for (uint32_t i = 0; rc >= 0 && i < c->n; i++) {
        uint32_t *g = &leader[0][c->gold[i]], *s = &leader[1][c->said[i]];
        if (*g == UINT32_MAX) *g = i;
        if (*s == UINT32_MAX) *s = i;
        if (c->said[*g] != c->said[i]) rc = note_wrong(e, c->id[*g], c->id[i], true);
        else if (c->gold[*s] != c->gold[i]) rc = note_wrong(e, c->id[*s], c->id[i], false);
    }
    free(leader[0]);
    free(leader[1]);
    return rc;
}

static void count_field(struct eval_field *f, uint32_t gold, uint32_t said)
{
    if (gold == SAID_NOTHING) *(said == SAID_NOTHING ? &f->silent : &f->spurious) += 1;
    else if (said == SAID_NOTHING) f->missed++;
    else *(gold == said ? &f->right : &f->wrong) += 1;
}

static void settle_field(struct eval_field *f)
{
    const uint64_t all = f->right + f->wrong + f->missed + f->spurious + f->silent;
    f->accuracy = all ? (double)(f->right + f->silent) / (double)all : 0;
}

static bool gold_has(const struct eval *e, int credit)
{
    for (size_t i = 0; i < e->sides; i++)
        if (e->gold[i].credit[credit] != SAID_NOTHING) return true;
    return false;
}

static void score_rows(struct eval *e, const struct columns *c, struct eval_result *out)
{
    struct eval_field *field[CREDIT_COLUMNS] = {&out->source, &out->distributor, &out->carrier};
    for (size_t i = 0; i < c->n; i++) {
        const struct side *g = &e->gold[c->id[i]], *s = &e->said[c->id[i]];
        if (g->relation != SAID_NOTHING && s->group != SAID_NOTHING)
            confuse(e, &out->relations, g->relation, s->relation);
    }
    for (int k = 0; k < CREDIT_COLUMNS; k++) {
        if (!gold_has(e, k)) continue;
        for (size_t i = 0; i < c->n; i++)
            if (e->said[c->id[i]].group != SAID_NOTHING)
                count_field(field[k], e->gold[c->id[i]].credit[k], e->said[c->id[i]].credit[k]);
        settle_field(field[k]);
    }
}

/* Once per gold cluster of two or more, at its first member that the prediction put into a story: what that
 * story names as original against what gold names. */
static int score_originals(const struct eval *e, const struct columns *c, struct eval_field *f)
{
    uint32_t *size = mem_zalloc(e->groups.n, sizeof *size);
    bool *done = mem_zalloc(e->groups.n, sizeof *done);
    bool any = false;
    int rc = size && done ? RP_OK : RP_ERR_NOMEM;
    for (size_t i = 0; rc >= 0 && i < c->n; i++) {
        if (c->gold[i] < e->groups.n) size[c->gold[i]]++;
        any |= e->gold[c->id[i]].original != SAID_NOTHING;
    }
    for (size_t i = 0; rc >= 0 && any && i < c->n; i++) {
        if (c->gold[i] >= e->groups.n || size[c->gold[i]] < 2 || done[c->gold[i]]) continue;
        if (c->said[i] >= e->groups.n) continue;
        done[c->gold[i]] = true;
        count_field(f, e->gold[c->id[i]].original,
                    c->said[i] < e->stories ? e->story_original[c->said[i]] : SAID_NOTHING);
    }
    settle_field(f);
    free(size);
    free(done);
    return rc;
}

static int score_clusters(struct eval *e, struct eval_result *out)
{
    struct columns c = {0};
    struct partition_scores scores;
    int rc = RP_OK;
    TRY(gather(e, &c));
    TRY(partition_compare(c.gold, c.said, c.n, &scores));
    out->pairs = scores.pairs;
    out->bcubed = scores.bcubed;
    out->ari = scores.ari;
    TRY(find_wrong(e, &c));
    score_rows(e, &c, out);
    TRY(score_originals(e, &c, &out->original));
out:
    free(c.gold);
    free(c.said);
    free(c.id);
    return rc;
}

int eval_score(struct eval *e, struct eval_result *out)
{
    memset(out, 0, sizeof *out);
    e->wrongs = 0;
    out->gold_is_pairs = e->pairs > 0;
    out->skipped_rows = e->skipped;
    for (size_t i = 0; i < e->sides; i++) {
        const bool gold = e->gold[i].group != SAID_NOTHING, said = e->said[i].group != SAID_NOTHING;
        out->gold_ids += gold;
        out->predicted_ids += said;
        out->missing_ids += gold && !said;
    }
    return out->gold_is_pairs ? score_pairs(e, out) : score_clusters(e, out);
}

size_t eval_disagreements(const struct eval *e)
{
    return e->wrongs;
}

struct eval_disagreement eval_disagreement(const struct eval *e, size_t nth)
{
    const struct eval_disagreement_row *r = &e->wrong[nth];
    return (struct eval_disagreement){names_get(&e->ids, r->a), names_get(&e->ids, r->b), r->gold_same, !r->gold_same};
}
