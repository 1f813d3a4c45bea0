#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/status.h"
#include "base/thread.h"
#include "console/message.h"
#include "dedup/dedup.h"

#define AT(member) offsetof(struct dedup_options, member)

const struct flag dedup_flags[] = {
    {.heading = "What a duplicate is", .name = "profile", .kind = FLAG_CHOICE, .offset = AT(profile),
     .value = "text|news", .brief = "texts that are alike, or the stories of scan",
     .more =
         "news: the articles are read as scan reads them, page furniture and all, and one copy of each story stays. "
         "A removed record says which story it is of, and its relation to the story's reference: verbatim, "
         "trimmed, "
         "update ... Teasers, excerpts and round-ups are no copies, and stay. The numbers below say how texts are "
         "compared, and are refused."},
    {.name = "preset", .kind = FLAG_CHOICE, .offset = AT(preset), .value = "normal|strict|loose",
     .brief = "with --profile news: how much must be shared",
     .more = "As for scan: strict counts full copies only."},
    {.name = "threshold", .letter = 't', .kind = FLAG_SHARE, .offset = AT(threshold),
     .value = "J", .least = 0.01, .most = 1, .brief = "least Jaccard similarity of two near-duplicates",
     .more = "The share of their different shingles that two documents have in common. Every removal is checked "
             "against it on the texts, not on sketches."},
    {.name = "contained", .letter = 'c', .kind = FLAG_SHARE, .offset = AT(contained), .value = "C", .least = 0,
     .most = 1, .nothing = "off", .brief = "also remove what is contained in a kept document by C",
     .more = "The share of a document's shingles that the kept one has too: a trimmed copy has a small Jaccard "
             "similarity and a containment near 1. Passages that both have lead to such pairs."},
    {.name = "exact-only", .kind = FLAG_SWITCH, .offset = AT(exact_only),
     .brief = "only documents with the same words in the same order",
     .more = "Case, spacing, punctuation and Unicode form do not count. Nothing near is looked for, and it is faster."},
    {.name = "shingle", .kind = FLAG_COUNT, .offset = AT(shingle), .value = "N", .least = 1, .most = 32,
     .nothing = "5, with --unit char 12", .brief = "tokens in a shingle"},
    {.name = "unit", .kind = FLAG_CHOICE, .offset = AT(unit), .value = "auto|word|char", .brief = "what a token is",
     .more = "auto: words, and runs of four characters in scripts written without spaces."},

    {.heading = "What comes out", .name = "output", .letter = 'o', .kind = FLAG_FILE, .offset = AT(output),
     .value = "FILE", .nothing = "standard output", .brief = "kept records, byte for byte, in input order",
     .more = "Compressed if the name ends in .gz or .zst. Written under another name, synced and renamed when all "
             "is well. A plain text file that is kept comes out as {\"id\":NAME,\"text\":TEXT}."},
    {.name = "keep", .letter = 'k', .kind = FLAG_TEXT, .offset = AT(keep), .value = "RULE",
     .brief = "who stays: first, longest, earliest or FILE",
     .more = "FILE names outlets, best first, one a line: an outlet's name or a host. Equal ones: the first in the "
             "input. A document without a date or a known outlet comes last. With --profile news also original, the "
             "default there: the source's own copy, else the fullest; and fullest."},
    {.name = "removed", .letter = 'r', .kind = FLAG_FILE, .offset = AT(removed), .value = "FILE",
     .brief = "one JSON object per removed record, with the reason"},
    {.name = "clusters", .kind = FLAG_FILE, .offset = AT(clusters), .value = "FILE",
     .brief = "one JSON object per kept record that others repeat"},
    {.name = "stats", .kind = FLAG_FILE, .offset = AT(stats), .value = "FILE",
     .brief = "counts, parameters, times, S-curve, memory as JSON"},
    {.name = "format", .letter = 'f', .kind = FLAG_CHOICE, .offset = AT(format), .value = "records|text",
     .brief = "kept records, or groups of copies to read"},
    {.name = "dry-run", .letter = 'n', .kind = FLAG_SWITCH, .offset = AT(dry_run),
     .brief = "decide and count, write no kept records"},
    {.name = "exit-status", .letter = 'e', .kind = FLAG_SWITCH, .offset = AT(exit_status),
     .brief = "exit 1 if anything was removed"},

    {.heading = "Decontamination", .name = "against", .letter = 'a', .kind = FLAG_LIST, .offset = AT(against),
     .value = "FILE|DIR", .brief = "also remove what stands in this reference",
     .more = "Files and directories as for input, or the --work-dir of an earlier run, whose texts are then not read "
             "again. May be repeated. No document of a reference comes out; one of the input is removed if it is the "
             "same as one, reaches --threshold with one, or, with --contained C, if one has C of its shingles or it "
             "has C of those of one with 13 tokens or more: --contained .8 is what removes the pages that a benchmark "
             "item stands on. --removed names the item. Everything is compared with the references first, then "
             "what is left with itself. A reference that cannot be read whole ends the run."},
    {.name = "against-field", .kind = FLAG_LIST, .offset = AT(against_fields), .value = "SLOT=NAME",
     .brief = "where a field is in references: text=question",
     .more = "As --field, which holds for references too when this is not given. An earlier run has its own."},
    {.name = "only-against", .kind = FLAG_SWITCH, .offset = AT(only_against),
     .brief = "remove nothing else: copies within the input stay"},

    {.heading = "How candidates are found", .name = "sketch", .kind = FLAG_CHOICE, .offset = AT(sketch),
     .value = "minhash|simhash", .brief = "which sketch",
     .more = "simhash is for near-exact mirrors: smaller and faster, and it misses most pairs below .9."},
    {.name = "recall", .kind = FLAG_SHARE, .offset = AT(recall), .value = "P", .least = 0.01, .most = 0.9999999,
     .brief = "wanted probability for a pair just at the threshold",
     .more = "Decides bands and rows unless they are given. Pairs above the threshold are found more surely."},
    {.name = "bands", .kind = FLAG_COUNT, .offset = AT(bands), .value = "B", .least = 1, .most = 256,
     .nothing = "from threshold and recall", .brief = "bands of the MinHash; --rows goes with it"},
    {.name = "rows", .kind = FLAG_COUNT, .offset = AT(rows), .value = "R", .least = 1, .most = 64,
     .nothing = "likewise", .brief = "rows in a band"},
    {.name = "slots", .kind = FLAG_COUNT, .offset = AT(slots), .value = "K", .least = 16, .most = 1024,
     .brief = "slots of the MinHash, a power of two"},
    {.name = "hamming", .kind = FLAG_COUNT, .offset = AT(hamming), .value = "D", .least = 1, .most = 8,
     .brief = "most bits in which two SimHashes may differ"},
    {.name = "show-curve", .kind = FLAG_SWITCH, .offset = AT(show_curve),
     .brief = "print the S-curve; without input that is all"},
    {.name = "key", .kind = FLAG_FILE, .offset = AT(key), .value = "FILE",
     .brief = "hash under this secret, so that nobody can craft collisions",
     .more = "Any file of 16 bytes or more. Results differ from those without a key only where hashes collide."},

    {.heading = "Input", .name = "field", .kind = FLAG_LIST, .offset = AT(fields), .value = "SLOT=NAME",
     .brief = "where a field is: text=body, date=meta.published",
     .more = "Slots: id, url, canonical, headline, text, html, summary, date, modified, crawled, outlet, byline, "
             "credit, status. Common names are known without it. May be repeated."},
    {.name = "input", .kind = FLAG_CHOICE, .offset = AT(input), .value = "auto|jsonl|text",
     .brief = "what the files are; text: one document a file",
     .more = "By itself each file is taken by its name and its content. Of a folder only files are read that end in "
             ".jsonl, .ndjson, .jl, .json, .txt, .text, .md or .rst, with or without .gz or .zst, or in nothing; the "
             "others are counted on stderr. With jsonl or text every file is read, and as that."},
    {.name = "skip-bad", .kind = FLAG_SWITCH, .offset = AT(skip_bad),
     .brief = "records that cannot be read are no failure"},
    {.name = "max-record", .kind = FLAG_BYTES, .offset = AT(max_record), .value = "SIZE", .least = 1024,
     .most = 1073741824, .brief = "longest record read; longer ones count as bad"},

    {.heading = "The machine", .name = "threads", .letter = 'j', .kind = FLAG_COUNT, .offset = AT(threads),
     .value = "N", .least = 1, .most = 1024, .anywhere = "one a processor",
     .brief = "threads; results are the same for any number",
     .more = "So many read, join and compare. Candidates of compressed files are extracted beside the comparing, on "
             "one thread more for each such file, and on no more than as many again."},
    {.name = "memory", .letter = 'm', .kind = FLAG_BYTES, .offset = AT(memory), .value = "SIZE", .least = 64 << 20,
     .most = 0x1p50,
     .nothing = "60 % of what there is", .brief = "most memory the whole process may hold",
     .more = "When a sample of the input says that not everything will fit, columns go to files: in --work-dir, or "
             "nameless ones in $TMPDIR or /tmp. Results are the same. Five bytes a document have to stay in memory. "
             "Where texts are so long that not all threads can compare them within the bound, fewer do; where not even "
             "one can, what is needed is said."},
    {.name = "work-dir", .kind = FLAG_FOLDER, .offset = AT(work_dir), .value = "DIR",
     .nothing = "$TMPDIR or /tmp, nothing kept", .brief = "keep all state in DIR, to go on after any stop",
     .more = "DIR/reprint-state has checkpoints of reading and the whole outcome of each later stage. It stays when "
             "the run is over, and may be removed."},
    {.name = "resume", .kind = FLAG_SWITCH, .offset = AT(resume),
     .brief = "go on with the run whose --work-dir this is",
     .more = "After a signal, a crash, a full disk: the same command and --resume end with the same bytes. Without "
             "state it begins anew. Other inputs, parameters, keys or versions, and damaged state, are refused by "
             "name."},
    {.name = "from", .kind = FLAG_FOLDER, .offset = AT(from), .value = "DIR",
     .nothing = "off", .brief = "ask the state in DIR again: other threshold or rule",
     .more = "DIR is the --work-dir of a run that has found its candidates; --threshold, --contained and --keep may be "
             "others. What that run measured is not measured again: a text is read only for a pair that is new, for "
             "ids in --removed and --clusters, and to be copied. Inputs, references and fields are those of the state. "
             "A threshold below its own is warned of, with the recall that its bands have there."},
    {.name = "estimate", .kind = FLAG_SWITCH, .offset = AT(estimate),
     .brief = "say documents, memory, disk and time; do nothing"},

    FLAGS_COMMON,
    {0},
};

