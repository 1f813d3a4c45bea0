/* What the audit found: a table for people, one object for programs. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/shape_choice.h"
#include "base/status.h"
#include "cli/audit_job.h"
#include "console/units.h"
#include "report/json_out.h"
#include "report/listing.h"
#include "report/rows.h"

/* In the order they are shown; AUDIT_LOW, the last one, is about removals only. */
static const struct {
    int row;
    double low, high;
} shown[] = {{AUDIT_ABOVE, 0, 1}, {4, .9, 1}, {3, .8, .9}, {2, .7, .8}, {1, .6, .7}, {0, .5, .6}, {AUDIT_LOW, 0, .5}};

static bool is_minhash(const struct audit_job *job)
{
    return job->dedup.params.sketch == RP_SKETCH_MINHASH;
}

static bool in_range(const struct audit_job *job, size_t i, double jaccard)
{
    if (shown[i].row == AUDIT_ABOVE)
        return jaccard >= job->dedup.params.threshold;
    return jaccard >= shown[i].low && (jaccard < shown[i].high || shown[i].high == 1);
}

/* What one table is about: pairs with the other documents, or with the reference. */
struct about {
    const struct audit_job *job;
    const struct audit_tally *tally;
    const char *title; /* of the table for people */
};

/* The S-curve's word on the pairs of a range; not a number without any. */
static double expected(const struct about *t, size_t i)
{
    const struct audit_job *job = t->job;
    const struct audit_curve *c = &t->tally->curve;
    double pairs = 0, found = 0;

    for (size_t bin = 0; bin < CURVE_BINS; bin++)
        if (c->every[bin] && in_range(job, i, curve_jaccard(bin))) {
            pairs += (double)c->every[bin];
            found += (double)c->every[bin] * rp_params_recall(&job->dedup.params, curve_jaccard(bin));
        }
    return pairs > 0 && is_minhash(job) ? found / pairs : NAN;
}

/* Pairs counted in the sample, as pairs of the whole corpus: each has two documents that may be drawn, but for those
 * with a reference. */
static double whole_corpus(const struct audit_job *job)
{
    const double pairs = (double)audit_population(&job->audit) / (job->audit.alone ? 1 : 2);
    return job->audit.tally.n ? pairs / (double)job->audit.tally.n : 0;
}

struct advice {
    struct shape_cost now, wanted;
    bool reached;
};

static const struct audit_curve *main_curve(const struct audit_job *job)
{
    return job->audit.alone ? &job->audit.against.curve : &job->audit.tally.curve;
}

static struct advice advise(const struct audit_job *job)
{
    const rp_params *p = &job->dedup.params;
    const struct audit_curve *c = main_curve(job);
    struct advice a = {.now = shape_measure(c, p->threshold, (struct band_shape){p->bands, p->rows})};

    a.now.slots = p->slots;
    a.reached = shape_for_recall(c, p->threshold, job->o->want, p->slots, &a.wanted);
    return a;
}

/* --- for programs --- */

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
    const bool above = shown[i].row == AUDIT_ABOVE;

    jout_open(j, NULL, '{');
    jout_real(j, "from", above ? job->dedup.params.threshold : shown[i].low, 6);
    jout_real(j, "to", shown[i].high, 6);
}

