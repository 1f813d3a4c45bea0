#include "background/page_blocks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/popcount.h"
#include "base/radix.h"
#include "base/status.h"
#include "base/thread.h"
#include "rules/limits.h"
#include "store/room.h"

/* No list costs more than LOOK_AT texts, and no set of texts is looked at twice. A passage on more than OFTEN texts is
 * not rare anywhere. */
enum { LOOK_AT = 16, OFTEN = 48, COUNTED = 1024, SET_GRAIN = 1024, REST_LISTS = 1 << 15,
       FETCHED = 128, SETS_AHEAD = 4, SHORT = 64, REST_SETS = 8 };
/* Blocks that were found are left out of what texts have of their own when the others are asked for again. */
enum { ROUNDS = 2 };
/* Of a text: so much must be rarer than the passage, in hundredths; and of two texts' rarer passages so few shared. */
enum {
    OWN_SHARE = LIMIT_BLOCK_OWN_SHARE,
    OWN_SHARE_UNNAMED = LIMIT_BLOCK_OWN_UNNAMED,
    OWN_LEAST = LIMIT_BLOCK_OWN_LEAST,
    ALIKE = LIMIT_BLOCK_ALIKE
};
/* Rarer: on at most three in four of so many texts as the passage. */
enum { RARER_OF = 4, RARER = 3, MOST = RARER * LOOK_AT / RARER_OF };
/* On how many texts of a text's outlet a passage of it is, as a byte for each place of node_list: up to MOST,
 * or this. */
enum { COMMON = MOST + 1, BLOCK = MOST + 2 };

/* How many passages of a text are on so few of its outlet's texts, and how many it has that are not block. */
struct counted {
    uint32_t text; /* + 1; 0: free */
    uint32_t on[MOST + 1], all;
};

struct looking {
    uint32_t text[LOOK_AT];
    struct counted counted[COUNTED];
};

struct finding {
    const struct postings *p;
    const struct block_node *node;
    const uint32_t *leader;
    uint32_t *outlet;   /* of each text, a part of its hash; 0: none */
    uint8_t *on;        /* of each place of node_list */
    bool *asks;         /* of each text: wanted; then also: has a block */
    struct rec *set;    /* hi: the first text of a set and a part of its hash; lo: another part, a list of the set */
    size_t n_sets, set_cap;
    bool *block;
    struct looking *looking; /* of each thread */
};

/* --- what a text has of its own --- */

static void count_passages(const struct finding *f, uint32_t text, struct counted *c)
{
    const uint64_t first = f->p->node_first[text], end = f->p->node_first[text + 1];
    const uint32_t has = f->node[text].n_passages;
    uint32_t on[BLOCK + 1] = {0};

    for (uint64_t i = first; i < end; i++)
        on[f->on[i]]++;
    *c = (struct counted){.text = text + 1};
    c->on[1] = c->all = has > end - first ? has - (uint32_t)(end - first) : 0;
    c->all += (uint32_t)(end - first) - on[BLOCK];
    for (uint32_t n = 1; n <= MOST; n++)
        c->on[n] += c->on[n - 1] + on[n];
}

/* Passages of a text on at most so many of its outlet's: are they enough for a text of its own? */
static bool own_passages(const struct finding *f, struct looking *l, uint32_t text, uint32_t most, uint32_t *own)
{
    struct counted *c = &l->counted[text & (COUNTED - 1)];
    const uint32_t least = f->outlet[text] ? OWN_SHARE : OWN_SHARE_UNNAMED;
    if (c->text != text + 1)
        count_passages(f, text, c);
    *own = c->on[most];
    return *own >= OWN_LEAST && 100 * (uint64_t)*own >= least * (uint64_t)c->all;
}

/* The first place from i on, before end, whose list is not below x: found in steps that double, for one text may be a
 * thousand times as long as the other. */
static uint64_t seek(const uint32_t *list, uint64_t i, uint64_t end, uint32_t x)
{
    uint64_t step = 1;
    while (i + step < end && list[i + step] < x) {
        i += step;
        step *= 2;
    }
    for (; step > 0; step /= 2)
        while (i + step <= end && list[i + step - 1] < x)
            i += step;
    return i;
}

