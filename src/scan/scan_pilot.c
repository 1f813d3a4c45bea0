#define _GNU_SOURCE
#include "scan/scan_pilot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "console/cleanup.h"
#include "console/clock.h"
#include "scan/scan_job.h"
#include "scan/scan_state.h"
#include "source/temp_file.h"
#include "store/journal.h"

/* Of a story so many documents are looked at; a pair counts at most so often; and so many others a document of a large
 * story is compared with, as was seen: the rest goes by leaders. */
enum { STORY_DOCS = 64, WEIGHT_MOST = 8, MATES_MOST = 10 };
#define JOURNAL_MAGIC UINT64_C(0x544f4c49504e4353)

struct flight {
    const struct scan_job *job;
    const struct pilot_input *in;
    struct pilot *out;
    struct intake intake;
    struct intake_options options;
    struct scan_facts facts;
    struct journal *journal;
    struct scan_result *result;
    char dir[PATH_MAX]; /* of the journal */
    double mark;  /* processor time up to here is accounted for */
};

/* --- what it cost --- */

static void account(struct flight *f, enum pilot_stage stage)
{
    const double now = clock_processor_seconds();
    f->out->seconds[stage] += now - f->mark;
    f->mark = now;
}

/* Told at the beginning of a stage and within it: what went before is the stage's that was told last. */
struct teller {
    struct flight *flight;
    enum pilot_stage at;
};

static int tell(void *ctx, enum scan_stage stage, size_t done, size_t total)
{
    static const enum pilot_stage map[SCAN_STAGES] = {
        [SCAN_FURNITURE] = PILOT_READ,  [SCAN_RECORDS] = PILOT_RECORDS, [SCAN_CANDIDATES] = PILOT_CANDIDATES,
        [SCAN_VERIFY] = PILOT_VERIFY,   [SCAN_RESULTS] = PILOT_RESULTS,
    };
    struct teller *t = ctx;
    (void)done;
    (void)total;
    account(t->flight, t->at);
    t->at = map[stage];
    return RP_OK;
}

/* --- which documents are of one story --- */

static size_t place_of_doc(const struct flight *f, size_t doc)
{
    const uint64_t offset = intake_places_get(&f->intake.places, doc).offset;
    size_t i = f->in->places - 1;
    while (i > 0 && f->in->place[i] > offset)
        i--;
    return i;
}

/* Of two documents so far apart, both are in a place of this length once in so many times that one is. */
static double weight_of(uint64_t apart, uint64_t length)
{
    const double rest = 1 - (double)apart / (double)length;
    return rest * WEIGHT_MOST < 1 ? WEIGHT_MOST : 1 / rest;
}

struct mates {
    double met, far, near; /* near: weighed */
};

static struct mates mates_of(const struct flight *f, const size_t *doc, size_t n, size_t i)
{
    const struct pilot_input *in = f->in;
    const struct intake_places *p = &f->intake.places;
    const size_t place = place_of_doc(f, doc[i]);
    const uint64_t at = intake_places_get(p, doc[i]).offset;
    const uint64_t end = place + 1 < in->places ? in->place[place + 1] : intake_places_get(p, p->n - 1).offset + 1;
    struct mates m = {.met = (double)n - 1};

