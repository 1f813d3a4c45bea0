/*
 * audit_coverage - does the interval of `reprint audit` hold the truth as often as it says?
 *
 *   audit_coverage FILE NAME SAMPLE THRESHOLD BANDS ROWS
 *
 * Compares every document of FILE with every other once: that is the truth. Then 100 samples, drawn here, are
 * judged as audit judges its own. Prints rows "NAME measure range truth pairs sample held mean-width"; measure
 * "truth" has the shares that tests/quality/reference can be held against. Exits 1 when an interval holds the
 * truth in fewer than 93 of 100 samples, or when what audit counts for a sample it drew itself is not what the
 * comparison of everything has for those documents.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/interval.h"
#include "base/hash.h"
#include "base/status.h"
#include "cli/audit_job.h"

enum { SEEDS = 100, LEAST_HELD = 93 };

static const char *const range_name[AUDIT_ROWS] = {".5-.6", ".6-.7", ".7-.8", ".8-.9", ">=.9", "all"};

struct settings {
    const char *file, *name;
    uint64_t sample;
    double threshold;
    uint64_t bands, rows;
};

static void measure(struct audit_job *job, struct audit_command *o, const struct settings *s, uint64_t sample)
{
    audit_defaults(o);
    o->sample = sample;
    o->show = 0;
    o->dedup.threshold = s->threshold;
    o->dedup.bands = s->bands;
    o->dedup.rows = s->rows;
    if (audit_measure(job, o, &s->file, 1) < 0) {
        fprintf(stderr, "audit_coverage: %s: cannot be measured\n", s->file);
        exit(2);
    }
}

/* Fisher's and Yates's shuffle, its first k places; not the way audit draws. */
static void draw(uint32_t *place, size_t n, size_t k, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        place[i] = (uint32_t)i;
    for (size_t i = 0; i < k; i++) {
        const size_t at = i + hash_bytes(&i, sizeof i, seed) % (n - i);
        const uint32_t t = place[i];
        place[i] = place[at];
        place[at] = t;
    }
}

static struct ratio sum(const struct audit_tally *t, const uint32_t *place, size_t k, int row, bool candidates)
{
    struct ratio r = {0};
    for (size_t i = 0; i < k; i++) {
        const struct audit_count *c = &t->doc[place ? place[i] : i].row[row];
        ratio_add(&r, c->pairs, candidates ? c->candidates : c->resolved);
    }
    return r;
}

static bool covers(const struct audit_tally *t, uint32_t *place, const struct settings *s, int row, bool candidates)
{
    const struct ratio all = sum(t, NULL, t->n, row, candidates);
    const double truth = all.x > 0 ? all.y / all.x : 0;
    double width = 0;
    int held = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        draw(place, t->n, (size_t)s->sample, seed);
        const struct ratio r = sum(t, place, (size_t)s->sample, row, candidates);
        const struct interval i = ratio_interval(&r, t->n);
        held += i.low <= truth && truth <= i.high;
        width += (i.high - i.low) / SEEDS;
    }
    printf("%s\t%s\t%s\t%.5f\t%.0f\t%llu\t%d\t%.4f\n", s->name, candidates ? "candidates" : "resolved", range_name[row],
           truth, all.x / 2, (unsigned long long)s->sample, held, width);
    return all.x == 0 || held >= LEAST_HELD;
}

/* The command's own sample against the same documents among all. */
static bool samples_agree(const struct audit_job *full, const struct settings *s)
{
    struct audit_command o = {0};
    struct audit_job job = {0};
    bool same = true;

    measure(&job, &o, s, s->sample);
    for (size_t k = 0; k < job.audit.tally.n; k++)
        same &= memcmp(job.audit.tally.doc[k].row, full->audit.tally.doc[job.audit.sample[k]].row,
                       sizeof job.audit.tally.doc[k].row) == 0;
    audit_close(&job);
    if (!same)
        fprintf(stderr, "audit_coverage: %s: a sample is counted otherwise than the whole\n", s->name);
    return same;
}

int main(int argc, char **argv)
{
    struct audit_command o = {0};
    struct audit_job full = {0};
    struct settings s;
    bool good = true;

    if (argc != 7) {
        fprintf(stderr, "usage: audit_coverage FILE NAME SAMPLE THRESHOLD BANDS ROWS\n");
        return 2;
    }
    s = (struct settings){argv[1], argv[2], strtoull(argv[3], NULL, 10), strtod(argv[4], NULL),
                          strtoull(argv[5], NULL, 10), strtoull(argv[6], NULL, 10)};
    measure(&full, &o, &s, UINT32_MAX / 2);
    uint32_t *place = calloc(full.audit.tally.n + 1, sizeof *place);
    if (place == NULL || s.sample > full.audit.tally.n)
        return 2;
    for (int row = AUDIT_ROWS - 1; row >= 0; row--) {
        good &= covers(&full.audit.tally, place, &s, row, false);
        good &= covers(&full.audit.tally, place, &s, row, true);
    }
    good &= samples_agree(&full, &s);
    free(place);
    audit_close(&full);
    return good ? 0 : 1;
}
