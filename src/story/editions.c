#include "story/editions.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "article/agencies.h"
#include "base/alloc.h"
#include "base/radix.h"
#include "base/status.h"
#include "records/passages.h"
#include "records/thin.h"
#include "rules/limits.h"
#include "story/results.h"

enum { CUTS_FULL = 2, ADDED_FULL = 2 }; /* as many blocks cost fully, others by LIMIT_COST_.._AGAIN */

#define NO_PASSAGE (UINT64_C(1) << 32) /* above every passage */

/* One text, its passages numbered within the story. */
struct sheet {
    const uint32_t *id;
    uint32_t n, run;    /* passages, and how many make a block */
    uint32_t owners;    /* independent outlets that carry it */
    uint32_t owner;     /* the one there is, when it is but one */
    uint64_t key;       /* by content: breaks ties */
    int64_t date;       /* earliest; INT64_MAX: unknown */
    uint32_t shared;    /* passages that another outlet has */
    bool stub;          /* says that there is more of it */
    bool own;           /* names the outlet that carries it */
    bool changed;       /* its words were */
};

struct editions {
    struct sheet *sheet;
    uint32_t *id, *owners_of, *seen; /* ids of all sheets; of an id: how many outlets have it, last stamp */
    uint32_t *candidate;
    uint32_t *cost;     /* [candidate][text]: edits() of each; one row more for scratch */
    uint32_t *fit;      /* the same with changed words all but left out: what a damaged copy was made from */
    bool *other;        /* the same: most of the text is something else, whatever it was made from */
    uint32_t n, n_ids, n_candidates, stamp;
};

void editions_free(struct editions *e)
{
    if (!e)
        return;
    free(e->sheet);
    free(e->id);
    free(e->owners_of);
    free(e->seen);
    free(e->candidate);
    free(e->cost);
    free(e->fit);
    free(e->other);
    free(e);
}

/* --- who is independent of whom --- */

struct page_key {
    uint64_t key;
    uint32_t doc;       /* number among the story's documents */
};

static int page_key_order(const void *x, const void *y)
{
    const struct page_key *a = x, *b = y;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->doc < b->doc ? -1 : a->doc > b->doc;
}

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static void join_equal(struct page_key *k, uint32_t n, uint32_t *parent)
{
    qsort(k, n, sizeof *k, page_key_order);
    for (uint32_t i = 1; i < n; i++) {
        const uint32_t a = root_of(parent, k[i - 1].doc), b = root_of(parent, k[i].doc);
        if (k[i].key && k[i].key == k[i - 1].key)
            parent[a < b ? b : a] = a < b ? a : b;
    }
}

