#include "story/passages.h"

static size_t push(uint32_t *out, size_t n, uint32_t h)
{
    if (n && out[n - 1] == h)
        return n;
    out[n] = h;
    return n + 1;
}

static size_t take_all(const uint64_t *shingle, size_t n, uint32_t *out)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k = push(out, k, (uint32_t)(shingle[i] >> 32));
    return k;
}

/*
 * The least of a sliding window in constant time per step, whatever the data: text is cut into blocks of
 * PASSAGE_WINDOW; a window is the tail of one block and the head of the next, so its minimum is the lesser of a
 * suffix minimum, made when the block is complete, and a running prefix minimum. Values carry their place in the
 * low bits, inverted, so that of equal hashes the rightmost is the least and equal minima mean one place.
 */
size_t passages_select(const uint64_t *shingle, size_t n_shingles, size_t n_tokens, uint32_t *out)
{
    uint64_t suffix[PASSAGE_WINDOW], place = 0, last = UINT64_MAX;
    size_t k = 0, i = 0;

    if (n_tokens <= PASSAGE_ALL || n_shingles < PASSAGE_WINDOW)
        return take_all(shingle, n_shingles, out);
    for (; i + PASSAGE_WINDOW <= n_shingles; i += PASSAGE_WINDOW) {
        uint64_t block[PASSAGE_WINDOW], prefix = UINT64_MAX;
        for (size_t j = 0; j < PASSAGE_WINDOW; j++) {
            place = UINT32_MAX - (uint32_t)(i + j);
            block[j] = (shingle[i + j] & ~(uint64_t)UINT32_MAX) | place;
        }
        for (size_t j = 0; j < PASSAGE_WINDOW; j++) {
            uint64_t least = prefix = block[j] < prefix ? block[j] : prefix;
            if (i > 0 && j + 1 < PASSAGE_WINDOW)
                least = suffix[j + 1] < prefix ? suffix[j + 1] : prefix;
            if ((i > 0 || j + 1 == PASSAGE_WINDOW) && least != last) {
                last = least;
                k = push(out, k, (uint32_t)(least >> 32));
            }
        }
        suffix[PASSAGE_WINDOW - 1] = block[PASSAGE_WINDOW - 1];
        for (size_t j = PASSAGE_WINDOW - 1; j-- > 0;)
            suffix[j] = block[j] < suffix[j + 1] ? block[j] : suffix[j + 1];
    }
    /* The rest of less than a block: windows reach over the end of the last full one. */
    for (uint64_t prefix = UINT64_MAX, j = 0; i + j < n_shingles; j++) {
        uint64_t v = (shingle[i + j] & ~(uint64_t)UINT32_MAX) | (UINT32_MAX - (uint32_t)(i + j));
        uint64_t least;
        prefix = v < prefix ? v : prefix;
        least = j + 1 < PASSAGE_WINDOW && suffix[j + 1] < prefix ? suffix[j + 1] : prefix;
        if (least != last) {
            last = least;
            k = push(out, k, (uint32_t)(least >> 32));
        }
    }
    return k;
}
