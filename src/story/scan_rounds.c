/* A round: candidates are found, and those that are new are judged. */
#include "story/scan_work.h"

#include "base/bits.h"
#include "base/radix.h"
#include "base/status.h"
#include "candidates/candidates.h"
#include "candidates/long_texts.h"
#include "candidates/quotation.h"
#include "records/article_notes.h"
#include "records/texts.h"
#include "records/thin.h"
#include "relation/compare.h"
#include "store/journal.h"
#include "store/room.h"

/* First among all texts, then among those that near copies were collapsed into. Who quotes whom is kept for the search
 * only: pairs are judged where memory is highest. */
static int find_candidates(struct scan *s, bool first_round, struct candidate **pair, size_t *n)
{
    const struct quotation_input quoted = {s->record, s->source->n, s->text_of, s->text_source, s->texts.n, s->o->room};
    struct quotations *quotations = NULL;
    int rc = RP_OK;

    TRY(quotations_create(&quoted, s->threads, &quotations));
    const struct candidate_input in = {
        .n_nodes = s->texts.n,
        .node = s->node,
        .passages = &s->passages,
        .bands = &s->bands,
        .ties = first_round ? &s->ties : NULL,
        .leader = first_round ? NULL : s->leader,
        .quotes = quotations_ask,
        .quotes_soon = quotations_soon,
        .quotes_ctx = quotations,
        .options = CANDIDATE_DEFAULTS,
        .threads = s->threads,
        .room = s->o->room,
    };
    TRY(candidates_find(&in, pair, n));
    TRY(long_texts_thin(s->node, *pair, n, s->o->room));
out:
    quotations_free(quotations);
    return rc;
}

/* --- judging --- */

static int compare_tick(void *ctx, size_t done, size_t total)
{
    return scan_tick(ctx, SCAN_VERIFY, done, total);
}

