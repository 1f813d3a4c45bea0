/*
 * What the news profile says of the records it removed:
 *
 *   removed   {"id","file","line","kept","kept_file","kept_line","story","relation","reference","version",
 *             "flags","use_of_reference","use_of_copy"}
 *   clusters  {"type":"run",...}, then for every story that lost some
 *             {"type":"cluster","size","story","kept":{"id","file","line"},"reference","removed":[{"id","file","line",
 *             "relation","version","flags","use_of_reference","use_of_copy"},...]}
 *
 * relation is to the story's reference, the copy that the others are compared with: the original, else the fullest.
 * Unless --keep says otherwise that is the one kept. flags and shares are told of copies of the reference's version;
 * those of other versions are compared with one of their own.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "console/peak.h"
#include "console/terminal.h"
#include "console/units.h"
#include "dedup/dedup_news.h"
#include "relation/relation.h"
#include "report/json_out.h"
#include "report/listing.h"
#include "report/story_report.h"

/* --- documents --- */

static struct doc_name name_of(const struct news_dedup *d, size_t doc)
{
    const struct place at = intake_places_get(&d->intake.places, doc);
    return (struct doc_name){
        .id = intake_id(&d->intake, doc),
        .repeated = bits_get(&d->intake.ids.repeated, doc),
        .file = source_path(d->intake.sources, at.file),
        .line = source_format(d->intake.sources, at.file) == SOURCE_TEXT ? 0 : at.line,
    };
}

static void put_name(struct json_out *j, const char *key, const struct news_dedup *d, size_t doc)
{
    char text[NAME_TEXT];
    const struct doc_name n = name_of(d, doc);
    jout_text(j, key, doc_name_text(&n, text));
}

static void put_place(struct json_out *j, const struct news_dedup *d, size_t doc)
{
    const struct place at = intake_places_get(&d->intake.places, doc);
    put_name(j, "id", d, doc);
    jout_string(j, "file", source_path(d->intake.sources, at.file));
    jout_count(j, "line", at.line);
}

static bool same_version(const struct story *s, const struct story_copy *c)
{
    return c->version == s->copies[s->reference].version;
}

static void put_reason(struct json_out *j, const struct story *s, const struct story_copy *c)
{
    jout_count(j, "version", c->version + 1);
    if (!same_version(s, c))
        return;
    jout_open(j, "flags", '[');
    for (unsigned i = 0; i < RELATION_FLAGS; i++)
        if (c->flags >> i & 1)
            jout_string(j, NULL, relation_flag_name(i));
    jout_close(j, ']');
    jout_real(j, "use_of_reference", (double)c->use_reference, 4);
    jout_real(j, "use_of_copy", (double)c->use_copy, 4);
}

static void put_story(struct json_out *j, const struct story *s)
{
    char key[STORY_KEY];
    jout_string(j, "story", story_key_text(s->key, key));
}

static int put_row(struct json_out *j, struct output *to)
{
    const int rc = jout_end(j);
    return rc < 0 ? rc : output_write(to, j->p, j->n);
}

/* --- removed records, in input order --- */

struct removed {
    size_t doc;
    uint32_t story, copy;
};

static int by_doc(const void *a, const void *b)
{
    const struct removed *x = a, *y = b;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

static int list_removed(const struct news_dedup *d, struct removed **out)
{
    struct removed *r = mem_alloc(d->n_removed, sizeof *r);
    size_t n = 0;

    if (!r)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < d->stories->n_stories; i++)
        for (uint32_t k = 0; k < d->stories->stories[i].n_copies; k++)
            if (k != d->kept[i])
                r[n++] = (struct removed){d->stories->stories[i].copies[k].page.doc, i, k};
    if (n)
        qsort(r, n, sizeof *r, by_doc);
    *out = r;
    return RP_OK;
}

