/*
 * audit_job.h - the job of `reprint audit`, in the order of its files:
 *
 *   cmd_audit.c      what was asked for; dedup of the same input with the same parameters, nothing written
 *   audit_pass.c     the text twice more: once for the sample, once for everything to compare it with
 *   audit_view.c     what both reports below show of it: ranges of similarity, and what is reckoned for each
 *   audit_text.c     as tables to read
 *   audit_json.c     as one JSON object
 *   audit_plot.c     the S-curve expected and measured, as SVG
 *
 * Status as in dedup.h.
 */
#ifndef CLI_AUDIT_JOB_H
#define CLI_AUDIT_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "audit/audit.h"
#include "base/compiler.h"
#include "dedup/dedup.h"

enum audit_format { AUDIT_TEXT, AUDIT_JSON };

struct audit_command {
    struct dedup_options dedup; /* first: common options are its first member */
    uint64_t sample, seed, show;
    double want;
    int format;
    const char *output, *plot;
};

struct audit_job {
    const struct audit_command *o;
    struct dedup dedup;
    struct audit audit;
};

/* --- cmd_audit.c --- */

void audit_defaults(void *options);
/* Decides the corpus and compares the sample with it; job->audit has the results. The caller closes. */
int audit_measure(struct audit_job *job, const struct audit_command *o, const char *const *operands, size_t n) MUST_USE;
void audit_close(struct audit_job *job);

/* --- audit_pass.c --- */

/* Both passes. A corpus that is no longer what was read first is refused. */
int audit_read(struct audit_job *job) MUST_USE;

/* --- audit_text.c, audit_json.c, audit_plot.c: into memory, *p to be free()d --- */

int audit_text(char **p, size_t *n, const struct audit_job *job) MUST_USE;
int audit_json(char **p, size_t *n, const struct audit_job *job) MUST_USE;
int audit_plot(char **p, size_t *n, const struct audit_job *job) MUST_USE;

#endif
