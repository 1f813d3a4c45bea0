#define _GNU_SOURCE
#include "cli/dedup_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "cli/cleanup.h"
#include "cli/clock.h"
#include "cli/dedup.h"
#include "cli/dedup_memory.h"
#include "cli/message.h"
#include "store/state_file.h"

#define FOLDER "reprint-state"
#define INPUTS_MAGIC UINT64_C(0x31535455504e4952)
#define PATHS_MAGIC UINT64_C(0x3153485441504e52)
static const double LEAST_SECONDS = .1, COST_SHARE = 12;

/* --- what the state is of --- */

/* A line each: what decides which documents there are, their ranks and places. */
static void describe_options(FILE *f, const struct dedup *d)
{
    const struct dedup_options *o = d->o;

    fprintf(f, "--input %d\n--max-record %llu\n--keep %s\n", o->input, (unsigned long long)o->max_record, o->keep);
    for (size_t i = 0; i < o->fields.n; i++)
        fprintf(f, "--field %s\n", o->fields.items[i]);
}

/* False for what cannot be read again by another process. */
static bool describe_file(FILE *f, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        fprintf(f, "missing '%s'\n", path);
        return true;
    }
    fprintf(f, "file '%s', %llu bytes, of %lld.%09ld\n", path, (unsigned long long)st.st_size,
            (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    return S_ISREG(st.st_mode);
}

/* *text is free()d by the caller. */
static int describe(const struct dedup *d, char **text, size_t *n, bool *again)
{
    FILE *f = open_memstream(text, n);
    struct stat st;

    if (!f)
        return RP_ERR_NOMEM;
    *again = true;
    describe_options(f, d);
    if (stat(d->o->keep, &st) == 0)
        describe_file(f, d->o->keep);
    for (uint32_t i = 0; i < source_count(d->sources); i++) {
        const char *path = source_path(d->sources, i);
        if (strcmp(path, "(standard input)") == 0)
            *again = false;
        else
            *again &= describe_file(f, path);
    }
    return fclose(f) == 0 ? RP_OK : RP_ERR_NOMEM;
}

static size_t line_length(const char *p, const char *end)
{
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    return nl ? (size_t)(nl - p) : (size_t)(end - p);
}

/* Says the first line that is not the same. */
static int say_difference(const struct dedup *d, const char *was, size_t was_n, const char *is, size_t is_n)
{
    const char *was_end = was + was_n, *is_end = is + is_n;

    for (;;) {
        size_t a = line_length(was, was_end), b = line_length(is, is_end);
        if (a != b || memcmp(was, is, a) != 0) {
            message_error("'%s' is the state of another run; it had '%.*s', not '%.*s'", d->state.dir, (int)a, was,
                          (int)b, is);
            return STATUS_SAID;
        }
        if (was + a >= was_end || is + b >= is_end)
            return RP_OK;
        was += a + 1;
        is += b + 1;
    }
}

static int compare_inputs(const struct dedup *d, const char *text, size_t n)
{
    void *was = NULL;
    size_t was_n;
    int rc = state_file_load(d->state.dir, "inputs", INPUTS_MAGIC, &was, &was_n);

    if (rc == RP_ERR_NOMEM)
        return rc;
    if (rc < 0) {
        message_error("cannot go on with '%s': inputs: %s", d->state.dir, rp_strerror(rc));
        return STATUS_SAID;
    }
    if (was_n != n || memcmp(was, text, n) != 0)
        rc = say_difference(d, was, was_n, text, n);
    free(was);
    return rc;
}

/* --- the folder --- */

static int say_folder(const char *what, const char *dir)
{
    message_error("cannot %s '%s': %s", what, dir, strerror(errno));
    return STATUS_SAID;
}

static int lock_folder(struct dedup *d)
{
    if ((d->state.lock = state_file_open(d->state.dir, "lock")) < 0 &&
        (d->state.lock = state_file_create(d->state.dir, "lock")) < 0)
        return say_folder("write to", d->state.dir);
    if (flock(d->state.lock, LOCK_EX | LOCK_NB) != 0) {
        message_error("'%s' is in use by another run", d->state.dir);
        return STATUS_SAID;
    }
    return RP_OK;
}

/* *old: a run has left a checkpoint there. */
static int open_folder(struct dedup *d, bool *old)
{
    char *path = NULL;
    struct stat st;
    int rc = RP_OK;

    if (asprintf(&d->state.dir, "%s/" FOLDER, d->o->work_dir) < 0 || asprintf(&path, "%s/corpus", d->state.dir) < 0)
        return RP_ERR_NOMEM;
    if (mkdir(d->o->work_dir, 0777) != 0 && errno != EEXIST)
        TRY(say_folder("create", d->o->work_dir));
    if (mkdir(d->state.dir, 0700) != 0 && errno != EEXIST)
        TRY(say_folder("create", d->state.dir));
    TRY(lock_folder(d));
    *old = lstat(path, &st) == 0;
    if (*old && !d->o->resume) {
        message_error("'%s' holds the state of a run: go on with it by --resume, or remove it", d->state.dir);
        rc = STATUS_SAID;
    }
out:
    free(path);
    return rc;
}

/* --- the names of the sources, each with its NUL --- */

static int save_paths(const struct dedup *d)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    int rc = RP_ERR_NOMEM;

    if (!f)
        return rc;
    for (uint32_t i = 0; i < source_count(d->sources); i++)
        fwrite(source_path(d->sources, i), 1, strlen(source_path(d->sources, i)) + 1, f);
    if (fclose(f) == 0)
        rc = state_file_save(d->state.dir, "paths", PATHS_MAGIC, text, n);
    free(text);
    return rc;
}

