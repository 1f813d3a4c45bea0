/* dedup --estimate: a sample is run, and what it cost is drawn out to all of the input. */
#include "dedup/dedup_estimate.h"

#include <stdio.h>

#include "base/status.h"
#include "console/message.h"
#include "console/progress.h"
#include "console/units.h"
#include "dedup/dedup.h"
#include "dedup/dedup_memory.h"
#include "dedup/dedup_pilot.h"
#include "intake/sample_file.h"

enum { REACH = 512 << 20 /* bytes decompressed for a sample */ };

/* Measured, seconds of a processor: a document in the join, and a band of it; a byte that comes out of a decoder; a
 * byte written to a file rather than to memory, and one of state. */
static const double JOIN_EACH = 40e-9, JOIN_BAND = 12e-9, UNPACK = 1.25e-9, FILE_WRITE = .15e-9, STATE_WRITE = 1e-9;
/* Copies that lie far apart do not meet in a sample: at the least so much of the text is compared, at what reading
 * costs. */
static const double COMPARED_LEAST = .15;
/* What several threads gain, each; one of them writes. */
static const double EACH_THREAD = .9;

struct estimate {
    struct input_estimate input;
    struct memory_plan plan;
    struct dedup_pilot pilot;
    double times; /* the input is as large as so many samples */
    bool on_disk;
};

static int put_sample(void *ctx, unsigned place, const char *p, size_t n)
{
    return sample_file_put(ctx, place, p, n);
}

static int try_sample(struct dedup *d, struct estimate *e)
{
    const struct sample_options so = {.places = SAMPLE_FILE_PLACES, .each = SAMPLE_FILE_EACH, .reach = REACH};
    struct sample_file s;
    int rc = RP_OK;

    TRY(sample_file_open(&s));
    progress_stage("sampling", 0, false);
    TRY(input_sample(d->sources, &so, put_sample, &s, &e->input));
    e->times = e->input.whole || e->input.seen <= 0 ? 1 : e->input.bytes / e->input.seen;
    progress_stage("trying", 0, false);
    TRY(dedup_pilot(d->o, s.fd, &e->pilot));
    e->input.documents = e->times * e->pilot.documents; /* bad records are none */
out:
    progress_end();
    sample_file_close(&s);
    return rc;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* By the clock, of a machine that has nothing else to do. */
static double seconds_for(const struct dedup *d, const struct estimate *e)
{
    const double *of_sample = e->pilot.seconds, cores = d->threads > 1 ? d->threads * EACH_THREAD : 1;
    const double read = e->times * of_sample[STAGE_READ];
    const double join = e->input.documents * (JOIN_EACH + JOIN_BAND * d->params.bands);
    const double compare = larger(e->times * of_sample[STAGE_RESOLVE], e->input.whole ? 0 : COMPARED_LEAST * read);
    const double unpack = e->input.bytes * e->input.packed * UNPACK;
    const double write = e->times * of_sample[STAGE_WRITE] + e->input.bytes * FILE_WRITE;

    return (read + join + compare) / cores + unpack + write + memory_state(d, &e->input, e->on_disk) * STATE_WRITE;
}

static void print(const struct dedup *d, const struct estimate *e)
{
    const struct input_estimate *in = &e->input;
    char a[UNITS_TEXT], b[UNITS_TEXT];

    printf("documents  %s\n", units_count_text((uint64_t)(in->documents + .5), a));
    printf("text       %s\n", units_bytes_text(in->bytes, a));
    printf("memory     %s of %s allowed\n", units_bytes_text(memory_expected(d, in, &e->plan, e->on_disk), a),
           units_bytes_text((double)e->plan.bound, b));
    printf("disk       %s of state, and at most %s of texts from compressed files\n",
           units_bytes_text(memory_state(d, in, e->on_disk), a), units_bytes_text(in->bytes * in->packed, b));
    printf("passes     %s\n", in->packed > 0 ? "3 over the text: read, candidates again, kept records"
                                             : "2 over the text: read, kept records");
    printf("time       about %s\n", units_time_text(seconds_for(d, e), a));
}

int dedup_print_estimate(struct dedup *d)
{
    struct estimate e = {0};
    int rc = RP_OK;

    for (uint32_t i = 0; i < source_count(d->sources); i++)
        if (source_is_pipe(d->sources, i)) {
            message_error("standard input and pipes cannot be estimated");
            return STATUS_SAID;
        }
    TRY(memory_plan(d, &e.plan));
    TRY(try_sample(d, &e));
    e.on_disk = d->o->work_dir || !e.plan.fits;
    print(d, &e);
out:
    return rc;
}
