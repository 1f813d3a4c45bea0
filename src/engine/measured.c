#include "engine/measured.h"

#include <assert.h>
#include <sched.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

enum { VIEW = 1024, ROW_BYTES = 40 /* with its two slots */ };

enum row_kind { ROW_COUNTS, ROW_JACCARD_BELOW, ROW_CONTAINED_BELOW, ROW_SAME_WORDS, ROW_OTHER_WORDS };

static_assert(sizeof(struct measured_row) == 32, "a row of a file");

struct measured {
    struct column *log;
    bool grow;
    int lock;
    /* Of the rows found at opening, as many as fit. */
    struct measured_row *row;
    size_t n;
    uint32_t *slot; /* row + 1; 0: free */
    size_t slots;   /* a power of two, or 0 */
};

static int new_log(struct measured **out, bool grow)
{
    struct measured *m = mem_zalloc(1, sizeof *m);

    if (!m)
        return RP_ERR_NOMEM;
    m->grow = grow;
    *out = m;
    return RP_OK;
}

int measured_create(struct measured **out, const char *dir, const char *name)
{
    struct measured *m = NULL;
    int rc = RP_OK;

    TRY(new_log(&m, true));
    TRY(column_create(&m->log, sizeof(struct measured_row), dir, name));
    *out = m;
    return RP_OK;
out:
    measured_free(m);
    return rc;
}

void measured_free(struct measured *m)
{
    if (!m)
        return;
    column_free(m->log);
    free(m->row);
    free(m->slot);
    free(m);
}

/* --- finding --- */

static size_t home_slot(const struct measured *m, uint64_t a, uint64_t b)
{
    return (size_t)hash_mix(a * UINT64_C(0x9e3779b97f4a7c15) ^ b) & (m->slots - 1);
}

static void index_rows(struct measured *m)
{
    for (size_t i = 0; i < m->n; i++) {
        size_t at = home_slot(m, m->row[i].a, m->row[i].b);
        while (m->slot[at])
            at = (at + 1) & (m->slots - 1);
        m->slot[at] = (uint32_t)(i + 1);
    }
}

static int load_rows(struct measured *m)
{
    for (size_t first = 0; first < m->n; first += VIEW) {
        size_t n = m->n - first < VIEW ? m->n - first : VIEW;
        if (!column_view(m->log, first, n, m->row + first))
            return RP_ERR_IO;
    }
    return RP_OK;
}

static int load(struct measured *m, uint64_t memory)
{
    const uint64_t held = memory / ROW_BYTES, most = held < UINT32_MAX / 4 ? held : UINT32_MAX / 4;
    uint64_t rows = column_rows(m->log);
    int rc = RP_OK;

    if (!(m->n = (size_t)(rows < most ? rows : most)))
        return RP_OK;
    for (m->slots = 16; m->slots < m->n + m->n / 2; m->slots *= 2)
        ;
    m->row = mem_alloc(m->n, sizeof *m->row);
    m->slot = mem_zalloc(m->slots, sizeof *m->slot);
    if (!m->row || !m->slot)
        TRY(RP_ERR_NOMEM);
    TRY(load_rows(m));
    index_rows(m);
out:
    return rc;
}

int measured_open(struct measured **out, const char *dir, const char *name, const struct seal *s, uint64_t memory,
                  bool grow)
{
    struct measured *m = NULL;
    int rc = RP_OK;

    TRY(new_log(&m, grow));
    TRY(column_open(&m->log, sizeof(struct measured_row), dir, name, s));
    TRY(load(m, memory));
    *out = m;
    return RP_OK;
out:
    measured_free(m);
    return rc;
}

/* The next row of this pair behind *at, which SIZE_MAX begins with; NULL when there are no more. */
static const struct measured_row *next_row(const struct measured *m, uint64_t a, uint64_t b, size_t *at)
{
    size_t i = *at == SIZE_MAX ? home_slot(m, a, b) : (*at + 1) & (m->slots - 1);

    for (; m->slot[i]; i = (i + 1) & (m->slots - 1)) {
        const struct measured_row *r = &m->row[m->slot[i] - 1];
        if (r->a == a && r->b == b) {
            *at = i;
            return r;
        }
    }
    return NULL;
}

bool measured_any(const struct measured *m)
{
    return m && m->n > 0;
}

int measured_reaches(const struct measured *m, uint64_t a, uint64_t b, enum overlap_measure measure, double least,
                     struct overlap *o)
{
    const enum row_kind below = measure == OVERLAP_JACCARD ? ROW_JACCARD_BELOW : ROW_CONTAINED_BELOW;
    const uint64_t low = a < b ? a : b, high = a < b ? b : a;
    const struct measured_row *r;

    if (!m || !m->n)
        return MEASURED_NOT;
    for (size_t at = SIZE_MAX; (r = next_row(m, low, high, &at));) {
        if (r->kind == below && least >= r->least)
            return 0;
        if (r->kind != ROW_COUNTS)
            continue;
        *o = (struct overlap){r->of[a > b], r->of[a < b], r->common};
        return overlap_value(*o, measure) >= least;
    }
    return MEASURED_NOT;
}

int measured_same_words(const struct measured *m, uint64_t a, uint64_t b)
{
    const struct measured_row *r;

    if (!m || !m->n)
        return MEASURED_NOT;
    for (size_t at = SIZE_MAX; (r = next_row(m, a < b ? a : b, a < b ? b : a, &at));)
        if (r->kind == ROW_SAME_WORDS || r->kind == ROW_OTHER_WORDS)
            return r->kind == ROW_SAME_WORDS;
    return MEASURED_NOT;
}

/* --- adding --- */

static void lock(struct measured *m)
{
    while (__atomic_exchange_n(&m->lock, 1, __ATOMIC_ACQUIRE))
        sched_yield(); /* sealing waits for the disk */
}

static void unlock(struct measured *m)
{
    __atomic_store_n(&m->lock, 0, __ATOMIC_RELEASE);
}

int measured_flush(struct measured *m, struct measured_pen *pen)
{
    int rc;

    if (!m || pen->n == 0)
        return RP_OK;
    lock(m);
    rc = column_append(m->log, pen->row, pen->n);
    unlock(m);
    pen->n = 0;
    return rc;
}

static int add(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b, struct measured_row r)
{
    if (!m || !m->grow)
        return RP_OK;
    r.a = a < b ? a : b;
    r.b = a < b ? b : a;
    pen->row[pen->n++] = r;
    return pen->n == MEASURED_WAITING ? measured_flush(m, pen) : RP_OK;
}

int measured_add(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b, struct overlap o)
{
    struct measured_row r = {.common = (uint32_t)o.common, .kind = ROW_COUNTS};

    r.of[a > b] = (uint32_t)o.a;
    r.of[a < b] = (uint32_t)o.b;
    return add(m, pen, a, b, r);
}

int measured_add_below(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b,
                       enum overlap_measure measure, double least)
{
    const uint32_t kind = measure == OVERLAP_JACCARD ? ROW_JACCARD_BELOW : ROW_CONTAINED_BELOW;
    return add(m, pen, a, b, (struct measured_row){.least = least, .kind = kind});
}

int measured_add_words(struct measured *m, struct measured_pen *pen, uint64_t a, uint64_t b, bool same)
{
    return add(m, pen, a, b, (struct measured_row){.kind = same ? ROW_SAME_WORDS : ROW_OTHER_WORDS});
}

int measured_seal(struct measured *m, struct seal *s)
{
    int rc;

    lock(m);
    rc = column_seal(m->log, s);
    unlock(m);
    return rc;
}
