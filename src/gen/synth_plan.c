#include "gen/synth.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { SHINGLE = 5, HAN_SHINGLE = 8, BLOCK = 40, NEARBY = 64, SHORTEST = 12, LONGEST = 20000 };
enum purpose { KIND = 1, ORIGIN, CONTENT, LENGTH, EDITS, FRAME, CLUSTER, EXTRA };

const char *const synth_kind_names[SYNTH_KINDS] = {"original", "exact",    "near",   "trimmed",
                                                   "embedded", "template", "cluster"};

void synth_text_release(struct synth_text *t)
{
    free(t->run);
    free(t->old);
    *t = (struct synth_text){0};
}

static int add_run(struct synth_text *t, uint64_t key, uint32_t a, uint32_t b)
{
    if (a >= b && b < RUN_RARE) return RP_OK;
    if (t->n == t->cap) {
        const int rc = mem_grow(&t->run, &t->cap, t->n + 1, sizeof *t->run);
        if (rc < 0) return rc;
    }
    t->run[t->n++] = (struct run){key, a, b};
    return RP_OK;
}

static uint32_t run_words(const struct run *r)
{
    return r->b >= RUN_RARE ? 1 : r->b - r->a;
}

static uint32_t text_words(const struct synth_text *t)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->n; i++) n += run_words(&t->run[i]);
    return n;
}

/* How many words one shingle spans. */
static uint32_t span_of_shingle(const struct synth_text *t)
{
    return t->script == VOCAB_HAN ? HAN_SHINGLE : SHINGLE;
}

/* --- which document is what --------------------------------------------------------------- */

/* Which cluster member document i is, UINT64_MAX if none. Members are spread evenly over the corpus. */
static uint64_t cluster_slot(const struct gen_options *o, uint64_t i)
{
    const unsigned __int128 members = (unsigned __int128)o->corpus.clusters * o->corpus.cluster_size;
    if (members == 0) return UINT64_MAX;
    const uint64_t before = (uint64_t)(members * i / o->documents);
    return (uint64_t)(members * (i + 1) / o->documents) > before ? before : UINT64_MAX;
}

/* The document that is cluster member q: the inverse of the above. */
static uint64_t cluster_document(const struct gen_options *o, uint64_t q)
{
    const unsigned __int128 members = (unsigned __int128)o->corpus.clusters * o->corpus.cluster_size;
    return (uint64_t)(((unsigned __int128)(q + 1) * o->documents + members - 1) / members) - 1;
}

static uint64_t cluster_of(const struct gen_options *o, uint64_t q)
{
    return o->corpus.far > 0 ? q % o->corpus.clusters : q / o->corpus.cluster_size;
}

static uint64_t cluster_first(const struct gen_options *o, uint64_t q)
{
    const uint64_t c = cluster_of(o, q);
    return cluster_document(o, o->corpus.far > 0 ? c : c * o->corpus.cluster_size);
}

static enum synth_kind kind_of(const struct gen_options *o, uint64_t i)
{
    if (cluster_slot(o, i) != UINT64_MAX) return SYNTH_CLUSTER;
    struct draw d = draw_of(o->seed, KIND, i);
    double u = draw_unit(&d);
    const double share[] = {o->corpus.templates, o->corpus.exact, o->corpus.near, o->corpus.trimmed,
                            o->corpus.embedded};
    static const enum synth_kind kind[] = {SYNTH_TEMPLATE, SYNTH_EXACT, SYNTH_NEAR, SYNTH_TRIMMED, SYNTH_EMBEDDED};
    for (unsigned k = 0; k < ARRAY_LEN(share); k++) {
        if (u < share[k]) return k > 0 && i == 0 ? SYNTH_ORIGINAL : kind[k];
        u -= share[k];
    }
    return SYNTH_ORIGINAL;
}

static bool is_copy(enum synth_kind k)
{
    return k == SYNTH_EXACT || k == SYNTH_NEAR || k == SYNTH_TRIMMED || k == SYNTH_EMBEDDED;
}

