/* What a run was: for machines as JSON, for people in four lines. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>

#include "base/status.h"
#include "cli/dedup.h"
#include "cli/message.h"
#include "cli/units.h"
#include "report/rows.h"

const char *const dedup_stage_name[DEDUP_STAGES] = {"read", "join", "extract", "resolve", "write"};

static uint64_t removed(const struct dedup *d)
{
    return d->stat.exact + d->stat.near + d->stat.contained;
}

static double total_seconds(const struct dedup *d)
{
    double sum = 0;
    for (int i = 0; i < DEDUP_STAGES; i++)
        sum += d->seconds[i];
    return sum;
}

static uint64_t peak_bytes(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss * 1024 : 0;
}

static void put_counts(struct json_out *j, const struct dedup *d)
{
    json_open(j, "input", '{');
    json_count(j, "files", source_count(d->sources));
    json_count(j, "bad_files", d->bad_files);
    json_count(j, "bytes", d->bytes);
    json_count(j, "documents", d->stat.documents);
    json_count(j, "empty", d->stat.empty);
    json_count(j, "bad_records", d->bad_records);
    json_count(j, "tokens", d->stat.tokens);
    json_count(j, "shingles", d->stat.shingles);
    json_close(j, '}');
    json_open(j, "result", '{');
    json_count(j, "kept", d->stat.documents - removed(d));
    json_count(j, "removed", removed(d));
    json_count(j, "exact", d->stat.exact);
    json_count(j, "near", d->stat.near);
    json_count(j, "contained", d->stat.contained);
    json_count(j, "clusters", d->stat.groups);
    json_count(j, "candidates", d->stat.candidates);
    json_count(j, "verified", d->stat.verified);
    json_count(j, "largest_bucket", d->stat.largest_bucket);
    json_close(j, '}');
}

static void put_machine(struct json_out *j, const struct dedup *d)
{
    json_open(j, "machine", '{');
    json_string(j, "kernel", rp_kernel());
    json_count(j, "threads", (uint64_t)d->threads);
    json_count(j, "peak_bytes", peak_bytes());
    json_count(j, "state_bytes", d->stat.state_bytes);
    json_close(j, '}');
    json_open(j, "seconds", '{');
    for (int i = 0; i < DEDUP_STAGES; i++)
        json_real(j, dedup_stage_name[i], d->seconds[i], 6);
    json_real(j, "total", total_seconds(d), 6);
    json_close(j, '}');
}

static void put_curve(struct json_out *j, const rp_params *p)
{
    json_open(j, "curve", '[');
    for (int percent = 5; percent <= 100; percent += 5) {
        json_open(j, NULL, '{');
        json_real(j, "jaccard", percent / 100.0, 2);
        json_real(j, "found", rp_params_recall(p, percent / 100.0), 6);
        json_close(j, '}');
    }
    json_close(j, ']');
}

int dedup_write_stats(struct dedup *d)
{
    struct json_out j = {0};
    int rc = RP_OK;

    json_begin(&j);
    report_run(&j, &d->params);
    put_counts(&j, d);
    put_machine(&j, d);
    if (d->params.sketch == RP_SKETCH_MINHASH && !d->params.exact_only)
        put_curve(&j, &d->params);
    TRY(json_end(&j));
    TRY(output_write(d->result[RESULT_STATS], j.p, j.n));
out:
    json_out_release(&j);
    return rc;
}

static void say_bad(const struct dedup *d)
{
    char n[UNITS_TEXT];

    message_records_end();
    if (d->bad_records)
        message_note("  left out   %s bad records", units_count_text(d->bad_records, n));
    if (d->bad_files)
        message_note("  damaged    %s files", units_count_text(d->bad_files, n));
}

void dedup_say_summary(const struct dedup *d)
{
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT], e[UNITS_TEXT];
    double seconds = total_seconds(d);

    message_note("%s documents, %s, in %s: %s/s (%d thread%s, %s)", units_count_text(d->stat.documents, a),
                 units_bytes_text((double)d->bytes, b), units_time_text(seconds, c),
                 units_bytes_text(seconds > 0 ? (double)d->bytes / seconds : 0, e), d->threads,
                 d->threads == 1 ? "" : "s", rp_kernel());
    message_note("  kept       %s", units_count_text(d->stat.documents - removed(d), a));
    message_note("  removed    %s: %s exact, %s near, %s contained", units_count_text(removed(d), a),
                 units_count_text(d->stat.exact, b), units_count_text(d->stat.near, c),
                 units_count_text(d->stat.contained, e));
    say_bad(d);
}
