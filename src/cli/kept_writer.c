#include "cli/kept_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "ingest/record.h"
#include "report/json_out.h"

enum { RANGE_MOST = 1 << 30 };

struct writing {
    struct source_list *sources;
    const struct kept_docs *docs;
    struct output *to;
    uint64_t done;   /* bytes */
    char last;       /* byte written: the last line of a file may lack its newline */
    struct record_buffer text; /* of a plain text file */
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

static int put_lines(void *ctx, const char *p, size_t n)
{
    struct writing *w = ctx;

    if (n == 0)
        return RP_OK;
    w->last = p[n - 1];
    w->done += n;
    progress_at(w->done, 0);
    return output_write(w->to, p, n);
}

static int put_text(void *ctx, const char *p, size_t n)
{
    struct writing *w = ctx;
    int rc = RP_OK;
    TRY(mem_grow(&w->text.p, &w->text.cap, w->text.n + n, 1));
    if (n)
        memcpy(w->text.p + w->text.n, p, n);
    w->text.n += n;
out:
    return rc;
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

static int copy_file(struct writing *w, uint32_t file, const struct source_range *r, size_t n)
{
    struct source_list *l = w->sources;
    bool text = source_format(l, file) == SOURCE_TEXT;
    struct source_error err = {0};
    int rc;

    w->text.n = 0;
    w->last = '\n';
    rc = source_copy_ranges(l, file, r, n, text ? put_text : put_lines, w, &err);
    if (rc == RP_ERR_IO || rc == RP_ERR_FORMAT) {
        message_error("%s: cannot be read a second time: %s", source_path(l, file),
                      err.what ? err.what : rp_strerror(rc));
        return STATUS_SAID;
    }
    if (rc == RP_OK && text)
        rc = write_text_row(w, source_path(l, file));
    else if (rc == RP_OK && w->last != '\n')
        rc = output_write(w->to, "\n", 1);
    return rc;
}

static int write_file(struct writing *w, uint32_t file)
{
    struct source_range *ranges = NULL;
    uint64_t first, end;
    size_t n = 0;
    int rc = RP_OK;

    TRY(w->docs->of_file(w->docs->ctx, file, &first, &end));
    TRY(kept_ranges(w->docs, first, end, &ranges, &n));
    if (n)
        TRY(copy_file(w, file, ranges, n));
out:
    free(ranges);
    return rc;
}

int kept_write(struct source_list *sources, struct output *to, const struct kept_docs *docs, uint64_t bytes)
{
    struct writing w = {.sources = sources, .docs = docs, .to = to};
    int rc = RP_OK;

    progress_stage("writing", bytes, true);
    for (uint32_t i = docs->first_file; i < source_count(sources) && !output_gone(to); i++)
        TRY(write_file(&w, i));
out:
    record_buffer_release(&w.text);
    return rc;
}
