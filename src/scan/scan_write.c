/* Stories to the report that was asked for. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/status.h"
#include "scan/scan_job.h"
#include "scan/scan_site.h"
#include "store/room.h"

enum { COLUMNS_PIPE = 100, COLUMNS_LEAST = 60, COLUMNS_MOST = 160, REST_NAMES = 1024 };

static struct doc_name name_of(void *ctx, size_t doc)
{
    struct scan_job *job = ctx;
    const struct place at = intake_places_get(&job->intake.places, doc);
    bool text = source_format(job->intake.sources, at.file) == SOURCE_TEXT;
    if (job->named++ % REST_NAMES == 0)
        room_rest(job->room);
    return (struct doc_name){
        .id = intake_id(&job->intake, doc),
        .repeated = bits_get(&job->intake.ids.repeated, doc),
        .file = source_path(job->intake.sources, at.file),
        .line = text ? 0 : at.line,
    };
}

static struct doc_facts facts_of(void *ctx, size_t doc)
{
    return scan_facts_get(&((struct scan_job *)ctx)->facts, doc);
}

static bool relation_shown(void *ctx, uint8_t relation)
{
    const struct scan_job *job = ctx;
    return job->relations == 0 || job->relations >> relation & 1;
}

static int put(void *ctx, const char *p, size_t n)
{
    return output_write(((struct scan_job *)ctx)->out, p, n);
}

static unsigned terminal_columns(void)
{
    struct winsize w;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
        return COLUMNS_PIPE;
    return w.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : w.ws_col > COLUMNS_MOST ? COLUMNS_MOST : w.ws_col;
}

/* https://no-color.org */
static bool wants_colour(const struct scan_job *job)
{
    const char *no = getenv("NO_COLOR");
    return !job->o->output && isatty(STDOUT_FILENO) && !(no && *no);
}

int scan_write(struct scan_job *job)
{
    struct story_report r = {
        .result = job->result,
        .thresholds = &job->thresholds,
        .preset = judge_preset(&job->o->judge),
        .shown = job->shown,
        .n_shown = job->n_shown,
        .filtered = scan_is_filtered(job->o),
        .ctx = job,
        .name = name_of,
        .facts = facts_of,
        .put = put,
        .relation_shown = relation_shown,
        .columns = job->o->output ? COLUMNS_PIPE : terminal_columns(),
        .wrap = !job->o->output && isatty(STDOUT_FILENO),
        .colour = wants_colour(job),
    };
    switch (job->o->format) {
    case SCAN_JSONL:
        return story_write_jsonl(&r);
    case SCAN_CSV:
        return story_write_csv(&r);
    case SCAN_HTML:
        return scan_write_site(job, &r);
    default:
        return story_write_text(&r);
    }
}
