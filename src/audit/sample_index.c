#include "audit/sample_index.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/radix.h"
#include "base/status.h"

enum { FILTER_BITS = 16 }; /* for each shingle: one in 16 strangers gets past it */

struct sample_index {
    uint32_t *size; /* n_docs */
    size_t n_docs;
    uint64_t *key;  /* slots; what is looked up ... */
    uint32_t *name; /* ... the shingle's number + 1; 0: free */
    size_t mask;
    uint64_t *filter; /* small enough for the cache: most shingles of most documents end here */
    unsigned filter_shift;
    uint32_t *class_of; /* n_shingles */
    size_t n_shingles;
    size_t *start; /* n_classes + 1, into doc[] */
    uint32_t *doc;
    size_t n_classes;
};

/* What building needs and counting does not: (shingle, document) sorted, each once, and where lists begin. */
struct lists {
    struct rec *entry, *tmp;
    size_t n;
    size_t *start; /* of each shingle's list, and the end */
    size_t n_lists;
};

static int lists_fill(struct lists *l, const struct sample_set *set, size_t n)
{
    size_t total = 0, at = 0;

    for (size_t k = 0; k < n; k++)
        if (!size_add(total, set[k].n, &total))
            return RP_ERR_LIMIT;
    if (total >= UINT32_MAX - 1 || n >= UINT32_MAX - 1)
        return RP_ERR_LIMIT;
    l->entry = mem_alloc(total, sizeof *l->entry);
    l->tmp = mem_alloc(total, sizeof *l->tmp);
    if (!l->entry || !l->tmp)
        return RP_ERR_NOMEM;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < set[k].n; i++)
            l->entry[at++] = (struct rec){set[k].shingle[i], k};
    radix_sort(l->entry, l->tmp, total);
    l->n = radix_unique(l->entry, total);
    return RP_OK;
}

static int lists_part(struct lists *l)
{
    if (!(l->start = mem_alloc(l->n + 1, sizeof *l->start)))
        return RP_ERR_NOMEM;
    for (size_t i = 0; i < l->n; i++)
        if (i == 0 || l->entry[i].hi != l->entry[i - 1].hi)
            l->start[l->n_lists++] = i;
    l->start[l->n_lists] = l->n;
    return RP_OK;
}

