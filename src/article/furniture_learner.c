#include "article/furniture_learner.h"

#include <stdlib.h>
#include <string.h>

#include "article/line_key.h"
#include "article/outlet.h"
#include "article/page.h"
#include "article/unwrap.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "rules/page_limits.h"
#include "store/room.h"

enum {
    PROSE_BYTES = PAGE_FURNITURE_PROSE, /* a line of this length that ends like a sentence is prose here */
    REST_DOCS = 4096,
    REST_POOL_DOCS = 32
};

/* --- tables ---------------------------------------------------------------------------------- */

static int grow_table(uint32_t **table, size_t *slots, size_t entries)
{
    size_t want = *slots ? *slots : 1024;
    while (want < entries * 2 + 2)
        want *= 2;
    uint32_t *new = mem_zalloc(want, sizeof *new);
    if (!new)
        return RP_ERR_NOMEM;
    free(*table);
    *table = new;
    *slots = want;
    return RP_OK;
}

static size_t pool_slot(const struct furniture_learner *l, uint64_t id)
{
    size_t s = hash_mix(id) & (l->pool_slots - 1);
    while (l->pool_table[s] && l->pools[l->pool_table[s] - 1].id != id)
        s = (s + 1) & (l->pool_slots - 1);
    return s;
}

static size_t doc_slot(const struct furniture_learner *l, uint64_t hash, uint32_t pool)
{
    size_t s = hash_mix(hash + pool) & (l->doc_slots - 1);
    for (; l->doc_table[s]; s = (s + 1) & (l->doc_slots - 1)) {
        const struct learned_doc *d = &l->docs[l->doc_table[s] - 1];
        if (d->hash == hash && d->pool == pool)
            break;
    }
    return s;
}

static int find_pool(struct furniture_learner *l, uint64_t id, uint32_t *out)
{
    int rc = RP_OK;
    if ((l->n_pools + 1) * 2 > l->pool_slots) {
        TRY(grow_table(&l->pool_table, &l->pool_slots, l->n_pools + 1));
        for (size_t i = 0; i < l->n_pools; i++)
            l->pool_table[pool_slot(l, l->pools[i].id)] = (uint32_t)i + 1;
    }
    const size_t s = pool_slot(l, id);
    if (!l->pool_table[s]) {
        TRY(mem_grow(&l->pools, &l->pools_cap, l->n_pools + 1, sizeof *l->pools));
        l->pools[l->n_pools] = (struct learned_pool){.id = id, .first = LEARNED_NONE};
        l->pool_table[s] = (uint32_t)++l->n_pools;
    }
    *out = l->pool_table[s] - 1;
out:
    return rc;
}

/* --- keeping few ----------------------------------------------------------------------------- */

static uint64_t pool_share(uint64_t id, unsigned level)
{
    const uint64_t share = (uint64_t)(id ? FURNITURE_POOL_DOCS : FURNITURE_SHARED_DOCS) >> level;
    return share > 8 ? share : 8;
}

static bool is_below(const struct learned_pool *p, uint64_t hash)
{
    return p->shift == 0 || (p->shift < 64 && hash >> (64 - p->shift) == 0);
}

/* What the pool keeps above its bar goes. */
static void drop_above(struct furniture_learner *l, struct learned_pool *p)
{
    uint32_t *link = &p->first;
    while (*link != LEARNED_NONE) {
        struct learned_doc *d = &l->docs[*link];
        if (is_below(p, d->hash)) {
            link = &d->next;
            continue;
        }
        d->dead = true;
        l->dead++;
        p->kept--;
        *link = d->next;
    }
}

/* Raises the pool's bar until it keeps no more than its share. */
static void trim_pool(struct furniture_learner *l, uint32_t pool)
{
    struct learned_pool *p = &l->pools[pool];
    while (p->kept > pool_share(p->id, l->level) && p->shift < 64) {
        p->shift++;
        drop_above(l, p);
    }
}

/* The level at which all pools' shares fit: a function of how many documents each has seen, which only grows, so
 * learners of parts never keep less than a learner of the whole. */