/* Behind the n_edges sorted edges stand `fresh` more, sorted too. */
static int merge_edges(struct scan *s, size_t fresh)
{
    size_t old = s->n_edges, to = old + fresh;
    struct edge *later;

    s->n_edges = to;
    if (old == 0 || fresh == 0)
        return RP_OK;
    if (!(later = room_alloc(s->o->room, fresh, sizeof *later)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < fresh; i++) {
        scan_rest_at(s, i);
        later[i] = s->edge[old + i];
    }
    while (fresh > 0) {
        scan_rest_at(s, to);
        const bool takes_old = old > 0 && edge_order(&s->edge[old - 1], &later[fresh - 1]) > 0;
        s->edge[--to] = takes_old ? s->edge[--old] : later[--fresh];
    }
    room_drop(s->o->room, later);
    return RP_OK;
}

/* Of n pairs, those of which there is no edge yet; what an earlier run judged becomes an edge. */
static int take_judged(struct scan *s, struct candidate *pair, size_t n, size_t *fresh)
{
    size_t recalled = 0;
    int rc = RP_OK;

    *fresh = 0;
    TRY(room_grow(s->o->room, &s->edge, &s->edge_cap, s->n_edges + n, sizeof *s->edge));
    for (size_t i = 0, k = 0; i < n; i++) {
        const struct edge key = {.a = pair[i].a, .b = pair[i].b}, *known;
        scan_rest_at(s, i);
        while (k < s->n_edges && edge_order(&s->edge[k], &key) < 0)
            k++;
        if (k < s->n_edges && edge_order(&s->edge[k], &key) == 0)
            continue;
        if ((known = edge_find(s->recalled_edge, s->n_recalled, pair[i].a, pair[i].b)))
            s->edge[s->n_edges + recalled++] = *known;
        else
            pair[(*fresh)++] = pair[i];
    }
    TRY(merge_edges(s, recalled));
    s->n_candidates += recalled;
out:
    return rc;
}

/* Judges the pairs that are new. Edges stay sorted. */
static int judge_pairs(struct scan *s, struct candidate *pair, size_t n)
{
    const struct compare_progress progress = {compare_tick, s, s->o->journal};
    size_t fresh;
    int rc = RP_OK;

    TRY(take_judged(s, pair, n, &fresh));
    TRY(compare_pairs(s->comparer, &s->texts, pair, fresh, &progress, s->edge + s->n_edges));
    TRY(journal_flush(s->o->journal));
    TRY(merge_edges(s, fresh));
    s->n_candidates += fresh;
out:
    return rc;
}

/* Every pair: for tests and audits. */
static int all_pairs(struct scan *s, struct candidate **pair, size_t *n)
{
    size_t cap = 0;
    *n = 0;
    for (uint32_t a = 0; a < s->texts.n; a++)
        for (uint32_t b = a + 1; b < s->texts.n; b++) {
            if (room_grow(s->o->room, pair, &cap, *n + 1, sizeof **pair) < 0)
                return RP_ERR_NOMEM;
            (*pair)[(*n)++] = (struct candidate){.a = a, .b = b};
        }
    return RP_OK;
}

/* Adds pairs in order, hi, to others; those of one side that are twice are added once. */
static int add_pairs(const struct scan *s, struct candidate **pair, size_t *n, const struct rec *more, size_t n_more)
{
    struct room *room = s->o->room;
    struct candidate *all = room_alloc(room, *n + n_more, sizeof *all);
    size_t i = 0, j = 0, k = 0;

    if (!all)
        return RP_ERR_NOMEM;
    while (i < *n || j < n_more) {
        const uint64_t a = i < *n ? (uint64_t)(*pair)[i].a << 32 | (*pair)[i].b : UINT64_MAX;
        const uint64_t b = j < n_more ? more[j].hi : UINT64_MAX;
        all[k++] = a <= b ? (*pair)[i] : (struct candidate){.a = (uint32_t)(b >> 32), .b = (uint32_t)b};
        i += a <= b;
        while (j < n_more && more[j].hi == (a <= b ? a : b))
            j++;
        scan_rest_at(s, k);
    }
    room_drop(room, *pair);
    *pair = all;
    *n = k;
    return RP_OK;
}

/* What followers have in common with other groups is a question to their leaders. */
static int leader_pairs(const struct scan *s, struct candidate **pair, size_t *n)
{
    struct room *room = s->o->room;
    struct rec *more = NULL, *spare = NULL;
    size_t cap = 0, n_more = 0;
    int rc = RP_OK;

    for (size_t i = 0; i < s->n_edges; i++) {
        const struct edge *e = &s->edge[i];
        uint64_t a = s->leader[e->a], b = s->leader[e->b];
        scan_rest_at(s, i);
        if (a == b || e->membership == MEMBER_NONE || (a == e->a && b == e->b))
            continue;
        TRY(room_grow(room, &more, &cap, n_more + 1, sizeof *more));
        more[n_more++] = (struct rec){a < b ? a << 32 | b : b << 32 | a, 0};
    }
    if (!(spare = room_alloc(room, n_more, sizeof *spare))) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    room_rest_for(room, 2 * n_more * sizeof *more);
    radix_sort(more, spare, n_more);
    TRY(add_pairs(s, pair, n, more, n_more));
out:
    room_drop(room, more);
    room_drop(room, spare);
    return rc;
}

/* Documents of texts on several pages, which are a story by themselves. */
static int want_carried(const struct scan *s, struct bits *wanted)
{
    int rc = RP_OK;
    TRY(bits_reserve(wanted, s->source->n));
    for (uint32_t i = 0; i < s->texts.n; i++)
        for (uint32_t k = s->texts.first[i]; texts_carriers(&s->texts, i) > 1 && k < s->texts.first[i + 1]; k++)
            bits_set(wanted, s->texts.doc[k]);
out:
    return rc;
}

static void want_paired(const struct scan *s, const struct candidate *pair, size_t n, struct bits *wanted)
{
    for (size_t i = 0; i < n; i++) {
        scan_rest_at(s, i);
        bits_set(wanted, texts_lead(&s->texts, pair[i].a));
        bits_set(wanted, texts_lead(&s->texts, pair[i].b));
    }
}

/* Notes of articles that nobody will read again go: those of texts without a pair and with one page. */
static int drop_notes(struct scan *s, const struct candidate *pair, size_t n)
{
    struct bits wanted = {0};
    int rc = RP_OK;

    TRY(want_carried(s, &wanted));
    want_paired(s, pair, n, &wanted);
    TRY(article_notes_keep(&s->notes, &wanted));
out:
    bits_release(&wanted);
    return rc;
}

/* In memory, once nobody will be searched for by them, passages of texts go that are in no story: the same texts. In a
 * file they are not in the way. */
static int drop_passages(struct scan *s, const struct candidate *pair, size_t n)
{
    struct bits wanted = {0};
    int rc = RP_OK;

    if (s->o->room)
        return RP_OK;
    TRY(want_carried(s, &wanted));
    want_paired(s, pair, n, &wanted);
    for (size_t i = 0; i < s->n_edges; i++) {
        bits_set(&wanted, texts_lead(&s->texts, s->edge[i].a));
        bits_set(&wanted, texts_lead(&s->texts, s->edge[i].b));
    }
    TRY(thin_keep(s->record, s->source->n, &wanted, &s->thinned));
out:
    bits_release(&wanted);
    return rc;
}

int scan_judge_round(struct scan *s, bool first_round)
{
    struct candidate *pair = NULL;
    size_t n = 0;
    int rc = RP_OK;

    TRY(scan_tick(s, SCAN_CANDIDATES, 0, 0));
    TRY(s->o->all_pairs ? all_pairs(s, &pair, &n) : find_candidates(s, first_round, &pair, &n));
    TRY(first_round ? RP_OK : leader_pairs(s, &pair, &n));
    TRY((first_round ? drop_notes : drop_passages)(s, pair, n));
    TRY(judge_pairs(s, pair, n));
    comparer_rest(s->comparer);
out:
    room_drop(s->o->room, pair);
    return rc;
}
