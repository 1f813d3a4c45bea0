#include "dedup/dedup_wanted.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"

void wanted_release(struct wanted *w)
{
    bits_release(&w->bits);
    free(w->before);
    free(w->source);
    *w = (struct wanted){0};
}

int wanted_source(struct wanted *w, uint32_t file, uint64_t first_doc, uint64_t docs)
{
    int rc = RP_OK;

    if (w->n == 0) {
        TRY(bits_reserve(&w->bits, docs));
        if (!(w->before = mem_alloc(w->bits.cap, sizeof *w->before)))
            return RP_ERR_NOMEM;
    }
    TRY(mem_grow(&w->source, &w->cap, w->n + 1, sizeof *w->source));
    w->source[w->n++] = (struct wanted_source){file, first_doc, w->count};
out:
    return rc;
}

void wanted_add(struct wanted *w, uint64_t doc)
{
    bits_set(&w->bits, doc);
    w->count++;
}

void wanted_finish(struct wanted *w)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < w->bits.cap; i++) {
        w->before[i] = sum;
        sum += (uint64_t)__builtin_popcountll(w->bits.w[i]);
    }
}

uint64_t wanted_first(const struct wanted *w, uint32_t file)
{
    size_t low = 0, high = w->n - 1;

    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (w->source[mid].file < file)
            low = mid + 1;
        else
            high = mid;
    }
    return w->source[low].doc;
}

uint64_t wanted_next(const struct wanted *w, uint64_t doc)
{
    size_t i = doc / 64;
    uint64_t word = w->bits.w[i] >> (doc % 64) << (doc % 64);

    while (!word)
        word = w->bits.w[++i];
    return 64 * (uint64_t)i + (uint64_t)__builtin_ctzll(word);
}

const struct wanted_source *wanted_find(const struct wanted *w, uint64_t doc)
{
    size_t low = 0, high = w->n - 1;

    while (low < high) {
        const size_t mid = low + (high - low + 1) / 2;
        if (w->source[mid].doc <= doc)
            low = mid;
        else
            high = mid - 1;
    }
    return &w->source[low];
}

uint64_t wanted_range(const struct wanted *w, const struct wanted_source *s, uint64_t doc)
{
    const uint64_t below = w->bits.w[doc / 64] & ((UINT64_C(1) << (doc % 64)) - 1);
    return w->before[doc / 64] + (uint64_t)__builtin_popcountll(below) - s->before;
}
