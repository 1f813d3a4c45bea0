#include "story/page_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/thread.h"

/* No list costs more than LOOK_AT texts, and hardly a set of texts is looked at twice. A passage on more than OFTEN
 * texts is not rare anywhere. */
enum { LOOK_AT = 16, OFTEN = 48, REMEMBERED = 4096, COUNTED = 1024, LIST_GRAIN = 1024 };
/* What is kept of a list in one byte, for it is asked at random: how many texts of one outlet, or these. */
enum { SPREAD_MIXED = 253, SPREAD_OFTEN = 254, SPREAD_BLOCK = 255 };
/* Blocks that were found are left out of what texts have of their own when the others are asked for again. */
enum { ROUNDS = 2 };
/* Of a text: so much must be rarer than the passage, in hundredths; and of two texts' rarer passages so few shared. */
enum { OWN_SHARE = 25, OWN_SHARE_UNNAMED = 40, OWN_LEAST = 6, ALIKE = 20 };
/* Rarer: on at most three in four of so many texts as the passage. */
enum { RARER_OF = 4, RARER = 3 };

struct answer {
    uint64_t key; /* of a set of texts; 0: none */
    bool block;
};

/* How many passages of a text are on so few of its outlet's texts, and how many it has that are not block. */
enum { MOST = RARER * LOOK_AT / RARER_OF };
struct counted {
    uint32_t text; /* + 1; 0: free */
    uint32_t on[MOST + 1], all;
};

struct looking {
    uint32_t text[LOOK_AT];
    struct answer answer[REMEMBERED];
    struct counted counted[COUNTED];
};

struct finding {
    const struct postings *p;
    const struct block_node *node;
    const uint32_t *leader;
    uint32_t *wanted;   /* lists to look at, those of one text together, so that what is remembered is met again */
    size_t n_wanted;
    uint8_t *spread;    /* of each list; blocks are those of the round before */
    uint32_t *outlet;   /* of each text, a part of its hash; 0: none */
    bool *block;
    struct looking *looking; /* of each thread */
};

/* On how many of the outlet's texts a passage is, at most MOST + 1: what an outlet prints of a story that everybody has
 * is rare there. */
static uint32_t spread_at(const struct finding *f, uint32_t list, uint32_t outlet)
{
    const uint32_t *member, *end;
    uint32_t n = 0;

    if (f->spread[list] != SPREAD_MIXED)
        return f->spread[list] <= MOST ? f->spread[list] : MOST + 1;
    member = f->p->member + f->p->list_first[list];
    end = f->p->member + f->p->list_first[list + 1];
    if (!outlet)
        return (size_t)(end - member) <= MOST ? (uint32_t)(end - member) : MOST + 1;
    for (; member < end && n <= MOST; member++)
        n += f->outlet[*member] == outlet;
    return n;
}

