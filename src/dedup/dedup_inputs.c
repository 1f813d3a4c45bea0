#define _GNU_SOURCE
#include "dedup/dedup_inputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/message.h"
#include "dedup/dedup.h"
#include "intake/state_text.h"
#include "store/state_file.h"

#define INPUTS_MAGIC UINT64_C(0x32535455504e4952)
#define SOURCES_MAGIC UINT64_C(0x31534352554f5352)

/* --- options and files, as text --- */

/* A line each. */
static void describe_options(FILE *f, const struct dedup *d)
{
    const struct dedup_options *o = d->o;

    fprintf(f, "--input %d\n--max-record %llu\n--keep %s\n", o->input, (unsigned long long)o->max_record, o->keep);
    for (size_t i = 0; i < o->fields.n; i++)
        fprintf(f, "--field %s\n", o->fields.items[i]);
    for (size_t i = 0; i < o->against_fields.n; i++)
        fprintf(f, "--against-field %s\n", o->against_fields.items[i]);
    if (o->only_against)
        fprintf(f, "--only-against\n");
}

/* Options, a line of one NUL, files. *text is free()d by the caller. */
static int describe(const struct dedup *d, char **text, size_t *n, bool *again)
{
    FILE *f = open_memstream(text, n);
    struct stat st;

    if (!f)
        return RP_ERR_NOMEM;
    describe_options(f, d);
    if (stat(d->o->keep, &st) == 0)
        state_text_file(f, d->o->keep, d->o->keep);
    fwrite("\0\n", 1, 2, f);
    *again = state_text_sources(f, d->sources);
    return state_text_close(f, text);
}

int inputs_compare(const struct dedup *d, const char *dir, bool *again)
{
    char *was = NULL, *is = NULL, *sources = NULL;
    size_t was_n, is_n, sources_n;
    int rc = RP_OK;

    TRY(state_text_load(dir, "sources", SOURCES_MAGIC, &sources, &sources_n)); /* they are those of "inputs", if
                                                                                  whole */
    TRY(describe(d, &is, &is_n, again));
    TRY(state_text_load(dir, "inputs", INPUTS_MAGIC, &was, &was_n));
    rc = state_text_compare(dir, was, was_n, is, is_n);
out:
    free(sources);
    free(was);
    free(is);
    return rc;
}

/* --- the parts: strings that end in NUL, the first letter says of what --- */

enum tag { TAG_FOLDER = 'd', TAG_REFERENCE = 'r', TAG_INPUT = 'i', TAG_FIELD = 'f', TAG_SOURCE = 's' };

static void put_string(FILE *f, enum tag tag, const char *s)
{
    fputc((int)tag, f);
    fwrite(s, 1, strlen(s) + 1, f);
}

static void put_part(FILE *f, const struct dedup *d, const struct part *p)
{
    const char format[] = {(char)('0' + (int)p->format), '\0'};

    put_string(f, p->reference ? TAG_REFERENCE : TAG_INPUT, format);
    for (size_t i = 0; i < p->n_specs; i++)
        put_string(f, TAG_FIELD, p->spec[i]);
    for (uint32_t i = p->first; i < p->end; i++)
        put_string(f, TAG_SOURCE, source_path(d->sources, i));
}

static int save_sources(const struct dedup *d, const char *dir)
{
    char *text = NULL, *here = NULL;
    size_t n = 0;
    FILE *f = NULL;
    int rc = RP_ERR_NOMEM;

    if ((!(here = getcwd(NULL, 0)) && errno == ENOMEM) || !(f = open_memstream(&text, &n)))
        goto out;
    put_string(f, TAG_FOLDER, here ? here : "");
    for (size_t i = 0; i < d->parts.n; i++)
        put_part(f, d, &d->parts.a[i]);
    if ((rc = state_text_close(f, &text)) == RP_OK)
        rc = state_file_save(dir, "sources", SOURCES_MAGIC, text, n);
out:
    free(text);
    free(here);
    return rc;
}

int inputs_save(const struct dedup *d, const char *dir, bool *again)
{
    char *text = NULL;
    size_t n;
    int rc = RP_OK;

    TRY(describe(d, &text, &n, again));
    TRY(save_sources(d, dir));
    TRY(state_file_save(dir, "inputs", INPUTS_MAGIC, text, n));
out:
    free(text);
    return rc;
}

/* --- loading --- */

/* What is being loaded: strings of "sources", and the lines of "inputs" that go with its sources. */
struct loading {
    struct dedup *d;
    const char *dir;
    bool may_miss;
    const char *folder;       /* NULL: names are to be taken as they are */
    const char *line, *end;   /* the next one of the files */
    const char **spec, **path;
    size_t n_specs, specs_cap, n_paths, paths_cap;
    struct flag_list made;    /* names that had to be put together */
};

static int damaged(const struct loading *l, const char *file)
{
    message_error("cannot go on with '%s': %s: %s", l->dir, file, rp_strerror(RP_ERR_FORMAT));
    return STATUS_SAID;
}

