#define _GNU_SOURCE
#include "dedup/dedup_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "dedup/dedup.h"
#include "dedup/dedup_inputs.h"
#include "intake/folder_files.h"
#include "intake/work_folder.h"

/* --- parts --- */

static int open_fields(struct fields **out, const char *flag, const char *const *spec, size_t n)
{
    int rc = RP_OK;

    TRY(fields_create(out));
    for (size_t i = 0; i < n; i++) {
        rc = fields_override(*out, spec[i]);
        if (rc == RP_ERR_INVALID) {
            message_error("%s wants SLOT=NAME such as text=body, not '%s'", flag, spec[i]);
            rc = STATUS_SAID;
        }
        TRY(rc);
    }
out:
    return rc;
}

int parts_begin(struct dedup *d, bool reference, enum source_format format, const char *const *spec, size_t n)
{
    struct parts *all = &d->parts;
    struct part *p;
    int rc = RP_OK;

    TRY(mem_grow(&all->a, &all->cap, all->n + 1, sizeof *all->a));
    p = &all->a[all->n++];
    *p = (struct part){.reference = reference, .format = format, .first = source_count(d->sources), .lock = -1};
    TRY(open_fields(&p->fields, reference && d->o->against_fields.n ? "--against-field" : "--field", spec, n));
    if (!(p->spec = mem_zalloc(n, sizeof *p->spec)))
        return RP_ERR_NOMEM;
    for (; p->n_specs < n; p->n_specs++)
        if (!(p->spec[p->n_specs] = strdup(spec[p->n_specs])))
            return RP_ERR_NOMEM;
out:
    return rc;
}

void parts_end(struct dedup *d)
{
    d->parts.a[d->parts.n - 1].end = source_count(d->sources);
}

static void give_back(struct part *p)
{
    rp_corpus_free(p->lent);
    if (p->lock >= 0)
        close(p->lock);
    p->lent = NULL;
    p->lock = -1;
}

void parts_close(struct dedup *d)
{
    for (size_t i = 0; i < d->parts.n; i++) {
        struct part *p = &d->parts.a[i];
        give_back(p);
        free(p->dir);
        fields_free(p->fields);
        for (size_t k = 0; k < p->n_specs; k++)
            free(p->spec[k]);
        free(p->spec);
    }
    free(d->parts.a);
    d->parts = (struct parts){0};
}

const struct part *part_of(const struct dedup *d, uint32_t file)
{
    size_t low = 0, high = d->parts.n - 1;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (d->parts.a[mid].end <= file)
            low = mid + 1;
        else
            high = mid;
    }
    return &d->parts.a[low];
}

const struct part *part_input(const struct dedup *d)
{
    return &d->parts.a[d->parts.n - 1];
}

/* --- the state of an earlier run as a reference --- */

static bool holds(const char *dir, const char *name)
{
    char path[4096];
    struct stat st;

    return snprintf(path, sizeof path, "%s/%s", dir, name) < (int)sizeof path && stat(path, &st) == 0;
}

/* The folder of a state, free()d by the caller: *out stays NULL for what is none. */
static int find_state(const char *name, char **out)
{
    if (holds(name, STATE_FOLDER))
        return asprintf(out, "%s/" STATE_FOLDER, name) < 0 ? RP_ERR_NOMEM : RP_OK;
    if (holds(name, "corpus") && holds(name, "sources") && holds(name, "inputs"))
        return (*out = strdup(name)) ? RP_OK : RP_ERR_NOMEM;
    return RP_OK;
}

static int refuse(const char *dir, const char *why)
{
    message_error("'%s' cannot be the reference: %s", dir, why);
    return STATUS_SAID;
}

static const char *unit_name(uint32_t unit)
{
    static const char *const name[] = {"auto", "word", "char"};
    return name[unit < ARRAY_LEN(name) ? unit : 0];
}

/* Rows are compared as they are: what they depend on must be the same. */
static int check_params(const char *dir, const rp_params *theirs, const rp_params *ours)
{
    char why[200] = "";

    if (theirs->keyed != ours->keyed)
        return refuse(dir, ours->keyed ? "it was made without --key" : "it was made with a --key");
    if (theirs->exact_only != ours->exact_only)
        return refuse(dir, theirs->exact_only ? "it was made with --exact-only" : "it was made without --exact-only");
    if (theirs->unit != ours->unit || theirs->shingle != ours->shingle)
        snprintf(why, sizeof why, "it has shingles of %u tokens (--unit %s), this run has %u (--unit %s)",
                 theirs->shingle, unit_name(theirs->unit), ours->shingle, unit_name(ours->unit));
    else if (theirs->sketch != ours->sketch)
        snprintf(why, sizeof why, "it was made with --sketch %s",
                 theirs->sketch == RP_SKETCH_SIMHASH ? "simhash" : "minhash");
    else if (theirs->sketch == RP_SKETCH_SIMHASH && theirs->hamming != ours->hamming)
        snprintf(why, sizeof why, "it was made with --hamming %u", theirs->hamming);
    else if (theirs->slots != ours->slots)
        snprintf(why, sizeof why, "it was made with --slots %u", theirs->slots);
    else if (theirs->bands != ours->bands || theirs->rows != ours->rows)
        snprintf(why, sizeof why, "it was made with --bands %u --rows %u, this run has %u of %u", theirs->bands,
                 theirs->rows, ours->bands, ours->rows);
    else if (ours->contained > 0 && theirs->contained <= 0)
        snprintf(why, sizeof why, "it was made without --contained");
    return why[0] ? refuse(dir, why) : RP_OK;
}

