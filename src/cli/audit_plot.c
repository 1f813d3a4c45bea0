/* The S-curve as SVG: the line is what the bands promise, the dots are what the sample shows. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>

#include "base/status.h"
#include "cli/audit_job.h"

enum { WIDTH = 720, HEIGHT = 460, LEFT = 60, RIGHT = 20, TOP = 40, BOTTOM = 50, DOT_STEPS = 25 };

static double x_of(double jaccard)
{
    return LEFT + jaccard * (WIDTH - LEFT - RIGHT);
}

static double y_of(double share)
{
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
}

static void draw_frame(FILE *f)
{
    fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
            "font-size=\"12\">\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, HEIGHT, WIDTH, HEIGHT);
    for (int i = 0; i <= 10; i += 2) {
        const double v = i / 10.0;
        fprintf(f, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#ddd\"/><path d=\"M%.1f %.1fV%.1f\" stroke=\"#ddd\"/>\n"
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>"
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>\n",
                x_of(0), y_of(v), x_of(1), x_of(v), y_of(0), y_of(1), LEFT - 8, y_of(v) + 4, v, x_of(v),
                HEIGHT - BOTTOM + 18, v);
    }
    fprintf(f, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">Jaccard similarity</text>\n", x_of(.5), HEIGHT - 12);
    fprintf(f, "<text transform=\"translate(16 %.1f) rotate(-90)\" text-anchor=\"middle\">share of pairs that share a "
            "band</text>\n", y_of(.5));
}

static void draw_expected(FILE *f, const rp_params *p)
{
    fprintf(f, "<path fill=\"none\" stroke=\"#06c\" stroke-width=\"2\" d=\"M");
    for (int i = 0; i <= 200; i++)
        fprintf(f, "%s%.1f %.2f", i ? "L" : "", x_of(i / 200.0), y_of(rp_params_recall(p, i / 200.0)));
    fprintf(f, "\"/>\n");
}

static void draw_threshold(FILE *f, double threshold)
{
    fprintf(f, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n", x_of(threshold), y_of(0),
            y_of(1));
}

/* A dot's place is the mean of its pairs, its size their number. */
static void draw_dot(FILE *f, const struct audit_curve *c, size_t first, size_t end)
{
    uint64_t pairs = 0, candidates = 0;
    double sum = 0;

    for (size_t bin = first; bin < end; bin++) {
        pairs += c->pairs[bin];
        candidates += c->candidates[bin];
        sum += (double)c->pairs[bin] * curve_jaccard(bin);
    }
    if (pairs == 0)
        return;
    fprintf(f, "<circle cx=\"%.1f\" cy=\"%.2f\" r=\"%.1f\" fill=\"#c40\" fill-opacity=\".75\"><title>%llu of %llu pairs"
            "</title></circle>\n", x_of(sum / (double)pairs), y_of((double)candidates / (double)pairs),
            2 + log10((double)pairs), (unsigned long long)candidates, (unsigned long long)pairs);
}

static void draw_title(FILE *f, const struct audit_job *job, bool minhash)
{
    fprintf(f, "<text x=\"%d\" y=\"22\" font-size=\"14\">", LEFT);
    if (minhash)
        fprintf(f, "%u bands of %u rows: ", job->dedup.params.bands, job->dedup.params.rows);
    fprintf(f, "%llu of %llu documents compared with all</text>\n", (unsigned long long)job->audit.tally.n,
            (unsigned long long)audit_population(&job->audit));
}

int audit_plot(char **p, size_t *n, const struct audit_job *job)
{
    const struct audit_curve *c = job->audit.alone ? &job->audit.against.curve : &job->audit.tally.curve;
    const bool minhash = job->dedup.params.sketch == RP_SKETCH_MINHASH;
    FILE *f = open_memstream(p, n);
    bool failed;

    if (!f)
        return RP_ERR_NOMEM;
    draw_frame(f);
    draw_threshold(f, job->dedup.params.threshold);
    if (minhash)
        draw_expected(f, &job->dedup.params);
    for (size_t bin = (size_t)(CURVE_FLOOR * CURVE_STEPS); bin < CURVE_STEPS; bin += DOT_STEPS)
        draw_dot(f, c, bin, bin + DOT_STEPS);
    draw_dot(f, c, CURVE_STEPS, CURVE_BINS);
    draw_title(f, job, minhash);
    fprintf(f, "</svg>\n");
    failed = ferror(f);
    return fclose(f) != 0 || failed || !*p ? RP_ERR_NOMEM : RP_OK; /* no p: fclose() could not shrink it */
}