static void raise_level(struct furniture_learner *l)
{
    for (;; l->level++) {
        uint64_t docs = 0;
        for (size_t i = 0; i < l->n_pools; i++) {
            const uint64_t share = pool_share(l->pools[i].id, l->level);
            docs += l->pools[i].seen < share ? l->pools[i].seen : share;
        }
        if (docs <= FURNITURE_ALL_DOCS || l->level >= 13)
            break;
    }
    for (size_t i = 0; i < l->n_pools; i++)
        trim_pool(l, (uint32_t)i);
}

static int rebuild_doc_table(struct furniture_learner *l)
{
    const int rc = grow_table(&l->doc_table, &l->doc_slots, l->n_docs + 1);
    for (size_t i = 0; rc == RP_OK && i < l->n_docs; i++)
        l->doc_table[doc_slot(l, l->docs[i].hash, l->docs[i].pool)] = (uint32_t)i + 1;
    return rc;
}

/* Closes the gaps that dead documents left. */
static int compact(struct furniture_learner *l)
{
    size_t docs = 0, lines = 0;
    for (size_t i = 0; i < l->n_pools; i++)
        l->pools[i].first = LEARNED_NONE;
    for (size_t i = 0; i < l->n_docs; i++) {
        struct learned_doc d = l->docs[i];
        if (d.dead)
            continue;
        memmove(l->lines + lines, l->lines + d.first, d.lines * sizeof *l->lines);
        d.first = lines;
        lines += d.lines;
        d.next = l->pools[d.pool].first;
        l->pools[d.pool].first = (uint32_t)docs;
        l->docs[docs++] = d;
    }
    l->n_docs = docs;
    l->n_lines = lines;
    l->dead = 0;
    memset(l->doc_table, 0, l->doc_slots * sizeof *l->doc_table);
    return rebuild_doc_table(l);
}

static int keep_doc(struct furniture_learner *l, uint32_t pool, uint64_t hash, const struct learned_line *lines,
                    uint32_t n, uint32_t own_bytes, uint32_t copies)
{
    int rc = RP_OK;
    if (!is_below(&l->pools[pool], hash))
        return RP_OK;
    if (l->dead > 4096 && l->dead * 2 > l->n_docs)
        TRY(compact(l));
    if ((l->n_docs + 1) * 2 > l->doc_slots)
        TRY(rebuild_doc_table(l));
    const size_t s = doc_slot(l, hash, pool);
    if (l->doc_table[s]) { /* the same page again; a dead one was above the bar and cannot come back */
        l->docs[l->doc_table[s] - 1].copies += copies;
        goto out;
    }
    TRY(room_grow(l->room, &l->docs, &l->docs_cap, l->n_docs + 1, sizeof *l->docs));
    TRY(room_grow(l->room, &l->lines, &l->lines_cap, l->n_lines + n, sizeof *l->lines));
    memcpy(l->lines + l->n_lines, lines, n * sizeof *lines);
    l->docs[l->n_docs] = (struct learned_doc){.hash = hash, .first = l->n_lines, .lines = n, .pool = pool,
                                                 .own_bytes = own_bytes, .copies = copies,
                                                 .next = l->pools[pool].first};
    l->pools[pool].first = (uint32_t)l->n_docs;
    l->pools[pool].kept++;
    l->n_lines += n;
    l->doc_table[s] = (uint32_t)++l->n_docs;
    trim_pool(l, pool);
    if (l->n_docs - l->dead > FURNITURE_ALL_DOCS)
        raise_level(l);
out:
    return rc;
}

/* --- learning -------------------------------------------------------------------------------- */

int furniture_learner_create(struct room *room, struct furniture_learner **out)
{
    struct furniture_learner *l = mem_zalloc(1, sizeof *l);
    if (!l)
        return RP_ERR_NOMEM;
    l->room = room;
    *out = l;
    return RP_OK;
}

void furniture_learner_empty(struct furniture_learner *l)
{
    room_drop(l->room, l->docs);
    room_drop(l->room, l->lines);
    free(l->pools);
    free(l->pool_table);
    free(l->doc_table);
    *l = (struct furniture_learner){.room = l->room};
}

void furniture_learner_free(struct furniture_learner *l)
{
    if (l)
        furniture_learner_empty(l);
    free(l);
}

uint64_t furniture_pool_of(struct span host, struct span outlet)
{
    const uint64_t pool = host.n ? hash_bytes(host.p, host.n, 5) : outlet.n ? hash_bytes(outlet.p, outlet.n, 6) : 0;
    return host.n || outlet.n ? pool | 1 : 0;
}