void dedup_defaults(void *options)
{
    struct dedup_options *o = options;
    rp_params p;

    rp_params_init(&p);
    o->threshold = p.threshold;
    o->recall = p.recall;
    o->slots = p.slots;
    o->hamming = p.hamming;
    o->keep = "first";
    o->max_record = 64 << 20;
    o->threads = (uint64_t)thread_count_default();
}

/* --- parameters --- */

static int read_key(rp_params *p, const char *path)
{
    enum { LEAST = 16 };
    struct secret_digest digest;
    FILE *f = fopen(path, "re");
    char buf[4096];
    size_t n, total = 0;
    bool bad;

    if (!f) {
        message_error("cannot open '%s': %s", path, strerror(errno));
        return STATUS_SAID;
    }
    secret_digest_init(&digest);
    for (; (n = fread(buf, 1, sizeof buf, f)) > 0; total += n)
        secret_digest_add(&digest, buf, n);
    bad = ferror(f);
    fclose(f);
    if (bad || total < LEAST) {
        message_error(bad ? "cannot read '%s'" : "the key in '%s' is shorter than 16 bytes", path);
        return STATUS_SAID;
    }
    static_assert((int)RP_KEY_BYTES == (int)SECRET_DIGEST_BYTES, "a digest is a key");
    secret_digest_done(&digest, p->key);
    p->keyed = 1;
    return RP_OK;
}

