/*
 * reference - what `reprint dedup` did to a file, against all pairs counted exactly.
 *
 *   reference RECORDS.jsonl THRESHOLD REMOVED.jsonl NAME
 *
 * Every pair of records that shares a shingle is counted, through an inverted index over numbered shingles
 * (ref_text.h): no sketch, no sample, no bound. Prints rows "NAME measure range value count". Exits 1 when a
 * removal is not what the report says it is: the document named as kept was removed itself, the similarity
 * is not the one printed, or lies below the threshold.
 *
 *   resolved   pairs of at least this similarity of which not both were kept
 *   together   pairs that ended in one group
 *   simhash    of pairs at least so similar, the share within a Hamming distance (recall); of all pairs
 *              within it, the share of at least THRESHOLD (precision). The fingerprints are ours, the pairs
 *              are not.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "eval/json_row.h"
#include "ref_text.h"
#include "sketch/shingle.h"
#include "sketch/simhash.h"
#include "text/tokens.h"

enum { MAX_HAMMING = 16 };
static const double PAIR_FLOOR = .5; /* pairs below are not listed */

struct pair {
    uint32_t a, b;
    double jaccard;
};

/* group: the kept record's index, or its own. removed_by < 0: kept. */
struct record {
    struct ref_doc doc;
    uint64_t fingerprint;
    long kept_by;
    double printed;
    char relation[16];
};

struct all {
    struct record *record;
    size_t n, cap;
    struct pair *pair;
    size_t pairs, pair_cap;
    struct ref_world world;
    double threshold;
    const char *name;
};

static void die(const char *what, const char *name)
{
    fprintf(stderr, "reference: %s: %s\n", name, what);
    exit(2);
}

/* --- reading -------------------------------------------------------------------------------------- */

static char *read_file(const char *name, size_t *n)
{
    FILE *f = fopen(name, "rb");
    char *p = NULL;
    size_t cap = 0, got;
    if (f == NULL) die("cannot be read", name);
    for (*n = 0;; *n += got) {
        p = ref_grow(p, &cap, *n + (1 << 20), 1);
        if ((got = fread(p + *n, 1, 1 << 20, f)) == 0) break;
    }
    fclose(f);
    return p;
}

static char *text_field(struct jrow *j, size_t *n)
{
    char *buf = NULL;
    size_t cap = 0;
    if (jrow_text(j, &buf, &cap, n) < 0) die("out of memory", "text");
    return buf;
}

static uint64_t fingerprint_of(const char *text, size_t n)
{
    const struct token_options o = {.unit = TOKEN_AUTO};
    struct tokens t;
    uint64_t h = 0;
    tokens_init(&t);
    if (tokens_read(&t, &o, text, n) < 0) die("tokens", "memory");
    uint64_t *s = NULL;
    if (posix_memalign((void **)&s, 64, (shingle_count(t.n, REF_SHINGLE) + 32) * sizeof *s) != 0)
        die("shingles", "memory");
    h = simhash64(s, shingle_hashes(t.hash, t.n, REF_SHINGLE, s));
    free(s);
    tokens_release(&t);
    return h;
}

static void add_record(struct all *w, const char *text, size_t n)
{
    w->record = ref_grow(w->record, &w->cap, w->n + 1, sizeof *w->record);
    struct record *r = &w->record[w->n++];
    *r = (struct record){.kept_by = -1, .fingerprint = fingerprint_of(text, n)};
    ref_read(&w->world, text, n, &r->doc);
}

/* One record a line; its number is its place. Only the first "text" counts. */
static void read_records(struct all *w, const char *name)
{
    size_t size;
    char *bytes = read_file(name, &size);
    for (char *p = bytes, *end = bytes + size, *next; p < end; p = next) {
        char *eol = memchr(p, '\n', (size_t)(end - p));
        next = eol ? eol + 1 : end;
        struct jrow j = {p, eol ? eol : end, false};
        struct span key;
        char *text = NULL;
        size_t n = 0;
        if (!jrow_enter(&j, '{')) die("a line is no object", name);
        for (bool first = true; jrow_key(&j, first, &key); first = false) {
            if (text == NULL && span_is(key, "text")) text = text_field(&j, &n);
            else jrow_skip(&j);
        }
        if (j.failed || text == NULL) die("a line has no text", name);
        add_record(w, text, n);
        free(text);
    }
    free(bytes);
}

