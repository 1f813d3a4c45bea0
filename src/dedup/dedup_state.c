#define _GNU_SOURCE
#include "dedup/dedup_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/cleanup.h"
#include "console/clock.h"
#include "console/message.h"
#include "dedup/dedup.h"
#include "dedup/dedup_inputs.h"
#include "dedup/dedup_memory.h"
#include "intake/work_folder.h"
#include "source/temp_file.h"
#include "store/state_file.h"

/* The corpus keeps it for us. */
struct saved_cursor {
    struct read_cursor at;
    struct seal facts[FACTS_FILES];
};

static const double LEAST_SECONDS = .1, COST_SHARE = 12;

/* --- the folder --- */

int state_open_sources(struct dedup *d, size_t n)
{
    if (n || d->o->work_dir || d->o->resume || d->o->against.n || d->o->fields.n) {
        message_error("--from takes its inputs from the state: no files, --against, --field, --work-dir, --resume");
        return STATUS_SAID;
    }
    if (asprintf(&d->state.dir, "%s/" STATE_FOLDER, d->o->from) < 0)
        return RP_ERR_NOMEM;
    return parts_from_state(d);
}

/* --- opening --- */

static void say_when_stopped(bool again)
{
    if (again)
        cleanup_say("reprint: stopped; the same command with --resume goes on\n");
}

static int start(struct dedup *d, const rp_home *home, bool *again)
{
    const struct read_cursor zero = {0};
    int rc = RP_OK;

    TRY(rp_corpus_create(&d->corpus, &d->params, home));
    TRY(facts_create(&d->facts, d->state.dir));
    TRY(inputs_save(d, d->state.dir, again));
    say_when_stopped(*again);
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

/* What was kept beside the corpus. */
static int open_cursor(struct dedup *d)
{
    struct saved_cursor saved;
    const char *file = "facts";
    const void *cursor;
    size_t n;
    int rc;

    cursor = rp_corpus_cursor(d->corpus, &n);
    if (n != sizeof saved) {
        message_error("cannot go on with '%s': corpus: made by another version", d->state.dir);
        return STATUS_SAID;
    }
    memcpy(&saved, cursor, n);
    d->cursor = saved.at;
    d->reference = saved.at.reference;
    rc = facts_open(&d->facts, d->state.dir, saved.facts, &file);
    if (rc == RP_OK && facts_count(d->facts) != rp_corpus_count(d->corpus))
        rc = RP_ERR_FORMAT;
    if (rc < 0 && rc != RP_ERR_NOMEM) {
        message_error("cannot go on with '%s': %s: %s", d->state.dir, file, rp_strerror(rc));
        return STATUS_SAID;
    }
    return rc;
}

static int go_on(struct dedup *d, const rp_home *home)
{
    rp_error err = {0};
    int rc;

    rc = d->o->from ? rp_corpus_reopen(&d->corpus, &d->params, home, &err)
                    : rp_corpus_open(&d->corpus, &d->params, home, &err);
    if (rc < 0 && rc != RP_ERR_NOMEM) {
        message_error("cannot go on with '%s': %s: %s", d->state.dir, err.file, err.what ? err.what : rp_strerror(rc));
        return STATUS_SAID;
    }
    TRY(rc);
    TRY(open_cursor(d));
out:
    return rc;
}

static int open_kept(struct dedup *d, rp_home *home)
{
    const struct work_folder folder = {d->o->work_dir, STATE_FOLDER, "corpus", d->o->resume};
    bool old = false, again = true;
    int rc = RP_OK;

    TRY(work_folder_open(&folder, &d->state.dir, &d->state.lock, &old));
    home->dir = d->state.dir;
    home->keep = 1;
    if (old)
        TRY(inputs_compare(d, d->state.dir, &again));
    if (old && !again) {
        message_error("standard input and pipes cannot be read a second time: there is nothing to go on with");
        TRY(STATUS_SAID);
    }
    say_when_stopped(old);
    TRY(old ? go_on(d, home) : start(d, home, &again));
    d->state.kept = true;
    d->state.again = again;
out:
    return rc;
}

static int rank_again(void *ctx, uint64_t doc, uint64_t *rank)
{
    const struct dedup *d = ctx;

    *rank = 0;
    return doc < d->reference ? RP_OK : facts_rank(d->facts, d->keep, doc, rank);
}

static int open_asked(struct dedup *d, rp_home *home)
{
    int rc = RP_OK;

    TRY(work_folder_lock(d->state.dir, false, &d->state.lock));
    home->dir = d->state.dir;
    home->keep = 1;
    TRY(go_on(d, home));
    warn_of_recall(d);
    if (!keep_is_saved(d->keep, d->cursor.rule))
        TRY(rp_corpus_rank(d->corpus, rank_again, d));
out:
    return rc;
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
    d->state.readers = plan.readers;
    d->state.max_record = plan.max_record;
    if (d->o->from)
        return open_asked(d, &home);
    if (d->o->work_dir)
        return open_kept(d, &home);
    if (!plan.fits)
        home.dir = temp_file_folder(NULL);
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
    struct saved_cursor saved;
    int rc;

    d->cursor = *at;
    if (!d->state.dir || d->o->from)
        return RP_OK;
    memset(&saved, 0, sizeof saved);
    saved.at = *at;
    saved.at.reference = d->reference;
    saved.at.rule = keep_rule(d->keep);
    if ((rc = facts_seal(d->facts, saved.facts)) < 0)
        return rc;
    rc = rp_corpus_checkpoint(d->corpus, &saved, sizeof saved);
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
    const char *where = d->state.dir ? d->state.dir : temp_file_folder(NULL);

    if (status == RP_ERR_FULL)
        message_error("no space left in '%s'", where);
    else if (status == RP_ERR_IO && (d->state.dir || d->state.scratch))
        message_error("cannot read or write the state in '%s'", where);
    else if (status != STATUS_SAID)
        message_error("%s", rp_strerror(status));
    if (d->state.kept && d->state.again)
        message_error("what was done is kept in '%s': the same command with --resume goes on", d->state.dir);
}