int dedup_params(rp_params *p, const struct dedup_options *o)
{
    rp_error err = {0};
    int rc = RP_OK;

    if ((o->bands == 0) != (o->rows == 0)) {
        message_error("--bands and --rows go together");
        return STATUS_SAID;
    }
    rp_params_init(p);
    p->threshold = o->threshold;
    p->contained = o->contained;
    p->recall = o->recall;
    p->unit = (uint32_t)o->unit;
    p->shingle = (uint32_t)o->shingle;
    p->sketch = (uint32_t)o->sketch;
    p->slots = (uint32_t)o->slots;
    p->bands = (uint32_t)o->bands;
    p->rows = (uint32_t)o->rows;
    p->hamming = (uint32_t)o->hamming;
    p->exact_only = o->exact_only;
    TRY(secret_init());
    if (o->key)
        TRY(read_key(p, o->key));
    if (rp_params_check(p, &err) < 0) {
        message_error("%s", err.what);
        rc = STATUS_SAID;
    }
out:
    return rc;
}

int dedup_print_curve(const rp_params *p)
{
    printf("%u bands of %u rows\njaccard  found\n", p->bands, p->rows);
    for (int percent = 5; percent <= 100; percent += 5)
        printf("   %4.2f  %.4f\n", percent / 100.0, rp_params_recall(p, percent / 100.0));
    return RP_OK;
}

