/* scan --estimate: a sample is scanned, and what it cost is drawn out to all of the input. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "console/units.h"
#include "console/memory_share.h"
#include "ingest/reader.h"
#include "intake/input_sample.h"
#include "intake/sample_file.h"
#include "scan/scan_job.h"
#include "scan/scan_pilot.h"

enum {
    REACH = 512 << 20,
    ROOM_PERCENT = 90, /* of the bound that a run with a room was seen to hold at its peak */
};

/* Measured: the share of a scan that one thread does alone; processor seconds a byte for what comes out of a decoder
 * to be written to a temporary file, and a byte of arrays for lying in one, as often as the bound is exceeded. */
static const double ALONE = .27, SPOOL_SECONDS = 1.5e-9, ROOM_SECONDS = 2.5e-9;
/* Several threads are in each other's way; what a short trial says of that is not trusted further. */
static const double HINDERED_MOST = 1.3;
/* A run whose time far pairs may raise by more than this is given a range. */
static const double TELLING = .25;

/* --- the sample --- */

/* All of it, and every second place of it. */
struct samples {
    struct sample_file all, half;
};

static int put_sample(void *ctx, unsigned place, const char *p, size_t n)
{
    struct samples *s = ctx;
    int rc = RP_OK;

    TRY(sample_file_put(&s->all, place, p, n));
    if (place % 2 == 0)
        TRY(sample_file_put(&s->half, place / 2, p, n));
out:
    return rc;
}

static int samples_open(struct samples *s)
{
    int rc = RP_OK;

    *s = (struct samples){.all.fd = -1, .half.fd = -1};
    TRY(sample_file_open(&s->all));
    TRY(sample_file_open(&s->half));
out:
    return rc;
}

static void samples_close(struct samples *s)
{
    sample_file_close(&s->all);
    sample_file_close(&s->half);
}

/* --- drawn out --- */

struct estimate {
    struct input_estimate input;
    struct pilot all, half; /* with one thread, which disturbs neither times nor memory by chance */
    struct pilot threads;   /* half of it, with as many as there are */
    double times;       /* the input is as large as so many samples */
    double pairs, pairs_most;
    double seconds, seconds_most; /* of one processor */
    double hindered;    /* so many times that for several */
    double memory;      /* if nothing bounds it */
    double arrays;      /* of that: what grows with the documents */
    double bound;
    bool room;
};

/* Those of one story grow with what the sample missed of them, and by as many far ones as it may have missed; others,
 * which lead to nothing, are as many for each document in any input. */
static double pairs_in_all(const struct estimate *e, double missed)
{
    const struct pilot *p = &e->all;
    const double of_stories = p->met < p->pairs ? p->met : p->pairs;
    const double grows = p->met > 0 && p->stand > p->met ? p->stand / p->met : 1;

    return e->times * (p->pairs - of_stories + of_stories * grows + missed * e->times);
}

static double seconds_for(const struct estimate *e, double pairs)
{
    const struct pilot *p = &e->all;
    const double a_pair = p->pairs > 0 ? p->seconds[PILOT_VERIFY] / p->pairs : 0;
    const double unpack = e->input.decode_rate > 0 ? 2 / e->input.decode_rate + SPOOL_SECONDS : 0;
    const double rest = p->seconds[PILOT_READ] + p->seconds[PILOT_RECORDS] + p->seconds[PILOT_CANDIDATES] +
                        p->seconds[PILOT_RESULTS];
    const double room = e->room ? ROOM_SECONDS * (e->memory > e->bound ? e->memory / e->bound : 1) : 0;

    return e->times * rest + pairs * a_pair + e->arrays * room + e->input.bytes * e->input.packed * unpack;
}

static void draw_memory(struct estimate *e)
{
    const double more = e->all.documents - e->half.documents;
    const double part = e->all.peak > e->half.peak ? e->all.peak - e->half.peak : 0;
    const double each = more > 0 ? part / more : 0;
    const double threads = e->threads.peak > e->half.peak ? e->threads.peak - e->half.peak : 0;

    e->arrays = each * e->input.documents;
    e->memory = e->input.whole ? e->threads.peak
                               : e->all.peak + threads + each * (e->input.documents - e->all.documents);
}

static double seconds_of(const struct pilot *p)
{
    double sum = 0;
    for (int i = 0; i < PILOT_STAGES; i++)
        sum += p->seconds[i];
    return sum;
}

static double hindered(const struct estimate *e)
{
    const double one = seconds_of(e->input.whole ? &e->all : &e->half), several = seconds_of(&e->threads);
    const double ratio = one > 0 ? several / one : 1;

    return ratio < 1 ? 1 : ratio > HINDERED_MOST ? HINDERED_MOST : ratio;
}

