#include "dedup/dedup_news.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/clock.h"
#include "console/message.h"
#include "console/progress.h"
#include "dedup/kept_writer.h"
#include "story/scan.h"

/* --- what was asked for --- */

static bool in_list(const char *const *list, const char *name)
{
    while (*list && strcmp(*list, name) != 0)
        list++;
    return *list != NULL;
}

/* Asked flag by flag, so that one added later is refused until somebody has thought about it. */
static int check_flags(const struct dedup_options *o, const struct dedup_options *defaults)
{
    static const char *const both[] = {"profile", "output", "keep",     "removed",  "clusters", "stats",  "format",
                                       "dry-run", "field",  "input",    "skip-bad", "threads",  "quiet",  "progress",
                                       "max-record", "work-dir", "exit-status", NULL};
    static const char *const news_only[] = {"preset", NULL};
    const bool news = o->profile == PROFILE_NEWS;

    for (const struct flag *f = dedup_flags; f->name; f++) {
        if (flags_is_default(f, o, defaults) || in_list(both, f->name) || news == in_list(news_only, f->name))
            continue;
        if (news)
            message_error("--%s does not go with --profile news, where the stories of scan decide; see --preset",
                          f->name);
        else
            message_error("--%s goes with --profile news", f->name);
        return STATUS_SAID;
    }
    return RP_OK;
}

static bool is_story_rule(const char *keep)
{
    return strcmp(keep, "original") == 0 || strcmp(keep, "fullest") == 0;
}

int dedup_check_profile(const struct dedup_options *o)
{
    struct dedup_options defaults = {0};
    int rc = RP_OK;

    dedup_defaults(&defaults);
    TRY(check_flags(o, &defaults));
    if (o->profile != PROFILE_NEWS && is_story_rule(o->keep)) {
        message_error("--keep %s goes with --profile news", o->keep);
        rc = STATUS_SAID;
    }
out:
    return rc;
}

/* The default is the same pointer whenever it is asked for; what was typed is another. */
static bool keep_is_given(const struct dedup_options *o)
{
    struct dedup_options defaults = {0};
    dedup_defaults(&defaults);
    return o->keep != defaults.keep;
}

static int open_rule(struct news_dedup *d)
{
    d->rule = NEWS_KEEP_ORIGINAL;
    if (!keep_is_given(d->o) || strcmp(d->o->keep, "original") == 0)
        return RP_OK;
    if (strcmp(d->o->keep, "fullest") == 0) {
        d->rule = NEWS_KEEP_FULLEST;
        return RP_OK;
    }
    d->rule = NEWS_KEEP_RULE;
    return keep_create(&d->keep, d->o->keep);
}

static int open_news(struct news_dedup *d, const struct dedup_options *o, const char *const *operands, size_t n)
{
    static const enum preset presets[] = {PRESET_NORMAL, PRESET_STRICT, PRESET_LOOSE}; /* as the flag names them */
    int rc = RP_OK;

    d->o = o;
    d->preset = presets[o->preset];
    d->intake_options = (struct intake_options){.input = o->input, .fields = o->fields, .skip_bad = o->skip_bad,
                                                .max_record = o->max_record, .threads = o->threads,
                                                .work_dir = o->work_dir};
    TRY(open_rule(d));
    TRY(intake_open(&d->intake, &d->intake_options, operands, n));
    TRY(dedup_open_results(d->result, o, d->intake.sources));
out:
    return rc;
}

static void close_news(struct news_dedup *d)
{
    scan_result_free(d->stories);
    free(d->kept);
    bits_release(&d->removed);
    for (int i = 0; i < DEDUP_RESULTS; i++)
        output_drop(d->result[i]);
    keep_free(d->keep);
    intake_close(&d->intake);
}

/* --- the engine --- */

static int report_progress(void *ctx, enum scan_stage stage, size_t done, size_t total)
{
    (void)ctx;
    return progress_report(NULL, scan_stage_name(stage), done, total);
}

static int find_stories(struct news_dedup *d)
{
    const struct scan_source source = {&d->intake, d->intake.places.n, intake_fetch};
    struct scan_options so;

    scan_options_init(&so);
    so.thresholds = thresholds_preset(d->preset);
    so.threads = d->intake.threads;
    so.furniture = d->intake.furniture;
    so.progress = report_progress;
    return scan_run(&so, &source, &d->stories);
}

/* --- who stays --- */

static struct record_field plain(struct span s)
{
    return (struct record_field){.p = s.p, .n = s.n < UINT32_MAX ? (uint32_t)s.n : UINT32_MAX};
}

