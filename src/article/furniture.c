#include "article/furniture.h"

#include <stdlib.h>
#include <string.h>

#include "article/furniture_count.h"
#include "article/furniture_learner.h"
#include "article/furniture_stories.h"
#include "article/line_key.h"
#include "article/sites.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "rules/page_limits.h"
#include "store/room.h"

struct known_line {
    uint64_t key; /* of line and pool; 0: free */
    uint32_t docs;
    uint32_t site; /* index into sites; 0: of none */
};

struct furniture {
    struct known_line *table;
    size_t slots, n;
    struct learned_pool *pools;
    size_t n_pools;
    uint64_t *sites; /* keys, the first of them 0 */
    size_t n_sites, sites_cap;
};

static uint64_t known_key(uint64_t pool, uint64_t line)
{
    const uint64_t key = hash_mix(pool ^ line * UINT64_C(0x9E3779B97F4A7C15));
    return key ? key : 1;
}

static int add_known(struct furniture *f, uint64_t pool, uint64_t line, uint32_t docs)
{
    if ((f->n + 1) * 2 > f->slots) {
        const size_t slots = f->slots ? f->slots * 2 : 1024;
        struct known_line *new = mem_zalloc(slots, sizeof *new);
        if (!new)
            return RP_ERR_NOMEM;
        for (size_t i = 0; i < f->slots; i++) {
            if (!f->table[i].key)
                continue;
            size_t s = f->table[i].key & (slots - 1);
            while (new[s].key)
                s = (s + 1) & (slots - 1);
            new[s] = f->table[i];
        }
        free(f->table);
        f->table = new;
        f->slots = slots;
    }
    const uint64_t key = known_key(pool, line);
    size_t s = key & (f->slots - 1);
    while (f->table[s].key && f->table[s].key != key)
        s = (s + 1) & (f->slots - 1);
    f->n += !f->table[s].key;
    f->table[s].key = key;
    f->table[s].docs = docs > f->table[s].docs ? docs : f->table[s].docs;
    return RP_OK;
}

/* A short page met again and again is all furniture. */
static int judge_empty(struct furniture *f, const struct furniture_learner *l, const struct learned_pool *p)
{
    uint32_t met = 0;
    int rc = RP_OK;
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met)) {
        const struct learned_doc *d = &l->docs[i];
        uint64_t bytes = d->own_bytes;
        for (uint32_t k = 0; k < d->lines; k++)
            bytes += l->lines[d->first + k].bytes;
        for (uint32_t k = 0; d->copies >= PAGE_EMPTY_COPIES && bytes <= PAGE_EMPTY_BYTES && k < d->lines; k++)
            TRY(add_known(f, p->id, l->lines[d->first + k].key, d->copies));
    }
out:
    return rc;
}

/* The slot of a line, or the free one where it would be. */
static struct known_line *known_line(const struct furniture *f, uint64_t pool, uint64_t line)
{
    const uint64_t key = known_key(pool, line);
    size_t s = key & (f->slots - 1);
    while (f->table[s].key && f->table[s].key != key)
        s = (s + 1) & (f->slots - 1);
    return &f->table[s];
}

static int judge_pool(struct furniture *f, const struct furniture_learner *l, const struct learned_pool *p,
                      struct line_counter *c)
{
    int rc = RP_OK;
    const uint32_t share = p->id ? p->kept / PAGE_FURNITURE_SHARE : 0;
    const uint32_t floor = p->id ? PAGE_FURNITURE_LEAST : PAGE_FURNITURE_LEAST_SHARED;
    TRY(judge_empty(f, l, p));
    if (p->kept < floor)
        goto out;
    TRY(line_counter_judge(c, l, p, share > floor ? share : floor));
    if (rc > 0)
        TRY(furniture_part_stories(l, p, c));
    for (size_t i = 0; i < c->slots; i++)
        if (c->table[i].furniture)
            TRY(add_known(f, p->id, c->table[i].key, c->table[i].docs));
out:
    return rc;
}

/* --- sites of pages that name no outlet ------------------------------------------------------- */

