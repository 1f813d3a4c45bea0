#include <string.h>

#include "base/alloc.h"
#include "base/status.h"
#include "verify/align_steps.h"

enum {
    OPEN_SPANS = 4, /* spans a tile may go on with: a chance match between two tiles must not part them */
    AT_END = 3,     /* words at the beginning or end of both texts that may differ and still correspond */
    BRIDGE = 40,    /* longest stretch without a seed that is tried token by token: OCR, heavy style */
};

/* --- equal tokens of two short stretches, in order ------------------------------------------------ */

struct stretch {
    uint32_t a, na, b, nb;
};

/* Longest common subsequence of a stretch by its table; with `mate`, its tokens become mates. */
static uint32_t common_in_order(struct alignment *al, struct stretch g, bool mate)
{
    const uint64_t *a = al->scratch->a + g.a, *b = al->scratch->b + g.b;
    uint8_t best[BRIDGE + 1][BRIDGE + 1];
    memset(best[g.na], 0, g.nb + 1);
    for (uint32_t i = g.na; i-- > 0;) {
        best[i][g.nb] = 0;
        for (uint32_t j = g.nb; j-- > 0;) {
            uint8_t skip = best[i + 1][j] > best[i][j + 1] ? best[i + 1][j] : best[i][j + 1];
            best[i][j] = a[i] == b[j] ? best[i + 1][j + 1] + 1 : skip;
        }
    }
    for (uint32_t i = 0, j = 0; mate && i < g.na && j < g.nb;) {
        if (a[i] == b[j]) {
            al->mate_a[g.a + i] = g.b + j;
            al->mate_b[g.b + j] = g.a + i;
            i++, j++;
        } else if (best[i + 1][j] >= best[i][j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    return best[0][0];
}

/* --- tiles to spans ------------------------------------------------------------------------------- */

static bool is_free(const uint32_t *mate, uint32_t first, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (mate[first + i] != ALIGN_NONE)
            return false;
    return true;
}

/* Two stretches without a seed between tiles that are otherwise in line: edited if seven tenths of the
 * longer stand in the other, else replaced. Unrelated prose has a quarter in common, a copy with its
 * words exchanged six tenths, bad OCR (one word in five) eight. */
static bool can_bridge(struct alignment *al, struct stretch g)
{
    uint32_t longer = g.na > g.nb ? g.na : g.nb;
    return longer <= BRIDGE && is_free(al->mate_a, g.a, g.na) && is_free(al->mate_b, g.b, g.nb) &&
           10 * common_in_order(al, g, false) >= 7 * longer;
}

/* Does the tile go on with this span? Only the newest is tried token by token. */
static bool goes_on(struct alignment *al, const struct align_span *s, struct align_tile t, bool newest)
{
    uint32_t gap = al->scratch->o.gap;
    struct stretch g = {s->a_end, t.a - s->a_end, s->b_end, t.b - s->b_end};
    if (t.b < s->b_end)
        return false;
    return (g.na <= gap && g.nb <= gap) || (newest && can_bridge(al, g));
}

static void forget_span(struct alignment *al, struct align_span *s)
{
    for (uint32_t i = s->a; i < s->a_end; i++) {
        if (al->mate_a[i] != ALIGN_NONE)
            al->mate_b[al->mate_a[i]] = ALIGN_NONE;
        al->mate_a[i] = ALIGN_NONE;
    }
    s->a_end = s->a;
}

/* Adds the tile to the newest open span it goes on with; spans passed over lie inside that gap, chance
 * matches. Else it begins a span. Spans stay in the order of A and apart in A. */
static int add_tile(struct alignment *al, struct align_tile t)
{
    for (uint32_t back = 0; back < OPEN_SPANS && back < al->n_spans; back++) {
        struct align_span *s = &al->span[al->n_spans - 1 - back];
        if (!goes_on(al, s, t, back == 0))
            continue;
        for (uint32_t k = 1; k <= back; k++)
            forget_span(al, s + k);
        s->a_end = t.a + t.n;
        s->b_end = t.b + t.n;
        al->n_spans -= back;
        return RP_OK;
    }
    if (mem_grow(&al->span, &al->scratch->span_cap, (size_t)al->n_spans + 1, sizeof *al->span) < 0)
        return RP_ERR_NOMEM;
    al->span[al->n_spans++] = (struct align_span){.a = t.a, .a_end = t.a + t.n, .b = t.b, .b_end = t.b + t.n};
    return RP_OK;
}

static int join_tiles(struct alignment *al)
{
    for (uint32_t i = 0; i < al->na;) {
        struct align_tile t = {i, al->mate_a[i], 1};
        if (t.b == ALIGN_NONE) {
            i++;
            continue;
        }
        while (t.a + t.n < al->na && al->mate_a[t.a + t.n] == t.b + t.n)
            t.n++;
        if (add_tile(al, t) < 0)
            return RP_ERR_NOMEM;
        i += t.n;
    }
    return RP_OK;
}

/* --- from joined tiles to exact spans ------------------------------------------------------------- */

/* Takes the span's part of B for it, unless another span has some of it. Matches from there to
 * elsewhere in A were chance. */
static bool claim(struct alignment *al, uint32_t k)
{
    const struct align_span *s = &al->span[k];
    for (uint32_t j = s->b; j < s->b_end; j++)
        if (al->span_b[j] != ALIGN_NONE)
            return false;
    for (uint32_t j = s->b; j < s->b_end; j++) {
        uint32_t a = al->mate_b[j];
        al->span_b[j] = k;
        if (a != ALIGN_NONE && (a < s->a || a >= s->a_end))
            al->mate_a[a] = al->mate_b[j] = ALIGN_NONE;
    }
    return true;
}

static unsigned magnitude(const struct align_span *s)
{
    return 31u - (unsigned)__builtin_clz((s->a_end - s->a) | 1);
}

/* Makes spans apart in B too, the longer (by powers of two) before the shorter. */
static void part_spans(struct alignment *al)
{
    unsigned most = 0;
    for (uint32_t k = 0; k < al->n_spans; k++)
        most = magnitude(&al->span[k]) > most ? magnitude(&al->span[k]) : most;
    for (unsigned m = most + 1; m-- > 0;)
        for (uint32_t k = 0; k < al->n_spans; k++)
            if (magnitude(&al->span[k]) == m && al->span[k].a < al->span[k].a_end && !claim(al, k))
                forget_span(al, &al->span[k]);
}

/* Finds the equal tokens between the tiles of a span, then counts what is equal. */
static void fill_span(struct alignment *al, struct align_span *s)
{
    uint32_t a = s->a, b = s->b;
    while (a < s->a_end) {
        struct stretch g = {a, 0, b, 0};
        if (al->mate_a[a] == b) {
            s->exact++, a++, b++;
            continue;
        }
        while (g.a + g.na < s->a_end && al->mate_a[g.a + g.na] == ALIGN_NONE)
            g.na++;
        g.nb = (g.a + g.na < s->a_end ? al->mate_a[g.a + g.na] : s->b_end) - b;
        if (g.na && g.nb && g.na <= BRIDGE && g.nb <= BRIDGE)
            s->exact += common_in_order(al, g, true);
        a += g.na;
        b += g.nb;
    }
}

static void paint(uint32_t *span_of, uint32_t first, uint32_t last, uint32_t k)
{
    for (uint32_t i = first; i < last; i++)
        span_of[i] = k;
}

/* The last step of a span: gaps filled, too short ones forgotten, totals added. */
static void settle_spans(struct alignment *al)
{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < al->n_spans; k++) {
        struct align_span s = al->span[k];
        if (s.a == s.a_end)
            continue;
        fill_span(al, &s);
        if (s.exact < al->scratch->o.least) {
            paint(al->span_b, s.b, s.b_end, ALIGN_NONE);
            forget_span(al, &s);
            continue;
        }
        paint(al->span_a, s.a, s.a_end, kept);
        paint(al->span_b, s.b, s.b_end, kept);
        al->used_a += s.a_end - s.a;
        al->used_b += s.b_end - s.b;
        al->exact += s.exact;
        al->longest = s.exact > al->longest ? s.exact : al->longest;
        al->span[kept++] = s;
    }
    al->n_spans = kept;
}

/* --- edges: equal words beyond a change near the end of a span ------------------------------------ */

/* How many free tokens lie beside a span from `at` on, going by 1 or -1; at most the gap. */
static uint32_t free_beside(const struct alignment *al, const uint32_t *span_of, int64_t at, int by, uint32_t n)
{
    uint32_t free = 0;
    while (free < al->scratch->o.gap && at >= 0 && at < n && span_of[at] == ALIGN_NONE) {
        free++;
        at += by;
    }
    return free;
}

/* Fewer than two of the tokens can be equal: told by 64 bits, which is less work than a table. */
static bool differ_beside(const struct align_scratch *s, int64_t a, int64_t b, int by, uint32_t na, uint32_t nb)
{
    uint64_t bits = 0;
    uint32_t common = 0;
    for (uint32_t i = 0; i < na; i++)
        bits |= UINT64_C(1) << s->a[a + by * (int64_t)i] % 64;
    for (uint32_t i = 0; i < nb; i++)
        common += bits >> s->b[b + by * (int64_t)i] % 64 & 1;
    return common < 2;
}

/* Of na and nb free tokens beside an edge, those worth taking in: the outermost equal, half of them equal,
 * two at least. Empty when there are none. */
static struct stretch best_beside(const struct alignment *al, int64_t a, int64_t b, int by, uint32_t na, uint32_t nb)
{
    const struct align_scratch *s = al->scratch;
    uint8_t best[BRIDGE + 1][BRIDGE + 1];
    struct stretch take = {0};
    uint8_t most = 1;
    if (differ_beside(s, a, b, by, na, nb))
        return take;
    memset(best[0], 0, nb + 1);
    for (uint32_t i = 1; i <= na; i++) {
        best[i][0] = 0;
        for (uint32_t j = 1; j <= nb; j++) {
            const bool equal = s->a[a + by * (int64_t)(i - 1)] == s->b[b + by * (int64_t)(j - 1)];
            const uint8_t skip = best[i - 1][j] > best[i][j - 1] ? best[i - 1][j] : best[i][j - 1];
            best[i][j] = equal ? best[i - 1][j - 1] + 1 : skip;
            if (equal && best[i][j] > most && 2 * best[i][j] >= (i > j ? i : j)) {
                most = best[i][j];
                take = (struct stretch){.na = i, .nb = j};
            }
        }
    }
    return take;
}

/* Before the span with by == -1, behind it with 1. A word or three that differ at the very beginning or
 * end of both texts belong to the span too: there is nothing else they could have come from. */
static void widen_span(struct alignment *al, uint32_t k, int by)
{
    struct align_span *s = &al->span[k];
    const int64_t a = by < 0 ? (int64_t)s->a - 1 : s->a_end, b = by < 0 ? (int64_t)s->b - 1 : s->b_end;
    const uint32_t na = free_beside(al, al->span_a, a, by, al->na), nb = free_beside(al, al->span_b, b, by, al->nb);
    const uint32_t left_a = by < 0 ? s->a : al->na - s->a_end, left_b = by < 0 ? s->b : al->nb - s->b_end;
    struct stretch g = {0};
    if (na && nb)
        g = na == left_a && nb == left_b && na <= AT_END && nb <= AT_END ? (struct stretch){.na = na, .nb = nb}
                                                                       : best_beside(al, a, b, by, na, nb);
    if (!g.na)
        return;
    g.a = by < 0 ? s->a - g.na : s->a_end;
    g.b = by < 0 ? s->b - g.nb : s->b_end;
    const uint32_t exact = common_in_order(al, g, true);
    paint(al->span_a, g.a, g.a + g.na, k);
    paint(al->span_b, g.b, g.b + g.nb, k);
    s->a -= by < 0 ? g.na : 0;
    s->b -= by < 0 ? g.nb : 0;
    s->a_end += by < 0 ? 0 : g.na;
    s->b_end += by < 0 ? 0 : g.nb;
    s->exact += exact;
    al->exact += exact;
    al->used_a += g.na;
    al->used_b += g.nb;
    al->longest = s->exact > al->longest ? s->exact : al->longest;
}

static void widen_spans(struct alignment *al)
{
    for (uint32_t k = 0; k < al->n_spans; k++) {
        widen_span(al, k, -1);
        widen_span(al, k, 1);
    }
}

/* --- order ---------------------------------------------------------------------------------------- */

/*
 * The chain of spans, rising in A and in B, with the most equal tokens: everything else has moved.
 * rank[] holds four arrays of n_spans + 1: the spans by place in B, and over places in B a tree of
 * prefix maxima (Fenwick 1994) of the heaviest chain that ends there; for each span its chain's
 * weight and the span before it.
 */
struct chains {
    uint32_t *place;  /* span -> rank by B, from 1 */
    uint32_t *tree;   /* rank range -> span that ends the heaviest chain, + 1; 0 none */
    uint32_t *weight; /* span -> weight of the heaviest chain that ends with it */
    uint32_t *before; /* span -> the span before it in that chain, + 1 */
    uint32_t n;
};

static uint32_t heaviest_before(const struct chains *c, uint32_t rank)
{
    uint32_t best = 0;
    for (; rank; rank &= rank - 1)
        if (c->tree[rank] && (!best || c->weight[c->tree[rank] - 1] > c->weight[best - 1]))
            best = c->tree[rank];
    return best;
}

static void enter_chain(struct chains *c, uint32_t k)
{
    for (uint32_t r = c->place[k]; r <= c->n; r += r & -r)
        if (!c->tree[r] || c->weight[k] > c->weight[c->tree[r] - 1])
            c->tree[r] = k + 1;
}

static void rank_by_b(const struct alignment *al, struct chains *c)
{
    uint32_t rank = 0;
    for (uint32_t j = 0; j < al->nb; j++)
        if (al->span_b[j] != ALIGN_NONE && (j == 0 || al->span_b[j - 1] != al->span_b[j]))
            c->place[al->span_b[j]] = ++rank;
}

static void mark_moved(struct alignment *al, struct chains *c)
{
    rank_by_b(al, c);
    for (uint32_t k = 0; k < c->n; k++) {
        c->before[k] = heaviest_before(c, c->place[k] - 1);
        c->weight[k] = al->span[k].exact + (c->before[k] ? c->weight[c->before[k] - 1] : 0);
        enter_chain(c, k);
    }
    al->inversions = c->n;
    for (uint32_t k = 0; k < c->n; k++)
        al->span[k].moved = true;
    for (uint32_t k = heaviest_before(c, c->n); k; k = c->before[k - 1]) {
        al->span[k - 1].moved = false;
        al->inversions--;
    }
}

static int order_spans(struct alignment *al)
{
    struct align_scratch *s = al->scratch;
    size_t each = (size_t)al->n_spans + 1;
    if (mem_grow(&s->rank, &s->rank_cap, 4 * each, sizeof *s->rank) < 0)
        return RP_ERR_NOMEM;
    memset(s->rank, 0, 4 * each * sizeof *s->rank);
    struct chains c = {s->rank, s->rank + each, s->rank + 2 * each, s->rank + 3 * each, al->n_spans};
    mark_moved(al, &c);
    return RP_OK;
}

int align_make_spans(struct alignment *al)
{
    int rc = RP_OK;
    TRY(join_tiles(al));
    part_spans(al);
    settle_spans(al);
    widen_spans(al);
    if (al->n_spans > 1)
        TRY(order_spans(al));
out:
    return rc;
}
