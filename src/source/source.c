#define _GNU_SOURCE
#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "source/endings.h"
#include "source/source_entry.h"

static char *copy_string(const char *s, size_t n)
{
    char *c = mem_alloc(n + 1, 1);
    if (c) {
        memcpy(c, s, n);
        c[n] = '\0';
    }
    return c;
}

/* --- the list --- */

/* Takes path over, whether it succeeds or not. */
static int add_entry(struct source_list *l, char *path, const struct stat *st, struct source_error error)
{
    struct source_entry e = {.path = path, .spool_fd = -1, .error = error, .kind = SOURCE_FILE};
    int rc = path ? mem_grow(&l->entry, &l->cap, l->n + 1, sizeof *l->entry) : RP_ERR_NOMEM;

    if (rc == RP_OK && l->n >= UINT32_MAX)
        rc = RP_ERR_LIMIT;
    if (rc < 0) {
        free(path);
        return rc;
    }
    if (st) {
        e.dev = st->st_dev;
        e.ino = st->st_ino;
        e.kind = S_ISREG(st->st_mode) ? SOURCE_FILE : SOURCE_PIPE;
        e.size = S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0;
    }
    e.format = (uint8_t)(l->forced != SOURCE_AUTO ? l->forced : ending_format(path));
    l->entry[l->n++] = e;
    return RP_OK;
}

static int add_error(struct source_list *l, char *path, const char *what, int sys)
{
    return add_entry(l, path, NULL, (struct source_error){.status = RP_ERR_IO, .what = what, .sys = sys});
}

/* --- directories --- */

/* The directories from the root of the walk down to here. */
struct chain {
    const struct chain *up;
    dev_t dev;
    ino_t ino;
};

/* The directories met in the walk of one name. Links make many ways to each, in a ladder of n rungs 2^n: only the
 * first way is gone. Open addressing, at most half full; a slot is free while `used` is not set. */
struct seen {
    struct seen_place {
        dev_t dev;
        ino_t ino;
        bool used;
    } *slot;
    size_t n, slots;
};

static struct seen_place *seen_find(const struct seen *s, dev_t dev, ino_t ino)
{
    size_t i = (size_t)hash_mix((uint64_t)ino + ((uint64_t)dev << 40)) & (s->slots - 1);

    while (s->slot[i].used && (s->slot[i].dev != dev || s->slot[i].ino != ino))
        i = (i + 1) & (s->slots - 1);
    return &s->slot[i];
}

static int seen_widen(struct seen *s)
{
    struct seen wide = {.n = s->n, .slots = s->slots ? 2 * s->slots : 64};

    if (!(wide.slot = mem_zalloc(wide.slots, sizeof *wide.slot)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].used)
            *seen_find(&wide, s->slot[i].dev, s->slot[i].ino) = s->slot[i];
    free(s->slot);
    *s = wide;
    return RP_OK;
}

/* 1: for the first time; 0: it has been met; or RP_ERR_NOMEM. */
static int seen_add(struct seen *s, const struct stat *st)
{
    struct seen_place *p;
    int rc;

    if (2 * s->n >= s->slots && (rc = seen_widen(s)) < 0)
        return rc;
    p = seen_find(s, st->st_dev, st->st_ino);
    if (p->used)
        return 0;
    *p = (struct seen_place){st->st_dev, st->st_ino, true};
    s->n++;
    return 1;
}

static bool chain_holds(const struct chain *c, const struct stat *st)
{
    for (; c; c = c->up)
        if (c->dev == st->st_dev && c->ino == st->st_ino)
            return true;
    return false;
}

struct names {
    char **p;
    size_t n, cap;
};