static int order_numbers(const void *x, const void *y)
{
    const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

/* What tells that documents are one outlet's. */
enum one_outlet_by { BY_OUTLET, BY_ITEM, BY_HOUSE, ONE_OUTLET_BY };

static uint64_t outlet_key(const struct record *r, const uint32_t *house, uint32_t i, enum one_outlet_by by)
{
    return by == BY_OUTLET ? r->outlet : by == BY_ITEM ? r->item : house ? house[i] : 0;
}

/* owner[k]: of the k-th document of the story, its outlet's first document. */
static int find_owners(const struct record *record, const struct texts *t, const uint32_t *text, const uint32_t *house,
                       uint32_t n, uint32_t n_docs, uint32_t *owner)
{
    struct page_key *key = mem_alloc(n_docs, sizeof *key);
    if (!key)
        return RP_ERR_NOMEM;
    for (uint32_t k = 0; k < n_docs; k++)
        owner[k] = k;
    for (enum one_outlet_by by = 0; by < ONE_OUTLET_BY; by++) {
        for (uint32_t i = 0, k = 0; i < n; i++)
            for (uint32_t d = t->first[text[i]]; d < t->first[text[i] + 1]; d++, k++)
                key[k] = (struct page_key){outlet_key(&record[t->doc[d]], house, i, by), k};
        join_equal(key, n_docs, owner);
    }
    for (uint32_t k = 0; k < n_docs; k++)
        owner[k] = root_of(owner, k);
    free(key);
    return RP_OK;
}

static int read_carriers(struct editions *e, const struct record *record, const struct texts *t, const uint32_t *text,
                         const uint32_t *house)
{
    uint32_t n_docs = 0, k = 0;
    uint32_t *owner;
    int rc = RP_OK;

    for (uint32_t i = 0; i < e->n; i++)
        n_docs += texts_carriers(t, text[i]);
    if (!(owner = mem_alloc(n_docs, sizeof *owner)))
        return RP_ERR_NOMEM;
    TRY(find_owners(record, t, text, house, e->n, n_docs, owner));
    for (uint32_t i = 0; i < e->n; i++) {
        struct sheet *s = &e->sheet[i];
        const uint32_t carriers = texts_carriers(t, text[i]);
        const struct record *lead = &record[texts_lead(t, text[i])];
        qsort(owner + k, carriers, sizeof *owner, order_numbers);
        s->owner = owner[k];
        for (uint32_t c = 0; c < carriers; c++)
            s->owners += c == 0 || owner[k + c] != owner[k + c - 1];
        k += carriers;
        s->run = lead->n_tokens <= PASSAGE_ALL ? LIMIT_EDITION_RUN_ALL : LIMIT_EDITION_RUN;
        s->key = lead->body.hi;
        s->stub = lead->marks & (MARK_STUB | MARK_PAYWALLED);
        s->date = lead->first <= lead->last ? lead->first : INT64_MAX;
    }
out:
    free(owner);
    return rc;
}

uint32_t editions_outlets(const struct editions *e, uint32_t i)
{
    return e->sheet[i].owners;
}

bool editions_one_outlet(const struct editions *e, uint32_t i, uint32_t k)
{
    const struct sheet *a = &e->sheet[i], *b = &e->sheet[k];
    return a->owners == 1 && b->owners == 1 && a->owner == b->owner;
}

/* --- passages numbered --- */

/* hi: the passage; lo: the text and the place in it. */
static uint32_t text_of(struct rec held)
{
    return (uint32_t)(held.lo >> 32);
}

/* Outlets that have the passage of a run of equal ones; texts of one outlet alone count once. */
static uint32_t count_owners(const struct editions *e, const struct rec *held, size_t n)
{
    uint32_t owners = 0, alone = NO_INDEX;
    for (size_t k = 0; k < n; k++) {
        const struct sheet *s = &e->sheet[text_of(held[k])];
        if (k && text_of(held[k]) == text_of(held[k - 1]))
            continue;
        if (s->owners > 1)
            owners += s->owners;
        else if (alone == NO_INDEX)
            alone = s->owner, owners++;
        else
            owners += s->owner != alone;
    }
    return owners;
}

static void number_runs(struct editions *e, const struct rec *held, size_t n, const size_t *first)
{
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && held[end].hi == held[i].hi; end++)
            e->id[first[text_of(held[end])] + (uint32_t)held[end].lo] = e->n_ids;
        e->owners_of[e->n_ids++] = count_owners(e, held + i, end - i);
    }
}

static int number_passages(struct editions *e, const struct record *record, const struct texts *t,
                           const uint32_t *text)
{
    size_t *first = mem_alloc((size_t)e->n + 1, sizeof *first), n;
    struct rec *held = NULL, *spare = NULL;
    int rc = first ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    first[0] = 0;
    for (uint32_t i = 0; i < e->n; i++)
        first[i + 1] = first[i] + record[texts_lead(t, text[i])].n_passages;
    n = first[e->n];
    held = mem_alloc(n, sizeof *held);
    spare = mem_alloc(n, sizeof *spare);
    e->id = mem_alloc(n, sizeof *e->id);
    e->owners_of = mem_alloc(n, sizeof *e->owners_of);
    e->seen = mem_zalloc(n, sizeof *e->seen);
    if (!held || !spare || !e->id || !e->owners_of || !e->seen) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    for (uint32_t i = 0; i < e->n; i++) {
        const struct record *r = &record[texts_lead(t, text[i])];
        struct passage_reader reader = passage_reader_of(r);
        uint32_t passage;
        bool alone;
        for (uint32_t k = 0; passage_next(&reader, &passage, &alone); k++) /* one that is alone is like no other */
            held[first[i] + k] = (struct rec){alone ? NO_PASSAGE + first[i] + k : passage, (uint64_t)i << 32 | k};
        e->sheet[i].id = e->id + first[i];
        e->sheet[i].n = r->n_passages;
    }
    radix_sort(held, spare, n);
    number_runs(e, held, n, first);
out:
    free(first);
    free(held);
    free(spare);
    return rc;
}