static int removed_row(struct news_dedup *d, struct json_out *j, const struct removed *r)
{
    const struct story *s = &d->stories->stories[r->story];
    const struct story_copy *c = &s->copies[r->copy];
    const size_t kept = s->copies[d->kept[r->story]].page.doc;
    const struct place at = intake_places_get(&d->intake.places, kept);

    jout_begin(j);
    put_place(j, d, r->doc);
    put_name(j, "kept", d, kept);
    jout_string(j, "kept_file", source_path(d->intake.sources, at.file));
    jout_count(j, "kept_line", at.line);
    put_story(j, s);
    jout_string(j, "relation", relation_name((enum relation)c->story_relation));
    put_name(j, "reference", d, s->copies[s->reference].page.doc);
    put_reason(j, s, c);
    return put_row(j, d->result[RESULT_REMOVED]);
}

int news_write_removed(struct news_dedup *d)
{
    struct removed *r = NULL;
    struct json_out j = {0};
    int rc = RP_OK;

    TRY(list_removed(d, &r));
    for (uint64_t i = 0; i < d->n_removed && !output_gone(d->result[RESULT_REMOVED]); i++)
        TRY(removed_row(d, &j, &r[i]));
out:
    json_out_release(&j);
    free(r);
    return rc;
}

/* --- stories that lost some --- */

static void put_run(struct json_out *j, const struct news_dedup *d)
{
    static const char *const rules[] = {"original", "fullest"};
    const struct thresholds *t = thresholds_preset(d->preset);
    const struct threshold_info *info;

    jout_string(j, "program", "reprint " RP_VERSION);
    jout_count(j, "algorithm", RP_ALGORITHM_VERSION);
    jout_open(j, "parameters", '{');
    jout_string(j, "profile", "news");
    jout_string(j, "preset", preset_name(d->preset));
    jout_string(j, "keep", d->rule == NEWS_KEEP_RULE ? d->o->keep : rules[d->rule]);
    jout_open(j, "thresholds", '{');
    for (size_t i = 0; (info = threshold_info(i)); i++)
        jout_real(j, info->name, *(const double *)(const void *)((const char *)t + info->offset), 9);
    jout_close(j, '}');
    jout_close(j, '}');
}

static int cluster_row(struct news_dedup *d, struct json_out *j, uint32_t story)
{
    const struct story *s = &d->stories->stories[story];

    jout_begin(j);
    jout_string(j, "type", "cluster");
    jout_count(j, "size", s->n_copies);
    put_story(j, s);
    jout_open(j, "kept", '{');
    put_place(j, d, s->copies[d->kept[story]].page.doc);
    jout_close(j, '}');
    put_name(j, "reference", d, s->copies[s->reference].page.doc);
    jout_open(j, "removed", '[');
    for (uint32_t k = 0; k < s->n_copies; k++) {
        if (k == d->kept[story])
            continue;
        jout_open(j, NULL, '{');
        put_place(j, d, s->copies[k].page.doc);
        jout_string(j, "relation", relation_name((enum relation)s->copies[k].story_relation));
        put_reason(j, s, &s->copies[k]);
        jout_close(j, '}');
    }
    jout_close(j, ']');
    return put_row(j, d->result[RESULT_CLUSTERS]);
}

int news_write_clusters(struct news_dedup *d)
{
    struct json_out j = {0};
    int rc = RP_OK;

    jout_begin(&j);
    jout_string(&j, "type", "run");
    put_run(&j, d);
    TRY(put_row(&j, d->result[RESULT_CLUSTERS]));
    for (uint32_t i = 0; i < d->stories->n_stories && !output_gone(d->result[RESULT_CLUSTERS]); i++)
        if (d->stories->stories[d->stories->order[i]].n_copies > 1)
            TRY(cluster_row(d, &j, d->stories->order[i]));
out:
    json_out_release(&j);
    return rc;
}

/* --- for people --- */

static struct listing_doc listing_of(const struct news_dedup *d, const struct page *p, unsigned columns,
                                     char text[NAME_TEXT])
{
    const struct doc_name n = name_of(d, p->doc);
    return (struct listing_doc){.title = p->headline, .id = doc_name_text(&n, text), .columns = columns};
}

