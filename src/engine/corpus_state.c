#define _GNU_SOURCE
#include "engine/corpus_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/secret.h"
#include "base/status.h"

enum { FORMAT = 2, CURSOR_MOST = 1 << 20, BLOCK = 4096 };
/* As a number: a machine of the other byte order reads another one, and refuses. */
#define STATE_MAGIC UINT64_C(0x314f435450524552)

/* --- the files of a home --- */

enum file_kind { FILE_COLUMN, FILE_PAIRS, FILE_SLOTS, FILE_MEASURED };

struct home_file {
    char name[32];
    enum file_kind kind;
    size_t width;
    union {
        struct column **column;
        struct pairs **pairs;
        struct slots **slots;
        struct measured **measured;
    } at;
};

struct home_files {
    struct home_file a[HOME_FILES_MOST];
    size_t n;
};

static void list_column(struct home_files *l, const char *name, size_t width, struct column **at)
{
    struct home_file *f = &l->a[l->n++];
    *f = (struct home_file){.kind = FILE_COLUMN, .width = width, .at.column = at};
    snprintf(f->name, sizeof f->name, "%s", name);
}

static void list_pairs(struct home_files *l, const char *name, struct pairs **at)
{
    struct home_file *f = &l->a[l->n++];
    *f = (struct home_file){.kind = FILE_PAIRS, .at.pairs = at};
    snprintf(f->name, sizeof f->name, "%s", name);
}

static void list_fill(struct home_files *l, rp_corpus *c)
{
    char name[24];

    list_column(l, "digest", sizeof(struct hash128), &c->digest);
    for (unsigned i = 0; i < c->columns; i++) {
        snprintf(name, sizeof name, "band-%03u", i);
        list_column(l, name, BAND_KEY_BYTES, &c->key[i]);
    }
    list_column(l, "blank", sizeof(uint64_t), &c->blank);
    list_column(l, "rank", sizeof(uint64_t), &c->rank);
    if (c->payload_width)
        list_column(l, "payload", c->payload_width, &c->payload);
    if (c->params.contained > 0) {
        list_column(l, "size", sizeof(uint32_t), &c->size);
        list_column(l, "posting", BAND_KEY_BYTES, &c->posting);
        list_column(l, "owner", sizeof(uint64_t), &c->owner);
    }
}

/* Everything that a checkpoint of this stage speaks of. */
static void list_files(struct home_files *l, rp_corpus *c)
{
    l->n = 0;
    list_fill(l, c);
    if (c->stage == RP_STAGE_FILL)
        return;
    list_pairs(l, "pairs", &c->candidates);
    if (c->params.contained > 0)
        list_pairs(l, "containers", &c->containers);
    list_column(l, "exact", sizeof(uint64_t), &c->exact_words);
    l->a[l->n++] = (struct home_file){.name = "measured", .kind = FILE_MEASURED, .at.measured = &c->measured};
    if (c->stage == RP_STAGE_JOINED)
        return;
    list_column(l, "kept", sizeof(uint64_t), &c->kept_words);
    l->a[l->n++] = (struct home_file){.name = "overlaps", .kind = FILE_SLOTS, .width = sizeof(struct removal),
                                      .at.slots = &c->removals};
}

/* A file that does not exist yet (no document had a rank) is one of no rows. */
static int seal_file(const struct home_file *f, struct seal *s)
{
    *s = (struct seal){0};
    switch (f->kind) {
    case FILE_COLUMN:
        return *f->at.column ? column_seal(*f->at.column, s) : RP_OK;
    case FILE_PAIRS:
        return pairs_seal(*f->at.pairs, s);
    case FILE_MEASURED:
        return measured_seal(*f->at.measured, s);
    default:
        return slots_seal(*f->at.slots, s);
    }
}

static int open_file(const rp_corpus *c, const struct home_file *f, const struct seal *s)
{
    switch (f->kind) {
    case FILE_COLUMN:
        if (s->rows == 0 && f->at.column == &c->rank)
            return RP_OK;
        return column_open(f->at.column, f->width, c->dir, f->name, s);
    case FILE_PAIRS:
        return pairs_open(f->at.pairs, c->dir, f->name, s);
    case FILE_MEASURED:
        return measured_open(f->at.measured, c->dir, f->name, s, c->memory / 4, c->keep);
    default:
        return slots_open(f->at.slots, f->width, c->dir, f->name, s);
    }
}