/* --- candidates --- */

static bool better_candidate(const struct editions *e, uint32_t i, uint32_t than)
{
    const struct sheet *a = &e->sheet[i], *b = &e->sheet[than];
    if (a->stub != b->stub)
        return b->stub;
    if (a->owners != b->owners)
        return a->owners > b->owners;
    if (a->shared != b->shared)
        return a->shared > b->shared;
    if (a->n != b->n)
        return a->n < b->n;
    return a->key != b->key ? a->key < b->key : i < than;
}

/* The texts that are tried, best first: those on most outlets, then those that share most; stubs only where there is
 * nothing else. */
static void choose_candidates(struct editions *e)
{
    for (uint32_t i = 0; i < e->n; i++)
        for (uint32_t k = 0; k < e->sheet[i].n; k++)
            e->sheet[i].shared += e->owners_of[e->sheet[i].id[k]] > 1;
    for (uint32_t i = 0; i < e->n; i++) {
        uint32_t at = e->n_candidates < LIMIT_EDITION_CANDIDATES ? e->n_candidates++ : LIMIT_EDITION_CANDIDATES;
        for (; at > 0 && better_candidate(e, i, e->candidate[at - 1]); at--)
            if (at < LIMIT_EDITION_CANDIDATES)
                e->candidate[at] = e->candidate[at - 1];
        if (at < LIMIT_EDITION_CANDIDATES)
            e->candidate[at] = i;
    }
    while (e->n_candidates > 1 && e->sheet[e->candidate[e->n_candidates - 1]].stub && !e->sheet[e->candidate[0]].stub)
        e->n_candidates--;
}

/* --- what one text makes of another --- */

/* Blocks of one text that another lacks. */
struct blocks {
    uint32_t head, inner, tail;
    uint32_t foreign;   /* of them: held by another outlet too */
    bool most;          /* the blocks are most of the text */
    uint32_t passages;  /* of all blocks */
    uint32_t loose;     /* passages that fail in shorter runs: words changed here and there */
    uint32_t loose_foreign; /* what those of them cost that another outlet has too */
};

static void add_block(struct blocks *b, uint32_t first, uint32_t last, uint32_t n, bool foreign)
{
    b->foreign += foreign;
    *(first == 0 ? &b->head : last == n ? &b->tail : &b->inner) += 1;
}

/* Shorter runs that other outlets have as well are no blocks, and yet nobody's own words. */
static uint32_t cost_of_foreign(uint32_t passages)
{
    const uint32_t cost = passages * LIMIT_COST_FOREIGN_LOOSE;
    return cost < LIMIT_COST_FOREIGN ? cost : LIMIT_COST_FOREIGN;
}

/* Where passages fail one by one (words changed throughout, misread), longer runs fail by chance: how long a run must
 * be not to. Failures come in `runs` between `held` passages: each fails with runs / held, and as many in a row as are
 * met once in LIMIT_EDITION_CHANCE. */
static uint32_t run_beyond_chance(uint32_t least, uint32_t runs, uint32_t held)
{
    const uint64_t fails = (uint64_t)runs * 256 / (held + 1);
    uint64_t chance = (uint64_t)LIMIT_EDITION_CHANCE << 8;
    uint32_t run = 0;
    if (fails >= 240)
        return UINT32_MAX;
    for (; chance > 256; run++)
        chance = chance * fails >> 8;
    return run * (least / LIMIT_EDITION_RUN) > least ? run * (least / LIMIT_EDITION_RUN) : least;
}