/* The document a copy is made from. A copy of a copy is a copy of what that one was made from. */
static uint64_t origin_of(const struct gen_options *o, uint64_t i)
{
    while (is_copy(kind_of(o, i))) {
        struct draw d = draw_of(o->seed, ORIGIN, i);
        if (draw_chance(&d, o->corpus.far)) i = draw_below(&d, i);
        else i -= 1 + draw_below(&d, i < NEARBY ? i : NEARBY);
    }
    return i;
}

/* --- texts nothing is made from ------------------------------------------------------------- */

static uint32_t length_of(const struct gen_options *o, uint64_t key)
{
    if (o->corpus.words != 0) return o->corpus.words;
    struct draw d = draw_of(key, LENGTH, 0);
    if (draw_chance(&d, o->corpus.brief)) return 25 + (uint32_t)draw_below(&d, 61);
    const uint64_t n = draw_lognormal(&d, 400, 240);
    return n < SHORTEST ? SHORTEST : n > LONGEST ? LONGEST : (uint32_t)n;
}

static int plan_template(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint64_t size = o->corpus.template_family ? o->corpus.template_family : UINT64_MAX;
    const uint64_t frame = draw_key(o->seed, FRAME, i / size), own = draw_key(o->seed, CONTENT, i);
    const uint32_t n = length_of(o, frame), block = o->corpus.template_family && n > BLOCK ? BLOCK : n;
    uint32_t shared = 0, shingles = n >= SHINGLE ? n - SHINGLE + 1 : 1;
    for (uint32_t at = 0; at < n; at += block) {
        const uint32_t end = at + block < n ? at + block : n;
        const uint32_t cut = at + (uint32_t)((end - at) * o->corpus.template_share + .5);
        int rc;
        if ((rc = add_run(t, frame, at, cut)) < 0 || (rc = add_run(t, own, cut, end)) < 0) return rc;
        if (cut - at >= SHINGLE) shared += cut - at - SHINGLE + 1;
    }
    uint64_t first = i - i % size;
    while (kind_of(o, first) != SYNTH_TEMPLATE) first++;
    *truth = (struct synth_truth){SYNTH_TEMPLATE, first, first == i ? 1. : (double)shared / (2. * shingles - shared)};
    t->title_key = own;
    return RP_OK;
}

/* One word of its own, away from both ends, so that always five shingles change. */
static int plan_cluster(const struct gen_options *o, uint64_t i, uint64_t slot, struct synth_text *t,
                        struct synth_truth *truth)
{
    const uint64_t key = draw_key(o->seed, CLUSTER, cluster_of(o, slot));
    const uint64_t first = cluster_first(o, slot);
    const uint32_t n = length_of(o, key);
    t->title_key = key;
    if (i == first || o->corpus.cluster_identical || n < 2 * SHINGLE) {
        *truth = (struct synth_truth){i == first ? SYNTH_CLUSTER : SYNTH_EXACT, first, 1};
        return add_run(t, key, 0, n);
    }
    struct draw d = draw_of(o->seed, EDITS, i);
    const uint32_t at = SHINGLE - 1 + (uint32_t)draw_below(&d, n - 2 * SHINGLE + 2);
    const double shingles = n - SHINGLE + 1;
    *truth = (struct synth_truth){SYNTH_CLUSTER, first, (shingles - SHINGLE) / (shingles + SHINGLE)};
    int rc;
    if ((rc = add_run(t, key, 0, at)) < 0 || (rc = add_run(t, i, 0, RUN_OWN)) < 0) return rc;
    return add_run(t, key, at + 1, n);
}

