/* reprint scan: stories and their reprints. */
#include "base/status.h"
#include "cli/commands.h"
#include "console/memory_share.h"
#include "console/message.h"
#include "scan/scan_job.h"
#include "scan/scan_state.h"
#include "store/room.h"

static int work(struct scan_job *job, const struct scan_job_options *o, const char *const *operands, size_t n)
{
    bool printed;
    int rc = RP_OK;

    TRY(scan_open(job, o, operands, n, &printed));
    if (printed)
        return RP_OK;
    if (o->estimate)
        return scan_print_estimate(job);
    TRY(scan_job_run(job));
    scan_say_summary(job);
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    const struct scan_job_options *o = options;
    struct scan_job job = {0};
    bool found = false;
    int rc;

    memory_give_back();
    rc = work(&job, o, operands, n);

    for (size_t i = 0; job.result && !found && i < job.n_shown; i++)
        found = job.result->stories[job.shown[i]].n_copies > 1;
    if (rc == RP_ERR_NOMEM && room_disk_full(job.room))
        message_error("%s", rp_strerror(RP_ERR_FULL));
    else if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    if (rc < 0)
        scan_state_say_failure(&job);
    scan_close(&job);
    if (rc < 0 || message_errored())
        return EXIT_BAD;
    return o->exit_status && found ? EXIT_FOUND : 0;
}

const struct command command_scan = {
    .name = "scan",
    .operands = "[FILE|DIR|-]...",
    .operands_most = SIZE_MAX,
    .brief = "stories and their reprints: who carried what, and how it differs",
    .about =
        "Reads scraped articles as they come, page furniture and all: JSON lines, or plain text with one article a "
        "file. No field but the text is needed; date, outlet, headline and credits are found in it where fields do not "
        "give them.\n\n"
        "A story is what several outlets carried of one text: the same words, trimmed, expanded, edited, updated. Each "
        "copy is compared with the reference of its version (the original where it is in the corpus, else the fullest "
        "copy) by aligning the two bodies; furniture, credits and notices do not count. Teasers, excerpts and "
        "round-ups hang on a story and never join two. Shared background, quotes and templates (weather, markets) join "
        "nothing.\n\n"
        "Every document is exactly one copy or one single. Results are the same bytes for any number of threads and "
        "any order of the input.",
    .examples = "reprint scan articles/\n"
                "reprint scan -f jsonl crawl.jsonl.zst -o stories.jsonl\n"
                "reprint scan -f html crawl.jsonl -o report --min-outlets 3\n"
                "reprint scan crawl.jsonl --agency Reuters --relation trimmed\n"
                "reprint scan --threshold help",
    .flags = scan_flags,
    .options_size = sizeof(struct scan_job_options),
    .defaults = scan_defaults,
    .run = run,
};