static int open_named(struct dedup *d, const char *text, size_t n, const struct source_options *o)
{
    const char **names = NULL;
    size_t count = 0, cap = 0;
    int rc = RP_OK;

    for (const char *p = text; p < text + n; p += strlen(p) + 1) {
        TRY(mem_grow(&names, &cap, count + 1, sizeof *names));
        names[count++] = p;
    }
    TRY(source_list_create(&d->sources, names, count, o));
out:
    free(names);
    return rc;
}

int state_open_sources(struct dedup *d, size_t n, const struct source_options *o)
{
    void *text = NULL;
    size_t text_n;
    int rc;

    if (n || d->o->work_dir || d->o->resume) {
        message_error("--from takes its inputs from the state: no files, no --work-dir, no --resume");
        return STATUS_SAID;
    }
    if (asprintf(&d->state.dir, "%s/" FOLDER, d->o->from) < 0)
        return RP_ERR_NOMEM;
    rc = state_file_load(d->state.dir, "paths", PATHS_MAGIC, &text, &text_n);
    if (rc == RP_OK && (text_n == 0 || ((char *)text)[text_n - 1] != '\0'))
        rc = RP_ERR_FORMAT;
    if (rc < 0 && rc != RP_ERR_NOMEM) {
        message_error("cannot ask '%s': paths: %s", d->state.dir, rp_strerror(rc));
        rc = STATUS_SAID;
    }
    if (rc == RP_OK)
        rc = open_named(d, text, text_n, o);
    free(text);
    return rc;
}

/* --- opening --- */

static int start(struct dedup *d, const rp_home *home, const char *text, size_t n)
{
    const struct read_cursor zero = {0};
    int rc = RP_OK;

    TRY(rp_corpus_create(&d->corpus, &d->params, home));
    TRY(save_paths(d));
    TRY(state_file_save(d->state.dir, "inputs", INPUTS_MAGIC, text, n));
    TRY(state_checkpoint(d, &zero));
out:
    return rc;
}

/* A threshold that the bands were not made for: fewer of its pairs are candidates. */
static void warn_of_recall(const struct dedup *d)
{
    double recall = rp_params_recall(&d->params, d->params.threshold);

    if (recall < d->params.recall - .005)
        message_warn("the candidates in '%s' were found for a higher threshold: at %g they have %.1f %% of the pairs",
                     d->state.dir, d->params.threshold, 100 * recall);
}

