/*
 * rows.h - verdicts as JSON lines; the formats that other programs read.
 *
 * removed   {"id","file","line","kept","kept_file","kept_line","reference","relation","jaccard","contained",
 *            "kept_contained"}
 * clusters  {"type":"run",...}, then for every kept document with copies
 *           {"type":"cluster","size","reference","kept":{"id","file","line"},"removed":[{"id","file","line","relation",
 *            "jaccard","contained","kept_contained"},...]}
 *
 * "reference":true is there when the kept one is of a reference (--against). relation is exact, near, contained, or
 * contains: then it is the reference that stands in the removed one. contained is the share of the removed document's
 * shingles that the kept one has, kept_contained the other way round. Shares have six digits, rounded down.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include <stdbool.h>

#include <reprint.h>

#include "report/json_out.h"

struct report_doc {
    struct span id; /* p == NULL: it has none, and is called file:line */
    const char *file;
    uint64_t line;
    bool reference; /* a kept one: of the reference, so that nothing of it comes out */
};

const char *report_relation(int relation); /* RP_EXACT -> "exact" */

void report_removed(struct json_out *j, const struct report_doc *removed, const struct report_doc *kept,
                    const rp_verdict *v);

/* A cluster's row in pieces, so that one of a million members needs no memory: what stands in j may be
 * written out and j->n set to 0 between any two calls. */
void report_cluster_begin(struct json_out *j, const struct report_doc *kept, uint64_t size);
void report_cluster_member(struct json_out *j, const struct report_doc *removed, const rp_verdict *v);
int report_cluster_end(struct json_out *j) MUST_USE;

/* "program", "algorithm", "parameters": what the results depend on. Into an open object. */
void report_run(struct json_out *j, const rp_params *p);

#endif