/* --- opening --- */

int dedup_open_results(struct output **result, const struct dedup_options *o, const struct source_list *sources)
{
    const char *name[DEDUP_RESULTS] = {o->output ? o->output : "-", o->removed, o->clusters, o->stats};
    int rc = RP_OK;

    if (o->dry_run && o->format == FORMAT_RECORDS)
        name[RESULT_KEPT] = NULL;
    /* `reprint dedup a >> a` would read what it writes. Names given to us are safe: they are renamed to. */
    if (name[RESULT_KEPT] && strcmp(name[RESULT_KEPT], "-") == 0 && source_list_has(sources, "/dev/stdout")) {
        message_error("standard output is one of the inputs; -o FILE may replace one");
        return STATUS_SAID;
    }
    for (int i = 0; i < DEDUP_RESULTS; i++)
        if (name[i])
            TRY(output_open(&result[i], name[i]));
    TRY(outputs_distinct(result, name, DEDUP_RESULTS));
out:
    return rc;
}

int dedup_open(struct dedup *d, const struct dedup_options *o, const char *const *operands, size_t n)
{
    int rc = RP_OK;

    d->o = o;
    d->threads = (int)o->threads;
    TRY(dedup_params(&d->params, o));
    TRY(keep_create(&d->keep, o->keep));
    TRY(o->from ? state_open_sources(d, n) : parts_open(d, operands, n));
    if (o->estimate)
        return RP_OK;
    TRY(dedup_open_results(d->result, o, d->sources));
    TRY(state_open(d));
    d->places = (struct places){.corpus = d->corpus};
out:
    return rc;
}

void dedup_close(struct dedup *d)
{
    fetch_free(d->fetch);
    rp_corpus_free(d->corpus);
    state_close(d);
    for (int i = 0; i < DEDUP_RESULTS; i++)
        output_drop(d->result[i]);
    facts_free(d->facts);
    parts_close(d);
    source_list_free(d->sources);
    keep_free(d->keep);
}
