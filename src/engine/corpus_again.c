/* corpus_again.c - what a home knows is used once more: asked with other thresholds and ranks, or lent to another
 * corpus. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "engine/corpus_state.h"

enum { LEND_ROWS = 4096 };

/* --- asking again --- */

/* The parameters of the home with the thresholds of *p. A key is not needed any more: only pass 1 uses it. */
static int asked_params(rp_params *p, const rp_params *home, rp_error *err)
{
    rp_params q = *home;

    q.threshold = p->threshold;
    q.contained = p->contained;
    if (q.contained > 0 && home->contained <= 0)
        return state_refuse(err, RP_ERR_INVALID, STATE_NAME, "made without looking for contained texts");
    *p = q;
    return RP_OK;
}

/* Verdicts are found out again; files are left as they are. */
static void forget_verdicts(rp_corpus *c, const rp_params *p)
{
    c->stage = RP_STAGE_JOINED;
    c->params = *p;
    settle_free(c->settle);
    slots_free(c->removals);
    c->settle = NULL;
    c->removals = NULL;
    c->stat.exact = c->stat.near = c->stat.contained = c->stat.contains = c->stat.groups = c->stat.against = 0;
    if (p->contained <= 0)
        contained_free(c);
}

static int check_home(const rp_home *home)
{
    return home && home->dir && home->keep ? RP_OK : RP_ERR_INVALID;
}

/* The corpus of a home as its own parameters have it, good for reading only. */
static int open_to_read(rp_corpus **out, const rp_home *home, bool rows_only, rp_params *p, rp_error *err)
{
    const struct head *head;
    rp_corpus *c = NULL;
    void *file = NULL;
    rp_params stored;
    size_t n;
    int rc = RP_OK;

    TRY(check_home(home));
    TRY(state_load_head(home->dir, &file, &n, err));
    head = file;
    TRY(state_check_shape(head, n, err));
    stored = head->params;
    if (p)
        TRY(asked_params(p, &stored, err));
    TRY(corpus_new(&c, &stored, home));
    c->keep = false;
    if (c->payload_width != head->payload)
        TRY(state_refuse(err, RP_ERR_MISMATCH, STATE_NAME, "made for another purpose"));
    if (head->stage == RP_STAGE_FILL)
        TRY(state_refuse(err, RP_ERR_INVALID, STATE_NAME, "of a run that has not found its candidates yet"));
    TRY(state_load(c, head, rows_only, err));
    *out = c;
    c = NULL;
out:
    free(file);
    rp_corpus_free(c);
    return rc;
}

int rp_corpus_reopen(rp_corpus **out, rp_params *p, const rp_home *home, rp_error *err)
{
    rp_params wanted;
    rp_corpus *c = NULL;
    int rc = RP_OK;

    if (!out || !p)
        return RP_ERR_INVALID;
    wanted = *p;
    TRY(open_to_read(&c, home, false, &wanted, err));
    TRY(rp_params_check(&wanted, err));
    forget_verdicts(c, &wanted);
    *p = wanted;
    *out = c;
    c = NULL;
out:
    rp_corpus_free(c);
    return rc;
}

/* Back to where the columns are full and nothing has been found. */
static void forget_candidates(rp_corpus *c)
{
    c->stage = RP_STAGE_FILL;
    free(c->pos_of);
    free(c->doc_of);
    free(c->by_size);
    free(c->size_pos);
    c->pos_of = c->doc_of = c->by_size = c->size_pos = NULL;
    pairs_free(c->candidates);
    pairs_free(c->containers);
    c->candidates = c->containers = NULL;
    bits_release(&c->exact);
    bits_release(&c->skip);
    bits_release(&c->needs);
    bits_release(&c->twin);
    free(c->last_asker);
    c->last_asker = NULL;
    column_free(c->rank);
    c->rank = NULL;
}

int rp_corpus_rank(rp_corpus *c, int (*rank)(void *ctx, uint64_t doc, uint64_t *rank), void *ctx)
{
    uint64_t value;
    int rc = RP_OK;

    if (!c || !rank || c->keep || c->stage == RP_STAGE_RESOLVED)
        return RP_ERR_INVALID;
    forget_candidates(c);
    TRY(column_create(&c->rank, sizeof value, c->dir, NULL));
    for (uint64_t doc = 0; doc < c->n; doc++) {
        TRY(rank(ctx, doc, &value));
        TRY(column_append(c->rank, &value, 1));
    }
out:
    return rc;
}

/* --- lending --- */

int rp_corpus_borrow(rp_corpus **out, const rp_home *home, rp_error *err)
{
    return out ? open_to_read(out, home, true, NULL, err) : RP_ERR_INVALID;
}

int rp_corpus_params(const rp_corpus *c, rp_params *out)
{
    if (!c || !out)
        return RP_ERR_INVALID;
    *out = c->params;
    return RP_OK;
}

