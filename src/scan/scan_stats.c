#include "scan/scan_stats.h"

#include <reprint.h>

#include "base/status.h"
#include "console/clock.h"
#include "console/peak.h"
#include "report/json_out.h"
#include "rules/thresholds.h"
#include "scan/scan_job.h"

void scan_times_stop(struct scan_times *t)
{
    if (t->since > 0)
        t->seconds[t->at] += clock_seconds() - t->since;
    t->since = 0;
}

void scan_times_turn(struct scan_times *t, int stage)
{
    if (t->since > 0 && t->at == stage)
        return;
    scan_times_stop(t);
    t->at = stage;
    t->since = clock_seconds();
}

double scan_times_total(const struct scan_times *t)
{
    double sum = 0;
    for (int i = 0; i < TIMES; i++)
        sum += t->seconds[i];
    return sum;
}

static void put_counts(struct json_out *j, const struct scan_job *job)
{
    const struct scan_summary *s = &job->result->summary;

    jout_open(j, "input", '{');
    jout_count(j, "files", source_count(job->intake.sources));
    jout_count(j, "bad_files", job->intake.bad_files);
    jout_count(j, "bytes", job->intake.bytes);
    jout_count(j, "documents", s->documents);
    jout_count(j, "bad_records", job->intake.bad_records);
    jout_close(j, '}');
    jout_open(j, "result", '{');
    jout_count(j, "stories", s->stories);
    jout_count(j, "copies", s->copies);
    jout_count(j, "satellites", s->satellites);
    jout_count(j, "templates", s->templates);
    jout_count(j, "singles", s->singles);
    jout_count(j, "texts", s->texts);
    jout_count(j, "candidates", s->candidates);
    jout_count(j, "verified", s->verified);
    jout_count(j, "edges", s->edges);
    jout_close(j, '}');
}

static void put_machine(struct json_out *j, const struct scan_job *job)
{
    jout_open(j, "machine", '{');
    jout_string(j, "kernel", rp_kernel());
    jout_count(j, "threads", (uint64_t)job->intake.threads);
    jout_count(j, "peak_bytes", peak_bytes());
    jout_flag(j, "on_disk", job->room != NULL);
    jout_close(j, '}');
    jout_open(j, "seconds", '{');
    jout_real(j, "read", job->times.seconds[TIME_READ], 6);
    for (int i = 0; i < SCAN_STAGES; i++)
        jout_real(j, scan_stage_name((enum scan_stage)i), job->times.seconds[i], 6);
    jout_real(j, "write", job->times.seconds[TIME_WRITE], 6);
    jout_real(j, "total", scan_times_total(&job->times), 6);
    jout_close(j, '}');
}

int scan_write_stats(const struct scan_job *job)
{
    struct json_out j = {0};
    int rc = RP_OK;

    jout_begin(&j);
    jout_string(&j, "program", "reprint " RP_VERSION);
    jout_string(&j, "preset", judge_preset(&job->o->judge));
    put_counts(&j, job);
    put_machine(&j, job);
    TRY(jout_end(&j));
    TRY(output_write(job->stats, j.p, j.n));
out:
    json_out_release(&j);
    return rc;
}
