/* reprint dedup: every document once. */
#include "base/status.h"
#include "cli/commands.h"
#include "console/memory_share.h"
#include "console/message.h"
#include "dedup/dedup.h"
#include "dedup/dedup_estimate.h"
#include "dedup/dedup_news.h"

static int show_curve_only(const struct dedup_options *o)
{
    rp_params p;
    int rc = RP_OK;
    TRY(dedup_params(&p, o));
    TRY(dedup_print_curve(&p));
out:
    return rc;
}

static int work(struct dedup *d, const struct dedup_options *o, const char *const *operands, size_t n)
{
    int rc = RP_OK;
    TRY(dedup_open(d, o, operands, n));
    if (o->estimate)
        return dedup_print_estimate(d);
    TRY(dedup_run(d));
    dedup_say_summary(d);
out:
    return rc;
}

static int run_profile_news(const struct dedup_options *o, const char *const *operands, size_t n)
{
    bool removed = false;
    const int rc = dedup_news(o, operands, n, &removed);

    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    if (rc < 0 || message_errored())
        return EXIT_BAD;
    return o->exit_status && removed ? EXIT_FOUND : 0;
}

static int run(void *options, const char *const *operands, size_t n)
{
    const struct dedup_options *o = options;
    struct dedup d = {0};
    int rc;

    if (dedup_check_profile(o) < 0)
        return EXIT_BAD;
    memory_give_back();
    if (o->profile == PROFILE_NEWS)
        return run_profile_news(o, operands, n);
    rc = o->show_curve && n == 0 ? show_curve_only(o) : work(&d, o, operands, n);

    if (rc < 0)
        state_say_failure(&d, rc);
    dedup_close(&d);
    if (rc < 0 || message_errored())
        return EXIT_BAD;
    return o->exit_status && d.stat.exact + d.stat.near + d.stat.contained + d.stat.contains > 0 ? EXIT_FOUND : 0;
}

const struct command command_dedup = {
    .name = "dedup",
    .operands = "[FILE|DIR|-]...",
    .operands_most = SIZE_MAX,
    .brief = "every document once: exact, near and contained copies removed",
    .about =
        "Reads JSON lines or plain text, plain, gzip or zstd, from files, directories (walked in order of the names) "
        "or standard input, and writes the records that stay, unchanged and in their order.\n\n"
        "A record is removed only for one that is kept and that it matches: the same words, a Jaccard similarity of "
        "at least --threshold, or, with --contained, its text inside the other's. Both are counted on the texts; "
        "sketches only say which pairs to look at. No chain of similar documents joins strangers.\n\n"
        "A record that cannot be read is named on stderr, left out and counted, and the exit status is 2 unless "
        "--skip-bad is given. Results are the same bytes for any number of threads and on any processor.",
    .examples = "reprint dedup corpus/ -o kept.jsonl.zst --removed removed.jsonl\n"
                "reprint dedup news.jsonl.gz --keep earliest --format text\n"
                "reprint dedup crawl/ --profile news -o stories.jsonl --removed reprints.jsonl\n"
                "zcat dump.gz | reprint dedup - --field text=body > kept.jsonl\n"
                "reprint dedup crawl/ --contained .8 --against benchmarks/ -o clean.jsonl --removed why.jsonl\n"
                "reprint dedup --show-curve --threshold .8",
    .flags = dedup_flags,
    .options_size = sizeof(struct dedup_options),
    .defaults = dedup_defaults,
    .run = run,
};
