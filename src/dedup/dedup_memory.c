#define _GNU_SOURCE
#include "dedup/dedup_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"
#include "console/memory_share.h"
#include "console/message.h"
#include "console/units.h"
#include "dedup/dedup.h"
#include "source/spool.h"

/* Of a scraped corpus, at the most; for saying beforehand what a run may hold. */
static const double CANDIDATES = .3;

enum {
    SAMPLE_PLACES = 24, SAMPLE_BYTES = 256 << 10,
    REACH_PLAN = 16 << 20, /* bytes decompressed for a sample */
    ENGINE_LEAST_MB = 8,
    RESULT_BYTES = 512 << 10, AHEAD_LEAST = 4, AHEAD_MOST = 1024,
    EXTRACTION_SHARE = 32, WINDOW_EACH = 4 << 20, /* of the bound; for each thread, what it is about to decide */
    PIECE_BYTES = 256 << 10, EXTRACT_AHEAD_LEAST = 2, EXTRACT_AHEAD_MOST = 16,
    STATE_OF_DISK = 40, /* well packed, short documents: what is smaller than a bound by this fits unseen */
    VERDICT_BYTES = 8 + 16 + 8, /* kept, overlap, half a pair */
    KEPT_BYTES = 24 + 16 + 16,  /* in a folder that is kept: facts, names, half a pair that was measured */
};

uint64_t memory_bound(const struct dedup *d)
{
    return memory_share(d->o->memory);
}

/* --- the input --- */

static double disk_bytes(const struct dedup *d, bool *known)
{
    double sum = 0;

    *known = true;
    for (uint32_t i = 0; i < source_count(d->sources); i++) {
        sum += (double)source_size(d->sources, i);
        *known &= !source_is_pipe(d->sources, i);
    }
    return sum;
}

static int look_at_input(const struct dedup *d, struct input_estimate *out)
{
    const struct sample_options o = {.places = SAMPLE_PLACES, .each = SAMPLE_BYTES, .reach = REACH_PLAN};
    return input_sample(d->sources, &o, NULL, NULL, out);
}

/* --- the plan --- */

static bool ranked(const struct dedup *d)
{
    return strcmp(d->o->keep, "first") != 0;
}

/* A winnowed passage begins every 4.5 words or so, some 25 bytes of JSON. */
static double postings(const struct dedup *d, const struct input_estimate *e)
{
    return d->params.contained > 0 ? e->bytes / 25 : 0;
}

/* What the columns hold. */
static double column_bytes_all(const struct dedup *d, const struct input_estimate *e)
{
    const rp_params *p = &d->params;
    double keys = p->exact_only ? 0 : p->sketch == RP_SKETCH_MINHASH ? 6.0 * p->bands : 60;
    double each = 16 + keys + sizeof(struct packed_place) + (ranked(d) ? 8 : 0) + (p->contained > 0 ? 4 : 0);

    return each * e->documents + 14 * postings(d, e);
}

/* With the scratch of the join, pairs, verdicts, all at their largest together. */
static double memory_bytes_all(const struct dedup *d, const struct input_estimate *e)
{
    double each = 16 + 40 + (ranked(d) ? 48 : 0) + (d->params.contained > 0 ? 96 : 0);
    return column_bytes_all(d, e) + each * e->documents + 32 * postings(d, e);
}

/* Bits that stages have for each document and, at the end of the join, the byte that says when its text is done
 * with. */
static const double MARKS_BYTES = 5 / 8. + 1;

/* What stays in memory whatever the home, beside the scratch of the join. */
static double joining_bytes_all(const struct dedup *d, double documents)
{
    return (MARKS_BYTES + (ranked(d) ? 48 : 0) + (d->params.contained > 0 ? 56 : 0)) * documents;
}

/* And when the join is over: who was joined to whom, and where candidates of compressed files lie. */
static double deciding_bytes_all(const struct dedup *d, double documents, double packed_candidates)
{
    const double decided = documents < (double)UINT32_MAX ? 4 : 8;
    return (MARKS_BYTES + decided + (ranked(d) ? 16 : 0) + (d->params.contained > 0 ? 32 : 0)) * documents +
           (packed_candidates > 0 ? .25 * documents : 0) + (2. * sizeof(struct source_range) + 1) * packed_candidates;
}

struct memory_extraction memory_of_extraction(const struct dedup *d)
{
    const uint64_t threads = (uint64_t)d->threads, share = memory_bound(d) / EXTRACTION_SHARE;
    const uint64_t window = threads * WINDOW_EACH, ahead = share / threads / PIECE_BYTES;

    return (struct memory_extraction){
        .window = (size_t)(window < share ? window : share),
        .ahead = ahead < EXTRACT_AHEAD_LEAST  ? EXTRACT_AHEAD_LEAST
                 : ahead > EXTRACT_AHEAD_MOST ? EXTRACT_AHEAD_MOST
                                              : (int)ahead,
    };
}