static void names_release(struct names *a)
{
    for (size_t i = 0; i < a->n; i++)
        free(a->p[i]);
    free(a->p);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join_path(const char *dir, const char *name)
{
    size_t d = strlen(dir), n = strlen(name), slash = d > 0 && dir[d - 1] != '/';
    char *p = mem_alloc(d + slash + n + 1, 1);

    if (p) {
        memcpy(p, dir, d);
        memset(p + d, '/', slash);
        memcpy(p + d + slash, name, n + 1);
    }
    return p;
}

/* The paths in an open directory, hidden ones left out, sorted. *sys: errno when reading it failed. */
static int read_names(DIR *dir, const char *path, struct names *out, int *sys)
{
    struct dirent *e;
    int rc = RP_OK;

    for (*sys = 0; errno = 0, (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        TRY(mem_grow(&out->p, &out->cap, out->n + 1, sizeof *out->p));
        if (!(out->p[out->n] = join_path(path, e->d_name)))
            TRY(RP_ERR_NOMEM);
        out->n++;
    }
    *sys = errno;
    if (out->n)
        qsort(out->p, out->n, sizeof *out->p, by_bytes);
out:
    return rc;
}

static int add_path(struct source_list *l, char *path, const struct chain *up, struct seen *seen);

static bool is_state(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return strcmp(name, SOURCE_STATE_FOLDER) == 0 || strcmp(name, SOURCE_JOURNAL_FOLDER) == 0;
}

/* Takes path over. */
static int walk_directory(struct source_list *l, char *path, const struct stat *st, const struct chain *up,
                          struct seen *seen)
{
    const struct chain here = {up, st->st_dev, st->st_ino};
    struct names names = {0};
    DIR *dir = NULL;
    int rc, sys;

    if (up && is_state(path)) {
        free(path);
        return RP_OK;
    }
    if (chain_holds(up, st))
        return add_error(l, path, "a directory that contains itself", ELOOP);
    if ((rc = seen_add(seen, st)) <= 0)
        goto out;
    if (!(dir = opendir(path)))
        return add_error(l, path, "cannot open directory", errno);
    TRY(read_names(dir, path, &names, &sys));
    /* The descriptor is given back before going down, so depth is not bounded by their number. */
    closedir(dir);
    dir = NULL;
    for (size_t i = 0; i < names.n; i++) {
        char *child = names.p[i];
        names.p[i] = NULL;
        TRY(add_path(l, child, &here, seen));
    }
    if (sys) {
        TRY(add_error(l, path, "cannot read directory", sys));
        path = NULL;
    }
out:
    if (dir)
        closedir(dir);
    names_release(&names);
    free(path);
    return rc;
}

/* up: NULL for what the user named himself. Takes path over. */
static int add_path(struct source_list *l, char *path, const struct chain *up, struct seen *seen)
{
    const struct source_error none = {0};
    char ending[ENDING_TEXT];
    struct stat st;

    if (stat(path, &st) < 0)
        return add_error(l, path, "cannot open", errno);
    if (S_ISDIR(st.st_mode))
        return walk_directory(l, path, &st, up, seen);
    if (up && !S_ISREG(st.st_mode)) {
        /* A pipe met on the way would wait for a writer that nobody promised. */
        free(path);
        return RP_OK;
    }
    if (up && l->forced == SOURCE_AUTO && ending_is_foreign(path, ending)) {
        free(path);
        return endings_count(&l->foreign, &l->n_foreign, &l->foreign_cap, ending);
    }
    return add_entry(l, path, &st, none);
}

static int add_stdin(struct source_list *l)
{
    const struct source_error none = {0};
    char *name = copy_string("(standard input)", 16);
    struct stat st;
    int rc;

    if (name && l->stdin_named)
        return add_error(l, name, "standard input is named twice", 0);
    l->stdin_named = true;
    if (name && fstat(STDIN_FILENO, &st) < 0)
        return add_error(l, name, "cannot read", errno);
    rc = add_entry(l, name, &st, none);
    if (rc == RP_OK)
        l->entry[l->n - 1].kind = SOURCE_STDIN;
    return rc;
}

static int add_named(struct source_list *l, const char *path)
{
    struct seen seen = {0};
    char *own;
    int rc;

    if (strcmp(path, "-") == 0)
        return add_stdin(l);
    if (!(own = copy_string(path, strlen(path))))
        return RP_ERR_NOMEM;
    rc = add_path(l, own, NULL, &seen);
    free(seen.slot);
    return rc;
}

int source_list_add(struct source_list *l, const char *const *paths, size_t n, enum source_format format)
{
    int rc = RP_OK;

    l->forced = format;
    for (size_t i = 0; rc == RP_OK && i < n; i++)
        rc = add_named(l, paths[i]);
    return rc;
}

int source_list_create(struct source_list **out, const char *const *paths, size_t n, const struct source_options *o)
{
    struct source_list *l = NULL;
    int rc = RP_OK;

    if (n == 0 && paths)
        return RP_ERR_INVALID;
    if (!(l = mem_zalloc(1, sizeof *l)))
        return RP_ERR_NOMEM;
    l->repeat = o->repeat;
    if (o->work_dir && !(l->work_dir = copy_string(o->work_dir, strlen(o->work_dir))))
        TRY(RP_ERR_NOMEM);
    TRY(source_list_add(l, paths, n, o->format));
    *out = l;
    l = NULL;
out:
    source_list_free(l);
    return rc;
}

void source_list_free(struct source_list *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n; i++) {
        if (l->entry[i].spool_fd >= 0)
            close(l->entry[i].spool_fd);
        free(l->entry[i].path);
        free(l->entry[i].mark);
    }
    free(l->entry);
    free(l->foreign);
    free(l->work_dir);
    free(l);
}

uint32_t source_count(const struct source_list *l)
{
    return (uint32_t)l->n;
}

const char *source_path(const struct source_list *l, uint32_t file)
{
    return l->entry[file].path;
}

uint64_t source_size(const struct source_list *l, uint32_t file)
{
    return l->entry[file].size;
}

bool source_is_pipe(const struct source_list *l, uint32_t file)
{
    return l->entry[file].kind != SOURCE_FILE;
}

enum source_format source_format(const struct source_list *l, uint32_t file)
{
    return (enum source_format)l->entry[file].format;
}

enum source_coding source_coding(const struct source_list *l, uint32_t file)
{
    return (enum source_coding)l->entry[file].coding;
}

bool source_known(const struct source_list *l, uint32_t file)
{
    return l->entry[file].known;
}

static int by_count(const void *a, const void *b)
{
    const struct ending_count *x = a, *y = b;
    if (!*x->ending != !*y->ending)
        return !*x->ending - !*y->ending;
    if (x->files != y->files)
        return x->files < y->files ? 1 : -1;
    return strcmp(x->ending, y->ending);
}

size_t source_list_foreign(struct source_list *l, const struct ending_count **list)
{
    if (l->n_foreign)
        qsort(l->foreign, l->n_foreign, sizeof *l->foreign, by_count);
    *list = l->foreign;
    return l->n_foreign;
}

bool source_list_has(const struct source_list *l, const char *path)
{
    struct stat st;

    if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (l->entry[i].ino == st.st_ino && l->entry[i].dev == st.st_dev && l->entry[i].error.status == RP_OK)
            return true;
    return false;
}
