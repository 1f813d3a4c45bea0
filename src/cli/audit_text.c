/* audit_text.c - what an audit found, for people: tables of 80 columns. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "cli/audit_view.h"
#include "console/units.h"
#include "report/listing.h"

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
    if (audit_rows[i].row == AUDIT_ABOVE)
        snprintf(out, UNITS_TEXT, ">= %.2f", job->dedup.params.threshold);
    else
        snprintf(out, UNITS_TEXT, "%.1f-%.1f", audit_rows[i].low, audit_rows[i].high);
    return out;
}

static void print_recall(FILE *f, const struct audit_about *t)
{
    const uint64_t population = audit_population(&t->job->audit);
    char range[UNITS_TEXT], pairs[UNITS_TEXT], documents[UNITS_TEXT], resolved[INTERVAL], candidates[INTERVAL];

    fprintf(f, "\nrecall%s\n            pairs documents  %-20s  %-17s %9s\n", t->title, "not both kept", "share a band",
            "expected");
    for (size_t i = 0; i < AUDIT_REMOVED_ROWS - 1; i++) {
        const struct ratio r = tally_resolved(t->tally, audit_rows[i].row);
        const struct ratio c = tally_candidates(t->tally, audit_rows[i].row);
        const double e = audit_expected(t, i);
        fprintf(f, "%-8s%9s%10s  %-20s  %-20s  ", range_text(range, t->job, i), units_count_text((uint64_t)r.x, pairs),
                units_count_text(r.with_pairs, documents), interval_text(resolved, &r, population),
                interval_text(candidates, &c, population));
        fprintf(f, isnan(e) ? "-\n" : "%.4f\n", e);
    }
}

static void print_precision(FILE *f, const struct audit_about *t)
{
    char range[UNITS_TEXT], removed[UNITS_TEXT], right[INTERVAL];

    fprintf(f, "\nprecision%s\n          removed  as similar as claimed\n", t->title);
    for (size_t i = 0; i < AUDIT_REMOVED_ROWS; i++) {
        const struct ratio r = tally_right(t->tally, audit_rows[i].row);
        if (r.x > 0 || audit_rows[i].row == AUDIT_ABOVE)
            fprintf(f, "%-8s%9s  %s\n", audit_rows[i].row == AUDIT_ABOVE ? "all" : range_text(range, t->job, i),
                    units_count_text((uint64_t)r.x, removed),
                    interval_text(right, &r, audit_population(&t->job->audit)));
    }
}

static void print_tables(FILE *f, const struct audit_job *job)
{
    const struct audit_about others = audit_about_others(job), reference = audit_about_reference(job);

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

    fprintf(f, "%-8s %3u x %-3u of %4u slots  recall %.5f  candidates %s", name, s->shape.bands, s->shape.rows,
            s->slots,
            s->recall, units_count_text((uint64_t)llround(s->candidates * audit_whole_corpus(job)), count));
    if (now > 0)
        fprintf(f, " (%.2f times)", s->candidates / now);
    fputc('\n', f);
}

static void print_advice(FILE *f, const struct audit_job *job)
{
    const struct audit_advice a = audit_advise(job);

    if (!audit_is_minhash(job) || a.now.above <= 0)
        return;
    fprintf(f, "\nbands x rows, expected of pairs at %.2f and more, exact copies left aside\n",
            job->dedup.params.threshold);
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
