#include "dedup/kept_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "json/record.h"
#include "report/json_out.h"
#include "source/copy_jobs.h"

enum { RANGE_MOST = 1 << 30, FILES_MOST = 256, RANGES_MOST = 1 << 20 };

struct writing {
    struct source_list *sources;
    const struct kept_docs *docs;
    struct output *to;
    uint64_t done;   /* bytes */
    char last;       /* byte written: the last line of a file may lack its newline */
    struct record_buffer text; /* of a plain text file */
    /* files that are copied together */
    struct copy_job job[FILES_MOST];
    struct source_range *range[FILES_MOST];
    size_t n, ranges;
};

/* Neighbouring kept records are one range: most of a corpus is copied in long pieces. */
static int kept_ranges(const struct kept_docs *d, uint64_t doc, uint64_t end, struct source_range **out, size_t *n)
{
    struct source_range *r = NULL;
    size_t cap = 0, count = 0;
    struct source_range at;
    int rc = RP_OK;

    for (; doc < end; doc++) {
        if (!d->is_kept(d->ctx, doc))
            continue;
        TRY(d->place(d->ctx, doc, &at));
        if (count && r[count - 1].offset + r[count - 1].length == at.offset && at.length <= RANGE_MOST &&
            r[count - 1].length <= RANGE_MOST - at.length) {
            r[count - 1].length += at.length;
            continue;
        }
        TRY(mem_grow(&r, &cap, count + 1, sizeof *r));
        r[count++] = at;
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
    return source_format(w->sources, w->job[job].file) == SOURCE_TEXT;
}

static int put(void *ctx, size_t job, const char *p, size_t n)
{
    struct writing *w = ctx;
    if (output_gone(w->to))
        return RP_ERR_CANCELLED;
    return is_text(w, job) ? put_text(w, p, n) : put_lines(w, p, n);
}

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
        rc = write_text_row(w, source_path(w->sources, w->job[job].file));
    else if (w->last != '\n')
        rc = output_write(w->to, "\n", 1);
    w->last = '\n';
    w->text.n = 0;
    return rc;
}

static int add_file(struct writing *w, uint32_t file)
{
    struct source_range *range = NULL;
    uint64_t first, end;
    size_t n = 0;
    int rc = RP_OK;

    TRY(w->docs->of_file(w->docs->ctx, file, &first, &end));
    TRY(kept_ranges(w->docs, first, end, &range, &n));
    if (n == 0)
        return RP_OK;
    w->range[w->n] = range;
    w->job[w->n++] = (struct copy_job){file, range, n};
    w->ranges += n;
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
    const struct copy_options o = {.threads = w->docs->threads, .ahead = w->docs->ahead};
    struct source_error err;
    size_t failed;
    int rc = copy_jobs_run(w->sources, w->job, w->n, &o, &steps, w, &failed, &err);

    if (rc == RP_ERR_IO || rc == RP_ERR_FORMAT) {
        message_error("%s: cannot be read a second time: %s", source_path(w->sources, w->job[failed].file),
                      err.what ? err.what : rp_strerror(rc));
        rc = STATUS_SAID;
    }
    forget_files(w);
    return rc == RP_ERR_CANCELLED && output_gone(w->to) ? RP_OK : rc;
}

int kept_write(struct source_list *sources, struct output *to, const struct kept_docs *docs, uint64_t bytes)
{
    struct writing w = {.sources = sources, .docs = docs, .to = to, .last = '\n'};
    const uint32_t end = source_count(sources);
    int rc = RP_OK;

    progress_stage("writing", bytes, true);
    for (uint32_t i = docs->first_file; i < end && !output_gone(to); i++) {
        TRY(add_file(&w, i));
        if (w.n == FILES_MOST || w.ranges >= RANGES_MOST)
            TRY(write_files(&w));
    }
    TRY(write_files(&w));
out:
    forget_files(&w);
    record_buffer_release(&w.text);
    return rc;
}