static int plan_root(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint64_t slot = cluster_slot(o, i);
    t->n = 0;
    t->script = VOCAB_LATIN;
    if (slot != UINT64_MAX) return plan_cluster(o, i, slot, t, truth);
    if (kind_of(o, i) == SYNTH_TEMPLATE) return plan_template(o, i, t, truth);
    const uint64_t key = draw_key(o->seed, CONTENT, i);
    struct draw d = draw_of(key, CONTENT, 0);
    if (draw_chance(&d, o->corpus.other_script)) t->script = (enum vocab_script)(1 + draw_below(&d, VOCAB_SCRIPTS - 1));
    t->title_key = key;
    *truth = (struct synth_truth){SYNTH_ORIGINAL, i, 1};
    return add_run(t, key, 0, length_of(o, key));
}

/* --- copies ------------------------------------------------------------------------------- */

/* Keeps words [from, to) of the text. */
static void cut_text(struct synth_text *t, uint32_t from, uint32_t to)
{
    uint32_t at = 0;
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct run r = t->run[i];
        const uint32_t n = run_words(&r), lo = at < from ? from - at : 0,
                       hi = at + n > to ? (to > at ? to - at : 0) : n;
        at += n;
        if (lo >= hi) continue;
        if (r.b < RUN_RARE) r.b = r.a + hi, r.a += lo;
        t->run[kept++] = r;
    }
    t->n = kept;
}

static int plan_trimmed(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint32_t n = text_words(t), k = span_of_shingle(t);
    if (n < 4 * k) return RP_OK;
    struct draw d = draw_of(o->seed, EDITS, i);
    uint32_t keep = n / 5 + (uint32_t)draw_below(&d, n - n / 4);
    if (keep < 2 * k) keep = 2 * k;
    if (keep >= n) keep = n - 1;
    const uint32_t from = draw_chance(&d, .6) ? 0 : (uint32_t)draw_below(&d, n - keep);
    cut_text(t, from, from + keep);
    truth->kind = SYNTH_TRIMMED;
    truth->jaccard = (double)(keep - k + 1) / (n - k + 1);
    return RP_OK;
}

static int keep_old(struct synth_text *t)
{
    const int rc = mem_grow(&t->old, &t->old_cap, t->n + 1, sizeof *t->old);
    if (rc < 0) return rc;
    for (size_t i = 0; i < t->n; i++) t->old[i] = t->run[i];
    t->n = 0;
    return RP_OK;
}

static int plan_embedded(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint64_t key = draw_key(o->seed, EXTRA, i);
    const uint32_t n = text_words(t), k = span_of_shingle(t);
    struct draw d = draw_of(o->seed, EDITS, i);
    const uint32_t head = (uint32_t)draw_below(&d, n), tail = 1 + (uint32_t)draw_below(&d, n);
    const size_t runs = t->n;
    int rc = RP_OK;
    TRY(keep_old(t));
    TRY(add_run(t, key, 0, head));
    for (size_t r = 0; r < runs; r++) TRY(add_run(t, t->old[r].key, t->old[r].a, t->old[r].b));
    TRY(add_run(t, key, head, head + tail));
    truth->kind = SYNTH_EMBEDDED;
    if (n >= k) truth->jaccard = (double)(n - k + 1) / (n + head + tail - k + 1);
out:
    return rc;
}

/* Shingles of an n-word text that hold word p, and those that hold both word p - 1 and word p. */
static uint32_t shingles_with(uint32_t p, uint32_t n, uint32_t k)
{
    const uint32_t first = p >= k - 1 ? p - k + 1 : 0, last = p < n - k ? p : n - k;
    return last - first + 1;
}

static uint32_t shingles_across(uint32_t p, uint32_t n, uint32_t k)
{
    return shingles_with(p, n, k) - (p <= n - k);
}

struct edit_tally {
    uint32_t lost, gained;
};

enum edit { REPLACE, INSERT, REMOVE };

