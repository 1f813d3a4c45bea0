/* reprint audit: what a run of dedup found, and what it did not. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/status.h"
#include "cli/audit_job.h"
#include "cli/commands.h"
#include "console/message.h"
#include "console/output.h"
#include "console/progress.h"

#define AT(member) offsetof(struct audit_command, member)

static const struct flag flags[] = {
    {.heading = "What is looked at", .name = "sample", .letter = 's', .kind = FLAG_COUNT, .offset = AT(sample),
     .value = "N", .least = 1, .most = 1e9, .brief = "documents that are compared with all others",
     .more = "A sample as large as the corpus compares everything with everything, and its result is exact."},
    {.name = "seed", .kind = FLAG_COUNT, .offset = AT(seed), .value = "N", .brief = "which documents are drawn"},

    {.heading = "What comes out", .name = "output", .letter = 'o', .kind = FLAG_FILE, .offset = AT(output),
     .value = "FILE", .nothing = "standard output", .brief = "the report"},
    {.name = "format", .letter = 'f', .kind = FLAG_CHOICE, .offset = AT(format), .value = "text|json",
     .brief = "for people or for machines"},
    {.name = "plot", .letter = 'p', .kind = FLAG_FILE, .offset = AT(plot), .value = "FILE.svg",
     .brief = "the S-curve, expected and measured"},
    {.name = "show", .kind = FLAG_COUNT, .offset = AT(show), .value = "N", .most = 10000, .nothing = "none",
     .brief = "pairs to read, of those that matter most"},
    {.name = "want", .kind = FLAG_SHARE, .offset = AT(want), .value = "P", .least = 0.01, .most = 0.9999999,
     .brief = "say which bands would reach this recall, and their cost"},

    {.heading = "The run that is audited, as for dedup", .name = "threshold", .letter = 't', .kind = FLAG_SHARE,
     .offset = AT(dedup.threshold), .value = "J", .least = 0.01, .most = 1,
     .brief = "least Jaccard similarity of two near-duplicates"},
    {.name = "contained", .letter = 'c', .kind = FLAG_SHARE, .offset = AT(dedup.contained), .value = "C", .least = 0,
     .most = 1, .nothing = "off", .brief = "also remove what is contained in a kept document by C"},
    {.name = "against", .letter = 'a', .kind = FLAG_LIST, .offset = AT(dedup.against), .value = "FILE|DIR",
     .brief = "the reference; pairs with it are counted apart"},
    {.name = "against-field", .kind = FLAG_LIST, .offset = AT(dedup.against_fields), .value = "SLOT=NAME",
     .brief = "where a field is in references: text=question"},
    {.name = "only-against", .kind = FLAG_SWITCH, .offset = AT(dedup.only_against),
     .brief = "nothing else is removed: copies within the input stay"},
    {.name = "keep", .letter = 'k', .kind = FLAG_TEXT, .offset = AT(dedup.keep), .value = "RULE",
     .brief = "who stays: first, longest, earliest or FILE"},
    {.name = "shingle", .kind = FLAG_COUNT, .offset = AT(dedup.shingle), .value = "N", .least = 1, .most = 32,
     .nothing = "5, with --unit char 12", .brief = "tokens in a shingle"},
    {.name = "unit", .kind = FLAG_CHOICE, .offset = AT(dedup.unit), .value = "auto|word|char",
     .brief = "what a token is"},
    {.name = "sketch", .kind = FLAG_CHOICE, .offset = AT(dedup.sketch), .value = "minhash|simhash",
     .brief = "which sketch finds candidates"},
    {.name = "recall", .kind = FLAG_SHARE, .offset = AT(dedup.recall), .value = "P", .least = 0.01, .most = 0.9999999,
     .brief = "what bands and rows were made for"},
    {.name = "bands", .kind = FLAG_COUNT, .offset = AT(dedup.bands), .value = "B", .least = 1, .most = 256,
     .nothing = "from threshold and recall", .brief = "bands of the MinHash; --rows goes with it"},
    {.name = "rows", .kind = FLAG_COUNT, .offset = AT(dedup.rows), .value = "R", .least = 1, .most = 64,
     .nothing = "likewise", .brief = "rows in a band"},
    {.name = "slots", .kind = FLAG_COUNT, .offset = AT(dedup.slots), .value = "K", .least = 16, .most = 1024,
     .brief = "slots of the MinHash, a power of two"},
    {.name = "hamming", .kind = FLAG_COUNT, .offset = AT(dedup.hamming), .value = "D", .least = 1, .most = 8,
     .brief = "most bits in which two SimHashes may differ"},
    {.name = "key", .kind = FLAG_FILE, .offset = AT(dedup.key), .value = "FILE",
     .brief = "hash under this secret"},

    {.heading = "Input", .name = "field", .kind = FLAG_LIST, .offset = AT(dedup.fields), .value = "SLOT=NAME",
     .brief = "where a field is: text=body, date=meta.published"},
    {.name = "input", .kind = FLAG_CHOICE, .offset = AT(dedup.input), .value = "auto|jsonl|text",
     .brief = "what the files are; text: one document a file",
     .more = "By itself each file is taken by its name and its content. Of a folder only files are read that end in "
             ".jsonl, .ndjson, .jl, .json, .txt, .text, .md or .rst, with or without .gz or .zst, or in nothing; the "
             "others are counted on stderr. With jsonl or text every file is read, and as that."},
    {.name = "skip-bad", .kind = FLAG_SWITCH, .offset = AT(dedup.skip_bad),
     .brief = "records that cannot be read are no failure"},
    {.name = "max-record", .kind = FLAG_BYTES, .offset = AT(dedup.max_record), .value = "SIZE", .least = 1024,
     .most = 1073741824, .brief = "longest record read; longer ones count as bad"},

    {.heading = "The machine", .name = "threads", .letter = 'j', .kind = FLAG_COUNT, .offset = AT(dedup.threads),
     .value = "N", .least = 1, .most = 1024, .anywhere = "one a processor",
     .brief = "threads; results are the same for any number"},
    {.name = "memory", .letter = 'm', .kind = FLAG_BYTES, .offset = AT(dedup.memory), .value = "SIZE",
     .least = 64 << 20, .most = 0x1p50, .nothing = "60 % of what there is",
     .brief = "most memory for what is not the sample's"},
    {.name = "from", .kind = FLAG_FOLDER, .offset = AT(dedup.from), .value = "DIR", .nothing = "off",
     .brief = "audit the run whose --work-dir this was",
     .more = "Instead of files: DIR knows them, and which pairs are candidates."},

    FLAGS_COMMON,
    {0},
};

void audit_defaults(void *options)
{
    struct audit_command *o = options;

    dedup_defaults(&o->dedup);
    o->dedup.dry_run = true;
    o->sample = 5000;
    o->seed = 1;
    o->show = 5;
    o->want = .999;
}

int audit_measure(struct audit_job *job, const struct audit_command *o, const char *const *operands, size_t n)
{
    const struct audit_options ao = {.sample = o->sample, .seed = o->seed, .show = (size_t)o->show,
                                     .threads = (int)o->dedup.threads};
    int rc = RP_OK;

    job->o = o;
    TRY(dedup_open(&job->dedup, &o->dedup, operands, n));
    TRY(dedup_run(&job->dedup));
    TRY(audit_create(&job->audit, job->dedup.corpus, &job->dedup.params, &ao));
    TRY(audit_read(job));
    progress_end();
    message_records_end();
out:
    return rc;
}

void audit_close(struct audit_job *job)
{
    audit_release(&job->audit);
    dedup_close(&job->dedup);
}

/* --- results --- */