static void stamp(struct editions *e, const struct sheet *y)
{
    e->stamp++;
    for (uint32_t k = 0; k < y->n; k++)
        e->seen[y->id[k]] = e->stamp;
}

/* Passages of a text that gives all its windows, as another would give them. */
static uint32_t in_sparse(const struct sheet *x, uint32_t passages)
{
    return x->run == LIMIT_EDITION_RUN ? passages : passages * LIMIT_EDITION_RUN / LIMIT_EDITION_RUN_ALL;
}

/* Runs of x that are not stamped. A run is foreign when a third of it or more, for words may be
 * damaged, stands on other outlets too. */
static struct blocks blocks_of(struct editions *e, const struct sheet *x, const struct sheet *y)
{
    struct blocks b = {0};
    uint32_t run = 0, shared = 0, runs = 0, held = 0, in_blocks = 0;

    stamp(e, y);
    for (uint32_t k = 0; k < x->n; k++) {
        const bool has = e->seen[x->id[k]] == e->stamp;
        held += has;
        runs += !has && (k == 0 || e->seen[x->id[k - 1]] == e->stamp);
    }
    const uint32_t least = run_beyond_chance(x->run, runs, held);
    for (uint32_t k = 0; k <= x->n; k++) {
        if (k < x->n && e->seen[x->id[k]] != e->stamp) {
            run++;
            shared += e->owners_of[x->id[k]] > 1;
            continue;
        }
        if (run >= least) {
            add_block(&b, k - run, k, x->n, 3 * shared > run);
            in_blocks += run;
        } else {
            b.loose += in_sparse(x, run);
            b.loose_foreign += cost_of_foreign(in_sparse(x, shared));
        }
        run = shared = 0;
    }
    b.most = (uint64_t)in_blocks * 100 > (uint64_t)x->n * LIMIT_EDITION_MOST;
    b.passages = in_sparse(x, in_blocks);
    return b;
}

static uint32_t cost_of_cuts(const struct blocks *b)
{
    const uint32_t cuts = b->head + b->inner, full = cuts < CUTS_FULL ? cuts : CUTS_FULL;
    return b->tail * LIMIT_COST_CUT_TAIL + full * LIMIT_COST_CUT + (cuts - full) * LIMIT_COST_CUT_AGAIN +
           (b->most ? LIMIT_COST_MOST : 0) + b->passages / LIMIT_COST_CUT_PASSAGES;
}

static uint32_t cost_of_additions(const struct blocks *b)
{
    const uint32_t at_end = b->head + b->tail, all = at_end + b->inner;
    const uint32_t inner = all > b->foreign ? (b->inner < all - b->foreign ? b->inner : all - b->foreign) : 0;
    const uint32_t ends = all - b->foreign - inner, full = inner < ADDED_FULL ? inner : ADDED_FULL;
    return b->foreign * LIMIT_COST_FOREIGN + ends * LIMIT_COST_ADDED_AT_END + full * LIMIT_COST_ADDED +
           (inner - full) * LIMIT_COST_ADDED_AGAIN + (b->most ? LIMIT_COST_MOST : 0);
}

/* Edits, in hundredths, that make one text of another: in blocks, and words. */
struct edits {
    uint32_t blocks, words;
    bool other; /* most of the copy stands in blocks of its own */
};

static struct edits count_edits(struct editions *e, uint32_t wire, uint32_t copy)
{
    if (wire == copy)
        return (struct edits){0};
    const struct blocks missing = blocks_of(e, &e->sheet[wire], &e->sheet[copy]);
    const struct blocks added = blocks_of(e, &e->sheet[copy], &e->sheet[wire]);
    return (struct edits){cost_of_cuts(&missing) + cost_of_additions(&added) + added.loose_foreign,
                          missing.loose + added.loose, added.most};
}