/* Do two texts of one outlet share `enough` of such passages? */
static bool share_rarer(const struct finding *f, uint32_t a, uint32_t b, uint32_t most, uint32_t enough)
{
    const struct postings *p = f->p;
    const bool swap = p->node_first[a + 1] - p->node_first[a] > p->node_first[b + 1] - p->node_first[b];
    const uint32_t less = swap ? b : a, more = swap ? a : b;
    const uint64_t end = p->node_first[less + 1], end_more = p->node_first[more + 1];
    uint64_t j = p->node_first[more];
    uint32_t n = 0;
    for (uint64_t i = p->node_first[less]; i < end && j < end_more && n < enough; i++) {
        if (f->on[i] > most)
            continue;
        j = seek(p->node_list, j, end_more, p->node_list[i]);
        n += j < end_more && p->node_list[j] == p->node_list[i];
    }
    return n >= enough;
}

/* The numbers of a text's rarer passages, but for their upper bits: tells most texts apart that share little. */
enum { TRACE_BITS = 1024 };
struct trace {
    uint64_t bits[TRACE_BITS / 64];
    uint32_t twins; /* passages whose bit another has already */
};

static void make_trace(const struct finding *f, uint32_t text, uint32_t most, struct trace *t)
{
    const struct postings *p = f->p;
    memset(t, 0, sizeof *t);
    for (uint64_t i = p->node_first[text]; i < p->node_first[text + 1]; i++) {
        uint64_t *word = &t->bits[p->node_list[i] % TRACE_BITS / 64];
        const uint64_t bit = (uint64_t)(f->on[i] <= most) << p->node_list[i] % 64;
        t->twins += (*word & bit) != 0;
        *word |= bit;
    }
}

/* What two texts share has common bits, or stands among the twins of both. */
static bool may_share(const struct trace *a, const struct trace *b, uint32_t enough)
{
    const uint32_t twins = a->twins < b->twins ? a->twins : b->twins;
    uint64_t sums = 0;
    static_assert(8 * ARRAY_LEN(a->bits) <= UINT8_MAX, "a byte holds such a sum");
    for (size_t w = 0; w < ARRAY_LEN(a->bits); w++)
        sums += popcount_bytes(a->bits[w] & b->bits[w]);
    return twins + popcount_sum(sums) >= enough;
}

/* Texts of one outlet that all have a passage, and to which of them each is alike, through others as well: versions
 * of one story need not be alike at its ends. */
struct holders {
    const uint32_t *text;
    uint32_t n, most;
    uint32_t own[LOOK_AT];  /* rarer passages */
    bool stands[LOOK_AT];   /* these are a text of their own */
    uint32_t group[LOOK_AT];
    struct trace trace[LOOK_AT];
};

static bool are_alike(const struct finding *f, const struct holders *h, uint32_t i, uint32_t j)
{
    const uint32_t less = h->own[i] < h->own[j] ? h->own[i] : h->own[j], enough = (ALIKE * less + 99) / 100;
    const uint64_t headline = f->node[h->text[i]].headline;
    if (headline && headline == f->node[h->text[j]].headline)
        return true;
    return less > 0 && may_share(&h->trace[i], &h->trace[j], enough)
           && share_rarer(f, h->text[i], h->text[j], h->most, enough);
}

static void group_holders(const struct finding *f, struct holders *h)
{
    for (uint32_t i = 0; i < h->n; i++) {
        h->group[i] = i;
        make_trace(f, h->text[i], h->most, &h->trace[i]);
        for (uint32_t j = 0; j < i; j++) {
            const uint32_t gone = h->group[j], into = h->group[i];
            if (gone == into || !are_alike(f, h, i, j))
                continue;
            for (uint32_t k = 0; k <= i; k++)
                h->group[k] = h->group[k] == gone ? into : h->group[k];
        }
    }
}

/* Passages of different texts lie far apart: they come from memory all at once rather than each when it is counted. */
static void fetch_passages(const struct finding *f, const uint32_t *text, uint32_t n)
{
    enum { LINE = 64, LISTS = LINE / sizeof(uint32_t) };
    for (uint32_t k = 0; k < n; k++) {
        const uint64_t first = f->p->node_first[text[k]], end = f->p->node_first[text[k] + 1];
        for (uint64_t i = first; i < end && i < first + FETCHED; i += LISTS)
            __builtin_prefetch(&f->p->node_list[i]);
        for (uint64_t i = first; i < end && i < first + FETCHED; i += LINE)
            __builtin_prefetch(&f->on[i]);
    }
}

/* Of texts of this one's outlet. */
static uint32_t contexts_wanted(const struct finding *f, uint32_t text)
{
    if (!f->outlet[text])
        return BLOCK_CONTEXTS_UNNAMED;
    return f->node[text].guessed ? LIMIT_BLOCK_CONTEXTS_GUESSED : BLOCK_CONTEXTS;
}

