/* Who was removed for whom: as rows for programs, as groups for people. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/progress.h"
#include "console/terminal.h"
#include "dedup/dedup.h"
#include "json/record.h"
#include "report/listing.h"
#include "report/rows.h"

enum { SLOT_REMOVED, SLOT_KEPT }; /* of fetch.h: both on this thread */
enum { FLUSH = 64 << 10, LEAD = 120 };

/* A document with what rows say of it; buffers are used again. */
struct teller {
    struct dedup *d;
    int slot;
    struct record_buffer id, title;
    struct report_doc doc;
};

static void teller_release(struct teller *t)
{
    record_buffer_release(&t->id);
    record_buffer_release(&t->title);
}

/* A document without a headline is known by how it begins. */
static struct record_field headline_or_lead(const struct input_record *rec)
{
    struct record_field f = rec->field[SLOT_HEADLINE];
    if (f.p && f.n)
        return f;
    f = rec->text;
    for (f.n = f.n < LEAD ? f.n : LEAD; f.n && f.n < rec->text.n && ((unsigned char)f.p[f.n] & 0xc0) == 0x80; f.n--)
        ;
    return f;
}

static int look_up(struct teller *t, uint64_t doc)
{
    struct place at;
    struct input_record rec;
    int rc = RP_OK;

    TRY(place_of(t->d->corpus, doc, &at));
    TRY(fetch_record(t->d->fetch, t->slot, doc, &rec));
    t->id.n = t->title.n = 0;
    t->doc = (struct report_doc){.file = source_path(t->d->sources, at.file), .line = at.line};
    TRY(json_unescape(&t->title, headline_or_lead(&rec)));
    if (rec.field[SLOT_ID].p) {
        TRY(json_unescape(&t->id, rec.field[SLOT_ID]));
        t->doc.id = (struct span){t->id.n ? t->id.p : "", t->id.n};
    } else if (source_format(t->d->sources, at.file) == SOURCE_TEXT) {
        t->doc.id = span_of(t->doc.file); /* as dedup_write.c calls it */
    }
out:
    return rc;
}

/* --- removed records --- */

static int removed_row(struct dedup *d, struct teller *removed, struct teller *kept, const rp_verdict *v,
                       struct json_out *row)
{
    int rc = RP_OK;

    TRY(look_up(removed, v->doc));
    TRY(look_up(kept, v->kept));
    kept->doc.reference = v->kept < d->reference;
    jout_begin(row);
    report_removed(row, &removed->doc, &kept->doc, v);
    TRY(jout_end(row));
    TRY(output_write(d->result[RESULT_REMOVED], row->p, row->n));
out:
    return rc;
}

int dedup_write_removed(struct dedup *d)
{
    struct teller removed = {.d = d, .slot = SLOT_REMOVED}, kept = {.d = d, .slot = SLOT_KEPT};
    struct json_out row = {0};
    rp_verdict v;
    int rc = RP_OK;

    progress_stage("reasons", rp_corpus_count(d->corpus), false);
    for (uint64_t doc = 0; doc < rp_corpus_count(d->corpus); doc++) {
        TRY(rp_corpus_verdict(d->corpus, doc, &v));
        if (v.relation == RP_KEPT)
            continue;
        progress_at(doc, 0);
        TRY(removed_row(d, &removed, &kept, &v, &row));
    }
out:
    json_out_release(&row);
    teller_release(&removed);
    teller_release(&kept);
    return rc;
}

/* --- groups: the kept document and those removed for it --- */

struct member {
    uint64_t kept, doc;
};

struct groups {
    struct member *a; /* n, by kept, then doc */
    size_t n, cap;
};

static int by_kept(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->kept != y->kept)
        return x->kept < y->kept ? -1 : 1;
    return x->doc < y->doc ? -1 : x->doc > y->doc;
}

static int groups_collect(struct groups *g, const struct dedup *d)
{
    rp_verdict v;
    int rc = RP_OK;

    for (uint64_t doc = 0; doc < rp_corpus_count(d->corpus); doc++) {
        TRY(rp_corpus_verdict(d->corpus, doc, &v));
        if (v.relation == RP_KEPT)
            continue;
        TRY(mem_grow(&g->a, &g->cap, g->n + 1, sizeof *g->a));
        g->a[g->n++] = (struct member){v.kept, doc};
    }
    if (g->n)
        qsort(g->a, g->n, sizeof *g->a, by_kept);
out:
    return rc;
}

