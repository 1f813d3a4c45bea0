#include "sketch/simhash.h"

#include "sketch/sketch_kernel.h"

uint64_t simhash64(const uint64_t *shingle, size_t n)
{
    return sketch_kernel()->simhash64(shingle, n);
}
