#define _GNU_SOURCE
#include "cluster/settle.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/thread.h"

/* Pairs of a piece: many for each thread, so that they end together; not so few that disk is read again and again.
 * Where there are many to a document, as many as so many documents have, so that most have their neighbours in their
 * piece. */
enum { PIECE_LEAST = 16, PIECE_MOST = 1024, PIECE_MOST_DENSE = 8192, PIECE_SPAN = 1280, PIECES_EACH = 32 };
enum { BLOCK = PIECE_MOST + 128 }; /* read at once */

/* A thread that waits asks so often in vain, some ten microseconds, before it sleeps between two looks. */
enum { YIELDS = 32, NAP_NS = 20000 };

#define PENDING UINT64_MAX

/* Who each position was joined to; four bytes are enough for any corpus that fits a large machine. */
struct settle {
    uint64_t n;
    _Atomic uint32_t *narrow; /* UINT32_MAX: pending */
    _Atomic uint64_t *wide;   /* NULL if narrow; PENDING */
    atomic_int begun;  /* what is to be decided is PENDING */
    _Atomic uint64_t decided; /* all positions before it have been */
    atomic_int failed; /* a waiting thread must not wait for one that gave up */
};

struct run {
    struct settle *s;
    const struct pairs *pairs;
    uint64_t n_pairs;
    const struct settle_judge *judge;
};

/* The outcome for a position is published with what led to it. */
static inline void kept_set(struct settle *s, uint64_t pos, uint64_t kept)
{
    if (s->wide)
        atomic_store_explicit(&s->wide[pos], kept, memory_order_release);
    else
        atomic_store_explicit(&s->narrow[pos], (uint32_t)kept, memory_order_release);
}

static inline uint64_t kept_get(const struct settle *s, uint64_t pos)
{
    if (s->wide)
        return atomic_load_explicit(&s->wide[pos], memory_order_acquire);
    const uint32_t kept = atomic_load_explicit(&s->narrow[pos], memory_order_acquire);
    return kept == UINT32_MAX ? PENDING : kept;
}

int settle_create(struct settle **out, uint64_t n)
{
    struct settle *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return RP_ERR_NOMEM;
    if (n < UINT32_MAX)
        s->narrow = mem_alloc(n, sizeof *s->narrow);
    else
        s->wide = mem_alloc(n, sizeof *s->wide);
    if (!s->narrow && !s->wide) {
        free(s);
        return RP_ERR_NOMEM;
    }
    s->n = n;
    for (uint64_t i = 0; i < n; i++)
        kept_set(s, i, i);
    *out = s;
    return RP_OK;
}

void settle_free(struct settle *s)
{
    if (!s)
        return;
    free((void *)s->narrow);
    free((void *)s->wide);
    free(s);
}

/* The thread waited for may be waiting for a processor, or for a disk: so after a while it is left to them. */
static void stand_by(unsigned *waits)
{
    static const struct timespec nap = {.tv_nsec = NAP_NS};

    if (++*waits < YIELDS)
        sched_yield();
    else
        nanosleep(&nap, NULL);
}

uint64_t settle_kept(const struct settle *s, uint64_t pos)
{
    unsigned waits = 0;
    uint64_t k;

    while ((k = kept_get(s, pos)) == PENDING) {
        if (atomic_load_explicit(&s->failed, memory_order_relaxed))
            return pos; /* the run is over and its outcome will not be used */
        stand_by(&waits);
    }
    return k;
}

enum settle_state settle_look(const struct settle *s, uint64_t pos)
{
    const uint64_t kept = kept_get(s, pos);
    return kept == PENDING ? SETTLE_OPEN : kept == pos ? SETTLE_KEPT : SETTLE_JOINED;
}

uint64_t settle_decided(struct settle *s)
{
    const uint64_t known = atomic_load_explicit(&s->decided, memory_order_relaxed);
    uint64_t i = known;

    if (!atomic_load_explicit(&s->begun, memory_order_acquire))
        return 0;
    while (i < s->n && kept_get(s, i) != PENDING)
        i++;
    if (i > known)
        atomic_store_explicit(&s->decided, i, memory_order_relaxed); /* a lesser one, of another thread, does no harm */
    return i;
}

void settle_set(struct settle *s, uint64_t pos, uint64_t kept)
{
    kept_set(s, pos, kept);
}

/* A window over the pairs, so that documents can be walked without a call per pair. */
struct window {
    const struct run *r;
    struct rec buf[BLOCK];
    const struct rec *view;
    uint64_t first, n;
};

/* A thread at its piece. */
struct piece {
    struct window at, ahead;
    int thread;
    uint64_t last;
    uint64_t next_ahead; /* pairs up to here have been named ahead */
};

static const struct rec *window_at(struct window *w, uint64_t i)
{
    if (i < w->first || i >= w->first + w->n) {
        w->first = i;
        w->n = w->r->n_pairs - i < BLOCK ? w->r->n_pairs - i : BLOCK;
        w->view = pairs_view(w->r->pairs, i, (size_t)w->n, w->buf);
        if (!w->view) {
            w->n = 0;
            return NULL;
        }
    }
    return &w->view[i - w->first];
}