static int compare_all(struct editions *e)
{
    e->cost = mem_alloc(((size_t)e->n_candidates + 1) * e->n, sizeof *e->cost);
    e->fit = mem_alloc(((size_t)e->n_candidates + 1) * e->n, sizeof *e->fit);
    e->other = mem_alloc((size_t)e->n_candidates * e->n, sizeof *e->other);
    if (!e->cost || !e->fit || !e->other)
        return RP_ERR_NOMEM;
    for (uint32_t k = 0; k < e->n_candidates; k++)
        for (uint32_t i = 0; i < e->n; i++) {
            const struct edits x = count_edits(e, e->candidate[k], i);
            const struct sheet *wire = &e->sheet[e->candidate[k]];
            const uint32_t not_sent = (wire->own ? LIMIT_COST_OWN : 0) + (wire->changed ? LIMIT_COST_CHANGED : 0);
            e->cost[(size_t)k * e->n + i] =
                x.blocks + LIMIT_COST_LOOSE * x.words + (e->candidate[k] != i ? not_sent : 0);
            e->fit[(size_t)k * e->n + i] = x.blocks + x.words;
            e->other[(size_t)k * e->n + i] = x.other;
        }
    return RP_OK;
}

int editions_create(const struct record *record, const struct texts *texts, const uint32_t *text,
                    const struct editions_told *told, uint32_t n, struct editions **out)
{
    struct editions *e = mem_zalloc(1, sizeof *e);
    int rc = e ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    e->n = n;
    e->sheet = mem_zalloc(n, sizeof *e->sheet);
    e->candidate = mem_alloc(LIMIT_EDITION_CANDIDATES, sizeof *e->candidate);
    if (!e->sheet || !e->candidate) {
        rc = RP_ERR_NOMEM;
        goto out;
    }
    TRY(read_carriers(e, record, texts, text, told ? told->house : NULL));
    for (uint32_t i = 0; i < n; i++) /* a page of the source itself may name itself */
        e->sheet[i].own = told && told->own[i] && record[texts_lead(texts, text[i])].own_agency == AGENCY_NONE;
    for (uint32_t i = 0; i < n; i++)
        e->sheet[i].changed = told && told->changed && told->changed[i];
    TRY(number_passages(e, record, texts, text));
    choose_candidates(e);
    TRY(compare_all(e));
    *out = e;
    e = NULL;
out:
    editions_free(e);
    return rc;
}

/* --- central texts --- */

/* Sorts what costs the same: more of it on other outlets, less that is its own, more outlets, earlier, content. */
static bool rather(const struct editions *e, uint32_t i, uint32_t than)
{
    const struct sheet *a = &e->sheet[i], *b = &e->sheet[than];
    if (a->shared != b->shared)
        return a->shared > b->shared;
    if (a->owners != b->owners)
        return a->owners > b->owners;
    if (a->date != b->date)
        return a->date < b->date;
    if (a->n != b->n)
        return a->n > b->n;
    return a->key != b->key ? a->key < b->key : i < than;
}

static uint32_t first_of(const struct editions *e, const uint32_t *of, uint32_t which)
{
    uint32_t best = NO_INDEX;
    for (uint32_t i = 0; i < e->n; i++)
        if ((!of || of[i] == which) && (best == NO_INDEX || better_candidate(e, i, best)))
            best = i;
    return best;
}

uint32_t editions_central(const struct editions *e, const uint32_t *of, uint32_t which)
{
    uint32_t best = NO_INDEX;
    uint64_t least = 0;
    for (uint32_t k = 0; k < e->n_candidates; k++) {
        const uint32_t c = e->candidate[k], *cost = e->cost + (size_t)k * e->n;
        uint64_t sum = 0;
        if (of && of[c] != which)
            continue;
        for (uint32_t i = 0; i < e->n; i++)
            if (!of || of[i] == which)
                sum += (uint64_t)e->sheet[i].owners * cost[i];
        if (best == NO_INDEX || sum < least || (sum == least && rather(e, c, best))) {
            best = c;
            least = sum;
        }
    }
    return best == NO_INDEX ? first_of(e, of, which) : best;
}

/* --- editions --- */

/* Sources put what is new on top, and each edition of a text has something that the other has not; carriers cut. */
static bool are_editions(struct editions *e, uint32_t one, uint32_t other)
{
    const struct blocks a = blocks_of(e, &e->sheet[one], &e->sheet[other]);
    const struct blocks b = blocks_of(e, &e->sheet[other], &e->sheet[one]);
    const bool both = a.head + a.inner + a.tail > 0 && b.head + b.inner + b.tail > 0;
    return both || ((a.head || b.head) && a.head + a.inner + b.head + b.inner >= 2);
}