static int borrow(struct dedup *d, struct part *p)
{
    const rp_home home = {.dir = p->dir, .keep = 1, .payload = sizeof(struct packed_place)};
    rp_params theirs;
    rp_error err = {0};
    int rc;

    if ((rc = work_folder_lock(p->dir, false, &p->lock)) < 0)
        return rc;
    rc = rp_corpus_borrow(&p->lent, &home, &err);
    if (rc < 0 && rc != RP_ERR_NOMEM) {
        message_error("'%s' cannot be the reference: %s: %s", p->dir, err.file, err.what ? err.what : rp_strerror(rc));
        return STATUS_SAID;
    }
    TRY(rc);
    TRY(rp_corpus_params(p->lent, &theirs));
    TRY(check_params(p->dir, &theirs, &d->params));
out:
    return rc;
}

/* All its parts are references here. *dir is taken over. */
static int add_state(struct dedup *d, char **dir)
{
    const size_t first = d->parts.n;
    int rc = RP_OK;

    TRY(inputs_load(d, *dir, false));
    if (d->parts.n == first)
        TRY(refuse(*dir, "it holds nothing"));
    for (size_t i = first; i < d->parts.n; i++) {
        d->parts.a[i].reference = true;
        d->parts.a[i].came_along = i > first;
    }
    d->parts.a[first].dir = *dir;
    d->parts.a[first].lent_end = source_count(d->sources);
    *dir = NULL;
    TRY(borrow(d, &d->parts.a[first]));
out:
    return rc;
}

struct shift {
    uint32_t by;      /* sources before theirs */
    uint32_t sources; /* theirs */
    bool failed;
};

static void shift_place(void *ctx, void *row)
{
    struct shift *s = ctx;
    struct packed_place *p = row;

    s->failed |= p->file >= s->sources;
    p->file += s->by;
}

int part_take_rows(struct dedup *d, struct part *p)
{
    struct shift s = {.by = p->first, .sources = p->lent_end - p->first};
    int rc = rp_corpus_append_borrowed(d->corpus, p->lent, shift_place, &s);

    if (rc == RP_ERR_MISMATCH)
        return refuse(p->dir, "it was made with another key");
    if (rc == RP_ERR_FORMAT || rc == RP_ERR_IO || (rc == RP_OK && s.failed))
        return refuse(p->dir, "damaged, or not what it claims to be");
    give_back(p);
    return rc;
}

/* --- opening --- */

static int add_reference(struct dedup *d, const char *name)
{
    const struct flag_list *spec = d->o->against_fields.n ? &d->o->against_fields : &d->o->fields;
    const enum source_format format = (enum source_format)d->o->input;
    char *dir = NULL;
    int rc = RP_OK;

    TRY(find_state(name, &dir));
    if (dir) {
        rc = add_state(d, &dir);
    } else {
        TRY(parts_begin(d, true, format, spec->items, spec->n));
        TRY(source_list_add(d->sources, &name, 1, format));
        parts_end(d);
    }
out:
    free(dir);
    return rc;
}

static int create_list(struct dedup *d)
{
    const struct source_options o = {.work_dir = d->o->work_dir, .repeat = true};
    return source_list_create(&d->sources, NULL, 0, &o);
}

int parts_open(struct dedup *d, const char *const *operands, size_t n)
{
    static const char *const standard_input[] = {"-"};
    const enum source_format format = (enum source_format)d->o->input;
    int rc = RP_OK;

    if (n == 0 && isatty(STDIN_FILENO)) {
        message_error("no input: name files or directories, or - for standard input");
        return STATUS_SAID;
    }
    TRY(create_list(d));
    for (size_t i = 0; i < d->o->against.n; i++)
        TRY(add_reference(d, d->o->against.items[i]));
    TRY(parts_begin(d, false, format, d->o->fields.items, d->o->fields.n));
    TRY(source_list_add(d->sources, n ? operands : standard_input, n ? n : 1, format));
    parts_end(d);
    TRY(folder_files_say(d->sources));
out:
    return rc;
}

int parts_from_state(struct dedup *d)
{
    int rc = RP_OK;

    TRY(create_list(d));
    TRY(inputs_load(d, d->state.dir, true));
    if (d->parts.n == 0 || part_input(d)->reference) {
        message_error("cannot go on with '%s': sources: %s", d->state.dir, rp_strerror(RP_ERR_FORMAT));
        rc = STATUS_SAID;
    }
out:
    return rc;
}
