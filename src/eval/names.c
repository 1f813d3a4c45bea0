#include "eval/names.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"

void names_release(struct names *t)
{
    free(t->slot);
    free(t->place);
    free(t->bytes);
    *t = (struct names){0};
}

const char *names_get(const struct names *t, uint32_t number)
{
    return t->bytes + t->place[number];
}

/* The slot that holds s, or the empty one where it would go. */
static size_t probe(const struct names *t, struct span s)
{
    size_t at = hash_bytes(s.p, s.n, 0) & (t->slots - 1);
    while (t->slot[at] != 0) {
        const char *have = names_get(t, t->slot[at] - 1);
        if (strncmp(have, s.p, s.n) == 0 && have[s.n] == 0) break;
        at = (at + 1) & (t->slots - 1);
    }
    return at;
}

static int grow(struct names *t)
{
    const size_t slots = t->slots ? 2 * t->slots : 64;
    uint32_t *fresh = mem_zalloc(slots, sizeof *fresh);
    if (fresh == NULL) return RP_ERR_NOMEM;
    free(t->slot);
    t->slot = fresh;
    t->slots = slots;
    for (uint32_t i = 0; i < t->n; i++) t->slot[probe(t, span_of(names_get(t, i)))] = i + 1;
    return RP_OK;
}

/* A NUL inside would end the stored string early: what follows it is not part of the name. */
static struct span whole(struct span s)
{
    return (struct span){s.p, strnlen(s.p, s.n)};
}

int names_put(struct names *t, struct span s, uint32_t *number)
{
    int rc;
    s = whole(s);
    if (2 * (t->n + 1) > t->slots && (rc = grow(t)) < 0) return rc;
    const size_t at = probe(t, s);
    if (t->slot[at] != 0) {
        *number = t->slot[at] - 1;
        return RP_OK;
    }
    if (t->n >= NAMES_MAX) return RP_ERR_LIMIT;
    if ((rc = mem_grow(&t->place, &t->place_cap, t->n + 1, sizeof *t->place)) < 0) return rc;
    if ((rc = mem_grow(&t->bytes, &t->cap, t->used + s.n + 1, 1)) < 0) return rc;
    memcpy(t->bytes + t->used, s.p, s.n);
    t->bytes[t->used + s.n] = 0;
    t->place[t->n] = t->used;
    t->used += s.n + 1;
    t->slot[at] = (uint32_t)++t->n;
    *number = (uint32_t)t->n - 1;
    return RP_OK;
}