static void read_removed_row(struct all *w, struct jrow *j, const char *name)
{
    struct span key;
    long line = 0, kept = 0;
    double jaccard = -1;
    char relation[16] = "";
    for (bool first = true; jrow_key(j, first, &key); first = false) {
        size_t n;
        char *value = text_field(j, &n);
        char word[32];
        snprintf(word, sizeof word, "%.*s", n < 31 ? (int)n : 31, value);
        if (span_is(key, "line")) line = atol(word);
        else if (span_is(key, "kept_line")) kept = atol(word);
        else if (span_is(key, "jaccard")) jaccard = strtod(word, NULL);
        else if (span_is(key, "relation")) snprintf(relation, sizeof relation, "%.15s", word);
        free(value);
    }
    if (line < 1 || kept < 1 || (size_t)line > w->n || (size_t)kept > w->n) die("a row names no record by line", name);
    struct record *r = &w->record[line - 1];
    if (r->kept_by >= 0) die("a record is removed twice", name);
    r->kept_by = kept - 1;
    r->printed = jaccard;
    memcpy(r->relation, relation, sizeof relation);
}

static void read_removed(struct all *w, const char *name)
{
    size_t size;
    char *bytes = read_file(name, &size);
    for (char *p = bytes, *end = bytes + size, *next; p < end; p = next) {
        char *eol = memchr(p, '\n', (size_t)(end - p));
        next = eol ? eol + 1 : end;
        struct jrow j = {p, eol ? eol : end, false};
        if (jrow_enter(&j, '{')) read_removed_row(w, &j, name);
    }
    free(bytes);
}

/* --- all pairs -------------------------------------------------------------------------------------- */

static double jaccard_of(const struct record *a, const struct record *b)
{
    const size_t common = ref_common(&a->doc, &b->doc), sum = a->doc.shingles + b->doc.shingles - common;
    return sum == 0 ? 0 : (double)common / (double)sum;
}

/* Posting lists in one array: those of shingle s are post[start[s]] up to start[s + 1]. */
struct postings {
    size_t *start;
    uint32_t *post;
};

static struct postings invert(const struct all *w)
{
    const size_t shingles = w->world.shingles.n;
    struct postings p = {ref_alloc(shingles + 2, sizeof(size_t)), NULL};
    for (size_t d = 0; d < w->n; d++)
        for (size_t i = 0; i < w->record[d].doc.shingles; i++) p.start[w->record[d].doc.shingle[i] + 2]++;
    for (size_t s = 2; s < shingles + 2; s++) p.start[s] += p.start[s - 1];
    p.post = ref_alloc(p.start[shingles + 1], sizeof *p.post);
    for (size_t d = 0; d < w->n; d++)
        for (size_t i = 0; i < w->record[d].doc.shingles; i++)
            p.post[p.start[w->record[d].doc.shingle[i] + 1]++] = (uint32_t)d;
    return p;
}

/* For each document, how many shingles it shares with every earlier one. */
static void count_pairs(struct all *w)
{
    struct postings p = invert(w);
    uint32_t *common = ref_alloc(w->n, sizeof *common), *touched = ref_alloc(w->n, sizeof *touched);
    for (size_t d = 0; d < w->n; d++) {
        const struct ref_doc *doc = &w->record[d].doc;
        size_t n = 0;
        for (size_t i = 0; i < doc->shingles; i++)
            for (size_t at = p.start[doc->shingle[i]]; p.post[at] < d; at++)
                if (common[p.post[at]]++ == 0) touched[n++] = p.post[at];
        for (size_t i = 0; i < n; i++) {
            const uint32_t e = touched[i], c = common[e];
            const double j = (double)c / (double)(doc->shingles + w->record[e].doc.shingles - c);
            common[e] = 0;
            if (j < PAIR_FLOOR) continue;
            w->pair = ref_grow(w->pair, &w->pair_cap, w->pairs + 1, sizeof *w->pair);
            w->pair[w->pairs++] = (struct pair){e, (uint32_t)d, j};
        }
    }
    free(common), free(touched), free(p.start), free(p.post);
}

/* --- verdicts ---------------------------------------------------------------------------------------- */

static void row(const struct all *w, const char *measure, const char *range, double value, size_t count)
{
    printf("%s\t%s\t%s\t%.5f\t%zu\n", w->name, measure, range, value, count);
}

static size_t group_of(const struct all *w, size_t d)
{
    return w->record[d].kept_by >= 0 ? (size_t)w->record[d].kept_by : d;
}

