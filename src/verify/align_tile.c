#include "verify/align_steps.h"

/* Longer first; then by place, so that equal runs pair up in order. */
static inline bool before(const struct align_tile *x, const struct align_tile *y)
{
    if (x->n != y->n)
        return x->n > y->n;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void sift_down(struct align_tile *heap, size_t n, size_t i)
{
    struct align_tile moving = heap[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && before(&heap[child + 1], &heap[child]))
            child++;
        if (!before(&heap[child], &moving))
            break;
        heap[i] = heap[child];
    }
    heap[i] = moving;
}

/* Cuts off both ends what is taken. The inside of a match needs no look: a taken tile is at least as
 * long as any match still in the heap, so where the two overlap it covers an end. */
static struct align_tile trimmed(const struct alignment *al, struct align_tile t)
{
    while (t.n && (al->mate_a[t.a] != ALIGN_NONE || al->mate_b[t.b] != ALIGN_NONE))
        t.a++, t.b++, t.n--;
    while (t.n && (al->mate_a[t.a + t.n - 1] != ALIGN_NONE || al->mate_b[t.b + t.n - 1] != ALIGN_NONE))
        t.n--;
    return t;
}

static void take(struct alignment *al, struct align_tile t)
{
    for (uint32_t i = 0; i < t.n; i++) {
        al->mate_a[t.a + i] = t.b + i;
        al->mate_b[t.b + i] = t.a + i;
    }
}

void align_take_tiles(struct alignment *al)
{
    struct align_scratch *s = al->scratch;
    for (size_t i = s->n_heap / 2; i-- > 0;)
        sift_down(s->heap, s->n_heap, i);
    while (s->n_heap) {
        struct align_tile t = trimmed(al, s->heap[0]);
        bool whole = t.n == s->heap[0].n;
        if (whole)
            take(al, t);
        if (whole || t.n < s->o.seed)
            s->heap[0] = s->heap[--s->n_heap];
        else
            s->heap[0] = t;
        if (s->n_heap)
            sift_down(s->heap, s->n_heap, 0);
    }
}