static bool has_contexts(const struct finding *f, struct looking *l, const uint32_t *text, uint32_t n)
{
    struct holders h;
    const uint32_t wanted = contexts_wanted(f, text[0]);
    bool seen[LOOK_AT] = {false};
    uint32_t found = 0;

    h.text = text;
    h.n = n;
    h.most = RARER * n / RARER_OF;
    fetch_passages(f, text, n);
    for (uint32_t i = 0; i < n; i++) {
        h.stands[i] = own_passages(f, l, text[i], h.most, &h.own[i]);
        found += h.stands[i];
    }
    if (found < wanted)
        return false;
    group_holders(f, &h);
    found = 0;
    for (uint32_t i = 0; i < n; i++) {
        found += h.stands[i] && !seen[h.group[i]];
        seen[h.group[i]] |= h.stands[i];
    }
    return found >= wanted;
}

/* By outlet, then text: insertion, for most lists are short and nearly in order. */
static void sort_by_outlet(const struct finding *f, uint32_t *text, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        const uint32_t t = text[i];
        const uint64_t o = f->node[t].outlet;
        uint32_t k = i;
        for (; k > 0 && (f->node[text[k - 1]].outlet > o || (f->node[text[k - 1]].outlet == o && text[k - 1] > t)); k--)
            text[k] = text[k - 1];
        text[k] = t;
    }
}

static bool some_outlet_has_contexts(const struct finding *f, struct looking *l, uint32_t *text, uint32_t n)
{
    bool block = false;
    sort_by_outlet(f, text, n);
    for (uint32_t i = 0, end; i < n && !block; i = end) {
        for (end = i; end < n && f->node[text[end]].outlet == f->node[text[i]].outlet;)
            end++;
        if (end - i >= BLOCK_CONTEXTS)
            block = has_contexts(f, l, text + i, end - i);
    }
    return block;
}

/* --- sets of texts: what they share is block or is not, whichever passage it is --- */

/* The first of n texts that lead. */
static uint32_t take_leaders(const struct finding *f, const uint32_t *member, uint64_t n, uint32_t *text)
{
    uint32_t taken = 0;
    for (uint64_t i = 0; i < n && taken < LOOK_AT; i++)
        if (f->leader[member[i]] == member[i])
            text[taken++] = member[i];
    return taken;
}

static uint32_t leaders_of_list(const struct finding *f, size_t list, uint32_t *text)
{
    return take_leaders(f, f->p->member + f->p->list_first[list], postings_length(f->p, (uint32_t)list), text);
}

/* The same of a list that lies anywhere: most are short. Where lists begin is little, and stays in memory. */
static uint32_t look_at_leaders(const struct finding *f, size_t list, uint32_t *text)
{
    uint32_t few[SHORT];
    const uint32_t *member = f->p->member + f->p->list_first[list];
    const uint32_t n = postings_length(f->p, (uint32_t)list);
    return take_leaders(f, n <= SHORT ? room_look(f->p->room, member, n * sizeof *member, few) : member, n, text);
}

static bool is_asked_about(const struct finding *f, size_t list)
{
    const uint64_t first = f->p->list_first[list], end = f->p->list_first[list + 1];
    if (end - first < BLOCK_CONTEXTS || f->block[list])
        return false;
    for (uint64_t i = first; i < end; i++)
        if (f->asks[f->p->member[i]])
            return true;
    return false;
}

static int add_set(struct finding *f, size_t list)
{
    uint32_t text[LOOK_AT];
    const uint32_t n = leaders_of_list(f, list, text);
    uint64_t key = 0;
    int rc = RP_OK;

    if (n < BLOCK_CONTEXTS)
        return RP_OK;
    for (uint32_t i = 0; i < n; i++)
        key += hash_mix(text[i] + UINT64_C(1));
    key = hash_mix(key);
    TRY(room_grow(f->p->room, &f->set, &f->set_cap, f->n_sets + 1, sizeof *f->set));
    f->set[f->n_sets++] = (struct rec){(uint64_t)text[0] << 32 | key >> 32, key << 32 | list};
out:
    return rc;
}

/* Sets of all lists asked about; equal ones, and those of one text, come together. */
static int find_sets(struct finding *f)
{
    struct rec *spare = NULL;
    int rc = RP_OK;

    f->n_sets = 0;
    for (size_t l = 0; l < f->p->n_lists; l++) {
        if (l % REST_LISTS == 0)
            room_rest(f->p->room);
        if (is_asked_about(f, l))
            TRY(add_set(f, l));
    }
    if (!(spare = room_alloc(f->p->room, f->n_sets, sizeof *spare)))
        return RP_ERR_NOMEM;
    room_rest_for(f->p->room, 2 * f->n_sets * sizeof *spare);
    radix_sort(f->set, spare, f->n_sets);
out:
    room_drop(f->p->room, spare);
    return rc;
}

