/* Stories to the report that was asked for. */
#include <unistd.h>

#include "base/status.h"
#include "console/terminal.h"
#include "scan/scan_job.h"
#include "scan/scan_site.h"
#include "store/ranked.h"
#include "store/room.h"

enum { COLUMNS_FILE = 100, REST_NAMES = 64 };

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

static int put_out(void *ctx, const char *p, size_t n)
{
    return output_write(((struct scan_job *)ctx)->out, p, n);
}

static int put(void *ctx, const char *p, size_t n)
{
    struct scan_job *job = ctx;
    return job->rows ? ranked_put(job->rows, p, n) : put_out(job, p, n);
}

/* In a room stories lie in the order in which their documents came in, and are shown by outlets, copies and key, which
 * leads all over it: so their rows are made as they lie, and wait in the room for their turn. */
static int turn(void *ctx, size_t rank)
{
    struct scan_job *job = ctx;
    int rc = RP_OK;

    if (rank < job->n_shown) {
        if (!job->rows)
            TRY(ranked_create(&job->rows, job->room, job->n_shown));
        ranked_turn(job->rows, rank);
        return RP_OK;
    }
    if (job->rows)
        TRY(ranked_give(job->rows, put_out, job));
    ranked_free(job->rows);
    job->rows = NULL;
out:
    return rc;
}

int scan_write(struct scan_job *job)
{
    const unsigned columns = job->o->output ? 0 : terminal_columns();
    struct story_report r = {
        .result = job->result,
        .thresholds = &job->thresholds,
        .preset = judge_preset(&job->o->judge),
        .shown = job->shown,
        .n_shown = job->n_shown,
        .turn = job->room && job->o->format != SCAN_HTML ? turn : NULL,
        .rank = job->rank,
        .filtered = scan_is_filtered(job->o),
        .ctx = job,
        .name = name_of,
        .facts = facts_of,
        .put = put,
        .relation_shown = relation_shown,
        .columns = columns ? columns : COLUMNS_FILE,
        .wrap = !job->o->output && isatty(STDOUT_FILENO),
        .colour = !job->o->output && terminal_colour(),
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