static void report_recall(const struct all *w)
{
    static const struct {
        double low, high;
        const char *name;
    } range[] = {{.9, 2, ">=.9"},   {.8, .9, ".8-.9"}, {.8, 2, ">=.8"},
                 {.7, .8, ".7-.8"}, {.6, .7, ".6-.7"}, {.5, .6, ".5-.6"}};
    for (size_t r = 0; r < sizeof range / sizeof *range; r++) {
        size_t n = 0, resolved = 0, together = 0;
        for (size_t i = 0; i < w->pairs; i++) {
            const struct pair *p = &w->pair[i];
            if (p->jaccard < range[r].low || p->jaccard >= range[r].high) continue;
            n++;
            resolved += w->record[p->a].kept_by >= 0 || w->record[p->b].kept_by >= 0;
            together += group_of(w, p->a) == group_of(w, p->b);
        }
        row(w, "resolved", range[r].name, n ? (double)resolved / (double)n : 1, n);
        row(w, "together", range[r].name, n ? (double)together / (double)n : 1, n);
    }
}

/* The removal is what it says, or a complaint. */
static bool removal_holds(const struct all *w, size_t d)
{
    const struct record *r = &w->record[d], *k = &w->record[r->kept_by];
    const double j = jaccard_of(r, k);
    const bool same =
        r->doc.tokens == k->doc.tokens &&
        (r->doc.tokens == 0 || memcmp(r->doc.token, k->doc.token, r->doc.tokens * sizeof *r->doc.token) == 0);
    const char *wrong = k->kept_by >= 0                                      ? "kept record was removed"
                      : fabs(r->printed - j) > 1e-4                          ? "printed similarity is not the true one"
                      : strcmp(r->relation, "exact") == 0 && !same           ? "not the same tokens"
                      : strcmp(r->relation, "near") == 0 && j < w->threshold ? "below the threshold"
                                                                             : NULL;
    if (wrong != NULL)
        fprintf(stderr, "line %zu for line %ld: %s (%s, printed %.6f, true %.6f)\n", d + 1, r->kept_by + 1, wrong,
                r->relation, r->printed, j);
    return wrong == NULL;
}

static bool report_precision(const struct all *w)
{
    size_t removed = 0, right = 0;
    for (size_t d = 0; d < w->n; d++) {
        if (w->record[d].kept_by < 0) continue;
        removed++;
        right += removal_holds(w, d);
    }
    row(w, "precision", "removed", removed ? (double)right / (double)removed : 1, removed);
    return right == removed;
}

static void report_simhash(const struct all *w)
{
    static const double least[] = {.95, .9, .8, .7};
    size_t within[MAX_HAMMING + 1] = {0}, true_within[MAX_HAMMING + 1] = {0};
    for (size_t b = 1; b < w->n; b++)
        for (size_t a = 0; a < b; a++) {
            const unsigned h = simhash_distance(w->record[a].fingerprint, w->record[b].fingerprint);
            if (h <= MAX_HAMMING && w->record[a].doc.shingles && w->record[b].doc.shingles) within[h]++;
        }
    for (size_t i = 0; i < w->pairs; i++) {
        const struct pair *p = &w->pair[i];
        const unsigned h = simhash_distance(w->record[p->a].fingerprint, w->record[p->b].fingerprint);
        if (p->jaccard >= w->threshold && h <= MAX_HAMMING) true_within[h]++;
    }
    for (unsigned h = 0, all = 0, right = 0; h <= MAX_HAMMING; h++) {
        char range[32];
        all += (unsigned)within[h], right += (unsigned)true_within[h];
        snprintf(range, sizeof range, "hamming<=%u", h);
        row(w, "simhash precision", range, all ? (double)right / all : 1, all);
        for (size_t l = 0; l < sizeof least / sizeof *least; l++) {
            size_t n = 0, found = 0;
            for (size_t i = 0; i < w->pairs; i++) {
                if (w->pair[i].jaccard < least[l]) continue;
                n++;
                found +=
                    simhash_distance(w->record[w->pair[i].a].fingerprint, w->record[w->pair[i].b].fingerprint) <= h;
            }
            snprintf(range, sizeof range, "J>=%.2f hamming<=%u", least[l], h);
            row(w, "simhash recall", range, n ? (double)found / (double)n : 1, n);
        }
    }
}

int main(int argc, char **argv)
{
    struct all w = {0};
    if (argc != 5) die("usage: reference RECORDS THRESHOLD REMOVED NAME", "arguments");
    w.threshold = strtod(argv[2], NULL);
    w.name = argv[4];
    read_records(&w, argv[1]);
    read_removed(&w, argv[3]);
    count_pairs(&w);
    row(&w, "documents", "all", 1, w.n);
    report_recall(&w);
    const bool right = report_precision(&w);
    report_simhash(&w);
    for (size_t i = 0; i < w.n; i++) free(w.record[i].doc.token), free(w.record[i].doc.shingle);
    free(w.record), free(w.pair);
    ref_world_free(&w.world);
    return right ? 0 : 1;
}
