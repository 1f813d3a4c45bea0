/* sketch_layout.h - what the caller's sketch memory holds: the head, then `slots` 32-bit MinHash slots. */
#ifndef ENGINE_SKETCH_LAYOUT_H
#define ENGINE_SKETCH_LAYOUT_H

#include <reprint.h>

struct sketch_head {
    uint64_t simhash;
    uint32_t shingles; /* with repeats; 0: nothing to compare */
    uint32_t zero;
};

static inline size_t sketch_bytes(const rp_params *p)
{
    return sizeof(struct sketch_head) + p->slots * sizeof(uint32_t);
}

#endif
