/* audit_view.c - the ranges of similarity, and what is reckoned for each. */
#include "cli/audit_view.h"

#include <math.h>

const struct audit_row audit_rows[AUDIT_REMOVED_ROWS] = {
    {AUDIT_ABOVE, 0, 1}, {4, .9, 1}, {3, .8, .9}, {2, .7, .8}, {1, .6, .7}, {0, .5, .6}, {AUDIT_LOW, 0, .5}};

struct audit_about audit_about_others(const struct audit_job *job)
{
    return (struct audit_about){job, &job->audit.tally, ""};
}

struct audit_about audit_about_reference(const struct audit_job *job)
{
    return (struct audit_about){job, &job->audit.against, ", with the reference"};
}

bool audit_is_minhash(const struct audit_job *job)
{
    return job->dedup.params.sketch == RP_SKETCH_MINHASH;
}

static bool in_range(const struct audit_job *job, size_t i, double jaccard)
{
    if (audit_rows[i].row == AUDIT_ABOVE)
        return jaccard >= job->dedup.params.threshold;
    return jaccard >= audit_rows[i].low && (jaccard < audit_rows[i].high || audit_rows[i].high == 1);
}

double audit_expected(const struct audit_about *t, size_t i)
{
    const struct audit_job *job = t->job;
    const struct audit_curve *c = &t->tally->curve;
    double pairs = 0, found = 0;

    for (size_t bin = 0; bin < CURVE_BINS; bin++)
        if (c->every[bin] && in_range(job, i, curve_jaccard(bin))) {
            pairs += (double)c->every[bin];
            found += (double)c->every[bin] * rp_params_recall(&job->dedup.params, curve_jaccard(bin));
        }
    return pairs > 0 && audit_is_minhash(job) ? found / pairs : NAN;
}

double audit_whole_corpus(const struct audit_job *job)
{
    /* Each has two documents that may be drawn, but for those with a reference. */
    const double pairs = (double)audit_population(&job->audit) / (job->audit.alone ? 1 : 2);
    return job->audit.tally.n ? pairs / (double)job->audit.tally.n : 0;
}

const struct audit_curve *audit_main_curve(const struct audit_job *job)
{
    return job->audit.alone ? &job->audit.against.curve : &job->audit.tally.curve;
}

struct audit_advice audit_advise(const struct audit_job *job)
{
    const rp_params *p = &job->dedup.params;
    const struct audit_curve *c = audit_main_curve(job);
    struct audit_advice a = {.now = shape_measure(c, p->threshold, (struct band_shape){p->bands, p->rows})};

    a.now.slots = p->slots;
    a.reached = shape_for_recall(c, p->threshold, job->o->want, p->slots, &a.wanted);
    return a;
}