/* How a group is told; `to` collects bytes and flush() empties it. */
struct telling {
    struct dedup *d;
    struct teller kept, removed;
    struct json_out out;
    struct output *to;
    unsigned columns; /* 0: as many as there are */
    int (*begin)(struct telling *t, uint64_t size);
    int (*member)(struct telling *t, const rp_verdict *v);
    int (*end)(struct telling *t);
};

static int flush(struct telling *t)
{
    size_t n = t->out.n;
    if (t->out.failed)
        return RP_ERR_NOMEM;
    t->out.n = 0;
    return output_write(t->to, t->out.p, n);
}

static int tell_group(struct telling *t, const struct member *a, size_t n)
{
    rp_verdict v;
    int rc = RP_OK;

    TRY(look_up(&t->kept, a->kept));
    t->kept.doc.reference = a->kept < t->d->reference;
    TRY(t->begin(t, n + 1));
    for (size_t i = 0; i < n; i++) {
        TRY(rp_corpus_verdict(t->d->corpus, a[i].doc, &v));
        TRY(look_up(&t->removed, v.doc));
        TRY(t->member(t, &v));
        if (t->out.n > FLUSH)
            TRY(flush(t));
    }
    TRY(t->end(t));
    TRY(flush(t));
out:
    return rc;
}

static int tell_groups(struct telling *t)
{
    struct groups g = {0};
    int rc = RP_OK;

    t->kept = (struct teller){.d = t->d, .slot = SLOT_KEPT};
    t->removed = (struct teller){.d = t->d, .slot = SLOT_REMOVED};
    TRY(groups_collect(&g, t->d));
    progress_stage("groups", g.n, false);
    for (size_t i = 0, end; i < g.n && !output_gone(t->to); i = end) {
        for (end = i + 1; end < g.n && g.a[end].kept == g.a[i].kept; end++)
            ;
        progress_at(i, 0);
        TRY(tell_group(t, g.a + i, end - i));
    }
out:
    free(g.a);
    teller_release(&t->kept);
    teller_release(&t->removed);
    json_out_release(&t->out);
    return rc;
}

/* --- as rows --- */

static int cluster_begin(struct telling *t, uint64_t size)
{
    report_cluster_begin(&t->out, &t->kept.doc, size);
    return RP_OK;
}

static int cluster_member(struct telling *t, const rp_verdict *v)
{
    report_cluster_member(&t->out, &t->removed.doc, v);
    return RP_OK;
}

static int cluster_end(struct telling *t)
{
    return report_cluster_end(&t->out);
}

int dedup_write_clusters(struct dedup *d)
{
    struct telling t = {.d = d, .to = d->result[RESULT_CLUSTERS], .begin = cluster_begin, .member = cluster_member,
                        .end = cluster_end};
    int rc = RP_OK;

    jout_begin(&t.out);
    jout_string(&t.out, "type", "run");
    report_run(&t.out, &d->params);
    TRY(jout_end(&t.out));
    TRY(output_write(t.to, t.out.p, t.out.n));
    return tell_groups(&t);
out:
    json_out_release(&t.out);
    return rc;
}

/* --- for people --- */

/* The id, or file:line in the buffer given. */
static struct span shown_id(const struct teller *t, char *made, size_t size)
{
    if (t->doc.id.p)
        return t->doc.id;
    snprintf(made, size, "%s:%llu", t->doc.file, (unsigned long long)t->doc.line);
    return span_of(made);
}

static int text_begin(struct telling *t, uint64_t size)
{
    char line[LISTING_LINE], made[512];
    struct listing_doc doc = {{t->kept.title.p, t->kept.title.n}, shown_id(&t->kept, made, sizeof made),
                              t->kept.doc.reference, t->columns};
    return output_write(t->to, line, listing_kept(line, &doc, size));
}

static int text_member(struct telling *t, const rp_verdict *v)
{
    char line[LISTING_LINE], made[512];
    struct listing_doc doc = {{t->removed.title.p, t->removed.title.n}, shown_id(&t->removed, made, sizeof made),
                              false, t->columns};
    return output_write(t->to, line, listing_removed(line, &doc, v));
}

static int text_end(struct telling *t)
{
    return output_write(t->to, "\n", 1);
}

int dedup_write_listing(struct dedup *d)
{
    struct telling t = {.d = d, .to = d->result[RESULT_KEPT], .begin = text_begin, .member = text_member,
                        .end = text_end, .columns = d->o->output ? 0 : terminal_columns()};
    return tell_groups(&t);
}
