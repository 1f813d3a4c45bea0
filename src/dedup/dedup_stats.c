/* What a run was: for machines as JSON, for people in four lines. */
#include <stdio.h>

#include "base/status.h"
#include "console/message.h"
#include "console/peak.h"
#include "console/units.h"
#include "dedup/dedup.h"
#include "report/rows.h"

const char *const dedup_stage_name[DEDUP_STAGES] = {"read", "join", "extract", "resolve", "write"};

static uint64_t removed(const struct dedup *d)
{
    return d->stat.exact + d->stat.near + d->stat.contained + d->stat.contains;
}

static uint64_t input_documents(const struct dedup *d)
{
    return d->stat.documents - d->stat.reference;
}

static double total_seconds(const struct dedup *d)
{
    double sum = 0;
    for (int i = 0; i < DEDUP_STAGES; i++)
        sum += d->seconds[i];
    return sum;
}

static void put_counts(struct json_out *j, const struct dedup *d)
{
    jout_open(j, "input", '{');
    jout_count(j, "files", source_count(d->sources));
    jout_count(j, "bad_files", d->bad_files);
    jout_count(j, "bytes", d->bytes);
    jout_count(j, "documents", input_documents(d));
    if (d->parts.n > 1)
        jout_count(j, "reference", d->stat.reference);
    jout_count(j, "empty", d->stat.empty);
    jout_count(j, "bad_records", d->bad_records);
    jout_count(j, "tokens", d->stat.tokens);
    jout_count(j, "shingles", d->stat.shingles);
    jout_close(j, '}');
    jout_open(j, "result", '{');
    jout_count(j, "kept", input_documents(d) - removed(d));
    jout_count(j, "removed", removed(d));
    jout_count(j, "exact", d->stat.exact);
    jout_count(j, "near", d->stat.near);
    jout_count(j, "contained", d->stat.contained);
    if (d->parts.n > 1) {
        jout_count(j, "contains", d->stat.contains);
        jout_count(j, "against", d->stat.against);
    }
    jout_count(j, "clusters", d->stat.groups);
    jout_count(j, "candidates", d->stat.candidates);
    jout_count(j, "verified", d->stat.verified);
    jout_count(j, "remembered", d->stat.remembered);
    jout_count(j, "largest_bucket", d->stat.largest_bucket);
    jout_close(j, '}');
}

static void put_machine(struct json_out *j, const struct dedup *d)
{
    jout_open(j, "machine", '{');
    jout_string(j, "kernel", rp_kernel());
    jout_count(j, "threads", (uint64_t)d->threads);
    jout_count(j, "peak_bytes", peak_bytes());
    jout_count(j, "state_bytes", d->stat.state_bytes);
    jout_close(j, '}');
    jout_open(j, "seconds", '{');
    for (int i = 0; i < DEDUP_STAGES; i++)
        jout_real(j, dedup_stage_name[i], d->seconds[i], 6);
    jout_real(j, "total", total_seconds(d), 6);
    jout_close(j, '}');
}

static void put_curve(struct json_out *j, const rp_params *p)
{
    jout_open(j, "curve", '[');
    for (int percent = 5; percent <= 100; percent += 5) {
        jout_open(j, NULL, '{');
        jout_real(j, "jaccard", percent / 100.0, 2);
        jout_real(j, "found", rp_params_recall(p, percent / 100.0), 6);
        jout_close(j, '}');
    }
    jout_close(j, ']');
}

int dedup_write_stats(struct dedup *d)
{
    struct json_out j = {0};
    int rc = RP_OK;

    jout_begin(&j);
    report_run(&j, &d->params);
    put_counts(&j, d);
    put_machine(&j, d);
    if (d->params.sketch == RP_SKETCH_MINHASH && !d->params.exact_only)
        put_curve(&j, &d->params);
    TRY(jout_end(&j));
    TRY(output_write(d->result[RESULT_STATS], j.p, j.n));
out:
    json_out_release(&j);
    return rc;
}

static void say_bad(const struct dedup *d)
{
    char n[UNITS_TEXT];

    if (d->bad_records)
        message_note("  left out   %s bad record%s", units_count_text(d->bad_records, n),
                     d->bad_records == 1 ? "" : "s");
    if (d->bad_files)
        message_note("  unreadable %s file%s", units_count_text(d->bad_files, n), d->bad_files == 1 ? "" : "s");
}

void dedup_say_summary(const struct dedup *d)
{
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT], e[UNITS_TEXT];
    double seconds = total_seconds(d);

    message_records_end();
    message_note("%s document%s, %s, in %s: %s/s (%d thread%s, %s)", units_count_text(input_documents(d), a),
                 input_documents(d) == 1 ? "" : "s", units_bytes_text((double)d->bytes, b), units_time_text(seconds, c),
                 units_bytes_text(seconds > 0 ? (double)d->bytes / seconds : 0, e), d->threads,
                 d->threads == 1 ? "" : "s", rp_kernel());
    message_note("  kept       %s", units_count_text(input_documents(d) - removed(d), a));
    message_note("  removed    %s: %s exact, %s near, %s contained", units_count_text(removed(d), a),
                 units_count_text(d->stat.exact, b), units_count_text(d->stat.near, c),
                 units_count_text(d->stat.contained + d->stat.contains, e));
    if (d->parts.n > 1)
        message_note("  reference  %s, for which %s of them were removed", units_count_text(d->stat.reference, a),
                     units_count_text(d->stat.against, b));
    say_bad(d);
}