static int go_on(struct dedup *d, const rp_home *home, const char *text, size_t n)
{
    rp_error err = {0};
    const void *cursor;
    size_t cursor_n;
    int rc = RP_OK;

    TRY(compare_inputs(d, text, n));
    rc = d->o->from ? rp_corpus_reopen(&d->corpus, &d->params, home, &err)
                    : rp_corpus_open(&d->corpus, &d->params, home, &err);
    if (rc < 0 && rc != RP_ERR_NOMEM) {
        message_error("cannot go on with '%s': %s: %s", d->state.dir, err.file, err.what ? err.what : rp_strerror(rc));
        return STATUS_SAID;
    }
    TRY(rc);
    if (d->o->from)
        warn_of_recall(d);
    cursor = rp_corpus_cursor(d->corpus, &cursor_n);
    if (cursor_n != sizeof d->cursor) {
        message_error("cannot go on with '%s': corpus: made by another version", d->state.dir);
        return STATUS_SAID;
    }
    memcpy(&d->cursor, cursor, cursor_n);
out:
    return rc;
}

static int open_kept(struct dedup *d, rp_home *home)
{
    char *text = NULL;
    size_t n = 0;
    bool old = false, again;
    int rc = RP_OK;

    TRY(open_folder(d, &old));
    TRY(describe(d, &text, &n, &again));
    home->dir = d->state.dir;
    home->keep = 1;
    if (old && !again) {
        message_error("standard input and pipes cannot be read a second time: there is nothing to go on with");
        TRY(STATUS_SAID);
    }
    if (again)
        cleanup_say("reprint: stopped; the same command with --resume goes on\n");
    TRY(old ? go_on(d, home, text, n) : start(d, home, text, n));
    d->state.kept = true;
    d->state.again = again;
out:
    free(text);
    return rc;
}

static int open_asked(struct dedup *d, rp_home *home)
{
    char *text = NULL;
    size_t n = 0;
    bool again;
    int rc = RP_OK;

    TRY(lock_folder(d));
    TRY(describe(d, &text, &n, &again));
    home->dir = d->state.dir;
    home->keep = 1;
    TRY(go_on(d, home, text, n));
out:
    free(text);
    return rc;
}

static const char *temporary_folder(void)
{
    const char *dir = getenv("TMPDIR");
    return dir && *dir ? dir : "/tmp";
}

int state_open(struct dedup *d)
{
    rp_home home = {.payload = sizeof(struct packed_place)};
    struct memory_plan plan;
    int rc = RP_OK;

    d->state.lock = -1;
    if (d->o->resume && !d->o->work_dir) {
        message_error("--resume wants the --work-dir of the run that was stopped");
        return STATUS_SAID;
    }
    TRY(memory_plan(d, &plan));
    home.memory = plan.engine;
    d->state.ahead = plan.ahead;
    if (d->o->from)
        return open_asked(d, &home);
    if (d->o->work_dir)
        return open_kept(d, &home);
    if (!plan.fits)
        home.dir = temporary_folder();
    d->state.scratch = home.dir != NULL;
    rc = rp_corpus_create(&d->corpus, &d->params, &home);
out:
    return rc;
}

void state_close(struct dedup *d)
{
    cleanup_say(NULL);
    if (d->state.dir && d->state.lock >= 0)
        close(d->state.lock);
    free(d->state.dir);
    d->state.dir = NULL;
}

/* --- going --- */

int state_checkpoint(struct dedup *d, const struct read_cursor *at)
{
    double start = clock_seconds();
    int rc;

    d->cursor = *at;
    if (!d->state.dir)
        return RP_OK;
    rc = rp_corpus_checkpoint(d->corpus, at, sizeof *at);
    d->state.last = clock_seconds();
    d->state.cost = d->state.last - start;
    return rc;
}

bool state_checkpoint_due(const struct dedup *d)
{
    double wait = COST_SHARE * d->state.cost;
    return d->state.kept && clock_seconds() - d->state.last > (wait > LEAST_SECONDS ? wait : LEAST_SECONDS);
}

void state_say_failure(const struct dedup *d, int status)
{
    const char *where = d->state.dir ? d->state.dir : temporary_folder();

    if (status == RP_ERR_FULL)
        message_error("no space left in '%s'", where);
    else if (status == RP_ERR_IO && (d->state.dir || d->state.scratch))
        message_error("cannot read or write the state in '%s'", where);
    else if (status != STATUS_SAID)
        message_error("%s", rp_strerror(status));
    if (d->state.kept && d->state.again)
        message_error("what was done is kept in '%s': the same command with --resume goes on", d->state.dir);
}
