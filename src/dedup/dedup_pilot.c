#define _GNU_SOURCE
#include "dedup/dedup_pilot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/status.h"

/* --- in the child --- */

/* What it says was said about the input, or will be. */
static int be_silent(void)
{
    const int silent = open("/dev/null", O_RDWR | O_CLOEXEC), kept = memfd_create("kept", MFD_CLOEXEC);

    if (silent < 0 || kept < 0 || dup2(silent, STDERR_FILENO) < 0 || dup2(kept, STDOUT_FILENO) < 0)
        return RP_ERR_IO;
    return RP_OK;
}

static struct dedup_options options_for_sample(const struct dedup_options *asked)
{
    struct dedup_options o = *asked;

    o.input = SOURCE_JSONL;
    o.threads = 1;
    o.skip_bad = true;
    o.output = o.removed = o.clusters = o.stats = o.work_dir = o.from = NULL;
    o.against = o.against_fields = (struct flag_list){0};
    o.resume = o.estimate = o.only_against = false;
    return o;
}

static int fly(const struct dedup_options *asked, int fd, struct dedup_pilot *out)
{
    const struct dedup_options o = options_for_sample(asked);
    struct dedup d = {0};
    char path[32];
    const char *const operand = path;
    int rc = RP_OK;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    TRY(be_silent());
    TRY(dedup_open(&d, &o, &operand, 1));
    TRY(dedup_run(&d));
    for (int i = 0; i < DEDUP_STAGES; i++)
        out->seconds[i] = d.processor_seconds[i];
    out->documents = (double)rp_corpus_count(d.corpus);
    out->compared = (double)d.stat.verified;
out:
    return rc;
}

static void child(const struct dedup_options *asked, int fd, struct dedup_pilot *out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    out->status = fly(asked, fd, out);
    _exit(0); /* what is held goes with the process */
}

/* --- in the parent --- */

/* Ended by a signal, it may have been the kernel, who was short of memory. */
static int await(pid_t pid, const struct dedup_pilot *out)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return RP_ERR_IO;
    return WIFEXITED(status) ? out->status : RP_ERR_NOMEM;
}

int dedup_pilot(const struct dedup_options *o, int fd, struct dedup_pilot *out)
{
    struct dedup_pilot *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid;
    int rc = RP_OK;

    if (shared == MAP_FAILED)
        return RP_ERR_NOMEM;
    fflush(NULL);
    if ((pid = fork()) == 0)
        child(o, fd, shared);
    TRY(pid < 0 ? RP_ERR_NOMEM : await(pid, shared));
    *out = *shared;
out:
    munmap(shared, sizeof *shared);
    return rc;
}