uint64_t furniture_pool(const struct article_fields *f)
{
    char host[OUTLET_MAX];
    size_t n = outlet_host(f->url, host);
    if (!n)
        n = outlet_host(f->outlet, host);
    return furniture_pool_of((struct span){host, n}, f->outlet);
}

static struct learned_line learn_line(struct span s)
{
    return (struct learned_line){line_key(s), s.n < UINT32_MAX ? (uint32_t)s.n : UINT32_MAX,
                                 s.n >= PROSE_BYTES && line_is_sentence(s)};
}

/* Keeps the first and the last LEARNED_EDGE lines in l->page; what falls out between them adds to *own. */
static uint32_t keep_edges(struct furniture_learner *l, struct line_cutter *cutter, uint32_t *own)
{
    struct span line, ring[LEARNED_EDGE];
    size_t n = 0;
    *own = 0;
    while (line_next(cutter, &line)) {
        if (n < LEARNED_EDGE) {
            l->page[n++] = learn_line(line);
            continue;
        }
        struct span *place = &ring[(n - LEARNED_EDGE) % LEARNED_EDGE];
        if (n >= 2 * LEARNED_EDGE && place->n >= PROSE_BYTES)
            *own = *own + place->n < UINT32_MAX ? *own + (uint32_t)place->n : UINT32_MAX;
        *place = line;
        n++;
    }
    const size_t later = n > LEARNED_EDGE ? n - LEARNED_EDGE : 0, kept = later < LEARNED_EDGE ? later : LEARNED_EDGE;
    for (size_t i = 0; i < kept; i++)
        l->page[LEARNED_EDGE + i] = learn_line(ring[(later - kept + i) % LEARNED_EDGE]);
    return (uint32_t)(n - later + kept);
}

static uint32_t read_page(struct furniture_learner *l, struct span text, uint32_t *own)
{
    struct line_cutter cutter = line_cutter_of(text);
    uint32_t lines;
    do
        lines = keep_edges(l, &cutter, own);
    while (line_again(&cutter));
    return lines;
}

int furniture_learn(struct furniture_learner *l, const struct article_fields *f)
{
    int rc;
    uint32_t pool, own;
    TRY(find_pool(l, furniture_pool(f), &pool));
    const uint32_t n = read_page(l, f->text, &own);
    l->pools[pool].seen++;
    if (n == 0)
        goto out;
    uint64_t hash = own;
    for (uint32_t i = 0; i < n; i++)
        hash = hash_mix(hash * UINT64_C(0x9E3779B97F4A7C15) + l->page[i].key);
    TRY(keep_doc(l, pool, hash, l->page, n, own, 1));
out:
    return rc;
}

static int absorb(struct furniture_learner *into, const struct furniture_learner *from)
{
    int rc = RP_OK;
    uint32_t pool;
    for (size_t i = 0; i < from->n_pools; i++) {
        TRY(find_pool(into, from->pools[i].id, &pool));
        struct learned_pool *p = &into->pools[pool];
        p->seen += from->pools[i].seen;
        if (from->pools[i].shift > p->shift) { /* a learner of the whole would have had this bar too */
            p->shift = from->pools[i].shift;
            drop_above(into, p);
        }
    }
    into->level = from->level > into->level ? from->level : into->level;
    for (size_t i = 0; i < from->n_docs; i++) {
        const struct learned_doc *d = &from->docs[i];
        if (i % REST_DOCS == 0)
            room_rest(from->room);
        if (d->dead)
            continue;
        TRY(find_pool(into, from->pools[d->pool].id, &pool));
        TRY(keep_doc(into, pool, d->hash, from->lines + d->first, d->lines, d->own_bytes, d->copies));
    }
out:
    return rc;
}

int furniture_learners_merge(struct furniture_learner **learners, size_t n)
{
    int rc = RP_OK;
    for (size_t i = 1; i < n; i++) {
        TRY(absorb(learners[0], learners[i]));
        furniture_learner_empty(learners[i]);
    }
    raise_level(learners[0]);
out:
    return rc;
}

uint32_t learned_next(const struct furniture_learner *l, uint32_t doc, uint32_t *met)
{
    if (++*met % REST_POOL_DOCS == 0)
        room_rest(l->room);
    return l->docs[doc].next;
}