/* Something to do for a thread that has to wait at pair i. */
static int look_ahead(struct piece *piece, uint64_t i, unsigned *waits)
{
    const struct settle_judge *judge = piece->at.r->judge;
    const struct rec *p;
    uint64_t kept;

    if (piece->next_ahead <= i)
        piece->next_ahead = i;
    if (!judge->ahead || piece->next_ahead >= piece->last) {
        stand_by(waits);
        return RP_OK;
    }
    if (!(p = window_at(&piece->ahead, piece->next_ahead++)))
        return RP_ERR_IO;
    kept = kept_get(piece->at.r->s, p->lo);
    return kept == PENDING || kept == p->lo ? judge->ahead(judge->ctx, piece->thread, p->hi, p->lo) : RP_OK;
}

/* Who pair i's candidate, at `pos`, was joined to. */
static int wait_for(struct piece *piece, uint64_t i, uint64_t pos, uint64_t *kept)
{
    const struct settle *s = piece->at.r->s;
    unsigned waits = 0;
    int rc = RP_OK;

    while (rc == RP_OK && kept_get(s, pos) == PENDING && !atomic_load_explicit(&s->failed, memory_order_relaxed))
        rc = look_ahead(piece, i, &waits);
    *kept = settle_kept(s, pos);
    return rc;
}

/* Decides the document whose pairs start at i; *next is where the next document starts. */
static int decide(struct piece *piece, uint64_t i, uint64_t *next)
{
    struct window *w = &piece->at;
    const struct run *r = w->r;
    struct settle *s = r->s;
    const struct rec *p = window_at(w, i);
    bool open = false;
    uint64_t later, kept;

    if (!p)
        return RP_ERR_IO;
    later = kept = p->hi;
    open = kept_get(s, later) == PENDING;
    for (; i < r->n_pairs; i++) {
        if (!(p = window_at(w, i)))
            return RP_ERR_IO;
        if (p->hi != later)
            break;
        if (!open || kept != later)
            continue;
        uint64_t candidate = p->lo, target;
        int rc = wait_for(piece, i, candidate, &target);
        if (rc == RP_OK)
            rc = r->judge->match(r->judge->ctx, piece->thread, later, candidate, target);
        if (rc < 0)
            return rc;
        if (rc > 0)
            kept = target;
    }
    if (open)
        kept_set(s, later, kept);
    *next = i;
    return RP_OK;
}

/* A piece owns the documents whose first pair lies in [first, last). */
static int decide_piece(struct piece *piece, uint64_t first)
{
    struct window *w = &piece->at;
    const uint64_t last = piece->last;
    uint64_t i = first;

    if (first > 0) {
        const struct rec *before = window_at(w, first - 1), *p;
        uint64_t owner;
        if (!before)
            return RP_ERR_IO;
        owner = before->hi;
        while (i < w->r->n_pairs && i < last) {
            if (!(p = window_at(w, i)))
                return RP_ERR_IO;
            if (p->hi != owner)
                break;
            i++;
        }
    }
    while (i < last) {
        int rc = decide(piece, i, &i);
        if (rc < 0)
            return rc;
    }
    return RP_OK;
}

static int pieces_decide(void *arg, size_t first, size_t last, int thread)
{
    struct run *r = arg;
    const struct settle_judge *judge = r->judge;
    struct piece *piece = mem_alloc(1, sizeof *piece);
    int rc;

    if (!piece) {
        rc = RP_ERR_NOMEM;
    } else {
        piece->at.r = piece->ahead.r = r;
        piece->at.first = piece->at.n = piece->ahead.first = piece->ahead.n = 0;
        piece->thread = thread;
        piece->next_ahead = 0;
        piece->last = last;
        rc = decide_piece(piece, first);
        free(piece);
    }
    if (rc == RP_OK && thread == 0 && judge->tick && judge->tick(judge->ctx, last) != 0)
        rc = RP_ERR_CANCELLED;
    if (rc < 0)
        atomic_store_explicit(&r->s->failed, 1, memory_order_relaxed);
    return rc;
}

/* Documents with candidates that are still kept have yet to be decided. */
static int mark_pending(struct run *r)
{
    struct window *w = mem_alloc(1, sizeof *w);
    int rc = RP_OK;

    if (!w)
        return RP_ERR_NOMEM;
    w->r = r;
    w->first = w->n = 0;
    for (uint64_t i = 0; i < r->n_pairs; i++) {
        const struct rec *p = window_at(w, i);
        if (!p) {
            rc = RP_ERR_IO;
            break;
        }
        if (kept_get(r->s, p->hi) == p->hi)
            kept_set(r->s, p->hi, PENDING);
    }
    free(w);
    return rc;
}

static uint64_t piece_size(uint64_t n_pairs, uint64_t n, int threads)
{
    const double span = n ? (double)n_pairs / (double)n * PIECE_SPAN : 0;
    const uint64_t each = n_pairs / ((uint64_t)threads * PIECES_EACH);
    const uint64_t most = span < PIECE_MOST ? PIECE_MOST : span > PIECE_MOST_DENSE ? PIECE_MOST_DENSE : (uint64_t)span;

    return each < PIECE_LEAST ? PIECE_LEAST : each > most ? most : each;
}

int settle_run(struct settle *s, const struct pairs *candidates, int threads, const struct settle_judge *judge)
{
    struct run r = {s, candidates, pairs_count(candidates), judge};
    const uint64_t piece = piece_size(r.n_pairs, s->n, threads);
    int rc = mark_pending(&r);

    if (rc < 0)
        return rc;
    atomic_store_explicit(&s->begun, 1, memory_order_release);
    return thread_for((size_t)r.n_pairs, (size_t)piece, threads, &r, pieces_decide);
}