/* So much at the most, but not more than there are texts. */
static double extraction_bytes(const struct dedup *d, double texts)
{
    const struct memory_extraction m = memory_of_extraction(d);
    const double most = (double)m.window + (double)m.ahead * d->threads * PIECE_BYTES;
    return most < 2 * texts ? most : 2 * texts;
}

/* The program, its libraries, its tables. */
static const double BASE_BYTES = 10.5 * (1 << 20);

/* What a run has whatever it does until texts are compared: buffers, tables, scratch. Measured, while keys are
 * joined. */
static double least_bytes(const struct dedup *d)
{
    return BASE_BYTES + 5.5 * (1 << 20) * d->threads;
}

/* Of a thread that reads: for each byte of a record its line, words, tokens, shingles. Measured, for words of six bytes
 * and of one letter. */
static const double READ_EACH = 1.5 * (1 << 20), READ_FOR_BYTE = 6, READ_FOR_BYTE_MOST = 18;

/* Of a thread that compares: what it holds of any texts; for each byte of the two that it is at, text, words, tokens,
 * shingles, and the set of one of them; measured, for words of six bytes and of one letter. What it remembers is
 * counted below. */
static const double COMPARE_EACH = 3. * (1 << 20), COMPARE_FOR_BYTE = 8, COMPARE_FOR_BYTE_MOST = 21;
static const double WORD_BYTES = 6, SPREAD = 2; /* lengths are not all the mean */
enum {
    BRIEF_MOST = 16 << 10, REMEMBERED_BRIEF = 256 + 64,  /* engine/recent.h, in bytes of text */
    MIDDLING_MOST = 64 << 10, REMEMBERED_MIDDLING = 16,  /* sets of engine/corpus_resolve.h */
    SET_FOR_WORD = 110, REMEMBERED_MOST = 5 << 20,       /* of either kind */
};

static int readers(const struct dedup *d, const struct input_estimate *e, uint64_t bound)
{
    const double mean = e->documents > 0 ? e->bytes / e->documents : 0;
    const double n = ((double)bound - BASE_BYTES) / (READ_EACH + READ_FOR_BYTE_MOST * mean);
    return n < 1 ? 1 : n < d->threads ? (int)n : d->threads;
}

/* A sixteenth of the bound for results that wait; those of short documents are as large as their text. */
static int batches_ahead(const struct dedup *d, uint64_t bound)
{
    uint64_t n = bound / 16 / (uint64_t)d->threads / RESULT_BYTES;
    return n < AHEAD_LEAST ? AHEAD_LEAST : n > AHEAD_MOST ? AHEAD_MOST : (int)n;
}

static int say_too_little(const struct dedup *d, const char *what, double need)
{
    char a[UNITS_TEXT], b[UNITS_TEXT];

    message_error("--memory %s is too little: %s need at least %s%s", units_bytes_text((double)memory_bound(d), a),
                  what, units_bytes_text(need, b), d->state.dir ? "; with that, --resume goes on from here" : "");
    return STATUS_SAID;
}

/* The sample may be wrong by a tenth. */
static int refuse_early(const struct dedup *d, const struct input_estimate *e)
{
    const double need = least_bytes(d) + deciding_bytes_all(d, .9 * e->documents, 0);
    char what[2 * UNITS_TEXT], a[UNITS_TEXT];

    if (!e->known || need <= (double)memory_bound(d))
        return RP_OK;
    snprintf(what, sizeof what, "some %s documents", units_count_text((uint64_t)e->documents, a));
    return say_too_little(d, what, need);
}

int memory_for_candidates(const struct dedup *d, uint64_t packed)
{
    const uint64_t n = rp_corpus_count(d->corpus);
    const double extract = packed ? extraction_bytes(d, (double)memory_bound(d)) : 0;
    const double need = least_bytes(d) + extract + deciding_bytes_all(d, (double)n, (double)packed);
    char what[4 * UNITS_TEXT], a[UNITS_TEXT], b[UNITS_TEXT];

    if (need <= (double)memory_bound(d))
        return RP_OK;
    snprintf(what, sizeof what, "%s documents, %s of them candidates from compressed files,", units_count_text(n, a),
             units_count_text(packed, b));
    return say_too_little(d, what, need);
}

/* --- texts to be compared --- */

void memory_texts_add(struct memory_texts *t, uint32_t length, bool packed)
{
    int i = MEMORY_LONGEST - 1;

    t->packed += packed;
    t->brief.n += length <= BRIEF_MOST;
    t->brief.bytes += length <= BRIEF_MOST ? length : 0;
    t->middling.n += length <= MIDDLING_MOST;
    t->middling.bytes += length <= MIDDLING_MOST ? length : 0;
    if (length <= t->longest[i])
        return;
    for (; i > 0 && t->longest[i - 1] < length; i--)
        t->longest[i] = t->longest[i - 1];
    t->longest[i] = length;
}