/* What it takes for rows of one to be rows of the other. */
static bool rows_alike(const rp_corpus *c, const rp_corpus *from)
{
    rp_params mine = params_without_key(&c->params), theirs = from->params;

    theirs.threshold = mine.threshold;
    theirs.recall = mine.recall;
    theirs.contained = c->size && from->size ? mine.contained : theirs.contained;
    if (!c->size)
        theirs.contained = 0;
    return !params_difference(&mine, &theirs) && c->payload_width == from->payload_width;
}

static int lend_column(struct column *to, const struct column *from, void *buf)
{
    const uint64_t rows = column_rows(from);
    int rc = RP_OK;

    for (uint64_t first = 0; rc == RP_OK && first < rows; first += LEND_ROWS) {
        size_t n = rows - first < LEND_ROWS ? (size_t)(rows - first) : LEND_ROWS;
        const void *p = column_view(from, first, n, buf);
        rc = p ? column_append(to, p, n) : RP_ERR_IO;
    }
    return rc;
}

static int lend_payload(rp_corpus *c, const rp_corpus *from, void (*payload)(void *ctx, void *row), void *ctx,
                        char *buf)
{
    int rc = RP_OK;

    for (uint64_t first = 0; rc == RP_OK && first < from->n; first += LEND_ROWS) {
        size_t n = from->n - first < LEND_ROWS ? (size_t)(from->n - first) : LEND_ROWS;
        const char *p = column_view(from->payload, first, n, buf);
        if (!p)
            return RP_ERR_IO;
        if (p != buf)
            memcpy(buf, p, n * c->payload_width);
        for (size_t i = 0; payload && i < n; i++)
            payload(ctx, buf + i * c->payload_width);
        rc = column_append(c->payload, buf, n);
    }
    return rc;
}

/* Postings name documents by number; theirs begin at c->n here. */
static int lend_owners(rp_corpus *c, const rp_corpus *from, uint64_t *buf)
{
    const uint64_t rows = column_rows(from->owner);
    int rc = RP_OK;

    for (uint64_t first = 0; rc == RP_OK && first < rows; first += LEND_ROWS) {
        size_t n = rows - first < LEND_ROWS ? (size_t)(rows - first) : LEND_ROWS;
        const uint64_t *p = column_view(from->owner, first, n, buf);
        if (!p)
            return RP_ERR_IO;
        for (size_t i = 0; i < n; i++) {
            if (p[i] >> 1 >= from->n)
                return RP_ERR_FORMAT;
            buf[i] = p[i] + (c->n << 1);
        }
        rc = column_append(c->owner, buf, n);
    }
    return rc;
}

static int lend_blanks(rp_corpus *c, const rp_corpus *from)
{
    int rc = bits_reserve(&c->empty, c->n + from->n);

    for (uint64_t doc = 0; rc == RP_OK && doc < from->n; doc++) {
        uint64_t number = c->n + doc;
        if (!bits_get(&from->empty, doc))
            continue;
        bits_set(&c->empty, number);
        rc = c->blank ? column_append(c->blank, &number, 1) : RP_OK;
    }
    return rc;
}

/* Ranks are the business of who asks: those of a reference do not matter. */
static int lend_ranks(rp_corpus *c, const rp_corpus *from)
{
    static const uint64_t zero = 0;
    int rc = RP_OK;

    for (uint64_t doc = 0; c->rank && rc == RP_OK && doc < from->n; doc++)
        rc = column_append(c->rank, &zero, 1);
    return rc;
}

static int lend_columns(rp_corpus *c, const rp_corpus *from, void (*payload)(void *ctx, void *row), void *ctx,
                        char *buf)
{
    int rc = RP_OK;

    TRY(lend_column(c->digest, from->digest, buf));
    for (unsigned i = 0; i < c->columns; i++)
        TRY(lend_column(c->key[i], from->key[i], buf));
    if (c->payload)
        TRY(lend_payload(c, from, payload, ctx, buf));
    if (c->size) {
        TRY(lend_column(c->size, from->size, buf));
        TRY(lend_column(c->posting, from->posting, buf));
        TRY(lend_owners(c, from, (uint64_t *)(void *)buf));
    }
    TRY(lend_ranks(c, from));
    TRY(lend_blanks(c, from));
out:
    return rc;
}

int rp_corpus_append_borrowed(rp_corpus *c, const rp_corpus *from, void (*payload)(void *ctx, void *row), void *ctx)
{
    enum { WIDEST = 16 }; /* of a column that is not the payload */
    char *buf = NULL;
    int rc = RP_OK;

    if (!c || !from || c->stage != RP_STAGE_FILL)
        return RP_ERR_INVALID;
    TRY(c->failed);
    if (!rows_alike(c, from))
        return RP_ERR_MISMATCH;
    if (!(buf = mem_alloc(LEND_ROWS, c->payload_width > WIDEST ? c->payload_width : WIDEST)))
        TRY(RP_ERR_NOMEM);
    TRY(c->failed = lend_columns(c, from, payload, ctx, buf));
    c->n += from->n;
    c->stat.empty += from->stat.empty;
    c->stat.tokens += from->stat.tokens;
    c->stat.shingles += from->stat.shingles;
out:
    free(buf);
    return rc;
}
