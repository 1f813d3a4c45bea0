/* scan_stats.h - what a scan was, for machines: counts, memory, and where the time went. */
#ifndef SCAN_SCAN_STATS_H
#define SCAN_SCAN_STATS_H

#include "story/scan.h"

/* The stages of the engine, and what the program does before and after. */
enum { TIME_READ = SCAN_STAGES, TIME_WRITE, TIMES };

/* Stages come again, for a scan looks twice: their times add up. {0}: nothing has begun. */
struct scan_times {
    double since, seconds[TIMES]; /* since: when the present stage began; 0: none has */
    int at;
};

void scan_times_turn(struct scan_times *t, int stage);
void scan_times_stop(struct scan_times *t);
double scan_times_total(const struct scan_times *t);

struct scan_job;
/* Into job->stats. */
int scan_write_stats(const struct scan_job *job) MUST_USE;

#endif
