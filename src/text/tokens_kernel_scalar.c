/* The definition, and what a machine without vectors runs. */
#include "text/tokens_kernel.h"

static int split(struct words *w, const struct words_input *in)
{
    size_t at = 0;
    return words_read(w, in, &at, false);
}

static void hash(const struct words *w, uint64_t seed, uint64_t *out)
{
    for (size_t i = 0; i < w->n; i++)
        out[i] = word_hash(w->bytes + w->edge[i], w->edge[i + 1] - w->edge[i], seed);
}

const struct tokens_kernel tokens_kernel_scalar = {split, hash};
