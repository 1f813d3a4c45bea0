/* The engine over the input, and what it tells on the way. */
#include <stdio.h>

#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "console/units.h"
#include "scan/scan_job.h"
#include "scan/scan_state.h"

static int report_progress(void *ctx, enum scan_stage stage, size_t done, size_t total)
{
    struct scan_job *job = ctx;

    scan_times_turn(&job->times, stage);
    return progress_report(NULL, scan_stage_name(stage), done, total);
}

/* outlet, documents with the line, documents looked at, line */
static int write_furniture(void *ctx, struct span outlet, struct span line, uint32_t docs, uint32_t pool_docs)
{
    struct scan_job *job = ctx;
    char counts[48];
    int n = snprintf(counts, sizeof counts, "\t%u\t%u\t", docs, pool_docs), rc = RP_OK;

    TRY(output_write(job->furniture, outlet.p ? outlet.p : "", outlet.n));
    TRY(output_write(job->furniture, counts, (size_t)n));
    TRY(output_write(job->furniture, line.p, line.n));
    TRY(output_write(job->furniture, "\n", 1));
out:
    return rc;
}

void scan_engine_options(struct scan_options *so, const struct scan_job *job, const struct intake *in,
                         struct scan_facts *facts, struct journal *journal)
{
    scan_options_init(so);
    so->thresholds = &job->thresholds;
    so->patterns = job->patterns;
    so->threads = in->threads;
    so->no_furniture = job->o->no_furniture;
    so->furniture = in->furniture;
    so->suspects = job->thresholds.suspects > 0;
    so->seen = scan_facts_note;
    so->seen_ctx = facts;
    so->seen_bytes = scan_facts_bytes;
    so->seen_before = scan_facts_take;
    so->journal = journal;
}

static int run_engine(struct scan_job *job)
{
    const struct scan_source source = {&job->intake, job->intake.places.n, intake_fetch};
    struct scan_options so;
    int rc = RP_OK;

    scan_engine_options(&so, job, &job->intake, &job->facts, job->state.journal);
    so.room = job->room;
    so.progress = report_progress;
    so.progress_ctx = job;
    if (job->furniture) {
        so.show_furniture = write_furniture;
        so.show_furniture_ctx = job;
    }
    if (job->owners) {
        so.owner = owners_find;
        so.owner_ctx = job->owners;
    }
    TRY(scan_facts_init(&job->facts, source.n, job->intake.threads, job->room));
    rc = scan_run(&so, &source, &job->result);
    if (rc < 0 && job->state.journal)
        rc = scan_state_explain(job, rc);
out:
    return rc;
}

/* Everything is on the disk before the first name appears. */
static int publish(struct scan_job *job)
{
    int rc = RP_OK;

    if (job->furniture)
        TRY(output_sync(job->furniture));
    if (job->out)
        TRY(output_sync(job->out));
    if (job->stats)
        TRY(output_sync(job->stats));
    if (job->furniture)
        TRY(output_publish(job->furniture));
    if (job->out)
        TRY(output_publish(job->out));
    if (job->stats)
        TRY(output_publish(job->stats));
out:
    return rc;
}

int scan_job_run(struct scan_job *job)
{
    int rc = RP_OK;

    scan_times_turn(&job->times, TIME_READ);
    TRY(intake_read(&job->intake, !job->o->no_furniture));
    TRY(scan_hold(&job->intake, job->o->memory));
    TRY(intake_ready(&job->intake));
    TRY(run_engine(job));
    scan_times_turn(&job->times, TIME_WRITE);
    TRY(scan_filter(job));
    progress_stage("writing", 0, false);
    TRY(scan_write(job));
    scan_times_stop(&job->times);
    if (job->stats)
        TRY(scan_write_stats(job));
    TRY(publish(job));
    scan_state_finish(job);
    progress_end();
out:
    return rc;
}

void scan_say_summary(const struct scan_job *job)
{
    const struct scan_summary *s = &job->result->summary;
    const double seconds = scan_times_total(&job->times);
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT], d[UNITS_TEXT];

    message_records_end();
    message_note("%s document%s, %s, in %s: %s/s (%d thread%s)", units_count_text(s->documents, a),
                 s->documents == 1 ? "" : "s", units_bytes_text((double)job->intake.bytes, b),
                 units_time_text(seconds, c),
                 units_bytes_text(seconds > 0 ? (double)job->intake.bytes / seconds : 0, d),
                 job->intake.threads, job->intake.threads == 1 ? "" : "s");
    message_note("  stories    %s with %s copies; %s satellite%s, %s in templates, %s in no story",
                 units_count_text(s->stories, a), units_count_text(s->copies, b), units_count_text(s->satellites, c),
                 s->satellites == 1 ? "" : "s", units_count_text(s->templates, d),
                 units_count_text(s->singles, (char[UNITS_TEXT]){0}));
    if (job->intake.bad_records)
        message_note("  left out   %s bad record%s", units_count_text(job->intake.bad_records, a),
                     job->intake.bad_records == 1 ? "" : "s");
    if (job->intake.bad_files)
        message_note("  unreadable %s file%s", units_count_text(job->intake.bad_files, a),
                     job->intake.bad_files == 1 ? "" : "s");
}