/* The editions found so far: candidate numbers, and what each text costs with the best of them, words and all or
 * not. */
struct division {
    uint32_t wire[EDITIONS_MAX], n;
    uint32_t *cost, *fit;
};

/* What copies of outlets other than its own would save with candidate k as another edition, if they were dealt to it: a
 * damaged copy differs in less from any shorter text. A page that holds a story among much else is explained badly by
 * any text of it, and tells nothing about editions. */
static int64_t gain_of(const struct editions *e, uint32_t k, const struct division *d)
{
    const uint32_t c = e->candidate[k], *with = e->cost + (size_t)k * e->n, *fit = e->fit + (size_t)k * e->n;
    const struct sheet *wire = &e->sheet[c];
    int64_t gain = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        const struct sheet *s = &e->sheet[i];
        const bool own = s->owners == 1 && wire->owners == 1 && s->owner == wire->owner;
        const uint32_t outlets = own || e->other[(size_t)k * e->n + i] ? 0 : i == c ? s->owners - 1 : s->owners;
        gain += with[i] < d->cost[i] && fit[i] < d->fit[i] ? (int64_t)(d->cost[i] - with[i]) * outlets : 0;
    }
    return gain;
}

static bool apart_from_all(struct editions *e, const struct division *d, uint32_t candidate)
{
    for (uint32_t w = 0; w < d->n; w++)
        if (!are_editions(e, e->candidate[d->wire[w]], e->candidate[candidate]))
            return false;
    return true;
}

static uint32_t next_edition(struct editions *e, const struct division *d)
{
    uint32_t best = NO_INDEX;
    int64_t most = LIMIT_EDITION_GAIN - 1;
    for (uint32_t k = 0; k < e->n_candidates; k++) {
        const uint32_t c = e->candidate[k];
        const int64_t gain = d->cost[c] > 0 ? gain_of(e, k, d) : 0;
        const bool more = gain > most || (best != NO_INDEX && gain == most && rather(e, c, e->candidate[best]));
        if (more && apart_from_all(e, d, k)) {
            best = k;
            most = gain;
        }
    }
    return best;
}

static void add_edition(const struct editions *e, struct division *d, uint32_t k)
{
    const uint32_t *with = e->cost + (size_t)k * e->n, *fit = e->fit + (size_t)k * e->n;
    for (uint32_t i = 0; i < e->n; i++) {
        d->cost[i] = d->n == 0 || with[i] < d->cost[i] ? with[i] : d->cost[i];
        d->fit[i] = d->n == 0 || fit[i] < d->fit[i] ? fit[i] : d->fit[i];
    }
    d->wire[d->n++] = k;
}

/* Each text goes to the edition it is best explained by, the first found when two do. */
static void deal(const struct editions *e, const struct division *d, uint32_t *edition)
{
    for (uint32_t i = 0; i < e->n; i++) {
        uint32_t best = d->wire[0];
        for (uint32_t w = 1; w < d->n; w++)
            if (e->fit[(size_t)d->wire[w] * e->n + i] < e->fit[(size_t)best * e->n + i])
                best = d->wire[w];
        edition[i] = e->candidate[best];
    }
}

static uint32_t candidate_number(const struct editions *e, uint32_t text)
{
    uint32_t k = 0;
    while (k < e->n_candidates && e->candidate[k] != text)
        k++;
    return k;
}

void editions_divide(struct editions *e, uint32_t *edition)
{
    const size_t scratch = (size_t)e->n_candidates * e->n;
    struct division d = {.cost = e->cost + scratch, .fit = e->fit + scratch};
    uint32_t k = candidate_number(e, editions_central(e, NULL, 0));
    for (; k < e->n_candidates && d.n < EDITIONS_MAX; k = next_edition(e, &d))
        add_edition(e, &d, k);
    deal(e, &d, edition);
}