/* The same rank as dedup gives the record: by its text, date, outlet and address. */
static int rank_copy(struct news_dedup *d, size_t doc, struct record_buffer *scratch, uint64_t *rank)
{
    struct article_fields f;
    struct input_record r = {0};
    int rc = RP_OK;

    TRY(intake_fetch(&d->intake, doc, 0, &f));
    r.text = plain(f.text);
    r.field[SLOT_DATE] = plain(f.date);
    r.field[SLOT_OUTLET] = plain(f.outlet);
    r.field[SLOT_URL] = plain(f.url);
    r.field[SLOT_CANONICAL] = plain(f.canonical);
    TRY(keep_rank(d->keep, &r, scratch, rank));
out:
    return rc;
}

static int choose_by_rank(struct news_dedup *d, const struct story *s, uint32_t *kept)
{
    struct record_buffer scratch = {0};
    uint64_t best = 0, rank;
    int rc = RP_OK;

    for (uint32_t i = 0; i < s->n_copies; i++) {
        TRY(rank_copy(d, s->copies[i].page.doc, &scratch, &rank));
        if (i == 0 || rank < best || (rank == best && s->copies[i].page.doc < s->copies[*kept].page.doc)) {
            best = rank;
            *kept = i;
        }
    }
out:
    record_buffer_release(&scratch);
    return rc;
}

static int choose(struct news_dedup *d, const struct story *s, uint32_t *kept)
{
    *kept = d->rule == NEWS_KEEP_FULLEST ? s->fullest : s->reference;
    return d->rule == NEWS_KEEP_RULE && s->n_copies > 1 ? choose_by_rank(d, s, kept) : RP_OK;
}

static int decide(struct news_dedup *d)
{
    int rc = RP_OK;

    if (!(d->kept = mem_alloc(d->stories->n_stories, sizeof *d->kept)))
        return RP_ERR_NOMEM;
    TRY(bits_reserve(&d->removed, d->intake.places.n));
    for (size_t i = 0; i < d->stories->n_stories; i++) {
        const struct story *s = &d->stories->stories[i];
        TRY(choose(d, s, &d->kept[i]));
        for (uint32_t k = 0; k < s->n_copies; k++)
            if (k != d->kept[i]) {
                bits_set(&d->removed, s->copies[k].page.doc);
                d->relations[s->copies[k].story_relation]++;
            }
        d->n_removed += s->n_copies - 1;
        d->n_stories += s->n_copies > 1;
    }
out:
    return rc;
}

/* --- kept records --- */

static int of_file(void *ctx, uint32_t file, uint64_t *first, uint64_t *end)
{
    intake_places_of_file(&((struct news_dedup *)ctx)->intake.places, file, first, end);
    return RP_OK;
}

static bool is_kept(void *ctx, uint64_t doc)
{
    return !bits_get(&((struct news_dedup *)ctx)->removed, doc);
}

static int place(void *ctx, uint64_t doc, struct source_range *out)
{
    const struct place at = intake_places_get(&((struct news_dedup *)ctx)->intake.places, doc);
    *out = (struct source_range){at.offset, at.length};
    return RP_OK;
}

static int write_kept(struct news_dedup *d)
{
    const struct kept_docs docs = {d, 0, d->intake.threads, 0, of_file, is_kept, place};
    return kept_write(d->intake.sources, d->result[RESULT_KEPT], &docs, d->intake.bytes);
}

/* --- all of it --- */

static int write_results(struct news_dedup *d)
{
    int rc = RP_OK;

    if (d->result[RESULT_KEPT])
        TRY(d->o->format == FORMAT_TEXT ? news_write_listing(d) : write_kept(d));
    if (d->result[RESULT_REMOVED])
        TRY(news_write_removed(d));
    if (d->result[RESULT_CLUSTERS])
        TRY(news_write_clusters(d));
out:
    return rc;
}

/* A mistyped name must not replace an older result by an empty one. */
static int check_input(const struct news_dedup *d)
{
    if (d->intake.places.n > 0 || d->intake.bad_files == 0)
        return RP_OK;
    message_error("nothing could be read, nothing is written");
    return STATUS_SAID;
}

static int run_news(struct news_dedup *d)
{
    const double start = clock_seconds();
    int rc = RP_OK;

    TRY(intake_read(&d->intake, true));
    TRY(check_input(d));
    TRY(intake_ready(&d->intake));
    TRY(find_stories(d));
    TRY(decide(d));
    TRY(write_results(d));
    d->seconds = clock_seconds() - start;
    if (d->result[RESULT_STATS])
        TRY(news_write_stats(d));
    TRY(dedup_publish_results(d->result));
    progress_end();
out:
    return rc;
}

int dedup_news(const struct dedup_options *o, const char *const *operands, size_t n, bool *removed)
{
    struct news_dedup d = {0};
    int rc = RP_OK;

    TRY(open_news(&d, o, operands, n));
    TRY(run_news(&d));
    news_say_summary(&d);
    *removed = d.n_removed > 0;
out:
    close_news(&d);
    return rc;
}
