/* The stages in order, each timed. */
#include "base/status.h"
#include "console/clock.h"
#include "console/message.h"
#include "console/progress.h"
#include "dedup/dedup.h"

static int stage_join(struct dedup *d)
{
    if (rp_corpus_stage(d->corpus) != RP_STAGE_FILL)
        return RP_OK;
    return rp_corpus_join(d->corpus, d->threads, progress_report, NULL);
}

/* A state that is asked again may know all that is wanted of it. */
enum { STATUS_WANTS_TEXT = -101 };

static int want_text(void *ctx, int slot, uint64_t doc, const char **text, size_t *n, unsigned *flags)
{
    (void)ctx, (void)slot, (void)doc, (void)text, (void)n, (void)flags;
    return STATUS_WANTS_TEXT;
}

static int stage_extract(struct dedup *d)
{
    int rc = STATUS_WANTS_TEXT;

    if (rp_corpus_stage(d->corpus) == RP_STAGE_RESOLVED)
        return RP_OK;
    if (d->o->from)
        rc = rp_corpus_resolve(d->corpus, d->threads, want_text, NULL, NULL, NULL);
    return rc == STATUS_WANTS_TEXT ? fetch_ready(d) : rc;
}

static int stage_resolve(struct dedup *d)
{
    int rc = RP_OK;

    if (rp_corpus_stage(d->corpus) != RP_STAGE_RESOLVED) {
        rc = rp_corpus_resolve(d->corpus, fetch_threads(d->fetch), fetch_text, d->fetch, progress_report, NULL);
        TRY(fetch_resolved(d->fetch, rc));
    }
    TRY(rp_corpus_stat(d->corpus, &d->stat));
out:
    return rc;
}

int dedup_publish_results(struct output *const *result)
{
    int rc = RP_OK;

    for (int i = 0; i < DEDUP_RESULTS; i++)
        if (result[i])
            TRY(output_sync(result[i]));
    for (int i = 0; i < DEDUP_RESULTS; i++)
        if (result[i])
            TRY(output_publish(result[i]));
out:
    return rc;
}

static int stage_write(struct dedup *d)
{
    int rc = RP_OK;

    if (d->result[RESULT_REMOVED] || d->result[RESULT_CLUSTERS] || d->o->format == FORMAT_TEXT) {
        TRY(fetch_ready(d));
        TRY(fetch_resolved(d->fetch, RP_OK)); /* it may be that nothing was left to resolve */
    }
    if (d->result[RESULT_KEPT])
        TRY(d->o->format == FORMAT_TEXT ? dedup_write_listing(d) : dedup_write_kept(d));
    if (d->result[RESULT_REMOVED])
        TRY(dedup_write_removed(d));
    if (d->result[RESULT_CLUSTERS])
        TRY(dedup_write_clusters(d));
out:
    return rc;
}

/* A mistyped name must not replace an older result by an empty one. */
static int check_input(const struct dedup *d)
{
    if (rp_corpus_count(d->corpus) > d->reference || d->bad_files == 0)
        return RP_OK;
    message_error("nothing could be read, nothing is written");
    return STATUS_SAID;
}

static int stage_read(struct dedup *d)
{
    int rc = dedup_read(d);
    return rc < 0 ? rc : check_input(d);
}

int dedup_run(struct dedup *d)
{
    static int (*const stages[DEDUP_STAGES])(struct dedup *) = {stage_read, stage_join, stage_extract, stage_resolve,
                                                                stage_write};
    int rc = RP_OK;

    for (int i = 0; i < DEDUP_STAGES; i++) {
        const double start = clock_seconds(), used = clock_processor_seconds();
        TRY(stages[i](d));
        d->seconds[i] = clock_seconds() - start;
        d->processor_seconds[i] = clock_processor_seconds() - used;
    }
    if (d->result[RESULT_STATS])
        TRY(dedup_write_stats(d));
    TRY(dedup_publish_results(d->result));
    progress_end();
out:
    return rc;
}