    for (size_t k = 0; k < n; k++) {
        const uint64_t other = intake_places_get(p, doc[k]).offset;
        if (k == i)
            continue;
        if (place_of_doc(f, doc[k]) != place)
            m.far++;
        else
            m.near += weight_of(other > at ? other - at : at - other, end - in->place[place]);
    }
    return m;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static void count_story(struct flight *f, const struct story *s)
{
    size_t doc[STORY_DOCS], n = 0;

    for (uint32_t i = 0; i < s->n_copies && n < STORY_DOCS; i++)
        doc[n++] = s->copies[i].page.doc;
    for (uint32_t i = 0; i < s->n_satellites && n < STORY_DOCS; i++)
        doc[n++] = s->satellites[i].page.doc;
    for (size_t i = 0; i < n; i++) {
        const struct mates m = mates_of(f, doc, n, i);
        const double most = m.met > MATES_MOST ? m.met : MATES_MOST;
        f->out->met += m.met / 2;
        f->out->far += m.far / 2;
        f->out->stand += smaller(m.near + m.far * f->in->times, most) / 2;
    }
}

/* --- in the child --- */

static int open_journal(struct flight *f)
{
    if (!f->job->o->intake.work_dir)
        return RP_OK;
    return journal_open(&f->journal, f->dir, "journal", JOURNAL_MAGIC, f->intake.threads);
}

static void measure_journal(struct flight *f)
{
    struct stat st;
    char path[PATH_MAX + 16];

    snprintf(path, sizeof path, "%s/journal", f->dir);
    f->out->journal = stat(path, &st) == 0 ? (double)st.st_size : 0;
}

static int read_sample(struct flight *f)
{
    char path[32];
    const char *const operand = path;
    int rc = RP_OK;

    snprintf(path, sizeof path, "/proc/self/fd/%d", f->in->fd);
    f->options = f->job->o->intake;
    f->options.input = SOURCE_JSONL;
    f->options.skip_bad = true;
    f->options.work_dir = NULL;
    f->options.threads = (uint64_t)f->in->threads;
    TRY(intake_open(&f->intake, &f->options, &operand, 1));
    TRY(intake_read(&f->intake, !f->job->o->no_furniture));
    TRY(intake_ready(&f->intake));
out:
    return rc;
}

static int scan_sample(struct flight *f)
{
    const struct scan_source source = {&f->intake, f->intake.places.n, intake_fetch};
    struct teller t = {f, PILOT_RECORDS};
    struct scan_options so;
    int rc = RP_OK;

    scan_engine_options(&so, f->job, &f->intake, &f->facts, f->journal);
    so.progress = tell;
    so.progress_ctx = &t;
    TRY(scan_facts_init(&f->facts, source.n, f->intake.threads, NULL));
    TRY(scan_run(&so, &source, &f->result));
    account(f, t.at);
out:
    return rc;
}

static int fly(struct flight *f)
{
    int rc = RP_OK;

    f->mark = clock_processor_seconds();
    TRY(read_sample(f));
    account(f, PILOT_READ);
    TRY(open_journal(f));
    TRY(scan_sample(f));
    measure_journal(f);
    f->out->documents = (double)f->intake.places.n;
    f->out->pairs = (double)f->result->summary.verified;
    for (size_t i = 0; i < f->result->n_stories; i++)
        count_story(f, &f->result->stories[i]);
out:
    return rc;
}

static void child(struct flight *f)
{
    const int silent = open("/dev/null", O_RDWR | O_CLOEXEC);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (silent >= 0)
        dup2(silent, STDERR_FILENO); /* bad records are spoken of by the run itself */
    f->out->status = fly(f);
    _exit(0); /* what is held goes with the process */
}

/* --- in the parent --- */

static void remove_folder(const char *dir)
{
    static const char *const names[] = {"journal", "journal-end"};
    char path[PATH_MAX + 16];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

/* Ended by a signal, it may have been the kernel, who was short of memory. */
static int await(pid_t pid, struct pilot *out)
{
    struct rusage u;
    int status;

    while (wait4(pid, &status, 0, &u) < 0)
        if (errno != EINTR)
            return RP_ERR_IO;
    out->peak = 1024. * (double)u.ru_maxrss;
    return WIFEXITED(status) ? out->status : RP_ERR_NOMEM;
}

static bool make_folder(char dir[PATH_MAX])
{
    const int n = snprintf(dir, PATH_MAX, "%s/reprint-pilot-XXXXXX", temp_file_folder(NULL));
    return n > 0 && n < PATH_MAX && mkdtemp(dir);
}

int scan_pilot(const struct scan_job *job, const struct pilot_input *in, struct pilot *out)
{
    struct pilot *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct flight f = {.job = job, .in = in, .out = shared};
    pid_t pid;
    int rc = RP_OK;

    if (shared == MAP_FAILED)
        return RP_ERR_NOMEM;
    if (!make_folder(f.dir)) {
        munmap(shared, sizeof *shared);
        return RP_ERR_IO;
    }
    cleanup_add_folder(f.dir); /* without room for its name it stays, should a signal come */
    fflush(NULL);
    if ((pid = fork()) == 0)
        child(&f);
    TRY(pid < 0 ? RP_ERR_NOMEM : await(pid, shared));
    *out = *shared;
out:
    remove_folder(f.dir);
    cleanup_forget(f.dir);
    munmap(shared, sizeof *shared);
    return rc;
}