/* A name as it is to be opened from here. */
static int resolve_name(struct loading *l, const char *name, const char **out)
{
    char *made;
    int rc = RP_OK;

    *out = name;
    if (!l->folder || name[0] == '/' || state_text_is_stdin(name))
        return RP_OK;
    TRY(mem_grow(&l->made.items, &l->made.cap, l->made.n + 1, sizeof *l->made.items));
    if (asprintf(&made, "%s/%s", l->folder, name) < 0)
        return RP_ERR_NOMEM;
    l->made.items[l->made.n++] = *out = made;
out:
    return rc;
}

/* Moves behind the line of a file, which must be as it was: 1, or 0 when it is another one by now. */
static int pass_line(struct loading *l, const char *name, const char *path, bool *missing)
{
    char *is = NULL;
    size_t n = 0, left = (size_t)(l->end - l->line);
    FILE *f = open_memstream(&is, &n);
    int same;

    if (!f)
        return RP_ERR_NOMEM;
    state_text_file(f, name, path);
    if (state_text_close(f, &is) < 0) {
        free(is);
        return RP_ERR_NOMEM;
    }
    same = n <= left && memcmp(is, l->line, n) == 0;
    *missing = strncmp(is, "missing", 7) == 0;
    free(is);
    if (!same) { /* its own line has the name, which may have ends of line in it */
        size_t at = strlen("file '") + strlen(name);
        if (at > left)
            return damaged(l, "inputs");
        n = at + state_text_line(l->line + at, l->end) + 1;
    }
    l->line += n < left ? n : left;
    return same;
}

static int check_source(struct loading *l, const char *name, const char *path)
{
    bool missing = false;
    int same;

    if (state_text_is_stdin(name)) {
        message_error("'%s' was made from standard input, which cannot be read a second time", l->dir);
        return STATUS_SAID;
    }
    same = pass_line(l, name, path, &missing);
    if (same < 0 || same || (missing && l->may_miss))
        return same < 0 ? same : RP_OK;
    message_error(missing ? "'%s' was made from '%s', which is not there any more"
                          : "'%s' was made from '%s', which has changed since", l->dir, path);
    return STATUS_SAID;
}

/* The part that has been collected becomes one of d->parts. */
static int add_part(struct loading *l, const char *head)
{
    const enum source_format format = (enum source_format)(head[1] - '0');
    int rc = RP_OK;

    if (format < SOURCE_AUTO || format > SOURCE_TEXT)
        return damaged(l, "sources");
    TRY(parts_begin(l->d, head[0] == TAG_REFERENCE, format, l->spec, l->n_specs));
    TRY(source_list_add(l->d->sources, l->path, l->n_paths, format));
    parts_end(l->d);
    l->n_specs = l->n_paths = 0;
out:
    return rc;
}

static int take_string(struct loading *l, const char *s)
{
    const char *path;
    int rc = RP_OK;

    if (*s == TAG_FIELD) {
        TRY(mem_grow(&l->spec, &l->specs_cap, l->n_specs + 1, sizeof *l->spec));
        l->spec[l->n_specs++] = s + 1;
    } else if (*s == TAG_SOURCE) {
        TRY(resolve_name(l, s + 1, &path));
        TRY(check_source(l, s + 1, path));
        TRY(mem_grow(&l->path, &l->paths_cap, l->n_paths + 1, sizeof *l->path));
        l->path[l->n_paths++] = path;
    } else {
        rc = damaged(l, "sources");
    }
out:
    return rc;
}

static int take_strings(struct loading *l, const char *p, const char *end)
{
    const char *head = NULL;
    char *here = getcwd(NULL, 0);
    int rc = RP_OK;

    if (p == end || end[-1] != '\0' || *p != TAG_FOLDER)
        TRY(damaged(l, "sources"));
    l->folder = !p[1] || (here && strcmp(here, p + 1) == 0) ? NULL : p + 1;
    for (p += strlen(p) + 1; p < end; p += strlen(p) + 1)
        if (*p == TAG_REFERENCE || *p == TAG_INPUT) {
            if (head)
                TRY(add_part(l, head));
            head = p;
        } else {
            TRY(take_string(l, p));
        }
    if (head)
        TRY(add_part(l, head));
out:
    free(here);
    return rc;
}

int inputs_load(struct dedup *d, const char *dir, bool may_miss)
{
    struct loading l = {.d = d, .dir = dir, .may_miss = may_miss};
    char *sources = NULL, *inputs = NULL;
    size_t sources_n, inputs_n;
    int rc = RP_OK;

    TRY(state_text_load(dir, "sources", SOURCES_MAGIC, &sources, &sources_n));
    TRY(state_text_load(dir, "inputs", INPUTS_MAGIC, &inputs, &inputs_n));
    l.end = inputs + inputs_n;
    if (!(l.line = memchr(inputs, '\0', inputs_n)) || l.end - l.line < 2)
        TRY(damaged(&l, "inputs"));
    l.line += 2;
    TRY(take_strings(&l, sources, sources + sources_n));
out:
    for (size_t i = 0; i < l.made.n; i++)
        free((char *)(uintptr_t)l.made.items[i]);
    free(l.made.items);
    free(l.spec);
    free(l.path);
    free(sources);
    free(inputs);
    return rc;
}