static bool same_list(const struct lists *l, size_t a, size_t b)
{
    const size_t n = l->start[a + 1] - l->start[a];

    if (l->start[b + 1] - l->start[b] != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (l->entry[l->start[a] + i].lo != l->entry[l->start[b] + i].lo)
            return false;
    return true;
}

static uint64_t list_hash(const struct lists *l, size_t s)
{
    uint64_t h = 0;
    for (size_t i = l->start[s]; i < l->start[s + 1]; i++)
        h = hash_mix(h ^ l->entry[i].lo);
    return h;
}

static void add_class(struct sample_index *x, const struct lists *l, size_t s)
{
    size_t at = x->start[x->n_classes];
    for (size_t i = l->start[s]; i < l->start[s + 1]; i++)
        x->doc[at++] = (uint32_t)l->entry[i].lo;
    x->start[++x->n_classes] = at;
}

/* Equal lists have equal hashes and become neighbours; what only looks equal is a class of its own. */
static int make_classes(struct sample_index *x, struct lists *l)
{
    struct rec *by_hash = l->tmp, *scratch = mem_alloc(l->n_lists, sizeof *scratch);
    size_t first = 0;

    x->class_of = mem_alloc(l->n_lists, sizeof *x->class_of);
    x->start = mem_zalloc(l->n_lists + 1, sizeof *x->start);
    x->doc = mem_alloc(l->n, sizeof *x->doc);
    if (!scratch || !x->class_of || !x->start || !x->doc) {
        free(scratch);
        return RP_ERR_NOMEM;
    }
    for (size_t s = 0; s < l->n_lists; s++)
        by_hash[s] = (struct rec){list_hash(l, s), s};
    radix_sort(by_hash, scratch, l->n_lists);
    for (size_t i = 0; i < l->n_lists; i++) {
        if (i == 0 || by_hash[i].hi != by_hash[first].hi || !same_list(l, by_hash[i].lo, by_hash[first].lo)) {
            add_class(x, l, by_hash[i].lo);
            first = i;
        }
        x->class_of[by_hash[i].lo] = (uint32_t)(x->n_classes - 1);
    }
    free(scratch);
    return RP_OK;
}

/* --- looking up; shingle hashes are uniform, their bits are good as they are --- */

static bool filter_has(const struct sample_index *x, uint64_t h)
{
    const uint64_t bit = h >> x->filter_shift;
    return x->filter[bit / 64] >> (bit % 64) & 1;
}

/* The shingle's number + 1, 0 for one that no document of the sample has. */
static uint32_t name_of(const struct sample_index *x, uint64_t h)
{
    if (!filter_has(x, h))
        return 0;
    for (size_t at = h & x->mask;; at = (at + 1) & x->mask)
        if (x->name[at] == 0 || x->key[at] == h)
            return x->name[at];
}

static void name_shingle(struct sample_index *x, uint64_t h, uint32_t name)
{
    const uint64_t bit = h >> x->filter_shift;
    size_t at = h & x->mask;

    while (x->name[at])
        at = (at + 1) & x->mask;
    x->key[at] = h;
    x->name[at] = name;
    x->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static int make_table(struct sample_index *x, const struct lists *l)
{
    size_t slots = 64, bits = 64;

    while (slots < 2 * l->n_lists)
        slots *= 2;
    for (x->filter_shift = 58; bits < FILTER_BITS * l->n_lists; bits *= 2)
        x->filter_shift--;
    x->key = mem_alloc(slots, sizeof *x->key);
    x->name = mem_zalloc(slots, sizeof *x->name);
    x->filter = mem_zalloc(bits / 64, sizeof *x->filter);
    if (!x->key || !x->name || !x->filter)
        return RP_ERR_NOMEM;
    x->mask = slots - 1;
    for (size_t s = 0; s < l->n_lists; s++)
        name_shingle(x, l->entry[l->start[s]].hi, (uint32_t)s + 1);
    return RP_OK;
}

int sample_index_create(struct sample_index **out, const struct sample_set *set, size_t n)
{
    struct sample_index *x = mem_zalloc(1, sizeof *x);
    struct lists l = {0};
    int rc = RP_ERR_NOMEM;

    if (!x || !(x->size = mem_zalloc(n, sizeof *x->size)))
        goto out;
    x->n_docs = n;
    TRY(lists_fill(&l, set, n));
    TRY(lists_part(&l));
    for (size_t i = 0; i < l.n; i++)
        x->size[l.entry[i].lo]++;
    x->n_shingles = l.n_lists;
    TRY(make_table(x, &l));
    TRY(make_classes(x, &l));
    *out = x;
    x = NULL;
out:
    free(l.entry);
    free(l.tmp);
    free(l.start);
    sample_index_free(x);
    return rc;
}

void sample_index_free(struct sample_index *x)
{
    if (!x)
        return;
    free(x->size);
    free(x->key);
    free(x->name);
    free(x->filter);
    free(x->class_of);
    free(x->start);
    free(x->doc);
    free(x);
}

uint32_t sample_size(const struct sample_index *x, size_t k)
{
    return x->size[k];
}

uint64_t sample_shingles(const struct sample_index *x)
{
    return x->n_shingles;
}

uint64_t sample_classes(const struct sample_index *x)
{
    return x->n_classes;
}

/* --- counting --- */

int sample_counter_init(struct sample_counter *c, const struct sample_index *x)
{
    *c = (struct sample_counter){.x = x};
    c->hit = mem_alloc(x->n_docs, sizeof *c->hit);
    c->shared = mem_zalloc(x->n_docs, sizeof *c->shared);
    c->met = mem_zalloc(x->n_shingles / 64 + 1, sizeof *c->met);
    c->in_class = mem_zalloc(x->n_classes, sizeof *c->in_class);
    c->touched = mem_alloc(x->n_classes, sizeof *c->touched);
    return c->hit && c->shared && c->met && c->in_class && c->touched ? RP_OK : RP_ERR_NOMEM;
}

void sample_counter_release(struct sample_counter *c)
{
    free(c->hit);
    free(c->shared);
    free(c->met);
    free(c->found);
    free(c->in_class);
    free(c->touched);
    *c = (struct sample_counter){0};
}

static void forget(struct sample_counter *c)
{
    for (size_t i = 0; i < c->n_hits; i++)
        c->shared[c->hit[i]] = 0;
    c->n_hits = 0;
}

/* Fills found[], different shingles of the sample; the bits are zero again afterwards. */
static size_t find_shingles(struct sample_counter *c, const uint64_t *shingle, size_t n)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        const uint32_t name = name_of(c->x, shingle[i]);
        if (name == 0 || c->met[(name - 1) / 64] >> ((name - 1) % 64) & 1)
            continue;
        c->met[(name - 1) / 64] |= UINT64_C(1) << ((name - 1) % 64);
        c->found[found++] = name - 1;
    }
    for (size_t i = 0; i < found; i++)
        c->met[c->found[i] / 64] = 0;
    return found;
}

static void count_class(struct sample_counter *c, uint32_t class)
{
    const struct sample_index *x = c->x;
    const uint32_t n = c->in_class[class];

    for (size_t i = x->start[class]; i < x->start[class + 1]; i++) {
        const uint32_t k = x->doc[i];
        if (c->shared[k] == 0)
            c->hit[c->n_hits++] = k;
        c->shared[k] += n;
    }
    c->in_class[class] = 0;
}

int sample_count(struct sample_counter *c, const uint64_t *shingle, size_t n)
{
    size_t found, classes = 0;
    int rc = RP_OK;

    forget(c);
    TRY(mem_grow(&c->found, &c->found_cap, n, sizeof *c->found));
    found = find_shingles(c, shingle, n);
    for (size_t i = 0; i < found; i++) {
        const uint32_t class = c->x->class_of[c->found[i]];
        if (c->in_class[class]++ == 0)
            c->touched[classes++] = class;
    }
    for (size_t i = 0; i < classes; i++)
        count_class(c, c->touched[i]);
out:
    return rc;
}
