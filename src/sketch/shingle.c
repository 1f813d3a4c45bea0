#include "sketch/shingle.h"

#include "sketch/sketch_kernel.h"

size_t shingle_hashes(const uint64_t *token, size_t n, unsigned k, uint64_t *out)
{
    return sketch_kernel()->shingle_hashes(token, n, k, out);
}

struct hash128 shingle_digest(const uint64_t *token, size_t n)
{
    return sketch_kernel()->shingle_digest(token, n);
}