/* --- saving --- */

rp_params params_without_key(const rp_params *p)
{
    struct secret_digest d;
    rp_params out;

    memset(&out, 0, sizeof out);
    out.threshold = p->threshold;
    out.contained = p->contained;
    out.recall = p->recall;
    out.unit = p->unit;
    out.shingle = p->shingle;
    out.sketch = p->sketch;
    out.slots = p->slots;
    out.bands = p->bands;
    out.rows = p->rows;
    out.hamming = p->hamming;
    out.exact_only = p->exact_only;
    out.keyed = p->keyed;
    if (p->keyed) {
        secret_digest_init(&d);
        secret_digest_add(&d, "reprint state key", 17);
        secret_digest_add(&d, p->key, sizeof p->key);
        secret_digest_done(&d, out.key);
    }
    return out;
}

/* What is in memory while it is being found out becomes a file at the end of its stage. */
static int words_to_file(rp_corpus *c)
{
    int rc = RP_OK;

    if (c->stage >= RP_STAGE_JOINED && !c->measured)
        TRY(measured_create(&c->measured, c->dir, "measured"));
    if (c->stage >= RP_STAGE_JOINED && !c->exact_words) {
        TRY(column_create(&c->exact_words, sizeof(uint64_t), c->dir, "exact"));
        TRY(column_append(c->exact_words, c->exact.w, (size_t)(c->n / 64 + 1)));
    }
    if (c->stage == RP_STAGE_RESOLVED && !c->kept_words) {
        TRY(column_create(&c->kept_words, sizeof(uint64_t), c->dir, "kept"));
        for (uint64_t pos = 0; pos < c->n; pos++) {
            uint64_t kept = settle_kept(c->settle, pos);
            TRY(column_append(c->kept_words, &kept, 1));
        }
    }
out:
    return rc;
}

int corpus_save(rp_corpus *c)
{
    struct home_files *l = NULL;
    struct head *h = NULL;
    struct seal *seal;
    size_t bytes;
    int rc = RP_OK;

    if (!c->keep)
        return RP_OK;
    if (!(l = mem_alloc(1, sizeof *l)))
        return RP_ERR_NOMEM;
    TRY(words_to_file(c));
    list_files(l, c);
    bytes = sizeof *h + l->n * sizeof *seal + c->cursor_n;
    if (!(h = mem_zalloc(1, bytes)))
        TRY(RP_ERR_NOMEM);
    *h = (struct head){FORMAT, RP_ALGORITHM_VERSION, c->run, (uint64_t)c->stage, c->n, c->payload_width, l->n,
                       c->cursor_n, c->reference, c->alone, params_without_key(&c->params), c->stat};
    seal = (struct seal *)(h + 1);
    for (size_t i = 0; i < l->n; i++)
        TRY(seal_file(&l->a[i], &seal[i]));
    if (c->cursor_n)
        memcpy(seal + l->n, c->cursor, c->cursor_n);
    TRY(state_file_save(c->dir, STATE_NAME, STATE_MAGIC, h, bytes));
out:
    free(h);
    free(l);
    return rc;
}

int rp_corpus_checkpoint(rp_corpus *c, const void *cursor, size_t n)
{
    char *copy;

    if (!c || !c->keep || c->stage != RP_STAGE_FILL || n > CURSOR_MOST || (n && !cursor))
        return RP_ERR_INVALID;
    if (c->failed < 0)
        return c->failed;
    if (!(copy = mem_alloc(n, 1)))
        return RP_ERR_NOMEM;
    if (n)
        memcpy(copy, cursor, n);
    free(c->cursor);
    c->cursor = copy;
    c->cursor_n = n;
    return corpus_save(c);
}

/* --- opening --- */

bool corpus_exists(const char *dir)
{
    char path[4096];
    struct stat st;

    return snprintf(path, sizeof path, "%s/" STATE_NAME, dir) < (int)sizeof path && lstat(path, &st) == 0;
}

