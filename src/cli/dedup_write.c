/* The last pass: kept records, byte for byte and in input order. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "cli/dedup.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "ingest/copy_jobs.h"
#include "ingest/record.h"
#include "report/json_out.h"

enum { RANGE_MOST = 1 << 30, FILES_MOST = 256, RANGES_MOST = 1 << 20 };

struct writing {
    struct dedup *d;
    struct output *to;
    uint64_t done;   /* bytes */
    char last;       /* byte written: the last line of a file may lack its newline */
    struct record_buffer text; /* of a plain text file */
    /* files that are copied together */
    struct copy_job *job;
    struct source_range *range[FILES_MOST];
    size_t n, cap;
    size_t ranges; /* of all of them */
};

static bool is_kept(const struct dedup *d, uint64_t doc)
{
    rp_verdict v;
    return rp_corpus_verdict(d->corpus, doc, &v) == RP_OK && v.relation == RP_KEPT;
}

/* Neighbouring kept records are one range: most of a corpus is copied in long pieces. */
static int kept_ranges(struct dedup *d, uint64_t doc, uint64_t end, struct source_range **out, size_t *n)
{
    struct source_range *r = NULL;
    size_t cap = 0, count = 0;
    struct place at;
    int rc = RP_OK;

    for (; doc < end; doc++) {
        if (!is_kept(d, doc))
            continue;
        TRY(places_get(&d->places, doc, &at));
        if (count && r[count - 1].offset + r[count - 1].length == at.offset && at.length <= RANGE_MOST &&
            r[count - 1].length <= RANGE_MOST - at.length) {
            r[count - 1].length += at.length;
            continue;
        }
        TRY(mem_grow(&r, &cap, count + 1, sizeof *r));
        r[count++] = (struct source_range){at.offset, at.length};
    }
    *out = r;
    *n = count;
    return RP_OK;
out:
    free(r);
    return rc;
}

static int put_lines(struct writing *w, const char *p, size_t n)
{
    w->last = p[n - 1];
    w->done += n;
    progress_at(w->done, 0);
    return output_write(w->to, p, n);
}

static int put_text(struct writing *w, const char *p, size_t n)
{
    int rc = RP_OK;
    TRY(mem_grow(&w->text.p, &w->text.cap, w->text.n + n, 1));
    memcpy(w->text.p + w->text.n, p, n);
    w->text.n += n;
out:
    return rc;
}

static bool is_text(const struct writing *w, size_t job)
{
    return source_format(w->d->sources, w->job[job].file) == SOURCE_TEXT;
}

static int put(void *ctx, size_t job, const char *p, size_t n)
{
    struct writing *w = ctx;
    if (output_gone(w->to))
        return RP_ERR_CANCELLED;
    return is_text(w, job) ? put_text(w, p, n) : put_lines(w, p, n);
}

/* A text file has no line of its own to pass on: it becomes one, and reads back as the same document. */
static int write_text_row(struct writing *w, const char *path)
{
    struct json_out row = {0};
    int rc = RP_OK;

    jout_begin(&row);
    jout_string(&row, "id", path);
    jout_text(&row, "text", (struct span){w->text.p, w->text.n});
    TRY(jout_end(&row));
    TRY(output_write(w->to, row.p, row.n));
out:
    json_out_release(&row);
    return rc;
}

/* The last line of a file may lack its newline. */
static int end_file(void *ctx, size_t job)
{
    struct writing *w = ctx;
    int rc = RP_OK;

    if (is_text(w, job))
        rc = write_text_row(w, source_path(w->d->sources, w->job[job].file));
    else if (w->last != '\n')
        rc = output_write(w->to, "\n", 1);
    w->last = '\n';
    w->text.n = 0;
    return rc;
}

static int add_file(struct writing *w, uint32_t file)
{
    struct copy_job *job;
    uint64_t first, end;
    int rc = RP_OK;

    TRY(places_of_file(&w->d->places, file, &first, &end));
    TRY(mem_grow(&w->job, &w->cap, w->n + 1, sizeof *w->job));
    job = &w->job[w->n];
    *job = (struct copy_job){.file = file};
    TRY(kept_ranges(w->d, first, end, &w->range[w->n], &job->n));
    job->range = w->range[w->n];
    w->ranges += job->n;
    if (job->n)
        w->n++;
    else
        free(w->range[w->n]);
out:
    return rc;
}

static void forget_files(struct writing *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->range[i]);
    w->n = w->ranges = 0;
}

/* The files collected, side by side where they are compressed. */
static int write_files(struct writing *w)
{
    static const struct copy_steps steps = {put, end_file};
    const struct copy_options o = {.threads = w->d->threads, .ahead = 2 * w->d->state.ahead};
    struct source_error err;
    size_t failed;
    int rc = copy_jobs_run(w->d->sources, w->job, w->n, &o, &steps, w, &failed, &err);

    if (rc == RP_ERR_IO || rc == RP_ERR_FORMAT) {
        message_error("%s: cannot be read a second time: %s", source_path(w->d->sources, w->job[failed].file),
                      err.what ? err.what : rp_strerror(rc));
        rc = STATUS_SAID;
    }
    forget_files(w);
    return rc == RP_ERR_CANCELLED && output_gone(w->to) ? RP_OK : rc;
}

int dedup_write_kept(struct dedup *d)
{
    struct writing w = {.d = d, .to = d->result[RESULT_KEPT], .last = '\n'};
    const uint32_t end = source_count(d->sources);
    int rc = RP_OK;

    progress_stage("writing", d->bytes, true);
    for (uint32_t i = part_input(d)->first; i < end && !output_gone(w.to); i++) {
        TRY(add_file(&w, i));
        if (w.n == FILES_MOST || w.ranges >= RANGES_MOST || i + 1 == end)
            TRY(write_files(&w));
    }
out:
    forget_files(&w);
    free(w.job);
    record_buffer_release(&w.text);
    return rc;
}