struct results {
    struct output *report, *plot;
};

static bool is_other_picture(const char *name)
{
    static const char *const other[] = {".png", ".pdf", ".jpg", ".jpeg", ".gif", ".webp", ".eps", ".ps"};
    const size_t n = strlen(name);

    for (size_t i = 0; i < ARRAY_LEN(other); i++)
        if (n > strlen(other[i]) && strcasecmp(name + n - strlen(other[i]), other[i]) == 0)
            return true;
    return false;
}

static int open_results(struct results *r, const struct audit_command *o)
{
    int rc = RP_OK;

    if (o->plot && is_other_picture(o->plot)) {
        message_error("--plot writes SVG: give it a name such as curve.svg, not '%s'", o->plot);
        return STATUS_SAID;
    }
    TRY(output_open(&r->report, o->output ? o->output : "-"));
    if (o->plot)
        TRY(output_open(&r->plot, o->plot));
    TRY(outputs_distinct((struct output *const[]){r->report, r->plot},
                         (const char *const[]){o->output ? o->output : "-", o->plot}, 2));
out:
    return rc;
}

static int write_result(struct output *to, const struct audit_job *job,
                        int (*make)(char **, size_t *, const struct audit_job *))
{
    char *p = NULL;
    size_t n = 0;
    int rc = RP_OK;

    TRY(make(&p, &n, job));
    TRY(output_write(to, p, n));
    TRY(output_sync(to));
out:
    free(p);
    return rc;
}

static int write_results(struct results *r, const struct audit_job *job)
{
    int rc = RP_OK;

    TRY(write_result(r->report, job, job->o->format == AUDIT_JSON ? audit_json : audit_text));
    if (r->plot) {
        TRY(write_result(r->plot, job, audit_plot));
        TRY(output_publish(r->plot));
    }
    TRY(output_publish(r->report));
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    const struct audit_command *o = options;
    struct audit_job job = {0};
    struct results results = {0};
    int rc = RP_OK;

    TRY(open_results(&results, o));
    TRY(audit_measure(&job, o, operands, n));
    TRY(write_results(&results, &job));
out:
    if (rc < 0)
        state_say_failure(&job.dedup, rc);
    output_drop(results.report);
    output_drop(results.plot);
    audit_close(&job);
    return rc < 0 || message_errored() ? EXIT_BAD : 0;
}

const struct command command_audit = {
    .name = "audit",
    .operands = "[FILE|DIR|-]...",
    .operands_most = SIZE_MAX,
    .brief = "recall and precision of dedup on your own documents",
    .about =
        "Runs dedup with the parameters given, writes nothing of it, and compares a sample of the documents with all "
        "others by counting their shingles: no sketch, no band, no bound.\n\n"
        "Recall is the share of similar pairs of which not both were kept (resolved), or that shared a band at all "
        "(candidates). Precision is the share of removals that are as similar as was claimed. Both come by range of "
        "similarity with 95 % intervals, which count a document, not a pair, as what was drawn. A reference is never "
        "drawn from; every document drawn is compared with all of it, in tables of their own.\n\n"
        "The text is read three times, with --from twice. Memory is that of dedup and of the sample's shingles.",
    .examples = "reprint audit corpus/\n"
                "reprint audit news.jsonl.gz --threshold .8 --sample 5000 --plot curve.svg\n"
                "reprint audit corpus/ --want .9999 --format json -o audit.json\n"
                "reprint audit corpus/ --against benchmarks/ --only-against\n"
                "reprint audit --from state/",
    .flags = flags,
    .options_size = sizeof(struct audit_command),
    .defaults = audit_defaults,
    .run = run,
};
