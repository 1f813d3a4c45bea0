/* block_out.h - where a block's words go: the growing end of struct words, held in registers. */
#ifndef TEXT_BLOCK_OUT_H
#define TEXT_BLOCK_OUT_H

#include "text/words.h"

enum { BLOCK = 64 };

struct block_out {
    uint8_t *bytes;
    uint32_t *edge, *start, *end;
    size_t n, n_bytes;
    uint64_t open;     /* 1: a word is open */
    uint32_t open_end; /* as in struct words */
};

static inline struct block_out out_of(const struct words *w)
{
    return (struct block_out){.bytes = w->bytes, .edge = w->edge, .start = w->start, .end = w->end, .n = w->n,
                              .n_bytes = w->n_bytes, .open = w->open == WORDS_WORD, .open_end = w->open_end};
}

static inline void out_back(struct words *w, const struct block_out *o)
{
    w->n = o->n;
    w->n_bytes = o->n_bytes;
    w->open = o->open ? WORDS_WORD : WORDS_NONE;
    w->open_end = o->open_end;
}

static inline uint64_t bits_below(unsigned n)
{
    return n >= BLOCK ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/* Bit i: backslash i escapes the byte behind it. In a run of backslashes every other one does, from
 * its first on; adding a run's first bit to the run clears the run, which parts those that begin on
 * an even position from the others. The block begins outside an escape. */
static inline uint64_t escapes(uint64_t backslash)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    const uint64_t even_first = backslash & ~(backslash << 1) & even;
    const uint64_t even_runs = backslash & ~(backslash + even_first);
    return (even_runs & even) | (backslash & ~even_runs & ~even);
}

#endif