/* What a thread holds of so many of n texts, a word of which takes `each`. */
static double remembered(uint64_t n, uint64_t bytes, uint64_t most, double each)
{
    const double mean = n ? (double)bytes / (double)n : 0, held = (double)(n < most ? n : most);
    const double all = held * SPREAD * each * mean / WORD_BYTES;
    return all < REMEMBERED_MOST ? all : REMEMBERED_MOST;
}

/* Two texts a thread at once, the longest of all at worst. */
static double comparing_bytes(const struct memory_texts *t, int threads, double for_byte)
{
    const double each = COMPARE_EACH + remembered(t->brief.n, t->brief.bytes, REMEMBERED_BRIEF, sizeof(uint64_t)) +
                        remembered(t->middling.n, t->middling.bytes, REMEMBERED_MIDDLING, SET_FOR_WORD);
    double texts = 0;

    for (int i = 0; i < 2 * threads; i++)
        texts += t->longest[i < MEMORY_LONGEST ? i : MEMORY_LONGEST - 1];
    return each * threads + for_byte * texts;
}

int memory_comparers(const struct dedup *d, const struct memory_texts *t, int *threads)
{
    const double extract = t->packed ? extraction_bytes(d, (double)memory_bound(d)) : 0;
    const double fixed = BASE_BYTES + extract +
                         deciding_bytes_all(d, (double)rp_corpus_count(d->corpus), (double)t->packed);
    const double bound = (double)memory_bound(d);
    char what[2 * UNITS_TEXT], a[UNITS_TEXT];
    double need;
    int n = d->threads;

    /* Fewer threads than would do are slow; a bound that most texts of that length keep to is not refused for words
     * that are short. */
    while (n > 1 && fixed + comparing_bytes(t, n, COMPARE_FOR_BYTE_MOST) > bound)
        n--;
    *threads = n;
    need = fixed + comparing_bytes(t, n, COMPARE_FOR_BYTE);
    if (need <= bound)
        return RP_OK;
    if (memory_for_candidates(d, t->packed) < 0) /* too many texts, not too long ones */
        return STATUS_SAID;
    snprintf(what, sizeof what, "texts of %s", units_bytes_text(t->longest[0], a));
    return say_too_little(d, what, need);
}

int memory_plan(struct dedup *d, struct memory_plan *out)
{
    struct input_estimate e = {0};
    const uint64_t base = (uint64_t)least_bytes(d);
    uint64_t reserve;
    bool known;
    double disk = disk_bytes(d, &known);
    int rc = RP_OK;

    *out = (struct memory_plan){.bound = memory_bound(d), .fits = true};
    out->ahead = batches_ahead(d, out->bound);
    out->readers = d->threads;
    out->max_record = (uint64_t)(((double)out->bound - BASE_BYTES) / READ_FOR_BYTE / (d->threads > 1 ? 2 : 1));
    if (known && disk * STATE_OF_DISK < (double)out->bound) {
        out->engine = out->bound / 2;
        return RP_OK;
    }
    TRY(look_at_input(d, &e));
    TRY(refuse_early(d, &e));
    if (e.known)
        out->readers = readers(d, &e, out->bound);
    reserve = base + (uint64_t)(joining_bytes_all(d, e.documents) * 1.1);
    out->engine = out->bound > reserve ? out->bound - reserve : 0;
    if (out->engine < (uint64_t)ENGINE_LEAST_MB << 20)
        out->engine = (uint64_t)ENGINE_LEAST_MB << 20;
    out->fits = e.known ? (double)base + memory_bytes_all(d, &e) * 1.15 <= (double)out->bound
                        : d->o->memory == 0;
out:
    return rc;
}

/* --- what a run is likely to hold --- */

double memory_expected(const struct dedup *d, const struct input_estimate *e, const struct memory_plan *plan,
                       bool on_disk)
{
    const double scratch = 32 * (e->documents + postings(d, e)), most = (double)plan->engine / 2;
    const double join = joining_bytes_all(d, e->documents) + (scratch < most ? scratch : most);
    const double extract = extraction_bytes(d, CANDIDATES * e->packed * e->bytes);
    const double decide = deciding_bytes_all(d, e->documents, CANDIDATES * e->packed * e->documents) + extract;

    if (!on_disk)
        return least_bytes(d) + memory_bytes_all(d, e) + extract;
    return least_bytes(d) + (join > decide ? join : decide);
}

double memory_state(const struct dedup *d, const struct input_estimate *e, bool on_disk)
{
    const double kept = VERDICT_BYTES + (d->o->work_dir ? KEPT_BYTES : 0);
    return on_disk ? column_bytes_all(d, e) + e->documents * kept : 0;
}