static int list_story(struct news_dedup *d, uint32_t story, unsigned columns)
{
    const struct story *s = &d->stories->stories[story];
    struct output *to = d->result[RESULT_KEPT];
    char line[LISTING_LINE], name[NAME_TEXT], why[32];
    struct listing_doc doc = listing_of(d, &s->copies[d->kept[story]].page, columns, name);
    int rc = RP_OK;

    TRY(output_write(to, line, listing_kept(line, &doc, s->n_copies)));
    for (uint32_t k = 0; k < s->n_copies; k++) {
        const struct story_copy *c = &s->copies[k];
        if (k == d->kept[story])
            continue;
        doc = listing_of(d, &c->page, columns, name);
        if (same_version(s, c))
            snprintf(why, sizeof why, "%d %% of it", (int)(100 * c->use_reference));
        else
            snprintf(why, sizeof why, "version %u", c->version + 1);
        TRY(output_write(to, line, listing_reason(line, &doc, relation_name((enum relation)c->story_relation), why)));
    }
    TRY(output_write(to, "\n", 1));
out:
    return rc;
}

int news_write_listing(struct news_dedup *d)
{
    const unsigned columns = d->o->output ? 0 : terminal_columns();
    int rc = RP_OK;

    for (uint32_t i = 0; i < d->stories->n_stories && !output_gone(d->result[RESULT_KEPT]); i++)
        if (d->stories->stories[d->stories->order[i]].n_copies > 1)
            TRY(list_story(d, d->stories->order[i], columns));
out:
    return rc;
}

/* --- counts --- */

static void put_counts(struct json_out *j, const struct news_dedup *d)
{
    jout_open(j, "input", '{');
    jout_count(j, "files", source_count(d->intake.sources));
    jout_count(j, "bad_files", d->intake.bad_files);
    jout_count(j, "bytes", d->intake.bytes);
    jout_count(j, "documents", d->intake.places.n);
    jout_count(j, "bad_records", d->intake.bad_records);
    jout_close(j, '}');
    jout_open(j, "result", '{');
    jout_count(j, "kept", d->intake.places.n - d->n_removed);
    jout_count(j, "removed", d->n_removed);
    jout_count(j, "clusters", d->n_stories);
    jout_count(j, "satellites", d->stories->summary.satellites);
    jout_count(j, "candidates", d->stories->summary.candidates);
    jout_count(j, "verified", d->stories->summary.verified);
    jout_open(j, "relations", '{');
    for (unsigned i = 0; i < RELATIONS; i++)
        if (d->relations[i])
            jout_count(j, relation_name((enum relation)i), d->relations[i]);
    jout_close(j, '}');
    jout_close(j, '}');
}

static void put_machine(struct json_out *j, const struct news_dedup *d)
{
    jout_open(j, "machine", '{');
    jout_string(j, "kernel", rp_kernel());
    jout_count(j, "threads", (uint64_t)d->intake.threads);
    jout_count(j, "peak_bytes", peak_bytes());
    jout_close(j, '}');
    jout_open(j, "seconds", '{');
    jout_real(j, "total", d->seconds, 6);
    jout_close(j, '}');
}

int news_write_stats(struct news_dedup *d)
{
    struct json_out j = {0};
    int rc;

    jout_begin(&j);
    put_run(&j, d);
    put_counts(&j, d);
    put_machine(&j, d);
    rc = put_row(&j, d->result[RESULT_STATS]);
    json_out_release(&j);
    return rc;
}

static void say_left_out(const char *how, uint64_t n, const char *what)
{
    char text[UNITS_TEXT];
    if (n)
        message_note("  %-10s %s %s%s", how, units_count_text(n, text), what, n == 1 ? "" : "s");
}

void news_say_summary(const struct news_dedup *d)
{
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT], e[UNITS_TEXT];
    const size_t n = d->intake.places.n;

    message_records_end();
    message_note("%s document%s, %s, in %s: %s/s (%d thread%s)", units_count_text(n, a), n == 1 ? "" : "s",
                 units_bytes_text((double)d->intake.bytes, b), units_time_text(d->seconds, c),
                 units_bytes_text(d->seconds > 0 ? (double)d->intake.bytes / d->seconds : 0, e), d->intake.threads,
                 d->intake.threads == 1 ? "" : "s");
    message_note("  kept       %s", units_count_text(n - d->n_removed, a));
    message_note("  removed    %s, copies of %s", units_count_text(d->n_removed, a),
                 d->n_stories == 1 ? "1 story" : "stories told more than once");
    say_left_out("left out", d->intake.bad_records, "bad record");
    say_left_out("unreadable", d->intake.bad_files, "file");
}
