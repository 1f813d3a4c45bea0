/* reprint bench: this machine's floor, our stages, end to end, and the ratio. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/status.h"
#include "bench/front.h"
#include "cli/commands.h"
#include "console/cleanup.h"
#include "console/clock.h"
#include "console/message.h"
#include "console/progress.h"
#include "console/units.h"
#include "dedup/dedup.h"
#include "gen/gen.h"
#include "ingest/reader.h"
#include "report/json_out.h"
#include "source/temp_file.h"

enum { RUNS_MOST = 99, PAGE = 4096 };

struct bench_options {
    struct common_options common;
    bool json;
    uint64_t threads, runs, bytes, seed;
    double escaped;
    const char *work_dir;
};

#define AT(member) offsetof(struct bench_options, member)

static const struct flag flags[] = {
    {.heading = "Options", .name = "json", .kind = FLAG_SWITCH, .offset = AT(json), .brief = "for machines"},
    {.name = "threads", .letter = 'j', .kind = FLAG_COUNT, .offset = AT(threads), .value = "N", .least = 1,
     .most = 1024,
     .anywhere = "one a processor", .brief = "threads of the run end to end; floor and stages have one"},
    {.name = "runs", .kind = FLAG_COUNT, .offset = AT(runs), .value = "N", .least = 1, .most = RUNS_MOST,
     .brief = "how often; the median counts"},
    {.name = "bytes", .kind = FLAG_BYTES, .offset = AT(bytes), .value = "SIZE",
     .brief = "of generated text, if no FILE is given"},
    {.name = "escaped", .kind = FLAG_SHARE, .offset = AT(escaped), .value = "SHARE", .most = 1, .nothing = "none",
     .brief = "generated records written as \\uXXXX"},
    {.name = "seed", .kind = FLAG_COUNT, .offset = AT(seed), .value = "N", .brief = "of the generated text"},
    {.name = "work-dir", .kind = FLAG_FOLDER, .offset = AT(work_dir), .value = "DIR", .nothing = "$TMPDIR or /tmp",
     .brief = "where it is generated"},
    FLAGS_COMMON,
    {0},
};

static void defaults(void *options)
{
    struct bench_options *o = options;
    o->threads = 1;
    o->runs = 5;
    o->bytes = 256 << 20;
    o->seed = 1;
}

/* Times of one thing, one a run. */
struct series {
    double s[RUNS_MOST];
};

struct bench {
    const struct bench_options *o;
    const char *path;
    char made[CLEANUP_NAME]; /* the generated file; "" if there is none */
    bool coded;              /* gzip or zstd: the floor is the decompressor */
    uint64_t documents, bytes;
    struct series front[FRONT_DEPTHS], stage[DEDUP_STAGES], total;
};

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const struct series *t, uint64_t n)
{
    double s[RUNS_MOST];
    memcpy(s, t->s, n * sizeof *s);
    qsort(s, n, sizeof *s, by_time);
    return n % 2 ? s[n / 2] : (s[n / 2 - 1] + s[n / 2]) / 2;
}

static int say_errno(const char *what, const char *path)
{
    message_error("cannot %s '%s': %s", what, path, strerror(errno));
    return STATUS_SAID;
}

/* --- a file to measure on --- */

/* It is read again and again, by mapping it for one thing. */
static int take_file(struct bench *b, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return say_errno("open", path);
    if (!S_ISREG(st.st_mode)) {
        message_error("bench reads one file again and again; '%s' is none", path);
        return STATUS_SAID;
    }
    b->path = path;
    return RP_OK;
}

static int make_file(struct bench *b)
{
    struct gen_options g;
    FILE *f = NULL;
    int fd, rc;

    snprintf(b->made, sizeof b->made, "%s/reprint-bench.XXXXXX", temp_file_folder(b->o->work_dir));
    if ((fd = mkostemp(b->made, O_CLOEXEC)) < 0) {
        rc = say_errno("create", b->made);
        b->made[0] = '\0';
        return rc;
    }
    if (!cleanup_add(b->made) || !(f = fdopen(fd, "w"))) {
        close(fd);
        return say_errno("create", b->made);
    }
    gen_options_init(&g, GEN_CORPUS);
    g.documents = b->o->bytes / 1000 + 1;
    g.max_bytes = b->o->bytes;
    g.seed = b->o->seed;
    g.escaped = b->o->escaped;
    rc = gen_write(&g, gen_sink_file(f), (struct gen_sink){0}, NULL);
    if ((fclose(f) != 0 && rc == RP_OK) || rc == RP_ERR_IO)
        rc = say_errno("write", b->made);
    b->path = b->made;
    return rc;
}

