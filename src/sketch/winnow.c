#include "sketch/winnow.h"

#include "sketch/sketch_kernel.h"

size_t winnow(const uint64_t *shingle, size_t n, uint32_t *pos)
{
    return sketch_kernel()->winnow(shingle, n, pos);
}