int state_refuse(rp_error *err, int status, const char *file, const char *what)
{
    if (err) {
        *err = (rp_error){.status = status, .what = what};
        snprintf(err->file, sizeof err->file, "%s", file);
    }
    return status;
}

const char *params_difference(const rp_params *p, const rp_params *q)
{
    if (p->keyed != q->keyed || memcmp(p->key, q->key, sizeof p->key) != 0)
        return "made with another key";
    if (p->unit != q->unit || p->shingle != q->shingle)
        return "made with other shingles";
    if (p->exact_only != q->exact_only || (p->contained != q->contained && (p->contained <= 0 || q->contained <= 0)))
        return "made by looking for other kinds of copies";
    if (p->threshold != q->threshold || p->contained != q->contained)
        return "made with another threshold";
    if (p->sketch != q->sketch || p->slots != q->slots || p->bands != q->bands || p->rows != q->rows ||
        p->hamming != q->hamming)
        return "made with other bands";
    return NULL;
}

int state_check_shape(const struct head *h, size_t n, rp_error *err)
{
    if (n < sizeof *h || h->stage > RP_STAGE_RESOLVED || h->files > HOME_FILES_MOST || h->cursor > CURSOR_MOST ||
        n != sizeof *h + h->files * sizeof(struct seal) + h->cursor)
        return state_refuse(err, RP_ERR_FORMAT, STATE_NAME, "damaged, or not what it claims to be");
    if (h->format != FORMAT || h->algorithm != RP_ALGORITHM_VERSION)
        return state_refuse(err, RP_ERR_VERSION, STATE_NAME, "made by another version");
    return RP_OK;
}

static int check_params(const rp_corpus *c, const struct head *h, rp_error *err)
{
    const rp_params mine = params_without_key(&c->params);
    const char *other;

    if ((other = params_difference(&h->params, &mine)))
        return state_refuse(err, RP_ERR_MISMATCH, STATE_NAME, other);
    if (h->payload != c->payload_width)
        return state_refuse(err, RP_ERR_MISMATCH, STATE_NAME, "made for another purpose");
    return RP_OK;
}

static int take_head(rp_corpus *c, const struct head *h)
{
    const struct seal *seal = (const struct seal *)(h + 1);

    c->run = h->run;
    c->stage = (int)h->stage;
    c->n = h->documents;
    c->reference = h->reference;
    c->alone = h->alone != 0;
    c->stat = h->stat;
    c->cursor_n = (size_t)h->cursor;
    if (!(c->cursor = mem_alloc(c->cursor_n, 1)))
        return RP_ERR_NOMEM;
    if (c->cursor_n)
        memcpy(c->cursor, seal + h->files, c->cursor_n);
    return RP_OK;
}

/* The rows of pass 1 only, or all. */
static int open_files(rp_corpus *c, const struct head *h, bool rows_only, rp_error *err)
{
    const struct seal *seal = (const struct seal *)(h + 1);
    struct home_files *l = mem_zalloc(1, sizeof *l);
    int rc = RP_OK;

    if (!l)
        return RP_ERR_NOMEM;
    if (rows_only)
        list_fill(l, c);
    else
        list_files(l, c);
    if (rows_only ? l->n > h->files : l->n != h->files)
        rc = state_refuse(err, RP_ERR_FORMAT, STATE_NAME, "damaged, or not what it claims to be");
    for (size_t i = 0; rc == RP_OK && i < l->n; i++) {
        rc = open_file(c, &l->a[i], &seal[i]);
        if (rc < 0)
            rc = state_refuse(err, rc, l->a[i].name,
                              rc == RP_ERR_FORMAT ? "damaged, or not of this run" : rp_strerror(rc));
    }
    free(l);
    return rc;
}

/* Calls take() with blocks of a column of 64-bit words. */
static int each_block(rp_corpus *c, const struct column *words,
                      int (*take)(rp_corpus *, uint64_t, const uint64_t *, size_t))
{
    uint64_t buf[BLOCK], rows = column_rows(words);
    int rc = RP_OK;

    for (uint64_t first = 0; rc == RP_OK && first < rows; first += BLOCK) {
        size_t n = rows - first < BLOCK ? (size_t)(rows - first) : BLOCK;
        const uint64_t *w = column_view(words, first, n, buf);
        rc = w ? take(c, first, w, n) : RP_ERR_IO;
    }
    return rc;
}