/* --- the floor and the first stages, on the file mapped --- */

/* The file with one page of nothing behind it, so that looking 64 bytes past its end is fine. */
static int map_file(int fd, size_t n, char **out)
{
    size_t room = (n + PAGE - 1) / PAGE * PAGE + PAGE;
    char *p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return RP_ERR_NOMEM;
    if (mmap(p, n, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, fd, 0) == MAP_FAILED) {
        munmap(p, room);
        return RP_ERR_IO;
    }
    *out = p;
    return RP_OK;
}

static int time_front(struct bench *b, uint64_t run, enum front_depth depth)
{
    struct front_totals totals = {0};
    struct stat st;
    char *p = NULL;
    int fd = open(b->path, O_RDONLY | O_CLOEXEC), rc;
    double start;

    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = say_errno("open", b->path);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    start = clock_seconds();
    TRY(map_file(fd, (size_t)st.st_size, &p));
    rc = front_run(p, (size_t)st.st_size, depth, &totals);
    b->front[depth].s[run] = clock_seconds() - start;
    munmap(p, ((size_t)st.st_size + PAGE - 1) / PAGE * PAGE + PAGE);
out:
    close(fd);
    return rc;
}

/* The floor of a compressed file: its decompressor. */
static int time_decoder(struct bench *b, uint64_t run)
{
    const struct source_options so = {0};
    const struct reader_options ro = {0};
    struct source_list *l = NULL;
    struct reader *r = NULL;
    struct batch *batch;
    double start = clock_seconds();
    int rc;

    TRY(source_list_create(&l, &b->path, 1, &so));
    TRY(reader_create(&r, l, &ro));
    while ((rc = reader_next(r, &batch)) > 0)
        reader_drop(r, batch);
    b->front[FRONT_FIELDS].s[run] = clock_seconds() - start;
out:
    reader_free(r);
    source_list_free(l);
    return rc;
}

/* --- end to end --- */

static int time_dedup(struct bench *b, uint64_t run)
{
    struct dedup_options o = {0};
    struct dedup d = {0};
    double start = clock_seconds();
    int rc = RP_OK;

    dedup_defaults(&o);
    o.threads = b->o->threads;
    o.work_dir = b->o->work_dir;
    o.dry_run = true;
    TRY(dedup_open(&d, &o, &b->path, 1));
    TRY(dedup_run(&d));
    b->coded = source_coding(d.sources, 0) != CODING_PLAIN;
    b->documents = d.stat.documents;
    b->bytes = d.bytes;
    for (int i = 0; i < DEDUP_STAGES; i++)
        b->stage[i].s[run] = d.seconds[i];
out:
    dedup_close(&d);
    b->total.s[run] = clock_seconds() - start;
    return rc;
}

static int measure(struct bench *b)
{
    int rc = RP_OK;

    /* Once to warm the page cache, and to learn what the file is. */
    TRY(time_dedup(b, 0));
    if (b->documents == 0) {
        message_error("'%s' holds no document", b->path);
        return STATUS_SAID;
    }
    progress_stage("measuring", b->o->runs, false);
    for (uint64_t run = 0; run < b->o->runs; run++) {
        progress_at(run, 0);
        if (b->coded)
            TRY(time_decoder(b, run));
        for (int depth = 0; depth < FRONT_DEPTHS && !b->coded; depth++)
            TRY(time_front(b, run, (enum front_depth)depth));
        TRY(time_dedup(b, run));
    }
    progress_end();
out:
    return rc;
}

/* --- telling --- */

static void print_row(const struct bench *b, const char *name, double seconds)
{
    char rate[UNITS_TEXT];
    units_bytes_text(seconds > 0 ? (double)b->bytes / seconds : 0, rate);
    printf("  %-34s %9.4f s %10s/s %9.3f us a document\n", name, seconds, rate, seconds * 1e6 / (double)b->documents);
}

/* What a stage adds to those before it. One that costs less than two runs differ may be measured as less than nothing:
 * it is 0 then, and the next is laid on what was most so far. */
static double stage_seconds(const struct bench *b, int depth)
{
    double most = 0;
    for (int i = FRONT_FIELDS; i < depth; i++) {
        const double s = median(&b->front[i], b->o->runs);
        most = s > most ? s : most;
    }
    const double own = median(&b->front[depth], b->o->runs) - most;
    return own > 0 ? own : 0;
}