static void put_recall(struct json_out *j, const struct about *t)
{
    jout_open(j, "recall", '[');
    for (size_t i = 0; i < ARRAY_LEN(shown) - 1; i++) {
        const struct ratio resolved = tally_resolved(t->tally, shown[i].row);
        const struct ratio candidates = tally_candidates(t->tally, shown[i].row);
        put_range(j, t->job, i);
        jout_count(j, "pairs", (uint64_t)resolved.x);
        jout_count(j, "documents", resolved.with_pairs);
        put_interval(j, "resolved", &resolved, audit_population(&t->job->audit));
        put_interval(j, "candidates", &candidates, audit_population(&t->job->audit));
        jout_real(j, "expected", expected(t, i), 6);
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

static void put_precision(struct json_out *j, const struct about *t)
{
    jout_open(j, "precision", '[');
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        const struct ratio right = tally_right(t->tally, shown[i].row);
        if (shown[i].row == AUDIT_ABOVE) {
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

static struct about about_others(const struct audit_job *job)
{
    return (struct about){job, &job->audit.tally, ""};
}

static struct about about_reference(const struct audit_job *job)
{
    return (struct about){job, &job->audit.against, ", with the reference"};
}

static void put_reference(struct json_out *j, const struct audit_job *job)
{
    const struct about t = about_reference(job);

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
    const struct audit_curve *c = main_curve(job);

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
        if (is_minhash(job))
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
    jout_real(j, "candidates", s->candidates * whole_corpus(job), 0);
    jout_close(j, '}');
}

static void put_advice(struct json_out *j, const struct audit_job *job)
{
    const struct advice a = advise(job);

    if (!is_minhash(job) || a.now.above <= 0)
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
    const struct about others = about_others(job);
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

/* --- for people --- */

/* A terminal is 80 columns wide, and so is all of this. */
enum { INTERVAL = 40, COLUMNS = 79 };

static const char *interval_text(char out[INTERVAL], const struct ratio *r, uint64_t documents)
{
    const struct interval i = ratio_interval(r, documents);

    if (r->x > 0)
        snprintf(out, INTERVAL, "%.4f %.4f-%.4f", i.value, i.low, i.high);
    else
        snprintf(out, INTERVAL, "-");
    return out;
}

static const char *range_text(char out[UNITS_TEXT], const struct audit_job *job, size_t i)
{
    if (shown[i].row == AUDIT_ABOVE)
        snprintf(out, UNITS_TEXT, ">= %.2f", job->dedup.params.threshold);
    else
        snprintf(out, UNITS_TEXT, "%.1f-%.1f", shown[i].low, shown[i].high);
    return out;
}

static void print_recall(FILE *f, const struct about *t)
{
    const uint64_t population = audit_population(&t->job->audit);
    char range[UNITS_TEXT], pairs[UNITS_TEXT], documents[UNITS_TEXT], resolved[INTERVAL], candidates[INTERVAL];

    fprintf(f, "\nrecall%s\n            pairs documents  %-20s  %-17s %9s\n", t->title, "not both kept", "share a band",
            "expected");
    for (size_t i = 0; i < ARRAY_LEN(shown) - 1; i++) {
        const struct ratio r = tally_resolved(t->tally, shown[i].row);
        const struct ratio c = tally_candidates(t->tally, shown[i].row);
        const double e = expected(t, i);
        fprintf(f, "%-8s%9s%10s  %-20s  %-20s  ", range_text(range, t->job, i), units_count_text((uint64_t)r.x, pairs),
                units_count_text(r.with_pairs, documents), interval_text(resolved, &r, population),
                interval_text(candidates, &c, population));
        fprintf(f, isnan(e) ? "-\n" : "%.4f\n", e);
    }
}

static void print_precision(FILE *f, const struct about *t)
{
    char range[UNITS_TEXT], removed[UNITS_TEXT], right[INTERVAL];

    fprintf(f, "\nprecision%s\n          removed  as similar as claimed\n", t->title);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        const struct ratio r = tally_right(t->tally, shown[i].row);
        if (r.x > 0 || shown[i].row == AUDIT_ABOVE)
            fprintf(f, "%-8s%9s  %s\n", shown[i].row == AUDIT_ABOVE ? "all" : range_text(range, t->job, i),
                    units_count_text((uint64_t)r.x, removed), interval_text(right, &r, audit_population(&t->job->audit)));
    }
}

static void print_tables(FILE *f, const struct audit_job *job)
{
    const struct about others = about_others(job), reference = about_reference(job);

    if (!job->audit.alone) {
        print_recall(f, &others);
        print_precision(f, &others);
    }
    if (job->audit.reference) {
        print_recall(f, &reference);
        print_precision(f, &reference);
    }
}

static void print_shape(FILE *f, const char *name, const struct audit_job *job, const struct shape_cost *s,
                        double now)
{
    char count[UNITS_TEXT];

    fprintf(f, "%-8s %3u x %-3u of %4u slots  recall %.5f  candidates %s", name, s->shape.bands, s->shape.rows, s->slots,
            s->recall, units_count_text((uint64_t)llround(s->candidates * whole_corpus(job)), count));
    if (now > 0)
        fprintf(f, " (%.2f times)", s->candidates / now);
    fputc('\n', f);
}

static void print_advice(FILE *f, const struct audit_job *job)
{
    const struct advice a = advise(job);

    if (!is_minhash(job) || a.now.above <= 0)
        return;
    fprintf(f, "\nbands x rows, expected of pairs at %.2f and more, exact copies left aside\n", job->dedup.params.threshold);
    print_shape(f, "now", job, &a.now, 0);
    print_shape(f, a.reached ? "wanted" : "possible", job, &a.wanted, a.now.candidates);
}

/* Bytes of the next line of a text: whole words if the first one fits. */
static size_t line_of(struct span s, unsigned columns)
{
    unsigned used;
    const size_t fits = listing_fit(s, columns, &used);
    const char *space = fits < s.n && s.p[fits] != ' ' ? memrchr(s.p, ' ', fits) : NULL;
    return space && space > s.p ? (size_t)(space - s.p) : fits ? fits : s.n;
}

/* Behind `indent` columns that are there already. */
static void print_wrapped(FILE *f, const char *text, unsigned indent)
{
    struct span rest = span_of(text);

    while (rest.n && rest.p[rest.n - 1] == ' ')
        rest.n--;
    while (rest.n) {
        const size_t n = line_of(rest, COLUMNS - indent);
        fprintf(f, "%*s%.*s\n", rest.p == text ? 0 : (int)indent, "", (int)n, rest.p);
        rest = (struct span){rest.p + n, rest.n - n};
        while (rest.n && *rest.p == ' ')
            rest = (struct span){rest.p + 1, rest.n - 1};
    }
}

static void print_document(FILE *f, const char *name, const struct extreme_doc *d)
{
    enum { INDENT = 11 };
    const char *const part[] = {d->id ? d->id : "", d->title, d->opening};
    bool begun = false;

    fprintf(f, "  %-*s", INDENT - 2, name);
    for (size_t i = 0; i < ARRAY_LEN(part); i++)
        if (*part[i]) {
            fprintf(f, "%*s", begun ? INDENT : 0, "");
            print_wrapped(f, part[i], INDENT);
            begun = true;
        }
    if (!begun)
        fputc('\n', f);
}

static void print_extremes(FILE *f, const char *title, const struct extremes *e, const char *a, const char *b)
{
    if (e->n)
        fprintf(f, "\n%s\n", title);
    for (size_t i = 0; i < e->n; i++) {
        fprintf(f, "%.6f\n", e->pair[i].jaccard);
        print_document(f, a, &e->pair[i].a);
        print_document(f, b, &e->pair[i].b);
    }
}

int audit_text(char **p, size_t *n, const struct audit_job *job)
{
    char documents[UNITS_TEXT], sample[UNITS_TEXT];
    FILE *f = open_memstream(p, n);
    bool failed;

    if (!f)
        return RP_ERR_NOMEM;
    fprintf(f, "%s documents, %s of them compared with all (seed %llu); intervals are of 95 %%\n",
            units_count_text(audit_population(&job->audit), documents), units_count_text(job->audit.tally.n, sample),
            (unsigned long long)job->o->seed);
    if (job->audit.reference)
        fprintf(f, "%s documents of the reference, each of these compared with all%s\n",
                units_count_text(job->audit.reference, documents),
                job->audit.alone ? "; copies within the input were not looked for" : "");
    print_tables(f, job);
    print_advice(f, job);
    print_extremes(f, "least similar that were removed", &job->audit.removed, "removed", "kept");
    print_extremes(f, "most similar that were kept", &job->audit.kept, "first", "second");
    failed = ferror(f);
    return fclose(f) != 0 || failed || !*p ? RP_ERR_NOMEM : RP_OK; /* no p: fclose() could not shrink it */
}