static void draw_out(struct estimate *e)
{
    e->input.documents = e->times * e->all.documents; /* bad records are none */
    draw_memory(e);
    if (e->input.whole) {
        e->pairs = e->pairs_most = e->all.pairs;
    } else {
        e->pairs = pairs_in_all(e, 0);
        e->pairs_most = pairs_in_all(e, 2 * sqrt(e->all.far) + 3);
    }
    e->seconds = seconds_for(e, e->pairs);
    e->seconds_most = seconds_for(e, e->pairs_most);
    e->hindered = hindered(e);
}

static int make_estimate(struct scan_job *job, struct estimate *e)
{
    const struct sample_options so = {.places = SAMPLE_FILE_PLACES, .each = SAMPLE_FILE_EACH, .reach = REACH};
    struct pilot_input in;
    struct samples s;
    bool fits;
    int rc = RP_OK;

    TRY(samples_open(&s));
    TRY(scan_fits(&job->intake, job->o->memory, &e->bound, &fits));
    e->room = !fits;
    progress_stage("sampling", 0, false);
    TRY(input_sample(job->intake.sources, &so, put_sample, &s, &e->input));
    e->times = e->input.whole || e->input.seen <= 0 ? 1 : e->input.bytes / e->input.seen;
    progress_stage("trying", 0, false);
    TRY(scan_pilot(job, &(struct pilot_input){s.all.fd, s.all.place, SAMPLE_FILE_PLACES, e->times, 1}, &e->all));
    in = (struct pilot_input){s.half.fd, s.half.place, SAMPLE_FILE_PLACES / 2, 2 * e->times, 1};
    if (e->input.whole)
        in = (struct pilot_input){s.all.fd, s.all.place, SAMPLE_FILE_PLACES, 1, 1};
    else
        TRY(scan_pilot(job, &in, &e->half));
    in.threads = job->intake.threads;
    TRY(scan_pilot(job, &in, &e->threads));
    draw_out(e);
out:
    progress_end();
    samples_close(&s);
    return rc;
}

/* --- saying it --- */

static double by_the_clock(const struct scan_job *job, double seconds)
{
    return seconds * (ALONE + (1 - ALONE) / job->intake.threads);
}

static void print_memory(const struct scan_job *job, const struct estimate *e)
{
    const double most = e->bound / 100 * ROOM_PERCENT, held = e->room && e->memory > most ? most : e->memory;
    char a[UNITS_TEXT], b[UNITS_TEXT], c[UNITS_TEXT];

    printf("memory     %s of %s allowed\n", units_bytes_text(held, a), units_bytes_text(e->bound, b));
    printf("disk       %s of arrays, %s of journal, %s of texts from compressed files\n",
           units_bytes_text(e->room ? e->arrays : 0, a),
           units_bytes_text(job->o->intake.work_dir ? e->times * e->all.journal : 0, b),
           units_bytes_text(e->input.bytes * e->input.packed, c));
}

static void print_time(const struct scan_job *job, const struct estimate *e)
{
    char a[UNITS_TEXT], b[UNITS_TEXT];

    printf("time       about %s: %s of processor time, %d thread%s\n",
           units_time_text(by_the_clock(job, e->seconds), a),
           units_time_text(e->seconds * e->hindered, b), job->intake.threads,
           job->intake.threads == 1 ? "" : "s");
    if (e->seconds_most > e->seconds * (1 + TELLING))
        printf("           up to %s (%s pairs): of copies that lie far apart the sample shows too few to tell\n",
               units_time_text(by_the_clock(job, e->seconds_most), a), units_count_text((uint64_t)e->pairs_most, b));
}

int scan_print_estimate(struct scan_job *job)
{
    struct estimate e = {0};
    char a[UNITS_TEXT];
    int rc = RP_OK;

    for (uint32_t i = 0; i < source_count(job->intake.sources); i++)
        if (source_is_pipe(job->intake.sources, i)) {
            message_error("standard input and pipes cannot be estimated");
            return STATUS_SAID;
        }
    TRY(make_estimate(job, &e));
    printf("documents  %s\n", units_count_text((uint64_t)(e.input.documents + .5), a));
    printf("text       %s\n", units_bytes_text(e.input.bytes, a));
    printf("pairs      %s to compare\n", units_count_text((uint64_t)(e.pairs + .5), a));
    print_memory(job, &e);
    printf("passes     %s\n", e.input.packed > 0 ? "3 over the text: read, texts again, records; and what pairs need"
                                                 : "2 over the text: read, records; and what pairs need");
    print_time(job, &e);
    if (e.input.unreadable)
        message_error("%lu file%s cannot be opened", (unsigned long)e.input.unreadable,
                      e.input.unreadable == 1 ? "" : "s");
out:
    return rc;
}