static bool same_set(const struct rec *a, const struct rec *b)
{
    return a->hi == b->hi && a->lo >> 32 == b->lo >> 32;
}

/* The texts of sets to come, in two steps: where they stand, then they themselves. */
static void fetch_sets(const struct finding *f, size_t set)
{
    if (set + 2 * SETS_AHEAD < f->n_sets)
        __builtin_prefetch(&f->p->list_first[(uint32_t)f->set[set + 2 * SETS_AHEAD].lo]);
    if (set + SETS_AHEAD < f->n_sets)
        __builtin_prefetch(&f->p->member[f->p->list_first[(uint32_t)f->set[set + SETS_AHEAD].lo]]);
}

/* Sets that begin in the piece. */
static int judge_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct finding *f = ctx;
    struct looking *l = &f->looking[thread];
    uint32_t judged = 0;

    while (first > 0 && first < last && same_set(&f->set[first - 1], &f->set[first]))
        first++;
    while (first < last) {
        const size_t begin = first;
        if (judged++ % REST_SETS == 0) /* texts of a set lie anywhere */
            room_rest(f->p->room);
        fetch_sets(f, begin);
        const uint32_t n = look_at_leaders(f, (uint32_t)f->set[begin].lo, l->text);
        const bool block = some_outlet_has_contexts(f, l, l->text, n);
        for (; first < f->n_sets && same_set(&f->set[begin], &f->set[first]); first++)
            if (block) /* none of them was before, and they lie anywhere */
                f->block[(uint32_t)f->set[first].lo] = true;
    }
    return RP_OK;
}

/* --- all together --- */

/* On how many of its outlet's texts each member's passage is. */
static void note_spread(void *ctx, const uint32_t *member, uint32_t n, uint8_t *out)
{
    const struct finding *f = ctx;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t outlet = f->outlet[member[i]];
        uint32_t same = 0;
        for (uint32_t k = 0; n <= OFTEN && k < n; k++)
            same += !outlet || f->outlet[member[k]] == outlet;
        out[i] = n > OFTEN || same > MOST ? COMMON : (uint8_t)same;
    }
}

/* Marks the blocks found in their texts; only these ask again. */
static void mark_blocks(struct finding *f, uint32_t n_nodes)
{
    const struct postings *p = f->p;
    for (uint32_t i = 0; i < n_nodes; i++) {
        bool has = false;
        if (i % REST_LISTS == 0)
            room_rest(p->room);
        for (uint64_t k = p->node_first[i]; k < p->node_first[i + 1]; k++)
            if (f->block[p->node_list[k]]) {
                f->on[k] = BLOCK;
                has = true;
            }
        f->asks[i] &= has;
    }
}

static int prepare(struct finding *f, uint32_t n_nodes, int threads)
{
    const struct posting_notes notes = {f, note_spread, COMMON};
    f->outlet = room_alloc(f->p->room, n_nodes, sizeof *f->outlet);
    f->asks = room_alloc(f->p->room, n_nodes, sizeof *f->asks);
    f->looking = mem_alloc((size_t)threads, sizeof *f->looking);
    if (!f->outlet || !f->asks || !f->looking)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < n_nodes; i++) {
        f->outlet[i] = f->node[i].outlet ? (uint32_t)(f->node[i].outlet >> 32) | 1 : 0;
        f->asks[i] = f->node[i].wanted;
    }
    return postings_note(f->p, n_nodes, threads, &notes, &f->on);
}

int page_blocks_find(const struct postings *p, const struct block_node *node, uint32_t n_nodes, const uint32_t *leader,
                     int threads, bool *block)
{
    struct finding f = {.p = p, .node = node, .leader = leader, .block = block};
    int rc = RP_OK;

    TRY(prepare(&f, n_nodes, threads));
    memset(block, 0, p->n_lists * sizeof *block);
    for (int round = 0; round < ROUNDS; round++) {
        if (round > 0)
            mark_blocks(&f, n_nodes);
        TRY(find_sets(&f));
        memset(f.looking, 0, (size_t)threads * sizeof *f.looking);
        TRY(thread_for(f.n_sets, SET_GRAIN, threads, &f, judge_piece));
    }
out:
    room_drop(p->room, f.outlet);
    room_drop(p->room, f.asks);
    room_drop(p->room, f.on);
    room_drop(p->room, f.set);
    free(f.looking);
    return rc;
}