static void count_passages(const struct finding *f, uint32_t text, struct counted *c)
{
    const struct postings *p = f->p;
    const uint64_t first = p->node_first[text], end = p->node_first[text + 1];
    const uint32_t has = f->node[text].n_passages;

    *c = (struct counted){.text = text + 1};
    c->on[1] = c->all = has > end - first ? has - (uint32_t)(end - first) : 0;
    for (uint64_t i = first; i < end; i++) {
        const uint32_t n = spread_at(f, p->node_list[i], f->outlet[text]);
        c->all += f->spread[p->node_list[i]] != SPREAD_BLOCK;
        if (n <= MOST)
            c->on[n]++;
    }
    for (uint32_t n = 1; n <= MOST; n++)
        c->on[n] += c->on[n - 1];
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

/* Do two texts share `enough` of such passages? */
static bool share_rarer(const struct finding *f, uint32_t a, uint32_t b, uint32_t most, uint32_t enough)
{
    const struct postings *p = f->p;
    const uint64_t end_a = p->node_first[a + 1], end_b = p->node_first[b + 1];
    uint64_t i = p->node_first[a], j = p->node_first[b];
    uint32_t n = 0;
    while (i < end_a && j < end_b && n < enough) {
        const uint32_t x = p->node_list[i], y = p->node_list[j];
        n += x == y && spread_at(f, x, f->outlet[a]) <= most;
        i += x <= y;
        j += y <= x;
    }
    return n >= enough;
}

/* Texts of one outlet that all have a passage, and to which of them each is alike, through others as well: versions
 * of one story need not be alike at its ends. */
struct holders {
    const uint32_t *text;
    uint32_t n, most;
    uint32_t own[LOOK_AT];  /* rarer passages */
    bool stands[LOOK_AT];   /* these are a text of their own */
    uint32_t group[LOOK_AT];
};

static bool are_alike(const struct finding *f, const struct holders *h, uint32_t i, uint32_t j)
{
    const uint32_t less = h->own[i] < h->own[j] ? h->own[i] : h->own[j], enough = (ALIKE * less + 99) / 100;
    const uint64_t headline = f->node[h->text[i]].headline;
    if (headline && headline == f->node[h->text[j]].headline)
        return true;
    return less > 0 && share_rarer(f, h->text[i], h->text[j], h->most, enough);
}

static void group_holders(const struct finding *f, struct holders *h)
{
    for (uint32_t i = 0; i < h->n; i++) {
        h->group[i] = i;
        for (uint32_t j = 0; j < i; j++) {
            const uint32_t gone = h->group[j], into = h->group[i];
            if (gone == into || !are_alike(f, h, i, j))
                continue;
            for (uint32_t k = 0; k <= i; k++)
                h->group[k] = h->group[k] == gone ? into : h->group[k];
        }
    }
}

static bool has_contexts(const struct finding *f, struct looking *l, const uint32_t *text, uint32_t n)
{
    struct holders h = {.text = text, .n = n, .most = RARER * n / RARER_OF};
    const uint32_t wanted = f->outlet[text[0]] ? BLOCK_CONTEXTS : BLOCK_CONTEXTS_UNNAMED;
    bool seen[LOOK_AT] = {false};
    uint32_t found = 0;

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

static bool is_block(const struct finding *f, struct looking *l, uint32_t list)
{
    uint64_t key = 0;
    uint32_t n = 0;
    struct answer *a;

    for (uint64_t i = f->p->list_first[list]; i < f->p->list_first[list + 1] && n < LOOK_AT; i++) {
        const uint32_t m = f->p->member[i];
        if (f->leader[m] != m)
            continue;
        l->text[n++] = m;
        key += hash_mix(m + UINT64_C(1));
    }
    if (n < BLOCK_CONTEXTS)
        return false;
    key = hash_mix(key) | 1;
    a = &l->answer[key >> 1 & (REMEMBERED - 1)];
    if (a->key != key)
        *a = (struct answer){key, some_outlet_has_contexts(f, l, l->text, n)};
    return a->block;
}

static int find_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct finding *f = ctx;
    for (size_t i = first; i < last; i++)
        f->block[f->wanted[i]] = is_block(f, &f->looking[thread], f->wanted[i]);
    return RP_OK;
}

static bool has_block(const struct finding *f, uint32_t text)
{
    for (uint64_t k = f->p->node_first[text]; k < f->p->node_first[text + 1]; k++)
        if (f->spread[f->p->node_list[k]] == SPREAD_BLOCK)
            return true;
    return false;
}

/* Lists of the texts asked about; once blocks are known, of those that have some. seen is scratch, of each list. */
static void want_lists(struct finding *f, uint32_t n_nodes, bool with_blocks, bool *seen)
{
    const struct postings *p = f->p;
    memset(seen, 0, p->n_lists * sizeof *seen);
    f->n_wanted = 0;
    for (uint32_t i = 0; i < n_nodes; i++) {
        if (!f->node[i].wanted || (with_blocks && !has_block(f, i)))
            continue;
        for (uint64_t k = p->node_first[i]; k < p->node_first[i + 1]; k++) {
            const uint32_t list = p->node_list[k];
            if (!seen[list] && f->spread[list] != SPREAD_BLOCK && postings_length(p, list) >= BLOCK_CONTEXTS)
                f->wanted[f->n_wanted++] = list;
            seen[list] = true;
        }
    }
}

static uint8_t spread_of(const struct finding *f, uint32_t list)
{
    const uint32_t *member = f->p->member + f->p->list_first[list], n = postings_length(f->p, list);
    if (n > OFTEN)
        return SPREAD_OFTEN;
    for (uint32_t i = 1; i < n; i++)
        if (f->outlet[member[i]] != f->outlet[member[0]])
            return SPREAD_MIXED;
    return (uint8_t)n;
}

static int prepare(struct finding *f, uint32_t n_nodes, int threads)
{
    f->outlet = mem_alloc(n_nodes, sizeof *f->outlet);
    f->spread = mem_alloc(f->p->n_lists, sizeof *f->spread);
    f->looking = mem_alloc((size_t)threads, sizeof *f->looking);
    f->wanted = mem_alloc(f->p->n_lists, sizeof *f->wanted);
    if (!f->outlet || !f->spread || !f->looking || !f->wanted)
        return RP_ERR_NOMEM;
    for (uint32_t i = 0; i < n_nodes; i++)
        f->outlet[i] = f->node[i].outlet ? (uint32_t)(f->node[i].outlet >> 32) | 1 : 0;
    for (size_t i = 0; i < f->p->n_lists; i++)
        f->spread[i] = spread_of(f, (uint32_t)i);
    return RP_OK;
}

int page_blocks_find(const struct postings *p, const struct block_node *node, uint32_t n_nodes, const uint32_t *leader,
                     int threads, bool *block)
{
    bool *seen = mem_alloc(p->n_lists, sizeof *seen);
    struct finding f = {.p = p, .node = node, .leader = leader, .block = block};
    int rc = seen ? RP_OK : RP_ERR_NOMEM;

    TRY(rc);
    TRY(prepare(&f, n_nodes, threads));
    memset(block, 0, p->n_lists * sizeof *block);
    for (int round = 0; round < ROUNDS; round++) {
        want_lists(&f, n_nodes, round > 0, seen);
        memset(f.looking, 0, (size_t)threads * sizeof *f.looking);
        TRY(thread_for(f.n_wanted, LIST_GRAIN, threads, &f, find_piece));
        for (size_t i = 0; i < p->n_lists; i++)
            f.spread[i] = block[i] ? SPREAD_BLOCK : f.spread[i];
    }
out:
    free(seen);
    free(f.wanted);
    free(f.spread);
    free(f.outlet);
    free(f.looking);
    return rc;
}
