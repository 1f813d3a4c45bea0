/* reprint gen: a corpus with known truth. */
#include <stdio.h>

#include "base/compiler.h"
#include "base/status.h"
#include "cli/commands.h"
#include "console/message.h"
#include "console/output.h"
#include "console/progress.h"
#include "console/units.h"
#include "gen/gen.h"

struct gen_command {
    struct common_options common;
    const char *output, *truth;
    int kind;
    uint64_t documents, bytes, seed, first, count, words;
    double escaped, exact, near, near_low, near_high, trimmed, embedded, brief, other_script;
    const char *shape, *languages;
};

#define AT(member) offsetof(struct gen_command, member)
#define SHARE(flag_name, what) \
    {.name = #flag_name, .kind = FLAG_SHARE, .offset = AT(flag_name), .value = "SHARE", .least = 0, .most = 1, \
     .nothing = "none", .brief = what}

static const struct flag flags[] = {
    {.heading = "What comes out", .name = "output", .letter = 'o', .kind = FLAG_FILE, .offset = AT(output),
     .value = "FILE", .nothing = "standard output", .brief = "the corpus, JSON lines"},
    {.name = "truth", .letter = 't', .kind = FLAG_FILE, .offset = AT(truth), .value = "FILE",
     .brief = "what every document is, tab-separated"},
    {.name = "kind", .kind = FLAG_CHOICE, .offset = AT(kind), .value = "corpus|news",
     .brief = "what dedup or what scan meets"},
    {.name = "documents", .letter = 'n', .kind = FLAG_COUNT, .offset = AT(documents), .value = "N", .least = 1,
     .most = 1e12, .brief = "documents in the corpus"},
    {.name = "bytes", .kind = FLAG_BYTES, .offset = AT(bytes), .value = "SIZE", .nothing = "no limit",
     .brief = "stop after the record that reaches it"},
    {.name = "seed", .kind = FLAG_COUNT, .offset = AT(seed), .value = "N", .brief = "another seed, another corpus"},
    {.name = "first", .kind = FLAG_COUNT, .offset = AT(first), .value = "N", .nothing = "0",
     .brief = "write a piece of it: from this document"},
    {.name = "count", .kind = FLAG_COUNT, .offset = AT(count), .value = "N", .nothing = "to the end",
     .brief = "so many documents of it"},
    {.heading = "What it is like", .name = "shape", .kind = FLAG_TEXT, .offset = AT(shape), .value = "NAME",
     .brief = "one of the hard ones, by name",
     .more = "identical (all one text), half and sixty (all share that much of it), hot (a tenth are near-copies of "
             "one), tens (clusters of ten), short, escaped, scripts."},
    SHARE(escaped, "records in ASCII, the rest as \\uXXXX"),
    SHARE(exact, "copies byte for byte"),
    SHARE(near, "copies with words changed"),
    {.name = "near-low", .kind = FLAG_SHARE, .offset = AT(near_low), .value = "J", .most = 1,
     .brief = "least Jaccard of those"},
    {.name = "near-high", .kind = FLAG_SHARE, .offset = AT(near_high), .value = "J", .most = 1,
     .brief = "and the greatest"},
    SHARE(trimmed, "copies that were cut"),
    SHARE(embedded, "copies inside other text"),
    {.name = "words", .kind = FLAG_COUNT, .offset = AT(words), .value = "N", .most = 100000,
     .nothing = "as in the press",
     .brief = "every original has so many"},
    SHARE(brief, "texts of 25 to 85 words"),
    {.name = "other-script", .kind = FLAG_SHARE, .offset = AT(other_script), .value = "SHARE", .most = 1,
     .nothing = "none", .brief = "Cyrillic, Greek, Devanagari, Hangul and Han in turn"},
    {.name = "languages", .kind = FLAG_TEXT, .offset = AT(languages), .value = "LIST",
     .brief = "of --kind news, the first half the time"},
    FLAGS_COMMON,
    {0},
};

static void defaults(void *options)
{
    struct gen_command *c = options;
    struct gen_options corpus, news;

    gen_options_init(&corpus, GEN_CORPUS);
    gen_options_init(&news, GEN_NEWS);
    c->documents = 10000;
    c->seed = corpus.seed;
    c->escaped = corpus.escaped;
    c->exact = corpus.corpus.exact;
    c->near = corpus.corpus.near;
    c->near_low = corpus.corpus.near_low;
    c->near_high = corpus.corpus.near_high;
    c->trimmed = corpus.corpus.trimmed;
    c->embedded = corpus.corpus.embedded;
    c->brief = corpus.corpus.brief;
    c->other_script = corpus.corpus.other_script;
    c->languages = news.news.languages;
}

