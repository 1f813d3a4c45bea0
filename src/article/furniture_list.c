/* What pass 2 discounted as furniture, collected for people to look at. */
#include <stdlib.h>
#include <string.h>

#include "article/furniture.h"
#include "article/line_key.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

struct entry {
    uint64_t pool, key;
    uint32_t docs;
    char *outlet, *line; /* one allocation, at outlet */
    size_t outlet_n, line_n;
};

struct furniture_list {
    struct entry *entries;
    size_t n, cap;
    uint32_t *table; /* open addressing, index + 1 */
    size_t slots;
};

enum { SHOWN_MAX = 200 };

int furniture_list_create(struct furniture_list **out)
{
    *out = mem_zalloc(1, sizeof **out);
    return *out ? RP_OK : RP_ERR_NOMEM;
}

void furniture_list_free(struct furniture_list *list)
{
    if (!list)
        return;
    for (size_t i = 0; i < list->n; i++)
        free(list->entries[i].outlet);
    free(list->entries);
    free(list->table);
    free(list);
}

static size_t slot_of(const struct furniture_list *list, uint64_t pool, uint64_t key)
{
    size_t s = hash_mix(pool ^ hash_mix(key)) & (list->slots - 1);
    for (; list->table[s]; s = (s + 1) & (list->slots - 1)) {
        const struct entry *e = &list->entries[list->table[s] - 1];
        if (e->pool == pool && e->key == key)
            break;
    }
    return s;
}

static int grow(struct furniture_list *list)
{
    const size_t slots = list->slots ? list->slots * 2 : 256;
    uint32_t *table = mem_zalloc(slots, sizeof *table);
    if (!table)
        return RP_ERR_NOMEM;
    free(list->table);
    list->table = table;
    list->slots = slots;
    for (size_t i = 0; i < list->n; i++)
        table[slot_of(list, list->entries[i].pool, list->entries[i].key)] = (uint32_t)i + 1;
    return RP_OK;
}

static int order(struct span a, struct span b)
{
    const int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

static int set_text(struct entry *e, struct span outlet, struct span line)
{
    char *text = mem_alloc(outlet.n + line.n + 1, 1);
    if (!text)
        return RP_ERR_NOMEM;
    if (outlet.n)
        memcpy(text, outlet.p, outlet.n);
    memcpy(text + outlet.n, line.p, line.n);
    free(e->outlet);
    e->outlet = text;
    e->outlet_n = outlet.n;
    e->line = text + outlet.n;
    e->line_n = line.n;
    return RP_OK;
}

/* Of the spellings of one line (its digits differ) the smallest is shown: the same whoever met it first. 1: it changed
 * the list. */
static int put(struct furniture_list *list, const struct furniture_line *l)
{
    int rc = RP_OK;
    if ((list->n + 1) * 2 > list->slots)
        TRY(grow(list));
    const size_t s = slot_of(list, l->pool, l->key);
    if (list->table[s]) {
        struct entry *e = &list->entries[list->table[s] - 1];
        if (order(l->line, (struct span){e->line, e->line_n}) >= 0)
            return 0;
        TRY(set_text(e, l->outlet, l->line));
        return 1;
    }
    TRY(mem_grow(&list->entries, &list->cap, list->n + 1, sizeof *list->entries));
    struct entry *e = &list->entries[list->n];
    *e = (struct entry){.pool = l->pool, .key = l->key, .docs = l->docs};
    TRY(set_text(e, l->outlet, l->line));
    list->table[s] = (uint32_t)++list->n;
    return 1;
out:
    return rc;
}

int furniture_list_put(struct furniture_list *list, const struct furniture_line *line)
{
    const int rc = put(list, line);
    return rc < 0 ? rc : RP_OK;
}

/* As much of a line as is shown, whole characters. */
static struct span shown(struct span text)
{
    struct span s = {text.p, text.n < SHOWN_MAX ? text.n : SHOWN_MAX};
    while (s.n < text.n && s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)
        s.n--;
    return s;
}

int furniture_list_add(struct furniture_list *list, const struct article *a, void *ctx,
                       int (*note)(void *ctx, const struct furniture_line *line))
{
    const uint64_t pool = furniture_pool(&a->given);

    for (uint32_t i = 0; i < a->n_lines; i++) {
        const struct line *l = &a->lines[i];
        const struct span text = {a->given.text.p + l->start, l->end - l->start};
        int rc;
        if (l->furniture_docs == 0)
            continue;
        const struct furniture_line it = {pool, line_key(text), l->furniture_docs, a->outlet, shown(text)};
        if ((rc = put(list, &it)) < 0 || (rc > 0 && note && (rc = note(ctx, &it)) < 0))
            return rc;
    }
    return RP_OK;
}

int furniture_list_merge(struct furniture_list *into, const struct furniture_list *from)
{
    int rc = RP_OK;
    for (size_t i = 0; i < from->n; i++) {
        const struct entry *e = &from->entries[i];
        TRY(furniture_list_put(into, &(struct furniture_line){e->pool, e->key, e->docs, {e->outlet, e->outlet_n},
                                                              {e->line, e->line_n}}));
    }
out:
    return rc;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int by_outlet = order((struct span){x->outlet, x->outlet_n}, (struct span){y->outlet, y->outlet_n});
    if (by_outlet)
        return by_outlet;
    if (x->docs != y->docs)
        return x->docs > y->docs ? -1 : 1;
    return order((struct span){x->line, x->line_n}, (struct span){y->line, y->line_n});
}

int furniture_list_show(struct furniture_list *list, const struct furniture *f, void *ctx,
                        int (*show)(void *ctx, const struct furniture_item *item))
{
    if (list->n)
        qsort(list->entries, list->n, sizeof *list->entries, compare_entries);
    if (list->table) /* the entries have moved */
        memset(list->table, 0, list->slots * sizeof *list->table);
    for (size_t i = 0; i < list->n; i++)
        list->table[slot_of(list, list->entries[i].pool, list->entries[i].key)] = (uint32_t)i + 1;
    for (size_t i = 0; i < list->n; i++) {
        const struct entry *e = &list->entries[i];
        const struct furniture_item item = {{e->outlet, e->outlet_n}, {e->line, e->line_n}, e->docs,
                                            furniture_pool_docs(f, e->pool)};
        const int rc = show(ctx, &item);
        if (rc)
            return rc;
    }
    return 0;
}