static void print_stages(const struct bench *b)
{
    static const char *const what[FRONT_DEPTHS] = {"", "+ tokens", "+ shingles and digest", "+ MinHash", "+ band keys"};
    const uint64_t n = b->o->runs;

    printf("stages\n");
    for (int i = FRONT_TOKENS; i < FRONT_DEPTHS && !b->coded; i++)
        print_row(b, what[i], stage_seconds(b, i));
    printf("end to end, %llu thread%s\n", (unsigned long long)b->o->threads, b->o->threads == 1 ? "" : "s");
    for (int i = 0; i < STAGE_WRITE; i++)
        if (i != STAGE_EXTRACT || b->coded) /* plain files are read where they lie */
            print_row(b, dedup_stage_name[i], median(&b->stage[i], n));
}

static void print_table(const struct bench *b)
{
    char a[UNITS_TEXT], c[UNITS_TEXT];
    double floor_s = median(&b->front[FRONT_FIELDS], b->o->runs), total = median(&b->total, b->o->runs);

    printf("%s document%s, %s, medians of %llu, kernel %s\n\n", units_count_text(b->documents, a),
           b->documents == 1 ? "" : "s", units_bytes_text((double)b->bytes, c), (unsigned long long)b->o->runs,
           rp_kernel());
    print_row(b, b->coded ? "floor: decompress" : "floor: map, locate the fields", floor_s);
    print_stages(b);
    print_row(b, "dedup --dry-run, all", total);
    printf("\nratio to the floor  %.2f\n", total / floor_s);
}

static int print_json(const struct bench *b)
{
    struct json_out j = {0};
    uint64_t n = b->o->runs;
    double floor_s = median(&b->front[FRONT_FIELDS], n), total = median(&b->total, n);
    int rc;

    jout_begin(&j);
    jout_real(&j, "floor_s", floor_s, 6);
    jout_real(&j, "total_s", total, 6);
    jout_real(&j, "ratio", total / floor_s, 3);
    jout_open(&j, "stages", '{');
    for (int i = FRONT_TOKENS; i < FRONT_DEPTHS && !b->coded; i++)
        jout_real(&j, front_name[i], stage_seconds(b, i), 6);
    for (int i = 0; i < STAGE_WRITE; i++)
        jout_real(&j, dedup_stage_name[i], median(&b->stage[i], n), 6);
    jout_close(&j, '}');
    jout_count(&j, "threads", b->o->threads);
    jout_count(&j, "documents", b->documents);
    jout_count(&j, "bytes", b->bytes);
    jout_count(&j, "runs", n);
    jout_string(&j, "floor", b->coded ? "decompress" : "fields");
    jout_string(&j, "kernel", rp_kernel());
    jout_string(&j, "program", "reprint " RP_VERSION);
    if ((rc = jout_end(&j)) == RP_OK)
        fwrite(j.p, 1, j.n, stdout);
    json_out_release(&j);
    return rc;
}

static int work(struct bench *b, const char *const *operands, size_t n)
{
    int rc = RP_OK;

    if (n > 0)
        TRY(take_file(b, operands[0]));
    else
        TRY(make_file(b));
    TRY(measure(b));
    if (b->o->json)
        TRY(print_json(b));
    else
        print_table(b);
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    struct bench *b = mem_zalloc(1, sizeof *b);
    int rc = RP_ERR_NOMEM;

    if (b) {
        b->o = options;
        rc = work(b, operands, n);
        if (b->made[0]) {
            unlink(b->made);
            cleanup_forget(b->made);
        }
    }
    free(b);
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    return rc < 0 ? EXIT_BAD : 0;
}

const struct command command_bench = {
    .name = "bench",
    .operands = "[FILE]",
    .operands_most = 1,
    .brief = "this machine's floor, our speed, the ratio",
    .about = "The floor is the least that could be done with JSON lines: map the file and find the fields, on one "
             "thread. Each stage is measured by laying it on those before it; then dedup --dry-run runs in this "
             "process. Of a compressed file the floor is its decompressor. Every figure is the median of --runs, "
             "with the file in the page cache.",
    .examples = "reprint bench corpus.jsonl\nreprint bench --bytes 1G --escaped .3 --json",
    .flags = flags,
    .options_size = sizeof(struct bench_options),
    .defaults = defaults,
    .run = run,
};
