#include "story/page_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "base/thread.h"

/* No list costs more than this many texts, and no set of texts is looked at twice in a row of some thousand lists. */
enum { LOOK_AT = 48, REMEMBERED = 4096, LIST_GRAIN = 1024 };
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

struct looking {
    uint32_t text[LOOK_AT];
    struct answer answer[REMEMBERED];
};

struct finding {
    const struct postings *p;
    const struct block_node *node;
    const uint32_t *leader;
    const bool *known;  /* blocks of the round before */
    bool *block;
    struct looking *looking; /* of each thread */
};

/* On fewer of the outlet's texts, that is: what an outlet prints of a story that everybody has is rare there. */
static bool is_rarer(const struct finding *f, uint32_t list, uint64_t outlet, uint32_t than)
{
    const uint32_t most = RARER * than / RARER_OF;
    uint32_t n = 0;

    if (f->known[list])
        return false;
    if (postings_length(f->p, list) <= most)
        return true;
    if (!outlet || postings_length(f->p, list) > LOOK_AT)
        return false;
    for (uint64_t i = f->p->list_first[list]; i < f->p->list_first[list + 1] && n <= most; i++)
        n += f->node[f->p->member[i]].outlet == outlet;
    return n <= most;
}

/* Passages of a text that are rarer than one on `than` texts, or 0 when they are too few to be a text of its own. */
static uint32_t own_passages(const struct finding *f, uint32_t text, uint32_t than)
{
    const struct postings *p = f->p;
    const struct block_node *n = &f->node[text];
    const uint64_t first = p->node_first[text], end = p->node_first[text + 1];
    const uint32_t alone = n->n_passages > end - first ? n->n_passages - (uint32_t)(end - first) : 0;
    uint32_t rarer = alone, all = alone;

    for (uint64_t i = first; i < end; i++) {
        all += !f->known[p->node_list[i]];
        rarer += is_rarer(f, p->node_list[i], n->outlet, than);
    }
    return rarer >= OWN_LEAST && 100 * (uint64_t)rarer >= (n->outlet ? OWN_SHARE : OWN_SHARE_UNNAMED) * (uint64_t)all
               ? rarer
               : 0;
}

static uint32_t rarer_shared(const struct finding *f, uint32_t a, uint32_t b, uint32_t than)
{
    const struct postings *p = f->p;
    uint64_t i = p->node_first[a], j = p->node_first[b];
    uint32_t n = 0;
    while (i < p->node_first[a + 1] && j < p->node_first[b + 1]) {
        const uint32_t x = p->node_list[i], y = p->node_list[j];
        n += x == y && is_rarer(f, x, f->node[a].outlet, than);
        i += x <= y;
        j += y <= x;
    }
    return n;
}

static bool is_another_context(const struct finding *f, uint32_t text, uint32_t own, const uint32_t *context,
                               const uint32_t *context_own, uint32_t n, uint32_t than)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t less = own < context_own[i] ? own : context_own[i];
        if (f->node[text].headline && f->node[text].headline == f->node[context[i]].headline)
            return false;
        if (100 * (uint64_t)rarer_shared(f, text, context[i], than) >= ALIKE * (uint64_t)less)
            return false;
    }
    return true;
}

/* Texts of one outlet that all have a passage: is it a block? */
static bool has_contexts(const struct finding *f, const uint32_t *text, uint32_t n)
{
    uint32_t context[BLOCK_CONTEXTS_UNNAMED], own[BLOCK_CONTEXTS_UNNAMED], found = 0;
    const uint32_t wanted = f->node[text[0]].outlet ? BLOCK_CONTEXTS : BLOCK_CONTEXTS_UNNAMED;

    for (uint32_t i = 0; i < n && found < wanted && n - i >= wanted - found; i++) {
        const uint32_t rarer = own_passages(f, text[i], n);
        if (rarer == 0 || !is_another_context(f, text[i], rarer, context, own, found, n))
            continue;
        context[found] = text[i];
        own[found++] = rarer;
    }
    return found == wanted;
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

static bool some_outlet_has_contexts(const struct finding *f, uint32_t *text, uint32_t n)
{
    bool block = false;
    sort_by_outlet(f, text, n);
    for (uint32_t i = 0, end; i < n && !block; i = end) {
        for (end = i; end < n && f->node[text[end]].outlet == f->node[text[i]].outlet;)
            end++;
        if (end - i >= BLOCK_CONTEXTS)
            block = has_contexts(f, text + i, end - i);
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
        *a = (struct answer){key, some_outlet_has_contexts(f, l->text, n)};
    return a->block;
}

static int find_piece(void *ctx, size_t first, size_t last, int thread)
{
    const struct finding *f = ctx;
    for (size_t i = first; i < last; i++)
        f->block[i] = f->known[i] || (postings_length(f->p, (uint32_t)i) >= BLOCK_CONTEXTS
                                      && is_block(f, &f->looking[thread], (uint32_t)i));
    return RP_OK;
}

int page_blocks_find(const struct postings *p, const struct block_node *node, const uint32_t *leader, int threads,
                     bool *block)
{
    bool *known = mem_zalloc(p->n_lists, sizeof *known);
    struct finding f = {.p = p, .node = node, .leader = leader, .known = known, .block = block};
    int rc = RP_ERR_NOMEM;

    f.looking = mem_alloc((size_t)threads, sizeof *f.looking);
    if (!known || !f.looking)
        goto out;
    rc = RP_OK;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < threads; i++)
            memset(f.looking[i].answer, 0, sizeof f.looking[i].answer);
        TRY(thread_for(p->n_lists, LIST_GRAIN, threads, &f, find_piece));
        if (p->n_lists)
            memcpy(known, block, p->n_lists * sizeof *known);
    }
out:
    free(known);
    free(f.looking);
    return rc;
}
