#define _GNU_SOURCE
#include "scan/scan_state.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <reprint.h>

#include "base/status.h"
#include "console/cleanup.h"
#include "console/message.h"
#include "intake/state_text.h"
#include "intake/work_folder.h"
#include "relation/scan_journal.h"
#include "scan/scan_job.h"
#include "store/journal.h"
#include "store/state_file.h"
#include "story/scan.h"

#define INPUTS_MAGIC UINT64_C(0x31534e494e414353)
#define JOURNAL_MAGIC UINT64_C(0x314c4e4a4e414353)

static const char *const files[] = {"inputs", "journal", "journal-end", "lock"};

/* What decides what is found out; not what is shown of it. */
static void describe_options(FILE *f, const struct scan_job_options *o)
{
    fprintf(f, "reprint %s, build %016llx\n", rp_version(), (unsigned long long)scan_journal_build());
    fprintf(f, "--input %d\n--max-record %llu\n--preset %s\n", o->intake.input,
            (unsigned long long)o->intake.max_record, judge_preset(&o->judge));
    for (size_t i = 0; i < o->intake.fields.n; i++)
        fprintf(f, "--field %s\n", o->intake.fields.items[i]);
    for (size_t i = 0; i < o->judge.thresholds.n; i++)
        fprintf(f, "--threshold %s\n", o->judge.thresholds.items[i]);
    if (o->judge.patterns)
        state_text_file(f, o->judge.patterns, o->judge.patterns);
    fprintf(f, "%s%s", o->no_furniture ? "--no-furniture\n" : "", o->suspects ? "--suspects\n" : "");
}

/* *text is free()d by the caller. */
static int describe(const struct scan_job *job, char **text, size_t *n, bool *again)
{
    FILE *f = open_memstream(text, n);

    if (!f)
        return RP_ERR_NOMEM;
    describe_options(f, job->o);
    *again = state_text_sources(f, job->intake.sources);
    return state_text_close(f, text);
}

static int compare_inputs(const struct scan_job *job, const char *is, size_t is_n)
{
    char *was = NULL;
    size_t was_n;
    int rc = RP_OK;

    TRY(state_text_load(job->state.dir, "inputs", INPUTS_MAGIC, &was, &was_n));
    rc = state_text_compare(job->state.dir, was, was_n, is, is_n);
out:
    free(was);
    return rc;
}

int scan_state_explain(struct scan_job *job, int status)
{
    if (status == RP_ERR_FORMAT) {
        message_error("cannot go on with '%s': journal: %s", job->state.dir, rp_strerror(status));
        journal_free(job->state.journal); /* nobody goes on with it */
        job->state.journal = NULL;
        return STATUS_SAID;
    }
    if (status == RP_ERR_FULL) {
        message_error("no space left in '%s'", job->state.dir);
        return STATUS_SAID;
    }
    return status;
}

static int open_journal(struct scan_job *job)
{
    const int rc = journal_open(&job->state.journal, job->state.dir, "journal", JOURNAL_MAGIC, job->intake.threads);
    return rc < 0 ? scan_state_explain(job, rc) : RP_OK;
}

int scan_state_open(struct scan_job *job)
{
    const struct work_folder folder = {job->o->intake.work_dir, SCAN_STATE_FOLDER, "inputs", job->o->resume};
    char *text = NULL;
    bool old = false, again = false;
    size_t n;
    int rc = RP_OK;

    job->state.lock = -1;
    if (job->o->resume && !job->o->intake.work_dir) {
        message_error("--resume wants the --work-dir of the run that was stopped");
        return STATUS_SAID;
    }
    if (!job->o->intake.work_dir)
        return RP_OK;
    TRY(work_folder_make(job->o->intake.work_dir));
    TRY(describe(job, &text, &n, &again));
    if (!again && !job->o->resume)
        goto out; /* there will be nothing to go on with */
    TRY(work_folder_open(&folder, &job->state.dir, &job->state.lock, &old));
    if (!again) {
        message_error("standard input and pipes cannot be read a second time: there is nothing to go on with");
        TRY(STATUS_SAID);
    }
    TRY(old ? compare_inputs(job, text, n) : state_file_save(job->state.dir, "inputs", INPUTS_MAGIC, text, n));
    TRY(open_journal(job));
    cleanup_say("reprint: stopped; the same command with --resume goes on\n");
out:
    free(text);
    return rc;
}

static void remove_file(const char *dir, const char *name)
{
    char *path;

    if (asprintf(&path, "%s/%s", dir, name) < 0)
        return;
    unlink(path);
    free(path);
}

void scan_state_finish(struct scan_job *job)
{
    if (!job->state.journal)
        return;
    cleanup_say(NULL);
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        remove_file(job->state.dir, files[i]);
    rmdir(job->state.dir);
    journal_free(job->state.journal);
    job->state.journal = NULL;
}

void scan_state_say_failure(const struct scan_job *job)
{
    if (job->state.journal)
        message_error("what was done is kept in '%s': the same command with --resume goes on", job->state.dir);
}

void scan_state_close(struct scan_job *job)
{
    cleanup_say(NULL);
    journal_free(job->state.journal);
    if (job->state.dir && job->state.lock >= 0)
        close(job->state.lock);
    free(job->state.dir);
    job->state.journal = NULL;
    job->state.dir = NULL;
}
