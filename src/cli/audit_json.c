/* audit_json.c - what an audit found, for programs: one object. */
#include <math.h>

#include "base/status.h"
#include "cli/audit_view.h"
#include "report/json_out.h"
#include "report/rows.h"

static void put_interval(struct json_out *j, const char *key, const struct ratio *r, uint64_t documents)
{
    const struct interval i = ratio_interval(r, documents);

    jout_open(j, key, '{');
    jout_real(j, "share", i.value, 6);
    jout_real(j, "low", i.low, 6);
    jout_real(j, "high", i.high, 6);
    jout_count(j, "found", (uint64_t)r->y);
    jout_close(j, '}');
}

static void put_range(struct json_out *j, const struct audit_job *job, size_t i)
{
    const bool above = audit_rows[i].row == AUDIT_ABOVE;

    jout_open(j, NULL, '{');
    jout_real(j, "from", above ? job->dedup.params.threshold : audit_rows[i].low, 6);
    jout_real(j, "to", audit_rows[i].high, 6);
}

static void put_recall(struct json_out *j, const struct audit_about *t)
{
    jout_open(j, "recall", '[');
    for (size_t i = 0; i < AUDIT_REMOVED_ROWS - 1; i++) {
        const struct ratio resolved = tally_resolved(t->tally, audit_rows[i].row);
        const struct ratio candidates = tally_candidates(t->tally, audit_rows[i].row);
        put_range(j, t->job, i);
        jout_count(j, "pairs", (uint64_t)resolved.x);
        jout_count(j, "documents", resolved.with_pairs);
        put_interval(j, "resolved", &resolved, audit_population(&t->job->audit));
        put_interval(j, "candidates", &candidates, audit_population(&t->job->audit));
        jout_real(j, "expected", audit_expected(t, i), 6);
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

static void put_precision(struct json_out *j, const struct audit_about *t)
{
    jout_open(j, "precision", '[');
    for (size_t i = 0; i < AUDIT_REMOVED_ROWS; i++) {
        const struct ratio right = tally_right(t->tally, audit_rows[i].row);
        if (audit_rows[i].row == AUDIT_ABOVE) {
            jout_open(j, NULL, '{');
            jout_real(j, "from", 0, 6);
            jout_real(j, "to", 1, 6);
        } else {
            put_range(j, t->job, i);
        }
        jout_count(j, "removed", (uint64_t)right.x);
        put_interval(j, "right", &right, audit_population(&t->job->audit));
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

static void put_reference(struct json_out *j, const struct audit_job *job)
{
    const struct audit_about t = audit_about_reference(job);

    if (!job->audit.reference)
        return;
    jout_open(j, "reference", '{');
    jout_count(j, "documents", job->audit.reference);
    put_recall(j, &t);
    put_precision(j, &t);
    jout_close(j, '}');
}

static void put_curve(struct json_out *j, const struct audit_job *job)
{
    const struct audit_curve *c = audit_main_curve(job);

    jout_open(j, "curve", '[');
    for (size_t step = 0; step <= 20; step++) {
        uint64_t pairs = 0, candidates = 0;
        for (size_t bin = step * 50; bin < (step + 1) * 50 && bin < CURVE_BINS; bin++) {
            pairs += c->pairs[bin];
            candidates += c->candidates[bin];
        }
        jout_open(j, NULL, '{');
        jout_real(j, "from", (double)step / 20, 2);
        jout_count(j, "pairs", pairs);
        if (step >= 2)
            jout_real(j, "measured", pairs ? (double)candidates / (double)pairs : NAN, 6);
        if (audit_is_minhash(job))
            jout_real(j, "expected", rp_params_recall(&job->dedup.params, fmin(1, (double)step / 20 + .025)), 6);
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

static void put_shape(struct json_out *j, const char *key, const struct audit_job *job, const struct shape_cost *s)
{
    jout_open(j, key, '{');
    jout_count(j, "bands", s->shape.bands);
    jout_count(j, "rows", s->shape.rows);
    jout_count(j, "slots", s->slots);
    jout_real(j, "recall", s->recall, 6);
    jout_real(j, "candidates", s->candidates * audit_whole_corpus(job), 0);
    jout_close(j, '}');
}

static void put_advice(struct json_out *j, const struct audit_job *job)
{
    const struct audit_advice a = audit_advise(job);

    if (!audit_is_minhash(job) || a.now.above <= 0)
        return;
    jout_open(j, "bands", '{');
    put_shape(j, "now", job, &a.now);
    jout_real(j, "want", job->o->want, 7);
    jout_flag(j, "reached", a.reached);
    put_shape(j, "wanted", job, &a.wanted);
    jout_real(j, "cost", a.now.candidates > 0 ? a.wanted.candidates / a.now.candidates : NAN, 4);
    jout_close(j, '}');
}

static void put_document(struct json_out *j, const char *key, const struct extreme_doc *d)
{
    jout_open(j, key, '{');
    jout_string(j, "id", d->id);
    jout_string(j, "title", d->title);
    jout_string(j, "opening", d->opening);
    jout_close(j, '}');
}

static void put_extremes(struct json_out *j, const char *key, const struct extremes *e, const char *a, const char *b)
{
    jout_open(j, key, '[');
    for (size_t i = 0; i < e->n; i++) {
        jout_open(j, NULL, '{');
        jout_real(j, "jaccard", e->pair[i].jaccard, 6);
        put_document(j, a, &e->pair[i].a);
        put_document(j, b, &e->pair[i].b);
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

int audit_json(char **p, size_t *n, const struct audit_job *job)
{
    const struct audit_about others = audit_about_others(job);
    struct json_out j = {0};
    int rc = RP_OK;

    jout_begin(&j);
    report_run(&j, &job->dedup.params);
    jout_count(&j, "documents", audit_population(&job->audit));
    jout_count(&j, "sample", job->audit.tally.n);
    jout_count(&j, "seed", job->o->seed);
    if (!job->audit.alone) {
        put_recall(&j, &others);
        put_precision(&j, &others);
    }
    put_reference(&j, job);
    put_curve(&j, job);
    put_advice(&j, job);
    put_extremes(&j, "least_similar_removed", &job->audit.removed, "removed", "kept");
    put_extremes(&j, "most_similar_kept", &job->audit.kept, "first", "second");
    TRY(jout_end(&j));
    *p = j.p;
    *n = j.n;
    return RP_OK;
out:
    json_out_release(&j);
    return rc;
}
