#include "verify/align.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "base/status.h"
#include "verify/align_steps.h"

enum {
    MAX_TOKENS = 1 << 30,
    SHORT_TEXT = 80,      /* below this tiles of three count: news.md, length guards */
    HOPELESS_PART = 50,   /* fewer than one place in 50 shares its seed: unrelated */
};

struct align_options align_options_for(size_t na, size_t nb, bool unspaced)
{
    size_t less = na < nb ? na : nb;
    if (unspaced)
        return (struct align_options){.seed = less < SHORT_TEXT ? 5 : 8, .gap = 8, .least = less < SHORT_TEXT ? 8 : 13};
    return less < SHORT_TEXT ? (struct align_options){.seed = 3, .gap = 8, .least = 5}
                             : (struct align_options){.seed = 5, .gap = 8, .least = 8};
}

void alignment_init(struct alignment *al)
{
    *al = (struct alignment){0};
}

void alignment_release(struct alignment *al)
{
    struct align_scratch *s = al->scratch;
    if (s) {
        free(s->roll_a);
        free(s->roll_b);
        free(s->slot);
        free(s->mark);
        free(s->picked);
        free(s->next);
        free(s->found);
        free(s->reach);
        free(s->heap);
        free(s->rank);
    }
    free(s);
    free(al->span);
    free(al->mate_a);
    free(al->mate_b);
    alignment_init(al);
}

/* mate and span arrays of one side share one piece of memory. */
static int make_side(uint32_t **mate, uint32_t **span, size_t *cap, size_t n)
{
    if (mem_grow_kernel(mate, cap, 2 * n + 1, sizeof **mate) < 0)
        return RP_ERR_NOMEM;
    *span = *mate + n;
    memset(*mate, 0xff, 2 * n * sizeof **mate);
    return RP_OK;
}

static int make_scratch(struct alignment *al)
{
    int rc = RP_OK;
    if (al->scratch)
        return RP_OK;
    TRY(secret_init());
    if (!(al->scratch = mem_zalloc(1, sizeof *al->scratch)))
        return RP_ERR_NOMEM;
    al->scratch->key = secret_random64();
out:
    return rc;
}

static int begin(struct alignment *al, const struct align_options *o, const uint64_t *a, size_t na,
                 const uint64_t *b, size_t nb)
{
    struct align_scratch *s;
    int rc = RP_OK;
    TRY(make_scratch(al));
    s = al->scratch;
    s->a = a;
    s->b = b;
    s->o = *o;
    al->na = (uint32_t)na;
    al->nb = (uint32_t)nb;
    al->n_spans = al->used_a = al->used_b = al->exact = al->longest = al->inversions = al->shared_seeds = 0;
    al->hopeless = false;
    TRY(make_side(&al->mate_a, &al->span_a, &s->mate_cap_a, na));
    TRY(make_side(&al->mate_b, &al->span_b, &s->mate_cap_b, nb));
out:
    return rc;
}

/* Containment of seeds below the floor both ways. */
static bool looks_hopeless(const struct alignment *al)
{
    size_t places_a = al->na - al->scratch->o.seed + 1, places_b = al->nb - al->scratch->o.seed + 1;
    size_t less = places_a < places_b ? places_a : places_b;
    return (size_t)al->shared_seeds * HOPELESS_PART < less;
}

int align(struct alignment *al, const struct align_options *o, const uint64_t *a, size_t na, const uint64_t *b,
          size_t nb, bool thorough)
{
    int rc = RP_OK;
    if (na > MAX_TOKENS || nb > MAX_TOKENS)
        return RP_ERR_LIMIT;
    if (o->seed < 1 || o->seed > 16 || o->gap > 32)
        return RP_ERR_INVALID;
    TRY(begin(al, o, a, na, b, nb));
    if (na < o->seed || nb < o->seed) {
        al->hopeless = true;
        goto out;
    }
    TRY(align_find_seeds(al));
    al->hopeless = looks_hopeless(al);
    if (al->hopeless && !thorough)
        goto out;
    TRY(align_follow_matches(al));
    align_take_tiles(al);
    TRY(align_make_spans(al));
out:
    return rc;
}
