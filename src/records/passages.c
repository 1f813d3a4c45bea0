#include "records/passages.h"

#include "sketch/winnow.h"

static size_t push(uint32_t *out, size_t n, uint64_t shingle)
{
    uint32_t passage = (uint32_t)shingle; /* winnowing takes what is low in the upper bits: these are not spread */
    if (n && out[n - 1] == passage)
        return n;
    out[n] = passage;
    return n + 1;
}

size_t passages_select(const uint64_t *shingle, size_t n_shingles, size_t n_tokens, uint32_t *place, uint32_t *out)
{
    size_t n = 0, taken = n_shingles;

    if (n_tokens > PASSAGE_ALL)
        taken = winnow(shingle, n_shingles, place);
    for (size_t i = 0; i < taken; i++)
        n = push(out, n, shingle[n_tokens > PASSAGE_ALL ? place[i] : i]);
    return n;
}
