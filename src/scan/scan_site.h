/* scan_site.h - the folder of `scan --format html`: made under another name, renamed when it is whole. */
#ifndef SCAN_SCAN_SITE_H
#define SCAN_SCAN_SITE_H

#include <stddef.h>

#include "base/compiler.h"

struct scan_job;
struct site;

/* path must not exist, or be an empty folder. STATUS_SAID if that is not so. */
int site_open(struct site **out, const char *path) MUST_USE;
/* Takes back what was not published. NULL is fine. */
void site_drop(struct site *s);

/* Begins a file; the one before is finished. */
int site_file(struct site *s, const char *name) MUST_USE;
int site_put(struct site *s, const char *p, size_t n) MUST_USE;
/* Synced and renamed. */
int site_publish(struct site *s) MUST_USE;

/* The pages of a job into its site. */
struct story_report;
int scan_write_site(struct scan_job *job, struct story_report *r) MUST_USE;

#endif