static void fill(struct gen_options *o, const struct gen_command *c)
{
    gen_options_init(o, c->kind ? GEN_NEWS : GEN_CORPUS);
    o->documents = c->documents;
    o->max_bytes = c->bytes;
    o->seed = c->seed;
    o->first = c->first;
    o->count = c->count;
    o->escaped = c->escaped;
    o->corpus.exact = c->exact;
    o->corpus.near = c->near;
    o->corpus.near_low = c->near_low;
    o->corpus.near_high = c->near_high;
    o->corpus.trimmed = c->trimmed;
    o->corpus.embedded = c->embedded;
    o->corpus.words = (unsigned)c->words;
    o->corpus.brief = c->brief;
    o->corpus.other_script = c->other_script;
    o->news.languages = c->languages;
}

static int say_shapes(const char *given)
{
    char names[256];
    size_t n = 0;

    for (const char *const *s = gen_shape_names; *s && n < sizeof names; s++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", *s);
    message_error("--shape is one of %s, not '%s'", names, given);
    return STATUS_SAID;
}

/* A shape is laid over what the shares say. */
static int check(struct gen_options *o, const struct gen_command *c)
{
    const char *wrong;

    if (c->shape && c->kind == GEN_NEWS) {
        message_error("--shape goes with --kind corpus");
        return STATUS_SAID;
    }
    if (c->shape && gen_shape(o, c->shape) < 0) {
        return say_shapes(c->shape);
    }
    if ((wrong = gen_options_error(o))) {
        message_error("%s", wrong);
        return STATUS_SAID;
    }
    return RP_OK;
}

struct sinks {
    struct output *documents, *truth;
    uint64_t bytes;
};

static int put_documents(void *ctx, const char *p, size_t n)
{
    struct sinks *s = ctx;
    s->bytes += n;
    progress_at(s->bytes, 0);
    /* Nobody reads any more: `reprint gen | head` is over. */
    return output_gone(s->documents) ? RP_ERR_CANCELLED : output_write(s->documents, p, n);
}

static int put_truth(void *ctx, const char *p, size_t n)
{
    struct sinks *s = ctx;
    return output_write(s->truth, p, n);
}

static int generate(const struct gen_command *c, struct sinks *s)
{
    struct gen_options o;
    struct gen_totals totals;
    char a[UNITS_TEXT], b[UNITS_TEXT];
    int rc = RP_OK;

    fill(&o, c);
    TRY(check(&o, c));
    TRY(output_open(&s->documents, c->output));
    if (c->truth)
        TRY(output_open(&s->truth, c->truth));
    progress_stage("writing", c->bytes, true);
    rc = gen_write(&o, (struct gen_sink){put_documents, s}, (struct gen_sink){c->truth ? put_truth : NULL, s}, &totals);
    TRY(rc == RP_ERR_CANCELLED ? RP_OK : rc);
    TRY(output_sync(s->documents));
    if (s->truth)
        TRY(output_sync(s->truth));
    TRY(output_publish(s->documents));
    if (s->truth)
        TRY(output_publish(s->truth));
    progress_end();
    message_note("%s documents, %s", units_count_text(totals.documents, a), units_bytes_text((double)totals.bytes, b));
    rc = RP_OK;
out:
    return rc;
}

static int run(void *options, const char *const *operands, size_t n)
{
    struct sinks s = {0};
    int rc = generate(options, &s);

    (void)operands;
    (void)n;
    output_drop(s.documents);
    output_drop(s.truth);
    if (rc < 0 && rc != STATUS_SAID)
        message_error("%s", rp_strerror(rc));
    return rc < 0 ? EXIT_BAD : 0;
}

const struct command command_gen = {
    .name = "gen",
    .operands = "",
    .brief = "a corpus with known truth, for trying and measuring",
    .about = "Writes JSON lines of invented text in which copies are planted, and a table that says what every "
             "document is. Options and seed decide every byte, on any machine and in any number of pieces.",
    .examples = "reprint gen -n 1M -o corpus.jsonl.zst --truth truth.tsv\n"
                "reprint gen -n 100k --shape hot | reprint dedup -n -",
    .flags = flags,
    .options_size = sizeof(struct gen_command),
    .defaults = defaults,
    .run = run,
};