/* A digest says that rows are as they were written; that they name documents is checked all the same. */
static int take_blank(rp_corpus *c, uint64_t first, const uint64_t *doc, size_t n)
{
    (void)first;
    for (size_t i = 0; i < n; i++) {
        if (doc[i] >= c->n)
            return RP_ERR_FORMAT;
        bits_set(&c->empty, doc[i]);
    }
    return RP_OK;
}

static int take_exact(rp_corpus *c, uint64_t first, const uint64_t *w, size_t n)
{
    memcpy(c->exact.w + first, w, n * sizeof *w);
    return RP_OK;
}

static int take_kept(rp_corpus *c, uint64_t first, const uint64_t *kept, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (kept[i] >= c->n)
            return RP_ERR_FORMAT;
        settle_set(c->settle, first + i, kept[i]);
    }
    return RP_OK;
}

static bool rows_fit(const rp_corpus *c)
{
    bool fit = column_rows(c->digest) == c->n && column_rows(c->blank) <= c->n && c->reference <= c->n;

    for (unsigned i = 0; i < c->columns; i++)
        fit &= column_rows(c->key[i]) == c->n;
    fit &= !c->rank || column_rows(c->rank) == c->n;
    fit &= !c->payload || column_rows(c->payload) == c->n;
    fit &= !c->size || column_rows(c->size) == c->n;
    fit &= !c->posting || column_rows(c->posting) == column_rows(c->owner);
    fit &= !c->exact_words || column_rows(c->exact_words) == c->n / 64 + 1;
    return fit && (!c->kept_words || column_rows(c->kept_words) == c->n);
}

/* What memory holds beside the files, as it was at the checkpoint. */
static int load_memory(rp_corpus *c, bool rows_only)
{
    int rc = RP_OK;

    if (!rows_fit(c))
        return RP_ERR_FORMAT;
    TRY(bits_reserve(&c->empty, c->n));
    TRY(each_block(c, c->blank, take_blank));
    if (rows_only || c->stage == RP_STAGE_FILL)
        return RP_OK;
    TRY(bits_reserve(&c->exact, c->n));
    TRY(each_block(c, c->exact_words, take_exact));
    if (c->rank)
        TRY(corpus_order(c));
    TRY(corpus_note_needs(c));
    if (c->size) {
        TRY(contained_order(c));
        TRY(contained_note_needs(c));
    }
    if (c->stage == RP_STAGE_RESOLVED) {
        TRY(settle_create(&c->settle, c->n));
        TRY(each_block(c, c->kept_words, take_kept));
    }
out:
    return rc;
}

int state_load_head(const char *dir, void **head, size_t *n, rp_error *err)
{
    int rc = state_file_load(dir, STATE_NAME, STATE_MAGIC, head, n);

    if (rc < 0 && rc != RP_ERR_NOMEM)
        state_refuse(err, rc, STATE_NAME,
                     rc == RP_ERR_FORMAT ? "damaged, or not what it claims to be" : rp_strerror(rc));
    return rc;
}

/* What the head says, checked already, and the files behind it. */
int state_load(rp_corpus *c, const struct head *h, bool rows_only, rp_error *err)
{
    int rc = RP_OK;

    TRY(take_head(c, h));
    TRY(open_files(c, h, rows_only, err));
    rc = load_memory(c, rows_only);
    if (rc < 0)
        state_refuse(err, rc, STATE_NAME, rp_strerror(rc));
out:
    return rc;
}

int rp_corpus_open(rp_corpus **out, const rp_params *p, const rp_home *home, rp_error *err)
{
    rp_corpus *c = NULL;
    void *head = NULL;
    size_t n;
    int rc = RP_OK;

    if (!out || !p || !home || !home->dir || !home->keep)
        return RP_ERR_INVALID;
    TRY(corpus_new(&c, p, home));
    TRY(state_load_head(c->dir, &head, &n, err));
    TRY(state_check_shape(head, n, err));
    TRY(check_params(c, head, err));
    TRY(state_load(c, head, false, err));
    *out = c;
    c = NULL;
out:
    free(head);
    rp_corpus_free(c);
    return rc;
}