/* Puts a word instead of or before old word p, or nothing, and counts the shingles that go and come. */
static int add_edit(struct synth_text *t, struct draw *d, uint32_t p, uint32_t n, uint32_t k, struct edit_tally *sum,
                    enum edit *what)
{
    const uint64_t r = draw_next(d), dice = r % 20;
    *what = dice < 14 ? REPLACE : dice < 17 ? INSERT : REMOVE;
    sum->lost += *what == INSERT ? shingles_across(p, n, k) : shingles_with(p, n, k);
    sum->gained += *what == REPLACE ? shingles_with(p, n, k)
                 : *what == INSERT  ? shingles_with(p, n + 1, k)
                                    : shingles_across(p, n - 1, k);
    if (*what == REMOVE) return RP_OK;
    return r >> 63 ? add_run(t, VOCAB_WORDS / 2 + (r >> 32) % (VOCAB_WORDS / 2), 0, RUN_RARE)
                   : add_run(t, r, 0, RUN_OWN);
}

/* Copies (or, not kept, skips) `count` old words from *inside run *r on, moving both. */
static int copy_words(struct synth_text *t, size_t *r, uint32_t *inside, uint32_t count, bool keep)
{
    int rc = RP_OK;
    while (count > 0) {
        const struct run *old = &t->old[*r];
        const uint32_t left = run_words(old) - *inside, take = count < left ? count : left;
        const bool stream = old->b < RUN_RARE;
        if (keep) TRY(add_run(t, old->key, stream ? old->a + *inside : 0, stream ? old->a + *inside + take : old->b));
        count -= take;
        *inside += take;
        if (take == left) ++*r, *inside = 0;
    }
out:
    return rc;
}

/* Edits k words apart at least, and k - 1 from both ends, change k shingles each, neither more nor less: that
 * is what makes the planted Jaccard exact. */
static int plan_near(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint32_t n = text_words(t), k = span_of_shingle(t);
    if (n < k + 1) return RP_OK;
    struct draw d = draw_of(o->seed, EDITS, i);
    const double J = o->corpus.near_low + draw_unit(&d) * (o->corpus.near_high - o->corpus.near_low);
    const uint32_t shingles = n - k + 1, inside = n >= 3 * k ? n - 2 * k + 2 : 1, start = n >= 3 * k ? k - 1 : n / 2;
    uint32_t edits = (uint32_t)(shingles * (1 - J) / (k * (1 + J)) + .5), at = 0, in_run = 0;
    if (edits > inside / k) edits = inside / k;
    if (edits < 1) edits = 1;
    const uint32_t stride = inside / edits, play = stride >= k ? stride - k + 1 : 1;
    struct edit_tally sum = {0};
    size_t r = 0;
    int rc = RP_OK;
    TRY(keep_old(t));
    for (uint32_t e = 0; e < edits; e++) {
        const uint32_t p = start + e * stride + (uint32_t)draw_below(&d, play);
        enum edit what;
        TRY(copy_words(t, &r, &in_run, p - at, true));
        TRY(add_edit(t, &d, p, n, k, &sum, &what));
        at = p;
        if (what != INSERT) {
            TRY(copy_words(t, &r, &in_run, 1, false));
            at++;
        }
    }
    TRY(copy_words(t, &r, &in_run, n - at, true));
    truth->kind = SYNTH_NEAR;
    truth->jaccard = (double)(shingles - sum.lost) / (shingles + sum.gained);
out:
    return rc;
}

int synth_plan(const struct gen_options *o, uint64_t i, struct synth_text *t, struct synth_truth *truth)
{
    const uint64_t root = origin_of(o, i);
    int rc = plan_root(o, root, t, truth);
    if (rc < 0 || root == i) return rc;
    *truth = (struct synth_truth){SYNTH_EXACT, root, 1};
    switch (kind_of(o, i)) {
    case SYNTH_NEAR: return plan_near(o, i, t, truth);
    case SYNTH_TRIMMED: return plan_trimmed(o, i, t, truth);
    case SYNTH_EMBEDDED: return plan_embedded(o, i, t, truth);
    default: return RP_OK;
    }
}
