#include "sketch/minhash.h"

#include "sketch/sketch_kernel.h"

void minhash_sketch(const uint64_t *shingle, size_t n, uint32_t *slot, unsigned K)
{
    sketch_kernel()->minhash_sketch(shingle, n, slot, K);
}

unsigned minhash_agree(const uint32_t *a, const uint32_t *b, unsigned K)
{
    unsigned agree = 0;
    for (unsigned i = 0; i < K; i++)
        agree += (a[i] == b[i]) & (a[i] != MINHASH_EMPTY);
    return agree;
}