/* Each furniture line of each document, once. seen is of a line: the last document that had it. */
static int gather_entries(const struct furniture *f, const struct furniture_learner *l, const struct learned_pool *p,
                          struct site_entry **entry, size_t *n, uint64_t *hash)
{
    uint32_t *seen = mem_alloc(f->slots, sizeof *seen);
    size_t cap = 0;
    uint32_t page = 0, met = 0;
    int rc = seen ? RP_OK : RP_ERR_NOMEM;
    TRY(rc);
    memset(seen, 0xff, f->slots * sizeof *seen);
    for (uint32_t i = p->first; i != LEARNED_NONE; i = learned_next(l, i, &met), page++) {
        hash[page] = l->docs[i].hash;
        for (uint32_t k = 0; k < l->docs[i].lines; k++) {
            const struct learned_line *line = &l->lines[l->docs[i].first + k];
            const struct known_line *known = known_line(f, p->id, line->key);
            if (!known->key || seen[known - f->table] == page)
                continue;
            seen[known - f->table] = page;
            TRY(mem_grow(entry, &cap, *n + 1, sizeof **entry));
            (*entry)[(*n)++] = (struct site_entry){line->key, page, line->prose};
        }
    }
out:
    free(seen);
    return rc;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The sites in order of their keys, behind the 0 that stands for none. */
static int list_sites(struct furniture *f, const struct site_line *line, size_t n)
{
    size_t kept = 1;
    if (mem_grow(&f->sites, &f->sites_cap, n + 1, sizeof *f->sites) < 0)
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        if (line[i].site)
            f->sites[f->n_sites++] = line[i].site;
    qsort(f->sites, f->n_sites, sizeof *f->sites, compare_keys);
    for (size_t i = 1; i < f->n_sites; i++)
        if (f->sites[i] != f->sites[kept - 1])
            f->sites[kept++] = f->sites[i];
    f->n_sites = kept;
    return RP_OK;
}

static int note_sites(struct furniture *f, const struct site_line *line, size_t n)
{
    int rc = RP_OK;
    TRY(list_sites(f, line, n));
    for (size_t i = 0; i < n; i++) {
        const uint64_t *site = bsearch(&line[i].site, f->sites, f->n_sites, sizeof *f->sites, compare_keys);
        known_line(f, 0, line[i].line)->site = (uint32_t)(site - f->sites);
    }
out:
    return rc;
}

static int find_sites(struct furniture *f, const struct furniture_learner *l, const struct learned_pool *p)
{
    uint64_t *hash = mem_alloc(p->kept, sizeof *hash);
    struct site_entry *entry = NULL;
    struct site_line *line = NULL;
    size_t entries = 0, lines = 0;
    int rc = hash ? RP_OK : RP_ERR_NOMEM;
    TRY(rc);
    TRY(gather_entries(f, l, p, &entry, &entries, hash));
    TRY(sites_find(entry, entries, hash, p->kept, &line, &lines));
    TRY(note_sites(f, line, lines));
out:
    free(hash);
    free(entry);
    free(line);
    return rc;
}

static int compare_pools(const void *a, const void *b)
{
    const struct learned_pool *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

int furniture_create(struct furniture_learner **learners, size_t n, struct furniture **out)
{
    int rc = RP_OK;
    struct line_counter c = {0};
    struct furniture *f = mem_zalloc(1, sizeof *f);
    if (!f || n == 0) {
        free(f);
        return f ? RP_ERR_INVALID : RP_ERR_NOMEM;
    }
    struct furniture_learner *all = learners[0];
    TRY(mem_grow(&f->sites, &f->sites_cap, 1, sizeof *f->sites));
    f->sites[0] = 0;
    f->n_sites = 1;
    TRY(furniture_learners_merge(learners, n));
    for (size_t i = 0; i < all->n_pools; i++) {
        room_rest(all->room);
        TRY(judge_pool(f, all, &all->pools[i], &c));
    }
    for (size_t i = 0; i < all->n_pools; i++)
        if (all->pools[i].id == 0 && f->n > 0)
            TRY(find_sites(f, all, &all->pools[i]));
    f->pools = all->pools;
    f->n_pools = all->n_pools;
    if (f->n_pools)
        qsort(f->pools, f->n_pools, sizeof *f->pools, compare_pools);
    all->pools = NULL;
    furniture_learner_empty(all);
    *out = f;
out:
    line_counter_free(&c);
    if (rc < 0)
        furniture_free(f);
    return rc;
}

void furniture_free(struct furniture *f)
{
    if (!f)
        return;
    free(f->table);
    free(f->pools);
    free(f->sites);
    free(f);
}

uint32_t furniture_lookup(const struct furniture *f, uint64_t pool, struct span line)
{
    return furniture_lookup_key(f, pool, line_key(line));
}

uint32_t furniture_lookup_key(const struct furniture *f, uint64_t pool, uint64_t line)
{
    if (f->n == 0)
        return 0;
    const struct known_line *known = known_line(f, pool, line);
    return known->key ? known->docs : 0;
}

uint64_t furniture_line_site(const struct furniture *f, uint64_t line)
{
    return f->n ? f->sites[known_line(f, 0, line)->site] : 0;
}

uint32_t furniture_pool_docs(const struct furniture *f, uint64_t pool)
{
    const struct learned_pool want = {.id = pool};
    const struct learned_pool *p = f->n_pools ? bsearch(&want, f->pools, f->n_pools, sizeof want, compare_pools) : NULL;
    return p ? p->kept : 0;
}
